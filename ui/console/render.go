package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// page is a text under construction.
type page struct {
	pen
	b     strings.Builder
	width int // sentences are broken before this column; 0 leaves them whole
}

func (p *page) line(format string, args ...any) {
	p.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (p *page) heading(title string) {
	p.b.WriteString("\n" + p.draw(p.theme.Heading, title) + "\n")
}

// sentence is one indented line, or several where there is a width: what the account put
// into it stays inside it.
func (p *page) sentence(indent, text string, style lipgloss.Style) {
	if text == "" {
		return
	}
	for i, line := range p.broken(printable.Line(text), lipgloss.Width(indent)) {
		if i > 0 {
			indent = strings.Repeat(" ", lipgloss.Width(indent))
		}
		p.line("%s%s", indent, p.draw(style, line))
	}
}

// broken breaks a printable text between words so that it fits beside an indentation. A
// word that is longer than that, such as an ARN, stays whole.
func (p *page) broken(text string, indent int) []string {
	if p.width == 0 {
		return []string{text}
	}
	var lines []string
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last < 0 || indent+lipgloss.Width(lines[last])+1+lipgloss.Width(word) > p.width {
			lines = append(lines, word)
			continue
		}
		lines[last] += " " + word
	}
	return lines
}

// mark is the symbol of a verdict in its colour, a dot where there is no verdict.
func (p *page) mark(m steps.Mark) string {
	symbol, style := p.theme.Mark(m)
	if m == steps.NoMark {
		symbol = "·"
	}
	return p.draw(style, symbol)
}

// render is a plan as text, legible without colour.
func (s *session) render(pen pen, p plan.Plan) string {
	out := &page{pen: pen}
	name := "the model"
	if p.Answers.Model.Name != "" {
		name = printable.Line(p.Answers.Model.Name)
	}
	out.line("%s", out.draw(out.theme.Title, "Plan for "+name))
	out.line("%s", out.draw(out.theme.Muted, printable.Line(strings.Join([]string{p.Account, p.Region, p.Caller}, " · "))))
	out.findings(p.Findings)
	out.ladder(p)
	out.paths(p.Paths, p.Called)
	out.changes(p)
	out.staged(p.Staged)
	out.verdict(p)
	return out.b.String()
}

// group is a kind of finding under one heading.
type group struct {
	mark  steps.Mark
	word  string
	holds func(plan.Finding) bool
}

// groups are the kinds of finding, what matters most first. Each finding is of one.
func groups() []group {
	lasting := func(severity plan.Severity) func(plan.Finding) bool {
		return func(f plan.Finding) bool { return !f.Repaired() && f.Severity == severity }
	}
	return []group{
		{steps.Blocks, "blocks", lasting(plan.Block)},
		{steps.Warns, "to accept", lasting(plan.Warn)},
		{steps.Unknown, "not known", lasting(plan.Unknown)},
		{steps.Holds, "repaired by this plan", plan.Finding.Repaired},
		{steps.NoMark, "to know", lasting(plan.Info)},
	}
}

func (p *page) findings(findings []plan.Finding) {
	p.heading("Checks")
	p.grouped(groups(), findings)
}

func (p *page) grouped(groups []group, findings []plan.Finding) {
	if len(findings) == 0 {
		p.line("  %s every check holds", p.mark(steps.Holds))
	}
	for _, g := range groups {
		for _, f := range findings {
			if g.holds(f) {
				p.finding(g, f)
			}
		}
	}
}

func (p *page) finding(g group, f plan.Finding) {
	p.line("  %s %s  %s  %s", p.mark(g.mark), p.draw(p.theme.Strong, g.word+":"), f.Rule, p.draw(p.theme.Muted, printable.Line(f.Subject)))
	p.sentence("      ", f.Summary, p.theme.Text)
	if f.Detail != "" {
		p.sentence("      ", f.Detail, p.theme.Muted)
	}
	if f.Repaired() {
		p.line("      by %s", strings.Join(f.RepairedBy, ", "))
	} else if f.Fix != "" {
		p.sentence("      → ", f.Fix, p.theme.Text)
	}
}

// ladder is what each situation needs of the addresses that are free.
func (p *page) ladder(of plan.Plan) {
	if len(of.Capacity.Steps) == 0 {
		return
	}
	p.heading("Addresses")
	wide := 0
	for _, step := range of.Capacity.Steps {
		wide = max(wide, lipgloss.Width(step.Label()))
	}
	for _, step := range of.Capacity.Steps {
		mark := steps.Holds
		if !step.OK {
			mark = steps.Warns
		}
		if step.Blocks() {
			mark = steps.Blocks
		}
		each := ""
		if step.PerZone {
			each = " in each zone"
		}
		rung := fmt.Sprintf("  %s %-*s  needs %3d of %3d free%s", p.mark(mark), wide, step.Label(), step.Need, step.Free, each)
		if p.width == 0 {
			p.line("%s   %s", rung, p.draw(p.theme.Muted, step.Formula))
			continue
		}
		p.line("%s", rung)
		p.sentence("      ", step.Formula, p.theme.Muted)
	}
	var zones []string
	for _, zone := range of.Capacity.Zones {
		zones = append(zones, fmt.Sprintf("%s %d free", printable.Line(zone.ID), zone.Free))
	}
	if len(zones) > 0 {
		p.line("    %s", p.draw(p.theme.Muted, strings.Join(zones, " · ")))
	}
}

