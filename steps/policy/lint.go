package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The rules that a policy can break. The first four are rules of the plan as well.
const (
	RuleInvalid  = "s3.policy-invalid"
	RuleDenyOnly = "s3.policy-deny-only"
	RuleModel    = "s3.policy-model"     // denies the model's objects
	RuleECR      = "s3.policy-ecr"       // denies the layers of container images
	RuleAction   = "s3.policy-action"    // an action that S3 does not have
	RuleResource = "s3.policy-resource"  // a resource that the actions do not have
	RuleKey      = "s3.policy-condition" // a condition that cannot do what it seems to
	RuleDead     = "s3.policy-dead"      // a statement without effect
	RuleTwice    = "s3.policy-duplicate" // something that is said twice
)

// Severity is how much a problem matters.
type Severity string

// The severities. An Error keeps the document from being sent.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
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

// Problem is something about a document that keeps it from being an endpoint's policy, or
// from doing what it seems to.
type Problem struct {
	Rule     string // one of the rules above
	Severity Severity
	Summary  string // one sentence without a full stop
	Detail   string // why it is so; full sentences
	Remedy   string // what to do; full sentences
	// Line and Column say where, from 1; the column counts characters.
	Line, Column int
}

// Purpose is what a policy is examined for.
type Purpose struct {
	// Interface says that the endpoint is an interface endpoint, whose policy may name
	// principals; that of a gateway endpoint may not.
	Interface bool
	// Probes are the requests that the model depends on; see Probes.
	Probes []Probe
}

// Lint says what keeps the text from being the policy of an S3 gateway endpoint: the
// problems of Examine that are errors. None means that it is one document of the right shape
// and allows something.
func Lint(text string) []Problem {
	return slices.DeleteFunc(examine(text, Purpose{}, false), func(p Problem) bool { return p.Severity != Error })
}

// Examine says everything that is wrong or doubtful about an endpoint's policy. Errors come
// first, those of the whole document before those of each statement, then what is doubtful
// in the order of the text. What does not parse has one problem besides its length.
func Examine(text string, purpose Purpose) []Problem { return examine(text, purpose, true) }

// examine leaves out what is never an error, and takes longest, unless all is asked for.
func examine(text string, purpose Purpose, all bool) []Problem {
	l := &linter{text: text, purpose: purpose, catalog: newCatalog()}
	l.length()
	doc, at, err := parse([]byte(text))
	var syntax *SyntaxError
	switch {
	case errors.As(err, &syntax):
		return append(l.errors, Problem{
			Rule: RuleInvalid, Severity: Error, Summary: syntax.Why, Detail: "An endpoint takes one policy, as one JSON object.",
			Remedy: cmp.Or(syntax.Remedy, "Correct the document at this place."), Line: syntax.Line, Column: syntax.Column,
		})
	case err != nil:
		return append(l.errors, Problem{
			Rule: RuleInvalid, Severity: Error, Summary: err.Error(), Detail: "The document cannot be read.",
			Remedy: "Correct the document.", Line: 1, Column: 1,
		})
	}
	if len(l.errors) > 0 {
		return l.errors // What is too long may be of any length.
	}
	l.doc, l.at = doc, at
	l.document()
	for i := range doc.Statements {
		l.statement(i)
	}
	l.denyOnly()
	if all {
		l.dead()
		l.needs()
	}
	slices.SortStableFunc(l.remarks, func(a, b Problem) int {
		return slices.Compare([]int{a.Line, a.Column}, []int{b.Line, b.Column})
	})
	return append(l.errors, l.remarks...)
}

// linter collects what is wrong with one text.
type linter struct {
	text            string
	purpose         Purpose
	catalog         *catalog
	doc             Document
	at              places
	errors, remarks []Problem
}

// add notes a problem at the first of the paths that the document has.
func (l *linter) add(p Problem, paths ...string) {
	p.Line, p.Column = place([]byte(l.text), l.at.first(paths...))
	if p.Severity == Error {
		l.errors = append(l.errors, p)
	} else {
		l.remarks = append(l.remarks, p)
	}
}

// invalid notes what AWS refuses.
func (l *linter) invalid(summary, detail, remedy string, paths ...string) {
	l.add(Problem{Rule: RuleInvalid, Severity: Error, Summary: summary, Detail: detail, Remedy: remedy}, paths...)
}

