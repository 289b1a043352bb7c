package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
)

// sized is the chosen subnets held against the demand, and against the demand without the
// EFA that is only assumed.
type sized struct {
	t      target
	as     capacity.Assessment
	bright capacity.Assessment
	// mended counts subnets that are unusable for a reason of their own as if they had room:
	// what is well then is to be mended there.
	mended capacity.Assessment
}

func checkCapacity(t target) []Finding {
	if !t.known || len(t.inside()) == 0 {
		return nil
	}
	if fault, missing := t.gap(facts.TopicSubnets); missing {
		return []Finding{unknown(RuleCapacityOut, "network.subnets", "how many addresses are free is not known", fault, docHostVPC)}
	}
	if placeless := t.placeless(); len(placeless) > 0 {
		return []Finding{{
			Rule: RuleCapacityOut, Severity: Unknown, Subject: fieldSubnets, Summary: "how many addresses are free in each zone is not known",
			Detail: "The account named no Availability Zone's id for " + subnetLabels(placeless) + ".",
			Fix:    "Read the account again, or choose subnets whose zones are known.", Source: docHostVPC,
		}}
	}
	subnets := t.capacitySubnets()
	s := sized{
		t: t, as: capacity.Assess(t.demand(), subnets), bright: capacity.Assess(t.optimistic(), subnets),
		mended: capacity.Assess(t.demand(), withRoom(subnets)),
	}
	return slices.Concat(t.checkEFA(), s.unknownRunning(), s.findings())
}

// withRoom makes unusable subnets usable, with more addresses than any subnet has.
func withRoom(subnets []capacity.Subnet) []capacity.Subnet {
	out := slices.Clone(subnets)
	for i := range out {
		if !out[i].Usable {
			out[i].Usable, out[i].Free = true, 1<<16
		}
	}
	return out
}

// findings says each trouble once. A heavier verdict implies the lighter ones, whose
// remedy is the same; so what is implied is a half-sentence of the heaviest, not a finding:
//
//   - capacity.exhausted stands alone.
//   - capacity.one-az implies that the shares of a zone do not fit. Only a sum that is too
//     small for the scaled-out fleet is another trouble, and is said as capacity.uneven.
//   - capacity.uneven implies that neither the loss of a zone nor an update fits.
//   - capacity.zonal and capacity.update imply neither the other, and both imply
//     capacity.zonal-update.
//
// With subnets in one zone, subnet.single-az says what is to be done about zones.
func (s sized) findings() []Finding {
	as, several := s.as, len(s.t.zones()) > 1
	if as.Exhausted && !s.mended.Exhausted || as.OneZone && !s.mended.OneZone {
		return nil // The subnets' own findings say what is to be done.
	}
	if as.Exhausted {
		return []Finding{s.exhausted()}
	}
	var out []Finding
	if as.OneZone && several {
		out = append(out, s.oneZone())
	}
	if as.ScaledOut || as.Uneven && len(out) == 0 {
		out = append(out, s.uneven())
	}
	if len(out) == 0 {
		out = append(out, s.lighter(several)...)
	}
	return append(out, s.small()...)
}

// lighter are the findings of a fleet that runs, and can scale out.
func (s sized) lighter(several bool) []Finding {
	var out []Finding
	add := func(fires bool, finding func() Finding) {
		if fires {
			out = append(out, finding())
		}
	}
	add(s.as.Zonal && several, s.zonal)
	add(s.as.Update, s.update)
	add(s.as.Rollback, s.rollback)
	add(s.as.ZonalUpdate && !s.as.Zonal && !s.as.Update && several, s.zonalUpdate)
	return out
}

func (s sized) exhausted() Finding {
	now, _ := s.as.Ladder.Step(capacity.Now)
	return s.finding(RuleCapacityOut, Block, docHostVPC, Finding{
		Summary: fmt.Sprintf("%d addresses are needed now, and %d are free", now.Need, now.Free) + s.leftover(now),
		Detail:  now.Formula + ". The endpoint would fail; growth, an update and the loss of a zone need more still.",
		Fix:     s.larger() + ", or fewer instances.",
	}, s.bright.Exhausted)
}

