package widget

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
)

// update takes in keys and pastes for the field in focus. It reports whether the message
// was the field's; whether the value changed is for the caller to see.
func (f fields) update(env Env, msg tea.Msg) (fields, bool) {
	field, e, ok := f.current()
	if !ok {
		return f, false
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.paste(field, e, msg.Content), true
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, env.Keys.NextField):
			return f.move(1), true
		case key.Matches(msg, env.Keys.PrevField):
			return f.move(-1), true
		}
		switch field.Kind {
		case steps.TextField:
			return f.textKey(env.Keys, e, msg)
		case steps.NumberField:
			return f.numberKey(env.Keys, e, msg)
		case steps.SelectField:
			return f.selectKey(env.Keys, e, msg)
		case steps.ToggleField:
			return f.toggleKey(env.Keys, e, msg)
		}
	}
	return f, false
}

func (f fields) paste(field steps.Field, e edit, content string) fields {
	switch field.Kind {
	case steps.TextField:
		return f.set(e.text.insert(strings.TrimRight(content, "\r\n")))
	case steps.NumberField:
		return f.set(e.text.insert(digits(content)))
	case steps.SelectField:
		return f.find(strings.TrimSpace(content))
	case steps.ToggleField:
	}
	return f
}

func (f fields) textKey(m keys.Map, e edit, msg tea.KeyPressMsg) (fields, bool) {
	atEnd := e.text.at == len(e.text.value)
	switch {
	case key.Matches(msg, m.Complete) && atEnd:
		if o, ok := f.picked(f.focus); ok {
			return f.set(newText(o.Value)), true
		}
	case key.Matches(msg, m.NextSuggestion):
		return f.turn(1), true
	case key.Matches(msg, m.PrevSuggestion):
		return f.turn(-1), true
	}
	next, ok := e.text.update(m, msg)
	if !ok {
		return f, false
	}
	return f.set(next), true
}

// turn highlights another suggestion, round and round.
func (f fields) turn(by int) fields {
	n := len(f.suggestions(f.focus))
	if n == 0 {
		return f
	}
	return f.amend(func(e *edit) { e.pick = (min(e.pick, n-1) + by + n) % n })
}

func (f fields) numberKey(m keys.Map, e edit, msg tea.KeyPressMsg) (fields, bool) {
	by := 0
	switch {
	case key.Matches(msg, m.More):
		by = 1
	case key.Matches(msg, m.Less):
		by = -1
	case msg.Text != "":
		return f.set(e.text.insert(number(e.text, msg.Text))), true
	default:
		next, ok := e.text.update(m, msg)
		if !ok {
			return f, false
		}
		return f.set(next), true
	}
	return f.set(newText(counted(e.text.value, by))), true
}

// counted is a number one up or down, never below zero. A fraction moves by hundredths.
func counted(value string, by int) string {
	if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil || value == "" {
		return strconv.Itoa(max(0, n+by))
	}
	if x, err := strconv.ParseFloat(value, 64); err == nil {
		return strconv.FormatFloat(max(0, x+float64(by)/100), 'f', 2, 64)
	}
	return value
}

// number is what of s may be typed into a number: digits and one point.
func number(t text, s string) string {
	if s == "." && !strings.Contains(t.value, ".") {
		return s
	}
	return digits(s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func (f fields) selectKey(m keys.Map, e edit, msg tea.KeyPressMsg) (fields, bool) {
	switch {
	case e.typed == "" && key.Matches(msg, m.Toggle), msg.Text == "" && key.Matches(msg, m.More):
		return f.choose(1), true
	case msg.Text == "" && key.Matches(msg, m.Less):
		return f.choose(-1), true
	case key.Matches(msg, m.Erase):
		typed := newText(e.typed)
		return f.find(typed.erase(typed.before()).value), true
	case key.Matches(msg, m.EraseLine), key.Matches(msg, m.EraseWord):
		return f.find(""), true
	case msg.Text != "" && !strings.ContainsFunc(msg.Text, unicode.IsControl):
		return f.find(e.typed + msg.Text), true
	}
	return f, false
}

// choose turns a select to the option before or after that can be chosen, among those
// that have what was typed.
func (f fields) choose(by int) fields {
	found := slices.DeleteFunc(slices.Clone(f.suggestions(f.focus)), func(o steps.Option) bool { return o.Disabled != "" })
	if len(found) == 0 {
		return f
	}
	at := slices.IndexFunc(found, func(o steps.Option) bool { return o.Value == f.edits[f.focus].text.value })
	if at < 0 && by < 0 {
		at = 0
	}
	return f.set(newText(found[(at+by+len(found))%len(found)].Value))
}

// find types at a select: the first option that has it is taken. What no option has is
// not typed.
func (f fields) find(typed string) fields {
	tried := f.amend(func(e *edit) { e.typed = typed })
	found := tried.suggestions(tried.focus)
	at := slices.IndexFunc(found, func(o steps.Option) bool { return o.Disabled == "" })
	switch {
	case at < 0:
		return f
	case typed == "":
		return tried
	}
	lower := strings.ToLower(typed)
	for i, o := range found {
		if o.Disabled == "" && (strings.HasPrefix(strings.ToLower(o.Label), lower) || strings.HasPrefix(strings.ToLower(o.Value), lower)) {
			at = i
			break
		}
	}
	return tried.set(newText(found[at].Value))
}

func (f fields) toggleKey(m keys.Map, e edit, msg tea.KeyPressMsg) (fields, bool) {
	if !key.Matches(msg, m.Toggle, m.Left, m.Right) {
		return f, false
	}
	if e.text.value == on {
		return f.set(newText(off)), true
	}
	return f.set(newText(on)), true
}
