package facts

import "slices"

// Subnet finds a subnet by id.
func (n Network) Subnet(id string) (Subnet, bool) {
	return find(n.Subnets, func(s Subnet) bool { return s.ID == id })
}

// SecurityGroup finds a security group by id.
func (n Network) SecurityGroup(id string) (SecurityGroup, bool) {
	return find(n.SecurityGroups, func(g SecurityGroup) bool { return g.ID == id })
}

// RouteTable finds a route table by id.
func (n Network) RouteTable(id string) (RouteTable, bool) {
	return find(n.RouteTables, func(t RouteTable) bool { return t.ID == id })
}

// Endpoint finds an endpoint by id.
func (n Network) Endpoint(id string) (Endpoint, bool) {
	return find(n.Endpoints, func(e Endpoint) bool { return e.ID == id })
}

// Zone finds a zone by AZ id.
func (n Network) Zone(id string) (Zone, bool) {
	return find(n.Zones, func(z Zone) bool { return z.ID == id })
}

// Members are the subnets that belong to this VPC; Subnets may hold strangers that were asked for by id.
func (n Network) Members() []Subnet {
	return slices.DeleteFunc(slices.Clone(n.Subnets), func(s Subnet) bool { return s.VPC != n.VPC.ID })
}

func find[T any](items []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(items, match); i >= 0 {
		return items[i], true
	}
	var zero T
	return zero, false
}

// PrefixList finds a prefix list by id; S3's own is found as well.
func (n Network) PrefixList(id string) (PrefixList, bool) {
	if id != "" && id == n.S3.PrefixList {
		l := PrefixList{ID: id, Name: n.S3.Service, Owner: "AWS", CIDRs: n.S3.CIDRs}
		if fault, missing := n.Gaps[TopicPrefixLists]; missing {
			l.Gaps = l.Gaps.With(TopicPrefixLists, fault)
		}
		return l, true
	}
	return find(n.PrefixLists, func(l PrefixList) bool { return l.ID == id })
}
