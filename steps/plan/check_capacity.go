package plan

import (
	"fmt"
	"strings"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
)

// Demand is what the subnets must hold for these answers. EFA "auto" follows the
// instance type; a type that is not known counts as one without EFA.
func Demand(a Answers, f facts.Facts) capacity.Demand {
	perInstance := 2
	if EFA(a, f) {
		perInstance = 5
	}
	return capacity.Demand{
		PerInstance: perInstance, Instances: a.Capacity.Instances, Max: a.Capacity.MaxInstances,
		Rolling: a.Capacity.Update == UpdateRolling, Batch: a.Capacity.RollingBatch, Reserve: a.Capacity.Reserve,
	}
}

// EFA reports whether instances are counted with five addresses instead of two
// (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html).
func EFA(a Answers, f facts.Facts) bool {
	switch a.Capacity.EFA {
	case "true":
		return true
	case "false":
		return false
	}
	return f.InstanceType != nil && f.InstanceType.Name == a.Capacity.InstanceType && f.InstanceType.EFA
}

func (t target) demand() capacity.Demand { return Demand(t.a, t.f) }

func (t target) capacitySubnets() []capacity.Subnet {
	var out []capacity.Subnet
	for _, s := range t.inside() {
		usable := strings.EqualFold(s.State, "available") && !s.IPv6Only && !t.special(s)
		out = append(out, capacity.Subnet{ID: s.ID, ZoneID: s.ZoneID, Free: s.Free, Usable: usable})
	}
	return out
}

func checkCapacity(t target) []Finding {
	if !t.known || len(t.inside()) == 0 {
		return nil
	}
	if fault, missing := t.gap(facts.TopicSubnets); missing {
		return []Finding{unknown(RuleCapacityOut, "network.subnets", "how many addresses are free is not known", fault, docHostVPC)}
	}
	d := t.demand()
	as := capacity.Assess(d, t.capacitySubnets())
	out := t.checkEFA()
	if as.Exhausted {
		now, _ := as.Ladder.Step(capacity.Now)
		out = append(out, Finding{
			Rule: RuleCapacityOut, Severity: Block, Subject: "network.subnets",
			Summary: fmt.Sprintf("%d addresses are needed now, and %d are free", now.Need, as.Free),
			Detail:  now.Formula, Fix: "Choose more or larger subnets, or fewer instances.", Source: docHostVPC,
		})
	}
	// With subnets in one zone, subnet.single-az says what is to be done.
	if as.OneZone && !as.Exhausted && len(t.zones()) > 1 {
		out = append(out, t.oneZone(d, as))
	}
	if as.Update {
		update, _ := as.Ladder.Step(capacity.Update)
		out = append(out, Finding{
			Rule: RuleCapacityUpdate, Severity: Warn, Subject: "network.subnets",
			Summary: fmt.Sprintf("an update needs %d addresses, and %d are free: it would stall", update.Need, update.Free),
			Detail:  update.Formula + ". A blue/green update, the default, starts a whole second fleet before the first one ends.",
			Fix:     t.updateFix(), Source: docGuardrails,
		})
	}
	return out
}

// checkEFA says so when the count of addresses rests on a guess about the instance type.
func (t target) checkEFA() []Finding {
	it := t.f.InstanceType
	if t.a.Capacity.EFA != Auto || it == nil || it.Name != t.a.Capacity.InstanceType {
		return nil
	}
	fault, missing := it.Gaps[facts.TopicInstanceType]
	if !missing {
		return nil
	}
	return []Finding{unknown(RuleCapacityOut, it.Name, "whether "+it.Name+" attaches EFA is not known: an instance is counted with 2 addresses, and takes 5 with it", fault, docHostVPC)}
}

func (t target) oneZone(d capacity.Demand, as capacity.Assessment) Finding {
	f := Finding{
		Rule: RuleCapacityOneAZ, Severity: Block, Subject: "network.subnets",
		Summary: fmt.Sprintf("only %s of the chosen zones has room for an instance", zoneCount(as.ZonesHolding)),
		Detail:  fmt.Sprintf("An instance takes %d addresses, and an endpoint of two or more instances spans two zones.", d.PerInstance),
		Fix:     "Choose a subnet with more free addresses in another zone.", Source: docHostVPC,
	}
	if !as.OneZoneBlocks() {
		f.Severity = Warn
	}
	return f
}

func zoneCount(n int) string {
	if n == 0 {
		return "none"
	}
	return "one"
}

func (t target) updateFix() string {
	larger := "Choose larger subnets"
	// No subnet is larger than a /16, which may still be too small.
	if prefix := capacity.MinPrefix(t.demand(), len(t.zones())); prefix > 16 {
		larger += fmt.Sprintf(" (an empty /%d in each zone would do, with one zone lost)", prefix)
	}
	if t.a.Capacity.Update == UpdateRolling {
		return larger + ", or smaller batches."
	}
	return larger + ", or rolling updates (capacity.update: rolling)."
}
