package widget

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// many asks for several rows, and for the fields of a panel below them.
type many struct {
	q        steps.Many
	list     list
	chosen   []string
	echo     echo
	panel    fields
	editing  bool // the panel has the focus
	closed   bool // it had it until the last key: a problem brings it back
	formulas bool // each rung of the ladder says how it was counted
	scrolled int  // first line of the formulas in sight
	said     string
}

func newMany(q steps.Many) Widget {
	start := ""
	if len(q.Selected) > 0 {
		start = q.Selected[0]
	}
	m := many{q: q, list: newList(q.Groups, q.Options, start), chosen: q.Selected}
	if q.Panel != nil {
		m.panel = newFields(q.Panel.Fields)
	}
	return m
}

// With takes a new question and keeps cursor, filter, scroll and what is being edited.
func (m many) With(q steps.Question) Widget {
	next, ok := q.(steps.Many)
	if !ok {
		return New(q)
	}
	m.q = next
	m.list = m.list.with(next.Groups, next.Options)
	if selected := choiceKey(next.Selected); !m.echo.late(selected) {
		if selected != choiceKey(m.chosen) {
			m.echo = echo{}
		}
		m.chosen = next.Selected
	}
	if next.Panel == nil {
		m.panel, m.editing = fields{}, false
	} else {
		m.panel = m.panel.with(next.Panel.Fields)
	}
	if wrong := m.panel.wrong(); m.closed && wrong >= 0 {
		// The key that closed it was quicker than the step's verdict on the one before.
		m.panel, m.editing, m.closed = m.panel.at(wrong), true, false
	}
	return m
}

func choiceKey(values []string) string { return strings.Join(values, "\x00") }

// Update takes in a message.
func (m many) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if m.editing {
		return m.panelUpdate(env, msg)
	}
	m.closed = false
	area := m.layout(env).area
	if click, ok := msg.(tea.MouseClickMsg); ok {
		return m.click(area, click)
	}
	if next, ok := m.scrollFormulas(env, msg); ok {
		return next, nil
	}
	list, taken := m.list.update(env, msg, area.rows)
	if taken {
		m.list, m.said = list, ""
		return m, nil
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		return m.press(env, press)
	}
	return m, nil
}

// scrollFormulas pages through formulas that do not fit, as long as they are on screen.
func (m many) scrollFormulas(env Env, msg tea.Msg) (many, bool) {
	press, ok := msg.(tea.KeyPressMsg)
	hidden := m.layout(env).hidden
	if !ok || !m.formulas || hidden == 0 {
		return m, false
	}
	const page = 3
	switch k := env.Keys; {
	case key.Matches(press, k.PageDown):
		m.scrolled = min(m.scrolled+page, hidden)
	case key.Matches(press, k.PageUp):
		m.scrolled = max(m.scrolled-page, 0)
	default:
		return m, false
	}
	return m, true
}

func (m many) press(env Env, press tea.KeyPressMsg) (Widget, tea.Cmd) {
	m.said = ""
	switch k := env.Keys; {
	case key.Matches(press, k.Confirm) && m.list.cursor < 0 && m.list.filter.on():
		m.said = nothing(env, m.list, m.q.Empty)
		return m, nil
	case key.Matches(press, k.Confirm):
		return m, reply(m.reply())
	case key.Matches(press, k.Toggle):
		return m.toggle()
	case key.Matches(press, k.Edit) && m.q.Panel != nil && m.panel.focus >= 0:
		m.editing = true
		return m, nil
	case key.Matches(press, k.Details) && m.q.Ladder != nil:
		m.formulas, m.scrolled = !m.formulas, 0
		return m, nil
	}
	if id, ok := acted(env, m.q.Actions, press); ok {
		m.echo = echo{} // What the action chooses is newer than every draft.
		return m, reply(steps.Reply{Action: id})
	}
	return m, nil
}

