package policy

import (
	"iter"
	"maps"
	"reflect"
	"slices"
)

// Same reports whether two documents mean the same JSON, whatever their white space and
// the order of their keys; a single text and a list of that one text are the same too.
// Texts that are not policies are the same only when they are equal.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	first, err := Parse([]byte(a))
	if err != nil {
		return false
	}
	second, err := Parse([]byte(b))
	return err == nil && reflect.DeepEqual(first, second)
}

// ordered walks a map's keys in their order.
func ordered[V any](m map[string]V) iter.Seq[string] {
	return slices.Values(slices.Sorted(maps.Keys(m)))
}
