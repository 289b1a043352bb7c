package network_test

import (
	"net/netip"

	"sagevpc/steps/facts"
)

const (
	vpcID      = "vpc-1"
	prefixList = "pl-s3"
	privateA   = "subnet-a" // follows rtb-private
	inherits   = "subnet-b" // follows rtb-main, without an association
	publicA    = "subnet-p" // follows rtb-public
)

func prefixes(texts ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range texts {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}

func route(destination, target string) facts.Route {
	return facts.Route{Destination: destination, Target: target, State: "active"}
}

func blackhole(destination, target string) facts.Route {
	return facts.Route{Destination: destination, Target: target, State: "blackhole"}
}

// a network has a private, a main and a public table, a NAT gateway in the public subnet,
// and an S3 gateway endpoint that no table uses yet.
func network(changes ...func(*facts.Network)) facts.Network {
	local := route("10.0.0.0/16", "local")
	n := facts.Network{
		VPC: facts.VPC{ID: vpcID, CIDRs: prefixes("10.0.0.0/16")},
		Subnets: []facts.Subnet{
			{ID: privateA, VPC: vpcID}, {ID: inherits, VPC: vpcID}, {ID: publicA, VPC: vpcID}, {ID: "subnet-x", VPC: "vpc-2"},
		},
		RouteTables: []facts.RouteTable{
			{ID: "rtb-private", VPC: vpcID, Subnets: []string{privateA}, Routes: []facts.Route{local}},
			{ID: "rtb-main", VPC: vpcID, Main: true, Routes: []facts.Route{local}},
			{ID: "rtb-public", VPC: vpcID, Subnets: []string{publicA}, Routes: []facts.Route{local, route("0.0.0.0/0", "igw-1")}},
		},
		Endpoints: []facts.Endpoint{
			{ID: "vpce-s3", VPC: vpcID, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available"},
			{ID: "vpce-ddb", VPC: vpcID, Service: "com.amazonaws.us-east-1.dynamodb", Type: "Gateway", State: "available"},
		},
		S3: facts.S3{
			Service: "com.amazonaws.us-east-1.s3", PrefixList: prefixList,
			CIDRs: prefixes("3.5.0.0/19", "52.216.0.0/15"),
		},
		DHCP:        facts.DHCPOptions{ID: "dopt-1", DNSServers: []string{"AmazonProvidedDNS"}},
		NATGateways: []facts.NATGateway{{ID: "nat-1", VPC: vpcID, Subnet: publicA, State: "available", Connectivity: "public", Mode: "zonal"}},
	}
	for _, change := range changes {
		change(&n)
	}
	return n
}

// routed adds routes to a table.
func routed(table string, routes ...facts.Route) func(*facts.Network) {
	return func(n *facts.Network) {
		for i := range n.RouteTables {
			if n.RouteTables[i].ID == table {
				n.RouteTables[i].Routes = append(n.RouteTables[i].Routes, routes...)
			}
		}
	}
}

// gap makes a topic unread, as a denied call leaves it: nothing there, and a fault.
func gap(topic facts.Topic, op string) func(*facts.Network) {
	return func(n *facts.Network) {
		n.Gaps = n.Gaps.With(topic, facts.Fault{Kind: facts.Denied, Op: op, Summary: op + " was denied"})
		switch topic {
		case facts.TopicRouteTables:
			n.RouteTables = nil
		case facts.TopicEndpoints:
			n.Endpoints = nil
		case facts.TopicNATGateways:
			n.NATGateways = nil
		case facts.TopicSubnets:
			n.Subnets = nil
		case facts.TopicPrefixLists:
			n.S3.PrefixList, n.S3.CIDRs, n.PrefixLists = "", nil, nil
		case facts.TopicSecurityGroups:
			n.SecurityGroups = nil
		case facts.TopicACLs:
			n.ACLs = nil
		case facts.TopicInterfaces:
			n.Interfaces = nil
		case facts.TopicInternetGateways:
			n.InternetGateways = nil
		case facts.TopicDNS:
			n.VPC.DNSSupport, n.VPC.DNSHostnames = false, false
		case facts.TopicDHCP:
			n.DHCP = facts.DHCPOptions{}
		case facts.TopicVPC:
			n.VPC = facts.VPC{ID: n.VPC.ID, DNSSupport: n.VPC.DNSSupport, DNSHostnames: n.VPC.DNSHostnames}
		case facts.TopicS3Service:
			n.S3.Service = ""
		default:
		}
	}
}

func nat(change func(*facts.NATGateway)) func(*facts.Network) {
	return func(n *facts.Network) { change(&n.NATGateways[0]) }
}

func endpoint(change func(*facts.Endpoint)) func(*facts.Network) {
	return func(n *facts.Network) { change(&n.Endpoints[0]) }
}
