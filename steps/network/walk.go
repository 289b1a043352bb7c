package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// Walk follows a packet from the sender to a destination and its answer back: names,
// security groups, the subnet's network ACL, routes, what the route leads to, and that
// endpoint's policy. Every layer is judged, whatever an earlier one says; one that nothing
// is left for has no hop. It is Open only when nothing that it rests on is unknown.
func Walk(n facts.Network, from Sender, to Destination) Path {
	w := newWalk(n, from, to)
	w.homeless()
	if to.Kind == KindBlock {
		if !to.Block.IsValid() {
			w.hop(LayerRoute, from.Subnet, Unknown, CauseNotKnown, "%q is no range of addresses", to.Name)
			return w.path()
		}
		w.arrive(aimBlock(to))
		return w.path()
	}
	aims := w.names()
	w.choose(aims)
	return w.path()
}

// homeless says that the sender cannot be: its subnet takes no interface, or none with an
// IPv4 address. What it would reach from there is not to be told.
func (w *walk) homeless() {
	switch s := w.home; {
	case !w.known:
	case s.State != "" && !strings.EqualFold(s.State, "available"):
		w.hop(LayerRoute, w.subnet, Unknown, CauseSubnet, "the subnet is %s, and takes no interface until it is available", strings.ToLower(s.State))
	case s.IPv6Only:
		w.hop(LayerRoute, w.subnet, Unknown, CauseSubnet, "the subnet has no IPv4 addresses, and the sender needs one")
	}
}

// walk collects the hops of one path.
type walk struct {
	network facts.Network
	subnet  string
	sender  Sender
	to      Destination
	home    facts.Subnet
	known   bool // home is
	// routesOnly leaves out what is read of the chosen VPC alone, for lists of VPCs.
	routesOnly bool
	// dim says that the names may lead elsewhere, to what was not read: nothing that
	// depends on the addresses is blocked for certain.
	dim bool
	// acls are indexes by subnet, and standard the VPC's default one or -1; made when first asked for.
	acls     map[string]int
	standard int
	hops     []step
}

// step is a hop, and whether it holds wherever the names lead.
type step struct {
	Hop
	sure bool
}

func newWalk(n facts.Network, from Sender, to Destination) *walk {
	w := &walk{network: n, subnet: from.Subnet, sender: from, to: to}
	w.home, w.known = n.Subnet(from.Subnet)
	return w
}

func (w *walk) hop(layer Layer, at string, v Verdict, cause Cause, format string, args ...any) {
	w.hops = append(w.hops, step{Hop: Hop{Layer: layer, At: at, Verdict: v, Cause: cause, Why: fmt.Sprintf(format, args...)}})
}

// notRead is a hop that is Unknown because of a gap.
func (w *walk) notRead(layer Layer, at string, topic facts.Topic, format string, args ...any) {
	w.hop(layer, at, Unknown, CauseNotRead, format, args...)
	w.hops[len(w.hops)-1].Topic = topic
}

// certain marks the last hop as one that holds wherever the names lead.
func (w *walk) certain() { w.hops[len(w.hops)-1].sure = true }

// missing is the first of the topics that could not be read, and why.
func (w *walk) missing(topics ...facts.Topic) (facts.Topic, string, bool) {
	for _, topic := range topics {
		if f, gap := w.network.Gaps[topic]; gap {
			return topic, reason(f), true
		}
	}
	return "", "", false
}

// since is the verdict of the hops from an index on.
func (w *walk) since(mark int) Verdict {
	v := Open
	for _, h := range w.hops[mark:] {
		v = worse(v, h.Verdict)
	}
	return v
}

// soften makes what is blocked not known, from an index on, except what holds in any case.
func (w *walk) soften(mark int) {
	for i := mark; i < len(w.hops); i++ {
		if w.hops[i].Verdict == Blocked && !w.hops[i].sure {
			w.hops[i].Verdict = Unknown
		}
	}
}

// choose walks to what the names lead to. When that may be either of two things, the way is
// blocked only if it is to both.
func (w *walk) choose(aims []aim) {
	mark := len(w.hops)
	w.arrive(aims[0])
	if w.dim {
		w.soften(mark)
	}
	if len(aims) == 1 {
		return
	}
	one := slices.Clone(w.hops[mark:])
	closed := w.since(mark) == Blocked
	w.hops = w.hops[:mark]
	w.arrive(aims[1])
	if closed && w.since(mark) == Blocked {
		return
	}
	w.hops = append(w.hops[:mark], one...)
	w.soften(mark)
}

// arrive judges all layers below names.
func (w *walk) arrive(a aim) {
	w.groups(a)
	w.border(a)
	w.routes(a)
}

// path is what was walked, its hops in the packet's order.
func (w *walk) path() Path {
	slices.SortStableFunc(w.hops, func(a, b step) int {
		return cmp.Compare(slices.Index(Layers(), a.Layer), slices.Index(Layers(), b.Layer))
	})
	p := Path{Subnet: w.subnet, To: w.to.Name, Verdict: Open, Hops: make([]Hop, 0, len(w.hops))}
	for _, h := range w.hops {
		p.Hops = append(p.Hops, h.Hop)
		p.Verdict = worse(p.Verdict, h.Verdict)
	}
	return p
}

// Closed is the hop that keeps the path from being open: the first blocked one, else the
// first that is not known. It is false for an open path.
func (p Path) Closed() (Hop, bool) {
	for _, v := range []Verdict{Blocked, Unknown} {
		if i := slices.IndexFunc(p.Hops, func(h Hop) bool { return h.Verdict == v }); i >= 0 {
			return p.Hops[i], true
		}
	}
	return Hop{}, false
}

func worse(a, b Verdict) Verdict {
	switch {
	case a == Blocked || b == Blocked:
		return Blocked
	case a == Unknown || b == Unknown:
		return Unknown
	}
	return Open
}

func reason(f facts.Fault) string {
	if f.Summary != "" {
		return f.Summary
	}
	return f.Op + " was not answered"
}
