package sandbox

import (
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// expired: the session ends after two calls. Of who calls, which VPC, and which model to
// copy, one at least is not read, so that there is no plan, whichever calls come first.
func expired() Scenario {
	const vpc = "ml-ready"
	return Scenario{
		Name:    "expired",
		Summary: "A session whose token ends after the first calls: nothing is lost, and the way back in is named",
		Faults:  []FaultRule{{Calls: "*", Does: FaultExpire, After: 2}},
		Fails:   facts.Expired,
		answers: func() plan.Answers { return fraudAnswers(vpc, "ready-a", "ready-b") },
		account: func() blueprint { return fraudAccount(readyVPC(vpc)) },
	}
}

// readyVPC is a VPC in which a model works as it is.
func readyVPC(name string) vpcPlan {
	return vpcPlan{
		name: name, cidr: "10.11.0.0/16",
		tables: []tablePlan{{name: "ready", main: true}},
		subnets: []subnetPlan{
			{name: "ready-a", zone: zoneA, cidr: "10.11.1.0/24", tenants: []tenant{{kind: onSageMaker, name: "churn-v2", count: 2}}},
			{name: "ready-b", zone: zoneB, cidr: "10.11.2.0/24", tenants: []tenant{{kind: onSageMaker, name: "churn-v2", count: 2}}},
		},
		groups:    modelGroup(),
		endpoints: []endpointPlan{{name: "ready-s3", service: "s3", tables: []string{"ready"}}},
	}
}
