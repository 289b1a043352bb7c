package network

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// NamesS3 says whether S3's standard names resolve inside the VPC, and why, in a phrase
// without a full stop. Amazon's resolver answers while enableDnsSupport is on; what another
// resolver says cannot be read (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
func NamesS3(n facts.Network) (Verdict, string) {
	h := resolving(n)
	return h.Verdict, h.Why
}

// PrivateNames says whether the names that interface endpoints take over resolve to their
// private addresses: that needs both DNS attributes and Amazon's resolver
// (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
func PrivateNames(n facts.Network) (Verdict, string) {
	h := resolving(n)
	if h.Verdict == Blocked {
		return h.Verdict, h.Why
	}
	if _, missing := n.Gaps[facts.TopicDNS]; !missing && !n.VPC.DNSHostnames {
		return Blocked, "DNS hostnames are off, and private names need both DNS attributes"
	}
	if _, missing := n.Gaps[facts.TopicDNS]; !missing && !n.VPC.DNSSupport {
		return Blocked, "DNS support is off, and private names need both DNS attributes"
	}
	if h.Verdict == Open {
		return Open, "both DNS attributes are on, and Amazon's resolver answers"
	}
	return h.Verdict, h.Why
}

// resolving is the hop of the VPC's resolver.
func resolving(n facts.Network) Hop {
	h := Hop{Layer: LayerNames, At: n.VPC.ID, Verdict: Unknown}
	custom, known := DNS(n)
	unread := func(topics ...facts.Topic) (Hop, bool) {
		for _, topic := range topics {
			if f, missing := n.Gaps[topic]; missing {
				h.Cause, h.Topic, h.Why = CauseNotRead, topic, "which resolver the VPC has is not known: "+reason(f)
				return h, true
			}
		}
		return h, false
	}
	switch {
	case !known:
		h, _ = unread(facts.TopicDHCP, facts.TopicVPC)
		return h
	case len(custom) > 0:
		h.At, h.Cause = n.DHCP.ID, CauseCustomResolver
		h.Why = "the VPC hands out " + some(custom) + " as resolver; what it answers cannot be read from here"
		return h
	}
	if h, missing := unread(facts.TopicDNS); missing {
		return h
	}
	if !n.VPC.DNSSupport {
		h.Verdict, h.Cause, h.Why = Blocked, CauseDNSOff, "DNS support is off: nothing in the VPC resolves a name"
		return h
	}
	h.Verdict, h.Why = Open, "Amazon's resolver answers"
	return h
}

// names judges how the destination's names resolve, and gives what they lead to: one aim,
// or two when it may be either.
func (w *walk) names() []aim {
	h := resolving(w.network)
	if w.to.Kind == KindInternet {
		w.resolved(h)
		return []aim{aimPublic(w.network, "the internet", "which public addresses are asked for is not known")}
	}
	open := aimService
	if w.to.Kind == KindS3 {
		open = func(n facts.Network, _ Destination) aim { return aimS3(n) }
	}
	public := open(w.network, w.to)
	if topic, why, missing := w.missing(facts.TopicEndpoints); missing {
		w.resolved(h)
		w.notRead(LayerNames, w.network.VPC.ID, topic, "whether the names of %s lead to an interface endpoint is not known: %s", public.to, why)
		w.dim = true
		return []aim{public}
	}
	e, private := w.privateEndpoint()
	if !private {
		w.resolved(h)
		w.unnamed(public)
		return []aim{public}
	}
	return w.taken(h, e, public)
}

func (w *walk) resolved(h Hop) {
	w.hops = append(w.hops, step{Hop: h, sure: true})
}

// taken judges names that an interface endpoint takes over.
func (w *walk) taken(h Hop, e facts.Endpoint, public aim) []aim {
	v, why := PrivateNames(w.network)
	switch {
	case h.Verdict == Blocked:
		w.resolved(h)
		return []aim{public}
	case v == Blocked:
		w.resolved(h)
		w.hop(LayerNames, e.ID, Open, CausePrivateNames,
			"the names of %s lead to its public addresses and not to this endpoint: %s", public.to, why)
		return []aim{public}
	case v == Unknown:
		w.resolved(h)
		return []aim{w.aimEndpoint(e, public.to), public}
	}
	h.At, h.Why = e.ID, "Amazon's resolver answers with the private addresses of this endpoint"
	w.resolved(h)
	if e.Available() {
		return []aim{w.aimEndpoint(e, public.to)}
	}
	return []aim{w.aimEndpoint(e, public.to), public}
}

// unnamed says that an interface endpoint is there which names do not lead to.
func (w *walk) unnamed(public aim) {
	if w.to.Kind == KindS3 {
		return // As it should be beside a gateway endpoint.
	}
	for _, e := range w.network.Endpoints {
		if strings.EqualFold(e.Type, "Interface") && e.VPC == w.network.VPC.ID && serves(w.network, e, w.to) && !gone(e) {
			w.hop(LayerNames, e.ID, Open, CauseNoPrivateDNS,
				"private DNS of this endpoint is off: the names of %s lead to its public addresses", public.to)
			return
		}
	}
}

// privateEndpoint is the interface endpoint that takes the destination's names over inside
// the VPC. AWS lets one do so for each service; an available one is preferred. One whose
// private names are for inbound resolvers only does not
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html).
func (w *walk) privateEndpoint() (facts.Endpoint, bool) {
	var found []facts.Endpoint
	for _, e := range w.network.Endpoints {
		if strings.EqualFold(e.Type, "Interface") && e.PrivateDNS && !e.InboundOnly && e.VPC == w.network.VPC.ID &&
			serves(w.network, e, w.to) && !gone(e) {
			found = append(found, e)
		}
	}
	if i := slices.IndexFunc(found, facts.Endpoint.Available); i >= 0 {
		return found[i], true
	}
	if len(found) > 0 {
		return found[0], true
	}
	return facts.Endpoint{}, false
}
