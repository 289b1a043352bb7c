package ui

import (
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
)

// onMouse opens a step of the rail, scrolls what lies on top, and leaves the rest to the question.
func (m Model) onMouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if m.tooSmall() || m.overlay == consentOverlay {
		return m, nil
	}
	at := msg.Mouse()
	if m.overlay != noOverlay {
		return m.scrollByWheel(at), nil
	}
	if _, click := msg.(tea.MouseClickMsg); click && at.Button == tea.MouseLeft {
		if id, ok := m.stopAt(at.X, at.Y); ok {
			return m.goTo(id)
		}
	}
	if !m.asking() {
		return m, nil
	}
	x, y := m.origin()
	env := m.env()
	at.X, at.Y = at.X-x, at.Y-y
	if at.X < 0 || at.Y < 0 || at.X >= env.Width || at.Y >= env.Height {
		return m, nil
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		return m.toWidget(tea.MouseClickMsg(at))
	case tea.MouseWheelMsg:
		return m.toWidget(tea.MouseWheelMsg(at))
	}
	return m, nil
}

func (m Model) scrollByWheel(at tea.Mouse) Model {
	switch at.Button {
	case tea.MouseWheelUp:
		return m.scrollBy(-3)
	case tea.MouseWheelDown:
		return m.scrollBy(3)
	default:
		return m
	}
}

// stopAt is the stop of the rail under a cell, when it can be opened.
func (m Model) stopAt(x, y int) (steps.ID, bool) {
	row := y - headRows
	rail := m.machine.Rail()
	if m.area().rail == 0 || x >= railWidth || row < 0 || row >= len(rail) {
		return "", false
	}
	stop := rail[row]
	return stop.ID, stop.Reachable && stop.Status != steps.StopHere
}
