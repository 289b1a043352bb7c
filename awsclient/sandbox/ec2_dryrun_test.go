package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/awsclient/sandbox"
)

// editsOf are calls that would succeed, as dry runs.
func editsOf(t *testing.T, c clients, n network) map[string]func() error {
	ctx, dry := t.Context(), aws.Bool(true)
	table, group, subnet := aws.String(n.tables["private-a"]), aws.String(n.groups["endpoints-sg"]), n.subnets["private-d"].SubnetId
	far := networkNamed(t, c, "ml-staging")
	nat := must[*ec2.DescribeNatGatewaysOutput](t)(c.ec2.DescribeNatGateways(ctx, &ec2.DescribeNatGatewaysInput{})).NatGateways[0].NatGatewayId
	def := aws.String("0.0.0.0/0")
	tables := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{RouteTableIds: []string{*table}})).RouteTables[0]
	association := tables.Associations[0].RouteTableAssociationId
	igw := gatewayOf(t, c, n.vpc)
	second := func(_ any, err error) error { return err }
	return map[string]func() error{
		"CreateVpcEndpoint": func() error {
			in := createInterface(n, "sts", "private-a")
			in.DryRun = dry
			return second(c.ec2.CreateVpcEndpoint(ctx, in))
		},
		"AllocateAddress": func() error { return second(c.ec2.AllocateAddress(ctx, &ec2.AllocateAddressInput{DryRun: dry})) },
		"CreateNatGateway": func() error {
			in := createNAT(n.subnets["private-a"], nil)
			in.ConnectivityType, in.DryRun = types.ConnectivityTypePrivate, dry
			return second(c.ec2.CreateNatGateway(ctx, in))
		},
		"DeleteNatGateway": func() error {
			return second(c.ec2.DeleteNatGateway(ctx, &ec2.DeleteNatGatewayInput{NatGatewayId: nat, DryRun: dry}))
		},
		"CreateRoute": func() error {
			return second(c.ec2.CreateRoute(ctx, &ec2.CreateRouteInput{RouteTableId: table, DestinationCidrBlock: def, GatewayId: igw, DryRun: dry}))
		},
		"ReplaceRoute": func() error {
			in := &ec2.ReplaceRouteInput{RouteTableId: aws.String(far.tables["staging-a"]), DestinationCidrBlock: def, GatewayId: gatewayOf(t, c, far.vpc), DryRun: dry}
			return second(c.ec2.ReplaceRoute(ctx, in))
		},
		"DeleteRoute": func() error {
			return second(c.ec2.DeleteRoute(ctx, &ec2.DeleteRouteInput{RouteTableId: aws.String(far.tables["staging-a"]), DestinationCidrBlock: def, DryRun: dry}))
		},
		"CreateRouteTable": func() error {
			return second(c.ec2.CreateRouteTable(ctx, &ec2.CreateRouteTableInput{VpcId: &n.vpc, DryRun: dry}))
		},
		"AssociateRouteTable": func() error {
			return second(c.ec2.AssociateRouteTable(ctx, &ec2.AssociateRouteTableInput{RouteTableId: table, SubnetId: subnet, DryRun: dry}))
		},
		"DisassociateRouteTable": func() error {
			return second(c.ec2.DisassociateRouteTable(ctx, &ec2.DisassociateRouteTableInput{AssociationId: association, DryRun: dry}))
		},
		"ReplaceRouteTableAssociation": func() error {
			in := &ec2.ReplaceRouteTableAssociationInput{AssociationId: association, RouteTableId: aws.String(n.tables["main"]), DryRun: dry}
			return second(c.ec2.ReplaceRouteTableAssociation(ctx, in))
		},
		"CreateSecurityGroup": func() error {
			in := &ec2.CreateSecurityGroupInput{GroupName: aws.String("new"), Description: aws.String("d"), VpcId: &n.vpc, DryRun: dry}
			return second(c.ec2.CreateSecurityGroup(ctx, in))
		},
		"DeleteSecurityGroup": func() error {
			return second(c.ec2.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: aws.String(n.groups["stripped-sg"]), DryRun: dry}))
		},
		"AuthorizeSecurityGroupIngress": func() error {
			in := &ec2.AuthorizeSecurityGroupIngressInput{GroupId: group, IpPermissions: []types.IpPermission{https("10.9.0.0/16")}, DryRun: dry}
			return second(c.ec2.AuthorizeSecurityGroupIngress(ctx, in))
		},
		"AuthorizeSecurityGroupEgress": func() error {
			in := &ec2.AuthorizeSecurityGroupEgressInput{GroupId: group, IpPermissions: []types.IpPermission{https("10.9.0.0/16")}, DryRun: dry}
			return second(c.ec2.AuthorizeSecurityGroupEgress(ctx, in))
		},
		"RevokeSecurityGroupIngress": func() error {
			in := &ec2.RevokeSecurityGroupIngressInput{GroupId: group, IpPermissions: []types.IpPermission{https("10.0.0.0/16")}, DryRun: dry}
			return second(c.ec2.RevokeSecurityGroupIngress(ctx, in))
		},
		"RevokeSecurityGroupEgress": func() error {
			all := types.IpPermission{IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: def}}}
			in := &ec2.RevokeSecurityGroupEgressInput{GroupId: group, IpPermissions: []types.IpPermission{all}, DryRun: dry}
			return second(c.ec2.RevokeSecurityGroupEgress(ctx, in))
		},
		"DescribeAddresses": func() error { return second(c.ec2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{DryRun: dry})) },
		"DescribeSecurityGroupRules": func() error {
			return second(c.ec2.DescribeSecurityGroupRules(ctx, &ec2.DescribeSecurityGroupRulesInput{DryRun: dry}))
		},
	}
}

