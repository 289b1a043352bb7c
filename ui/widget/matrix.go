package widget

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// matrix asks for several rows, each with a verdict in every column. Its rows are those of
// a many: the columns, the cursor in them and the way behind a cell are what it adds.
type matrix struct {
	q      steps.Matrix
	rows   many
	column int // the column that the cursor is in, -1 on the row's head
	left   int // the first column in sight, where not all are
	open   bool
	way    scroll
}

// head is the column of a row's head.
const head = -1

func newMatrix(q steps.Matrix) Widget {
	m := matrix{q: q, column: head}
	m.rows, _ = newMany(rowsOf(q)).(many)
	if len(q.Rows) > 0 {
		m.rows.list.moveTo(q.Rows[0].Value)
	}
	return m
}

// rowsOf is the question that the rows are by themselves.
func rowsOf(q steps.Matrix) steps.Many {
	rows := steps.Many{
		Selected: q.Selected, Summary: q.Summary, Panel: q.Panel, Problem: q.Problem, Empty: q.Empty, Actions: q.Actions,
		Options: make([]steps.Option, len(q.Rows)),
	}
	for i, r := range q.Rows {
		rows.Options[i] = r.Option
		if r.Fixed != "" {
			rows.Options[i].Disabled = r.Fixed
		}
	}
	return rows
}

// With takes a new question and keeps the cursor, the filter, and the way that is open.
func (m matrix) With(q steps.Question) Widget {
	next, ok := q.(steps.Matrix)
	if !ok {
		return New(q)
	}
	before, _ := m.rows.list.current()
	if m.column >= 0 {
		at := m.columnKey()
		m.column = slices.IndexFunc(next.Columns, func(c steps.Column) bool { return c.Key == at })
	}
	m.q = next
	m.rows, _ = m.rows.With(rowsOf(next)).(many)
	if at, ok := m.rows.list.current(); !ok || at.Value != before.Value || m.column < 0 {
		m.open = false
	}
	return m
}

func (m matrix) columnKey() string {
	if m.column < 0 || m.column >= len(m.q.Columns) {
		return ""
	}
	return m.q.Columns[m.column].Key
}

// cell is the cell under the cursor; false on a row's head.
func (m matrix) cell() (steps.Cell, bool) {
	l := m.rows.list
	if _, ok := l.current(); !ok || m.column < 0 {
		return steps.Cell{}, false
	}
	return cellOf(m.q.Rows[l.rows[l.cursor].option], m.column), true
}

// cellOf is a row's cell; one that the question left out is empty.
func cellOf(row steps.MatrixRow, column int) steps.Cell {
	if column < 0 || column >= len(row.Cells) {
		return steps.Cell{}
	}
	return row.Cells[column]
}

// Update takes in a message.
func (m matrix) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if m.rows.editing {
		return m.after(m.rows.panelUpdate(env, msg))
	}
	m.rows.closed = false
	if click, ok := msg.(tea.MouseClickMsg); ok {
		return m.click(env, click)
	}
	press, pressed := msg.(tea.KeyPressMsg)
	switch {
	case m.open && pressed:
		return m.wayKey(env, press), nil
	case m.open:
		return m.wayScrolled(env, msg), nil
	case pressed && !m.rows.list.filter.typing:
		if next, ok := m.cellKey(env, press); ok {
			return next, nil
		}
	}
	if list, taken := m.rows.list.update(env, msg, m.layout(env).rows); taken {
		m.rows.list, m.rows.said = list, ""
		return m, nil
	}
	if pressed {
		return m.after(m.rows.press(env, press))
	}
	return m, nil
}

// after takes back the rows from what they made of a message.
func (m matrix) after(next Widget, cmd tea.Cmd) (Widget, tea.Cmd) {
	if rows, ok := next.(many); ok {
		m.rows = rows
	}
	return m, cmd
}

// cellKey moves between the columns, and opens the way behind a cell.
func (m matrix) cellKey(env Env, press tea.KeyPressMsg) (matrix, bool) {
	k := env.Keys
	switch {
	case key.Matches(press, k.Right):
		return m.toColumn(env, m.column+1), true
	case key.Matches(press, k.Left):
		return m.toColumn(env, m.column-1), true
	case key.Matches(press, k.Confirm):
		if c, ok := m.cell(); ok {
			m.rows.said = ""
			if len(c.Way) == 0 {
				m.rows.said = "There is no way to show here."
				return m, true
			}
			m.open, m.way = true, scroll{}
			return m, true
		}
	}
	return m, false
}

