package sandbox

import (
	"fmt"

	"sagevpc/steps/plan"
)

// What the huge account holds: as many subnets in a VPC as the quota allows
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const (
	hugeSubnets = 200 // a VPC
	hugeGroups  = 50  // a VPC, its default one included
	hugeModels  = 1000
)

var (
	hugeTeams  = []string{"ads", "churn", "fraud", "growth", "labels", "pricing", "ranking", "search", "speech", "vision"}
	hugeStages = []string{"prod", "staging", "test", "dev", "lab"}
)

// huge: 50 VPCs, 10,000 subnets, 2,500 security groups and 1,000 models. The VPC of the
// answers is ready; those of the last stages have no way to S3.
func huge() Scenario {
	const vpc = "fraud-prod"
	return Scenario{
		Name:    "huge",
		Summary: "50 VPCs, 10,000 subnets, 2,500 security groups and 1,000 models: nothing is to do but to find one's way",
		Expect:  []Expectation{},
		answers: func() plan.Answers {
			a := answersFor(vpc, "fraud-prod-001", "fraud-prod-002")
			a.Model.Name, a.Model.From = "fraud-0042-vpc", "fraud-0042"
			a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.m5.xlarge", 4, 8
			return a
		},
		account: func() blueprint {
			b := blueprint{roles: commonRoles(), buckets: commonBuckets()}
			for _, stage := range hugeStages {
				for _, team := range hugeTeams {
					b.vpcs = append(b.vpcs, hugeVPC(team+"-"+stage, len(b.vpcs)))
				}
			}
			for i := range hugeModels {
				b.models = append(b.models, hugeModel(hugeTeams[i*len(hugeTeams)/hugeModels], i))
			}
			return b
		},
	}
}

// hugeVPC is the n-th VPC: a route table for each zone, and an S3 endpoint on all of them
// in the first two stages, as far as the quota of 20 gateway endpoints goes.
func hugeVPC(name string, n int) vpcPlan {
	p := vpcPlan{
		name: name, cidr: fmt.Sprintf("10.%d.0.0/16", 100+n),
		tables:  []tablePlan{{name: name + "-main", main: true}},
		subnets: make([]subnetPlan, hugeSubnets),
		groups:  make([]groupPlan, hugeGroups-1),
	}
	zones := []string{zoneA, zoneB, zoneD}
	for _, zone := range zones {
		p.tables = append(p.tables, tablePlan{name: name + zone[len(Region):]})
	}
	for i := range p.subnets {
		zone := zones[i%len(zones)]
		s := subnetPlan{
			name: fmt.Sprintf("%s-%03d", name, i+1), zone: zone, cidr: fmt.Sprintf("10.%d.%d.0/24", 100+n, i),
			table: name + zone[len(Region):],
		}
		if i%10 == 0 {
			s.tenants = []tenant{{kind: onECS, name: name, count: 1 + (i+n)%4}}
		}
		p.subnets[i] = s
	}
	p.groups[0] = modelGroup()[0]
	for i := range p.groups[1:] {
		p.groups[i+1] = groupPlan{name: fmt.Sprintf("%s-app-%02d", name, i+1), description: "One of many", egress: allOut()}
	}
	if n < 18 {
		e := endpointPlan{name: name + "-s3", service: "s3"}
		for _, t := range p.tables {
			e.tables = append(e.tables, t.name)
		}
		p.endpoints = []endpointPlan{e}
	}
	return p
}

func hugeModel(team string, n int) modelPlan {
	name := fmt.Sprintf("%s-%04d", team, n%100)
	return modelPlan{name: name, days: 1 + n%700, tags: tags{"team": team}, request: `{
		"PrimaryContainer": {"Image": "` + ownRegistry + team + `:` + fmt.Sprint(1+n%9) + `", "ModelDataUrl": "s3://acme-models/` + name + `/model.tar.gz"},
		"ExecutionRoleArn": "` + executionRole + `"}`}
}
