// Package keys is the only place with key strings.
package keys

import (
	"charm.land/bubbles/v2/key"

	"sagevpc/steps"
)

// Map is every binding of the program. Bindings that share a key never live on the same
// screen; which ones live together is held by a test.
type Map struct {
	// In every list.
	Up, Down, Top, Bottom, PageUp, PageDown key.Binding
	Left, Right                             key.Binding
	Toggle                                  key.Binding // chooses a row of several, flips a switch
	Filter                                  key.Binding

	// On every screen.
	Confirm key.Binding // enter: the next field, the next step
	Back    key.Binding // esc: one step back, never out
	Help    key.Binding
	Copy    key.Binding
	Refresh key.Binding
	Calls   key.Binding // every API call made
	Quit    key.Binding
	Earlier key.Binding // the step above this one in the list of steps
	// HelpInText is Help while a text has focus and takes every character.
	HelpInText key.Binding

	// In texts and forms.
	NextField, PrevField           key.Binding
	Submit                         key.Binding // confirms a form from any of its fields
	Complete                       key.Binding // takes the suggestion
	NextSuggestion, PrevSuggestion key.Binding
	Turn                           key.Binding // both of the next, for a footer
	More, Less                     key.Binding // counts a number, turns a select
	Erase, Delete                  key.Binding // the character before, the character under the cursor
	EraseWord, EraseLine           key.Binding
	Home, End                      key.Binding

	// In a document.
	NextPane, PrevPane    key.Binding // its templates, its text, its requests
	TextTop, TextBottom   key.Binding
	UndoEdit, RedoEdit    key.Binding
	OpenEditor            key.Binding // the editor of the user's own
	ToProblem             key.Binding // where the next problem is
	AddRequest, DropEntry key.Binding

	// Where a step has them.
	Edit     key.Binding // the panel below a list
	Details  key.Binding // the formula behind a number, what a line stands for
	BestPair key.Binding // steps.BestPair
	Tables   key.Binding // steps.RouteTables
	InEffect key.Binding // steps.AutoTables
	Apply    key.Binding // steps.Apply: asks for consent
	Consent  key.Binding // gives it
	Blocker  key.Binding // the screen on which what blocks the plan can be changed
	Save     key.Binding // the answers, to a file
	Keep     key.Binding // steps.Keep
	Undo     key.Binding // steps.Undo
	Retry    key.Binding // steps.Retry
}

func bind(help, description string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
}

// Default is the bindings of the program.
func Default() Map {
	return inDocument(Map{
		Up:       bind("↑/k", "up", "up", "k"),
		Down:     bind("↓/j", "down", "down", "j"),
		Top:      bind("g", "top", "g", "home"),
		Bottom:   bind("G", "bottom", "G", "end"),
		PageUp:   bind("pgup", "page up", "pgup"),
		PageDown: bind("pgdn", "page down", "pgdown"),
		Left:     bind("←", "left", "left", "h"),
		Right:    bind("→", "right", "right", "l"),
		Toggle:   bind("space", "choose", "space"),
		Filter:   bind("/", "filter", "/"),

		Confirm: bind("enter", "next", "enter"),
		Back:    bind("esc", "back", "esc"),
		Help:    bind("?", "help", "?"),
		Copy:    bind("y", "copy", "y"),
		Refresh: bind("r", "refresh", "r"),
		Calls:   bind("@", "API calls", "@"),
		Quit:    bind("ctrl+c", "leave", "ctrl+c"),
		Earlier: bind("[", "earlier step", "["),

		HelpInText: bind("f1", "help", "f1"),

		NextField:      bind("tab", "next field", "tab", "down"),
		PrevField:      bind("shift+tab", "previous field", "shift+tab", "up"),
		Submit:         bind("ctrl+s", "done", "ctrl+s"),
		Complete:       bind("→", "complete", "right"),
		More:           bind("→", "more", "right", "+"),
		Less:           bind("←", "less", "left", "-"),
		Turn:           bind("←/→", "change", "left", "right"),
		NextSuggestion: bind("ctrl+n", "next suggestion", "ctrl+n"),
		PrevSuggestion: bind("ctrl+p", "previous suggestion", "ctrl+p"),
		Erase:          bind("backspace", "erase", "backspace", "ctrl+h"),
		Delete:         bind("del", "delete", "delete", "ctrl+d"),
		EraseWord:      bind("ctrl+w", "erase word", "ctrl+w", "alt+backspace"),
		EraseLine:      bind("ctrl+u", "erase line", "ctrl+u"),
		Home:           bind("home", "start", "home", "ctrl+a"),
		End:            bind("end", "end", "end", "ctrl+e"),

		Edit:     bind("e", "edit", "e"),
		Details:  bind("d", "details", "d"),
		BestPair: bind("a", "best pair", "a"),
		Tables:   bind("t", "route tables", "t"),
		InEffect: bind("a", "those in effect", "a"),
		Apply:    bind("a", "apply", "a"),
		Consent:  bind("y", "yes, apply", "y"),
		Blocker:  bind("b", "to what blocks", "b"),
		Save:     bind("s", "save", "s"),
		Keep:     bind("K", "keep what was done", "K"),
		Undo:     bind("u", "undo", "u"),
		Retry:    bind("t", "try again", "t"),
	})
}

// inDocument adds the bindings of a document.
func inDocument(m Map) Map {
	m.NextPane = bind("tab", "next part", "tab")
	m.PrevPane = bind("shift+tab", "part before", "shift+tab")
	m.TextTop = bind("ctrl+home", "top", "ctrl+home")
	m.TextBottom = bind("ctrl+end", "bottom", "ctrl+end")
	m.UndoEdit = bind("ctrl+z", "undo", "ctrl+z")
	m.RedoEdit = bind("ctrl+y", "redo", "ctrl+y")
	m.OpenEditor = bind("ctrl+o", "open in $EDITOR", "ctrl+o")
	m.ToProblem = bind("ctrl+g", "to the problem", "ctrl+g")
	m.AddRequest = bind("+", "add a request", "+")
	m.DropEntry = bind("x", "remove", "x", "delete", "backspace")
	return m
}

// Action returns the binding of a step's action; one that is not known is disabled.
func (m Map) Action(id steps.ActionID) key.Binding {
	switch id {
	case steps.BestPair:
		return m.BestPair
	case steps.RouteTables:
		return m.Tables
	case steps.AutoTables:
		return m.InEffect
	case steps.Apply:
		return m.Apply
	case steps.Keep:
		return m.Keep
	case steps.Undo:
		return m.Undo
	case steps.Retry:
		return m.Retry
	default:
		return key.NewBinding(key.WithDisabled())
	}
}

// Labelled returns b with another description for the footer, its keys unchanged.
func Labelled(b key.Binding, description string) key.Binding {
	b.SetHelp(b.Help().Key, description)
	return b
}
