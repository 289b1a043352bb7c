package plan_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// withNeighbour puts another subnet on table B, with a network interface in it.
func (s *situation) withNeighbour() {
	n := s.network()
	n.Subnets = append(n.Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 200))
	n.RouteTables[1].Subnets = append(n.RouteTables[1].Subnets, batchB)
	n.Interfaces = append(n.Interfaces, facts.Interface{ID: "eni-00000000000000001", Subnet: batchB})
}

func TestConsentSaysWhoAndWhatAndHow(t *testing.T) {
	s := good()
	s.withNeighbour()
	s.a.S3.Policy = "model-buckets"
	p := s.build(t)
	f, ok := find(t, p, plan.RuleS3PolicyConsent)
	if !ok || p.Applicable {
		t.Fatalf("a policy that others use changes without consent: %+v", p.Findings)
	}
	for _, part := range []string{"1 other subnet", "batch-b: 1 network interface", "GET somebody-elses-bucket/x: allowed → denied", "--policy-consent " + gateway} {
		if !strings.Contains(f.Summary+f.Detail+f.Fix, part) {
			t.Errorf("the finding lacks %q: %+v", part, f)
		}
	}
	s.a.S3.PolicyConsent = gateway
	if p := s.build(t); !p.Applicable {
		t.Errorf("with consent it is not applicable: %+v", p.Blockers())
	}
}

func TestConsentIsAskedForNoChange(t *testing.T) {
	s := good()
	s.withNeighbour()
	for _, policy := range []string{plan.PolicyKeep, "full"} {
		s.a.S3.Policy = policy
		if f, ok := find(t, s.build(t), plan.RuleS3PolicyConsent); ok {
			t.Errorf("%s changes nothing: %+v", policy, f)
		}
	}
}

func TestAChangedPolicyShowsItsEffectsInTheDiff(t *testing.T) {
	s := good()
	s.withNeighbour()
	s.a.S3.Policy = "model-buckets"
	c, ok := s.build(t).Change(plan.ChangeS3Policy)
	if !ok {
		t.Fatal("no change")
	}
	want := plan.Effect{Request: "GET somebody-elses-bucket/x", Before: "allowed", After: "denied"}
	if !slices.Contains(c.Effects, want) {
		t.Errorf("%+v is not among %+v", want, c.Effects)
	}
	at := slices.IndexFunc(c.Diff(), func(l plan.DiffLine) bool { return l.After == want.String() })
	if at < 0 || c.Diff()[at].Mark != "~" {
		t.Errorf("the diff does not say %q: %+v", want, c.Diff())
	}
}

func TestATypedPolicyIsThePolicy(t *testing.T) {
	s := good()
	s.withoutS3()
	s.a.S3.Policy, s.a.S3.Document = plan.PolicyFile, allows("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*")
	p := s.build(t)
	c, ok := p.Change(plan.ChangeS3Endpoint)
	if !ok || c.Request.Input["PolicyDocument"] != s.a.S3.Document || !p.Applicable {
		t.Errorf("the typed document is not sent: %+v, %+v", c.Request, p.Blockers())
	}
	if text, typed := p.Answers.TypedPolicy(); !typed || text != s.a.S3.Document {
		t.Errorf("the plan's answers lack it: %q", text)
	}
	s.a.S3.Document = ""
	if f, ok := find(t, s.build(t), plan.RuleS3PolicyInvalid); !ok || !f.Blocks() {
		t.Errorf("no document is as good as one: %+v", f)
	}
	s.a.S3.Document = "{} {}"
	if f, ok := find(t, s.build(t), plan.RuleS3PolicyInvalid); !ok || !strings.Contains(f.Summary, "(line 1, column 4)") {
		t.Errorf("two documents: %+v", f)
	}
}

// leadOut gives every table a default route to an internet gateway: a way to S3 for hosts
// with public addresses, and none for the model.
func (s *situation) leadOut() {
	for i, table := range s.network().RouteTables {
		s.network().RouteTables[i].Routes = append(slices.Clone(table.Routes), facts.Route{Destination: "0.0.0.0/0", Target: "igw-1", State: "active"})
	}
	s.network().InternetGateways = []facts.InternetGateway{{ID: "igw-1", VPC: vpc}}
}

