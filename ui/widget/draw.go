package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// measure is the cells that s takes once it is made printable. Lists of thousands of rows
// are measured whenever their question changes, hence the short way for plain text.
func measure(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return ansi.StringWidth(printable.Line(s))
		}
	}
	return len(s)
}

// cells is the width of printable text without styles.
func cells(s string) int {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// cut shortens s, printable or styled, to width cells and shows that it did.
func cut(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(s) <= width || ansi.StringWidth(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, theme.More)
}

// pad fills s up to width cells.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// wrapped breaks raw text into printable lines of at most width cells.
func wrapped(raw string, width int) []string {
	if raw == "" || width <= 0 {
		return nil
	}
	return strings.Split(ansi.Wrap(printable.Block(raw), width, ""), "\n")
}

// styled draws every line in one style.
func styled(lines []string, style lipgloss.Style) []string {
	drawn := make([]string, len(lines))
	for i, line := range lines {
		drawn[i] = style.Render(line)
	}
	return drawn
}

// clipped joins the lines that fit. It is the last word on the promise of Widget.View.
func clipped(lines []string, env Env) string {
	lines = lines[:min(len(lines), max(0, env.Height))]
	kept := make([]string, len(lines))
	for i, line := range lines {
		kept[i] = cut(line, env.Width)
	}
	return strings.Join(kept, "\n")
}

// marked draws a sentence behind its mark, with following lines under its first word.
func marked(env Env, m steps.Mark, raw string, width int) []string {
	symbol, style := env.Theme.Mark(m)
	lines := wrapped(raw, width-2)
	for i, line := range lines {
		lead := "  "
		if i == 0 {
			lead = style.Render(symbol) + " "
		}
		lines[i] = lead + line
	}
	return lines
}

// remarks draws marked sentences with their details below, muted.
func remarks(env Env, said []steps.Line, width int) []string {
	lines := make([]string, 0, len(said))
	for _, l := range said {
		lines = append(lines, marked(env, l.Mark, l.Text, width)...)
		for _, detail := range wrapped(l.Detail, width-4) {
			lines = append(lines, "    "+env.Theme.Muted.Render(detail))
		}
	}
	return lines
}

// rule draws a line across, with a word in it when there is one.
func rule(env Env, word string, width int) string {
	if word == "" || width < len(word)+6 {
		return env.Theme.Rule.Render(strings.Repeat(theme.RuleLine, max(0, width)))
	}
	left := strings.Repeat(theme.RuleLine, 2)
	right := strings.Repeat(theme.RuleLine, width-4-ansi.StringWidth(word))
	return env.Theme.Rule.Render(left) + " " + env.Theme.Muted.Render(word) + " " + env.Theme.Rule.Render(right)
}

// apart puts left and right at the two ends of a line; the left gives way.
func apart(left, right string, width int) string {
	if right == "" {
		return cut(left, width)
	}
	right = cut(right, width)
	room := width - ansi.StringWidth(right)
	if room < 4 {
		return right
	}
	return pad(cut(left, room-2), room) + right
}

// fill makes lines exactly height long, so that what is below stays where it is.
func fill(lines []string, height int) []string {
	if len(lines) > height {
		return lines[:max(0, height)]
	}
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines
}
