package console_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

const (
	openPolicy = `{"Version": "2012-10-17", "Statement": [
{"Sid": "Ours", "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/*"],
 "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}]}`
	doubtfulPolicy = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObjects", "Resource": "*"}}`
)

func TestPolicyExitCodes(t *testing.T) {
	printed := policy.AsPrinted(policy.Env{Region: "us-east-1"})
	first, _, _ := strings.Cut(printed, "\n\n")
	object := "s3://acme-models/fraud/model.tar.gz"
	vpce := []string{"--context", "aws:SourceVpce=vpce-1"}
	for _, test := range []struct {
		name, document string
		args           []string // FILE stands for the document's path
		code           int
		out, err       string
	}{
		{"what to do", "", []string{"policy"}, 2, "", "show NAME, lint FILE or test FILE"},
		{"something else", "", []string{"policy", "check"}, 2, "", `there is no command "check"`},
		{"the help", "", []string{"policy", "--help"}, 0, "lint         Say what is wrong", ""},
		{"the help of lint", "", []string{"policy", "lint", "-h"}, 0, "sagevpc policy lint FILE [flags]", ""},
		{"a template", "", []string{"policy", "show", "full"}, 0, `"Sid": "FullAccess"`, ""},
		{"no name", "", []string{"policy", "show"}, 2, "", "needs the name of a template"},
		{"two names", "", []string{"policy", "show", "full", "again"}, 2, "", `got "again" besides`},
		{"no such template", "", []string{"policy", "show", "tight", "--region", "us-east-1"}, 2, "", `no policy template "tight"`},
		{"what is missing", "", []string{"policy", "show", "model-buckets", "--region", "us-east-1"}, 2, "", "without --account, --bucket"},
		{"a Region is missing", "", []string{"policy", "show", "deny-package-repos"}, 2, "", "without --region"},
		{"a Region that is none", "", []string{"policy", "show", "deny-package-repos", "--region", "mars-1"}, 2, "", `"mars-1" is not a Region's name`},
		{"a bucket that is none", "", []string{"policy", "show", "model-buckets", "--region", "us-east-1", "--account", "111122223333", "--bucket", "Bad_B"}, 2, "", `"Bad_B" is not a bucket's name: only lower-case letters`},
		{"an account that is none", "", []string{"policy", "show", "model-buckets", "--region", "us-east-1", "--account", "1111", "--bucket", "acme"}, 2, "", "twelve digits"},
		{"AWS's own text", "", []string{"policy", "show", "as-printed"}, 0, "AmazonLinux2AMIRepositoryAccess", "an endpoint takes one"},

		{"a good document", openPolicy, []string{"policy", "lint", "FILE"}, 0, "nothing to say, ", ""},
		{"a doubtful one", doubtfulPolicy, []string{"policy", "lint", "FILE"}, 0, "did you mean s3:GetObject? [s3.policy-action]", ""},
		{"AWS's printed policy", printed, []string{"policy", "lint", "FILE"}, 3, ":16:1: error: a second document begins here", ""},
		{"deny only", first, []string{"policy", "lint", "FILE"}, 3, "[s3.policy-deny-only]", ""},
		{"no JSON", "Version: 2012-10-17", []string{"policy", "lint", "FILE"}, 3, "[s3.policy-invalid]", ""},
		{"a comment", "{ // mine\n}", []string{"policy", "lint", "FILE"}, 3, "JSON has no comments", ""},
		{"a byte order mark", "\ufeff" + openPolicy, []string{"policy", "lint", "FILE"}, 3, ":1:1: error: the text begins with a byte order mark", ""},
		{"20,481 characters", openPolicy + strings.Repeat(" ", policy.MaxCharacters-len(openPolicy)+1), []string{"policy", "lint", "FILE"}, 3, "20481 characters", ""},
		{"20,480 characters", openPolicy + strings.Repeat(" ", policy.MaxCharacters-len(openPolicy)), []string{"policy", "lint", "FILE"}, 0, "20480 of 20480", ""},
		{"a principal", strings.Replace(openPolicy, `"Principal": "*"`, `"Principal": {"AWS": "111122223333"}`, 1), []string{"policy", "lint", "FILE"}, 3, `the principal is not "*"`, ""},
		{"a principal, elsewhere", strings.Replace(openPolicy, `"Principal": "*"`, `"Principal": {"AWS": "111122223333"}`, 1), []string{"policy", "lint", "FILE", "--endpoint", "interface"}, 0, "nothing to say", ""},
		{"another kind of endpoint", openPolicy, []string{"policy", "lint", "FILE", "--endpoint", "nat"}, 2, "", "gateway or interface"},
		{"what the model needs", openPolicy, []string{"policy", "lint", "FILE", "--needs", "s3://other-models/x", "--region", "us-east-1"}, 3, "[s3.policy-model]", ""},
		{"an address that is none", openPolicy, []string{"policy", "lint", "FILE", "--needs", "acme"}, 2, "", "is not an address in S3"},
		{"no such file", "", []string{"policy", "lint", "/nowhere/p.json"}, 2, "", "there is no policy file /nowhere/p.json"},
		{"a folder", "", []string{"policy", "lint", "."}, 2, "", "is a folder"},
		{"no file", "", []string{"policy", "lint"}, 2, "", "needs a file, or -"},

		{"as expected", openPolicy, append([]string{"policy", "test", "FILE", "--allow", "GET " + object, "--deny", "PUT " + object}, vpce...), 0, "all 2 as expected", ""},
		{"not as expected", openPolicy, append([]string{"policy", "test", "FILE", "--allow", "GET " + object, "--allow", "PUT " + object}, vpce...), 3, "1 of 2 not as expected", ""},
		{"not known", openPolicy, []string{"policy", "test", "FILE", "--allow", "GET " + object}, 3, "it depends on aws:SourceVpce", ""},
		{"known to be absent", openPolicy, []string{"policy", "test", "FILE", "--complete", "--deny", "GET " + object}, 0, "denied   GET " + object, ""},
		{"an action", openPolicy, append([]string{"policy", "test", "FILE", "--deny", "s3:GetObjectTagging arn:aws:s3:::acme-models/x"}, vpce...), 0, "all 1 as expected", ""},
		{"a caller", openPolicy, append([]string{"policy", "test", "FILE", "--principal", roleARN, "--allow", "LIST s3://acme-models/x/"}, vpce...), 0, "allowed by Ours", ""},
		{"nothing to test", openPolicy, []string{"policy", "test", "FILE"}, 2, "", "nothing to test"},
		{"a bad request", openPolicy, []string{"policy", "test", "FILE", "--allow", "FETCH " + object}, 2, "", `"FETCH" is not a verb`},
		{"a request for no bucket", openPolicy, []string{"policy", "test", "FILE", "--allow", "GET s3://Bad_B/x"}, 2, "", `"Bad_B" is not a bucket's name: only lower-case letters`},
		{"a bad context", openPolicy, []string{"policy", "test", "FILE", "--allow", "GET " + object, "--context", "SourceVpce"}, 2, "", "--context takes KEY=VALUE"},
		{"a bad caller", openPolicy, []string{"policy", "test", "FILE", "--allow", "GET " + object, "--principal", "me"}, 2, "", "--principal is an ARN"},
		{"two documents to test", printed, []string{"policy", "test", "FILE", "--allow", "GET " + object}, 3, "", "is not a policy: line 16, column 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			var args []string
			for _, word := range test.args {
				if word == "FILE" {
					word = r.file("policy.json", test.document)
				}
				args = append(args, word)
			}
			r.want(test.code, args...)
			r.says(&r.out, test.out)
			r.says(&r.err, test.err)
			if test.err == "" && r.err.Len() > 0 || test.out == "" && r.out.Len() > 0 {
				t.Errorf("stdout %q, stderr %q", r.out.String(), r.err.String())
			}
			if r.cloud.account.sent != nil {
				t.Errorf("calls were made: %v", r.cloud.account.sent)
			}
		})
	}
}

