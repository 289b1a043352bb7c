package policy

import (
	"fmt"
	"strings"
)

const quoted = "Write texts and names in double quotation marks."

// misspelt says in people's words what JSON's reader objects to at an offset of the text:
// where it begins, what it is, and what to do about it.
func misspelt(text []byte, at int, objection string) (from int, why, remedy string) {
	c := text[at]
	has := func(part string) bool { return strings.Contains(objection, part) }
	switch {
	case has("in literal"):
		for at > 0 && isWordly(text[at-1]) {
			at--
		}
		return at, notAWord(text, at), quoted
	case has("in string literal"):
		return at, "a text has a line break or another control character in it", `Close the text before it, or write \n for a line break.`
	case has("escape"):
		return at, `a \ in a text begins no escape that JSON has`, `Write \\ for a backslash.`
	case has("numeric") || has("exponent"):
		return at, "a number ends in the middle", "Complete it, or write it in double quotation marks if it is a text."
	case has("max depth"):
		return at, "the brackets are nested too deep", "Remove the brackets that are too many."
	case c == '\'':
		return at, "JSON knows no single quotation marks", quoted
	case has("after object key:value pair") && c == '"', has("after array element") && strings.IndexByte(`"{[`, c) >= 0:
		return at, "a comma is missing before this", "Put one behind the entry before."
	case has("after object key:value pair") && c == ']', has("after array element") && c == '}':
		return at, fmt.Sprintf("this %c closes what another kind of bracket opened", c), "Close { with } and [ with ]."
	case has("after object key") && !has("pair"):
		return at, "a colon is missing behind the name", `Write an entry as "Name": value.`
	case has("after "):
		return at, "this belongs to no entry", "Write texts in double quotation marks, and a comma between two entries."
	case c == ',':
		return at, "there is nothing before this comma", "Remove the comma, or write what is missing."
	case has("object key"):
		return at, "the name of an entry is expected here, in double quotation marks", `Write an entry as "Name": value.`
	case c == '}' || c == ']' || c == ':':
		return at, fmt.Sprintf("a value is missing before this %c", c), "Write it, or remove the entry."
	}
	return at, notAWord(text, at), quoted
}

// notAWord quotes the word that begins at an offset, which is no value.
func notAWord(text []byte, at int) string {
	end := at
	for end < len(text) && isWordly(text[end]) {
		end++
	}
	if end == at {
		return "no value begins like this"
	}
	return fmt.Sprintf("%q is not a value without quotation marks", text[at:end])
}

func isWordly(c byte) bool {
	return 'a' <= lower(c) && lower(c) <= 'z' || '0' <= c && c <= '9' || c == '_'
}
