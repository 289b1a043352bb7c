package sandbox_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func gatewayOf(t *testing.T, c clients, vpc string) *string {
	t.Helper()
	return must[*ec2.DescribeInternetGatewaysOutput](t)(c.ec2.DescribeInternetGateways(t.Context(), &ec2.DescribeInternetGatewaysInput{
		Filters: []types.Filter{filter("attachment.vpc-id", vpc)},
	})).InternetGateways[0].InternetGatewayId
}

func TestRoutesAreWritten(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	table, igw := aws.String(n.tables["private-b"]), gatewayOf(t, c, n.vpc)
	must[*ec2.CreateRouteOutput](t)(c.ec2.CreateRoute(t.Context(), &ec2.CreateRouteInput{RouteTableId: table, DestinationCidrBlock: aws.String("192.0.2.77/24"), GatewayId: igw}))
	must[*ec2.CreateRouteOutput](t)(c.ec2.CreateRoute(t.Context(), &ec2.CreateRouteInput{RouteTableId: table, DestinationIpv6CidrBlock: aws.String("::/0"), GatewayId: igw}))
	routes := routesAway(t, c, *table)
	if got := routes["192.0.2.0/24"]; aws.ToString(got.GatewayId) != *igw || got.Origin != types.RouteOriginCreateRoute || got.State != types.RouteStateActive {
		t.Errorf("got %+v", got)
	}
	if got := routes["::/0"]; aws.ToString(got.DestinationIpv6CidrBlock) != "::/0" {
		t.Errorf("got %+v", got)
	}
	iface := interfacesOf(t, c, *endpointFor(t, c, n.vpc, "logs").VpcEndpointId)[0].NetworkInterfaceId
	must[*ec2.ReplaceRouteOutput](t)(c.ec2.ReplaceRoute(t.Context(), &ec2.ReplaceRouteInput{RouteTableId: table, DestinationCidrBlock: aws.String("192.0.2.0/24"), NetworkInterfaceId: iface}))
	if got := routesAway(t, c, *table)["192.0.2.0/24"]; aws.ToString(got.NetworkInterfaceId) != *iface || got.GatewayId != nil {
		t.Errorf("got %+v", got)
	}
	must[*ec2.DeleteRouteOutput](t)(c.ec2.DeleteRoute(t.Context(), &ec2.DeleteRouteInput{RouteTableId: table, DestinationCidrBlock: aws.String("192.0.2.0/24")}))
	if got := routesAway(t, c, *table); len(got) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestRoutesAreRefused(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	table, igw := n.tables["private-a"], gatewayOf(t, c, n.vpc)
	foreign := gatewayOf(t, c, networkNamed(t, c, "ml-staging").vpc)
	s3 := endpointFor(t, c, n.vpc, "s3").VpcEndpointId
	everywhere, list, local := aws.String("0.0.0.0/0"), aws.String("pl-63a5400a"), aws.String("10.0.0.0/16")
	create := func(in ec2.CreateRouteInput) func() error {
		return func() error {
			in.RouteTableId = &table
			_, err := c.ec2.CreateRoute(t.Context(), &in)
			return err
		}
	}
	replace := func(in ec2.ReplaceRouteInput) func() error {
		return func() error {
			in.RouteTableId = &table
			_, err := c.ec2.ReplaceRoute(t.Context(), &in)
			return err
		}
	}
	remove := func(in ec2.DeleteRouteInput) func() error {
		return func() error {
			in.RouteTableId = &table
			_, err := c.ec2.DeleteRoute(t.Context(), &in)
			return err
		}
	}
	for name, tc := range map[string]struct {
		call       func() error
		code, says string
	}{
		"same as local":       {create(ec2.CreateRouteInput{DestinationCidrBlock: local, GatewayId: igw}), "RouteAlreadyExists", "The route identified by 10.0.0.0/16 already exists."},
		"the endpoint's":      {create(ec2.CreateRouteInput{DestinationPrefixListId: list, GatewayId: igw}), "RouteAlreadyExists", "The route identified by pl-63a5400a already exists."},
		"to an endpoint":      {create(ec2.CreateRouteInput{DestinationPrefixListId: list, VpcEndpointId: s3}), "InvalidParameterValue", "Cannot create or replace a prefix list route targeting a VPC Endpoint."},
		"endpoint as gateway": {create(ec2.CreateRouteInput{DestinationCidrBlock: everywhere, GatewayId: s3}), "InvalidParameterValue", "targeting a VPC Endpoint"},
		"no such gateway":     {create(ec2.CreateRouteInput{DestinationCidrBlock: everywhere, GatewayId: aws.String("igw-0123456789abcdef0")}), "InvalidGatewayID.NotFound", "does not exist"},
		"another network":     {create(ec2.CreateRouteInput{DestinationCidrBlock: everywhere, GatewayId: foreign}), "InvalidParameterValue", "belong to different networks"},
		"no transit gateway":  {create(ec2.CreateRouteInput{DestinationCidrBlock: everywhere, TransitGatewayId: aws.String("tgw-0123456789abcdef0")}), "InvalidTransitGatewayID.NotFound", "does not exist"},
		"no target":           {create(ec2.CreateRouteInput{DestinationCidrBlock: everywhere}), "InvalidParameterCombination", "exactly one of"},
		"no destination":      {create(ec2.CreateRouteInput{GatewayId: igw}), "MissingParameter", "destinationCidrBlock"},
		"no CIDR":             {create(ec2.CreateRouteInput{DestinationCidrBlock: aws.String("10.0/8"), GatewayId: igw}), "InvalidParameterValue", "Value (10.0/8) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block."},
		"no such list":        {create(ec2.CreateRouteInput{DestinationPrefixListId: aws.String("pl-12345678"), GatewayId: igw}), "InvalidPrefixListID.NotFound", "does not exist"},
		"replace nothing":     {replace(ec2.ReplaceRouteInput{DestinationCidrBlock: everywhere, GatewayId: igw}), "InvalidParameterValue", "There is no route defined for '0.0.0.0/0' in the route table. Use CreateRoute instead."},
		"replace endpoint's":  {replace(ec2.ReplaceRouteInput{DestinationPrefixListId: list, GatewayId: igw}), "InvalidParameterValue", "targeting a VPC Endpoint"},
		"delete nothing":      {remove(ec2.DeleteRouteInput{DestinationCidrBlock: everywhere}), "InvalidRoute.NotFound", "no route with destination-cidr-block 0.0.0.0/0 in route table " + table},
		"delete local":        {remove(ec2.DeleteRouteInput{DestinationCidrBlock: local}), "InvalidParameterValue", "cannot remove local route 10.0.0.0/16 in route table " + table},
		"delete endpoint's":   {remove(ec2.DeleteRouteInput{DestinationPrefixListId: list}), "InvalidParameterValue", "cannot remove VPC endpoint route pl-63a5400a"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := wantCode(t, tc.call(), tc.code); !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q in it", got, tc.says)
			}
		})
	}
	if got := routesAway(t, c, table); len(got) != 2 {
		t.Errorf("refused calls changed routes: %+v", got)
	}
}

