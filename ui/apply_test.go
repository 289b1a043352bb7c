package ui

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// review walks to the review.
func review(t *testing.T, opts Options) *rig {
	t.Helper()
	r := start(t, opts, 100, 40)
	r.press("enter", "space", "down", "space", "enter")
	expect(t, r, "Review", "What will happen")
	return r
}

func TestNothingIsAppliedWhenTheAccountMovedSinceThePreview(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		r := consenting(t, options(t, a))
		a.subnets = func(context.Context) ([]facts.Subnet, error) {
			return []facts.Subnet{{ID: "subnet-a", Name: "private-a"}}, nil
		}
		r.press("y")
		expect(t, r, "nothing was applied, because the account moved", "What will happen", "ready")
		a.subnets = func(context.Context) ([]facts.Subnet, error) {
			return nil, &facts.Fault{Kind: facts.Offline, Summary: "there is no connection"}
		}
		r.press("a")
		r.pass(grace)
		r.press("y")
		expect(t, r, "nothing was applied, because the account could not be read again", "there is no connection")
		if len(a.sent) != 0 {
			t.Errorf("sent %v", a.sent)
		}
	})
}

func TestARunEndsWithItsReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.apply = slowly(2 * time.Second)
		r := consenting(t, options(t, a))
		r.press("y")
		r.pass(1500 * time.Millisecond)
		expect(t, r, "now     ModifyVpcAttribute   vpc-1", "1.5 s", "ctrl+c stops after the current change", "applying")
		reject(t, r, "ready")
		r.press("esc", "q")
		expect(t, r, "Apply")
		r.pass(3 * time.Second)
		expect(t, r, "✓ done", "request req-1", "Done:", "receipt", ".jsonl", "repeat", "sagevpc apply", "ready")
		over := r.m.machine.State().Run
		if _, err := os.Stat(over.Journal); err != nil {
			t.Error(err)
		}
		r.press("y")
		if !strings.Contains(r.screen(), "copied sagevpc apply") {
			t.Errorf("y did not copy the command:\n%s", r.screen())
		}
		r.press("esc")
		if r.quit() {
			t.Error("esc left the program")
		}
		r.press("enter")
		if !r.quit() {
			t.Error("enter did not leave when the run was over")
		}
	})
}

// slowly accepts every request after a time, whatever becomes of the context.
func slowly(d time.Duration) func(context.Context, plan.Request) (plan.Receipt, error) {
	return func(context.Context, plan.Request) (plan.Receipt, error) {
		<-time.After(d)
		return plan.Receipt{RequestID: "req-1"}, nil
	}
}

func TestCtrlCStopsARunAfterTheCurrentChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.apply = slowly(2 * time.Second)
		r := consenting(t, options(t, a))
		r.press("y")
		r.pass(time.Second)
		r.press("ctrl+c")
		expect(t, r, "stopping after the current change")
		r.press("ctrl+c")
		expect(t, r, "stopping after the current change")
		if r.quit() {
			t.Fatal("ctrl+c left in the middle of a change")
		}
		r.pass(3 * time.Second)
		expect(t, r, "Stopped between two changes", "done: ModifyVpcAttribute vpc-1", "not done: ModifyVpcAttribute vpc-2",
			"keep what was done", "undo what was done", "go on with the next change", "t go on ·", "ready")
		reject(t, r, "try again")
		r.press("t")
		r.pass(3 * time.Second)
		expect(t, r, "Done:")
		r.press("ctrl+c")
		if !r.quit() {
			t.Error("ctrl+c did not leave when the run was over")
		}
	})
}

