package plan

import (
	"reflect"
	"strings"

	"github.com/agnivade/levenshtein"
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
				if name := yamlName(t.Field(i)); name != "" {
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

// yamlName is the key of a field, "" when it has none.
func yamlName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	if name == "-" {
		return ""
	}
	return name
}

// nearest is the word of at most two edits from the given one.
func nearest(word string, words []string) (string, bool) {
	best, distance := "", 3
	for _, w := range words {
		if d := levenshtein.ComputeDistance(word, w); d < distance {
			best, distance = w, d
		}
	}
	return best, best != ""
}
