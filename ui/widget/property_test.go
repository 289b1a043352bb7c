package widget

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"sagevpc/steps"
	"sagevpc/steps/capacity"
)

// words is text as an account may hold it: plain, long, wide, and hostile.
func words() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "private-a", "vpc-0a1b2c3d4e5f60718", "10.0.0.0/16", hostile, "日本語のサブネット", "e\u0301", "🚀🚀", "a=b c=d", long()}),
		rapid.StringN(0, 12, -1),
	)
}

func anOption() *rapid.Generator[steps.Option] {
	return rapid.Custom(func(t *rapid.T) steps.Option {
		o := steps.Option{
			Value: words().Draw(t, "value"), Label: words().Draw(t, "label"), Note: words().Draw(t, "note"),
			Columns: rapid.SliceOfN(words(), 0, 4).Draw(t, "columns"),
			Group:   rapid.SampledFrom([]string{"", "a", "b", "nowhere"}).Draw(t, "group"),
			Mark:    rapid.SampledFrom([]steps.Mark{steps.NoMark, steps.Holds, steps.Warns, steps.Blocks, steps.Unknown}).Draw(t, "mark"),
			Detail:  rapid.SliceOfN(aLine(), 0, 3).Draw(t, "detail"),
		}
		if rapid.Bool().Draw(t, "disabled") {
			o.Disabled = words().Draw(t, "reason")
		}
		if rapid.Bool().Draw(t, "metered") {
			n := rapid.IntRange(-3, 100000)
			o.Meter = &steps.Meter{Used: n.Draw(t, "used"), Size: n.Draw(t, "size"), Free: n.Draw(t, "free"), Need: n.Draw(t, "need")}
		}
		return o
	})
}

func aLine() *rapid.Generator[steps.Line] {
	return rapid.Custom(func(t *rapid.T) steps.Line {
		return steps.Line{Mark: steps.Warns, Label: words().Draw(t, "label"), Text: words().Draw(t, "text"), Detail: words().Draw(t, "detail")}
	})
}

func aField() *rapid.Generator[steps.Field] {
	return rapid.Custom(func(t *rapid.T) steps.Field {
		return steps.Field{
			Key: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "key"), Label: words().Draw(t, "label"),
			Kind:    rapid.SampledFrom([]steps.FieldKind{steps.TextField, steps.NumberField, steps.SelectField, steps.ToggleField}).Draw(t, "kind"),
			Value:   words().Draw(t, "value"),
			Options: rapid.SliceOfN(anOption(), 0, 6).Draw(t, "options"),
			Hint:    words().Draw(t, "hint"), Problem: words().Draw(t, "problem"),
			ReadOnly: rapid.SampledFrom([]string{"", "", "fixed"}).Draw(t, "readOnly"),
			Secret:   rapid.Bool().Draw(t, "secret"),
		}
	})
}

func aForm(t *rapid.T) steps.Form {
	return steps.Form{Intro: rapid.SliceOfN(words(), 0, 2).Draw(t, "intro"), Fields: rapid.SliceOfN(aField(), 0, 5).Draw(t, "fields")}
}

func aQuestion() *rapid.Generator[steps.Question] {
	return rapid.Custom(func(t *rapid.T) steps.Question {
		options := rapid.SliceOfN(anOption(), 0, 12).Draw(t, "rows")
		groups := rapid.SampledFrom([][]steps.Group{nil, {{Key: "a", Label: hostile, Note: long()}, {Key: "b"}}}).Draw(t, "groups")
		selected := words().Draw(t, "selected")
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return steps.Choice{Groups: groups, Options: options, Selected: selected, Empty: words().Draw(t, "empty")}
		case 1:
			q := steps.Many{
				Groups: groups, Options: options, Selected: []string{selected}, Max: rapid.IntRange(0, 3).Draw(t, "max"),
				Summary: words().Draw(t, "summary"), Problem: words().Draw(t, "problem"), Actions: []steps.Action{{ID: steps.BestPair}},
			}
			if rapid.Bool().Draw(t, "panelled") {
				form := aForm(t)
				q.Panel = &form
				q.Ladder = &capacity.Ladder{Steps: []capacity.Step{{Name: hostile, Need: 8, Free: 3, Formula: long()}, {Name: "now", OK: true}}}
			}
			return q
		case 2:
			return aForm(t)
		case 3:
			return aMatrix(t, options, selected)
		default:
			q := steps.Document{
				Templates: options, Selected: selected, Text: words().Draw(t, "text") + "\n" + policyText(),
				Lines: rapid.SliceOfN(aLine(), 0, 3).Draw(t, "lines"), Truth: rapid.SliceOfN(aLine(), 0, 6).Draw(t, "truth"),
			}
			if rapid.Bool().Draw(t, "own") {
				f := aField().Draw(t, "file")
				q.File = &f
			}
			if len(options) > 0 && rapid.Bool().Draw(t, "editable") {
				last := &q.Templates[len(options)-1]
				last.Value, last.Disabled, q.Own, q.OwnText = "mine", "", "mine", words().Draw(t, "own text")
				q.Problems = []steps.TextProblem{{Line: aLine().Draw(t, "problem"), Row: rapid.IntRange(0, 30).Draw(t, "row"), Column: 3}}
				q.Size = aLine().Draw(t, "size")
				q.Request = &steps.Field{Key: steps.RequestKey, Kind: steps.TextField, Label: "Request", Problem: words().Draw(t, "refused")}
				q.Consent = &steps.Field{Key: steps.ConsentKey, Kind: steps.ToggleField, Label: words().Draw(t, "consent"), Problem: words().Draw(t, "lacking")}
				q.Sections = []steps.Section{{Title: words().Draw(t, "title"), Lines: rapid.SliceOfN(aLine(), 0, 5).Draw(t, "section")}}
				if n := len(q.Truth); n > 0 {
					q.Requests = []string{words().Draw(t, "request")}
				}
			}
			return q
		}
	})
}

