package widget

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
	"sagevpc/ui/theme"
)

// form asks for several named values.
type form struct {
	q      steps.Form
	fields fields
	top    int  // first line of the window
	sent   bool // the values were confirmed: what comes back may be a refusal
}

func newForm(q steps.Form) Widget {
	return form{q: q, fields: newFields(q.Fields)}
}

// With takes a new question and keeps the focus and what is being typed.
func (f form) With(q steps.Question) Widget {
	next, ok := q.(steps.Form)
	if !ok {
		return New(q)
	}
	f.q = next
	f.fields = f.fields.with(next.Fields)
	if wrong := f.fields.wrong(); f.sent && wrong >= 0 {
		f.fields, f.sent = f.fields.at(wrong), false
	}
	return f
}

// Update takes in a message.
func (f form) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	f.sent = false
	press, pressed := msg.(tea.KeyPressMsg)
	if pressed && key.Matches(press, env.Keys.Confirm, env.Keys.Submit) {
		return f.confirm(env)
	}
	if click, ok := msg.(tea.MouseClickMsg); ok {
		return f.click(env, click), nil
	}
	if next, ok := f.fields.update(env, msg); ok {
		return f.edited(env, next)
	}
	if pressed && !f.fields.typing() {
		if id, ok := acted(env, f.q.Actions, press); ok {
			return f, reply(steps.Reply{Action: id})
		}
	}
	return f, nil
}

// edited takes the fields after a key, and sends a draft when a value changed.
func (f form) edited(env Env, next fields) (Widget, tea.Cmd) {
	changed := changed(f.fields, next)
	f.fields = next
	f = f.scrolled(env)
	if !changed {
		return f, nil
	}
	return f, draft(steps.Reply{Fields: f.fields.values()})
}

// changed reports whether two states of the same fields hold other values.
func changed(before, after fields) bool {
	for i := range before.edits {
		if before.edits[i].text.value != after.edits[i].text.value {
			return true
		}
	}
	return false
}

// confirm sends the values, and goes to what is wrong in case they are refused. A field
// that must be filled in comes first: the one in focus, then the next one.
func (f form) confirm(env Env) (Widget, tea.Cmd) {
	if next, bare := f.fields.demand(); bare {
		f.fields = next
		return f.scrolled(env), nil
	}
	if lacking := f.fields.lacking(); lacking >= 0 {
		f.fields = f.fields.at(lacking)
		return f.scrolled(env), nil
	}
	if wrong := f.fields.wrong(); wrong >= 0 {
		f.fields = f.fields.at(wrong)
	}
	f.sent = true
	return f, reply(steps.Reply{Fields: f.fields.values()})
}

func (f form) click(env Env, click tea.MouseClickMsg) Widget {
	d := f.draw(env)
	line := f.window(env, d) + click.Y
	for i := range d.from {
		if line >= d.from[i] && line < d.to[i] && f.q.Fields[i].ReadOnly == "" {
			f.fields = f.fields.at(i)
		}
	}
	return f.scrolled(env)
}

// draw draws everything, however high.
func (f form) draw(env Env) drawn {
	var intro []string
	for _, said := range f.q.Intro {
		intro = append(intro, styled(wrapped(said, env.Width), env.Theme.Muted)...)
	}
	if len(intro) > 0 {
		intro = append(intro, "")
	}
	d := f.fields.view(env, env.Width, true)
	d.lines = append(intro, d.lines...)
	for i := range d.from {
		d.from[i] += len(intro)
		d.to[i] += len(intro)
	}
	return d
}

// window is the first line to draw, so that the field in focus is seen whole, or at least
// from its beginning.
func (f form) window(env Env, d drawn) int {
	return windowed(d, f.fields.focus, f.top, env.Height)
}

func windowed(d drawn, focus, top, height int) int {
	if len(d.lines) <= height {
		return 0
	}
	height = max(1, height-1) // One line says how much is not seen.
	if focus >= 0 && focus < len(d.from) {
		top = max(top, d.to[focus]-height)
		top = min(top, d.from[focus])
		if focus == 0 && d.to[0] <= height {
			top = 0 // The first field shows the intro again.
		}
	}
	return max(0, min(top, len(d.lines)-height))
}

func (f form) scrolled(env Env) form {
	f.top = f.window(env, f.draw(env))
	return f
}

// View draws the fields.
func (f form) View(env Env) string {
	d := f.draw(env)
	return clipped(seen(env, d, f.window(env, d), env.Height), env)
}

// seen is the window of lines, with a word about the ones outside it.
func seen(env Env, d drawn, top, height int) []string {
	if len(d.lines) <= height {
		return d.lines
	}
	end := min(len(d.lines), top+max(1, height-1))
	var outside []string
	if top > 0 {
		outside = append(outside, theme.Up+" "+lineCount(top)+" above")
	}
	if below := len(d.lines) - end; below > 0 {
		outside = append(outside, theme.Down+" "+lineCount(below)+" below")
	}
	lines := append([]string{}, d.lines[top:end]...)
	return append(lines, env.Theme.Muted.Render("  "+strings.Join(outside, "   ")))
}

func lineCount(n int) string {
	if n == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", n)
}

// Bindings are the keys that work now.
func (f form) Bindings(env Env) []key.Binding {
	confirm := keys.Labelled(env.Keys.Confirm, "next")
	if lacking := f.fields.lacking(); lacking >= 0 {
		confirm = keys.Labelled(env.Keys.Confirm, "to "+strings.ToLower(f.q.Fields[lacking].Label))
	}
	bindings := append([]key.Binding{confirm}, f.fields.bindings(env.Keys)...)
	if f.fields.typing() {
		return bindings
	}
	return append(bindings, actions(env, f.q.Actions)...)
}

// bindings are the keys of the field in focus.
func (f fields) bindings(m keys.Map) []key.Binding {
	field, _, ok := f.current()
	if !ok {
		return nil
	}
	var b []key.Binding
	switch field.Kind {
	case steps.TextField:
		if found := f.suggestions(f.focus); len(found) > 0 {
			b = append(b, m.Complete)
			if len(found) > 1 {
				b = append(b, m.NextSuggestion)
			}
		}
	case steps.NumberField:
		b = append(b, keys.Labelled(m.Turn, "count"))
	case steps.SelectField:
		b = append(b, keys.Labelled(m.Turn, "change"))
	case steps.ToggleField:
		b = append(b, keys.Labelled(m.Toggle, "yes/no"))
	}
	if f.next(f.focus, 1) < 0 && f.next(f.focus, -1) < 0 {
		return b
	}
	return append(b, m.NextField)
}

// Editing reports whether letters belong to a field.
func (f form) Editing() bool { return f.fields.typing() }

func (f form) copies() string {
	field, e, ok := f.fields.current()
	if !ok || field.Secret {
		return ""
	}
	return e.text.value
}
