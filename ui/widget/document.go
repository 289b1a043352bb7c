package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// document asks for a text by template, by file or typed, and shows it as it will be sent,
// with what it does to requests.
type document struct {
	q       steps.Document
	list    list
	file    fields
	request fields
	buf     editor
	echo    echo // of what was typed into buf
	pane    pane
	top     int  // first line of the text's window
	side    int  // first line of the requests' window
	row     int  // which of the user's own requests is chosen
	reveal  bool // that request was just added: it is in sight until the window is moved
	problem int  // which of the problems is shown first
	said    string
}

// pane is the part of a document that has the focus.
type pane int

const (
	inTemplates pane = iota
	inPath           // of the user's file
	inText
	inTruth
	inRequest // the line that becomes one more request
)

func newDocument(q steps.Document) Widget {
	d := document{q: q, list: newList(nil, q.Templates, q.Selected), buf: newEditor(q.Text)}
	if q.File != nil {
		d.file = newFields([]steps.Field{*q.File})
	}
	if q.Request != nil {
		d.request = newFields([]steps.Field{*q.Request})
	}
	return d
}

// With takes a new question and keeps the focus, the scroll and what is being typed.
func (d document) With(q steps.Question) Widget {
	next, ok := q.(steps.Document)
	if !ok {
		return New(q)
	}
	if next.Selected != d.q.Selected && d.pane != inText {
		d.top, d.side = 0, 0
	}
	added := len(next.Requests) > len(d.q.Requests)
	d.q = next
	d.list = d.list.with(nil, next.Templates)
	d = d.accept()
	d.problem = min(d.problem, max(0, len(next.Problems)-1))
	d.row = min(max(0, d.row), max(0, len(next.Requests)-1))
	if next.File == nil {
		d.file = fields{}
		d.pane = d.unless(inPath)
	} else {
		d.file = d.file.with([]steps.Field{*next.File})
	}
	switch {
	case next.Request == nil:
		d.request = fields{}
		d.pane = d.unless(inRequest)
	case added:
		d.request, d.row, d.reveal = newFields([]steps.Field{*next.Request}), len(next.Requests)-1, true
		if d.pane == inRequest {
			d.pane = inTruth
		}
	default:
		d.request = d.request.with([]steps.Field{*next.Request})
	}
	if next.Own == "" {
		d.pane = d.unless(inText)
	}
	return d
}

// unless is the focus, or the templates when it is on a part that is gone.
func (d document) unless(gone pane) pane {
	if d.pane == gone {
		return inTemplates
	}
	return d.pane
}

// accept takes the question's text, unless the user's is newer.
func (d document) accept() document {
	if d.q.Text == d.buf.value || d.echo.late(d.q.Text) || d.pane == inText && d.echo.dirty() {
		return d
	}
	d.buf, d.echo = newEditor(d.q.Text), echo{}
	return d
}

// Update takes in a message.
func (d document) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if edited, ok := msg.(EditedMsg); ok && d.q.Own != "" {
		d.pane = inText
		return d.edited(env, d.buf.set(unix(edited.Text)))
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if next, cmd, ok := d.everywhere(env, msg); ok {
			return next, cmd
		}
	case tea.MouseWheelMsg:
		return d.wheel(env, msg), nil
	case tea.MouseClickMsg:
		return d.click(env, msg)
	}
	switch d.pane {
	case inPath:
		return d.fileUpdate(env, msg)
	case inText:
		return d.textUpdate(env, msg)
	case inRequest:
		return d.requestUpdate(env, msg)
	case inTemplates, inTruth:
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return d.pasted(env, msg)
	case tea.KeyPressMsg:
		if d.pane == inTruth {
			if next, cmd, ok := d.truthKey(env, msg); ok {
				return next, cmd
			}
		}
		return d.press(env, msg)
	}
	return d, nil
}

// everywhere is the keys that mean the same in every part.
func (d document) everywhere(env Env, press tea.KeyPressMsg) (Widget, tea.Cmd, bool) {
	switch k := env.Keys; {
	case key.Matches(press, k.NextPane), key.Matches(press, k.PrevPane):
		by := 1
		if key.Matches(press, k.PrevPane) {
			by = -1
		}
		return d.focused(env, by), nil, true
	case key.Matches(press, k.OpenEditor) && d.q.Own != "":
		return d, openEditor(d.buf.value), true
	case key.Matches(press, k.ToProblem) && len(d.q.Problems) > 0 && d.q.Own != "":
		return d.toProblem(env), nil, true
	case key.Matches(press, k.Submit):
		w, cmd := d.confirm()
		return w, cmd, true
	}
	return d, nil, false
}

