package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// ChangeKind is what somebody else does to the account while a plan is being looked at.
type ChangeKind string

// The changes, and what their object is.
const (
	ChangeDetach    ChangeKind = "detach"     // a subnet: it follows the VPC's main route table from then on
	ChangeFill      ChangeKind = "fill"       // a subnet: all of its addresses are taken
	ChangeEndpoint  ChangeKind = "endpoint"   // a VPC: it gets an S3 gateway endpoint on every table that has none
	ChangeUnplug    ChangeKind = "unplug"     // a VPC endpoint: it is deleted
	ChangeTakeName  ChangeKind = "take-name"  // a model's name: a model is created with it
	ChangeDNSOff    ChangeKind = "dns-off"    // a VPC: both of its DNS attributes are turned off
	ChangeDropGroup ChangeKind = "drop-group" // a security group: it is deleted
)

// nameTag is the tag that people call objects by.
const nameTag = "Name"

// changeKinds are all changes, in the order in which they are named to people.
var changeKinds = []ChangeKind{ChangeDetach, ChangeDNSOff, ChangeDropGroup, ChangeEndpoint, ChangeFill, ChangeTakeName, ChangeUnplug}

// change does what somebody else would. False means that the object does not exist, and
// that nothing was done.
func (w *world) change(kind ChangeKind, object string, now time.Time) bool {
	r := w.region(Region)
	switch kind {
	case ChangeDetach, ChangeFill:
		s, found := objectCalled(r.subnets, object, func(s *subnet) (string, string) { return s.id, s.tags[nameTag] })
		if !found {
			return false
		}
		if kind == ChangeFill {
			r.fill(s)
			return true
		}
		for _, t := range r.tables {
			t.subnets = slices.DeleteFunc(slices.Clone(t.subnets), func(id string) bool { return id == s.id })
		}
		return true
	case ChangeEndpoint, ChangeDNSOff:
		v, found := objectCalled(r.vpcs, object, func(v *vpc) (string, string) { return v.id, v.tags[nameTag] })
		if !found {
			return false
		}
		if kind == ChangeDNSOff {
			v.dnsSupport, v.dnsHostnames = false, false
			return true
		}
		w.connect(r, v, now)
		return true
	case ChangeUnplug:
		e, found := objectCalled(r.endpoints, object, func(e *endpoint) (string, string) { return e.id, e.tags[nameTag] })
		r.endpoints = slices.DeleteFunc(r.endpoints, func(other *endpoint) bool { return found && other == e })
		return found
	case ChangeDropGroup:
		g, found := objectCalled(r.groups, object, func(g *securityGroup) (string, string) { return g.id, g.name })
		r.groups = slices.DeleteFunc(r.groups, func(other *securityGroup) bool { return found && other == g })
		return found
	case ChangeTakeName:
		if _, taken := r.model(object); !taken {
			r.models = append(r.models, &model{name: object, created: now, tags: tags{}, request: jsonObject{
				"PrimaryContainer": json.RawMessage(`{"Image":"` + ownRegistry + `other:1"}`),
				"ExecutionRoleArn": json.RawMessage(`"` + executionRole + `"`),
			}})
		}
		return true
	}
	return false
}

// objectCalled finds what has the id or, where there is none, the name.
func objectCalled[T any](all []*T, wanted string, words func(*T) (id, name string)) (*T, bool) {
	for _, by := range []func(*T) string{
		func(one *T) string { id, _ := words(one); return id },
		func(one *T) string { _, name := words(one); return name },
	} {
		if one, found := named(all, by, wanted); found {
			return one, true
		}
	}
	return nil, false
}

// fill lets one interface take all addresses of a subnet that are left.
func (r *region) fill(s *subnet) {
	taken := &netInterface{
		id: id("eni", "taken/"+s.id), vpc: s.vpc, subnet: s.id, zone: s.zone, kind: "interface",
		description: "Primary network interface", tags: tags{nameTag: "newcomer"},
	}
	r.interfaces = append(r.interfaces, taken)
	for address, free := r.freeAddress(s); free; address, free = r.freeAddress(s) {
		taken.addresses = append(taken.addresses, address)
	}
	if len(taken.addresses) == 0 { // an interface has an address
		r.interfaces = r.interfaces[:len(r.interfaces)-1]
	}
}

// connect gives a VPC one more S3 gateway endpoint, for the tables that have none.
func (w *world) connect(r *region, v *vpc, now time.Time) {
	e := &endpoint{
		id: w.next("vpce"), vpc: v.id, service: "com.amazonaws." + r.name + ".s3", kind: gatewayType, state: "available",
		policy: defaultPolicy, created: now, tags: tags{nameTag: "made-by-somebody"},
	}
	for _, t := range r.tables {
		served := slices.ContainsFunc(r.routesOf(t), func(to route) bool { return to.destination == r.prefixListOf(e.service) })
		if t.vpc == v.id && !served {
			e.tables = append(e.tables, t.id)
		}
	}
	if len(e.tables) > 0 {
		r.endpoints = append(r.endpoints, e)
	}
}

// CheckFaults reports what the rules change and the scenario's account does not have.
func CheckFaults(scenario Scenario, rules []FaultRule) error {
	for _, rule := range rules {
		// Each is tried on an account of its own: one change may take away another's object.
		if rule.Does == FaultChange && !build(scenario, seededClock()()).change(rule.Change, rule.Object, seededClock()()) {
			return fmt.Errorf("the fault %q changes what the scenario %s does not have: there is no %q", rule, scenario.Name, rule.Object)
		}
	}
	return nil
}
