package sandbox

import "sagevpc/steps/plan"

// dnsOff: everything is there, and no name resolves in the VPC. The plan turns both DNS
// attributes on.
func dnsOff() Scenario {
	const vpc = "ml-nameless"
	return Scenario{
		Name:    "dns-off",
		Summary: "A VPC with DNS support turned off: no S3 name resolves in it, and the plan turns it on",
		Expect: []Expectation{
			repaired(plan.RuleDNSSupport, plan.Block, vpcID(vpc)),
			repaired(plan.RuleDNSHostnames, plan.Warn, vpcID(vpc)),
		},
		answers: func() plan.Answers { return fraudAnswers(vpc, "nameless-a", "nameless-b") },
		account: func() blueprint {
			return fraudAccount(vpcPlan{
				name: vpc, cidr: "10.7.0.0/16", noDNSSupport: true, noDNSHostnames: true,
				tables: []tablePlan{{name: "nameless", main: true}},
				subnets: []subnetPlan{
					{name: "nameless-a", zone: zoneA, cidr: "10.7.1.0/24", tenants: []tenant{{kind: onEC2, name: "simulation", count: 9}}},
					{name: "nameless-b", zone: zoneB, cidr: "10.7.2.0/24", tenants: []tenant{{kind: onEC2, name: "simulation", count: 3}}},
				},
				groups:    modelGroup(),
				endpoints: []endpointPlan{{name: "nameless-s3", service: "s3", tables: []string{"nameless"}}},
			})
		},
	}
}
