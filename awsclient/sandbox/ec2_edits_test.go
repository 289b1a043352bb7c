package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/awsclient/sandbox"
)

// hand is a clock that stands still until it is moved.
type hand struct{ now time.Time }

func (h *hand) move(d time.Duration) { h.now = h.now.Add(d) }

// timed opens an account whose time is the test's.
func timed(t *testing.T, scenario string, opts ...sandbox.Option) (clients, *hand) {
	t.Helper()
	h := &hand{time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)}
	return open(t, scenario, append(opts, sandbox.WithClock(func() time.Time { return h.now }))...), h
}

const endpointPrefix = "com.amazonaws.us-east-1."

func networkNamed(t *testing.T, c clients, name string) network {
	t.Helper()
	vpcs := must[*ec2.DescribeVpcsOutput](t)(c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{Filters: []types.Filter{filter("tag:Name", name)}})).Vpcs
	return networkOf(t, c, *vpcs[0].VpcId)
}

// routesAway are a table's routes by destination.
func routesAway(t *testing.T, c clients, table string) map[string]types.Route {
	t.Helper()
	out := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{table}}))
	routes := map[string]types.Route{}
	for _, r := range out.RouteTables[0].Routes {
		routes[aws.ToString(r.DestinationCidrBlock)+aws.ToString(r.DestinationIpv6CidrBlock)+aws.ToString(r.DestinationPrefixListId)] = r
	}
	return routes
}

func interfacesOf(t *testing.T, c clients, endpoint string) []types.NetworkInterface {
	t.Helper()
	return must[*ec2.DescribeNetworkInterfacesOutput](t)(c.ec2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []types.Filter{filter("description", "VPC Endpoint Interface "+endpoint)},
	})).NetworkInterfaces
}

func freeIn(t *testing.T, c clients, subnet types.Subnet) int32 {
	t.Helper()
	out := must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{SubnetIds: []string{*subnet.SubnetId}}))
	return *out.Subnets[0].AvailableIpAddressCount
}

func endpointFor(t *testing.T, c clients, vpc, service string) types.VpcEndpoint {
	t.Helper()
	return must[*ec2.DescribeVpcEndpointsOutput](t)(c.ec2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{
		Filters: []types.Filter{filter("vpc-id", vpc), filter("service-name", endpointPrefix+service)},
	})).VpcEndpoints[0]
}
