package steps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func bucketStep() Step {
	return Step{
		ID: PolicyBucketID, Title: titled("Bucket policy"),
		Why: because(
			"A bucket's own policy can demand that whoever reads it comes through your VPC endpoint. Keys that leak are then of no use from anywhere else.",
			"It is also how people lock themselves out: the console, pipelines and other VPCs are denied from one moment to the next.",
			"So the merged policy is printed for later, when the model works. This plan changes the bucket only if you type its name.",
		),
		Skip: func(s State) bool {
			return len(s.ownBuckets()) == 0 || policyStep().Skip(s) && !s.restricting()
		},
		Load: loadBucketPolicies, Ask: askBucket, Answer: answerBucket, Rules: []string{plan.RuleS3BucketLockout},
		Ready: func(s State) error {
			for _, d := range plan.DecideBuckets(s.Answers, s.Facts) {
				if d.Refused != nil && d.Refused.Severity == plan.Block {
					return fmt.Errorf("%s: %s Leave the bucket's policy as it is, or go back", d.Refused.Summary, d.Refused.Detail)
				}
			}
			return nil
		},
	}
}

func (s State) restricting() bool {
	return s.Answers.S3.BucketPolicy == plan.BucketPolicyEndpointOnly
}

// ownBuckets are the buckets of the model's data whose policy may be this account's to
// change: of this Region, and not known to be another account's.
func (s State) ownBuckets() []string {
	return slices.DeleteFunc(plan.ModelBuckets(s.Answers, s.Facts), func(name string) bool {
		b := s.Facts.Buckets[name]
		return b.Foreign || b.Region == "" || s.Facts.Caller != nil && b.Region != s.Facts.Caller.Region
	})
}

// loadBucketPolicies reads what a restriction would be merged into, and only when it is asked for.
func loadBucketPolicies(s State) LoadFunc {
	loads := bucketPolicyLoads(s, false)
	if len(loads) == 0 {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) { return together(ctx, account, loads...) }
}

// bucketPolicyLoads read the policies that are to be restricted: those that were not read
// yet, or all of them again.
func bucketPolicyLoads(s State, again bool) []LoadFunc {
	if !s.restricting() {
		return nil
	}
	var loads []LoadFunc
	for _, name := range s.ownBuckets() {
		b := s.Facts.Buckets[name]
		if _, missing := b.Gaps[facts.TopicBucketPolicy]; again || b.Policy == nil && !missing {
			loads = append(loads, readBucketPolicy(name))
		}
	}
	return loads
}

func readBucketPolicy(name string) LoadFunc {
	return func(ctx context.Context, account Account) (Patch, error) {
		text, err := account.BucketPolicy(ctx, name)
		var fault *facts.Fault
		if err != nil {
			if fault = faultOf(err); fault.Kind == facts.Interrupted || fault.Credentials() {
				return nil, fault
			}
		}
		return func(f facts.Facts) facts.Facts {
			b := f.Buckets[name]
			b.Name, b.Policy = name, nil
			b.Gaps = b.Gaps.Without(facts.TopicBucketPolicy)
			switch {
			case fault == nil:
				b.Policy = &text
			case fault.Code == notTheOwner:
				b.Foreign = true
			default:
				b.Gaps = b.Gaps.With(facts.TopicBucketPolicy, *fault)
			}
			f.Buckets = maps.Clone(f.Buckets)
			if f.Buckets == nil {
				f.Buckets = map[string]facts.Bucket{}
			}
			f.Buckets[name] = b
			return f
		}, nil
	}
}

// notTheOwner is how S3 answers a caller who may read the policy and is of another account
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html).
const notTheOwner = "MethodNotAllowed"

