package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// renderReport is an examination as text, legible without colour.
func (s *session) renderReport(pen pen, r doctor.Report) string {
	p := &page{pen: pen, width: s.width()}
	if name := r.Subject.Model; name != "" {
		p.model(r.Models[0])
	}
	for _, e := range r.Endpoints {
		p.endpoint(e, s.app.Now())
		p.explained(e, r, s.app.Now())
	}
	p.repairs(r, s.globals.repeatArgs())
	p.also(r)
	for _, note := range r.Notes {
		p.labelled("note", note, p.theme.Text)
	}
	for _, m := range r.Models {
		p.examined(m, len(r.Models) > 1 || r.Subject.Endpoint != "", r)
	}
	p.b.WriteString("\n" + p.draw(p.theme.Muted, printable.Line(strings.Join([]string{r.Caller.Account, r.Caller.Region, r.Caller.ARN}, " · "))) + "\n")
	return p.b.String()
}

// endpoint is the headline of an endpoint: its status, and for how long.
func (p *page) endpoint(e doctor.Endpoint, now time.Time) {
	style := p.theme.Text
	switch {
	case e.Status == "Failed":
		style = p.theme.Bad
	case e.FailureReason != "":
		style = p.theme.Warn
	case e.Status == "InService":
		style = p.theme.Good
	}
	p.line("%s %s   %s %s", p.draw(p.theme.Muted, "endpoint"), p.draw(p.theme.Title, printable.Line(e.Name)),
		p.draw(style, printable.Line(e.Status)), p.draw(p.theme.Muted, since(e.Modified, now)))
}

// since says how long ago a moment is; the moment itself where that is long, or not in the past.
func since(at, now time.Time) string {
	age := now.Sub(at)
	switch {
	case at.IsZero():
		return ""
	case age >= 0 && age < time.Minute:
		return "just now"
	case age >= 0 && age < 2*time.Hour:
		return fmt.Sprintf("%d min ago", int(age.Minutes()))
	case age >= 0 && age < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(age.Hours()))
	}
	return "since " + at.UTC().Format("2006-01-02 15:04 UTC")
}

// model is the headline of a model.
func (p *page) model(m doctor.Model) {
	where := "in " + m.VPC
	switch {
	case m.State == doctor.Outside:
		where = "not in a VPC"
	case m.VPC == "":
		where = "in a VPC that is not known"
	}
	p.line("%s %s   %s", p.draw(p.theme.Muted, "model"), p.draw(p.theme.Title, printable.Line(m.Name)), printable.Line(where))
}

const labelWidth = 13

// labelled is a sentence behind a label.
func (p *page) labelled(label, text string, style lipgloss.Style) {
	p.sentence(fmt.Sprintf("  %-*s", labelWidth-2, label), text, style)
}

// explained is what AWS says, and what is behind it.
func (p *page) explained(e doctor.Endpoint, r doctor.Report, now time.Time) {
	if said := doctor.Starting(e.InferenceEndpoint, now); said != "" {
		p.labelled("note", said, p.theme.Text)
	}
	if e.FailureReason == "" {
		return
	}
	p.labelled("AWS says", e.FailureReason, p.theme.Text)
	c := e.Cause
	if !c.Known {
		p.labelled("because", "This text is not one that sagevpc can read. What the network is like now stands below.", p.theme.Text)
		return
	}
	p.labelled("that means", c.Meaning, p.theme.Muted)
	if c.Finding != nil {
		p.pointed("because", *c.Finding)
		if len(r.Models) > 1 {
			p.labelled("", "model "+c.Model, p.theme.Muted)
		}
		if !c.Finding.Blocks() && c.Finding.Fix != "" {
			// No repair is planned of what does not block.
			p.labelled("", "→ "+c.Finding.Fix, p.theme.Text)
		}
		return
	}
	if len(c.Unchecked) > 0 {
		p.labelled("because", "This could not be told, since what would explain it could not be checked:", p.theme.Text)
		for _, f := range c.Unchecked {
			p.pointed("", f)
		}
		return
	}
	p.labelled("because", unexplained(c, r), p.theme.Text)
}

