package widget

import (
	"slices"
	"strconv"

	"sagevpc/steps"
)

// sizes is the widest of everything that rows consist of, in cells.
type sizes struct {
	label, note, reason int
	both                int // the longest note with what is needed before it
	columns             []int
	free, need          int // of the numbers beside a meter
	mark, meter         bool
	detail              int // lines of the longest detail
	detailWidth         int // the widest of those lines
}

func sizesOf(options []steps.Option) sizes {
	var s sizes
	for _, o := range options {
		s.label = max(s.label, measure(o.Label))
		s.mark = s.mark || o.Mark != steps.NoMark
		for i, c := range o.Columns {
			if i == len(s.columns) {
				s.columns = append(s.columns, 0)
			}
			s.columns[i] = max(s.columns[i], measure(c))
		}
		if o.Disabled != "" {
			s.reason = max(s.reason, measure(o.Disabled))
		}
		s.note = max(s.note, measure(o.Note))
		s.both = max(s.both, measure(tailNote(o)))
		s.detailed(o.Detail)
		if o.Meter != nil {
			s.meter = true
			s.free = max(s.free, len(strconv.Itoa(o.Meter.Free)))
			s.need = max(s.need, len(needs(o.Meter)))
		}
	}
	return s
}

func (s *sizes) detailed(detail []steps.Line) {
	lines := len(detail)
	for _, d := range detail {
		s.detailWidth = max(s.detailWidth, 2+measure(d.Text), 4+measure(d.Detail))
		if d.Detail != "" {
			lines++
		}
	}
	s.detail = max(s.detail, lines)
}

// below is the lines kept free under the rows for what is said about the one under the
// cursor, the same for every row so that nothing jumps.
func (s sizes) below(width int) int {
	if s.detail == 0 || width <= 0 {
		return 0
	}
	folded := (s.detailWidth + width - 1) / width
	return 1 + min(s.detail*folded, s.detail+3)
}

// needs is the remark beside a meter: what is asked of it, and whether it is there.
func needs(m *steps.Meter) string {
	switch {
	case m.Need <= 0:
		return ""
	case m.Free < m.Need:
		return "needs " + strconv.Itoa(m.Need) + " ✗"
	default:
		return "needs " + strconv.Itoa(m.Need)
	}
}

// tailNote is a row's note with what is needed of its meter before it.
func tailNote(o steps.Option) string {
	if o.Meter == nil || needs(o.Meter) == "" {
		return o.Note
	}
	if o.Note == "" {
		return needs(o.Meter)
	}
	return needs(o.Meter) + " · " + o.Note
}

// columns is how rows share a width. Everything that differs between rows stands in
// columns; what does not fit is left out from the right, the label last.
type columns struct {
	lead     int // the pointer and the space behind it
	box      int // a checkbox, where several can be chosen
	mark     int
	label    int
	cells    []int
	bar      int  // cells of a meter's bar
	word     bool // "free" before the number
	free     int
	need     int
	note     int
	merged   bool // what is needed stands before the note, where there is room for both
	complete bool // nothing is left out or cut
}

// gap is the cells between two columns.
const gap = 2

// tail is where a meter, a note or the reason of a disabled row begins.
func (c columns) tail() int {
	w := c.lead + c.box + c.mark + c.label
	for _, cell := range c.cells {
		w += gap + cell
	}
	return w
}

// meter is the cells of a meter with its numbers and the gap before it.
func (c columns) meter() int {
	if c.free == 0 {
		return 0
	}
	w := gap + c.free
	if c.bar > 0 {
		w += c.bar + 1
	}
	if c.word {
		w += len("free ")
	}
	if c.need > 0 {
		w += gap + c.need
	}
	return w
}

func (c columns) width() int {
	w := c.tail() + c.meter()
	if c.note > 0 {
		w += gap + c.note
	}
	return w
}

