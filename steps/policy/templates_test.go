package policy_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps/policy"
)

// env is where tests put a policy.
func env(region string) policy.Env {
	return policy.Env{Region: region, Account: "111122223333", Buckets: []string{"acme-models", "acme-base", "acme-models"}}
}

func TestTemplates(t *testing.T) {
	for partition, region := range map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"} {
		for _, name := range policy.Names() {
			t.Run(partition+"/"+name, func(t *testing.T) {
				doc, err := policy.Template(name, env(region))
				if err != nil {
					t.Fatal(err)
				}
				text := doc.String()
				golden.RequireEqual(t, []byte(text+"\n"))
				if problems := policy.Lint(text); len(problems) > 0 {
					t.Errorf("the linter objects: %+v", problems)
				}
				if strings.Contains(text, "arn:") && !strings.Contains(text, "arn:"+partition+":s3") {
					t.Errorf("no resource of the partition %s", partition)
				}
				named := env(region)
				named.Partition = partition
				if again, _ := policy.Template(name, named); again.String() != text {
					t.Error("naming the Region's own partition changes the document")
				}
				for _, s := range doc.Statements {
					if s.Explain == "" || strings.HasSuffix(s.Explain, ".") {
						t.Errorf("statement %s is explained as %q", s.Sid, s.Explain)
					}
				}
			})
		}
	}
}

func TestTemplateErrors(t *testing.T) {
	tests := map[string]struct {
		name string
		env  policy.Env
		want string
	}{
		"no such template":      {"tight", env("us-east-1"), `no policy template "tight"`},
		"no Region":             {policy.NameDenyPackageRepos, policy.Env{}, "name the Region"},
		"no account":            {policy.NameModelBuckets, policy.Env{Region: "us-east-1"}, "the account is not known"},
		"a bucket that is none": {policy.NameModelBucketsDenyRepos, policy.Env{Region: "us-east-1", Account: "1", Buckets: []string{"a*"}}, `"a*" is not the name of a bucket`},
	}
	for name, test := range tests {
		if _, err := policy.Template(test.name, test.env); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
	if doc, err := policy.Template(policy.NameFull, policy.Env{}); err != nil || len(doc.Statements) != 1 {
		t.Errorf("full access needs nothing, and gives %v, %v", doc, err)
	}
}

func TestTemplatesOfLittle(t *testing.T) {
	doc := policy.ModelBuckets(policy.Env{Region: "us-east-1"})
	if len(doc.Statements) != 1 || doc.Statements[0].Sid != "AwsOwnedReadOnly" {
		t.Errorf("without an account and buckets: %s", doc)
	}
	doc = policy.ModelBuckets(policy.Env{Region: "us-east-1", Buckets: []string{"acme-models"}})
	if len(doc.Statements) != 2 || len(doc.Statements[0].Conditions) != 0 {
		t.Errorf("without an account: %s", doc)
	}
}

// The truth table of each template, one letter a probe: model, layer, repository, default, stranger.
func TestTemplatesInTheTruthTable(t *testing.T) {
	want := map[string]string{
		policy.NameFull:                  "allowed allowed allowed allowed allowed",
		policy.NameModelBuckets:          "allowed allowed denied allowed denied",
		policy.NameDenyPackageRepos:      "allowed allowed denied allowed allowed",
		policy.NameModelBucketsDenyRepos: "allowed allowed denied allowed denied",
	}
	for _, region := range []string{"us-east-1", "cn-northwest-1", "us-gov-east-1"} {
		for _, name := range policy.Names() {
			doc, err := policy.Template(name, env(region))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, probe := range policy.Probes(env(region), []string{"s3://acme-models/fraud/model.tar.gz"}) {
				got = append(got, string(policy.Evaluate(doc, probe.Request).Verdict))
			}
			if joined := strings.Join(got, " "); joined != want[name] {
				t.Errorf("%s in %s: got %s, want %s", name, region, joined, want[name])
			}
		}
	}
}

func TestDeniedRepositories(t *testing.T) {
	tests := map[string]struct{ region, resource, by string }{
		"first, packages":     {"eu-west-1", "arn:aws:s3:::packages.eu-west-1.amazonaws.com/2018.03/main.rpm", "AmazonLinuxAMIRepositoryAccess"},
		"first, repo":         {"eu-west-1", "arn:aws:s3:::repo.eu-west-1.amazonaws.com/x", "AmazonLinuxAMIRepositoryAccess"},
		"second":              {"eu-west-1", "arn:aws:s3:::amazonlinux.eu-west-1.amazonaws.com/x", "AmazonLinux2AMIRepositoryAccess"},
		"second, newer":       {"eu-west-1", "arn:aws:s3:::amazonlinux-2-repos-eu-west-1/2/core/x", "AmazonLinux2AMIRepositoryAccess"},
		"2023":                {"eu-west-1", "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/core/x", "AmazonLinux2023RepositoryAccess"},
		"2023, live patches":  {"eu-west-1", "arn:aws:s3:::al2023-eu-west-1/x", "AmazonLinux2023RepositoryAccess"},
		"first, in China":     {"cn-north-1", "arn:aws-cn:s3:::packages.cn-north-1.amazonaws.com.cn/x", "AmazonLinuxAMIRepositoryAccess"},
		"first, in GovCloud":  {"us-gov-west-1", "arn:aws-us-gov:s3:::packages.us-gov-west-1.amazonaws.com/x", "AmazonLinuxAMIRepositoryAccess"},
		"a bucket like it":    {"eu-west-1", "arn:aws:s3:::my-al2023-eu-west-1/x", ""},
		"another Region's":    {"eu-west-1", "arn:aws:s3:::al2023-us-east-1/x", ""},
		"a model in a bucket": {"eu-west-1", "arn:aws:s3:::acme-models/repo.eu-west-1.amazonaws.com/x", ""},
	}
	for name, test := range tests {
		got := policy.Evaluate(policy.DenyPackageRepos(env(test.region)), policy.Request{Action: "s3:GetObject", Resource: test.resource})
		if test.by == "" {
			test.by = "AllowOtherS3Access"
		}
		if got.By != test.by {
			t.Errorf("%s: decided by %q, want %q", name, got.By, test.by)
		}
	}
}

func TestPolicyPageAsPrinted(t *testing.T) {
	deny := policy.DenyPackageRepos(env("us-east-1"))
	deny.Statements = deny.Statements[1:]
	printed := deny.String() + "\n" + deny.String() // Two objects beside each other, without an Allow.
	problems := policy.Lint(printed)
	if len(problems) != 1 || problems[0].Rule != policy.RuleInvalid || problems[0].Line < 2 || !strings.Contains(problems[0].Summary, "second document") {
		t.Errorf("two documents: %+v", problems)
	}
	problems = policy.Lint(deny.String())
	if len(problems) != 1 || problems[0].Rule != policy.RuleDenyOnly {
		t.Errorf("deny only: %+v", problems)
	}
}
