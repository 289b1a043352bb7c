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

// variables finds the value of a ${…} while a pattern is compiled: yes with its value, no
// when it has none, maybe when that is not known. A nil one leaves variables as text.
type variables func(key string) (value string, known truth)

// compile reads a pattern. Its answer says whether it can be matched: no when one of its
// variables has no value, so that nothing is equal to it or like it, and maybe when that is
// not known (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func compile(text string, lookup variables) (pattern, answer) {
	var p pattern
	usable := is(true)
	for text != "" {
		if body, rest, ok := variable(text); ok && lookup != nil {
			value, resolved := resolve(body, lookup)
			usable = all(usable, resolved)
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
	return p, usable
}

// variable cuts a ${…} off the beginning of text.
func variable(text string) (body, rest string, ok bool) {
	if !strings.HasPrefix(text, "${") {
		return "", "", false
	}
	return strings.Cut(text[2:], "}")
}

// resolve finds the value of a variable: one of the three escapes, a key of the request,
// or for a key that the request lacks the default behind a comma, in single quotes.
func resolve(body string, lookup variables) (string, answer) {
	switch body {
	case "*", "?", "$":
		return body, is(true)
	}
	key, fallback, _ := strings.Cut(body, ",")
	key, fallback = strings.TrimSpace(key), strings.TrimSpace(fallback)
	value, known := lookup(key)
	switch {
	case known == maybe:
		return "", unsure("it depends on " + key + ", a policy variable whose value is not known")
	case known == no && len(fallback) >= 2 && fallback[0] == '\'' && strings.HasSuffix(fallback, "'"):
		return fallback[1 : len(fallback)-1], is(true)
	}
	return value, answer{truth: known}
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

// matchResource compares as the Resource element does: a wildcard stays between two
// colons, but a "*" at the end of such a part may reach beyond them; behind the fifth colon
// there are no parts
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
func (p pattern) matchResource(text string) bool {
	free := p.unbounded()
	// at[i] says that p[:i] fits what was read of the text.
	at, next := make([]bool, len(p)+1), make([]bool, len(p)+1)
	at[0] = true
	p.skipStars(at)
	for _, r := range text {
		clear(next)
		for i, g := range p {
			bounded := r == ':' && !free[i]
			switch {
			case !at[i] || g.wild && bounded:
			case g.wild && g.r == '*':
				next[i] = true
			case g.fits(r, false):
				next[i+1] = true
			}
		}
		p.skipStars(next)
		at, next = next, at
	}
	return at[len(p)]
}

// skipStars lets each "*" that is reached stand for nothing.
func (p pattern) skipStars(at []bool) {
	for i, g := range p {
		if at[i] && g.wild && g.r == '*' {
			at[i+1] = true
		}
	}
}

// unbounded tells of each wildcard whether it may stand for a colon.
func (p pattern) unbounded() []bool {
	out := make([]bool, len(p))
	part := 1
	for i, g := range p {
		if g.r == ':' {
			part++
		}
		last := i+1 == len(p) || p[i+1].r == ':'
		out[i] = part >= arnParts || g.r == '*' && last
	}
	return out
}
