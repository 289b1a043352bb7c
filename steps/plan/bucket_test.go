package plan_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

const partnersPolicy = `{"Version":"2012-10-17","Statement":[{"Sid":"Partners","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},` +
	`"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}]}`

// restricting is the good account with a bucket policy, and the wish to restrict it.
func restricting(document string) situation {
	s := good()
	s.a.S3.BucketPolicy = plan.BucketPolicyEndpointOnly
	s.f.Buckets = map[string]facts.Bucket{"acme-models": {Name: "acme-models", Region: "us-east-1", Policy: &document}}
	return s
}

func (s situation) lockout(t *testing.T) plan.Finding {
	t.Helper()
	f, found := find(t, plan.Build(s.a, s.f), plan.RuleS3BucketLockout)
	if !found {
		t.Fatal("the lockout is not said")
	}
	return f
}

func TestBucketPolicyIsPrintedAndNotSent(t *testing.T) {
	s := restricting(partnersPolicy)
	s.a.Profile = "o'hara"
	p := plan.Build(s.a, s.f)
	if len(p.Staged) != 1 || !slices.Equal(changeIDs(p), []string{plan.ChangeModel}) {
		t.Fatalf("staged %+v, changes %q", p.Staged, changeIDs(p))
	}
	staged := p.Staged[0]
	for _, part := range []string{`"Sid":"Partners"`, `"aws:SourceVpce":"` + gateway + `"`, "role/DataScientist"} {
		if !strings.Contains(staged.Document, part) {
			t.Errorf("the document lacks %s: %s", part, staged.Document)
		}
	}
	if strings.Contains(staged.Document, "SageMakerExecution") {
		t.Errorf("the execution role is exempt: %s", staged.Document)
	}
	want := "aws s3api put-bucket-policy --bucket acme-models --expected-bucket-owner " + account +
		` --profile 'o'\''hara' --region us-east-1 --policy '` + staged.Document + "'"
	if staged.Apply != want || !strings.Contains(staged.Why, "When the model works") {
		t.Errorf("got %s\nbecause %s", staged.Apply, staged.Why)
	}
	f := s.lockout(t)
	if f.Severity != plan.Warn || f.Now || !f.After || f.Subject != "acme-models" {
		t.Errorf("%+v", f)
	}
	for _, part := range []string{"console", "pipelines", "SageMaker's own check", "other VPC", "444455556666:root", "Not denied", "role/DataScientist"} {
		if !strings.Contains(f.Detail, part) {
			t.Errorf("%q is not said: %s", part, f.Detail)
		}
	}
	if !p.Applicable {
		t.Error("a policy that is only printed blocks the plan")
	}
}

func TestConsentMakesItAChange(t *testing.T) {
	for name, before := range map[string]string{"over a policy": partnersPolicy, "over none": ""} {
		t.Run(name, func(t *testing.T) {
			s := restricting(before)
			s.a.S3.BucketPolicyConsent = []string{"acme-models"}
			p := plan.Build(s.a, s.f)
			if want := []string{plan.ChangeModel, plan.ChangeBucketPolicy + "acme-models"}; len(p.Staged) != 0 || !slices.Equal(changeIDs(p), want) {
				t.Fatalf("staged %+v, changes %q", p.Staged, changeIDs(p))
			}
			c := p.Changes[1]
			if c.Kind != plan.KindBucketPolicy || c.Request.Op != "PutBucketPolicy" || c.Request.Service != "s3" || !slices.Equal(c.Needs, []string{plan.ChangeModel}) {
				t.Errorf("%+v", c)
			}
			owned := map[string]any{"Bucket": "acme-models", "ExpectedBucketOwner": account}
			reverse := plan.Request{Service: "s3", Op: "DeleteBucketPolicy", Input: owned}
			if before != "" {
				reverse.Op, owned["Policy"] = "PutBucketPolicy", before
			}
			if !reflect.DeepEqual(*c.Reverse, reverse) {
				t.Errorf("taken back by %+v, want %+v", c.Reverse, reverse)
			}
			if f := s.lockout(t); f.Severity != plan.Warn || !strings.Contains(f.Summary, "from this plan on") {
				t.Errorf("%+v", f)
			}
			var marks []string
			for _, l := range c.Diff() {
				marks = append(marks, l.Mark)
			}
			if before != "" && (!slices.Contains(marks, " ") || slices.Contains(marks, "-")) {
				t.Errorf("the diff takes something away: %+v", c.Diff())
			}
		})
	}
}

