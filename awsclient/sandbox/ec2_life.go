package sandbox

import (
	"slices"
	"time"
)

// How long a state lasts that ends by itself. AWS documents none of these times; they are
// of the order that is seen: an interface endpoint is there after one to three minutes, a
// NAT gateway after one or two (the SDK's waiter for it asks every 15 seconds).
const (
	endpointRising   = time.Minute
	endpointChanging = 20 * time.Second
	endpointFalling  = 30 * time.Second
	natRising        = 90 * time.Second
	natFalling       = 45 * time.Second
	// natShown is how long a deleted or failed NAT gateway is still listed: "about an hour"
	// (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html).
	natShown = time.Hour
)

// gone is the state after the last: the object is no more.
const gone = "gone"

// life is what will become of an object by itself.
type life struct {
	next  string // the state that follows; "" for a state that stays
	until time.Time
	// deleted is when a NAT gateway was deleted, or failed.
	deleted       time.Time
	code, message string // why a NAT gateway failed, or will
}

// become sets a state and the one that follows it after d.
func (l *life) become(state *string, now, next string, at time.Time, d time.Duration) {
	*state, l.next, l.until = now, next, at.Add(d)
}

// step moves to the next state when it is time for it, and reports whether it did.
func (l *life) step(state *string, now time.Time) bool {
	if l.next == "" || now.Before(l.until) {
		return false
	}
	*state, l.next = l.next, ""
	return true
}

// advance lets the time pass until now.
func (w *world) advance(now time.Time) {
	for _, r := range w.regions {
		r.advance(now)
	}
}

func (r *region) advance(now time.Time) {
	var fallen []string
	for _, e := range r.endpoints {
		if e.life.step(&e.state, now) && e.state == gone {
			fallen = append(fallen, e.id)
		}
	}
	if len(fallen) > 0 {
		r.drop(fallen)
	}
	for _, g := range r.nats {
		for g.life.step(&g.state, now) {
			r.natBecame(g)
		}
	}
	r.nats = slices.DeleteFunc(r.nats, func(g *natGateway) bool { return g.state == gone })
}

// natBecame is what follows from a NAT gateway's new state.
func (r *region) natBecame(g *natGateway) {
	ended := g.life.until
	switch g.state {
	case "failed":
		r.release(g)
		g.life.deleted = ended
		g.life.become(&g.state, "failed", gone, ended, natShown)
	case "deleted":
		r.release(g)
		g.life.become(&g.state, "deleted", gone, ended, natShown)
	}
}

// release gives a NAT gateway's addresses back.
func (r *region) release(g *natGateway) {
	r.interfaces = slices.DeleteFunc(r.interfaces, func(i *netInterface) bool { return g.iface != "" && i.id == g.iface })
	for _, a := range r.ec2.addresses {
		if g.iface != "" && a.iface == g.iface {
			a.iface, a.private, a.association = "", "", ""
		}
	}
}
