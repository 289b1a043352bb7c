package facts

import "net/netip"

// NetworkACL is a network ACL: it judges packets at a subnet's border, each direction by
// itself, and remembers no connection.
type NetworkACL struct {
	ID, Name, VPC string
	Default       bool
	Subnets       []string   // that are associated with it
	Entries       []ACLEntry // in no particular order; the lowest number that fits decides
}

// ACLEntry is one rule of a network ACL.
type ACLEntry struct {
	Number   int
	Egress   bool
	Allow    bool
	Protocol string       // "-1" for all, or a number: "6" is TCP, "17" UDP, "1" ICMP
	CIDR     netip.Prefix // IPv4 or IPv6
	From, To int          // ports; both -1 when the protocol has none or all are meant
}

// InternetGateway is an internet gateway that is attached to a VPC.
type InternetGateway struct {
	ID, Name, VPC string
}

// PrefixList is a managed prefix list that a route or a rule names.
type PrefixList struct {
	ID, Name, Owner string
	CIDRs           []netip.Prefix
	Gaps            Gaps // TopicPrefixLists when its entries could not be read
}

// EndpointService is an AWS service that VPC endpoints can be made for.
type EndpointService struct {
	Name       string   // "com.amazonaws.us-east-1.logs"
	Types      []string // "Interface", "Gateway"
	Zones      []string // AZ names that it can be reached in, "us-east-1a"
	PrivateDNS []string // names that private DNS would answer for
	Policy     bool     // its endpoints take a policy
}

// Usage counts what is there of what the Region's quotas count. A count that could not be
// read is -1, and its fault stands in Gaps.
type Usage struct {
	GatewayEndpoints   int            // in the Region
	InterfaceEndpoints map[string]int // by VPC id
	ElasticIPs         int            // in the Region
	NATGateways        map[string]int // zonal ones by AZ id, in the Region
	Gaps               Gaps           // TopicEndpoints, TopicAddresses, TopicNATGateways
}

// ElasticIP is a public IPv4 address that the account holds.
type ElasticIP struct {
	AllocationID, PublicIP string
	AssociationID          string // "" while nothing uses it
	Tags                   map[string]string
}
