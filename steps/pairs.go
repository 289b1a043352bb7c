package steps

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// parsePairs reads KEY=VALUE pairs separated by spaces. A value with spaces stands in
// double quotes, with Go's escapes inside. The error names the pair.
func parsePairs(text string) (map[string]string, error) {
	pairs := map[string]string{}
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		key, after, found := strings.Cut(rest, "=")
		if !found || key == "" || strings.ContainsAny(key, " \t\"") {
			return nil, fmt.Errorf("%q is not KEY=VALUE", strings.Fields(rest)[0])
		}
		if _, twice := pairs[key]; twice {
			return nil, fmt.Errorf("%s is given twice", key)
		}
		value, next, err := cutValue(after)
		if err != nil {
			return nil, fmt.Errorf("the value of %s: %w", key, err)
		}
		pairs[key], rest = value, next
	}
	return pairs, nil
}

// cutValue takes the value from the front of a text and returns what follows it.
func cutValue(text string) (value, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		if i := strings.IndexAny(text, " \t"); i >= 0 {
			return text[:i], text[i:], nil
		}
		return text, "", nil
	}
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("the quote is not closed")
	}
	value, err = strconv.Unquote(quoted)
	if err != nil {
		return "", "", fmt.Errorf("the quoted text is not understood")
	}
	return value, text[len(quoted):], nil
}

// formatPairs writes what parsePairs reads back equal, sorted by key.
func formatPairs(pairs map[string]string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		value := pairs[key]
		if strings.ContainsAny(value, " \t\"\n\r\\") || strconv.Quote(value) != `"`+value+`"` {
			value = strconv.Quote(value)
		}
		out = append(out, key+"="+value)
	}
	return strings.Join(out, " ")
}
