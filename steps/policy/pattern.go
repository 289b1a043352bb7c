package policy

import (
	"strings"
	"unicode"
)

// pattern is a text with wildcards in which policy variables are already replaced; what
// came from a variable is never a wildcard.
type pattern []glyph

type glyph struct {
	r    rune
	wild bool // r is "*" for any text, or "?" for any one character
}

// variables replaces ${…} while a pattern is compiled; nil leaves them as text.
type variables func(key string) (value string, known bool)

// compile reads a pattern. When the value of a variable is not known it returns the
// variable's key (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func compile(text string, lookup variables) (pattern, string) {
	var p pattern
	for text != "" {
		if body, rest, ok := variable(text); ok && lookup != nil {
			value, missing := resolve(body, lookup)
			if missing != "" {
				return nil, missing
			}
			p = append(p, literal(value)...)
			text = rest
			continue
		}
		chunk := text
		if next := strings.IndexByte(text[1:], '$'); next >= 0 {
			chunk = text[:next+1]
		}
		for _, r := range chunk {
			p = append(p, glyph{r, r == '*' || r == '?'})
		}
		text = text[len(chunk):]
	}
	return p, ""
}

// variable cuts a ${…} off the beginning of text.
func variable(text string) (body, rest string, ok bool) {
	if !strings.HasPrefix(text, "${") {
		return "", "", false
	}
	return strings.Cut(text[2:], "}")
}

// resolve finds the value of a variable: one of the three escapes, or a key of the
// request. A default written behind a comma is of no use: it is for a key that is absent,
// and a key that is not known may be present.
func resolve(body string, lookup variables) (value, missing string) {
	switch body {
	case "*", "?", "$":
		return body, ""
	}
	key, _, _ := strings.Cut(body, ",")
	key = strings.TrimSpace(key)
	if value, known := lookup(key); known {
		return value, ""
	}
	return "", key
}

func literal(text string) pattern {
	p := make(pattern, 0, len(text))
	for _, r := range text {
		p = append(p, glyph{r: r})
	}
	return p
}

// match reports whether the whole text fits. With fold, case does not matter.
func (p pattern) match(text string, fold bool) bool {
	runes := []rune(text)
	i, j := 0, 0          // positions in p and in runes
	star, resume := -1, 0 // the last "*" met, and where its text would end next
	for j < len(runes) {
		switch {
		case i < len(p) && p[i].wild && p[i].r == '*':
			star, resume = i, j
			i++
		case i < len(p) && p[i].fits(runes[j], fold):
			i++
			j++
		case star >= 0:
			resume++
			i, j = star+1, resume
		default:
			return false
		}
	}
	for i < len(p) && p[i].wild && p[i].r == '*' {
		i++
	}
	return i == len(p)
}

func (g glyph) fits(r rune, fold bool) bool {
	if g.wild {
		return g.r == '?'
	}
	return g.r == r || fold && unicode.ToLower(g.r) == unicode.ToLower(r)
}

// plain is the pattern with its wildcards as ordinary characters.
func (p pattern) plain() string {
	var b strings.Builder
	for _, g := range p {
		b.WriteRune(g.r)
	}
	return b.String()
}

// arnParts is how many fields an ARN has; the last may hold colons.
const arnParts = 6

// matchARN compares field by field, so that a wildcard does not reach across a colon
// before the last field.
func (p pattern) matchARN(text string) bool {
	fields := strings.SplitN(text, ":", arnParts)
	parts := []pattern{nil}
	for _, g := range p {
		if g.r == ':' && len(parts) < arnParts {
			parts = append(parts, nil)
			continue
		}
		last := len(parts) - 1
		parts[last] = append(parts[last], g)
	}
	if len(fields) != len(parts) {
		return false
	}
	for i, part := range parts {
		if !part.match(fields[i], false) {
			return false
		}
	}
	return true
}
