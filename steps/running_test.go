package steps_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// serving is an account whose fraud-v3 runs in the chosen subnets, and that counts who is described.
type serving struct {
	*memory
	mu        sync.Mutex
	described []string
	describe  func(name string) error
}

func (s *serving) InferenceEndpoint(ctx context.Context, name string) (facts.InferenceEndpoint, error) {
	s.mu.Lock()
	s.described = append(s.described, name)
	s.mu.Unlock()
	if s.describe != nil {
		if err := s.describe(name); err != nil {
			return facts.InferenceEndpoint{}, err
		}
	}
	return s.memory.InferenceEndpoint(ctx, name)
}

func newServing(running ...facts.InferenceEndpoint) *serving {
	s := &serving{memory: newAccount()}
	for i := range s.models {
		if s.models[i].Name == "fraud-v3" {
			s.models[i].VPC = &facts.VPCConfig{Subnets: []string{subnetA, subnetB}, SecurityGroups: []string{homeGroup}}
		}
	}
	s.running = running
	return s
}

func serves(name, status, model string, instances int) facts.InferenceEndpoint {
	return facts.InferenceEndpoint{Name: name, Status: status, Variants: []facts.Variant{{Name: "v", Model: model, Current: instances}}}
}

func resolved(t *testing.T, account steps.Account, a plan.Answers) steps.State {
	t.Helper()
	s, err := steps.Resolve(t.Context(), account, a)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRunningInstancesAreFound(t *testing.T) {
	s := newServing(
		serves("fraud", "InService", "fraud-v3", 2), serves("other", "Updating", "churn", 3),
		serves("broken", "Failed", "fraud-v3", 9), serves("leaving", "Deleting", "fraud-v3", 9),
	)
	state := resolved(t, s, complete())
	if got := state.Facts.Running; len(got) != 1 || got[0].Name != "fraud" {
		t.Errorf("found %+v", got)
	}
	if len(s.described) != 2 {
		t.Errorf("described %v", s.described)
	}
	if got := plan.Demand(state.Answers, state.Facts).Running; got != 2 {
		t.Errorf("%d instances run", got)
	}
	if _, missing := state.Facts.Gaps[facts.TopicInferenceEndpoint]; missing {
		t.Error("there is a gap")
	}
}

func TestRunningIsReadOnlyWhereItMatters(t *testing.T) {
	for name, bend := range map[string]func(*serving, *plan.Answers){
		"the model has no VPC":      func(s *serving, _ *plan.Answers) { s.models = newAccount().models },
		"it runs in another subnet": func(s *serving, _ *plan.Answers) { s.models[0].VPC.Subnets = []string{subnetA, subnetA2} },
		"the request is not a copy": func(_ *serving, a *plan.Answers) {
			a.Model = plan.Model{Name: "new", Role: fraudRole, Containers: []plan.Container{{Image: fraudImage}}}
		},
		"fewer subnets are chosen now": func(_ *serving, a *plan.Answers) { a.Network.Subnets = []string{subnetA, subnetA2} },
	} {
		s := newServing(serves("fraud", "InService", "fraud-v3", 2))
		a := complete()
		bend(s, &a)
		if state := resolved(t, s, a); len(s.described) > 0 || state.Facts.Running != nil {
			t.Errorf("%s: described %v", name, s.described)
		}
	}
}

func TestRunningDegrades(t *testing.T) {
	denied := &facts.Fault{Kind: facts.Denied, Op: "sagemaker:DescribeEndpoint", Summary: "you may not call sagemaker:DescribeEndpoint"}
	many := func() *serving {
		var all []facts.InferenceEndpoint
		for i := range 103 {
			all = append(all, serves(fmt.Sprintf("e-%03d", i), "InService", "fraud-v3", 1))
		}
		return newServing(all...)
	}
	unread := serves("fraud", "InService", "", 2)
	unread.Gaps = facts.Gaps{facts.TopicEndpointConfig: *denied}
	for name, test := range map[string]struct {
		account *serving
		bend    func(*serving)
		found   int
		gap     string
	}{
		"the list is denied": {newServing(serves("fraud", "InService", "fraud-v3", 2)), func(s *serving) {
			s.faults = map[string]*facts.Fault{"InferenceEndpoints": {Kind: facts.Denied, Summary: "you may not call sagemaker:ListEndpoints"}}
		}, 0, "sagemaker:ListEndpoints"},
		"a description is denied": {many(), func(s *serving) { s.describe = func(string) error { return denied } }, 0, "sagemaker:DescribeEndpoint"},
		"one vanishes": {newServing(serves("fraud", "InService", "fraud-v3", 2), serves("gone", "InService", "fraud-v3", 2)), func(s *serving) {
			s.describe = func(name string) error {
				if name == "gone" {
					return &facts.Fault{Kind: facts.NotFound, Summary: "there is no endpoint gone"}
				}
				return nil
			}
		}, 1, ""},
		"a configuration is unread": {newServing(unread), func(*serving) {}, 0, "sagemaker:DescribeEndpoint"},
		"more than are described":   {many(), func(*serving) {}, 100, "only the 100 newest of 103"},
	} {
		t.Run(name, func(t *testing.T) {
			test.bend(test.account)
			state := resolved(t, test.account, complete())
			gap, missing := state.Facts.Gaps[facts.TopicInferenceEndpoint]
			if len(state.Facts.Running) != test.found || missing != (test.gap != "") || !strings.Contains(gap.Summary, test.gap) {
				t.Errorf("found %d, gap %v", len(state.Facts.Running), gap)
			}
			if len(test.account.described) > 100 {
				t.Errorf("%d are described", len(test.account.described))
			}
		})
	}
}

// TestTheWizardFindsWhatRuns: the read happens on the subnets' screen, once, and is made
// again for another model.
func TestTheWizardFindsWhatRuns(t *testing.T) {
	s := newServing(serves("fraud", "InService", "fraud-v3", 2))
	load := func(m steps.Machine) steps.Machine {
		for m.Load() != nil {
			patch, err := m.Load()(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			m = m.Loaded(patch)
		}
		return m
	}
	m := load(steps.NewMachine(steps.All(), steps.State{Answers: complete()}))
	for m.Current().ID != steps.SubnetsID {
		next, err := m.Reply(confirmed(m.Question()))
		if err != nil {
			t.Fatal(err)
		}
		m = load(next)
	}
	if len(s.described) != 1 || len(m.State().Facts.Running) != 1 {
		t.Errorf("described %v, found %+v", s.described, m.State().Facts.Running)
	}
	m, _ = m.GoTo(steps.ModelID)
	if next, err := m.Reply(confirmed(m.Question())); err != nil || next.State().Facts.Running == nil {
		t.Errorf("the same answer forgets what runs: %v", err)
	}
}

func TestVariantTypesAreRead(t *testing.T) {
	a := complete()
	a.Capacity.Variants = []plan.Variant{
		{InstanceType: "ml.g5.xlarge", Instances: 1, MaxInstances: 1, EFA: plan.Auto},
		{InstanceType: "ml.g5.xlarge", Instances: 1, MaxInstances: 1, EFA: plan.Auto},
		{InstanceType: "ml.m5.xlarge", Instances: 1, MaxInstances: 1, EFA: plan.Auto},
		{Instances: 1, MaxInstances: 1, EFA: plan.Auto},
	}
	account := newAccount()
	state := resolved(t, account, a)
	if got := state.Facts.InstanceTypes; len(got) != 1 || !got["ml.g5.xlarge"].Found {
		t.Errorf("got %+v", got)
	}
	w := walkTo(t, newWalker(account, a), steps.SubnetsID)
	if got := w.State().Facts.InstanceTypes; len(got) != 1 {
		t.Errorf("the wizard reads %+v", got)
	}
	many, _ := w.Question().(steps.Many)
	last := many.Panel.Fields[len(many.Panel.Fields)-1]
	if last.Key != "variants" || last.ReadOnly == "" || last.Value != "1 × ml.g5.xlarge, 1 × ml.g5.xlarge, 1 × ml.m5.xlarge, 1 × any type" {
		t.Errorf("the panel shows %+v", last)
	}
	account.faults = map[string]*facts.Fault{"InstanceType": {Kind: facts.Denied, Summary: "you may not call ec2:DescribeInstanceTypes"}}
	state = resolved(t, account, a)
	if _, missing := state.Facts.InstanceTypes["ml.g5.xlarge"].Gaps[facts.TopicInstanceType]; !missing {
		t.Error("a refusal is no gap")
	}
}
