package widget

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/capacity"
	"sagevpc/ui/printable"
)

// ladderLines is what each situation needs and whether it is there; with formulas, a line
// of every term for each. While a field of the panel cannot be counted with, the numbers
// are those from before, and what they say of the choice is not known.
func (m many) ladderLines(env Env, formulas bool) []string {
	stale := m.stale()
	switch {
	case m.q.Ladder == nil:
		return nil
	case formulas:
		return m.formulaLines(env, stale)
	}
	parts := make([]string, 0, len(m.q.Ladder.Steps))
	for _, rung := range m.q.Ladder.Steps {
		parts = append(parts, rungText(env, rung, stale))
	}
	between := "   "
	if env.Width < 70 {
		between = "  "
	}
	return flow(parts, between, env.Width)
}

// stale reports whether the numbers are those from before what is in the panel.
func (m many) stale() bool {
	return slices.ContainsFunc(m.panel.asked, func(a steps.Field) bool { return a.Problem != "" })
}

// rungText is one rung: what it needs, its verdict, and what is there where that is less.
func rungText(env Env, rung capacity.Step, stale bool) string {
	need := fmt.Sprintf("%s %d", printable.Line(rung.Label()), rung.Need)
	if env.Width >= 80 {
		need += zonal(rung)
	}
	if stale {
		symbol, _ := env.Theme.Mark(steps.Unknown)
		return env.Theme.Muted.Render(need + " " + symbol)
	}
	symbol, style := env.Theme.Mark(verdict(rung))
	if rung.OK {
		return need + " " + style.Render(symbol)
	}
	return style.Render(fmt.Sprintf("%s %s %d free", need, symbol, rung.Free))
}

// breaking is the first rung that does not hold, as the ladder says it; false when all
// hold, or when the numbers are old.
func (m many) breaking(env Env) (string, bool) {
	rung, found := m.q.Ladder.Step(m.q.Ladder.Breaks())
	return rungText(env, rung, false), found && !m.stale()
}

func verdict(rung capacity.Step) steps.Mark {
	switch {
	case rung.OK:
		return steps.Holds
	case rung.Blocks():
		return steps.Blocks
	}
	return steps.Warns
}

func zonal(rung capacity.Step) string {
	if rung.PerZone {
		return " a zone"
	}
	return ""
}

// formulaLines puts the rungs below each other, each with every term of its count.
func (m many) formulaLines(env Env, stale bool) []string {
	rungs := m.q.Ladder.Steps
	name := 0
	for _, rung := range rungs {
		name = max(name, measure(rung.Label()))
	}
	at := 2 + name + gap
	if env.Width-at < 30 {
		at = 4
	}
	var lines []string
	for _, rung := range rungs {
		symbol, style := env.Theme.Mark(verdict(rung))
		if stale {
			symbol, _ = env.Theme.Mark(steps.Unknown)
			style = env.Theme.Muted
		}
		line := style.Render(symbol) + " " + pad(printable.Line(rung.Label()), at-2)
		if at < 2+name+gap {
			lines = append(lines, line)
			line = strings.Repeat(" ", at)
		}
		for _, part := range wrapped(rung.Formula, env.Width-at) {
			lines = append(lines, line+env.Theme.Muted.Render(part))
			line = strings.Repeat(" ", at)
		}
	}
	return lines
}
