package capacity

import (
	"cmp"
	"maps"
	"slices"
)

// Measure holds the demand against the subnets: five rungs, in the order Now, ScaledOut,
// Update, ZoneLost, Both, and the zones sorted by AZ id. A rung is OK when its Need is at
// most its Free.
//
// Now, ScaledOut and Update compare the sum over all zones; where that suffices and an
// even spread does not fit the tightest zone, ScaledOut and Update compare that zone
// instead and have PerZone set. ZoneLost and Both always compare the tightest zone.
func Measure(d Demand, subnets []Subnet) Ladder { return measure(d, subnets).ladder() }

// The bounds keep every product below the range of an int, far above any account:
// 5,000 interfaces a Region and 65,531 addresses a subnet
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const (
	mostInstances = 1_000_000
	mostAddresses = 1 << 24
	mostPer       = 1_000
	leastPer      = 2
)

// tally is a demand within bounds, and the room there is for it.
type tally struct {
	per, instances, fleet, running int
	rolling                        bool
	batch                          float64
	extra                          int // instances that an update adds
	zones                          []room
}

// room is what one zone has left.
type room struct {
	id      string
	free    int // after what is taken, never below zero
	gross   int // before
	taken   int // reserve and what the plan spends
	subnets []Subnet
}

func measure(d Demand, subnets []Subnet) tally {
	t := tally{
		per:       leastPer,
		instances: clamp(d.Instances, mostInstances),
		fleet:     clamp(max(d.Instances, d.Max), mostInstances),
		running:   clamp(d.Running, mostInstances),
		rolling:   d.Rolling,
		batch:     share(d.Batch),
	}
	if d.PerInstance > 0 {
		t.per = min(d.PerInstance, mostPer)
	}
	t.extra = t.fleet
	if t.rolling {
		t.extra = portion(t.batch, t.fleet)
	}
	t.zones = rooms(d, subnets)
	return t
}

// rooms groups the usable subnets by zone, zones sorted by id, subnets by size then id.
func rooms(d Demand, subnets []Subnet) []room {
	byZone := map[string]*room{}
	seen := map[string]bool{}
	for _, s := range subnets {
		if !s.Usable || s.ZoneID == "" || seen[s.ID] {
			continue
		}
		seen[s.ID] = true
		z, ok := byZone[s.ZoneID]
		if !ok {
			z = &room{id: s.ZoneID, taken: taken(d, s.ZoneID)}
			byZone[s.ZoneID] = z
		}
		s.Free = clamp(s.Free, mostAddresses)
		z.gross = min(z.gross+s.Free, mostAddresses)
		z.subnets = append(z.subnets, s)
	}
	zones := make([]room, 0, len(byZone))
	for _, id := range slices.Sorted(maps.Keys(byZone)) {
		z := *byZone[id]
		z.free = max(0, z.gross-z.taken)
		slices.SortFunc(z.subnets, func(a, b Subnet) int {
			return cmp.Or(cmp.Compare(b.Free, a.Free), cmp.Compare(a.ID, b.ID))
		})
		zones = append(zones, z)
	}
	return zones
}

// taken is what never reaches the fleet in a zone.
func taken(d Demand, zone string) int {
	return clamp(d.Reserve, mostAddresses) + clamp(d.Spent[zone], mostAddresses)
}

// incoming is how many instances still need addresses before n of them run.
func (t tally) incoming(n int) int { return max(0, n-t.running) }

// updating is how many instances need addresses while an update replaces the fleet.
func (t tally) updating(extra int) int { return t.incoming(t.fleet) + extra }

// even is what each zone takes of n instances spread over all zones.
func (t tally) even(n int) int { return ceilDiv(n, max(1, len(t.zones))) * t.per }

// survivors is what each remaining zone takes of n instances once a zone is lost. With
// fewer than two zones nothing remains, and the whole fleet has no place.
func (t tally) survivors(n int) int { return ceilDiv(n, max(1, len(t.zones)-1)) * t.per }

// free is the sum over all zones.
func (t tally) free() int {
	sum := 0
	for _, z := range t.zones {
		sum += z.free
	}
	return sum
}

// tightest is the zone with the fewest free addresses, the first of equals.
func (t tally) tightest() room {
	if len(t.zones) == 0 {
		return room{}
	}
	return slices.MinFunc(t.zones, func(a, b room) int { return cmp.Compare(a.free, b.free) })
}

// spared is the tightest zone's room when a zone can be lost at all.
func (t tally) spared() int {
	if len(t.zones) < 2 {
		return 0
	}
	return t.tightest().free
}

func (t tally) ladder() Ladder {
	l := Ladder{
		PerInstance: t.per,
		Steps:       []Step{t.now(), t.scaledOut(), t.update(), t.zoneLost(), t.both()},
		Zones:       make([]Zone, 0, len(t.zones)),
	}
	for _, z := range t.zones {
		l.Zones = append(l.Zones, Zone{ID: z.id, Free: z.free, Need: t.even(t.incoming(t.fleet))})
	}
	return l
}

// Step finds a rung by name.
func (l Ladder) Step(name string) (Step, bool) {
	i := slices.IndexFunc(l.Steps, func(s Step) bool { return s.Name == name })
	if i < 0 {
		return Step{}, false
	}
	return l.Steps[i], true
}
