package network

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"sagevpc/steps/facts"
)

// public judges the way to S3's public addresses, taken when no route leads to a gateway
// endpoint. Each route that decides for some of those addresses is a hop.
func (w *walk) public(t facts.RouteTable) {
	if e, ok := privateS3(w.network); ok {
		w.hop(e.ID, Unknown, "S3 names resolve to this interface endpoint; whether it admits these interfaces is not verified")
		return
	}
	routes, complete := deciding(t, ipv4(w.network.S3.CIDRs))
	if r, ok := unplaced(w.network, t, routes); ok && complete {
		w.maybe(t, r)
		return
	}
	for _, r := range routes {
		w.follow(t, r)
	}
	if !complete {
		w.none(t, len(routes) > 0)
	}
}

// maybe says that a route may decide for some addresses of S3.
func (w *walk) maybe(t facts.RouteTable, r facts.Route) {
	w.hop(t.ID, Unknown, "whether the route from %s to %s takes S3's addresses is not known: the entries of the S3 prefix list were not read",
		r.Destination, r.Target)
}

// none says that no route leads to S3, as far as that can be said.
func (w *walk) none(t facts.RouteTable, partly bool) {
	if r, ok := unread(w.network, t); ok {
		w.hop(t.ID, Unknown, "no route is known to lead to S3; the entries of %s, which goes to %s, were not read", r.Destination, r.Target)
		return
	}
	if r, ok := unplaced(w.network, t, nil); ok {
		w.maybe(t, r)
		return
	}
	if f, missing := w.network.Gaps[facts.TopicEndpoints]; missing {
		w.hop(t.ID, Unknown, "no route leads to S3, and whether an interface endpoint does is not known: %s", reason(f))
		return
	}
	if partly {
		w.hop(t.ID, Blocked, "some addresses of S3 have no route")
		return
	}
	w.hop(t.ID, Blocked, "no route leads to S3: neither to a gateway endpoint nor to a NAT gateway")
}

// privateS3 is an S3 interface endpoint that takes over the standard names.
func privateS3(n facts.Network) (facts.Endpoint, bool) {
	for _, e := range n.Endpoints {
		if strings.EqualFold(e.Type, "Interface") && servesS3(n, e) && e.PrivateDNS && e.VPC == n.VPC.ID && !gone(e) {
			return e, true
		}
	}
	return facts.Endpoint{}, false
}

// unread is a route whose destination is a prefix list other than S3's, and whose target
// could carry traffic to S3.
func unread(n facts.Network, t facts.RouteTable) (facts.Route, bool) {
	for _, r := range t.Routes {
		if !isPrefixList(r.Destination) || r.Destination == n.S3.PrefixList {
			continue
		}
		if e, known := n.Endpoint(r.Target); known && e.Gateway() {
			continue // Another AWS service's list.
		}
		if k := target(r); k != local && k != internetGateway && k != egressOnly {
			return r, true
		}
	}
	return facts.Route{}, false
}

// unplaced is a route to public addresses that may be S3's, while those are not known,
// and that does not share its target and state with the default routes given.
func unplaced(n facts.Network, t facts.RouteTable, defaults []facts.Route) (facts.Route, bool) {
	if len(ipv4(n.S3.CIDRs)) > 0 {
		return facts.Route{}, false
	}
	for _, r := range leaving(t) {
		alike := slices.ContainsFunc(defaults, func(d facts.Route) bool {
			return d.Target == r.route.Target && d.Active() == r.route.Active()
		})
		if k := target(r.route); r.prefix.Bits() > 0 && !alike && !private(r.prefix) && (len(defaults) > 0 || k != internetGateway && k != egressOnly) {
			return r.route, true
		}
	}
	return facts.Route{}, false
}

// private reports whether a prefix lies in addresses that no public service has.
func private(p netip.Prefix) bool {
	for _, block := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"} {
		if b := netip.MustParsePrefix(block); b.Overlaps(p) && b.Bits() <= p.Bits() {
			return true
		}
	}
	return false
}

// deciding are the IPv4 routes that the addresses follow, the longest prefix first, and
// whether every address has one. Without addresses only a default route decides.
func deciding(t facts.RouteTable, addresses []netip.Prefix) ([]facts.Route, bool) {
	routes := leaving(t)
	if len(addresses) == 0 {
		for _, r := range routes {
			if r.prefix.Bits() == 0 {
				return []facts.Route{r.route}, true
			}
		}
		return nil, false
	}
	var rest netipx.IPSetBuilder
	for _, p := range addresses {
		rest.AddPrefix(p)
	}
	var out []facts.Route
	for _, r := range routes {
		left, err := rest.IPSet()
		if err != nil {
			return out, false
		}
		if left.OverlapsPrefix(r.prefix) {
			out = append(out, r.route)
			rest.RemovePrefix(r.prefix)
		}
	}
	left, err := rest.IPSet()
	return out, err == nil && len(left.Ranges()) == 0
}

// cidrRoute is a route with its destination as a prefix.
type cidrRoute struct {
	route  facts.Route
	prefix netip.Prefix
}

// leaving are the IPv4 routes that are not local, the longest prefix first; of equals an
// active one first.
func leaving(t facts.RouteTable) []cidrRoute {
	var out []cidrRoute
	for _, r := range t.Routes {
		p, err := netip.ParsePrefix(r.Destination)
		if err != nil || !p.Addr().Is4() || target(r) == local {
			continue
		}
		out = append(out, cidrRoute{r, p.Masked()})
	}
	slices.SortStableFunc(out, func(a, b cidrRoute) int {
		return cmp.Or(cmp.Compare(b.prefix.Bits(), a.prefix.Bits()), active(b.route)-active(a.route))
	})
	return out
}

func active(r facts.Route) int {
	if r.Active() {
		return 1
	}
	return 0
}
