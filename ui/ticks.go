package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// How often the screen is drawn again without a message: often enough for a spinner
// while something is going on, and each second where an age is shown.
const (
	busyTick = 100 * time.Millisecond
	idleTick = time.Second
)

// ticks is the one chain of ticks that is alive.
type ticks struct {
	number int
	every  time.Duration // 0 while there is none
}

// tickMsg draws again.
type tickMsg struct{ number int }

// busy reports whether something is being read or applied: then the screen is not ready.
func (m Model) busy() bool {
	return m.reading.kind != readNothing || m.job.opening || m.job.busy
}

// settled reports whether nothing on screen is about to change by itself, but for ages.
func (m Model) settled() bool {
	return !m.busy() && (m.asking() || m.fault != nil) &&
		(m.overlay != consentOverlay || m.consent.armed) &&
		(m.fault != nil || m.refused || m.draft.Load() == nil)
}

func (m Model) wantedTick() time.Duration {
	switch {
	case m.busy():
		return busyTick
	case m.refreshable():
		return idleTick
	}
	return 0
}

// keepTicking begins a chain of ticks when one is wanted, and lets the old one run dry
// when another pace is.
func (m Model) keepTicking() (Model, tea.Cmd) {
	wanted := m.wantedTick()
	if wanted == m.ticks.every {
		return m, nil
	}
	m.ticks = ticks{m.ticks.number + 1, wanted}
	if wanted == 0 {
		return m, nil
	}
	return m, m.ticks.next()
}

func (t ticks) next() tea.Cmd {
	return tea.Tick(t.every, func(time.Time) tea.Msg { return tickMsg{t.number} })
}

// onTick draws what has aged, and asks for the next tick of the same chain.
func (m Model) onTick(msg tickMsg) (Model, tea.Cmd) {
	if msg.number != m.ticks.number || m.ticks.every == 0 {
		return m, nil
	}
	m = m.showRun()
	if m.wantedTick() != m.ticks.every {
		return m, nil
	}
	return m, m.ticks.next()
}
