package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// scroll is how far a page was moved. The zero value shows its beginning; one that
// follows shows its end until the user scrolls.
type scroll struct {
	top    int
	follow bool
}

// update takes in a key or the wheel.
func (s scroll) update(env Env, msg tea.Msg, lines, rows int) scroll {
	last := max(0, lines-rows)
	at := s.offset(lines, rows)
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch k := env.Keys; {
		case key.Matches(msg, k.Up):
			at--
		case key.Matches(msg, k.Down):
			at++
		case key.Matches(msg, k.PageUp):
			at -= max(1, rows-1)
		case key.Matches(msg, k.PageDown):
			at += max(1, rows-1)
		case key.Matches(msg, k.Top):
			at = 0
		case key.Matches(msg, k.Bottom):
			at = last
		default:
			return s
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			at -= 3
		case tea.MouseWheelDown:
			at += 3
		default:
			return s
		}
	default:
		return s
	}
	return scroll{top: min(max(at, 0), last)}
}

// offset is the first line that is shown.
func (s scroll) offset(lines, rows int) int {
	last := max(0, lines-rows)
	if s.follow {
		return last
	}
	return min(s.top, last)
}

// window is the lines that are shown, the last row saying when there are more.
func (s scroll) window(env Env, lines []string) []string {
	if len(lines) <= env.Height || env.Height < 2 {
		return lines
	}
	rows := env.Height - 1
	at := s.offset(len(lines), rows)
	shown := append([]string{}, lines[at:at+rows]...)
	return append(shown, env.Theme.Muted.Render(position(at, rows, len(lines))))
}

// rows is how many lines of a page fit.
func (s scroll) rows(env Env, lines int) int {
	if lines <= env.Height {
		return env.Height
	}
	return max(1, env.Height-1)
}
