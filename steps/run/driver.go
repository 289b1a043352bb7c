package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// Driver executes tasks against an account and writes each result into the journal. One
// without a journal works all the same; see Begin for one with it.
type Driver struct {
	Account Account
	// Now is the clock; nil means time.Now.
	Now func() time.Time

	journal *journal
}

// Do executes a task. It never panics and never returns without a Result for the task.
// A request that is on its way when ctx ends may have been done: the result says so.
func (d Driver) Do(ctx context.Context, task Task) (result Result) {
	begun := d.now()
	d.journal.begin(task, begun)
	defer func() {
		if p := recover(); p != nil {
			result = Result{Unsure: task.Kind == ApplyTask, Err: &facts.Fault{
				Kind: facts.Service, Op: operation(task.Item.Change.Request),
				Summary: fmt.Sprintf("the program failed while it worked on %s", task.Item.Change.ID),
				Why:     fmt.Sprint(p),
				Fix:     "Look at the object in the account before anything else is tried.",
			}}
		}
		result.Task, result.Begun, result.Elapsed = task, begun, d.now().Sub(begun)
		result.Record = d.journal.event(result, d.now())
	}()
	switch task.Kind {
	case ApplyTask:
		return d.apply(ctx, task)
	case SettleTask:
		return d.settle(ctx, task)
	case VerifyTask:
		return d.verify(ctx, task)
	case ReverseTask:
		return d.reverse(ctx, task)
	}
	return Result{Err: &facts.Fault{
		Kind: facts.Invalid, Summary: fmt.Sprintf("there is no task of the kind %q", task.Kind),
	}}
}

// Record is where the run's receipt is.
func (d Driver) Record() Record { return d.journal.record() }

// Attach returns the run with the driver's receipt on it, before its first task.
func (d Driver) Attach(r Run) Run { return r.recorded(d.Record()) }

// End writes the journal's last line and closes it: the run is over, or will not go on
// in this process. Done and undone runs end by themselves; ending twice is harmless.
func (d Driver) End(r Run) { d.journal.end(r.Phase, d.now()) }

func (d Driver) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

// wait sleeps for as long as asked, or until ctx ends.
func wait(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("the waiting was interrupted: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

// faultOf makes a fault of any error: the account promises one, and a broken promise must
// not take the run down.
func faultOf(err error, request plan.Request) *facts.Fault {
	var fault *facts.Fault
	if errors.As(err, &fault) && fault != nil {
		return fault
	}
	kind, retry := facts.Service, false
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		kind, retry = facts.Interrupted, true
	}
	return &facts.Fault{
		Kind: kind, Op: operation(request), Retry: retry,
		Summary: request.Op + " did not succeed", Why: err.Error(), Err: err,
	}
}

// operation names the call as IAM does.
func operation(request plan.Request) string {
	if request.Service == "" {
		return request.Op
	}
	return request.Service + ":" + request.Op
}

func isKind(err error, kind facts.Kind) bool {
	var fault *facts.Fault
	return errors.As(err, &fault) && fault != nil && fault.Kind == kind
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
