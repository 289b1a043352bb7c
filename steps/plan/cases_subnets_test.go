package plan_test

import (
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func subnetCases() []ruleCase {
	return []ruleCase{
		{rule: plan.RuleSubnetSingleAZ, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicSubnets, "ec2:DescribeSubnets") }},
		{rule: plan.RuleSubnetSpecial, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicZones, "ec2:DescribeAvailabilityZones") }},
		{rule: plan.RuleSubnetSingleAZ, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Subnets[1].ZoneID = "use1-az1" }},
		{
			rule: plan.RuleSubnetTooMany, severity: plan.Block, after: true,
			bend: func(s *situation) { addSubnets(s, 17) }, just: func(s *situation) { addSubnets(s, 16) },
		},
		{rule: plan.RuleSubnetOtherVPC, severity: plan.Block, after: true, bend: func(s *situation) {
			addSubnets(s, 3)
			s.network().Subnets[2].VPC = "vpc-00000000000000002"
		}},
		{rule: plan.RuleSubnetOtherVPC, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Network.Subnets = append(s.a.Network.Subnets, "subnet-00000000000000fff")
		}},
		{
			rule: plan.RuleSubnetState, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().Subnets[0].State = "pending" }, just: func(s *situation) { s.network().Subnets[0].State = "Available" },
		},
		{rule: plan.RuleSubnetState, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().Subnets = nil
			s.gap(facts.TopicSubnets, "ec2:DescribeSubnets")
		}},
		{rule: plan.RuleSubnetIPv6Only, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Subnets[0].IPv6Only = true }},
		{rule: plan.RuleSubnetSpecial, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Zones[0].Type = "local-zone" }},
		{rule: plan.RuleSubnetSpecial, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Subnets[0].OutpostARN = "arn:aws:outposts:…" }},
		{rule: plan.RuleSubnetShared, severity: plan.Warn, after: true, bend: func(s *situation) { s.network().Subnets[0].Owner = "999988887777" }},
		{rule: plan.RuleSubnetInstance, severity: plan.Warn, after: true, bend: func(s *situation) { s.f.InstanceType.Zones = []string{"use1-az1", "use1-az6"} }},
		{rule: plan.RuleSubnetInstance, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.InstanceType.Gaps = facts.Gaps{facts.TopicOfferings: {Summary: "you may not call ec2:DescribeInstanceTypeOfferings", Fix: "Ask for it."}}
		}},
		{rule: plan.RuleSubnetPublic, severity: plan.Info, after: true, bend: func(s *situation) {
			s.network().RouteTables[0].Routes = append(s.network().RouteTables[0].Routes, facts.Route{Destination: "0.0.0.0/0", Target: "igw-1", State: "active"})
		}},
		{rule: plan.RuleVPCTenancy, severity: plan.Warn, after: true, bend: func(s *situation) { s.network().VPC.Tenancy = "dedicated" }},
		{rule: plan.RuleSGNone, severity: plan.Block, after: true, bend: func(s *situation) { s.a.Network.SecurityGroups = []string{} }},
		{rule: plan.RuleSGTooMany, severity: plan.Block, after: true, bend: func(s *situation) { bendGroups(s, 6) }, just: func(s *situation) { bendGroups(s, 5) }},
		{rule: plan.RuleSGOtherVPC, severity: plan.Block, after: true, bend: func(s *situation) { s.network().SecurityGroups[0].VPC = "vpc-00000000000000002" }},
		{rule: plan.RuleSGOtherVPC, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().SecurityGroups = nil
			s.gap(facts.TopicSecurityGroups, "ec2:DescribeSecurityGroups")
		}},
		{
			rule: plan.RuleSubnetOldZone, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.network().Subnets[0].ZoneID = "use1-az3" },
			just: func(s *situation) { s.network().Subnets[0].ZoneID = "usw2-az3" },
		},
	}
}
