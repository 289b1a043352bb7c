package plan

import (
	"fmt"
	"strings"

	"sagevpc/steps/facts"
)

// EgressDecision is what the chosen security groups lack, for their screen.
type EgressDecision struct {
	// Rules are the outbound rules without which the model does not get out to what the
	// plan wants reached, each as narrow as its destination: "tcp 443 out to S3 (pl-…)".
	Rules []string
}

// DecideEgress says which outbound rules the chosen security groups lack, whether or not
// the answers say where to add them.
func DecideEgress(a Answers, f facts.Facts) EgressDecision {
	a.Network.Egress = EgressLeave
	t := newTarget(a, f)
	if _, missing := t.gap(facts.TopicSecurityGroups); missing || !t.known || len(t.inside()) == 0 || len(t.groups) == 0 {
		return EgressDecision{}
	}
	_, later := t.networkChanges(false)
	var d EgressDecision
	for _, p := range later.egressLacks() {
		d.Rules = append(d.Rules, "tcp 443 out to "+later.peerLabel(p.value))
	}
	return d
}

// WornBy says who wears a security group today, by network interfaces: a rule that is
// added to it is theirs too.
func WornBy(n facts.Network, group string) string {
	if fault, missing := n.Gaps[facts.TopicInterfaces]; missing {
		return "who else wears it is not known: " + fault.Summary
	}
	bySubnet, all := map[string]int{}, 0
	for _, i := range n.Interfaces {
		for _, id := range i.Groups {
			if id == group {
				bySubnet[i.Subnet]++
				all++
			}
		}
	}
	if all == 0 {
		return "nothing wears it today"
	}
	var where []string
	for _, s := range n.Subnets {
		if k := bySubnet[s.ID]; k > 0 {
			where = append(where, fmt.Sprintf("%d in %s", k, label(s.Name, s.ID)))
		}
	}
	return fmt.Sprintf("%s %s it today: %s", count(all, "network interface"), plural(all, "wears", "wear"), strings.Join(where, ", "))
}
