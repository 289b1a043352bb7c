package plan

import (
	"sagevpc/steps/facts"
)

// ReachDecision is what the plan does about one service, for its screen.
type ReachDecision struct {
	Service string
	Creates bool // a new interface endpoint, which costs
	Changes bool // something of what is there is changed
	Open    bool // nothing needs to be done for it
	Subnets []facts.Subnet
	Dropped []string // AZ names of chosen subnets that the service does not reach
	// Group is what a person calls the security group that a new endpoint wears, or that
	// gets a rule; "" where none does.
	Group    string
	NewGroup bool   // the plan makes that group
	Admits   bool   // that group admits the model as it is
	Conflict string // what is wrong with the private names that are there; "" when nothing is
	Cost     Cost
	Why      string
}

// DecideReach says what the plan would do about each service of the answers, in their order.
func DecideReach(a Answers, f facts.Facts) []ReachDecision {
	return DecideServices(a, f, a.Reach.Services)
}

// DecideServices says what the plan would do about services if they were asked for, beside
// everything else that the answers ask for.
func DecideServices(a Answers, f facts.Facts, names []string) []ReachDecision {
	t := newTarget(a, f)
	if t.model.Isolation || len(t.inside()) == 0 {
		return nil
	}
	t = t.beforeReach()
	var out []ReachDecision
	for _, name := range names {
		out = append(out, t.spoken(t.decideService(name)))
	}
	return out
}

// spoken is a decision for a screen.
func (t target) spoken(d reachDecision) ReachDecision {
	out := ReachDecision{
		Service: d.Name, Creates: d.Action == reachCreate, Changes: d.Action == reachPrivateDNS || d.Action == reachAdmit, Open: d.Open,
		Subnets: d.Subnets, Dropped: d.Dropped, Why: d.Why, Cost: costOf(t.region(), nil),
	}
	if d.Group != "" {
		g, there := t.n.SecurityGroup(d.Group)
		_, out.NewGroup = Referenced(d.Group)
		out.Group, out.Admits = label(g.Name, d.Group), t.admits(d.Group)
		if out.NewGroup || !there {
			out.Group = t.groupWords(d.Group)
		}
	}
	if out.Creates {
		out.Cost = costOf(t.region(), []Change{t.serviceEndpoint(d)})
	}
	for _, f := range t.dnsConflict(serviceWays{name: d.Name}) {
		out.Conflict = f.Summary
	}
	return out
}

// AdmittingGroups are the ids of the chosen VPC's security groups that let the model in on
// 443 as they are.
func AdmittingGroups(a Answers, f facts.Facts) []string {
	t := newTarget(a, f)
	var out []string
	for _, g := range t.n.SecurityGroups {
		if t.admits(g.ID) {
			out = append(out, g.ID)
		}
	}
	return out
}

// letsOutEverywhere reports whether the plan will let the model out to the whole internet
// on 443: then its security groups keep it from no service either.
func (t target) letsOutEverywhere() bool {
	switch t.a.Network.Egress {
	case "", EgressLeave:
		return false
	case EgressNew:
		return t.wantsInternet()
	}
	return t.wantsInternet() && t.hasGroup(t.a.Network.Egress)
}
