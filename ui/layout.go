package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
	"sagevpc/ui/widget"
)

// The sizes at which the screen changes its shape, in cells.
const (
	leastWidth  = 60
	leastHeight = 20
	railFrom    = 84
	panelFrom   = 110
	railWidth   = 19
)

// The rows of a screen that are not the body's.
const (
	headRows = 2 // the header and a rule
	footRows = 2 // a rule and the footer
)

// area is where the question is drawn, and how much room its neighbours have.
type area struct {
	rail, middle, panel int // widths without the bars between them; 0 where hidden
	body                int // rows between the two rules
	notice              []string
	strip               []string
	question            int // rows of the question itself
}

// tooSmall reports whether the window cannot hold a screen.
func (m Model) tooSmall() bool { return m.width < leastWidth || m.height < leastHeight }

// area divides the window. What is said below the question takes its rows from the question.
func (m Model) area() area {
	a := area{middle: m.width - 2, body: max(0, m.height-headRows-footRows)}
	if m.width >= railFrom {
		a.rail = railWidth
		a.middle = m.width - railWidth - 3
	}
	if panel := min(44, m.width/4); m.width >= panelFrom && a.middle-panel-3 >= widget.Needs(m.widget) {
		a.panel = panel
		a.middle -= a.panel + 3
	}
	a.notice = m.noticeLines(m.width - 2)
	a.body -= len(a.notice)
	a.strip = m.stripLines(a)
	a.question = max(0, a.body-2-len(a.strip))
	return a
}

// env is what the question is drawn with.
func (m Model) env() widget.Env {
	a := m.area()
	return widget.Env{Theme: m.theme, Keys: m.keys, Width: max(0, a.middle), Height: a.question, Way: m.wayTitle}
}

// origin is the cell of the question's upper left corner.
func (m Model) origin() (x, y int) {
	x, y = 1, headRows+2
	if m.area().rail > 0 {
		x += railWidth + 2
	}
	return x, y
}

// shorten cuts s, styled or not, to width cells and shows that it did.
func shorten(s string, width int) string {
	return ansi.Truncate(s, max(0, width), theme.More)
}

// fit makes s exactly width cells.
func fit(s string, width int) string {
	s = shorten(s, width)
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// wrap breaks raw text into printable lines of at most width cells.
func wrap(raw string, width int) []string {
	if raw == "" || width < 1 {
		return nil
	}
	return strings.Split(ansi.Wrap(printable.Block(raw), width, ""), "\n")
}

// paint draws every line in a style.
func paint(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = style.Render(line)
	}
	return out
}

// block makes lines exactly rows long, saying in the last one when some were cut.
func block(lines []string, rows int) []string {
	if rows <= 0 {
		return nil
	}
	if len(lines) > rows {
		lines = append(lines[:rows-1:rows-1], theme.More)
	}
	return append(lines[:len(lines):len(lines)], make([]string, rows-len(lines))...)
}

// window is the rows lines from offset on, and the largest offset that still fills them.
func window(lines []string, offset, rows int) ([]string, int) {
	last := max(0, len(lines)-rows)
	offset = max(0, min(offset, last))
	return lines[offset:min(len(lines), offset+rows)], last
}

// ends puts left and right at the ends of a line; the left one gives way.
func ends(left, right string, width int) string {
	room := max(0, width-ansi.StringWidth(right))
	return fit(left, room) + right
}

// over lays a box over the middle of a screen's lines, from a column on; what is left of
// the column stays in sight.
func over(lines, box []string, from, width int) []string {
	if len(box) == 0 || len(box) > len(lines) {
		return lines
	}
	out := append([]string{}, lines...)
	indent := strings.Repeat(" ", max(0, (width-ansi.StringWidth(box[0]))/2))
	y := (len(lines) - len(box)) / 2
	for i, row := range box {
		// Beside the box its column is blank: cut words would only distract from the question.
		left := fit(ansi.Truncate(out[y+i], from, ""), from)
		out[y+i] = left + fit(indent+row, width) + ansi.TruncateLeft(out[y+i], from+width, "")
	}
	return out
}
