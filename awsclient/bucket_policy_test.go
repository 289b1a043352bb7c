package awsclient_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
	"sagevpc/steps/run"
)

const (
	ownBucket = "acme-models"
	// partners is written as somebody wrote it by hand, white space and all.
	partners = `{
  "Version": "2012-10-17", "Id": "PartnerAccess",
  "Statement": {"Sid": "Partners", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::acme-models/shared/*", "Condition": {"Bool": {"aws:SecureTransport": true}}}
}`
)

// restricted is a scenario's account with a policy on its bucket, and a plan that restricts it.
func restricted(t *testing.T, scenario, before string, consent ...string) hosted {
	t.Helper()
	found, _ := sandbox.Lookup(scenario)
	h := hostedIn(t, found)
	if before != "" {
		put := plan.Request{Service: "s3", Op: "PutBucketPolicy", Input: map[string]any{"Bucket": ownBucket, "Policy": before}}
		must(h.account.Apply(t.Context(), put))(t)
	}
	h.answers.S3.BucketPolicy, h.answers.S3.BucketPolicyConsent = plan.BucketPolicyEndpointOnly, consent
	h.plan = must(steps.Resolve(t.Context(), h.account, h.answers))(t).Plan
	return h
}

func (h hosted) bucketPolicy(t *testing.T) string {
	t.Helper()
	return must(h.account.BucketPolicy(t.Context(), ownBucket))(t)
}

// TestARestrictedBucketServesTheModel: the model downloads its data through the endpoint
// that the policy names, and undoing brings back every byte.
func TestARestrictedBucketServesTheModel(t *testing.T) {
	for _, scenario := range []string{"no-s3", "existing-endpoint", "tour", "dns-off", "huge"} {
		for name, before := range map[string]string{"over a policy": partners, "over none": ""} {
			t.Run(scenario+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h := restricted(t, scenario, before, ownBucket)
					if blockers := h.plan.Blockers(); len(blockers) > 0 {
						t.Fatalf("%+v", blockers)
					}
					done := h.carried(t)
					if status, reason := h.deploy(t); status != types.EndpointStatusInService {
						t.Errorf("the endpoint is %s: %s", status, reason)
					}
					after := h.bucketPolicy(t)
					if !strings.Contains(after, policy.BucketSid) || before != "" && !strings.Contains(after, `"Id":"PartnerAccess"`) {
						t.Errorf("reads back as %s", after)
					}
					if before != "" && !strings.Contains(after, `{"Sid":"Partners","Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":["s3:GetObject"],`+
						`"Resource":"arn:aws:s3:::acme-models/shared/*","Condition":{"Bool":{"aws:SecureTransport":true}}}`) {
						t.Errorf("the statement of before is not what it was: %s", after)
					}
					h.undone(t, done)
					if got := h.bucketPolicy(t); got != before {
						t.Errorf("after the undo the policy is %q", got)
					}
				})
			})
		}
	}
}

// carried carries the plan out and returns the run.
func (h hosted) carried(t *testing.T) run.Run {
	t.Helper()
	return h.driven(t, run.New(h.plan), run.Done)
}

// undone takes back what a run that is done did to buckets.
func (h hosted) undone(t *testing.T, done run.Run) {
	t.Helper()
	for i := len(done.Items) - 1; i >= 0; i-- {
		item := done.Items[i]
		if item.Change.Kind != plan.KindBucketPolicy {
			continue
		}
		request, ok := run.ReverseRequest(item.Change, item.Receipt)
		if !ok {
			t.Fatalf("%s cannot be taken back", item.Change.ID)
		}
		must(h.account.Apply(t.Context(), request))(t)
	}
}

func (h hosted) driven(t *testing.T, r run.Run, want run.Phase) run.Run {
	t.Helper()
	driver := run.Driver{Account: h.account}
	for {
		task, more := r.Next()
		if !more {
			break
		}
		r = r.With(driver.Do(t.Context(), task))
	}
	if r.Phase != want {
		t.Fatalf("the run ended %s: %v", r.Phase, r.Err)
	}
	return r
}

