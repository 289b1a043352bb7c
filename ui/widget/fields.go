package widget

import (
	"slices"
	"strconv"
	"strings"

	"sagevpc/steps"
)

// fields are lines of a form being edited, with one of them in focus.
type fields struct {
	asked []steps.Field
	edits []edit
	focus int    // -1 when no field can be edited
	bare  string // Field.Key of the field that was asked for although it is empty
}

// edit is what the user made of a field so far.
type edit struct {
	text  text
	typed string // what was typed at a select
	pick  int    // the highlighted suggestion
	echo  echo
}

const (
	on  = "true"
	off = "false"
)

func newFields(asked []steps.Field) fields {
	f := fields{asked: asked, edits: make([]edit, len(asked)), focus: -1}
	for i, field := range asked {
		f.edits[i].text = newText(field.Value)
	}
	f.focus = f.next(-1, 1)
	if wrong := f.wrong(); wrong >= 0 {
		f.focus = wrong
	}
	return f
}

// wrong is the first field with a problem that can be edited, -1 without one.
func (f fields) wrong() int {
	return slices.IndexFunc(f.asked, func(a steps.Field) bool { return a.Problem != "" && a.ReadOnly == "" })
}

// with takes new fields and keeps the focus by key. What is being typed stays.
func (f fields) with(asked []steps.Field) fields {
	next := newFields(asked)
	for i, field := range asked {
		old := slices.IndexFunc(f.asked, func(a steps.Field) bool { return a.Key == field.Key })
		if old < 0 {
			continue
		}
		next.edits[i] = f.edits[old].accept(field, f.focus == old)
		if f.bare == field.Key && next.empty(i) {
			next.bare = f.bare
		}
		if f.focus == old && field.ReadOnly == "" {
			next.focus = i
		}
	}
	return next
}

// accept takes the step's value of a field, unless the user's is newer.
func (e edit) accept(field steps.Field, focused bool) edit {
	typing := focused && field.Kind != steps.ToggleField && e.echo.dirty()
	if typing || e.echo.late(field.Value) {
		return e
	}
	if field.Value != e.text.value {
		e.echo = echo{}
	}
	e.text = e.text.with(field.Value)
	return e
}

// set edits the field in focus.
func (f fields) set(t text) fields {
	f.edits = slices.Clone(f.edits)
	f.bare = ""
	e := &f.edits[f.focus]
	if t.value != e.text.value {
		e.echo = e.echo.after(t.value)
		e.pick = 0
	}
	e.text = t
	return f
}

// amend changes what the field in focus remembers beside its text.
func (f fields) amend(change func(*edit)) fields {
	f.edits = slices.Clone(f.edits)
	change(&f.edits[f.focus])
	return f
}

// current is the field in focus and its edit.
func (f fields) current() (steps.Field, edit, bool) {
	if f.focus < 0 || f.focus >= len(f.asked) {
		return steps.Field{}, edit{}, false
	}
	return f.asked[f.focus], f.edits[f.focus], true
}

// next is the field before or after one that can be edited, -1 when there is none.
func (f fields) next(from, way int) int {
	for i := from + way; i >= 0 && i < len(f.asked); i += way {
		if f.asked[i].ReadOnly == "" {
			return i
		}
	}
	return -1
}

// move changes the focus; at the ends it stays.
func (f fields) move(way int) fields {
	if to := f.next(f.focus, way); to >= 0 {
		return f.at(to)
	}
	return f
}

// at puts the focus on a field; what was typed to find an option is forgotten.
func (f fields) at(to int) fields {
	if _, _, ok := f.current(); ok {
		f = f.amend(func(e *edit) { e.typed = "" })
	}
	f.focus, f.bare = to, ""
	return f
}

// empty reports whether a field still has to be filled in.
func (f fields) empty(i int) bool {
	return f.asked[i].Required && f.asked[i].ReadOnly == "" && strings.TrimSpace(f.edits[i].text.value) == ""
}

// demand stays on a field that still has to be filled in, and says so below it.
func (f fields) demand() (fields, bool) {
	if field, _, ok := f.current(); ok && f.empty(f.focus) {
		f.bare = field.Key
		return f, true
	}
	return f, false
}

