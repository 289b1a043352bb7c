package sandbox

import (
	"maps"
	"slices"
)

// ec2Edits are the operations on addresses, NAT gateways, routes and security groups.
var ec2Edits = map[string]ec2Op{
	"DescribeAddresses":          {params: "PublicIp AllocationId Filter", run: describeAddresses},
	"DescribeSecurityGroupRules": {params: "SecurityGroupRuleId" + pagedParams, run: describeSecurityGroupRules},

	"AllocateAddress": {
		params: "Domain Address PublicIpv4Pool NetworkBorderGroup CustomerOwnedIpv4Pool TagSpecification IpamPoolId",
		run:    allocateAddress, writes: true,
	},
	"ReleaseAddress": {params: "AllocationId PublicIp NetworkBorderGroup", run: releaseAddress, writes: true},
	"CreateNatGateway": {
		params: "AvailabilityMode AllocationId ClientToken SubnetId VpcId AvailabilityZoneAddress TagSpecification ConnectivityType " +
			"PrivateIpAddress SecondaryAllocationId SecondaryPrivateIpAddress SecondaryPrivateIpAddressCount",
		run: createNatGateway, writes: true,
	},
	"DeleteNatGateway": {params: "NatGatewayId", run: deleteNatGateway, writes: true},

	"CreateRoute":                  {params: routeParams, run: createRoute, writes: true},
	"ReplaceRoute":                 {params: routeParams + " LocalTarget", run: replaceRoute, writes: true},
	"DeleteRoute":                  {params: "RouteTableId " + destinationParams, run: deleteRoute, writes: true},
	"CreateRouteTable":             {params: "VpcId ClientToken TagSpecification", run: createRouteTable, writes: true},
	"DeleteRouteTable":             {params: "RouteTableId", run: deleteRouteTable, writes: true},
	"AssociateRouteTable":          {params: "RouteTableId SubnetId GatewayId PublicIpv4Pool", run: associateRouteTable, writes: true},
	"DisassociateRouteTable":       {params: "AssociationId", run: disassociateRouteTable, writes: true},
	"ReplaceRouteTableAssociation": {params: "AssociationId RouteTableId", run: replaceRouteTableAssociation, writes: true},

	"CreateSecurityGroup":           {params: "GroupName GroupDescription VpcId TagSpecification", run: createSecurityGroup, writes: true},
	"DeleteSecurityGroup":           {params: "GroupId GroupName", run: deleteSecurityGroup, writes: true},
	"AuthorizeSecurityGroupIngress": {params: ruleParams + " TagSpecification", run: authorizeIngress, writes: true},
	"AuthorizeSecurityGroupEgress":  {params: ruleParams + " TagSpecification", run: authorizeEgress, writes: true},
	"RevokeSecurityGroupIngress":    {params: ruleParams + " SecurityGroupRuleId", run: revokeIngress, writes: true},
	"RevokeSecurityGroupEgress":     {params: ruleParams + " SecurityGroupRuleId", run: revokeEgress, writes: true},
}

const (
	destinationParams = "DestinationCidrBlock DestinationIpv6CidrBlock DestinationPrefixListId"
	routeParams       = "RouteTableId " + destinationParams + " GatewayId NatGatewayId NetworkInterfaceId InstanceId VpcEndpointId TransitGatewayId " +
		"VpcPeeringConnectionId EgressOnlyInternetGatewayId LocalGatewayId CarrierGatewayId CoreNetworkArn OdbNetworkArn"
	ruleParams = "GroupId GroupName IpPermissions IpProtocol FromPort ToPort CidrIp SourceSecurityGroupName SourceSecurityGroupOwnerId"
)

// ec2Names are the names of all operations, sorted.
func ec2Names() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(ec2Ops)), maps.Keys(ec2Edits))
	slices.Sort(names)
	return names
}

// ec2Named finds an operation.
func ec2Named(name string) (ec2Op, bool) {
	if op, known := ec2Ops[name]; known {
		return op, true
	}
	op, known := ec2Edits[name]
	return op, known
}
