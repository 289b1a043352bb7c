package sandbox

import (
	"slices"
	"strconv"
)

const (
	groupMalformed = "InvalidGroupId.Malformed"
	groupMissing   = "InvalidGroup.NotFound"
	groupAbsent    = "The security group '%s' does not exist"
)

func describeSecurityGroups(x *ec2Call) *apiError {
	groups := x.region.groups
	if names := x.texts("GroupName"); len(names) > 0 {
		var refusal *apiError
		if groups, refusal = x.groupsCalled(names); refusal != nil {
			return refusal
		}
	}
	filters := map[string]func(*securityGroup) []string{
		"description": one(func(g *securityGroup) string { return g.description }),
		"group-id":    one(func(g *securityGroup) string { return g.id }),
		"group-name":  one(func(g *securityGroup) string { return g.name }),
		"owner-id":    always[*securityGroup](AccountID),
		"vpc-id":      one(func(g *securityGroup) string { return g.vpc }),
	}
	ruleFilters(filters, "ip-permission.", x.region.groupName, func(g *securityGroup) []groupRule { return g.ingress })
	ruleFilters(filters, "egress.ip-permission.", x.region.groupName, func(g *securityGroup) []groupRule { return g.egress })
	return listing[*securityGroup]{
		set: "securityGroupInfo", ids: "GroupId", prefix: "sg", id: func(g *securityGroup) string { return g.id },
		malformed: groupMalformed, missing: groupMissing, absent: groupAbsent,
		smallest: 5, largest: 1000, filters: filters,
		tags:  func(g *securityGroup) tags { return g.tags },
		write: func(g *securityGroup) { writeGroup(x, g) },
	}.answer(x, groups)
}

// groupsCalled finds groups by name, which AWS does in the default VPC only.
func (x *ec2Call) groupsCalled(names []string) ([]*securityGroup, *apiError) {
	home := slices.IndexFunc(x.region.vpcs, func(v *vpc) bool { return v.isDefault })
	var found []*securityGroup
	for _, name := range names {
		i := slices.IndexFunc(x.region.groups, func(g *securityGroup) bool {
			return home >= 0 && g.vpc == x.region.vpcs[home].id && g.name == name
		})
		if i < 0 {
			return nil, refusef(groupMissing, groupAbsent, name)
		}
		found = append(found, x.region.groups[i])
	}
	return found, nil
}

func ruleFilters(into map[string]func(*securityGroup) []string, prefix string, name func(string) string, rules func(*securityGroup) []groupRule) {
	each := func(read func(groupRule) []string) func(*securityGroup) []string {
		return func(g *securityGroup) []string {
			var values []string
			for _, rule := range rules(g) {
				values = append(values, read(rule)...)
			}
			return values
		}
	}
	into[prefix+"cidr"] = each(func(r groupRule) []string { return slices.DeleteFunc(slices.Clone(r.cidrs), isIPv6) })
	into[prefix+"ipv6-cidr"] = each(func(r groupRule) []string {
		return slices.DeleteFunc(slices.Clone(r.cidrs), func(cidr string) bool { return !isIPv6(cidr) })
	})
	into[prefix+"from-port"] = each(func(r groupRule) []string { return []string{strconv.Itoa(r.from)} })
	into[prefix+"to-port"] = each(func(r groupRule) []string { return []string{strconv.Itoa(r.to)} })
	into[prefix+"group-id"] = each(func(r groupRule) []string { return r.peers })
	into[prefix+"group-name"] = each(func(r groupRule) []string { return flat(r.peers, one(name)) })
	into[prefix+"user-id"] = each(func(r groupRule) []string { return flat(r.peers, always[string](AccountID)) })
	into[prefix+"prefix-list-id"] = each(func(r groupRule) []string { return r.lists })
	into[prefix+"protocol"] = each(func(r groupRule) []string { return []string{r.protocol} })
}

func writeGroup(x *ec2Call, g *securityGroup) {
	w := x.out
	w.text("ownerId", AccountID)
	w.text("groupId", g.id)
	w.text("groupName", g.name)
	w.text("groupDescription", g.description)
	w.text("vpcId", g.vpc)
	w.text("securityGroupArn", groupARN(x.region, g))
	items(w, "ipPermissions", permissions(g.ingress), func(p permission) { writePermission(w, p) })
	items(w, "ipPermissionsEgress", permissions(g.egress), func(p permission) { writePermission(w, p) })
	w.tagSet(g.tags)
}