func (l *linter) length() {
	n := utf8.RuneCountInString(l.text)
	if n <= MaxCharacters {
		return
	}
	first := strings.NewReader(l.text)
	for range MaxCharacters {
		_, _, _ = first.ReadRune() // There are more than that.
	}
	line, column := place([]byte(l.text), len(l.text)-first.Len())
	l.errors = append(l.errors, Problem{
		Rule: RuleInvalid, Severity: Error, Line: line, Column: column,
		Summary: fmt.Sprintf("the document has %d characters, and an endpoint policy at most %d", n, MaxCharacters),
		Detail:  "White space counts; the limit cannot be raised.",
		Remedy:  "Remove what begins here, or white space before it.",
	})
}

// document checks what lies outside the statements.
func (l *linter) document() {
	if v := l.doc.Version; v != "" && v != Version && v != olderVersion {
		l.invalid(fmt.Sprintf("the version %q does not exist", v), "The version is that of the policy language, not a date of yours.",
			"Write \"Version\": \""+Version+"\".", "/Version")
	}
	for name := range ordered(l.doc.Extra) {
		l.invalid(fmt.Sprintf("a policy has no element %q", name), "It has Version, Id and Statement.",
			"Check its spelling, or remove it.", "#/"+name)
	}
	if len(l.doc.Statements) == 0 {
		l.invalid("the policy has no statement", "Without one it denies everything.", "Add a statement with the effect Allow.", "/Statement")
	}
}

// statement checks one statement.
func (l *linter) statement(i int) {
	s, path := l.doc.Statements[i], l.at.statement(i)
	invalid := func(summary, detail, remedy string, paths ...string) {
		l.invalid(s.name(i)+": "+summary, detail, remedy, append(paths, path)...)
	}
	if s.Effect != Allow && s.Effect != Deny {
		invalid(fmt.Sprintf("the effect is %q", s.Effect), "It must be Allow or Deny, written so.", "Write one of the two.", path+"/Effect")
	}
	l.principal(s, path, invalid)
	either := func(name string, in, notIn List) {
		remedy := "Write \"" + name + "\": \"*\" to mean all."
		switch {
		case in == nil && notIn == nil:
			invalid("it has no "+name, "A statement says what it speaks of.", remedy)
		case in != nil && notIn != nil:
			invalid(fmt.Sprintf("it has both %s and Not%s", name, name), "A statement takes one of them.", "Remove one.", "#"+path+"/Not"+name)
		case len(in)+len(notIn) == 0:
			invalid("its "+name+" is an empty list", "It matches nothing.", remedy, path+"/"+name, path+"/Not"+name)
		}
	}
	either("Action", s.Action, s.NotAction)
	either("Resource", s.Resource, s.NotResource)
	l.actions(i)
	l.resources(i)
	l.conditions(i)
	for name := range ordered(s.Extra) {
		invalid(fmt.Sprintf("a statement has no element %q", name), "Element names keep their case.", "Check its spelling, or remove it.", "#"+path+"/"+name)
	}
}

// principal checks that everyone is meant
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
func (l *linter) principal(s Statement, path string, invalid func(summary, detail, remedy string, paths ...string)) {
	where := []string{path + "/Principal", path + "/NotPrincipal"}
	switch {
	case l.purpose.Interface && s.Principal == nil && s.NotPrincipal == nil:
		invalid("it has no principal", "An endpoint's policy says whom it speaks of.", "Write \"Principal\": \"*\" to mean everyone.")
	case l.purpose.Interface && s.Principal != nil && s.NotPrincipal != nil:
		invalid("it has both Principal and NotPrincipal", "A statement takes one of them.", "Remove one.", where[1])
	case !l.purpose.Interface && (!s.Principal.Any() || s.NotPrincipal != nil):
		invalid(`the principal is not "*"`, "The policy of a gateway endpoint speaks of everyone.",
			`Write "Principal": "*", and narrow it with a condition on aws:PrincipalArn.`, where...)
	}
}

func (l *linter) denyOnly() {
	if len(l.doc.Statements) == 0 || slices.ContainsFunc(l.doc.Statements, func(s Statement) bool { return s.Effect == Allow }) {
		return
	}
	l.add(Problem{
		Rule: RuleDenyOnly, Severity: Error,
		Summary: "the policy allows nothing, so it denies everything, the model's download included",
		Detail:  "An endpoint policy is the most that may pass.",
		Remedy:  "Add a statement with the effect Allow.",
	}, l.at.statement(0))
}