// picture is all of the account's networks that an edit could change.
func picture(t *testing.T, c clients) string {
	t.Helper()
	ctx := t.Context()
	var b strings.Builder
	for _, r := range must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{})).RouteTables {
		fmt.Fprintln(&b, *r.RouteTableId, len(r.Routes), len(r.Associations))
		for _, one := range r.Routes {
			fmt.Fprintln(&b, aws.ToString(one.DestinationCidrBlock), aws.ToString(one.GatewayId), aws.ToString(one.NatGatewayId))
		}
	}
	for _, r := range must[*ec2.DescribeSecurityGroupRulesOutput](t)(c.ec2.DescribeSecurityGroupRules(ctx, &ec2.DescribeSecurityGroupRulesInput{})).SecurityGroupRules {
		fmt.Fprintln(&b, *r.SecurityGroupRuleId)
	}
	for _, g := range must[*ec2.DescribeSecurityGroupsOutput](t)(c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{})).SecurityGroups {
		fmt.Fprintln(&b, *g.GroupId)
	}
	for _, g := range must[*ec2.DescribeNatGatewaysOutput](t)(c.ec2.DescribeNatGateways(ctx, &ec2.DescribeNatGatewaysInput{})).NatGateways {
		fmt.Fprintln(&b, *g.NatGatewayId, g.State)
	}
	for _, a := range must[*ec2.DescribeAddressesOutput](t)(c.ec2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})).Addresses {
		fmt.Fprintln(&b, *a.AllocationId)
	}
	for _, e := range must[*ec2.DescribeVpcEndpointsOutput](t)(c.ec2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})).VpcEndpoints {
		fmt.Fprintln(&b, *e.VpcEndpointId, e.State)
	}
	return b.String()
}

func TestEditsDryRun(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	before := picture(t, c)
	for action, call := range editsOf(t, c, n) {
		t.Run(action, func(t *testing.T) {
			wantCode(t, call(), "DryRunOperation")
			denied := open(t, "tour", sandbox.WithDenied("ec2:"+action))
			wantCode(t, editsOf(t, denied, n)[action](), "UnauthorizedOperation")
		})
	}
	if after := picture(t, c); after != before {
		t.Errorf("dry runs changed something:\n%s\nbefore:\n%s", after, before)
	}
}

func TestDeletionsDryRun(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	eip := allocate(t, c)
	table := must[*ec2.CreateRouteTableOutput](t)(c.ec2.CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: &n.vpc})).RouteTable
	before := picture(t, c)
	_, err := c.ec2.ReleaseAddress(t.Context(), &ec2.ReleaseAddressInput{AllocationId: eip.AllocationId, DryRun: aws.Bool(true)})
	wantCode(t, err, "DryRunOperation")
	_, err = c.ec2.DeleteRouteTable(t.Context(), &ec2.DeleteRouteTableInput{RouteTableId: table.RouteTableId, DryRun: aws.Bool(true)})
	wantCode(t, err, "DryRunOperation")
	if after := picture(t, c); after != before {
		t.Errorf("dry runs changed something:\n%s\nbefore:\n%s", after, before)
	}
}
