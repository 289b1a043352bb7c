// Package widget has one widget per kind of question. A widget draws a steps.Question,
// turns keys into replies, and decides nothing about the account.
package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/keys"
	"sagevpc/ui/theme"
)

// Env is what a widget is drawn with. It goes down every call: there are no globals.
type Env struct {
	Theme         theme.Theme
	Keys          keys.Map
	Width, Height int // cells that the widget may fill; never exceeded
	// Way is the title of the screen on which what a rule found can be changed, "" without
	// one. It may be nil.
	Way func(rule string) string
}

// Widget edits one reply. It is a value, and it returns strings; one file in ui meets tea.View.
type Widget interface {
	// Update takes in a message; its commands yield DraftMsg and ReplyMsg, or belong to the widget.
	Update(env Env, msg tea.Msg) (Widget, tea.Cmd)
	// View draws at most env.Width by env.Height cells.
	View(env Env) string
	// With takes a new question of the same kind and keeps cursor, filter and scroll.
	With(q steps.Question) Widget
	// Bindings are the keys that work now, for the footer, most useful first.
	Bindings(env Env) []key.Binding
	// Editing reports whether a text has focus: then only enter, esc and ctrl+c belong to the shell.
	Editing() bool
}

// DraftMsg says that the reply being edited changed.
type DraftMsg struct{ Reply steps.Reply }

// ReplyMsg says that the user confirmed the reply, or asked for an action.
type ReplyMsg struct{ Reply steps.Reply }