// problem is what is wrong with a field: what the step says, or that it is empty.
func (f fields) problem(i int) string {
	a := f.asked[i]
	if a.Problem == "" && a.Key != "" && a.Key == f.bare {
		return a.Label + " is needed."
	}
	return a.Problem
}

// lacking is the field to fill in before the form can be confirmed, the nearest after the
// one in focus first; -1 when none is.
func (f fields) lacking() int {
	for i := range f.asked {
		at := (f.focus + 1 + i) % len(f.asked)
		if at != f.focus && f.empty(at) {
			return at
		}
	}
	return -1
}

// values is every field's text.
func (f fields) values() map[string]string {
	values := make(map[string]string, len(f.asked))
	for i, field := range f.asked {
		values[field.Key] = f.edits[i].text.value
	}
	return values
}

// withdrawn gives up what was typed where it is wrong: the values without those fields,
// for the step to answer with what was right before, which is taken in whatever it is.
func (f fields) withdrawn() (fields, map[string]string) {
	values := f.values()
	f.edits = slices.Clone(f.edits)
	for i, field := range f.asked {
		if field.Problem != "" {
			delete(values, field.Key)
			f.edits[i].echo = echo{}
		}
	}
	return f, values
}

// typing reports whether letters belong to the field in focus.
func (f fields) typing() bool {
	field, _, ok := f.current()
	return ok && field.Kind != steps.ToggleField
}

// suggestions are the options of a text that have its words in them; of a select, the
// ones that have what was typed.
func (f fields) suggestions(i int) []steps.Option {
	field, e := f.asked[i], f.edits[i]
	looked := e.text.value
	if field.Kind == steps.SelectField {
		looked = e.typed
	}
	words := strings.Fields(strings.ToLower(looked))
	var found []steps.Option
	for _, o := range field.Options {
		hay := strings.ToLower(strings.Join([]string{o.Value, o.Label, o.Search, strings.Join(o.Columns, " ")}, " "))
		if containsAll(hay, words) {
			found = append(found, o)
		}
	}
	if field.Kind == steps.TextField && len(found) == 1 && found[0].Value == looked {
		return nil
	}
	return found
}

// ghost is what the highlighted suggestion would add to the text.
func (f fields) ghost(i int) string {
	field, e := f.asked[i], f.edits[i]
	if field.Kind != steps.TextField || e.text.at < len(e.text.value) || e.text.value == "" {
		return ""
	}
	if o, ok := f.picked(i); ok && strings.HasPrefix(o.Value, e.text.value) {
		return o.Value[len(e.text.value):]
	}
	return ""
}

// picked is the highlighted suggestion.
func (f fields) picked(i int) (steps.Option, bool) {
	found := f.suggestions(i)
	if len(found) == 0 {
		return steps.Option{}, false
	}
	return found[min(f.edits[i].pick, len(found)-1)], true
}

// shown is a select's label, or the raw text.
func (f fields) shown(i int) string {
	value := f.edits[i].text.value
	for _, o := range f.asked[i].Options {
		if f.asked[i].Kind == steps.SelectField && o.Value == value && o.Label != "" {
			return o.Label
		}
	}
	return value
}

// mask stands for a value of any length.
const mask = "••••••"

// hidden masks the values of KEY=VALUE pairs separated by spaces, where a value with
// spaces stands in double quotes. What cannot be told from a value is masked with it.
func hidden(pairs string) string {
	var shown []string
	for rest := strings.TrimSpace(pairs); rest != ""; rest = strings.TrimSpace(rest) {
		name, value, found := strings.Cut(rest, "=")
		odd := strings.ContainsAny(name, " \t\"")
		switch {
		case !found && len(shown) == 0:
			return rest
		case !found || odd:
			return strings.Join(append(shown, mask), " ")
		case value == "":
			shown = append(shown, name+"=")
		default:
			shown = append(shown, name+"="+mask)
		}
		rest = afterValue(value)
	}
	return strings.Join(shown, " ")
}

// afterValue is what follows a value; nothing when its quote is not closed.
func afterValue(text string) string {
	if strings.HasPrefix(text, `"`) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return ""
		}
		return text[len(quoted):]
	}
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return text[i:]
	}
	return ""
}
