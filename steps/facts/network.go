package facts

import (
	"net/netip"
	"slices"
	"strings"
)

// Network is one VPC with what was read about it. Topics that could not be read are in
// Gaps; in the entries of Facts.Networks only VPC, Subnets, RouteTables, Endpoints, S3,
// NATGateways and the VPC's DNS attributes are read.
type Network struct {
	VPC            VPC
	Zones          []Zone
	Subnets        []Subnet // of this VPC, and any other subnet that was asked for by id
	SecurityGroups []SecurityGroup
	RouteTables    []RouteTable
	Endpoints      []Endpoint
	S3             S3
	DHCP           DHCPOptions
	NATGateways    []NATGateway
	Interfaces     []Interface
	Gaps           Gaps
}

// VPC is a virtual private cloud.
type VPC struct {
	ID, Name     string
	CIDRs        []netip.Prefix
	Default      bool
	Tenancy      string // "default" or "dedicated"
	Owner        string // account id
	DHCPOptions  string // id of its DHCP option set, "default" for none
	DNSSupport   bool   // enableDnsSupport; not to be read while TopicDNS is a gap
	DNSHostnames bool   // enableDnsHostnames; likewise
	Tags         map[string]string
}

// Zone is an Availability Zone, Local Zone or Wavelength Zone of the Region.
type Zone struct {
	Name  string // "us-east-1a": per account, not comparable between accounts
	ID    string // "use1-az1": the same place for everybody
	Type  string // "availability-zone", "local-zone", "wavelength-zone"
	State string
}

// Subnet is one subnet and a snapshot of its free addresses.
type Subnet struct {
	ID, Name, VPC string
	Zone, ZoneID  string
	CIDR          netip.Prefix // invalid for an IPv6-only subnet
	Free          int          // AvailableIpAddressCount: unused private IPv4 addresses
	State         string
	Owner         string
	OutpostARN    string
	IPv6Only      bool
	Tags          map[string]string
}

// Size is how many IPv4 addresses the subnet can give out: AWS keeps five of each
// subnet (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
func (s Subnet) Size() int {
	if !s.CIDR.IsValid() || !s.CIDR.Addr().Is4() {
		return 0
	}
	return max(0, 1<<(32-s.CIDR.Bits())-5)
}

// SecurityGroup is a security group with its rules.
type SecurityGroup struct {
	ID, Name, VPC, Description string
	Owner                      string
	Egress, Ingress            []Rule
	Tags                       map[string]string
}

// Rule is one permission of a security group. It matches any of its peers.
type Rule struct {
	Protocol    string // "-1" for all, "tcp", "udp", "icmp" or a number
	From, To    int    // ports; both -1 when the protocol has none or all are meant
	CIDRs       []netip.Prefix
	PrefixLists []string
	Groups      []string
}

// RouteTable is a route table with the subnets that are associated explicitly. A subnet
// without an association follows the main one.
type RouteTable struct {
	ID, Name, VPC string
	Main          bool
	Subnets       []string
	Routes        []Route
	Tags          map[string]string
}

// Route is one entry of a route table.
type Route struct {
	Destination string // a CIDR, or the id of a prefix list
	Target      string // "local", "nat-…", "igw-…", "vpce-…", …
	State       string // "active" or "blackhole"
}

// Active reports whether packets follow the route.
func (r Route) Active() bool { return strings.EqualFold(r.State, "active") }

// Endpoint is a VPC endpoint of either type.
type Endpoint struct {
	ID, Name, VPC    string
	Service          string // "com.amazonaws.us-east-1.s3"
	Type             string // "Gateway", "Interface", …
	State            string // compared case-insensitively: AWS uses both cases
	RouteTables      []string
	Subnets          []string
	SecurityGroups   []string
	PrivateDNS       bool
	Policy           string // the document as stored; empty when AWS returned none
	RequesterManaged bool
	Owner            string
	Tags             map[string]string
}

// Gateway reports whether the endpoint works by route-table entries.
func (e Endpoint) Gateway() bool { return strings.EqualFold(e.Type, "Gateway") }

// Available reports whether the endpoint carries traffic.
func (e Endpoint) Available() bool { return strings.EqualFold(e.State, "available") }

// S3 is how the Region names its S3 gateway service. It is discovered, never built,
// since partitions differ (cn.com.amazonaws.… in China).
type S3 struct {
	Service    string         // "com.amazonaws.us-east-1.s3"
	PrefixList string         // "pl-63a5400a"
	CIDRs      []netip.Prefix // the prefix list's entries; they change over time
}

// DHCPOptions is the VPC's DHCP option set.
type DHCPOptions struct {
	ID         string
	DNSServers []string // "AmazonProvidedDNS", or addresses
}

// NATGateway is a NAT gateway.
type NATGateway struct {
	ID, Name, VPC, Subnet string
	State                 string
	Connectivity          string // "public" or "private"
	Mode                  string // "zonal" or "regional"
}

// Interface is a network interface, read to tell who lives in a subnet.
type Interface struct {
	ID, Subnet, Type, Description string
	RequesterManaged              bool
}

// InstanceType is what EC2 says about an instance type, without the "ml." prefix's meaning.
type InstanceType struct {
	Name  string   // as SageMaker names it, "ml.g5.xlarge"
	Found bool     // EC2 knows a type of that name in this Region
	EFA   bool     // NetworkInfo.EfaSupported
	Zones []string // AZ ids that offer it on EC2; necessary for SageMaker, not sufficient
	Gaps  Gaps     // TopicInstanceType, TopicOfferings
}

// Offered reports whether the type is offered in the AZ.
func (t InstanceType) Offered(zoneID string) bool { return slices.Contains(t.Zones, zoneID) }

// Subnet finds a subnet by id.
func (n Network) Subnet(id string) (Subnet, bool) {
	return find(n.Subnets, func(s Subnet) bool { return s.ID == id })
}

// SecurityGroup finds a security group by id.
func (n Network) SecurityGroup(id string) (SecurityGroup, bool) {
	return find(n.SecurityGroups, func(g SecurityGroup) bool { return g.ID == id })
}

// RouteTable finds a route table by id.
func (n Network) RouteTable(id string) (RouteTable, bool) {
	return find(n.RouteTables, func(t RouteTable) bool { return t.ID == id })
}

// Endpoint finds an endpoint by id.
func (n Network) Endpoint(id string) (Endpoint, bool) {
	return find(n.Endpoints, func(e Endpoint) bool { return e.ID == id })
}

// Zone finds a zone by AZ id.
func (n Network) Zone(id string) (Zone, bool) {
	return find(n.Zones, func(z Zone) bool { return z.ID == id })
}

// Members are the subnets that belong to this VPC; Subnets may hold strangers that were asked for by id.
func (n Network) Members() []Subnet {
	return slices.DeleteFunc(slices.Clone(n.Subnets), func(s Subnet) bool { return s.VPC != n.VPC.ID })
}

func find[T any](items []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(items, match); i >= 0 {
		return items[i], true
	}
	var zero T
	return zero, false
}
