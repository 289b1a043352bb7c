package ui

import (
	"fmt"

	"sagevpc/ui/printable"
)

func (m Model) calls() []Call {
	if m.opts.Calls == nil {
		return nil
	}
	return m.opts.Calls()
}

// callLines lists every API call made, newest first: when, what, how long, and AWS's answer.
func (m Model) callLines(width int) []string {
	calls := m.calls()
	if len(calls) == 0 {
		return []string{m.theme.Muted.Render("No call was made yet.")}
	}
	lines := make([]string, 0, len(calls)+1)
	lines = append(lines, m.theme.Heading.Render(
		fmt.Sprintf("%-8s  %-36s  %8s  %-22s  %s", "at", "call", "took", "result", "request id")))
	for i := len(calls) - 1; i >= 0; i-- {
		c := calls[i]
		line := fmt.Sprintf("%s  %s  %8s  %s  %s", c.At.Format("15:04:05"),
			fit(printable.Line(c.Op), 36), seconds(c.Took), fit(printable.Line(c.Result), 22), printable.Line(c.RequestID))
		lines = append(lines, shorten(line, width))
	}
	return lines
}
