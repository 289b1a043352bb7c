package widget

import (
	"fmt"
	"strings"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// sideDrawn is what stands beside the text, and the lines of the chosen request.
type sideDrawn struct {
	all      []string
	from, to int
}

// shown is the first line to draw, so that the chosen request is in sight.
func (s sideDrawn) shown(top, rows int) int { return max(0, min(max(top, s.to-rows), s.from)) }

// sideSize is the room of the requests, their heading included.
func (d document) sideSize(env Env) (width, height int) {
	s := d.share(env)
	if s.right > 0 {
		return s.right, env.Height
	}
	return s.left, s.truth
}

// sideLines draws the requests, what adds one, and what else there is to know.
func (d document) sideLines(env Env, width int, full bool) sideDrawn {
	var out sideDrawn
	own := len(d.q.Truth) - len(d.q.Requests)
	for i, l := range d.q.Truth {
		if !full && l.Mark == steps.Holds {
			l.Detail = "" // Where the height is short, what passes is not explained.
		}
		begin := len(out.all)
		out.all = append(out.all, requests(env, []steps.Line{l}, width)...)
		if d.pane == inTruth && i-own == d.row && begin < len(out.all) {
			out.from, out.to = begin, len(out.all)
			removes := env.Theme.Key.Render(env.Keys.DropEntry.Help().Key) + env.Theme.KeyHelp.Render(" removes")
			out.all[begin] = apart(out.all[begin], removes, width)
		}
	}
	if d.q.Request != nil {
		begin := len(out.all)
		out.all = append(out.all, d.requestLines(env, width)...)
		if d.pane == inRequest {
			out.from, out.to = begin, len(out.all)
		}
	}
	for _, s := range d.q.Sections {
		if len(s.Lines) > 0 {
			out.all = append(out.all, "", env.Theme.Heading.Render(cut(printable.Line(s.Title), width)))
			out.all = append(out.all, remarks(env, s.Lines, width)...)
		}
	}
	return out
}

// sideFitted explains what passes only where there is room for it.
func (d document) sideFitted(env Env, width, height int) sideDrawn {
	drawn := d.sideLines(env, width, true)
	if len(drawn.all)+1 > height {
		return d.sideLines(env, width, false)
	}
	return drawn
}

// requestLines is the field of a request that is to be added, or the key that opens it.
func (d document) requestLines(env Env, width int) []string {
	if d.pane == inRequest {
		return d.request.view(env, width, true).lines
	}
	help := env.Keys.AddRequest.Help()
	return []string{cut(env.Theme.Key.Render(help.Key)+" "+env.Theme.KeyHelp.Render(help.Desc), width)}
}

// truthLines draws requests with what the document does with each, and what else there is
// beside the text, from the line that was scrolled to.
func (d document) truthLines(env Env, width, height int) []string {
	if height == 1 {
		return []string{d.truthCount(env, width)}
	}
	head := env.Theme.Heading.Render(cut("what it lets through", width))
	if env.Width < beside {
		head = rule(env, "what it lets through", width)
	}
	drawn := d.sideFitted(env, width, height)
	lines := append([]string{head}, drawn.all...)
	if len(lines) <= height || height < 3 {
		return fill(lines, height)
	}
	rows := height - 2
	hidden := len(drawn.all) - rows
	top := min(d.side, hidden)
	if d.pane == inRequest || d.pane == inTruth && d.reveal {
		top = min(drawn.shown(top, rows), hidden)
	}
	more := theme.More + " " + lineCount(hidden) + " more"
	switch d.pane {
	case inTruth:
		more = fmt.Sprintf("lines %d to %d of %d, %s", top+1, top+rows, len(drawn.all), env.Keys.PageDown.Help().Key)
	case inTemplates:
		more += ", " + env.Keys.Details.Help().Key + " shows them"
	case inPath, inText, inRequest:
	}
	return append(append(lines[:1:1], drawn.all[top:top+rows]...), env.Theme.Muted.Render("  "+more))
}

// truthCount is the requests in a line: how many the document treats in which way.
func (d document) truthCount(env Env, width int) string {
	said := "requests"
	for _, mark := range []steps.Mark{steps.Holds, steps.Blocks, steps.Warns, steps.Unknown} {
		n := 0
		for _, l := range d.q.Truth {
			if l.Mark == mark {
				n++
			}
		}
		if n > 0 {
			symbol, style := env.Theme.Mark(mark)
			said += "  " + style.Render(fmt.Sprintf("%s %d", symbol, n))
		}
	}
	help := env.Keys.Details.Help().Key
	return apart(said, env.Theme.Key.Render(help)+env.Theme.KeyHelp.Render(" shows them"), width)
}

// requests draws marked requests, each with its reason behind it where there is room.
func requests(env Env, truth []steps.Line, width int) []string {
	var lines []string
	for _, l := range truth {
		symbol, style := env.Theme.Mark(l.Mark)
		said := style.Render(symbol) + " " + cut(printable.Line(l.Text), width-2)
		if room := width - 2 - measure(l.Text) - gap - measure(l.Detail); room >= 0 && l.Detail != "" {
			lines = append(lines, said+strings.Repeat(" ", gap)+env.Theme.Muted.Render(printable.Line(l.Detail)))
			continue
		}
		lines = append(lines, cut(said, width))
		for _, detail := range wrapped(l.Detail, width-4) {
			lines = append(lines, "    "+env.Theme.Muted.Render(detail))
		}
	}
	return lines
}
