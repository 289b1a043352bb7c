package sandbox

import "strconv"

const (
	subnetMalformed = "InvalidSubnetID.Malformed"
	subnetMissing   = "InvalidSubnetID.NotFound"
	subnetAbsent    = "The subnet ID '%s' does not exist"
)

func describeSubnets(x *ec2Call) *apiError {
	used := x.region.used()
	free := func(s *subnet) int { return s.size() - used[s.id] }
	return listing[*subnet]{
		set: "subnetSet", ids: "SubnetId", prefix: "subnet", id: func(s *subnet) string { return s.id },
		malformed: subnetMalformed, missing: subnetMissing, absent: subnetAbsent,
		smallest: 5, largest: 1000,
		filters: map[string]func(*subnet) []string{
			"availability-zone":          one(func(s *subnet) string { return s.zone.name }),
			"availabilityZone":           one(func(s *subnet) string { return s.zone.name }),
			"availability-zone-id":       one(func(s *subnet) string { return s.zone.id }),
			"availabilityZoneId":         one(func(s *subnet) string { return s.zone.id }),
			"available-ip-address-count": one(func(s *subnet) string { return strconv.Itoa(free(s)) }),
			"cidr":                       one((*subnet).block),
			"cidr-block":                 one((*subnet).block),
			"cidrBlock":                  one((*subnet).block),
			"customer-owned-ipv4-pool":   nothing[*subnet],
			"default-for-az":             yes(func(s *subnet) bool { return s.isDefault }),
			"defaultForAz":               yes(func(s *subnet) bool { return s.isDefault }),
			"ipv6-native":                yes(func(s *subnet) bool { return !s.cidr.IsValid() }),
			"map-public-ip-on-launch":    yes(func(s *subnet) bool { return s.mapPublic }),
			"outpost-arn":                one(func(s *subnet) string { return s.outpostARN }),
			"owner-id":                   one(func(s *subnet) string { return s.owner }),
			"state":                      one(func(s *subnet) string { return s.state }),
			"subnet-arn":                 one(func(s *subnet) string { return subnetARN(x.region, s) }),
			"subnet-id":                  one(func(s *subnet) string { return s.id }),
			"vpc-id":                     one(func(s *subnet) string { return s.vpc }),

			"enable-dns64":                                                            always[*subnet]("false"),
			"enable-lni-at-device-index":                                              nothing[*subnet],
			"ipv6-cidr-block-association.association-id":                              nothing[*subnet],
			"ipv6-cidr-block-association.ipv6-cidr-block":                             (*subnet).sixes,
			"ipv6-cidr-block-association.state":                                       nothing[*subnet],
			"map-customer-owned-ip-on-launch":                                         always[*subnet]("false"),
			"private-dns-name-options-on-launch.hostname-type":                        always[*subnet]("ip-name"),
			"private-dns-name-options-on-launch.enable-resource-name-dns-a-record":    always[*subnet]("false"),
			"private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record": always[*subnet]("false"),
		},
		tags:  func(s *subnet) tags { return s.tags },
		write: func(s *subnet) { writeSubnet(x, s, free(s)) },
	}.answer(x, x.region.subnets)
}

func subnetARN(r *region, s *subnet) string {
	return "arn:aws:ec2:" + r.name + ":" + s.owner + ":subnet/" + s.id
}

func writeSubnet(x *ec2Call, s *subnet, free int) {
	w := x.out
	w.text("subnetId", s.id)
	w.text("subnetArn", subnetARN(x.region, s))
	w.text("state", s.state)
	w.text("ownerId", s.owner)
	w.text("vpcId", s.vpc)
	w.some("cidrBlock", s.block())
	items(w, "ipv6CidrBlockAssociationSet", s.sixes(), func(block string) {
		w.text("ipv6CidrBlock", block)
		w.text("associationId", id("subnet-cidr-assoc", s.id+"/"+block))
		w.inside("ipv6CidrBlockState", func() { w.text("state", "associated") })
	})
	w.number("availableIpAddressCount", free)
	w.text("availabilityZone", s.zone.name)
	w.text("availabilityZoneId", s.zone.id)
	w.flag("defaultForAz", s.isDefault)
	w.flag("mapPublicIpOnLaunch", s.mapPublic)
	w.flag("mapCustomerOwnedIpOnLaunch", false)
	w.flag("assignIpv6AddressOnCreation", false)
	w.flag("enableDns64", false)
	w.flag("ipv6Native", !s.cidr.IsValid())
	w.some("outpostArn", s.outpostARN)
	w.inside("privateDnsNameOptionsOnLaunch", func() {
		w.text("hostnameType", "ip-name")
		w.flag("enableResourceNameDnsARecord", false)
		w.flag("enableResourceNameDnsAAAARecord", false)
	})
	w.tagSet(s.tags)
}

// sixes are a subnet's IPv6 blocks, at most one.
func (s *subnet) sixes() []string {
	if s.ipv6 == "" {
		return nil
	}
	return []string{s.ipv6}
}
