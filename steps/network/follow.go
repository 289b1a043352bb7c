package network

import (
	"strings"

	"sagevpc/steps/facts"
)

// follow judges one route, and what it leads to, for the addresses that take it.
func (w *walk) follow(t facts.RouteTable, l leg, a aim) {
	r := l.route
	a = a.of(l.part)
	if !r.Active() {
		w.dead(t, r)
		return
	}
	kind := target(r)
	e, known := w.network.Endpoint(r.Target)
	switch {
	case kind == local && a.inside:
		w.hop(LayerRoute, t.ID, Open, "", "it keeps %s inside the VPC", r.Destination)
		w.inside(a)
	case kind == local:
		w.hop(LayerRoute, t.ID, Blocked, CauseNoRoute, "%s of %s is an address of the VPC's own", first(l.part), a.to)
	case kind == natGateway && a.six():
		w.hop(LayerRoute, t.ID, Unknown, CauseUnverified, "it sends %s to %s; whether that carries IPv6 cannot be read from here", r.Destination, r.Target)
	case kind == natGateway:
		w.hop(LayerRoute, t.ID, Open, "", "it sends %s to %s", r.Destination, r.Target)
		w.nat(r.Target, a)
	case kind == internetGateway:
		w.hop(LayerRoute, t.ID, Blocked, CauseInternetGateway,
			"it sends %s to the internet gateway %s, which is of no use here: a SageMaker interface has only private addresses",
			r.Destination, r.Target)
	case kind == egressOnly && !a.six():
		w.hop(LayerRoute, t.ID, Blocked, CauseEgressOnly, "it sends %s to %s, which carries only IPv6", r.Destination, r.Target)
	case kind == vpcEndpoint && (l.own && !known || known && e.Gateway() && (l.own || serves(w.network, e, w.to))):
		w.gateway(t, r, e, known)
	default:
		w.hop(LayerRoute, t.ID, Unknown, CauseUnverified,
			"it sends %s to %s; whether %s can be reached through it cannot be read from here", r.Destination, r.Target, a.to)
	}
}

// gateway judges the route to a gateway endpoint, the endpoint, and its policy.
func (w *walk) gateway(t facts.RouteTable, r facts.Route, e facts.Endpoint, known bool) {
	name := "S3"
	if w.to.Kind != KindS3 {
		name = w.to.Name
	}
	w.hop(LayerRoute, t.ID, Open, "", "it sends the %s prefix list to %s", name, r.Target)
	topic, why, missing := w.missing(facts.TopicEndpoints)
	switch {
	case !known && missing && !w.routesOnly:
		w.notRead(LayerTarget, r.Target, topic, "the route is active; the endpoint's own state is not known: %s", why)
		return
	case !known:
		w.hop(LayerTarget, r.Target, Open, "", "the route is active; the endpoint itself could not be read, as in a VPC that another account shares")
		if w.to.Policy != nil {
			w.hop(LayerPolicy, r.Target, Unknown, CauseNotKnown, "the endpoint's policy could not be read")
		}
		return
	case e.Available():
		w.hop(LayerTarget, e.ID, Open, "", "the %s gateway endpoint is available", name)
	case gone(e):
		w.hop(LayerTarget, e.ID, Blocked, CauseEndpointState, "the %s gateway endpoint is %s", name, strings.ToLower(e.State))
	default:
		w.hop(LayerTarget, e.ID, Unknown, CauseEndpointState, "the %s gateway endpoint is %s, not available", name, pending(e.State))
	}
	w.policy(e)
}

// policy judges an endpoint's policy, when the destination can tell.
func (w *walk) policy(e facts.Endpoint) {
	if w.to.Policy == nil {
		return
	}
	v, why := w.to.Policy(e)
	cause := CausePolicy
	switch v {
	case Open:
		cause = ""
	case Blocked, Unknown:
	default:
		v = Unknown
	}
	w.hop(LayerPolicy, e.ID, v, cause, "%s", why)
}

// inside judges where addresses of the VPC itself are: behind an interface endpoint, or in
// other subnets.
func (w *walk) inside(a aim) {
	if a.endpoint != nil {
		w.interfaceEndpoint(a)
		return
	}
	if w.routesOnly {
		return
	}
	if topic, why, missing := w.missing(facts.TopicACLs, facts.TopicSubnets); missing {
		w.notRead(LayerTarget, w.network.VPC.ID, topic, "which network ACLs stand before %s is not known: %s", a.to, why)
		return
	}
	var there []facts.Subnet
	for _, s := range w.network.Subnets {
		if s.VPC == w.network.VPC.ID && s.CIDR.IsValid() && a.set.OverlapsPrefix(s.CIDR) {
			there = append(there, s)
		}
	}
	w.borders(there)
	w.hop(LayerTarget, w.network.VPC.ID, Open, "", "it lies inside the VPC; what listens there, and whom its own security groups let in, is not judged")
}