// leftover says why addresses that are free are not counted.
func (s sized) leftover(now capacity.Step) string {
	if s.as.Free == now.Free {
		return ""
	}
	return fmt.Sprintf(" for whole instances: an instance's addresses lie in one zone (%d in all)", s.as.Free)
}

func (s sized) oneZone() Finding {
	severity, holds := Block, "none of the chosen zones has room for an instance"
	if !s.as.OneZoneBlocks() {
		severity = Warn
	}
	if s.as.ZonesHolding == 1 {
		holds = "only one of the chosen zones has room for an instance"
	}
	var zones []string
	for _, z := range s.as.Ladder.Zones {
		zones = append(zones, fmt.Sprintf("%s %d", z.ID, z.Free))
	}
	return s.finding(RuleCapacityOneAZ, severity, docHostVPC, Finding{
		Summary: holds,
		Detail: fmt.Sprintf("An instance takes %d addresses, and an endpoint of two or more instances spans two zones; free: %s.",
			s.as.Instance, label(strings.Join(zones, ", "), "none")),
		Fix: "Choose a subnet with more free addresses in another zone" + s.size() + ".",
	}, s.bright.OneZone)
}

func (s sized) uneven() Finding {
	rung, _ := s.as.Ladder.Step(capacity.ScaledOut)
	f := Finding{
		Summary: fmt.Sprintf("%s has %d addresses free, and its even share of %s takes %d", s.as.Tightest, rung.Free, count(s.as.Fleet, "instance"), rung.Need),
		Detail:  rung.Formula + ". How evenly SageMaker spreads instances is not documented. An update, or the loss of a zone, does not fit either.",
		Fix:     s.larger() + ", or fewer instances at most.",
	}
	fires := s.bright.Uneven
	if s.as.ScaledOut {
		f.Summary = fmt.Sprintf("%d addresses are needed once scaled out to %s, and %d are free", rung.Need, count(s.as.Fleet, "instance"), rung.Free)
		f.Detail = rung.Formula + ". Auto scaling would stop early, and an update, or the loss of a zone, does not fit either."
		fires = s.bright.ScaledOut
	}
	return s.finding(RuleCapacityUneven, Warn, docHostVPC, f, fires)
}

func (s sized) zonal() Finding {
	rung, _ := s.as.Ladder.Step(capacity.ZoneLost)
	return s.finding(RuleCapacityZonal, Warn, docDeployment, Finding{
		Summary: fmt.Sprintf("with a zone lost, each other zone needs %d addresses, and %s has %d: the endpoint would stay smaller", rung.Need, s.as.Tightest, rung.Free),
		Detail:  rung.Formula + ". SageMaker tries to start the lost instances in the zones that remain.",
		Fix:     s.larger() + ", or subnets in one more zone.",
	}, s.bright.Zonal)
}

func (s sized) update() Finding {
	rung, _ := s.as.Ladder.Step(capacity.Update)
	kind := "A blue/green update, the default, starts a whole second fleet before the first one ends."
	if s.t.a.Capacity.Update == UpdateRolling {
		kind = "A rolling update starts each batch before it ends the instances that the batch replaces."
	}
	f := Finding{
		Summary: fmt.Sprintf("an update needs %d addresses, and %d are free: it would stall", rung.Need, rung.Free),
		Detail:  rung.Formula + ". " + kind, Fix: s.updateFix(),
	}
	if added, ok := s.as.Ladder.Step(capacity.EndpointsAdded); ok {
		f.Detail += " With this plan's own endpoints: " + added.Formula + "."
	}
	return s.finding(RuleCapacityUpdate, Warn, docGuardrails, f, s.bright.Update)
}

