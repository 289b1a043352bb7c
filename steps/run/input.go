package run

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// text is a string of a request's input, "" when it has none.
func text(input map[string]any, field string) string {
	value, _ := input[field].(string)
	return value
}

// list is a list of strings of a request's input, whichever way it is typed.
func list(input map[string]any, field string) []string {
	switch values := input[field].(type) {
	case []string:
		return values
	case []any:
		out := make([]string, 0, len(values))
		for _, value := range values {
			if s, ok := value.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// flag is an attribute of ModifyVpcAttribute, {"Value": true}, or a plain boolean.
func flag(input map[string]any, field string) (value, set bool) {
	switch v := input[field].(type) {
	case bool:
		return v, true
	case map[string]any:
		value, set = v["Value"].(bool)
		return value, set
	}
	return false, false
}

// sameSet compares two lists without their order and repetitions.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}

// sameDocument compares two policy documents by what they say. IAM takes a list of one
// and its only entry for the same thing
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
func sameDocument(a, b string) bool {
	var left, right any
	if json.Unmarshal([]byte(a), &left) != nil || json.Unmarshal([]byte(b), &right) != nil {
		return strings.TrimSpace(a) == strings.TrimSpace(b)
	}
	return reflect.DeepEqual(unwrapped(left), unwrapped(right))
}

func unwrapped(value any) any {
	switch v := value.(type) {
	case []any:
		if len(v) == 1 {
			return unwrapped(v[0])
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = unwrapped(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key := range v {
			out[key] = unwrapped(v[key])
		}
		return out
	}
	return value
}

// endpointTargets are the VPC endpoints that active routes of the tables lead to.
func endpointTargets(tables []facts.RouteTable) []string {
	found := map[string]bool{}
	for _, table := range tables {
		for _, route := range table.Routes {
			if strings.HasPrefix(route.Target, "vpce-") && route.Active() {
				found[route.Target] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}
