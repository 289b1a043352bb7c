package sandbox_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/awsclient/sandbox"
)

const s3Service = "com.amazonaws.us-east-1.s3"

func createS3(n network, tables ...string) *ec2.CreateVpcEndpointInput {
	in := &ec2.CreateVpcEndpointInput{VpcId: aws.String(n.vpc), ServiceName: aws.String(s3Service), VpcEndpointType: types.VpcEndpointTypeGateway}
	for _, name := range tables {
		in.RouteTableIds = append(in.RouteTableIds, n.tables[name])
	}
	return in
}

func TestRoutesFollowAnEndpoint(t *testing.T) {
	c := open(t, "no-s3")
	n := home(t, c, "no-s3")
	if got := s3Routes(t, c, n.vpc); len(got) != 0 {
		t.Fatalf("routes to S3 before there is an endpoint: %v", got)
	}
	in := createS3(n, "isolated-a")
	in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeVpcEndpoint, Tags: []types.Tag{{Key: aws.String("made-by"), Value: aws.String("test")}}}}
	made := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), in)).VpcEndpoint
	if made.State != "available" || !strings.Contains(*made.PolicyDocument, `"Action":"*"`) || len(made.Tags) != 1 {
		t.Errorf("got %+v", made)
	}
	if got := s3Routes(t, c, n.vpc); len(got) != 1 || got[n.tables["isolated-a"]] != *made.VpcEndpointId {
		t.Errorf("after create: %v", got)
	}
	must[*ec2.ModifyVpcEndpointOutput](t)(c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: made.VpcEndpointId, AddRouteTableIds: []string{n.tables["isolated-main"]}, RemoveRouteTableIds: []string{n.tables["isolated-a"]},
	}))
	if got := s3Routes(t, c, n.vpc); len(got) != 1 || got[n.tables["isolated-main"]] != *made.VpcEndpointId {
		t.Errorf("after modify: %v", got)
	}
	out := must[*ec2.DeleteVpcEndpointsOutput](t)(c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{
		VpcEndpointIds: []string{*made.VpcEndpointId, "vpce-0123456789abcdef0"},
	}))
	if len(out.Unsuccessful) != 1 || *out.Unsuccessful[0].Error.Code != "InvalidVpcEndpoint.NotFound" || *out.Unsuccessful[0].ResourceId != "vpce-0123456789abcdef0" {
		t.Errorf("unsuccessful: %+v", out.Unsuccessful)
	}
	if got := s3Routes(t, c, n.vpc); len(got) != 0 {
		t.Errorf("after delete: %v", got)
	}
}

func TestARouteTableTakesOneRouteToS3(t *testing.T) {
	c := open(t, "existing-endpoint")
	n := home(t, c, "existing-endpoint")
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), createS3(n, "data", "apps"))
	want := "route table " + n.tables["apps"] + " already has a route with destination-prefix-list-id pl-63a5400a"
	if got := wantCode(t, err, "RouteAlreadyExists"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := s3Routes(t, c, n.vpc); len(got) != 1 {
		t.Errorf("a refused call changed routes: %v", got)
	}
	endpoint := s3Routes(t, c, n.vpc)[n.tables["apps"]]
	_, err = c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: &endpoint, AddRouteTableIds: []string{n.tables["apps"]}})
	wantCode(t, err, "RouteAlreadyExists")
}

