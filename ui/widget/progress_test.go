package widget

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// runOf is a run of the moved model's plan, put into a state by hand.
func runOf(phase run.Phase, set func(items []run.Item)) run.Run {
	r := run.New(movedModel())
	r.Phase, r.Journal = phase, "/home/alice/.local/state/sagevpc/runs/2026-11-23T13-05-11Z.jsonl"
	r.Repeat = "sagevpc apply --answers /home/alice/.local/state/sagevpc/runs/2026-11-23T13-05-11Z.answers.yaml"
	begun := time.Date(2026, 11, 23, 13, 5, 11, 0, time.UTC)
	for i := range r.Items {
		r.Items[i].Begun = begun
	}
	set(r.Items)
	return r
}

func applied(item *run.Item, elapsed time.Duration, receipt plan.Receipt) {
	item.State, item.Elapsed, item.Receipt, item.Sent = run.Applied, elapsed, receipt, true
}

var (
	modified = plan.Receipt{RequestID: "8f2c0d3e-1111-4222-8333-444455556666"}
	created  = plan.Receipt{RequestID: "77aa0d3e-1111-4222-8333-444455556666", ARN: "arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3-vpc"}
	refusal  = &facts.Fault{
		Kind: facts.Denied, Op: "sagemaker:CreateModel", Summary: "you may not create the model",
		Why: "the caller's policies do not allow sagemaker:CreateModel", Fix: "Ask for sagemaker:CreateModel, then try again.",
		RequestID: "99bb0d3e-1111-4222-8333-444455556666",
	}
)

// nothingDone is what a run notes of a change that turned out not to have been done.
const nothingDone = "nothing to take back: it was not done"

func runs() map[string]steps.Progress {
	decisions := []steps.Action{{ID: steps.Retry, Label: "try again"}, {ID: steps.Undo, Label: "undo"}, {ID: steps.Keep, Label: "keep"}}
	failed := func(items []run.Item) {
		applied(&items[0], 400*time.Millisecond, modified)
		items[1].State, items[1].Err, items[1].Elapsed = run.ItemFailed, refusal, 200*time.Millisecond
		items[2].Begun = time.Time{}
	}
	failure := runOf(run.Failed, failed)
	failure.Err = refusal
	lost := runOf(run.Failed, func(items []run.Item) {
		failed(items)
		items[1].Unsure = true
	})
	lost.Err = refusal
	undoFailed := runOf(run.Undone, func(items []run.Item) {
		failed(items)
		items[0].State, items[0].Err = run.Irreversible, refusal
		items[1].State, items[1].Err, items[1].Unsure, items[1].Note = run.Reversed, nil, true, nothingDone
	})
	undoFailed.Err = refusal
	looks := runOf(run.Undoing, func(items []run.Item) {
		failed(items)
		items[1].State, items[1].Unsure = run.Reversing, true
	})
	return map[string]steps.Progress{
		"settling": {Run: runOf(run.Running, func(items []run.Item) {
			items[0].State, items[0].Elapsed, items[0].Receipt, items[0].Note = run.Settling, 1200*time.Millisecond, modified, "the route is not there yet"
			items[1].Begun, items[2].Begun = time.Time{}, time.Time{}
		})},
		"done": {Run: runOf(run.Done, func(items []run.Item) {
			applied(&items[0], 1400*time.Millisecond, modified)
			applied(&items[1], 300*time.Millisecond, created)
			applied(&items[2], 100*time.Millisecond, plan.Receipt{})
			items[2].Note = "VpcConfig is as planned"
		})},
		"failed": {Run: failure, Actions: decisions},
		"unsure": {Run: lost, Actions: decisions},
		"undone": {Run: runOf(run.Undone, func(items []run.Item) {
			items[0].State, items[0].Note = run.Reversed, "taken back by ModifyVpcEndpoint"
			items[1].State, items[1].Note = run.Irreversible, "there is no request that takes this back"
		})},
		"undo_failed": {Run: undoFailed, Actions: []steps.Action{{ID: steps.Undo, Label: "try to undo the rest"}}},
		"undo_looks":  {Run: looks},
		"kept":        {Run: runOf(run.Kept, failed)},
	}
}

func TestProgressViews(t *testing.T) {
	for name, q := range runs() {
		for _, width := range []int{58, 80, 120} {
			t.Run(fmt.Sprintf("%s_%d", name, width), func(t *testing.T) {
				golden.RequireEqual(t, ansi.Strip(New(q).View(env(width, 40))))
			})
		}
	}
	t.Run("failed_low", func(t *testing.T) {
		golden.RequireEqual(t, ansi.Strip(New(runs()["failed"]).View(env(58, 14))))
	})
}

func TestProgressOffersOnlyWhatTheStepOffers(t *testing.T) {
	e := env(80, 30)
	for key, want := range map[string]steps.ActionID{"K": steps.Keep, "u": steps.Undo, "t": steps.Retry} {
		_, said := send(t, e, New(runs()["failed"]), "enter", "y", key)
		if len(said) != 1 || said[0].(ReplyMsg).Reply.Action != want {
			t.Errorf("%s says %v, %s expected", key, said, want)
		}
		if _, said := send(t, e, New(runs()["settling"]), key); len(said) != 0 {
			t.Errorf("%s says %v during a run", key, said)
		}
	}
}

func TestProgressCopiesTheCommandOnceTheRunIsOver(t *testing.T) {
	if got := Copies(New(runs()["done"])); !strings.HasPrefix(got, "sagevpc apply --answers ") {
		t.Errorf("copies %q", got)
	}
	if got := Copies(New(runs()["settling"])); got != "" {
		t.Errorf("copies %q during a run", got)
	}
}

func TestProgressShowsItsEndWhenTheRunHalts(t *testing.T) {
	e := env(58, 9)
	w, _ := send(t, e, New(runs()["settling"]), "up", "up")
	text := ansi.Strip(w.With(runs()["failed"]).View(e))
	if !strings.Contains(text, "keep what was done") {
		t.Errorf("what can be done is out of sight:\n%s", text)
	}
}

func TestProgressFitsAndDrawsNothingATerminalWouldObey(t *testing.T) {
	q := runs()["failed"]
	q.Run.Items[0].Change.Name, q.Run.Items[0].Note, q.Run.Items[0].Receipt.ID = hostile, hostile, hostile
	q.Run.Err = &facts.Fault{Summary: hostile, Why: hostile, Fix: strings.Repeat("長い", 80)}
	q.Run.Journal, q.Run.JournalNote = hostile, hostile
	fits(t, New(q), "down")
}

func TestProgressSaysPlainlyHowAnUndoEnded(t *testing.T) {
	text := ansi.Strip(New(runs()["undo_failed"]).View(env(100, 40)))
	if !strings.Contains(text, "! still stands: ModifyVpcEndpoint") {
		t.Errorf("it is not said what still stands:\n%s", text)
	}
	if !strings.Contains(text, "CreateModel fraud-v3-vpc: "+nothingDone) || strings.Contains(text, "taken back: CreateModel") {
		t.Errorf("one change is said to be taken back and not to have been done:\n%s", text)
	}
}

func TestProgressSaysThatAnUndoWaits(t *testing.T) {
	text := ansi.Strip(New(runs()["undo_looks"]).View(env(100, 40)))
	if !strings.Contains(text, "waiting CreateModel") || !strings.Contains(text, "read back whether CreateModel fraud-v3-vpc was done") {
		t.Errorf("it is not said what is waited for:\n%s", text)
	}
}
