package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const (
	roleInUse   = "SageMakerExecution"
	sagemaker29 = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
	readModels  = "arn:aws:iam::111122223333:policy/ReadAcmeModels"
	trustOfJobs = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}}`
)

func allow(actions, resource string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Allow","Action":"` + actions + `","Resource":"` + resource + `"}]}`
}

func TestInlinePolicies(t *testing.T) {
	c, ctx := open(t, "tour").iam, t.Context()
	put := func(name, document string) error {
		_, err := c.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: &name, PolicyDocument: &document})
		return err
	}
	document := strings.Replace(allow("s3:GetObject", "arn:aws:s3:::a/*"), ":[{", ": [\n  {", 1)
	for i := range 3 {
		if err := put(fmt.Sprintf("p%d", i), document); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	pages := iam.NewListRolePoliciesPaginator(c, &iam.ListRolePoliciesInput{RoleName: aws.String(roleInUse), MaxItems: aws.Int32(2)})
	for pages.HasMorePages() {
		names = append(names, must[*iam.ListRolePoliciesOutput](t)(pages.NextPage(ctx)).PolicyNames...)
	}
	if !slices.Equal(names, []string{"p0", "p1", "p2"}) {
		t.Errorf("got %v", names)
	}
	got := must[*iam.GetRolePolicyOutput](t)(c.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: aws.String("p0")}))
	if text, err := url.PathUnescape(*got.PolicyDocument); err != nil || text != document || strings.ContainsAny(*got.PolicyDocument, " +{") {
		t.Errorf("got %q (%v)", *got.PolicyDocument, err)
	}
	if _, err := c.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: aws.String("p0")}); err != nil {
		t.Error(err)
	}
	_, err := c.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: aws.String("p0")})
	if got := wantCode(t, err, "NoSuchEntity"); got != "The role policy with name p0 cannot be found." {
		t.Errorf("got %q", got)
	}
	_, err = c.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: aws.String("p0")})
	wantCode(t, err, "NoSuchEntity")
	// White space does not count, everything else of all the role's policies does.
	long := func(n int) string { return allow("s3:"+strings.Repeat("x", n), "*") + strings.Repeat(" ", 20000) }
	if err := put("long", long(9000)); err != nil {
		t.Error(err)
	}
	if got := wantCode(t, put("more", long(1000)), "LimitExceeded"); got != "Maximum policy size of 10240 bytes exceeded for role SageMakerExecution" {
		t.Errorf("got %q", got)
	}
	if err := put("long", long(9100)); err != nil {
		t.Errorf("in the place of itself: %v", err)
	}
	wantCode(t, put("no spaces", document), "ValidationError")
	_, err = c.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("AWSServiceRoleForRDS"), PolicyName: aws.String("p"), PolicyDocument: &document})
	wantCode(t, err, "UnmodifiableEntity")
}

