package steps_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// guarded is an account whose home VPC reaches S3, with a policy on its bucket.
type guarded struct {
	*memory
	policy string
	fault  *facts.Fault
	asked  int
}

func (g *guarded) BucketPolicy(_ context.Context, _ string) (string, error) {
	g.asked++
	if g.fault != nil {
		return "", g.fault
	}
	return g.policy, nil
}

func newGuarded() *guarded {
	m := newAccount()
	for i := range m.networks {
		n := &m.networks[i]
		n.Endpoints = []facts.Endpoint{{ID: "vpce-1", VPC: n.VPC.ID, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available", Owner: account}}
		n.RouteTables[0].Routes = append(n.RouteTables[0].Routes, facts.Route{Destination: "pl-63a5400a", Target: "vpce-1", State: "active"})
	}
	return &guarded{memory: m}
}

func restricted() plan.Answers {
	a := complete()
	a.S3.BucketPolicy = plan.BucketPolicyEndpointOnly
	return a
}

func TestBucketPoliciesAreReadOnlyWhenAskedFor(t *testing.T) {
	g := newGuarded()
	if _, err := steps.Resolve(t.Context(), g, complete()); err != nil || g.asked != 0 {
		t.Fatalf("asked %d times: %v", g.asked, err)
	}
	s, err := steps.Resolve(t.Context(), g, restricted())
	if err != nil || g.asked != 1 || len(s.Plan.Staged) != 1 {
		t.Fatalf("asked %d times, staged %+v: %v", g.asked, s.Plan.Staged, err)
	}
}

func TestResolveSaysWhatItCouldNotReadOfBuckets(t *testing.T) {
	for name, tc := range map[string]struct {
		fault    facts.Fault
		severity plan.Severity
		says     string
	}{
		"denied":            {facts.Fault{Kind: facts.Denied, Op: "s3:GetBucketPolicy", Summary: "s3:GetBucketPolicy is not allowed"}, plan.Unknown, "s3:GetBucketPolicy"},
		"another account's": {facts.Fault{Kind: facts.WrongEndpoint, Code: "MethodNotAllowed", Summary: "no"}, plan.Info, "belongs to another account"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGuarded()
			g.fault = &tc.fault
			a := restricted()
			a.S3.BucketPolicyConsent = []string{"acme-models"}
			s, err := steps.Resolve(t.Context(), g, a)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(s.Plan.Findings, func(f plan.Finding) bool { return f.Rule == plan.RuleS3BucketLockout })
			if i < 0 || s.Plan.Findings[i].Severity != tc.severity || !strings.Contains(s.Plan.Findings[i].Summary+s.Plan.Findings[i].Detail, tc.says) {
				t.Errorf("%+v", s.Plan.Findings)
			}
			if _, sent := s.Plan.Change(plan.ChangeBucketPolicy + "acme-models"); sent || len(s.Plan.Staged) > 0 {
				t.Error("something is sent or printed")
			}
		})
	}
}

func TestAnEndedSessionEndsTheReadOfABucket(t *testing.T) {
	g := newGuarded()
	g.fault = &facts.Fault{Kind: facts.Expired, Op: "s3:GetBucketPolicy", Summary: "the session has expired"}
	if _, err := steps.Resolve(t.Context(), g, restricted()); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("got %v", err)
	}
}

func TestResolveRefusesConsentToAnotherBucket(t *testing.T) {
	a := restricted()
	a.S3.BucketPolicyConsent = []string{"acme-model"}
	_, err := steps.Resolve(t.Context(), newGuarded(), a)
	wrong, is := errors.AsType[plan.FieldError](err)
	if !is || wrong.Flag != "--bucket-policy-consent" || !strings.Contains(wrong.Fix, "acme-models") {
		t.Errorf("got %v", err)
	}
}

func fieldOf(t *testing.T, q steps.Question, key string) steps.Field {
	t.Helper()
	form, _ := q.(steps.Form)
	i := slices.IndexFunc(form.Fields, func(f steps.Field) bool { return f.Key == key })
	if i < 0 {
		t.Fatalf("no field %s in %+v", key, q)
	}
	return form.Fields[i]
}

