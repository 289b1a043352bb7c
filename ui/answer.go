package ui

import (
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/widget"
)

// widgetMsg is a message of the widget's own, with where it came from: commands end in
// any order, and an answer must never reach another step than the one that asked.
type widgetMsg struct {
	visit, number int
	msg           tea.Msg
}

// toWidget hands a message to the question on screen.
func (m Model) toWidget(msg tea.Msg) (Model, tea.Cmd) {
	if !m.asking() {
		return m, nil
	}
	var cmd tea.Cmd
	m.widget, cmd = m.widget.Update(m.env(), msg)
	m.sent++
	return m, stamp(cmd, m.visit, m.sent)
}

// stamp makes a command tell where its message came from.
func stamp(cmd tea.Cmd, visit, number int) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			stamped := make(tea.BatchMsg, len(batch))
			for i, each := range batch {
				stamped[i] = stamp(each, visit, number)
			}
			return stamped
		}
		switch msg.(type) {
		case widget.DraftMsg, widget.ReplyMsg:
			return widgetMsg{visit, number, msg}
		}
		return msg
	}
}

// onWidget takes in a draft or a reply, unless the screen or the widget has moved on.
func (m Model) onWidget(msg widgetMsg) (Model, tea.Cmd) {
	if msg.visit != m.visit || msg.number < m.heard {
		return m.overtaken(msg), nil
	}
	m.heard = msg.number
	switch each := msg.msg.(type) {
	case widget.DraftMsg:
		if writes(each.Reply) {
			m.wrote = msg.number
		}
		return m.onDraft(each.Reply)
	case widget.ReplyMsg:
		return m.onReply(each.Reply)
	}
	return m, nil
}

// onDraft shows what the reply being edited would mean.
func (m Model) onDraft(reply steps.Reply) (Model, tea.Cmd) {
	if !m.asking() {
		return m, nil
	}
	if m.chooses() {
		return m.pass(reply).again(nil)
	}
	browsing := m.browses() && !writes(reply)
	var err error
	m.draft, err = m.machine.Draft(reply)
	if !browsing {
		// What was toggled or typed is an answer at once, so that going back keeps it. A
		// cursor that only passes over a row is not, and clears nothing that depends on it.
		m.machine = m.draft
	}
	if m.reading.kind == readDraft {
		m = m.halt()
	}
	return m.again(err)
}

// pass shows what the row under the cursor of a choice would mean. It stays a draft until
// it is chosen, and a row that is only passed over is not worth a read.
func (m Model) pass(reply steps.Reply) Model {
	m.draft, _ = m.machine.Draft(reply)
	return m.known()
}

// known falls back to what was answered when a row of a choice needs something read.
func (m Model) known() Model {
	if m.draft.Load() != nil && m.chooses() {
		m.draft = m.machine
	}
	return m
}

// chooses reports whether one row of several is asked for.
func (m Model) chooses() bool {
	_, ok := m.shown().(steps.Choice)
	return ok
}

// shown is the question on screen; nil while the current step's is not, or cannot be,
// asked. The widget has it: to ask the step for it again may take longer than a key may.
func (m Model) shown() steps.Question {
	if m.widget == nil || m.asked != m.machine.Current().ID || m.machine.Load() != nil {
		return nil
	}
	return widget.Asked(m.widget)
}

// again shows the question with what is known now, cursor and edits kept. A draft that
// needs something read is checked once it rests; a refused one is not worth a read.
func (m Model) again(refused error) (Model, tea.Cmd) {
	m.timers = cancelled(m.timers, readDraft)
	m.refused = refused != nil
	m = m.known()
	// What was wrong with an earlier draft says nothing about this one.
	m.notice = notice{}
	m.widget = m.widget.With(m.draft.Question())
	if m.draft.Load() != nil && refused == nil {
		return m.after(draftDelay, readDraft)
	}
	return m, nil
}

// browses reports whether the question's drafts come from the cursor alone.
func (m Model) browses() bool {
	switch m.shown().(type) {
	case steps.Choice, steps.Document, steps.Review, steps.Progress:
		return true
	case steps.Many, steps.Matrix, steps.Form:
		return false
	}
	return false
}

// onReply answers the step, or does what an action asks for.
func (m Model) onReply(reply steps.Reply) (Model, tea.Cmd) {
	switch reply.Action {
	case steps.Apply:
		return m.askConsent()
	case steps.Keep, steps.Undo, steps.Retry:
		return m.steer(reply.Action)
	case steps.BestPair, steps.RouteTables, steps.AutoTables, steps.AddRequest, steps.DropRequest:
	}
	if !m.asking() {
		return m, nil
	}
	next, err := m.machine.Reply(reply)
	if err != nil {
		m.machine, m.draft = next, next
		m, cmd := m.again(err)
		return m.say(steps.Blocks, "%s", err), cmd
	}
	m.machine = next
	m, saved := m.save(false)
	m, read := m.enter()
	return m, tea.Batch(read, saved)
}

// back is one step back, and never out.
func (m Model) back() (Model, tea.Cmd) {
	if m.job.begun() {
		return m.say(steps.NoMark, "esc does not leave a run: %s", m.wayOut()), nil
	}
	prev, ok := m.machine.Back()
	if !ok {
		return m.say(steps.NoMark, "this is the first step · ctrl+c leaves"), nil
	}
	m.machine = prev
	return m.enter()
}

// goTo returns to a step that was answered.
func (m Model) goTo(id steps.ID) (Model, tea.Cmd) {
	next, ok := m.machine.GoTo(id)
	if !ok {
		return m.say(steps.NoMark, "%s cannot be opened from here", id), nil
	}
	m.machine = next
	return m.enter()
}

// earlier opens the stop above this one in the list of steps.
func (m Model) earlier() (Model, tea.Cmd) {
	var target steps.ID
	for _, stop := range m.machine.Rail() {
		if stop.Status == steps.StopHere {
			break
		}
		if stop.Reachable {
			target = stop.ID
		}
	}
	if target == "" {
		return m.back()
	}
	return m.goTo(target)
}