func TestDocumentsThatIAMRefuses(t *testing.T) {
	c := open(t, "tour").iam
	for document, want := range map[string]string{
		`{`:                        "Syntax errors in policy.",
		`{"Version":"2020-01-01"}`: "Syntax errors in policy.",
		`{"Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}`:                                    "Syntax errors in policy.",
		`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Extra":1}]}`:                          "Syntax errors in policy.",
		`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Smells":{"a:b":"c"}}}]}`: "Syntax errors in policy.",
		`{"Statement":[{"Effect":"Allow","Resource":"*"}]}`:                                                    "Policy statement must contain actions.",
		`{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}`:                                                   "Policy statement must contain resources.",
		`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":[]}]}`:                                     "Policy statement must contain resources.",
		`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}]}`:                               `Resource bucket must be in ARN format or "*".`,
		`{"Statement":[{"Effect":"Allow","Action":"GetObject","Resource":"*"}]}`:                               "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
		`{"Statement":[{"Effect":"Allow","Action":"arn:aws:s3","Resource":"*"}]}`:                              "Actions/Condition can contain only one colon.",
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}`:                    "Policy document should not specify a principal.",
		`{"Statement":[{"Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*"}]}`:                        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
	} {
		_, err := c.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String(roleInUse), PolicyName: aws.String("p"), PolicyDocument: aws.String(document)})
		if got := wantCode(t, err, "MalformedPolicyDocument"); got != want {
			t.Errorf("%s: %q, want %q", document, got, want)
		}
	}
}

func TestManagedPolicies(t *testing.T) {
	c, ctx := open(t, "tour").iam, t.Context()
	policy := must[*iam.GetPolicyOutput](t)(c.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String(sagemaker29)})).Policy
	if *policy.DefaultVersionId != "v29" || *policy.AttachmentCount != 2 || *policy.PolicyName != "AmazonSageMakerFullAccess" {
		t.Errorf("got %+v", policy)
	}
	version := must[*iam.GetPolicyVersionOutput](t)(c.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: policy.Arn, VersionId: policy.DefaultVersionId})).PolicyVersion
	if text, err := url.PathUnescape(*version.Document); err != nil || !json.Valid([]byte(text)) || !version.IsDefaultVersion {
		t.Errorf("got %v, %v", err, version)
	}
	for scope, want := range map[types.PolicyScopeType]int{types.PolicyScopeTypeAll: 2, types.PolicyScopeTypeAws: 1, types.PolicyScopeTypeLocal: 1} {
		if got := must[*iam.ListPoliciesOutput](t)(c.ListPolicies(ctx, &iam.ListPoliciesInput{Scope: scope})).Policies; len(got) != want {
			t.Errorf("%s: %d policies", scope, len(got))
		}
	}
	attach := func(role, arn string) error {
		_, err := c.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &role, PolicyArn: &arn})
		return err
	}
	detach := func(role, arn string) error {
		_, err := c.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: &role, PolicyArn: &arn})
		return err
	}
	if err := attach("WebServer", readModels); err != nil {
		t.Error(err)
	}
	if err := attach("WebServer", readModels); err != nil {
		t.Errorf("again: %v", err)
	}
	if err := detach("WebServer", readModels); err != nil {
		t.Error(err)
	}
	absent := "arn:aws:iam::aws:policy/SageMakerFullAccess"
	if got := wantCode(t, attach("WebServer", absent), "NoSuchEntity"); got != "Policy "+absent+" does not exist or is not attachable." {
		t.Errorf("got %q", got)
	}
	if got := wantCode(t, detach("WebServer", readModels), "NoSuchEntity"); got != "Policy "+readModels+" was not found." {
		t.Errorf("got %q", got)
	}
	wantCode(t, attach("WebServer", "arn:aws:s3:::not-a-policy"), "InvalidInput")
	wantCode(t, attach("WebServer", "short"), "ValidationError")
	_, err := c.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: policy.Arn, VersionId: aws.String("v1")})
	wantCode(t, err, "NoSuchEntity")
	_, err = c.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String(absent)})
	wantCode(t, err, "NoSuchEntity")
}

func TestRolesComeAndGo(t *testing.T) {
	c, ctx := open(t, "tour").iam, t.Context()
	create := func(name, trust string) error {
		_, err := c.CreateRole(ctx, &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trust, Path: aws.String("/team/"), PermissionsBoundary: aws.String(readModels)})
		return err
	}
	if err := create("Fresh", trustOfJobs); err != nil {
		t.Fatal(err)
	}
	got := must[*iam.GetRoleOutput](t)(c.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("Fresh")})).Role
	if *got.Arn != "arn:aws:iam::111122223333:role/team/Fresh" || *got.PermissionsBoundary.PermissionsBoundaryArn != readModels {
		t.Errorf("got %+v", got)
	}
	if got := wantCode(t, create("Fresh", trustOfJobs), "EntityAlreadyExists"); got != "Role with name Fresh already exists." {
		t.Errorf("got %q", got)
	}
	for trust, want := range map[string]string{
		allow("sts:AssumeRole", "*"):                                                  "Has prohibited field Resource",
		`{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}`:                  "Missing required field Principal",
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:Read"}}`: "AssumeRole policy may only specify STS AssumeRole actions.",
	} {
		if got := wantCode(t, create("Other", trust), "MalformedPolicyDocument"); got != want {
			t.Errorf("%s: %q", trust, got)
		}
	}
	_, err := c.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(roleInUse)})
	wantCode(t, err, "DeleteConflict")
	if _, err := c.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String("Fresh")}); err != nil {
		t.Error(err)
	}
	_, err = c.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("Fresh")})
	wantCode(t, err, "NoSuchEntity")
}

func TestIAMsParameters(t *testing.T) {
	a := account(t, "tour")
	for query, want := range map[string]string{
		"Action=GetRole": "Value null at &#39;roleName&#39; failed to satisfy constraint: Member must not be null",
		"Action=PutRolePolicy&RoleName=WebServer":                                                 "Value null at &#39;policyName&#39;",
		"Action=SimulatePrincipalPolicy&PolicySourceArn=arn:aws:iam::111122223333:role/WebServer": "Value null at &#39;actionNames&#39;",
		"Action=ListRoles&MaxItems=0":                                                             "Member must have value greater than or equal to 1",
		"Action=ListRoles&Marker=x":                                                               "<Code>ValidationError</Code>",
		"Action=ListPolicies&Scope=Everyone":                                                      "Member must satisfy enum value set: [All, AWS, Local]",
		"Action=GetUser":                                                                          "<Code>InvalidAction</Code>",
	} {
		status, body := post(t, a, map[string]string{"Authorization": signed("iam")}, query+"&Version=2010-05-08")
		if status != 400 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	if status, body := post(t, a, map[string]string{"Authorization": signed("sts")}, "Action=AssumeRole&Version=2011-06-15"); status != 400 || !strings.Contains(body, "<Code>InvalidAction</Code>") {
		t.Errorf("%d %s", status, body)
	}
}
