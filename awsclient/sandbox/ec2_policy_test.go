package sandbox_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

func TestEndpointPolicies(t *testing.T) {
	allow := `{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}`
	for _, tc := range []struct {
		name, document string
		valid          bool
	}{
		{"one statement", `{"Statement":` + allow + `}`, true},
		{"a list", `{"Version":"2012-10-17","Statement":[` + allow + `]}`, true},
		{"deny only is no syntax error", `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}`, true},
		{"two documents", `{"Statement":[` + allow + `]}` + "\n" + `{"Statement":[` + allow + `]}`, false},
		{"no JSON", `Allow everything`, false},
		{"a list of policies", `[` + allow + `]`, false},
		{"null", `null`, false},
		{"no statement", `{"Version":"2012-10-17"}`, false},
		{"no effect", `{"Statement":[{"Principal":"*","Action":"*","Resource":"*"}]}`, false},
		{"no principal", `{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`, false},
		{"unknown field", `{"Statement":[` + strings.Replace(allow, "Resource", "Resources", 1) + `]}`, false},
		{"wrong version", `{"Version":"2026-01-01","Statement":[` + allow + `]}`, false},
		{"too long", `{"Statement":[` + allow + `]` + strings.Repeat(" ", 20480) + `}`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := open(t, "no-s3")
			n := home(t, c, "no-s3")
			in := createS3(n, "isolated-a")
			in.PolicyDocument = aws.String(tc.document)
			out, err := c.ec2.CreateVpcEndpoint(t.Context(), in)
			if !tc.valid {
				wantCode(t, err, "InvalidPolicyDocument")
				return
			}
			if err != nil || *out.VpcEndpoint.PolicyDocument != tc.document {
				t.Errorf("stored %v, %v", out, err)
			}
		})
	}
	c := open(t, "no-s3")
	in := createS3(home(t, c, "no-s3"))
	in.PolicyDocument = aws.String("{\n  \"Statement\": [,]\n}")
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), in)
	if got, want := wantCode(t, err, "InvalidPolicyDocument"), "The Policy Document is not valid. Syntax error at position (2,17)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPolicyIsReplacedAndReset(t *testing.T) {
	c := open(t, "existing-endpoint")
	n := home(t, c, "existing-endpoint")
	id := s3Routes(t, c, n.vpc)[n.tables["apps"]]
	policy := func() string {
		return *must[*ec2.DescribeVpcEndpointsOutput](t)(c.ec2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{id}})).VpcEndpoints[0].PolicyDocument
	}
	custom := policy()
	if !strings.Contains(custom, "NoFinance") {
		t.Fatalf("the scenario's policy: %s", custom)
	}
	must[*ec2.ModifyVpcEndpointOutput](t)(c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, AddRouteTableIds: []string{n.tables["data"]}}))
	if policy() != custom {
		t.Error("extending the endpoint touched its policy")
	}
	document := `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"*"}]}`
	must[*ec2.ModifyVpcEndpointOutput](t)(c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, PolicyDocument: &document}))
	if policy() != document {
		t.Errorf("got %s", policy())
	}
	must[*ec2.ModifyVpcEndpointOutput](t)(c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, ResetPolicy: aws.Bool(true)}))
	if !strings.Contains(policy(), `"Version":"2008-10-17"`) {
		t.Errorf("got %s", policy())
	}
	_, err := c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, ResetPolicy: aws.Bool(true), PolicyDocument: &document})
	wantCode(t, err, "InvalidParameterCombination")
}
