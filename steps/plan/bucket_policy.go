package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/policy"
)

// Staged is a bucket's policy that the plan prints and does not send: it belongs there
// once the model works.
type Staged struct {
	Bucket   string `json:"bucket"`
	Document string `json:"document"` // the whole policy, merged with the one in force
	Why      string `json:"why"`
	Apply    string `json:"apply"` // the AWS CLI's command that puts it in force, for a POSIX shell
}

// BucketDecision is what becomes of the policy of one of the model's buckets.
type BucketDecision struct {
	Bucket string
	// Before is the policy in force, "" for none; Document is what it would be, "" when
	// there is nothing to send, for the reason in Refused. They are equal when the bucket
	// is restricted already.
	Before, Document string
	Through          string   // what requests must come through, "the VPC endpoint vpce-…"
	Exempt           []string // patterns of principals that are not denied; empty when the caller could not be told
	LockedOut        []string // who is denied from then on, phrases without a full stop
	Consented        bool     // the plan itself makes the change
	Refused          *Finding // why there is no document, or why it must not be sent

	allowed restriction
}

// Sendable reports whether there is a new policy that may be put in force.
func (d BucketDecision) Sendable() bool {
	return d.Document != "" && d.Document != d.Before && d.Refused == nil
}

// DecideBuckets says what becomes of each of the buckets that hold the model's data, in
// their names' order; nothing while they are not to be restricted.
func DecideBuckets(a Answers, f facts.Facts) []BucketDecision {
	now := newTarget(a, f)
	if !now.restricts() || !now.known || len(now.inside()) == 0 {
		return nil
	}
	return newTarget(a, project(f, a.Network.VPC, now.changes())).bucketDecisions()
}

