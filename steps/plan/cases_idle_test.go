package plan_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// withoutData leaves the model to what its image holds.
func (s *situation) withoutData() { s.f.Origin.Containers[0].ModelData = "" }

// idleCases are the rules of S3 for a model that fetches nothing from there.
func idleCases() []ruleCase {
	idle := func(rule string, bend func(*situation)) ruleCase {
		return ruleCase{rule: rule, severity: plan.Info, after: true, bend: func(s *situation) {
			bend(s)
			s.withoutData()
			s.a.S3.Action = plan.S3None
		}, just: (*situation).withoutData}
	}
	return []ruleCase{
		idle(plan.RuleS3NoPath, (*situation).withoutS3),
		idle(plan.RuleS3Shadowed, func(s *situation) { s.route(1, "52.216.0.0/16", natID) }),
		idle(plan.RuleS3Blackhole, func(s *situation) { s.network().RouteTables[1].Routes[1].State = "blackhole" }),
		idle(plan.RuleSGEgressS3, func(s *situation) { s.egress() }),
		idle(plan.RuleACLS3, func(s *situation) { s.entries(denies(true, 443, 443)) }),
		idle(plan.RuleACLReturn, func(s *situation) { s.entries(denies(false, 1024, 65535)) }),
		idle(plan.RuleS3PolicyDenyOnly, func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::x/*"}]}`
		}),
		idle(plan.RuleS3PolicyModel, func(s *situation) { s.network().Endpoints = nil }),
		idle(plan.RuleReachPublic, func(s *situation) {
			s.withoutS3()
			s.withNAT()
			s.blockPublic("block-bidirectional")
		}),
		idle(plan.RuleReachIngress, func(s *situation) {
			s.withEndpoint("s3")
			s.network().SecurityGroups[1].Ingress = nil
		}),
		{rule: plan.RuleS3Foreign, severity: plan.Info, after: true, bend: func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints[0].Owner = "999988887777"
			s.withoutData()
		}},
		{rule: plan.RuleDNSSupport, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.network().VPC.DNSSupport, s.a.DNS = false, plan.DNSLeave
			s.withoutData()
		}, just: (*situation).withoutData},
	}
}

// TestWithoutDataNothingIsFetched: no rule of S3 stops a model that starts without it.
func TestWithoutDataNothingIsFetched(t *testing.T) {
	for _, c := range idleCases() {
		s := good()
		c.bend(&s)
		p := s.build(t)
		if !p.Applicable {
			t.Errorf("%s stops a model that fetches nothing: %+v", c.rule, p.Blockers())
		}
		for _, f := range p.Findings {
			if strings.Contains(f.Detail, "Failed to download") || strings.Contains(f.Detail, "model's download") {
				t.Errorf("%s speaks of data that is not there: %s", f.Rule, f.Detail)
			}
		}
	}
}

// TestDataThatIsNotAnURL: each of the forms that CreateModel takes is something to fetch,
// and so is what the user asks for.
func TestDataThatIsNotAnURL(t *testing.T) {
	source := map[string]any{"S3DataSource": map[string]any{"S3Uri": "s3://acme-models/x/"}}
	for name, bend := range map[string]func(*situation){
		"data source": func(s *situation) { s.f.Origin.Containers[0].Extra = map[string]any{"ModelDataSource": source} },
		"additional ones": func(s *situation) {
			s.f.Origin.Containers[0].Extra = map[string]any{"AdditionalModelDataSources": []any{source}}
		},
		"a model package": func(s *situation) { s.f.Origin.Containers[0].Extra = map[string]any{"ModelPackageName": "x"} },
		"another container": func(s *situation) {
			s.f.Origin.Containers = append(s.f.Origin.Containers, facts.Container{Image: image, ModelData: "s3://acme-models/y"})
		},
		"a model that was not read": func(s *situation) { s.f.Origin = nil },
		"it is asked for":           func(s *situation) { s.a.Reach.Services = []string{network.ToS3} },
	} {
		s := good()
		s.withoutS3()
		s.withoutData()
		s.a.S3.Action = plan.S3None
		bend(&s)
		if f, ok := find(t, plan.Build(s.a, s.f), plan.RuleS3NoPath); !ok || f.Severity != plan.Block {
			t.Errorf("%s: %v %+v", name, ok, f)
		}
	}
	s := good()
	s.withoutS3()
	s.withoutData()
	s.f.Origin.Containers[0].Extra = map[string]any{"AdditionalModelDataSources": []any{}}
	if f, _ := find(t, plan.Build(s.a, s.f), plan.RuleS3NoPath); f.Severity != plan.Info {
		t.Errorf("an empty list is no data: %+v", f)
	}
}

// TestWithoutDataOthersAreLeftAlone: a way to S3 that nothing needs is no reason to change
// what others have.
func TestWithoutDataOthersAreLeftAlone(t *testing.T) {
	s := good()
	s.withoutS3()
	s.withoutData()
	if got := changeIDs(plan.Build(s.a, s.f)); !slices.Contains(got, plan.ChangeS3Endpoint) {
		t.Errorf("nobody else is there, and nothing is made: %v", got)
	}
	s = good()
	s.withoutData()
	s.withBystanders()
	d := plan.DecideS3(s.a, s.f)
	if d.Action != plan.S3None || !strings.Contains(d.Why, "no data in S3") || !strings.Contains(d.Why, "other subnet") {
		t.Errorf("%+v", d)
	}
	s.a.S3.Action = plan.S3Extend
	if d := plan.DecideS3(s.a, s.f); d.Action != plan.S3Extend {
		t.Errorf("it is not made when it is asked for: %+v", d)
	}
}
