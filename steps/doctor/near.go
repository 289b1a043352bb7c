package doctor

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"sagevpc/steps/facts"
)

// mostNear is how many names are suggested.
const mostNear = 3

// suggest adds names that are like the one that was not found. Where they cannot be
// listed, the fault stays as it is.
func suggest(err error, name string, names func() []string) error {
	fault := faultOf(err)
	if fault.Kind != facts.NotFound {
		return fault
	}
	if near := nearest(name, names()); len(near) > 0 {
		helped := *fault
		helped.Fix = strings.TrimSpace("Did you mean " + strings.Join(near, ", ") + "? " + fault.Fix)
		return &helped
	}
	return fault
}

// nearest are the names that differ by a few letters or hold one another, best first.
func nearest(name string, names []string) []string {
	type candidate struct {
		name string
		far  int
	}
	var found []candidate
	lower := strings.ToLower(name)
	for _, n := range names {
		other := strings.ToLower(n)
		far := levenshtein.ComputeDistance(lower, other)
		holds := len(lower) > 2 && strings.Contains(other, lower) || len(other) > 2 && strings.Contains(lower, other)
		if holds || far <= max(1, len(lower)/3) {
			found = append(found, candidate{n, far})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.name, b.name)) })
	var out []string
	for _, c := range found[:min(mostNear, len(found))] {
		out = append(out, c.name)
	}
	return out
}
