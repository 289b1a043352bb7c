package widget

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// drawn is lines with the places of the fields in them.
type drawn struct {
	lines []string
	from  []int // first line of each field
	to    []int // the line after its last
}

// view draws every field. Without focus none of them shows that it is being edited.
func (f fields) view(env Env, width int, focused bool) drawn {
	label := 0
	for _, a := range f.asked {
		label = max(label, measure(a.Label))
	}
	label = min(label, max(8, width/3))
	var d drawn
	for i := range f.asked {
		d.from = append(d.from, len(d.lines))
		d.lines = append(d.lines, f.field(env, i, label, width, focused && i == f.focus)...)
		d.to = append(d.to, len(d.lines))
	}
	return d
}

// field draws one field with what is said about it.
func (f fields) field(env Env, i, label, width int, focused bool) []string {
	th, a := env.Theme, f.asked[i]
	lead, style := "  ", th.Muted
	if focused {
		lead, style = th.Accent.Render(theme.Pointer)+" ", th.Strong
	}
	at := 2 + label + gap
	room := max(1, width-at)
	line := lead + style.Render(pad(cut(printable.Line(a.Label), label), label)) + strings.Repeat(" ", gap)
	below := indentOf(at, width)
	if a.ReadOnly != "" {
		return f.readOnly(env, i, line, room, below, width)
	}
	lines := []string{line + f.value(env, i, room, focused)}
	add := func(more []string) {
		for _, m := range more {
			lines = append(lines, strings.Repeat(" ", below)+m)
		}
	}
	add(marked(env, steps.Blocks, f.problem(i), width-below))
	if focused {
		add(styled(wrapped(a.Hint, width-below), th.Muted))
		add(f.offered(env, i, width-below))
	}
	return lines
}

// indentOf is how far what is said about a field is set in: under its value where there
// is room for a sentence.
func indentOf(at, width int) int {
	if width-at < 34 {
		return min(4, width/4)
	}
	return at
}

func (f fields) readOnly(env Env, i int, line string, room, below, width int) []string {
	th, a := env.Theme, f.asked[i]
	value := printable.Line(f.unfocused(i))
	if ansi.StringWidth(value)+gap+measure(a.ReadOnly) <= room {
		return []string{line + render(th.Text, value) + strings.Repeat(" ", gap) + th.Muted.Render(printable.Line(a.ReadOnly))}
	}
	lines := []string{line + render(th.Text, cut(value, room))}
	for _, reason := range styled(wrapped(a.ReadOnly, width-below), th.Muted) {
		lines = append(lines, strings.Repeat(" ", below)+reason)
	}
	return lines
}

// unfocused is the raw text of a field that is not being edited.
func (f fields) unfocused(i int) string {
	if f.asked[i].Secret {
		return hidden(f.edits[i].text.value)
	}
	return f.shown(i)
}

// value draws what a field holds, as it can be edited when it has the focus.
func (f fields) value(env Env, i, room int, focused bool) string {
	th, a, e := env.Theme, f.asked[i], f.edits[i]
	if a.Kind == steps.ToggleField {
		return f.toggle(env, i, focused)
	}
	raw := f.unfocused(i)
	switch {
	case focused && a.Kind == steps.SelectField:
		return f.selected(env, i, room)
	case focused:
		return e.text.view(th, room, f.ghost(i))
	case raw == "":
		return th.Placeholder.Render(cut("empty", room))
	default:
		return th.Text.Render(cut(printable.Line(raw), room))
	}
}

func (f fields) toggle(env Env, i int, focused bool) string {
	box, word := "[ ]", "no"
	if f.edits[i].text.value == on {
		box, word = "[x]", "yes"
	}
	if focused {
		return env.Theme.Accent.Render(box) + " " + word
	}
	return box + " " + word
}

