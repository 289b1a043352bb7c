package sandbox

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"time"
)

// world is everything in the account. It knows nothing of any wire format.
type world struct {
	caller  identity
	regions map[string]*region
	roles   []*role
	buckets []*bucket
	iam     rights
	made    map[string]int // objects created since the start, per kind of id
	agenda  agenda
}

type identity struct{ arn, userID string }

// region is what lies in one Region.
type region struct {
	name        string
	zones       []zone
	dhcp        []*dhcpOptions
	vpcs        []*vpc
	subnets     []*subnet
	tables      []*routeTable
	acls        []*networkACL
	groups      []*securityGroup
	internet    []*internetGateway
	nats        []*natGateway
	endpoints   []*endpoint
	interfaces  []*netInterface
	prefixLists []prefixList
	ec2         ec2State
	models      []*model
	tokens      map[string]token // of EC2's creations, by operation and ClientToken
	hosting     hosting
}

// tags are an object's tags. The name of an object is its tag "Name".
type tags map[string]string

func (t tags) keys() []string { return slices.Sorted(maps.Keys(t)) }

type dhcpOptions struct {
	id          string
	domain      string
	nameServers []string
	tags        tags
}

type vpc struct {
	id, dhcp, tenancy string
	cidr              netip.Prefix
	more              []netip.Prefix // blocks added later
	isDefault         bool
	dnsSupport        bool
	dnsHostnames      bool
	usageMetrics      bool
	tags              tags
}

type subnet struct {
	id, vpc    string
	zone       zone
	cidr       netip.Prefix // the zero value for a subnet with IPv6 alone
	ipv6       string
	state      string
	isDefault  bool
	mapPublic  bool
	outpostARN string
	owner      string
	tags       tags
}

// reserved is how many addresses of each subnet AWS keeps
// (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
const reserved = 5

type routeTable struct {
	id, vpc string
	main    bool
	subnets []string // associated explicitly
	routes  []route
	tags    tags
}

// route is an entry of a route table, but for those of gateway endpoints, which follow
// the endpoint and are stored nowhere else.
type route struct {
	destination string // a CIDR, or the id of a prefix list
	target      string // "local", "igw-…", "nat-…", "vpce-…", …
	state       string
	origin      string
}

type networkACL struct {
	id, vpc   string
	isDefault bool
	subnets   []string
	entries   []aclEntry
	tags      tags
}

type aclEntry struct {
	number   int
	egress   bool
	protocol string
	action   string
	cidr     string
	from, to int // 0, 0 for all
}

type securityGroup struct {
	id, name, vpc, description string
	ingress, egress            []groupRule
	tags                       tags
}

type groupRule struct {
	protocol            string
	from, to            int // not written for protocol -1
	cidrs, lists, peers []string
	description         string
}

type internetGateway struct {
	id, vpc string
	tags    tags
}

type natGateway struct {
	id, vpc, subnet, state, connectivity, mode string
	allocation, publicIP, iface                string
	life                                       life
	created                                    time.Time
	tags                                       tags
}

type endpoint struct {
	id, vpc, service, kind, state string
	policy                        string
	tables, subnets, groups       []string
	interfaces                    []string
	privateDNS, requesterManaged  bool
	inboundOnly                   bool // private DNS is for resolvers outside the VPC only (S3)
	life                          life
	created                       time.Time
	tags                          tags
}

type netInterface struct {
	id, vpc, subnet   string
	zone              zone
	kind, description string
	addresses         []netip.Addr
	groups            []string
	requester         string // who manages it; "" for the account itself
	instance          string
	tags              tags
}

type role struct {
	name, path, description, trust string
	created                        time.Time
	attached                       []string // ARNs of managed policies
	inline                         []inlinePolicy
	boundary                       string // the managed policy that bounds it; "" for none
}

func (r *role) arn() string { return "arn:aws:iam::" + AccountID + ":role" + r.path + r.name }

// trusts reports whether the trust policy lets the service assume the role.
func (r *role) trusts(service string) bool {
	got, err := decide(r.trust, access{action: "sts:AssumeRole", resource: r.arn(), by: asker{service: service}})
	return err == nil && got == allowed
}

type bucket struct {
	name, region string
	foreign      bool // another account's
	policy       string
	objects      map[string]object
}

// token is what a ClientToken was used for.
type token struct{ request, made string }

// next returns the id of the n-th object of a kind created since the start.
func (w *world) next(prefix string) string {
	w.made[prefix]++
	return id(prefix, "created/"+strconv.Itoa(w.made[prefix]))
}

// region returns a Region's contents; the scenario's lie in one, every other is empty.
func (w *world) region(name string) *region {
	r, found := w.regions[name]
	if !found {
		r = &region{name: name, zones: zonesOf(name), prefixLists: awsPrefixLists(name), tokens: map[string]token{}}
		w.regions[name] = r
	}
	return r
}

// used counts the addresses that interfaces hold, by subnet.
func (r *region) used() map[string]int {
	used := map[string]int{}
	for _, i := range r.interfaces {
		used[i.subnet] += len(i.addresses)
	}
	return used
}

// routesOf are a table's routes, those of gateway endpoints last, as AWS lists them.
func (r *region) routesOf(t *routeTable) []route {
	routes := r.checked(t.routes)
	for _, e := range r.endpoints {
		if e.kind == gatewayType && slices.Contains(e.tables, t.id) {
			routes = append(routes, route{destination: r.prefixListOf(e.service), target: e.id, state: e.leads(), origin: "CreateRoute"})
		}
	}
	return routes
}

// prefixListOf is the id of the prefix list with a service's name.
func (r *region) prefixListOf(service string) string {
	for _, list := range r.prefixLists {
		if list.name == service {
			return list.id
		}
	}
	return ""
}

// freeAddress finds the lowest address of a subnet that no interface has.
func (r *region) freeAddress(s *subnet) (netip.Addr, bool) {
	taken := map[netip.Addr]bool{}
	for _, i := range r.interfaces {
		for _, address := range i.addresses {
			taken[address] = true
		}
	}
	address := firstAddress(s)
	for range s.size() {
		if !taken[address] {
			return address, true
		}
		address = address.Next()
	}
	return netip.Addr{}, false
}

// firstAddress is the first address of a subnet that AWS gives out.
func firstAddress(s *subnet) netip.Addr {
	address := s.cidr.Masked().Addr()
	for range reserved - 1 { // the network, the router, the resolver, one kept for the future; the last is the broadcast's
		address = address.Next()
	}
	return address
}

// named finds the object with an id.
func named[T any](items []*T, id func(*T) string, wanted string) (*T, bool) {
	for _, item := range items {
		if id(item) == wanted {
			return item, true
		}
	}
	return nil, false
}

func (r *region) vpc(id string) (*vpc, bool) {
	return named(r.vpcs, func(v *vpc) string { return v.id }, id)
}

func (r *region) subnet(id string) (*subnet, bool) {
	return named(r.subnets, func(s *subnet) string { return s.id }, id)
}

func (r *region) table(id string) (*routeTable, bool) {
	return named(r.tables, func(t *routeTable) string { return t.id }, id)
}

func (r *region) group(id string) (*securityGroup, bool) {
	return named(r.groups, func(g *securityGroup) string { return g.id }, id)
}

func (r *region) endpoint(id string) (*endpoint, bool) {
	return named(r.endpoints, func(e *endpoint) string { return e.id }, id)
}
