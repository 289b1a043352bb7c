package awsclient_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	smtypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/stepstest"
)

// account is what build made, by id: the form in which it is handed to whoever runs the
// program on it.
type account struct {
	Endpoint       string   `json:"endpoint"`
	Account        string   `json:"account"`
	Region         string   `json:"region"`
	VPC            string   `json:"vpc"`
	Subnets        []string `json:"subnets"` // private, one a zone, on the main table
	PublicSubnets  []string `json:"public_subnets"`
	MainTable      string   `json:"main_table"`
	PublicTable    string   `json:"public_table"`
	SecurityGroups []string `json:"security_groups"`
	OtherSubnet    string   `json:"other_subnet"` // of another VPC
	OtherGroup     string   `json:"other_security_group"`
	RoleARN        string   `json:"role_arn"`
	Model          string   `json:"model"` // without a VPC
	Image          string   `json:"image"`
	ModelData      string   `json:"model_data"`
	Bucket         string   `json:"bucket"`
	reach          reach
}

// fixture is the account as the contract wants it described.
func (a account) fixture(opened steps.Account) stepstest.Fixture {
	f := stepstest.Fixture{
		Account: opened, AccountID: a.Account, Region: a.Region, VPC: a.VPC,
		Subnets: append(append([]string{}, a.Subnets...), a.PublicSubnets...),
		Private: a.Subnets[:2], MainTable: a.MainTable, ExplicitTable: a.PublicTable, Associated: a.PublicSubnets,
		SecurityGroups: a.SecurityGroups, StrangerSubnet: a.OtherSubnet, StrangerGroup: a.OtherGroup,
		Role: a.RoleARN, Bucket: a.Bucket, BucketRegion: a.Region, InstanceType: "ml.g5.xlarge",
		Model: facts.Model{
			Name: a.Model, Role: a.RoleARN, Tags: map[string]string{"team": "risk"},
			Containers: []facts.Container{{Image: a.Image, ModelData: a.ModelData, Environment: map[string]string{"LOG_LEVEL": "info"}}},
		},
		Differences: motoDifferences,
	}
	a.reach.describe(&f)
	return f
}

// motoDifferences are moto 5.2.5's. AWS adds the route of a table that ModifyVpcEndpoint
// names, refuses a second model of one name, reports an endpoint that it cannot delete,
// and remembers a model's isolation and an endpoint's shadow variants; it gives the
// interfaces of an endpoint the endpoint's groups and addresses of their subnets. Of what lies
// around an endpoint, AWS builds gateways and interfaces in minutes, makes nothing twice for
// one token, keeps an address that is in use and a group that a rule names, gives a subnet one
// table and a service's names one endpoint, finds a rule without its description, and reads
// the policies that it is given. Two more need no allowance here: a model without a
// VPC comes back with an empty VpcConfig, and a filter by vpc-endpoint-id is answered with
// a web page and status 500, so one endpoint is read by its id.
var motoDifferences = []stepstest.Difference{
	stepstest.ModifyAddsNoRoute, stepstest.DuplicatesOverwrite,
	stepstest.DeletesUnknownEndpoint, stepstest.IsolationForgotten,
	stepstest.ShadowsForgotten, stepstest.LooseInterfaces,
	stepstest.BuiltAtOnce, stepstest.TokensForgotten, stepstest.ReleasesInUse, stepstest.UnknownNATFails,
	stepstest.AssociatesTwice, stepstest.PrivateDNSUnguarded, stepstest.DropsNamedGroup,
	stepstest.RevokesByDescription, stepstest.UnnamedRequests, stepstest.PoliciesUnread,
}

// builder makes an account through the SDK alone: what reads it back must not have made it.
type builder struct {
	testing.TB
	ctx       context.Context
	ec2       *ec2.Client
	sagemaker *sagemaker.Client
	iam       *iam.Client
	s3        *s3.Client
	sts       *sts.Client
}

func build(t *testing.T, endpoint string) account {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cfg := aws.Config{Region: contractRegion, BaseEndpoint: aws.String(endpoint), Credentials: signer("contract")}
	b := builder{
		TB: t, ctx: ctx, ec2: ec2.NewFromConfig(cfg), sagemaker: sagemaker.NewFromConfig(cfg),
		iam: iam.NewFromConfig(cfg), sts: sts.NewFromConfig(cfg),
		s3: s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true }),
	}
	identity := must(b.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}))(b)
	a := account{Endpoint: endpoint, Account: aws.ToString(identity.Account), Region: contractRegion}
	b.network(&a)
	b.other(&a)
	b.model(&a)
	b.reach(&a)
	return a
}

// signer are credentials of one key, for an endpoint that does not verify them.
func signer(id string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: id, SecretAccessKey: "contract"}, nil
	})
}

// must ends the test on an error.
func must[T any](value T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

func named(kind ec2types.ResourceType, name string) []ec2types.TagSpecification {
	return []ec2types.TagSpecification{{
		ResourceType: kind, Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}},
	}}
}

