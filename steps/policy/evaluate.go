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
	// Values has the keys of several values, such as aws:TagKeys, and goes before Context.
	// An empty list says that the request lacks the key.
	Values map[string][]string
	// Gateway says that the policy is a gateway endpoint's: its Allow for anyone but "*"
	// speaks of nobody, or of an account's root user alone
	// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
	Gateway bool
	// Through says that the request comes through a VPC endpoint: it lacks aws:SourceIp, and
	// every key of AWS's and S3's whose name is none of theirs
	// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html).
	Through bool
	// Complete says that the request has no condition key besides the given ones and those
	// that follow from them, so that a condition on another one is decided, too.
	Complete bool
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

// variables looks keys up in the request; documents of the older version have no
// variables, and a key of several values is none
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func (d Document) variables(r Request) variables {
	if d.Version != Version {
		return nil
	}
	return func(key string) (string, truth) {
		values, known := r.values(key)
		switch {
		case !known:
			return "", maybe
		case len(values) == 1:
			return values[0], yes
		}
		return "", no
	}
}

// values finds a condition key; AWS compares keys without case. A key that is known to be
// absent has no values.
func (r Request) values(key string) (values []string, known bool) {
	if v, ok := lookUp(r.Values, key); ok {
		return v, true
	}
	if v, ok := lookUp(r.Context, key); ok {
		return []string{v}, true
	}
	arn := strings.SplitN(r.Principal, ":", arnParts)
	if len(arn) == arnParts {
		switch strings.ToLower(key) {
		case "aws:principalaccount":
			if arn[4] != "" {
				return []string{arn[4]}, true
			}
		case "aws:principalarn":
			if arn[2] == "iam" {
				return []string{r.Principal}, true
			}
			return nil, false // A session's ARN lacks its role's path.
		}
	}
	return nil, r.Complete || r.Through && neverThrough(key)
}

// neverThrough reports whether no request through an endpoint has a condition key. Names
// of other services are left open: no list of them is at hand.
func neverThrough(key string) bool {
	service, _, _ := strings.Cut(strings.ToLower(key), ":")
	return strings.EqualFold(key, keySourceIP) || (service == "aws" || service == "s3") && !listed(keysOfS3, key) && !listed(keysOfAll, key)
}

// lookUp prefers the key as it is written, so that the answer does not hang on a map's order.
func lookUp[V any](m map[string]V, key string) (V, bool) {
	if v, ok := m[key]; ok {
		return v, true
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if strings.EqualFold(k, key) {
			return m[k], true
		}
	}
	var none V
	return none, false
}

// applies reports whether the statement speaks of the request.
func (s Statement) applies(r Request, lookup variables) answer {
	// Most statements of a large document speak of other resources, which is told soonest.
	resource := elements(s.Resource, s.NotResource, func(l List) answer { return l.matchesResource(r.Resource, lookup) })
	if resource.truth == no {
		return resource
	}
	answers := []answer{
		s.covers(r),
		elements(s.Action, s.NotAction, func(l List) answer { return l.matchesAction(r.Action) }),
		resource,
	}
	for _, c := range s.Conditions {
		answers = append(answers, c.holds(r, lookup))
	}
	return all(answers...)
}

// elements evaluates an element and its negation, of which a statement has one.
func elements(in, notIn List, matches func(List) answer) answer {
	switch {
	case in != nil && notIn != nil, in == nil && notIn == nil:
		return is(false) // AWS refuses such a statement.
	case in != nil:
		return matches(in)
	default:
		return matches(notIn).not()
	}
}

// matchesAction compares actions, in which case does not matter and which have no variables.
func (l List) matchesAction(action string) answer {
	return is(slices.ContainsFunc(l, func(text string) bool {
		if beginsOtherwise(text, action, true) {
			return false
		}
		p, _ := compile(text, nil)
		return p.match(action, true)
	}))
}

// matchesResource compares ARNs. A resource with a variable that has no value matches
// nothing, of NotResource too
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value).
func (l List) matchesResource(resource string, lookup variables) answer {
	out := is(false)
	for _, text := range l {
		if !strings.Contains(text, "$") && beginsOtherwise(text, resource, false) {
			continue
		}
		p, usable := compile(text, lookup)
		if usable.truth == yes {
			usable = is(p.matchResource(resource))
		}
		out = some(out, usable)
	}
	return out
}
