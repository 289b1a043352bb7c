package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// View draws the screen for Bubble Tea.
func (m Model) View() tea.View {
	v := tea.NewView(m.Frame())
	v.AltScreen = true
	v.WindowTitle = "sagevpc"
	if !m.opts.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// Frame draws the screen as lines of at most the window's width.
func (m Model) Frame() string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	if m.tooSmall() {
		return m.smallView()
	}
	a := m.area()
	rule := m.theme.Rule.Render(strings.Repeat(theme.RuleLine, m.width))
	lines := append(make([]string, 0, m.height), m.header(), rule)
	lines = append(lines, m.body(a)...)
	for _, line := range a.notice {
		lines = append(lines, " "+line)
	}
	lines = append(lines, rule, m.footer())
	return strings.Join(lines, "\n")
}

func (m Model) smallView() string {
	said := []string{
		"sagevpc",
		fmt.Sprintf("The window is too small: %d×%d.", m.width, m.height),
		fmt.Sprintf("It takes %d×%d.", leastWidth, leastHeight),
		"ctrl+c leaves",
	}
	for i, line := range said {
		said[i] = shorten(line, m.width)
	}
	return strings.Join(said[:min(len(said), m.height)], "\n")
}

// header says where and who: account, Region and caller.
func (m Model) header() string {
	left := " " + m.theme.Header.Render("sagevpc")
	if where := m.where(); where != "" {
		left += "   " + m.theme.Muted.Render(where)
	}
	var right []string
	if m.width < railFrom {
		right = append(right, m.theme.Accent.Render(m.progress()))
	}
	if m.opts.ReadOnly {
		right = append(right, m.theme.Badge.Render("read-only"))
	}
	if m.opts.Demo != "" {
		right = append(right, m.theme.Badge.Render("demo: "+printable.Line(m.opts.Demo)))
	}
	end := strings.Join(right, "  ")
	return ends(left, "  "+end+" ", m.width)
}

func (m Model) where() string {
	caller := m.machine.State().Facts.Caller
	if caller == nil {
		return printable.Line(m.machine.State().Answers.Region)
	}
	if m.width < railFrom {
		return printable.Line(caller.Region)
	}
	return printable.Line(strings.Join([]string{caller.Account, caller.Region, shortARN(caller.ARN)}, " · "))
}

// shortARN is what a person calls a caller: "role/DataScientist" for a session of that role.
func shortARN(arn string) string {
	_, resource, ok := cutLast(arn, ":")
	if !ok {
		return arn
	}
	if session, ok := strings.CutPrefix(resource, "assumed-role/"); ok {
		role, _, _ := strings.Cut(session, "/")
		return "role/" + role
	}
	return resource
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// progress is the rail in one word, for windows without one.
func (m Model) progress() string {
	rail := m.machine.Rail()
	for i, stop := range rail {
		if stop.Status == steps.StopHere {
			return fmt.Sprintf("%d/%d %s", i+1, len(rail), printable.Line(stop.Label))
		}
	}
	return ""
}

// body puts the rail, the question and the panel beside each other.
func (m Model) body(a area) []string {
	switch m.overlay {
	case helpOverlay:
		return m.overlayView("Help", m.helpLines(m.width-4), a)
	case callsOverlay:
		return m.overlayView("API calls", m.callLines(m.width-4), a)
	case consentOverlay, noOverlay:
	}
	bar := " " + m.theme.Rule.Render(theme.RuleBar)
	rail, middle, panel := m.rail(a.body), m.middle(a), m.panel(a)
	lines := make([]string, a.body)
	for i := range lines {
		line := " "
		if a.rail > 0 {
			line = fit(rail[i], a.rail) + bar + " "
		}
		line += fit(middle[i], a.middle)
		if a.panel > 0 {
			line += bar + " " + fit(panel[i], a.panel)
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	if m.overlay == consentOverlay {
		x, _ := m.origin()
		return over(lines, m.consentBox(), x-1, a.middle+1)
	}
	return lines
}

// rail lists the steps, done and to come.
func (m Model) rail(rows int) []string {
	lines := make([]string, 0, rows)
	for _, stop := range m.machine.Rail() {
		symbol, style := theme.RailToCome, m.theme.Muted
		switch stop.Status {
		case steps.StopDone:
			symbol, style = theme.RailDone, m.theme.Text
		case steps.StopHere:
			symbol, style = theme.RailHere, m.theme.Heading
		case steps.StopToCome:
		}
		lines = append(lines, " "+style.Render(symbol+" "+printable.Line(stop.Label)))
	}
	return block(lines, rows)
}

// middle is the title and what stands below it.
func (m Model) middle(a area) []string {
	lines := []string{m.theme.Title.Render(printable.Line(m.draft.Title())), ""}
	switch {
	case m.fault != nil:
		lines = append(lines, m.faultLines(a.middle)...)
	case !m.asking():
		lines = append(lines, m.loadingLines(a.middle)...)
	default:
		lines = append(lines, block(strings.Split(m.widget.View(m.env()), "\n"), a.question)...)
	}
	lines = block(lines, a.body-len(a.strip))
	return append(lines, a.strip...)
}
