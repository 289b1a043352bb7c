package plan_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// oddity is an account as accounts really are, and what a plan may say of it at most.
type oddity struct {
	name string
	bend func(*situation)
	// says are all rules that may speak; a plan that says anything else guesses.
	says []string
}

func oddities() []oddity {
	return []oddity{
		{"no names", func(s *situation) {
			n := s.network()
			n.VPC.Name, n.SecurityGroups[0].Name, n.Endpoints[0].Name, n.ACLs[0].Name = "", "", "", ""
			for i := range n.Subnets {
				n.Subnets[i].Name, n.RouteTables[i].Name = "", ""
			}
		}, nil},
		{"a route table without routes", func(s *situation) { s.network().RouteTables[1].Routes = nil }, []string{plan.RuleS3NoPath}},
		{"no route tables at all", func(s *situation) { s.network().RouteTables = nil }, []string{plan.RuleS3NoPath}},
		{"a network ACL without associations", func(s *situation) { s.network().ACLs[0].Subnets = nil }, nil},
		{"no network ACLs at all", func(s *situation) { s.network().ACLs = nil }, []string{plan.RuleACLS3}},
		{"a network ACL without entries", func(s *situation) { s.network().ACLs[0].Entries = nil }, []string{plan.RuleACLS3, plan.RuleACLReturn}},
		{"a group that refers to a deleted one", func(s *situation) {
			s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, Groups: []string{"sg-0dead000000000000"}}, https443("0.0.0.0/0"))
		}, nil},
		{"a group that lets out to a deleted one only", func(s *situation) {
			s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, Groups: []string{"sg-0dead000000000000"}})
		}, []string{plan.RuleSGEgressS3}},
		{"a prefix list that cannot be read", func(s *situation) {
			n := s.network()
			n.PrefixLists = []facts.PrefixList{{ID: "pl-00000001", Gaps: facts.Gaps{facts.TopicPrefixLists: {Summary: "you may not call ec2:GetManagedPrefixListEntries"}}}}
			s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, PrefixLists: []string{"pl-00000001"}})
		}, []string{plan.RuleSGEgressS3}},
		{"five CIDRs on the VPC", func(s *situation) {
			n := s.network()
			for i := range 4 {
				n.VPC.CIDRs = append(n.VPC.CIDRs, netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", i+1)))
			}
		}, nil},
		{"overlapping routes", func(s *situation) {
			s.route(0, "52.0.0.0/8", "tgw-00000000000000001")
			s.route(0, "52.0.0.0/10", "pcx-00000000000000001")
			s.route(0, "0.0.0.0/0", "tgw-00000000000000001")
			s.route(0, "0.0.0.0/0", "tgw-00000000000000001")
		}, nil},
		{"targets of unknown types", func(s *situation) {
			s.route(0, "10.7.0.0/16", "quantum-0001")
			s.route(0, "10.8.0.0/16", "")
			s.route(1, "nonsense", "lgw-0001")
		}, nil},
		{"a default route of an unknown type, without S3 endpoint", func(s *situation) {
			s.withoutS3()
			s.everywhere("quantum-0001")
			s.a.S3.Action = plan.S3None
		}, []string{plan.RuleS3NoPath}},
		{"an id that vanished between two calls", func(s *situation) { s.network().Endpoints = nil }, []string{plan.RuleS3PolicyModel}},
		{"a NAT gateway that vanished between two calls", func(s *situation) {
			s.everywhere(natID)
			s.wantsInternet()
		}, []string{plan.RuleReachNoPath}},
		{"an IPv6-only subnet", func(s *situation) {
			n := s.network()
			n.Subnets[1].IPv6Only, n.Subnets[1].CIDR, n.Subnets[1].Free = true, netip.Prefix{}, 0
		}, []string{plan.RuleSubnetIPv6Only}},
		{"a shared subnet", func(s *situation) { s.network().Subnets[1].Owner = "999988887777" }, []string{plan.RuleSubnetShared}},
		{"only IPv6 let out", func(s *situation) { s.egress(https443("::/0")) }, []string{plan.RuleSGEgressS3}},
		{"a rule without peers", func(s *situation) { s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443}) }, []string{plan.RuleSGEgressS3}},
		{"a rule with an invalid range", func(s *situation) {
			s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, CIDRs: []netip.Prefix{{}}}, https443("0.0.0.0/0"))
		}, nil},
		{"a network ACL entry without range", func(s *situation) {
			s.entries(facts.ACLEntry{Number: 1, Protocol: "6", From: 443, To: 443, Egress: true})
		}, []string{plan.RuleACLS3}},
		{"a route to S3 twice", func(s *situation) { s.route(0, s3List, gateway) }, nil},
		{"a service of no name", func(s *situation) { s.a.Reach.Services = []string{""} }, []string{plan.RuleReachNoPath}},
	}
}

