package widget

import (
	"slices"
	"strconv"
	"strings"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// grid is how a matrix shares a width: the row's head, and the columns in sight.
type grid struct {
	lead, box, label int
	note             int   // of the remark behind a label; 0 where there is no room for it
	first            int   // the first column in sight
	cells            []int // widths of the columns in sight
	numbered         bool  // the columns have numbers, and a legend says their names
	hidden           int   // columns out of sight
}

// widestName is what a column's heading may take before it is cut, and leastWord what a
// mark keeps with its word so that all columns stay in sight; a remark that is left less
// than leastNote says too little.
const (
	widestName = 24
	leastWord  = 10
	leastNote  = 24
)

// grid finds the richest columns for a width: names, else numbers, else shorter words,
// else a window.
func (m matrix) grid(width int) grid {
	g := grid{lead: 2, box: len("[x] ")}
	if width < 62 {
		g.lead = 1
	}
	size := m.rows.list.size
	g.label = min(size.label, max(12, width*2/5))
	named, numbered := m.widths()
	room := width - g.lead - g.box - g.label
	switch {
	case taken(named) <= room:
		g.cells = named
		// A long remark is cut rather than all of them left out.
		if spare := room - taken(named) - gap; len(size.columns) > 0 && spare >= min(size.columns[0], leastNote) {
			g.note = min(size.columns[0], spare)
		}
		return g
	case taken(numbered) <= room:
		g.cells, g.numbered = numbered, true
		return g
	}
	g.numbered = true
	if even := evenly(numbered, room); even != nil {
		g.cells = even
		return g
	}
	for i, c := range numbered {
		numbered[i] = min(c, leastWord)
	}
	g.first, g.cells = m.inWindow(numbered, room-2)
	g.hidden = len(numbered) - len(g.cells)
	return g
}

// widths are the cells that each column needs with its name above it, and with a number.
func (m matrix) widths() (named, numbered []int) {
	for i, c := range m.q.Columns {
		word := 0
		for _, r := range m.q.Rows {
			if text := cellOf(r, i).Text; text != "" {
				word = max(word, measure(text))
			}
		}
		word = min(word, widestName) + 2
		named = append(named, max(word, min(widestName, max(measure(c.Label), measure(c.Note)))))
		numbered = append(numbered, max(word, len(strconv.Itoa(i+1))))
	}
	return named, numbered
}

// evenly is the widths with their words cut alike so that all fit, nil where too little is
// left of them.
func evenly(cells []int, room int) []int {
	for most := widestName; most >= leastWord; most-- {
		even := make([]int, len(cells))
		for i, c := range cells {
			even[i] = min(c, most)
		}
		if taken(even) <= room {
			return even
		}
	}
	return nil
}

func taken(cells []int) int {
	sum := 0
	for _, c := range cells {
		sum += gap + c
	}
	return sum
}

// inWindow is the columns that fit from the first one in sight on, at least one, moved so
// that the cursor's is among them.
func (m matrix) inWindow(cells []int, room int) (first int, seen []int) {
	fitting := func(from int) []int {
		end := min(from+1, len(cells))
		for end < len(cells) && taken(cells[from:end+1]) <= room {
			end++
		}
		return cells[from:end]
	}
	first = min(max(0, m.left), max(0, len(cells)-1))
	if m.column >= 0 {
		first = min(first, m.column)
	}
	for m.column >= first+len(fitting(first)) && first < len(cells)-1 {
		first++
	}
	// The last columns leave no room empty that an earlier one could fill.
	for first > 0 && first-1+len(fitting(first-1)) >= len(cells) {
		first--
	}
	return first, slices.Clone(fitting(first))
}

// at is the cell that a column in sight begins at.
func (g grid) at(i int) int {
	at := g.lead + g.box + g.label + gap
	if g.note > 0 {
		at += gap + g.note
	}
	for _, c := range g.cells[:i] {
		at += c + gap
	}
	return at
}

// columnAt is the column drawn at a cell, head when there is none.
func (g grid) columnAt(x int) int {
	for i, c := range g.cells {
		if at := g.at(i); x >= at && x < at+c {
			return g.first + i
		}
	}
	return head
}

// header is the columns' names with what there is to say of them, or their numbers.
func (m matrix) header(env Env, g grid) []string {
	if len(m.q.Columns) == 0 {
		return nil
	}
	draw := func(left string, text func(int, steps.Column) string) string {
		p := painter{th: env.Theme, width: env.Width}
		p.to(g.lead)
		p.put(cut(left, g.box+g.label), env.Theme.Muted)
		for i, c := range g.cells {
			p.to(g.at(i))
			p.put(cut(text(g.first+i, m.q.Columns[g.first+i]), c), env.Theme.Heading)
		}
		if g.hidden > 0 && g.first+len(g.cells) < len(m.q.Columns) {
			p.to(env.Width - 1)
			p.put(theme.Right, env.Theme.Accent)
		}
		return p.b.String()
	}
	if g.numbered {
		left := ""
		if g.first > 0 {
			left = theme.Left + " "
		}
		if g.hidden > 0 {
			left += "columns " + span{g.first, g.first + len(g.cells) - 1}.counted(len(m.q.Columns))
		}
		return []string{draw(left, func(i int, _ steps.Column) string { return strconv.Itoa(i + 1) })}
	}
	lines := []string{draw("", func(_ int, c steps.Column) string { return printable.Line(c.Label) })}
	if slices.ContainsFunc(m.q.Columns, func(c steps.Column) bool { return c.Note != "" }) {
		lines = append(lines, draw("", func(_ int, c steps.Column) string { return printable.Line(c.Note) }))
	}
	return lines
}

// counted says which of how many are in sight.
func (s span) counted(of int) string {
	return strconv.Itoa(s.first+1) + "–" + strconv.Itoa(s.last+1) + " of " + strconv.Itoa(of)
}

// legend says what the numbers above the columns in sight stand for.
func (m matrix) legend(env Env, g grid) []string {
	if !g.numbered {
		return nil
	}
	var said []string
	for i := range g.cells {
		c := m.q.Columns[g.first+i]
		said = append(said, strings.TrimSpace(strconv.Itoa(g.first+i+1)+" "+printable.Line(strings.TrimSpace(c.Label+" "+c.Note))))
	}
	return styled(wrapped(strings.Join(said, " · "), env.Width), env.Theme.Muted)
}
