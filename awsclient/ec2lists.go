package awsclient

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

// The lists below take one filter; an empty filter name reads the whole account.

func (a *account) vpcs(ctx context.Context, by string, values ...string) ([]facts.VPC, error) {
	p := ec2.NewDescribeVpcsPaginator(a.ec2, &ec2.DescribeVpcsInput{
		Filters: only(by, values...), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeVpcsOutput) []ec2types.Vpc { return o.Vpcs }, vpcFrom)
	return byName(list, func(v facts.VPC) (string, string) { return v.Name, v.ID }), a.place.fault(ctx, err)
}

func (a *account) subnets(ctx context.Context, by string, values ...string) ([]facts.Subnet, error) {
	p := ec2.NewDescribeSubnetsPaginator(a.ec2, &ec2.DescribeSubnetsInput{
		Filters: only(by, values...), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeSubnetsOutput) []ec2types.Subnet { return o.Subnets }, subnetFrom)
	return sortSubnets(list), a.place.fault(ctx, err)
}

func sortSubnets(list []facts.Subnet) []facts.Subnet {
	return byName(list, func(s facts.Subnet) (string, string) { return s.Name, s.ID })
}

func (a *account) groups(ctx context.Context, by string, values ...string) ([]facts.SecurityGroup, error) {
	p := ec2.NewDescribeSecurityGroupsPaginator(a.ec2, &ec2.DescribeSecurityGroupsInput{
		Filters: only(by, values...), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeSecurityGroupsOutput) []ec2types.SecurityGroup { return o.SecurityGroups }, groupFrom)
	return sortGroups(list), a.place.fault(ctx, err)
}

func sortGroups(list []facts.SecurityGroup) []facts.SecurityGroup {
	return byName(list, func(g facts.SecurityGroup) (string, string) { return g.Name, g.ID })
}

func (a *account) tables(ctx context.Context, by string, values ...string) ([]facts.RouteTable, error) {
	p := ec2.NewDescribeRouteTablesPaginator(a.ec2, &ec2.DescribeRouteTablesInput{
		Filters: only(by, values...), MaxResults: aws.Int32(pageOfTables),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeRouteTablesOutput) []ec2types.RouteTable { return o.RouteTables }, tableFrom)
	return byName(list, func(t facts.RouteTable) (string, string) { return t.Name, t.ID }), a.place.fault(ctx, err)
}

func (a *account) endpoints(ctx context.Context, by string, values ...string) ([]facts.Endpoint, error) {
	p := ec2.NewDescribeVpcEndpointsPaginator(a.ec2, &ec2.DescribeVpcEndpointsInput{
		Filters: only(by, values...), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeVpcEndpointsOutput) []ec2types.VpcEndpoint { return o.VpcEndpoints }, endpointFrom)
	return byName(list, func(e facts.Endpoint) (string, string) { return e.Name, e.ID }), a.place.fault(ctx, err)
}

func (a *account) natGateways(ctx context.Context, by string, values ...string) ([]facts.NATGateway, error) {
	p := ec2.NewDescribeNatGatewaysPaginator(a.ec2, &ec2.DescribeNatGatewaysInput{
		Filter: only(by, values...), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeNatGatewaysOutput) []ec2types.NatGateway { return o.NatGateways }, natFrom)
	return byName(list, func(n facts.NATGateway) (string, string) { return n.Name, n.ID }), a.place.fault(ctx, err)
}

func (a *account) interfaces(ctx context.Context, vpc string) ([]facts.Interface, error) {
	p := ec2.NewDescribeNetworkInterfacesPaginator(a.ec2, &ec2.DescribeNetworkInterfacesInput{
		Filters: only("vpc-id", vpc), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeNetworkInterfacesOutput) []ec2types.NetworkInterface { return o.NetworkInterfaces }, interfaceFrom)
	return byName(list, func(i facts.Interface) (string, string) { return "", i.ID }), a.place.fault(ctx, err)
}

// zones has no pages in the API.
func (a *account) zones(ctx context.Context) ([]facts.Zone, error) {
	out, err := a.ec2.DescribeAvailabilityZones(ctx, &ec2.DescribeAvailabilityZonesInput{})
	if err != nil {
		return nil, a.place.fault(ctx, err)
	}
	list := make([]facts.Zone, 0, len(out.AvailabilityZones))
	for _, z := range out.AvailabilityZones {
		list = append(list, zoneFrom(z))
	}
	return byName(list, func(z facts.Zone) (string, string) { return z.Name, z.ID }), nil
}

// dhcp reads one option set. A VPC may have none, which AWS writes as the id "default".
func (a *account) dhcp(ctx context.Context, id string) (facts.DHCPOptions, error) {
	if id == "" || id == "default" {
		return facts.DHCPOptions{ID: id}, nil
	}
	p := ec2.NewDescribeDhcpOptionsPaginator(a.ec2, &ec2.DescribeDhcpOptionsInput{
		Filters: only("dhcp-options-id", id), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeDhcpOptionsOutput) []ec2types.DhcpOptions { return o.DhcpOptions }, dhcpFrom)
	switch {
	case err != nil:
		return facts.DHCPOptions{ID: id}, a.place.fault(ctx, err)
	case len(list) == 0:
		return facts.DHCPOptions{ID: id}, a.place.absent("ec2:DescribeDhcpOptions", "DHCP option set "+id)
	}
	return list[0], nil
}
