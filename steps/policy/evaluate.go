package policy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Request is one call that a policy is asked about.
type Request struct {
	// Principal is the caller's ARN; empty when it is not known.
	Principal string
	Action    string // "s3:GetObject"
	Resource  string // an ARN
	// Context has the condition keys whose values are known. aws:PrincipalArn and
	// aws:PrincipalAccount follow from Principal where they are not given.
	Context map[string]string
}

// Verdict is what a policy makes of a request.
type Verdict string

// The verdicts. Unknown means that it hangs on something that is not known.
const (
	Allowed Verdict = "allowed"
	Denied  Verdict = "denied"
	Unknown Verdict = "unknown"
)

// Decision is a verdict with its grounds.
type Decision struct {
	Verdict Verdict
	By      string // the statement that decides: its Sid, or "statement 2"; empty when none does
	Why     string // one sentence without a full stop
}

// Evaluate decides as AWS does with this document alone: an explicit deny wins, then an
// allow, and what nothing allows is denied
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
// It never guesses: a condition on a key without a known value makes the answer Unknown
// when it would decide.
func Evaluate(doc Document, r Request) Decision {
	var allowed, mayAllow, mayDeny *Decision
	for i, s := range doc.Statements {
		a := s.applies(r, doc.variables(r))
		name := s.name(i)
		switch {
		case a.truth == no:
		case s.Effect == Deny && a.truth == yes:
			return Decision{Denied, name, "denied by " + name}
		case s.Effect == Deny:
			mayDeny = first(mayDeny, Decision{Unknown, name, fmt.Sprintf("%s may deny it: %s", name, a.why)})
		case s.Effect == Allow && a.truth == yes:
			allowed = first(allowed, Decision{Allowed, name, "allowed by " + name})
		case s.Effect == Allow:
			mayAllow = first(mayAllow, Decision{Unknown, name, fmt.Sprintf("%s may allow it: %s", name, a.why)})
		}
	}
	switch {
	case allowed != nil && mayDeny != nil:
		return *mayDeny
	case allowed != nil:
		return *allowed
	case mayAllow != nil:
		return *mayAllow
	}
	return Decision{Denied, "", "no statement allows it, and what is not allowed is denied"}
}

func first(have *Decision, next Decision) *Decision {
	if have != nil {
		return have
	}
	return &next
}

// name is the Sid, else the statement's place, from 1.
func (s Statement) name(i int) string {
	if s.Sid != "" {
		return s.Sid
	}
	return "statement " + strconv.Itoa(i+1)
}

// variables looks keys up in the request; documents of the older version have no variables.
func (d Document) variables(r Request) variables {
	if d.Version != Version {
		return nil
	}
	return r.value
}

// value finds a condition key; AWS compares keys without case.
func (r Request) value(key string) (string, bool) {
	if v, ok := r.Context[key]; ok {
		return v, true
	}
	for _, k := range slices.Sorted(maps.Keys(r.Context)) {
		if strings.EqualFold(k, key) {
			return r.Context[k], true
		}
	}
	arn := strings.SplitN(r.Principal, ":", arnParts)
	if len(arn) < arnParts {
		return "", false
	}
	switch strings.ToLower(key) {
	case "aws:principalaccount":
		return arn[4], arn[4] != ""
	case "aws:principalarn":
		return r.Principal, arn[2] == "iam" // A session's ARN lacks its role's path.
	}
	return "", false
}

// applies reports whether the statement speaks of the request.
func (s Statement) applies(r Request, lookup variables) answer {
	answers := []answer{
		s.covers(r),
		elements(s.Action, s.NotAction, r.Action, true, lookup),
		elements(s.Resource, s.NotResource, r.Resource, false, lookup),
	}
	for _, c := range s.Conditions {
		answers = append(answers, c.holds(r, lookup))
	}
	return all(answers...)
}

// elements evaluates an element and its negation, of which a statement has one.
func elements(in, notIn List, value string, fold bool, lookup variables) answer {
	switch {
	case in != nil && notIn != nil, in == nil && notIn == nil:
		return is(false) // AWS refuses such a statement.
	case in != nil:
		return in.matches(value, fold, lookup)
	default:
		return notIn.matches(value, fold, lookup).not()
	}
}

func (l List) matches(value string, fold bool, lookup variables) answer {
	out := answer{truth: no}
	for _, text := range l {
		if fold {
			lookup = nil // Actions have no variables.
		}
		p, missing := compile(text, lookup)
		if missing != "" {
			out = some(out, unsure("it depends on "+missing+", a policy variable whose value is not known"))
			continue
		}
		out = some(out, is(p.match(value, fold)))
	}
	return out
}
