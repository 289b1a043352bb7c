package plan_test

import (
	"net/netip"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// https443 is a rule for TCP 443 to the ranges.
func https443(ranges ...string) facts.Rule {
	r := facts.Rule{Protocol: "tcp", From: 443, To: 443}
	for _, text := range ranges {
		r.CIDRs = append(r.CIDRs, netip.MustParsePrefix(text))
	}
	return r
}

// egress gives the one security group these outbound rules and no others.
func (s *situation) egress(rules ...facts.Rule) { s.network().SecurityGroups[0].Egress = rules }

// entries puts entries in front of the network ACL's.
func (s *situation) entries(entries ...facts.ACLEntry) {
	s.network().ACLs[0].Entries = append(entries, s.network().ACLs[0].Entries...)
}

func denies(egress bool, from, to int) facts.ACLEntry {
	return facts.ACLEntry{Number: 50, Egress: egress, Protocol: "6", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: from, To: to}
}

func groupCases() []ruleCase {
	return []ruleCase{
		{
			rule: plan.RuleSGEgressS3, severity: plan.Block, after: true,
			bend: func(s *situation) { s.egress(https443("10.0.0.0/8")) },
			just: func(s *situation) {
				s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, PrefixLists: []string{s3List}})
			},
		},
		{
			rule: plan.RuleSGEgressS3, severity: plan.Block, after: true,
			bend: func(s *situation) { s.egress(https443("52.216.0.0/16")) },
			just: func(s *situation) { s.egress(https443("52.216.0.0/16"), https443("52.217.0.0/16")) },
		},
		{rule: plan.RuleSGEgressS3, severity: plan.Block, after: true, bend: func(s *situation) { s.egress() }},
		{rule: plan.RuleSGEgressS3, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().S3.CIDRs = nil
			s.egress(https443("52.216.0.0/15"))
			s.gap(facts.TopicPrefixLists, "ec2:GetManagedPrefixListEntries")
		}, just: func(s *situation) {
			s.network().S3.CIDRs = nil
			s.gap(facts.TopicPrefixLists, "ec2:GetManagedPrefixListEntries")
		}},
		{rule: plan.RuleSGEgressS3, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().SecurityGroups = nil
			s.gap(facts.TopicSecurityGroups, "ec2:DescribeSecurityGroups")
		}},
		{
			rule: plan.RuleACLS3, severity: plan.Block, after: true,
			bend: func(s *situation) { s.entries(denies(true, 443, 443)) },
			just: func(s *situation) { s.entries(denies(true, 444, 65535), denies(true, 0, 442)) },
		},
		{rule: plan.RuleACLS3, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().ACLs = nil
			s.gap(facts.TopicACLs, "ec2:DescribeNetworkAcls")
		}},
		{
			rule: plan.RuleACLReturn, severity: plan.Block, after: true,
			bend: func(s *situation) { s.entries(denies(false, 1024, 65535)) },
			just: func(s *situation) { s.entries(denies(false, 0, 1023)) },
		},
		{
			rule: plan.RuleACLReturn, severity: plan.Unknown, after: true,
			bend: func(s *situation) { s.entries(denies(false, 61000, 65535)) },
			just: func(s *situation) { s.entries(denies(false, 0, 1023)) },
		},
	}
}
