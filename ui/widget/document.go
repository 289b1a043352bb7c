package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// document asks for a text by template or file, and shows it as it will be sent.
type document struct {
	q      steps.Document
	list   list
	file   fields
	inFile bool // the path has the focus
	truth  bool // the requests instead of the text, where there is no room for both
	top    int  // first line of the text's window, or of the requests in its place
	said   string
}

func newDocument(q steps.Document) Widget {
	d := document{q: q, list: newList(nil, q.Templates, q.Selected)}
	if q.File != nil {
		d.file = newFields([]steps.Field{*q.File})
	}
	return d
}

// With takes a new question and keeps the cursor, the scroll and what is being typed.
func (d document) With(q steps.Question) Widget {
	next, ok := q.(steps.Document)
	if !ok {
		return New(q)
	}
	if next.Selected != d.q.Selected {
		d.top = 0
	}
	d.q = next
	d.list = d.list.with(nil, next.Templates)
	if next.File == nil {
		d.file, d.inFile = fields{}, false
	} else {
		d.file = d.file.with([]steps.Field{*next.File})
	}
	return d
}

// Update takes in a message.
func (d document) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if d.inFile {
		return d.fileUpdate(env, msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return d.press(env, msg)
	case tea.MouseWheelMsg:
		by := 3
		if msg.Button == tea.MouseWheelUp {
			by = -3
		}
		return d.scroll(env, by), nil
	case tea.MouseClickMsg:
		if row, ok := d.list.at(msg.Y, d.share(env).templates); ok && msg.Button == tea.MouseLeft {
			return d.moved(d.list.put(row, d.share(env).templates))
		}
	}
	return d, nil
}

func (d document) press(env Env, press tea.KeyPressMsg) (Widget, tea.Cmd) {
	k := env.Keys
	page := max(1, max(d.share(env).text, d.share(env).truth-2)-1)
	switch {
	case key.Matches(press, k.PageDown):
		return d.scroll(env, page), nil
	case key.Matches(press, k.PageUp):
		return d.scroll(env, -page), nil
	case key.Matches(press, k.Confirm):
		return d.confirm()
	case d.q.File != nil && (key.Matches(press, k.Edit) || press.Text == "" && key.Matches(press, k.Right)):
		d.inFile = true
		return d, nil
	case key.Matches(press, k.Details) && len(d.q.Truth) > 0:
		d.truth, d.top = !d.truth, 0
		return d, nil
	}
	if id, ok := acted(env, d.q.Actions, press); ok {
		return d, reply(steps.Reply{Action: id})
	}
	if next, ok := d.list.moveKey(env, press, d.share(env).templates); ok {
		return d.moved(next.scrolled(d.share(env).templates))
	}
	return d, nil
}

// moved follows the cursor: the text on screen is the template's under it.
func (d document) moved(next list) (Widget, tea.Cmd) {
	before, _ := d.list.current()
	d.list, d.said = next, ""
	at, ok := next.current()
	if !ok || at.Value == before.Value || at.Disabled != "" {
		return d, nil
	}
	return d, draft(d.reply())
}

// fileUpdate edits the path. Esc and the arrow up go back to the templates.
func (d document) fileUpdate(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, env.Keys.Back, env.Keys.PrevField):
			d.inFile = false
			return d, nil
		case key.Matches(press, env.Keys.Confirm):
			return d.confirm()
		case key.Matches(press, env.Keys.PageDown, env.Keys.PageUp):
			d.inFile = false
			w, cmd := d.press(env, press)
			if back, ok := w.(document); ok {
				back.inFile = true
				return back, cmd
			}
			return w, cmd
		}
	}
	next, ok := d.file.update(env, msg)
	if !ok {
		return d, nil
	}
	differs := changed(d.file, next)
	d.file = next
	if !differs {
		return d, nil
	}
	return d, draft(d.reply())
}

// confirm sends the template, once a file that it needs is named.
func (d document) confirm() (Widget, tea.Cmd) {
	at, ok := d.list.current()
	switch {
	case !ok:
		d.said = "There is nothing to choose from."
		return d, nil
	case at.Disabled != "":
		d.said = at.Disabled
		return d, nil
	case d.q.File != nil && d.file.edits[0].text.value == "" && !d.inFile:
		d.inFile = true
		return d, nil
	}
	return d, reply(d.reply())
}

func (d document) reply() steps.Reply {
	at, _ := d.list.current()
	r := steps.Reply{Values: []string{at.Value}}
	if d.q.File != nil {
		r.Fields = d.file.values()
	}
	return r
}

// scroll moves the text's window.
func (d document) scroll(env Env, by int) document {
	s := d.share(env)
	most := max(0, len(d.body(env, s.left))-s.text)
	if d.truth && s.right == 0 {
		most = max(0, len(requests(env, d.q.Truth, s.left, true))-s.truth+2)
	}
	d.top = min(max(0, d.top+by), most)
	return d
}

// Bindings are the keys that work now.
func (d document) Bindings(env Env) []key.Binding {
	k := env.Keys
	if d.inFile {
		return append([]key.Binding{k.Confirm}, keys.Labelled(k.Back, "templates"))
	}
	bindings := []key.Binding{k.Confirm}
	if d.q.File != nil {
		bindings = append(bindings, keys.Labelled(k.Edit, "edit path"))
	}
	bindings = append(bindings, actions(env, d.q.Actions)...)
	if len(d.q.Truth) > 0 && env.Width < beside {
		label := "requests"
		if d.truth {
			label = "document"
		}
		bindings = append(bindings, keys.Labelled(k.Details, label))
	}
	if s := d.share(env); len(d.body(env, s.left)) > s.text {
		bindings = append(bindings, keys.Labelled(k.PageDown, "scroll"))
	}
	return bindings
}

// Editing reports whether the path has the focus.
func (d document) Editing() bool { return d.inFile }

func (d document) escapes() bool { return d.inFile }

func (d document) copies() string { return d.q.Text }
