package sandbox_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	smtypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/awsclient/sandbox"
)

const notAuthorised = "User: arn:aws:sts::111122223333:assumed-role/DataScientist/demo is not authorized to perform: "

// reader may look at networks, and nothing else.
const reader = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}}`

func TestRefusalsOfACallerWhoIsHeld(t *testing.T) {
	c := open(t, "tour", sandbox.WithCallerPolicies(reader))
	ctx := t.Context()
	n := home(t, c, "tour")
	must[*sts.GetCallerIdentityOutput](t)(c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}))
	_, err := c.sagemaker.ListModels(ctx, &sagemaker.ListModelsInput{})
	if got := wantCode(t, err, "AccessDeniedException"); got != notAuthorised+"sagemaker:ListModels because no identity-based policy allows the sagemaker:ListModels action" {
		t.Errorf("got %q", got)
	}
	_, err = c.sagemaker.CreateModel(ctx, newModel("Fraud-Held", n))
	if got := wantCode(t, err, "AccessDeniedException"); got != notAuthorised+
		"sagemaker:CreateModel on resource: arn:aws:sagemaker:us-east-1:111122223333:model/fraud-held because no identity-based policy allows the sagemaker:CreateModel action" {
		t.Errorf("got %q", got)
	}
	_, err = c.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(roleInUse)})
	if got := wantCode(t, err, "AccessDenied"); got != notAuthorised+"iam:GetRole on resource: role SageMakerExecution because no identity-based policy allows the iam:GetRole action" {
		t.Errorf("got %q", got)
	}
	_, err = c.iam.ListRoles(ctx, &iam.ListRolesInput{})
	if got := wantCode(t, err, "AccessDenied"); !strings.Contains(got, "iam:ListRoles on resource: arn:aws:iam::111122223333:role/ because") {
		t.Errorf("got %q", got)
	}
	_, err = c.s3.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: aws.String(modelBucket)})
	if got := wantCode(t, err, "AccessDenied"); !strings.Contains(got, `s3:GetBucketLocation on resource: "arn:aws:s3:::acme-models" because`) {
		t.Errorf("got %q", got)
	}
	in := createS3(n)
	for _, dry := range []bool{true, false} {
		in.DryRun = &dry
		_, err = c.ec2.CreateVpcEndpoint(ctx, in)
		got := wantCode(t, err, "UnauthorizedOperation")
		want := "You are not authorized to perform this operation. " + notAuthorised + "ec2:CreateVpcEndpoint on resource: arn:aws:ec2:us-east-1:111122223333:vpc/" + n.vpc +
			" because no identity-based policy allows the ec2:CreateVpcEndpoint action. Encoded authorization failure message: "
		if !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if left := must[*ec2.DescribeVpcEndpointsOutput](t)(c.ec2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})).VpcEndpoints; len(left) == 0 {
		t.Error("the caller may describe endpoints")
	}
	_, err = open(t, "tour", sandbox.WithCallerPolicies("not a policy")).ec2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
	if got := wantCode(t, err, "UnauthorizedOperation"); got != "You are not authorized to perform this operation. "+notAuthorised+
		"ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action" {
		t.Errorf("got %q", got)
	}
}

func TestDecodingARefusal(t *testing.T) {
	deny := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoEndpoints","Effect":"Deny","Action":"ec2:*VpcEndpoint*","Resource":"*"}]}`
	c := open(t, "tour", sandbox.WithCallerPolicies(deny))
	_, err := c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{"vpce-12345678"}})
	got := wantCode(t, err, "UnauthorizedOperation")
	sentence, encoded, found := strings.Cut(got, ". Encoded authorization failure message: ")
	if !found || !strings.HasSuffix(sentence, "vpc-endpoint/vpce-12345678 with an explicit deny in an identity-based policy") {
		t.Fatalf("got %q", got)
	}
	decoded := *must[*sts.DecodeAuthorizationMessageOutput](t)(c.sts.DecodeAuthorizationMessage(t.Context(), &sts.DecodeAuthorizationMessageInput{EncodedMessage: &encoded})).DecodedMessage
	var told struct {
		ExplicitDeny      bool
		MatchedStatements struct {
			Items []struct{ StatementID string }
		}
		Context struct{ Action, Resource string }
	}
	if err := json.Unmarshal([]byte(decoded), &told); err != nil {
		t.Fatal(err)
	}
	if !told.ExplicitDeny || told.MatchedStatements.Items[0].StatementID != "NoEndpoints" || told.Context.Action != "ec2:DeleteVpcEndpoints" {
		t.Errorf("got %s", decoded)
	}
	_, err = c.sts.DecodeAuthorizationMessage(t.Context(), &sts.DecodeAuthorizationMessageInput{EncodedMessage: aws.String("?")})
	wantCode(t, err, "InvalidAuthorizationMessageException")
}

