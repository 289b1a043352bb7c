package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func simulate(t *testing.T, c *iam.Client, in iam.SimulatePrincipalPolicyInput) []types.EvaluationResult {
	t.Helper()
	if in.PolicySourceArn == nil {
		in.PolicySourceArn = aws.String("arn:aws:iam::111122223333:role/" + roleInUse)
	}
	return must[*iam.SimulatePrincipalPolicyOutput](t)(c.SimulatePrincipalPolicy(t.Context(), &in)).EvaluationResults
}

// What AmazonSageMakerFullAccess gives and, more to the point, does not give.
func TestSageMakerFullAccess(t *testing.T) {
	c := open(t, "tour").iam
	only := aws.String("arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20250311T101010")
	to := func(service string) []types.ContextEntry {
		return []types.ContextEntry{{ContextKeyName: aws.String("iam:PassedToService"), ContextKeyType: types.ContextKeyTypeEnumString, ContextKeyValues: []string{service}}}
	}
	tagged := []types.ContextEntry{{ContextKeyName: aws.String("s3:ExistingObjectTag/SageMaker"), ContextKeyType: types.ContextKeyTypeEnumString, ContextKeyValues: []string{"TRUE"}}}
	for _, tc := range []struct {
		action, resource string
		context          []types.ContextEntry
		allowed          bool
	}{
		{"s3:GetObject", "arn:aws:s3:::acme-models/fraud/model.tar.gz", nil, false},
		{"s3:GetObject", "arn:aws:s3:::acme-models/fraud/model.tar.gz", tagged, true},
		{"s3:GetObject", "arn:aws:s3:::sagemaker-us-east-1-111122223333/x", nil, true},
		{"s3:GetObject", "arn:aws:s3:::acme/SageMaker/x", nil, true},
		{"s3:ListBucket", "arn:aws:s3:::acme-models", nil, true},
		{"sagemaker:CreateModel", "arn:aws:sagemaker:us-east-1:111122223333:model/x", nil, true},
		{"sagemaker:CreateDomain", "arn:aws:sagemaker:us-east-1:111122223333:domain/x", nil, false},
		{"iam:PassRole", *only, to("sagemaker.amazonaws.com"), true},
		{"iam:PassRole", *only, to("lambda.amazonaws.com"), false},
		{"iam:PassRole", *only, nil, false},
		{"ec2:CreateNetworkInterface", "", nil, true},
		{"ec2:DescribeVpcEndpoints", "", nil, true},
		{"ec2:CreateVpcEndpoint", "", nil, true},
		{"ec2:DescribeRouteTables", "", nil, true},
		{"ec2:ModifyVpcEndpoint", "", nil, false},
		{"ec2:CreateTags", "", nil, false},
		{"ec2:DescribeManagedPrefixLists", "", nil, false},
		{"ec2:DescribeNetworkAcls", "", nil, false},
		{"iam:ListRoles", "", nil, true},
		{"iam:GetRole", "", nil, false},
		{"iam:SimulatePrincipalPolicy", "", nil, false},
		{"ecr:BatchGetImage", "arn:aws:ecr:us-east-1:111122223333:repository/fraud", nil, true},
	} {
		in := iam.SimulatePrincipalPolicyInput{PolicySourceArn: only, ActionNames: []string{tc.action}, ContextEntries: tc.context}
		if tc.resource != "" {
			in.ResourceArns = []string{tc.resource}
		}
		if got := simulate(t, c, in)[0].EvalDecision; (got == types.PolicyEvaluationDecisionTypeAllowed) != tc.allowed {
			t.Errorf("%s on %s with %v: %s", tc.action, tc.resource, tc.context, got)
		}
	}
}

func TestSimulationOfARole(t *testing.T) {
	c := open(t, "tour").iam
	model, other := "arn:aws:s3:::acme-models/fraud/model.tar.gz", "arn:aws:s3:::acme-finance/x"
	got := simulate(t, c, iam.SimulatePrincipalPolicyInput{ActionNames: []string{"s3:GetObject", "iam:CreateUser"}, ResourceArns: []string{model, other}})
	if len(got) != 2 || got[0].EvalDecision != types.PolicyEvaluationDecisionTypeImplicitDeny || *got[0].EvalResourceName != "arn:${Partition}:s3:::${BucketName}/${KeyName}" {
		t.Fatalf("got %+v", got)
	}
	each := got[0].ResourceSpecificResults
	if len(each) != 2 || each[0].EvalResourceDecision != types.PolicyEvaluationDecisionTypeAllowed || *each[0].EvalResourceName != model ||
		each[1].EvalResourceDecision != types.PolicyEvaluationDecisionTypeImplicitDeny {
		t.Fatalf("got %+v", each)
	}
	if by := each[0].MatchedStatements; len(by) != 1 || *by[0].SourcePolicyId != "ReadAcmeModels" || by[0].StartPosition.Line != 3 || by[0].EndPosition.Line != 4 {
		t.Errorf("matched %+v", by)
	}
	if want := []string{"s3:ExistingObjectTag/SageMaker", "s3:ExistingObjectTag/servicecatalog:provisioning"}; !slices.Equal(each[1].MissingContextValues, want) {
		t.Errorf("missing %v", each[1].MissingContextValues)
	}
	// A denial in a policy of the call beats what the role has.
	got = simulate(t, c, iam.SimulatePrincipalPolicyInput{ActionNames: []string{"s3:GetObject"}, ResourceArns: []string{model}, PolicyInputList: []string{
		strings.Replace(allow("s3:*", "*"), "Allow", "Deny", 1),
	}})
	if by := got[0].MatchedStatements; got[0].EvalDecision != types.PolicyEvaluationDecisionTypeExplicitDeny || len(by) != 1 || *by[0].SourcePolicyId != "PolicyInputList.1" {
		t.Errorf("got %+v", got[0])
	}
	got = simulate(t, c, iam.SimulatePrincipalPolicyInput{ActionNames: []string{"s3:GetObject"}, PermissionsBoundaryPolicyInputList: []string{allow("ec2:*", "*")}, ResourceArns: []string{model}})
	if got[0].EvalDecision != types.PolicyEvaluationDecisionTypeImplicitDeny || got[0].PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary {
		t.Errorf("got %+v", got[0])
	}
	_, err := c.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: aws.String("Finance"), PolicyDocument: aws.String(allow("s3:GetObject", other))})
	if err != nil {
		t.Fatal(err)
	}
	got = simulate(t, c, iam.SimulatePrincipalPolicyInput{ActionNames: []string{"s3:GetObject"}, ResourceArns: []string{other}})
	if by := got[0].MatchedStatements; len(by) != 1 || *by[0].SourcePolicyId != "role_SageMakerExecution_Finance" {
		t.Errorf("got %+v", got[0])
	}
}

