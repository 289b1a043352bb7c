package ui

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

// saver writes answers one after another, and never an older set over a newer one.
type saver struct {
	save func(plan.Answers) error
	mu   sync.Mutex
	last int
}

// savedMsg is what came of saving.
type savedMsg struct {
	asked bool // by a key: then success is said too
	err   error
}

// save keeps the answers, away from the screen.
func (m Model) save(asked bool) (Model, tea.Cmd) {
	if m.saver.save == nil {
		if asked {
			m = m.say(steps.Warns, "answers are not saved in this session")
		}
		return m, nil
	}
	m.saves++
	number, saver, answers := m.saves, m.saver, m.machine.State().Answers
	return m, func() tea.Msg {
		saver.mu.Lock()
		defer saver.mu.Unlock()
		if number < saver.last {
			return savedMsg{asked: asked}
		}
		saver.last = number
		return savedMsg{asked, saver.save(answers)}
	}
}

// onSaved says where the answers are, when that was asked, or why they could not be kept.
func (m Model) onSaved(msg savedMsg) (Model, tea.Cmd) {
	switch {
	case msg.err != nil:
		return m.say(steps.Warns, "the answers were not saved: %s", msg.err), nil
	case msg.asked:
		return m.say(steps.Holds, "answers saved in %s", m.opts.SavedAs), nil
	}
	return m, nil
}
