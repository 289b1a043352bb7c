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
	via := []func(*facts.Network){
		base, routed("rtb-private", route(prefixList, "vpce-s3")), routed("rtb-main", route(prefixList, "vpce-s3")),
	}
	return network(append(via, changes...)...)
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

func TestWalkToS3(t *testing.T) {
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"open": {ready(), networks.Open, "", ""},
	})
	checkWalks(t, sender(), networks.Internet(), map[string]walkCase{
		"NAT":    {ready(routed("rtb-private", route("0.0.0.0/0", "nat-1"))), networks.Open, "", ""},
		"no NAT": {ready(), networks.Blocked, networks.CauseNoRoute, "no route leads to the internet"},
	})
}
