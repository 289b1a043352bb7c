package widget

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// MarkOf is the verdict that a finding amounts to: what the plan repairs holds, and what
// could not be checked is never anything but unknown. NoMark is for what is only worth knowing.
func MarkOf(f plan.Finding) steps.Mark {
	switch {
	case f.Severity == plan.Unknown:
		return steps.Unknown
	case !f.After:
		return steps.Holds
	case f.Severity == plan.Block:
		return steps.Blocks
	case f.Severity == plan.Warn:
		return steps.Warns
	}
	return steps.NoMark
}

// tally counts the findings by what they mean for the plan.
func tally(env Env, p plan.Plan) []string {
	counts := map[string]int{}
	for _, f := range p.Findings {
		counts[class(f)]++
	}
	head := env.Theme.Heading.Render("Checks")
	lines := []string{head}
	for _, part := range []struct {
		class string
		mark  steps.Mark
		words string
	}{
		{"holds", steps.Holds, "hold"},
		{"repaired", steps.Holds, "repaired by this plan"},
		{"blocks", steps.Blocks, "block"},
		{"warns", steps.Warns, "to accept"},
		{"unknown", steps.Unknown, "not known"},
	} {
		n := counts[part.class]
		if n == 0 {
			continue
		}
		symbol, style := env.Theme.Mark(part.mark)
		said := style.Render(fmt.Sprintf("%s %d %s", symbol, n, part.words))
		last := len(lines) - 1
		if ansi.StringWidth(lines[last])+3+ansi.StringWidth(said) > env.Width {
			lines = append(lines, strings.Repeat(" ", ansi.StringWidth(head)))
			last++
		}
		lines[last] += "   " + said
	}
	if lines[0] == head {
		symbol, style := env.Theme.Mark(steps.Holds)
		lines[0] += "   " + style.Render(symbol+" nothing speaks against this plan")
	}
	return lines
}

func class(f plan.Finding) string {
	if f.Repaired() && f.Severity != plan.Unknown {
		return "repaired"
	}
	return string(MarkOf(f))
}

// blocks is the class of what stops a plan.
const blocks = string(steps.Blocks)

// others are the order in which the other findings are listed: what needs a yes, what is
// not known, what is taken care of, and the rest.
var others = []string{string(steps.Warns), string(steps.Unknown), "repaired", string(steps.NoMark)}

// findings lists what is to be read before consent, class by class. What merely holds is
// only counted.
func (r review) findings(env Env, classes ...string) []string {
	wide := 0
	for _, f := range r.q.Plan.Findings {
		wide = max(wide, measure(f.Rule))
	}
	wide = min(wide, env.Width/3)
	ways := r.ways(env)
	var lines []string
	for _, wanted := range classes {
		for i, f := range r.q.Plan.Findings {
			if class(f) == wanted {
				lines = append(lines, r.finding(env, f, ways[i], wide)...)
			}
		}
	}
	return lines
}

// ways says of each finding that blocks how to get to the screen that can change it: the
// key that opens the first such screen, the title of any other.
func (r review) ways(env Env) map[int]string {
	ways := map[int]string{}
	if env.Way == nil {
		return ways
	}
	opened := ""
	for i, f := range r.q.Plan.Findings {
		title := ""
		if f.Blocks() {
			title = env.Way(f.Rule)
		}
		if opened == "" {
			opened = title
		}
		switch title {
		case "":
		case opened:
			ways[i] = env.Keys.Blocker.Help().Key + " opens " + title
		default:
			ways[i] = "on the screen " + title
		}
	}
	return ways
}

// finding draws one finding and what is done about it. What is to be accepted is said with
// its detail: nobody can accept what they have not read.
func (r review) finding(env Env, f plan.Finding, way string, wide int) []string {
	symbol, style := env.Theme.Mark(MarkOf(f))
	rule := pad(cut(printable.Line(f.Rule), wide), wide)
	column := 4 + wide + 2
	room := env.Width - column
	if room < 24 {
		column, room = 4, env.Width-4
	}
	summary := f.Summary
	if f.Repaired() {
		// A tick must not stand before what reads as a fault.
		summary = "repaired: " + summary
	}
	said := wrapped(summary, room)
	var lines []string
	if column == 4 {
		lines = append(lines, "  "+style.Render(symbol+" "+rule))
	} else if len(said) > 0 {
		lines = append(lines, "  "+style.Render(symbol+" "+rule)+"  "+said[0])
		said = said[1:]
	}
	lines = append(lines, indented(column, slices.Clone(said))...)
	var further []string
	if r.details || class(f) == string(steps.Warns) {
		further = append(further, wrapped(f.Detail, room)...)
	}
	further = append(further, arrow(r.consequent(f), room)...)
	further = append(further, arrow(way, room)...)
	if r.details {
		further = append(further, wrapped(strings.Join(slices.DeleteFunc(
			[]string{f.Subject, f.Source}, func(s string) bool { return s == "" }), " · "), room)...)
	}
	return append(lines, indented(column, styled(further, env.Theme.Muted))...)
}

// consequent is what the plan or the reader does about a finding.
func (r review) consequent(f plan.Finding) string {
	if !f.Repaired() {
		return f.Fix
	}
	said := make([]string, 0, len(f.RepairedBy))
	for _, id := range f.RepairedBy {
		if c, ok := r.q.Plan.Change(id); ok {
			said = append(said, strings.TrimSpace(c.Request.Op+" "+c.Name))
		}
	}
	if len(said) == 0 {
		return "by this plan"
	}
	return "by " + strings.Join(said, ", ")
}

// arrow wraps a sentence behind an arrow, its further lines below its first word.
func arrow(raw string, room int) []string {
	lines := wrapped(raw, room-2)
	for i, line := range lines {
		lead := "  "
		if i == 0 {
			lead = "→ "
		}
		lines[i] = lead + line
	}
	return lines
}
