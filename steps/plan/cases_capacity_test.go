package plan_test

import (
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func capacityCases() []ruleCase {
	return []ruleCase{
		{rule: plan.RuleCapacityOut, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicSubnets, "ec2:DescribeSubnets") }},
		{rule: plan.RuleCapacityOut, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.InstanceType.Gaps = facts.Gaps{facts.TopicInstanceType: {Summary: "you may not call ec2:DescribeInstanceTypes", Fix: "Ask for it."}}
		}, just: func(s *situation) {
			s.f.InstanceType.Gaps = facts.Gaps{facts.TopicInstanceType: {Summary: "you may not call ec2:DescribeInstanceTypes", Fix: "Ask for it."}}
			s.a.Capacity.EFA = "true"
		}},
		{
			rule: plan.RuleCapacityOut, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 2, 1 },
			just: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 2, 2 },
		},
		{
			rule: plan.RuleCapacityOneAZ, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().Subnets[1].Free = 1 }, just: func(s *situation) { s.network().Subnets[1].Free = 2 },
		},
		{rule: plan.RuleCapacityOneAZ, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.a.Capacity.Instances, s.a.Capacity.MaxInstances = 1, 1
			s.network().Subnets[1].Free = 1
		}},
		{
			rule: plan.RuleCapacityUpdate, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 7, 12 },
			just: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 8, 8 },
		},
		{rule: plan.RuleCapacityUneven, severity: plan.Warn, after: true, bend: tight(3), just: tight(4)},
		{rule: plan.RuleCapacityZonal, severity: plan.Warn, after: true, bend: tight(7), just: tight(8)},
		{rule: plan.RuleCapacityZonalUpdate, severity: plan.Info, after: true, bend: tight(15), just: tight(16)},
		{
			rule: plan.RuleCapacitySmall, severity: plan.Warn, after: true,
			bend: func(s *situation) {
				addSubnets(s, 3)
				s.network().Subnets[2].Free = 1
			},
			just: func(s *situation) {
				addSubnets(s, 3)
				s.network().Subnets[2].Free = 2
			},
		},
	}
}

// tight leaves so few addresses in the second zone, and many in the first.
func tight(free int) func(*situation) {
	return func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 100, free }
}
