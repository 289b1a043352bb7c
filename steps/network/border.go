package network

import (
	"fmt"
	"slices"

	"sagevpc/steps/facts"
)

// border judges the network ACL of the sender's subnet, both ways: it remembers no
// connection. Within a subnet none looks, and none filters Amazon's resolver
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
func (w *walk) border(a aim) {
	if w.known && w.home.CIDR.IsValid() {
		away := minus(a.set, setOf(w.home.CIDR))
		if empty(away) {
			w.hop(LayerACL, w.subnet, Open, "", "the packet stays in the subnet, where no network ACL looks")
			return
		}
		a = a.of(away)
	}
	acl, ok := w.acl(LayerACL, w.subnet)
	if !ok {
		return
	}
	mark := len(w.hops)
	w.lets(LayerACL, acl, true, a, one(w.to.Port), fmt.Sprintf("tcp %d out to %s", w.to.Port, a.to), CauseACLOut)
	w.answers(LayerACL, acl, false, a, "answers of "+a.to+" in")
	if a.inside && (!w.known || !w.home.CIDR.IsValid()) {
		w.soften(mark) // The addresses may lie in the subnet itself.
	}
}

// visitors judges the network ACL of another subnet in which a connection of the sender
// arrives.
func (w *walk) visitors(subnet string) {
	acl, ok := w.acl(LayerTarget, subnet)
	if !ok {
		return
	}
	a, ok := w.own()
	if !ok {
		w.hop(LayerTarget, acl.ID, Unknown, CauseNotKnown, "whether it lets the sender's packets in is not known: the sender's addresses are not")
		return
	}
	w.lets(LayerTarget, acl, false, a, one(w.to.Port), fmt.Sprintf("tcp %d in from %s", w.to.Port, a.to), CauseACLOut)
	w.answers(LayerTarget, acl, true, a, "answers out to "+a.to)
}

// borders judges the network ACLs of the subnets in which packets arrive, each ACL once.
func (w *walk) borders(subnets []facts.Subnet) {
	seen := map[int]bool{}
	for _, s := range subnets {
		i, ok := w.aclOf(s.ID, s.VPC == w.network.VPC.ID)
		if !ok {
			i = -1
		}
		if s.ID != w.subnet && !seen[i] {
			seen[i] = true
			w.visitors(s.ID)
		}
	}
}

// own is the sender as others see it: some address of its subnet.
func (w *walk) own() (aim, bool) {
	if !w.known || !w.home.CIDR.IsValid() || !w.home.CIDR.Addr().Is4() {
		return aim{}, false
	}
	cidr := w.home.CIDR.Masked()
	return aim{to: w.subnet, set: setOf(cidr), inside: true, dim: "which address of " + cidr.String() + " the sender gets is not known"}, true
}

// lets judges one direction of a network ACL on a range of ports.
func (w *walk) lets(layer Layer, acl facts.NetworkACL, egress bool, a aim, p ports, phrase string, cause Cause) {
	f := filterOf(acl, egress)
	sure, maybe := f.through(a.set, p)
	v := judged(a, sure, maybe)
	switch v {
	case Open:
		cause = ""
	case Unknown:
		cause = CauseNotKnown
	case Blocked:
	}
	w.hop(layer, acl.ID, v, cause, "%s", f.why(v, a, p, phrase))
	w.hops[len(w.hops)-1].Number = f.denier(v, a, p)
}

// answers judges what comes back, at the ports from which the sender may have asked.
func (w *walk) answers(layer Layer, acl facts.NetworkACL, egress bool, a aim, phrase string) {
	f := filterOf(acl, egress)
	all, some := f.through(a.set, everyPort)
	if judged(a, all, some) == Open {
		w.lets(layer, acl, egress, a, everyPort, phrase, CauseACLReturn)
		return
	}
	if sure, maybe := f.through(a.set, linuxPorts); judged(a, sure, maybe) != Open {
		w.lets(layer, acl, egress, a, linuxPorts, phrase, CauseACLReturn)
		return
	}
	block, port := f.blame(a, everyPort)
	w.hop(layer, acl.ID, Unknown, CauseACLReturn,
		"it lets %s at the ports %d to %d that Linux uses, but not at port %d for %s; AWS recommends %d to %d, and which ports SageMaker's hosts use is not documented",
		phrase, linuxPorts.from, linuxPorts.to, port, block, everyPort.from, everyPort.to)
}

// why names the entry that decides.
func (f filter) why(v Verdict, a aim, p ports, phrase string) string {
	span := ""
	if p.from != p.to {
		span = fmt.Sprintf(" at the ports %d to %d", p.from, p.to)
	}
	block, port := first(a.set), p.from
	if v != Open {
		block, port = f.blame(a, p)
	}
	e, found := f.deciding(block, port)
	found = found && e.Number < implicitDeny
	rule := fmt.Sprintf("rule %d, %s", e.Number, e.CIDR)
	switch {
	case v == Open && !found:
		return "it lets " + phrase + span
	case v == Open:
		return fmt.Sprintf("it lets %s%s (%s)", phrase, span, rule)
	case !found && v == Blocked:
		return fmt.Sprintf("no rule of it lets %s: %s at port %d falls to the implicit deny", phrase, block, port)
	case v == Blocked && !e.Allow:
		return fmt.Sprintf("it does not let %s: %s denies %s at port %d", phrase, rule, block, port)
	case v == Blocked:
		return fmt.Sprintf("it does not let %s at every port", phrase)
	}
	return fmt.Sprintf("it lets not all of %s: %s at port %d is left out%s", phrase, block, port, a.hint())
}

// acl is the network ACL of a subnet, its own or the VPC's default one, or a hop that says
// why it is not known.
func (w *walk) acl(layer Layer, subnet string) (facts.NetworkACL, bool) {
	if topic, why, missing := w.missing(facts.TopicACLs); missing {
		w.notRead(layer, subnet, topic, "the subnet's network ACL is not known: %s", why)
		return facts.NetworkACL{}, false
	}
	s, ok := w.network.Subnet(subnet)
	if i, found := w.aclOf(subnet, ok && s.VPC == w.network.VPC.ID); found {
		return w.network.ACLs[i], true
	}
	w.hop(layer, subnet, Unknown, CauseNotKnown, "the subnet follows no network ACL that was read")
	return facts.NetworkACL{}, false
}

// aclOf is the index of a subnet's network ACL; only a member of the VPC follows its default one.
func (w *walk) aclOf(subnet string, member bool) (int, bool) {
	if w.acls == nil {
		w.acls = map[string]int{}
		for i, acl := range w.network.ACLs {
			for _, s := range acl.Subnets {
				if _, twice := w.acls[s]; !twice {
					w.acls[s] = i
				}
			}
		}
		w.standard = slices.IndexFunc(w.network.ACLs, func(acl facts.NetworkACL) bool {
			return acl.Default && acl.VPC == w.network.VPC.ID
		})
	}
	if i, ok := w.acls[subnet]; ok {
		return i, true
	}
	return w.standard, member && w.standard >= 0
}
