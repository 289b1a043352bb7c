package sandbox

import (
	"fmt"
	"net/netip"
	"slices"
)

// pick draws one of several, all alike.
func pick[T any](d *draft, of ...T) T { return of[d.rng.IntN(len(of))] }

func find[T any](list []T, fits func(T) bool) *T {
	if i := slices.IndexFunc(list, fits); i >= 0 {
		return &list[i]
	}
	return nil
}

func (d *draft) subnet(name string) *subnetPlan {
	return find(d.vpc.subnets, func(s subnetPlan) bool { return s.name == name })
}

func (d *draft) table(name string) *tablePlan {
	return find(d.vpc.tables, func(t tablePlan) bool { return t.name == name })
}

func (d *draft) group(name string) *groupPlan {
	return find(d.vpc.groups, func(g groupPlan) bool { return g.name == name })
}

func (d *draft) endpoint(name string) *endpointPlan {
	return find(d.vpc.endpoints, func(e endpointPlan) bool { return e.name == name })
}

// followed is the name of the table that a subnet follows.
func (d *draft) followed(subnet string) string {
	if own := d.subnet(subnet).table; own != "" {
		return own
	}
	return mainTable
}

// room is how many addresses a block can give out.
func (d *draft) room(cidr string) int {
	if cidr == "" {
		return 0
	}
	return (&subnet{cidr: netip.MustParsePrefix(cidr)}).size()
}

// free is how many addresses of a subnet its tenants, endpoints and NAT gateways leave.
func (d *draft) free(name string) int {
	s := d.subnet(name)
	free := d.room(s.cidr)
	for _, e := range d.vpc.endpoints {
		if slices.Contains(e.subnets, name) {
			free--
		}
	}
	for _, n := range d.vpc.nats {
		if n.subnet == name {
			free--
		}
	}
	for _, t := range s.tenants {
		free -= t.count * max(1, t.each)
	}
	return free
}

// fill takes up to count addresses of a subnet, and none that are needed by the network.
func (d *draft) fill(name string, count int) {
	if count = min(count, d.free(name)); count > 0 {
		s := d.subnet(name)
		kind := pick(d, onEC2, onECS, onLambda, onRDS)
		s.tenants = append(slices.Clone(s.tenants), tenant{kind: kind, name: fmt.Sprintf("tenant-%d", len(s.tenants)), count: count})
	}
}

// some are one of the chosen subnets, or all.
func (d *draft) some() []string {
	if d.rng.IntN(2) == 0 {
		return d.chosen
	}
	return []string{pick(d, d.chosen...)}
}

// routeAll gives all tables of the chosen subnets a route.
func (d *draft) routeAll(r routePlan) {
	d.route(d.chosen, r)
}

// route gives the tables that subnets follow a route, in the place of one to the same
// destination.
func (d *draft) route(subnets []string, r routePlan) {
	for _, name := range subnets {
		d.unroute([]string{name}, r.to)
		t := d.table(d.followed(name))
		t.routes = append(t.routes, r)
	}
}

// unroute takes the routes to a destination out of the tables that subnets follow.
func (d *draft) unroute(subnets []string, to string) {
	for _, name := range subnets {
		t := d.table(d.followed(name))
		t.routes = slices.DeleteFunc(t.routes, func(r routePlan) bool { return r.to == to })
	}
}

// apart gives a subnet a table of its own with the routes of the one that it follows.
func (d *draft) apart(subnet string) {
	from := d.followed(subnet)
	shared := slices.ContainsFunc(d.chosen, func(other string) bool { return other != subnet && d.followed(other) == from })
	if !shared && from != mainTable {
		return
	}
	name := "own-" + subnet
	d.vpc.tables = append(d.vpc.tables, tablePlan{name: name, routes: slices.Clone(d.table(from).routes)})
	d.subnet(subnet).table = name
	for i := range d.vpc.endpoints {
		if e := &d.vpc.endpoints[i]; slices.Contains(e.tables, from) {
			e.tables = append(slices.Clone(e.tables), name)
		}
	}
}

// someApart are the subnets of some, each with a table of its own.
func (d *draft) someApart() []string {
	chosen := d.some()
	for _, name := range chosen {
		d.apart(name)
	}
	return chosen
}

// cut takes the ways to S3 out of the tables that subnets follow: gateway endpoints and
// default routes.
func (d *draft) cut(subnets []string) {
	d.unroute(subnets, everywhere)
	for _, name := range subnets {
		for i := range d.vpc.endpoints {
			e := &d.vpc.endpoints[i]
			e.tables = slices.DeleteFunc(slices.Clone(e.tables), func(t string) bool { return t == d.followed(name) })
		}
	}
}

// used is the endpoint that the way leads through, nil for none.
func (d *draft) used() *endpointPlan {
	switch d.way {
	case byGateway:
		return d.endpoint(s3Gateway)
	case byInterface:
		return d.endpoint(s3Interface)
	case byNAT, byRegional:
	}
	return nil
}
