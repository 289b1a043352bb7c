package sandbox

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
)

// The ports from which Linux opens connections (net.ipv4.ip_local_port_range), and those
// from which NAT gateways do
// (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports).
var (
	linuxPorts = portRange{32768, 60999}
	natPorts   = portRange{1024, 65535}
)

type portRange struct{ from, to int }

// speaks reports whether a rule is for a protocol: by name, by number, or for every one.
func speaks(rule, protocol string) bool {
	switch rule {
	case "-1", "all":
		return true
	case "6":
		return protocol == "tcp"
	case "17":
		return protocol == "udp"
	}
	return rule == protocol
}

// groupsLetOut asks the rules of all groups together, as security groups only ever allow.
// What answers is let in without asking.
func (r *region) groupsLetOut(groups []string, to target) bool {
	return r.anyRule(groups, func(g *securityGroup) []groupRule { return g.egress }, to, func(rule groupRule) bool {
		return r.ruleCovers(rule, to.address) || slices.ContainsFunc(rule.peers, func(peer string) bool { return r.wears(to.address, peer) })
	})
}

// groupsLetIn asks whether the groups of the far end let the origin in.
func (r *region) groupsLetIn(groups []string, from origin, to target) bool {
	return r.anyRule(groups, func(g *securityGroup) []groupRule { return g.ingress }, to, func(rule groupRule) bool {
		return r.ruleCovers(rule, from.address) || slices.ContainsFunc(rule.peers, func(peer string) bool { return slices.Contains(from.groups, peer) })
	})
}

func (r *region) anyRule(groups []string, rules func(*securityGroup) []groupRule, to target, covers func(groupRule) bool) bool {
	for _, id := range groups {
		g, found := r.group(id)
		if !found {
			continue
		}
		for _, rule := range rules(g) {
			anyPort := speaks(rule.protocol, "every protocol")
			if speaks(rule.protocol, to.protocol) && (anyPort || rule.from <= to.port && to.port <= rule.to) && covers(rule) {
				return true
			}
		}
	}
	return false
}

func (r *region) ruleCovers(rule groupRule, address netip.Addr) bool {
	return slices.ContainsFunc(rule.cidrs, func(cidr string) bool { return covers(cidr, address) }) ||
		slices.ContainsFunc(rule.lists, func(list string) bool { return r.listHolds(list, address) })
}

// wears reports whether an interface with the address has the group.
func (r *region) wears(address netip.Addr, group string) bool {
	return slices.ContainsFunc(r.interfaces, func(i *netInterface) bool {
		return slices.Contains(i.groups, group) && slices.Contains(i.addresses, address)
	})
}

func covers(cidr string, address netip.Addr) bool {
	prefix, err := netip.ParsePrefix(cidr)
	return err == nil && prefix.Contains(address)
}

// listHolds reports whether an address is in one of a prefix list's blocks.
func (r *region) listHolds(list string, address netip.Addr) bool {
	return slices.ContainsFunc(r.blocksOf(list), func(cidr string) bool { return covers(cidr, address) })
}

func (r *region) blocksOf(list string) []string {
	for _, l := range r.prefixLists {
		if l.id == list {
			return l.cidrs
		}
	}
	return nil
}

// aclOf is the network ACL of a subnet: its own, or the VPC's default.
func (r *region) aclOf(s *subnet) (*networkACL, bool) {
	for _, a := range r.acls {
		if slices.Contains(a.subnets, s.id) {
			return a, true
		}
	}
	for _, a := range r.acls {
		if a.isDefault && a.vpc == s.vpc {
			return a, true
		}
	}
	return nil, false
}

// aclStops says which direction of the subnet's ACL keeps a connection from leaving, ""
// when neither does. Network ACLs remember nothing, so the answer must be let in as well,
// at every port from which the connection may have been opened.
func (r *region) aclStops(s *subnet, own netip.Addr, to target) string {
	a, found := r.aclOf(s)
	switch {
	case !found:
		return ""
	case !a.allows(true, to.protocol, to.address, to.port):
		return fmt.Sprintf("%s lets no %s out of %s", a.id, to, s.id)
	case !a.allowsEvery(false, to.protocol, to.address, r.portsOf(s, own)):
		return fmt.Sprintf("%s keeps the answers of %s out of %s", a.id, to.address, s.id)
	}
	return ""
}

// aclStopsVisitor is aclStops at the subnet where a connection arrives.
func (r *region) aclStopsVisitor(s *subnet, visitor netip.Addr, to target) string {
	a, found := r.aclOf(s)
	switch {
	case !found:
		return ""
	case !a.allows(false, to.protocol, visitor, to.port):
		return fmt.Sprintf("%s lets no %s into %s", a.id, to, s.id)
	case !a.allowsEvery(true, to.protocol, visitor, linuxPorts):
		return fmt.Sprintf("%s keeps the answers to %s in %s", a.id, visitor, s.id)
	}
	return ""
}

// portsOf are the ports from which an address of a subnet opens connections.
func (r *region) portsOf(s *subnet, address netip.Addr) portRange {
	if i, found := r.holder(s.vpc, address); found && i.kind == "nat_gateway" {
		return natPorts
	}
	return linuxPorts
}

// allows takes the entry with the lowest number that fits; when none does, the answer is no.
func (a *networkACL) allows(egress bool, protocol string, remote netip.Addr, port int) bool {
	entries := slices.Clone(a.entries)
	slices.SortStableFunc(entries, func(a, b aclEntry) int { return cmp.Compare(a.number, b.number) })
	for _, e := range entries {
		ports := e.ports()
		if e.egress == egress && speaks(e.protocol, protocol) && covers(e.cidr, remote) && ports.from <= port && port <= ports.to {
			return e.action == "allow"
		}
	}
	return false
}

// allowsEvery asks for all ports of a range. Between the edges of the entries' own ranges
// nothing changes, so the edges are enough.
func (a *networkACL) allowsEvery(egress bool, protocol string, remote netip.Addr, ports portRange) bool {
	edges := []int{ports.from}
	for _, e := range a.entries {
		edges = append(edges, e.ports().from, e.ports().to+1)
	}
	return !slices.ContainsFunc(edges, func(port int) bool {
		return ports.from <= port && port <= ports.to && !a.allows(egress, protocol, remote, port)
	})
}

// ports are an entry's ports; an entry for every protocol has none of its own.
func (e aclEntry) ports() portRange {
	if e.from == 0 && e.to == 0 || speaks(e.protocol, "every protocol") {
		return portRange{0, 65535}
	}
	return portRange{e.from, e.to}
}
