package awsclient_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/awsclient/sandbox"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// opens is a run of everything in a scenario, on the way to a model that cannot be made
// unless it may be.
type opens struct {
	world
	answers plan.Answers
	before  map[string]string
	plan    plan.Plan
	driver  run.Driver
	run     run.Run
}

func opensIn(t *testing.T, o opening, f *flaw, options ...sandbox.Option) *opens {
	t.Helper()
	w, answers := worldWith(t, o.scenario, f, options...)
	out := &opens{world: w, answers: wide(answers, o.internet)}
	out.answers.Network.SecurityGroups = []string{w.closed(t, answers.Network.VPC)}
	out.before = w.shape(t, answers.Network.VPC)
	out.plan = w.plan(t, out.answers).Plan
	wantChanges(t, out.plan, o.changes...)
	out.driver = run.Begin(w.account, out.plan, run.Options{Dir: t.TempDir(), Version: "test"})
	out.run = out.driver.Attach(run.New(out.plan))
	return out
}

// hopeless gives the plan a model that SageMaker refuses, so that a run that does all the
// rest can be undone.
func (o *opens) hopeless() {
	for i := range o.run.Items {
		if o.run.Items[i].Change.ID == plan.ChangeModel {
			o.run.Items[i].Change.Request.Input["ExecutionRoleArn"] = "arn:aws:iam::111122223333:role/NoSuchRole"
		}
	}
}

// drive executes tasks until the run waits for a person, is over, or until says so.
func (o *opens) drive(t *testing.T, until func(run.Run) bool) {
	t.Helper()
	for {
		task, more := o.run.Next()
		if !more {
			return
		}
		o.run = o.run.With(o.driver.Do(t.Context(), task))
		if until != nil && until(o.run) {
			return
		}
	}
}

// undo takes the run back, demands the account of before and a receipt that says so.
func (o *opens) undo(t *testing.T) {
	t.Helper()
	o.run = o.run.Undo()
	o.drive(t, nil)
	if o.run.Phase != run.Undone || o.run.Err != nil {
		t.Errorf("the undo is %s: %v", o.run.Phase, o.run.Err)
	}
	o.same(t, o.before, o.answers.Network.VPC)
	o.receipt(t, run.Undone)
}

// receipt demands that the journal ends with a phase, and holds a line for each request
// that was on its way.
func (o *opens) receipt(t *testing.T, phase run.Phase) {
	t.Helper()
	o.driver.End(o.run)
	file, err := os.Open(o.driver.Record().Journal)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	last := struct{ Type, Phase string }{}
	begun, ended := map[string]int{}, map[string]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		one := struct{ Type, Phase, Change, Task string }{}
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatalf("the receipt has a line that is no JSON: %v", err)
		}
		last.Type, last.Phase = one.Type, one.Phase
		switch one.Type {
		case "begin":
			begun[one.Task+" "+one.Change]++
		case "event":
			ended[one.Task+" "+one.Change]++
		}
	}
	if last.Type != "end" || last.Phase != string(phase) {
		t.Errorf("the receipt ends with %+v, want the phase %s", last, phase)
	}
	for what, n := range begun {
		if ended[what] != n {
			t.Errorf("%s was begun %d times and ended %d times in the receipt", what, n, ended[what])
		}
	}
}

// item is a change of the run.
func (o *opens) item(id string) run.Item {
	for _, item := range o.run.Items {
		if item.Change.ID == id || strings.HasSuffix(id, "-") && strings.HasPrefix(item.Change.ID, id) {
			return item
		}
	}
	return run.Item{}
}

// lostOps are the operations whose answer gets lost, by the opening that has them.
var lostOps = map[string]int{
	"CreateSecurityGroup": 0, "RevokeSecurityGroupEgress": 0, "AuthorizeSecurityGroupEgress": 0, "ModifyVpcEndpoint": 0,
	"AllocateAddress": 0, "CreateNatGateway": 0, "CreateRoute": 0,
	"CreateVpcEndpoint": 1, "AuthorizeSecurityGroupIngress": 1, "AssociateRouteTable": 1, "ModifyVpcAttribute": 2,
}

// TestALostAnswerLosesNothing: AWS did what was asked, and the answer got lost. The run
// goes on with what is there, nothing is made twice, and the undo finds all of it.
func TestALostAnswerLosesNothing(t *testing.T) {
	for op, i := range lostOps {
		for _, cut := range []bool{false, true} {
			name := op + " reset"
			if cut {
				name = op + " cut"
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := &flaw{cut: cut}
					o := opensIn(t, openings[i], f)
					o.hopeless()
					f.op = op
					o.drive(t, nil)
					if failed := o.item(plan.ChangeModel); o.run.Phase != run.Failed || failed.State != run.ItemFailed || !f.hit {
						t.Fatalf("the run is %s: %v", o.run.Phase, o.run.Err)
					}
					o.undo(t)
				})
			})
		}
	}
}

