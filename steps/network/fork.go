package network

import (
	"cmp"
	"net/netip"
	"slices"

	"sagevpc/steps/facts"
)

// fork is how a route table divides the addresses of a destination.
type fork struct {
	legs []leg
	left set // what no route takes
	// unread are routes that may take some of the addresses, or more of them: their prefix
	// list's entries were not read, or those of the destination.
	unread []facts.Route
}

// leg is one route and the addresses that follow it.
type leg struct {
	route  facts.Route
	part   set
	own    bool // by AWS's prefix list of the destination
	listed bool // by any prefix list
}

// beside reports whether a route takes public addresses that cannot be the ones meant: those
// of another service with a gateway endpoint.
func (l leg) beside(n facts.Network, a aim) bool {
	return !a.inside && !l.own && l.listed && elsewhere(n, l.route)
}

// branch is a route with one of its blocks.
type branch struct {
	prefix netip.Prefix
	bits   int
	index  int // in the table
	own    bool
	listed bool
}

// divide follows the longest prefix, also among the entries of prefix lists; of equals a
// static route comes before a prefix list's
// (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html).
func divide(n facts.Network, t facts.RouteTable, a aim) fork {
	branches, unread := grow(n, t, a)
	slices.SortStableFunc(branches, func(x, y branch) int {
		return cmp.Or(
			cmp.Compare(y.bits, x.bits), cmp.Compare(count(x.listed), count(y.listed)),
			cmp.Compare(count(t.Routes[y.index].Active()), count(t.Routes[x.index].Active())),
		)
	})
	f := fork{left: a.set, unread: unread}
	place := map[int]int{}
	for _, b := range branches {
		if empty(f.left) {
			break
		}
		if !f.left.OverlapsPrefix(b.prefix) {
			continue
		}
		block := setOf(b.prefix)
		part := common(f.left, block)
		f.left = minus(f.left, block)
		if i, ok := place[b.index]; ok {
			f.legs[i].part = union(f.legs[i].part, part)
			continue
		}
		place[b.index] = len(f.legs)
		f.legs = append(f.legs, leg{route: t.Routes[b.index], part: part, own: b.own, listed: b.listed})
	}
	return f
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// grow gives the branches of all routes that take some of the addresses.
func grow(n facts.Network, t facts.RouteTable, a aim) (out []branch, unread []facts.Route) {
	whole := false // A route takes the destination's list, whatever its entries are.
	services := !a.inside || empty(minus(a.set, setOf(special()...)))
	for i, r := range t.Routes {
		if !isPrefixList(r.Destination) {
			p, err := netip.ParsePrefix(r.Destination)
			if err == nil && a.set.OverlapsPrefix(p.Masked()) {
				out = append(out, branch{prefix: p.Masked(), bits: p.Bits(), index: i})
			}
			continue
		}
		entries, read := entriesOf(n, r.Destination)
		own := a.list != "" && r.Destination == a.list || a.list == "" && a.entries != "" && a.to == "S3" && toS3(n, r)
		switch {
		case own && a.exact:
			entries, read = a.blocks, true
		case own:
			whole = true
			for _, p := range a.set.Prefixes() {
				out = append(out, branch{prefix: p, bits: 129, index: i, own: true, listed: true})
			}
			continue
		}
		if !read && (!services || !elsewhere(n, r)) {
			unread = append(unread, r)
		}
		for _, p := range entries {
			if a.set.OverlapsPrefix(p) {
				out = append(out, branch{prefix: p.Masked(), bits: p.Bits(), index: i, own: own, listed: true})
			}
		}
	}
	if whole {
		for _, b := range out {
			r := t.Routes[b.index]
			if b.bits > 0 && !b.own && (!b.listed || !elsewhere(n, r)) {
				unread = append(unread, r)
			}
		}
	}
	return out, unread
}

// elsewhere reports whether a route leads to the gateway endpoint of a service, whose
// addresses nobody else has.
func elsewhere(n facts.Network, r facts.Route) bool {
	if r.Destination == n.S3.PrefixList && target(r) == vpcEndpoint {
		return true
	}
	e, known := n.Endpoint(r.Target)
	return known && e.Gateway()
}