// focused moves the focus to the next part, round and round.
func (d document) focused(env Env, by int) document {
	order := []pane{inTemplates}
	if d.q.File != nil {
		order = append(order, inPath)
	}
	if d.q.Own != "" {
		order = append(order, inText)
	}
	if d.sided() {
		order = append(order, inTruth)
	}
	at := 0
	for i, p := range order {
		if p == d.pane || d.pane == inRequest && p == inTruth {
			at = i
		}
	}
	d.pane, d.said = order[(at+by+len(order))%len(order)], ""
	return d.scrolled(env)
}

// sided reports whether there is anything to say beside the text.
func (d document) sided() bool {
	return len(d.q.Truth) > 0 || len(d.q.Sections) > 0 || d.q.Request != nil
}

func (d document) press(env Env, press tea.KeyPressMsg) (Widget, tea.Cmd) {
	k := env.Keys
	s := d.share(env)
	page := max(1, max(s.text, s.truth-2)-1)
	switch {
	case key.Matches(press, k.PageDown):
		return d.scroll(env, page), nil
	case key.Matches(press, k.PageUp):
		return d.scroll(env, -page), nil
	case key.Matches(press, k.Confirm):
		return d.confirm()
	case d.q.File != nil && (key.Matches(press, k.Edit) || press.Text == "" && key.Matches(press, k.Right)):
		d.pane = inPath
		return d, nil
	case d.q.Own != "" && (key.Matches(press, k.Edit) || press.Text == "" && key.Matches(press, k.Right)):
		d.pane = inText
		return d.scrolled(env), nil
	case key.Matches(press, k.Details) && d.sided():
		if d.pane == inTruth {
			d.pane = inTemplates
		} else {
			d.pane, d.side = inTruth, 0
		}
		return d, nil
	case key.Matches(press, k.Toggle) && d.q.Consent != nil:
		return d, draft(d.agreed())
	case key.Matches(press, k.AddRequest) && d.q.Request != nil:
		d.pane = inRequest
		return d, nil
	}
	if id, ok := acted(env, d.q.Actions, press); ok {
		return d, reply(steps.Reply{Action: id})
	}
	if next, ok := d.list.moveKey(env, press, s.templates); ok {
		d.pane = inTemplates
		return d.moved(next.scrolled(s.templates))
	}
	return d, nil
}

// Bindings are the keys that work now.
func (d document) Bindings(env Env) []key.Binding {
	k := env.Keys
	switch d.pane {
	case inPath:
		return []key.Binding{k.Confirm, keys.Labelled(k.Back, "templates")}
	case inText:
		return d.textBindings(env)
	case inRequest:
		return []key.Binding{keys.Labelled(k.Confirm, "add it"), keys.Labelled(k.Back, "requests")}
	case inTemplates, inTruth:
	}
	bindings := []key.Binding{k.Confirm}
	if d.pane == inTruth {
		bindings = append(bindings, keys.Labelled(k.Back, "templates"))
		if len(d.q.Requests) > 0 {
			bindings = append(bindings, k.DropEntry)
		}
	}
	if d.q.Consent != nil {
		bindings = append(bindings, keys.Labelled(k.Toggle, "agree"))
	}
	switch {
	case d.q.File != nil:
		bindings = append(bindings, keys.Labelled(k.Edit, "edit path"))
	case d.q.Own != "":
		bindings = append(bindings, k.Edit, k.OpenEditor)
	}
	bindings = append(bindings, actions(env, d.q.Actions)...)
	if d.q.Request != nil {
		bindings = append(bindings, k.AddRequest)
	}
	if d.sided() && env.Width < beside {
		label := "requests"
		if d.pane == inTruth {
			label = "document"
		}
		bindings = append(bindings, keys.Labelled(k.Details, label))
	}
	if s := d.share(env); len(d.body(env, s.left)) > s.text {
		bindings = append(bindings, keys.Labelled(k.PageDown, "scroll"))
	}
	return bindings
}

// Editing reports whether a text has the focus.
func (d document) Editing() bool {
	return d.pane == inPath || d.pane == inText || d.pane == inRequest
}

func (d document) escapes() bool { return d.pane != inTemplates }

func (d document) copies() string { return d.q.Text }

// needs is the width below which the requests stand below the text instead of beside it.
func (d document) needs() int { return beside }
