package sandbox

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mark is a wildcard among the runes of a pattern.
type mark rune

const (
	literal mark = iota
	any0         // "*"
	any1         // "?"
)

// sign is one rune of a pattern, or a wildcard.
type sign struct {
	kind mark
	r    rune
}

// signs reads a pattern, in which * and ? are wildcards.
func signs(pattern string) []sign {
	read := make([]sign, 0, len(pattern))
	for _, r := range pattern {
		switch r {
		case '*':
			read = append(read, sign{kind: any0})
		case '?':
			read = append(read, sign{kind: any1})
		default:
			read = append(read, sign{r: r})
		}
	}
	return read
}

// literally reads a text in which no rune is a wildcard.
func literally(text string) []sign {
	read := make([]sign, 0, len(text))
	for _, r := range text {
		read = append(read, sign{r: r})
	}
	return read
}

// fit reports whether a pattern describes all of a text.
func fit(pattern []sign, s string) bool {
	text := []rune(s)
	star, from := -1, 0 // the last * seen, and how far the text had got
	i, j := 0, 0
	for j < len(text) {
		switch {
		case i < len(pattern) && pattern[i].kind == any0:
			star, from = i, j
			i++
		case i < len(pattern) && (pattern[i].kind == any1 || (pattern[i].kind == literal && pattern[i].r == text[j])):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i].kind == any0 {
		i++
	}
	return i == len(pattern)
}

// fitsAction compares actions, in which case does not matter.
func fitsAction(pattern, action string) bool {
	return fit(signs(strings.ToLower(pattern)), strings.ToLower(action))
}

// arnParts are the parts of an ARN; the last, the resource, may have colons of its own.
const arnParts = 6

// fitsResource compares ARNs: a wildcard stays in its part, unless it is a * that ends the
// part, which may reach on
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
// What AWS does not scope, "*", only "*" describes.
func (s *statement) fitsResource(pattern string, a access) bool {
	described, known := s.expand(pattern, a.circumstances)
	if !known {
		return false
	}
	if pattern == "*" {
		return true
	}
	if a.resource == "*" {
		return false
	}
	return reach(described, 1, a.resource, map[[2]int]bool{})
}

// reach reports whether the signs from part on describe the whole text; tried has what
// failed before, by the lengths of what was left.
func reach(pattern []sign, part int, text string, tried map[[2]int]bool) bool {
	if len(pattern) == 0 {
		return text == ""
	}
	at := [2]int{len(pattern), len(text)}
	if tried[at] {
		return false
	}
	tried[at] = true
	head, rest := pattern[0], pattern[1:]
	if head.kind == any0 && reach(rest, part, text, tried) {
		return true
	}
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return false
	}
	ends := len(rest) == 0 || (rest[0].kind == literal && rest[0].r == ':')
	switch head.kind {
	case any0:
		return (r != ':' || part >= arnParts || ends) && reach(pattern, part, text[size:], tried)
	case any1:
		return (r != ':' || part >= arnParts) && reach(rest, part, text[size:], tried)
	case literal:
		if r == ':' {
			part++
		}
		return head.r == r && reach(rest, part, text[size:], tried)
	}
	return false
}

func fitARN(pattern []sign, arn string) bool {
	parts := strings.SplitN(arn, ":", arnParts)
	described := splitSigns(pattern)
	if len(described) > len(parts) {
		return false
	}
	for i, part := range parts {
		if i < len(described) && !fit(described[i], part) {
			return false
		}
	}
	return true
}

func splitSigns(pattern []sign) [][]sign {
	var parts [][]sign
	start := 0
	for i, s := range pattern {
		if s.kind == literal && s.r == ':' && len(parts) < arnParts-1 {
			parts = append(parts, pattern[start:i])
			start = i + 1
		}
	}
	return append(parts, pattern[start:])
}

// expand puts values in the place of a pattern's variables: "${aws:username}", and with
// a default "${aws:PrincipalTag/team, 'none'}". "${*}", "${?}" and "${$}" are the signs
// themselves. The second result is false when a variable has no value, and then nothing fits
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func (s *statement) expand(pattern string, f circumstances) ([]sign, bool) {
	if !s.variables {
		return signs(pattern), true
	}
	var expanded []sign
	for {
		before, rest, found := strings.Cut(pattern, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return append(expanded, signs(pattern)...), true
		}
		value, known := f.variable(name)
		if !known {
			return nil, false
		}
		expanded = append(append(expanded, signs(before)...), literally(value)...)
		pattern = after
	}
}

func (f circumstances) variable(name string) (string, bool) {
	if name == "*" || name == "?" || name == "$" {
		return name, true
	}
	key, otherwise, hasDefault := strings.Cut(name, ",")
	if values, present := f.values(strings.TrimSpace(key)); present && len(values) == 1 {
		return values[0], true
	}
	return strings.Trim(strings.TrimSpace(otherwise), "'"), hasDefault
}

// values are those of a key, in which case does not matter. A key without any is absent.
func (f circumstances) values(key string) ([]string, bool) {
	values := f[strings.ToLower(key)]
	return values, len(values) > 0
}

// covers reports whether the principals include the asker. To allow, they must name the
// asker or everybody: naming the asker's account only leaves the decision to the
// account's own policies. To deny, naming the account is enough
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html);
// to except somebody it is not
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html).
func (p principals) covers(by asker, deny bool) bool {
	if !p.given {
		return true
	}
	if p.not {
		return !p.name(by, false)
	}
	return p.name(by, deny)
}

func (p principals) name(by asker, wholeAccount bool) bool {
	if by.service != "" {
		return slices.Contains(p.byKind["Service"], by.service) || slices.Contains(p.byKind["Service"], "*")
	}
	return slices.ContainsFunc(p.byKind["AWS"], func(name string) bool {
		isAccount := by.account != "" && (name == by.account || name == "arn:aws:iam::"+by.account+":root")
		return name == "*" || slices.Contains(by.names, name) || (wholeAccount && isAccount)
	})
}
