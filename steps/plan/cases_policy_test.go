package plan_test

import (
	"fmt"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// allows is a policy that lets the model's bucket be read, and one more resource.
func allows(resource string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":["arn:aws:s3:::acme-models/*",%q]}]}`, resource)
}

func policyCases() []ruleCase {
	return []ruleCase{
		{rule: plan.RuleS3PolicyDenyOnly, severity: plan.Block, after: true, bend: func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::x/*"}]}`
		}},
		{rule: plan.RuleS3PolicyModel, severity: plan.Block, after: true, bend: func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}]}`
		}, just: func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::acme-models/*"}]}`
		}},
		{rule: plan.RuleS3PolicyInvalid, severity: plan.Block, after: true, bend: func(s *situation) {
			s.withoutS3()
			s.a.S3.Policy = "file:own.json"
			s.f.PolicyFile = &facts.PolicyFile{Path: "own.json", Text: "{} {}"}
		}},
		{rule: plan.RuleS3PolicyReplaced, severity: plan.Info, after: true, bend: func(s *situation) { s.a.S3.Policy = "model-buckets" }},
		{rule: plan.RuleS3PolicyReplaced, severity: plan.Warn, after: true, bend: func(s *situation) { s.withNeighbour(); s.a.S3.Policy = "model-buckets" }},
		{
			rule: plan.RuleS3PolicyConsent, severity: plan.Block, after: true,
			bend: func(s *situation) { s.withNeighbour(); s.a.S3.Policy = "model-buckets" },
			just: func(s *situation) { s.withNeighbour(); s.a.S3.Policy, s.a.S3.PolicyConsent = "model-buckets", gateway },
		},
		{
			rule: plan.RuleS3PolicyConsent, severity: plan.Block, after: true,
			bend: func(s *situation) {
				s.withNeighbour()
				s.a.S3.Policy, s.a.S3.PolicyConsent = "model-buckets", "vpce-00000000000000009"
			},
			just: func(s *situation) { s.a.S3.Policy = "model-buckets" },
		},
		{
			rule: plan.RuleS3PolicyConsent, severity: plan.Block, after: true,
			bend: func(s *situation) {
				s.withNeighbour()
				s.a.S3.Policy, s.a.S3.Document = "file:", allows("arn:aws:s3:::other/*")
			},
			just: func(s *situation) { s.withNeighbour(); s.a.S3.Policy = "full" },
		},
		{rule: plan.RuleS3PolicyModel, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().Endpoints = nil
			s.gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")
		}},
		{
			rule: plan.RuleS3PolicyECR, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.network().Endpoints[0].Policy = allows("arn:aws:s3:::other/*") },
			just: func(s *situation) {
				s.network().Endpoints[0].Policy = allows("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*")
			},
		},
		{
			rule: plan.RuleS3PolicyECR, severity: plan.Unknown, after: true,
			bend: func(s *situation) {
				s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}]}`
			},
			just: func(s *situation) { s.network().Endpoints[0].Policy = "" },
		},
	}
}
