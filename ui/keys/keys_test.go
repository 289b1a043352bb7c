package keys

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
)

// screens are the bindings that are live at the same time.
func screens(m Map) map[string][]key.Binding {
	shell := []key.Binding{m.Back, m.Help, m.Copy, m.Refresh, m.Calls, m.Quit, m.Earlier}
	move := []key.Binding{m.Up, m.Down, m.Top, m.Bottom, m.PageUp, m.PageDown}
	text := []key.Binding{
		m.Confirm, m.Back, m.Quit, m.NextField, m.PrevField, m.Submit, m.NextSuggestion, m.PrevSuggestion,
		m.Erase, m.Delete, m.EraseWord, m.EraseLine, m.Home, m.End,
	}
	join := func(sets ...[]key.Binding) []key.Binding {
		var all []key.Binding
		for _, set := range sets {
			all = append(all, set...)
		}
		return all
	}
	return map[string][]key.Binding{
		"choice":       join(shell, move, []key.Binding{m.Confirm, m.Filter, m.Details, m.Tables}),
		"many":         join(shell, move, []key.Binding{m.Confirm, m.Filter, m.Toggle, m.Edit, m.Details, m.BestPair}),
		"route tables": join(shell, move, []key.Binding{m.Confirm, m.Filter, m.Toggle, m.Edit, m.InEffect}),
		"filter":       {m.Confirm, m.Back, m.Quit, m.Up, m.Down, m.PageUp, m.PageDown, m.Erase, m.EraseWord, m.EraseLine},
		"text":         join(text, []key.Binding{m.Left, m.Right}),
		"text, at end": join(text, []key.Binding{m.Left, m.Complete}),
		"number":       join(text, []key.Binding{m.More, m.Less}),
		"select":       join(text, []key.Binding{m.More, m.Less, m.Toggle}),
		"switch":       join(shell, []key.Binding{m.Confirm, m.NextField, m.PrevField, m.Submit, m.Toggle, m.Left, m.Right}),
		"document": join(shell, move, []key.Binding{
			m.Confirm, m.Edit, m.Right, m.Details, m.Toggle, m.NextPane, m.PrevPane, m.OpenEditor, m.ToProblem, m.AddRequest, m.DropEntry,
		}),
		"document path":    text,
		"document request": text,
		"document text": {
			m.Confirm, m.Back, m.Quit, m.HelpInText, m.Submit, m.NextPane, m.PrevPane, m.TextTop, m.TextBottom, m.UndoEdit, m.RedoEdit,
			m.OpenEditor, m.ToProblem, m.Erase, m.Delete, m.EraseWord, m.EraseLine, m.Home, m.End, m.PageUp, m.PageDown,
		},
		"review":     join(shell, move, []key.Binding{m.Confirm, m.Apply, m.Save, m.Details, m.Blocker}),
		"consent":    {m.Consent, m.Back, m.Quit},
		"run failed": join(shell, move, []key.Binding{m.Confirm, m.Keep, m.Undo, m.Retry, m.Details}),
	}
}

// TestNoCollisions holds that a key means one thing on a screen.
func TestNoCollisions(t *testing.T) {
	for name, bindings := range screens(Default()) {
		seen := map[string]string{}
		for _, b := range bindings {
			if !b.Enabled() {
				t.Errorf("%s: %q is disabled", name, b.Help().Desc)
			}
			for _, k := range b.Keys() {
				if other, ok := seen[k]; ok {
					t.Errorf("%s: %q is %q and %q", name, k, other, b.Help().Desc)
				}
				seen[k] = b.Help().Desc
			}
		}
	}
}

// TestNothingIsWrittenByAKeyThatBrowses holds design section 9: what applies or undoes is
// not a key that moves, filters or copies anywhere.
func TestNothingIsWrittenByAKeyThatBrowses(t *testing.T) {
	m := Default()
	browse := map[string]bool{}
	for _, b := range []key.Binding{m.Up, m.Down, m.Left, m.Right, m.Top, m.Bottom, m.PageUp, m.PageDown, m.Filter, m.Help, m.Refresh, m.Calls, m.Confirm} {
		for _, k := range b.Keys() {
			browse[k] = true
		}
	}
	for _, b := range []key.Binding{m.Apply, m.Consent, m.Keep, m.Undo, m.Retry} {
		for _, k := range b.Keys() {
			if browse[k] {
				t.Errorf("%q browses, and also means %q", k, b.Help().Desc)
			}
		}
	}
}

// TestEveryBindingIsComplete looks at every field of the map, also at those to come.
func TestEveryBindingIsComplete(t *testing.T) {
	v := reflect.ValueOf(Default())
	for i := range v.NumField() {
		b, ok := v.Field(i).Interface().(key.Binding)
		if !ok {
			t.Fatalf("%s is not a binding", v.Type().Field(i).Name)
		}
		if len(b.Keys()) == 0 || b.Help().Key == "" || b.Help().Desc == "" {
			t.Errorf("%s has no key or no help", v.Type().Field(i).Name)
		}
	}
}

// TestKeysAreSpelledAsBubbleTeaDoes presses single characters and the space bar as a
// terminal sends them.
func TestKeysAreSpelledAsBubbleTeaDoes(t *testing.T) {
	v := reflect.ValueOf(Default())
	for i := range v.NumField() {
		b := v.Field(i).Interface().(key.Binding)
		for _, k := range b.Keys() {
			msg := tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
			switch {
			case utf8.RuneCountInString(k) == 1:
				r, _ := utf8.DecodeRuneInString(k)
				msg = tea.KeyPressMsg{Code: r, Text: k}
			case strings.HasPrefix(k, "ctrl+") && len(k) == len("ctrl+x"):
				msg = tea.KeyPressMsg{Code: rune(k[len("ctrl+")]), Mod: tea.ModCtrl}
			case k != "space":
				continue
			}
			if !key.Matches(msg, b) {
				t.Errorf("%s does not match a press of %q, which is %q", v.Type().Field(i).Name, k, msg.String())
			}
		}
	}
}

func TestActions(t *testing.T) {
	m := Default()
	for _, id := range []steps.ActionID{steps.BestPair, steps.RouteTables, steps.AutoTables, steps.Apply, steps.Keep, steps.Undo, steps.Retry} {
		if b := m.Action(id); !b.Enabled() || len(b.Keys()) == 0 {
			t.Errorf("%s has no key", id)
		}
	}
	if m.Action("nonsense").Enabled() {
		t.Error("an action that is not known has a key")
	}
}

func TestLabelledLeavesTheMapAlone(t *testing.T) {
	m := Default()
	b := Labelled(m.Confirm, "done")
	if b.Help().Desc != "done" || b.Help().Key != "enter" || m.Confirm.Help().Desc != "next" {
		t.Errorf("labelled %v, map %v", b.Help(), m.Confirm.Help())
	}
}
