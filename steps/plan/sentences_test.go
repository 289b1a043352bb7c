package plan_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestFindingsSayWhomTheyStrike: what strikes several subnets names them all.
func TestFindingsSayWhomTheyStrike(t *testing.T) {
	for rule, bend := range map[string]func(*situation){
		plan.RuleACLS3:     func(s *situation) { s.entries(denies(true, 443, 443)) },
		plan.RuleACLReturn: func(s *situation) { s.entries(denies(false, 1024, 65535)) },
		plan.RuleReachNAT: func(s *situation) {
			s.withNAT().State = "failed"
			s.wantsInternet()
		},
		plan.RuleReachIngress: func(s *situation) {
			s.wantsLogs()
			s.withEndpoint("logs")
			s.network().SecurityGroups[1].Ingress = nil
		},
		plan.RuleS3Blackhole: func(s *situation) {
			s.network().RouteTables[0].Subnets = []string{privateA, privateB}
			s.network().RouteTables[1].Subnets = nil
			s.network().RouteTables[0].Routes[1].State = "blackhole"
		},
	} {
		s := good()
		bend(&s)
		f, ok := find(t, s.build(t), rule)
		if !ok || !strings.Contains(f.Summary, "private-a, private-b") {
			t.Errorf("%s: %v %+v", rule, ok, f)
		}
	}
}

// TestOnlyANumberedRuleComesAfterAnother: the implicit deny has no number to come before.
func TestOnlyANumberedRuleComesAfterAnother(t *testing.T) {
	s := good()
	s.entries(denies(true, 443, 443))
	if f, _ := find(t, s.build(t), plan.RuleACLS3); !strings.Contains(f.Fix, "lower number than rule 50") {
		t.Errorf("a rule with a number: %s", f.Fix)
	}
	s = good()
	s.network().ACLs[0].Entries = slices.DeleteFunc(openACL(), func(e facts.ACLEntry) bool { return e.Egress && e.Allow })
	if f, ok := find(t, s.build(t), plan.RuleACLS3); !ok || strings.Contains(f.Fix, "number") || !strings.Contains(f.Detail, "implicit deny") {
		t.Errorf("the implicit deny: %+v", f)
	}
}

// TestRemediesAreNotTheAnswerAlreadyGiven: where the plan may decide about S3, to let it
// decide is no remedy.
func TestRemediesAreNotTheAnswerAlreadyGiven(t *testing.T) {
	for name, tc := range map[string]struct {
		bend func(*situation)
		rule string
		fix  string
	}{
		"a dead route to S3": {func(s *situation) { s.network().RouteTables[1].Routes[1].State = "blackhole" }, plan.RuleS3Blackhole, "take the table off it"},
		"a dead narrower route": {func(s *situation) {
			s.route(1, "52.216.0.0/16", "pcx-00000000000000001")
			s.network().RouteTables[1].Routes[2].State = "blackhole"
		}, plan.RuleS3NoPath, "Remove that route of rt-b"},
		"a narrower route to an internet gateway": {func(s *situation) { s.route(1, "52.216.0.0/16", igwID) }, plan.RuleS3NoPath, "Remove that route of rt-b"},
		"a failed endpoint":                       {func(s *situation) { s.network().Endpoints[0].State = "failed" }, plan.RuleS3NoPath, "delete it"},
		"a failed endpoint of another's": {func(s *situation) {
			s.network().Endpoints[0].State, s.network().Endpoints[0].Owner = "failed", "999988887777"
		}, plan.RuleS3NoPath, "ask account 999988887777"},
		"a pending endpoint": {func(s *situation) { s.network().Endpoints[0].State = "pending" }, plan.RuleS3NoPath, "Wait until s3 ("},
		"a table left out": {func(s *situation) {
			s.withoutS3OnB()
			s.a.S3.RouteTables = plan.RouteTables{tableA}
		}, plan.RuleS3NoPath, "rt-b is in effect"},
	} {
		s := good()
		tc.bend(&s)
		f, ok := find(t, s.build(t), tc.rule)
		if !ok || !strings.Contains(f.Fix, tc.fix) || strings.Contains(f.Fix, "already has its route") || strings.Contains(f.Fix, "s3.action: auto") {
			t.Errorf("%s: %v %s", name, ok, f.Fix)
		}
	}
}

