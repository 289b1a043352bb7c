package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// cloud is a fake that opens one account for every place and counts how often.
type cloud struct {
	account *account
	mu      sync.Mutex
	opened  []place
	err     error
}

func (c *cloud) Profiles() []string { return []string{"", "ml-dev"} }

func (c *cloud) Regions() []string { return []string{"eu-west-1", "us-east-1"} }

func (c *cloud) Open(_ context.Context, profile, region string) (steps.Account, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = append(c.opened, place{profile, region})
	if c.err != nil {
		return nil, c.err
	}
	return c.account, nil
}

// account is a fake whose answers a test sets; the reads that no test makes fail.
type account struct {
	refused
	identity func(context.Context) (facts.Caller, error)
	subnets  func(context.Context) ([]facts.Subnet, error)
	apply    func(context.Context, plan.Request) (plan.Receipt, error)
	support  bool
	sent     []plan.Request
	turn     time.Duration // how long a write waits for its turn
}

func newAccount() *account {
	return &account{
		refused: refused{&facts.Fault{Kind: facts.Service, Summary: "this test does not read that"}},
		identity: func(context.Context) (facts.Caller, error) {
			return facts.Caller{
				Account: "111122223333", Region: "us-east-1", Partition: "aws",
				ARN: "arn:aws:sts::111122223333:assumed-role/DataScientist/alice",
			}, nil
		},
		subnets: func(context.Context) ([]facts.Subnet, error) {
			return []facts.Subnet{{ID: "subnet-a", Name: "private-a", Free: 11}, {ID: "subnet-b", Name: "private-b", Free: 7}}, nil
		},
		apply: func(context.Context, plan.Request) (plan.Receipt, error) {
			return plan.Receipt{RequestID: "req-1"}, nil
		},
	}
}

func (a *account) Identity(ctx context.Context) (facts.Caller, error) { return a.identity(ctx) }

func (a *account) Subnets(ctx context.Context, _ string) ([]facts.Subnet, error) {
	return a.subnets(ctx)
}

// Apply remembers what was sent, and lets DNS support follow what was accepted.
func (a *account) Apply(ctx context.Context, r plan.Request) (plan.Receipt, error) {
	receipt, err := a.apply(ctx, r)
	a.sent = append(a.sent, r)
	if value, ok := r.Input["EnableDnsSupport"].(map[string]any); ok && err == nil {
		a.support = value["Value"] == true
	}
	return receipt, err
}

func (a *account) VPCAttributes(context.Context, string) (support, hostnames bool, err error) {
	return a.support, true, nil
}

// options are those of a test: the fake steps, and a clock that the bubble moves.
func options(t *testing.T, a *account) Options {
	t.Helper()
	return Options{
		Cloud: &cloud{account: a}, Answers: plan.Defaults(), Steps: fakeSteps(), Demo: "tour",
		Receipt: run.Options{Dir: t.TempDir(), Version: "test"}, Now: time.Now, Version: "test",
	}
}

// fakeSteps are three screens of every kind of behaviour: one that reads its caller, one
// whose list is refreshed, and a review with its run.
func fakeSteps() []steps.Step {
	return []steps.Step{placeStep(), zonesStep(), reviewStep(), runStep()}
}

func title(s string) func(steps.State) string { return func(steps.State) string { return s } }

func placeStep() steps.Step {
	return steps.Step{
		ID: "place", Title: title("Where to begin"),
		Why: func(steps.State) []string { return []string{"Everything that follows is read from here."} },
		Load: func(s steps.State) steps.LoadFunc {
			if s.Facts.Caller != nil {
				return nil
			}
			return func(ctx context.Context, a steps.Account) (steps.Patch, error) {
				caller, err := a.Identity(ctx)
				return func(f facts.Facts) facts.Facts { f.Caller = &caller; return f }, err
			}
		},
		Ask: func(s steps.State) steps.Question {
			return steps.Choice{Selected: s.Answers.Model.Name, Options: []steps.Option{
				{Value: "new", Label: "a new model"}, {Value: "move", Label: "an existing model"},
			}}
		},
		Answer: func(s steps.State, r steps.Reply) (steps.State, error) {
			s.Answers.Model.Name = r.Values[0]
			return s, nil
		},
	}
}

