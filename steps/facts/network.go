package facts

import (
	"net/netip"
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
	// ACLs are the VPC's network ACLs; a subnet that none names follows the default one.
	ACLs             []NetworkACL
	InternetGateways []InternetGateway // attached to this VPC
	// PrefixLists are the lists other than S3's that the VPC's routes and security groups name.
	PrefixLists []PrefixList
	Gaps        Gaps
}

// VPC is a virtual private cloud.
type VPC struct {
	ID, Name     string
	CIDRs        []netip.Prefix // the primary one first
	Default      bool
	Tenancy      string // "default" or "dedicated"
	Owner        string // account id
	DHCPOptions  string // id of its DHCP option set, "default" for none
	DNSSupport   bool   // enableDnsSupport; not to be read while TopicDNS is a gap
	DNSHostnames bool   // enableDnsHostnames; likewise
	// BlockPublicAccess is VPC Block Public Access's mode for internet gateways: "off",
	// "block-ingress", "block-bidirectional", or "" where AWS named none.
	BlockPublicAccess string
	Tags              map[string]string
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
	// BlockPublicAccess is the mode in force for this subnet, as in VPC; an exclusion makes it "off".
	BlockPublicAccess string
	Tags              map[string]string
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
	// Unread are address ranges as AWS wrote them that are none this program can read.
	Unread []string `json:",omitempty"`
}

// RouteTable is a route table with the subnets that are associated explicitly. A subnet
// without an association follows the main one.
type RouteTable struct {
	ID, Name, VPC string
	Main          bool
	Subnets       []string
	// Associations are the ids of the explicit associations, by subnet. A plan does not
	// stand on them.
	Associations map[string]string `json:"-"`
	Routes       []Route
	Tags         map[string]string
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
	Interfaces       []string // its network interfaces, of an interface endpoint
	PrivateDNS       bool
	InboundOnly      bool   // its private names are for inbound resolvers only (S3)
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
	Connectivity          string   // "public" or "private"
	Mode                  string   // "zonal" or "regional"
	Zones                 []string // AZ ids that a regional one serves
	FailureCode           string   // "InsufficientFreeAddressesInSubnet", for one that failed
	FailureMessage        string
	Tags                  map[string]string
}

// Interface is a network interface, read to tell who lives in a subnet.
type Interface struct {
	ID, Subnet, Type, Description string
	RequesterManaged              bool
	Requester                     string // who made it for the account, "amazon-elb"
	Groups                        []string
	Addresses                     []netip.Addr // private ones, IPv4 first
}
