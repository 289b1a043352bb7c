// Package network decides whether a packet from a network interface that does not exist
// yet would arrive: effective route tables, and the way to S3.
package network

// Verdict is the answer for a path or a hop of it.
type Verdict string

// The three verdicts. Unknown is never a guess in either direction.
const (
	Open    Verdict = "open"
	Blocked Verdict = "blocked"
	Unknown Verdict = "unknown"
)

// Path is the way from a subnet to a destination.
type Path struct {
	Subnet  string  `json:"subnet"`
	To      string  `json:"to"` // "s3"
	Verdict Verdict `json:"verdict"`
	Hops    []Hop   `json:"hops"`
}

// Hop is one thing on the way that lets the packet through or does not.
type Hop struct {
	At      string  `json:"at"` // an id
	Verdict Verdict `json:"verdict"`
	Why     string  `json:"why"`
}
