package widget

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// spinFrame is how long a frame of the spinner stands.
const spinFrame = 100 * time.Millisecond

// itemLine draws one item: its state, what is sent to what, and how long it took.
func itemLine(env Env, index int, item run.Item) string {
	symbol, word, style := itemState(env, item)
	op := item.Change.Request.Op
	if item.Change.ID == run.VerifyID {
		op = "read back"
	}
	if item.Change.ID == run.AwaitID {
		op = "wait for"
	}
	left := env.Theme.Muted.Render(fmt.Sprintf("%2d ", index+1)) + style.Render(symbol+" "+pad(word, 8)) +
		pad(printable.Line(op), 20) + " " + printable.Line(item.Change.Name)
	var right string
	if !item.Begun.IsZero() || item.Elapsed > 0 {
		right = fmt.Sprintf("%.1f s", max(0, item.Elapsed).Seconds())
	}
	return apart(left, right, env.Width)
}

// itemLines is itemLine with what was seen and AWS's request id below it.
func itemLines(env Env, index int, item run.Item) []string {
	lines := []string{itemLine(env, index, item)}
	if item.Err != nil {
		return append(lines, indented(5, styled(wrapped(item.Err.Summary, env.Width-5), env.Theme.Bad))...)
	}
	said := slices.DeleteFunc([]string{item.Receipt.ID, item.Note}, func(s string) bool {
		return s == "" || s == item.Change.Name
	})
	if id := item.Receipt.RequestID; id != "" {
		said = append(said, "request "+id)
	}
	return append(lines, indented(5, styled(wrapped(strings.Join(said, " · "), env.Width-5), env.Theme.Muted))...)
}

// itemState is an item's state as a symbol, a word and a style.
func itemState(env Env, item run.Item) (symbol, word string, style lipgloss.Style) {
	th := env.Theme
	switch item.State {
	case run.Pending:
		return "·", "", th.Muted
	case run.Applying:
		if item.Begun.IsZero() {
			return "·", "", th.Muted
		}
		return spin(item.Elapsed), "now", th.Accent
	case run.Settling:
		return spin(item.Elapsed), "waiting", th.Accent
	case run.Applied:
		return "✓", "done", th.Good
	case run.ItemFailed:
		if item.Unsure {
			return "?", "unsure", th.Unknown
		}
		return "✗", "failed", th.Bad
	case run.Reversing:
		if looking(item) {
			return spin(item.Elapsed), "waiting", th.Accent
		}
		return spin(item.Elapsed), "undoing", th.Accent
	case run.Reversed:
		if item.Unsure {
			return "✓", "settled", th.Good
		}
		return "↶", "undone", th.Good
	case run.Irreversible:
		return "!", "stays", th.Warn
	}
	return " ", ansi.Truncate(string(item.State), 8, ""), th.Text
}

func spin(elapsed time.Duration) string {
	frames := []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
	return string(frames[int(max(0, elapsed)/spinFrame)%len(frames)])
}
