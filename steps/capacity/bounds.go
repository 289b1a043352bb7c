package capacity

import "math"

// The shares that a rolling update may take of a fleet
// (https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html).
const (
	leastShare = 0.05
	mostShare  = 0.50
)

// clamp brings a count into 0 to most.
func clamp(n, most int) int { return min(max(0, n), most) }

// share brings a batch into the range that rolling updates allow. What is no share at
// all counts as the largest, which asks for the most room.
func share(batch float64) float64 {
	if math.IsNaN(batch) || batch <= 0 {
		return mostShare
	}
	return min(max(leastShare, batch), mostShare)
}

// portion is the share of n, rounded up; the small term undoes what binary fractions
// add (0.07 × 100 is a little more than 7).
func portion(batch float64, n int) int {
	return int(math.Ceil(batch*float64(n) - 1e-9))
}

// ceilDiv divides a count by a positive number, rounding up.
func ceilDiv(n, by int) int { return (n + by - 1) / by }
