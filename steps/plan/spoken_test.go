package plan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// What is not made yet has no id: a person reads what it is, and only the request holds
// the reference that AWS's answer will replace.
func TestReferencesAreSpoken(t *testing.T) {
	s := withServices("logs")
	s.network().SecurityGroups[0].Egress = nil
	s.a.Network.Egress = plan.EgressNew
	internet := withServices()
	internet.a.Reach.Internet = plan.InternetNAT
	for _, s := range []situation{s, internet} {
		p := s.build(t)
		said := ""
		for _, c := range p.Changes {
			said += c.Name + c.Why + c.Undo
			for _, l := range c.Diff() {
				said += l.Before + l.After + l.Note + "\n"
			}
		}
		for _, f := range p.Findings {
			said += f.Subject + f.Summary + f.Detail + f.Fix + "\n"
		}
		for _, r := range plan.NewSurvey(s.a, s.f, p.Changes).To(plan.NewSurvey(s.a, s.f, nil).S3()) {
			for _, h := range r.After.Hops {
				said += h.Why
			}
		}
		if strings.Contains(said, "${") || strings.Contains(said, "-new") {
			t.Errorf("a stand-in is told:\n%s", said)
		}
		if !strings.Contains(said, "the new ") {
			t.Errorf("what is new is not said:\n%s", said)
		}
		if text, err := json.Marshal(p.Changes); err != nil || !strings.Contains(string(text), "${") {
			t.Errorf("the requests have lost their references: %v", err)
		}
	}
}

func TestSpokenLeavesOtherTextAlone(t *testing.T) {
	for _, text := range []string{"${aws:username}", "arn:aws:s3:::${bucket}", "brand-new-vpc", "${NAME}", "${nat-gateway", ""} {
		if got := plan.Spoken(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := plan.Spoken("0.0.0.0/0 to ${nat-gateway}, then nat-new"); got != "0.0.0.0/0 to the new NAT gateway, then the new NAT gateway" {
		t.Error(got)
	}
}

func TestWhoWearsAGroup(t *testing.T) {
	s := good()
	if got := plan.WornBy(*s.network(), group); got != "nothing wears it today" {
		t.Error(got)
	}
	s.withOthers(group)
	if got := plan.WornBy(*s.network(), group); got != "2 network interfaces wear it today: 1 in private-a, 1 in private-b" {
		t.Error(got)
	}
	s.gap(facts.TopicInterfaces, "ec2:DescribeNetworkInterfaces")
	if got := plan.WornBy(*s.network(), group); !strings.Contains(got, "not known") {
		t.Error(got)
	}
}

func TestTheLackingRulesAreAsNarrowAsTheirDestinations(t *testing.T) {
	for name, tc := range map[string]struct {
		bend func(*situation)
		want string
	}{
		"nothing lacks": {func(s *situation) { s.network().SecurityGroups = goodFacts().Network.SecurityGroups }, ""},
		"S3":            {func(*situation) {}, "tcp 443 out to S3 (pl-63a5400a)"},
		"a service": {
			func(s *situation) { s.a.Reach.Services = []string{"logs"} },
			"tcp 443 out to S3 (pl-63a5400a), tcp 443 out to the new security group sagevpc-fraud-v3-vpc-endpoints",
		},
		"the internet": {
			func(s *situation) { s.a.Reach.Internet, s.a.Network.Egress = plan.InternetNAT, group },
			"tcp 443 out to S3 (pl-63a5400a), tcp 443 out to 0.0.0.0/0",
		},
		"no groups are known": {func(s *situation) { s.gap(facts.TopicSecurityGroups, "ec2:DescribeSecurityGroups") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := withServices()
			s.network().SecurityGroups[0].Egress = nil
			tc.bend(&s)
			if got := strings.Join(plan.DecideEgress(s.a, s.f).Rules, ", "); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestWhatAServiceWouldTake(t *testing.T) {
	s := withServices()
	got := plan.DecideServices(s.a, s.f, []string{"logs", "ecr.api", "far", "dynamodb"})
	if len(got) != 4 || !got[0].Creates || got[0].Cost.MonthlyUSD != 14.6 || !got[0].NewGroup || len(got[0].Subnets) != 2 {
		t.Errorf("logs: %+v", got)
	}
	if got[1].Cost.MonthlyUSD != 7.3 || len(got[1].Dropped) != 1 {
		t.Errorf("ecr.api: %+v", got[1])
	}
	if got[2].Creates || got[3].Creates || got[2].Open {
		t.Errorf("what cannot be made is: %+v", got[2:])
	}
	s.a.Reach.Internet = plan.InternetNAT
	if got := plan.DecideServices(s.a, s.f, []string{"logs"})[0]; got.Creates || !got.Open {
		t.Errorf("behind the NAT gateway: %+v", got)
	}
	nat := plan.DecideNAT(s.a, s.f)
	if !nat.Creates || nat.Cost.MonthlyUSD != 36.5 || nat.Subnet.ID != publicP {
		t.Errorf("NAT: %+v", nat)
	}
	options := plan.NATSubnets(s.a, s.f)
	if len(options) != 3 || options[0].Subnet.ID != publicP || options[0].Problem != "" || options[1].Problem == "" {
		t.Errorf("subnets for it: %+v", options)
	}
}
