package plan_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// said are the rules of a plan's findings that weigh something.
func said(p plan.Plan) []string {
	var out []string
	for _, f := range p.Findings {
		if f.Severity != plan.Info {
			out = append(out, string(f.Severity)+" "+f.Rule)
		}
	}
	return out
}

// TestNoVerdictOnWhatIsNotKnown: what is not known is said to be, and a subnet's own trouble
// is told once.
func TestNoVerdictOnWhatIsNotKnown(t *testing.T) {
	for name, tc := range map[string]struct {
		bend func(*situation)
		want []string
	}{
		"no zone's id": {func(s *situation) {
			for i := range s.network().Subnets {
				s.network().Subnets[i].ZoneID = ""
			}
		}, []string{"unknown subnet.single-az", "unknown capacity.exhausted"}},
		"one zone's id": {func(s *situation) { s.network().Subnets[0].ZoneID = "" }, []string{"unknown subnet.single-az", "unknown capacity.exhausted"}},
		"a rule that cannot be read": {func(s *situation) {
			s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, Unread: []string{"52.216.0.0/99"}})
		}, []string{"unknown sg.egress-s3"}},
		"pending subnets": {func(s *situation) {
			s.network().Subnets[0].State, s.network().Subnets[1].State = "pending", "pending"
		}, []string{"block subnet.state", "block subnet.state"}},
		"IPv6-only subnets": {func(s *situation) {
			for i := range s.network().Subnets {
				n := &s.network().Subnets[i]
				n.IPv6Only, n.CIDR, n.Free = true, netip.Prefix{}, 0
			}
		}, []string{"block subnet.ipv6-only", "block subnet.ipv6-only"}},
		"a pending one beside a full one": {func(s *situation) {
			s.network().Subnets[0].State, s.network().Subnets[1].Free = "pending", 0
		}, []string{"block subnet.state"}},
		"DNS off beside another resolver": {func(s *situation) {
			s.network().VPC.DNSSupport, s.a.DNS = false, plan.DNSLeave
			s.network().DHCP.DNSServers = []string{"10.9.9.9"}
		}, []string{"unknown dns.support", "unknown dns.custom-resolver"}},
		"DNS off beside who knows what": {func(s *situation) {
			s.network().VPC.DNSSupport, s.a.DNS = false, plan.DNSLeave
			s.gap(facts.TopicDHCP, "ec2:DescribeDhcpOptions")
		}, []string{"unknown dns.support", "unknown dns.custom-resolver"}},
	} {
		s := good()
		tc.bend(&s)
		p := s.build(t)
		if got := said(p); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q: %+v", name, got, tc.want, p.Findings)
		}
		for _, path := range p.Paths {
			if strings.HasSuffix(name, "subnets") && path.Verdict == "open" {
				t.Errorf("%s: a way leads from there: %+v", name, path)
			}
		}
		for _, f := range p.Findings {
			if f.Detail == "" {
				t.Errorf("%s: %s says no more than its summary", name, f.Rule)
			}
		}
	}
}

// TestEveryVariantNeedsTwoZones: the endpoint fails for the variant that finds too few.
func TestEveryVariantNeedsTwoZones(t *testing.T) {
	s := good()
	s.a.Capacity.Variants = []plan.Variant{{Name: "big", InstanceType: "ml.p4d.24xlarge", Instances: 1, MaxInstances: 1, EFA: plan.Auto}}
	s.f.InstanceTypes = map[string]facts.InstanceType{
		"ml.p4d.24xlarge": {Name: "ml.p4d.24xlarge", Found: true, Zones: []string{"use1-az2", "use1-az6"}},
		"ml.p5.48xlarge":  {Name: "ml.p5.48xlarge", Found: true},
	}
	f, ok := find(t, s.build(t), plan.RuleSubnetInstance)
	if !ok || f.Subject != "ml.p4d.24xlarge" || f.Severity != plan.Warn || !strings.Contains(f.Summary, "only use1-az2") {
		t.Errorf("%v %+v", ok, f)
	}
}
