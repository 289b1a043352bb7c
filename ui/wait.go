package ui

import (
	"fmt"
	"time"

	"sagevpc/steps"
	"sagevpc/ui/printable"
)

// spinner is the frame of a turning sign after some time.
func spinner(elapsed time.Duration) string {
	frames := []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
	return string(frames[int(max(0, elapsed)/busyTick)%len(frames)])
}

// seconds is a duration for eyes: "1.2 s".
func seconds(d time.Duration) string {
	return fmt.Sprintf("%.1f s", max(0, d).Seconds())
}

// since is when what is going on began.
func (m Model) since() time.Time {
	if m.reading.kind != readNothing {
		return m.reading.begun
	}
	return m.job.at
}

// doing is one word for what is going on.
func (m Model) doing() string {
	switch m.reading.kind {
	case readStep:
		return "reading"
	case readDraft:
		return "checking"
	case readRefresh:
		return "refreshing"
	case readConsent:
		return "reading once more"
	case readNothing:
	}
	return "applying"
}

// loadingLines stand in the question's place while it cannot be asked yet.
func (m Model) loadingLines(width int) []string {
	elapsed := m.opts.Now().Sub(m.reading.begun)
	lines := wrap(fmt.Sprintf("%s reading the account for this screen   %s", spinner(elapsed), seconds(elapsed)), width)
	calls := m.calls()
	if made := len(calls) - m.reading.before; made > 0 {
		said := fmt.Sprintf("  %s, the latest %s", counted(made, "call"), calls[len(calls)-1].Op)
		lines = append(lines, m.theme.Muted.Render(shorten(printable.Line(said), width)))
	}
	return append(lines, "", m.theme.Muted.Render("  esc goes back, and nothing is lost"))
}

// faultLines stand in the question's place when it cannot be asked.
func (m Model) faultLines(width int) []string {
	symbol, style := m.theme.Mark(steps.Blocks)
	lines := paint(style, wrap(symbol+" "+m.fault.Summary, width))
	if m.fault.Why != "" {
		lines = append(lines, wrap(m.fault.Why, width)...)
	}
	if m.fault.Fix != "" {
		lines = append(lines, "")
		lines = append(lines, wrap(m.fault.Fix, width)...)
	}
	said := m.fault.Op
	if m.fault.Code != "" {
		said += "   " + m.fault.Code
	}
	if m.fault.RequestID != "" {
		said += "   request " + m.fault.RequestID
	}
	lines = append(lines, "")
	lines = append(lines, paint(m.theme.Muted, wrap(said, width))...)
	retry := m.theme.Key.Render(m.keys.Refresh.Help().Key) + " retry   " +
		m.theme.Key.Render(m.keys.Back.Help().Key) + " back"
	return append(lines, "", retry, "", m.theme.Muted.Render("Your answers are kept."))
}