// TestAnEndpointToComeIsNamedByItsVPC: its id is not known while the plan is made.
func TestAnEndpointToComeIsNamedByItsVPC(t *testing.T) {
	s := restricting("")
	s.withoutS3()
	p := plan.Build(s.a, s.f)
	if len(p.Staged) != 1 || !strings.Contains(p.Staged[0].Document, `"aws:SourceVpc":"`+vpc+`"`) || strings.Contains(p.Staged[0].Document, "SourceVpce") {
		t.Fatalf("%+v\n%+v", p.Staged, p.Findings)
	}
}

func TestASecondTimeChangesNothing(t *testing.T) {
	s := restricting(partnersPolicy)
	done := plan.Build(s.a, s.f).Staged[0].Document
	s = restricting(done)
	s.a.S3.BucketPolicyConsent = []string{"acme-models"}
	p := plan.Build(s.a, s.f)
	if len(p.Staged) != 0 || !slices.Equal(changeIDs(p), []string{plan.ChangeModel}) {
		t.Errorf("staged %+v, changes %q", p.Staged, changeIDs(p))
	}
	if f := s.lockout(t); !strings.Contains(f.Summary, "already") || !strings.Contains(f.Fix, "CreateModel") {
		t.Errorf("%+v", f)
	}
}

// TestBucketPoliciesThatMustNotBeSent: nothing is printed or sent, and it is said why.
func TestBucketPoliciesThatMustNotBeSent(t *testing.T) {
	nat := func(s *situation) {
		s.withoutS3()
		for i := range s.network().RouteTables {
			s.network().RouteTables[i].Routes = append(s.network().RouteTables[i].Routes, facts.Route{Destination: "0.0.0.0/0", Target: "nat-1", State: "active"})
		}
		s.network().NATGateways = []facts.NATGateway{{ID: "nat-1", VPC: vpc, State: "available", Connectivity: "public", Mode: "regional"}}
		s.network().InternetGateways = []facts.InternetGateway{{ID: "igw-1", VPC: vpc}}
	}
	bucket := func(s *situation, change func(*facts.Bucket)) {
		b := s.f.Buckets["acme-models"]
		change(&b)
		s.f.Buckets["acme-models"] = b
	}
	strange := `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::acme-models/*"],"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-other"}}}]}`
	for _, tc := range []struct {
		name, before, rule string
		bend               func(*situation)
		severity           plan.Severity
		says               string
	}{
		{"by NAT", "", plan.RuleS3BucketLockout, nat, plan.Block, "does not come to S3 through a VPC endpoint"},
		{"half by NAT", "", plan.RuleS3BucketLockout, func(s *situation) {
			s.withoutS3OnB()
			s.a.S3.Action = plan.S3None
			s.network().RouteTables[1].Routes = append(routes(""), facts.Route{Destination: "0.0.0.0/0", Target: "nat-1", State: "active"})
		}, plan.Block, "private-b"},
		{"through another endpoint", strange, plan.RuleS3BucketLockout, func(*situation) {}, plan.Block, "denied by statement 1"},
		{"a way that is not known", "", plan.RuleS3BucketLockout, func(s *situation) {
			s.gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")
		}, plan.Block, "ec2:DescribeRouteTables"},
		{"unreadable", `{"Statement":[}`, plan.RuleS3PolicyInvalid, func(*situation) {}, plan.Block, "Line 1, column 15"},
		{"too large", `{"Id":"` + strings.Repeat("x", policy.MaxBucketPolicy-10) + `"}`, plan.RuleS3PolicyInvalid, func(*situation) {}, plan.Block, "S3 takes 20480"},
		{"denied", "", plan.RuleS3BucketLockout, func(s *situation) {
			bucket(s, func(b *facts.Bucket) {
				b.Policy = nil
				b.Gaps = facts.Gaps{facts.TopicBucketPolicy: {Kind: facts.Denied, Op: "s3:GetBucketPolicy", Summary: "s3:GetBucketPolicy is not allowed", Fix: "Ask for s3:GetBucketPolicy."}}
			})
		}, plan.Unknown, "s3:GetBucketPolicy"},
		{"not read", "", plan.RuleS3BucketLockout, func(s *situation) { s.f.Buckets = nil }, plan.Unknown, "has not been read"},
		{"another account's", "", plan.RuleS3BucketLockout, func(s *situation) { bucket(s, func(b *facts.Bucket) { b.Foreign = true }) }, plan.Info, "another account"},
		{"another Region's", "", plan.RuleS3BucketLockout, func(s *situation) { bucket(s, func(b *facts.Bucket) { b.Region = "eu-west-1" }) }, plan.Info, "eu-west-1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := restricting(tc.before)
			s.a.S3.BucketPolicyConsent = []string{"acme-models"}
			tc.bend(&s)
			p := plan.Build(s.a, s.f)
			f, found := find(t, p, tc.rule)
			if !found || f.Severity != tc.severity || !strings.Contains(f.Summary+f.Detail+f.Fix, tc.says) {
				t.Errorf("%+v", f)
			}
			if _, changes := p.Change(plan.ChangeBucketPolicy + "acme-models"); changes || len(p.Staged) > 0 {
				t.Errorf("it is sent or printed all the same: %q, %+v", changeIDs(p), p.Staged)
			}
		})
	}
}

