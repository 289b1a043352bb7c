package sandbox

import (
	"testing"
	"time"
)

// mostStart is how long the largest scenario may take to open.
const mostStart = 200 * time.Millisecond

// BenchmarkHuge measures how long the huge account takes to open, and fails when it never
// does within 200 ms: a machine that is busy with something else is no slow account.
func BenchmarkHuge(b *testing.B) {
	s, _ := Lookup("huge")
	best := time.Hour
	for b.Loop() {
		begun := time.Now()
		New(s)
		best = min(best, time.Since(begun))
	}
	b.ReportMetric(float64(best.Milliseconds()), "best-ms")
	if best > mostStart {
		b.Errorf("opening the huge account takes %v at best, want %v at most", best, mostStart)
	}
}
