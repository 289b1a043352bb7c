package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// query is a decoded request of the Query protocols: parameters named by paths, in which
// a list has a number for each of its members ("Filter.1.Value.2").
type query struct {
	value    string
	set      bool
	children map[string]*query
}

// maxDepth bounds a parameter's path; the deepest of EC2 has six parts.
const maxDepth = 12

// decodeQuery reads the parameters of the URL and of a form body.
func decodeQuery(req *request) (*query, *apiError) {
	root := &query{}
	for _, encoded := range []string{req.query, string(req.body)} {
		values, err := url.ParseQuery(encoded)
		if err != nil {
			return nil, &apiError{http.StatusBadRequest, "MalformedQueryString", "The query string contains a syntax error"}
		}
		for name, all := range values {
			path := strings.Split(name, ".")
			if len(path) > maxDepth {
				return nil, refusef("UnknownParameter", "The parameter %s is not recognized", name)
			}
			root.put(path, all[0])
		}
	}
	return root, nil
}

func (q *query) put(path []string, value string) {
	for _, part := range path {
		if q.children == nil {
			q.children = map[string]*query{}
		}
		next := q.children[part]
		if next == nil {
			next = &query{}
			q.children[part] = next
		}
		q = next
	}
	q.value, q.set = value, true
}

// at returns the parameter called name, which may be a path; an absent one is empty.
func (q *query) at(name string) *query {
	for part := range strings.SplitSeq(name, ".") {
		next := q.children[part]
		if next == nil {
			return &query{}
		}
		q = next
	}
	return q
}

func (q *query) text(name string) string { return q.at(name).value }
func (q *query) has(name string) bool    { return q.at(name).set }

// list returns the members of a list in the order of their numbers.
func (q *query) list(name string) []*query {
	children := q.at(name).children
	var numbers []int
	for key := range children {
		if n, err := strconv.Atoi(key); err == nil && n > 0 && strconv.Itoa(n) == key {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	members := make([]*query, 0, len(numbers))
	for _, n := range numbers {
		members = append(members, children[strconv.Itoa(n)])
	}
	return members
}

// texts returns a list of plain values, nil when there are none.
func (q *query) texts(name string) []string {
	var texts []string
	for _, member := range q.list(name) {
		texts = append(texts, member.value)
	}
	return texts
}

// flag reads a boolean; an absent one is false.
func (q *query) flag(name string) (bool, *apiError) {
	switch value := q.text(name); value {
	case "true", "True", "TRUE":
		return true, nil
	case "false", "False", "FALSE", "":
		return false, nil
	default:
		return false, refusef("InvalidParameterValue", "Value (%s) for parameter %s is invalid. Must be one of 'true' or 'false'", value, name)
	}
}

// number reads an integer; the second result tells whether there was one.
func (q *query) number(name string) (int, bool, *apiError) {
	if !q.has(name) {
		return 0, false, nil
	}
	n, err := strconv.Atoi(q.text(name))
	if err != nil {
		return 0, false, refusef("InvalidParameterValue", "Value (%s) for parameter %s is invalid. Invalid integer.", q.text(name), name)
	}
	return n, true, nil
}

// names are the parameters at the top, sorted.
func (q *query) names() []string {
	var names []string
	for name := range q.children {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