// TestALostAnswerInTheDark: nothing comes through after the lost answer either, so that
// looking does not tell. Then the run is undone, or goes on.
func TestALostAnswerInTheDark(t *testing.T) {
	for op, i := range lostOps {
		t.Run(op+" undone", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := inTheDark(t, op, i)
				o.run = o.run.Undo()
				o.drive(t, func(r run.Run) bool { return r.Phase == run.Undone })
				if o.run.Err == nil {
					t.Error("the undo claims to have succeeded without a network")
				}
				elapse(time.Hour)
				o.undo(t)
			})
		})
		t.Run(op+" retried", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := inTheDark(t, op, i)
				o.hopeless()
				elapse(time.Hour)
				o.run = o.run.Retry()
				o.drive(t, nil)
				if failed := o.item(plan.ChangeModel); o.run.Phase != run.Failed || failed.State != run.ItemFailed {
					t.Fatalf("the run is %s: %v", o.run.Phase, o.run.Err)
				}
				o.undo(t)
			})
		})
	}
}

// inTheDark is a run that stands at a change of which nothing is known.
func inTheDark(t *testing.T, op string, opening int) *opens {
	t.Helper()
	f := &flaw{dark: 10 * time.Minute}
	o := opensIn(t, openings[opening], f)
	f.op = op
	o.drive(t, nil)
	if o.run.Phase != run.Failed || !f.hit {
		t.Fatalf("the run is %s: %v", o.run.Phase, o.run.Err)
	}
	return o
}

// TestStoppedWhileAGatewayIsPending asks the run to stop while AWS builds the NAT gateway:
// it ends after it, and can be undone or go on.
func TestStoppedWhileAGatewayIsPending(t *testing.T) {
	for _, undo := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			o := opensIn(t, openings[0], &flaw{})
			o.drive(t, func(run.Run) bool {
				return strings.HasSuffix(o.item(plan.ChangeNATGateway).Note, " is pending")
			})
			if g := o.item(plan.ChangeNATGateway); g.State != run.Settling || !strings.HasPrefix(g.Note, "nat-") {
				t.Fatalf("the gateway is %s: %q", g.State, g.Note)
			}
			o.run = o.run.Stop()
			o.drive(t, nil)
			if g := o.item(plan.ChangeNATGateway); o.run.Phase != run.Stopped || g.State != run.Applied {
				t.Fatalf("the run is %s, the gateway %s", o.run.Phase, g.State)
			}
			if undo {
				o.undo(t)
				return
			}
			o.run = o.run.Retry()
			o.drive(t, nil)
			if o.run.Phase != run.Done {
				t.Fatalf("the run is %s: %v", o.run.Phase, o.run.Err)
			}
			o.receipt(t, run.Done)
		})
	}
}

// struck is the run after some change went wrong by rules of the sandbox.
func struck(t *testing.T, rules ...string) *opens {
	t.Helper()
	var faults []sandbox.FaultRule
	for _, text := range rules {
		rule, err := sandbox.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults, rule)
	}
	o := opensIn(t, openings[0], &flaw{}, sandbox.WithFaults(faults, 1))
	o.drive(t, nil)
	if o.run.Phase != run.Failed {
		t.Fatalf("the run is %s: %v", o.run.Phase, o.run.Err)
	}
	return o
}

// TestAGatewayThatFails: somebody takes the last address of the public subnet, and AWS
// says so on the NAT gateway, minutes after it had accepted it.
func TestAGatewayThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := struck(t, "ec2:AllocateAddress change fill public-b after 1")
		g := o.item(plan.ChangeNATGateway)
		if g.State != run.ItemFailed || !g.Sent || o.run.Err.Code != "InsufficientFreeAddressesInSubnet" {
			t.Fatalf("the gateway is %s: %+v", g.State, o.run.Err)
		}
		contains(t, o.run.Err.Error(), g.Receipt.ID, "is failed", "insufficient free addresses", "reach.nat_subnet")
		o.run = o.run.Retry() // it is looked at again, and nothing is sent
		o.drive(t, nil)
		if o.run.Phase != run.Failed || o.item(plan.ChangeNATGateway).Receipt.ID != g.Receipt.ID {
			t.Errorf("tried again, the run is %s: %v", o.run.Phase, o.run.Err)
		}
		o.undo(t)
	})
}

// TestDeniedInTheMiddle: the second route may not be made. The run can be undone, or go on
// once it may.
func TestDeniedInTheMiddle(t *testing.T) {
	for _, undo := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			o := struck(t, "ec2:CreateRoute deny call 2")
			var fault *facts.Fault
			if !errors.As(o.run.Err, &fault) || fault.Kind != facts.Denied || fault.Op != "ec2:CreateRoute" {
				t.Fatalf("the run failed by %v", o.run.Err)
			}
			if undo {
				o.undo(t)
				return
			}
			o.run = o.run.Retry()
			o.drive(t, nil)
			if o.run.Phase != run.Done {
				t.Fatalf("the run is %s: %v", o.run.Phase, o.run.Err)
			}
			o.receipt(t, run.Done)
		})
	}
}
