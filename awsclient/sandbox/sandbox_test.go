package sandbox_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"sagevpc/awsclient/sandbox"
)

// clients are the SDK's own, each of them in one account and Region.
type clients struct {
	ec2       *ec2.Client
	sagemaker *sagemaker.Client
	iam       *iam.Client
	sts       *sts.Client
	s3        *s3.Client
}

func open(t *testing.T, scenario string, opts ...sandbox.Option) clients {
	t.Helper()
	return in(account(t, scenario, opts...).HTTPClient(), sandbox.Region, "")
}

func account(t *testing.T, scenario string, opts ...sandbox.Option) *sandbox.Account {
	t.Helper()
	s, found := sandbox.Lookup(scenario)
	if !found {
		t.Fatalf("no scenario %q", scenario)
	}
	return sandbox.New(s, opts...)
}

func in(client *http.Client, region, endpoint string) clients {
	cfg := aws.Config{
		Region:           region,
		Credentials:      credentials.NewStaticCredentialsProvider(sandbox.AccessKeyID, sandbox.SecretAccessKey, ""),
		HTTPClient:       client,
		RetryMaxAttempts: 1,
	}
	if endpoint != "" {
		cfg.BaseEndpoint = &endpoint
	}
	return clients{
		ec2: ec2.NewFromConfig(cfg), sagemaker: sagemaker.NewFromConfig(cfg), iam: iam.NewFromConfig(cfg),
		sts: sts.NewFromConfig(cfg), s3: s3.NewFromConfig(cfg),
	}
}

// wantCode asserts the error's AWS code and returns its message.
func wantCode(t *testing.T, err error, code string) string {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got %v, want an API error %s", err, code)
	}
	if api.ErrorCode() != code {
		t.Fatalf("got code %s (%s), want %s", api.ErrorCode(), api.ErrorMessage(), code)
	}
	return api.ErrorMessage()
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func filter(name string, values ...string) types.Filter {
	return types.Filter{Name: aws.String(name), Values: values}
}

func nameOf(tags []types.Tag) string {
	for _, tag := range tags {
		if aws.ToString(tag.Key) == "Name" {
			return aws.ToString(tag.Value)
		}
	}
	return ""
}

// network is what the tests need to know of one VPC, by name.
type network struct {
	vpc            string
	subnets        map[string]types.Subnet
	tables, groups map[string]string
}

func networkOf(t *testing.T, c clients, vpc string) network {
	t.Helper()
	ctx := context.Background()
	n := network{vpc: vpc, subnets: map[string]types.Subnet{}, tables: map[string]string{}, groups: map[string]string{}}
	byVPC := []types.Filter{filter("vpc-id", vpc)}
	for _, s := range must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{Filters: byVPC})).Subnets {
		n.subnets[nameOf(s.Tags)] = s
	}
	for _, r := range must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{Filters: byVPC})).RouteTables {
		n.tables[nameOf(r.Tags)] = aws.ToString(r.RouteTableId)
	}
	for _, g := range must[*ec2.DescribeSecurityGroupsOutput](t)(c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{Filters: byVPC})).SecurityGroups {
		n.groups[aws.ToString(g.GroupName)] = aws.ToString(g.GroupId)
	}
	return n
}

// home is the network that the scenario's answers choose.
func home(t *testing.T, c clients, scenario string) network {
	t.Helper()
	s, _ := sandbox.Lookup(scenario)
	return networkOf(t, c, s.Answers().Network.VPC)
}

// s3Routes are the tables of a VPC with an active route to the prefix list of S3, and
// the endpoint that each leads to.
func s3Routes(t *testing.T, c clients, vpc string) map[string]string {
	t.Helper()
	out := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(context.Background(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("vpc-id", vpc), filter("route.destination-prefix-list-id", "pl-63a5400a")},
	}))
	routes := map[string]string{}
	for _, table := range out.RouteTables {
		i := slices.IndexFunc(table.Routes, func(r types.Route) bool { return aws.ToString(r.DestinationPrefixListId) == "pl-63a5400a" })
		if i < 0 || table.Routes[i].State != types.RouteStateActive {
			t.Fatalf("table %s passed the filter without the route", aws.ToString(table.RouteTableId))
		}
		routes[aws.ToString(table.RouteTableId)] = aws.ToString(table.Routes[i].GatewayId)
	}
	return routes
}
