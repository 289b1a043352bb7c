package network_test

import (
	"net/netip"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

// source spends bytes on choices; when they are spent it chooses the first of each.
type source struct{ bytes []byte }

func (s *source) next() int {
	if len(s.bytes) == 0 {
		return 0
	}
	b := s.bytes[0]
	s.bytes = s.bytes[1:]
	return int(b)
}

func (s *source) text(from ...string) string { return from[s.next()%len(from)] }

func (s *source) times() int { return s.next() % 4 }

// prefix is any prefix, also one that is none.
func (s *source) prefix() netip.Prefix {
	switch s.next() % 6 {
	case 0:
		return netip.Prefix{}
	case 1:
		return netip.PrefixFrom(netip.IPv6Unspecified(), s.next()%140)
	case 2:
		return netip.MustParsePrefix("::ffff:10.0.0.0/104")
	case 3:
		return netip.MustParsePrefix("0.0.0.0/0")
	}
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(s.next()), byte(s.next()), byte(s.next()), byte(s.next())}), s.next()%34)
}

func (s *source) prefixes() (out []netip.Prefix) {
	for range s.times() {
		out = append(out, s.prefix())
	}
	return out
}

func (s *source) subnet() string { return s.text(privateA, inherits, publicA, "") }
func (s *source) group() string  { return s.text(group, "sg-2", "") }
func (s *source) port() int      { return s.next()*s.next() - 1 }
func (s *source) state() string  { return s.text("available", "Available", "pending", "failed", "") }
func (s *source) list() string   { return s.text(prefixList, "pl-own", "pl-") }

func (s *source) rules() (out []facts.Rule) {
	for range s.times() {
		out = append(out, facts.Rule{
			Protocol: s.text("-1", "tcp", "6", "udp", ""), From: s.port(), To: s.port(), CIDRs: s.prefixes(),
			PrefixLists: []string{s.list()}, Groups: []string{s.group()},
		})
	}
	return out
}

func (s *source) network() facts.Network {
	n := facts.Network{
		VPC: facts.VPC{
			ID: s.text(vpcID, ""), CIDRs: s.prefixes(), DNSSupport: s.next()%2 == 0, DNSHostnames: s.next()%2 == 0,
			BlockPublicAccess: s.text("", "block-bidirectional", "odd"),
		},
		S3:   facts.S3{Service: s.text(logsName, ""), PrefixList: s.text(prefixList, ""), CIDRs: s.prefixes()},
		DHCP: facts.DHCPOptions{DNSServers: []string{s.text("AmazonProvidedDNS", "10.0.0.2", "")}},
	}
	for range s.times() {
		n.Subnets = append(n.Subnets, facts.Subnet{ID: s.subnet(), VPC: s.text(vpcID, "vpc-2"), CIDR: s.prefix(), ZoneID: s.text("a", "b", "")})
		n.SecurityGroups = append(n.SecurityGroups, facts.SecurityGroup{ID: s.group(), Egress: s.rules(), Ingress: s.rules()})
		n.Interfaces = append(n.Interfaces, facts.Interface{
			ID: s.text("eni-1", ""), Subnet: s.subnet(), Groups: []string{s.group()}, Addresses: []netip.Addr{s.prefix().Addr()},
		})
		n.NATGateways = append(n.NATGateways, facts.NATGateway{
			ID: s.text("nat-1", ""), Subnet: s.subnet(), State: s.state(), Connectivity: s.text("public", "private", ""), Mode: s.text("zonal", "regional"),
		})
		n.InternetGateways = append(n.InternetGateways, facts.InternetGateway{ID: "igw-1", VPC: s.text(vpcID, "")})
		n.PrefixLists = append(n.PrefixLists, facts.PrefixList{ID: s.list(), Name: s.text(logsName, ""), CIDRs: s.prefixes()})
		n.Endpoints = append(n.Endpoints, facts.Endpoint{
			ID: s.text("vpce-1", "vpce-2"), VPC: s.text(vpcID, ""), Service: s.text(logsName, ""), Type: s.text("Interface", "Gateway", "GatewayLoadBalancer"),
			State: s.state(), Subnets: []string{s.subnet()}, SecurityGroups: []string{s.group()}, Interfaces: []string{s.text("eni-1", "")}, PrivateDNS: s.next()%2 == 0,
		})
	}
	s.tables(&n)
	for _, topic := range []facts.Topic{facts.TopicEndpoints, facts.TopicSubnets, facts.TopicACLs, facts.TopicPrefixLists, facts.TopicVPC, facts.TopicDNS} {
		if s.next()%16 == 1 {
			n.Gaps = n.Gaps.With(topic, facts.Fault{})
		}
	}
	return n
}

func (s *source) tables(n *facts.Network) {
	for range s.times() {
		t := facts.RouteTable{ID: "rtb-1", VPC: s.text(vpcID, ""), Main: s.next()%2 == 0, Subnets: []string{s.subnet()}}
		for range s.times() {
			destination := s.prefix().String()
			if s.next()%2 == 0 {
				destination = s.list()
			}
			t.Routes = append(t.Routes, facts.Route{
				Destination: destination, Target: s.text("local", "nat-1", "igw-1", "vpce-1", "vpce-3", "eigw-1", "tgw-1", ""), State: s.text("active", "blackhole", ""),
			})
		}
		n.RouteTables = append(n.RouteTables, t)
		a := facts.NetworkACL{ID: "acl-1", VPC: s.text(vpcID, ""), Default: s.next()%2 == 0, Subnets: []string{s.subnet()}}
		for range s.times() {
			a.Entries = append(a.Entries, facts.ACLEntry{
				Number: s.next(), Egress: s.next()%2 == 0, Allow: s.next()%2 == 0, Protocol: s.text("-1", "6", "17", ""), CIDR: s.prefix(), From: s.port(), To: s.port(),
			})
		}
		n.ACLs = append(n.ACLs, a)
	}
}

// FuzzWalk walks networks as no account has them: nothing makes it panic, and what it
// answers agrees with itself.
func FuzzWalk(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("\x00\x03\x03\x05\x0a\x00\x00\x00\x10 any bytes will do, as long as there are enough of them to fill a network"))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		s := &source{bytes}
		n := s.network()
		from := networks.Sender{Subnet: s.subnet(), Groups: []string{s.group(), s.group()}}
		policy := func(facts.Endpoint) (networks.Verdict, string) { return open, "" }
		for _, to := range []networks.Destination{
			networks.S3(policy), networks.Internet(), networks.Service("logs", logs()), networks.Service("", facts.EndpointService{}),
			networks.Block(s.prefix(), s.port()),
			{},
		} {
			p := networks.Walk(n, from, to)
			closed, ok := p.Closed()
			if len(p.Hops) == 0 || ok != (p.Verdict != open) || ok && closed.Verdict != p.Verdict {
				t.Fatalf("%+v", p)
			}
		}
		networks.S3Path(n, from.Subnet)
	})
}
