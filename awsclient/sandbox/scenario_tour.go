package sandbox

import "sagevpc/steps/plan"

// tour: one good path, one thing to repair. The subnet private-b has no route to S3; the
// VPC's endpoint must be extended to its route table, which batch-b and rds-b share.
func tour() Scenario {
	return Scenario{
		Name:    Tour,
		Summary: "A model moves into a VPC that is nearly ready: one subnet has no way to S3, and the plan repairs it",
		Expect: []Expectation{
			repaired(plan.RuleS3NoPath, plan.Block, subnetID("ml-prod", "private-b")),
			caused(plan.RuleS3Bystanders, plan.Warn, tableID("ml-prod", "private-b")),
		},
		answers: func() plan.Answers {
			a := answersFor("ml-prod", "private-a", "private-b")
			a.Model.Name, a.Model.From = "fraud-v3-vpc", "fraud-v3"
			a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.g5.xlarge", 2, 4
			return a
		},
		account: func() blueprint {
			return blueprint{
				vpcs:    []vpcPlan{tourProd(), tourStaging(), tourLegacy(), defaultVPC()},
				roles:   commonRoles(),
				buckets: commonBuckets(),
				models:  tourModels(),
			}
		},
	}
}

func tourProd() vpcPlan {
	return vpcPlan{
		name: "ml-prod", cidr: "10.0.0.0/16", internet: true,
		tables: []tablePlan{
			{name: "main", main: true},
			{name: "private-a"},
			{name: "private-b"},
			{name: "public", routes: []routePlan{{to: everywhere, via: "igw"}}},
		},
		subnets: []subnetPlan{
			{name: "private-a", zone: zoneA, cidr: "10.0.1.0/24", table: "private-a", tenants: []tenant{
				{kind: onECS, name: "feature-api", count: 6}, {kind: onLambda, name: "feature-store", count: 5}, {kind: onEC2, name: "worker", count: 3},
			}},
			{name: "tiny-a", zone: zoneA, cidr: "10.0.9.0/28", table: "private-a", tenants: []tenant{
				{kind: onElastiCache, name: "sessions", count: 8},
			}},
			{name: "private-b", zone: zoneB, cidr: "10.0.2.0/24", table: "private-b", tenants: []tenant{
				{kind: onEKS, name: "training-node", count: 3, each: 15}, {kind: onLambda, name: "feature-store", count: 4}, {kind: onECS, name: "feature-api", count: 3},
			}},
			{name: "public-b", zone: zoneB, cidr: "10.0.12.0/24", table: "public", public: true, tenants: []tenant{
				{kind: onELB, name: "web", count: 8}, {kind: onEC2, name: "bastion", count: 3},
			}},
			{name: "batch-b", zone: zoneB, cidr: "10.0.20.0/24", table: "private-b", tenants: []tenant{
				{kind: onEC2, name: "batch", count: 12}, {kind: onLambda, name: "nightly-report", count: 2},
			}},
			{name: "rds-b", zone: zoneB, cidr: "10.0.21.0/26", table: "private-b", tenants: []tenant{
				{kind: onRDS, name: "ledger", count: 3},
			}},
			{name: "private-d", zone: zoneD, cidr: "10.0.4.0/28"},
		},
		groups: []groupPlan{
			{name: "model-sg", description: "SageMaker models", egress: allOut()},
			{name: "endpoints-sg", description: "Interface endpoints", ingress: []groupRule{
				{protocol: "tcp", from: 443, to: 443, cidrs: []string{"10.0.0.0/16"}, description: "HTTPS from the VPC"},
			}, egress: allOut()},
			{name: "stripped-sg", description: "Everything removed by the security team"},
			{name: "s3-only-sg", description: "HTTPS to S3 and nothing else", egress: []groupRule{
				{protocol: "tcp", from: 443, to: 443, lists: []string{wellKnownLists["com.amazonaws.us-east-1.s3"]}},
			}},
		},
		endpoints: []endpointPlan{
			{name: "s3", service: "s3", tables: []string{"private-a"}},
			{name: "logs", service: "logs", subnets: []string{"private-a", "private-b"}, groups: []string{"endpoints-sg"}},
		},
	}
}

