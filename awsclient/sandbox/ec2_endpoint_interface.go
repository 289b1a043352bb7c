package sandbox

import (
	"net/netip"
	"slices"
)

// Quotas (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const (
	maxInterfaceEndpoints = 50 // of a VPC (L-29B6F2EB)
	maxGroupsOfInterface  = 5
)

const (
	onlyInbound  = "DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint"
	needsGateway = "To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC %s must have a Gateway endpoint for the service."
)

// placement is an address that an interface endpoint is to have in a subnet; the zero
// address is any.
type placement struct {
	subnet  *subnet
	address netip.Addr
}

// draftInterfaces reads what an interface endpoint has and a gateway endpoint has not.
func (x *ec2Call) draftInterfaces(v *vpc, draft *endpointDraft) *apiError {
	e := draft.endpoint
	if len(x.list("RouteTableId")) > 0 {
		return refusef("InvalidParameter", onlyGatewayTables)
	}
	if kind := x.text("IpAddressType"); kind != "" && kind != "ipv4" {
		return refusef("InvalidParameter", "The IP address type %s is not supported by the VPC endpoint service %s.", kind, e.service)
	}
	var refusal *apiError
	if draft.places, refusal = x.places(v.id, e.service, "SubnetId", nil); refusal != nil {
		return refusal
	}
	if e.groups, refusal = x.groupsOf(v.id, "SecurityGroupId"); refusal != nil {
		return refusal
	}
	if len(e.groups) == 0 {
		for _, g := range x.region.groups {
			if g.vpc == v.id && g.name == "default" {
				e.groups = []string{g.id}
			}
		}
	}
	if refusal := groupQuota(e.groups); refusal != nil {
		return refusal
	}
	// AWS documents private DNS as the default; for S3 it came years after the endpoint
	// itself and is left off unless it is asked for.
	e.privateDNS = x.region.prefixListOf(e.service) == ""
	return x.readPrivateDNS(e)
}

func groupQuota(groups []string) *apiError {
	if len(groups) > maxGroupsOfInterface {
		return refusef("SecurityGroupsPerInterfaceLimitExceeded", "The maximum number of security groups per interface has been reached.")
	}
	return nil
}

// readPrivateDNS reads what a call says of an endpoint's private names.
func (x *ec2Call) readPrivateDNS(e *endpoint) *apiError {
	var refusal *apiError
	was := e.privateDNS
	if x.has("PrivateDnsEnabled") {
		if e.privateDNS, refusal = x.flag("PrivateDnsEnabled"); refusal != nil {
			return refusal
		}
	}
	ofGateway := x.region.prefixListOf(e.service) != ""
	if !x.has(onlyInbound) {
		// Turned on without a word, it is for resolvers outside of the VPC only.
		e.inboundOnly = e.privateDNS && ofGateway && (e.inboundOnly || !was)
		return nil
	}
	if e.inboundOnly, refusal = x.flag(onlyInbound); refusal != nil {
		return refusal
	}
	if e.inboundOnly && !ofGateway {
		return refusef("InvalidParameter", "PrivateDnsOnlyForInboundResolverEndpoint is not supported for the service %s.", e.service)
	}
	return nil
}

// interfaceFree refuses what the VPC as it is has no place for.
func (x *ec2Call) interfaceFree(draft endpointDraft) *apiError {
	if refusal := x.privateDNSFree(draft.endpoint, nil); refusal != nil {
		return refusal
	}
	return x.roomFor(draft.places)
}

// privateDNSFree refuses private names that the VPC cannot have. Instead is the endpoint
// that e takes the place of, nil for none.
func (x *ec2Call) privateDNSFree(e, instead *endpoint) *apiError {
	if !e.privateDNS {
		return nil
	}
	v, _ := x.region.vpc(e.vpc)
	if !v.dnsSupport || !v.dnsHostnames {
		return refusef("InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for %s", v.id)
	}
	s, _ := x.region.service(e.service, e.kind)
	for _, other := range x.region.endpoints {
		if other != instead && other.vpc == e.vpc && other.service == e.service && other.kind == interfaceType && other.privateDNS {
			return refusef("InvalidParameter", "private-dns-enabled cannot be set because there is already a conflicting DNS domain for %s in the VPC %s",
				s.privateDNS, v.id)
		}
	}
	gateway := slices.ContainsFunc(x.region.endpoints, func(other *endpoint) bool {
		return other.kind == gatewayType && other.vpc == e.vpc && other.service == e.service
	})
	if e.inboundOnly && !gateway {
		return refusef("InvalidParameter", needsGateway, v.id)
	}
	return nil
}

