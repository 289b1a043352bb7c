package sandbox

import (
	"net/netip"
	"slices"
)

// maxNATs is the default quota of NAT gateways in an Availability Zone
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const maxNATs = 5

const (
	natMalformed = "NatGatewayMalformed"
	natMissing   = "NatGatewayNotFound"
	natAbsent    = "NAT gateway %s was not found"
)

// natDraft is a NAT gateway that is to be made.
type natDraft struct {
	*natGateway
	subnet  *subnet // nil for a regional one
	private netip.Addr
	address *elasticIP // nil for a private or a regional one
}

// createNatGateway makes a NAT gateway. What is wrong with its surroundings shows later, as
// a gateway that ends "failed".
func createNatGateway(x *ec2Call) *apiError {
	draft, refusal := x.draftNAT()
	if refusal != nil {
		return refusal
	}
	earlier, refusal := x.before()
	if refusal != nil {
		return refusal
	}
	if g, found := x.region.nat(earlier); found {
		return x.natMade(g)
	}
	if refusal := x.natQuota(draft); refusal != nil {
		return refusal
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	draft.id = x.world.next("nat")
	x.startNAT(draft)
	x.region.nats = append(x.region.nats, draft.natGateway)
	x.remember(draft.id)
	return x.natMade(draft.natGateway)
}

func (x *ec2Call) natMade(g *natGateway) *apiError {
	x.out.some("clientToken", x.text("ClientToken"))
	x.out.inside("natGateway", func() { writeNAT(x, g) })
	return nil
}

func (x *ec2Call) draftNAT() (natDraft, *apiError) {
	draft := natDraft{natGateway: &natGateway{connectivity: x.text("ConnectivityType"), mode: x.text("AvailabilityMode"), created: x.now}}
	refusal := x.unsupported("AvailabilityZoneAddress", "SecondaryAllocationId", "SecondaryPrivateIpAddress", "SecondaryPrivateIpAddressCount")
	if refusal != nil {
		return draft, refusal
	}
	if draft.connectivity == "" {
		draft.connectivity = "public"
	}
	if draft.mode == "" {
		draft.mode = "zonal"
	}
	switch {
	case draft.connectivity != "public" && draft.connectivity != "private":
		return draft, refusef("InvalidParameterValue", "Value (%s) for parameter connectivityType is invalid. Must be one of [private, public]", draft.connectivity)
	case draft.mode == "regional":
		refusal = x.regionalNAT(&draft)
	case draft.mode != "zonal":
		refusal = refusef("InvalidParameterValue", "Value (%s) for parameter availabilityMode is invalid. Must be one of [zonal, regional]", draft.mode)
	default:
		refusal = x.zonalNAT(&draft)
	}
	if refusal != nil {
		return draft, refusal
	}
	draft.tags, refusal = x.tagsAtCreation("natgateway")
	return draft, refusal
}

// regionalNAT is for one that spans the VPC's zones and gets its addresses from AWS
// (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
func (x *ec2Call) regionalNAT(draft *natDraft) *apiError {
	if refusal := x.need("VpcId"); refusal != nil {
		return refusal
	}
	if x.has("SubnetId") || x.has("AllocationId") || x.has("PrivateIpAddress") || draft.connectivity != "public" {
		return refusef("InvalidParameterCombination", "A regional NAT gateway is public and takes neither SubnetId, AllocationId nor PrivateIpAddress")
	}
	v, refusal := x.vpcNamed(x.text("VpcId"))
	if refusal == nil {
		draft.vpc = v.id
	}
	return refusal
}

func (x *ec2Call) zonalNAT(draft *natDraft) *apiError {
	if refusal := x.need("SubnetId"); refusal != nil {
		return refusal
	}
	s, refusal := x.subnetNamed(x.text("SubnetId"))
	if refusal != nil {
		return refusal
	}
	draft.subnet, draft.vpc, draft.natGateway.subnet = s, s.vpc, s.id
	if draft.private, refusal = x.wantedAddress(x.text("PrivateIpAddress"), s); refusal != nil {
		return refusal
	}
	wanted := x.text("AllocationId")
	switch {
	case draft.connectivity == "private" && wanted != "":
		return refusef("InvalidParameterCombination", "AllocationId cannot be used with a private NAT gateway")
	case draft.connectivity == "private":
		return nil
	case wanted == "":
		return refusef("MissingParameter", "The request must include the AllocationId parameter. Add the required parameter and retry the request.")
	case !shapedID(wanted, "eipalloc"):
		return refusef("InvalidElasticIpID.Malformed", "The elastic-ip ID '%s' is malformed", wanted)
	}
	found := false
	if draft.address, found = x.region.address(wanted); !found {
		return refusef("InvalidElasticIpID.NotFound", "The elastic-ip ID '%s' does not exist", wanted)
	}
	draft.allocation, draft.publicIP = wanted, draft.address.public
	return nil
}

func (x *ec2Call) natQuota(draft natDraft) *apiError {
	if draft.subnet == nil {
		return nil
	}
	count := 0
	for _, g := range x.region.nats {
		s, found := x.region.subnet(g.subnet)
		if found && s.zone.id == draft.subnet.zone.id && !slices.Contains([]string{"deleted", "failed"}, g.state) {
			count++
		}
	}
	if count >= maxNATs {
		return refusef("NatGatewayLimitExceeded", "The maximum number of NAT Gateways has been reached.")
	}
	return nil
}

// startNAT takes the addresses, or settles that the gateway will fail, and for which of
// the reasons of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html.
func (x *ec2Call) startNAT(draft natDraft) {
	g, r := draft.natGateway, x.region
	iface := &netInterface{
		id: id("eni", g.id), kind: "nat_gateway", description: "Interface for NAT Gateway " + g.id, requester: "amazon-vpc", tags: tags{},
	}
	attached := slices.ContainsFunc(r.internet, func(i *internetGateway) bool { return i.vpc == g.vpc })
	switch {
	case g.connectivity == "public" && !attached:
		g.life.code, g.life.message = "Gateway.NotAttached", "Network "+g.vpc+" has no Internet gateway attached"
	case draft.address != nil && draft.address.iface != "":
		g.life.code, g.life.message = "Resource.AlreadyAssociated", "Elastic IP address "+g.allocation+" is already associated"
	case draft.subnet != nil && !r.place(iface, draft.subnet, draft.private):
		g.life.code, g.life.message = "InsufficientFreeAddressesInSubnet", "Subnet has insufficient free addresses to create this NAT gateway"
	}
	if g.life.code != "" {
		g.publicIP = ""
		g.life.become(&g.state, "pending", "failed", x.now, natRising)
		return
	}
	if draft.subnet != nil {
		g.iface = iface.id
	}
	if draft.address != nil {
		r.associate(draft.address, g.iface)
	}
	g.life.become(&g.state, "pending", "available", x.now, natRising)
}

func deleteNatGateway(x *ec2Call) *apiError {
	if refusal := x.need("NatGatewayId"); refusal != nil {
		return refusal
	}
	wanted := x.text("NatGatewayId")
	if !shapedID(wanted, "nat") {
		return malformedID(natMalformed, wanted, "nat")
	}
	g, found := x.region.nat(wanted)
	if !found {
		return refusef(natMissing, natAbsent, wanted)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	switch g.state {
	case "pending", "available":
		g.life.deleted = x.now
		g.life.become(&g.state, "deleting", "deleted", x.now, natFalling)
	case "failed":
		g.life.become(&g.state, "deleted", gone, x.now, natShown)
	}
	x.out.text("natGatewayId", g.id)
	return nil
}
