package network_test

import (
	"strings"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

// TestWalkThroughAGatewayThatIsNotAttached: an active route alone proves nothing once it is
// known which internet gateways the VPC has.
func TestWalkThroughAGatewayThatIsNotAttached(t *testing.T) {
	other := func(n *facts.Network) { n.InternetGateways = []facts.InternetGateway{{ID: "igw-2", VPC: vpcID}} }
	none := func(n *facts.Network) { n.InternetGateways = nil }
	tests := map[string]walkCase{
		"another is attached": {viaNAT(other), blocked, networks.CauseNATRoute, "igw-1, which is not attached"},
		"none is attached":    {viaNAT(none), blocked, networks.CauseNATRoute, "igw-1, which is not attached"},
		"not read":            {viaNAT(gap(facts.TopicInternetGateways, "x")), open, "", ""},
	}
	checkWalks(t, sender(), networks.S3(nil), tests)
	checkWalks(t, sender(), networks.Internet(), tests)
	if p := networks.S3Path(viaNAT(none), privateA); p.Verdict != open {
		t.Errorf("a list of VPCs reads no internet gateways: %+v", p)
	}
}

// TestWalkFromASubnetThatTakesNothing: no way leads out of where no interface can be.
func TestWalkFromASubnetThatTakesNothing(t *testing.T) {
	at := func(change func(*facts.Subnet)) facts.Network {
		return ready(func(n *facts.Network) { change(&n.Subnets[0]) })
	}
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"pending":   {at(func(s *facts.Subnet) { s.State = "pending" }), unknown, networks.CauseSubnet, "pending"},
		"IPv6 only": {at(func(s *facts.Subnet) { s.IPv6Only = true }), unknown, networks.CauseSubnet, "no IPv4"},
		"available": {at(func(s *facts.Subnet) { s.State = "Available" }), open, "", ""},
	})
}

// TestWalkThroughARuleThatCannotBeRead: what a rule's addresses are is not known, and so is
// not known whether it lets a packet through.
func TestWalkThroughARuleThatCannotBeRead(t *testing.T) {
	garbled := func(texts ...string) facts.Rule { r := tcp(443, 443); r.Unread = texts; return r }
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"alone":            {ready(egress(garbled("10.0.0/33"))), unknown, networks.CauseNotKnown, `"10.0.0/33", which cannot be read`},
		"beside another":   {ready(egress(garbled("x"), toCIDRs(tcp(443, 443), "10.0.0.0/8"))), unknown, networks.CauseNotKnown, `"x"`},
		"where all passes": {ready(egress(garbled("x"), toCIDRs(tcp(443, 443), "0.0.0.0/0"))), open, "", ""},
		"of IPv6":          {ready(egress(garbled("2001:db8::/129"))), blocked, networks.CauseGroups, "no rule"},
		"of another port":  {ready(egress(func() facts.Rule { r := tcp(80, 80); r.Unread = []string{"x"}; return r }())), blocked, networks.CauseGroups, "no rule"},
	})
}

// TestTheImplicitDenyHasNoNumber: AWS shows it as rule 32767, before which every rule comes.
func TestTheImplicitDenyHasNoNumber(t *testing.T) {
	last := entry(32767, true, false, "0.0.0.0/0", -1, -1)
	acl := func(entries ...facts.ACLEntry) facts.Network {
		return ready(func(n *facts.Network) {
			n.ACLs[0].Entries = append(entries, last, entry(100, false, true, "0.0.0.0/0", -1, -1))
		})
	}
	for name, tc := range map[string]struct {
		n      facts.Network
		number int
		says   string
	}{
		"implicit": {acl(), 0, "implicit deny"},
		"numbered": {acl(entry(50, true, false, "0.0.0.0/0", 443, 443)), 50, "rule 50"},
	} {
		hop, _ := networks.Walk(tc.n, sender(), networks.S3(nil)).Find(networks.CauseACLOut)
		if hop.Verdict != blocked || hop.Number != tc.number || !strings.Contains(hop.Why, tc.says) {
			t.Errorf("%s: %+v", name, hop)
		}
	}
}

// TestWhatShadowsIsNotAlwaysMoreSpecific: of two routes for the same addresses the static
// one comes before the prefix list's.
func TestWhatShadowsIsNotAlwaysMoreSpecific(t *testing.T) {
	for destination, says := range map[string]string{
		"52.216.0.0/16": "the more specific route takes 52.216.0.0/16",
		"52.216.0.0/15": "the route for the very same addresses takes 52.216.0.0/15",
	} {
		n := ready(routed("rtb-private", route(destination, "igw-1")))
		hop, _ := networks.Walk(n, sender(), networks.S3(nil)).Find(networks.CauseShadowed)
		if !strings.HasPrefix(hop.Why, says) {
			t.Errorf("%s: %q", destination, hop.Why)
		}
	}
}
