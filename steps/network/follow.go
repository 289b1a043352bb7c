package network

import (
	"strings"

	"sagevpc/steps/facts"
)

// follow judges one route to public addresses, and its target.
func (w *walk) follow(t facts.RouteTable, r facts.Route) {
	if !r.Active() {
		w.dead(t, r)
		return
	}
	switch target(r) {
	case natGateway:
		w.hop(t.ID, Open, "it sends %s to %s", r.Destination, r.Target)
		w.nat(r.Target)
	case internetGateway:
		w.hop(t.ID, Blocked,
			"it sends %s to the internet gateway %s, which is of no use here: a SageMaker interface has only private addresses",
			r.Destination, r.Target)
	case egressOnly:
		w.hop(t.ID, Blocked, "it sends %s to %s, which carries only IPv6", r.Destination, r.Target)
	case local, vpcEndpoint, other:
		w.hop(t.ID, Unknown, "it sends %s to %s; whether S3 can be reached through it cannot be read from here", r.Destination, r.Target)
	}
}

// nat judges a NAT gateway: its state, its connectivity, and its own subnet's way out
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html).
func (w *walk) nat(id string) {
	if f, missing := w.network.Gaps[facts.TopicNATGateways]; missing {
		w.hop(id, Unknown, "the NAT gateway's state is not known: %s", reason(f))
		return
	}
	g, ok := findNAT(w.network, id)
	if !ok {
		w.hop(id, Unknown, "the NAT gateway is not among those of the VPC")
		return
	}
	switch strings.ToLower(g.State) {
	case "available":
	case "failed", "deleting", "deleted":
		w.hop(id, Blocked, "the NAT gateway is %s", strings.ToLower(g.State))
		return
	default:
		w.hop(id, Unknown, "the NAT gateway is %s, not available", pending(g.State))
		return
	}
	if !strings.EqualFold(g.Connectivity, "public") {
		w.hop(id, Unknown, "the NAT gateway is private; where it hands packets on is not verified")
		return
	}
	w.beyond(g)
}

// beyond judges the way out of a public NAT gateway's own subnet.
func (w *walk) beyond(g facts.NATGateway) {
	if strings.EqualFold(g.Mode, "regional") || g.Subnet == "" {
		w.hop(g.ID, Open, "the regional NAT gateway is available and public; its own route to the internet is not verified")
		return
	}
	t, ok := EffectiveRouteTable(w.network, g.Subnet)
	if !ok {
		w.hop(g.ID, Unknown, "the NAT gateway is available and public; the route out of its subnet %s is not known", g.Subnet)
		return
	}
	routes, _ := deciding(t, nil)
	_, direct := S3Route(w.network, t)
	switch {
	case direct && (len(routes) == 0 || target(routes[0]) != internetGateway):
		w.hop(g.ID, Unknown, "the NAT gateway's own subnet %s sends S3 to a gateway endpoint (%s); whether that carries it is not verified", g.Subnet, t.ID)
	case len(routes) == 0:
		w.hop(g.ID, Blocked, "the NAT gateway's own subnet %s has no default route (%s)", g.Subnet, t.ID)
	case !routes[0].Active():
		w.hop(g.ID, Blocked, "the default route of the NAT gateway's own subnet %s is not active (%s)", g.Subnet, t.ID)
	case target(routes[0]) == internetGateway:
		w.hop(g.ID, Open, "the NAT gateway is available and public, and its subnet %s has a route to %s", g.Subnet, routes[0].Target)
	case target(routes[0]) == natGateway:
		w.hop(g.ID, Blocked, "the NAT gateway's own subnet %s goes to %s and not to an internet gateway (%s)", g.Subnet, routes[0].Target, t.ID)
	default:
		w.hop(g.ID, Unknown, "the NAT gateway's own subnet %s goes to %s, which cannot be read from here (%s)", g.Subnet, routes[0].Target, t.ID)
	}
}

func findNAT(n facts.Network, id string) (facts.NATGateway, bool) {
	for _, g := range n.NATGateways {
		if g.ID == id {
			return g, true
		}
	}
	return facts.NATGateway{}, false
}
