package network

import (
	"net/netip"

	"sagevpc/steps/facts"
)

// Sender is the network interface that does not exist yet: SageMaker makes it in the
// subnet, with the security groups and with private addresses only.
type Sender struct {
	Subnet string
	Groups []string // ids; their rules count together
}

// Destination is what a sender wants to reach. All but a block are asked on TCP 443.
type Destination struct {
	Name string // what Path.To says: "s3", "logs", "internet", "10.20.0.0/16"
	Kind DestinationKind
	// Service is the AWS service, of a destination of KindService.
	Service facts.EndpointService
	// Block is the address range, of a destination of KindBlock.
	Block netip.Prefix
	Port  int // TCP
	// Policy says what a VPC endpoint's policy does with what is asked of it; nil leaves
	// policies out of the walk.
	Policy func(facts.Endpoint) (Verdict, string)
}

// DestinationKind is what sort of thing a destination is.
type DestinationKind string

// The kinds of destination.
const (
	KindS3       DestinationKind = "s3"       // S3 in this Region
	KindService  DestinationKind = "service"  // another AWS service of this Region
	KindInternet DestinationKind = "internet" // any public address
	KindBlock    DestinationKind = "block"    // addresses inside a VPC, or beyond it
)

const https = 443

// S3 is S3 in the VPC's Region. The policy may be nil.
func S3(policy func(facts.Endpoint) (Verdict, string)) Destination {
	return Destination{Name: ToS3, Kind: KindS3, Port: https, Policy: policy}
}

// Service is an AWS service of the VPC's Region, by its short name.
func Service(name string, service facts.EndpointService) Destination {
	return Destination{Name: name, Kind: KindService, Service: service, Port: https}
}

// Internet is everything that has a public address.
func Internet() Destination {
	return Destination{Name: "internet", Kind: KindInternet, Port: https}
}

// Block is a range of addresses, in this VPC or beyond it, on a TCP port.
func Block(block netip.Prefix, port int) Destination {
	return Destination{Name: block.String(), Kind: KindBlock, Block: block, Port: port}
}

// Ended reports whether a VPC endpoint is going away or will never work: deleting,
// deleted, failed, rejected, expired.
func Ended(e facts.Endpoint) bool { return gone(e) }

// Admits reports whether a rule lets TCP through on the port, to or from whomever it names.
func Admits(r facts.Rule, port int) bool { return admits(r, port) }

// NATUsable reports whether a NAT gateway carries packets to the internet: it is public and
// available, and its own way out is open.
func NATUsable(n facts.Network, g facts.NATGateway) bool {
	w := newWalk(n, Sender{Subnet: g.Subnet}, Internet())
	w.nat(g.ID, aimPublic(n, "the internet", "which public addresses are asked for is not known"))
	return w.since(0) == Open
}
