package plan

import (
	"reflect"
	"strings"
)

// answerKeys are all keys of an answers file, last parts only.
func answerKeys() []string {
	var keys []string
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
				if name != "-" && name != "" {
					keys = append(keys, name)
				}
				walk(t.Field(i).Type)
			}
		default:
			// Nothing else holds keys.
		}
	}
	walk(reflect.TypeFor[Answers]())
	return keys
}

// nearest is the word of at most two edits from the given one.
func nearest(word string, words []string) (string, bool) {
	best, distance := "", 3
	for _, w := range words {
		if d := edits(word, w); d < distance {
			best, distance = w, d
		}
	}
	return best, best != ""
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
