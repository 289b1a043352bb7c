package run_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"sagevpc/steps/facts"
	"sagevpc/steps/run"
)

// script is everything that goes differently from one run to the next. It is drawn before
// the run, because rapid's own panics must not cross into a bubble.
type script struct {
	late   int // reads that do not show yet what was written
	refuse []facts.Kind
	lose   []facts.Kind
	retry  []bool
	moves  []move
}

// move is one step of whoever sits before the run.
type move struct {
	stop     bool
	decision string
}

// open are the kinds of fault that leave the outcome of a request open.
var open = []facts.Kind{facts.Offline, facts.Service, facts.WrongEndpoint, facts.Interrupted}

func scripts() *rapid.Generator[script] {
	faults := func(kinds ...facts.Kind) *rapid.Generator[[]facts.Kind] {
		// Most calls succeed: "" is no fault.
		return rapid.SliceOfN(rapid.SampledFrom(append([]facts.Kind{"", "", "", "", "", "", "", ""}, kinds...)), 0, 30)
	}
	return rapid.Custom(func(t *rapid.T) script {
		return script{
			late:   rapid.IntRange(0, 3).Draw(t, "late"),
			refuse: faults(append([]facts.Kind{facts.Throttled, facts.Denied, facts.Invalid}, open...)...).Draw(t, "refuse"),
			lose:   faults(open...).Draw(t, "lose"),
			retry:  rapid.SliceOfN(rapid.Bool(), 1, 5).Draw(t, "retry"),
			moves: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) move {
				return move{
					stop:     rapid.IntRange(0, 9).Draw(t, "stop") == 0,
					decision: rapid.SampledFrom([]string{"retry", "undo", "stay"}).Draw(t, "decision"),
				}
			}), 0, 60).Draw(t, "moves"),
		}
	})
}

// played returns the faults one after the other.
func (s script) played(kinds []facts.Kind) func(string) error {
	next := 0
	return func(string) error {
		if next >= len(kinds) {
			return nil
		}
		kind := kinds[next]
		next++
		if kind == "" {
			return nil
		}
		return fault(kind, s.retry[next%len(s.retry)])
	}
}

// underWay counts the items that a task works on.
func underWay(r run.Run) int {
	n := 0
	for _, item := range r.Items {
		switch item.State {
		case run.Applying, run.Settling, run.Reversing:
			n++
		case run.Pending, run.Applied, run.ItemFailed, run.Reversed, run.Irreversible:
		}
	}
	return n
}

// inconsistent says what does not hold of a run, of what holds at every moment.
func inconsistent(r run.Run) string {
	active := r.Phase == run.Running || r.Phase == run.Undoing
	if n := underWay(r); active != (n == 1) || n > 1 {
		return fmt.Sprintf("phase %s with %d items under way: %s", r.Phase, n, states(r))
	}
	if _, next := r.Next(); next != active {
		return fmt.Sprintf("phase %s, and Next says %t", r.Phase, next)
	}
	if (r.Phase == run.Failed) != (r.Err != nil) && r.Phase != run.Undone {
		return fmt.Sprintf("phase %s with the fault %v", r.Phase, r.Err)
	}
	pending := false
	for _, item := range r.Items {
		pending = pending || item.State == run.Pending
		if pending && item.State == run.Applied {
			return "a change was made before one that it stands behind: " + states(r)
		}
	}
	return ""
}

// play runs the script, then lets everything work again and takes the run back unless it
// is done. It says what is wrong, "" when nothing is.
func (s script) play(t *testing.T) string {
	account := newAccount()
	before := account.network()
	account.refuse, account.lose, account.hidden = s.played(s.refuse), s.played(s.lose), s.late
	driver := run.Driver{Account: account}
	r := run.New(thePlan())
	for _, m := range s.moves {
		if wrong := inconsistent(r); wrong != "" {
			return wrong
		}
		if m.stop {
			r = r.Stop()
		}
		task, ok := r.Next()
		switch {
		case ok:
			r = r.With(driver.Do(t.Context(), task))
		case m.decision == "retry":
			r = r.Retry()
		case m.decision == "undo":
			r = r.Undo()
		}
	}
	account.refuse, account.lose, account.hidden = nil, nil, 0
	for range 200 {
		if wrong := inconsistent(r); wrong != "" {
			return wrong
		}
		task, ok := r.Next()
		switch {
		case ok:
			r = r.Stop().With(driver.Do(t.Context(), task))
		case r.Phase == run.Done:
			return ""
		case r.Phase == run.Undone && r.Err == nil:
			if len(account.models) != 0 || account.network() != before {
				return fmt.Sprintf("undone (%s) and left behind: %v, %s", states(r), account.models, account.network())
			}
			return ""
		default:
			r = r.Undo()
		}
	}
	return "no end: " + states(r)
}

func TestAnyRunEndsAndUndoLeavesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := scripts().Draw(rt, "script")
		var wrong string
		synctest.Test(t, func(t *testing.T) { wrong = s.play(t) })
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}