func TestDryRunNeverExecutes(t *testing.T) {
	calls := func(c clients, n network, endpoint string) map[string]func() error {
		return map[string]func() error{
			"ec2:CreateVpcEndpoint": func() error {
				in := createS3(n, "data")
				in.DryRun = aws.Bool(true)
				_, err := c.ec2.CreateVpcEndpoint(t.Context(), in)
				return err
			},
			"ec2:ModifyVpcEndpoint": func() error {
				_, err := c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
					VpcEndpointId: &endpoint, AddRouteTableIds: []string{n.tables["data"]}, DryRun: aws.Bool(true),
				})
				return err
			},
			"ec2:DeleteVpcEndpoints": func() error {
				_, err := c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{endpoint}, DryRun: aws.Bool(true)})
				return err
			},
			"ec2:CreateTags": func() error {
				_, err := c.ec2.CreateTags(t.Context(), &ec2.CreateTagsInput{
					Resources: []string{endpoint}, Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}, DryRun: aws.Bool(true),
				})
				return err
			},
			"ec2:DescribeSubnets": func() error {
				_, err := c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{DryRun: aws.Bool(true)})
				return err
			},
		}
	}
	c := open(t, "existing-endpoint")
	n := home(t, c, "existing-endpoint")
	endpoint := s3Routes(t, c, n.vpc)[n.tables["apps"]]
	for action, call := range calls(c, n, endpoint) {
		t.Run(action, func(t *testing.T) {
			if got := wantCode(t, call(), "DryRunOperation"); got != "Request would have succeeded, but DryRun flag is set." {
				t.Errorf("got %q", got)
			}
			denied := open(t, "existing-endpoint", sandbox.WithDenied(action))
			wantCode(t, calls(denied, n, endpoint)[action](), "UnauthorizedOperation")
		})
	}
	out := must[*ec2.DescribeVpcEndpointsOutput](t)(c.ec2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{})).VpcEndpoints
	if len(out) != 1 || len(out[0].RouteTableIds) != 1 || len(out[0].Tags) != 1 {
		t.Errorf("dry runs changed something: %+v", out)
	}
}

func TestDryRunStillValidates(t *testing.T) {
	c := open(t, "no-s3")
	in := createS3(home(t, c, "no-s3"))
	in.DryRun, in.RouteTableIds = aws.Bool(true), []string{"rtb-0123456789abcdef0"}
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), in)
	wantCode(t, err, "InvalidRouteTableID.NotFound")
}

func TestClientTokenMakesCreationRepeatable(t *testing.T) {
	c := open(t, "no-s3")
	n := home(t, c, "no-s3")
	in := createS3(n, "isolated-a")
	in.ClientToken = aws.String("once")
	first := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), in))
	again := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), in))
	if *first.VpcEndpoint.VpcEndpointId != *again.VpcEndpoint.VpcEndpointId || aws.ToString(again.ClientToken) != "once" {
		t.Errorf("%s, then %s", *first.VpcEndpoint.VpcEndpointId, *again.VpcEndpoint.VpcEndpointId)
	}
	other := createS3(n, "isolated-main")
	other.ClientToken = aws.String("once")
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), other)
	wantCode(t, err, "IdempotentParameterMismatch")
	in.ClientToken = aws.String("twice")
	_, err = c.ec2.CreateVpcEndpoint(t.Context(), in)
	wantCode(t, err, "RouteAlreadyExists")
}

func TestCreateRefusesWhatCannotBe(t *testing.T) {
	c := open(t, "tour")
	n := home(t, c, "tour")
	other := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("tag:Name", "legacy")},
	})).RouteTables[0]
	for _, tc := range []struct {
		name, code, says string
		change           func(*ec2.CreateVpcEndpointInput)
	}{
		{
			"unknown service", "InvalidServiceName", "The Vpc Endpoint Service 'com.amazonaws.us-east-1.s4' does not exist",
			func(in *ec2.CreateVpcEndpointInput) { in.ServiceName = aws.String("com.amazonaws.us-east-1.s4") },
		},
		{
			"no type", "InvalidParameterValue", "Value (Foo) for parameter VpcEndpointType is invalid.",
			func(in *ec2.CreateVpcEndpointInput) { in.VpcEndpointType = "Foo" },
		},
		{
			"service of another type", "InvalidServiceName", "does not support the endpoint type 'Gateway'",
			func(in *ec2.CreateVpcEndpointInput) { in.ServiceName = aws.String("com.amazonaws.us-east-1.logs") },
		},
		{
			"unknown VPC", "InvalidVpcID.NotFound", "does not exist",
			func(in *ec2.CreateVpcEndpointInput) { in.VpcId = aws.String("vpc-0123456789abcdef0") },
		},
		{
			"table of another VPC", "InvalidParameter", "belong to different networks",
			func(in *ec2.CreateVpcEndpointInput) { in.RouteTableIds = []string{*other.RouteTableId} },
		},
		{
			"malformed table", "InvalidRouteTableId.Malformed", "Invalid Id: 'rtb-1' (expecting 'rtb-...",
			func(in *ec2.CreateVpcEndpointInput) { in.RouteTableIds = []string{"rtb-1"} },
		},
		{
			"subnets", "InvalidParameter", "Subnet IDs are only supported for",
			func(in *ec2.CreateVpcEndpointInput) { in.SubnetIds = []string{*n.subnets["private-a"].SubnetId} },
		},
		{"wrong kind of tags", "InvalidParameterValue", "not a valid taggable resource type", func(in *ec2.CreateVpcEndpointInput) {
			in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeSubnet}}
		}},
		{"reserved tag", "InvalidParameterValue", "reserved for internal use", func(in *ec2.CreateVpcEndpointInput) {
			in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeVpcEndpoint, Tags: []types.Tag{{Key: aws.String("aws:x"), Value: aws.String("")}}}}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := createS3(n, "private-b")
			tc.change(in)
			_, err := c.ec2.CreateVpcEndpoint(t.Context(), in)
			if got := wantCode(t, err, tc.code); !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q in it", got, tc.says)
			}
		})
	}
}