// tourStaging is where churn-v2 works: two zones, S3 for both, a NAT gateway.
func tourStaging() vpcPlan {
	nat := []routePlan{{to: everywhere, via: "nat:staging"}}
	return vpcPlan{
		name: "ml-staging", cidr: "10.1.0.0/16", internet: true,
		tables: []tablePlan{
			{name: "staging-public", main: true, routes: []routePlan{{to: everywhere, via: "igw"}}},
			{name: "staging-a", routes: nat},
			{name: "staging-b", routes: nat},
		},
		subnets: []subnetPlan{
			{name: "staging-a", zone: zoneA, cidr: "10.1.1.0/25", table: "staging-a", tenants: []tenant{{kind: onSageMaker, name: "churn-v2", count: 2}}},
			{name: "staging-b", zone: zoneB, cidr: "10.1.1.128/25", table: "staging-b", tenants: []tenant{{kind: onSageMaker, name: "churn-v2", count: 2}}},
			{name: "staging-public-a", zone: zoneA, cidr: "10.1.10.0/26", public: true},
		},
		groups:    []groupPlan{{name: "staging-model-sg", description: "Models in staging", egress: allOut()}},
		nats:      []natPlan{{name: "staging", subnet: "staging-public-a"}},
		endpoints: []endpointPlan{{name: "staging-s3", service: "s3", tables: []string{"staging-a", "staging-b"}}},
	}
}

// tourLegacy is visibly unfit: one zone, no S3, DNS host names off. Its names are hostile,
// with what XML lets through: a C1 control sequence, a line break, a change of direction.
func tourLegacy() vpcPlan {
	return vpcPlan{
		name: "legacy", cidr: "10.8.0.0/24", noDNSHostnames: true, resolvers: []string{"10.8.0.53"},
		tables: []tablePlan{{name: "legacy", main: true}},
		subnets: []subnetPlan{
			{name: "legacy-1", zone: zoneC, cidr: "10.8.0.0/26"},
			{name: "legacy\u009b31m-2\nfree 9999\u202e", zone: zoneC, cidr: "10.8.0.64/26"},
		},
	}
}

func tourModels() []modelPlan {
	return []modelPlan{
		{name: "fraud-v2", days: 210, tags: tags{"team": "risk"}, request: `{
			"PrimaryContainer": {"Image": "` + ownRegistry + `fraud:2", "ModelDataUrl": "s3://acme-models/fraud/v2/model.tar.gz"},
			"ExecutionRoleArn": "` + executionRole + `"}`},
		{name: "churn-v2", days: 64, tags: tags{"team": "growth"}, request: `{
			"PrimaryContainer": {"Image": "` + ownRegistry + `churn:2", "ModelDataUrl": "s3://acme-models/churn/model.tar.gz",
				"Environment": {"LOG_LEVEL": "warning"}},
			"VpcConfig": {"Subnets": ["` + subnetID("ml-staging", "staging-a") + `", "` + subnetID("ml-staging", "staging-b") + `"],
				"SecurityGroupIds": ["` + groupID("ml-staging", "staging-model-sg") + `"]},
			"ExecutionRoleArn": "` + executionRole + `"}`},
		{name: "ranker-v1", days: 40, tags: tags{"team": "search"}, request: `{
			"Containers": [
				{"ContainerHostname": "features", "Image": "` + ownRegistry + `features:7", "ModelDataUrl": "s3://acme-models/features/model.tar.gz"},
				{"ContainerHostname": "ranker", "Image": "` + ownRegistry + `ranker:1", "ModelDataUrl": "s3://acme-models/ranker/model.tar.gz"}],
			"InferenceExecutionConfig": {"Mode": "Serial"},
			"ExecutionRoleArn": "` + executionRole + `"}`},
		{name: "support-chat", days: 21, tags: tags{"team": "support"}, request: `{
			"PrimaryContainer": {"Image": "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.4.0-tgi3.0.1-gpu-py311-cu124-ubuntu22.04",
				"Environment": {"HF_MODEL_ID": "acme/support-chat", "SM_NUM_GPUS": "1"}},
			"ExecutionRoleArn": "` + executionRole + `"}`},
		{name: "fraud-v3", days: 9, tags: tags{"team": "risk", "stage": "production", "cost-centre": "4711"}, request: `{
			"PrimaryContainer": {"Image": "` + ownRegistry + `fraud:3", "ModelDataUrl": "s3://acme-models/fraud/model.tar.gz", "Mode": "SingleModel",
				"Environment": {"LOG_LEVEL": "info", "SCORE_THRESHOLD": "0.72", "FEATURE_API_TOKEN": "example-not-a-token"}},
			"ExecutionRoleArn": "` + executionRole + `", "EnableNetworkIsolation": false}`},
		// An environment may hold any characters, also those that steer a terminal.
		{name: "banner-demo", days: 3, tags: tags{"team": "research"}, request: `{
			"PrimaryContainer": {"Image": "` + ownRegistry + `banner:1", "ModelDataUrl": "s3://acme-models/banner/model.tar.gz",
				"Environment": {"BANNER": "\u001b]0;owned\u0007\u001b[2J\u001b[31mhello"}},
			"ExecutionRoleArn": "` + executionRole + `"}`},
	}
}
