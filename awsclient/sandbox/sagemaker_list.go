package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// The keys that every List operation sorts by, the second also a member of every summary.
const (
	sortByName   = "Name"
	creationTime = "CreationTime"
)

// listable is an object as the List operations see it. What has no status leaves it empty.
type listable struct {
	name              string
	created, modified time.Time
	status            string
	summary           map[string]any
}

// bounds are a pair of times between which an object's own must lie; a bound that was not
// given is no bound.
type bounds struct {
	before, after       float64
	hasBefore, hasAfter bool
}

func (x *smCall) bounds(r *reader, name string) bounds {
	var b bounds
	b.before, b.hasBefore = member[float64](r, x.input, name+"Before")
	b.after, b.hasAfter = member[float64](r, x.input, name+"After")
	return b
}

func (b bounds) hold(moment time.Time) bool {
	at := float64(moment.UnixMilli()) / 1000
	return (!b.hasBefore || at < b.before) && (!b.hasAfter || at > b.after)
}

// list answers a List operation: its filters, its order (by time of creation and the
// newest first, unless asked otherwise), and one page. statuses are what StatusEquals takes;
// without them objects have no status and no time of modification.
func (x *smCall) list(field string, all []listable, statuses []string) (any, *apiError) {
	r, sorts := &reader{}, []string{sortByName, creationTime}
	if statuses != nil {
		sorts = append(sorts, "Status")
	}
	contains := r.text(x.input, "NameContains", "nameContains", pattern(`[a-zA-Z0-9\-]+`, 0, 63))
	sortBy := r.text(x.input, "SortBy", "sortBy", textRule{oneOf: sorts})
	order := r.text(x.input, "SortOrder", "sortOrder", textRule{oneOf: []string{"Ascending", "Descending"}})
	created := x.bounds(r, creationTime)
	modified, status := bounds{}, ""
	if statuses != nil {
		modified = x.bounds(r, "LastModifiedTime")
		status = r.text(x.input, "StatusEquals", "statusEquals", textRule{oneOf: statuses})
	}
	size, start, refusal := x.page(r, 10, 1, 100)
	if refusal != nil {
		return nil, refusal
	}
	found := slices.DeleteFunc(all, func(l listable) bool {
		return !strings.Contains(strings.ToLower(l.name), strings.ToLower(contains)) ||
			!created.hold(l.created) || !modified.hold(l.modified) || (status != "" && l.status != status)
	})
	slices.SortStableFunc(found, func(a, b listable) int {
		compared := a.compare(b, sortBy)
		if order == "Ascending" {
			return compared
		}
		return -compared
	})
	page, next := cut(found, start, size)
	summaries := []any{}
	for _, l := range page {
		summaries = append(summaries, l.summary)
	}
	return withToken(map[string]any{field: summaries}, next), nil
}

// compare orders by one key, and what is alike by name.
func (l listable) compare(other listable, sortBy string) int {
	byName := cmp.Compare(l.name, other.name)
	switch sortBy {
	case sortByName:
		return byName
	case "Status":
		return cmp.Or(cmp.Compare(l.status, other.status), byName)
	}
	return cmp.Or(l.created.Compare(other.created), byName)
}
