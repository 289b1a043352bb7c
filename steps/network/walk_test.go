package network_test

import (
	"net/netip"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

const group = "sg-model"

// a ready network has everything that a walk reads: DNS, a group that lets all out, ACLs
// that let everything through, and S3 by the gateway endpoint from both private subnets.
func ready(changes ...func(*facts.Network)) facts.Network {
	all := facts.Rule{Protocol: "-1", From: -1, To: -1}
	base := func(n *facts.Network) {
		n.VPC.DNSSupport, n.VPC.DNSHostnames = true, true
		n.DHCP.ID = "dopt-1"
		for i, cidr := range prefixes("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.9.0.0/24") {
			n.Subnets[i].CIDR = cidr
			n.Subnets[i].ZoneID = []string{"use1-az1", "use1-az2", "use1-az1", "use1-az1"}[i]
		}
		n.SecurityGroups = []facts.SecurityGroup{
			{ID: group, VPC: vpcID, Egress: []facts.Rule{toCIDRs(all, "0.0.0.0/0")}},
			{ID: "sg-door", VPC: vpcID, Ingress: []facts.Rule{{Protocol: "tcp", From: 443, To: 443, Groups: []string{group}}}},
		}
		n.ACLs = []facts.NetworkACL{{ID: "acl-default", VPC: vpcID, Default: true, Entries: allowAll()}}
		n.InternetGateways = []facts.InternetGateway{{ID: "igw-1", VPC: vpcID}}
	}
	n := network(base, routed("rtb-private", route(prefixList, "vpce-s3")), routed("rtb-main", route(prefixList, "vpce-s3")))
	for _, change := range changes {
		change(&n)
	}
	return n
}

func allowAll() []facts.ACLEntry {
	return []facts.ACLEntry{entry(100, true, true, "0.0.0.0/0", -1, -1), entry(100, false, true, "0.0.0.0/0", -1, -1)}
}

// entry is for TCP when it has ports, else for every protocol.
func entry(number int, egress, allow bool, cidr string, from, to int) facts.ACLEntry {
	protocol := "6"
	if from == -1 {
		protocol = "-1"
	}
	return facts.ACLEntry{
		Number: number, Egress: egress, Allow: allow, Protocol: protocol,
		CIDR: netip.MustParsePrefix(cidr), From: from, To: to,
	}
}

func sender() networks.Sender { return networks.Sender{Subnet: privateA, Groups: []string{group}} }

type walkCase struct {
	network facts.Network
	want    networks.Verdict
	cause   networks.Cause // of the decisive hop
	why     string         // part of its reason
}

func checkWalks(t *testing.T, from networks.Sender, to networks.Destination, tests map[string]walkCase) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := networks.Walk(test.network, from, to)
			decisive, closed := got.Closed()
			if got.Verdict != test.want || closed != (test.want != networks.Open) {
				t.Fatalf("got %s, want %s: %+v", got.Verdict, test.want, got.Hops)
			}
			if closed && (decisive.Cause != test.cause || !strings.Contains(decisive.Why, test.why)) {
				t.Errorf("the decisive hop is %+v, want %s and %q", decisive, test.cause, test.why)
			}
			if !closed && test.cause != "" {
				if h, ok := got.Find(test.cause); !ok || !strings.Contains(h.Why, test.why) {
					t.Errorf("no hop with %s and %q: %+v", test.cause, test.why, got.Hops)
				}
			}
			if (decisive.Cause == networks.CauseNotRead) != (decisive.Topic != "") {
				t.Errorf("%+v", decisive)
			}
			if got.To != to.Name || got.Subnet != from.Subnet {
				t.Errorf("a path from %s to %s", got.Subnet, got.To)
			}
		})
	}
}

// vpc changes the VPC itself.
func vpc(change func(*facts.VPC)) func(*facts.Network) {
	return func(n *facts.Network) { change(&n.VPC) }
}

// egress replaces the rules of the model's group.
func egress(rules ...facts.Rule) func(*facts.Network) {
	return func(n *facts.Network) { n.SecurityGroups[0].Egress = rules }
}

// ingress replaces the rules of the interface endpoint's group.
func ingress(rules ...facts.Rule) func(*facts.Network) {
	return func(n *facts.Network) { n.SecurityGroups[1].Ingress = rules }
}

// acl gives subnets a network ACL of their own.
func acl(subnet string, entries ...facts.ACLEntry) func(*facts.Network) {
	return func(n *facts.Network) {
		n.ACLs = append(n.ACLs, facts.NetworkACL{ID: "acl-" + subnet, VPC: vpcID, Subnets: []string{subnet}, Entries: entries})
	}
}

func list(id string, cidrs ...string) func(*facts.Network) {
	return func(n *facts.Network) {
		n.PrefixLists = append(n.PrefixLists, facts.PrefixList{ID: id, CIDRs: prefixes(cidrs...)})
	}
}

// unlisted is a prefix list whose entries were not read.
func unlisted(id string) func(*facts.Network) {
	return func(n *facts.Network) {
		gaps := facts.Gaps{}.With(facts.TopicPrefixLists, facts.Fault{Kind: facts.Denied, Op: "ec2:GetManagedPrefixListEntries"})
		n.PrefixLists = append(n.PrefixLists, facts.PrefixList{ID: id, Gaps: gaps})
	}
}

func dns(servers ...string) func(*facts.Network) {
	return func(n *facts.Network) { n.DHCP.DNSServers = servers }
}

// unrouted takes the route to the gateway endpoint away.
func unrouted(n *facts.Network) {
	for i := range n.RouteTables {
		n.RouteTables[i].Routes = n.RouteTables[i].Routes[:1]
	}
	n.RouteTables[2].Routes = append(n.RouteTables[2].Routes, route("0.0.0.0/0", "igw-1"))
}
