package capacity

// Assessment is the ladder with the verdicts that rules stand on. Below, n is the fleet:
// the larger of the instances asked for and auto scaling's maximum, summed over the
// variants; a zone's share is the sum of each variant's own share.
type Assessment struct {
	Ladder       Ladder
	Breaks       string   // the first rung that does not hold; "" when all do
	Fleet        int      // n
	New          int      // instances of the first deployment that still need addresses
	Zones        int      // zones with a usable subnet
	Free         int      // addresses left, all zones
	Instance     int      // addresses of one instance, of the variant whose instances take most
	ZonesHolding int      // zones with room for one such instance
	Tightest     string   // AZ id of the zone with the fewest free addresses; "" without zones
	Small        []string // subnets without room for one such instance, in a zone that has it

	Exhausted   bool // there is no whole room for what is asked now; implies ScaledOut and Update
	OneZone     bool // fewer than two zones hold an instance, although one has yet to start; implies Uneven where there are two
	ScaledOut   bool // the sum does not hold n instances; implies Uneven
	Uneven      bool // a zone has less than its even share of n instances; implies Zonal and Update
	Zonal       bool // a zone has less than its share once another zone is lost; implies ZonalUpdate
	Update      bool // an update of the kind asked for fits neither the sum nor each zone's share; implies ZonalUpdate
	Rollback    bool // a rolling update fits; its rollback, which takes a whole second fleet, does not
	ZonalUpdate bool // the update does not fit once a zone is lost
	NoEndpoints bool // the addresses of the plan's own endpoints do not fit beside an update

	stuck bool // OneZone makes the deployment impossible
}

// Assess measures, and judges each rung. Verdicts follow the shares that placement over
// zones is expected to have: SageMaker documents that two or more instances span two or
// more zones (https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-privatelink.html),
// not how evenly.
func Assess(d Demand, subnets []Subnet) Assessment {
	t := measure(d, subnets)
	tight, ladder := t.tightest(), t.ladder()
	arriving, grown, updating := t.arriving(), t.grown(), t.updating()
	a := Assessment{
		Ladder: ladder, Breaks: ladder.Breaks(), Fleet: t.load(func(f fleet) int { return f.size }).instances(), New: arriving.instances(),
		Zones: len(t.zones), Free: t.free(), Tightest: tight.id, Instance: t.widest(), ZonesHolding: t.holding(t.widest()), Small: t.small(),
	}
	now, _ := ladder.Step(Now)
	a.Exhausted = !now.OK
	a.OneZone = a.ZonesHolding < 2 && grown.instances() > 0
	a.ScaledOut = a.Exhausted || t.addresses(grown) > a.Free
	a.Uneven = t.even(grown) > tight.free
	a.Zonal = t.survivors(grown) > t.spared()
	a.Update = !t.fits(updating)
	a.Rollback = t.rolling && !a.Update && !t.fits(t.doubled())
	a.ZonalUpdate = t.survivors(updating) > t.spared()
	if added, ok := ladder.Step(EndpointsAdded); ok {
		a.NoEndpoints = !added.OK
	}
	a.stuck = a.OneZone && t.stuck()
	return a
}

// small are the subnets that hold no instance by themselves, in zones that hold one.
func (t tally) small() []string {
	var ids []string
	per := t.widest()
	for _, z := range t.zones {
		if z.free < per {
			continue
		}
		for _, s := range z.subnets {
			if s.Free < per {
				ids = append(ids, s.ID)
			}
		}
	}
	return ids
}

// fits reports whether a load fits the sum and each zone's share.
func (t tally) fits(l load) bool {
	return t.addresses(l) <= t.free() && t.even(l) <= t.tightest().free
}

// stuck reports whether so few zones hold an instance that those which are to come cannot
// start: two or more, of one variant or of all together, span two zones, and one needs one.
func (t tally) stuck() bool {
	grown := t.grown()
	if grown.instances() >= 2 && t.holding(t.narrowest()) < 2 {
		return true
	}
	for i, f := range t.fleets {
		zones := t.holding(f.per)
		if grown[i] > 0 && (zones == 0 || zones < 2 && grown[i] >= 2) {
			return true
		}
	}
	return false
}

// OneZoneBlocks reports whether OneZone makes the deployment impossible rather than
// risky: a fleet of two or more must span two zones, and one instance needs one zone.
func (a Assessment) OneZoneBlocks() bool { return a.OneZone && a.stuck }
