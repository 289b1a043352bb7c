package plan

import (
	"cmp"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// natDecision is what the plan does about the way to the internet.
type natDecision struct {
	Gateway facts.NATGateway   // that is there and usable; zero when a new one is made
	Subnet  facts.Subnet       // of a new one
	Create  bool               // a new gateway with an address of its own
	Tables  []facts.RouteTable // that get the default route
	Blocked []facts.RouteTable // that would need it and already send everything elsewhere
	Why     string
	Problem string // why a gateway cannot be made; "" when it can or need not
}

// NATDecision is what the plan does about the internet, for its screen.
type NATDecision struct {
	Creates bool
	Gateway facts.NATGateway // that is there and reused; zero when a new one is made
	Subnet  facts.Subnet
	Tables  []facts.RouteTable // that get a default route
	Blocked []facts.RouteTable // that would need one and send everything elsewhere already
	Cost    Cost
	Why     string
	Problem string
}

// DecideNAT says what the plan would do about the way to the internet.
func DecideNAT(a Answers, f facts.Facts) NATDecision {
	t := newTarget(a, f)
	d := t.decideNAT()
	return NATDecision{
		Creates: d.Create, Gateway: d.Gateway, Subnet: d.Subnet, Tables: d.Tables, Blocked: d.Blocked,
		Cost: costOf(t.region(), t.natChanges()), Why: d.Why, Problem: d.Problem,
	}
}

// decideNAT gives every chosen subnet that lacks it a way to the internet: by the NAT
// gateway that is there, else by a new one. Only when asked for.
func (t target) decideNAT() natDecision {
	if t.a.Reach.Internet != InternetNAT || t.model.Isolation || len(t.inside()) == 0 {
		return natDecision{}
	}
	for _, topic := range []facts.Topic{facts.TopicRouteTables, facts.TopicNATGateways, facts.TopicInternetGateways} {
		if fault, missing := t.gap(topic); missing {
			return natDecision{Why: "Nothing is changed, because not enough is known: " + fault.Summary + "."}
		}
	}
	var d natDecision
	for _, table := range t.tablesWithoutInternet() {
		if defaultRouteTaken(table) {
			d.Blocked = append(d.Blocked, table)
		} else {
			d.Tables = append(d.Tables, table)
		}
	}
	switch {
	case len(d.Tables) == 0 && len(d.Blocked) == 0:
		d.Why = "Every chosen subnet reaches the internet already, as far as routes tell."
	case len(d.Tables) == 0:
		d.Why = "The route tables send everything elsewhere already, and that route is others' too: it is not replaced."
	case t.sharedVPC():
		d.Tables, d.Problem = nil, "the VPC belongs to account "+t.n.VPC.Owner+", and only its owner can give it a NAT gateway"
	default:
		return t.throughNAT(d)
	}
	return d
}

// tablesWithoutInternet are the tables in effect for chosen subnets whose routes lead
// nowhere outside, by a way that can be told to be closed.
func (t target) tablesWithoutInternet() []facts.RouteTable {
	var out []facts.RouteTable
	for _, s := range t.inside() {
		table, ok := network.EffectiveRouteTable(t.n, s.ID)
		if !ok || slices.ContainsFunc(out, func(o facts.RouteTable) bool { return o.ID == table.ID }) {
			continue
		}
		path := network.Walk(t.n, t.sender(s.ID), network.Internet())
		if slices.ContainsFunc(path.Hops, func(h network.Hop) bool {
			return h.Verdict == network.Blocked && (h.Layer == network.LayerRoute || h.Layer == network.LayerTarget)
		}) {
			out = append(out, table)
		}
	}
	return out
}

// defaultRouteTaken reports whether a live route already takes everything: an internet
// gateway makes the subnet public, and the others on the table live by it.
func defaultRouteTaken(table facts.RouteTable) bool {
	return slices.ContainsFunc(table.Routes, func(r facts.Route) bool { return r.Destination == everywhere && r.Active() })
}

// everywhere is the default route's destination.
const everywhere = "0.0.0.0/0"

func (t target) throughNAT(d natDecision) natDecision {
	if g, ok := t.usableNAT(); ok {
		d.Gateway = g
		d.Why = "The NAT gateway " + named(g.Name, g.ID) + " is there and usable: " + count(len(d.Tables), "route table") + " " +
			plural(len(d.Tables), "gets", "get") + " a route to it." + everyZone(g)
		return d
	}
	subnet, problem := t.natSubnet()
	if problem != "" {
		d.Tables, d.Problem = nil, problem
		return d
	}
	d.Create, d.Subnet = true, subnet
	d.Why = "No NAT gateway of this VPC can be used: one is created in " + named(subnet.Name, subnet.ID) +
		" with an elastic address. It stands in one zone: when that zone is lost, so is the way out."
	return d
}

// everyZone says what sets a regional NAT gateway apart
// (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
func everyZone(g facts.NATGateway) string {
	if !strings.EqualFold(g.Mode, "regional") {
		return ""
	}
	return " It is a regional one: it lies in no subnet, and follows the VPC into every zone that it is used in."
}

// usableNAT is a public NAT gateway of the VPC that is available and whose own way out is
// open, a regional one before a zonal one.
func (t target) usableNAT() (facts.NATGateway, bool) {
	var found []facts.NATGateway
	for _, g := range t.n.NATGateways {
		if g.VPC == t.n.VPC.ID && network.NATUsable(t.n, g) && !slices.Contains(t.a.Network.Subnets, g.Subnet) {
			found = append(found, g)
		}
	}
	if len(found) == 0 {
		return facts.NATGateway{}, false
	}
	return slices.MinFunc(found, func(a, b facts.NATGateway) int {
		return cmp.Or(compareBool(strings.EqualFold(b.Mode, "regional"), strings.EqualFold(a.Mode, "regional")), cmp.Compare(a.ID, b.ID))
	}), true
}

// natSubnet is the public subnet for a new gateway: the one answered, else the one with
// the most room in a zone of the chosen subnets, else anywhere. A NAT gateway without an
// internet gateway behind it fails with Gateway.NotAttached
// (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html).
func (t target) natSubnet() (facts.Subnet, string) {
	if id := t.a.Reach.NATSubnet; id != "" && id != Auto {
		s, _ := t.n.Subnet(id)
		return s, t.natSubnetProblem(id)
	}
	zones := t.zones()
	var fit []facts.Subnet
	for _, s := range t.n.Members() {
		if t.leadsOut(s) && s.Free > 0 && strings.EqualFold(s.State, "available") && !slices.Contains(t.a.Network.Subnets, s.ID) && !t.special(s) {
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		return facts.Subnet{}, "the VPC has no public subnet besides the chosen ones: a NAT gateway needs one with a route to an internet gateway"
	}
	return slices.MinFunc(fit, func(a, b facts.Subnet) int {
		return cmp.Or(compareBool(slices.Contains(zones, b.ZoneID), slices.Contains(zones, a.ZoneID)), cmp.Compare(b.Free, a.Free), cmp.Compare(a.ID, b.ID))
	}), ""
}

// natSubnetProblem says why a new NAT gateway cannot lie in a subnet, "" when it can.
func (t target) natSubnetProblem(id string) string {
	s, ok := t.n.Subnet(id)
	switch {
	case !ok || s.VPC != t.n.VPC.ID:
		return "there is no subnet " + id + " in this VPC"
	case !t.leadsOut(s):
		return "a NAT gateway in " + named(s.Name, id) + " would lead nowhere: it has no route to an internet gateway"
	case slices.Contains(t.a.Network.Subnets, id):
		return "the model itself is put into " + named(s.Name, id) + ": its NAT gateway must lie in another subnet, a public one"
	case s.Free < 1:
		return "no address is free in " + named(s.Name, id)
	}
	return ""
}

// NATSubnet is a subnet that a NAT gateway might lie in.
type NATSubnet struct {
	Subnet  facts.Subnet
	Problem string // why it cannot, "" when it can
}

// NATSubnets are the subnets of the chosen VPC, those that a new NAT gateway can lie in
// first. It is nil when too little was read to tell.
func NATSubnets(a Answers, f facts.Facts) []NATSubnet {
	t := newTarget(a, f)
	for _, topic := range []facts.Topic{facts.TopicSubnets, facts.TopicRouteTables, facts.TopicInternetGateways} {
		if _, missing := t.gap(topic); missing || !t.known {
			return nil
		}
	}
	out := []NATSubnet{}
	for _, s := range t.n.Members() {
		out = append(out, NATSubnet{Subnet: s, Problem: t.natSubnetProblem(s.ID)})
	}
	slices.SortStableFunc(out, func(a, b NATSubnet) int { return compareBool(a.Problem != "", b.Problem != "") })
	return out
}

// leadsOut reports whether a subnet's default route leads to an internet gateway that is
// attached to this VPC.
func (t target) leadsOut(s facts.Subnet) bool {
	table, ok := network.EffectiveRouteTable(t.n, s.ID)
	return ok && slices.ContainsFunc(table.Routes, func(r facts.Route) bool {
		return r.Destination == everywhere && r.Active() && slices.ContainsFunc(t.n.InternetGateways, func(g facts.InternetGateway) bool {
			return g.ID == r.Target && g.VPC == t.n.VPC.ID
		})
	})
}
