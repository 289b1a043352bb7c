package capacity

import "math/bits"

// The subnet sizes that AWS allows, as prefix lengths, and the addresses it keeps in each
// (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
const (
	largestSubnet  = 16
	smallestSubnet = 28
	kept           = 5
)

// MinPrefix is the prefix length of the smallest empty subnet, one a zone, that would
// hold an update with a whole second fleet while one of the zones is lost. Fewer than two
// zones count as two. The answer lies in 16 to 28: a fleet that needs more than
// a /16 still gets 16.
func MinPrefix(d Demand, zones int) int {
	t := measure(d, nil)
	most := 0
	for zone := range d.Spent {
		most = max(most, clamp(d.Spent[zone], mostAddresses))
	}
	need := ceilDiv(2*t.fleet, max(2, zones)-1)*t.per + clamp(d.Reserve, mostAddresses) + most + kept
	prefix := 32 - bits.Len(uint(need-1))
	return min(max(largestSubnet, prefix), smallestSubnet)
}
