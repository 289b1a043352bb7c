package widget

import (
	"regexp"
	"slices"

	"sagevpc/steps"
)

// escaper is a widget that may have a use of its own for esc.
type escaper interface{ escapes() bool }

// copier is a widget that has something worth copying under its cursor.
type copier interface{ copies() string }

// passer is a widget whose cursor passes over answers before one of them is given.
type passer interface{ passes() (steps.Reply, bool) }

// Passes returns the answer that the cursor of a choice is on, so that what it would cause
// can be shown; false for a row that cannot be chosen and for every other kind of question.
func Passes(w Widget) (steps.Reply, bool) {
	if p, ok := w.(passer); ok {
		return p.passes()
	}
	return steps.Reply{}, false
}

// asker is a widget that tells which question it shows.
type asker interface{ asked() steps.Question }

// Asked is the question that a widget shows, as it was last given; nil for a widget of
// another kind. Asking a step again may mean walking its whole network.
func Asked(w Widget) steps.Question {
	if a, ok := w.(asker); ok {
		return a.asked()
	}
	return nil
}

// needy is a widget that wants a width before others get theirs.
type needy interface{ needs() int }

// Needs is the width that a widget should have before anything is drawn beside it; 0 when
// any will do.
func Needs(w Widget) int {
	if n, ok := w.(needy); ok {
		return n.needs()
	}
	return 0
}

// Escapes reports whether esc belongs to the widget now: a filter to clear, a panel to
// leave, a consent to take back. When it does not, esc is one step back.
func Escapes(w Widget) bool {
	e, ok := w.(escaper)
	return ok && e.escapes()
}

// Copies returns what y copies: the value under the cursor, a whole document. It is raw
// text from the account, and "" when there is nothing.
func Copies(w Widget) string {
	if c, ok := w.(copier); ok {
		return c.copies()
	}
	return ""
}

// identifier matches what AWS calls things: "vpc-0a1b2c3d", an ARN.
var identifier = regexp.MustCompile(`^([a-z]+-[0-9a-f]{8,17}|arn:\S+)$`)

// named is the name or id of what a row stands for, "" where its value is a word between
// the step and the machine: nobody has a use for "auto" on the clipboard.
func named(o steps.Option) string {
	if o.Value == o.Label || slices.Contains(o.Columns, o.Value) || identifier.MatchString(o.Value) {
		return o.Value
	}
	for _, cell := range o.Columns {
		if identifier.MatchString(cell) {
			return cell
		}
	}
	return ""
}

func (c choice) asked() steps.Question   { return c.q }
func (m many) asked() steps.Question     { return m.q }
func (m matrix) asked() steps.Question   { return m.q }
func (f form) asked() steps.Question     { return f.q }
func (d document) asked() steps.Question { return d.q }
func (r review) asked() steps.Question   { return r.q }
func (p progress) asked() steps.Question { return p.q }
