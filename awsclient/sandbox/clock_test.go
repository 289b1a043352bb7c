package sandbox

import (
	"slices"
	"testing"
	"time"
)

func TestTheAgendaKeepsTime(t *testing.T) {
	var w world
	start := beginning()
	var happened []string
	note := func(what string) func(time.Time) {
		return func(time.Time) { happened = append(happened, what) }
	}
	w.agenda.add(start.Add(2*time.Minute), note("late"))
	w.agenda.add(start.Add(time.Minute), note("early"))
	w.agenda.add(start.Add(time.Minute), func(at time.Time) {
		happened = append(happened, "second")
		w.agenda.add(at.Add(30*time.Second), note("follows"))
	})
	w.settle(start)
	if len(happened) > 0 {
		t.Errorf("%v happened too soon", happened)
	}
	w.settle(start.Add(2 * time.Minute))
	if want := []string{"early", "second", "follows", "late"}; !slices.Equal(happened, want) {
		t.Errorf("got %v, want %v", happened, want)
	}
}

func TestPace(t *testing.T) {
	clock := NewClock()
	scenario, _ := Lookup(Tour)
	for _, options := range [][]Option{{WithPace(60), WithClock(clock.Now)}, {WithClock(clock.Now), WithPace(60)}} {
		a := New(scenario, options...)
		before := a.clock()
		clock.Advance(time.Second)
		if passed := a.clock().Sub(before); passed != time.Minute {
			t.Errorf("%v passed in a second at a pace of 60", passed)
		}
	}
}
