package sandbox

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// The simulation decides whether a packet gets through, as the VPC forwards it: out of the
// interface past its security groups, out of the subnet past its network ACL, along the
// route table to a target, and back. It knows what exists in the sandbox and nothing else:
// what would leave for another VPC or a data centre is lost.

// origin is who opens a connection. A NAT gateway has no security groups, and is not
// filtered by any.
type origin struct {
	subnet   *subnet
	address  netip.Addr
	groups   []string
	filtered bool
	// public says that the origin has a public address, as NAT gateways have.
	public bool
}

func (r *region) originOf(i *netInterface) (origin, bool) {
	s, found := r.subnet(i.subnet)
	if !found || len(i.addresses) == 0 {
		return origin{}, false
	}
	return origin{subnet: s, address: i.addresses[0], groups: i.groups, filtered: true}, true
}

// target is the far end of a connection.
type target struct {
	protocol string // "tcp" or "udp"
	address  netip.Addr
	port     int
}

func (t target) String() string {
	return fmt.Sprintf("%s port %d of %s", t.protocol, t.port, t.address)
}

// passage is how a connection fared. It arrived when nothing stopped it.
type passage struct {
	through *endpoint // the VPC endpoint that it went through, nil for none
	stopped string    // where, and by what
}

func stoppedf(format string, args ...any) passage {
	return passage{stopped: fmt.Sprintf(format, args...)}
}

// connect sends a packet and its answer.
func (r *region) connect(from origin, to target) passage {
	if from.filtered && !r.groupsLetOut(from.groups, to) {
		return stoppedf("no security group lets %s out", to)
	}
	way, found := r.nextHop(from.subnet, to.address)
	switch {
	case !found:
		return stoppedf("no route leads from %s to %s", from.subnet.id, to.address)
	case way.state != "active":
		return stoppedf("the route from %s to %s is a %s", from.subnet.id, to.address, way.state)
	case way.target == "local":
		return r.deliver(from, to)
	}
	if stopped := r.aclStops(from.subnet, from.address, to); stopped != "" {
		return passage{stopped: stopped}
	}
	kind, _, _ := strings.Cut(way.target, "-")
	switch kind {
	case "vpce":
		return r.enterEndpoint(from, to, way.target)
	case "nat":
		return r.enterNAT(from, to, way.target)
	case "igw":
		return r.leave(from, to, way.target)
	}
	return stoppedf("nothing is known behind %s", way.target)
}

// deliver brings a packet to an interface of the same VPC. Inside a subnet no network ACL
// looks at it.
func (r *region) deliver(from origin, to target) passage {
	i, found := r.holder(from.subnet.vpc, to.address)
	if !found {
		return stoppedf("nothing in %s has the address %s", from.subnet.vpc, to.address)
	}
	if i.subnet != from.subnet.id {
		if stopped := r.aclStops(from.subnet, from.address, to); stopped != "" {
			return passage{stopped: stopped}
		}
		if home, found := r.subnet(i.subnet); found {
			if stopped := r.aclStopsVisitor(home, from.address, to); stopped != "" {
				return passage{stopped: stopped}
			}
		}
	}
	if len(i.groups) > 0 && !r.groupsLetIn(i.groups, from, to) {
		return stoppedf("no security group of %s lets %s in from %s", i.id, to, from.address)
	}
	for _, e := range r.endpoints {
		if slices.Contains(e.interfaces, i.id) {
			if !ready(e) {
				return stoppedf("%s is %s", e.id, e.state)
			}
			return passage{through: e}
		}
	}
	return passage{}
}

// holder finds the interface of a VPC that has an address.
func (r *region) holder(vpc string, address netip.Addr) (*netInterface, bool) {
	for _, i := range r.interfaces {
		if i.vpc == vpc && slices.Contains(i.addresses, address) {
			return i, true
		}
	}
	return nil, false
}

// enterEndpoint passes a gateway endpoint, which takes what is bound for its service.
func (r *region) enterEndpoint(from origin, to target, id string) passage {
	e, found := r.endpoint(id)
	switch {
	case !found || e.vpc != from.subnet.vpc:
		return stoppedf("%s does not exist in %s", id, from.subnet.vpc)
	case !ready(e):
		return stoppedf("%s is %s", id, e.state)
	case e.kind == balancerType:
		return stoppedf("nothing is known behind %s", id)
	case e.kind != gatewayType || !r.listHolds(r.prefixListOf(e.service), to.address):
		return stoppedf("%s does not lead to %s", id, to.address)
	}
	return passage{through: e}
}

// enterNAT passes a NAT gateway, which sends on from its own subnet. A regional one has no
// subnet: AWS routes it to the VPC's internet gateway itself
// (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
func (r *region) enterNAT(from origin, to target, id string) passage {
	nat, found := named(r.nats, func(n *natGateway) string { return n.id }, id)
	switch {
	case !found || nat.vpc != from.subnet.vpc:
		return stoppedf("%s does not exist in %s", id, from.subnet.vpc)
	case !strings.EqualFold(nat.state, "available"):
		return stoppedf("%s is %s", id, nat.state)
	case from.public:
		return stoppedf("%s sends to another NAT gateway", id)
	}
	public := nat.connectivity == "public"
	if nat.mode == "regional" {
		for _, gateway := range r.internet {
			if public && gateway.vpc == nat.vpc {
				own := origin{subnet: &subnet{vpc: nat.vpc}, public: true}
				return r.leave(own, to, gateway.id)
			}
		}
		return stoppedf("%s has no way to the internet", id)
	}
	host, found := r.subnet(nat.subnet)
	if !found {
		return stoppedf("%s lies in no subnet", id)
	}
	if host.id != from.subnet.id {
		if stopped := r.aclStopsVisitor(host, from.address, to); stopped != "" {
			return passage{stopped: stopped}
		}
	}
	own := origin{subnet: host, address: firstAddress(host), public: public}
	if i, found := named(r.interfaces, func(i *netInterface) string { return i.id }, nat.iface); found && len(i.addresses) > 0 {
		own.address = i.addresses[0]
	}
	if way, found := r.nextHop(host, to.address); found && way.target == id {
		return stoppedf("%s sends to itself", id)
	}
	onward := r.connect(own, to)
	if onward.stopped != "" {
		onward.stopped = "behind " + id + ": " + onward.stopped
	}
	return onward
}

// leave passes an internet gateway, which translates public addresses only. Interfaces of
// SageMaker have none, whatever their subnet gives to others
// (https://github.com/aws/sagemaker-python-sdk/issues/1142).
func (r *region) leave(from origin, to target, id string) passage {
	gateway, found := named(r.internet, func(g *internetGateway) string { return g.id }, id)
	switch {
	case !found || gateway.vpc != from.subnet.vpc:
		return stoppedf("%s is not attached to %s", id, from.subnet.vpc)
	case !from.public:
		return stoppedf("%s lets nothing without a public address out", id)
	case to.address.IsPrivate():
		return stoppedf("nothing on the internet has the address %s", to.address)
	}
	return passage{}
}

// ready reports whether a VPC endpoint forwards. AWS has written its states in either case
// (https://github.com/aws/aws-sdk-go-v2/issues/2864).
func ready(e *endpoint) bool { return strings.EqualFold(e.state, "available") }