// places reads a list of subnets for an endpoint that is in others already. AWS takes one
// subnet a zone, in zones that the service covers.
func (x *ec2Call) places(vpc, service, param string, already []string) ([]placement, *apiError) {
	served, _ := x.region.service(service, interfaceType)
	taken := map[string]bool{}
	for _, id := range already {
		if s, found := x.region.subnet(id); found {
			taken[s.zone.id] = true
		}
	}
	var places []placement
	for _, wanted := range x.texts(param) {
		s, refusal := x.subnetNamed(wanted)
		if refusal != nil {
			return nil, refusal
		}
		if s.vpc != vpc {
			return nil, refusef("InvalidParameter", "subnet %s and network %s belong to different networks", s.id, vpc)
		}
		if !slices.ContainsFunc(served.zones, func(z zone) bool { return z.id == s.zone.id }) {
			return nil, refusef("InvalidParameter", "The VPC endpoint service %s does not support the availability zone of the subnet: %s.", service, s.id)
		}
		if taken[s.zone.id] {
			return nil, refusef("DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of %s. "+
				"VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.", s.id)
		}
		taken[s.zone.id] = true
		places = append(places, placement{subnet: s})
	}
	return places, x.configured(places)
}

// configured reads the addresses that a call wants for its subnets.
func (x *ec2Call) configured(places []placement) *apiError {
	for _, config := range x.list("SubnetConfiguration") {
		i := slices.IndexFunc(places, func(p placement) bool { return p.subnet.id == config.text("SubnetId") })
		if i < 0 {
			return refusef("InvalidParameter", "The subnet %s of the subnet configuration is not one of the endpoint's subnets.", config.text("SubnetId"))
		}
		var refusal *apiError
		if places[i].address, refusal = x.wantedAddress(config.text("Ipv4"), places[i].subnet); refusal != nil {
			return refusal
		}
	}
	return nil
}

// groupsOf reads a list of security groups that must lie in the VPC.
func (x *ec2Call) groupsOf(vpc, param string) ([]string, *apiError) {
	var groups []string
	for _, wanted := range x.texts(param) {
		g, refusal := x.groupNamed(wanted)
		if refusal != nil {
			return nil, refusal
		}
		if g.vpc != vpc {
			return nil, refusef("InvalidParameter", "Security group %s and network %s belong to different networks", g.id, vpc)
		}
		if !slices.Contains(groups, g.id) {
			groups = append(groups, g.id)
		}
	}
	return groups, nil
}

// roomFor refuses subnets without a free address.
func (x *ec2Call) roomFor(places []placement) *apiError {
	for _, p := range places {
		if _, free := x.region.freeAddress(p.subnet); !free {
			return refusef("InsufficientFreeAddressesInSubnet", "The specified subnet %s does not have enough free addresses to satisfy the request.", p.subnet.id)
		}
	}
	return nil
}

// place gives an endpoint a requester-managed interface in each subnet.
func (x *ec2Call) place(e *endpoint, places []placement) {
	for _, p := range places {
		i := &netInterface{
			id: x.world.next("eni"), kind: "vpc_endpoint", description: "VPC Endpoint Interface " + e.id,
			requester: "amazon-vpc", groups: slices.Clone(e.groups), tags: tags{},
		}
		if x.region.place(i, p.subnet, p.address) {
			e.subnets = append(e.subnets, p.subnet.id)
			e.interfaces = append(e.interfaces, i.id)
		}
	}
}

// leave takes an endpoint out of subnets; their addresses are free again.
func (x *ec2Call) leave(e *endpoint, subnets []string) {
	x.region.interfaces = slices.DeleteFunc(x.region.interfaces, func(i *netInterface) bool {
		left := slices.Contains(e.interfaces, i.id) && slices.Contains(subnets, i.subnet)
		if left {
			e.interfaces = slices.DeleteFunc(e.interfaces, func(id string) bool { return id == i.id })
		}
		return left
	})
	e.subnets = slices.DeleteFunc(e.subnets, func(s string) bool { return slices.Contains(subnets, s) })
}
