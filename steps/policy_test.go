package steps

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

// policyState is at the policy screen: an endpoint that a neighbour's subnet uses as well.
func policyState() State {
	n := facts.Network{
		VPC: facts.VPC{ID: "vpc-1", DNSSupport: true, DNSHostnames: true},
		Subnets: []facts.Subnet{
			{ID: "subnet-a", Name: "a", ZoneID: "use1-az1", Free: 200, VPC: "vpc-1", State: "available"},
			{ID: "subnet-b", Name: "b", ZoneID: "use1-az2", Free: 200, VPC: "vpc-1", State: "available"},
			{ID: "subnet-n", Name: "neighbour", ZoneID: "use1-az2", Free: 200, VPC: "vpc-1", State: "available"},
		},
		RouteTables: []facts.RouteTable{{
			ID: "rtb-1", VPC: "vpc-1", Subnets: []string{"subnet-a", "subnet-b", "subnet-n"},
			Routes: []facts.Route{{Destination: "pl-1", Target: "vpce-1", State: "active"}},
		}},
		Endpoints: []facts.Endpoint{{
			ID: "vpce-1", Name: "s3", VPC: "vpc-1", Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available", Owner: "111122223333",
			RouteTables: []string{"rtb-1"}, Policy: policy.Full().String(),
		}},
		S3: facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-1"},
	}
	a := plan.Defaults()
	a.Region = "us-east-1"
	a.Model.Name, a.Model.Role = "fraud", "arn:aws:iam::111122223333:role/Exec"
	a.Model.Containers = []plan.Container{{Image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3", ModelData: "s3://acme-models/fraud/model.tar.gz"}}
	a.Network = plan.Network{VPC: "vpc-1", Subnets: []string{"subnet-a", "subnet-b"}, SecurityGroups: []string{"sg-1"}}
	return planned(State{Answers: a, Facts: facts.Facts{
		Caller:  &facts.Caller{Account: "111122223333", Region: "us-east-1", Partition: "aws"},
		Network: &n,
	}})
}

func planned(s State) State {
	s.Plan = plan.Build(s.Answers, s.Facts)
	return s
}

// answered takes in a reply and returns the question that follows.
func answered(s State, r Reply) (State, Document, error) {
	s, err := answerPolicy(s, r)
	s = planned(s)
	return s, askPolicy(s).(Document), err
}

func typed(text string) Reply {
	return Reply{Values: []string{ownDocument}, Fields: map[string]string{DocumentKey: text}}
}

const mine = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::acme-models","arn:aws:s3:::acme-models/*"]}]}`

func TestWhatIsTypedIsTheAnswer(t *testing.T) {
	s, q, err := answered(policyState(), typed(mine))
	if err != nil || q.Selected != ownDocument || q.Text != mine || s.Answers.S3.Policy != plan.PolicyFile {
		t.Fatalf("%v, %q, %+v", err, q.Selected, s.Answers.S3)
	}
	if got := q.Size.Text; got != "158 of 20,480 characters · one document · valid" {
		t.Errorf("size %q", got)
	}
	// Another template leaves the document to come back to.
	s, _, _ = answered(s, Reply{Values: []string{policy.NameFull}})
	if s, q, err = answered(s, Reply{Values: []string{ownDocument}}); err != nil || q.Text != mine {
		t.Errorf("%v: the document is %q", err, q.Text)
	}
}

// TestBadDocumentsAreRefusedWithTheirPlace holds each document that nobody should send.
func TestBadDocumentsAreRefusedWithTheirPlace(t *testing.T) {
	principal := strings.Replace(mine, `"Principal":"*"`, "\n\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"}", 1)
	for name, c := range map[string]struct {
		text, want  string
		row, column int
	}{
		"not JSON":      {"policy: all\n", "this is not JSON", 1, 1},
		"two documents": {mine + "\n" + mine, "a second document begins here", 2, 1},
		"comments":      {strings.Replace(mine, `"Statement"`, "\n // all\n\"Statement\"", 1), "JSON has no comments", 2, 2},
		"too long":      {mine + strings.Repeat(" ", policy.MaxCharacters+1-len(mine)), "the document has 20481 characters", 1, policy.MaxCharacters + 1},
		"a BOM":         {"\ufeff" + mine, "byte order mark", 1, 1},
		"a principal":   {principal, `the principal is not "*"`, 2, 13},
	} {
		t.Run(name, func(t *testing.T) {
			before := policyState()
			s, q, err := answered(before, typed(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if len(q.Problems) == 0 || !strings.Contains(q.Problems[0].Text, c.want) || q.Problems[0].Row != c.row || q.Problems[0].Column != c.column {
				t.Errorf("problems %+v, want %q at %d, %d", q.Problems, c.want, c.row, c.column)
			}
			place := fmt.Sprintf("line %d, column %d", c.row, c.column)
			if err := s.documentProblem(); err == nil || !strings.Contains(err.Error(), place) {
				t.Errorf("enter is refused with %v, want %s", err, place)
			}
			if q.Size.Mark != Blocks || !strings.Contains(q.Size.Text, "not valid") || q.Lines[0].Mark != Blocks {
				t.Errorf("the screen calls it %+v, %+v", q.Size, q.Lines)
			}
			if s.Plan.Applicable || q.Text != c.text {
				t.Error("the plan is applicable, or the text is gone")
			}
			s.Answers.S3.Policy, s.Answers.S3.Document = before.Answers.S3.Policy, ""
			if fmt.Sprint(s.Answers) != fmt.Sprint(before.Answers) {
				t.Error("another answer changed")
			}
		})
	}
}

func TestAnEmptyDocumentIsNeverAnAnswer(t *testing.T) {
	s, q, err := answered(policyState(), Reply{Values: []string{ownDocument}})
	if err == nil || q.Selected != ownDocument || s.Answers.S3.Policy != plan.PolicyKeep {
		t.Errorf("%v, %q, %q", err, q.Selected, s.Answers.S3.Policy)
	}
	s, _, _ = answered(s, typed(mine))
	if s, _, err = answered(s, typed("")); err == nil || s.Answers.S3.Policy == plan.PolicyFile {
		t.Errorf("%v: the answers name a document that is not there: %q", err, s.Answers.S3.Policy)
	}
}

func TestAsAWSPrintsItIsShownAndNeverConfirmed(t *testing.T) {
	before := policyState()
	s, q, err := answered(before, Reply{Values: []string{policy.NameAsPrinted}})
	if err == nil || s.Answers.S3.Policy != before.Answers.S3.Policy {
		t.Fatalf("%v, policy %q", err, s.Answers.S3.Policy)
	}
	if q.Text != policy.AsPrinted(plan.PolicyEnv(s.Answers, s.Facts)) || q.Selected != policy.NameAsPrinted || q.Consent != nil {
		t.Errorf("not shown: %q, %q", q.Selected, q.Text)
	}
	if len(q.Problems) == 0 || q.Problems[0].Row == 0 || len(q.Sections) != 1 || len(q.Sections[0].Lines) != len(policy.WhyNotAsPrinted()) {
		t.Errorf("the reason is not said: %+v, %+v", q.Problems, q.Sections)
	}
}

func TestTemplatesAreExplainedStatementByStatement(t *testing.T) {
	for _, name := range policy.Names() {
		_, q, err := answered(policyState(), Reply{Values: []string{name}})
		doc, _ := policy.Template(name, plan.PolicyEnv(policyState().Answers, policyState().Facts))
		said := fmt.Sprint(q.Sections)
		for _, statement := range doc.Statements {
			if err != nil || !strings.Contains(said, statement.Explain) {
				t.Errorf("%s: %v, %s is not explained", name, err, statement.Sid)
			}
		}
		if strings.Contains(name, "repos") && !strings.Contains(said, policy.PackageReposDate) {
			t.Errorf("%s: the list's date is not said", name)
		}
	}
}

func TestRequestsOfTheUsersOwn(t *testing.T) {
	add := func(text string) Reply {
		return Reply{Action: AddRequest, Fields: map[string]string{RequestKey: text}}
	}
	s, q, err := answered(policyState(), add("  PUT   s3://elsewhere/x "))
	if last := q.Truth[len(q.Truth)-1]; err != nil || last.Text != "PUT s3://elsewhere/x" || last.Mark != Holds || len(q.Requests) != 1 {
		t.Fatalf("%v, %+v", err, q.Truth)
	}
	s, q, _ = answered(s, typed(mine))
	if last := q.Truth[len(q.Truth)-1]; last.Mark != Blocks || !strings.Contains(last.Detail, "no statement allows it") {
		t.Errorf("another document decides %+v", last)
	}
	s, q, _ = answered(s, typed("{"))
	if last := q.Truth[len(q.Truth)-1]; last.Mark != Unknown || last.Text != "PUT s3://elsewhere/x" {
		t.Errorf("a broken document decides %+v", last)
	}
	s, q, _ = answered(s, add("steal s3://elsewhere/x"))
	if len(q.Requests) != 1 || q.Request.Problem == "" || q.Request.Value != "steal s3://elsewhere/x" {
		t.Errorf("what is no request: %+v", q.Request)
	}
	s, q, _ = answered(s, add("LIST s3://elsewhere"))
	if len(q.Requests) != 2 || q.Request.Problem != "" || q.Request.Value != "" {
		t.Errorf("after a right one: %+v", q.Request)
	}
	_, q, _ = answered(s, Reply{Action: DropRequest, Fields: map[string]string{RequestKey: "PUT s3://elsewhere/x"}})
	if len(q.Requests) != 1 || q.Requests[0] != "LIST s3://elsewhere" {
		t.Errorf("taken out: %q", q.Requests)
	}
}

func TestAConditionOnAnUnknownKeyIsNamed(t *testing.T) {
	text := strings.Replace(mine, `"Resource"`, `"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}},"Resource"`, 1)
	_, q, _ := answered(policyState(), typed(text))
	if q.Truth[0].Mark != Unknown || !strings.Contains(q.Truth[0].Detail, "aws:PrincipalOrgID") {
		t.Errorf("got %+v", q.Truth[0])
	}
}

func TestConsentIsToADocument(t *testing.T) {
	agree := typed(mine)
	agree.Fields[ConsentKey] = "true"
	s, q, _ := answered(policyState(), typed(mine))
	if q.Consent == nil || q.Consent.Value != "false" || !blocked(s) || !strings.Contains(q.Consent.Label, "1 other subnet") {
		t.Fatalf("consent %+v, blocked %v", q.Consent, blocked(s))
	}
	if len(q.Sections) == 0 || !strings.Contains(fmt.Sprint(q.Sections[0]), "GET somebody-elses-bucket/x: allowed → denied") {
		t.Errorf("the difference is not said: %+v", q.Sections)
	}
	s, q, _ = answered(s, agree)
	if q.Consent.Value != "true" || blocked(s) || s.Answers.S3.PolicyConsent != "vpce-1" {
		t.Errorf("agreed: %+v, %q", q.Consent, s.Answers.S3.PolicyConsent)
	}
	if s, _, _ = answered(s, Reply{Values: []string{ownDocument}}); s.Answers.S3.PolicyConsent != "vpce-1" {
		t.Error("enter takes the consent back")
	}
	if s, _, _ = answered(s, typed(mine+" ")); s.Answers.S3.PolicyConsent != "" {
		t.Error("consent to one document is consent to another")
	}
	given := policyState()
	given.Answers.S3.Policy, given.Answers.S3.PolicyConsent = policy.NameModelBuckets, "vpce-1"
	if s, _, _ = answered(planned(given), Reply{Values: []string{policy.NameModelBuckets}}); s.Answers.S3.PolicyConsent != "vpce-1" {
		t.Error("the consent of the answers file is lost on enter")
	}
	if s, _, _ = answered(s, Reply{Values: []string{policy.NameDenyPackageRepos}}); s.Answers.S3.PolicyConsent != "" {
		t.Error("the consent of the answers file holds for another template")
	}
}

func TestConsentToTheNewEndpointsPolicy(t *testing.T) {
	s := policyState()
	s.Facts.Network.Endpoints = nil
	s.Facts.Network.RouteTables[0].Routes = []facts.Route{{Destination: "0.0.0.0/0", Target: "igw-1", State: "active"}}
	if _, q, _ := answered(planned(s), Reply{Values: []string{plan.PolicyKeep}}); q.Consent != nil {
		t.Fatalf("full access takes nothing away: %+v", q.Consent)
	}
	s, q, _ := answered(s, typed(mine))
	if q.Consent == nil || q.Consent.Value != "false" || !blocked(s) || !strings.Contains(fmt.Sprint(q.Sections), "GET somebody-elses-bucket/x: allowed → denied") {
		t.Fatalf("consent %+v, blocked %v, %+v", q.Consent, blocked(s), q.Sections)
	}
	agree := typed(mine)
	agree.Fields[ConsentKey] = "true"
	s, q, _ = answered(s, agree)
	if q.Consent == nil || q.Consent.Value != "true" || blocked(s) || s.Answers.S3.PolicyConsent != plan.PolicyConsentNew {
		t.Errorf("agreed: %+v, %q", q.Consent, s.Answers.S3.PolicyConsent)
	}
	if s, _, _ = answered(s, typed(mine+" ")); s.Answers.S3.PolicyConsent != "" {
		t.Error("consent to one document is consent to another")
	}
}

// blocked reports whether the plan waits for the consent.
func blocked(s State) bool {
	return slices.ContainsFunc(s.Plan.Blockers(), func(f plan.Finding) bool { return f.Rule == plan.RuleS3PolicyConsent })
}

// BenchmarkPolicyKey is what a key typed at the largest document costs before it is drawn.
func BenchmarkPolicyKey(b *testing.B) {
	var text strings.Builder
	text.WriteString(`{"Version":"2012-10-17","Statement":[` + "\n")
	for i := 0; text.Len() < policy.MaxCharacters-200; i++ {
		fmt.Fprintf(&text, "{\"Sid\":\"S%d\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:Get*\",\"Resource\":[\"arn:aws:s3:::bucket-%d/*\"]},\n", i, i)
	}
	text.WriteString(`{"Sid":"Last","Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::acme-models/*"}]}`)
	s := policyState()
	for b.Loop() {
		_, _, _ = answered(s, typed(text.String()))
	}
}
