package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// job is the execution of a run.
type job struct {
	driver  *run.Driver // nil until a run has begun
	opening bool        // consent is given, the first change is not yet on its way
	busy    bool        // a task is on its way
	at      time.Time
}

func (j job) begun() bool { return j.opening || j.driver != nil }

// begunMsg says that a run can be executed, or why it cannot.
type begunMsg struct {
	driver run.Driver
	begun  steps.Machine // on the step that shows the run
	err    error
}

// taskMsg is what came of a task.
type taskMsg struct{ result run.Result }

// reread goes on from consent when the account is as it was in the preview, and shows the
// new preview when it is not.
func (m Model) reread(previewed plan.Plan) (Model, tea.Cmd) {
	m.draft = m.machine
	fresh, _ := m.preview()
	if what, drifted := run.Drifted(previewed, fresh); drifted {
		m, cmd := m.again(nil)
		return m.say(steps.Warns, "nothing was applied, because the account moved: %s. This is the new preview",
			what), cmd
	}
	return m.begin()
}

// begin takes consent to the step and opens the receipt of the run that it makes. The run
// is made of the state's plan: the one on screen has its secrets masked.
func (m Model) begin() (Model, tea.Cmd) {
	begun, err := m.machine.Reply(steps.Reply{Action: steps.Apply})
	if err == nil && begun.State().Run == nil {
		err = errors.New("this screen has nothing to run")
	}
	if err != nil {
		return m.say(steps.Blocks, "nothing was applied: %s", err), nil
	}
	m.job = job{opening: true, at: m.opts.Now()}
	accounts, receipt, ctx := m.accounts, m.opts.Receipt, context.WithoutCancel(m.ctx)
	receipt.Now = m.opts.Now
	return m, func() tea.Msg {
		account, err := accounts.at(ctx, begun.State().Answers)
		if err != nil {
			return begunMsg{err: err}
		}
		return begunMsg{driver: run.Begin(account, begun.State().Plan, receipt), begun: begun}
	}
}

// onBegun leaves the review and sends the first change.
func (m Model) onBegun(msg begunMsg) (Model, tea.Cmd) {
	m.job = job{}
	if msg.err != nil {
		return m.say(steps.Blocks, "nothing was applied: %s", asFault(msg.err).Error()), nil
	}
	m.job.driver = &msg.driver
	m.machine = msg.begun.WithRun(msg.driver.Attach(*msg.begun.State().Run))
	if m.ending {
		return m.leave()
	}
	m, entered := m.enter()
	m, task := m.proceed()
	return m, tea.Batch(entered, task)
}

// proceed sends the run's next task, or shows that it waits or is over.
func (m Model) proceed() (Model, tea.Cmd) {
	r := *m.machine.State().Run
	task, ok := r.Next()
	m.job.busy, m.job.at = ok, m.opts.Now()
	if ok {
		r = m.job.driver.Announce(r.Start(task, m.job.at), task)
	}
	m.machine = m.machine.WithRun(r)
	m.draft = m.machine
	m = m.showRun()
	if !ok {
		m.notice = notice{}
		if m.ending {
			return m.leave()
		}
		return m, nil
	}
	// What was begun is finished even if the program is asked to end: half a change is
	// worse than a late exit.
	ctx, driver := context.WithoutCancel(m.ctx), m.job.driver
	return m, func() tea.Msg { return taskMsg{driver.Do(ctx, task)} }
}

// onTask takes in what came of a task.
func (m Model) onTask(msg taskMsg) (Model, tea.Cmd) {
	m.machine = m.machine.WithRun(m.machine.State().Run.With(msg.result))
	return m.proceed()
}

// steer does what the user chose for a failed or stopped run.
func (m Model) steer(action steps.ActionID) (Model, tea.Cmd) {
	if m.job.driver == nil || m.job.busy {
		return m, nil
	}
	r := *m.machine.State().Run
	switch action {
	case steps.Keep:
		r = r.Keep()
	case steps.Undo:
		r = r.Undo()
	case steps.Retry:
		r = r.Retry()
	default:
		return m, nil
	}
	m.machine = m.machine.WithRun(r)
	return m.proceed()
}

// showRun draws the run with the age of the item under way.
func (m Model) showRun() Model {
	if m.widget == nil || !m.job.begun() {
		return m
	}
	progress, ok := m.machine.Question().(steps.Progress)
	if !ok {
		return m
	}
	if task, underWay := progress.Run.Next(); underWay && m.job.busy {
		items := slices.Clone(progress.Run.Items)
		item, since := &items[task.Index], m.job.at
		if task.Kind != run.ReverseTask && !item.Begun.IsZero() {
			since = item.Begun
		}
		item.Elapsed = m.opts.Now().Sub(since)
		progress.Run.Items = items
	}
	m.widget = m.widget.With(progress)
	return m
}

// leave ends the program, unless a change is being applied: then it ends the run after
// that change.
func (m Model) leave() (Model, tea.Cmd) {
	if m.job.opening {
		return m, nil
	}
	if !m.job.busy {
		m = m.halt()
		return m.keepAndQuit()
	}
	r := m.machine.State().Run.Stop()
	m.machine = m.machine.WithRun(r)
	switch {
	case r.Stopping():
		return m.say(steps.Warns, "stopping after the current change · a change that was sent is never cut off"), nil
	case r.Phase == run.Undoing:
		return m.say(steps.Warns, "the undo ends by itself · half an undo helps nobody"), nil
	}
	return m, nil
}

// keepAndQuit saves what was typed since the last answer too, before the program ends.
func (m Model) keepAndQuit() (Model, tea.Cmd) {
	if _, answered := m.machine.Back(); !answered {
		return m, m.quit()
	}
	m, save := m.save(false)
	return m, tea.Sequence(save, m.quit())
}

// quit ends the program, after the receipt of a run that nobody will go on with.
func (m Model) quit() tea.Cmd {
	driver, r := m.job.driver, m.machine.State().Run
	if driver == nil || r == nil {
		return tea.Quit
	}
	return func() tea.Msg {
		driver.End(*r)
		return tea.Quit()
	}
}

// wayOut says how the run on screen can be left.
func (m Model) wayOut() string {
	r := m.machine.State().Run
	switch {
	case m.job.busy || m.job.opening || r == nil:
		return "ctrl+c stops after the current change"
	case r.Over():
		return "enter or ctrl+c leaves"
	}
	return "keep, undo or try again first, or ctrl+c leaves with what was done"
}
