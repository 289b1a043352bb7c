package widget

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"sagevpc/steps"
)

// leastRows is the lines that the rows keep while what is below them gives way.
const leastRows = 8

// manyLayout is how the height is shared: the rows, and what hangs below them.
type manyLayout struct {
	area   listArea
	height int // of the rows with what is said around them
	below  []string
	hidden int // lines of the formulas that are out of sight
}

// layout gives the rows what the rest leaves, and not more than they need, so that the
// ladder stands right below them and stays there while they are filtered. A low terminal
// loses the rule first, then all but a line of the panel and of the ladder; what is wrong
// is always said.
func (m many) layout(env Env) manyLayout {
	var problem []string
	if m.q.Problem != "" {
		problem = marked(env, steps.Blocks, m.q.Problem, env.Width)
	}
	heading := []string{rule(env, m.below(), env.Width)}
	if m.q.Panel == nil && m.q.Ladder == nil {
		heading = nil
	}
	panel, ladder := m.panelLines(env), m.ladderLines(env, m.formulas)
	least := min(leastRows, m.list.natural()+2)
	if m.editing || m.formulas {
		least = 4 // Now what is below is what the user looks at.
	}
	for _, give := range []func(){
		func() { heading = nil },
		func() { panel = m.shortened(panel, 1) },
		func() { problem = problem[:min(len(problem), 2)] },
		func() { panel = m.shortened(panel, 0) },
		func() { ladder = m.shorterLadder(env, ladder, 2) },
		func() { ladder = m.shorterLadder(env, ladder, 1) },
	} {
		if len(problem)+len(heading)+len(panel)+len(ladder)+least <= env.Height {
			break
		}
		give()
	}
	hidden := 0
	if m.formulas {
		ladder, hidden = m.inSight(env, ladder, env.Height-least-len(problem)-len(heading)-len(panel))
	}
	below := slices.Concat(problem, heading, panel, ladder)
	below = below[:min(len(below), max(0, env.Height-2))]
	say := listing{summary: m.q.Summary, said: m.said}
	height := env.Height - len(below)
	area := areaOf(m.list, say, env.Width, height, true)
	if len(below) > 0 && area.rows > m.list.natural() {
		area.rows = m.list.natural()
		height = min(height, area.head+area.rows+area.foot+1)
	}
	return manyLayout{area: area, height: height, below: below, hidden: hidden}
}

// below is the heading of what hangs below the rows.
func (m many) below() string {
	if m.q.Panel != nil && m.q.Panel.Title != "" {
		return m.q.Panel.Title
	}
	if m.q.Ladder == nil {
		return ""
	}
	return "capacity"
}

// shortened cuts the panel, unless it is being edited.
func (m many) shortened(panel []string, to int) []string {
	if m.editing {
		return panel
	}
	return panel[:min(len(panel), to)]
}

// shorterLadder cuts the ladder, but never the rung where it breaks.
func (m many) shorterLadder(env Env, ladder []string, to int) []string {
	if m.formulas || len(ladder) <= to {
		return ladder
	}
	ladder = slices.Clone(ladder[:to])
	said, breaks := m.breaking(env)
	shown := slices.ContainsFunc(ladder, func(line string) bool { return strings.Contains(line, said) })
	if breaks && !shown {
		ladder[to-1] = cut("breaks at "+said, env.Width)
	}
	return ladder
}

// inSight is the formulas that fit, and how many lines can be scrolled.
func (m many) inSight(env Env, ladder []string, height int) ([]string, int) {
	if len(ladder) <= height || height < 2 {
		return ladder, 0
	}
	hidden := len(ladder) - (height - 1)
	top := min(m.scrolled, hidden)
	said := fmt.Sprintf("lines %d to %d of %d, %s", top+1, top+height-1, len(ladder), env.Keys.PageDown.Help().Key)
	return append(slices.Clone(ladder[top:top+height-1]), env.Theme.Muted.Render("  "+said)), hidden
}

// View draws the rows, and below them the problem, the panel and the ladder.
func (m many) View(env Env) string {
	l := m.layout(env)
	say := listing{summary: m.q.Summary, empty: m.q.Empty, said: m.said}
	m.list.idle = m.editing
	lines := listed(env, m.list, l.area, say, m.box(env))
	if len(l.below) > 0 {
		lines = fill(lines, l.height)
	}
	return clipped(append(lines, l.below...), env)
}

// box is the checkbox of a row, or a bar where there is nothing to check.
func (m many) box(env Env) boxes {
	chosen := make(map[string]bool, len(m.chosen))
	for _, value := range m.chosen {
		chosen[value] = true
	}
	return func(o steps.Option) (string, lipgloss.Style) {
		switch {
		case chosen[o.Value]:
			return "[x]", env.Theme.Selected
		case o.Disabled != "":
			return "─ ─", env.Theme.Disabled
		default:
			return "[ ]", env.Theme.Muted
		}
	}
}

// panelLines is the panel: a line about it, or its fields while they are edited.
func (m many) panelLines(env Env) []string {
	if m.q.Panel == nil {
		return nil
	}
	if m.editing {
		d := m.panel.view(env, env.Width, true)
		height := max(3, env.Height-7)
		return seen(env, d, windowed(d, m.panel.focus, 0, height), height)
	}
	hint := ""
	if m.panel.focus >= 0 {
		help := env.Keys.Edit.Help()
		hint = env.Theme.Key.Render(help.Key) + env.Theme.KeyHelp.Render(" to "+help.Desc)
	}
	lines := m.panel.compact(env, max(10, env.Width-lipgloss.Width(hint)-gap))
	for _, a := range m.panel.asked {
		if a.Problem != "" {
			lines = append(lines, marked(env, steps.Blocks, a.Problem, env.Width)...)
		}
	}
	if len(lines) > 0 {
		lines[0] = apart(lines[0], hint, env.Width)
	}
	return lines
}
