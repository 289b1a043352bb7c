package sandbox

import "sagevpc/steps/plan"

// drought: the chosen subnets have one free address each, and two instances need four.
// The overflow subnets would do for a start, and not for an update.
func drought() Scenario {
	const vpc = "ml-crowded"
	return Scenario{
		Name:    "drought",
		Summary: "Subnets with hardly a free address: the instances do not fit, and others must be chosen",
		Expect: []Expectation{
			stays(plan.RuleCapacityOut, plan.Block, "network.subnets"),
		},
		answers: func() plan.Answers { return fraudAnswers(vpc, "crowded-a", "crowded-b") },
		account: func() blueprint {
			return fraudAccount(vpcPlan{
				name: vpc, cidr: "10.5.0.0/16",
				tables: []tablePlan{{name: "crowded", main: true}},
				subnets: []subnetPlan{
					{name: "crowded-a", zone: zoneA, cidr: "10.5.1.0/28", tenants: []tenant{{kind: onLambda, name: "score-events", count: 10}}},
					{name: "crowded-b", zone: zoneB, cidr: "10.5.2.0/28", tenants: []tenant{{kind: onECS, name: "score-api", count: 4}, {kind: onRDS, name: "scores", count: 6}}},
					{name: "overflow-a", zone: zoneA, cidr: "10.5.3.0/28", tenants: []tenant{{kind: onElastiCache, name: "scores", count: 8}}},
					{name: "overflow-d", zone: zoneD, cidr: "10.5.4.0/27", tenants: []tenant{{kind: onEKS, name: "node", count: 2, each: 12}}},
				},
				groups:    modelGroup(),
				endpoints: []endpointPlan{{name: "crowded-s3", service: "s3", tables: []string{"crowded"}}},
			})
		},
	}
}
