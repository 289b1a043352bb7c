package console

import (
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
	"sagevpc/ui/printable"
)

// staged are the documents that are printed for later, each with the command that puts it in force.
func (p *page) staged(staged []plan.Staged) {
	if len(staged) == 0 {
		return
	}
	p.heading("When the model works: not part of this plan")
	for i, s := range staged {
		if i > 0 {
			p.line("")
		}
		p.line("  %s %s  %s", p.mark(steps.NoMark), p.draw(p.theme.Strong, plan.KindBucketPolicy), printable.Line(s.Bucket))
		p.sentence("    ", s.Why, p.theme.Muted)
		for _, line := range strings.Split(readable(s.Document), "\n") {
			p.line("      %s", printable.Line(line))
		}
		p.line("    put it in force with:")
		// One line however long: it is there to be copied.
		p.line("      %s", printable.Line(s.Apply))
	}
}

// readable is a policy with white space; what is not a policy stays as it is.
func readable(document string) string {
	doc, err := policy.Parse([]byte(document))
	if err != nil {
		return document
	}
	return doc.String()
}

// stagedText is what is left to do by hand after a run.
func (s *session) stagedText(staged []plan.Staged) string {
	out := &page{pen: s.pen(s.app.Stdout)}
	out.staged(staged)
	return out.b.String()
}
