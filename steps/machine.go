package steps

import (
	"slices"
	"strings"
	"time"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// Machine walks the steps. It is a value: every move returns a new one and leaves the old
// one as it was, so a face may keep any of them.
type Machine struct {
	steps []Step
	state State
	at    int
	trail []int // the steps that were answered on the way here, in order
	// onward is set while an accepted answer waits for what must be read before the next step.
	onward bool
}

// NewMachine begins at the first step that is not skipped. The state's answers are the
// defaults of every question.
func NewMachine(list []Step, s State) Machine {
	m := Machine{steps: list, at: -1}.with(s)
	if next, ok := m.next(0); ok {
		m.at = next
		return m
	}
	panic("steps: a machine needs a step that is not skipped")
}

// with takes a new state and keeps the plan in step with it.
func (m Machine) with(s State) Machine {
	if s.Run == nil {
		s.Plan = plan.Build(s.Answers, s.Facts)
	}
	m.state = s
	return m
}

// next is the first step from index on that is not skipped.
func (m Machine) next(index int) (int, bool) {
	for i := index; i < len(m.steps); i++ {
		if skip := m.steps[i].Skip; skip == nil || !skip(m.state) {
			return i, true
		}
	}
	return 0, false
}

// State is what the wizard knows here.
func (m Machine) State() State { return m.state }

// Current is the step that is asked.
func (m Machine) Current() Step { return m.steps[m.at] }

// Title is the heading of the current step.
func (m Machine) Title() string { return m.Current().Title(m.state) }

// Why says why the current step asks, one paragraph an entry.
func (m Machine) Why() []string {
	if m.Current().Why == nil {
		return nil
	}
	return m.Current().Why(m.state)
}

// Question is what the current step asks. While Load is not nil it is asked with what is
// known so far.
func (m Machine) Question() Question { return m.Current().Ask(m.state) }

// Load is what the current step must read first; nil when everything is known.
func (m Machine) Load() LoadFunc {
	if m.Current().Load == nil {
		return nil
	}
	return m.Current().Load(m.state)
}

// Refresh is the read that brings the current screen up to date, and how often it is
// made unasked (0: never); nil when there is nothing to refresh.
func (m Machine) Refresh() (LoadFunc, time.Duration) {
	step := m.Current()
	if step.Refresh == nil {
		return nil, 0
	}
	return step.Refresh(m.state), step.Every
}

// Loaded takes in what was read. When an accepted answer was waiting for it, and nothing
// that was read speaks against it, the machine moves on.
func (m Machine) Loaded(patch Patch) Machine {
	s := m.state
	s.Facts = patch(s.Facts)
	m = m.with(s)
	if m.onward && m.Load() == nil {
		m, _ = m.advance()
	}
	return m
}

// advance moves to the next step, unless the current one still objects; the error says why.
func (m Machine) advance() (Machine, error) {
	m.onward = false
	if ready := m.Current().Ready; ready != nil {
		if err := ready(m.state); err != nil {
			return m, err
		}
	}
	if i, ok := m.next(m.at + 1); ok {
		m.trail = append(slices.Clip(m.trail), m.at)
		m.at = i
	}
	return m, nil
}

// Reply answers the current step and moves to the next one that is not skipped. It stays
// when the answer is refused (the error says why and what helps), or when the answer needs something
// read first (Load is not nil then). What a refused reply says is kept, as a draft is.
func (m Machine) Reply(r Reply) (Machine, error) {
	s, err := m.Current().Answer(m.state, r)
	if err != nil {
		return m.with(s), err
	}
	next := m.with(s)
	if r.Action != "" && !r.Action.Moves() {
		return next, nil
	}
	if next.Load() != nil {
		next.onward = true
		return next, nil
	}
	return next.advance()
}

// Draft takes in a reply that is still being edited and stays on the step; the error
// says why Reply would not go on.
func (m Machine) Draft(r Reply) (Machine, error) {
	s, err := m.Current().Answer(m.state, r)
	m.onward = false
	return m.with(s), err
}

// Back returns to the step before, answers kept; false on the first one, and once a run
// has begun, because what was done is not undone by looking away.
func (m Machine) Back() (Machine, bool) {
	if len(m.trail) == 0 || m.state.Run != nil {
		return m, false
	}
	m.onward = false
	m.at = m.trail[len(m.trail)-1]
	m.trail = slices.Clip(m.trail[:len(m.trail)-1])
	return m, true
}

// GoTo returns to a step that was answered on the way here; false for any other.
func (m Machine) GoTo(id ID) (Machine, bool) {
	if m.state.Run != nil {
		return m, false
	}
	for i, at := range m.trail {
		if m.steps[at].ID == id {
			m.onward = false
			m.at = at
			m.trail = slices.Clip(m.trail[:i])
			return m, true
		}
	}
	return m, false
}

// WithRun puts a run's progress into the state.
func (m Machine) WithRun(r run.Run) Machine {
	m.state.Run = &r
	return m
}

// StopStatus is where a stop of the rail stands.
type StopStatus string

// The statuses.
const (
	StopDone   StopStatus = "done"
	StopHere   StopStatus = "here"
	StopToCome StopStatus = "to-come"
)

// Stop is one entry of the rail: a step with its further screens.
type Stop struct {
	ID        ID
	Label     string
	Status    StopStatus
	Reachable bool // GoTo(ID) succeeds
}

// Rail lists the steps that are not skipped, done and to come. Dotted steps count as
// part of the step before the dot.
func (m Machine) Rail() []Stop {
	var rail []Stop
	here := root(m.Current().ID)
	passed := true
	for i, step := range m.steps {
		if i == m.at {
			passed = false
		}
		id := root(step.ID)
		if id != step.ID || step.Skip != nil && step.Skip(m.state) {
			continue
		}
		stop := Stop{ID: id, Label: string(id), Status: StopToCome}
		stop.Reachable = m.state.Run == nil &&
			slices.ContainsFunc(m.trail, func(at int) bool { return m.steps[at].ID == id })
		switch {
		case id == here:
			stop.Status = StopHere
		case passed:
			stop.Status = StopDone
		}
		rail = append(rail, stop)
	}
	return rail
}

func root(id ID) ID {
	before, _, _ := strings.Cut(string(id), ".")
	return ID(before)
}

// Findings are the plan's findings that the current step's answer causes, in the plan's order.
func (m Machine) Findings() []plan.Finding {
	var out []plan.Finding
	for _, f := range m.state.Plan.Findings {
		if slices.ContainsFunc(m.Current().Rules, func(prefix string) bool { return strings.HasPrefix(f.Rule, prefix) }) {
			out = append(out, f)
		}
	}
	return out
}
