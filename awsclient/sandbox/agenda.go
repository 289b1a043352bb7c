package sandbox

import (
	"slices"
	"time"
)

// agenda is what will happen of itself, in the order of time: an endpoint comes up, an
// interface goes. Nothing runs in the background. The agenda is worked off before each
// call is answered, and since nothing but calls changes the account, every event meets the
// account as it was at the event's own moment.
type agenda struct{ events []event }

type event struct {
	at     time.Time
	happen func(at time.Time)
}

// add puts an event behind those of the same moment.
func (a *agenda) add(at time.Time, happen func(at time.Time)) {
	i, _ := slices.BinarySearchFunc(a.events, at, func(e event, at time.Time) int {
		if e.at.After(at) {
			return 1
		}
		return -1
	})
	a.events = slices.Insert(a.events, i, event{at, happen})
}

// settle lets everything happen that is due. An event may put others on the agenda, which
// happen too when they are due.
func (w *world) settle(now time.Time) {
	a := &w.agenda
	for len(a.events) > 0 && !a.events[0].at.After(now) {
		first := a.events[0]
		a.events = a.events[1:]
		w.advance(first.at)
		first.happen(first.at)
	}
	w.advance(now)
}
