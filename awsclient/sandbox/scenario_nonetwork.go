package sandbox

import "sagevpc/steps/plan"

// noNetworkRights: the caller has AmazonSageMakerFullAccess and nothing else, as many data
// scientists have. With it routes and endpoints can be read, and a model can be made; the
// VPC's DNS settings, its network ACLs, the zones and what is offered in them cannot be
// read, and no endpoint can be changed. What cannot be read is unknown, never wrong. The S3
// endpoint lacks the route table of one subnet, and is somebody else's to extend.
func noNetworkRights() Scenario {
	const vpc = "ml-foreign"
	return Scenario{
		Name:    "no-network-rights",
		Summary: "A caller with AmazonSageMakerFullAccess only: what cannot be read is unknown, and the S3 endpoint may not be extended",
		Expect: []Expectation{
			stays(plan.RuleSubnetSpecial, plan.Unknown, "network.subnets"),
			stays(plan.RuleSubnetInstance, plan.Unknown, "ml.m5.xlarge"),
			stays(plan.RuleCapacityOut, plan.Unknown, "ml.m5.xlarge"),
			stays(plan.RuleDNSSupport, plan.Unknown, vpcID(vpc)),
			stays(plan.RuleACLS3, plan.Unknown, vpcID(vpc)),
			repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "foreign-b")),
		},
		answers: func() plan.Answers { return fraudAnswers(vpc, "foreign-a", "foreign-b") },
		account: func() blueprint {
			account := fraudAccount(vpcPlan{
				name: vpc, cidr: "10.10.0.0/16",
				tables: []tablePlan{{name: "foreign-a"}, {name: "foreign-b", main: true}},
				subnets: []subnetPlan{
					{name: "foreign-a", zone: zoneA, cidr: "10.10.1.0/24", table: "foreign-a", tenants: []tenant{{kind: onECS, name: "portal", count: 8}}},
					{name: "foreign-b", zone: zoneB, cidr: "10.10.2.0/24", tenants: []tenant{{kind: onECS, name: "portal", count: 8}}},
				},
				groups:    modelGroup(),
				endpoints: []endpointPlan{{name: "foreign-s3", service: "s3", tables: []string{"foreign-a"}}},
			})
			account.caller = &callerPlan{attached: []string{fullAccess}}
			return account
		},
	}
}