func TestConsentToAPolicyThatOthersComeUnder(t *testing.T) {
	const restricted = "model-buckets"
	own := allows("arn:aws:s3:::other/*")
	for name, tc := range map[string]struct {
		bend    func(*situation)
		consent string
	}{
		"created": {func(s *situation) { s.withoutS3(); s.leadOut(); s.a.S3.Policy = restricted }, "new"},
		// Who has no way to S3 today can only gain one.
		"created, for those without": {func(s *situation) { s.withoutS3(); s.a.S3.Policy = restricted }, ""},
		"created in full":            {func(s *situation) { s.withoutS3(); s.a.S3.Policy = "full" }, ""},
		"created as it is":           {(*situation).withoutS3, ""},
		"extended":                   {func(s *situation) { s.withoutS3OnB(); s.leadOut(); s.network().Endpoints[0].Policy = own }, gateway},
		"extended in full":           {(*situation).withoutS3OnB, ""},
		"extended, changed":          {func(s *situation) { s.withoutS3OnB(); s.leadOut(); s.a.S3.Policy = restricted }, gateway},
		"extended, opened": {func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints[0].Policy, s.a.S3.Policy = own, "full"
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := good()
			s.withNeighbour()
			tc.bend(&s)
			p := s.build(t)
			c, _ := p.Change(plan.ChangeS3Endpoint)
			f, asked := find(t, p, plan.RuleS3PolicyConsent)
			if asked != (tc.consent != "") || c.Consent != tc.consent {
				t.Fatalf("asked %v, for %q: %+v", asked, c.Consent, p.Findings)
			}
			if !asked {
				return
			}
			for _, part := range []string{"1 other subnet", "batch-b: 1 network interface", "reach only what the policy allows", "GET somebody-elses-bucket/x: allowed → denied", "--policy-consent " + tc.consent} {
				if !strings.Contains(f.Summary+f.Detail+f.Fix, part) {
					t.Errorf("the finding lacks %q: %+v", part, f)
				}
			}
			if len(c.Effects) == 0 {
				t.Error("the change has no effects")
			}
			s.a.S3.PolicyConsent = tc.consent
			if wrong := s.a.Validate(); len(wrong) > 0 {
				t.Errorf("%v", wrong)
			}
			if _, asked := find(t, s.build(t), plan.RuleS3PolicyConsent); asked {
				t.Error("it is asked for although it was given")
			}
		})
	}
}

// TestAnUnusablePolicyIsTheOnlyTrouble: the endpoint lacks only because its policy cannot be sent.
func TestAnUnusablePolicyIsTheOnlyTrouble(t *testing.T) {
	s := good()
	s.withoutS3()
	s.a.S3.Policy = "file:own.json"
	s.f.PolicyFile = &facts.PolicyFile{Path: "own.json", Text: "{"}
	p := s.build(t)
	if blockers := p.Blockers(); len(blockers) == 0 || slices.ContainsFunc(blockers, func(f plan.Finding) bool { return f.Rule != plan.RuleS3PolicyInvalid }) {
		t.Errorf("%+v", blockers)
	}
	s.a.S3.Action = plan.S3None
	if _, ok := find(t, s.build(t), plan.RuleS3NoPath); !ok {
		t.Error("what nobody would repair is not said")
	}
}

func TestAPolicyThatNobodyElseUsesIsReplacedQuietly(t *testing.T) {
	s := good()
	s.a.S3.Policy = "model-buckets"
	f, ok := find(t, s.build(t), plan.RuleS3PolicyReplaced)
	if !ok || f.Severity != plan.Info || strings.Contains(f.Summary, "everyone") || strings.Contains(f.Summary+f.Detail, "other subnet is") {
		t.Errorf("%v %+v", ok, f)
	}
	s.withNeighbour()
	if f, _ := find(t, s.build(t), plan.RuleS3PolicyReplaced); f.Severity != plan.Warn || !strings.Contains(f.Summary, "1 other subnet is on its route tables") {
		t.Errorf("%+v", f)
	}
}