// loaded runs the machine's loads against the guarded account.
func loaded(t *testing.T, m steps.Machine, g *guarded) steps.Machine {
	t.Helper()
	for range 20 {
		load := m.Load()
		if load == nil {
			return m
		}
		patch, err := load(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		m = m.Loaded(patch)
	}
	t.Fatal("the loads have no end")
	return m
}

func atBucket(t *testing.T, g *guarded) steps.Machine {
	t.Helper()
	m := loaded(t, steps.NewMachine(steps.All(), steps.State{Answers: complete()}), g)
	for m.Current().ID != steps.PolicyBucketID {
		next, err := m.Reply(confirmed(m.Question()))
		if err != nil || next.Current().ID == steps.ReviewID {
			t.Fatalf("the walk ends at %s: %v", m.Current().ID, err)
		}
		m = loaded(t, next, g)
	}
	return m
}

func TestTheBucketScreen(t *testing.T) {
	g := newGuarded()
	m := atBucket(t, g)
	if f := fieldOf(t, m.Question(), "consent"); f.ReadOnly == "" || g.asked != 0 {
		t.Fatalf("consent to nothing is asked: %+v, %d reads", f, g.asked)
	}
	reply := steps.Reply{Fields: map[string]string{"bucket_policy": plan.BucketPolicyEndpointOnly}}
	drafted, err := m.Draft(reply)
	if err != nil {
		t.Fatal(err)
	}
	m = loaded(t, drafted, g)
	if m.Current().ID != steps.PolicyBucketID || g.asked != 1 {
		t.Fatalf("at %s after %d reads", m.Current().ID, g.asked)
	}
	form, _ := m.Question().(steps.Form)
	said := strings.Join(form.Intro, "\n")
	for _, part := range []string{"vpce-1", "console", "SageMaker's own check", "You are exempt"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not said: %s", part, said)
		}
	}
	for _, almost := range []string{"acme-model", "acme-models2", "Acme-models", "acme-models, other", "yes"} {
		reply.Fields["consent"] = almost
		refused, err := m.Reply(reply)
		if err == nil || refused.Current().ID != steps.PolicyBucketID || len(refused.State().Answers.S3.BucketPolicyConsent) > 0 {
			t.Errorf("%q counts as consent: %v", almost, err)
		}
		if f := fieldOf(t, refused.Question(), "consent"); f.Value != almost || f.Problem == "" {
			t.Errorf("%q is not kept with its problem: %+v", almost, f)
		}
		if _, sent := refused.State().Plan.Change(plan.ChangeBucketPolicy + "acme-models"); sent {
			t.Errorf("%q puts the policy into the plan", almost)
		}
	}
	reply.Fields["consent"] = " acme-models "
	agreed, err := m.Reply(reply)
	if err != nil {
		t.Fatal(err)
	}
	agreed = loaded(t, agreed, g)
	if agreed, err = agreed.Reply(steps.Reply{}); err != nil || agreed.Current().ID != steps.ReviewID {
		t.Fatalf("at %s: %v", agreed.Current().ID, err)
	}
	agreed = loaded(t, agreed, g)
	if _, sent := agreed.State().Plan.Change(plan.ChangeBucketPolicy + "acme-models"); !sent || agreed.Current().ID != steps.ReviewID {
		t.Errorf("at %s: %+v", agreed.Current().ID, agreed.State().Plan.Changes)
	}
	load, _ := agreed.Refresh()
	if patch, err := load(t.Context(), g); err != nil || g.asked != 2 {
		t.Errorf("the review does not read the policy again: %d, %v", g.asked, err)
	} else if after := agreed.Loaded(patch).State().Plan; after.FactsHash != agreed.State().Plan.FactsHash {
		t.Error("reading the same again moves the ground")
	}
	g.policy = `{"Version":"2012-10-17","Statement":[]}`
	if patch, err := load(t.Context(), g); err != nil || agreed.Loaded(patch).State().Plan.FactsHash == agreed.State().Plan.FactsHash {
		t.Errorf("another policy is no drift: %v", err)
	}
	back, _ := agreed.Back()
	back, _ = back.Back()
	none, err := back.Reply(steps.Reply{Fields: map[string]string{"bucket_policy": plan.BucketPolicyNone, "consent": "acme-models"}})
	if err != nil || none.State().Answers.S3.BucketPolicyConsent != nil {
		t.Errorf("consent outlives what it was to: %v", err)
	}
}

func TestARestrictionThatWouldDenyTheModelStaysOnItsScreen(t *testing.T) {
	g := newGuarded()
	g.policy = `{"Statement":[{"Sid":"Old","Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-9"}}}]}`
	m := atBucket(t, g)
	next, err := m.Reply(steps.Reply{Fields: map[string]string{"bucket_policy": plan.BucketPolicyEndpointOnly}})
	if err != nil {
		t.Fatal(err)
	}
	next = loaded(t, next, g)
	if next.Current().ID != steps.PolicyBucketID {
		t.Errorf("the wizard goes on to %s", next.Current().ID)
	}
	if form, _ := next.Question().(steps.Form); !strings.Contains(strings.Join(form.Intro, " "), "denied by Old") {
		t.Errorf("%q", form.Intro)
	}
}
