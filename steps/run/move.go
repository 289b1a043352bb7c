package run

import (
	"fmt"
	"slices"

	"sagevpc/steps/facts"
)

// With takes in what came of a task. A result that does not belong to the item under way
// is dropped: it is a late answer of a task that was executed twice.
func (r Run) With(result Result) Run {
	current, underWay := r.Next()
	if !underWay || current.Kind != result.Task.Kind || current.Index != result.Task.Index {
		return r
	}
	r.Items = slices.Clone(r.Items)
	r = r.recorded(result.Record)
	item := &r.Items[current.Index]
	if item.Begun.IsZero() {
		item.Begun = result.Begun
	}
	item.Elapsed += result.Elapsed
	item.Note = result.Note
	item.Err = result.Err
	item.State = after(result)
	switch result.Task.Kind {
	case ApplyTask:
		item.Sent, item.Unsure = result.Err == nil, result.Err != nil && (item.Unsure || result.Unsure)
		item.Receipt = result.Receipt
		r.attempt, r.waited = 0, 0
	case SettleTask:
		r.attempt, r.waited = current.Attempt+1, current.Waited+result.Elapsed
	case ReverseTask:
		return r.retreat()
	case VerifyTask:
		item.Receipt = result.Receipt
	}
	switch item.State {
	case ItemFailed:
		r.Phase, r.Err = Failed, result.Err
		return r
	case Applied:
		return r.advance()
	case Pending, Applying, Settling, Reversing, Reversed, Irreversible:
	}
	return r
}

// recorded takes over where the receipt is. A gap in it stays a gap.
func (r Run) recorded(record Record) Run {
	r.Journal = first(record.Journal, r.Journal)
	r.Repeat = first(record.Repeat, r.Repeat)
	r.JournalNote = first(r.JournalNote, record.Note)
	return r
}

// after is the state of an item once the result of its task is known.
func after(result Result) ItemState {
	failed := result.Err != nil
	switch result.Task.Kind {
	case ApplyTask:
		if failed {
			return ItemFailed
		}
		return Settling
	case SettleTask:
		if failed {
			return ItemFailed
		}
		if result.Settled {
			return Applied
		}
		return Settling
	case VerifyTask:
		if failed {
			return ItemFailed
		}
		return Applied
	case ReverseTask:
		if failed {
			return Irreversible
		}
		return Reversed
	}
	return result.Task.Item.State
}

// advance puts the next pending item under way, or ends the run.
func (r Run) advance() Run {
	next := slices.IndexFunc(r.Items, func(item Item) bool { return item.State == Pending && r.ready(item) })
	if next >= 0 && r.stop {
		r.Phase, r.stop = Stopped, false
		return r
	}
	r.stop = false
	if next >= 0 {
		return r.begin(next)
	}
	if stuck := slices.IndexFunc(r.Items, func(item Item) bool { return item.State == Pending }); stuck >= 0 {
		return r.deadlocked(stuck)
	}
	r.Phase, r.Err = Done, nil
	return r
}

// begin puts an item under way, with the ids in it that are known by now. What uses an id
// that AWS never gave fails before anything is sent.
func (r Run) begin(next int) Run {
	change, fault := r.resolved(r.Items[next].Change)
	if fault != nil {
		r.Items[next].State, r.Items[next].Err = ItemFailed, fault
		r.Phase, r.Err = Failed, fault
		return r
	}
	r.Phase = Running
	r.Items[next].Change, r.Items[next].State = change, Applying
	if change.ID == AwaitID {
		r.Items[next].State = Settling
		r.attempt, r.waited = 0, 0
	}
	return r
}

// ready reports whether everything that the item needs is applied. The verification
// comes when nothing else is left.
func (r Run) ready(item Item) bool {
	for _, other := range r.Items {
		if item.Change.ID == VerifyID && other.State == Pending && other.Change.ID != VerifyID {
			return false
		}
	}
	return !slices.ContainsFunc(item.Change.Needs, func(id string) bool {
		return !slices.ContainsFunc(r.Items, func(other Item) bool {
			return other.Change.ID == id && other.State == Applied
		})
	})
}