// zonesStep keeps its answer in Network.Subnets and its facts in Networks.
func zonesStep() steps.Step {
	read := func(ctx context.Context, a steps.Account) (steps.Patch, error) {
		subnets, err := a.Subnets(ctx, "vpc-1")
		return func(f facts.Facts) facts.Facts {
			f.Networks = []facts.Network{{Subnets: subnets}}
			return f
		}, err
	}
	return steps.Step{
		ID: "zones", Title: title("Subnets in two zones"),
		Why: func(steps.State) []string {
			return []string{"SageMaker needs subnets in two Availability Zones, even for one instance."}
		},
		Load: func(s steps.State) steps.LoadFunc {
			if s.Facts.Networks != nil {
				return nil
			}
			return read
		},
		Refresh: func(steps.State) steps.LoadFunc { return read }, Every: 15 * time.Second,
		Ask: func(s steps.State) steps.Question {
			q := steps.Many{
				Selected: s.Answers.Network.Subnets, Max: 16,
				Summary: fmt.Sprintf("%d of 16 chosen", len(s.Answers.Network.Subnets)),
			}
			for _, n := range s.Facts.Networks[0].Subnets {
				q.Options = append(q.Options, steps.Option{
					Value: n.ID, Label: n.Name, Meter: &steps.Meter{Used: 11 - n.Free, Size: 11, Free: n.Free, Need: 2},
				})
			}
			if len(s.Answers.Network.Subnets) < 2 {
				q.Problem = "two subnets are needed"
			}
			return q
		},
		Answer: func(s steps.State, r steps.Reply) (steps.State, error) {
			s.Answers.Network.Subnets = r.Values
			if len(r.Values) < 2 {
				return s, fmt.Errorf("two subnets are needed")
			}
			return s, nil
		},
	}
}

func reviewStep() steps.Step {
	return steps.Step{
		ID: "review", Title: title("Review"),
		Ask: func(s steps.State) steps.Question {
			return steps.Review{Plan: fakePlan(s).Masked(), Actions: []steps.Action{{ID: steps.Apply, Label: "apply"}}}
		},
		Answer: func(s steps.State, r steps.Reply) (steps.State, error) {
			if r.Action != steps.Apply {
				return s, errors.New("press a to apply")
			}
			s.Plan = fakePlan(s)
			begun := run.New(s.Plan)
			s.Run = &begun
			return s, nil
		},
		Refresh: func(steps.State) steps.LoadFunc {
			return func(ctx context.Context, a steps.Account) (steps.Patch, error) {
				subnets, err := a.Subnets(ctx, "vpc-1")
				return func(f facts.Facts) facts.Facts {
					f.Networks = []facts.Network{{Subnets: subnets}}
					return f
				}, err
			}
		},
		Rules: []string{"cost."},
	}
}

// fakePlan has one change and a warning; its hash is the number of subnets, so that a
// subnet that comes or goes moves the ground.
func fakePlan(s steps.State) plan.Plan {
	p := plan.Plan{
		Account: "111122223333", Region: "us-east-1", Applicable: true,
		FactsHash: fmt.Sprint(len(s.Facts.Networks[0].Subnets)),
		Changes:   []plan.Change{fakeChange("dns", "vpc-1"), fakeChange("dns-2", "vpc-2")},
		Findings: []plan.Finding{
			{
				Rule: "dns.support", Severity: plan.Block, Subject: "vpc-1", Summary: "the VPC does not resolve names",
				Detail: "enableDnsSupport is off.", Now: true, RepairedBy: []string{"dns"}, Source: "https://docs.aws.amazon.com/vpc/",
			},
			{
				Rule: "subnet.shared", Severity: plan.Warn, Subject: "subnet-a", Now: true, After: true,
				Summary: "private-a is shared by another account", Fix: "Ask its owner.",
			},
			{
				Rule: "iam.unknown", Severity: plan.Unknown, Subject: "role", Now: true, After: true,
				Summary: "your role may not call iam:SimulatePrincipalPolicy; the execution role was not checked",
			},
		},
	}
	if s.Answers.Model.Name == "move" {
		p.Applicable = false
		p.Findings = append(p.Findings, plan.Finding{
			Rule: "subnet.single-az", Severity: plan.Block, Subject: "subnet-a", Now: true, After: true,
			Summary: "both subnets lie in use1-az1", Fix: "Choose a subnet of another zone.",
		})
	}
	return p
}

func fakeChange(id, vpc string) plan.Change {
	return plan.Change{
		ID: id, Action: plan.Update, Kind: plan.KindVPCAttribute, Name: vpc,
		Why: "names of S3 do not resolve without it", Undo: "switch DNS support off again",
		Before:  map[string]any{"EnableDnsSupport": false, "VpcId": vpc},
		After:   map[string]any{"EnableDnsSupport": true, "VpcId": vpc},
		Reverse: dnsRequest(vpc, false), Request: *dnsRequest(vpc, true),
	}
}

// secret is a value that is sent and never shown.
const secret = "correct horse battery staple"

func dnsRequest(vpc string, on bool) *plan.Request {
	return &plan.Request{Service: "ec2", Op: "ModifyVpcAttribute", Input: map[string]any{
		"Environment": map[string]any{"TOKEN": secret}, "VpcId": vpc, "EnableDnsSupport": map[string]any{"Value": on},
	}}
}

func runStep() steps.Step {
	return steps.Step{
		ID: "run", Title: title("Apply"),
		Ask: func(s steps.State) steps.Question {
			q := steps.Progress{}
			if s.Run != nil {
				q.Run = *s.Run
				if s.Run.Phase == run.Failed || s.Run.Phase == run.Stopped {
					q.Actions = []steps.Action{
						{ID: steps.Keep, Label: "keep"}, {ID: steps.Undo, Label: "undo"}, {ID: steps.Retry, Label: "try again"},
					}
				}
			}
			return q
		},
		Answer: func(s steps.State, _ steps.Reply) (steps.State, error) { return s, nil },
	}
}
