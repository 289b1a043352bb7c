package widget

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/run"
)

// progress shows a run while it goes on, and what came of it.
type progress struct {
	q      steps.Progress
	scroll scroll
}

func newProgress(q steps.Progress) Widget {
	return progress{q: q, scroll: scroll{follow: true}}
}

// With takes a new question. A run that comes to a halt is shown to its end again, since
// that is where it says what can be done.
func (p progress) With(q steps.Question) Widget {
	next, ok := q.(steps.Progress)
	if !ok {
		return New(q)
	}
	if next.Run.Phase != p.q.Run.Phase {
		p.scroll = scroll{follow: true}
	}
	p.q = next
	return p
}

// Update takes in a message.
func (p progress) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		if id, ok := acted(env, p.q.Actions, press); ok {
			return p, reply(steps.Reply{Action: id})
		}
	}
	lines := len(p.lines(env))
	p.scroll = p.scroll.update(env, msg, lines, p.scroll.rows(env, lines))
	return p, nil
}

// View draws the items, then how the run stands.
func (p progress) View(env Env) string {
	return clipped(p.scroll.window(env, p.lines(env)), env)
}

// Bindings are the keys that work now.
func (p progress) Bindings(env Env) []key.Binding {
	bindings := actions(env, p.worded())
	if len(p.lines(env)) > env.Height {
		bindings = append(bindings, env.Keys.Down, env.Keys.Up)
	}
	return bindings
}

// worded is the actions with the footer's words for them. What was stopped goes on; there
// is nothing to try again.
func (p progress) worded() []steps.Action {
	offered := slices.Clone(p.q.Actions)
	for i := range offered {
		if offered[i].ID == steps.Retry && p.q.Run.Phase == run.Stopped {
			offered[i].Label = "go on"
		}
	}
	return offered
}

// Editing is never so: a run is watched.
func (p progress) Editing() bool { return false }

// copies is the command that repeats the run, once it is over; what is left to do by hand
// comes before that, since the receipt keeps the other.
func (p progress) copies() string {
	if p.q.Run.Over() && len(p.q.Staged) > 0 {
		return commands(p.q.Staged)
	}
	if p.q.Run.Over() {
		return p.q.Run.Repeat
	}
	return ""
}

// lines draws everything there is to say. In a low window the items keep to a line each,
// and a run that waits for a decision leaves its receipt for later: what can be done now
// matters more than what was seen on the way.
func (p progress) lines(env Env) []string {
	var long, short []string
	for i, item := range p.q.Run.Items {
		long = append(long, itemLines(env, i, item)...)
		short = append(short, itemLine(env, i, item))
	}
	end := append([]string{""}, p.standing(env)...)
	kept, offers := append(receipt(env, p.q.Run), p.left(env)...), p.offers(env)
	switch {
	case len(long)+len(end)+len(kept)+len(offers) <= env.Height:
		return slices.Concat(long, end, kept, offers)
	case len(short)+len(end)+len(kept)+len(offers) <= env.Height || len(offers) == 0:
		return slices.Concat(short, end, kept, offers)
	}
	return slices.Concat(short, end, offers)
}

// offers name what a failed or stopped run waits for, with the keys.
func (p progress) offers(env Env) []string {
	if len(p.q.Actions) == 0 || p.q.Run.Phase == run.Running || p.q.Run.Phase == run.Undoing {
		return nil
	}
	lines := []string{""}
	for _, a := range p.q.Actions {
		lines = append(lines, "  "+env.Theme.Key.Render(env.Keys.Action(a.ID).Help().Key)+"  "+consequence(a, p.q.Run))
	}
	return lines
}

// consequence says what an action would do.
func consequence(a steps.Action, r run.Run) string {
	switch a.ID {
	case steps.Keep:
		return "keep what was done, and end here"
	case steps.Undo:
		if r.Phase == run.Undone {
			return "try again to take back what still stands"
		}
		return "undo what was done, last first"
	case steps.Retry:
		if r.Phase == run.Stopped {
			return "go on with the next change"
		}
		return "try the failed change again, and go on"
	case steps.BestPair, steps.RouteTables, steps.AutoTables, steps.AddRequest, steps.DropRequest, steps.Apply:
	}
	return a.Label
}