// resolveBucketPolicies reads them, and refuses a consent to what is not the model's.
func resolveBucketPolicies(ctx context.Context, account Account, s State) (State, error) {
	if wrong, is := plan.BucketConsentProblem(s.Answers, s.Facts); is {
		return s, wrong
	}
	patch, err := together(ctx, account, bucketPolicyLoads(s, false)...)
	if err != nil {
		return s, err
	}
	s.Facts = patch(s.Facts)
	return s, nil
}

func askBucket(s State) Question {
	buckets := s.ownBuckets()
	restrict := Field{
		Key: "bucket_policy", Label: "Restrict the bucket", Kind: SelectField, Value: plan.BucketPolicyNone,
		Options: []Option{
			{Value: plan.BucketPolicyNone, Label: "No, leave it as it is"},
			{Value: plan.BucketPolicyEndpointOnly, Label: "Yes, to the VPC endpoint"},
		},
		Hint: "nothing is read or written as long as this says no",
	}
	consent := Field{
		Key: "consent", Label: "Let the plan do it", Kind: TextField, Value: strings.Join(s.Answers.S3.BucketPolicyConsent, " "),
		Hint: "type " + strings.Join(buckets, " ") + " to let this plan change it; empty: it is printed for later",
	}
	intro := []string{"The model's data lies in " + strings.Join(buckets, ", ") + ". Its own policy can refuse whoever does not come through the VPC."}
	if !s.restricting() {
		consent.ReadOnly = "only for a bucket that is restricted"
		return Form{Intro: intro, Fields: []Field{restrict, consent}}
	}
	restrict.Value = plan.BucketPolicyEndpointOnly
	restrict.Hint = "merged into the policy that is there; nothing of it is lost"
	if r, refused := s.Rejected[consentKey]; refused {
		consent.Value, consent.Problem = r.Text, sentence(r.Problem)
	}
	for i, d := range plan.DecideBuckets(s.Answers, s.Facts) {
		if i == 0 {
			intro = nil // Who is denied is worth more of a low window.
		}
		intro = append(intro, bucketLines(d)...)
	}
	return Form{Intro: intro, Fields: []Field{restrict, consent}}
}

// bucketLines say what the restriction does, to whoever has to agree to it.
func bucketLines(d plan.BucketDecision) []string {
	switch {
	case d.Refused != nil:
		return []string{sentence(d.Refused.Summary) + " " + d.Refused.Detail}
	case d.Document == d.Before:
		return []string{sentence(d.Bucket + " is restricted to " + d.Through + " already: nothing is sent")}
	}
	lines := []string{"These could no longer read, write or list " + d.Bucket + ", unless through " + d.Through + ":"}
	for _, who := range d.LockedOut {
		lines = append(lines, "· "+who)
	}
	if len(d.Exempt) > 0 {
		lines = append(lines, "You are exempt, and the policy itself can be changed from anywhere.")
	}
	return lines
}

// consentKey is where a consent that names no bucket of the model is kept.
const consentKey = "bucket_policy_consent"

func answerBucket(s State, r Reply) (State, error) {
	s.Rejected = maps.Clone(s.Rejected)
	delete(s.Rejected, consentKey)
	s.Answers.S3.BucketPolicy = plan.BucketPolicyNone
	if r.Fields["bucket_policy"] != plan.BucketPolicyEndpointOnly {
		s.Answers.S3.BucketPolicyConsent = nil
		return s, nil
	}
	s.Answers.S3.BucketPolicy = plan.BucketPolicyEndpointOnly
	text := r.Fields["consent"]
	s.Answers.S3.BucketPolicyConsent = nil
	if names := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }); len(names) > 0 {
		s.Answers.S3.BucketPolicyConsent = names
	}
	if wrong, is := plan.BucketConsentProblem(s.Answers, s.Facts); is {
		// A name that is almost typed is no consent, and must not count as one.
		s.Answers.S3.BucketPolicyConsent = nil
		err := errors.New(wrong.Problem + ". " + wrong.Fix)
		s.Rejected = rejected(s.Rejected, consentKey, text, err)
		return s, err
	}
	return s, nil
}
