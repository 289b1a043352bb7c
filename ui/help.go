package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/ui/widget"
)

// helpLines is why the step asks, and every key that works, from the bindings themselves.
func (m Model) helpLines(width int) []string {
	lines := m.whyLines(width)
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	here := m.bindings()
	lines = append(lines, m.theme.Heading.Render("Keys here"))
	lines = append(lines, m.keyLines(here, width)...)
	everywhere := slices.DeleteFunc(m.shellKeys(), func(b key.Binding) bool {
		return slices.ContainsFunc(here, func(h key.Binding) bool { return h.Help().Key == b.Help().Key })
	})
	where := "Keys everywhere"
	if m.asking() && m.widget.Editing() {
		where = "Keys outside a text"
	}
	lines = append(lines, "", m.theme.Heading.Render(where))
	lines = append(lines, m.keyLines(everywhere, width)...)
	if m.opts.Version != "" {
		lines = append(lines, "", m.theme.Muted.Render("sagevpc "+m.opts.Version))
	}
	return lines
}

// shellKeys are the keys of the shell that do something here.
func (m Model) shellKeys() []key.Binding {
	k := m.keys
	var works []key.Binding
	if _, back := m.machine.Back(); back {
		works = append(works, k.Back, k.Earlier)
	}
	if m.asking() && widget.Copies(m.widget) != "" {
		works = append(works, k.Copy)
	}
	if m.refreshable() || m.fault != nil {
		works = append(works, k.Refresh)
	}
	return append(works, k.Calls, k.Help, k.Quit)
}

func (m Model) keyLines(bindings []key.Binding, width int) []string {
	wide := 0
	for _, b := range bindings {
		wide = max(wide, ansi.StringWidth(b.Help().Key))
	}
	var lines []string
	for _, b := range bindings {
		if b.Enabled() {
			lines = append(lines, shorten(m.theme.Key.Render(fit(b.Help().Key, wide))+"  "+b.Help().Desc, width))
		}
	}
	return lines
}