// The policy of the product's documentation: an S3 endpoint in one VPC, tagged when it is
// made, and nothing else.
func TestScopedEndpointRights(t *testing.T) {
	n := home(t, open(t, "tour"), "tour")
	policy := strings.ReplaceAll(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"ec2:CreateVpcEndpoint","Resource":"arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/*",
		 "Condition":{"StringEquals":{"ec2:VpceServiceName":"com.amazonaws.us-east-1.s3"}}},
		{"Effect":"Allow","Action":"ec2:CreateVpcEndpoint","Resource":["arn:aws:ec2:us-east-1:111122223333:vpc/VPC","arn:aws:ec2:us-east-1:111122223333:route-table/*"]},
		{"Effect":"Allow","Action":"ec2:ModifyVpcEndpoint","Resource":["arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/*","arn:aws:ec2:us-east-1:111122223333:route-table/*"],
		 "Condition":{"StringEqualsIfExists":{"ec2:VpceServiceName":"com.amazonaws.us-east-1.s3"}}},
		{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/*","Condition":{"StringEquals":{"ec2:CreateAction":"CreateVpcEndpoint"}}}]}`, "VPC", n.vpc)
	c := open(t, "tour", sandbox.WithCallerPolicies(reader, policy))
	ctx := t.Context()
	made := createS3(n, "private-b")
	made.TagSpecifications = []ec2types.TagSpecification{{ResourceType: "vpc-endpoint", Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String("s3")}}}}
	id := *must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(ctx, made)).VpcEndpoint.VpcEndpointId
	dynamo := createS3(n)
	dynamo.ServiceName = aws.String("com.amazonaws.us-east-1.dynamodb")
	_, err := c.ec2.CreateVpcEndpoint(ctx, dynamo)
	if got := wantCode(t, err, "UnauthorizedOperation"); !strings.Contains(got, "vpc-endpoint/* because") {
		t.Errorf("got %q", got)
	}
	_, err = c.ec2.ModifyVpcEndpoint(ctx, &ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, AddRouteTableIds: []string{n.tables["main"]}, DryRun: aws.Bool(true)})
	wantCode(t, err, "DryRunOperation")
	_, err = c.ec2.DeleteVpcEndpoints(ctx, &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}, DryRun: aws.Bool(true)})
	wantCode(t, err, "UnauthorizedOperation")
	_, err = c.ec2.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{id}, Tags: []ec2types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}})
	if got := wantCode(t, err, "UnauthorizedOperation"); !strings.Contains(got, "ec2:CreateTags on resource: arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/"+id) {
		t.Errorf("got %q", got)
	}
}

func TestRightsOfModels(t *testing.T) {
	n := home(t, open(t, "tour"), "tour")
	subnets := `"` + *n.subnets["private-a"].SubnetId + `","` + *n.subnets["private-b"].SubnetId + `"`
	here := `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"sagemaker:CreateModel","Resource":"arn:aws:sagemaker:us-east-1:111122223333:model/*",
		 "Condition":{"ForAllValues:StringEquals":{"sagemaker:VpcSubnets":[` + subnets + `]},"Null":{"sagemaker:VpcSubnets":"false"}}},
		{"Effect":"Allow","Action":"sagemaker:DescribeModel","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"risk"}}}]}`
	pass := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/SageMakerExecution",
		"Condition":{"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}}}`
	ctx := t.Context()
	plain := func(name string) *sagemaker.CreateModelInput {
		in := newModel(name, n)
		in.Tags = nil
		return in
	}
	c := open(t, "tour", sandbox.WithCallerPolicies(reader, here))
	_, err := c.sagemaker.CreateModel(ctx, plain("m"))
	if got := wantCode(t, err, "AccessDeniedException"); !strings.Contains(got, "iam:PassRole on resource: arn:aws:iam::111122223333:role/SageMakerExecution because") {
		t.Errorf("got %q", got)
	}
	c = open(t, "tour", sandbox.WithCallerPolicies(reader, here, pass))
	must[*sagemaker.CreateModelOutput](t)(c.sagemaker.CreateModel(ctx, plain("m")))
	outside := plain("m2")
	outside.VpcConfig = nil
	_, err = c.sagemaker.CreateModel(ctx, outside)
	wantCode(t, err, "AccessDeniedException")
	elsewhere := plain("m3")
	elsewhere.VpcConfig.Subnets = append(elsewhere.VpcConfig.Subnets, *n.subnets["batch-b"].SubnetId)
	_, err = c.sagemaker.CreateModel(ctx, elsewhere)
	wantCode(t, err, "AccessDeniedException")
	tagged := plain("m4")
	tagged.Tags = []smtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}}
	_, err = c.sagemaker.CreateModel(ctx, tagged)
	if got := wantCode(t, err, "AccessDeniedException"); !strings.Contains(got, "sagemaker:AddTags on resource") {
		t.Errorf("got %q", got)
	}
	must[*sagemaker.DescribeModelOutput](t)(c.sagemaker.DescribeModel(ctx, &sagemaker.DescribeModelInput{ModelName: aws.String("fraud-v3")}))
	_, err = c.sagemaker.DescribeModel(ctx, &sagemaker.DescribeModelInput{ModelName: aws.String("ranker-v1")})
	wantCode(t, err, "AccessDeniedException")
}

// Endpoints and their configurations have ARNs and tags of their own, and an endpoint is
// made of a configuration that the caller must be allowed, too.
func TestRightsOfEndpoints(t *testing.T) {
	const arn = "arn:aws:sagemaker:us-east-1:111122223333:"
	policy := `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"sagemaker:CreateEndpointConfig","Resource":"` + arn + `endpoint-config/team-*",
		 "Condition":{"StringEquals":{"sagemaker:ModelArn":"` + arn + `model/fraud-v3","sagemaker:InstanceTypes":"ml.m5.large"}}},
		{"Effect":"Allow","Action":"sagemaker:AddTags","Resource":"` + arn + `*/team-*"},
		{"Effect":"Allow","Action":"sagemaker:CreateEndpoint","Resource":["` + arn + `endpoint/team-*","` + arn + `endpoint-config/team-a"]},
		{"Effect":"Allow","Action":["sagemaker:Describe*","sagemaker:ListTags","sagemaker:DeleteEndpointConfig"],"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"risk"}}}]}`
	c := open(t, "tour", sandbox.WithCallerPolicies(policy))
	ctx := t.Context()
	config := func(name, model, kind, team string) error {
		v := variantOf(kind, 1)
		v.ModelName = &model
		_, err := c.sagemaker.CreateEndpointConfig(ctx, &sagemaker.CreateEndpointConfigInput{
			EndpointConfigName: &name, ProductionVariants: []smtypes.ProductionVariant{v}, Tags: []smtypes.Tag{{Key: aws.String("team"), Value: &team}},
		})
		return err
	}
	endpoint := func(name, config string) error {
		_, err := c.sagemaker.CreateEndpoint(ctx, &sagemaker.CreateEndpointInput{EndpointName: &name, EndpointConfigName: &config})
		return err
	}
	listed := func(resource string) error {
		_, err := c.sagemaker.ListTags(ctx, &sagemaker.ListTagsInput{ResourceArn: aws.String(arn + resource)})
		return err
	}
	described := func(config string) error {
		_, err := c.sagemaker.DescribeEndpointConfig(ctx, &sagemaker.DescribeEndpointConfigInput{EndpointConfigName: &config})
		return err
	}
	for _, tc := range []struct {
		err     error
		refuses string // "" for a call that is allowed
	}{
		{config("team-a", "fraud-v3", "ml.m5.large", "risk"), ""},
		{config("Team-B", "fraud-v3", "ml.m5.large", "else"), ""},
		{config("other", "fraud-v3", "ml.m5.large", "risk"), "sagemaker:CreateEndpointConfig on resource: " + arn + "endpoint-config/other"},
		{config("team-c", "fraud-v3", "ml.m5.xlarge", "risk"), "sagemaker:CreateEndpointConfig on resource: " + arn + "endpoint-config/team-c"},
		{config("team-c", "ranker-v1", "ml.m5.large", "risk"), "sagemaker:CreateEndpointConfig on resource: " + arn + "endpoint-config/team-c"},
		{described("team-a"), ""},
		{described("team-b"), "sagemaker:DescribeEndpointConfig on resource: " + arn + "endpoint-config/team-b"},
		{endpoint("team-a", "team-a"), ""},
		{endpoint("team-b", "team-b"), "sagemaker:CreateEndpoint on resource: " + arn + "endpoint-config/team-b"},
		{endpoint("other", "team-a"), "sagemaker:CreateEndpoint on resource: " + arn + "endpoint/other"},
		{listed("endpoint-config/team-a"), ""},
		{listed("endpoint-config/team-b"), "sagemaker:ListTags on resource: " + arn + "endpoint-config/team-b"},
		{listed("endpoint/team-a"), "sagemaker:ListTags on resource: " + arn + "endpoint/team-a"},
	} {
		if tc.refuses == "" {
			if tc.err != nil {
				t.Error(tc.err)
			}
			continue
		}
		if got := wantCode(t, tc.err, "AccessDeniedException"); !strings.Contains(got, tc.refuses+" because") {
			t.Errorf("got %q, want %q in it", got, tc.refuses)
		}
	}
}

// What does not exist is refused as such, whatever the caller may do.
func TestUnknownOperationsOfACallerWhoIsHeld(t *testing.T) {
	a := account(t, "tour", sandbox.WithCallerPolicies(reader))
	for _, tc := range []struct{ service, target, body, want string }{
		{"ec2", "", "Action=MakeCoffee&Version=2016-11-15", "InvalidAction"},
		{"iam", "", "Action=MakeCoffee&Version=2010-05-08", "InvalidAction"},
		{"sts", "", "Action=MakeCoffee&Version=2011-06-15", "InvalidAction"},
		{"sagemaker", "SageMaker.MakeCoffee", "{}", "UnknownOperationException"},
		{"s3", "", url.Values{}.Encode(), "NotImplemented"},
	} {
		_, body := post(t, a, map[string]string{"Authorization": signed(tc.service), "X-Amz-Target": tc.target}, tc.body)
		if !strings.Contains(body, tc.want) {
			t.Errorf("%s: %s", tc.service, body)
		}
	}
}
