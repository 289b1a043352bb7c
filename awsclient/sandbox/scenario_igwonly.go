package sandbox

import "sagevpc/steps/plan"

// igwOnly: public subnets, as the console's wizard makes them. Everything else in them
// reaches S3 through the internet gateway; SageMaker's interfaces have private addresses
// only and do not. The plan creates the endpoint.
func igwOnly() Scenario {
	const vpc = "web"
	return Scenario{
		Name:    "igw-only",
		Summary: "Public subnets whose internet gateway is of no use to a model: the plan creates the S3 endpoint",
		Expect: []Expectation{
			repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "web-a")),
			repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "web-b")),
			stays(plan.RuleSubnetPublic, plan.Info, subnetID(vpc, "web-a")),
			stays(plan.RuleSubnetPublic, plan.Info, subnetID(vpc, "web-b")),
		},
		answers: func() plan.Answers { return fraudAnswers(vpc, "web-a", "web-b") },
		account: func() blueprint {
			return fraudAccount(vpcPlan{
				name: vpc, cidr: "10.9.0.0/16", internet: true,
				tables: []tablePlan{{name: "web-main", main: true}, {name: "web-public", routes: []routePlan{{to: everywhere, via: "igw"}}}},
				subnets: []subnetPlan{
					{name: "web-a", zone: zoneA, cidr: "10.9.1.0/24", table: "web-public", public: true, tenants: []tenant{{kind: onELB, name: "shop", count: 4}, {kind: onEC2, name: "shop", count: 6}}},
					{name: "web-b", zone: zoneB, cidr: "10.9.2.0/24", table: "web-public", public: true, tenants: []tenant{{kind: onELB, name: "shop", count: 4}}},
				},
				groups: modelGroup(),
			})
		},
	}
}