// selected draws a select that has the focus: turning arrows, and which of how many.
func (f fields) selected(env Env, i, room int) string {
	th, a, e := env.Theme, f.asked[i], f.edits[i]
	label := cut(printable.Line(f.shown(i)), max(1, room-4))
	line := th.Accent.Render("‹") + " " + th.Strong.Render(label) + " " + th.Accent.Render("›")
	said := ""
	at := slices.IndexFunc(a.Options, func(o steps.Option) bool { return o.Value == e.text.value })
	switch {
	case e.typed != "":
		said = "typed: " + printable.Line(e.typed)
	case at >= 0:
		said = fmt.Sprintf("%d of %d", at+1, len(a.Options))
		if note := a.Options[at].Note; note != "" {
			said += " · " + printable.Line(note)
		}
	}
	spare := room - ansi.StringWidth(line) - gap
	if said == "" || spare < 4 {
		return line
	}
	return line + strings.Repeat(" ", gap) + th.Muted.Render(cut(said, spare))
}

// offers is how many suggestions are shown at once.
const offers = 4

// offered draws the suggestions for the field in focus, around the highlighted one.
func (f fields) offered(env Env, i, width int) []string {
	th, a, e := env.Theme, f.asked[i], f.edits[i]
	if a.Kind == steps.ToggleField || a.Kind == steps.NumberField || a.Kind == steps.SelectField && e.typed == "" {
		return nil
	}
	found := f.suggestions(i)
	if len(found) == 0 {
		return nil
	}
	pick := min(e.pick, len(found)-1)
	if a.Kind == steps.SelectField {
		pick = slices.IndexFunc(found, func(o steps.Option) bool { return o.Value == e.text.value })
	}
	top := max(0, min(pick-1, len(found)-offers))
	lines := make([]string, 0, offers+1)
	for n := top; n < min(top+offers, len(found)); n++ {
		lines = append(lines, suggestion(th, found[n], n == pick, width))
	}
	if len(found) > offers {
		lines = append(lines, th.Muted.Render(fmt.Sprintf("  %d of %s", pick+1, grouped(len(found)))))
	}
	return lines
}

func suggestion(th theme.Theme, o steps.Option, picked bool, width int) string {
	p := painter{th: th, width: width, onCursor: picked}
	if picked {
		p.put(theme.Pointer, th.Accent)
	}
	p.to(2)
	said := append([]string{o.Label}, o.Columns...)
	said = append(said, o.Note, o.Disabled)
	said = slices.DeleteFunc(said, func(s string) bool { return s == "" || s == o.Value })
	style := th.Text
	if o.Disabled != "" {
		style = th.Disabled
	}
	p.put(printable.Line(o.Value), style)
	if len(said) > 0 {
		p.put("  "+printable.Line(strings.Join(said, " · ")), th.Muted)
	}
	return p.b.String()
}

// compact is the fields in a line: the first one's value alone, as the subject of the rest.
func (f fields) compact(env Env, width int) []string {
	parts := make([]string, 0, len(f.asked))
	for i, a := range f.asked {
		said := printable.Line(f.unfocused(i))
		switch {
		case a.Kind == steps.ToggleField && f.edits[i].text.value == on:
			said = "yes"
		case a.Kind == steps.ToggleField:
			said = "no"
		case said != "" && strings.HasPrefix(a.Hint, said+": "):
			// A value that stands for another one says which.
			said = printable.Line(a.Hint)
		}
		if i > 0 {
			said = env.Theme.Muted.Render(printable.Line(a.Label)) + " " + said
		}
		parts = append(parts, said)
	}
	return flow(parts, env.Theme.Muted.Render(" · "), width)
}

// flow puts parts one after another and breaks lines only between them.
func flow(parts []string, between string, width int) []string {
	var lines []string
	line := ""
	for _, part := range parts {
		part = cut(part, width)
		joined := line + between + part
		switch {
		case line == "":
			line = part
		case ansi.StringWidth(joined) <= width:
			line = joined
		default:
			lines = append(lines, line)
			line = part
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
