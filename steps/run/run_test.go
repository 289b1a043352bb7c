package run_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

func TestAppliesInOrderAndVerifies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		account.hidden = 3
		r := run.New(thePlan())
		want(t, r, run.Running, "applying pending pending pending")
		r = drive(t, run.Driver{Account: account}, r)
		want(t, r, run.Done, "applied applied applied applied")
		if got := strings.Join(account.sent, " "); got != "ModifyVpcAttribute CreateVpcEndpoint CreateModel" {
			t.Errorf("sent %s", got)
		}
		if r.Items[1].Receipt.ID != "vpce-1" || r.Items[3].Receipt.ARN != "arn:model/fraud-vpc" {
			t.Errorf("receipts are %+v and %+v", r.Items[1].Receipt, r.Items[3].Receipt)
		}
		// Three late reads of the attribute cost pauses of 1, 2 and 3 s.
		if got := r.Items[0].Elapsed; got != 6*time.Second {
			t.Errorf("the first change took %s", got)
		}
	})
}

func TestNothingToDoIsDone(t *testing.T) {
	want(t, run.New(plan.Plan{}), run.Done, "")
}

func TestSettleGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		account.hidden = 1 << 30
		begun := time.Now()
		r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
		want(t, r, run.Failed, "failed pending pending pending")
		if took := time.Since(begun); took < run.SettleTimeout || took > run.SettleTimeout+5*time.Second {
			t.Errorf("gave up after %s", took)
		}
		if !r.Err.Retry || !strings.Contains(r.Err.Error(), "enableDnsSupport still reads false") {
			t.Errorf("the fault is %v", r.Err)
		}
		// What was sent is waited for again, not sent again.
		account.hidden = 0
		r = drive(t, run.Driver{Account: account}, r.Retry())
		want(t, r, run.Done, "applied applied applied applied")
		if n := len(account.sent); n != 3 {
			t.Errorf("%d requests were sent: %v", n, account.sent)
		}
	})
}

func TestReadsThatFailWhileSettling(t *testing.T) {
	for _, test := range []struct {
		name   string
		err    *facts.Fault
		phase  run.Phase
		states string
		note   string
	}{
		{"not allowed", fault(facts.Denied, false), run.Failed, "applied applied applied failed", "not read back, because test:denied is not allowed"},
		{"lasting", fault(facts.Expired, false), run.Failed, "failed pending pending pending", ""},
		{"passing", fault(facts.Throttled, true), run.Failed, "failed pending pending pending", "reading back: it is throttled"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				account := newAccount()
				account.read = func(string) error { return test.err }
				r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
				want(t, r, test.phase, test.states)
				if !strings.Contains(r.Items[0].Note, test.note) {
					t.Errorf("the note is %q", r.Items[0].Note)
				}
			})
		})
	}
}

func TestEndpointThatNeverBecomesAvailable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		account.read = func(string) error {
			for id, endpoint := range account.endpoints {
				endpoint.State = "Failed"
				account.endpoints[id] = endpoint
			}
			return nil
		}
		r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
		want(t, r, run.Failed, "applied failed pending pending")
		if r.Err.Retry || r.Items[1].Elapsed > time.Second {
			t.Errorf("an endpoint that failed is waited for: %v after %s", r.Err, r.Items[1].Elapsed)
		}
		// It was created, so it is there to be deleted.
		r = drive(t, run.Driver{Account: account}, r.Undo())
		want(t, r, run.Undone, "reversed reversed pending pending")
		if len(account.endpoints) != 0 || account.support {
			t.Errorf("left behind: %s", account.network())
		}
	})
}

func TestEndpointExtension(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		account.endpoints["vpce-9"] = facts.Endpoint{ID: "vpce-9", State: "available"}
		account.attach("vpce-9", []string{"rtb-1"})
		before := account.network()
		request := func(field string) plan.Request {
			return plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{
				"VpcEndpointId": "vpce-9", field: []any{"rtb-2"},
			}}
		}
		back := request("RemoveRouteTableIds")
		p := plan.Plan{Changes: []plan.Change{
			{ID: "s3-endpoint", Action: plan.Update, Request: request("AddRouteTableIds"), Reverse: &back},
			{ID: "model", Request: plan.Request{Op: "CreateModel", Input: modelInput()}},
		}}
		account.refuse = func(op string) error {
			if op == "CreateModel" {
				return fault(facts.Limit, false)
			}
			return nil
		}
		r := drive(t, run.Driver{Account: account}, run.New(p))
		want(t, r, run.Failed, "applied failed pending")
		if r.Items[0].Note != "the route is active in rtb-2" {
			t.Errorf("the note is %q", r.Items[0].Note)
		}
		r = drive(t, run.Driver{Account: account}, r.Undo())
		want(t, r, run.Undone, "reversed failed pending")
		if got := account.network(); got != before {
			t.Errorf("the network is %s and was %s", got, before)
		}
	})
}

