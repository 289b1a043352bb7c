package network

import (
	"net/netip"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// door is a subnet in which an interface endpoint has an interface.
type door struct {
	subnet string
	blocks []netip.Prefix
	exact  bool // blocks are the interface's own addresses, else its subnet's
}

// aimEndpoint is an interface endpoint by its private addresses. A name resolves to the
// interfaces of all its zones, so each must be reached.
func (w *walk) aimEndpoint(e facts.Endpoint, to string) aim {
	a := aim{to: to, endpoint: &e, inside: true, exact: true, doors: w.doors(e)}
	var blocks []netip.Prefix
	lost := len(a.doors) == 0
	for _, d := range a.doors {
		blocks = append(blocks, d.blocks...)
		a.exact = a.exact && d.exact
		lost = lost || len(d.blocks) == 0
	}
	if lost {
		blocks, a.exact = append(blocks, ipv4(w.network.VPC.CIDRs)...), false
	}
	a.set = setOf(blocks...)
	if lost && len(w.network.VPC.CIDRs) == 0 {
		a.set = setOf(netip.MustParsePrefix(everywhere))
	}
	if !a.exact {
		a.dim = "which addresses the endpoint has is not known"
		if _, missing := w.network.Gaps[facts.TopicInterfaces]; missing {
			a.topic = facts.TopicInterfaces
		}
	}
	return a
}

func (w *walk) doors(e facts.Endpoint) []door {
	at := map[string]*door{}
	var order []string
	for _, id := range e.Subnets {
		if at[id] == nil {
			at[id], order = &door{subnet: id}, append(order, id)
		}
	}
	for _, i := range w.network.Interfaces {
		if !slices.Contains(e.Interfaces, i.ID) {
			continue
		}
		if at[i.Subnet] == nil {
			at[i.Subnet], order = &door{subnet: i.Subnet}, append(order, i.Subnet)
		}
		for _, address := range i.Addresses {
			if address.Is4() {
				at[i.Subnet].blocks = append(at[i.Subnet].blocks, netip.PrefixFrom(address, 32))
				at[i.Subnet].exact = true
			}
		}
	}
	var out []door
	for _, id := range order {
		d := *at[id]
		if s, ok := w.network.Subnet(id); ok && !d.exact {
			d.blocks = ipv4([]netip.Prefix{s.CIDR})
		}
		out = append(out, d)
	}
	return out
}

// interfaceEndpoint judges an interface endpoint: its state, its zones, whom its security
// groups let in, the network ACLs before it, and its policy.
func (w *walk) interfaceEndpoint(a aim) {
	e := *a.endpoint
	switch {
	case e.Available():
		w.hop(LayerTarget, e.ID, Open, "", "the interface endpoint is available")
	case gone(e):
		w.hop(LayerTarget, e.ID, Blocked, CauseEndpointState, "the interface endpoint is %s", strings.ToLower(e.State))
	default:
		w.hop(LayerTarget, e.ID, Unknown, CauseEndpointState, "the interface endpoint is %s, not available", pending(e.State))
	}
	w.zone(a)
	w.admitted(e)
	var there []facts.Subnet
	for _, d := range a.doors {
		s, ok := w.network.Subnet(d.subnet)
		if !ok {
			s.ID = d.subnet
		}
		there = append(there, s)
	}
	w.borders(there)
	if len(a.doors) == 0 {
		w.hop(LayerTarget, e.ID, Unknown, CauseNotKnown, "in which subnets the interface endpoint has interfaces is not known")
	}
	w.policy(e)
}

// zone notes that the endpoint has no interface in the sender's zone. It works all the same,
// by the VPC's own routes (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
func (w *walk) zone(a aim) {
	if !w.known || w.home.ZoneID == "" || len(a.doors) == 0 {
		return
	}
	for _, d := range a.doors {
		if s, ok := w.network.Subnet(d.subnet); !ok || s.ZoneID == w.home.ZoneID {
			return
		}
	}
	w.hop(LayerTarget, a.endpoint.ID, Open, CauseEndpointZone,
		"it has no interface in the zone %s; it is reached across zones, which is slower and costs", w.home.ZoneID)
}

// admitted judges whether the endpoint's security groups let the sender in.
func (w *walk) admitted(e facts.Endpoint) {
	sender, known := w.own()
	found, lost := w.worn(e.SecurityGroups)
	who := peers{list: w.entries, group: func(group string) (set, bool, bool) {
		return setOf(), slices.Contains(w.sender.Groups, group), true
	}}
	var p permit
	at := e.ID
	for _, g := range found {
		at = g.ID
		for _, rule := range g.Ingress {
			p.add(rule, w.to.Port, sender.orNowhere(), who)
		}
	}
	v, why := p.verdict(sender.orNowhere(), w.to.Port, "from")
	if !known && p.whole == "" && p.any {
		w.hop(LayerTarget, at, Unknown, CauseNotKnown, "whether it lets the sender in is not known: the sender's addresses are not")
		return
	}
	if v == Blocked && w.doubtGroups(LayerTarget, at, e.SecurityGroups, lost) {
		return
	}
	cause, topic := Cause(""), facts.Topic("")
	switch v {
	case Blocked:
		cause = CauseEndpointIngress
	case Unknown:
		cause, topic = w.because(p, sender)
		if cause == CauseNotKnown {
			cause = CauseEndpointIngress
		}
	case Open:
	}
	w.hop(LayerTarget, at, v, cause, "of the endpoint's security groups: %s", why)
	w.hops[len(w.hops)-1].Topic = topic
}

// orNowhere is the aim, or an empty one when nothing is known of it.
func (a aim) orNowhere() aim {
	if a.set == nil {
		return aim{to: "the sender", set: setOf(), dim: "the sender's addresses are not known"}
	}
	return a
}
