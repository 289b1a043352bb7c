package network

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// nat judges a NAT gateway: its state, its connectivity, and its own subnet's way out
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html).
func (w *walk) nat(id string, a aim) {
	if topic, why, missing := w.missing(facts.TopicNATGateways); missing {
		w.notRead(LayerTarget, id, topic, "the NAT gateway's state is not known: %s", why)
		return
	}
	g, ok := findNAT(w.network, id)
	if !ok {
		w.hop(LayerTarget, id, Unknown, CauseNotKnown, "the NAT gateway is not among those of the VPC")
		return
	}
	switch strings.ToLower(g.State) {
	case "available":
	case "failed", "deleting", "deleted":
		w.hop(LayerTarget, id, Blocked, CauseNATState, "the NAT gateway is %s%s", strings.ToLower(g.State), failure(g))
		return
	default:
		w.hop(LayerTarget, id, Unknown, CauseNATState, "the NAT gateway is %s, not available", pending(g.State))
		return
	}
	if strings.EqualFold(g.Mode, "regional") || g.Subnet == "" {
		w.regional(g)
		return
	}
	w.zonal(g, a)
}

func failure(g facts.NATGateway) string {
	switch {
	case g.FailureCode != "" && g.FailureMessage != "":
		return fmt.Sprintf(" (%s: %s)", g.FailureCode, strings.TrimSuffix(g.FailureMessage, "."))
	case g.FailureCode+g.FailureMessage != "":
		return fmt.Sprintf(" (%s)", strings.TrimSuffix(g.FailureCode+g.FailureMessage, "."))
	}
	return ""
}

// regional judges a NAT gateway without a subnet: AWS routes it to the VPC's internet gateway
// (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
func (w *walk) regional(g facts.NATGateway) {
	switch {
	case !strings.EqualFold(g.Connectivity, "public"):
		w.hop(LayerTarget, g.ID, Unknown, CauseNATPrivate, "the NAT gateway is private; where it hands packets on is not verified")
		return
	case w.routesOnly:
		w.hop(LayerTarget, g.ID, Open, "", "the regional NAT gateway is available and public; its own route to the internet is not verified")
		return
	}
	if topic, why, missing := w.missing(facts.TopicInternetGateways); missing {
		w.notRead(LayerTarget, g.ID, topic, "whether the VPC has an internet gateway for the regional NAT gateway is not known: %s", why)
		return
	}
	i := slices.IndexFunc(w.network.InternetGateways, func(i facts.InternetGateway) bool { return i.VPC == w.network.VPC.ID })
	if i < 0 {
		w.hop(LayerTarget, g.ID, Blocked, CauseNATRoute, "the regional NAT gateway has no way out: no internet gateway is attached to the VPC")
		return
	}
	if w.shut("") {
		return
	}
	w.hop(LayerTarget, g.ID, Open, "", "the regional NAT gateway is available and public, and %s is attached to the VPC", w.network.InternetGateways[i].ID)
}

// zonal judges the way to a NAT gateway's own subnet, and out of it.
func (w *walk) zonal(g facts.NATGateway, a aim) {
	if !w.routesOnly && g.Subnet != w.subnet {
		w.visitors(g.Subnet)
	}
	t, ok := EffectiveRouteTable(w.network, g.Subnet)
	if !ok {
		w.hop(LayerTarget, g.ID, Unknown, CauseNotKnown, "the NAT gateway is available; the route out of its subnet %s is not known", g.Subnet)
		return
	}
	if !w.routesOnly {
		w.outside(g, a)
	}
	f := divide(w.network, t, a)
	mark, shut := len(w.hops), false
	var verdicts []Verdict
	for _, l := range f.legs {
		if !a.exact && l.beside(w.network, a) {
			continue
		}
		v := w.onward(g, t, l)
		shut = shut || v == Open
		verdicts = append(verdicts, v)
	}
	if !empty(f.left) || len(verdicts) == 0 {
		if len(f.unread) > 0 {
			w.notRead(LayerTarget, g.ID, facts.TopicPrefixLists, "whether the NAT gateway's own subnet %s has a way out is not known: the entries of %s were not read (%s)",
				g.Subnet, f.unread[0].Destination, t.ID)
		} else {
			w.hop(LayerTarget, g.ID, Blocked, CauseNATRoute, "the NAT gateway's own subnet %s has no default route (%s)", g.Subnet, t.ID)
		}
		verdicts = append(verdicts, w.hops[len(w.hops)-1].Verdict)
	} else if len(f.unread) > 0 && !w.routesOnly {
		w.notRead(LayerTarget, g.ID, facts.TopicPrefixLists, "the route from %s to %s of the NAT gateway's own subnet may take addresses of %s: the entries of a prefix list were not read",
			f.unread[0].Destination, f.unread[0].Target, a.to)
	}
	if !a.exact && slices.ContainsFunc(verdicts, func(v Verdict) bool { return v != Blocked }) {
		w.soften(mark)
	}
	if shut {
		w.shut(g.Subnet)
	}
}

