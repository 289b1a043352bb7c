package capacity

// Assessment is the ladder with the verdicts that rules stand on. Below, n is the fleet:
// the larger of the instances asked for and auto scaling's maximum.
type Assessment struct {
	Ladder       Ladder
	Fleet        int      // n
	New          int      // instances of the first deployment that still need addresses
	Zones        int      // zones with a usable subnet
	Free         int      // addresses left, all zones
	ZonesHolding int      // zones with room for at least one instance
	Tightest     string   // AZ id of the zone with the fewest free addresses; "" without zones
	Small        []string // subnets without room for one instance, in a zone that has it

	Exhausted   bool // the sum of free addresses does not hold what is asked now
	OneZone     bool // fewer than two zones hold an instance, although one has yet to start
	ScaledOut   bool // the sum does not hold n instances; implies Uneven
	Uneven      bool // a zone has less than its even share of n instances
	Zonal       bool // a zone has less than its share once another zone is lost
	Update      bool // an update of the kind asked for fits neither the sum nor each zone's share
	Rollback    bool // a rolling update fits; its rollback, which takes a whole second fleet, does not
	ZonalUpdate bool // the update does not fit once a zone is lost
}

// Assess measures, and judges each rung. Verdicts follow the shares that placement over
// zones is expected to have: SageMaker documents that two or more instances span two or
// more zones (https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-privatelink.html),
// not how evenly.
func Assess(d Demand, subnets []Subnet) Assessment {
	t := measure(d, subnets)
	tight := t.tightest()
	a := Assessment{
		Ladder: t.ladder(), Fleet: t.fleet, New: t.incoming(t.instances),
		Zones: len(t.zones), Free: t.free(), Tightest: tight.id,
	}
	for _, z := range t.zones {
		if z.free < t.per {
			continue
		}
		a.ZonesHolding++
		for _, s := range z.subnets {
			if s.Free < t.per {
				a.Small = append(a.Small, s.ID)
			}
		}
	}
	fleet := t.incoming(t.fleet)
	a.Exhausted = a.New*t.per > a.Free
	a.OneZone = a.ZonesHolding < 2 && fleet > 0
	a.ScaledOut = fleet*t.per > a.Free
	a.Uneven = t.even(fleet) > tight.free
	a.Zonal = t.survivors(fleet) > t.spared()
	a.Update = !t.fits(t.extra)
	a.Rollback = t.rolling && !a.Update && !t.fits(t.fleet)
	a.ZonalUpdate = t.survivors(t.updating(t.extra)) > t.spared()
	return a
}

// fits reports whether an update that adds so many instances fits the sum and each zone's share.
func (t tally) fits(extra int) bool {
	n := t.updating(extra)
	return n*t.per <= t.free() && t.even(n) <= t.tightest().free
}

// OneZoneBlocks reports whether OneZone makes the deployment impossible rather than
// risky: a fleet of two or more must span two zones, and one instance needs one zone.
func (a Assessment) OneZoneBlocks() bool {
	return a.OneZone && (a.Fleet >= 2 || a.ZonesHolding == 0)
}
