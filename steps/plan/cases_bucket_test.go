package plan_test

import (
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// bucketCases restrict the model's bucket, and in their twins leave it as it is.
func bucketCases() []ruleCase {
	restricted := func(change func(*situation, *facts.Bucket)) func(*situation) {
		return func(s *situation) {
			*s = restricting("")
			b := s.f.Buckets["acme-models"]
			change(s, &b)
			s.f.Buckets["acme-models"] = b
		}
	}
	left := func(s *situation) {
		*s = restricting("")
		s.a.S3.BucketPolicy = plan.BucketPolicyNone
	}
	consented := restricted(func(s *situation, _ *facts.Bucket) { s.a.S3.BucketPolicyConsent = []string{"acme-models"} })
	return []ruleCase{
		{rule: plan.RuleS3BucketLockout, severity: plan.Warn, after: true, bend: consented, just: left},
		{rule: plan.RuleS3BucketLockout, severity: plan.Block, after: true, bend: restricted(func(s *situation, _ *facts.Bucket) {
			s.gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")
		}), just: left},
		{rule: plan.RuleS3BucketLockout, severity: plan.Unknown, after: true, bend: restricted(func(_ *situation, b *facts.Bucket) {
			b.Policy = nil
			b.Gaps = b.Gaps.With(facts.TopicBucketPolicy, facts.Fault{Kind: facts.Denied, Op: "s3:GetBucketPolicy", Summary: "s3:GetBucketPolicy is not allowed", Fix: "Ask for s3:GetBucketPolicy."})
		}), just: left},
		{rule: plan.RuleS3BucketLockout, severity: plan.Info, after: true, bend: restricted(func(_ *situation, b *facts.Bucket) { b.Foreign = true }), just: left},
	}
}
