package widget

import (
	"slices"
	"strings"

	"sagevpc/steps"
	"sagevpc/ui/printable"
)

// matrixLayout is how the height is shared.
type matrixLayout struct {
	grid   grid
	head   int // lines of the summary, or of the filter
	header int // lines of the columns' names
	rows   int
	foot   int // lines for what the cursor is on
	legend []string
	below  []string
	way    int  // lines of the way that is open
	alone  bool // it leaves no room for the rows
}

// layout gives the rows what the rest leaves. A low terminal loses the rule first, then all
// but a line of the panel, then the names of numbered columns; an open way takes the place
// of everything below the rows, or of the rows too.
func (m matrix) layout(env Env) matrixLayout {
	l := matrixLayout{grid: m.grid(env.Width)}
	list := m.rows.list
	if list.headed(m.q.Summary, env.Height) && env.Height > 3 {
		l.head = 1
	}
	l.header = min(len(m.header(env, l.grid)), max(0, env.Height-l.head-1))
	natural := max(1, len(m.q.Rows))
	if m.open {
		return m.withWay(env, l, natural)
	}
	legend, panel := m.legend(env, l.grid), m.rows.panelLines(env)
	var problem, heading []string
	if m.q.Problem != "" {
		problem = marked(env, steps.Blocks, m.q.Problem, env.Width)
	}
	if len(panel) > 0 {
		heading = []string{rule(env, "", env.Width)}
	}
	l.foot = m.footHeight(env)
	least := min(5, natural)
	if m.rows.editing {
		least = 2
	}
	for _, give := range []func(){
		func() { heading = nil },
		func() { panel = m.rows.shortened(panel, 1) },
		func() { l.foot = min(l.foot, 2) },
		func() { problem = problem[:min(len(problem), 2)] },
		func() { legend = legend[:min(len(legend), 2)] },
		func() { panel = m.rows.shortened(panel, 0) },
		func() { l.foot = min(l.foot, 1) },
		func() { legend = legend[:min(len(legend), 1)] },
		func() { l.foot, legend = 0, nil },
	} {
		if l.head+l.header+least+l.foot+len(legend)+len(problem)+len(heading)+len(panel) <= env.Height {
			break
		}
		give()
	}
	l.legend, l.below = legend, slices.Concat(problem, heading, panel)
	l.below = l.below[:min(len(l.below), max(0, env.Height-l.head-l.header-1))]
	l.rows = min(natural, max(0, env.Height-l.head-l.header-l.foot-len(l.legend)-len(l.below)))
	return l
}

// withWay puts the way below the rows, when enough of them stay in sight.
func (m matrix) withWay(env Env, l matrixLayout, natural int) matrixLayout {
	l.way = len(m.wayLines(env))
	l.legend = m.legend(env, l.grid)
	l.rows = min(natural, env.Height-l.head-l.header-len(l.legend)-1-l.way)
	if l.rows >= min(4, natural) {
		return l
	}
	return matrixLayout{grid: l.grid, way: env.Height, alone: true}
}

// footHeight is the lines kept free for what the cursor is on, the same everywhere so that
// nothing jumps.
func (m matrix) footHeight(env Env) int {
	return max(2, min(m.rows.list.size.below(env.Width), 6))
}

// View draws the rows with their cells, and below them what the cursor is on, or its way.
func (m matrix) View(env Env) string {
	l := m.layout(env)
	if l.alone {
		return clipped(m.wayWindow(env, l), env)
	}
	list := m.rows.list
	list.idle = m.rows.editing
	var lines []string
	if l.head > 0 {
		lines = append(lines, list.head(env, m.q.Summary, env.Width, l.rows))
	}
	if list.cursor < 0 {
		lines = append(lines, styled(wrapped(nothing(env, list, m.q.Empty), env.Width), env.Theme.Muted)...)
		lines = fill(lines, l.head+l.header+l.rows)
	} else {
		lines = append(lines, m.header(env, l.grid)[:l.header]...)
		lines = append(lines, fill(m.drawRows(env, l, list), l.rows)...)
	}
	lines = append(lines, l.legend...)
	if m.open {
		lines = append(lines, rule(env, "", env.Width))
		return clipped(append(lines, m.wayWindow(env, l)...), env)
	}
	lines = append(lines, fill(m.foot(env), l.foot)...)
	return clipped(append(lines, l.below...), env)
}

func (m matrix) drawRows(env Env, l matrixLayout, list list) []string {
	top := list.window(l.rows)
	end := min(top+l.rows, len(list.rows))
	lines := make([]string, 0, l.rows)
	for i := top; i < end; i++ {
		lines = append(lines, m.row(env, l.grid, list, i, span{top, end - 1}))
	}
	return lines
}

