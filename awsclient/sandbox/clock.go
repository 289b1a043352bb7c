package sandbox

import (
	"sync"
	"time"
)

// beginning is when the account's time begins when nobody says otherwise.
func beginning() time.Time { return time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC) }

// Clock is a time that stands still until it is moved: WithClock(clock.Now). It is safe
// for concurrent use. An endpoint's states follow the account's time, so a test that moves
// the clock by ten minutes finds the endpoint as it is ten minutes later.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at 2026-01-15T09:00:00Z.
func NewClock() *Clock { return &Clock{now: beginning()} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d. A negative d moves it back, which no account understands.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// WithPace makes the account's time run factor times as fast as its clock, beginning with
// the moment at which the account is opened: with 60, an endpoint that takes six minutes is
// in service after six seconds. 0 stops the time. It holds for WithClock too, in whichever
// order the two are given.
func WithPace(factor float64) Option {
	return func(a *Account) { a.pace = func(now func() time.Time) func() time.Time { return paced(now, factor) } }
}

// paced is a clock that runs faster or slower than another.
func paced(now func() time.Time, factor float64) func() time.Time {
	start := now()
	return func() time.Time { return start.Add(time.Duration(float64(now().Sub(start)) * factor)) }
}