// panelUpdate edits the panel. Enter and esc leave it, not the step. What the ladder says
// below a closed panel is true of the numbers in it, so enter goes to what is wrong, and
// esc takes it back.
func (m many) panelUpdate(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok && key.Matches(press, env.Keys.Back) && m.panel.wrong() >= 0 {
		m.editing = false
		r := m.reply()
		m.panel, r.Fields = m.panel.withdrawn()
		return m, draft(r)
	}
	if press, ok := msg.(tea.KeyPressMsg); ok && key.Matches(press, env.Keys.Confirm, env.Keys.Back) {
		if wrong := m.panel.wrong(); wrong >= 0 {
			m.panel = m.panel.at(wrong)
			return m, nil
		}
		m.editing, m.closed = false, true
		return m, nil
	}
	next, ok := m.panel.update(env, msg)
	if !ok {
		return m, nil
	}
	differs := changed(m.panel, next)
	m.panel = next
	if !differs {
		return m, nil
	}
	return m, draft(m.reply())
}

// toggle chooses the row under the cursor, or takes it out.
func (m many) toggle() (Widget, tea.Cmd) {
	at, ok := m.list.current()
	if !ok {
		return m, nil
	}
	i := slices.Index(m.chosen, at.Value)
	switch {
	case i >= 0:
		m.chosen = slices.Delete(slices.Clone(m.chosen), i, i+1)
	case at.Disabled != "":
		m.said = at.Disabled
		return m, nil
	case m.q.Max > 0 && len(m.chosen) >= m.q.Max:
		m.said = fmt.Sprintf("%d is the most. Take one out first.", m.q.Max)
		return m, nil
	default:
		m.chosen = append(slices.Clone(m.chosen), at.Value)
	}
	m.said = ""
	m.echo = m.echo.after(choiceKey(m.chosen))
	return m, draft(m.reply())
}

// click moves the cursor; on a checkbox, or on the row under the cursor, it toggles.
func (m many) click(area listArea, click tea.MouseClickMsg) (Widget, tea.Cmd) {
	row, ok := m.list.at(click.Y-area.head, area.rows)
	if !ok || click.Button != tea.MouseLeft {
		return m, nil
	}
	c := m.list.size.fit(area.width, true)
	again := row == m.list.cursor || click.X < c.lead+c.box
	m.list, m.said = m.list.put(row, area.rows), ""
	if !again {
		return m, nil
	}
	return m.toggle()
}

func (m many) reply() steps.Reply {
	r := steps.Reply{Values: slices.Clone(m.chosen)}
	if m.q.Panel != nil {
		r.Fields = m.panel.values()
	}
	return r
}

// Bindings are the keys that work now.
func (m many) Bindings(env Env) []key.Binding {
	k := env.Keys
	switch {
	case m.editing:
		leave := keys.Labelled(k.Confirm, "close")
		if wrong := m.panel.wrong(); wrong >= 0 {
			leave = keys.Labelled(k.Confirm, "to "+strings.ToLower(m.panel.asked[wrong].Label))
			return append([]key.Binding{leave, keys.Labelled(k.Back, "take it back")}, m.panel.bindings(k)...)
		}
		return append([]key.Binding{leave}, m.panel.bindings(k)...)
	case m.list.filter.typing:
		return m.list.filter.bindings(k)
	}
	bindings := []key.Binding{k.Toggle, k.Confirm}
	bindings = append(bindings, actions(env, m.q.Actions)...)
	if m.q.Panel != nil && m.panel.focus >= 0 {
		bindings = append(bindings, k.Edit)
	}
	if m.q.Ladder != nil {
		bindings = append(bindings, keys.Labelled(k.Details, "formulas"))
	}
	return append(bindings, m.list.bindings(env)...)
}

// Editing reports whether the filter or a field of the panel has the letters.
func (m many) Editing() bool {
	return m.list.filter.typing || m.editing && m.panel.typing()
}

func (m many) escapes() bool { return m.editing || m.list.filter.on() }

func (m many) copies() string {
	at, _ := m.list.current()
	return at.Value
}
