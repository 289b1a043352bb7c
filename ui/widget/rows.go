package widget

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// boxes draws what stands before a row of which several can be chosen: text and style.
type boxes func(steps.Option) (string, lipgloss.Style)

// painter draws one row, so that the row under the cursor has one background.
type painter struct {
	b        strings.Builder
	th       theme.Theme
	onCursor bool
	used     int
	width    int
}

// put draws printable text at the next cell, cut at the end of the row.
func (p *painter) put(s string, style lipgloss.Style) {
	s = cut(s, p.width-p.used)
	if s == "" {
		return
	}
	p.used += cells(s)
	if p.onCursor {
		style = p.th.OnCursor(style)
	}
	p.b.WriteString(style.Render(s))
}

// plain draws printable text without a style, which costs a tenth of one.
func (p *painter) plain(s string) {
	if p.onCursor {
		p.put(s, p.th.Text)
		return
	}
	s = cut(s, p.width-p.used)
	p.used += cells(s)
	p.b.WriteString(s)
}

// to moves to a cell, so that what follows stands in its column.
func (p *painter) to(cell int) {
	n := min(cell, p.width) - p.used
	if n <= 0 {
		return
	}
	p.used += n
	blank := strings.Repeat(" ", n)
	if p.onCursor {
		blank = p.th.OnCursor(p.th.Text).Render(blank)
	}
	p.b.WriteString(blank)
}

// found draws a cell of a given width, with what the filter found in it marked.
func (p *painter) found(raw string, width int, disabled bool, words []string) {
	s := cut(printable.Line(raw), width)
	if len(words) == 0 && !disabled {
		p.plain(s)
		return
	}
	style := p.th.Text
	if disabled {
		style = p.th.Disabled
	}
	low := lowered(s)
	for s != "" {
		at, size := len(s), 0
		for _, word := range words {
			if i := strings.Index(low, word); i >= 0 && i < at {
				at, size = i, len(word)
			}
		}
		p.put(s[:at], style)
		p.put(s[at:at+size], p.th.Match)
		s, low = s[at+size:], low[at+size:]
	}
}

