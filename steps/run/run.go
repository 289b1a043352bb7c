// Package run applies a plan: one change at a time, in order, waiting for what is
// eventual, with a journal on disk and a way back. Both faces share it. A Run is a value;
// the face decides where its tasks are executed.
package run

import (
	"context"
	"slices"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// Account is what a run needs of the account. Errors are *facts.Fault.
type Account interface {
	// Apply sends one request exactly as it is written and returns AWS's receipt.
	Apply(ctx context.Context, request plan.Request) (plan.Receipt, error)
	// Endpoint reads a VPC endpoint back; the fault of an unknown id has Kind NotFound.
	Endpoint(ctx context.Context, id string) (facts.Endpoint, error)
	// RouteTables reads route tables back by id.
	RouteTables(ctx context.Context, ids []string) ([]facts.RouteTable, error)
	// VPCAttributes reads enableDnsSupport and enableDnsHostnames back.
	VPCAttributes(ctx context.Context, vpc string) (support, hostnames bool, err error)
	// Model reads a model back.
	Model(ctx context.Context, name string) (facts.Model, error)
	// VPCEndpoints lists a VPC's endpoints of either type.
	VPCEndpoints(ctx context.Context, vpc string) ([]facts.Endpoint, error)
	// SecurityGroups lists a VPC's security groups with their rules.
	SecurityGroups(ctx context.Context, vpc string) ([]facts.SecurityGroup, error)
	// NATGateways lists a VPC's NAT gateways, those that failed or are deleted included.
	NATGateways(ctx context.Context, vpc string) ([]facts.NATGateway, error)
	// ElasticIPs lists the elastic addresses that carry a tag.
	ElasticIPs(ctx context.Context, tag, value string) ([]facts.ElasticIP, error)
	// BucketPolicy reads a bucket's policy, "" when it has none.
	BucketPolicy(ctx context.Context, bucket string) (string, error)
}

// Phase is where a whole run stands.
type Phase string

// The phases.
const (
	Running Phase = "running"
	Failed  Phase = "failed"  // a change or the verification failed; keep, undo or retry
	Stopped Phase = "stopped" // interrupted between two changes; keep, undo or retry
	Undoing Phase = "undoing"
	Undone  Phase = "undone"
	Kept    Phase = "kept"
	Done    Phase = "done"
)

// ItemState is where one line of a run stands.
type ItemState string

// The states of an item. While a run goes on, exactly one item is Applying, Settling or
// Reversing: the one whose task Next returns.
const (
	Pending      ItemState = "pending"
	Applying     ItemState = "applying"
	Settling     ItemState = "settling" // applied, waiting until AWS shows it
	Applied      ItemState = "applied"
	ItemFailed   ItemState = "failed"
	Reversing    ItemState = "reversing"
	Reversed     ItemState = "reversed"
	Irreversible ItemState = "irreversible" // undo failed or is impossible; Err or Note says why
)

// VerifyID is the Change.ID of the item that reads the model back at the end.
const VerifyID = "verify"

// Item is one line of a run: a change, or the verification at the end (Change.ID "verify").
type Item struct {
	Change  plan.Change
	State   ItemState
	Receipt plan.Receipt
	Begun   time.Time     // zero until it began
	Elapsed time.Duration // so far, or in all
	Note    string        // "pending", "the route is active": what is being waited for
	Err     *facts.Fault
	// Sent reports that AWS accepted the change's request: there is something to undo
	// even if the item failed while waiting for it.
	Sent  bool
	later bool // it need only be there: a further item waits until it is available
	// Unsure reports that the request may or may not have been done: it was on its way
	// when the answer was lost, and reading back did not tell.
	Unsure bool
}

// Run is a plan being applied: a value, one item a change and the verification last.
type Run struct {
	Items   []Item
	Phase   Phase
	Err     *facts.Fault // why the phase is Failed, or what an undo could not take back
	Journal string       // path of the receipt, "" while none is written
	Repeat  string       // the command that repeats the run, "" when unknown
	// JournalNote says why the receipt is missing or incomplete; "" while it is whole.
	JournalNote string

	stop    bool          // asked to stop after the current item
	attempt int           // how often the settling item was read back
	waited  time.Duration // how long it has been settling
}

// TaskKind is what a task does.
type TaskKind string

// The kinds of task.
const (
	ApplyTask   TaskKind = "apply"   // send the change's request
	SettleTask  TaskKind = "settle"  // wait a moment, then read back once
	VerifyTask  TaskKind = "verify"  // read the model back and compare VpcConfig
	ReverseTask TaskKind = "reverse" // take the change back
)

// Task is the next thing to execute, away from the screen, by Driver.Do.
type Task struct {
	Kind    TaskKind
	Index   int // into Run.Items
	Item    Item
	Attempt int           // for SettleTask: how often it was read back already
	Waited  time.Duration // for SettleTask: how long it has been settling
}

// Result is what came of a task; Run.With takes it in.
type Result struct {
	Task    Task
	Receipt plan.Receipt
	Settled bool   // for SettleTask: nothing left to wait for
	Unsure  bool   // for ApplyTask with Err: it may have been done nevertheless
	Note    string // what was seen
	Begun   time.Time
	Elapsed time.Duration
	Err     *facts.Fault
	// Record is what the driver knows of the run's receipt; Run.With takes it over.
	Record Record
}

// Record is where the receipt of a run is, as far as there is one.
type Record struct {
	Journal string // path of the journal, "" without one
	Repeat  string // the command that repeats the run, "" when it cannot be repeated
	Note    string // why the journal is missing or incomplete; "" while it is whole
}

// New begins a run of the plan's changes, the first of them under way, with the
// verification last. A plan that creates no model has nothing to verify.
func New(p plan.Plan) Run {
	r := Run{Phase: Running}
	for _, c := range p.Changes {
		r.Items = append(r.Items, Item{Change: c, State: Pending})
	}
	r.Items = awaited(r.Items)
	if verification, wanted := verify(p); wanted {
		r.Items = append(r.Items, Item{Change: verification, State: Pending})
	}
	return r.advance()
}

// verify is the reading back of the model that the plan creates. Its After is the input
// that the model must show.
func verify(p plan.Plan) (plan.Change, bool) {
	for _, c := range p.Changes {
		if c.Request.Op != opCreateModel {
			continue
		}
		name, _ := c.Request.Input["ModelName"].(string)
		return plan.Change{
			ID: VerifyID, Kind: plan.KindModel, Name: name, Needs: []string{c.ID},
			Request: plan.Request{Service: "sagemaker", Op: "DescribeModel", Input: map[string]any{"ModelName": name}},
			Why:     "what was asked for is compared with what AWS made",
			After:   c.Request.Input,
		}, true
	}
	return plan.Change{}, false
}

// Next is the task to execute now; false when the run waits for a person or is over.
func (r Run) Next() (Task, bool) {
	for i, item := range r.Items {
		task := Task{Index: i, Item: item}
		switch item.State {
		case Applying:
			task.Kind = ApplyTask
			if item.Change.ID == VerifyID {
				task.Kind = VerifyTask
			}
		case Settling:
			task.Kind, task.Attempt, task.Waited = SettleTask, r.attempt, r.waited
		case Reversing:
			task.Kind = ReverseTask
		case Pending, Applied, ItemFailed, Reversed, Irreversible:
			continue
		}
		return task, true
	}
	return Task{}, false
}

// Over reports whether the run has ended for good: there is nothing to decide any more.
func (r Run) Over() bool {
	switch r.Phase {
	case Done, Kept, Undone:
		return true
	case Running, Failed, Stopped, Undoing:
		return false
	}
	return false
}

// Start notes when the task's item began, so that a face can show its age while it is
// under way. A run that is never told works all the same.
func (r Run) Start(task Task, at time.Time) Run {
	if task.Index < 0 || task.Index >= len(r.Items) || !r.Items[task.Index].Begun.IsZero() {
		return r
	}
	r.Items = slices.Clone(r.Items)
	r.Items[task.Index].Begun = at
	return r
}