// TestAFailedRunPutsTheBucketBack undoes by the run's own means: S3 refuses the policy that
// the second bucket of the plan would get, after the first one has its own.
func TestAFailedRunPutsTheBucketBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := restricted(t, "no-s3", partners, ownBucket)
		refused := h.plan.Changes[len(h.plan.Changes)-1]
		refused.ID, refused.Needs = "refused", []string{plan.ChangeBucketPolicy + ownBucket}
		refused.Request = plan.Request{Service: "s3", Op: "PutBucketPolicy", Input: map[string]any{"Bucket": ownBucket, "Policy": `{"Statement":[{}]}`}}
		refused.Reverse = nil
		h.plan.Changes = append(h.plan.Changes, refused)
		failed := h.driven(t, run.New(h.plan), run.Failed)
		if !strings.Contains(h.bucketPolicy(t), policy.BucketSid) {
			t.Fatal("the first policy was not put in force")
		}
		h.driven(t, failed.Undo(), run.Undone)
		if got := h.bucketPolicy(t); got != partners {
			t.Errorf("after the undo the policy is %q", got)
		}
	})
}

// TestWithoutConsentTheBucketStaysAsItIs, and what was printed serves when put in force later.
func TestWithoutConsentTheBucketStaysAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := restricted(t, "no-s3", partners)
		h.apply(t)
		if got := h.bucketPolicy(t); got != partners || len(h.plan.Staged) != 1 {
			t.Fatalf("the policy is %q, staged %+v", got, h.plan.Staged)
		}
		put := plan.Request{Service: "s3", Op: "PutBucketPolicy", Input: map[string]any{"Bucket": ownBucket, "Policy": h.plan.Staged[0].Document}}
		must(h.account.Apply(t.Context(), put))(t)
		if status, reason := h.deploy(t); status != types.EndpointStatusInService {
			t.Errorf("the endpoint is %s: %s", status, reason)
		}
		// Now that it is restricted, a plan for it has nothing to send.
		h.answers.Model.Name = "another"
		again := must(steps.Resolve(t.Context(), h.account, h.answers))(t).Plan
		if len(again.Staged) > 0 || len(again.Changes) != 1 {
			t.Errorf("staged %+v, %d changes", again.Staged, len(again.Changes))
		}
	})
}

// TestANewPolicyMovesThePlan: consent was to what the preview showed.
func TestANewPolicyMovesThePlan(t *testing.T) {
	for name, consent := range map[string][]string{"to be changed": {ownBucket}, "to be printed": nil} {
		h := restricted(t, "no-s3", partners, consent...)
		put := plan.Request{Service: "s3", Op: "PutBucketPolicy", Input: map[string]any{"Bucket": ownBucket, "Policy": strings.Replace(partners, "shared", "other", 1)}}
		must(h.account.Apply(t.Context(), put))(t)
		fresh := must(steps.Resolve(t.Context(), h.account, h.answers))(t).Plan
		if _, drifted := run.Drifted(h.plan, fresh); !drifted {
			t.Errorf("%s: another policy is no drift", name)
		}
	}
}

// TestBucketPolicySaysWhoseItIs: S3 answers 405 to those of another account who may read it.
func TestBucketPolicySaysWhoseItIs(t *testing.T) {
	for code, kind := range map[string]facts.Kind{"MethodNotAllowed": facts.WrongEndpoint, "AccessDenied": facts.Denied} {
		status := map[string]int{"MethodNotAllowed": http.StatusMethodNotAllowed, "AccessDenied": http.StatusForbidden}[code]
		_, err := connected(t, answer(status, "application/xml", s3Error(code))).BucketPolicy(t.Context(), "theirs")
		var fault *facts.Fault
		if !errors.As(err, &fault) || fault.Code != code || fault.Kind != kind || fault.Op != "s3:GetBucketPolicy" {
			t.Errorf("%s: %+v", code, fault)
		}
	}
}
