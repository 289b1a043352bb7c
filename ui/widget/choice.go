package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// choice asks for one row.
type choice struct {
	q    steps.Choice
	list list
	said string // why the last key did nothing
	open detail // all that there is to know about the row under the cursor
}

func newChoice(q steps.Choice) Widget {
	return choice{q: q, list: newList(q.Groups, q.Options, q.Selected)}
}

// With takes a new question and keeps cursor, filter and scroll.
func (c choice) With(q steps.Question) Widget {
	next, ok := q.(steps.Choice)
	if !ok {
		return New(q)
	}
	c.q, c.said = next, ""
	c.list = c.list.with(next.Groups, next.Options)
	if at, ok := c.list.current(); !ok || len(at.Detail) == 0 {
		c.open = detail{}
	}
	return c
}

// Update takes in a message.
func (c choice) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if c.open.shown {
		return c.read(env, msg)
	}
	area := c.area(env)
	if click, ok := msg.(tea.MouseClickMsg); ok {
		return c.moved(c.click(area, click))
	}
	list, taken := c.list.update(env, msg, area.rows)
	if taken {
		return c.moved(list)
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return c, nil
	}
	if key.Matches(press, env.Keys.Confirm) {
		return c.confirm(env)
	}
	if key.Matches(press, env.Keys.Details) && c.more(env) {
		c.open, c.said = detail{shown: true}, ""
		return c, nil
	}
	if id, ok := acted(env, c.q.Actions, press); ok {
		r, _ := c.passes() // The action is about the row under the cursor, where it can be chosen.
		r.Action = id
		return c, reply(r)
	}
	return c, nil
}

// moved follows the cursor: what the row under it would mean is a draft.
func (c choice) moved(next list) (Widget, tea.Cmd) {
	before, _ := c.list.current()
	c.list, c.said = next, ""
	passed, ok := c.passes()
	if !ok || passed.Values[0] == before.Value {
		return c, nil
	}
	return c, draft(passed)
}

// passes is the reply that enter would give on the row under the cursor.
func (c choice) passes() (steps.Reply, bool) {
	at, ok := c.list.current()
	if !ok || at.Disabled != "" {
		return steps.Reply{}, false
	}
	return steps.Reply{Values: []string{at.Value}}, true
}

func (c choice) confirm(env Env) (Widget, tea.Cmd) {
	at, ok := c.list.current()
	switch {
	case !ok:
		c.said = nothing(env, c.list, c.q.Empty)
		return c, nil
	case at.Disabled != "":
		c.said = at.Disabled
		return c, nil
	}
	c.said = ""
	return c, reply(steps.Reply{Values: []string{at.Value}})
}

func (c choice) click(area listArea, click tea.MouseClickMsg) list {
	if row, ok := c.list.at(click.Y-area.head, area.rows); ok && click.Button == tea.MouseLeft {
		return c.list.put(row, area.rows)
	}
	return c.list
}

func (c choice) area(env Env) listArea {
	a := areaOf(c.list, listing{said: c.said}, env.Width, env.Height, false)
	// What is said of a row begins right below the rows, so it may have all that is left.
	if spare := a.rows - c.list.natural(); spare > 0 && c.list.size.detail > 0 {
		a.foot += spare
		a.rows -= spare
	}
	return a
}

// View draws the rows.
func (c choice) View(env Env) string {
	if c.open.shown {
		return c.whole(env)
	}
	return clipped(listed(env, c.list, c.area(env), listing{empty: c.q.Empty, said: c.said}, nil), env)
}

// Bindings are the keys that work now.
func (c choice) Bindings(env Env) []key.Binding {
	if c.list.filter.typing {
		return c.list.filter.bindings(env.Keys)
	}
	if c.open.shown {
		return c.open.bindings(env)
	}
	bindings := []key.Binding{keys.Labelled(env.Keys.Confirm, "choose")}
	bindings = append(bindings, actions(env, c.q.Actions)...)
	if c.more(env) {
		bindings = append(bindings, env.Keys.Details)
	}
	return append(bindings, c.list.bindings(env)...)
}

// Editing reports whether the filter is being typed.
func (c choice) Editing() bool { return c.list.filter.typing }

func (c choice) escapes() bool { return c.open.shown || c.list.filter.on() }

func (c choice) copies() string {
	at, _ := c.list.current()
	return named(at)
}
