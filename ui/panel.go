package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
	"sagevpc/ui/widget"
)

// panel says why the step asks, and what the answer on screen causes.
func (m Model) panel(a area) []string {
	if a.panel == 0 {
		return nil
	}
	lines := m.whyLines(a.panel)
	if findings := m.findings(); len(findings) > 0 {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, m.theme.Heading.Render("This choice"))
		for _, f := range findings {
			lines = append(lines, m.findingLines(f, a.panel)...)
		}
	}
	return block(lines, a.body)
}

func (m Model) whyLines(width int) []string {
	paragraphs := m.draft.Why()
	if len(paragraphs) == 0 {
		return nil
	}
	lines := []string{m.theme.Heading.Render("Why this is asked")}
	for i, paragraph := range paragraphs {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, paint(m.theme.Muted, wrap(paragraph, width))...)
	}
	return lines
}

// findings are those that the answer on screen causes, heaviest first. The review and the
// run show all of theirs themselves.
func (m Model) findings() []plan.Finding {
	if !m.asking() || m.job.begun() || m.reviewing() {
		return nil
	}
	findings := slices.DeleteFunc(m.draft.Findings(), func(f plan.Finding) bool { return !f.Now && !f.After })
	slices.SortStableFunc(findings, func(a, b plan.Finding) int { return cmp.Compare(weight(a), weight(b)) })
	return findings
}

func weight(f plan.Finding) int {
	return slices.Index([]steps.Mark{steps.Blocks, steps.Warns, steps.Unknown, steps.Holds, steps.NoMark}, widget.MarkOf(f))
}

func (m Model) findingLines(f plan.Finding, width int) []string {
	symbol, style := m.theme.Mark(widget.MarkOf(f))
	var lines []string
	for i, line := range wrap(said(f), width-2) {
		lead := "  "
		if i == 0 {
			lead = style.Render(symbol) + " "
		}
		lines = append(lines, lead+line)
	}
	if f.Fix == "" || f.Repaired() {
		return lines
	}
	for i, line := range paint(m.theme.Muted, wrap(f.Fix, width-4)) {
		lead := "    "
		if i == 0 {
			lead = "  " + m.theme.Muted.Render("→ ")
		}
		lines = append(lines, lead+line)
	}
	return lines
}

// said is a finding's sentence. What the plan repairs has a tick before it, which must not
// stand before what is wrong.
func said(f plan.Finding) string {
	if f.Repaired() {
		return "repaired: " + f.Summary
	}
	return f.Summary
}

// stripLines are the heaviest findings below the question, where there is no panel.
func (m Model) stripLines(a area) []string {
	findings := m.findings()
	if a.panel > 0 || len(findings) == 0 {
		return nil
	}
	most := max(3, a.body/5)
	lines := []string{m.theme.Rule.Render(strings.Repeat(theme.RuleLine, a.middle))}
	for i, f := range findings {
		sentence := m.stripFinding(f, a.middle)
		if len(lines)-1+len(sentence) > most {
			left := m.theme.Muted.Render(fmt.Sprintf("  and %d more", len(findings)-i))
			return append(lines[:min(len(lines), most)], left)
		}
		lines = append(lines, sentence...)
	}
	return lines
}

// stripFinding is a finding's sentence in at most two lines.
func (m Model) stripFinding(f plan.Finding, width int) []string {
	symbol, style := m.theme.Mark(widget.MarkOf(f))
	lines := wrap(said(f), width-2)
	if len(lines) > 2 {
		lines = []string{lines[0], shorten(strings.Join(lines[1:], " "), width-2)}
	}
	for i, line := range lines {
		lead := "  "
		if i == 0 {
			lead = style.Render(symbol) + " "
		}
		lines[i] = lead + line
	}
	return lines
}

// noticeLines are what just happened, and why what is on screen is older than it could be.
func (m Model) noticeLines(width int) []string {
	const most = 4
	var lines []string
	if m.stale != "" {
		symbol, style := m.theme.Mark(steps.Unknown)
		lines = append(lines, style.Render(symbol)+" "+
			m.theme.Muted.Render(shorten("not refreshed: "+printable.Line(joined(m.stale)), width-2)))
	}
	if m.notice.text != "" {
		symbol, style := m.theme.Mark(m.notice.mark)
		for i, line := range wrap(m.notice.text, width-2) {
			lead := "  "
			if i == 0 {
				lead = style.Render(symbol) + " "
			}
			lines = append(lines, lead+line)
		}
	}
	return lines[:min(most, len(lines))]
}
