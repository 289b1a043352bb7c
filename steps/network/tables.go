package network

import (
	"cmp"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// EffectiveRouteTable is the table that a subnet follows: the one associated explicitly,
// else the VPC's main table (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
// It is false when the tables could not be read, when there is none, and for a subnet
// that is not known to be a member of the VPC.
func EffectiveRouteTable(n facts.Network, subnet string) (facts.RouteTable, bool) {
	if _, missing := n.Gaps[facts.TopicRouteTables]; missing {
		return facts.RouteTable{}, false
	}
	for _, t := range n.RouteTables {
		if slices.Contains(t.Subnets, subnet) {
			return t, true
		}
	}
	if s, ok := n.Subnet(subnet); !ok || s.VPC != n.VPC.ID {
		return facts.RouteTable{}, false
	}
	for _, t := range n.RouteTables {
		if t.Main && t.VPC == n.VPC.ID {
			return t, true
		}
	}
	return facts.RouteTable{}, false
}

// EffectiveRouteTables are the distinct tables in effect for the subnets, sorted by id.
// Subnets whose table is not known are left out.
func EffectiveRouteTables(n facts.Network, subnets []string) []facts.RouteTable {
	byID := map[string]facts.RouteTable{}
	for _, subnet := range subnets {
		if t, ok := EffectiveRouteTable(n, subnet); ok {
			byID[t.ID] = t
		}
	}
	out := make([]facts.RouteTable, 0, len(byID))
	for _, t := range byID {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b facts.RouteTable) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// SubnetsOn are the VPC's subnets that follow the table, those that inherit it as the
// main one included, sorted by id.
func SubnetsOn(n facts.Network, table string) []facts.Subnet {
	out := slices.DeleteFunc(n.Members(), func(s facts.Subnet) bool {
		t, ok := EffectiveRouteTable(n, s.ID)
		return !ok || t.ID != table
	})
	slices.SortFunc(out, func(a, b facts.Subnet) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Public reports whether the subnet is what AWS calls public: its table has a default
// route, IPv4 or IPv6, to an internet gateway. A SageMaker interface has only private
// addresses, so this gives it no way out.
func Public(n facts.Network, subnet string) bool {
	t, ok := EffectiveRouteTable(n, subnet)
	return ok && slices.ContainsFunc(t.Routes, func(r facts.Route) bool {
		return (r.Destination == everywhere || r.Destination == everywhere6) && target(r) == internetGateway
	})
}

const (
	everywhere  = "0.0.0.0/0"
	everywhere6 = "::/0"
)

// kind is what a route's target is, told by the prefix of its id.
type kind string

const (
	local           kind = "local"
	internetGateway kind = "igw"
	natGateway      kind = "nat"
	vpcEndpoint     kind = "vpce"
	egressOnly      kind = "eigw"
	other           kind = ""
)

func target(r facts.Route) kind {
	if strings.EqualFold(r.Target, string(local)) {
		return local
	}
	prefix, _, _ := strings.Cut(r.Target, "-")
	switch k := kind(prefix); k {
	case internetGateway, natGateway, vpcEndpoint, egressOnly:
		return k
	default:
		return other
	}
}
