package sandbox

import "strings"

const (
	endpointMalformed = "InvalidVpcEndpointId.Malformed"
	endpointMissing   = "InvalidVpcEndpointId.NotFound"
	endpointAbsent    = "The Vpc Endpoint Id '%s' does not exist"
)

func describeVpcEndpoints(x *ec2Call) *apiError {
	return listing[*endpoint]{
		set: "vpcEndpointSet", ids: "VpcEndpointId", prefix: "vpce", id: func(e *endpoint) string { return e.id },
		malformed: endpointMalformed, missing: endpointMissing, absent: endpointAbsent,
		smallest: 1, largest: 1000, lenient: true,
		filters: map[string]func(*endpoint) []string{
			"ip-address-type":    always[*endpoint]("ipv4"),
			"service-name":       one(func(e *endpoint) string { return e.service }),
			"service-region":     always[*endpoint](x.region.name),
			"vpc-endpoint-id":    one(func(e *endpoint) string { return e.id }),
			"vpc-endpoint-state": one(func(e *endpoint) string { return e.state }),
			"vpc-endpoint-type":  one(func(e *endpoint) string { return e.kind }),
			"vpc-id":             one(func(e *endpoint) string { return e.vpc }),
		},
		tags:  func(e *endpoint) tags { return e.tags },
		write: func(e *endpoint) { writeEndpoint(x, e) },
		// Reported at https://github.com/aws/aws-cli/issues/8391.
		noFilter: func(name string) *apiError {
			return refusef("InvalidParameterValue", "Unsupported filter attribute: [%s]", name)
		},
	}.answer(x, x.region.endpoints)
}

func writeEndpoint(x *ec2Call, e *endpoint) {
	w := x.out
	w.text("vpcEndpointId", e.id)
	w.text("vpcEndpointType", e.kind)
	w.text("vpcId", e.vpc)
	w.text("serviceName", e.service)
	w.text("serviceRegion", x.region.name)
	w.text("state", e.state)
	w.text("policyDocument", e.policy)
	w.words("routeTableIdSet", e.tables)
	w.words("subnetIdSet", e.subnets)
	items(w, "groupSet", e.groups, func(id string) {
		w.text("groupId", id)
		w.text("groupName", x.region.groupName(id))
	})
	w.text("ipAddressType", "ipv4")
	if e.kind == interfaceType {
		w.inside("dnsOptions", func() {
			w.text("dnsRecordIpType", "ipv4")
			if r := x.region; r.prefixListOf(e.service) != "" {
				w.flag("privateDnsOnlyForInboundResolverEndpoint", e.inboundOnly)
			}
		})
	}
	w.flag("privateDnsEnabled", e.privateDNS)
	w.flag("requesterManaged", e.requesterManaged)
	w.words("networkInterfaceIdSet", e.interfaces)
	items(w, "dnsEntrySet", x.region.dnsNames(e), func(name string) {
		w.text("dnsName", name)
		w.text("hostedZoneId", strings.ToUpper("Z"+digest("zone", name)[:12]))
	})
	w.time("creationTimestamp", e.created)
	w.text("ownerId", AccountID)
	w.tagSet(e.tags)
}

// dnsNames are the names under which an interface endpoint answers.
func (r *region) dnsNames(e *endpoint) []string {
	s, found := r.service(e.service, e.kind)
	if !found || e.kind != interfaceType {
		return nil
	}
	short := strings.TrimPrefix(e.service, "com.amazonaws."+r.name+".")
	own, domain := e.id+"-"+digest("dns", e.id)[:8], "."+short+"."+r.name+".vpce.amazonaws.com"
	if strings.HasPrefix(s.privateDNS, "*.") {
		own = "*." + own
	}
	names := []string{own + domain}
	for _, id := range e.subnets {
		if in, found := r.subnet(id); found {
			names = append(names, own+"-"+in.zone.name+domain)
		}
	}
	if e.privateDNS {
		names = append(names, s.privateDNS)
	}
	return names
}

func (x *ec2Call) endpointNamed(wanted string) (*endpoint, *apiError) {
	if !shapedID(wanted, "vpce") {
		return nil, malformedID(endpointMalformed, wanted, "vpce")
	}
	e, found := x.region.endpoint(wanted)
	if !found {
		return nil, refusef(endpointMissing, endpointAbsent, wanted)
	}
	return e, nil
}
