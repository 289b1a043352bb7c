// Package theme is the only place with colours. Its styles are named after what they
// mean, so that a widget never chooses a colour, and every meaning also has a symbol, a
// weight or a word: a terminal without colour loses nothing but beauty.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"sagevpc/steps"
)

// Theme is the styles of one background, dark or light. It is a value without hidden
// state: two themes of the same background draw the same bytes. Colours are 24 bit, and
// Bubble Tea reduces them to what the terminal can do.
type Theme struct {
	Dark bool // which background the styles were made for

	Title   lipgloss.Style // the heading of a screen
	Heading lipgloss.Style // the heading inside a screen: a group, a column of remarks
	Text    lipgloss.Style // what is read
	Strong  lipgloss.Style // text that matters more than its neighbours
	Muted   lipgloss.Style // what may be skipped: notes, ids, units
	Accent  lipgloss.Style // the one colour that says "here": cursor, step, focus

	Cursor   lipgloss.Style // the row under the cursor
	Selected lipgloss.Style // a chosen row
	Disabled lipgloss.Style // a row that cannot be chosen

	Good    lipgloss.Style // holds
	Warn    lipgloss.Style // needs a yes
	Bad     lipgloss.Style // blocks
	Unknown lipgloss.Style // could not be checked

	Added   lipgloss.Style // "+" of a diff
	Removed lipgloss.Style // "-" of a diff
	Changed lipgloss.Style // "~" of a diff

	Header  lipgloss.Style // the top line: account, region, caller
	Badge   lipgloss.Style // a word in a box: read-only, demo
	Rule    lipgloss.Style // lines between areas
	Border  lipgloss.Style // lines around an area
	Key     lipgloss.Style // a key of the footer
	KeyHelp lipgloss.Style // what that key does

	Input       lipgloss.Style // a text that can be edited
	InputCursor lipgloss.Style // the cell that the text cursor is on
	Placeholder lipgloss.Style // what stands in an empty text
	Match       lipgloss.Style // the part of a row that a filter found

	MeterUsed  lipgloss.Style // the used part of a meter
	MeterFree  lipgloss.Style // the free part of a meter
	MeterShort lipgloss.Style // the used part where too little is free

	cursor color.Color
}

// The symbols of the list of steps.
const (
	RailDone   = "●" // answered
	RailHere   = "◉" // on screen
	RailToCome = "○" // not yet asked
)

// The symbols of lists and meters.
const (
	Pointer   = "▸" // the row under the cursor
	MeterFull = "▰" // a used part
	MeterOpen = "▱" // a free part
	More      = "…" // something was cut
	Up        = "↑" // there are more rows above
	Down      = "↓" // there are more rows below
	Left      = "‹" // there are more columns before
	Right     = "›" // there are more columns behind
	RuleLine  = "─" // a cell of a horizontal rule
	RuleBar   = "│" // a cell of a vertical rule
)

// New returns the styles for a dark or a light background.
func New(dark bool) Theme {
	p := paletteOf(dark)
	plain := lipgloss.NewStyle()
	ink := func(c color.Color) lipgloss.Style { return plain.Foreground(c) }
	return Theme{
		Dark: dark,

		Title:   plain.Bold(true),
		Heading: ink(p.accent).Bold(true),
		Text:    plain,
		Strong:  plain.Bold(true),
		Muted:   ink(p.muted),
		Accent:  ink(p.accent),

		Cursor:   plain.Background(p.cursor).Bold(true),
		Selected: ink(p.accent),
		Disabled: ink(p.muted),

		Good:    ink(p.good),
		Warn:    ink(p.warn),
		Bad:     ink(p.bad).Bold(true),
		Unknown: ink(p.unknown),

		Added:   ink(p.good),
		Removed: ink(p.bad),
		Changed: ink(p.warn),

		Header:  plain.Bold(true),
		Badge:   ink(p.accent).Reverse(true).Padding(0, 1),
		Rule:    ink(p.rule),
		Border:  ink(p.rule),
		Key:     ink(p.accent).Bold(true),
		KeyHelp: ink(p.muted),

		Input:       plain.Underline(true),
		InputCursor: plain.Reverse(true),
		Placeholder: ink(p.muted).Italic(true),
		Match:       ink(p.accent).Underline(true),

		MeterUsed:  ink(p.accent),
		MeterFree:  ink(p.rule),
		MeterShort: ink(p.bad),

		cursor: p.cursor,
	}
}

// OnCursor returns s as it looks on the row under the cursor, so that a row of several
// styles keeps one background from end to end.
func (t Theme) OnCursor(s lipgloss.Style) lipgloss.Style {
	return s.Background(t.cursor).Bold(true)
}

// Mark returns the symbol of a verdict, one cell wide, and the style to draw it in.
// NoMark is a space.
func (t Theme) Mark(m steps.Mark) (string, lipgloss.Style) {
	switch m {
	case steps.Holds:
		return "✓", t.Good
	case steps.Warns:
		return "!", t.Warn
	case steps.Blocks:
		return "✗", t.Bad
	case steps.Unknown:
		return "?", t.Unknown
	case steps.NoMark:
		return " ", t.Text
	default:
		return " ", t.Text
	}
}
