package plan_test

import (
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func networkCases() []ruleCase {
	return []ruleCase{
		{rule: plan.RuleDNSSupport, severity: plan.Block, bend: func(s *situation) { s.network().VPC.DNSSupport = false }},
		{rule: plan.RuleDNSSupport, severity: plan.Block, after: true, bend: func(s *situation) {
			s.network().VPC.DNSSupport, s.a.DNS = false, plan.DNSLeave
		}},
		{rule: plan.RuleDNSSupport, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicDNS, "ec2:DescribeVpcAttribute") }},
		{rule: plan.RuleDNSHostnames, severity: plan.Warn, bend: func(s *situation) { s.network().VPC.DNSHostnames = false }},
		{
			rule: plan.RuleDNSResolver, severity: plan.Unknown, after: true,
			bend: func(s *situation) { s.network().DHCP.DNSServers = []string{"10.9.9.9"} },
			just: func(s *situation) { s.network().DHCP.DNSServers = []string{"10.0.0.2"} },
		},
		{rule: plan.RuleS3NoPath, severity: plan.Block, bend: (*situation).withoutS3},
		{rule: plan.RuleS3NoPath, severity: plan.Block, bend: (*situation).withoutS3OnB},
		{rule: plan.RuleS3NoPath, severity: plan.Block, after: true, bend: func(s *situation) {
			s.withoutS3()
			s.a.S3.Action = plan.S3None
		}},
		{rule: plan.RuleS3NoPath, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicRouteTables, "ec2:DescribeRouteTables") }},
		{rule: plan.RuleS3Foreign, severity: plan.Block, after: true, bend: func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints[0].Owner = "999988887777"
		}},
		{rule: plan.RuleS3RouteTable, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.S3.RouteTables = plan.RouteTables{tableA, tableB, "rtb-0000000000000000f"}
		}, just: func(s *situation) { s.a.S3.RouteTables = plan.RouteTables{tableA, tableB} }},
		{rule: plan.RuleS3Bystanders, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.withoutS3OnB()
			s.network().Subnets = append(s.network().Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 10))
			s.network().RouteTables[1].Subnets = append(s.network().RouteTables[1].Subnets, batchB)
		}, just: (*situation).withoutS3OnB},
		{
			rule: plan.RuleDNSHostnames, severity: plan.Warn, after: true,
			bend: func(s *situation) {
				s.network().VPC.DNSHostnames, s.a.DNS = false, plan.DNSLeave
				s.withEndpoint("logs")
				s.a.Reach.Services = []string{"logs"}
			},
			just: func(s *situation) {
				s.withEndpoint("logs")
				s.a.Reach.Services = []string{"logs"}
			},
		},
		{
			rule: plan.RuleS3Blackhole, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().RouteTables[1].Routes[1].State = "blackhole" },
			just: func(s *situation) {
				s.network().RouteTables[1].Routes = append(s.network().RouteTables[1].Routes,
					facts.Route{Destination: "10.9.0.0/16", Target: "pcx-00000000000000001", State: "blackhole"})
			},
		},
		{
			rule: plan.RuleS3Shadowed, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.route(1, "52.216.0.0/16", "nat-00000000000000001") },
			just: func(s *situation) { s.route(1, "52.210.0.0/16", "nat-00000000000000001") },
		},
		{rule: plan.RuleS3NoPath, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.withoutS3()
			s.everywhere("tgw-00000000000000001")
			s.a.S3.Action = plan.S3None
		}},
	}
}
