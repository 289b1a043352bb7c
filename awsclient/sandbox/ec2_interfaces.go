package sandbox

import (
	"net/netip"
	"strings"
)

func describeNetworkInterfaces(x *ec2Call) *apiError {
	return listing[*netInterface]{
		set: "networkInterfaceSet", ids: "NetworkInterfaceId", prefix: "eni", id: func(i *netInterface) string { return i.id },
		malformed: "InvalidNetworkInterfaceId.Malformed", missing: "InvalidNetworkInterfaceID.NotFound",
		absent: "The networkInterface ID '%s' does not exist", smallest: 5, largest: 1000,
		filters: x.interfaceFilters(),
		tags:    func(i *netInterface) tags { return i.tags },
		write:   func(i *netInterface) { writeInterface(x, i) },
	}.answer(x, x.region.interfaces)
}

func (i *netInterface) texts() []string { return flat(i.addresses, one(netip.Addr.String)) }

func (r *region) groupName(id string) string {
	if g, found := r.group(id); found {
		return g.name
	}
	return ""
}

func writeInterface(x *ec2Call, i *netInterface) {
	w := x.out
	w.text("networkInterfaceId", i.id)
	writeAssociation(x, i)
	w.text("subnetId", i.subnet)
	w.text("vpcId", i.vpc)
	w.text("availabilityZone", i.zone.name)
	w.text("availabilityZoneId", i.zone.id)
	w.text("description", i.description)
	w.text("ownerId", AccountID)
	w.some("requesterId", i.requester)
	w.flag("requesterManaged", i.requester != "")
	w.text("status", "in-use")
	w.text("macAddress", macOf(i.id))
	w.text("privateIpAddress", i.addresses[0].String())
	w.flag("sourceDestCheck", i.kind != "nat_gateway")
	items(w, "groupSet", i.groups, func(id string) {
		w.text("groupId", id)
		w.text("groupName", x.region.groupName(id))
	})
	w.inside("attachment", func() {
		w.text("attachmentId", id("eni-attach", i.id))
		w.some("instanceId", i.instance)
		w.text("instanceOwnerId", ownerOf(i))
		w.number("deviceIndex", 1)
		w.text("status", "attached")
		w.flag("deleteOnTermination", i.instance != "")
	})
	w.tagSet(i.tags)
	first := true
	items(w, "privateIpAddressesSet", i.texts(), func(address string) {
		w.text("privateIpAddress", address)
		w.flag("primary", first)
		first = false
	})
	w.text("interfaceType", i.kind)
}

func ownerOf(i *netInterface) string {
	if i.requester != "" {
		return "amazon-aws"
	}
	return AccountID
}

func macOf(id string) string {
	d := digest("mac", id)
	parts := []string{"0e"}
	for n := range 5 {
		parts = append(parts, d[2*n:2*n+2])
	}
	return strings.Join(parts, ":")
}