// row draws a row's head and its cells. The cursor's background is under one of them.
func (m matrix) row(env Env, g grid, list list, i int, edge span) string {
	r := m.q.Rows[list.rows[i].option]
	here := i == list.cursor && !list.idle
	p := painter{th: env.Theme, width: env.Width, onCursor: here && m.column < 0}
	list.pointer(&p, i, edge)
	p.to(g.lead)
	shown := list.options[list.rows[i].option]
	p.put(m.rows.box(env)(shown))
	p.to(g.lead + g.box)
	p.found(r.Label, g.label, r.Disabled != "", list.filter.words())
	at := g.lead + g.box + g.label
	if g.note > 0 && len(r.Columns) > 0 {
		p.to(at + gap)
		p.put(cut(printable.Line(r.Columns[0]), g.note), env.Theme.Muted)
	}
	for n, width := range g.cells {
		p.to(g.at(n))
		p.onCursor = here && (m.column < 0 || m.column == g.first+n)
		c := cellOf(r, g.first+n)
		p.put(env.Theme.Mark(c.Mark))
		p.to(g.at(n) + 2)
		p.plain(cut(printable.Line(c.Text), width-2))
		if m.column >= 0 {
			p.to(g.at(n) + width)
			p.onCursor = false
		}
	}
	if p.onCursor {
		p.to(env.Width)
	}
	return p.b.String()
}

// foot says why the last key did nothing, or what the cursor is on.
func (m matrix) foot(env Env) []string {
	at, ok := m.rows.list.current()
	c, inCell := m.cell()
	switch {
	case m.rows.said != "":
		return marked(env, steps.Blocks, m.rows.said, env.Width)
	case !ok:
		return nil
	case inCell:
		said := c.Title
		if c.Text != "" {
			said += ": " + c.Text
		}
		return marked(env, c.Mark, said, env.Width)
	}
	parts := append([]string{at.Label}, at.Columns...)
	for _, part := range []string{at.Note, at.Disabled} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	lines := wrapped(strings.Join(parts, " · "), env.Width-2)
	for i, line := range lines {
		lines[i] = "  " + env.Theme.Muted.Render(line)
	}
	return append(lines, remarks(env, at.Detail, env.Width)...)
}

// wayWindow is the open way, or the part of it that fits. What it comes to stays in sight.
func (m matrix) wayWindow(env Env, l matrixLayout) []string {
	hops, end, inner := m.wayParts(env, l.way)
	return append(m.way.window(inner, hops), end...)
}

// wayParts are the lines that scroll, those that do not, and what the first may fill.
func (m matrix) wayParts(env Env, height int) (hops, end []string, inner Env) {
	const least = 4
	lines, last := m.wayLines(env), m.wayEnd(env)
	inner = env
	inner.Height = height
	if len(lines) > height && height-len(last) >= least {
		inner.Height -= len(last)
		return lines[:len(lines)-len(last)], last, inner
	}
	return lines, nil, inner
}

// wayEnd is the last line of a way, when it stands for itself.
func (m matrix) wayEnd(env Env) []string {
	c, _ := m.cell()
	if n := len(c.Way); n > 0 && c.Way[n-1].Mark == steps.NoMark && c.Way[n-1].Label == "" {
		return hop(env, c.Way[n-1], 0)
	}
	return nil
}

// wayLines is the way behind the cell under the cursor: its heading, and a line for each
// thing that a packet meets, their names below each other.
func (m matrix) wayLines(env Env) []string {
	c, _ := m.cell()
	symbol, style := env.Theme.Mark(c.Mark)
	verdict := ""
	if c.Text != "" {
		verdict = style.Render(symbol) + " " + printable.Line(c.Text)
	}
	lines := []string{apart(env.Theme.Heading.Render(printable.Line(c.Title)), verdict, env.Width)}
	label := 0
	for _, l := range c.Way {
		label = max(label, measure(l.Label))
	}
	label = min(label, env.Width/3)
	for _, l := range c.Way {
		lines = append(lines, hop(env, l, label)...)
	}
	return lines
}

// hop draws a line of a way; a line without a mark and a name stands for itself.
func hop(env Env, l steps.Line, label int) []string {
	if l.Mark == steps.NoMark && l.Label == "" {
		return append(wrapped(l.Text, env.Width), styled(wrapped(l.Detail, env.Width), env.Theme.Muted)...)
	}
	symbol, style := env.Theme.Mark(l.Mark)
	indent := 2
	if label > 0 {
		indent += label + gap
	}
	first := style.Render(symbol) + " " + pad(cut(printable.Line(l.Label), label), indent-2)
	said := wrapped(l.Text, env.Width-indent)
	if len(said) == 0 {
		said = []string{""}
	}
	said = append(said, styled(wrapped(l.Detail, env.Width-indent), env.Theme.Muted)...)
	for i, line := range said {
		lead := strings.Repeat(" ", indent)
		if i == 0 {
			lead = first
		}
		said[i] = lead + line
	}
	return said
}
