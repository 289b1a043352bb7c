package sandbox

import "sagevpc/steps/plan"

// oneZone: every subnet of the VPC lies in one Availability Zone, so two of them are
// still one zone. Everything else is in order.
func oneZone() Scenario {
	const vpc = "analytics"
	return Scenario{
		Name:    "one-zone",
		Summary: "A VPC whose subnets all lie in one Availability Zone: no choice of them can work",
		Expect:  []Expectation{stays(plan.RuleSubnetSingleAZ, plan.Block, "network.subnets")},
		answers: func() plan.Answers {
			a := answersFor(vpc, "app-1", "app-2")
			a.Model.Name, a.Model.From = "fraud-v3-vpc", "fraud-v3"
			a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.m5.xlarge", 2, 2
			return a
		},
		account: func() blueprint {
			return blueprint{
				vpcs: []vpcPlan{{
					name: vpc, cidr: "10.2.0.0/16",
					tables: []tablePlan{{name: "analytics", main: true}},
					subnets: []subnetPlan{
						{name: "app-1", zone: zoneA, cidr: "10.2.1.0/24", tenants: []tenant{{kind: onECS, name: "dashboards", count: 14}}},
						{name: "app-2", zone: zoneA, cidr: "10.2.2.0/24", tenants: []tenant{{kind: onLambda, name: "loader", count: 6}}},
						{name: "app-3", zone: zoneA, cidr: "10.2.3.0/26", tenants: []tenant{{kind: onRDS, name: "warehouse", count: 2}}},
					},
					groups:    []groupPlan{{name: "model-sg", description: "SageMaker models", egress: allOut()}},
					endpoints: []endpointPlan{{name: "s3", service: "s3", tables: []string{"analytics"}}},
				}, defaultVPC()},
				roles:   commonRoles(),
				buckets: commonBuckets(),
				models: []modelPlan{{name: "fraud-v3", days: 9, tags: tags{"team": "risk"}, request: `{
					"PrimaryContainer": {"Image": "` + ownRegistry + `fraud:3", "ModelDataUrl": "s3://acme-models/fraud/model.tar.gz",
						"Environment": {"LOG_LEVEL": "info"}},
					"ExecutionRoleArn": "` + executionRole + `"}`}},
			}
		},
	}
}
