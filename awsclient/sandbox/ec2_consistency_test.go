package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/awsclient/sandbox"
)

func TestReadsLagBehindWrites(t *testing.T) {
	c, clock := timed(t, "no-s3", sandbox.WithEventualConsistency(5*time.Second))
	n := home(t, c, "no-s3")
	made := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), createS3(n, "isolated-a"))).VpcEndpoint
	describe := func() error {
		_, err := c.ec2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{*made.VpcEndpointId}})
		return err
	}
	wantCode(t, describe(), "InvalidVpcEndpointId.NotFound")
	if got := s3Routes(t, c, n.vpc); len(got) != 0 {
		t.Errorf("the route shows at once: %v", got)
	}
	// Writes see each other.
	clock.move(3 * time.Second)
	must[*ec2.ModifyVpcEndpointOutput](t)(c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: made.VpcEndpointId, AddRouteTableIds: []string{n.tables["isolated-main"]},
	}))
	wantCode(t, describe(), "InvalidVpcEndpointId.NotFound")
	clock.move(2 * time.Second)
	if err := describe(); err != nil {
		t.Error(err)
	}
	if got := s3Routes(t, c, n.vpc); len(got) != 1 {
		t.Errorf("five seconds after the first write: %v", got)
	}
	clock.move(3 * time.Second)
	if got := s3Routes(t, c, n.vpc); len(got) != 2 {
		t.Errorf("five seconds after the second: %v", got)
	}
	must[*ec2.DeleteVpcEndpointsOutput](t)(c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{*made.VpcEndpointId}}))
	if err := describe(); err != nil {
		t.Errorf("gone at once: %v", err)
	}
	clock.move(5 * time.Second)
	wantCode(t, describe(), "InvalidVpcEndpointId.NotFound")
}

// What is shown of the past is not touched by writes: each kind of object is compared
// before and after one that changes it.
func TestThePastStays(t *testing.T) {
	c, clock := timed(t, "tour", sandbox.WithEventualConsistency(time.Minute))
	n := home(t, c, "tour")
	table, group, subnet := n.tables["private-a"], n.groups["endpoints-sg"], *n.subnets["private-a"].SubnetId
	state := func() [6]int {
		rules, routes := len(rulesOf(t, c, group)), len(routesAway(t, c, table))
		s := must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{SubnetIds: []string{subnet}})).Subnets[0]
		r := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{table}})).RouteTables[0]
		addresses := must[*ec2.DescribeAddressesOutput](t)(c.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{})).Addresses
		return [6]int{rules, routes, len(s.Tags), len(r.Associations), int(*s.AvailableIpAddressCount), len(addresses)}
	}
	before := state()
	must[*ec2.RevokeSecurityGroupIngressOutput](t)(c.ec2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{
		GroupId: &group, IpPermissions: []types.IpPermission{https("10.0.0.0/16")},
	}))
	must[*ec2.CreateRouteOutput](t)(c.ec2.CreateRoute(t.Context(), &ec2.CreateRouteInput{
		RouteTableId: &table, DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: gatewayOf(t, c, n.vpc),
	}))
	must[*ec2.CreateTagsOutput](t)(c.ec2.CreateTags(t.Context(), &ec2.CreateTagsInput{Resources: []string{subnet}, Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}}))
	must[*ec2.AssociateRouteTableOutput](t)(c.ec2.AssociateRouteTable(t.Context(), &ec2.AssociateRouteTableInput{RouteTableId: &table, SubnetId: n.subnets["private-d"].SubnetId}))
	nat := createNAT(n.subnets["private-a"], nil)
	nat.ConnectivityType = types.ConnectivityTypePrivate
	must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), nat))
	allocate(t, c)
	_, err := c.ec2.CreateRoute(t.Context(), &ec2.CreateRouteInput{RouteTableId: &table, DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: gatewayOf(t, c, n.vpc)})
	wantCode(t, err, "RouteAlreadyExists")
	if got := state(); got != before {
		t.Errorf("got %v, want %v as before", got, before)
	}
	clock.move(time.Minute)
	want := [6]int{before[0] - 1, before[1] + 1, before[2] + 1, before[3] + 1, before[4] - 1, before[5] + 1}
	if got := state(); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
