package widget

import (
	"encoding/json"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// kindWidth and nameWidth are the columns of a change's first line, in cells.
const (
	kindWidth = 18
	nameWidth = 26
)

// change draws one call that writes: what it does to what, and the object's diff.
func (r review) change(env Env, c plan.Change) []string {
	head := markStyle(env, c.Action.Symbol()).Render(c.Action.Symbol()+" "+pad(string(c.Action), 7)) +
		pad(printable.Line(kindWords(c)), kindWidth) + env.Theme.Strong.Render(printable.Line(c.Name))
	lines := []string{head}
	for _, line := range wrapped(c.Why, env.Width-4) {
		lines = append(lines, "    "+env.Theme.Muted.Render(line))
	}
	diff := c.Diff()
	width := keyWidth(diff, env.Width)
	for _, l := range diff {
		lines = append(lines, diffLine(env, l, width)...)
	}
	for _, said := range r.conditions(c) {
		for _, line := range wrapped(said, env.Width-4) {
			lines = append(lines, "    "+env.Theme.Muted.Render(line))
		}
	}
	if n := len(c.Bystanders); n > 0 {
		noun := "other subnets are"
		if n == 1 {
			noun = "other subnet is"
		}
		said := fmt.Sprintf("%d %s reached by this change: %s", n, noun, strings.Join(bystanders(c), ", "))
		lines = append(lines, indented(4, marked(env, steps.Warns, said, env.Width-4))...)
	}
	if r.details {
		lines = append(lines, changeDetails(env, c)...)
	}
	return lines
}

// bystanders are those of a change by what a person calls them.
func bystanders(c plan.Change) []string {
	names := make([]string, len(c.Bystanders))
	for i, id := range c.Bystanders {
		names[i] = id
		if name := c.Labels[id]; name != "" {
			names[i] = name
		}
	}
	return names
}

// kindWords is what a person calls the kind of a change's object.
func kindWords(c plan.Change) string {
	switch c.Kind {
	case plan.KindModel:
		return "SageMaker model"
	case plan.KindVPCEndpoint:
		return "VPC endpoint"
	case plan.KindBucketPolicy:
		return "bucket policy"
	case plan.KindVPCAttribute:
		return "VPC attribute"
	case plan.KindSecurityGroup:
		return "security group"
	case plan.KindGroupRule:
		if strings.HasSuffix(c.Request.Op, "Ingress") {
			return "inbound rule"
		}
		return "outbound rule"
	case plan.KindAddress:
		return "elastic address"
	case plan.KindNATGateway:
		return "NAT gateway"
	case plan.KindRoute:
		return "route table"
	case plan.KindTableAssociation:
		return "table of a subnet"
	}
	_, name, ok := strings.Cut(c.Kind, ":")
	if !ok {
		return c.Kind
	}
	return name
}

// conditions are what a change costs, and which of the changes before it it needs. The
// model comes after all of them, and says so nowhere.
func (r review) conditions(c plan.Change) []string {
	var out []string
	if item, costs := r.q.Plan.CostOf(c.ID); costs {
		out = append(out, fmt.Sprintf("costs about $%.2f a month: %s", item.MonthlyUSD, item.Formula))
	} else if c.MonthlyUSD > 0 {
		out = append(out, fmt.Sprintf("costs about $%.2f a month", c.MonthlyUSD))
	}
	var needs []string
	for _, id := range c.Needs {
		if n, ok := r.q.Plan.Change(id); ok {
			needs = append(needs, kindWords(n)+" "+n.Name)
		}
	}
	if len(needs) > 0 && c.Kind != plan.KindModel {
		out = append(out, "after "+strings.Join(needs, ", "))
	}
	return out
}

func markStyle(env Env, mark string) lipgloss.Style {
	switch mark {
	case plan.Create.Symbol():
		return env.Theme.Added
	case plan.Update.Symbol():
		return env.Theme.Changed
	case plan.Delete.Symbol():
		return env.Theme.Removed
	}
	return env.Theme.Muted
}

// keyWidth is the column that a diff's values begin in, as far as a third of the width allows.
func keyWidth(diff []plan.DiffLine, width int) int {
	wide := 0
	for _, l := range diff {
		if l.Before != "" || l.After != "" || l.Note != "" {
			wide = max(wide, 2*l.Depth+measure(l.Key))
		}
	}
	return min(wide, width/3)
}

// diffLine draws a field with its mark before it; a long value goes on below its beginning.
func diffLine(env Env, l plan.DiffLine, column int) []string {
	style := markStyle(env, l.Mark)
	const lead = 4
	label := strings.Repeat("  ", l.Depth) + printable.Line(l.Key)
	if l.Key != "" {
		label = pad(label, column) + "  "
	}
	value := diffValue(l)
	if value == "" && l.Note == "" {
		return []string{"  " + style.Render(l.Mark+" "+strings.TrimRight(label, " "))}
	}
	room := max(8, env.Width-lead-ansi.StringWidth(label))
	var lines []string
	for i, line := range strings.Split(ansi.Wrap(value, room, ""), "\n") {
		if i == 0 {
			lines = append(lines, "  "+style.Render(l.Mark+" "+label+line))
			continue
		}
		lines = append(lines, "  "+style.Render("  "+strings.Repeat(" ", ansi.StringWidth(label))+line))
	}
	if l.Note == "" {
		return lines
	}
	last := len(lines) - 1
	gap := "  "
	if value == "" {
		gap = ""
	}
	note := printable.Line(l.Note)
	if ansi.StringWidth(lines[last])+len(gap)+ansi.StringWidth(note) <= env.Width {
		lines[last] += gap + env.Theme.Muted.Render(note)
		return lines
	}
	return append(lines, strings.Repeat(" ", lead+ansi.StringWidth(label))+env.Theme.Muted.Render(note))
}

// diffValue is a line's value, made printable. A policy's indentation is part of it.
func diffValue(l plan.DiffLine) string {
	before, after := printable.Line(l.Before), printable.Line(l.After)
	switch {
	case l.Mark == plan.Update.Symbol() && before != "" && after != "":
		return before + " → " + after
	case l.Mark == plan.Update.Symbol() && l.Key != "" && (before != "" || after != ""):
		return orNothing(before) + " → " + orNothing(after)
	case after != "":
		return after
	}
	return before
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// changeDetails is how the change is taken back, and the request as it is sent once what it
// refers to is made.
func changeDetails(env Env, c plan.Change) []string {
	var lines []string
	if c.Undo != "" {
		lines = append(lines, wrapped("undo: "+c.Undo, env.Width-4)...)
	}
	lines = append(lines, printable.Line(c.Request.Service+":"+c.Request.Op))
	body, err := json.MarshalIndent(c.Request.Input, "", "  ")
	if err != nil {
		body = []byte(err.Error())
	}
	lines = append(lines, wrapped(plan.Spoken(string(body)), env.Width-4)...)
	return indented(4, styled(lines, env.Theme.Muted))
}

func indented(cells int, lines []string) []string {
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", cells) + line
	}
	return lines
}
