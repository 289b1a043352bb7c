package sandbox

import (
	"testing"
	"time"
)

// mostStart is how long the largest scenario may take to open.
const mostStart = 200 * time.Millisecond

// BenchmarkHuge measures how long the huge account takes to open, and fails beyond 200 ms.
func BenchmarkHuge(b *testing.B) {
	s, _ := Lookup("huge")
	for b.Loop() {
		New(s)
	}
	if each := b.Elapsed() / time.Duration(b.N); each > mostStart {
		b.Errorf("opening the huge account takes %v, want %v at most", each, mostStart)
	}
}
