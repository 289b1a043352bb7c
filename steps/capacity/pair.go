package capacity

import (
	"cmp"
	"slices"
)

// mostSubnets is VpcConfig's limit
// (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html).
const mostSubnets = 16

// BestPair chooses the fewest usable subnets that hold the demand in two zones or more,
// and among equally few those with the most room. It is one subnet in each of two zones
// unless that leaves a warning which more would avoid. Where nothing avoids every
// warning it settles for an update, then for the loss of a zone, then for the scaled-out
// fleet, then for what is asked now, then for the roomiest pair. The ids are
// sorted by zone, then by room. It is nil when fewer than two zones have a usable subnet.
func BestPair(d Demand, subnets []Subnet) []string {
	t := measure(d, subnets)
	if len(t.zones) < 2 {
		return nil
	}
	grown, first, update, one := t.grown(), t.arriving(), t.updating(), t.widest()
	goals := []func(zones int) int{
		func(zones int) int { return max(one, t.split(grown, zones-1), t.split(update, zones)) },
		func(zones int) int { return max(one, t.split(update, zones)) },
		func(zones int) int { return max(one, t.split(grown, zones-1)) },
		func(zones int) int { return max(one, t.split(grown, zones)) },
		func(zones int) int { return max(one, t.split(first, zones)) },
	}
	for _, goal := range goals {
		if picks := t.fewest(goal); picks != nil {
			return ids(picks)
		}
	}
	return ids(t.filled(t.addresses(first)))
}

// pick is a zone with as many of its largest subnets as are taken from it.
type pick struct {
	zone  room
	count int
	free  int // after what is taken in the zone
}

// fewest finds the picks with the fewest subnets in which every zone has goal(zones)
// addresses; nil when there are none. Equals go to the greatest slack, then to fewer zones.
func (t tally) fewest(goal func(zones int) int) []pick {
	var best []pick
	bestTotal, bestSlack := 0, 0
	for zones := 2; zones <= min(len(t.zones), mostSubnets); zones++ {
		need := goal(zones)
		picks := t.reaching(need)
		if len(picks) < zones {
			continue
		}
		picks = picks[:zones]
		total, slack := measurePicks(picks, need)
		if total > mostSubnets {
			continue
		}
		if best == nil || total < bestTotal || total == bestTotal && slack > bestSlack {
			best, bestTotal, bestSlack = picks, total, slack
		}
	}
	return best
}

// reaching picks in each zone the fewest subnets that have need addresses, the best
// zones first; zones that never have them are left out.
func (t tally) reaching(need int) []pick {
	var picks []pick
	for _, z := range t.zones {
		sum := 0
		for i, s := range z.subnets {
			if sum += s.Free; sum-z.taken() >= need {
				picks = append(picks, pick{zone: z, count: i + 1, free: sum - z.taken()})
				break
			}
		}
	}
	slices.SortStableFunc(picks, func(a, b pick) int {
		return cmp.Or(cmp.Compare(a.count, b.count), cmp.Compare(b.free, a.free), cmp.Compare(a.zone.id, b.zone.id))
	})
	return picks
}

func measurePicks(picks []pick, need int) (subnets, slack int) {
	slack = picks[0].free - need
	for _, p := range picks {
		subnets += p.count
		slack = min(slack, p.free-need)
	}
	return subnets, slack
}

// filled starts with two zones that hold an instance each and adds the largest subnets
// until their sum is need, of which only whole room counts. When that never happens it is the roomiest pair.
func (t tally) filled(need int) []pick {
	pair := t.roomiest()
	picks := t.fewest(func(int) int { return t.widest() })
	if picks == nil {
		picks = t.fewest(func(int) int { return t.narrowest() })
	}
	if picks == nil {
		picks = t.lonely(pair)
	}
	per, uniform := t.uniform()
	if !uniform {
		per = 1
	}
	for {
		taken, free := 0, 0
		for _, p := range picks {
			taken += p.count
			free += max(0, p.free) / per * per
		}
		if free >= need {
			return picks
		}
		if taken == mostSubnets {
			return pair
		}
		next, ok := t.larger(picks)
		if !ok {
			return pair
		}
		picks = next
	}
}

// lonely is the only zone that holds an instance, with as many subnets as that takes, and
// the roomiest subnet of another; the pair where no zone holds one.
func (t tally) lonely(pair []pick) []pick {
	holding := t.reaching(t.narrowest())
	if len(holding) == 0 || holding[0].count >= mostSubnets {
		return pair
	}
	for _, p := range pair {
		if p.zone.id != holding[0].zone.id {
			return []pick{holding[0], p}
		}
	}
	return pair
}

// larger adds the largest subnet that is not picked yet.
func (t tally) larger(picks []pick) ([]pick, bool) {
	best, at := Subnet{Free: -1}, -1
	picks = slices.Clone(picks)
	for _, z := range t.zones {
		i := slices.IndexFunc(picks, func(p pick) bool { return p.zone.id == z.id })
		if i < 0 {
			picks = append(picks, pick{zone: z, free: -z.taken()})
			i = len(picks) - 1
		}
		if p := picks[i]; p.count < len(z.subnets) && z.subnets[p.count].Free > best.Free {
			best, at = z.subnets[p.count], i
		}
	}
	if at < 0 {
		return nil, false
	}
	picks[at].count++
	picks[at].free += best.Free
	return slices.DeleteFunc(picks, func(p pick) bool { return p.count == 0 }), true
}

// roomiest is the largest subnet of each of the two zones that have the largest.
func (t tally) roomiest() []pick {
	picks := make([]pick, 0, len(t.zones))
	for _, z := range t.zones {
		picks = append(picks, pick{zone: z, count: 1, free: z.subnets[0].Free - z.taken()})
	}
	slices.SortStableFunc(picks, func(a, b pick) int { return cmp.Compare(b.free, a.free) })
	return picks[:2]
}

func ids(picks []pick) []string {
	slices.SortFunc(picks, func(a, b pick) int { return cmp.Compare(a.zone.id, b.zone.id) })
	var out []string
	for _, p := range picks {
		for _, s := range p.zone.subnets[:p.count] {
			out = append(out, s.ID)
		}
	}
	return out
}
