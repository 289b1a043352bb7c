package policy_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps/policy"
)

func TestParseRequest(t *testing.T) {
	const object = "arn:aws:s3:::acme-models/fraud/model.tar.gz"
	tests := map[string]policy.Request{
		"GET s3://acme-models/fraud/model.tar.gz":                         {Action: "s3:GetObject", Resource: object},
		"GET acme-models/fraud/model.tar.gz":                              {Action: "s3:GetObject", Resource: object},
		"LIST acme-models":                                                {Action: "s3:ListBucket", Resource: "arn:aws:s3:::acme-models"},
		"GET acme-models/llm/…":                                           {Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-models/llm/…"},
		" get  s3://acme-models/fraud/model.tar.gz ":                      {Action: "s3:GetObject", Resource: object},
		"GET https://acme-models.s3.amazonaws.com/fraud/model.tar.gz":     {Action: "s3:GetObject", Resource: object},
		"GET s3://acme-models/a key":                                      {Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-models/a key"},
		"HEAD s3://acme-models/fraud/model.tar.gz":                        {Action: "s3:GetObject", Resource: object},
		"HEAD s3://acme-models":                                           {Action: "s3:ListBucket", Resource: "arn:aws:s3:::acme-models"},
		"PUT s3://acme-models/fraud/model.tar.gz":                         {Action: "s3:PutObject", Resource: object},
		"DELETE s3://acme-models/fraud/model.tar.gz":                      {Action: "s3:DeleteObject", Resource: object},
		"LIST s3://acme-models":                                           {Action: "s3:ListBucket", Resource: "arn:aws:s3:::acme-models"},
		"LIST s3://acme-models/fraud/":                                    {Action: "s3:ListBucket", Resource: "arn:aws:s3:::acme-models", Context: map[string]string{"s3:prefix": "fraud/"}},
		"s3:GetObjectTagging " + object:                                   {Action: "s3:GetObjectTagging", Resource: object},
		"s3:GetObjectTagging s3://acme-models/fraud/model.tar.gz":         {Action: "s3:GetObjectTagging", Resource: object},
		"s3:PutObject s3://acme-models/fraud/":                            {Action: "s3:PutObject", Resource: "arn:aws:s3:::acme-models/fraud/"},
		"s3:GetBucketLocation s3://acme-models":                           {Action: "s3:GetBucketLocation", Resource: "arn:aws:s3:::acme-models"},
		"s3:GetObject arn:aws:s3:us-east-1:1:accesspoint/models/object/x": {Action: "s3:GetObject", Resource: "arn:aws:s3:us-east-1:1:accesspoint/models/object/x"},
	}
	for text, want := range tests {
		if got, err := policy.ParseRequest(text, policy.Env{}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", text, got, err, want)
		}
	}
	if got, err := policy.ParseRequest("GET s3://acme-models/x", policy.Env{Region: "cn-north-1"}); err != nil || got.Resource != "arn:aws-cn:s3:::acme-models/x" {
		t.Errorf("in China: %+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"":                                 "is not a request",
		"GET":                              "is not a request",
		"GET Bad_B/x":                      "\"Bad_B\" is not a bucket's name",
		"GET http://acme-models/x":         "write it as s3://bucket/key",
		"GET /acme-models/x":               "write it as s3://bucket/key",
		"FETCH ab/x":                       "is not a verb",
		"GET s3://acme-models":             "names no object",
		"DELETE s3://acme-models":          "names no object",
		"GET s3://Bad_B/x":                 "\"Bad_B\" is not a bucket's name: only lower-case",
		"GET s3://192.168.5.4/x":           "IP address",
		"s3:GetObject s3://ab/x":           "3 to 63",
		"LIST s3://":                       "3 to 63",
		"GET s3://models-s3alias/x":        "end with -s3alias",
		"FETCH s3://acme-models":           "is not a verb",
		"s3:Get* s3://a-b-c/x":             "is not one action",
		"s3: s3://a-b-c/x":                 "is not one action",
		"s3:GetObject acme":                "is not one resource",
		"s3:GetObject arn:aws:s3:::acme/*": "is not one resource",
	} {
		if _, err := policy.ParseRequest(text, policy.Env{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestAsPrinted(t *testing.T) {
	for partition, region := range map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"} {
		t.Run(partition, func(t *testing.T) {
			printed := policy.AsPrinted(env(region))
			golden.RequireEqual(t, []byte(printed+"\n"))
			got := policy.Examine(printed, policy.Purpose{})
			if len(got) != 1 || got[0].Rule != policy.RuleInvalid || got[0].Line != 16 || got[0].Column != 1 || !strings.Contains(got[0].Summary, "second document") {
				t.Errorf("both: %+v", got)
			}
			for one := range strings.SplitSeq(printed, "\n\n") {
				if got := policy.Lint(one); len(got) != 1 || got[0].Rule != policy.RuleDenyOnly {
					t.Errorf("one: %+v", got)
				}
			}
		})
	}
	for _, sentence := range policy.WhyNotAsPrinted() {
		if !strings.HasSuffix(sentence, ".") {
			t.Errorf("no sentence: %q", sentence)
		}
	}
}

func TestNotes(t *testing.T) {
	for name, want := range map[string][]string{
		policy.NameFull:                  {"IAM"},
		policy.NameModelBuckets:          {"loses every bucket", "ECR signs"},
		policy.NameDenyPackageRepos:      {policy.PackageReposDate, "pip, apt, conda", "dualstack", "NAT gateway", "Other hosts"},
		policy.NameModelBucketsDenyRepos: {"loses every bucket", policy.PackageReposDate, "dualstack"},
	} {
		if got := strings.Join(policy.Notes(name), " "); !all(got, want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, s := range policy.DenyPackageRepos(env("us-east-1")).Statements[1:] {
		if !strings.Contains(s.Explain, policy.PackageReposDate) {
			t.Errorf("%s is not dated: %s", s.Sid, s.Explain)
		}
	}
}

func all(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
