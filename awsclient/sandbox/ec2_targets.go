package sandbox

import (
	"slices"
	"strings"
)

// checked are routes with the state that follows from what became of their targets: one
// whose gateway is gone stays in its table as a black hole.
func (r *region) checked(routes []route) []route {
	routes = slices.Clone(routes)
	for i := range routes {
		if !r.leads(routes[i].target) {
			routes[i].state = blackhole
		}
	}
	return routes
}

const blackhole = "blackhole"

// leads reports whether a route's target exists. Kinds of targets that the account does
// not model exist as far as it knows.
func (r *region) leads(target string) bool {
	switch {
	case shapedID(target, "nat"):
		g, found := r.nat(target)
		return found && g.state != "deleted" && g.state != "failed"
	case shapedID(target, "igw"):
		g, found := r.gateway(target)
		return found && g.vpc != ""
	case shapedID(target, "vpce"):
		_, found := r.endpoint(target)
		return found
	case shapedID(target, "eni"):
		return len(r.interfacesNamed(target)) > 0
	default:
		return true
	}
}

func (r *region) nat(id string) (*natGateway, bool) {
	return named(r.nats, func(g *natGateway) string { return g.id }, id)
}

func (r *region) gateway(id string) (*internetGateway, bool) {
	return named(r.internet, func(g *internetGateway) string { return g.id }, id)
}

// leads is the state of the routes to a gateway endpoint.
func (e *endpoint) leads() string {
	if strings.EqualFold(e.state, failedState) {
		return blackhole
	}
	return "active"
}
