package sandbox

import "sagevpc/steps/plan"

// fraudName is the model that people of many scenarios move into a VPC.
const fraudName = "fraud-v3"

// fraudModel is a model outside any VPC that many scenarios copy.
func fraudModel() modelPlan {
	return modelPlan{name: fraudName, days: 9, tags: tags{"team": "risk"}, request: `{
		"PrimaryContainer": {"Image": "` + ownRegistry + `fraud:3", "ModelDataUrl": "s3://acme-models/fraud/model.tar.gz",
			"Environment": {"LOG_LEVEL": "info"}},
		"ExecutionRoleArn": "` + executionRole + `"}`}
}

// fraudAnswers move fraud-v3 into a VPC's subnets, with two instances of a type that
// every zone of the scenarios offers.
func fraudAnswers(vpc string, subnets ...string) plan.Answers {
	a := answersFor(vpc, subnets...)
	a.Model.Name, a.Model.From = fraudName+"-vpc", fraudName
	a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.m5.xlarge", 2, 2
	return a
}

// fraudAccount is an account with the VPC, the default one, and the model to copy.
func fraudAccount(vpc vpcPlan) blueprint {
	return blueprint{
		vpcs: []vpcPlan{vpc, defaultVPC()}, roles: commonRoles(), buckets: commonBuckets(), models: []modelPlan{fraudModel()},
	}
}

// modelGroup lets a model's containers reach everything.
func modelGroup() []groupPlan {
	return []groupPlan{{name: "model-sg", description: "SageMaker models", egress: allOut()}}
}
