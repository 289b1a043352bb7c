package sandbox

import (
	"maps"
	"slices"
	"time"
)

// WithEventualConsistency makes EC2's reads lag behind its writes by d: until then a new
// object is not found, a deleted one still is, and a changed one shows what it was.
// Writes see each other at once. The time is the account's own.
func WithEventualConsistency(d time.Duration) Option {
	return func(a *Account) { a.lag = d }
}

// past is a Region as it was before a write.
type past struct {
	until  time.Time // the moment of the write
	region *region
}

// lagging runs an operation: reads on the Region as it may be seen, writes on the Region
// as it is.
func (a *Account) lagging(x *ec2Call, op ec2Op) *apiError {
	if a.lag <= 0 {
		return op.run(x)
	}
	if !op.writes {
		x.region = x.region.seen(x.now.Add(-a.lag))
		return op.run(x)
	}
	before := x.region.clone()
	refusal := op.run(x)
	if refusal == nil {
		x.region.ec2.past = append(x.region.ec2.past, past{x.now, before})
	}
	return refusal
}

// seen is the Region as it was at a moment, as far as later writes changed it.
func (r *region) seen(at time.Time) *region {
	r.ec2.past = slices.DeleteFunc(r.ec2.past, func(p past) bool { return !p.until.After(at) })
	if len(r.ec2.past) == 0 {
		return r
	}
	was := r.ec2.past[0].region
	was.advance(at)
	return was
}

// clone copies all that EC2's operations change.
func (r *region) clone() *region {
	c := *r
	c.vpcs = copies(r.vpcs, func(v *vpc) { v.tags = maps.Clone(v.tags) })
	c.subnets = copies(r.subnets, func(s *subnet) { s.tags = maps.Clone(s.tags) })
	c.tables = copies(r.tables, func(t *routeTable) {
		t.subnets, t.routes, t.tags = slices.Clone(t.subnets), slices.Clone(t.routes), maps.Clone(t.tags)
	})
	c.acls = copies(r.acls, func(a *networkACL) {
		a.subnets, a.entries, a.tags = slices.Clone(a.subnets), slices.Clone(a.entries), maps.Clone(a.tags)
	})
	c.groups = copies(r.groups, func(g *securityGroup) {
		g.ingress, g.egress, g.tags = slices.Clone(g.ingress), slices.Clone(g.egress), maps.Clone(g.tags)
	})
	c.dhcp = copies(r.dhcp, func(d *dhcpOptions) { d.tags = maps.Clone(d.tags) })
	c.internet = copies(r.internet, func(g *internetGateway) { g.tags = maps.Clone(g.tags) })
	c.nats = copies(r.nats, func(g *natGateway) { g.tags = maps.Clone(g.tags) })
	c.endpoints = copies(r.endpoints, func(e *endpoint) {
		e.tables, e.subnets, e.groups = slices.Clone(e.tables), slices.Clone(e.subnets), slices.Clone(e.groups)
		e.interfaces, e.tags = slices.Clone(e.interfaces), maps.Clone(e.tags)
	})
	c.interfaces = copies(r.interfaces, func(i *netInterface) {
		i.addresses, i.groups, i.tags = slices.Clone(i.addresses), slices.Clone(i.groups), maps.Clone(i.tags)
	})
	c.ec2 = r.ec2.clone()
	return &c
}

func (s *ec2State) clone() ec2State {
	c := ec2State{ruleTags: map[string]*tags{}, revoked: maps.Clone(s.revoked)}
	c.addresses = copies(s.addresses, func(a *elasticIP) { a.tags = maps.Clone(a.tags) })
	for id, t := range s.ruleTags {
		own := maps.Clone(*t)
		c.ruleTags[id] = &own
	}
	return c
}

// copies copies a list and its objects; deep does the rest of each copy.
func copies[T any](list []*T, deep func(*T)) []*T {
	made := make([]*T, len(list))
	for i, item := range list {
		one := *item
		deep(&one)
		made[i] = &one
	}
	return made
}
