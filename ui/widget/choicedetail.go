package widget

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/ui/keys"
	"sagevpc/ui/printable"
)

// detail is all that is said about one row, when there is no room for it below the rows.
type detail struct {
	shown bool
	top   int // first line in sight
}

// more reports whether more is said about the row under the cursor than is in sight.
func (c choice) more(env Env) bool {
	at, ok := c.list.current()
	if !ok || len(at.Detail) == 0 {
		return false
	}
	area := c.area(env)
	return len(remarks(env, at.Detail, area.width))+len(c.list.whole(area.width, false)) > area.foot
}

// read moves through the detail; enter answers with its row, esc goes back to the rows.
func (c choice) read(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	_, hidden := c.page(env)
	c.open.top = min(c.open.top, hidden)
	if wheel, ok := msg.(tea.MouseWheelMsg); ok {
		by := 3
		if wheel.Button == tea.MouseWheelUp {
			by = -3
		}
		c.open.top = min(max(c.open.top+by, 0), hidden)
		return c, nil
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return c, nil
	}
	page := max(1, env.Height-3)
	switch k := env.Keys; {
	case key.Matches(press, k.Back, k.Details):
		c.open = detail{}
		return c, nil
	case key.Matches(press, k.Confirm):
		c.open = detail{}
		return c.confirm(env)
	case key.Matches(press, k.Up):
		c.open.top--
	case key.Matches(press, k.Down):
		c.open.top++
	case key.Matches(press, k.PageUp):
		c.open.top -= page
	case key.Matches(press, k.PageDown):
		c.open.top += page
	case key.Matches(press, k.Top):
		c.open.top = 0
	case key.Matches(press, k.Bottom):
		c.open.top = hidden
	}
	c.open.top = min(max(c.open.top, 0), hidden)
	return c, nil
}

// page is the lines of the detail, and how many of them cannot be in sight at once.
func (c choice) page(env Env) ([]string, int) {
	at, _ := c.list.current()
	lines := remarks(env, at.Detail, env.Width)
	return lines, max(0, len(lines)-room(env))
}

// room is the lines below the heading and above the count of lines.
func room(env Env) int { return max(1, env.Height-2) }

// whole draws the row's name and everything about it.
func (c choice) whole(env Env) string {
	at, _ := c.list.current()
	lines, hidden := c.page(env)
	top := min(c.open.top, hidden)
	drawn := []string{env.Theme.Heading.Render(cut(printable.Line(at.Label), env.Width))}
	drawn = append(drawn, lines[top:min(top+room(env), len(lines))]...)
	if hidden > 0 {
		said := fmt.Sprintf("lines %d to %d of %d", top+1, min(top+room(env), len(lines)), len(lines))
		drawn = append(drawn, env.Theme.Muted.Render(said))
	}
	return clipped(drawn, env)
}

func (d detail) bindings(env Env) []key.Binding {
	return []key.Binding{
		keys.Labelled(env.Keys.Confirm, "choose"), keys.Labelled(env.Keys.Back, "close"), keys.Labelled(env.Keys.Down, "more"),
	}
}
