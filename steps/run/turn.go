package run

import (
	"fmt"
	"slices"
	"time"

	"sagevpc/steps/plan"
)

// Paced is an account that keeps its writes below AWS's rates.
type Paced interface {
	// Turn is how long a request would wait for its turn if it were sent now, and why;
	// zero when it would go out at once.
	Turn(request plan.Request) (wait time.Duration, why string)
}

// Announce notes on the item of a task that its request has to wait for its turn, so that
// a face can say so before the waiting begins. The result of the task takes the note's place.
func (d Driver) Announce(r Run, task Task) Run {
	account, paced := d.Account.(Paced)
	if !paced || task.Index < 0 || task.Index >= len(r.Items) {
		return r
	}
	request := task.Item.Change.Request
	switch task.Kind {
	case ApplyTask:
	case ReverseTask:
		reverse, ok := ReverseRequest(task.Item.Change, task.Item.Receipt)
		if !ok {
			return r
		}
		request = reverse
	case SettleTask, VerifyTask:
		return r
	}
	wait, why := account.Turn(request)
	if wait <= 0 {
		return r
	}
	r.Items = slices.Clone(r.Items)
	r.Items[task.Index].Note = fmt.Sprintf("waits %.1f s for its turn: %s", wait.Seconds(), why)
	return r
}