// outside judges the network ACL between a NAT gateway and the internet.
func (w *walk) outside(g facts.NATGateway, a aim) {
	acl, ok := w.acl(LayerTarget, g.Subnet)
	if !ok {
		return
	}
	w.lets(LayerTarget, acl, true, a, one(w.to.Port), fmt.Sprintf("tcp %d of the NAT gateway out to %s", w.to.Port, a.to), CauseACLOut)
	w.lets(LayerTarget, acl, false, a, everyPort, "answers of "+a.to+" in to the NAT gateway", CauseACLReturn)
}

// onward judges one route out of a NAT gateway's own subnet.
func (w *walk) onward(g facts.NATGateway, t facts.RouteTable, l leg) Verdict {
	r := l.route
	at := len(w.hops)
	private := !strings.EqualFold(g.Connectivity, "public")
	switch kind := target(r); {
	case !r.Active():
		w.hop(LayerTarget, g.ID, Blocked, CauseNATRoute, "the default route of the NAT gateway's own subnet %s is not active (%s)", g.Subnet, t.ID)
	case private && r.Target == g.ID:
		w.hop(LayerTarget, g.ID, Blocked, CauseNATRoute, "the NAT gateway's own subnet %s sends to the NAT gateway itself (%s)", g.Subnet, t.ID)
	case private && kind == internetGateway && strings.EqualFold(g.Connectivity, "private"):
		w.hop(LayerTarget, g.ID, Blocked, CauseNATPrivate, "the NAT gateway is private: the internet gateway %s drops what it sends", r.Target)
	case private:
		w.hop(LayerTarget, g.ID, Unknown, CauseNATPrivate, "the NAT gateway is private; where it hands packets on is not verified")
	case kind == internetGateway && l.part.Overlaps(setOf(special()...)):
		w.hop(LayerTarget, g.ID, Blocked, CauseNoRoute, "the NAT gateway's own subnet %s goes to %s, and the internet carries no private addresses (%s)",
			g.Subnet, r.Target, t.ID)
	case kind == internetGateway && w.detached(r.Target):
		w.hop(LayerTarget, g.ID, Blocked, CauseNATRoute, "the NAT gateway's own subnet %s goes to %s, which is not attached to the VPC (%s)", g.Subnet, r.Target, t.ID)
	case kind == internetGateway:
		w.hop(LayerTarget, g.ID, Open, "", "the NAT gateway is available and public, and its subnet %s has a route to %s", g.Subnet, r.Target)
	case kind == natGateway && g.Subnet == w.subnet:
		w.hop(LayerTarget, g.ID, Blocked, CauseNATSubnet, "the NAT gateway's own subnet %s goes to %s and not to an internet gateway (%s): it lies in the subnet that it should serve",
			g.Subnet, r.Target, t.ID)
	case kind == natGateway, kind == egressOnly, kind == local:
		w.hop(LayerTarget, g.ID, Blocked, CauseNATRoute, "the NAT gateway's own subnet %s goes to %s and not to an internet gateway (%s)", g.Subnet, r.Target, t.ID)
	case l.own && kind == vpcEndpoint:
		w.hop(LayerTarget, g.ID, Unknown, CauseUnverified, "the NAT gateway's own subnet %s sends %s to a gateway endpoint (%s); whether that carries it is not verified",
			g.Subnet, r.Destination, t.ID)
	default:
		w.hop(LayerTarget, g.ID, Unknown, CauseUnverified, "the NAT gateway's own subnet %s goes to %s, which cannot be read from here (%s)", g.Subnet, r.Target, t.ID)
	}
	return w.hops[at].Verdict
}

// detached reports whether an internet gateway is known not to be one of the VPC's. Where
// they were not read, an active route suffices: AWS shows that of a detached one as a blackhole.
func (w *walk) detached(id string) bool {
	if _, _, missing := w.missing(facts.TopicInternetGateways); missing || w.routesOnly {
		return false
	}
	return !slices.ContainsFunc(w.network.InternetGateways, func(i facts.InternetGateway) bool { return i.ID == id })
}

// shut judges VPC Block Public Access for what leaves by an internet gateway, and says
// whether it stands in the way. Its ingress mode lets NAT gateways send
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_BlockPublicAccessStates.html).
func (w *walk) shut(subnet string) bool {
	mode := w.network.VPC.BlockPublicAccess
	at := w.network.VPC.ID
	topics := []facts.Topic{facts.TopicVPC}
	if subnet != "" {
		if s, ok := w.network.Subnet(subnet); ok && s.BlockPublicAccess != "" {
			mode, at, topics = s.BlockPublicAccess, subnet, nil
		} else if !ok {
			topics = append(topics, facts.TopicSubnets)
		}
	}
	if strings.EqualFold(mode, "block-bidirectional") {
		w.hop(LayerTarget, at, Blocked, CauseBlockedPublic, "VPC Block Public Access blocks internet gateways in both directions")
		return true
	}
	if topic, why, missing := w.missing(topics...); missing && !w.routesOnly {
		w.notRead(LayerTarget, at, topic, "whether VPC Block Public Access stands in the way is not known: %s", why)
		return true
	}
	return false
}

func findNAT(n facts.Network, id string) (facts.NATGateway, bool) {
	i := slices.IndexFunc(n.NATGateways, func(g facts.NATGateway) bool { return g.ID == id })
	if i < 0 {
		return facts.NATGateway{}, false
	}
	return n.NATGateways[i], true
}
