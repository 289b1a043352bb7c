package plan

import (
	"net/netip"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// endpointGroup is the security group that new interface endpoints wear: the one answered,
// else one that endpoints of this VPC wear already and that admits the model, else one
// that the plan makes.
func (t target) endpointGroup() string {
	if answered := t.a.Reach.EndpointSecurityGroup; answered != "" && answered != Auto {
		return answered
	}
	for _, e := range t.n.Endpoints {
		if e.VPC != t.n.VPC.ID || !strings.EqualFold(e.Type, "Interface") || network.Ended(e) || t.foreign(e) {
			continue
		}
		for _, id := range e.SecurityGroups {
			if t.admits(id) {
				return id
			}
		}
	}
	return Reference(ChangeEndpointGroup)
}

// admits reports whether a group lets the model in on 443, by naming a group that it
// wears or by holding all of the chosen subnets' addresses.
func (t target) admits(group string) bool {
	g, ok := t.n.SecurityGroup(group)
	if !ok {
		return false
	}
	worn := t.groupIDs()
	for _, rule := range g.Ingress {
		if !network.Admits(rule, 443) {
			continue
		}
		if slices.ContainsFunc(rule.Groups, func(id string) bool { return slices.Contains(worn, id) }) {
			return true
		}
		if t.coversSubnets(rule) {
			return true
		}
	}
	return false
}

func (t target) coversSubnets(rule facts.Rule) bool {
	for _, s := range t.inside() {
		if !slices.ContainsFunc(rule.CIDRs, func(c netip.Prefix) bool { return s.CIDR.IsValid() && c.Overlaps(s.CIDR) && c.Bits() <= s.CIDR.Bits() }) {
			return false
		}
	}
	return len(t.inside()) > 0
}

// modelGroup is the group by which a rule names the model: one rule suffices, because
// every interface wears all groups. The VPC's default group is the last choice, since
// much else wears it.
func (t target) modelGroup() string {
	worn := t.groupIDs()
	for _, id := range slices.Backward(worn) {
		if g, ok := t.n.SecurityGroup(id); ok && g.Name != "default" {
			return id
		}
	}
	if len(worn) == 0 {
		return ""
	}
	return worn[0]
}
