package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
)

// moved follows the cursor: the text on screen is the template's under it.
func (d document) moved(next list) (Widget, tea.Cmd) {
	before, _ := d.list.current()
	d.list, d.said, d.problem = next, "", 0
	at, ok := next.current()
	if !ok || at.Value == before.Value || at.Disabled != "" {
		return d, nil
	}
	r := d.reply()
	delete(r.Fields, steps.DocumentKey) // The cursor alone writes nothing.
	return d, draft(r)
}

// fileUpdate edits the path. Esc and the arrow up go back to the templates.
func (d document) fileUpdate(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, env.Keys.Back, env.Keys.PrevField):
			d.pane = inTemplates
			return d, nil
		case key.Matches(press, env.Keys.Confirm):
			return d.confirm()
		case key.Matches(press, env.Keys.PageDown, env.Keys.PageUp):
			page := max(1, d.share(env).text-1)
			if key.Matches(press, env.Keys.PageUp) {
				page = -page
			}
			return d.scroll(env, page), nil
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
	case d.q.File != nil && d.file.edits[0].text.value == "" && d.pane != inPath:
		d.pane = inPath
		return d, nil
	}
	return d, reply(d.reply())
}

func (d document) reply() steps.Reply {
	at, _ := d.list.current()
	r := steps.Reply{Values: []string{at.Value}}
	switch {
	case d.q.Own != "" && at.Value == d.q.Own:
		r.Fields = map[string]string{steps.DocumentKey: d.written()}
	case d.q.File != nil:
		r.Fields = d.file.values()
	}
	return r
}

// written is the text of the user's own: the one on screen, unless that is still another template's.
func (d document) written() string {
	if d.q.Selected != d.q.Own && !d.echo.dirty() {
		return d.q.OwnText
	}
	return d.buf.value
}

// agreed is the reply with the consent turned round.
func (d document) agreed() steps.Reply {
	r := d.reply()
	if r.Fields == nil {
		r.Fields = map[string]string{}
	}
	r.Fields[steps.ConsentKey] = on
	if d.q.Consent.Value == on {
		r.Fields[steps.ConsentKey] = off
	}
	return r
}