// fit finds the richest columns for a width.
func (s sizes) fit(width int, boxed bool) columns {
	c := columns{lead: 2, label: s.label, cells: slices.Clone(s.columns), complete: true}
	if width < 62 {
		c.lead = 1
	}
	if boxed {
		c.box = len("[x] ")
	}
	if s.mark {
		c.mark = 2
	}
	if s.meter {
		c.bar, c.word, c.free, c.need = 12, true, s.free, s.need
	}
	wanted := s.note
	if spare := s.reason - c.meter(); spare > wanted {
		wanted = spare
	}
	c.note = wanted
	for _, give := range concessions(s, wanted) {
		if c.width() <= width {
			break
		}
		c = give(c, width)
	}
	if c.merged {
		wanted = max(wanted, s.both)
	}
	if spare := width - c.width(); spare > 0 && c.note > 0 && c.note < wanted {
		c.note = min(wanted, c.note+spare) // What a column gave up may be more than was needed.
	}
	c.complete = slices.Equal(c.cells, s.columns) && c.label == s.label && c.note >= s.note &&
		(c.need == s.need || c.merged) && c.tail()+gap+s.reason <= width
	return c
}

// holds reports whether a row shows everything that it has.
func (c columns) holds(o steps.Option, width int) bool {
	if len(o.Columns) > len(c.cells) || measure(o.Label) > c.label {
		return false
	}
	for i, cell := range o.Columns {
		if measure(cell) > c.cells[i] {
			return false
		}
	}
	if o.Disabled != "" {
		return c.tail()+gap+measure(o.Disabled) <= width
	}
	return measure(o.Note) <= c.note || repeated(o)
}

// repeated reports whether the detail says the note again.
func repeated(o steps.Option) bool {
	return slices.ContainsFunc(o.Detail, func(l steps.Line) bool { return l.Text == o.Note })
}

// concession makes columns smaller.
type concession func(c columns, width int) columns

// sentence is the length up to which a note is worth more than a column, in cells.
const sentence = 48

// concessions is what rows give up as the width shrinks, cheapest first. A note says what
// an id does not, so columns go before it is cut.
func concessions(s sizes, wanted int) []concession {
	given := []concession{
		labelTo(44), cellsTo(30), noteTo(min(wanted, sentence)), lastTo(22),
		func(c columns, _ int) columns { c.bar = min(c.bar, 6); return c },
		func(c columns, _ int) columns { c.word = false; return c },
		func(c columns, _ int) columns {
			c.merged, c.note, c.need = c.need > 0, max(c.note, c.need), 0
			return c
		},
	}
	if wanted == 0 {
		given = append(given, lastTo(14))
	}
	for range s.columns {
		given = append(given, func(c columns, _ int) columns {
			c.cells = c.cells[:len(c.cells)-1]
			return c
		})
	}
	return append(
		given,
		noteTo(min(max(wanted, s.need), 12)),
		func(c columns, _ int) columns { c.bar = 0; return c },
		func(c columns, _ int) columns { c.note, c.merged = 0, false; return c },
		func(c columns, width int) columns { c.label = max(1, c.label-(c.width()-width)); return c },
		func(c columns, _ int) columns { c.free, c.bar = 0, 0; return c },
		func(c columns, width int) columns { c.label = max(1, width-c.lead-c.box-c.mark); return c },
	)
}

// noteTo shortens notes as far as it helps, and not below a least width.
func noteTo(least int) concession {
	return func(c columns, width int) columns {
		if c.note > least {
			c.note = max(least, c.note-(c.width()-width))
		}
		return c
	}
}

// labelTo keeps a single long name from taking more than half of the width, and allows it
// a least.
func labelTo(least int) concession {
	return func(c columns, width int) columns {
		c.label = min(c.label, max(least, width/2))
		return c
	}
}

// lastTo shortens the last cell as far as it helps.
func lastTo(least int) concession {
	return func(c columns, width int) columns {
		if n := len(c.cells) - 1; n >= 0 && c.cells[n] > least {
			c.cells[n] = max(least, c.cells[n]-(c.width()-width))
		}
		return c
	}
}

// cellsTo keeps every other cell from taking more than its share.
func cellsTo(most int) concession {
	return func(c columns, _ int) columns {
		for i := range c.cells {
			c.cells[i] = min(c.cells[i], most)
		}
		return c
	}
}
