package ui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/ui/widget"
)

// readKind is what a read is for.
type readKind int

const (
	readNothing readKind = iota
	readStep             // what the step must know before it can ask
	readDraft            // what the reply being edited needs
	readRefresh          // what is on screen, again
	readConsent          // what the plan stands on, a last time before it is applied
)

// reading is the read going on; at most one does.
type reading struct {
	kind   readKind
	begun  time.Time
	round  int // how many reads in a row this step has asked for
	before int // API calls made before it began
	cancel context.CancelFunc
}

// readMsg is what came of a read.
type readMsg struct {
	seq   int
	patch steps.Patch
	err   error
}

// dueMsg says that a delayed read is due.
type dueMsg struct {
	kind  readKind
	timer int
}

// maxRounds bounds the reads of one step: a patch that never satisfies its own Load must
// not read for ever.
const maxRounds = 4

// draftDelay is how long a draft must rest before what it needs is read.
const draftDelay = 250 * time.Millisecond

// halt ends the read going on and makes its reply stale.
func (m Model) halt() Model {
	if m.reading.cancel != nil {
		m.reading.cancel()
	}
	m.reading = reading{}
	m.seq++
	return m
}

// enter shows the machine's current step, after reading what it needs.
func (m Model) enter() (Model, tea.Cmd) { return m.enterRound(1) }

func (m Model) enterRound(round int) (Model, tea.Cmd) {
	m = m.halt()
	m.draft, m.fault, m.stale, m.refused = m.machine, nil, "", false
	m.timers = cancelled(cancelled(m.timers, readDraft), readRefresh)
	if m.asked != m.machine.Current().ID {
		m.visit++
		round = 1
		m.widget, m.asked, m.overlay, m.readAt = nil, m.machine.Current().ID, noOverlay, time.Time{}
	}
	load := m.machine.Load()
	switch {
	case load == nil:
		return m.ask()
	case round > maxRounds:
		m.fault = &facts.Fault{
			Kind: facts.Service, Op: "read", Retry: true,
			Summary: "AWS's answers do not hold what this screen needs",
			Why:     fmt.Sprintf("after %d reads something is still missing", maxRounds),
			Fix:     "Try again; @ shows the calls that were made.",
		}
		return m, nil
	}
	m, cmd := m.read(readStep, load)
	m.reading.round = round
	return m, cmd
}

// ask puts the question on screen.
func (m Model) ask() (Model, tea.Cmd) {
	if m.readAt.IsZero() {
		m.readAt = m.opts.Now()
	}
	if m.widget == nil {
		m.widget = widget.New(m.draft.Question())
	} else {
		m.widget = m.widget.With(m.draft.Question())
	}
	if reply, ok := widget.Passes(m.widget); ok {
		m = m.pass(reply)
		m.widget = m.widget.With(m.draft.Question())
	}
	return m.scheduleRefresh()
}

// scheduleRefresh times the next refresh, where the step has one of its own accord.
func (m Model) scheduleRefresh() (Model, tea.Cmd) {
	if load, every := m.machine.Refresh(); load != nil && every > 0 {
		return m.after(every, readRefresh)
	}
	return m, nil
}

// after times a read; an earlier timer of the same kind counts no more.
func (m Model) after(d time.Duration, kind readKind) (Model, tea.Cmd) {
	m.timers = cancelled(m.timers, kind)
	due := dueMsg{kind, m.timers[kind]}
	return m, tea.Tick(d, func(time.Time) tea.Msg { return due })
}

func cancelled(timers map[readKind]int, kind readKind) map[readKind]int {
	next := maps.Clone(timers)
	if next == nil {
		next = map[readKind]int{}
	}
	next[kind]++
	return next
}

// onDue begins a read that waited its time.
func (m Model) onDue(msg dueMsg) (Model, tea.Cmd) {
	if msg.timer != m.timers[msg.kind] || m.fault != nil {
		return m, nil
	}
	if msg.kind == readDraft {
		if load := m.draft.Load(); load != nil {
			return m.read(readDraft, load)
		}
		return m, nil
	}
	if m.reading.kind != readNothing {
		return m.scheduleRefresh()
	}
	return m.refresh()
}

// refresh reads again what is on screen.
func (m Model) refresh() (Model, tea.Cmd) {
	load, _ := m.machine.Refresh()
	if load == nil {
		return m.say(steps.NoMark, "nothing on this screen changes by itself"), nil
	}
	m.timers = cancelled(m.timers, readRefresh)
	return m.read(readRefresh, load)
}

// read begins a read and ends the one before it.
func (m Model) read(kind readKind, load steps.LoadFunc) (Model, tea.Cmd) {
	m = m.halt()
	ctx, cancel := context.WithTimeout(m.ctx, m.opts.Timeout)
	m.reading = reading{kind: kind, begun: m.opts.Now(), before: len(m.calls()), cancel: cancel}
	seq, timeout, answers, accounts := m.seq, m.opts.Timeout, m.draft.State().Answers, m.accounts
	if kind == readStep && m.asked == steps.AccountID {
		accounts.forget(answers)
	}
	return m, func() tea.Msg {
		defer cancel()
		patch, err := accounts.load(ctx, answers, load)
		if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = slow(timeout, err)
		}
		if err != nil && kind == readStep && !errors.Is(ctx.Err(), context.Canceled) {
			// The step knows better than this screen what it can ask without the account.
			patch, err = load(context.WithoutCancel(ctx), refused{asFault(err)})
		}
		return readMsg{seq, patch, err}
	}
}

// onRead takes in what was read, unless the screen has moved on.
func (m Model) onRead(msg readMsg) (Model, tea.Cmd) {
	if msg.seq != m.seq || m.reading.kind == readNothing {
		return m, nil
	}
	was := m.reading
	m.reading = reading{}
	if msg.err != nil {
		return m.readFailed(was.kind, asFault(msg.err))
	}
	previewed, _ := m.preview()
	m.readAt, m.stale = m.opts.Now(), ""
	m.machine, m.draft = m.machine.Loaded(msg.patch), m.draft.Loaded(msg.patch)
	switch {
	case was.kind == readStep || m.machine.Current().ID != m.asked:
		return m.enterRound(was.round + 1)
	case was.kind == readConsent:
		return m.reread(previewed)
	}
	m, asked := m.again(nil)
	m, timed := m.scheduleRefresh()
	return m, tea.Batch(asked, timed)
}

// readFailed shows a fault in the question's place when there can be no question, and
// as one quiet line when what is on screen is only older than it could be.
func (m Model) readFailed(kind readKind, fault *facts.Fault) (Model, tea.Cmd) {
	switch kind {
	case readStep:
		m.fault = fault
		return m, nil
	case readConsent:
		m = m.say(steps.Blocks, "nothing was applied, because the account could not be read again: %s", fault.Error())
	case readDraft, readRefresh, readNothing:
	}
	m.stale = fault.Summary
	return m.scheduleRefresh()
}

// retry reads again after a fault, with credentials that may have been renewed since.
func (m Model) retry() (Model, tea.Cmd) {
	m.accounts.forget(m.machine.State().Answers)
	return m.enter()
}