// network builds three zones with a private subnet on the main table and a public one on
// a table of its own, and two security groups.
func (b builder) network(a *account) {
	b.Helper()
	a.VPC = b.vpc("10.20.0.0/16", "contract")
	_, err := b.ec2.ModifyVpcAttribute(b.ctx, &ec2.ModifyVpcAttributeInput{
		VpcId: aws.String(a.VPC), EnableDnsHostnames: &ec2types.AttributeBooleanValue{Value: aws.Bool(true)},
	})
	must(0, err)(b)
	for i, zone := range []string{"a", "b", "c"} {
		a.Subnets = append(a.Subnets, b.subnet(a.VPC, zone, fmt.Sprintf("10.20.%d.0/24", i), "private-"+zone))
		a.PublicSubnets = append(a.PublicSubnets, b.subnet(a.VPC, zone, fmt.Sprintf("10.20.%d.0/24", 100+i), "public-"+zone))
	}
	b.tables(a)
	for _, name := range []string{"model", "shared"} {
		a.SecurityGroups = append(a.SecurityGroups, b.group(a.VPC, name))
	}
}

func (b builder) vpc(cidr, name string) string {
	b.Helper()
	out := must(b.ec2.CreateVpc(b.ctx, &ec2.CreateVpcInput{
		CidrBlock: aws.String(cidr), TagSpecifications: named(ec2types.ResourceTypeVpc, name),
	}))(b)
	return aws.ToString(out.Vpc.VpcId)
}

func (b builder) subnet(vpc, zone, cidr, name string) string {
	b.Helper()
	out := must(b.ec2.CreateSubnet(b.ctx, &ec2.CreateSubnetInput{
		VpcId: aws.String(vpc), CidrBlock: aws.String(cidr), AvailabilityZone: aws.String(contractRegion + zone),
		TagSpecifications: named(ec2types.ResourceTypeSubnet, name),
	}))(b)
	return aws.ToString(out.Subnet.SubnetId)
}

func (b builder) group(vpc, name string) string {
	b.Helper()
	out := must(b.ec2.CreateSecurityGroup(b.ctx, &ec2.CreateSecurityGroupInput{
		VpcId: aws.String(vpc), GroupName: aws.String(name), Description: aws.String("for the contract"),
	}))(b)
	return aws.ToString(out.GroupId)
}

func (b builder) tables(a *account) {
	b.Helper()
	gateway := must(b.ec2.CreateInternetGateway(b.ctx, &ec2.CreateInternetGatewayInput{}))(b).InternetGateway.InternetGatewayId
	must(b.ec2.AttachInternetGateway(b.ctx, &ec2.AttachInternetGatewayInput{InternetGatewayId: gateway, VpcId: aws.String(a.VPC)}))(b)
	table := must(b.ec2.CreateRouteTable(b.ctx, &ec2.CreateRouteTableInput{
		VpcId: aws.String(a.VPC), TagSpecifications: named(ec2types.ResourceTypeRouteTable, "public"),
	}))(b).RouteTable.RouteTableId
	a.PublicTable = aws.ToString(table)
	must(b.ec2.CreateRoute(b.ctx, &ec2.CreateRouteInput{
		RouteTableId: table, DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: gateway,
	}))(b)
	for _, id := range a.PublicSubnets {
		must(b.ec2.AssociateRouteTable(b.ctx, &ec2.AssociateRouteTableInput{RouteTableId: table, SubnetId: aws.String(id)}))(b)
	}
	main := must(b.ec2.DescribeRouteTables(b.ctx, &ec2.DescribeRouteTablesInput{Filters: []ec2types.Filter{
		{Name: aws.String("vpc-id"), Values: []string{a.VPC}},
		{Name: aws.String("association.main"), Values: []string{"true"}},
	}}))(b)
	a.MainTable = aws.ToString(main.RouteTables[0].RouteTableId)
}

// other is a second VPC, whose parts are strangers to the first.
func (b builder) other(a *account) {
	b.Helper()
	vpc := b.vpc("10.30.0.0/16", "other")
	a.OtherSubnet = b.subnet(vpc, "a", "10.30.0.0/24", "other")
	a.OtherGroup = b.group(vpc, "other")
}

// model makes a role, a bucket and a model without a VPC. Its names carry the VPC's id, so
// that a second run on the same endpoint has its own.
func (b builder) model(a *account) {
	b.Helper()
	role := must(b.iam.CreateRole(b.ctx, &iam.CreateRoleInput{
		RoleName: aws.String("execution-" + a.VPC), AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
	}))(b)
	must(b.iam.AttachRolePolicy(b.ctx, &iam.AttachRolePolicyInput{
		RoleName: role.Role.RoleName, PolicyArn: aws.String("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"),
	}))(b)
	a.RoleARN = aws.ToString(role.Role.Arn)
	a.Bucket = "models-" + a.VPC
	must(b.s3.CreateBucket(b.ctx, &s3.CreateBucketInput{Bucket: aws.String(a.Bucket)}))(b)
	a.Model = "fraud-" + a.VPC
	a.Image = a.Account + ".dkr.ecr." + contractRegion + ".amazonaws.com/fraud:3"
	a.ModelData = "s3://" + a.Bucket + "/fraud/model.tar.gz"
	must(b.sagemaker.CreateModel(b.ctx, &sagemaker.CreateModelInput{
		ModelName: aws.String(a.Model), ExecutionRoleArn: role.Role.Arn,
		PrimaryContainer: &smtypes.ContainerDefinition{
			Image: aws.String(a.Image), ModelDataUrl: aws.String(a.ModelData),
			Environment: map[string]string{"LOG_LEVEL": "info"},
		},
		Tags: []smtypes.Tag{{Key: aws.String("team"), Value: aws.String("risk")}},
	}))(b)
}
