package sandbox

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// elasticIP is an Elastic IP address of the account.
type elasticIP struct {
	allocation, public string
	// What it is associated with, "" while it is free.
	association, iface, private string
	tags                        tags
}

// maxAddresses is the default quota of Elastic IP addresses in a Region
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const maxAddresses = 5

const (
	allocationMissing = "InvalidAllocationID.NotFound"
	allocationAbsent  = "The allocation ID '%s' does not exist"
)

// holdAddresses makes the addresses that the scenario's NAT gateways hold.
func (r *region) holdAddresses() {
	for _, g := range r.nats {
		if g.allocation == "" || slices.ContainsFunc(r.ec2.addresses, func(a *elasticIP) bool { return a.allocation == g.allocation }) {
			continue
		}
		a := &elasticIP{allocation: g.allocation, public: g.publicIP, tags: tags{}}
		r.associate(a, g.iface)
		r.ec2.addresses = append(r.ec2.addresses, a)
	}
}

// associate ties an address to an interface.
func (r *region) associate(a *elasticIP, iface string) {
	for _, i := range r.interfacesNamed(iface) {
		a.iface, a.association = i.id, id("eipassoc", a.allocation+"/"+i.id)
		if len(i.addresses) > 0 {
			a.private = i.addresses[0].String()
		}
	}
}

func (r *region) address(allocation string) (*elasticIP, bool) {
	return named(r.ec2.addresses, func(a *elasticIP) string { return a.allocation }, allocation)
}

// addressOf is the Elastic IP address of an interface.
func (r *region) addressOf(iface string) (*elasticIP, bool) {
	return named(r.ec2.addresses, func(a *elasticIP) string { return a.iface }, iface)
}

// freePublic is the lowest address of a documentation range (RFC 5737) that nobody holds.
func (r *region) freePublic() string {
	address := netip.MustParseAddr("198.51.100.1")
	for slices.ContainsFunc(r.ec2.addresses, func(a *elasticIP) bool { return a.public == address.String() }) {
		address = address.Next()
	}
	return address.String()
}

func describeAddresses(x *ec2Call) *apiError {
	all := x.region.ec2.addresses
	if wanted := x.texts("PublicIp"); len(wanted) > 0 {
		for _, address := range wanted {
			if !slices.ContainsFunc(all, func(a *elasticIP) bool { return a.public == address }) {
				return refusef("InvalidAddress.NotFound", "Address '%s' not found.", address)
			}
		}
		all = slices.DeleteFunc(slices.Clone(all), func(a *elasticIP) bool { return !slices.Contains(wanted, a.public) })
	}
	return listing[*elasticIP]{
		set: "addressesSet", ids: "AllocationId", id: func(a *elasticIP) string { return a.allocation },
		missing: allocationMissing, absent: allocationAbsent,
		filters: map[string]func(*elasticIP) []string{
			"allocation-id":              one(func(a *elasticIP) string { return a.allocation }),
			"association-id":             one(func(a *elasticIP) string { return a.association }),
			"domain":                     always[*elasticIP]("vpc"),
			"instance-id":                always[*elasticIP](""),
			"network-border-group":       always[*elasticIP](x.region.name),
			"network-interface-id":       one(func(a *elasticIP) string { return a.iface }),
			"network-interface-owner-id": one((*elasticIP).owner),
			"private-ip-address":         one(func(a *elasticIP) string { return a.private }),
			"public-ip":                  one(func(a *elasticIP) string { return a.public }),
		},
		tags:  func(a *elasticIP) tags { return a.tags },
		write: func(a *elasticIP) { writeAddress(x, a) },
	}.answer(x, all)
}

func (a *elasticIP) owner() string {
	if a.iface == "" {
		return ""
	}
	return AccountID
}

func writeAddress(x *ec2Call, a *elasticIP) {
	w := x.out
	w.text("publicIp", a.public)
	w.text("allocationId", a.allocation)
	w.some("associationId", a.association)
	w.text("domain", "vpc")
	w.some("networkInterfaceId", a.iface)
	w.some("networkInterfaceOwnerId", a.owner())
	w.some("privateIpAddress", a.private)
	w.text("publicIpv4Pool", "amazon")
	w.text("networkBorderGroup", x.region.name)
	w.tagSet(a.tags)
}

// writeAssociation writes the public side of an interface's address.
func writeAssociation(x *ec2Call, i *netInterface) {
	a, found := x.region.addressOf(i.id)
	if !found {
		return
	}
	x.out.inside("association", func() {
		x.out.text("allocationId", a.allocation)
		x.out.text("associationId", a.association)
		x.out.text("ipOwnerId", AccountID)
		x.out.text("publicDnsName", publicName(x.region, a))
		x.out.text("publicIp", a.public)
	})
}

func publicName(r *region, a *elasticIP) string {
	domain := r.name + ".compute.amazonaws.com"
	if r.name == "us-east-1" {
		domain = "compute-1.amazonaws.com"
	}
	return fmt.Sprintf("ec2-%s.%s", strings.ReplaceAll(a.public, ".", "-"), domain)
}

func allocateAddress(x *ec2Call) *apiError {
	if domain := x.text("Domain"); domain != "" && domain != "vpc" {
		return refusef("InvalidParameterValue", "Value (%s) for parameter domain is invalid. Must be one of [vpc]", domain)
	}
	if refusal := x.unsupported("Address", "CustomerOwnedIpv4Pool", "IpamPoolId"); refusal != nil {
		return refusal
	}
	if pool := x.text("PublicIpv4Pool"); pool != "" && pool != "amazon" {
		return refusef("InvalidPublicIpv4PoolID.NotFound", "The pool ID '%s' does not exist", pool)
	}
	if group := x.text("NetworkBorderGroup"); group != "" && group != x.region.name {
		return refusef("InvalidParameterValue", "The network border group %s is not valid in this Region.", group)
	}
	made, refusal := x.tagsAtCreation("elastic-ip")
	if refusal != nil {
		return refusal
	}
	if len(x.region.ec2.addresses) >= maxAddresses {
		return refusef("AddressLimitExceeded", "The maximum number of addresses has been reached.")
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	a := &elasticIP{allocation: x.world.next("eipalloc"), public: x.region.freePublic(), tags: made}
	x.region.ec2.addresses = append(x.region.ec2.addresses, a)
	x.out.text("publicIp", a.public)
	x.out.text("allocationId", a.allocation)
	x.out.text("publicIpv4Pool", "amazon")
	x.out.text("networkBorderGroup", x.region.name)
	x.out.text("domain", "vpc")
	return nil
}

func releaseAddress(x *ec2Call) *apiError {
	if x.has("PublicIp") && !x.has("AllocationId") {
		return refusef("InvalidParameterValue", "You must specify an allocation id when releasing a VPC elastic IP address")
	}
	if refusal := x.need("AllocationId"); refusal != nil {
		return refusal
	}
	wanted := x.text("AllocationId")
	a, found := x.region.address(wanted)
	if !found {
		return refusef(allocationMissing, allocationAbsent, wanted)
	}
	if a.iface != "" {
		return refusef("InvalidIPAddress.InUse", "Address %s is in use.", a.public)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	x.region.ec2.addresses = slices.DeleteFunc(x.region.ec2.addresses, func(other *elasticIP) bool { return other == a })
	return x.done()
}
