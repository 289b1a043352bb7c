package policy

import (
	"slices"
	"unicode"
)

// covers reports whether everything that other fits, p fits as well. It may miss such a
// pair, and never claims a wrong one. With fold, case does not matter.
func (p pattern) covers(other pattern, fold bool) bool {
	free := p.unbounded()
	at, next := make([]bool, len(p)+1), make([]bool, len(p)+1)
	at[0] = true
	p.skipStars(at)
	for _, o := range other {
		clear(next)
		for i, g := range p {
			// Actions have no parts; in an ARN, what other leaves open might be a colon.
			stays := !fold && g.wild && !free[i] && (o.wild || o.r == ':')
			switch {
			case !at[i] || stays:
			case g.wild && g.r == '*':
				next[i] = true
			case g.wild && (!o.wild || o.r == '?'), !g.wild && !o.wild && sameRune(g.r, o.r, fold):
				next[i+1] = true
			}
		}
		p.skipStars(next)
		at, next = next, at
	}
	return at[len(p)]
}

// meets reports whether some text fits both patterns.
func (p pattern) meets(other pattern, fold bool) bool {
	at, next := make([]bool, len(p)+1), make([]bool, len(p)+1)
	at[0] = true
	p.skipStars(at)
	for _, o := range other {
		if o.wild && o.r == '*' {
			// Anything may follow, so every position behind one that is reached is reached.
			for i := range p {
				at[i+1] = at[i+1] || at[i]
			}
			continue
		}
		clear(next)
		for i, g := range p {
			switch {
			case !at[i]:
			case g.wild && g.r == '*':
				next[i] = true
			case g.wild, o.wild, sameRune(g.r, o.r, fold):
				next[i+1] = true
			}
		}
		p.skipStars(next)
		at, next = next, at
	}
	return at[len(p)]
}

func sameRune(a, b rune, fold bool) bool {
	return a == b || fold && unicode.ToLower(a) == unicode.ToLower(b)
}

// open compiles a text in which a policy variable may be anything.
func open(text string) pattern {
	p, _ := compile(text, func(string) (string, truth) { return "\x00", yes })
	for i, g := range p {
		if g.r == '\x00' {
			p[i] = glyph{'*', true}
		}
	}
	// Two stars in a row say what one says.
	return slices.CompactFunc(p, func(a, b glyph) bool { return a.wild && b.wild && a.r == '*' && b.r == '*' })
}

// hasVariable reports whether a text has a policy variable.
func hasVariable(text string) bool {
	found := false
	_, _ = compile(text, func(string) (string, truth) {
		found = true
		return "", yes
	})
	return found
}

// hasWildcard reports whether a text has a "*" or "?" that is one.
func hasWildcard(text string) bool {
	p, _ := compile(text, func(string) (string, truth) { return "", yes })
	return slices.ContainsFunc(p, func(g glyph) bool { return g.wild })
}

// coveredBy reports whether each entry is covered by one of the others; variables in
// the others might have no value, so they cover nothing.
func (l List) coveredBy(others List, fold bool) bool {
	return !slices.ContainsFunc(l, func(text string) bool {
		return !slices.ContainsFunc(others, func(by string) bool {
			return !beginsOtherwise(by, text, fold) && !hasVariable(by) && open(by).covers(open(text), fold)
		})
	})
}

// meets reports whether something fits an entry of both lists.
func (l List) meets(others List, fold bool) bool {
	return slices.ContainsFunc(l, func(text string) bool {
		return slices.ContainsFunc(others, func(other string) bool { return open(text).meets(open(other), fold) })
	})
}

// plainly reports whether a statement says what it speaks of without a negation.
func (s Statement) plainly() bool {
	return s.NotAction == nil && s.NotResource == nil && s.NotPrincipal == nil && s.Action != nil && s.Resource != nil
}

// within reports whether other speaks of everything that s speaks of, conditions of s aside.
func (s Statement) within(other Statement) bool {
	return s.plainly() && other.plainly() && other.Principal.Any() && len(other.Conditions) == 0 &&
		s.Resource.coveredBy(other.Resource, false) && s.Action.coveredBy(other.Action, true)
}

// apart reports whether no request fits both statements by action and resource.
func (s Statement) apart(other Statement) bool {
	return s.Action != nil && other.Action != nil && !s.Action.meets(other.Action, true) ||
		s.Resource != nil && other.Resource != nil && !s.Resource.meets(other.Resource, false)
}
