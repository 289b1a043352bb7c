package policy_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

func TestProbes(t *testing.T) {
	got := policy.Probes(env("us-east-1"), []string{
		"s3://acme-models/fraud/model.tar.gz", "https://example.com/model.tar.gz", "s3://acme-base/llm/",
	})
	want := []struct {
		kind           policy.ProbeKind
		name, resource string
	}{
		{policy.ProbeModel, "GET acme-models/fraud/model.tar.gz", "arn:aws:s3:::acme-models/fraud/model.tar.gz"},
		{policy.ProbeModel, "LIST acme-base", "arn:aws:s3:::acme-base"},
		{policy.ProbeModel, "GET acme-base/llm/…", "arn:aws:s3:::acme-base/llm/…"},
		{policy.ProbeLayer, "GET prod-us-east-1-starport-layer-bucket/layer", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/layer"},
		{
			policy.ProbeRepository, "GET al2023-repos-us-east-1-de612dc2/core/mirrors/latest/x86_64/mirror.list",
			"arn:aws:s3:::al2023-repos-us-east-1-de612dc2/core/mirrors/latest/x86_64/mirror.list",
		},
		{policy.ProbeDefault, "GET sagemaker-us-east-1-111122223333/model.tar.gz", "arn:aws:s3:::sagemaker-us-east-1-111122223333/model.tar.gz"},
		{policy.ProbeStranger, "GET somebody-elses-bucket/x", "arn:aws:s3:::somebody-elses-bucket/x"},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i, w := range want {
		action := "s3:GetObject"
		if strings.HasPrefix(w.name, "LIST ") {
			action = "s3:ListBucket"
		}
		if p := got[i]; p.Kind != w.kind || p.Name != w.name || p.Request.Resource != w.resource || p.Request.Action != action {
			t.Errorf("got %+v, want %+v", p, w)
		}
	}
	kinds := []policy.ProbeKind{}
	for _, p := range policy.Probes(policy.Env{Region: "cn-north-1"}, nil) {
		kinds = append(kinds, p.Kind)
	}
	if want := []policy.ProbeKind{policy.ProbeLayer, policy.ProbeRepository, policy.ProbeStranger}; !slices.Equal(kinds, want) {
		t.Errorf("without an account and a model: %v", kinds)
	}
}

// A condition on the caller's account shuts out ECR, which signs layers with an account of its own.
func TestProbesMeetAnAccountCondition(t *testing.T) {
	doc := statements(t, `{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
		"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}}`)
	want := map[policy.ProbeKind]policy.Verdict{
		policy.ProbeModel: policy.Allowed, policy.ProbeLayer: policy.Unknown, policy.ProbeRepository: policy.Unknown,
		policy.ProbeDefault: policy.Allowed, policy.ProbeStranger: policy.Allowed,
	}
	for _, p := range policy.Probes(env("us-east-1"), []string{"s3://acme-models/m.tar.gz"}) {
		if got := policy.Evaluate(doc, p.Request); got.Verdict != want[p.Kind] {
			t.Errorf("%s: got %+v, want %s", p.Name, got, want[p.Kind])
		}
	}
}

func TestParseS3URL(t *testing.T) {
	tests := map[string]struct {
		bucket, key string
		ok          bool
	}{
		"s3://acme-models/fraud/model.tar.gz":                                     {"acme-models", "fraud/model.tar.gz", true},
		"S3://acme-models/a?b#c":                                                  {"acme-models", "a?b#c", true},
		"s3://acme-models":                                                        {"acme-models", "", true},
		"s3://acme-models/":                                                       {"acme-models", "", true},
		"https://acme-models.s3.us-east-1.amazonaws.com/a/b%20c":                  {"acme-models", "a/b c", true},
		"https://acme-models.s3.amazonaws.com/a?versionId=1":                      {"acme-models", "a", true},
		"https://acme-models.s3-eu-west-1.amazonaws.com/a":                        {"acme-models", "a", true},
		"https://acme.models.v1.s3.us-east-1.amazonaws.com/a":                     {"acme.models.v1", "a", true},
		"https://s3.cn-north-1.amazonaws.com.cn/acme-models/a/b":                  {"acme-models", "a/b", true},
		"https://s3-us-west-2.amazonaws.com/acme-models/a":                        {"acme-models", "a", true},
		"https://s3.dualstack.us-east-1.amazonaws.com/acme-models/a":              {"acme-models", "a", true},
		"https://acme-models.s3.dualstack.us-east-1.amazonaws.com/a":              {"acme-models", "a", true},
		"https://s3.amazonaws.com/acme-models/a":                                  {"acme-models", "a", true},
		"https://api.sagemaker.us-east-1.amazonaws.com/a/b":                       {},
		"https://example.com/acme-models/a":                                       {},
		"https://s3.amazonaws.com.example.com/acme-models/a":                      {},
		"https://acme-models.s3.us-east-1.amazonaws.com/%zz":                      {},
		"http://s3.amazonaws.com/acme-models/a":                                   {},
		"s3://":                                                                   {},
		"s3://a*/b":                                                               {bucket: "a*", key: "b"},
		"/tmp/model.tar.gz":                                                       {},
		"":                                                                        {},
		"s3://arn:aws:s3:us-east-1:111122223333:accesspoint/models/x":             {bucket: "arn:aws:s3:us-east-1:111122223333:accesspoint", key: "models/x"},
		"s3:/acme-models/a":                                                       {},
		"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/acme-models/object": {},
	}
	for address, want := range tests {
		bucket, key, ok := policy.ParseS3URL(address)
		if ok != want.ok || want.ok && (bucket != want.bucket || key != want.key) {
			t.Errorf("%s: got %q, %q, %v; want %+v", address, bucket, key, ok, want)
		}
	}
}
