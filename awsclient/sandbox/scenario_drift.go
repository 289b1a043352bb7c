package sandbox

import "sagevpc/steps/plan"

// drift: somebody else works in the same VPC. After the preview was read, shared-b loses
// the route table of its own; after the next reading, the tables without S3 get an endpoint.
// The option set of DHCP is what is read of a VPC last, so that each reading is of one piece.
func drift() Scenario {
	const vpc = "ml-shared"
	return Scenario{
		Name:    "drift",
		Summary: "An account that moves between preview and apply: nothing is applied, and what moved is named",
		Faults: []FaultRule{
			{Calls: "ec2:DescribeDhcpOptions", Does: FaultChange, Change: ChangeDetach, Object: "shared-b", After: 1},
			{Calls: "ec2:DescribeDhcpOptions", Does: FaultChange, Change: ChangeEndpoint, Object: vpc, After: 2},
		},
		Expect:  []Expectation{repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "shared-b"))},
		answers: func() plan.Answers { return fraudAnswers(vpc, "shared-a", "shared-b") },
		account: func() blueprint {
			return fraudAccount(vpcPlan{
				name: vpc, cidr: "10.12.0.0/16",
				tables: []tablePlan{{name: "shared-main", main: true}, {name: "shared-a"}, {name: "shared-b"}},
				subnets: []subnetPlan{
					{name: "shared-a", zone: zoneA, cidr: "10.12.1.0/24", table: "shared-a", tenants: []tenant{{kind: onECS, name: "labels", count: 3}}},
					{name: "shared-b", zone: zoneB, cidr: "10.12.2.0/24", table: "shared-b", tenants: []tenant{{kind: onECS, name: "labels", count: 3}}},
				},
				groups:    modelGroup(),
				endpoints: []endpointPlan{{name: "shared-s3", service: "s3", tables: []string{"shared-a"}}},
			})
		},
	}
}