func TestPolicyShow(t *testing.T) {
	r := newRig(t)
	r.want(0, "policy", "show", "model-buckets", "--region", "eu-west-1", "--account", "111122223333", "--bucket", "acme-models", "--bucket", "s3://more-models/x")
	if got := policy.Lint(r.out.String()); len(got) > 0 {
		t.Errorf("what is shown is no policy: %+v", got)
	}
	r.says(&r.out, `"arn:aws:s3:::more-models/*"`, "sagemaker-eu-west-1-111122223333", "prod-eu-west-1-starport-layer-bucket")
	shown := r.out.String()

	r.want(0, "policy", "show", "model-buckets", "--explain", "--answers", r.answersFile(func(a *plan.Answers) {
		a.Region, a.S3.Buckets = "eu-west-1", []string{"more-models"}
	}))
	if text, explained, _ := strings.Cut(r.out.String(), "\n\n"); text+"\n" != shown || !strings.Contains(explained, "What each statement is for") || !strings.Contains(explained, "ECR signs") {
		t.Errorf("from the answers\n%s", r.out.String())
	}

	r.env["AWS_REGION"] = "cn-north-1"
	r.want(0, "policy", "show", "deny-package-repos", "--output", "json")
	var got struct {
		Schema     int
		Name       string
		Document   policy.Document
		Statements []struct{ Sid, Effect, Explain string }
		Notes      []string
	}
	if err := json.Unmarshal(r.out.Bytes(), &got); err != nil || got.Schema != 1 || got.Name != "deny-package-repos" || len(got.Statements) != 4 || len(got.Notes) == 0 {
		t.Errorf("%v in\n%s", err, r.out.String())
	}
	r.says(&r.out, "arn:aws-cn:s3:::amazonlinux-2-repos-cn-north-1/*")

	r.want(0, "policy", "show", "as-printed", "--output", "json")
	r.says(&r.out, `"document": "{\n`, "an endpoint takes one")
	r.want(0, "policy", "show", "as-printed", "--explain")
	r.says(&r.out, "an endpoint takes one")
}

