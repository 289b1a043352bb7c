package sandbox

import "sagevpc/steps/plan"

// denyOnlyPolicy is one of the documents on AWS's page, as many have pasted it: it denies
// package repositories, and allows nothing at all.
const denyOnlyPolicy = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "AmazonLinux2AMIRepositoryAccess", "Effect": "Deny", "Principal": "*", "Action": ["s3:GetObject"],
     "Resource": ["arn:aws:s3:::amazonlinux.*.amazonaws.com/*", "arn:aws:s3:::amazonlinux-2-repos-us-east-1/*"]}
  ]
}`

// denyOnly: the route to S3 is there, and the endpoint's policy lets nothing through. The
// answers replace it by the template for the model's buckets, and consent to that for the
// others on the endpoint's table: nothing worked for them either.
func denyOnly() Scenario {
	const vpc = "ml-guarded"
	endpoint := endpointID(vpc, "guarded-s3")
	return Scenario{
		Name:    "deny-only",
		Summary: "An S3 endpoint whose policy only denies: nothing is allowed, and the plan replaces it by one that lets the model's data through",
		Expect: []Expectation{
			repaired(plan.RuleS3PolicyDenyOnly, plan.Block, endpoint),
			repaired(plan.RuleS3PolicyModel, plan.Block, endpoint),
			caused(plan.RuleS3PolicyReplaced, plan.Info, endpoint),
		},
		answers: func() plan.Answers {
			a := fraudAnswers(vpc, "guarded-a", "guarded-b")
			a.S3.Policy, a.S3.PolicyConsent = "model-buckets", endpoint
			return a
		},
		account: func() blueprint {
			return fraudAccount(vpcPlan{
				name: vpc, cidr: "10.6.0.0/16",
				tables: []tablePlan{{name: "guarded-main", main: true}, {name: "guarded"}},
				subnets: []subnetPlan{
					{name: "guarded-a", zone: zoneA, cidr: "10.6.1.0/24", table: "guarded", tenants: []tenant{{kind: onEC2, name: "builder", count: 4}}},
					{name: "guarded-b", zone: zoneB, cidr: "10.6.2.0/24", table: "guarded", tenants: []tenant{{kind: onECS, name: "features", count: 5}}},
				},
				groups:    modelGroup(),
				endpoints: []endpointPlan{{name: "guarded-s3", service: "s3", tables: []string{"guarded"}, policy: denyOnlyPolicy}},
			})
		},
	}
}
