package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// element is one text of a statement's list.
type element struct{ text, path string }

// listOf are the entries of an element and of its negation, with their places.
func listOf(path, name string, in, notIn List) []element {
	var out []element
	for i, text := range in {
		out = append(out, element{text, path + "/" + name + "/" + strconv.Itoa(i)})
	}
	for i, text := range notIn {
		out = append(out, element{text, path + "/Not" + name + "/" + strconv.Itoa(i)})
	}
	return out
}

// whole is the element that an entry stands in: a single one is written without a list.
func (e element) whole() string { return e.path[:strings.LastIndexByte(e.path, '/')] }

// at notes a problem of an entry, under its statement's name.
func (l *linter) entry(i int, e element, p Problem) {
	p.Summary = l.doc.Statements[i].name(i) + ": " + p.Summary
	l.add(p, e.path, e.whole())
}

func (l *linter) actions(i int) {
	s := l.doc.Statements[i]
	for _, e := range listOf(l.at.statement(i), "Action", s.Action, s.NotAction) {
		service, name, ok := strings.Cut(e.text, ":")
		switch {
		case e.text == "*":
		case !ok || service == "" || name == "":
			l.entry(i, e, Problem{
				Rule: RuleInvalid, Severity: Error, Summary: fmt.Sprintf("%q is not an action", e.text),
				Detail: "An action is a service and a name.", Remedy: "Write it as s3:GetObject, or * for all.",
			})
		case len(l.catalog.matching(e.text)) == 0:
			l.entry(i, e, l.unknownAction(service, e.text))
		}
	}
}

// unknownAction is a doubt, not an error: AWS adds actions.
func (l *linter) unknownAction(service, text string) Problem {
	p := Problem{
		Rule: RuleAction, Severity: Warning, Summary: fmt.Sprintf("%q is no action of S3", text),
		Detail: "S3 had no such action on " + ActionsDate + ", so this entry most likely matches nothing.", Remedy: "Check its name.",
	}
	meant, ok := l.catalog.meant(text)
	switch {
	case !strings.EqualFold(service, "s3") && !strings.ContainsAny(service, "*?"):
		p.Detail = "An S3 endpoint carries S3's requests alone, so this entry matches nothing."
		p.Remedy = "Remove it."
	case strings.ContainsAny(text, "*?"):
		p.Summary = fmt.Sprintf("%q matches no action of S3", text)
	case ok:
		p.Summary += ": did you mean " + meant + "?"
		p.Remedy = "Write " + meant + " if that is meant."
	}
	return p
}

func (l *linter) resources(i int) {
	s := l.doc.Statements[i]
	for _, e := range listOf(l.at.statement(i), "Resource", s.Resource, s.NotResource) {
		parts := strings.SplitN(e.text, ":", arnParts)
		switch {
		case e.text == "*":
		case len(parts) < arnParts:
			l.entry(i, e, Problem{
				Rule: RuleInvalid, Severity: Error, Summary: fmt.Sprintf("%q is not a resource", e.text),
				Detail: "A resource is an ARN.", Remedy: "Write it as arn:aws:s3:::my-bucket/*, or * for all.",
			})
		case !open(parts[2]).meets(open("s3*"), false):
			l.entry(i, e, Problem{
				Rule: RuleResource, Severity: Warning, Summary: fmt.Sprintf("%q is no resource of S3", e.text),
				Detail: "An S3 endpoint carries S3's requests alone, so this entry matches nothing.", Remedy: "Remove it.",
			})
		case parts[2] == "s3" && parts[3]+parts[4] == "":
			l.bucket(i, e, parts[5])
		}
	}
	if s.plainly() {
		l.levels(i)
	}
}

// bucket checks the name in front of the slash.
func (l *linter) bucket(i int, e element, resource string) {
	name, _, _ := strings.Cut(resource, "/")
	if strings.ContainsAny(name, "*?$") || addressable(name) {
		return
	}
	l.entry(i, e, Problem{
		Rule: RuleResource, Severity: Warning, Summary: fmt.Sprintf("%q cannot be the name of a bucket", name),
		Detail: "A bucket's name has 3 to 63 letters, digits, dots and hyphens, so this entry matches nothing.", Remedy: "Check its name.",
	})
}

// An object's ARN has a slash behind the bucket, and a bucket's has none.
const (
	anyObject = "arn:*:s3:*:*:*/*"
	anyBucket = "arn:*:s3:*:*:*"
)

// levels finds actions on objects where only buckets are named, and the other way round.
func (l *linter) levels(i int) {
	s := l.doc.Statements[i]
	slash := func(text string) bool {
		return strings.Contains(text[strings.LastIndexByte(text, ':')+1:], "/")
	}
	objects := slices.ContainsFunc(s.Resource, func(r string) bool { return open(r).meets(open(anyObject), false) })
	buckets := slices.ContainsFunc(s.Resource, func(r string) bool { return open(r).meets(open(anyBucket), false) && !slash(r) })
	for _, e := range listOf(l.at.statement(i), "Action", s.Action, nil) {
		matching := l.catalog.matching(e.text)
		only := func(wanted level) bool {
			return len(matching) > 0 && !slices.ContainsFunc(matching, func(a action) bool { return a.level != wanted })
		}
		switch {
		case only(onObjects) && !objects:
			l.entry(i, e, Problem{
				Rule: RuleResource, Severity: Warning, Summary: e.text + " on a bucket ARN matches nothing",
				Detail: "The action's resource is an object, and the statement names buckets alone.",
				Remedy: "Add the objects: arn:aws:s3:::my-bucket/*.",
			})
		case only(onBuckets) && !buckets:
			l.entry(i, e, Problem{
				Rule: RuleResource, Severity: Warning, Summary: e.text + " on an object ARN matches nothing",
				Detail: "The action's resource is a bucket, and the statement names objects alone.",
				Remedy: "Add the bucket without a slash: arn:aws:s3:::my-bucket.",
			})
		}
	}
}