func TestSimulatorPages(t *testing.T) {
	c := open(t, "tour").iam
	p := iam.NewSimulatePrincipalPolicyPaginator(c, &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: aws.String("arn:aws:iam::111122223333:role/WebServer"), ActionNames: []string{"a:a", "b:b", "c:c"}, MaxItems: aws.Int32(2),
	})
	var names []string
	for p.HasMorePages() {
		for _, r := range must[*iam.SimulatePrincipalPolicyOutput](t)(p.NextPage(t.Context())).EvaluationResults {
			names = append(names, *r.EvalActionName)
		}
	}
	if !slices.Equal(names, []string{"a:a", "b:b", "c:c"}) {
		t.Errorf("got %v", names)
	}
}

func TestSimulationOfDocuments(t *testing.T) {
	c := open(t, "tour").iam
	custom := func(in *iam.SimulateCustomPolicyInput) types.EvaluationResult {
		t.Helper()
		return must[*iam.SimulateCustomPolicyOutput](t)(c.SimulateCustomPolicy(t.Context(), in)).EvaluationResults[0]
	}
	bob := aws.String("arn:aws:iam::111122223333:user/bob")
	bucket := []string{"arn:aws:s3:::b/k"}
	own := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"` + *bob + `"},"Action":"s3:GetObject","Resource":"*"}]}`
	if got := custom(&iam.SimulateCustomPolicyInput{PolicyInputList: []string{allow("s3:*", "*")}, ActionNames: []string{"s3:GetObject"}}); got.EvalDecision != "allowed" || *got.EvalResourceName != "*" {
		t.Errorf("got %+v", got)
	}
	got := custom(&iam.SimulateCustomPolicyInput{PolicyInputList: []string{allow("ec2:*", "*")}, ActionNames: []string{"s3:GetObject"}, ResourceArns: bucket, ResourcePolicy: &own, CallerArn: bob})
	if got.EvalDecision != "allowed" || string(got.MatchedStatements[0].SourcePolicyType) != "Resource Policy" {
		t.Errorf("got %+v", got)
	}
	got = custom(&iam.SimulateCustomPolicyInput{
		PolicyInputList: []string{allow("s3:*", "*")}, ActionNames: []string{"s3:GetObject"}, ResourceArns: bucket,
		ResourcePolicy: aws.String(strings.Replace(own, "Allow", "Deny", 1)), CallerArn: bob,
	})
	if got.EvalDecision != "explicitDeny" {
		t.Errorf("got %+v", got)
	}
	_, err := c.SimulateCustomPolicy(t.Context(), &iam.SimulateCustomPolicyInput{PolicyInputList: []string{"{"}, ActionNames: []string{"s3:GetObject"}})
	wantCode(t, err, "InvalidInput")
	_, err = c.SimulateCustomPolicy(t.Context(), &iam.SimulateCustomPolicyInput{PolicyInputList: []string{own}, ActionNames: []string{"s3:GetObject"}, ResourcePolicy: &own})
	wantCode(t, err, "InvalidInput")
}

func TestWhatCannotBeSimulated(t *testing.T) {
	c := open(t, "tour").iam
	for arn, code := range map[string]string{
		"arn:aws:sts::111122223333:assumed-role/DataScientist/demo": "InvalidInput",
		"arn:aws:iam::111122223333:role/Nobody":                     "NoSuchEntity",
		"arn:aws:iam::111122223333:user/bob":                        "NoSuchEntity",
	} {
		_, err := c.SimulatePrincipalPolicy(t.Context(), &iam.SimulatePrincipalPolicyInput{PolicySourceArn: &arn, ActionNames: []string{"s3:GetObject"}})
		wantCode(t, err, code)
	}
	_, err := c.SimulatePrincipalPolicy(t.Context(), &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: aws.String("arn:aws:iam::111122223333:role/WebServer"), ActionNames: []string{"GetObject"},
	})
	wantCode(t, err, "InvalidInput")
	_, err = c.SimulatePrincipalPolicy(t.Context(), &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: aws.String("arn:aws:iam::111122223333:role/WebServer"), ActionNames: []string{"s3:GetObject"},
		ResourcePolicy: aws.String(`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}`),
	})
	wantCode(t, err, "InvalidInput")
}