// TestSentencesAreSaidOnce holds texts to their spelling, and to one telling.
func TestSentencesAreSaidOnce(t *testing.T) {
	s := good()
	s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::x/*"}]}`
	if f, _ := find(t, s.build(t), plan.RuleS3PolicyDenyOnly); strings.Contains(f.Detail, "upper bound") || !strings.Contains(f.Detail, "the most that may pass: what it does not allow is denied") {
		t.Errorf("twice: %s", f.Detail)
	}
	s = good()
	g := s.withNAT()
	g.State, g.FailureCode, g.FailureMessage = "failed", "Gateway.NotAttached", "no igw"
	s.wantsInternet()
	if f, _ := find(t, s.build(t), plan.RuleReachNAT); strings.Count(f.Detail, "Gateway.NotAttached") != 1 {
		t.Errorf("twice: %s", f.Detail)
	}
	s = good()
	s.egress(https443("52.216.0.0/16"))
	if f, _ := find(t, s.build(t), plan.RuleSGEgressS3); !strings.HasPrefix(f.Detail, "tcp 443 only") {
		t.Errorf("a protocol keeps its spelling: %s", f.Detail)
	}
	s = good()
	s.a.Network.SecurityGroups = []string{"sg-0dead000000000000"}
	broken := regexp.MustCompile(`\b(Tcp|Sg-|Subnet-|Vpce-|Rtb-|Nat-)`)
	p := s.build(t)
	if f, ok := find(t, p, plan.RuleSGEgressS3); !ok || !strings.HasPrefix(f.Detail, "sg-0dead") {
		t.Errorf("an id begins the sentence: %+v", p.Findings)
	}
	for _, f := range p.Findings {
		if broken.MatchString(f.Summary + f.Detail + f.Fix) {
			t.Errorf("an id keeps its spelling: %+v", f)
		}
	}
}

// TestARefusalIsToldOnceAndShort: AWS's own words are long, and the same each time.
func TestARefusalIsToldOnceAndShort(t *testing.T) {
	s := good()
	op := "ec2:DescribeRouteTables"
	words := "You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/DataScientist/me is not authorized to perform: " + op +
		" because no identity-based policy allows the " + op + " action"
	s.network().Gaps = s.network().Gaps.With(facts.TopicRouteTables, facts.Fault{
		Kind: facts.Denied, Op: op, Summary: op + " is not allowed", Why: words, Fix: "Ask for " + op + ".",
	})
	s.network().RouteTables = nil
	told := 0
	p := s.build(t)
	for _, f := range p.Findings {
		if f.Severity != plan.Unknown {
			continue
		}
		if !strings.Contains(f.Detail, op+" is not allowed") || strings.Contains(f.Detail, "assumed-role") {
			t.Errorf("%s: %s", f.Rule, f.Detail)
		}
		if strings.Contains(f.Detail, "no identity-based policy allows") {
			told++
		}
	}
	if told != 1 || len(p.Findings) < 2 {
		t.Errorf("AWS's reason is told %d times in %+v", told, p.Findings)
	}
}

// TestAListThatIsGone: its name was not typed by anybody.
func TestAListThatIsGone(t *testing.T) {
	s := good()
	s.network().PrefixLists = []facts.PrefixList{{ID: "pl-00000001", Gaps: facts.Gaps{facts.TopicPrefixLists: {
		Kind: facts.NotFound, Summary: "There is no prefix list pl-00000001 in us-east-1", Fix: "Check the name, the Region and the profile.",
	}}}}
	s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, PrefixLists: []string{"pl-00000001"}})
	if f, ok := find(t, s.build(t), plan.RuleSGEgressS3); !ok || strings.Contains(f.Fix, "Check the name") || !strings.Contains(f.Fix, "pl-00000001") {
		t.Errorf("%v %+v", ok, f)
	}
}
