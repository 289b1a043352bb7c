package theme

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
)

func marks() []steps.Mark {
	return []steps.Mark{steps.NoMark, steps.Holds, steps.Warns, steps.Blocks, steps.Unknown}
}

// TestMarksSurviveWithoutColour holds that every verdict has a symbol of its own, one cell wide.
func TestMarksSurviveWithoutColour(t *testing.T) {
	seen := map[string]steps.Mark{}
	for _, m := range marks() {
		symbol, _ := New(true).Mark(m)
		if other, ok := seen[symbol]; ok {
			t.Errorf("%q and %q are both %q", m, other, symbol)
		}
		seen[symbol] = m
		if w := ansi.StringWidth(symbol); w != 1 {
			t.Errorf("%q is %d cells wide", m, w)
		}
	}
	if symbol, _ := New(true).Mark("nonsense"); symbol != " " {
		t.Errorf("a mark that is not known is drawn as %q", symbol)
	}
}

func TestSymbolsAreOneCell(t *testing.T) {
	symbols := []string{RailDone, RailHere, RailToCome, Pointer, MeterFull, MeterOpen, More, Up, Down, Left, Right, RuleLine, RuleBar}
	seen := map[string]bool{}
	for _, s := range symbols {
		if ansi.StringWidth(s) != 1 || seen[s] {
			t.Errorf("%q is not one cell, or not the only one", s)
		}
		seen[s] = true
	}
}

// TestWeightsSurviveWithoutColour strips the colours and looks at what is left of the
// styles that no symbol stands beside.
func TestWeightsSurviveWithoutColour(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := New(dark)
		for name, style := range map[string]lipgloss.Style{
			"Title": th.Title, "Heading": th.Heading, "Strong": th.Strong, "Cursor": th.Cursor, "Header": th.Header, "Key": th.Key,
			"OnCursor": th.OnCursor(th.Muted),
		} {
			if !style.GetBold() {
				t.Errorf("dark %v: %s is not bold", dark, name)
			}
		}
		if !th.Badge.GetReverse() || !th.InputCursor.GetReverse() || !th.Input.GetUnderline() || !th.Match.GetUnderline() {
			t.Errorf("dark %v: badge, input or match have nothing but colour", dark)
		}
	}
}

// TestContrast holds WCAG 2.2's 4.5 to 1 for everything that is read, on the backgrounds
// that terminals have and on the row under the cursor.
func TestContrast(t *testing.T) {
	backgrounds := map[bool][]string{
		true:  {"#000000", "#1e1e1e", "#1a1b26"},
		false: {"#ffffff", "#fafafa"},
	}
	for dark, grounds := range backgrounds {
		th, p := New(dark), paletteOf(dark)
		under := []color.Color{p.cursor}
		for _, g := range grounds {
			under = append(under, lipgloss.Color(g))
		}
		for name, style := range map[string]lipgloss.Style{
			"Muted": th.Muted, "Accent": th.Accent, "Heading": th.Heading, "Selected": th.Selected, "Disabled": th.Disabled,
			"Good": th.Good, "Warn": th.Warn, "Bad": th.Bad, "Unknown": th.Unknown, "Added": th.Added, "Removed": th.Removed,
			"Changed": th.Changed, "Key": th.Key, "KeyHelp": th.KeyHelp, "Placeholder": th.Placeholder, "Match": th.Match,
		} {
			for _, g := range under {
				if c := contrast(style.GetForeground(), g); c < 4.5 {
					t.Errorf("dark %v: %s has a contrast of %.1f on %v", dark, name, c, g)
				}
			}
		}
	}
}

// contrast is WCAG's ratio of two relative luminances.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestDarkAndLightDiffer(t *testing.T) {
	dark, light := New(true), New(false)
	if !dark.Dark || light.Dark {
		t.Error("a theme does not know its background")
	}
	if dark.Accent.Render("x") == light.Accent.Render("x") {
		t.Error("the accent is the same on both backgrounds")
	}
	if !strings.Contains(dark.OnCursor(dark.Bad).Render("x"), "48;2;") {
		t.Error("the row under the cursor has no background")
	}
}
