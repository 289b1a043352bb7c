package network

import (
	"net/netip"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// ToS3 is the destination of the paths that lead to S3.
const ToS3 = "s3"

// S3Path walks the routes from a subnet to S3 in its own Region, and nothing else: security
// groups, network ACLs, DNS and endpoint policies are not part of it. It is for lists, of
// whose VPCs less is read; see Walk.
func S3Path(n facts.Network, subnet string) Path {
	w := newWalk(n, Sender{Subnet: subnet}, S3(nil))
	w.routesOnly = true
	w.routes(aimS3(n))
	return w.path()
}

// routes judges the subnet's routes, and where they lead.
func (w *walk) routes(a aim) {
	t, ok := w.table()
	if !ok {
		return
	}
	if a.six() {
		w.hop(LayerRoute, w.subnet, Unknown, CauseUnverified, "whether SageMaker gives its interface an IPv6 address is not documented")
	}
	f := divide(w.network, t, a)
	if !a.exact {
		// A gateway endpoint takes the addresses of its own service alone.
		f.legs = slices.DeleteFunc(f.legs, func(l leg) bool {
			return l.beside(w.network, a)
		})
	}
	direct := slices.ContainsFunc(f.legs, func(l leg) bool { return l.own })
	if w.routesOnly && !direct {
		if w.doubtful(t) || w.aside() {
			return
		}
	}
	mark := len(w.hops)
	var verdicts []Verdict
	for _, l := range f.legs {
		from := len(w.hops)
		w.follow(t, l, a)
		if v := w.since(from); direct && !l.own {
			w.shadow(from, l, a, v)
		}
		verdicts = append(verdicts, w.since(from))
	}
	if !empty(f.left) || len(f.legs) == 0 {
		from := len(w.hops)
		w.none(t, f, a)
		verdicts = append(verdicts, w.since(from))
	} else {
		w.unsure(t, f, a)
	}
	if !a.exact && slices.ContainsFunc(verdicts, func(v Verdict) bool { return v != Blocked }) {
		w.soften(mark)
	}
}

// shadow says of the route's hop that it takes addresses from the gateway endpoint.
func (w *walk) shadow(at int, l leg, a aim, v Verdict) {
	h := &w.hops[at]
	h.Cause, h.Verdict = CauseShadowed, v
	route := "the more specific route"
	taken := first(l.part)
	if p, err := netip.ParsePrefix(l.route.Destination); err == nil && slices.ContainsFunc(a.blocks, func(b netip.Prefix) bool {
		return b.Bits() == p.Bits() && b.Contains(taken.Addr())
	}) {
		route = "the route for the very same addresses" // Of equals a static route comes first.
	}
	h.Why = route + " takes " + taken.String() + " from the gateway endpoint: " + h.Why
}

// unsure says that a route may take some addresses although others seem to take all.
func (w *walk) unsure(t facts.RouteTable, f fork, a aim) {
	for _, r := range f.unread {
		if w.routesOnly && isPrefixList(r.Destination) {
			continue // The entries of further prefix lists are not read for lists of VPCs.
		}
		alike := !slices.ContainsFunc(f.legs, func(l leg) bool {
			return l.route.Target != r.Target || l.route.Active() != r.Active()
		})
		if !alike {
			w.notRead(LayerRoute, t.ID, facts.TopicPrefixLists,
				"the route from %s to %s may take addresses of %s: the entries of a prefix list were not read", r.Destination, r.Target, a.to)
		}
	}
}

// table finds the route table, or says what keeps it from being found.
func (w *walk) table() (facts.RouteTable, bool) {
	if t, ok := EffectiveRouteTable(w.network, w.subnet); ok {
		how := "the subnet is associated with it"
		if !slices.Contains(t.Subnets, w.subnet) {
			how = "the subnet has no association of its own and follows the main table"
		}
		w.hop(LayerRoute, t.ID, Open, "", "%s", how)
		return t, true
	}
	if topic, why, missing := w.missing(facts.TopicRouteTables, facts.TopicSubnets); missing {
		w.notRead(LayerRoute, w.subnet, topic, "the subnet's route table is not known: %s", why)
		return facts.RouteTable{}, false
	}
	switch {
	case !w.known:
		w.hop(LayerRoute, w.subnet, Unknown, CauseNotKnown, "the subnet is not among those read")
	case w.home.VPC != w.network.VPC.ID:
		w.hop(LayerRoute, w.subnet, Unknown, CauseNotKnown, "the subnet lies in %s, whose route tables were not read", w.home.VPC)
	default:
		w.hop(LayerRoute, w.subnet, Unknown, CauseNotKnown, "the subnet follows no route table that was read, and no main one was")
	}
	return facts.RouteTable{}, false
}

// doubtful says that a route may lead to S3 while the prefix list has no name.
func (w *walk) doubtful(t facts.RouteTable) bool {
	if w.network.S3.PrefixList != "" {
		return false
	}
	for _, r := range t.Routes {
		if !isPrefixList(r.Destination) || target(r) != vpcEndpoint {
			continue
		}
		if _, known := w.network.Endpoint(r.Target); !known {
			w.notRead(LayerRoute, t.ID, facts.TopicPrefixLists,
				"the route from %s to %s may be the one to S3: the S3 prefix list is not known", r.Destination, r.Target)
			return true
		}
	}
	return false
}

// aside says that S3's names lead to an interface endpoint, which routes alone do not tell of.
func (w *walk) aside() bool {
	e, private := w.privateEndpoint()
	if private {
		w.hop(LayerTarget, e.ID, Unknown, CauseNotKnown,
			"S3 names resolve to this interface endpoint; whether it admits these interfaces is not verified")
	}
	return private
}

// none says that no route takes some addresses, as far as that can be said.
func (w *walk) none(t facts.RouteTable, f fork, a aim) {
	if len(f.unread) > 0 {
		r := f.unread[0]
		w.notRead(LayerRoute, t.ID, facts.TopicPrefixLists,
			"no route is known to lead to %s; the entries of %s, which goes to %s, were not read", a.to, r.Destination, r.Target)
		return
	}
	if topic, why, missing := w.missing(facts.TopicEndpoints); missing && w.routesOnly {
		w.notRead(LayerRoute, t.ID, topic, "no route leads to %s, and whether an interface endpoint does is not known: %s", a.to, why)
		return
	}
	switch {
	case len(f.legs) > 0 && a.exact:
		w.hop(LayerRoute, t.ID, Blocked, CauseNoRoute, "some addresses of %s have no route: %s", a.to, first(f.left))
	case len(f.legs) > 0:
		w.hop(LayerRoute, t.ID, Unknown, CauseNotKnown, "only part of the public addresses has a route, %s to %s%s",
			f.legs[0].route.Destination, f.legs[0].route.Target, a.hint())
	case a.to == "S3" && a.endpoint == nil:
		w.hop(LayerRoute, t.ID, Blocked, CauseNoRoute, "no route leads to S3: neither to a gateway endpoint nor to a NAT gateway")
	default:
		w.hop(LayerRoute, t.ID, Blocked, CauseNoRoute, "no route leads to %s", a.to)
	}
}

// dead is a route that packets do not follow.
func (w *walk) dead(t facts.RouteTable, r facts.Route) {
	if strings.EqualFold(r.State, "blackhole") {
		w.hop(LayerRoute, t.ID, Blocked, CauseBlackhole, "the route from %s to %s is a blackhole: its target is gone", r.Destination, r.Target)
		return
	}
	w.hop(LayerRoute, t.ID, Unknown, CauseNotKnown, "the route from %s to %s is not active; its state is %q", r.Destination, r.Target, r.State)
}

// pending is the state of an object that may yet become available.
func pending(state string) string {
	if state == "" {
		return "in no known state"
	}
	return strings.ToLower(state)
}
