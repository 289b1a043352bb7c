package capacity

import (
	"cmp"
	"maps"
	"slices"
)

// Measure holds the demand against the subnets: five rungs, in the order Now, ScaledOut,
// Update, ZoneLost, Both, a sixth, EndpointsAdded, where the plan itself takes addresses
// of these zones, and the zones sorted by AZ id. A rung is OK when its Need is at most
// its Free.
//
// Every Need is a sum over the variants, each with its own addresses an instance; so is a
// zone's share, because each variant is spread over the zones by itself.
//
// Now, ScaledOut and Update compare the sum over all zones; where that suffices and an
// even spread does not fit the tightest zone, ScaledOut and Update compare that zone
// instead and have PerZone set. ZoneLost and Both always compare the tightest zone. What
// is free there is what EC2 counts less the reserve and less what the plan takes.
//
// EndpointsAdded looks at the zone with the least room to spare once an update is at its
// peak. Its Need is that zone's even share of the peak, the one that Update measures, plus
// the addresses that the plan's own endpoints and NAT gateways take there; its Free is
// what EC2 counts there less the reserve alone. So it shows as a need what the other rungs
// subtract, and it fails besides where the plan's own interfaces find no room.
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
	fleets  []fleet // of the main variant, then of the others
	rolling bool
	batch   float64
	zones   []room
}

// room is what one zone has left.
type room struct {
	id      string
	free    int // after what is taken, never below zero
	gross   int // before
	reserve int
	spent   int // by the plan itself
	subnets []Subnet
}

// taken is what never reaches the fleets.
func (z room) taken() int { return z.reserve + z.spent }

func measure(d Demand, subnets []Subnet) tally {
	t := tally{rolling: d.Rolling, batch: share(d.Batch), zones: rooms(d, subnets)}
	t.fleets = append(t.fleets, t.bounded(Fleet{PerInstance: d.PerInstance, Instances: d.Instances, Max: d.Max, Running: d.Running}))
	for i, other := range d.Others {
		f := t.bounded(other)
		f.label = variantLabel(other.Name, i)
		t.fleets = append(t.fleets, f)
	}
	return t
}

// bounded brings one variant's numbers into their bounds.
func (t tally) bounded(f Fleet) fleet {
	out := fleet{
		per:     leastPer,
		first:   clamp(f.Instances, mostInstances),
		size:    clamp(max(f.Instances, f.Max), mostInstances),
		running: clamp(f.Running, mostInstances),
	}
	if f.PerInstance > 0 {
		out.per = min(f.PerInstance, mostPer)
	}
	out.extra = out.size
	if t.rolling {
		out.extra = portion(t.batch, out.size)
	}
	return out
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
			z = &room{id: s.ZoneID, reserve: clamp(d.Reserve, mostAddresses), spent: clamp(d.Spent[s.ZoneID], mostAddresses)}
			byZone[s.ZoneID] = z
		}
		s.Free = clamp(s.Free, mostAddresses)
		z.gross = min(z.gross+s.Free, mostAddresses)
		z.subnets = append(z.subnets, s)
	}
	zones := make([]room, 0, len(byZone))
	for _, id := range slices.Sorted(maps.Keys(byZone)) {
		z := *byZone[id]
		z.free = max(0, z.gross-z.taken())
		slices.SortFunc(z.subnets, func(a, b Subnet) int {
			return cmp.Or(cmp.Compare(b.Free, a.Free), cmp.Compare(a.ID, b.ID))
		})
		zones = append(zones, z)
	}
	return zones
}

// even is what each zone takes of a load spread over all zones.
func (t tally) even(l load) int { return t.split(l, len(t.zones)) }

// survivors is what each remaining zone takes of a load once a zone is lost. With
// fewer than two zones nothing remains, and the whole load has no place.
func (t tally) survivors(l load) int { return t.split(l, len(t.zones)-1) }

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

// pressed is the zone with the least room to spare when the plan's own addresses are
// counted as a need, the first of equals; every zone has the same share of a load.
func (t tally) pressed() room {
	// A reserve larger than the zone leaves nothing, not less than nothing.
	slack := func(z room) int { return max(0, z.gross-z.reserve) - z.spent }
	return slices.MinFunc(t.zones, func(a, b room) int { return cmp.Compare(slack(a), slack(b)) })
}

// spends reports whether the plan takes addresses in one of the zones.
func (t tally) spends() bool {
	return slices.ContainsFunc(t.zones, func(z room) bool { return z.spent > 0 })
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
		PerInstance: t.fleets[0].per,
		Steps:       []Step{t.now(), t.scaledOut(), t.update(), t.zoneLost(), t.both()},
		Zones:       make([]Zone, 0, len(t.zones)),
	}
	if t.spends() {
		l.Steps = append(l.Steps, t.endpointsAdded())
	}
	for _, z := range t.zones {
		l.Zones = append(l.Zones, Zone{ID: z.id, Free: z.free, Need: t.even(t.grown())})
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

// Breaks is the name of the first rung that does not hold, "" when all do.
func (l Ladder) Breaks() string {
	i := slices.IndexFunc(l.Steps, func(s Step) bool { return !s.OK })
	if i < 0 {
		return ""
	}
	return l.Steps[i].Name
}
