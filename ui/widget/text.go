package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/ui/keys"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// text is a line being edited. It is a value: an edit returns another one.
type text struct {
	value string
	at    int // byte offset of the cursor, never inside a character
}

func newText(value string) text { return text{value: value, at: len(value)} }

// with takes another value and keeps the cursor as far as it reaches.
func (t text) with(value string) text {
	if value == t.value {
		return t
	}
	if t.at >= len(t.value) {
		return newText(value)
	}
	at := min(t.at, len(value))
	for at > 0 && at < len(value) && !utf8.RuneStart(value[at]) {
		at--
	}
	return text{value: value, at: at}
}

// insert puts s at the cursor. What a line cannot hold becomes a space or is left out.
func (t text) insert(s string) text {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return -1
		default:
			return r
		}
	}, s)
	return text{value: t.value[:t.at] + s + t.value[t.at:], at: t.at + len(s)}
}

// update edits the text. It reports whether the key was one of a text's.
func (t text) update(m keys.Map, msg tea.KeyPressMsg) (text, bool) {
	switch {
	case msg.Text != "":
		return t.insert(msg.Text), true
	case key.Matches(msg, m.Erase):
		return t.erase(t.before()), true
	case key.Matches(msg, m.Delete):
		return text{value: t.value[:t.at] + t.value[t.after():], at: t.at}, true
	case key.Matches(msg, m.EraseWord):
		return t.erase(t.word()), true
	case key.Matches(msg, m.EraseLine):
		return t.erase(0), true
	case key.Matches(msg, m.Left):
		t.at = t.before()
	case key.Matches(msg, m.Right):
		t.at = t.after()
	case key.Matches(msg, m.Home):
		t.at = 0
	case key.Matches(msg, m.End):
		t.at = len(t.value)
	default:
		return t, false
	}
	return t, true
}

func (t text) erase(from int) text {
	return text{value: t.value[:from] + t.value[t.at:], at: from}
}

// before is where the character before the cursor begins, its accents included.
func (t text) before() int {
	at := t.at
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(t.value[:at])
		at -= size
		if !unicode.Is(unicode.M, r) {
			break
		}
	}
	return at
}

// after is where the character under the cursor ends, its accents included.
func (t text) after() int {
	at := t.at
	for at < len(t.value) {
		_, size := utf8.DecodeRuneInString(t.value[at:])
		at += size
		if r, _ := utf8.DecodeRuneInString(t.value[at:]); !unicode.Is(unicode.M, r) {
			break
		}
	}
	return at
}

// word is where the word before the cursor begins; ids and paths fall into their parts.
func (t text) word() int {
	ends := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	head := strings.TrimRightFunc(t.value[:t.at], ends)
	cutAt := strings.LastIndexFunc(head, ends)
	if cutAt < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(head[cutAt:])
	return cutAt + size
}

// view draws the text with its cursor in at most width cells, and the ghost of what could
// complete it behind.
func (t text) view(th theme.Theme, width int, ghost string) string {
	if width <= 0 {
		return ""
	}
	before := printable.Line(t.value[:t.at])
	under, rest := " ", ""
	if t.at < len(t.value) {
		under = printable.Line(t.value[t.at:t.after()])
		rest = printable.Line(t.value[t.after():])
		ghost = ""
	} else if g := printable.Line(ghost); g != "" {
		r, size := utf8.DecodeRuneInString(g)
		under, ghost = string(r), g[size:]
	}
	under = ansi.Truncate(under, width, "")
	if over := ansi.StringWidth(before) + ansi.StringWidth(under) - width; over > 0 {
		before = ansi.TruncateLeft(before, over+1, theme.More)
	}
	room := max(0, width-ansi.StringWidth(before)-ansi.StringWidth(under))
	var b strings.Builder
	b.WriteString(render(th.Input, before))
	b.WriteString(th.InputCursor.Render(under))
	b.WriteString(render(th.Input, cut(rest, room)))
	b.WriteString(render(th.Placeholder, cut(printable.Line(ghost), room)))
	return b.String()
}

// render draws s, and nothing for nothing: some styles would draw an empty cell.
func render(style lipgloss.Style, s string) string {
	if s == "" {
		return ""
	}
	return style.Render(s)
}
