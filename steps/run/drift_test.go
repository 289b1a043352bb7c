package run_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/capacity"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

func TestDrifted(t *testing.T) {
	block := plan.Finding{Rule: "capacity.exhausted", Severity: plan.Block, Subject: "subnet-a", Summary: "no room", After: true}
	for _, test := range []struct {
		name  string
		move  func(*plan.Plan)
		named string // part of the sentence; "" for no drift
	}{
		{"nothing", func(*plan.Plan) {}, ""},
		{"free addresses", func(p *plan.Plan) { p.Capacity.Zones = []capacity.Zone{{ID: "use1-az1", Free: 7}} }, ""},
		{"a blocker goes", func(p *plan.Plan) { p.Findings = nil }, ""},
		{"a blocker comes", func(p *plan.Plan) { p.Findings = append(p.Findings, block) }, "capacity.exhausted (no room) stops apply now"},
		{"another account", func(p *plan.Plan) { p.Account = "999999999999" }, "the account is 999999999999 now"},
		{"a change goes", func(p *plan.Plan) { p.Changes = p.Changes[1:] }, "ModifyVpcAttribute of vpc-1 is not needed any more"},
		{"a change comes", func(p *plan.Plan) {
			p.Changes = append(p.Changes, plan.Change{ID: "new", Name: "x", Request: plan.Request{Op: "ModifyVpcEndpoint"}})
		}, "ModifyVpcEndpoint of x would be sent now"},
		{"another order", func(p *plan.Plan) { slices.Reverse(p.Changes) }, "another order"},
		{"other tables", func(p *plan.Plan) {
			p.Changes[1].Request.Input["RouteTableIds"] = []any{"rtb-1"}
			p.Changes[1].Request.Input["ClientToken"] = "t2"
		}, "CreateVpcEndpoint of s3 would be sent with another RouteTableIds"},
		{"a field more", func(p *plan.Plan) { p.Changes[2].Request.Input["Tags"] = []any{} }, "another Tags"},
		{"another operation", func(p *plan.Plan) { p.Changes[1].Request.Op = "ModifyVpcEndpoint" }, "another operation"},
		{"the ground, unnamed", func(p *plan.Plan) { p.FactsHash = "sha256:2" }, "is not as it was"},
		{"the ground, a warning", func(p *plan.Plan) {
			p.FactsHash = "sha256:2"
			p.Findings = append(p.Findings, plan.Finding{Rule: "s3.bystanders", Severity: plan.Warn, Summary: "three more", After: true})
		}, "s3.bystanders (three more) speaks against it now"},
		{"the ground, a path", func(p *plan.Plan) {
			p.FactsHash = "sha256:2"
			p.Paths[0].Verdict = network.Blocked
		}, "the way from subnet-a to s3 is blocked now and was open"},
	} {
		t.Run(test.name, func(t *testing.T) {
			make := func() plan.Plan {
				p := thePlan()
				p.Findings = []plan.Finding{{Rule: "model.exists", Severity: plan.Block, After: true}}
				p.Paths = []network.Path{{Subnet: "subnet-a", To: "s3", Verdict: network.Open}}
				return p
			}
			fresh := make()
			test.move(&fresh)
			what, drifted := run.Drifted(make(), fresh)
			if drifted != (test.named != "") || !strings.Contains(what, test.named) {
				t.Errorf("%t: %s", drifted, what)
			}
		})
	}
}

func TestAPlanFromDiskHasNotDrifted(t *testing.T) {
	p := thePlan()
	p.Changes[0].Request.Input["Ports"] = []string{"443"}
	p.Changes[0].Request.Input["Count"] = 3
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var saved plan.Plan
	if err := json.Unmarshal(data, &saved); err != nil {
		t.Fatal(err)
	}
	if what, drifted := run.Drifted(saved, p); drifted {
		t.Error(what)
	}
}

// TestDriftSpellsOutWhatIsShort: ids are named on both sides, and an object, which can
// hold secrets, on neither.
func TestDriftSpellsOutWhatIsShort(t *testing.T) {
	send := func(input map[string]any) plan.Plan {
		return plan.Plan{Changes: []plan.Change{{ID: "x", Name: "s3", Request: plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: input}}}}
	}
	what, drifted := run.Drifted(send(map[string]any{"AddRouteTableIds": []any{"rtb-a"}}), send(map[string]any{"AddRouteTableIds": []any{"rtb-b", "rtb-c"}}))
	if !drifted || !strings.Contains(what, "AddRouteTableIds: rtb-b, rtb-c instead of rtb-a") {
		t.Errorf("said %q", what)
	}
	secret := func(value string) plan.Plan {
		return send(map[string]any{"PrimaryContainer": map[string]any{"Environment": map[string]any{"TOKEN": value}}})
	}
	if what, drifted := run.Drifted(secret("hunter2"), secret("hunter3")); !drifted || strings.Contains(what, "hunter") {
		t.Errorf("said %q", what)
	}
}
