package sandbox

import "sagevpc/steps/plan"

// platformPolicy is a document that an operator wrote: it lets models through and keeps
// one kind of bucket out. Nobody should replace it by the way.
const platformPolicy = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "EverythingElse", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"},
    {"Sid": "NoFinance", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
     "Resource": ["arn:aws:s3:::acme-finance-*", "arn:aws:s3:::acme-finance-*/*"]}
  ]
}`

// existingEndpoint: the VPC has an S3 endpoint with a policy of its own, on some of its
// route tables. It must be extended to the others and left as it is.
func existingEndpoint() Scenario {
	const vpc = "platform"
	return Scenario{
		Name:    "existing-endpoint",
		Summary: "An S3 endpoint with a policy of its own serves some of the route tables: the plan extends it and creates none",
		Expect:  []Expectation{repaired(plan.RuleS3NoPath, plan.Block, subnetID(vpc, "data-b"))},
		answers: func() plan.Answers {
			a := answersFor(vpc, "apps-a", "data-b")
			a.Model.Name, a.Model.From = "ranker-v1-vpc", "ranker-v1"
			a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.m5.xlarge", 2, 3
			return a
		},
		account: func() blueprint {
			return blueprint{
				vpcs:    []vpcPlan{platformVPC(vpc), defaultVPC()},
				roles:   commonRoles(),
				buckets: commonBuckets(),
				models: []modelPlan{{name: "ranker-v1", days: 40, tags: tags{"team": "search"}, request: `{
					"PrimaryContainer": {"Image": "` + ownRegistry + `ranker:1", "ModelDataUrl": "s3://acme-models/ranker/model.tar.gz"},
					"ExecutionRoleArn": "` + executionRole + `"}`}},
			}
		},
	}
}

func platformVPC(name string) vpcPlan {
	return vpcPlan{
		name: name, cidr: "10.4.0.0/16",
		tables: []tablePlan{{name: "platform-main", main: true}, {name: "apps"}, {name: "data"}},
		subnets: []subnetPlan{
			{name: "apps-a", zone: zoneA, cidr: "10.4.1.0/24", table: "apps", tenants: []tenant{{kind: onEKS, name: "node", count: 4, each: 12}}},
			{name: "apps-b", zone: zoneB, cidr: "10.4.2.0/28", table: "apps", tenants: []tenant{{kind: onECS, name: "gateway", count: 10}}},
			{name: "data-b", zone: zoneB, cidr: "10.4.12.0/24", table: "data", tenants: []tenant{{kind: onRDS, name: "orders", count: 2}}},
			{name: "data-d", zone: zoneD, cidr: "10.4.14.0/24"},
		},
		groups:    []groupPlan{{name: "model-sg", description: "SageMaker models", egress: allOut()}},
		endpoints: []endpointPlan{{name: "platform-s3", service: "s3", tables: []string{"apps"}, policy: platformPolicy}},
	}
}
