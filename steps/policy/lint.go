package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The rules that a policy can break.
const (
	RuleInvalid  = "s3.policy-invalid"
	RuleDenyOnly = "s3.policy-deny-only"
)

// MaxCharacters is how long an endpoint policy may be, white space included
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
const MaxCharacters = 20_480

// The versions of the policy language. A document that names none is of the older one,
// which has no policy variables.
const (
	Version      = "2012-10-17"
	olderVersion = "2008-10-17"
)

// Problem is one reason why a document cannot be an S3 gateway endpoint's policy.
type Problem struct {
	Rule    string // RuleInvalid or RuleDenyOnly
	Summary string // one sentence without a full stop
	Detail  string // what to do, or why it is so; full sentences
	// Line and Column say where, from 1; both are 0 when the whole document is meant.
	Line, Column int
}

// Lint says what keeps the text from being the policy of an S3 gateway endpoint. No
// problem means that it is one document of the right shape and allows something. Problems of
// the whole document come first, then those of each statement; what does not parse has one
// problem besides its length.
func Lint(text string) []Problem {
	var out []Problem
	if n := utf8.RuneCountInString(text); n > MaxCharacters {
		out = append(out, Problem{
			Rule:    RuleInvalid,
			Summary: fmt.Sprintf("the document has %d characters, and an endpoint policy at most %d", n, MaxCharacters),
			Detail:  "White space counts; the limit cannot be raised.",
		})
	}
	doc, offsets, err := parse([]byte(text))
	var syntax *SyntaxError
	switch {
	case errors.As(err, &syntax):
		return append(out, Problem{
			Rule: RuleInvalid, Summary: syntax.Why, Detail: "An endpoint takes one policy, as one JSON object.",
			Line: syntax.Line, Column: syntax.Column,
		})
	case err != nil:
		return append(out, Problem{Rule: RuleInvalid, Summary: err.Error()})
	}
	out = append(out, doc.lint()...)
	for i, s := range doc.Statements {
		line, column := place([]byte(text), offsets[i])
		for _, p := range s.lint(i) {
			p.Rule, p.Line, p.Column = RuleInvalid, line, column
			out = append(out, p)
		}
	}
	if len(doc.Statements) > 0 && !doc.allows() {
		out = append(out, Problem{
			Rule:    RuleDenyOnly,
			Summary: "the policy allows nothing, so it denies everything, the model's download included",
			Detail:  "An endpoint policy is the most that may pass. Add a statement with the effect Allow.",
		})
	}
	return out
}

func (d Document) allows() bool {
	return slices.ContainsFunc(d.Statements, func(s Statement) bool { return s.Effect == Allow })
}

// lint checks what lies outside the statements.
func (d Document) lint() []Problem {
	var out []Problem
	add := func(summary, detail string) {
		out = append(out, Problem{Rule: RuleInvalid, Summary: summary, Detail: detail})
	}
	if d.Version != "" && d.Version != Version && d.Version != olderVersion {
		add(fmt.Sprintf("the version %q does not exist", d.Version), "Write \"Version\": \""+Version+"\".")
	}
	for name := range ordered(d.Extra) {
		add(fmt.Sprintf("a policy has no element %q", name), "It has Version, Id and Statement.")
	}
	if len(d.Statements) == 0 {
		add("the policy has no statement", "Without one it denies everything.")
	}
	return out
}

// lint checks one statement.
func (s Statement) lint(i int) []Problem {
	var out []Problem
	add := func(summary, detail string) {
		out = append(out, Problem{Summary: s.name(i) + ": " + summary, Detail: detail})
	}
	if s.Effect != Allow && s.Effect != Deny {
		add(fmt.Sprintf("the effect is %q", s.Effect), "It must be Allow or Deny, written so.")
	}
	if !s.Principal.Any() || s.NotPrincipal != nil {
		add(`the principal is not "*"`,
			`The policy of a gateway endpoint speaks of everyone; narrow it with a condition on aws:PrincipalArn.`)
	}
	either := func(name string, in, notIn List) {
		switch {
		case in == nil && notIn == nil:
			add("it has no "+name, "Write \""+name+"\": \"*\" to mean all.")
		case in != nil && notIn != nil:
			add(fmt.Sprintf("it has both %s and Not%s", name, name), "A statement takes one of them.")
		case len(in)+len(notIn) == 0:
			add("its "+name+" is an empty list", "Write \""+name+"\": \"*\" to mean all.")
		}
	}
	either("Action", s.Action, s.NotAction)
	either("Resource", s.Resource, s.NotResource)
	s.lintValues(add)
	return out
}

// lintValues checks the shape of what a statement lists.
func (s Statement) lintValues(add func(summary, detail string)) {
	for _, action := range slices.Concat(s.Action, s.NotAction) {
		if service, name, ok := strings.Cut(action, ":"); action != "*" && (!ok || service == "" || name == "") {
			add(fmt.Sprintf("%q is not an action", action), "An action is a service and a name, as s3:GetObject, or * for all.")
		}
	}
	for _, resource := range slices.Concat(s.Resource, s.NotResource) {
		if resource != "*" && strings.Count(resource, ":") < arnParts-1 {
			add(fmt.Sprintf("%q is not a resource", resource), "A resource is an ARN, as arn:aws:s3:::my-bucket/*, or * for all.")
		}
	}
	for _, c := range s.Conditions {
		if !knownOperator(c.Operator) {
			add(fmt.Sprintf("%q is not a condition operator", c.Operator), "IAM has operators such as StringEquals and ArnLike.")
		}
	}
	for name := range ordered(s.Extra) {
		add(fmt.Sprintf("a statement has no element %q", name), "Check its spelling; element names keep their case.")
	}
}