// toColumn puts the cursor into a column, as far as there are any, and moves the window
// of the columns so that it is in sight.
func (m matrix) toColumn(env Env, column int) matrix {
	m.rows.said = ""
	if _, ok := m.rows.list.current(); !ok {
		return m
	}
	m.column = min(max(column, head), len(m.q.Columns)-1)
	m.left = m.grid(env.Width).first
	return m
}

// wayKey is the keys while a way is open: it is read, closed, or another column's is opened.
func (m matrix) wayKey(env Env, press tea.KeyPressMsg) matrix {
	k := env.Keys
	switch {
	case key.Matches(press, k.Back, k.Confirm):
		m.open = false
	case key.Matches(press, k.Right):
		return m.beside(env, 1)
	case key.Matches(press, k.Left):
		return m.beside(env, -1)
	default:
		return m.wayScrolled(env, press)
	}
	return m
}

// beside opens the way of the next cell of the row that has one.
func (m matrix) beside(env Env, by int) matrix {
	next := m.toColumn(env, max(0, m.column+by))
	if c, ok := next.cell(); !ok || len(c.Way) == 0 {
		return m
	}
	next.way = scroll{}
	return next
}

func (m matrix) wayScrolled(env Env, msg tea.Msg) matrix {
	hops, _, inner := m.wayParts(env, m.layout(env).way)
	m.way = m.way.update(env, msg, len(hops), m.way.rows(inner, len(hops)))
	return m
}

// click opens the cell under it, toggles a checkbox, and otherwise moves the cursor.
func (m matrix) click(env Env, click tea.MouseClickMsg) (Widget, tea.Cmd) {
	l := m.layout(env)
	line := click.Y - l.head - l.header
	row, ok := m.rows.list.at(line, l.rows)
	if !ok || line < 0 || line >= l.rows || click.Button != tea.MouseLeft {
		return m, nil
	}
	again := row == m.rows.list.cursor && m.column < 0
	m.rows.list, m.rows.said, m.open = m.rows.list.put(row, l.rows), "", false
	m.column = l.grid.columnAt(click.X)
	switch {
	case m.column >= 0:
		c, _ := m.cell()
		m.open, m.way = len(c.Way) > 0, scroll{}
	case again || click.X < l.grid.lead+l.grid.box:
		return m.after(m.rows.toggle())
	}
	return m, nil
}

// Bindings are the keys that work now.
func (m matrix) Bindings(env Env) []key.Binding {
	k := env.Keys
	if m.open {
		b := []key.Binding{keys.Labelled(k.Back, "close"), keys.Labelled(k.Turn, "other columns")}
		if hops, _, inner := m.wayParts(env, m.layout(env).way); m.way.rows(inner, len(hops)) < len(hops) {
			b = append(b, keys.Labelled(k.PageDown, "scroll"))
		}
		return b
	}
	rows := m.rows.Bindings(env)
	if m.rows.editing || m.rows.list.filter.typing || len(m.q.Columns) == 0 {
		return rows
	}
	for i, b := range rows {
		if b.Help() == k.Edit.Help() && len(m.rows.panel.asked) == 1 {
			rows[i] = keys.Labelled(b, strings.ToLower(m.rows.panel.asked[0].Label))
		}
	}
	if m.column < 0 {
		return slices.Insert(rows, min(2, len(rows)), keys.Labelled(k.Right, "cells"))
	}
	for i, b := range rows {
		if b.Help() == k.Confirm.Help() {
			rows[i] = keys.Labelled(k.Confirm, "its way")
		}
	}
	return slices.Insert(rows, min(2, len(rows)), keys.Labelled(k.Left, "to the row"))
}

// Editing reports whether the filter or a field of the panel has the letters.
func (m matrix) Editing() bool { return m.rows.Editing() }

func (m matrix) escapes() bool { return m.open || m.rows.escapes() }

// copies is the way behind the cell under the cursor, else the row's value.
func (m matrix) copies() string {
	c, ok := m.cell()
	if !ok || len(c.Way) == 0 {
		return m.rows.copies()
	}
	lines := []string{c.Title}
	for _, l := range c.Way {
		var said []string
		for _, part := range []string{string(l.Mark), l.Label, l.Text} {
			if part != "" {
				said = append(said, part)
			}
		}
		lines = append(lines, strings.Join(said, "  "))
		if l.Detail != "" {
			lines = append(lines, "    "+l.Detail)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}
