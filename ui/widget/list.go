package widget

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
)

// list is rows under headings with a cursor, a filter and a window. Only the rows inside
// the window are ever drawn.
type list struct {
	groups  []steps.Group
	options []steps.Option
	order   []int // options as they stand below each other, groups together
	group   []int // group of each option, -1 for none
	rows    []row // what the filter leaves, with headings
	cursor  int   // into rows; -1 when no option is left
	top     int   // first row of the window
	idle    bool  // something else has the focus: the cursor is only remembered
	filter  filter
	home    *string // the row that the cursor was on before the filter; nil once it was moved
	size    sizes
}

// row is a heading or an option.
type row struct{ group, option int } // option is -1 for a heading

func newList(groups []steps.Group, options []steps.Option, start string) list {
	l := list{cursor: -1}.load(groups, options)
	if !l.moveTo(start) {
		l.first()
	}
	return l
}

// first puts the cursor on the first row that can be chosen, or on the first row.
func (l *list) first() {
	l.cursor = -1
	for i, r := range l.rows {
		if r.option < 0 {
			continue
		}
		if l.options[r.option].Disabled == "" {
			l.cursor = i
			return
		}
		if l.cursor < 0 {
			l.cursor = i
		}
	}
}

// with takes new rows and stays on the same value; where it is gone, at the same height.
func (l list) with(groups []steps.Group, options []steps.Option) list {
	at, had := l.current()
	next := l.load(groups, options)
	if had && next.moveTo(at.Value) {
		return next
	}
	next.cursor = next.nearest(l.cursor)
	return next
}

func (l list) load(groups []steps.Group, options []steps.Option) list {
	l.groups, l.options = groups, options
	index := make(map[string]int, len(groups))
	for i, g := range groups {
		index[g.Key] = i
	}
	buckets := make([][]int, len(groups)+1)
	l.group = make([]int, len(options))
	for i, o := range options {
		at, ok := index[o.Group]
		if !ok {
			at = -1
		}
		l.group[i] = at
		buckets[at+1] = append(buckets[at+1], i)
	}
	l.order = slices.Concat(buckets...)
	l.size = sizesOf(options)
	l.filter = l.filter.over(groups, options, l.group)
	return l.sift()
}

// sift rebuilds the rows from the filter. A heading without options stays while nothing
// is filtered: an empty zone is worth knowing.
func (l list) sift() list {
	matches := l.filter.matches()
	l.rows = make([]row, 0, len(l.options)+len(l.groups))
	next := 0 // the first heading that has not been set
	headings := func(upTo int) {
		for ; next <= upTo; next++ {
			if next == upTo || matches == nil {
				l.rows = append(l.rows, row{group: next, option: -1})
			}
		}
	}
	for _, o := range l.order {
		if matches == nil || matches[o] {
			headings(l.group[o])
			l.rows = append(l.rows, row{group: l.group[o], option: o})
		}
	}
	if matches == nil {
		headings(len(l.groups) - 1)
	}
	return l
}

// moveTo puts the cursor on a value, if it is there.
func (l *list) moveTo(value string) bool {
	for i, r := range l.rows {
		if r.option >= 0 && l.options[r.option].Value == value {
			l.cursor = i
			return true
		}
	}
	return false
}

// nearest is the option at or next to a row, -1 when there is none.
func (l list) nearest(at int) int {
	at = min(max(at, 0), len(l.rows)-1)
	for i := at; i >= 0 && i < len(l.rows); i++ {
		if l.rows[i].option >= 0 {
			return i
		}
	}
	for i := at; i >= 0; i-- {
		if l.rows[i].option >= 0 {
			return i
		}
	}
	return -1
}

// current is the option under the cursor.
func (l list) current() (steps.Option, bool) {
	if l.cursor < 0 || l.cursor >= len(l.rows) || l.rows[l.cursor].option < 0 {
		return steps.Option{}, false
	}
	return l.options[l.rows[l.cursor].option], true
}

// step moves the cursor by options, and stops at the ends.
func (l list) step(by int) list {
	way := 1
	if by < 0 {
		way = -1
	}
	for i := l.cursor + way; by != 0 && i >= 0 && i < len(l.rows); i += way {
		if l.rows[i].option >= 0 {
			l.cursor = i
			by -= way
		}
	}
	return l
}

// update takes in keys and the wheel. It reports whether the message was the list's.
func (l list) update(env Env, msg tea.Msg, height int) (list, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if next, ok := l.filterKey(env, msg); ok {
			return next.scrolled(height), true
		}
		next, ok := l.moveKey(env, msg, height)
		return l.left(next).scrolled(height), ok
	case tea.PasteMsg:
		if !l.filter.typing {
			return l, false
		}
		return l.refilter(l.filter.text.insert(msg.Content)).scrolled(height), true
	case tea.MouseWheelMsg:
		by := 3
		if msg.Button == tea.MouseWheelUp {
			by = -3
		}
		return l.left(l.step(by)).scrolled(height), true
	}
	return l, false
}

// put moves the cursor to a row.
func (l list) put(row, height int) list {
	next := l
	next.cursor = row
	return l.left(next).scrolled(height)
}

// left is the list after the user moved: where the cursor was before the filter no longer matters.
func (l list) left(next list) list {
	if next.cursor != l.cursor {
		next.home = nil
	}
	return next
}

func (l list) moveKey(env Env, msg tea.KeyPressMsg, height int) (list, bool) {
	page := max(1, height-2)
	switch m := env.Keys; {
	case key.Matches(msg, m.Up):
		return l.step(-1), true
	case key.Matches(msg, m.Down):
		return l.step(1), true
	case key.Matches(msg, m.PageUp):
		return l.step(-page), true
	case key.Matches(msg, m.PageDown):
		return l.step(page), true
	case key.Matches(msg, m.Top):
		return l.step(-len(l.rows)), true
	case key.Matches(msg, m.Bottom):
		return l.step(len(l.rows)), true
	}
	return l, false
}

// scrolled moves the window so that the cursor is inside it.
func (l list) scrolled(height int) list {
	l.top = l.window(height)
	return l
}

// window is the first row to draw. Under headings the window's first line is always one,
// so that a row never stands without its group.
func (l list) window(height int) int {
	top := min(l.top, len(l.rows)-height)
	if l.cursor >= 0 {
		head := l.cursor
		if len(l.groups) > 0 && height > 1 {
			head--
		}
		top = min(top, head)
		top = max(top, l.cursor-height+1)
	}
	return max(0, top)
}

// at is the row drawn on a line of the window; false for a heading or nothing.
func (l list) at(line, height int) (int, bool) {
	if l.roomy(height) {
		for i, r := range l.rows {
			if i > 0 && r.option < 0 {
				line--
			}
			if i == line {
				return i, r.option >= 0
			}
		}
		return 0, false
	}
	i := l.window(height) + line
	if line < 0 || line >= height || i >= len(l.rows) || (line == 0 && len(l.groups) > 0) {
		return 0, false
	}
	return i, l.rows[i].option >= 0
}

// roomy reports whether there is height for an empty line before each heading.
func (l list) roomy(height int) bool {
	return len(l.groups) > 0 && len(l.rows)+len(l.groups)-1 <= height
}

// natural is the height at which nothing of the unfiltered list is out of sight.
func (l list) natural() int {
	return len(l.options) + len(l.groups) + max(0, len(l.groups)-1)
}