// ModelBuckets are the buckets of the model's data, sorted, each once.
func ModelBuckets(a Answers, f facts.Facts) []string {
	var out []string
	for _, data := range ModelData(a, f) {
		if bucket, _, ok := policy.ParseS3URL(data); ok {
			out = append(out, bucket)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// BucketConsentProblem is a consent that names something else than a bucket of the model:
// typed out in full, a name that is almost right must not count.
func BucketConsentProblem(a Answers, f facts.Facts) (FieldError, bool) {
	if a.S3.BucketPolicy != BucketPolicyEndpointOnly {
		return FieldError{}, false
	}
	buckets := ModelBuckets(a, f)
	for _, name := range a.S3.BucketPolicyConsent {
		if slices.Contains(buckets, name) {
			continue
		}
		e := FieldError{
			Key: "s3.bucket_policy_consent", Flag: "--bucket-policy-consent",
			Problem: fmt.Sprintf("%q holds none of the model's data", name), Fix: "Leave it out: the model's data lies in no bucket.",
		}
		if len(buckets) > 0 {
			e.Fix = "Name in full what may be changed: " + strings.Join(buckets, ", ") + "."
		}
		return e, true
	}
	return FieldError{}, false
}

func (t target) restricts() bool { return t.a.S3.BucketPolicy == BucketPolicyEndpointOnly }

// bucketDecisions judges the buckets in the network as it is here.
func (t target) bucketDecisions() []BucketDecision {
	if !t.restricts() || !t.known || len(t.inside()) == 0 {
		return nil
	}
	var out []BucketDecision
	for _, name := range ModelBuckets(t.a, t.f) {
		out = append(out, t.bucketDecision(name))
	}
	return out
}

func (t target) bucketDecision(name string) BucketDecision {
	d := BucketDecision{Bucket: name, Consented: slices.Contains(t.a.S3.BucketPolicyConsent, name)}
	b, read := t.f.Buckets[name]
	if d.Refused = t.unchangeable(name, b, read); d.Refused != nil {
		return d
	}
	d.Before = *b.Policy
	ways, problem := t.s3Ways()
	if problem != "" {
		d.Refused = modelDenied(name, problem)
		return d
	}
	d.allowed = t.restriction(ways)
	d.Exempt, _ = policy.PrincipalPatterns(t.callerARN())
	r := policy.Restriction{Env: t.policyEnv(), Bucket: name, Endpoints: d.allowed.endpoints, VPC: t.n.VPC.ID, Exempt: d.Exempt}
	merged, err := policy.RestrictBucket(d.Before, r)
	if err != nil {
		d.Refused = &Finding{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: name, Source: docBucketPolicy,
			Summary: "the policy of the bucket " + name + " cannot be restricted", Detail: sentenceOf(err.Error()),
			Fix: "Mend the bucket's own policy first, or leave it as it is (s3.bucket_policy: none).",
		}
		return d
	}
	d.Document, d.Through = merged, d.allowed.words
	if why := t.deniedBy(merged, name, ways); why != "" {
		d.Refused = modelDenied(name, why)
		return d
	}
	d.LockedOut = t.lockedOut(d)
	return d
}

// bucketPolicies are the policies that a restriction would be merged into.
func (t target) bucketPolicies() map[string]string {
	out := map[string]string{}
	if !t.restricts() {
		return out
	}
	for _, name := range ModelBuckets(t.a, t.f) {
		if b := t.f.Buckets[name]; b.Policy != nil {
			out[name] = *b.Policy
		}
	}
	return out
}

// unchangeable says why a bucket's policy is not touched, nil when it can be.
func (t target) unchangeable(name string, b facts.Bucket, read bool) *Finding {
	f := &Finding{Rule: RuleS3BucketLockout, Severity: Info, Subject: name, Source: docBucketPolicy, Fix: "Nothing is sent for it."}
	switch here := t.region(); {
	case b.Foreign:
		f.Summary = "the bucket " + name + " belongs to another account, and its policy cannot be changed from here"
		f.Fix = "Ask its owner to restrict it. Nothing is sent for it."
		return f
	case b.Region != "" && here != "" && b.Region != here:
		f.Summary = fmt.Sprintf("the bucket %s lies in %s, where an endpoint in %s does not lead: its policy is left as it is", name, b.Region, here)
		return f
	}
	for _, topic := range []facts.Topic{facts.TopicBuckets, facts.TopicBucketPolicy} {
		if fault, missing := b.Gaps[topic]; missing {
			u := unknown(RuleS3BucketLockout, name, "the policy of the bucket "+name+" is not known, so nothing is printed or sent for it", fault, docBucketPolicy)
			if topic == facts.TopicBucketPolicy {
				u.Detail = strings.TrimSpace(u.Detail + " S3 answers so as well when the bucket belongs to another account.")
			}
			return &u
		}
	}
	if !read || b.Policy == nil {
		f.Severity, f.Summary = Unknown, "the policy of the bucket "+name+" has not been read, so nothing is printed or sent for it"
		f.Fix = "Make the plan again with the right to s3:GetBucketPolicy."
		return f
	}
	return nil
}

func modelDenied(bucket, why string) *Finding {
	return &Finding{
		Rule: RuleS3BucketLockout, Severity: Block, Subject: bucket, Source: docBucketPolicy,
		Summary: "the restricted policy of " + bucket + " would deny the model itself", Detail: sentenceOf(why),
		Fix: "Give every chosen subnet its way to S3 through a VPC endpoint (s3.action: create), or leave the policy as it is (s3.bucket_policy: none).",
	}
}

// bucketChanges are the policies that the user let the plan change, after the model:
// SageMaker's own look at the data, at CreateModel, does not come through the VPC.
func (t target) bucketChanges(model bool) []Change {
	var out []Change
	for _, d := range t.bucketDecisions() {
		if model && d.Consented && d.Sendable() {
			out = append(out, t.bucketChange(d))
		}
	}
	return out
}

func (t target) bucketChange(d BucketDecision) Change {
	input := func(policy string) map[string]any {
		in := map[string]any{"Bucket": d.Bucket}
		if policy != "" {
			in["Policy"] = policy
		}
		if t.f.Caller != nil {
			in["ExpectedBucketOwner"] = t.f.Caller.Account // Never the policy of a stranger's bucket.
		}
		return in
	}
	c := Change{
		ID: ChangeBucketPolicy + d.Bucket, Action: Update, Kind: KindBucketPolicy, Name: d.Bucket, VPC: t.n.VPC.ID,
		Request: Request{Service: "s3", Op: "PutBucketPolicy", Input: input(d.Document)},
		Reverse: &Request{Service: "s3", Op: "PutBucketPolicy", Input: input(d.Before)},
		Why:     "From then on the bucket is read, written and listed only through " + d.Through + ". You named the bucket, so the plan does it.",
		Undo:    "put the policy of before back", Needs: []string{ChangeModel}, Bystanders: subnetIDsOf(t.elsewhere(d.allowed)),
		Before: map[string]any{fieldPolicy: d.Before}, After: map[string]any{fieldPolicy: d.Document},
	}
	if d.Before == "" {
		c.Action, c.Before, c.Undo = Create, nil, "delete the bucket's policy: it had none before"
		c.Reverse = &Request{Service: "s3", Op: "DeleteBucketPolicy", Input: input("")}
	}
	return c
}

// staged are the policies that are printed for later.
func (t target) stagedPolicies(decisions []BucketDecision) []Staged {
	out := []Staged{}
	for _, d := range decisions {
		if d.Consented || !d.Sendable() {
			continue
		}
		command := []string{"aws s3api put-bucket-policy --bucket", d.Bucket}
		if t.f.Caller != nil {
			command = append(command, "--expected-bucket-owner", t.f.Caller.Account)
		}
		if t.a.Profile != "" {
			command = append(command, "--profile", quoted(t.a.Profile))
		}
		if region := t.region(); region != "" {
			command = append(command, "--region", region)
		}
		out = append(out, Staged{
			Bucket: d.Bucket, Document: d.Document, Apply: strings.Join(append(command, "--policy", quoted(d.Document)), " "),
			Why: "When the model works, this lets only requests through " + d.Through + " read, write and list " + d.Bucket +
				". It stands on the bucket's policy as it was read: when that has changed meanwhile, make the plan again",
		})
	}
	return out
}

// quoted is a text as one word of a POSIX shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func (t target) region() string {
	if t.f.Caller != nil {
		return cmp.Or(t.f.Caller.Region, t.a.Region)
	}
	return t.a.Region
}

func (t target) callerARN() string {
	if t.f.Caller == nil {
		return ""
	}
	return t.f.Caller.ARN
}

func sentenceOf(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}
