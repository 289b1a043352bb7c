package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestBlindPlanStillHasItsModel: one refused read never ends a run, and never looks like success.
func TestBlindPlanStillHasItsModel(t *testing.T) {
	s := good()
	s.network().Subnets = nil
	s.gap(facts.TopicSubnets, "ec2:DescribeSubnets")
	p := plan.Build(s.a, s.f)
	if got := changeIDs(p); !slices.Equal(got, []string{"model"}) || !p.Applicable {
		t.Errorf("got %v, applicable %v: %+v", got, p.Applicable, p.Findings)
	}
}

// TestCausesComeFirst: what is mended first is read first.
func TestCausesComeFirst(t *testing.T) {
	s := good()
	s.withoutS3()
	s.a.S3.Policy = "file:own.json"
	s.f.PolicyFile = &facts.PolicyFile{Path: "own.json", Text: "{"}
	if f := plan.Build(s.a, s.f).Findings[0]; f.Rule != plan.RuleS3PolicyInvalid {
		t.Errorf("the first finding is %s, not the unusable policy", f.Rule)
	}
	s = good()
	s.a.Network.Subnets[1] = "subnet-00000000000000fff"
	p := plan.Build(s.a, s.f)
	if f, ok := find(t, p, plan.RuleSubnetSingleAZ); ok {
		t.Errorf("a subnet that does not exist brings up the zones: %+v", f)
	}
}

// TestGoodAccountIsSilent holds every rule to its other half: where nothing is wrong, nothing is said.
func TestGoodAccountIsSilent(t *testing.T) {
	s := good()
	p := plan.Build(s.a, s.f)
	if len(p.Findings) != 0 {
		t.Errorf("findings in an account where everything holds: %+v", p.Findings)
	}
	if !p.Applicable || len(p.Changes) != 1 || p.Changes[0].ID != plan.ChangeModel {
		t.Errorf("want the model as the only change, got %+v", p.Changes)
	}
}

type ruleCase struct {
	rule     string
	severity plan.Severity
	bend     func(*situation) // fires the rule
	just     func(*situation) // comes as near as possible without firing it; nil: the good account
	after    bool             // still so after the plan
}

// caseTables are the cases of all rules; what else has rules adds its own table.
func caseTables() [][]ruleCase {
	return [][]ruleCase{modelCases(), subnetCases(), groupCases(), capacityCases(), networkCases(), policyCases(), bucketCases(), serviceCases(), internetCases(), bystanderCases(), quotaCases(), idleCases()}
}

func TestRules(t *testing.T) {
	for _, c := range slices.Concat(caseTables()...) {
		t.Run(fmt.Sprintf("%s/%s", c.rule, c.severity), func(t *testing.T) { c.check(t) })
	}
}

// addSubnets makes it n chosen subnets in all.
func addSubnets(s *situation, n int) {
	s.a.Network.Subnets = s.a.Network.Subnets[:2:2]
	for i := range n - 2 {
		id := fmt.Sprintf("subnet-%017x", i+100)
		s.a.Network.Subnets = append(s.a.Network.Subnets, id)
		s.network().Subnets = append(s.network().Subnets, subnet(id, fmt.Sprint("more-", i), "use1-az1", fmt.Sprintf("10.0.%d.0/24", i+50), 100))
		s.network().RouteTables[0].Subnets = append(s.network().RouteTables[0].Subnets, id)
	}
}

func bendGroups(s *situation, n int) {
	s.a.Network.SecurityGroups = nil
	for i := range n {
		g := s.network().SecurityGroups[0]
		g.ID = fmt.Sprintf("sg-%017x", i+1)
		s.a.Network.SecurityGroups = append(s.a.Network.SecurityGroups, g.ID)
		s.network().SecurityGroups = append(s.network().SecurityGroups, g)
	}
}

func (c ruleCase) check(t *testing.T) {
	t.Helper()
	s := good()
	c.bend(&s)
	p := s.build(t)
	f, ok := c.find(p)
	if !ok {
		t.Fatalf("%s did not fire as %s; findings: %+v", c.rule, c.severity, p.Findings)
	}
	if f.Severity != c.severity || f.After != c.after {
		t.Errorf("got severity %s, after %v; want %s, %v: %+v", f.Severity, f.After, c.severity, c.after, f)
	}
	if f.Subject == "" || f.Summary == "" || f.Fix == "" || f.Source == "" {
		t.Errorf("a finding names its subject, remedy and source: %+v", f)
	}
	if f.Repaired() != (len(f.RepairedBy) > 0) {
		t.Errorf("a repaired finding names the change that repairs it: %+v", f)
	}
	if p.Applicable == f.Blocks() && f.Blocks() {
		t.Error("a plan with a blocking finding is applicable")
	}
	near := good()
	if c.just != nil {
		c.just(&near)
	}
	if f, ok := find(t, near.build(t), c.rule); ok {
		t.Errorf("%s fires where it just should not: %+v", c.rule, f)
	}
}

// find is the finding of the case: of its rule, and of its severity where there are several.
func (c ruleCase) find(p plan.Plan) (plan.Finding, bool) {
	var found plan.Finding
	ok := false
	for _, f := range p.Findings {
		if f.Rule == c.rule && (!ok || f.Severity == c.severity) {
			found, ok = f, true
		}
	}
	return found, ok
}
