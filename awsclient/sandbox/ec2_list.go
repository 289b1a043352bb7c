package sandbox

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// listing describes one kind of object for the Describe operations: how it is found by
// id, which filters it has, how large a page may be, how it is written.
type listing[T any] struct {
	set string // the element that holds the answer's items
	// The request's list of ids, and what they look like. ids is "" where there is none.
	ids, prefix string
	id          func(T) string
	malformed   string // error code for an id of the wrong shape
	missing     string // error code for an id that names nothing
	absent      string // its message, with %s for the id
	smallest    int    // page size; 0 for a call without paging
	largest     int    //
	whole       bool   // ids and paging exclude each other
	lenient     bool   // a page size beyond the largest is cut to it, not refused
	page        int    // size of a page when none is asked for; 0 for all
	filters     map[string]func(T) []string
	tags        func(T) tags // nil for objects without
	write       func(T)
	noFilter    func(name string) *apiError // nil for what most calls say to a filter that they do not have
}

// answer writes the objects that the call asks for.
func (l listing[T]) answer(x *ec2Call, all []T) *apiError {
	chosen, refusal := l.byIDs(x, all)
	if refusal != nil {
		return refusal
	}
	chosen, refusal = l.filtered(x, chosen)
	if refusal != nil {
		return refusal
	}
	chosen, next, refusal := l.paged(x, chosen)
	if refusal != nil {
		return refusal
	}
	items(x.out, l.set, chosen, l.write)
	x.out.some("nextToken", next)
	return nil
}

func (l listing[T]) byIDs(x *ec2Call, all []T) ([]T, *apiError) {
	if l.ids == "" {
		return all, nil
	}
	wanted := x.texts(l.ids)
	if len(wanted) == 0 {
		return all, nil
	}
	if l.whole && x.has("MaxResults") {
		return nil, refusef("InvalidParameterCombination", "The parameter %ss cannot be used with the parameter MaxResults", l.ids)
	}
	for _, one := range wanted {
		if refusal := l.find(all, one); refusal != nil {
			return nil, refusal
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(item T) bool { return !slices.Contains(wanted, l.id(item)) }), nil
}

func (l listing[T]) find(all []T, wanted string) *apiError {
	if l.prefix != "" && !shapedID(wanted, l.prefix) {
		return malformedID(l.malformed, wanted, l.prefix)
	}
	if !slices.ContainsFunc(all, func(item T) bool { return l.id(item) == wanted }) {
		return refusef(l.missing, l.absent, wanted)
	}
	return nil
}

func malformedID(code, got, prefix string) *apiError {
	return refusef(code, "Invalid Id: '%s' (expecting '%s-...; the Id may only contain lowercase alphanumeric characters and a single dash')", got, prefix)
}

func (l listing[T]) filtered(x *ec2Call, all []T) ([]T, *apiError) {
	if refusal := x.filterLimit(); refusal != nil {
		return nil, refusal
	}
	for _, filter := range x.list("Filter") {
		name, values := filter.text("Name"), filter.texts("Value")
		read, known := l.filter(name)
		if !known && l.noFilter != nil {
			return nil, l.noFilter(name)
		}
		if !known {
			return nil, refusef("InvalidParameterValue", "The filter '%s' is invalid", name)
		}
		if len(values) == 0 {
			return nil, refusef("InvalidParameterValue", "The filter '%s' must have at least one value", name)
		}
		all = slices.DeleteFunc(slices.Clone(all), func(item T) bool {
			return !slices.ContainsFunc(read(item), func(got string) bool {
				return slices.ContainsFunc(values, func(pattern string) bool { return wild(pattern, got) })
			})
		})
	}
	return all, nil
}

// filter returns what a filter compares; those on tags are common to all kinds.
func (l listing[T]) filter(name string) (func(T) []string, bool) {
	if read, known := l.filters[name]; known {
		return read, true
	}
	if l.tags == nil {
		return nil, false
	}
	if key, found := strings.CutPrefix(name, "tag:"); found {
		return func(item T) []string {
			if value, tagged := l.tags(item)[key]; tagged {
				return []string{value}
			}
			return nil
		}, true
	}
	if name == "tag-key" {
		return func(item T) []string { return l.tags(item).keys() }, true
	}
	return nil, false
}

// wild compares with EC2's wildcards: * for any characters, ? for one, \ before either
// for itself.
func wild(pattern, s string) bool {
	p, text := []rune(pattern), []rune(s)
	// The last * seen, and how far the text had got: where to try again.
	star, from := -1, 0
	i, j := 0, 0
	for j < len(text) {
		switch {
		case i < len(p) && p[i] == '*':
			star, from = i, j
			i++
		case i < len(p) && p[i] == '\\' && i+1 < len(p) && p[i+1] == text[j]:
			i, j = i+2, j+1
		case i < len(p) && (p[i] == '?' || p[i] == text[j]):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

func (l listing[T]) paged(x *ec2Call, all []T) ([]T, string, *apiError) {
	size, given, refusal := x.number("MaxResults")
	if refusal != nil {
		return nil, "", refusal
	}
	if given && l.smallest > 0 {
		if size < l.smallest {
			return nil, "", refusef("InvalidParameterValue", "Value ( %d ) for parameter maxResults is invalid. Expecting a value greater than %d.", size, l.smallest)
		}
		if size > l.largest && !l.lenient {
			return nil, "", refusef("InvalidParameterValue", "Value ( %d ) for parameter maxResults is invalid. Expecting a value less than or equal to %d.", size, l.largest)
		}
		size = min(size, l.largest)
	}
	if !given {
		size = l.page
	}
	start, refusal := x.start()
	if refusal != nil {
		return nil, "", refusal
	}
	page, next := cut(all, start, size)
	return page, x.sealed(next), nil
}

// cut returns the page of all that begins at start, and the token of the next one.
// Size 0 is everything.
func cut[T any](all []T, start, size int) ([]T, string) {
	start = min(start, len(all))
	end := len(all)
	if size > 0 {
		end = min(end, start+size)
	}
	if end == len(all) {
		return all[start:], ""
	}
	return all[start:end], tokenAt(end)
}

const tokenMark = "sandbox/"

func tokenAt(start int) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s%d", tokenMark, start))
}

func startOf(token string) (int, *apiError) {
	if token == "" {
		return 0, nil
	}
	raw, err := base64.StdEncoding.DecodeString(token)
	digits, marked := strings.CutPrefix(string(raw), tokenMark)
	start, notNumber := strconv.Atoi(digits)
	if err != nil || !marked || notNumber != nil || start < 0 {
		return 0, refusef("InvalidNextToken", "The specified NextToken is not valid.")
	}
	return start, nil
}

// one makes a filter's values of a single one.
func one[T any](read func(T) string) func(T) []string {
	return func(item T) []string { return []string{read(item)} }
}

// yes makes a filter's values of a boolean.
func yes[T any](read func(T) bool) func(T) []string {
	return func(item T) []string { return []string{strconv.FormatBool(read(item))} }
}

// always is a filter whose value is the same for all.
func always[T any](value string) func(T) []string {
	return func(T) []string { return []string{value} }
}

// nothing is a filter on what no object of the account has.
func nothing[T any](T) []string { return nil }
