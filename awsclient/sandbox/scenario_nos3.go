package sandbox

import "sagevpc/steps/plan"

// noS3: two good subnets, and nowhere a way to S3: no endpoint, no NAT gateway. One of
// the subnets has a route table of its own, the other follows the main one.
func noS3() Scenario {
	const vpc = "ml-isolated"
	return Scenario{
		Name:    "no-s3",
		Summary: "A new model in a VPC without any way to S3: the plan creates the gateway endpoint",
		Expect: []Expectation{
			repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "isolated-a")),
			repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "isolated-b")),
		},
		answers: func() plan.Answers {
			a := answersFor(vpc, "isolated-a", "isolated-b")
			a.Model = plan.Model{
				Name: "sentiment-v1",
				Role: executionRole,
				Containers: []plan.Container{{
					Image: ownRegistry + "sentiment:1", ModelData: "s3://acme-models/sentiment/model.tar.gz",
					Environment: map[string]string{"LOG_LEVEL": "info"},
				}},
				Tags: map[string]string{"team": "support"},
			}
			a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.m5.xlarge", 2, 4
			return a
		},
		account: func() blueprint {
			return blueprint{
				vpcs: []vpcPlan{{
					name: vpc, cidr: "10.3.0.0/16",
					tables: []tablePlan{{name: "isolated-main", main: true}, {name: "isolated-a"}},
					subnets: []subnetPlan{
						{name: "isolated-a", zone: zoneA, cidr: "10.3.1.0/25", table: "isolated-a", tenants: []tenant{{kind: onLambda, name: "scorer", count: 7}}},
						{name: "isolated-b", zone: zoneB, cidr: "10.3.2.0/25", tenants: []tenant{{kind: onRDS, name: "labels", count: 2}}},
					},
					groups: []groupPlan{{name: "model-sg", description: "SageMaker models", egress: allOut()}},
				}},
				roles:   commonRoles(),
				buckets: commonBuckets(),
			}
		},
	}
}