// deadlocked fails the run on an item whose needs can never be met.
func (r Run) deadlocked(stuck int) Run {
	change := r.Items[stuck].Change
	fault := &facts.Fault{
		Kind: facts.Invalid, Op: change.Request.Op,
		Summary: fmt.Sprintf("the change %q cannot begin", change.ID),
		Why:     fmt.Sprintf("it needs %v, and not all of these are changes of the plan that can come before it", change.Needs),
		Fix:     "Make the plan again.",
	}
	r.Items[stuck].State, r.Items[stuck].Err = ItemFailed, fault
	r.Phase, r.Err = Failed, fault
	return r
}

// Stop asks the run to end after the current item. An undo that is under way is not
// stopped: it ends by itself, and half an undo helps nobody.
func (r Run) Stop() Run {
	if r.Phase == Running {
		r.stop = true
	}
	return r
}

// Stopping reports whether the run will end after the current item.
func (r Run) Stopping() bool { return r.stop }

// Keep ends a failed or stopped run and keeps what was done.
func (r Run) Keep() Run {
	if r.Phase == Failed || r.Phase == Stopped {
		r.Phase = Kept
	}
	return r
}

// Undo turns a failed or stopped run around: what was done is taken back, last first. On
// an undone run it tries again what could not be taken back.
func (r Run) Undo() Run {
	switch r.Phase {
	case Failed, Stopped, Undone:
	case Running, Undoing, Kept, Done:
		return r
	}
	r.Items = slices.Clone(r.Items)
	for i := range r.Items {
		// A failed attempt to take back is a change that still stands.
		if item := &r.Items[i]; item.State == Irreversible && item.Err != nil {
			item.State = Applied
		}
	}
	r.Err = nil
	return r.retreat()
}

// retreat puts the last item that still stands under way backwards, or ends the undo.
func (r Run) retreat() Run {
	r.Phase = Undoing
	for i := len(r.Items) - 1; i >= 0; i-- {
		item := &r.Items[i]
		if !item.stands() {
			continue
		}
		if !reversible(*item) {
			item.State = Irreversible
			item.Note = "there is no request that takes this back"
			continue
		}
		item.State = Reversing
		return r
	}
	r.Phase = Undone
	for _, item := range r.Items {
		if item.State == Irreversible && item.Err != nil {
			r.Err = item.Err
			break
		}
	}
	return r
}

// stands reports whether the item changed the account, or may have, and has not been
// taken back or given up.
func (i Item) stands() bool {
	if i.Reads() {
		return false
	}
	return i.State == Applied || i.State == ItemFailed && (i.Sent || i.Unsure)
}

// Retry goes on with the item that failed or was to come next. A change that was sent is
// not sent again: only its effect is waited for again.
func (r Run) Retry() Run {
	if r.Phase != Failed && r.Phase != Stopped {
		return r
	}
	r.Items = slices.Clone(r.Items)
	r.Phase, r.Err, r.stop = Running, nil, false
	failed := slices.IndexFunc(r.Items, func(item Item) bool { return item.State == ItemFailed })
	if failed < 0 {
		return r.advance()
	}
	item := &r.Items[failed]
	item.Err, item.Note = nil, ""
	r.attempt, r.waited = 0, 0
	switch {
	case item.Sent:
		item.State = Settling
	case r.ready(*item):
		return r.begin(failed)
	default:
		return r.deadlocked(failed)
	}
	return r
}

// halted is the run as it stands when it was turned around between two changes: the next
// item was never begun.
func (r Run) halted() Run {
	r.Items = slices.Clone(r.Items)
	for i := range r.Items {
		if r.Items[i].State == Applying {
			r.Items[i].State = Pending
		}
	}
	r.Phase = Stopped
	return r
}