func TestVpcAttributes(t *testing.T) {
	c := open(t, "tour")
	vpc := home(t, c, "tour").vpc
	support := func() bool {
		out := must[*ec2.DescribeVpcAttributeOutput](t)(c.ec2.DescribeVpcAttribute(t.Context(),
			&ec2.DescribeVpcAttributeInput{VpcId: &vpc, Attribute: types.VpcAttributeNameEnableDnsSupport}))
		return *out.EnableDnsSupport.Value
	}
	set := func(support, names *bool) error {
		in := &ec2.ModifyVpcAttributeInput{VpcId: &vpc}
		if support != nil {
			in.EnableDnsSupport = &types.AttributeBooleanValue{Value: support}
		}
		if names != nil {
			in.EnableDnsHostnames = &types.AttributeBooleanValue{Value: names}
		}
		_, err := c.ec2.ModifyVpcAttribute(t.Context(), in)
		return err
	}
	if !support() {
		t.Fatal("DNS support is off in the tour")
	}
	wantCode(t, set(aws.Bool(false), aws.Bool(false)), "InvalidParameterCombination")
	if err := set(aws.Bool(false), nil); err != nil || support() {
		t.Errorf("DNS support is still on: %v", err)
	}
	wantCode(t, set(nil, aws.Bool(true)), "InvalidParameterValue")
}

func TestTags(t *testing.T) {
	c := open(t, "tour")
	n := home(t, c, "tour")
	subnet := *n.subnets["private-a"].SubnetId
	if _, err := c.ec2.CreateTags(t.Context(), &ec2.CreateTagsInput{Resources: []string{subnet}, Tags: []types.Tag{{Key: aws.String("tier"), Value: aws.String("<&>")}}}); err != nil {
		t.Fatal(err)
	}
	tagged := func() int {
		out := must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{Filters: []types.Filter{filter("tag:tier", "<&>")}}))
		return len(out.Subnets)
	}
	if tagged() != 1 {
		t.Error("the tag was not written")
	}
	for _, tc := range []struct {
		value string
		left  int
	}{{"other", 1}, {"<&>", 0}} {
		_, err := c.ec2.DeleteTags(t.Context(), &ec2.DeleteTagsInput{Resources: []string{subnet}, Tags: []types.Tag{{Key: aws.String("tier"), Value: &tc.value}}})
		if err != nil || tagged() != tc.left {
			t.Errorf("deleting the tag with the value %q left %d, want %d (%v)", tc.value, tagged(), tc.left, err)
		}
	}
	_, err := c.ec2.CreateTags(t.Context(), &ec2.CreateTagsInput{Resources: []string{"ami-01234567"}, Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}})
	wantCode(t, err, "InvalidID")
}
