// Package printable makes text from outside safe to draw: what a terminal would obey, or
// what would make one text look like another, becomes visible instead.
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns s as one line: every control character, line break, bidirectional or
// invisible formatting character and invalid byte is replaced by a visible escape.
func Line(s string) string { return escape(s, false) }

// Block is Line for text of several lines: "\n" stays, and a tab becomes two spaces.
func Block(s string) string { return escape(s, true) }

func escape(s string, block bool) string {
	var b strings.Builder
	for i, width := 0, 0; i < len(s); i += width {
		r, w := utf8.DecodeRuneInString(s[i:])
		width = w
		switch {
		case r == utf8.RuneError && w == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case block && r == '\n':
			b.WriteByte('\n')
		case block && r == '\t':
			b.WriteString("  ")
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80 && unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r) && r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// brailleBlank has no dots: a symbol by its class, nothing to the eye.
const brailleBlank = '\u2800'

// hidden reports whether a character is drawn as nothing, as a space that is not one, or
// as something that only one terminal knows.
func hidden(r rune) bool {
	switch r {
	case ' ', unicode.ReplacementChar:
		return false
	case brailleBlank:
		return true
	}
	return unicode.In(
		r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Z, unicode.Noncharacter_Code_Point,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point,
	)
}
