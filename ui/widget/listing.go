package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
	"sagevpc/ui/theme"
)

// listing is what is said around a list.
type listing struct {
	summary string // above it
	empty   string // instead of it
	said    string // below it: why the last key did nothing
}

// listArea is how a list shares its height: a line above, the rows, what is said below.
type listArea struct{ head, rows, foot, width int }

// lowest is the height from which a list has two lines for what its columns cannot hold.
const lowest = 12

func areaOf(l list, say listing, width, height int, boxed bool) listArea {
	a := listArea{width: width, rows: height}
	if l.headed(say.summary, height) && height > 3 {
		a.head = 1
		a.rows--
	}
	a.foot = l.size.below(width)
	if !l.size.fit(width, boxed).complete {
		a.foot++
		if height >= lowest {
			a.foot++
		}
	}
	if say.said != "" {
		a.foot = max(a.foot, len(wrapped(say.said, width-2)))
	}
	// Where all rows are in sight anyway, what is left over is free for what is said.
	most := max((a.rows-1)/3, a.rows-l.natural())
	a.foot = min(a.foot, max(0, most))
	a.rows = max(0, a.rows-a.foot)
	return a
}

// listed draws a list with everything around it.
func listed(env Env, l list, a listArea, say listing, box boxes) []string {
	lines := make([]string, 0, a.head+a.rows+a.foot)
	if a.head > 0 {
		lines = append(lines, l.head(env, say.summary, a.width, a.rows))
	}
	if l.cursor < 0 {
		lines = append(lines, styled(wrapped(nothing(env, l, say.empty), a.width), env.Theme.Muted)...)
	}
	lines = append(lines, l.view(env, a.width, a.rows, box)...)
	return append(lines, l.foot(env, a, say, box != nil)...)
}

// foot is what is said below the rows: why a key did nothing, what the columns could not
// hold of the row under the cursor, and what there is to know about it.
func (l list) foot(env Env, a listArea, say listing, boxed bool) []string {
	var foot []string
	if say.said != "" {
		foot = marked(env, steps.Blocks, say.said, a.width)
	} else {
		for _, line := range l.whole(a.width, boxed) {
			foot = append(foot, "  "+env.Theme.Muted.Render(line))
		}
	}
	if at, ok := l.current(); ok {
		foot = append(foot, remarks(env, at.Detail, a.width)...)
	}
	if l.size.detail > 0 && len(foot) > 0 && len(foot) < a.foot {
		foot = append([]string{""}, foot...)
	}
	if len(foot) > a.foot && a.foot > 0 {
		foot[a.foot-1] = cut(foot[a.foot-1], a.width-2) + " " + env.Theme.Muted.Render(theme.More)
	}
	return foot[:min(len(foot), a.foot)]
}

// nothing says why there are no rows.
func nothing(env Env, l list, empty string) string {
	switch {
	case l.filter.on() && len(l.options) > 0:
		return "No row matches. " + env.Keys.Back.Help().Key + " clears the filter."
	case empty != "":
		return empty
	default:
		return "There is nothing to choose from."
	}
}

// bindings are the keys of a list that is not being filtered.
func (l list) bindings(env Env) []key.Binding {
	var b []key.Binding
	if l.filter.on() {
		b = append(b, keys.Labelled(env.Keys.Back, "clear filter"))
	}
	if len(l.options) > 1 {
		b = append(b, env.Keys.Filter)
	}
	return b
}

// acted finds the action that a key stands for.
func acted(env Env, actions []steps.Action, press tea.KeyPressMsg) (steps.ActionID, bool) {
	for _, a := range actions {
		if key.Matches(press, env.Keys.Action(a.ID)) {
			return a.ID, true
		}
	}
	return "", false
}

// actions are the keys of a step's actions, with its own words for them.
func actions(env Env, offered []steps.Action) []key.Binding {
	b := make([]key.Binding, 0, len(offered))
	for _, a := range offered {
		binding := env.Keys.Action(a.ID)
		if a.Label != "" {
			binding = keys.Labelled(binding, a.Label)
		}
		b = append(b, binding)
	}
	return b
}

func reply(r steps.Reply) tea.Cmd {
	return func() tea.Msg { return ReplyMsg{Reply: r} }
}

func draft(r steps.Reply) tea.Cmd {
	return func() tea.Msg { return DraftMsg{Reply: r} }
}
