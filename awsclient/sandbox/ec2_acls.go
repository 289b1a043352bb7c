package sandbox

import (
	"slices"
	"strconv"
)

func describeNetworkAcls(x *ec2Call) *apiError {
	ofEntry := func(read func(aclEntry) string) func(*networkACL) []string {
		return func(a *networkACL) []string { return flat(a.entries, one(read)) }
	}
	return listing[*networkACL]{
		set: "networkAclSet", ids: "NetworkAclId", prefix: "acl", id: func(a *networkACL) string { return a.id },
		malformed: "InvalidNetworkAclId.Malformed", missing: "InvalidNetworkAclID.NotFound",
		absent: "The networkAcl ID '%s' does not exist", smallest: 5, largest: 1000,
		filters: map[string]func(*networkACL) []string{
			"association.association-id": func(a *networkACL) []string { return flat(a.subnets, one(a.associationID)) },
			"association.network-acl-id": one(func(a *networkACL) string { return a.id }),
			"association.subnet-id":      func(a *networkACL) []string { return a.subnets },
			"default":                    yes(func(a *networkACL) bool { return a.isDefault }),
			"entry.cidr":                 func(a *networkACL) []string { return slices.DeleteFunc(flat(a.entries, one(aclEntry.block)), isIPv6) },
			"entry.egress":               ofEntry(func(e aclEntry) string { return strconv.FormatBool(e.egress) }),
			"entry.icmp.code":            nothing[*networkACL],
			"entry.icmp.type":            nothing[*networkACL],
			"entry.ipv6-cidr": func(a *networkACL) []string {
				return slices.DeleteFunc(flat(a.entries, one(aclEntry.block)), func(cidr string) bool { return !isIPv6(cidr) })
			},
			"entry.port-range.from": ofEntry(func(e aclEntry) string { return e.port(e.from) }),
			"entry.port-range.to":   ofEntry(func(e aclEntry) string { return e.port(e.to) }),
			"entry.protocol":        ofEntry(func(e aclEntry) string { return e.protocol }),
			"entry.rule-action":     ofEntry(func(e aclEntry) string { return e.action }),
			"entry.rule-number":     ofEntry(func(e aclEntry) string { return strconv.Itoa(e.number) }),
			"network-acl-id":        one(func(a *networkACL) string { return a.id }),
			"owner-id":              always[*networkACL](AccountID),
			"vpc-id":                one(func(a *networkACL) string { return a.vpc }),
		},
		tags:  func(a *networkACL) tags { return a.tags },
		write: func(a *networkACL) { writeACL(x.out, a) },
	}.answer(x, x.region.acls)
}

func (e aclEntry) block() string { return e.cidr }

// port is one end of an entry's range, "" for an entry without.
func (e aclEntry) port(n int) string {
	if e.to == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (a *networkACL) associationID(subnet string) string { return id("aclassoc", a.id+"/"+subnet) }

func writeACL(w *xmlWriter, a *networkACL) {
	w.text("networkAclId", a.id)
	w.text("vpcId", a.vpc)
	w.text("ownerId", AccountID)
	w.flag("default", a.isDefault)
	items(w, "entrySet", a.entries, func(e aclEntry) {
		w.number("ruleNumber", e.number)
		w.text("protocol", e.protocol)
		w.text("ruleAction", e.action)
		w.flag("egress", e.egress)
		if isIPv6(e.cidr) {
			w.text("ipv6CidrBlock", e.cidr)
		} else {
			w.text("cidrBlock", e.cidr)
		}
		if e.to > 0 {
			w.inside("portRange", func() {
				w.number("from", e.from)
				w.number("to", e.to)
			})
		}
	})
	items(w, "associationSet", a.subnets, func(s string) {
		w.text("networkAclAssociationId", a.associationID(s))
		w.text("networkAclId", a.id)
		w.text("subnetId", s)
	})
	w.tagSet(a.tags)
}
