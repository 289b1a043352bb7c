package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// fingerprint is what two calls with one ClientToken must have in common: every parameter
// that says what is to be made.
func (x *ec2Call) fingerprint() string {
	var parts []string
	for _, name := range x.names() {
		if !slices.Contains([]string{"Action", "Version", "DryRun", "ClientToken"}, name) && !strings.HasPrefix(name, "X-Amz-") {
			parts = append(parts, x.at(name).flat(name)...)
		}
	}
	return digest(parts...)
}

// flat lists a parameter's values with their paths.
func (q *query) flat(path string) []string {
	parts := []string{path, q.value}
	for _, name := range slices.Sorted(maps.Keys(q.children)) {
		parts = append(parts, q.children[name].flat(path+"."+name)...)
	}
	return parts
}

// before returns the id of what an earlier call with the same ClientToken made, "" for none.
func (x *ec2Call) before() (string, *apiError) {
	key := x.text("ClientToken")
	used, again := x.region.tokens[x.op+"/"+key]
	if key == "" || !again {
		return "", nil
	}
	if used.request != x.fingerprint() {
		return "", refusef("IdempotentParameterMismatch", "The client token %s was used before with other parameters.", key)
	}
	return used.made, nil
}

// remember ties the call's ClientToken to what it made.
func (x *ec2Call) remember(made string) {
	if key := x.text("ClientToken"); key != "" {
		x.region.tokens[x.op+"/"+key] = token{x.fingerprint(), made}
	}
}

// unsupported refuses parameters that AWS knows and this account does nothing with.
func (x *ec2Call) unsupported(names ...string) *apiError {
	for _, name := range names {
		if x.has(name) || len(x.at(name).children) > 0 {
			return refusef("UnsupportedOperation", "The sandbox does not support the parameter %s.", name)
		}
	}
	return nil
}
