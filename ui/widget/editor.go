package widget

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/ui/keys"
)

// editor is a text of several lines being edited. It is a value: an edit returns another
// one. What is typed or pasted is kept as it is, but for the ends of lines.
type editor struct {
	text
	want       int // column that the cursor returns to on longer lines; -1 for its own
	undo, redo []text
	run        bool // the last edit typed a character: the next one is undone with it
}

// The bounds of what is kept in memory.
const (
	mostText = 1 << 20 // bytes; a policy has at most 20,480 characters
	mostUndo = 200
)

func newEditor(value string) editor { return editor{text: text{value: value}, want: -1} }

// unix is a text with one sign at the end of each line, as JSON's readers count them.
func unix(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// replaced is an editor after an edit: what was there can be had again.
func (e editor) replaced(next text, typed bool) editor {
	if next.value == e.value {
		e.text = next
		return e
	}
	if !typed || !e.run || len(e.undo) == 0 {
		from := max(0, len(e.undo)-mostUndo+1)
		e.undo = append(e.undo[from:len(e.undo):len(e.undo)], e.text)
	}
	e.text, e.redo, e.want, e.run = next, nil, -1, typed
	return e
}

// put inserts s at the cursor; a text that grows beyond all bounds stays as it is.
func (e editor) put(s string, typed bool) editor {
	s = unix(s)
	if len(e.value)+len(s) > mostText {
		return e
	}
	return e.replaced(text{value: e.value[:e.at] + s + e.value[e.at:], at: e.at + len(s)}, typed)
}

// set takes another text in one edit.
func (e editor) set(value string) editor {
	return e.replaced(text{value: value, at: within(value, e.at)}, false)
}

// within is an offset of a text that does not lie inside a character.
func within(value string, at int) int {
	at = min(max(0, at), len(value))
	for at > 0 && at < len(value) && !utf8.RuneStart(value[at]) {
		at--
	}
	return at
}

func (e editor) back(from, to []text) (stack []text, at text, rest []text) {
	last := len(from) - 1
	return from[:last:last], from[last], append(to[:len(to):len(to)], e.text)
}

func (e editor) undone() editor {
	if len(e.undo) == 0 {
		return e
	}
	e.undo, e.text, e.redo = e.back(e.undo, e.redo)
	e.want, e.run = -1, false
	return e
}

func (e editor) redone() editor {
	if len(e.redo) == 0 {
		return e
	}
	e.redo, e.text, e.undo = e.back(e.redo, e.undo)
	e.want, e.run = -1, false
	return e
}

// key edits the text or moves the cursor; rows is how far a page goes. It reports whether
// the key was the text's.
func (e editor) key(m keys.Map, msg tea.KeyPressMsg, rows int) (editor, bool) {
	switch {
	case msg.Text != "":
		return e.put(msg.Text, true), true
	case key.Matches(msg, m.Confirm):
		return e.put("\n", false), true
	case key.Matches(msg, m.UndoEdit):
		return e.undone(), true
	case key.Matches(msg, m.RedoEdit):
		return e.redone(), true
	case key.Matches(msg, m.Erase):
		return e.replaced(e.erase(e.before()), false), true
	case key.Matches(msg, m.Delete):
		return e.replaced(text{value: e.value[:e.at] + e.value[e.after():], at: e.at}, false), true
	case key.Matches(msg, m.EraseWord):
		return e.replaced(e.erase(max(e.word(), e.lineStart())), false), true
	case key.Matches(msg, m.EraseLine):
		return e.replaced(e.erase(e.lineStart()), false), true
	}
	return e.moved(m, msg, rows)
}

func (e editor) moved(m keys.Map, msg tea.KeyPressMsg, rows int) (editor, bool) {
	var to int
	switch {
	case key.Matches(msg, m.Left):
		to = e.before()
	case key.Matches(msg, m.Right):
		to = e.after()
	case key.Matches(msg, m.Home):
		to = e.lineStart()
	case key.Matches(msg, m.End):
		to = e.lineEnd()
	case key.Matches(msg, m.TextTop):
		to = 0
	case key.Matches(msg, m.TextBottom):
		to = len(e.value)
	case key.Matches(msg, m.Up):
		return e.vertical(-1), true
	case key.Matches(msg, m.Down):
		return e.vertical(1), true
	case key.Matches(msg, m.PageUp):
		return e.vertical(-rows), true
	case key.Matches(msg, m.PageDown):
		return e.vertical(rows), true
	default:
		return e, false
	}
	e.at, e.want, e.run = to, -1, false
	return e, true
}

func (e editor) lineStart() int { return strings.LastIndexByte(e.value[:e.at], '\n') + 1 }

func (e editor) lineEnd() int {
	if n := strings.IndexByte(e.value[e.at:], '\n'); n >= 0 {
		return e.at + n
	}
	return len(e.value)
}

// vertical moves by lines and remembers the column over shorter ones.
func (e editor) vertical(by int) editor {
	if e.want < 0 {
		e.want = utf8.RuneCountInString(e.value[e.lineStart():e.at])
	}
	row, _ := e.position()
	e.at = e.offset(max(1, row+by), e.want+1)
	e.run = false
	return e
}

// position is the cursor's line and column, from 1; the column counts characters.
func (e editor) position() (row, column int) {
	return strings.Count(e.value[:e.at], "\n") + 1, utf8.RuneCountInString(e.value[e.lineStart():e.at]) + 1
}

// offset is where a line and column are; beyond the end of either it is that end.
func (e editor) offset(row, column int) int {
	at := 0
	for ; row > 1; row-- {
		n := strings.IndexByte(e.value[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
	}
	for ; column > 1 && at < len(e.value) && e.value[at] != '\n'; column-- {
		_, size := utf8.DecodeRuneInString(e.value[at:])
		at += size
	}
	return at
}

// jumped puts the cursor on a line and column.
func (e editor) jumped(row, column int) editor {
	e.at, e.want, e.run = e.offset(row, column), -1, false
	return e
}
