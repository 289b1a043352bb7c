// Package network decides whether a packet from a network interface that does not exist
// yet would arrive, whether its answer comes back, and says at each place why.
package network

import (
	"slices"

	"sagevpc/steps/facts"
)

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
	To      string  `json:"to"` // Destination.Name
	Verdict Verdict `json:"verdict"`
	Hops    []Hop   `json:"hops"` // in the order in which a packet meets them
}

// Hop is one thing on the way that lets the packet through or does not.
type Hop struct {
	Layer   Layer   `json:"layer"`
	At      string  `json:"at"` // an id
	Verdict Verdict `json:"verdict"`
	Why     string  `json:"why"`             // a phrase without a full stop
	Cause   Cause   `json:"cause,omitempty"` // "" for a hop of which there is nothing to say
	// Topic is what could not be read, of a hop that is Unknown for that reason.
	Topic facts.Topic `json:"-"`
	// Number is that of the network ACL's rule that denies; 0 where none does, and for the
	// implicit deny.
	Number int `json:"-"`
}

// Layer is where on the way a hop stands.
type Layer string

// The layers, in the order in which a packet meets them.
const (
	LayerNames  Layer = "dns"
	LayerGroups Layer = "security-group"
	LayerACL    Layer = "network-acl"
	LayerRoute  Layer = "route-table"
	LayerTarget Layer = "target" // a VPC endpoint, a NAT gateway, what lies behind it
	LayerPolicy Layer = "endpoint-policy"
)

// Layers are all layers, in their order.
func Layers() []Layer {
	return []Layer{LayerNames, LayerGroups, LayerACL, LayerRoute, LayerTarget, LayerPolicy}
}

// Cause is the reason behind a hop's verdict, for rules to tell apart.
type Cause string

// The causes.
const (
	CauseDNSOff          Cause = "dns-off"          // the VPC resolves no names
	CausePrivateNames    Cause = "private-names"    // private names need both DNS attributes
	CauseCustomResolver  Cause = "custom-resolver"  // the VPC hands out other DNS servers
	CauseGroups          Cause = "groups"           // no rule of the security groups lets it out
	CauseACLOut          Cause = "acl-out"          // a network ACL lets it not out
	CauseACLReturn       Cause = "acl-return"       // a network ACL keeps the answer away
	CauseNoRoute         Cause = "no-route"         // no route leads there
	CauseBlackhole       Cause = "blackhole"        // the route's target is gone
	CauseShadowed        Cause = "shadowed"         // a more specific route beats the endpoint's
	CauseInternetGateway Cause = "internet-gateway" // of no use to a private address
	CauseEgressOnly      Cause = "egress-only"      // carries IPv6 only
	CauseNATState        Cause = "nat-state"        // the NAT gateway is not available
	CauseNATPrivate      Cause = "nat-private"      // a private NAT gateway
	CauseNATRoute        Cause = "nat-route"        // the NAT gateway's own subnet has no way out
	CauseNATSubnet       Cause = "nat-subnet"       // the NAT gateway lies in a chosen subnet
	CauseBlockedPublic   Cause = "block-public"     // VPC Block Public Access
	CauseEndpointState   Cause = "endpoint-state"   // the VPC endpoint is not available
	CauseEndpointIngress Cause = "endpoint-ingress" // the endpoint's security groups do not admit it
	CauseEndpointZone    Cause = "endpoint-zone"    // the endpoint has no interface in this AZ: it works, across zones
	CauseNoPrivateDNS    Cause = "no-private-dns"   // the endpoint is there, and its names do not lead to it
	CausePolicy          Cause = "policy"           // the endpoint's policy does not allow it
	CauseSubnet          Cause = "subnet"           // no interface can be made in the sender's own subnet
	CauseUnverified      Cause = "unverified"       // goes to what cannot be read: transit gateway, firewall, …
	CauseNotRead         Cause = "not-read"         // Topic could not be read
	CauseNotKnown        Cause = "not-known"        // read, and yet not enough to tell
)

// Find is the first hop with the cause.
func (p Path) Find(cause Cause) (Hop, bool) {
	if i := slices.IndexFunc(p.Hops, func(h Hop) bool { return h.Cause == cause }); i >= 0 {
		return p.Hops[i], true
	}
	return Hop{}, false
}