func TestPolicyLintAsJSON(t *testing.T) {
	r := newRig(t)
	r.app.Stdin = strings.NewReader(doubtfulPolicy)
	r.want(0, "policy", "lint", "-", "--output", "json")
	const want = `{
  "schema": 1,
  "file": "-",
  "characters": 121,
  "ok": true,
  "problems": [
    {
      "rule": "s3.policy-action",
      "severity": "warning",
      "line": 1,
      "column": 88,
      "summary": "statement 1: \"s3:GetObjects\" is no action of S3: did you mean s3:GetObject?",
      "detail": "S3 had no such action on ` + policy.ActionsDate + `, so this entry most likely matches nothing.",
      "remedy": "Write s3:GetObject if that is meant."
    }
  ]
}
`
	if r.out.String() != want {
		t.Errorf("got\n%s", r.out.String())
	}
	r.app.Stdin = strings.NewReader("\x1b[31m")
	r.want(3, "policy", "lint", "-")
	r.says(&r.out, "<stdin>:1:1: error: this is not JSON")
	if strings.Contains(r.out.String(), "\x1b") {
		t.Errorf("an escape sequence came through: %q", r.out.String())
	}
}

func TestPolicyTestAsJSON(t *testing.T) {
	r := newRig(t)
	path := r.file("policy.json", openPolicy)
	r.want(3, "policy", "test", path, "--output", "json", "--context", "AWS:sourcevpce=vpce-1", "--deny", "PUT s3://acme-models/x", "--deny", "GET s3://acme-models/x")
	var got struct {
		Schema int
		OK     bool
		Rows   []struct {
			Request, Action, Resource, Expected, Verdict, By, Why string
			OK                                                    bool
		}
	}
	if err := json.Unmarshal(r.out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != 1 || got.OK || len(got.Rows) != 2 || !got.Rows[0].OK || got.Rows[0].Action != "s3:PutObject" ||
		got.Rows[1].OK || got.Rows[1].By != "Ours" || got.Rows[1].Verdict != "allowed" || got.Rows[1].Expected != "denied" {
		t.Errorf("got %+v", got)
	}
	// Several values of one key are a set.
	tags := r.file("tags.json", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
		"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "env"}}}}`)
	r.want(0, "policy", "test", tags, "--context", "aws:TagKeys=env", "--allow", "GET s3://acme-models/x")
	r.want(0, "policy", "test", tags, "--context", "aws:TagKeys=env", "--context", "aws:tagkeys=cost", "--deny", "GET s3://acme-models/x")
}
