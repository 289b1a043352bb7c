package plan_test

import (
	"fmt"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// used gives the Region's counts.
func used(gateways, interfaces, addresses, nat int) *facts.Usage {
	return &facts.Usage{
		GatewayEndpoints: gateways, InterfaceEndpoints: map[string]int{vpc: interfaces},
		ElasticIPs: addresses, NATGateways: map[string]int{"use1-az1": nat},
	}
}

func quotaCases() []ruleCase {
	const most = 1000
	without := func(u *facts.Usage) func(*situation) {
		return func(s *situation) {
			s.withoutS3()
			s.f.Usage = u
		}
	}
	logs := func(u *facts.Usage) func(*situation) {
		return func(s *situation) {
			s.wantsLogs()
			s.f.Usage = u
		}
	}
	internet := func(u *facts.Usage) func(*situation) {
		return func(s *situation) {
			s.wantsInternet()
			s.f.Usage = u
		}
	}
	// What is used up and not needed says nothing.
	idle := func(s *situation) { s.f.Usage = used(most, most, most, most) }
	refused := used(-1, 0, 0, 0)
	refused.InterfaceEndpoints = nil
	refused.Gaps = facts.Gaps{facts.TopicEndpoints: {Summary: "you may not call ec2:DescribeVpcEndpoints", Fix: "Ask for it."}}
	return []ruleCase{
		{rule: plan.RuleQuotaGateways, severity: plan.Warn, after: true, bend: without(used(20, 0, 0, 0)), just: without(used(19, 0, 0, 0))},
		{rule: plan.RuleQuotaGateways, severity: plan.Warn, after: true, bend: without(used(20, 0, 0, 0)), just: idle},
		{rule: plan.RuleQuotaGateways, severity: plan.Unknown, after: true, bend: without(refused), just: without(nil)},
		{rule: plan.RuleQuotaInterfaces, severity: plan.Warn, after: true, bend: logs(used(0, 50, 0, 0)), just: logs(used(0, 49, 0, 0))},
		{rule: plan.RuleQuotaInterfaces, severity: plan.Unknown, after: true, bend: logs(refused), just: idle},
		{rule: plan.RuleQuotaAddresses, severity: plan.Warn, after: true, bend: internet(used(0, 0, 5, 0)), just: internet(used(0, 0, 4, 0))},
		{rule: plan.RuleQuotaAddresses, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.wantsInternet()
			s.f.Usage = used(0, 0, -1, 0)
			s.f.Usage.Gaps = facts.Gaps{facts.TopicAddresses: {Summary: "you may not call ec2:DescribeAddresses", Fix: "Ask for it."}}
		}, just: idle},
		{rule: plan.RuleQuotaNAT, severity: plan.Warn, after: true, bend: internet(used(0, 0, 0, 5)), just: internet(used(0, 0, 0, 4))},
		{rule: plan.RuleQuotaNAT, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.wantsInternet()
			s.gap(facts.TopicUsage, "ec2:DescribeAddresses")
		}, just: idle},
		{
			rule: plan.RuleQuotaGroupRules, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.egress(manyRules(60)) }, just: func(s *situation) { s.egress(manyRules(59)) },
		},
		{
			rule: plan.RuleCostMonthly, severity: plan.Info, after: true,
			bend: func(s *situation) { *s = withServices("logs") }, just: func(s *situation) { *s = withServices("logs"); s.withLogs(true) },
		},
	}
}

// manyRules is one permission that counts as n rules, and leads nowhere near S3.
func manyRules(n int) facts.Rule {
	var ranges []string
	for i := range n {
		ranges = append(ranges, fmt.Sprintf("10.1.%d.0/24", i))
	}
	return https443(ranges...)
}
