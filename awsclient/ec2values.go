package awsclient

import (
	"net/netip"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

func vpcFrom(v ec2types.Vpc) facts.VPC {
	tags := tagMap(v.Tags)
	out := facts.VPC{
		ID: aws.ToString(v.VpcId), Name: tags["Name"], Default: aws.ToBool(v.IsDefault),
		Tenancy: string(v.InstanceTenancy), Owner: aws.ToString(v.OwnerId),
		DHCPOptions: aws.ToString(v.DhcpOptionsId), BlockPublicAccess: blocked(v.BlockPublicAccessStates), Tags: tags,
	}
	for _, block := range v.CidrBlockAssociationSet {
		if block.CidrBlockState == nil || block.CidrBlockState.State == "" ||
			block.CidrBlockState.State == ec2types.VpcCidrBlockStateCodeAssociated {
			out.CIDRs = append(out.CIDRs, prefixes(aws.ToString(block.CidrBlock))...)
		}
	}
	// The order of the associations is not promised.
	primary := prefixes(aws.ToString(v.CidrBlock))
	out.CIDRs = append(primary, slices.DeleteFunc(out.CIDRs, func(p netip.Prefix) bool { return slices.Contains(primary, p) })...)
	return out
}

func zoneFrom(z ec2types.AvailabilityZone) facts.Zone {
	return facts.Zone{
		Name: aws.ToString(z.ZoneName), ID: aws.ToString(z.ZoneId),
		Type: aws.ToString(z.ZoneType), State: string(z.State),
	}
}

func subnetFrom(s ec2types.Subnet) facts.Subnet {
	tags := tagMap(s.Tags)
	out := facts.Subnet{
		ID: aws.ToString(s.SubnetId), Name: tags["Name"], VPC: aws.ToString(s.VpcId),
		Zone: aws.ToString(s.AvailabilityZone), ZoneID: aws.ToString(s.AvailabilityZoneId),
		Free: int(aws.ToInt32(s.AvailableIpAddressCount)), State: string(s.State),
		Owner: aws.ToString(s.OwnerId), OutpostARN: aws.ToString(s.OutpostArn),
		IPv6Only: aws.ToBool(s.Ipv6Native), BlockPublicAccess: blocked(s.BlockPublicAccessStates), Tags: tags,
	}
	if cidr := prefixes(aws.ToString(s.CidrBlock)); len(cidr) == 1 {
		out.CIDR = cidr[0]
	}
	return out
}

func groupFrom(g ec2types.SecurityGroup) facts.SecurityGroup {
	return facts.SecurityGroup{
		ID: aws.ToString(g.GroupId), Name: aws.ToString(g.GroupName), VPC: aws.ToString(g.VpcId),
		Description: aws.ToString(g.Description), Owner: aws.ToString(g.OwnerId),
		Egress: rules(g.IpPermissionsEgress), Ingress: rules(g.IpPermissions), Tags: tagMap(g.Tags),
	}
}

func rules(permissions []ec2types.IpPermission) []facts.Rule {
	out := make([]facts.Rule, 0, len(permissions))
	for _, p := range permissions {
		r := facts.Rule{Protocol: aws.ToString(p.IpProtocol), From: port(p.FromPort), To: port(p.ToPort)}
		ranged := func(cidr string) {
			read := prefixes(cidr)
			if r.CIDRs = append(r.CIDRs, read...); len(read) == 0 {
				r.Unread = append(r.Unread, cidr)
			}
		}
		for _, peer := range p.IpRanges {
			ranged(aws.ToString(peer.CidrIp))
		}
		for _, peer := range p.Ipv6Ranges {
			ranged(aws.ToString(peer.CidrIpv6))
		}
		for _, peer := range p.PrefixListIds {
			r.PrefixLists = append(r.PrefixLists, aws.ToString(peer.PrefixListId))
		}
		for _, peer := range p.UserIdGroupPairs {
			r.Groups = append(r.Groups, aws.ToString(peer.GroupId))
		}
		out = append(out, r)
	}
	return out
}

func port(p *int32) int {
	if p == nil {
		return -1
	}
	return int(*p)
}

func tableFrom(t ec2types.RouteTable) facts.RouteTable {
	tags := tagMap(t.Tags)
	out := facts.RouteTable{
		ID: aws.ToString(t.RouteTableId), Name: tags["Name"], VPC: aws.ToString(t.VpcId), Tags: tags,
		Associations: map[string]string{},
	}
	for _, association := range t.Associations {
		if s := association.AssociationState; s != nil &&
			(s.State == ec2types.RouteTableAssociationStateCodeDisassociated || s.State == ec2types.RouteTableAssociationStateCodeFailed) {
			continue
		}
		out.Main = out.Main || aws.ToBool(association.Main)
		if id := aws.ToString(association.SubnetId); id != "" {
			out.Subnets = append(out.Subnets, id)
			out.Associations[id] = aws.ToString(association.RouteTableAssociationId)
		}
	}
	slices.Sort(out.Subnets)
	for _, r := range t.Routes {
		out.Routes = append(out.Routes, routeFrom(r))
	}
	return out
}

func routeFrom(r ec2types.Route) facts.Route {
	return facts.Route{
		Destination: text(r.DestinationCidrBlock, r.DestinationIpv6CidrBlock, r.DestinationPrefixListId),
		// A route to an instance names its interface as well.
		Target: text(
			r.GatewayId, r.NatGatewayId, r.TransitGatewayId, r.VpcPeeringConnectionId, r.InstanceId, r.NetworkInterfaceId,
			r.EgressOnlyInternetGatewayId, r.LocalGatewayId, r.CarrierGatewayId, r.CoreNetworkArn, r.OdbNetworkArn, r.IpAddress,
		),
		State: string(r.State),
	}
}

func endpointFrom(e ec2types.VpcEndpoint) facts.Endpoint {
	tags := tagMap(e.Tags)
	out := facts.Endpoint{
		ID: aws.ToString(e.VpcEndpointId), Name: tags["Name"], VPC: aws.ToString(e.VpcId),
		Service: aws.ToString(e.ServiceName), Type: string(e.VpcEndpointType), State: string(e.State),
		RouteTables: e.RouteTableIds, Subnets: e.SubnetIds, Interfaces: e.NetworkInterfaceIds, PrivateDNS: aws.ToBool(e.PrivateDnsEnabled),
		InboundOnly: e.DnsOptions != nil && aws.ToBool(e.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint),
		Policy:      aws.ToString(e.PolicyDocument), RequesterManaged: aws.ToBool(e.RequesterManaged),
		Owner: aws.ToString(e.OwnerId), Tags: tags,
	}
	for _, g := range e.Groups {
		out.SecurityGroups = append(out.SecurityGroups, aws.ToString(g.GroupId))
	}
	// AWS promises no order; without one, two reads of the same endpoint would differ.
	slices.Sort(out.RouteTables)
	slices.Sort(out.Subnets)
	slices.Sort(out.SecurityGroups)
	slices.Sort(out.Interfaces)
	return out
}

func natFrom(n ec2types.NatGateway) facts.NATGateway {
	return facts.NATGateway{
		ID: aws.ToString(n.NatGatewayId), Name: tagMap(n.Tags)["Name"], VPC: aws.ToString(n.VpcId), Tags: tagMap(n.Tags),
		Subnet: aws.ToString(n.SubnetId), State: string(n.State),
		// Both were added to the API later; older answers mean these.
		Connectivity: first(string(n.ConnectivityType), "public"),
		Mode:         first(string(n.AvailabilityMode), "zonal"),
		Zones:        served(n), FailureCode: aws.ToString(n.FailureCode), FailureMessage: aws.ToString(n.FailureMessage),
	}
}

func interfaceFrom(i ec2types.NetworkInterface) facts.Interface {
	out := facts.Interface{
		ID: aws.ToString(i.NetworkInterfaceId), Subnet: aws.ToString(i.SubnetId), Type: string(i.InterfaceType),
		Description: aws.ToString(i.Description), RequesterManaged: aws.ToBool(i.RequesterManaged),
		Requester: aws.ToString(i.RequesterId), Addresses: addressesOf(i),
	}
	for _, g := range i.Groups {
		out.Groups = append(out.Groups, aws.ToString(g.GroupId))
	}
	slices.Sort(out.Groups)
	return out
}

func dhcpFrom(d ec2types.DhcpOptions) facts.DHCPOptions {
	out := facts.DHCPOptions{ID: aws.ToString(d.DhcpOptionsId)}
	for _, configuration := range d.DhcpConfigurations {
		if aws.ToString(configuration.Key) != "domain-name-servers" {
			continue
		}
		for _, value := range configuration.Values {
			out.DNSServers = append(out.DNSServers, aws.ToString(value.Value))
		}
	}
	return out
}

// text is the first of several optional strings that says something.
func text(candidates ...*string) string {
	for _, c := range candidates {
		if s := aws.ToString(c); s != "" {
			return s
		}
	}
	return ""
}

// prefixes is the CIDR as a list of one, or of none when it is empty or no CIDR.
func prefixes(cidr string) []netip.Prefix {
	if p, err := netip.ParsePrefix(cidr); err == nil {
		return []netip.Prefix{p.Masked()}
	}
	return nil
}
