package capacity

import (
	"fmt"
	"strconv"
	"strings"
)

func (t tally) now() Step {
	step := t.total(Now, t.addresses(t.arriving()), t.terms(func(f fleet) string { return f.product(f.first) }))
	per, uniform := t.uniform()
	if whole := t.whole(per); uniform && step.OK && t.holding(per) > 1 && whole*per < step.Need {
		// What is left over in one zone is of no use to an instance in another.
		step.Free, step.OK = whole*per, false
		step.Formula += fmt.Sprintf(", which is whole room for %s: %d", count(whole, "instance"), step.Free)
	}
	return step
}

func (t tally) scaledOut() Step {
	grown := t.grown()
	total := t.total(ScaledOut, t.addresses(grown), t.terms(func(f fleet) string { return f.product(f.size) }))
	if !total.OK || t.even(grown) <= t.tightest().free {
		return total
	}
	return t.perZone(ScaledOut, t.even(grown), t.spread(fleet.arriving))
}

func (t tally) update() Step {
	updating := t.updating()
	formula := t.terms(func(f fleet) string { return f.product(f.size) + " + " + t.added(f) + " × " + f.addresses() })
	total := t.total(Update, t.addresses(updating), formula)
	if !total.OK || t.even(updating) <= t.tightest().free {
		return total
	}
	return t.perZone(Update, t.even(updating), t.spread(t.during))
}

func (t tally) zoneLost() Step { return t.lost(ZoneLost, t.grown(), fleet.arriving) }

func (t tally) both() Step { return t.lost(Both, t.updating(), t.during) }

// endpointsAdded puts the plan's own addresses beside the update's share in the zone that
// they press most.
func (t tally) endpointsAdded() Step {
	z := t.pressed()
	need, free := t.even(t.updating())+z.spent, max(0, z.gross-z.reserve)
	left := fmt.Sprintf("%s %d", z.id, free)
	if z.reserve > 0 {
		left = fmt.Sprintf("%s max(0, %d − %d reserved) = %d", z.id, z.gross, z.reserve, free)
	}
	return Step{
		Name: EndpointsAdded, Need: need, Free: free, PerZone: true, OK: need <= free,
		Formula: fmt.Sprintf("%s + %d of this plan's own endpoints = %d in %s; free there: %s", t.spread(t.during), z.spent, need, z.id, left),
	}
}

// total is a rung about the sum over all zones.
func (t tally) total(name string, need int, formula string) Step {
	free := t.free()
	return Step{
		Name: name, Need: need, Free: free, OK: need <= free,
		Formula: fmt.Sprintf("%s = %d; free: %s", formula, need, t.freeTerms()),
	}
}

// perZone is a rung about the tightest zone.
func (t tally) perZone(name string, need int, formula string) Step {
	z := t.tightest()
	return Step{
		Name: name, Need: need, Free: z.free, PerZone: true, OK: need <= z.free,
		Formula: fmt.Sprintf("%s = %d in each zone; the least is free in %s", formula, need, z.terms()),
	}
}

// lost is a rung about what remains when a zone is lost.
func (t tally) lost(name string, l load, instances func(fleet) string) Step {
	need := t.survivors(l)
	if zones := len(t.zones); zones < 2 {
		formula := t.terms(func(f fleet) string { return instances(f) + " × " + f.addresses() })
		return Step{
			Name: name, Need: need, Free: 0, PerZone: true, OK: need == 0,
			Formula: fmt.Sprintf("%s = %d, and %s leaves no other when one is lost", formula, need, count(zones, "zone")),
		}
	}
	return t.perZone(name, need, t.terms(func(f fleet) string {
		return fmt.Sprintf("ceil(%s ÷ (%d zones − 1 lost)) × %s", instances(f), len(t.zones), f.addresses())
	}))
}

// terms joins the term of each variant; those of the others say whose they are.
func (t tally) terms(of func(fleet) string) string {
	terms := make([]string, 0, len(t.fleets))
	for _, f := range t.fleets {
		term := of(f)
		if f.label != "" {
			term += " (" + f.label + ")"
		}
		terms = append(terms, term)
	}
	return strings.Join(terms, " + ")
}

// spread writes a zone's share of the instances.
func (t tally) spread(instances func(fleet) string) string {
	return t.terms(func(f fleet) string {
		return fmt.Sprintf("ceil(%s ÷ %s) × %s", instances(f), count(len(t.zones), "zone"), f.addresses())
	})
}

// product writes the addresses of n instances, less those that already run.
func (f fleet) product(n int) string {
	if f.running == 0 {
		return count(n, "instance") + " × " + f.addresses()
	}
	return fmt.Sprintf("max(0, %s − %d running) × %s", count(n, "instance"), f.running, f.addresses())
}

// arriving writes the instances that have yet to start.
func (f fleet) arriving() string { return count(f.incoming(f.size), "instance") }

// added writes the instances that an update adds.
func (t tally) added(f fleet) string {
	if !t.rolling {
		return fmt.Sprintf("%d of the second fleet", f.extra)
	}
	percent := strconv.FormatFloat(100*t.batch, 'g', 4, 64)
	return fmt.Sprintf("ceil(%s %% of %d) = %d of a rolling batch", percent, f.size, f.extra)
}

// during writes the instances that need addresses during an update.
func (t tally) during(f fleet) string { return fmt.Sprintf("(%s + %s)", f.arriving(), t.added(f)) }

func (f fleet) addresses() string { return count(f.per, "address") }

func (t tally) freeTerms() string {
	if len(t.zones) == 0 {
		return "none, without a usable subnet"
	}
	terms := make([]string, 0, len(t.zones))
	for _, z := range t.zones {
		terms = append(terms, z.terms())
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return strings.Join(terms, " + ") + fmt.Sprintf(" = %d", t.free())
}

// terms writes where a zone's free addresses come from.
func (z room) terms() string {
	switch {
	case z.id == "":
		return "no zone"
	case z.taken() == 0:
		return fmt.Sprintf("%s %d", z.id, z.free)
	default:
		return fmt.Sprintf("%s max(0, %d − %d taken) = %d", z.id, z.gross, z.taken(), z.free)
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "s") {
		return strconv.Itoa(n) + " " + noun + "es"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
