package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is a request that fares otherwise when one document takes another's place.
type Difference struct {
	Name          string // "GET other-bucket/x", "LIST other-bucket"
	Request       Request
	Before, After Decision
}

// String is "GET other-bucket/x: allowed → denied".
func (d Difference) String() string {
	return fmt.Sprintf("%s: %s → %s", d.Name, d.Before.Verdict, d.After.Verdict)
}

// mostNamed is how many of the places that two documents name are tried: enough for any
// document that a person reads, and few enough for one that is being typed.
const mostNamed = 64

// Differences are the requests that fare otherwise under after than under before, of these:
// the probes, and getting, putting and deleting an object and listing the bucket, in the
// model's buckets, in those that either document names, and in somebody else's. What is not
// in the list may change too. A name with wildcards is tried with one name that it matches.
func Differences(before, after Document, env Env, modelData []string) []Difference {
	var out []Difference
	for _, p := range compared(before, after, env, modelData) {
		d := Difference{Name: p.Name, Request: p.Request, Before: Evaluate(before, p.Request), After: Evaluate(after, p.Request)}
		if d.Before.Verdict != d.After.Verdict {
			out = append(out, d)
		}
	}
	return out
}

// compared are the requests that Differences tries, each once.
func compared(before, after Document, env Env, modelData []string) []Probe {
	out := Probes(env, modelData)
	stranger := out[len(out)-1].Request.Resource
	known := out[len(out)-1].Request.Context
	seen := map[string]bool{}
	for _, p := range out {
		seen[p.Request.Action+" "+p.Request.Resource] = true
	}
	try := func(place string) {
		bucket, key, _ := strings.Cut(place, "/")
		if key == "" {
			key = "x"
		}
		for _, verb := range []string{"GET", "PUT", "DELETE", "LIST"} {
			name := verb + " " + bucket + "/" + key
			r := Request{Action: verbs[verb], Resource: env.arn(bucket + "/" + key), Context: known, Through: true}
			if verb == "LIST" {
				name, r.Resource = verb+" "+bucket, env.arn(bucket)
			}
			if id := r.Action + " " + r.Resource; !seen[id] {
				seen[id] = true
				out = append(out, Probe{Name: name, Request: r})
			}
		}
	}
	for _, address := range modelData {
		if bucket, key, ok := ParseS3URL(address); ok && !strings.HasSuffix(key, "/") {
			try(bucket + "/" + key)
		}
	}
	for _, place := range env.named(before, after) {
		try(place)
	}
	try(strings.TrimPrefix(stranger, env.arn("")))
	return out
}

// named are places that the documents' resources speak of, as "bucket/key", in their order.
func (e Env) named(documents ...Document) []string {
	var out []string
	for _, d := range documents {
		for _, s := range d.Statements {
			for _, resource := range slices.Concat(s.Resource, s.NotResource) {
				if place, ok := e.example(resource); ok && len(out) < mostNamed && !slices.Contains(out, place) {
					out = append(out, place)
				}
			}
		}
	}
	return out
}

// example is a place that a resource matches; false for one that names no bucket.
func (e Env) example(resource string) (string, bool) {
	parts := strings.SplitN(resource, ":", arnParts)
	if len(parts) < arnParts || strings.Contains(resource, "${") {
		return "", false
	}
	bucket, key, _ := strings.Cut(parts[arnParts-1], "/")
	if strings.Trim(bucket, "*?") == "" {
		return "", false
	}
	// Names of AWS's own have the Region between dots.
	bucket = strings.ReplaceAll(bucket, ".*.", "."+e.Region+".")
	any := strings.NewReplacer("*", "x", "?", "x")
	place := any.Replace(bucket) + "/" + any.Replace(key)
	return strings.TrimSuffix(place, "/"), addressable(any.Replace(bucket))
}
