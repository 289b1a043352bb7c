package capacity

import (
	"fmt"
	"strconv"
	"strings"
)

func (t tally) now() Step {
	need := t.incoming(t.instances) * t.per
	return t.total(Now, need, t.product(t.instances))
}

func (t tally) scaledOut() Step {
	n := t.incoming(t.fleet)
	if total := t.total(ScaledOut, n*t.per, t.product(t.fleet)); !total.OK || t.even(n) <= t.tightest().free {
		return total
	}
	return t.perZone(ScaledOut, t.even(n), t.spread(count(n, "instance")))
}

func (t tally) update() Step {
	n := t.updating(t.extra)
	formula := t.product(t.fleet) + " + " + t.added() + " × " + t.addresses()
	if total := t.total(Update, n*t.per, formula); !total.OK || t.even(n) <= t.tightest().free {
		return total
	}
	return t.perZone(Update, t.even(n), t.spread(t.during()))
}

func (t tally) zoneLost() Step {
	n := t.incoming(t.fleet)
	return t.lost(ZoneLost, n, count(n, "instance"))
}

func (t tally) both() Step {
	return t.lost(Both, t.updating(t.extra), t.during())
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
func (t tally) lost(name string, n int, instances string) Step {
	need := t.survivors(n)
	if zones := len(t.zones); zones < 2 {
		return Step{
			Name: name, Need: need, Free: 0, PerZone: true, OK: need == 0,
			Formula: fmt.Sprintf("%s × %s = %d, and %s leaves no other when one is lost",
				instances, t.addresses(), need, count(zones, "zone")),
		}
	}
	formula := fmt.Sprintf("ceil(%s ÷ (%d zones − 1 lost)) × %s", instances, len(t.zones), t.addresses())
	return t.perZone(name, need, formula)
}

func (t tally) spread(instances string) string {
	return fmt.Sprintf("ceil(%s ÷ %s) × %s", instances, count(len(t.zones), "zone"), t.addresses())
}

// product writes the addresses of n instances, less those that already run.
func (t tally) product(n int) string {
	if t.running == 0 {
		return count(n, "instance") + " × " + t.addresses()
	}
	return fmt.Sprintf("max(0, %s − %d running) × %s", count(n, "instance"), t.running, t.addresses())
}

// added writes the instances that an update adds.
func (t tally) added() string {
	if !t.rolling {
		return fmt.Sprintf("%d of the second fleet", t.extra)
	}
	percent := strconv.FormatFloat(100*t.batch, 'g', 4, 64)
	return fmt.Sprintf("ceil(%s %% of %d) = %d of a rolling batch", percent, t.fleet, t.extra)
}

// during writes the instances that need addresses during an update.
func (t tally) during() string {
	return fmt.Sprintf("(%s + %s)", count(t.incoming(t.fleet), "instance"), t.added())
}

func (t tally) addresses() string { return count(t.per, "address") }

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
	case z.taken == 0:
		return fmt.Sprintf("%s %d", z.id, z.free)
	default:
		return fmt.Sprintf("%s max(0, %d − %d taken) = %d", z.id, z.gross, z.taken, z.free)
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