func TestVerificationFindsAnotherModel(t *testing.T) {
	for _, test := range []struct {
		name    string
		spoil   func(*facts.Model)
		message string
	}{
		{"subnets", func(m *facts.Model) { m.VPC.Subnets = []string{"subnet-a", "subnet-x"} }, "VpcConfig.Subnets is [subnet-a subnet-x]"},
		{"no VpcConfig", func(m *facts.Model) { m.VPC = nil }, "VpcConfig.SecurityGroupIds is [] and should be [sg-1]"},
		{"role", func(m *facts.Model) { m.Role = "arn:other" }, `ExecutionRoleArn is "arn:other"`},
		{"name", func(m *facts.Model) { m.Name = "other" }, `ModelName is "other"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			account := newAccount()
			reads := 0
			account.read = func(what string) error {
				if what != "model" {
					return nil
				}
				if reads++; reads == 2 {
					model := account.models["fraud-vpc"]
					test.spoil(&model)
					account.models["fraud-vpc"] = model
				}
				return nil
			}
			r := drive(t, run.Driver{Account: account}, run.New(thePlan()))
			want(t, r, run.Failed, "applied applied applied failed")
			if !strings.Contains(r.Err.Why, test.message) {
				t.Errorf("the fault is %v", r.Err)
			}
		})
	}
}

func TestStopKeepsAndRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		driver := run.Driver{Account: account}
		r := run.New(thePlan())
		task, _ := r.Next()
		r = r.Stop()
		r = r.With(driver.Do(t.Context(), task))
		if r.Phase != run.Running {
			t.Fatal("a change that was sent is waited for before the run stops")
		}
		r = drive(t, driver, r)
		want(t, r, run.Stopped, "applied pending pending pending")
		want(t, r.Keep(), run.Kept, "applied pending pending pending")
		want(t, drive(t, driver, r.Undo()), run.Undone, "reversed pending pending pending")
		want(t, drive(t, driver, r.Retry()), run.Done, "applied applied applied applied")
	})
}

func TestNeedsThatCannotBeMet(t *testing.T) {
	p := thePlan()
	p.Changes[2].Needs = []string{"nowhere"}
	account := newAccount()
	r := drive(t, run.Driver{Account: account}, run.New(p))
	want(t, r, run.Failed, "applied applied failed pending")
	if slices.Contains(account.sent, "CreateModel") {
		t.Error("the model was created without what it needs")
	}
	want(t, drive(t, run.Driver{Account: account}, r.Retry()), run.Failed, "applied applied failed pending")
}

func TestLateResultsAreDropped(t *testing.T) {
	account := newAccount()
	driver := run.Driver{Account: account}
	r := run.New(thePlan())
	task, _ := r.Next()
	result := driver.Do(t.Context(), task)
	once := r.With(result)
	if twice := once.With(result); states(twice) != states(once) || twice.Phase != once.Phase {
		t.Errorf("the same result twice gives %q", states(twice))
	}
	if over := run.New(plan.Plan{}).With(result); over.Phase != run.Done {
		t.Error("a run without items took a result")
	}
}

// panicking stands for a bug behind the interface.
type panicking struct{ *account }

func (panicking) Apply(context.Context, plan.Request) (plan.Receipt, error) { panic("a bug") }

func TestDoNeverPanics(t *testing.T) {
	r := run.New(thePlan())
	task, _ := r.Next()
	result := run.Driver{Account: panicking{newAccount()}}.Do(t.Context(), task)
	if result.Err == nil || !result.Unsure || result.Task.Index != task.Index {
		t.Errorf("the result is %+v", result)
	}
	r = r.With(result)
	want(t, r, run.Failed, "failed pending pending pending")
}