// lowered is s with its ASCII letters small: every byte stays in its place, which Unicode's
// lower case does not promise.
func lowered(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// view draws the window of the list: height lines at most.
func (l list) view(env Env, width, height int, box boxes) []string {
	if height <= 0 || len(l.rows) == 0 {
		return nil
	}
	c := l.size.fit(width, box != nil)
	if l.roomy(height) {
		lines := make([]string, 0, height)
		for i, r := range l.rows {
			if i > 0 && r.option < 0 {
				lines = append(lines, "")
			}
			lines = append(lines, l.line(env, c, width, i, span{0, len(l.rows) - 1}, box))
		}
		return lines
	}
	top := l.window(height)
	end := min(top+height, len(l.rows))
	lines := make([]string, 0, height)
	for i := top; i < end; i++ {
		if g := l.rows[i].group; i == top && height > 1 && g >= 0 && i != l.cursor {
			lines = append(lines, l.heading(env, c, width, g, " "))
			continue
		}
		lines = append(lines, l.line(env, c, width, i, span{top, end - 1}, box))
	}
	return lines
}

func (l list) line(env Env, c columns, width, i int, edge span, box boxes) string {
	if l.rows[i].option < 0 {
		lead := " "
		if i == edge.last && i < len(l.rows)-1 {
			lead = env.Theme.Muted.Render(theme.Down)
		}
		return l.heading(env, c, width, l.rows[i].group, lead)
	}
	return l.row(env, c, width, i, edge, box)
}

func (l list) heading(env Env, c columns, width, group int, lead string) string {
	g := l.groups[group]
	return apart(
		lead+strings.Repeat(" ", c.lead-1)+render(env.Theme.Heading, printable.Line(g.Label)),
		render(env.Theme.Muted, printable.Line(g.Note)),
		min(width, max(c.width(), c.lead+measure(g.Label)+gap+measure(g.Note))),
	)
}

// span is the rows in sight. At its ends an arrow says that there are more.
type span struct{ first, last int }

func (l list) row(env Env, c columns, width, i int, edge span, box boxes) string {
	o, th := l.options[l.rows[i].option], env.Theme
	p := painter{th: th, width: width, onCursor: i == l.cursor && !l.idle}
	l.pointer(&p, i, edge)
	p.to(c.lead)
	at := c.lead + c.box
	if box != nil {
		s, style := box(o)
		p.put(s, style)
		p.to(at)
	}
	if c.mark > 0 {
		p.put(th.Mark(o.Mark))
		at += c.mark
		p.to(at)
	}
	words := l.filter.words()
	p.found(o.Label, c.label, o.Disabled != "", words)
	at += c.label
	for n, cell := range c.cells {
		at += gap
		if n < len(o.Columns) && o.Columns[n] != "" {
			p.to(at)
			p.found(o.Columns[n], cell, o.Disabled != "", words)
		}
		at += cell
	}
	l.tail(&p, c, at, o)
	if p.onCursor {
		p.to(width)
	}
	return p.b.String()
}

// pointer draws a row's first cell: the cursor, or that there are more rows beyond the window.
func (l list) pointer(p *painter, i int, edge span) {
	switch {
	case p.onCursor:
		p.put(theme.Pointer, p.th.Accent)
	case i == l.cursor:
		p.put(theme.Pointer, p.th.Muted)
	case i == edge.last && i < len(l.rows)-1:
		p.put(theme.Down, p.th.Muted)
	case i == edge.first && i > 0:
		p.put(theme.Up, p.th.Muted)
	}
}

// tail draws what a row ends in: why it cannot be chosen, or its meter and note.
func (l list) tail(p *painter, c columns, at int, o steps.Option) {
	if o.Disabled != "" {
		p.to(at + gap)
		p.put(printable.Line(o.Disabled), p.th.Disabled)
		return
	}
	if o.Meter != nil && c.free > 0 {
		p.to(at + gap)
		p.meter(c, o.Meter)
	}
	note := o.Note
	if both := tailNote(o); c.merged && (note == "" || measure(both) <= c.note) {
		note = both
	}
	if c.note > 0 && note != "" {
		p.to(at + c.meter() + gap)
		p.put(cut(printable.Line(note), c.note), p.th.Muted)
	}
}

// meter draws the bar and the two numbers that matter beside it.
func (p *painter) meter(c columns, m *steps.Meter) {
	short := m.Free < m.Need
	used, need := p.th.MeterUsed, p.th.Muted
	if short {
		used, need = p.th.MeterShort, p.th.Bad
	}
	if c.bar > 0 {
		n := filled(m, c.bar)
		p.put(strings.Repeat(theme.MeterFull, n), used)
		p.put(strings.Repeat(theme.MeterOpen, c.bar-n), p.th.MeterFree)
		p.plain(" ")
	}
	if c.word {
		p.put("free ", p.th.Muted)
	}
	free := strconv.Itoa(m.Free)
	p.plain(strings.Repeat(" ", max(0, c.free-len(free))))
	if short {
		p.put(free, p.th.Bad)
	} else {
		p.plain(free)
	}
	if s := needs(m); c.need > 0 && s != "" {
		p.plain(strings.Repeat(" ", gap))
		p.put(s, need)
	}
}

// filled is the used cells of a bar. One used address shows, and so does one free one.
func filled(m *steps.Meter, cells int) int {
	if m.Size <= 0 {
		return cells
	}
	n := (m.Used*cells + m.Size/2) / m.Size
	if m.Used > 0 {
		n = max(n, 1)
	}
	if m.Used < m.Size {
		n = min(n, cells-1)
	}
	return min(max(n, 0), cells)
}

// whole says everything about the row under the cursor, for when its columns are cut.
func (l list) whole(width int, boxed bool) []string {
	o, ok := l.current()
	if !ok || l.size.fit(width, boxed).holds(o, width) {
		return nil
	}
	parts := append([]string{o.Label}, o.Columns...)
	if o.Disabled != "" {
		parts = append(parts, o.Disabled)
	} else if o.Note != "" && !repeated(o) {
		parts = append(parts, o.Note)
	}
	said := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" {
			said = append(said, printable.Line(part))
		}
	}
	return wrapped(strings.Join(said, " · "), width-2)
}
