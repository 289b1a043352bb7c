package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// OpenMsg asks for a text to be opened in the editor of the user's own.
type OpenMsg struct{ Text string }

// EditedMsg is what the user's own editor made of the text.
type EditedMsg struct{ Text string }

func openEditor(text string) tea.Cmd { return func() tea.Msg { return OpenMsg{text} } }

// textUpdate edits the text; what was a template's becomes the user's own with the first
// change. Esc goes back to the templates.
func (d document) textUpdate(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return d.edited(env, d.buf.put(msg.Content, false))
	case tea.KeyPressMsg:
		if key.Matches(msg, env.Keys.Back) {
			d.pane = inTemplates
			return d.scrolled(env), nil
		}
		if next, ok := d.buf.key(env.Keys, msg, max(1, d.share(env).text-1)); ok {
			return d.edited(env, next)
		}
	}
	return d, nil
}

// pasted begins a document of the user's own with what was pasted at the templates.
func (d document) pasted(env Env, msg tea.PasteMsg) (Widget, tea.Cmd) {
	at, ok := d.list.current()
	if d.q.Own == "" || !ok || at.Disabled != "" || msg.Content == "" {
		return d, nil
	}
	d.pane = inText
	if at.Value == d.q.Own {
		return d.edited(env, d.buf.put(msg.Content, false))
	}
	return d.edited(env, d.buf.set(unix(msg.Content)))
}

// edited takes the text after a key, and sends a draft when it changed.
func (d document) edited(env Env, next editor) (Widget, tea.Cmd) {
	if next.value == d.buf.value {
		d.buf = next
		return d.scrolled(env), nil
	}
	at, _ := d.list.current()
	if at.Value != d.q.Own {
		if own := d.q.OwnText; own != "" && own != d.buf.value {
			// What was written before can be had again, behind the template's text.
			next.undo = append([]text{{value: own}}, next.undo...)
		}
		if !d.list.moveTo(d.q.Own) {
			return d, nil
		}
	}
	d.buf, d.said = next, ""
	d.echo = d.echo.after(next.value)
	return d.scrolled(env), draft(d.reply())
}

// toProblem puts the cursor where the next problem is.
func (d document) toProblem(env Env) document {
	row, column := d.buf.position()
	found := -1
	for i, p := range d.q.Problems {
		if p.Row > 0 && (p.Row > row || p.Row == row && p.Column > column) {
			if found < 0 || before(p, d.q.Problems[found]) {
				found = i
			}
		}
	}
	if found < 0 || d.pane != inText {
		found = 0 // From the beginning, where the worst stands.
	}
	d.problem, d.pane = found, inText
	d.buf = d.buf.jumped(d.q.Problems[found].Row, d.q.Problems[found].Column)
	return d.scrolled(env)
}

func before(a, b steps.TextProblem) bool {
	return a.Row < b.Row || a.Row == b.Row && a.Column < b.Column
}

func (d document) textBindings(env Env) []key.Binding {
	k := env.Keys
	bindings := []key.Binding{keys.Labelled(k.Submit, "next"), keys.Labelled(k.Back, "templates"), k.NextPane}
	if len(d.q.Problems) > 0 {
		bindings = append(bindings, k.ToProblem)
	}
	return append(bindings, k.OpenEditor, k.UndoEdit)
}

// truthKey chooses among the user's own requests, takes one out, or leaves them.
func (d document) truthKey(env Env, press tea.KeyPressMsg) (Widget, tea.Cmd, bool) {
	k := env.Keys
	mine := len(d.q.Requests)
	switch {
	case key.Matches(press, k.Back):
		d.pane = inTemplates
		return d, nil, true
	case key.Matches(press, k.DropEntry) && mine > 0:
		return d, reply(steps.Reply{Action: steps.DropRequest, Fields: map[string]string{steps.RequestKey: d.q.Requests[d.row]}}), true
	case key.Matches(press, k.Up, k.Down):
		by := 1
		if key.Matches(press, k.Up) {
			by = -1
		}
		if to := d.row + by; to >= 0 && to < mine {
			d.row = to
			return d.revealed(env), nil, true
		}
		return d.scroll(env, by), nil, true
	case key.Matches(press, k.Top):
		d.row, d.side = 0, 0
		return d, nil, true
	case key.Matches(press, k.Bottom):
		return d.scroll(env, len(d.q.Truth)*maxLines), nil, true
	}
	return d, nil, false
}

// maxLines is more than any request or remark takes.
const maxLines = 1000

// requestUpdate edits the request that is to be added.
func (d document) requestUpdate(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, env.Keys.Back):
			d.pane = inTruth
			return d, nil
		case key.Matches(press, env.Keys.Confirm):
			text := d.request.edits[0].text.value
			if text == "" {
				d.pane = inTruth
				return d, nil
			}
			return d, reply(steps.Reply{Action: steps.AddRequest, Fields: map[string]string{steps.RequestKey: text}})
		}
	}
	if next, ok := d.request.update(env, msg); ok {
		d.request = next
	}
	return d, nil
}

func (d document) wheel(env Env, msg tea.MouseWheelMsg) document {
	by := 3
	if msg.Button == tea.MouseWheelUp {
		by = -3
	}
	if s := d.share(env); s.right > 0 && msg.X > s.left {
		return d.sideways(env, by)
	}
	return d.scroll(env, by)
}

// click chooses a template, or puts the focus where it was clicked.
func (d document) click(env Env, msg tea.MouseClickMsg) (Widget, tea.Cmd) {
	s := d.share(env)
	if msg.Button != tea.MouseLeft {
		return d, nil
	}
	if s.right > 0 && msg.X > s.left {
		if d.sided() {
			d.pane = inTruth
		}
		return d, nil
	}
	if row, ok := d.list.at(msg.Y, s.templates); ok && msg.Y < s.templates {
		d.pane = inTemplates
		return d.moved(d.list.put(row, s.templates))
	}
	return d, nil
}

// scroll moves the window of the text, or of the requests while they have the focus.
func (d document) scroll(env Env, by int) document {
	if d.pane == inTruth {
		return d.sideways(env, by)
	}
	s := d.share(env)
	d.top = min(max(0, d.top+by), max(0, len(d.body(env, s.left))-s.text))
	return d
}

// sideways moves the window of the requests.
func (d document) sideways(env Env, by int) document {
	if d.reveal {
		d = d.revealed(env)
	}
	width, height := d.sideSize(env)
	lines := d.sideFitted(env, width, height)
	d.side = min(max(0, d.side+by), max(0, len(lines.all)-max(0, height-2)))
	return d
}

// revealed scrolls to the chosen request.
func (d document) revealed(env Env) document {
	width, height := d.sideSize(env)
	lines := d.sideFitted(env, width, height)
	d.side, d.reveal = lines.shown(d.side, max(1, height-2)), false
	return d
}

// scrolled keeps the text's cursor in sight while it has the focus.
func (d document) scrolled(env Env) document {
	if d.pane != inText {
		return d
	}
	s := d.share(env)
	lines, at := laid(env, d.buf.value, s.left, d.buf.at)
	rows := max(1, s.text)
	d.top = min(max(d.top, at-rows+1), at)
	d.top = max(0, min(d.top, len(lines)-rows))
	return d
}
