package console_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sagevpc/steps/plan"
)

func TestTheBucketsPolicyIsPrintedAfterTheRun(t *testing.T) {
	r := newRig(t)
	restricted := r.answersFile(func(a *plan.Answers) { a.S3.BucketPolicy = plan.BucketPolicyEndpointOnly })
	printed := []string{
		"When the model works: not part of this plan", "s3:BucketPolicy  acme-models", `"aws:SourceVpc": "` + vpcID + `"`,
		"aws s3api put-bucket-policy --bucket acme-models --expected-bucket-owner 111122223333 --region us-east-1 --policy '{",
	}
	r.want(0, "plan", "--answers", restricted)
	r.says(&r.out, printed...)
	r.says(&r.out, "s3.bucket-lockout", "to accept")
	r.want(0, "apply", "--answers", restricted, "--yes")
	r.says(&r.out, printed...)
	if r.sent() != allSent {
		t.Errorf("sent %s", r.sent())
	}
	if out := r.out.String(); strings.Index(out, "receipt") > strings.Index(out, printed[0]) {
		t.Errorf("it does not come last:\n%s", out)
	}
}

func TestTheBucketsPolicyAsJSON(t *testing.T) {
	var got struct {
		Staged []plan.Staged
	}
	for _, command := range []string{"plan", "apply"} {
		for wish, want := range map[string]int{"none": 0, "vpc-endpoint-only": 1} {
			r := newRig(t)
			r.want(0, command, "--answers", r.answersFile(nil), "--bucket-policy", wish, "--output", "json", "--yes")
			got.Staged = nil
			if err := json.Unmarshal(r.out.Bytes(), &got); err != nil || got.Staged == nil || len(got.Staged) != want {
				t.Errorf("%s of %s: %v\n%s", command, wish, err, r.out.String())
			}
		}
	}
}

func TestConsentToABucketByFlag(t *testing.T) {
	r := newRig(t)
	answers := r.answersFile(nil)
	for wrong, says := range map[string]string{
		"acme-model": "acme-models", "s3://acme-models": "is not a bucket's name",
	} {
		r.want(2, "plan", "--answers", answers, "--bucket-policy", "vpc-endpoint-only", "--bucket-policy-consent", wrong)
		r.says(&r.err, "--bucket-policy-consent", says)
	}
	r.want(0, "plan", "--answers", answers, "--bucket-policy", "vpc-endpoint-only", "--bucket-policy-consent", "acme-models")
	r.says(&r.out, "PutBucketPolicy", "bucket-policy-acme-models", "undo: delete the bucket's policy: it had none before")
	if strings.Contains(r.out.String(), "When the model works: not part") {
		t.Errorf("it is sent and printed for later:\n%s", r.out.String())
	}
}
