package ui

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/ui/keys"
)

// footer names the keys that work now, and says whether the screen is ready.
func (m Model) footer() string {
	right := " "
	switch {
	case m.busy():
		right = " " + m.theme.Accent.Render(spinner(m.opts.Now().Sub(m.since()))+" "+m.doing()) + " "
	case m.settled():
		right = " " + m.age() + m.theme.Good.Render("ready") + " "
	}
	room := m.width - ansi.StringWidth(right) - 1
	return ends(" "+m.keyLine(room), right, m.width)
}

// age says how old what is on screen is, where it can be refreshed and there is room.
func (m Model) age() string {
	if m.width < railFrom || !m.refreshable() || m.readAt.IsZero() || m.fault != nil {
		return ""
	}
	age := m.opts.Now().Sub(m.readAt)
	said := fmt.Sprintf("%d s ago ", int(age.Seconds()))
	if age >= time.Minute {
		said = fmt.Sprintf("%d min ago ", int(age.Minutes()))
	}
	return m.theme.Muted.Render(said) + " "
}

// keyLine is as many bindings as fit. The way back and the list of all keys always stay.
// Where the question's own keys do not all fit, the best known ones lose their words first.
func (m Model) keyLine(room int) string {
	shown, last := m.shownKeys()
	line, fitted := m.keysWithin(room, shown, last, m.drawKey)
	if fitted >= m.ownKeys(shown) {
		return line
	}
	line, _ = m.keysWithin(room, shown, last, m.drawTerse)
	return line
}

// ownKeys is how many of the keys in the footer are the question's own.
func (m Model) ownKeys(shown []key.Binding) int {
	if m.overlay != noOverlay || !m.asking() {
		return 0
	}
	return min(len(shown), len(m.widget.Bindings(m.env())))
}

// keysWithin draws the last keys, and before them as many of the others as fit.
func (m Model) keysWithin(room int, shown, last []key.Binding, draw func(key.Binding) string) (line string, fitted int) {
	sep := m.theme.Rule.Render(" · ")
	gap := ansi.StringWidth(sep)
	var tail string
	for _, b := range last {
		tail += draw(b) + sep
	}
	wide := ansi.StringWidth(tail)
	for _, b := range shown {
		if !b.Enabled() {
			fitted++
			continue
		}
		item := draw(b)
		if wide+ansi.StringWidth(item)+gap > room+gap {
			break
		}
		line += item + sep
		wide += ansi.StringWidth(item) + gap
		fitted++
	}
	line += tail
	return ansi.Truncate(line, max(0, ansi.StringWidth(line)-gap), ""), fitted
}

// drawTerse draws a key without the word that everyone expects of it.
func (m Model) drawTerse(b key.Binding) string {
	k := m.keys
	for _, known := range []key.Binding{k.Toggle, k.Confirm, k.Back, k.Help} {
		if b.Help() == known.Help() {
			return m.theme.Key.Render(b.Help().Key)
		}
	}
	return m.drawKey(b)
}

func (m Model) drawKey(b key.Binding) string {
	return m.theme.Key.Render(b.Help().Key) + " " + m.theme.KeyHelp.Render(b.Help().Desc)
}

// shownKeys are the keys of the footer: those that may be left out, and those that may not.
func (m Model) shownKeys() (shown, last []key.Binding) {
	switch m.overlay {
	case consentOverlay:
		no := keys.Labelled(m.keys.Back, "not now")
		if !m.consent.armed {
			return nil, []key.Binding{no}
		}
		return nil, []key.Binding{m.keys.Consent, no}
	case helpOverlay, callsOverlay:
		return []key.Binding{m.keys.Up, m.keys.Down}, []key.Binding{m.keys.Back}
	case noOverlay:
	}
	bindings := m.bindings()
	out := m.keys.Back
	if _, back := m.machine.Back(); !back && !m.job.begun() {
		out = m.keys.Quit
	}
	for _, b := range bindings {
		if b.Help() == out.Help() {
			last = append(last, b)
			continue
		}
		shown = append(shown, b)
	}
	if m.asking() && m.widget.Editing() {
		return shown, append(last, m.keys.HelpInText)
	}
	return shown, append(last, m.keys.Help)
}
