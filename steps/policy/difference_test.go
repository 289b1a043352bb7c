package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

func differences(before, after policy.Document) []string {
	env := policy.Env{Region: "us-east-1", Account: "111122223333", Buckets: []string{"acme-models"}}
	var out []string
	for _, d := range policy.Differences(before, after, env, []string{"s3://acme-models/fraud/model.tar.gz"}) {
		out = append(out, d.String())
	}
	return out
}

func parsed(t *testing.T, text string) policy.Document {
	t.Helper()
	d, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDifferencesNameWhatAnotherPolicyTakesAway(t *testing.T) {
	env := policy.Env{Region: "us-east-1", Account: "111122223333", Buckets: []string{"acme-models"}}
	got := differences(policy.Full(), policy.ModelBuckets(env))
	for _, want := range []string{
		"GET somebody-elses-bucket/x: allowed → denied",
		"PUT somebody-elses-bucket/x: allowed → denied",
		"LIST somebody-elses-bucket: allowed → denied",
		"PUT acme-models/fraud/model.tar.gz: allowed → denied",
		"DELETE acme-models/fraud/model.tar.gz: allowed → denied",
		"GET al2023-repos-us-east-1-de612dc2/core/mirrors/latest/x86_64/mirror.list: allowed → denied",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among the differences: %q", want, got)
		}
	}
	for _, d := range got {
		if strings.HasPrefix(d, "GET acme-models/") || strings.HasPrefix(d, "LIST acme-models") {
			t.Errorf("what stays allowed is a difference: %s", d)
		}
	}
}

func TestDifferencesFindTheBucketsThatEitherDocumentNames(t *testing.T) {
	before := parsed(t, `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::reports","arn:aws:s3:::reports/2026/*"]}]}`)
	after := parsed(t, `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::backup-?/*"}]}`)
	got := differences(before, after)
	for _, want := range []string{
		"GET reports/2026/x: allowed → denied", "PUT reports/2026/x: allowed → denied", "DELETE reports/2026/x: allowed → denied",
		"LIST reports: allowed → denied", "GET backup-x/x: denied → allowed",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among the differences: %q", want, got)
		}
	}
	if slices.Contains(got, "PUT backup-x/x: denied → allowed") {
		t.Errorf("a verdict that stays is a difference: %q", got)
	}
}

func TestDifferencesKeepWhatIsNotKnown(t *testing.T) {
	after := parsed(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*",
		"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}`)
	if got := differences(policy.Full(), after); !slices.Contains(got, "GET somebody-elses-bucket/x: allowed → unknown") {
		t.Errorf("got %q", got)
	}
}

func TestTheSameEffectIsNoDifference(t *testing.T) {
	full := parsed(t, `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::*"}]}`)
	if got := differences(policy.Full(), full); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestEachDifferenceIsToldOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range differences(policy.Full(), policy.Document{Version: policy.Version}) {
		if seen[d] {
			t.Errorf("%s is told twice", d)
		}
		seen[d] = true
	}
}

// wide is a document of nearly the size that AWS takes, of many statements.
func wide() string {
	var b strings.Builder
	b.WriteString(`{"Version":"2012-10-17","Statement":[`)
	for i := 0; ; i++ {
		s := fmt.Sprintf(`{"Sid":"S%d","Effect":"Allow","Principal":"*","Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::bucket-%d","arn:aws:s3:::bucket-%d/*"]}`, i, i, i)
		if b.Len()+len(s)+4 > policy.MaxCharacters {
			break
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s)
	}
	b.WriteString("]}")
	return b.String()
}

// BenchmarkKeystroke is what is computed after each key on a document of the largest size.
func BenchmarkKeystroke(b *testing.B) {
	env := policy.Env{Region: "us-east-1", Account: "111122223333"}
	text, data := wide(), []string{"s3://acme-models/fraud/model.tar.gz"}
	b.Run("examine", func(b *testing.B) {
		for b.Loop() {
			policy.Examine(text, policy.Purpose{Probes: policy.Probes(env, data)})
		}
	})
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("truth", func(b *testing.B) {
		for b.Loop() {
			for _, p := range policy.Probes(env, data) {
				policy.Evaluate(doc, p.Request)
			}
		}
	})
	b.Run("differences", func(b *testing.B) {
		for b.Loop() {
			policy.Differences(policy.Full(), doc, env, data)
		}
	})
}