// unexplained says that nothing was found, and what that is worth.
func unexplained(c doctor.Cause, r doctor.Report) string {
	outside := func(m doctor.Model) bool { return m.State == doctor.Outside }
	switch {
	case len(c.Examined) > 0 && len(c.Missed) > 0:
		return "The network of " + strings.Join(c.Examined, ", ") + " as it is now does not explain it, and that of " + strings.Join(c.Missed, ", ") +
			" is not known. Looked at: " + rulesInWords(c.Rules) + "."
	case len(c.Examined) > 0:
		return "The network as it is now does not explain it; it may have been repaired since. Looked at: " + rulesInWords(c.Rules) + "."
	case len(r.Models) > 0 && !slices.ContainsFunc(r.Models, func(m doctor.Model) bool { return !outside(m) }):
		return "That is not known. The endpoint's models have no VPC, so there is no network to look at."
	}
	return "That is not known. The network in which the endpoint failed could not be examined, so no rule was held against it."
}

// rulesInWords writes the rules' names, a family as "nacl.*".
func rulesInWords(rules []string) string {
	var out []string
	for _, rule := range rules {
		if strings.HasSuffix(rule, ".") {
			rule += "*"
		}
		out = append(out, rule)
	}
	return strings.Join(out, ", ")
}

// pointed is a finding behind a label: rule and subject, then what is so.
func (p *page) pointed(label string, f plan.Finding) {
	p.line("  %-*s%s %s   %s", labelWidth-2, label, p.mark(markOf(f.Severity)), p.draw(p.theme.Strong, f.Rule), p.draw(p.theme.Muted, printable.Line(f.Subject)))
	p.labelled("", f.Summary, p.theme.Text)
}

func markOf(severity plan.Severity) steps.Mark {
	switch severity {
	case plan.Block:
		return steps.Blocks
	case plan.Warn:
		return steps.Warns
	case plan.Unknown:
		return steps.Unknown
	case plan.Info:
	}
	return steps.NoMark
}

// repairs is what a plan for a copy of each model would do.
func (p *page) repairs(r doctor.Report, repeat []string) {
	for _, m := range r.Models {
		switch {
		case m.State == doctor.Outside:
			p.labelled("note", m.Name+" has no VpcConfig: it runs in SageMaker's own network, and there is nothing to examine in a VPC. "+
				"A model cannot be moved; a copy of it can be made in a VPC:", p.theme.Text)
			p.line("  %-*s%s", labelWidth-2, "", printable.Line(run.Command(append([]string{"sagevpc", "--from", m.Name}, repeat...))))
		case m.State == doctor.Gone:
			p.labelled("note", "Model "+m.Name+" does not exist any more, so its network is not known. Instances that run go on; new ones cannot start.", p.theme.Text)
		case m.State == doctor.Unread:
			p.labelled("note", "Model "+m.Name+" could not be examined: "+strings.TrimSuffix(m.Fault.Summary, ".")+".", p.theme.Text)
		case m.Repair != nil:
			p.repair(m, repeat)
		}
	}
}

// also are the other findings that matter, in a line each.
func (p *page) also(r doctor.Report) {
	named := func(f plan.Finding) bool {
		return slices.ContainsFunc(r.Endpoints, func(e doctor.Endpoint) bool {
			return e.Cause.Finding != nil && e.Cause.Finding.Rule == f.Rule && e.Cause.Finding.Subject == f.Subject
		})
	}
	label := "also"
	if !slices.ContainsFunc(r.Endpoints, func(e doctor.Endpoint) bool { return e.Cause.Finding != nil }) {
		label = "found"
	}
	for _, f := range r.Findings() {
		if named(f) || f.Severity == plan.Info || f.Severity == plan.Unknown {
			continue
		}
		p.pointed(label, f)
		label = ""
	}
}

// standing are the kinds of finding about what exists, what matters most first.
func standing() []group {
	of := func(severity plan.Severity) func(plan.Finding) bool {
		return func(f plan.Finding) bool { return f.Severity == severity }
	}
	return []group{
		{steps.Blocks, "blocks", of(plan.Block)},
		{steps.Warns, "warns", of(plan.Warn)},
		{steps.Unknown, "not known", of(plan.Unknown)},
		{steps.NoMark, "to know", of(plan.Info)},
	}
}

// examined is everything known of a model's network.
func (p *page) examined(m doctor.Model, named bool, r doctor.Report) {
	if m.State != doctor.Examined {
		return
	}
	if named {
		p.line("")
		p.model(m)
	}
	p.heading("Checks")
	p.grouped(standing(), m.Plan.Findings)
	p.ladder(m.Plan)
	p.paths(m.Plan.Paths, m.Plan.Called)
	p.heading("In all")
	p.standing(m, r)
}