func aMatrix(t *rapid.T, options []steps.Option, selected string) steps.Matrix {
	q := steps.Matrix{
		Selected: []string{selected}, Summary: words().Draw(t, "summary"), Problem: words().Draw(t, "problem"), Empty: words().Draw(t, "empty"),
	}
	for range rapid.IntRange(0, 17).Draw(t, "columns") {
		q.Columns = append(q.Columns, steps.Column{Key: words().Draw(t, "key"), Label: words().Draw(t, "column"), Note: words().Draw(t, "zone")})
	}
	cell := rapid.Custom(func(t *rapid.T) steps.Cell {
		return steps.Cell{
			Mark: rapid.SampledFrom([]steps.Mark{steps.NoMark, steps.Holds, steps.Warns, steps.Blocks, steps.Unknown}).Draw(t, "verdict"),
			Text: words().Draw(t, "word"), Title: words().Draw(t, "title"), Way: rapid.SliceOfN(aLine(), 0, 8).Draw(t, "way"),
		}
	})
	for _, o := range options {
		row := steps.MatrixRow{Option: o, Cells: rapid.SliceOfN(cell, 0, len(q.Columns)).Draw(t, "cells")}
		row.Fixed = rapid.SampledFrom([]string{"", "", hostile}).Draw(t, "fixed")
		q.Rows = append(q.Rows, row)
	}
	if rapid.Bool().Draw(t, "panelled") {
		form := aForm(t)
		q.Panel = &form
	}
	return q
}

func aMessage() *rapid.Generator[tea.Msg] {
	names := []string{
		"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "enter", "esc", "tab", "shift+tab", "space", "backspace",
		"delete", "ctrl+s", "ctrl+w", "ctrl+u", "ctrl+n", "ctrl+p", "ctrl+z", "ctrl+y", "ctrl+g", "ctrl+home", "ctrl+end", "+", "x", "/", "e", "d", "a", "g", "G", "j", "k", "1", "日", "\u0301", ".", "-",
	}
	return rapid.OneOf(
		rapid.Map(rapid.SampledFrom(names), func(name string) tea.Msg { return press(name) }),
		rapid.Map(words(), func(s string) tea.Msg { return tea.PasteMsg{Content: s} }),
		rapid.Custom(func(t *rapid.T) tea.Msg {
			return tea.MouseClickMsg{X: rapid.IntRange(-1, 130).Draw(t, "x"), Y: rapid.IntRange(-1, 40).Draw(t, "y"), Button: tea.MouseLeft}
		}),
		rapid.SampledFrom([]tea.Msg{tea.MouseWheelMsg{Button: tea.MouseWheelUp}, tea.MouseWheelMsg{Button: tea.MouseWheelDown}}),
	)
}

// TestAnything gives any question any messages at any size: the view stays inside, says
// nothing that a terminal would obey, and only values that were offered are answered.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := aQuestion().Draw(t, "question")
		w := New(q)
		for i := range rapid.IntRange(1, 25).Draw(t, "length") {
			e := env(rapid.IntRange(1, 120).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height"))
			var cmd tea.Cmd
			w, cmd = w.Update(e, aMessage().Draw(t, "message"))
			if cmd != nil {
				offered(t, q, cmd())
			}
			if i%5 == 4 {
				q = aQuestion().Draw(t, "next question")
				w = w.With(q)
			}
			harmless(t, w.View(e), e)
			for _, b := range w.Bindings(e) {
				if b.Help().Key == "" {
					t.Fatal("a binding of the footer has no key")
				}
			}
		}
	})
}

func harmless(t *rapid.T, view string, e Env) {
	lines := strings.Split(view, "\n")
	if len(lines) > e.Height {
		t.Fatalf("%dx%d: %d lines", e.Width, e.Height, len(lines))
	}
	for _, line := range lines {
		bare := ansi.Strip(line)
		if ansi.StringWidth(bare) > e.Width {
			t.Fatalf("%dx%d: %d cells: %q", e.Width, e.Height, ansi.StringWidth(bare), bare)
		}
		if i := strings.IndexFunc(bare, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); i >= 0 {
			t.Fatalf("a control character reached the screen: %q", bare)
		}
	}
}

// offered checks that a reply holds only values that the question had, none of them disabled.
func offered(t *rapid.T, q steps.Question, msg tea.Msg) {
	r, ok := msg.(ReplyMsg)
	if !ok || r.Reply.Action != "" {
		return
	}
	var options []steps.Option
	switch q := q.(type) {
	case steps.Choice:
		options = q.Options
	case steps.Document:
		options = q.Templates
	default:
		return
	}
	fits := func(o steps.Option) bool { return o.Value == r.Reply.Values[0] && o.Disabled == "" }
	if len(r.Reply.Values) != 1 || !slices.ContainsFunc(options, fits) {
		t.Fatalf("%v was answered and never offered", r.Reply.Values)
	}
}
