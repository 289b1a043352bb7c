package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// dead finds statements that change nothing, and what is said twice.
func (l *linter) dead() {
	sids := map[string]int{}
	for i, s := range l.doc.Statements {
		path := l.at.statement(i)
		if before, is := sids[s.Sid]; is && s.Sid != "" {
			l.add(Problem{
				Rule: RuleTwice, Severity: Warning,
				Summary: fmt.Sprintf("the Sid %q is that of statement %d, too", s.Sid, before+1),
				Detail:  "A Sid names one statement of a document.", Remedy: "Give this statement another one.",
			}, path+"/Sid")
		} else {
			sids[s.Sid] = i
		}
		l.entriesTwice(i)
		if p, is := l.doc.useless(i); is {
			p.Summary = s.name(i) + ": " + p.Summary
			l.add(p, path)
		}
	}
}

// entriesTwice finds an entry that stands in its list before.
func (l *linter) entriesTwice(i int) {
	s := l.doc.Statements[i]
	lists := [][]element{
		listOf(l.at.statement(i), "Action", s.Action, s.NotAction),
		listOf(l.at.statement(i), "Resource", s.Resource, s.NotResource),
	}
	for at, list := range lists {
		seen := map[string]bool{}
		for _, e := range list {
			text := e.text
			if at == 0 {
				text = strings.ToLower(text)
			}
			if seen[text] {
				l.entry(i, e, Problem{
					Rule: RuleTwice, Severity: Info, Summary: fmt.Sprintf("%q is listed twice", e.text),
					Detail: "The second one changes nothing.", Remedy: "Remove it.",
				})
			}
			seen[text] = true
		}
	}
}

// useless says why a statement has no effect.
func (d Document) useless(i int) (Problem, bool) {
	s := d.Statements[i]
	for j, other := range d.Statements {
		if j < i && s.twin(other) {
			return Problem{
				Rule: RuleTwice, Severity: Warning, Summary: "it says what " + other.name(j) + " says",
				Detail: "The second of the two changes nothing.", Remedy: "Remove it.",
			}, true
		}
		if s.Effect == Allow && other.Effect == Deny && s.within(other) {
			return Problem{
				Rule: RuleDead, Severity: Warning, Summary: other.name(j) + " denies everything that it allows",
				Detail: "A denial without conditions wins over every permission.", Remedy: "Narrow the denial, or remove this statement.",
			}, true
		}
	}
	for j, other := range d.Statements {
		if i != j && s.Effect == other.Effect && s.within(other) && (j < i || !other.within(s)) {
			return Problem{
				Rule: RuleDead, Severity: Info, Summary: other.name(j) + " says the same and more",
				Detail: "This statement adds nothing to it.", Remedy: "Remove it, or narrow the other.",
			}, true
		}
	}
	allows := func(other Statement) bool { return other.Effect == Allow }
	meets := func(other Statement) bool { return other.Effect == Allow && !s.apart(other) }
	if s.Effect == Deny && slices.ContainsFunc(d.Statements, allows) && !slices.ContainsFunc(d.Statements, meets) {
		return Problem{
			Rule: RuleDead, Severity: Info, Summary: "it denies what no statement allows",
			Detail: "What is not allowed is denied anyway, so today this statement changes nothing.",
			Remedy: "Keep it if statements may be added that allow more; else remove it.",
		}, true
	}
	return Problem{}, false
}

// twin reports whether two statements differ in their Sid at most.
func (s Statement) twin(other Statement) bool {
	if !slices.Equal(s.Resource, other.Resource) {
		return false // Nearly all pairs end here, without the long way.
	}
	s.Sid, other.Sid, s.Explain, other.Explain = "", "", "", ""
	return reflect.DeepEqual(s, other)
}
