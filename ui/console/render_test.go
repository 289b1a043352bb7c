package console

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps/capacity"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
	"sagevpc/ui/theme"
)

// onePlan has something of every kind to show.
func onePlan() plan.Plan {
	return plan.Plan{
		Account: "111122223333", Region: "us-east-1", Caller: "arn:aws:sts::111122223333:assumed-role/DataScientist/alice",
		Answers: plan.Answers{Model: plan.Model{Name: "fraud-vpc"}},
		Findings: []plan.Finding{
			{Rule: "dns.custom-resolver", Severity: plan.Unknown, Subject: "dopt-1", Summary: "another resolver answers", Now: true, After: true},
			{Rule: "s3.no-path", Severity: plan.Block, Subject: "subnet-a", Summary: "no way to S3", Detail: "No route leads\nto S3.", Now: true, RepairedBy: []string{"s3-endpoint"}},
			{Rule: "s3.bystanders", Severity: plan.Warn, Subject: "rtb-1", Summary: "two subnets are on the table", Fix: "Accept it.", After: true},
			{Rule: "subnet.single-az", Severity: plan.Block, Subject: "network.subnets", Summary: "one zone", Fix: "Add a subnet.", Now: true, After: true},
			{Rule: "subnet.public", Severity: plan.Info, Subject: "subnet-a", Summary: "it is public", Now: true, After: true},
		},
		Capacity: capacity.Ladder{
			PerInstance: 2,
			Steps: []capacity.Step{
				{Name: "now", Need: 4, Free: 22, OK: true, Formula: "2 × 2 = 4"},
				{Name: "zone lost", Need: 16, Free: 11, PerZone: true, Formula: "8 × 2 = 16"},
			},
			Zones: []capacity.Zone{{ID: "use1-az1", Free: 11}, {ID: "use1-az2", Free: 11}},
		},
		Paths: []network.Path{
			{Subnet: "subnet-a", To: "s3", Verdict: network.Blocked, Hops: []network.Hop{
				{At: "sg-1", Verdict: network.Open, Why: "lets it out"}, {At: "rtb-1", Verdict: network.Blocked, Why: "no route"},
			}},
			{Subnet: "subnet-b", To: "s3", Verdict: network.Open},
			{Subnet: "subnet-c", To: "s3", Verdict: network.Unknown},
		},
		Changes: []plan.Change{
			{
				ID: "s3-endpoint", Action: plan.Update, Kind: plan.KindVPCEndpoint, Name: "s3 \x1b[31m(vpce-1)",
				Request: plan.Request{Op: "ModifyVpcEndpoint"}, Why: "One table is missing.", Undo: "remove it",
				Before:     map[string]any{"RouteTableIds": []any{"rtb-1"}, "PolicyDocument": "{\"Statement\": []}"},
				After:      map[string]any{"RouteTableIds": []any{"rtb-1", "rtb-2"}, "PolicyDocument": "{\"Statement\": [1]}"},
				Bystanders: []string{"subnet-x", "subnet-y"}, MonthlyUSD: 7.3,
			},
			{
				ID: "model", Action: plan.Create, Kind: plan.KindModel, Name: "fraud-vpc", Request: plan.Request{Op: "CreateModel"},
				Before: map[string]any{"ModelName": "fraud", "Image": "img:1"},
				After:  map[string]any{"ModelName": "fraud-vpc", "Image": "img:1", "VpcConfig": map[string]any{"Subnets": []any{"subnet-a"}}},
			},
		},
	}
}

func TestRender(t *testing.T) {
	ready := onePlan()
	ready.Findings = nil
	ready.Changes = ready.Changes[1:]
	for _, test := range []struct {
		name    string
		plan    plan.Plan
		colours colorprofile.Profile
	}{
		{"everything", onePlan(), colorprofile.NoTTY},
		{"coloured", onePlan(), colorprofile.TrueColor},
		{"sixteen colours", onePlan(), colorprofile.ANSI},
		{"ready", ready, colorprofile.NoTTY},
		{"empty", plan.Plan{}, colorprofile.NoTTY},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSession(App{})
			golden.RequireEqual(t, s.render(pen{theme.New(true), test.colours}, test.plan))
		})
	}
}

func TestLightBackground(t *testing.T) {
	for hint, light := range map[string]bool{
		"": false, "15": false, "0;15": true, "0;default;15": true, "15;0": false, "0;7": true, "7;8": false, "0;11": true, "0;9": true,
	} {
		if got := lightBackground(hint); got != light {
			t.Errorf("%q: %t", hint, got)
		}
	}
}
