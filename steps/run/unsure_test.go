package run_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// once fails one operation one time.
func once(op string, err error) func(string) error {
	done := false
	return func(got string) error {
		if got != op || done {
			return nil
		}
		done = true
		return err
	}
}

func TestLostAnswers(t *testing.T) {
	for _, op := range []string{"ModifyVpcAttribute", "CreateVpcEndpoint", "CreateModel"} {
		for _, kind := range []facts.Kind{facts.Offline, facts.Service, facts.Interrupted, facts.WrongEndpoint} {
			t.Run(op+" "+string(kind), func(t *testing.T) {
				account := newAccount()
				account.lose = once(op, fault(kind, true))
				r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
				want(t, r, run.Done, "applied applied applied applied")
				if n := len(account.sent); n != 3 {
					t.Errorf("what was done already was sent again: %v", account.sent)
				}
			})
		}
	}
}

func TestLostRequestsAreUnsureAndCanBeRetried(t *testing.T) {
	for _, op := range []string{"ModifyVpcAttribute", "CreateVpcEndpoint", "CreateModel"} {
		t.Run(op, func(t *testing.T) {
			account := newAccount()
			account.refuse = once(op, fault(facts.Service, true))
			r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
			if r.Phase != run.Failed || !strings.Contains(r.Err.Summary, "may or may not have been done") || !r.Err.Retry {
				t.Fatalf("phase %s, fault %v", r.Phase, r.Err)
			}
			r = drive(t, run.Driver{Account: account}, r.Retry())
			want(t, r, run.Done, "applied applied applied applied")
		})
	}
}

func TestUnsureChangesAreUndoneOnlyWhenTheyAreThere(t *testing.T) {
	for _, done := range []bool{true, false} {
		for _, op := range []string{"ModifyVpcAttribute", "CreateVpcEndpoint", "CreateModel"} {
			name := op + " not done"
			if done {
				name = op + " done"
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					account := newAccount()
					before := account.network()
					lost := once(op, fault(facts.Offline, true))
					if done {
						account.lose = lost
						// The reading back right after does not tell either.
						account.onApply = func(request plan.Request) {
							if request.Op == op {
								account.hidden = 2
							}
						}
					} else {
						account.refuse = lost
					}
					r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
					if r.Phase != run.Failed {
						t.Fatalf("phase %s", r.Phase)
					}
					account.onApply = nil
					r = drive(t, run.Driver{Account: account}, r.Undo())
					if r.Phase != run.Undone || r.Err != nil {
						t.Fatalf("phase %s, fault %v", r.Phase, r.Err)
					}
					if len(account.models) != 0 || account.network() != before {
						t.Errorf("left behind: %v, %s", account.models, account.network())
					}
				})
			})
		}
	}
}

func TestSomebodyElsesModelIsNotDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		account.refuse = func(op string) error {
			if op != "CreateModel" {
				return nil
			}
			account.models["fraud-vpc"] = facts.Model{Name: "fraud-vpc", ARN: "arn:theirs", Role: "arn:theirs"}
			return fault(facts.Offline, true)
		}
		r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
		r = drive(t, run.Driver{Account: account}, r.Undo())
		want(t, r, run.Undone, "reversed reversed irreversible pending")
		if _, there := account.models["fraud-vpc"]; !there || r.Err == nil {
			t.Errorf("models %v, fault %v", account.models, r.Err)
		}
	})
}

func TestExistingModel(t *testing.T) {
	t.Run("exactly as asked for", func(t *testing.T) {
		account := newAccount()
		if _, err := account.createModel(modelInput()); err != nil {
			t.Fatal(err)
		}
		r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
		want(t, r, run.Done, "applied applied applied applied")
		if r.Items[2].Receipt.ARN == "" {
			t.Error("the model that was found has no ARN")
		}
	})
	t.Run("another", func(t *testing.T) {
		account := newAccount()
		other := modelInput()
		other["PrimaryContainer"] = map[string]any{"Image": "img:1"}
		if _, err := account.createModel(other); err != nil {
			t.Fatal(err)
		}
		r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
		want(t, r, run.Failed, "applied applied failed pending")
		if r.Err.Kind != facts.Exists {
			t.Errorf("the fault is %v", r.Err)
		}
		r = drive(t, run.Driver{Account: account}, r.Undo())
		want(t, r, run.Undone, "reversed reversed failed pending")
		if len(account.models) != 1 {
			t.Error("a model that this run did not make was deleted")
		}
	})
}

func TestInterruptedBeforeSending(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	account := newAccount()
	r := run.New(thePlan())
	task, _ := r.Next()
	result := run.Driver{Account: account}.Do(ctx, task)
	if len(account.sent) != 0 || result.Unsure || result.Err == nil || result.Err.Kind != facts.Interrupted {
		t.Errorf("sent %v, result %+v", account.sent, result)
	}
}

func TestInterruptedWhileSettling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		driver := run.Driver{Account: account}
		ctx, cancel := context.WithCancel(t.Context())
		r := run.New(thePlan())
		task, _ := r.Next()
		r = r.With(driver.Do(ctx, task))
		account.hidden = 1 << 30
		task, _ = r.Next()
		r = r.With(driver.Do(ctx, task))
		cancel()
		task, _ = r.Next()
		r = r.With(driver.Do(ctx, task))
		want(t, r, run.Failed, "failed pending pending pending")
		if r.Err.Kind != facts.Interrupted || !errors.Is(r.Err, context.Canceled) {
			t.Errorf("the fault is %v", r.Err)
		}
	})
}

func TestAnUndoThatFailsCanBeRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		before := account.network()
		account.refuse = once("CreateModel", fault(facts.Limit, false))
		driver := run.Driver{Account: account}
		r := drive(t, driver, run.New(thePlan()))
		account.refuse = once("DeleteVpcEndpoints", fault(facts.Throttled, true))
		r = drive(t, driver, r.Undo())
		want(t, r, run.Undone, "reversed irreversible failed pending")
		if r.Err == nil || r.Err.Kind != facts.Throttled {
			t.Errorf("the fault is %v", r.Err)
		}
		r = drive(t, driver, r.Undo())
		want(t, r, run.Undone, "reversed reversed failed pending")
		if r.Err != nil || account.network() != before {
			t.Errorf("fault %v, left behind %s", r.Err, account.network())
		}
	})
}

func TestReverseRequest(t *testing.T) {
	p := thePlan()
	for _, test := range []struct {
		name    string
		change  plan.Change
		receipt plan.Receipt
		op      string
	}{
		{"an endpoint", p.Changes[1], plan.Receipt{ID: "vpce-1"}, "DeleteVpcEndpoints"},
		{"an endpoint without id", p.Changes[1], plan.Receipt{}, ""},
		{"a model", p.Changes[2], plan.Receipt{}, "DeleteModel"},
		{"an update", p.Changes[0], plan.Receipt{}, "ModifyVpcAttribute"},
		{"an update for good", plan.Change{Request: plan.Request{Op: "ModifyVpcEndpoint"}}, plan.Receipt{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, ok := run.ReverseRequest(test.change, test.receipt)
			if ok != (test.op != "") || request.Op != test.op {
				t.Errorf("%s, %t", request.Op, ok)
			}
		})
	}
}
