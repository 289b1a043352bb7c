package sandbox

func describeInternetGateways(x *ec2Call) *apiError {
	return listing[*internetGateway]{
		set: "internetGatewaySet", ids: "InternetGatewayId", prefix: "igw", id: func(g *internetGateway) string { return g.id },
		malformed: "InvalidInternetGatewayId.Malformed", missing: "InvalidInternetGatewayID.NotFound",
		absent: "The internetGateway ID '%s' does not exist", smallest: 5, largest: 1000,
		filters: map[string]func(*internetGateway) []string{
			"attachment.state":    always[*internetGateway]("available"),
			"attachment.vpc-id":   one(func(g *internetGateway) string { return g.vpc }),
			"internet-gateway-id": one(func(g *internetGateway) string { return g.id }),
			"owner-id":            always[*internetGateway](AccountID),
		},
		tags: func(g *internetGateway) tags { return g.tags },
		write: func(g *internetGateway) {
			x.out.text("internetGatewayId", g.id)
			x.out.text("ownerId", AccountID)
			items(x.out, "attachmentSet", g.attachments(), func(vpc string) {
				x.out.text("vpcId", vpc)
				x.out.text("state", "available")
			})
			x.out.tagSet(g.tags)
		},
	}.answer(x, x.region.internet)
}

// attachments are the VPCs that an internet gateway is attached to, at most one.
func (g *internetGateway) attachments() []string {
	if g.vpc == "" {
		return nil
	}
	return []string{g.vpc}
}

func describeNatGateways(x *ec2Call) *apiError {
	return listing[*natGateway]{
		set: "natGatewaySet", ids: "NatGatewayId", prefix: "nat", id: func(g *natGateway) string { return g.id },
		malformed: natMalformed, missing: natMissing, absent: natAbsent,
		smallest: 5, largest: 1000,
		filters: map[string]func(*natGateway) []string{
			"nat-gateway-id":    one(func(g *natGateway) string { return g.id }),
			"state":             one(func(g *natGateway) string { return g.state }),
			"subnet-id":         one(func(g *natGateway) string { return g.subnet }),
			"vpc-id":            one(func(g *natGateway) string { return g.vpc }),
			"connectivity-type": one(func(g *natGateway) string { return g.connectivity }),
		},
		tags:  func(g *natGateway) tags { return g.tags },
		write: func(g *natGateway) { writeNAT(x, g) },
	}.answer(x, x.region.nats)
}

func writeNAT(x *ec2Call, g *natGateway) {
	w := x.out
	w.text("natGatewayId", g.id)
	w.text("vpcId", g.vpc)
	w.some("subnetId", g.subnet)
	w.text("state", g.state)
	w.text("connectivityType", g.connectivity)
	w.text("availabilityMode", g.mode)
	w.time("createTime", g.created)
	if !g.life.deleted.IsZero() {
		w.time("deleteTime", g.life.deleted)
	}
	if g.state == "failed" {
		w.some("failureCode", g.life.code)
		w.some("failureMessage", g.life.message)
	}
	w.inside("natGatewayAddressSet", func() { writeNATAddress(x, g) })
	w.tagSet(g.tags)
}

// writeNATAddress writes what a gateway holds, or failed to get.
func writeNATAddress(x *ec2Call, g *natGateway) {
	w := x.out
	for _, i := range x.region.interfacesNamed(g.iface) {
		w.open("item")
		w.some("allocationId", g.allocation)
		if a, found := x.region.addressOf(i.id); found {
			w.text("associationId", a.association)
		}
		w.text("networkInterfaceId", i.id)
		w.text("privateIp", i.addresses[0].String())
		w.some("publicIp", g.publicIP)
		w.flag("isPrimary", true)
		w.text("status", "succeeded")
		w.close("item")
	}
	if g.life.code != "" && g.allocation != "" {
		w.open("item")
		w.text("allocationId", g.allocation)
		w.flag("isPrimary", true)
		w.text("status", "failed")
		w.text("failureMessage", g.life.message)
		w.close("item")
	}
}

func (r *region) interfacesNamed(id string) []*netInterface {
	if i, found := named(r.interfaces, func(i *netInterface) string { return i.id }, id); found {
		return []*netInterface{i}
	}
	return nil
}
