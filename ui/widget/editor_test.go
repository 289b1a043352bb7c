package widget

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"sagevpc/ui/keys"
)

// typed hands keys to an editor.
func typed(e editor, names ...string) editor {
	for _, name := range names {
		e, _ = e.key(keys.Default(), press(name), 5)
	}
	return e
}

func TestEditorKeepsWhatIsTypedAndPasted(t *testing.T) {
	e := typed(newEditor(""), letters("ab")...)
	e = e.put("{\r\n\t\"é\": 1\r}", false)
	e = typed(e, "enter", "space", "日")
	if want := "ab{\n\t\"é\": 1\n}\n 日"; e.value != want || e.at != len(want) {
		t.Errorf("%q at %d, want %q", e.value, e.at, want)
	}
	if bom := newEditor("").put("\ufeff{}\x1b", false); bom.value != "\ufeff{}\x1b" {
		t.Errorf("what is wrong with a text is not for the editor to mend: %q", bom.value)
	}
	if e := newEditor("x").put(strings.Repeat("y", mostText), false); e.value != "x" {
		t.Error("a paste beyond all bounds is taken")
	}
}

func TestEditorMoves(t *testing.T) {
	for _, c := range []struct {
		keys        []string
		row, column int
	}{
		{[]string{"ctrl+end"}, 4, 1},
		{[]string{"ctrl+end", "up", "end"}, 3, 8},
		{[]string{"down", "down", "end", "up", "up"}, 1, 8},
		{[]string{"down", "down", "end", "up"}, 2, 3},
		{[]string{"down", "home", "right", "left", "left"}, 1, 11},
		{[]string{"pgdown"}, 4, 1},
		{[]string{"pgdown", "pgup"}, 1, 1},
		{[]string{"down", "end", "ctrl+home"}, 1, 1},
	} {
		e := typed(newEditor("0123456789\nab\nläßt es\n"), c.keys...)
		if row, column := e.position(); row != c.row || column != c.column {
			t.Errorf("%v: line %d, column %d; want %d, %d", c.keys, row, column, c.row, c.column)
		}
	}
	e := newEditor("a\nläßt\n").jumped(2, 3)
	if e.value[e.at:] != "ßt\n" {
		t.Errorf("the jump ends before %q", e.value[e.at:])
	}
	if e := newEditor("a\nb").jumped(9, 9); e.at != 3 {
		t.Errorf("a jump beyond the end ends at %d", e.at)
	}
}

func TestEditorErases(t *testing.T) {
	for name, want := range map[string]string{"backspace": "one tw\nthree", "ctrl+w": "one \nthree", "ctrl+u": "\nthree", "delete": "one twothree"} {
		e := newEditor("one two\nthree").jumped(1, 8)
		if e = typed(e, name); e.value != want {
			t.Errorf("%s leaves %q, want %q", name, e.value, want)
		}
	}
}

func TestUndoTakesAWordAndRedoGivesItBack(t *testing.T) {
	e := typed(newEditor("{}"), "right")
	e = typed(e, letters("abc")...)
	e = typed(e, "enter")
	for _, step := range []struct{ key, want string }{
		{"ctrl+z", "{abc}"}, {"ctrl+z", "{}"}, {"ctrl+z", "{}"}, {"ctrl+y", "{abc}"}, {"ctrl+y", "{abc\n}"}, {"ctrl+y", "{abc\n}"},
	} {
		if e = typed(e, step.key); e.value != step.want {
			t.Errorf("%s leaves %q, want %q", step.key, e.value, step.want)
		}
	}
}

// TestEditorLosesNothing gives an editor any keys: the cursor stays between characters,
// keys that move leave the text alone, and undo leads back to the beginning.
func TestEditorLosesNothing(t *testing.T) {
	moves := []string{"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "ctrl+home", "ctrl+end", "f5", "ctrl+q"}
	edits := []string{"backspace", "delete", "ctrl+w", "ctrl+u", "enter", "a", "é", "日", "\u0301", "space", "{"}
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom([]string{"", "{\n  \"a\": 1\n}\n", "日本\u0301\n\n\t\xff\n", hostile}).Draw(t, "text")
		e := newEditor(first)
		changes := 0
		for range rapid.IntRange(0, 60).Draw(t, "length") {
			before := e.value
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				e = typed(e, rapid.SampledFrom(moves).Draw(t, "move"))
				if e.value != before {
					t.Fatalf("a key that moves made %q of %q", e.value, before)
				}
			case 1:
				e = e.put(words().Draw(t, "paste"), false)
			default:
				e = typed(e, rapid.SampledFrom(edits).Draw(t, "edit"))
			}
			if e.value != before {
				changes++
			}
			if e.at < 0 || e.at > len(e.value) || e.at < len(e.value) && !utf8.RuneStart(e.value[e.at]) && utf8.ValidString(e.value) {
				t.Fatalf("the cursor is inside a character: %q at %d", e.value, e.at)
			}
			if row, column := e.position(); e.offset(row, column) != e.at {
				t.Fatalf("line %d, column %d is not where the cursor is", row, column)
			}
		}
		last := e.value
		for range changes {
			e = typed(e, "ctrl+z")
		}
		if e.value != first {
			t.Fatalf("undo leads to %q, and it began with %q", e.value, first)
		}
		for range changes {
			e = typed(e, "ctrl+y")
		}
		if e.value != last {
			t.Fatalf("redo leads to %q, and it was %q", e.value, last)
		}
	})
}

// BenchmarkEditorKey is a key typed into the largest document.
func BenchmarkEditorKey(b *testing.B) {
	e := newEditor(strings.Repeat("  \"arn:aws:s3:::acme-models/*\",\n", 640))
	e = typed(e, "ctrl+end")
	for b.Loop() {
		_, _ = e.key(keys.Default(), tea.KeyPressMsg{Code: 'a', Text: "a"}, 5)
	}
}