func TestRouteTables(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	in := &ec2.CreateRouteTableInput{VpcId: &n.vpc, ClientToken: aws.String("once"), TagSpecifications: []types.TagSpecification{{
		ResourceType: types.ResourceTypeRouteTable, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("new")}},
	}}}
	made := must[*ec2.CreateRouteTableOutput](t)(c.ec2.CreateRouteTable(t.Context(), in)).RouteTable
	again := must[*ec2.CreateRouteTableOutput](t)(c.ec2.CreateRouteTable(t.Context(), in)).RouteTable
	if *again.RouteTableId != *made.RouteTableId || len(made.Routes) != 1 || *made.Routes[0].GatewayId != "local" || nameOf(made.Tags) != "new" {
		t.Fatalf("got %+v", made)
	}
	subnet := n.subnets["private-d"].SubnetId // follows the main table
	tied := must[*ec2.AssociateRouteTableOutput](t)(c.ec2.AssociateRouteTable(t.Context(), &ec2.AssociateRouteTableInput{RouteTableId: made.RouteTableId, SubnetId: subnet}))
	_, err := c.ec2.AssociateRouteTable(t.Context(), &ec2.AssociateRouteTableInput{RouteTableId: aws.String(n.tables["private-a"]), SubnetId: subnet})
	wantCode(t, err, "Resource.AlreadyAssociated")
	_, err = c.ec2.DeleteRouteTable(t.Context(), &ec2.DeleteRouteTableInput{RouteTableId: made.RouteTableId})
	wantCode(t, err, "DependencyViolation")
	moved := must[*ec2.ReplaceRouteTableAssociationOutput](t)(c.ec2.ReplaceRouteTableAssociation(t.Context(), &ec2.ReplaceRouteTableAssociationInput{
		AssociationId: tied.AssociationId, RouteTableId: aws.String(n.tables["private-b"]),
	}))
	byAssociation := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("association.route-table-association-id", *moved.NewAssociationId)},
	})).RouteTables
	if len(byAssociation) != 1 || *byAssociation[0].RouteTableId != n.tables["private-b"] {
		t.Errorf("got %+v", byAssociation)
	}
	must[*ec2.DisassociateRouteTableOutput](t)(c.ec2.DisassociateRouteTable(t.Context(), &ec2.DisassociateRouteTableInput{AssociationId: moved.NewAssociationId}))
	_, err = c.ec2.DisassociateRouteTable(t.Context(), &ec2.DisassociateRouteTableInput{AssociationId: moved.NewAssociationId})
	wantCode(t, err, "InvalidAssociationID.NotFound")
	main := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{n.tables["main"]}})).RouteTables[0]
	_, err = c.ec2.DisassociateRouteTable(t.Context(), &ec2.DisassociateRouteTableInput{AssociationId: main.Associations[0].RouteTableAssociationId})
	wantCode(t, err, "InvalidParameterValue")
	_, err = c.ec2.DeleteRouteTable(t.Context(), &ec2.DeleteRouteTableInput{RouteTableId: main.RouteTableId})
	wantCode(t, err, "DependencyViolation")
	must[*ec2.DeleteRouteTableOutput](t)(c.ec2.DeleteRouteTable(t.Context(), &ec2.DeleteRouteTableInput{RouteTableId: made.RouteTableId}))
	_, err = c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{*made.RouteTableId}})
	wantCode(t, err, "InvalidRouteTableID.NotFound")
	foreign := networkNamed(t, c, "legacy").subnets["legacy-1"].SubnetId
	_, err = c.ec2.AssociateRouteTable(t.Context(), &ec2.AssociateRouteTableInput{RouteTableId: main.RouteTableId, SubnetId: foreign})
	wantCode(t, err, "InvalidParameterValue")
}