// TestHelpListsOnlyWhatWorks reads the help of screens on which some keys do nothing.
func TestHelpListsOnlyWhatWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.apply = slowly(10 * time.Second)
		r := start(t, options(t, a), 100, 40)
		listed := func(name string) bool {
			return slices.ContainsFunc(frameLines(r), func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), name+" ") })
		}
		see := func(screen string, keys map[string]bool) {
			t.Helper()
			r.press("?")
			for name, works := range keys {
				if listed(name) != works {
					t.Errorf("%s: %q listed %v, want %v:\n%s", screen, name, !works, works, r.screen())
				}
			}
			r.press("?")
		}
		see("the first screen", map[string]bool{"esc": false, "[": false, "r": false, "@": true, "ctrl+c": true})
		r.press("enter", "space", "down", "space")
		see("the subnets", map[string]bool{"esc": true, "[": true, "r": true, "y": true, "@": true})
		r.press("enter", "a")
		r.pass(grace)
		r.press("y")
		r.pass(time.Second)
		see("a run", map[string]bool{"esc": false, "[": false, "r": false, "y": false, "@": true, "ctrl+c": true})
	})
}

func TestTheProgramsEndFinishesTheChangeAndLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.apply = slowly(2 * time.Second)
		ctx, end := context.WithCancel(t.Context())
		r := startIn(ctx, t, options(t, a), 100, 40)
		r.press("enter", "space", "down", "space", "enter", "a")
		r.pass(grace)
		r.press("y")
		r.pass(time.Second)
		end()
		r.settle()
		if r.quit() {
			t.Fatal("left in the middle of a change")
		}
		r.pass(2 * time.Second)
		if !r.quit() {
			t.Error("did not leave after the change")
		}
		if got := r.m.machine.State().Run.Phase; got != run.Stopped || len(a.sent) != 1 {
			t.Errorf("phase %s after %d requests", got, len(a.sent))
		}
	})
}

// failSecond refuses the request for the second VPC.
func failSecond(a *account) {
	a.apply = func(_ context.Context, request plan.Request) (plan.Receipt, error) {
		if request.Input["VpcId"] == "vpc-2" {
			return plan.Receipt{}, &facts.Fault{
				Kind: facts.Denied, Op: "ec2:ModifyVpcAttribute", Summary: "you may not change vpc-2",
				Why: "a policy denies it", Fix: "Ask for ec2:ModifyVpcAttribute.", RequestID: "req-9",
			}
		}
		return plan.Receipt{RequestID: "req-1"}, nil
	}
}

func TestAFailedRunOffersToKeepUndoOrRetry(t *testing.T) {
	failed := func(t *testing.T) (*rig, *account) {
		t.Helper()
		a := newAccount()
		failSecond(a)
		r := consenting(t, options(t, a))
		r.press("y")
		r.pass(time.Second)
		expect(t, r, "✗ failed", "you may not change vpc-2", "a policy denies it", "Ask for ec2:ModifyVpcAttribute.", "request req-9",
			"done: ModifyVpcAttribute vpc-1", "not done: ModifyVpcAttribute vpc-2", "ready")
		r.press("enter")
		if r.quit() {
			t.Fatal("enter left a run that waits for a decision")
		}
		return r, a
	}
	t.Run("undo", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, a := failed(t)
			r.press("u")
			r.pass(time.Second)
			expect(t, r, "↶ undone", "taken back: ModifyVpcAttribute vpc-1", "ready")
			if a.support {
				t.Error("the change still stands")
			}
		})
	})
	t.Run("keep", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, a := failed(t)
			r.press("K")
			expect(t, r, "What was done is kept", "receipt")
			if !a.support {
				t.Error("keeping took the change back")
			}
		})
	})
	t.Run("retry", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, a := failed(t)
			a.apply = slowly(0)
			r.press("t")
			r.pass(time.Second)
			expect(t, r, "Done:")
		})
	})
}

func TestSecretsAreSentAndNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		r := review(t, options(t, a))
		r.press("d")
		expect(t, r, "TOKEN", plan.Hidden)
		reject(t, r, "correct horse")
		r.press("a")
		r.pass(grace)
		r.press("y")
		r.pass(time.Second)
		reject(t, r, "correct horse")
		for _, request := range a.sent {
			if got := request.Input["Environment"].(map[string]any)["TOKEN"]; got != secret {
				t.Errorf("sent %q", got)
			}
		}
		if len(a.sent) != 2 {
			t.Errorf("%d requests sent", len(a.sent))
		}
	})
}