func TestOtherSubnetsAreNamed(t *testing.T) {
	s := restricting("")
	s.network().Subnets = append(s.network().Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 100))
	s.network().RouteTables = append(s.network().RouteTables, facts.RouteTable{ID: "rtb-0000000000000000c", VPC: vpc, Subnets: []string{batchB}, Routes: routes("")})
	if f := s.lockout(t); !strings.Contains(f.Detail, "batch-b") {
		t.Errorf("%s", f.Detail)
	}
	s.a.S3.BucketPolicyConsent = []string{"acme-models"}
	c, _ := plan.Build(s.a, s.f).Change(plan.ChangeBucketPolicy + "acme-models")
	if !slices.Equal(c.Bystanders, []string{batchB}) {
		t.Errorf("bystanders %q", c.Bystanders)
	}
}

func TestACallerWhoCannotBeToldIsWarned(t *testing.T) {
	s := restricting("")
	caller := *s.f.Caller
	caller.ARN = "arn:aws:sts::111122223333:something/else"
	s.f.Caller = &caller
	if f := s.lockout(t); !strings.Contains(f.Detail, "you: ") || strings.Contains(f.Detail, "Not denied") {
		t.Errorf("%s", f.Detail)
	}
}

func TestConsentToSomethingElseIsRefused(t *testing.T) {
	s := restricting("")
	for _, tc := range []struct {
		names []string
		wrong bool
	}{{nil, false}, {[]string{"acme-models"}, false}, {[]string{"acme-model"}, true}, {[]string{"acme-models", "other"}, true}} {
		s.a.S3.BucketPolicyConsent = tc.names
		wrong, is := plan.BucketConsentProblem(s.a, s.f)
		if is != tc.wrong || is && (wrong.Key != "s3.bucket_policy_consent" || !strings.Contains(wrong.Fix, "acme-models")) {
			t.Errorf("%q: %v", tc.names, wrong)
		}
	}
}

// TestTheBucketsPolicyIsGround: a plan made on another policy is another plan.
func TestTheBucketsPolicyIsGround(t *testing.T) {
	hash := func(s situation) string { return plan.Build(s.a, s.f).FactsHash }
	if hash(restricting("")) == hash(restricting(partnersPolicy)) {
		t.Error("the hash does not see the policy")
	}
	left, other := restricting(""), restricting(partnersPolicy)
	left.a.S3.BucketPolicy, other.a.S3.BucketPolicy = plan.BucketPolicyNone, plan.BucketPolicyNone
	if hash(left) != hash(other) {
		t.Error("a policy that nobody asked about counts")
	}
}
