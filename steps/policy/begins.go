package policy

import "strings"

// beginsOtherwise reports at a glance that a pattern without policy variables cannot fit a
// text, or cover another pattern: they differ before the first wildcard. Most pairs of a
// large document do, and a document is examined after each key that is typed at it.
func beginsOtherwise(pattern, text string, fold bool) bool {
	n := strings.IndexAny(pattern, "*?$")
	switch {
	case n >= 0 && pattern[n] == '$':
		return false
	case n < 0:
		n = len(pattern)
	}
	for i := range n {
		if i >= len(text) {
			return true
		}
		a, b := pattern[i], text[i]
		if a >= 0x80 || b >= 0x80 {
			return false // Beyond ASCII, letters of two cases differ in length.
		}
		if a != b && (!fold || lower(a) != lower(b)) {
			return true
		}
	}
	return false
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
