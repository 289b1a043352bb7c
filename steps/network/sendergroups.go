package network

import (
	"net/netip"
	"slices"

	"go4.org/netipx"

	"sagevpc/steps/facts"
)

// groups judges what the sender's security groups let out. Answers come back without being
// asked for (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html).
func (w *walk) groups(a aim) {
	found, lost := w.worn(w.sender.Groups)
	at := w.network.VPC.ID
	if len(w.sender.Groups) > 0 {
		at = some(w.sender.Groups[:1])
	}
	var p permit
	who := peers{list: w.entries, group: w.members(a)}
	for _, g := range found {
		before := p.whole
		for _, rule := range g.Egress {
			p.add(rule, w.to.Port, a, who)
		}
		if before == "" && p.whole != "" {
			at = g.ID
		}
	}
	v, why := p.verdict(a, w.to.Port, "to")
	if v == Blocked && w.doubtGroups(LayerGroups, at, w.sender.Groups, lost) {
		return
	}
	cause, topic := Cause(""), facts.Topic("")
	switch v {
	case Blocked:
		cause = CauseGroups
	case Unknown:
		cause, topic = w.because(p, a)
	case Open:
	}
	w.hop(LayerGroups, at, v, cause, "%s", why)
	w.hops[len(w.hops)-1].Topic = topic
	if !p.any {
		w.certain()
	}
}

// because tells why rules leave it open whether they let something through.
func (w *walk) because(p permit, a aim) (Cause, facts.Topic) {
	topic := a.topic
	switch {
	case len(p.unread) > 0:
		topic = p.topic
	case len(p.garbled) > 0:
		return CauseNotKnown, ""
	}
	if _, missing := w.network.Gaps[topic]; missing || topic == facts.TopicPrefixLists {
		return CauseNotRead, topic
	}
	return CauseNotKnown, ""
}

// worn are the groups that are known, and the ids of those that are not.
func (w *walk) worn(ids []string) (found []facts.SecurityGroup, lost []string) {
	for _, id := range ids {
		if g, ok := w.network.SecurityGroup(id); ok {
			found = append(found, g)
		} else {
			lost = append(lost, id)
		}
	}
	return found, lost
}

// doubtGroups says that rules which are not known might allow what the known ones do not.
func (w *walk) doubtGroups(layer Layer, at string, ids, lost []string) bool {
	topic, why, missing := w.missing(facts.TopicSecurityGroups)
	switch {
	case len(ids) == 0:
		w.hop(layer, at, Unknown, CauseNotKnown, "no security group is named, so which rules hold is not known")
	case len(lost) > 0 && missing:
		w.notRead(layer, lost[0], topic, "the rules of %s are not known: %s", some(lost), why)
	case len(lost) > 0:
		w.hop(layer, lost[0], Unknown, CauseNotKnown, "%s is not among the security groups that were read", some(lost))
	default:
		return false
	}
	return true
}

func (w *walk) entries(list string) ([]netip.Prefix, bool) { return entriesOf(w.network, list) }

// members tells which addresses a rule means that names a group: those of the interfaces
// that wear it.
func (w *walk) members(a aim) func(string) (set, bool, bool) {
	return func(group string) (set, bool, bool) {
		none := &netipx.IPSet{}
		if a.endpoint != nil {
			return none, slices.Contains(a.endpoint.SecurityGroups, group), true
		}
		if !a.inside {
			return none, false, true // A group's members are meant by their private addresses.
		}
		if _, missing := w.network.Gaps[facts.TopicInterfaces]; missing {
			return none, false, false
		}
		if _, ours := w.network.SecurityGroup(group); !ours {
			return none, false, false // A peered VPC's, perhaps.
		}
		var b netipx.IPSetBuilder
		for _, i := range w.network.Interfaces {
			if slices.Contains(i.Groups, group) {
				for _, address := range i.Addresses {
					if address.IsValid() {
						b.Add(address.WithZone(""))
					}
				}
			}
		}
		return built(&b), false, true
	}
}
