package policy_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/policy"
)

const caller = "arn:aws:sts::111122223333:assumed-role/DataScientist/alice"

// toModels restricts acme-models to an endpoint, or to the VPC when none is given.
func toModels(endpoints ...string) policy.Restriction {
	exempt, _ := policy.PrincipalPatterns(caller)
	return policy.Restriction{
		Env: policy.Env{Partition: "aws", Region: "us-east-1", Account: "111122223333"}, Bucket: "acme-models",
		Endpoints: endpoints, VPC: "vpc-1", Exempt: exempt,
	}
}

func restricted(t *testing.T, existing string, r policy.Restriction) string {
	t.Helper()
	out, err := policy.RestrictBucket(existing, r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRestrictABucketWithoutAPolicy(t *testing.T) {
	const want = `{"Version":"2012-10-17","Statement":[{"Sid":"SagevpcOnlyThroughVpcEndpoints","Effect":"Deny","Principal":"*",` +
		`"Action":["s3:GetObject","s3:PutObject","s3:ListBucket"],"Resource":["arn:aws:s3:::acme-models","arn:aws:s3:::acme-models/*"],` +
		`"Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::111122223333:role/*/DataScientist","arn:aws:iam::111122223333:role/DataScientist"]},` +
		`"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}]}`
	if got := restricted(t, "", toModels("vpce-1")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := restricted(t, "", toModels()); !strings.Contains(got, `"StringNotEquals":{"aws:SourceVpc":"vpc-1"}`) || strings.Contains(got, "SourceVpce") {
		t.Errorf("without an endpoint's id: %s", got)
	}
}

// TestRestrictKeepsWhatIsThere: nothing of the other statements may come back as something else.
func TestRestrictKeepsWhatIsThere(t *testing.T) {
	const before = `{
		"Id": "mine", "Version": "2008-10-17", "Later": {"n": 1.50, "big": 12345678901234567890},
		"Statement": {"Effect": "Allow", "Principal": {"AWS": ["111122223333"], "CanonicalUser": "abc"}, "Action": ["s3:*"], "Resource": "arn:aws:s3:::acme-models/*",
			"Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"s3:max-keys": 10.0}}, "Colour": "\u003cred\u003e"}
	}`
	got := restricted(t, before, toModels("vpce-1"))
	for _, part := range []string{
		`"Id":"mine","Version":"2008-10-17","Later":{"n":1.50,"big":12345678901234567890}`, `"AWS":["111122223333"]`, `"aws:SecureTransport":true`,
		`"s3:max-keys":10.0`, `"Colour":"\u003cred\u003e"`, policy.BucketSid,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("%s is lost in %s", part, got)
		}
	}
	if again := restricted(t, got, toModels("vpce-1")); again != got {
		t.Errorf("a second time makes %s of %s", again, got)
	}
}

// TestRestrictIsWidenedNeverDoubled: two statements would deny each other's callers.
func TestRestrictIsWidenedNeverDoubled(t *testing.T) {
	first := restricted(t, "", toModels("vpce-1"))
	other := toModels("vpce-2")
	other.VPC = "vpc-2"
	other.Exempt = []string{"arn:aws:iam::111122223333:user/bob"}
	second := restricted(t, first, other)
	if n := strings.Count(second, policy.BucketSid); n != 1 {
		t.Fatalf("%d statements in %s", n, second)
	}
	doc := parse(t, second)
	doc.Statements = append(doc.Statements, policy.Full().Statements...)
	for _, tc := range []struct {
		through, vpc, by string
		want             policy.Verdict
	}{
		{"vpce-1", "vpc-1", "arn:aws:iam::111122223333:role/x", policy.Allowed},
		{"vpce-2", "vpc-2", "arn:aws:iam::111122223333:role/x", policy.Allowed},
		{"vpce-3", "vpc-3", "arn:aws:iam::111122223333:role/x", policy.Denied},
		{"", "", "arn:aws:iam::111122223333:role/x", policy.Denied},
		{"", "", "arn:aws:iam::111122223333:role/team/DataScientist", policy.Allowed},
		{"", "", "arn:aws:iam::111122223333:role/DataScientist", policy.Allowed},
		{"", "", "arn:aws:iam::111122223333:role/NotDataScientist", policy.Denied},
		{"", "", "arn:aws:iam::444455556666:role/DataScientist", policy.Denied},
		{"", "", "arn:aws:iam::111122223333:user/bob", policy.Allowed},
	} {
		d := policy.Evaluate(doc, policy.Request{
			Principal: tc.by, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-models/m.tar.gz",
			Context: map[string]string{"aws:SourceVpce": tc.through, "aws:SourceVpc": tc.vpc},
		})
		if d.Verdict != tc.want {
			t.Errorf("%s through %q: %s (%s), want %s", tc.by, tc.through, d.Verdict, d.Why, tc.want)
		}
	}
	// What the whole VPC may do needs no endpoint beside it, and an endpoint makes room for a VPC.
	byVPC := restricted(t, "", toModels())
	if got := restricted(t, byVPC, toModels("vpce-1")); got != byVPC {
		t.Errorf("the VPC's endpoint is added to the VPC: %s", got)
	}
	both := restricted(t, first, toModels())
	if !strings.Contains(both, `"aws:SourceVpc":"vpc-1"`) || !strings.Contains(both, `"aws:SourceVpce":"vpce-1"`) {
		t.Errorf("got %s", both)
	}
}

// TestRestrictKeepsWhatHasItsSid: a statement with our Sid that is not of our shape is
// somebody's, and stays beside ours.
func TestRestrictKeepsWhatHasItsSid(t *testing.T) {
	want := restricted(t, "", toModels("vpce-1"))
	ours := inner(want)
	for name, statement := range map[string]string{
		"an Allow":             `{"Sid":"` + policy.BucketSid + `","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}`,
		"another condition":    strings.Replace(ours, `"StringNotEquals":{`, `"Bool":{"aws:SecureTransport":"false"},"StringNotEquals":{`, 1),
		"other actions":        strings.Replace(ours, `"s3:PutObject",`, "", 1),
		"another bucket":       strings.ReplaceAll(ours, "acme-models", "acme-others"),
		"no condition":         ours[:strings.Index(ours, `,"Condition"`)] + "}",
		"no way":               strings.Replace(ours, `,"StringNotEquals":{"aws:SourceVpce":"vpce-1"}`, "", 1),
		"a condition of none":  strings.Replace(ours, `"vpce-1"`, "[]", 1),
		"an element of theirs": strings.Replace(ours, `"Effect"`, `"Colour":"red","Effect"`, 1),
	} {
		existing := `{"Version":"2012-10-17","Statement":[` + statement + `]}`
		got := restricted(t, existing, toModels("vpce-1"))
		mine := strings.Replace(ours, policy.BucketSid, policy.BucketSid+"2", 1)
		if got != strings.TrimSuffix(existing, "]}")+","+mine+"]}" {
			t.Errorf("%s: got %s", name, got)
		}
		if again := restricted(t, got, toModels("vpce-1")); again != got {
			t.Errorf("%s, again: %s", name, again)
		}
		if wider := restricted(t, got, toModels("vpce-2")); !strings.Contains(wider, statement) || !strings.Contains(wider, `["vpce-1","vpce-2"]`) {
			t.Errorf("%s, wider: %s", name, wider)
		}
	}
	if got := restricted(t, `{"Version":"2012-10-17","Statement":[`+ours+","+ours+`]}`, toModels("vpce-1")); got != want {
		t.Errorf("twice: got %s", got)
	}
}

// inner is the one statement of a document.
func inner(document string) string {
	return strings.TrimSuffix(document[strings.Index(document, "[{")+1:], "]}")
}

func TestRestrictRefuses(t *testing.T) {
	var syntax *policy.SyntaxError
	for name, text := range map[string]string{
		"not JSON": "{", "two documents": "{} {}", "a comment": "{ // x\n}", "a byte order mark": "\ufeff{}", "a list": "[]", "a name twice": `{"Statement":[],"Statement":[]}`,
	} {
		if out, err := policy.RestrictBucket(text, toModels("vpce-1")); !errors.As(err, &syntax) || out != "" || syntax.Line == 0 {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
	nowhere := toModels()
	nowhere.VPC = ""
	if out, err := policy.RestrictBucket("", nowhere); err == nil || out != "" {
		t.Errorf("nothing to come through: %q, %v", out, err)
	}
	// Exactly the limit is taken, and one byte more is not.
	bare := restricted(t, `{"Id":"","Statement":[]}`, toModels("vpce-1"))
	fill := func(n int) string { return `{"Id":"` + strings.Repeat("x", n) + `","Statement":[]}` }
	room := policy.MaxBucketPolicy - len(bare)
	if out := restricted(t, fill(room), toModels("vpce-1")); len(out) != policy.MaxBucketPolicy {
		t.Errorf("%d bytes", len(out))
	}
	if out, err := policy.RestrictBucket(fill(room+1), toModels("vpce-1")); err == nil || out != "" || !strings.Contains(err.Error(), "20481 bytes") {
		t.Errorf("%d bytes were taken: %v", len(out), err)
	}
}

func TestPrincipalPatterns(t *testing.T) {
	for arn, want := range map[string][]string{
		caller:                                  {"arn:aws:iam::111122223333:role/*/DataScientist", "arn:aws:iam::111122223333:role/DataScientist"},
		"arn:aws:iam::111122223333:user/a/bob":  {"arn:aws:iam::111122223333:user/a/bob"},
		"arn:aws:iam::111122223333:root":        {"arn:aws:iam::111122223333:root"},
		"arn:aws:sts::1:federated-user/bob":     {"arn:aws:sts::1:federated-user/bob"},
		"arn:aws-cn:sts::1:assumed-role/R/s":    {"arn:aws-cn:iam::1:role/*/R", "arn:aws-cn:iam::1:role/R"},
		"arn:aws:sts::1:assumed-role/":          nil,
		"arn:aws:sts::1:assumed-role/*/x":       nil,
		"arn:aws:iam::1:user/${aws:username}":   nil,
		"arn:aws:iam:::user/bob":                nil,
		"arn:aws:s3:::bucket":                   nil,
		"arn:aws:iam::111122223333:group/admin": nil,
		"":                                      nil,
	} {
		if got, ok := policy.PrincipalPatterns(arn); !reflect.DeepEqual(got, want) || ok != (want != nil) {
			t.Errorf("%s: %q, %t", arn, got, ok)
		}
	}
}

// TestRestrictKeepsEveryStatement: whatever a policy holds, all of it is still there, and
// what it denied it still denies.
func TestRestrictKeepsEveryStatement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := policy.Document{Version: policy.Version, Statements: rapid.SliceOfN(rapid.Custom(anyStatement), 0, 4).Draw(t, "statements")}
		before := doc.String()
		after, err := policy.RestrictBucket(before, toModels("vpce-1"))
		if err != nil {
			t.Fatal(err)
		}
		was, is := listed(t, before), listed(t, after)
		if len(is) != len(was)+1 || !reflect.DeepEqual(is[:len(was)], was) {
			t.Fatalf("%s\nbecame\n%s", before, after)
		}
		again, err := policy.RestrictBucket(after, toModels("vpce-1"))
		if err != nil || again != after {
			t.Fatalf("a second time: %v\n%s", err, again)
		}
	})
}

func listed(t *rapid.T, text string) []any {
	var doc struct{ Statement []any }
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Statement
}

func FuzzRestrictBucket(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":[]}`)
	f.Add(`{"Statement":{"Sid":"SagevpcOnlyThroughVpcEndpoints","Effect":"Deny","Condition":{"StringNotEquals":{"aws:sourcevpce":["vpce-9"]}}}}`)
	f.Add(`{"Statement":[{"Sid":"` + policy.BucketSid + `"},{"Sid":"` + policy.BucketSid + `"}]}`)
	f.Fuzz(func(t *testing.T, existing string) {
		out, err := policy.RestrictBucket(existing, toModels("vpce-1"))
		if err != nil {
			return
		}
		if _, err := policy.Parse([]byte(out)); err != nil {
			t.Fatalf("%q became %q: %v", existing, out, err)
		}
		if again, err := policy.RestrictBucket(out, toModels("vpce-1")); err != nil || again != out {
			t.Fatalf("%q, again %q: %v", out, again, err)
		}
	})
}