func TestAccountsAsTheyAre(t *testing.T) {
	for _, o := range oddities() {
		t.Run(o.name, func(t *testing.T) {
			s := good()
			o.bend(&s)
			for _, f := range s.build(t).Findings {
				if !slices.Contains(o.says, f.Rule) {
					t.Errorf("a verdict on what is not wrong or not known: %+v", f)
				}
			}
		})
	}
}

// TestWhatIsNotKnownIsNotJudged: of what has an oddity that leaves the answer open, nothing is blocked.
func TestWhatIsNotKnownIsNotJudged(t *testing.T) {
	open := []string{
		"no route tables at all", "no network ACLs at all", "a prefix list that cannot be read",
		"a default route of an unknown type, without S3 endpoint", "a NAT gateway that vanished between two calls",
		"a network ACL entry without range", "an id that vanished between two calls",
	}
	for _, o := range oddities() {
		if !slices.Contains(open, o.name) {
			continue
		}
		s := good()
		o.bend(&s)
		p := s.build(t)
		if len(p.Findings) == 0 {
			t.Errorf("%s: what could not be checked is not said", o.name)
		}
		for _, f := range p.Findings {
			if f.Severity != plan.Unknown {
				t.Errorf("%s: a verdict on what is not known: %+v", o.name, f)
			}
		}
	}
}

// blank takes away what a refused read of the topic leaves unread.
func blank(n *facts.Network, topic facts.Topic) {
	switch topic {
	case facts.TopicSubnets:
		n.Subnets = nil
	case facts.TopicZones:
		n.Zones = nil
	case facts.TopicSecurityGroups:
		n.SecurityGroups = nil
	case facts.TopicRouteTables:
		n.RouteTables = nil
	case facts.TopicEndpoints:
		n.Endpoints = nil
	case facts.TopicS3Service:
		n.S3 = facts.S3{}
	case facts.TopicPrefixLists:
		n.S3.PrefixList, n.S3.CIDRs, n.PrefixLists = "", nil, nil
	case facts.TopicNATGateways:
		n.NATGateways = nil
	case facts.TopicInterfaces:
		n.Interfaces = nil
	case facts.TopicACLs:
		n.ACLs = nil
	case facts.TopicInternetGateways:
		n.InternetGateways = nil
	case facts.TopicDNS:
		n.VPC.DNSSupport, n.VPC.DNSHostnames = false, false
	case facts.TopicDHCP:
		n.DHCP = facts.DHCPOptions{}
	default:
	}
}

// TestRefusedReadsAreNeverVerdicts: in an account where everything holds, each read that is
// refused makes unknowns and nothing else, and each names the action that is missing.
func TestRefusedReadsAreNeverVerdicts(t *testing.T) {
	topics := []facts.Topic{
		facts.TopicSubnets, facts.TopicZones, facts.TopicSecurityGroups, facts.TopicRouteTables, facts.TopicEndpoints, facts.TopicS3Service,
		facts.TopicPrefixLists, facts.TopicNATGateways, facts.TopicInterfaces, facts.TopicACLs, facts.TopicInternetGateways, facts.TopicDNS, facts.TopicDHCP,
	}
	for _, topic := range topics {
		t.Run(string(topic), func(t *testing.T) {
			s := good()
			s.wantsLogs()
			s.wantsInternet()
			s.withNAT()
			s.withEndpoint("logs")
			blank(s.network(), topic)
			s.gap(topic, "ec2:Something")
			p := s.build(t)
			for _, f := range p.Findings {
				if f.Severity != plan.Unknown {
					t.Errorf("a verdict on what was not read: %+v", f)
				}
				if f.Fix != "Ask for ec2:Something." {
					t.Errorf("the missing action is not named: %+v", f)
				}
			}
		})
	}
}
