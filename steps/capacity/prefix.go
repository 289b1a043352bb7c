package capacity

import "math/bits"

// The subnet sizes that AWS allows, as prefix lengths, and the addresses it keeps in each
// (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
const (
	largestSubnet  = 16
	smallestSubnet = 28
	kept           = 5
)

// MinPrefix is SmallestPrefix without the word on whether it suffices: a demand that
// needs more than a /16 still gets 16.
func MinPrefix(d Demand, zones int) int {
	prefix, _ := SmallestPrefix(d, zones)
	return prefix
}

// SmallestPrefix is the prefix length, 16 to 28, of the smallest empty subnet, one a
// zone, that would hold an update with a whole second fleet of every variant while one of
// the zones is lost, with the reserve and what the plan takes in the zone where it takes
// most. Fewer than two zones count as two. It is false when not even the largest subnet
// that AWS allows, a /16, would do.
func SmallestPrefix(d Demand, zones int) (prefix int, ok bool) {
	t := measure(d, nil)
	most := 0
	for _, spent := range d.Spent {
		most = max(most, clamp(spent, mostAddresses))
	}
	empty := t.load(func(f fleet) int { return 2 * f.size })
	need := t.split(empty, max(2, zones)-1) + clamp(d.Reserve, mostAddresses) + most + kept
	prefix = 32 - bits.Len(uint(need-1))
	return min(max(largestSubnet, prefix), smallestSubnet), prefix >= largestSubnet
}