func (p *page) changes(of plan.Plan) {
	p.heading("What would happen")
	if len(of.Changes) == 0 {
		p.line("  nothing")
	}
	for i, change := range of.Changes {
		if i > 0 {
			p.line("")
		}
		p.change(of, change)
	}
}

func (p *page) change(of plan.Plan, c plan.Change) {
	symbol := p.draw(p.markStyle(c.Action.Symbol()), c.Action.Symbol())
	p.line("  %s %s  %s   %s", symbol, p.draw(p.theme.Strong, printable.Line(c.Kind)), printable.Line(c.Name),
		p.draw(p.theme.Muted, c.Request.Op+" · "+printable.Line(c.ID)))
	p.sentence("    ", c.Why, p.theme.Muted)
	for _, line := range c.Diff() {
		p.diff(line)
	}
	if item, costs := of.CostOf(c.ID); costs {
		p.sentence("    cost: ", fmt.Sprintf("about $%.2f a month, %s", item.MonthlyUSD, item.Formula), p.theme.Text)
	}
	if len(c.Needs) > 0 && c.Kind != plan.KindModel { // The model comes after everything.
		p.sentence("    after: ", strings.Join(c.Needs, ", "), p.theme.Muted)
	}
	if len(c.Bystanders) > 0 {
		others := make([]string, len(c.Bystanders))
		for i, id := range c.Bystanders {
			others[i] = cmp.Or(of.Called(id), id)
		}
		p.line("    %s also reaches %d other %s: %s", p.mark(steps.Warns), len(others),
			plural(len(others), "subnet", "subnets"), printable.Line(strings.Join(others, ", ")))
	}
	if c.Undo != "" {
		p.sentence("    undo: ", c.Undo, p.theme.Muted)
	}
}

// diff is one line of a change. Its mark stands first, so that it can be read by column.
func (p *page) diff(l plan.DiffLine) {
	style := p.markStyle(l.Mark)
	text := printable.Line(l.Key)
	before, after := printable.Line(l.Before), printable.Line(l.After)
	value := before
	switch {
	case before != "" && after != "":
		value = before + " → " + after
	case after != "":
		value = after
	}
	switch {
	case text == "":
		// An entry of a list, or a line of a document with its own indentation.
		text = value
	case value != "":
		text += ": " + value
	}
	note := ""
	if l.Note != "" {
		note = "   " + p.draw(p.theme.Muted, printable.Line(l.Note))
	}
	p.line("    %s %s%s%s", p.draw(style, l.Mark), strings.Repeat("  ", l.Depth), p.draw(style, text), note)
}

func (p *page) markStyle(mark string) lipgloss.Style {
	switch mark {
	case plan.Create.Symbol():
		return p.theme.Added
	case plan.Delete.Symbol():
		return p.theme.Removed
	case plan.Update.Symbol():
		return p.theme.Changed
	}
	return p.theme.Muted
}

// verdict sums the plan up.
func (p *page) verdict(of plan.Plan) {
	p.heading("In all")
	cost := 0.0
	for _, change := range of.Changes {
		cost += change.MonthlyUSD
	}
	if cost > 0 {
		line := fmt.Sprintf("adds about $%.2f a month (an estimate", cost)
		if of.Cost.AsOf != "" {
			line += " by list prices of " + of.Cost.AsOf
		}
		p.line("  %s)", line)
	} else {
		p.line("  costs nothing more a month")
	}
	blockers, warnings := len(of.Blockers()), len(of.Warnings())
	switch {
	case blockers > 0:
		rules := make([]string, 0, blockers)
		for _, f := range of.Blockers() {
			rules = append(rules, f.Rule)
		}
		p.line("  %s blocked by %s: nothing can be applied", p.mark(steps.Blocks), strings.Join(slices.Compact(rules), ", "))
	case len(of.Changes) == 0:
		p.line("  %s nothing to apply", p.mark(steps.Holds))
	case warnings > 0:
		p.line("  %s %s, with %s to accept", p.mark(steps.Warns), count(len(of.Changes), "change", "changes"), count(warnings, "warning", "warnings"))
	default:
		p.line("  %s %s, ready to be applied", p.mark(steps.Holds), count(len(of.Changes), "change", "changes"))
	}
}

func count(n int, one, many string) string { return fmt.Sprintf("%d %s", n, plural(n, one, many)) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
