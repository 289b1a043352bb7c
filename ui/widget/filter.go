package widget

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"sagevpc/steps"
	"sagevpc/ui/keys"
	"sagevpc/ui/printable"
)

// similar is how many rows are offered when no row has the words themselves.
const similar = 20

// filter keeps the rows that have every word of its text in them.
type filter struct {
	text   text
	typing bool
	hay    []string // what is looked at, a row each, lower case
	labels []string
	found  int  // rows that are left
	loose  bool // no row has the words; these are like them
}

// over takes the rows that the filter looks at.
func (f filter) over(groups []steps.Group, options []steps.Option, group []int) filter {
	if f.text.value == "" && !f.typing {
		f.hay, f.labels = nil, nil
		return f
	}
	f.hay, f.labels = make([]string, len(options)), make([]string, len(options))
	for i, o := range options {
		parts := []string{o.Label, o.Value, strings.Join(o.Columns, " "), o.Search, o.Note}
		if group[i] >= 0 {
			parts = append(parts, groups[group[i]].Label)
		}
		f.hay[i] = strings.ToLower(strings.Join(parts, " "))
		f.labels[i] = o.Label + " " + o.Value
	}
	return f
}

// matches says which rows are left; nil when nothing is filtered.
func (f *filter) matches() map[int]bool {
	words := f.words()
	f.loose, f.found = false, len(f.hay)
	if len(words) == 0 {
		return nil
	}
	left := make(map[int]bool)
	for i, hay := range f.hay {
		if containsAll(hay, words) {
			left[i] = true
		}
	}
	if len(left) == 0 {
		f.loose = true
		found := fuzzy.Find(strings.TrimSpace(f.text.value), f.labels)
		for _, match := range found[:min(similar, len(found))] {
			left[match.Index] = true
		}
	}
	f.found = len(left)
	return left
}

func (f filter) words() []string { return strings.Fields(strings.ToLower(f.text.value)) }

func containsAll(hay string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(hay, word) {
			return false
		}
	}
	return true
}

func (f filter) on() bool { return f.typing || f.text.value != "" }

// filterKey takes in the keys of the filter. While it is typed, letters are letters, and
// only keys that no text needs still move the cursor.
func (l list) filterKey(env Env, msg tea.KeyPressMsg) (list, bool) {
	m := env.Keys
	if !l.filter.typing {
		switch {
		case key.Matches(msg, m.Filter):
			if at, ok := l.current(); ok && !l.filter.on() {
				l.home = &at.Value
			}
			l.filter.typing = true
			return l.refilter(l.filter.text), true
		case key.Matches(msg, m.Back) && l.filter.on():
			return l.refilter(text{}), true
		}
		return l, false
	}
	switch {
	case key.Matches(msg, m.Back):
		l.filter.typing = false
		return l.refilter(text{}), true
	case key.Matches(msg, m.Confirm):
		l.filter.typing = false
		return l, true
	}
	if next, ok := l.filter.text.update(m, msg); ok {
		return l.refilter(next), true
	}
	return l, false
}

// refilter sifts with another text and stays on the same row if it is left, or goes back
// to the one from before the filter: what a filter hides for a moment is not left for good.
func (l list) refilter(t text) list {
	at, had := l.current()
	l.filter.text = t
	if l.filter.hay == nil {
		l.filter = l.filter.over(l.groups, l.options, l.group)
	}
	l = l.sift()
	switch {
	case l.home != nil && l.moveTo(*l.home):
	case had && l.moveTo(at.Value):
	default:
		l.cursor = l.nearest(0)
	}
	return l
}

// head is the line above a list: the filter or what there is to say at the left, how many
// rows are shown at the right.
func (l list) head(env Env, summary string, width, height int) string {
	th := env.Theme
	count := ""
	switch {
	case l.filter.on() && l.filter.loose && l.filter.found > 0:
		count = fmt.Sprintf("no row has it, %d like it", l.filter.found)
	case l.filter.on():
		count = fmt.Sprintf("%s of %s", grouped(l.filter.found), grouped(len(l.options)))
	case len(l.rows) > height:
		count = fmt.Sprintf("row %s of %s", grouped(l.position()), grouped(len(l.options)))
	}
	left := th.Strong.Render(printable.Line(summary))
	if l.filter.on() {
		if summary != "" {
			count += " · " + printable.Line(summary)
		}
		room := max(8, width-ansi.StringWidth(count)-6)
		shown := render(th.Accent, cut(printable.Line(l.filter.text.value), room))
		if l.filter.typing {
			shown = l.filter.text.view(th, room, "")
		}
		left = th.Accent.Render("/") + " " + shown
	}
	return apart(left, render(th.Muted, count), width)
}

// position is which option the cursor is on, counted from 1.
func (l list) position() int {
	n := 0
	for i := 0; i <= l.cursor && i < len(l.rows); i++ {
		if l.rows[i].option >= 0 {
			n++
		}
	}
	return n
}

// headed reports whether a list has a line above it.
func (l list) headed(summary string, height int) bool {
	return summary != "" || l.filter.on() || len(l.rows) > height
}

// grouped writes a number with commas: 10,000.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bindings are the keys of a filter that is being typed.
func (f filter) bindings(m keys.Map) []key.Binding {
	return []key.Binding{
		keys.Labelled(m.Confirm, "keep filter"),
		keys.Labelled(m.Back, "clear"),
	}
}
