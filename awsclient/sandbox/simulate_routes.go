package sandbox

import (
	"net/netip"
	"slices"
	"strings"
)

// tableOf is the route table that a subnet follows: its own, or the VPC's main one.
func (r *region) tableOf(s *subnet) (*routeTable, bool) {
	for _, t := range r.tables {
		if slices.Contains(t.subnets, s.id) {
			return t, true
		}
	}
	for _, t := range r.tables {
		if t.main && t.vpc == s.vpc {
			return t, true
		}
	}
	return nil, false
}

// nextHop picks the route that a packet takes. The most specific destination wins, also
// among the blocks of prefix lists; of two alike the one with a CIDR of its own
// (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority).
func (r *region) nextHop(s *subnet, to netip.Addr) (route, bool) {
	t, found := r.tableOf(s)
	if !found {
		return route{}, false
	}
	best, bits, listed := route{}, -1, false
	for _, candidate := range r.routesOf(t) {
		length, fromList := r.matched(candidate.destination, to)
		if length > bits || (length == bits && listed && !fromList) {
			best, bits, listed = candidate, length, fromList
		}
	}
	return best, bits >= 0
}

// matched is the length of the destination's block that holds the address, -1 for none.
func (r *region) matched(destination string, to netip.Addr) (bits int, fromList bool) {
	blocks := []string{destination}
	if strings.HasPrefix(destination, "pl-") {
		blocks, fromList = r.blocksOf(destination), true
	}
	bits = -1
	for _, block := range blocks {
		if prefix, err := netip.ParsePrefix(block); err == nil && prefix.Contains(to) {
			bits = max(bits, prefix.Bits())
		}
	}
	return bits, fromList
}

// edges are the addresses inside some blocks at which any rule of the VPC, its groups or
// its routes may begin to decide otherwise. What holds for them holds for the whole blocks.
func (r *region) edges(vpc string, groups []string, blocks []string) []netip.Addr {
	rules := r.cidrsOf(vpc, groups)
	var found []netip.Addr
	for _, text := range blocks {
		block, err := netip.ParsePrefix(text)
		if err != nil || !block.Addr().Is4() {
			continue
		}
		block = block.Masked()
		inside := []netip.Addr{block.Addr()}
		for _, cidr := range rules {
			if block.Contains(cidr.Addr()) {
				inside = append(inside, cidr.Addr())
			}
			if after := lastOf(cidr).Next(); after.IsValid() && block.Contains(after) {
				inside = append(inside, after)
			}
		}
		slices.SortFunc(inside, netip.Addr.Compare)
		found = append(found, slices.Compact(inside)...)
	}
	return found
}

// cidrsOf are all blocks that the rules of a VPC speak of.
func (r *region) cidrsOf(vpc string, groups []string) []netip.Prefix {
	var texts []string
	for _, id := range groups {
		if g, found := r.group(id); found {
			for _, rule := range g.egress {
				texts = append(texts, rule.cidrs...)
				for _, list := range rule.lists {
					texts = append(texts, r.blocksOf(list)...)
				}
			}
		}
	}
	for _, a := range r.acls {
		if a.vpc == vpc {
			for _, e := range a.entries {
				texts = append(texts, e.cidr)
			}
		}
	}
	for _, t := range r.tables {
		if t.vpc == vpc {
			for _, way := range r.routesOf(t) {
				texts = append(append(texts, way.destination), r.blocksOf(way.destination)...)
			}
		}
	}
	var cidrs []netip.Prefix
	for _, text := range texts {
		if cidr, err := netip.ParsePrefix(text); err == nil && cidr.Addr().Is4() {
			cidrs = append(cidrs, cidr.Masked())
		}
	}
	return cidrs
}

// lastOf is the last address of an IPv4 block.
func lastOf(block netip.Prefix) netip.Addr {
	bytes := block.Masked().Addr().As4()
	for bit := block.Bits(); bit < 32; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	return netip.AddrFrom4(bytes)
}
