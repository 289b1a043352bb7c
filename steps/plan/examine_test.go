package plan_test

import (
	"slices"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// standing is fraud-v3 as it stands in the chosen network.
func standing() situation {
	s := good()
	s.a.Model = plan.Model{Name: "fraud-v3", From: "fraud-v3"}
	s.f.Origin.VPC = &facts.VPCConfig{Subnets: s.a.Network.Subnets, SecurityGroups: s.a.Network.SecurityGroups}
	return s
}

func TestExamineAHealthyModel(t *testing.T) {
	s := standing()
	// That its own name is taken, that its tags could not be read: neither is wrong with it.
	s.f.ModelName = &facts.NameCheck{Name: "fraud-v3", Taken: true}
	s.f.Origin.Gaps = facts.Gaps{facts.TopicOrigin: {Kind: facts.Denied, Summary: "no tags"}}
	p := plan.Examine(s.a, s.f)
	if len(p.Findings) > 0 || len(p.Changes) > 0 || p.Changes == nil || p.Applicable {
		t.Errorf("found %+v, and changes %+v", p.Findings, p.Changes)
	}
	if len(p.Capacity.Steps) == 0 || len(p.Paths) != 2 {
		t.Errorf("the ladder is %+v, the paths %+v", p.Capacity, p.Paths)
	}
}

// TestExamineTellsWhatIsSoNow has what a plan would repair, and not what it would cause.
func TestExamineTellsWhatIsSoNow(t *testing.T) {
	s := standing()
	s.withoutS3OnB()
	s.network().VPC.DNSSupport = false
	s.network().Subnets = append(s.network().Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 100))
	s.network().RouteTables[1].Subnets = append(s.network().RouteTables[1].Subnets, batchB)
	built := plan.Build(s.a, s.f)
	if _, caused := find(t, built, plan.RuleS3Bystanders); !caused || len(built.Blockers()) > 0 {
		t.Fatalf("the plan does not repair, or disturbs nobody: %+v", built.Findings)
	}
	p := plan.Examine(s.a, s.f)
	var rules []string
	for _, f := range p.Findings {
		rules = append(rules, f.Rule)
		if !f.Now || !f.After || f.RepairedBy == nil || len(f.RepairedBy) > 0 {
			t.Errorf("%+v is not as it is now", f)
		}
	}
	if want := []string{plan.RuleDNSSupport, plan.RuleS3NoPath}; !slices.Equal(rules, want) || len(p.Blockers()) != 2 {
		t.Errorf("found %q, want %q, all of them blocking", rules, want)
	}
}
