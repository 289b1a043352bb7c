package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// threeEndpoints is a plan of three interface endpoints and the model.
func threeEndpoints() plan.Plan {
	p := plan.Plan{Schema: plan.Schema, Account: "111122223333", Region: "us-east-1"}
	var needs []string
	for i := range 3 {
		id := fmt.Sprintf("endpoint-%d", i)
		needs = append(needs, id)
		p.Changes = append(p.Changes, plan.Change{ID: id, VPC: "vpc-1", Request: ec2("CreateVpcEndpoint", map[string]any{
			"VpcId": "vpc-1", "VpcEndpointType": "Interface", "ServiceName": id, "ClientToken": id, "SubnetIds": []any{"subnet-a"},
			"TagSpecifications": tagged("vpc-endpoint", id),
		})})
	}
	p.Changes = append(p.Changes, plan.Change{
		ID: "model", Name: "fraud-vpc", Needs: needs, Request: plan.Request{Service: "sagemaker", Op: "CreateModel", Input: modelInput()},
	})
	return p
}

// AWS builds endpoints side by side: all are asked for before any is waited for, and the
// model comes after all of them.
func TestEndpointsAreBuiltSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.around.built = "available"
		d, r := run.Driver{Account: a}, run.New(threeEndpoints())
		var notes []string
		for {
			task, more := r.Next()
			if !more {
				break
			}
			if task.Item.Change.ID == run.AwaitID && len(a.endpoints) != 3 {
				t.Fatalf("%d endpoints were asked for before the waiting", len(a.endpoints))
			}
			if task.Item.Change.ID == "model" {
				for id, e := range a.endpoints {
					if e.State != "available" {
						t.Errorf("the model does not wait for %s, which is %s", id, e.State)
					}
				}
			}
			result := d.Do(t.Context(), task)
			notes = append(notes, result.Note)
			r = r.With(result)
		}
		if r.Phase != run.Done || states(r) != "applied applied applied applied applied applied" {
			t.Fatalf("%s: %s, %v", r.Phase, states(r), r.Err)
		}
		if !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "is pending; ") }) {
			t.Errorf("the state is not shown: %q", notes)
		}
	})
}

// What will never be available ends the waiting, and all of it is taken back.
func TestAnEndpointThatFailsIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.around.built = "failed"
		r := drive(t, run.Driver{Account: a}, run.New(threeEndpoints()))
		if r.Phase != run.Failed || len(a.models) != 0 {
			t.Fatalf("%s: %s", r.Phase, states(r))
		}
		if r = drive(t, run.Driver{Account: a}, r.Undo()); r.Phase != run.Undone || len(a.endpoints) != 0 {
			t.Errorf("%s: %s, %d endpoints are left, %v", r.Phase, states(r), len(a.endpoints), r.Err)
		}
	})
}
