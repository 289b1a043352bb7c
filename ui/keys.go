package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
	"sagevpc/ui/printable"
	"sagevpc/ui/widget"
)

// onKey decides who a key belongs to: the way out, then what lies on top, then the shell,
// then the question.
func (m Model) onKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	if key.Matches(msg, m.keys.Quit) {
		return m.leave()
	}
	if m.tooSmall() || m.job.opening {
		return m, nil
	}
	m.notice = notice{}
	switch m.overlay {
	case consentOverlay:
		return m.onConsentKey(msg)
	case helpOverlay, callsOverlay:
		return m.onOverlayKey(msg)
	case noOverlay:
	}
	if m.asking() && m.widget.Editing() {
		return m.onEditingKey(msg)
	}
	return m.onShellKey(msg)
}

// onEditingKey leaves every key to the text that has focus, but for the way back.
func (m Model) onEditingKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(msg, m.keys.Back) && !widget.Escapes(m.widget):
		return m.back()
	case key.Matches(msg, m.keys.HelpInText):
		m.overlay, m.scroll = helpOverlay, 0
		return m, nil
	}
	return m.toWidget(msg)
}

func (m Model) onShellKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(msg, m.keys.Back):
		if m.asking() && widget.Escapes(m.widget) {
			return m.toWidget(msg)
		}
		return m.back()
	case key.Matches(msg, m.keys.Help):
		m.overlay, m.scroll = helpOverlay, 0
		return m, nil
	case key.Matches(msg, m.keys.Calls):
		m.overlay, m.scroll = callsOverlay, 0
		return m, nil
	case key.Matches(msg, m.keys.Earlier):
		return m.earlier()
	case m.fault != nil && key.Matches(msg, m.keys.Refresh):
		return m.retry()
	case !m.asking():
		return m, nil
	case key.Matches(msg, m.keys.Copy):
		return m.copy()
	}
	return m.onStepKey(msg)
}

// onStepKey is the shell's keys that depend on what is asked.
func (m Model) onStepKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	switch {
	case m.over() && key.Matches(msg, m.keys.Confirm):
		return m.leave()
	case m.reviewing() && key.Matches(msg, m.keys.Confirm) && m.shut():
		return m.askConsent()
	case m.reviewing() && key.Matches(msg, m.keys.Save):
		return m.save(true)
	case m.reviewing() && key.Matches(msg, m.keys.Blocker):
		return m.toBlocker()
	case m.refreshable() && key.Matches(msg, m.keys.Refresh):
		return m.refresh()
	}
	return m.toWidget(msg)
}

// copy puts what is under the cursor on the clipboard, through the terminal (OSC 52).
func (m Model) copy() (Model, tea.Cmd) {
	text := widget.Copies(m.widget)
	if text == "" {
		return m.say(steps.NoMark, "there is nothing to copy here"), nil
	}
	said := shorten(printable.Line(text), 60)
	if lines := strings.Count(strings.TrimSpace(text), "\n"); lines > 0 {
		said = counted(lines+1, "line")
	}
	return m.say(steps.NoMark, "copied %s", said), tea.SetClipboard(text)
}

// over reports whether a run has ended and nothing is left to decide.
func (m Model) over() bool {
	return m.job.driver != nil && !m.job.busy && m.machine.State().Run.Over()
}

func (m Model) reviewing() bool {
	_, ok := m.shown().(steps.Review)
	return ok && m.asking()
}

// shut reports whether the plan on screen cannot be consented to.
func (m Model) shut() bool {
	review, ok := m.shown().(steps.Review)
	return ok && m.closed(review.Plan).text != ""
}

func (m Model) refreshable() bool {
	load, _ := m.machine.Refresh()
	return load != nil && !m.job.begun()
}

// wayBack is esc where it leads a step back, ctrl+c where there is none, and nothing where
// esc is the widget's own.
func (m Model) wayBack() []key.Binding {
	if widget.Escapes(m.widget) {
		return nil
	}
	if _, ok := m.machine.Back(); !ok {
		return []key.Binding{m.keys.Quit}
	}
	return []key.Binding{m.keys.Back}
}

// bindings are the keys that work now, most useful first.
func (m Model) bindings() []key.Binding {
	k := m.keys
	switch {
	case m.job.opening:
		return nil
	case m.fault != nil:
		return []key.Binding{keys.Labelled(k.Refresh, "retry"), k.Back, k.Calls, k.Quit}
	case !m.asking():
		shown := []key.Binding{k.Calls, k.Quit}
		if _, back := m.machine.Back(); back {
			shown = append(shown, k.Back)
		}
		return shown
	}
	shown := m.widget.Bindings(m.env())
	if m.widget.Editing() {
		return append(shown, m.wayBack()...)
	}
	if m.job.begun() {
		return append(shown, m.runBindings()...)
	}
	if m.reviewing() {
		shown = m.reviewBindings(shown)
	}
	if m.refreshable() {
		shown = append(shown, k.Refresh)
	}
	shown = append(shown, m.wayBack()...)
	if widget.Copies(m.widget) != "" {
		what := k.Copy
		if m.reviewing() {
			what = keys.Labelled(what, "copy requests")
		}
		shown = append(shown, what)
	}
	if _, ok := m.machine.Back(); ok {
		shown = append(shown, k.Earlier)
	}
	return append(shown, k.Calls)
}

// reviewBindings adds the shell's keys to those of a plan. What cannot be applied now is
// not offered; the key itself says why.
func (m Model) reviewBindings(shown []key.Binding) []key.Binding {
	k := m.keys
	var first []key.Binding
	if m.shut() {
		shown = slices.DeleteFunc(shown, func(b key.Binding) bool { return b.Help().Key == k.Apply.Help().Key })
	} else {
		first, shown = shown[:min(1, len(shown))], shown[min(1, len(shown)):]
	}
	if _, blocked := m.blocker(); blocked {
		first = []key.Binding{k.Blocker}
	}
	return slices.Concat(first, []key.Binding{k.Save}, shown)
}

func (m Model) runBindings() []key.Binding {
	k := m.keys
	switch {
	case m.over():
		shown := []key.Binding{keys.Labelled(k.Confirm, "leave")}
		if widget.Copies(m.widget) != "" {
			shown = append(shown, keys.Labelled(k.Copy, "copy the command"))
		}
		return append(shown, k.Calls)
	case m.job.busy:
		return []key.Binding{keys.Labelled(k.Quit, "stop after the current change"), k.Calls}
	}
	return []key.Binding{k.Calls, k.Quit}
}
