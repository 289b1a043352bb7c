package sandbox

import "strings"

const (
	vpcMalformed = "InvalidVpcID.Malformed"
	vpcMissing   = "InvalidVpcID.NotFound"
	vpcAbsent    = "The vpc ID '%s' does not exist"
)

func describeVpcs(x *ec2Call) *apiError {
	return listing[*vpc]{
		set: "vpcSet", ids: "VpcId", prefix: "vpc", id: func(v *vpc) string { return v.id },
		malformed: vpcMalformed, missing: vpcMissing, absent: vpcAbsent,
		smallest: 5, largest: 1000, whole: true,
		filters: map[string]func(*vpc) []string{
			"cidr":                                  one(func(v *vpc) string { return v.cidr.String() }),
			"cidr-block-association.association-id": func(v *vpc) []string { return flat(v.blocks(), one(v.associationID)) },
			"cidr-block-association.cidr-block":     (*vpc).blocks,
			"cidr-block-association.state":          always[*vpc]("associated"),
			"dhcp-options-id":                       one(func(v *vpc) string { return v.dhcp }),
			"is-default":                            yes(func(v *vpc) bool { return v.isDefault }),
			"isDefault":                             yes(func(v *vpc) bool { return v.isDefault }),
			"owner-id":                              always[*vpc](AccountID),
			"state":                                 always[*vpc]("available"),
			"vpc-id":                                one(func(v *vpc) string { return v.id }),
			"ipv6-cidr-block-association.association-id":  nothing[*vpc],
			"ipv6-cidr-block-association.ipv6-cidr-block": nothing[*vpc],
			"ipv6-cidr-block-association.ipv6-pool":       nothing[*vpc],
			"ipv6-cidr-block-association.state":           nothing[*vpc],
		},
		tags:  func(v *vpc) tags { return v.tags },
		write: func(v *vpc) { writeVPC(x.out, v) },
	}.answer(x, x.region.vpcs)
}

// associationID is the id of a block's association with the VPC.
func (v *vpc) associationID(block string) string {
	if block == v.cidr.String() {
		return id("vpc-cidr-assoc", v.id)
	}
	return id("vpc-cidr-assoc", v.id+"/"+block)
}

func writeVPC(w *xmlWriter, v *vpc) {
	w.text("vpcId", v.id)
	w.text("ownerId", AccountID)
	w.text("state", "available")
	w.text("cidrBlock", v.cidr.String())
	items(w, "cidrBlockAssociationSet", v.blocks(), func(block string) {
		w.text("cidrBlock", block)
		w.text("associationId", v.associationID(block))
		w.inside("cidrBlockState", func() { w.text("state", "associated") })
	})
	w.text("dhcpOptionsId", v.dhcp)
	w.text("instanceTenancy", v.tenancy)
	w.flag("isDefault", v.isDefault)
	w.tagSet(v.tags)
}

func (x *ec2Call) vpcNamed(wanted string) (*vpc, *apiError) {
	if !shapedID(wanted, "vpc") {
		return nil, malformedID(vpcMalformed, wanted, "vpc")
	}
	v, found := x.region.vpc(wanted)
	if !found {
		return nil, refusef(vpcMissing, vpcAbsent, wanted)
	}
	return v, nil
}

// attributes of a VPC, by their names in the answer.
func (v *vpc) attribute(name string) (*bool, bool) {
	switch name {
	case "enableDnsSupport":
		return &v.dnsSupport, true
	case "enableDnsHostnames":
		return &v.dnsHostnames, true
	case "enableNetworkAddressUsageMetrics":
		return &v.usageMetrics, true
	}
	return nil, false
}

func describeVpcAttribute(x *ec2Call) *apiError {
	if refusal := x.need("VpcId", "Attribute"); refusal != nil {
		return refusal
	}
	v, refusal := x.vpcNamed(x.text("VpcId"))
	if refusal != nil {
		return refusal
	}
	name := x.text("Attribute")
	value, known := v.attribute(name)
	if !known {
		return refusef("InvalidParameterValue", "Value (%s) for parameter attribute is invalid. Unknown vpc attribute", name)
	}
	x.out.text("vpcId", v.id)
	x.out.inside(name, func() { x.out.flag("value", *value) })
	return nil
}

// modifyVpcAttribute changes one attribute: AWS takes one a call
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html).
func modifyVpcAttribute(x *ec2Call) *apiError {
	if refusal := x.need("VpcId"); refusal != nil {
		return refusal
	}
	v, refusal := x.vpcNamed(x.text("VpcId"))
	if refusal != nil {
		return refusal
	}
	var given []string
	for _, name := range []string{"EnableDnsSupport", "EnableDnsHostnames", "EnableNetworkAddressUsageMetrics"} {
		if x.has(name + ".Value") {
			given = append(given, name)
		}
	}
	if len(given) == 0 {
		return refusef("MissingParameter", "The request must contain one of the parameters EnableDnsSupport, EnableDnsHostnames")
	}
	if len(given) > 1 {
		return refusef("InvalidParameterCombination", "Fields for multiple attribute types specified: %s", strings.Join(given, ", "))
	}
	on, refusal := x.flag(given[0] + ".Value")
	if refusal != nil {
		return refusal
	}
	// Host names need the resolver: the API's reference says so of both attributes.
	if given[0] == "EnableDnsHostnames" && on && !v.dnsSupport {
		return refusef("InvalidParameterValue", "DNS hostnames cannot be enabled for %s while DNS support is disabled", v.id)
	}
	field, _ := v.attribute(strings.ToLower(given[0][:1]) + given[0][1:])
	*field = on
	return x.done()
}

func describeDhcpOptions(x *ec2Call) *apiError {
	return listing[*dhcpOptions]{
		set: "dhcpOptionsSet", ids: "DhcpOptionsId", prefix: "dopt", id: func(d *dhcpOptions) string { return d.id },
		malformed: "InvalidDhcpOptionsId.Malformed", missing: "InvalidDhcpOptionID.NotFound", absent: "The dhcpOption ID '%s' does not exist",
		smallest: 5, largest: 1000,
		filters: map[string]func(*dhcpOptions) []string{
			"dhcp-options-id": one(func(d *dhcpOptions) string { return d.id }),
			"key":             func(*dhcpOptions) []string { return []string{"domain-name", "domain-name-servers"} },
			"value":           func(d *dhcpOptions) []string { return append([]string{d.domain}, d.nameServers...) },
			"owner-id":        always[*dhcpOptions](AccountID),
		},
		tags: func(d *dhcpOptions) tags { return d.tags },
		write: func(d *dhcpOptions) {
			x.out.text("dhcpOptionsId", d.id)
			x.out.text("ownerId", AccountID)
			x.out.inside("dhcpConfigurationSet", func() {
				writeDHCP(x.out, "domain-name", []string{d.domain})
				writeDHCP(x.out, "domain-name-servers", d.nameServers)
			})
			x.out.tagSet(d.tags)
		},
	}.answer(x, x.region.dhcp)
}

func writeDHCP(w *xmlWriter, key string, values []string) {
	w.inside("item", func() {
		w.text("key", key)
		items(w, "valueSet", values, func(value string) { w.text("value", value) })
	})
}