// rollback is the update's finding where only its way back does not fit.
func (s sized) rollback() Finding {
	d := s.t.demand()
	d.Rolling = false
	rung, _ := capacity.Measure(d, s.t.capacitySubnets()).Step(capacity.Update)
	return s.finding(RuleCapacityUpdate, Warn, docRolling, Finding{
		Summary: fmt.Sprintf("a rolling update fits, and its rollback needs %d addresses where %d are free: it would stall", rung.Need, rung.Free),
		Detail:  rung.Formula + ". A rollback replaces the whole fleet at once, unless the endpoint's RollingUpdatePolicy says otherwise.",
		Fix:     s.larger() + ", or a RollbackMaximumBatchSize in the endpoint's RollingUpdatePolicy.",
	}, s.bright.Update || s.bright.Rollback)
}

func (s sized) zonalUpdate() Finding {
	rung, _ := s.as.Ladder.Step(capacity.Both)
	return s.finding(RuleCapacityZonalUpdate, Info, docDeployment, Finding{
		Summary: fmt.Sprintf("an update while a zone is lost needs %d addresses in each other zone, and %s has %d", rung.Need, s.as.Tightest, rung.Free),
		Detail:  rung.Formula + ".",
		Fix:     "Nothing to do, unless updates must go on through an outage. " + s.larger() + ".",
	}, s.bright.ZonalUpdate)
}

// small is one finding a zone for subnets that hold no instance by themselves. Which
// subnet of a zone SageMaker takes is not documented.
func (s sized) small() []Finding {
	var out []Finding
	for _, zone := range s.as.Ladder.Zones {
		var names, free []string
		left := 0
		for _, subnet := range s.t.inside() {
			switch {
			case subnet.ZoneID != zone.ID:
			case slices.Contains(s.as.Small, subnet.ID):
				names = append(names, label(subnet.Name, subnet.ID))
				free = append(free, fmt.Sprintf("%s %d", label(subnet.Name, subnet.ID), subnet.Free))
			default:
				left++
			}
		}
		if len(names) == 0 {
			continue
		}
		fix := "Leave it out: the zone's other subnets have room."
		if len(names) > 1 {
			fix = "Leave them out: the zone's other subnets have room."
		}
		if left == 0 {
			fix = "Choose a subnet of " + zone.ID + " with more free addresses" + s.size() + "."
		}
		out = append(out, Finding{
			Rule: RuleCapacitySmall, Severity: Warn, Subject: zone.ID, Source: docHostVPC,
			Summary: fmt.Sprintf("%s %s no room for an instance, although %s has", strings.Join(names, ", "), plural(len(names), "has", "have"), zone.ID),
			Detail: fmt.Sprintf("An instance takes %d addresses; free: %s. Which subnet of a zone SageMaker takes is not documented, so an instance could be put where it does not fit.",
				s.as.Instance, strings.Join(free, ", ")),
			Fix: fix,
		})
	}
	return out
}

// finding completes a finding about the chosen subnets as a whole, with what rests on an
// assumption about EFA; anyway reports whether it fires with two addresses an instance too.
func (s sized) finding(rule string, severity Severity, source string, f Finding, anyway bool) Finding {
	f.Rule, f.Severity, f.Subject, f.Source = rule, severity, "network.subnets", source
	f.Detail += s.assumption(anyway)
	return f
}

// assumption says that five addresses are a guess, and what the optimistic one makes of it.
func (s sized) assumption(anyway bool) string {
	var types []string
	for _, name := range autoTypes(s.t.a.Capacity) {
		if hasEFA(Auto, name, s.t.f) {
			types = append(types, name)
		}
	}
	if len(types) == 0 {
		return ""
	}
	with := "with which it would not fit either"
	if !anyway {
		with = "with which it would fit"
	}
	return fmt.Sprintf(" Five addresses are counted for an instance of %s, which can have EFA; whether hosting attaches it is not documented. The optimistic figure is 2, %s.",
		strings.Join(types, ", "), with)
}
