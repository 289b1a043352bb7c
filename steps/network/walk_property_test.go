package network_test

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

var blocks = []string{
	"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "3.0.0.0/8", "52.216.0.0/16", "52.216.0.0/15", "10.0.0.0/8",
	"10.0.0.0/24", "10.0.0.0/25", "10.0.1.0/24", "10.0.2.0/24", "::/0",
}

func oneOf[T any](t *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, label)
}

func anyRule(t *rapid.T) facts.Rule {
	r := oneOf(t, "rule", tcp(443, 443), tcp(0, 65535), tcp(80, 80), facts.Rule{Protocol: "-1", From: -1, To: -1}, facts.Rule{Protocol: "udp", From: 0, To: 65535})
	switch oneOf(t, "peer", "cidr", "list", "group") {
	case "cidr":
		r.CIDRs = prefixes(oneOf(t, "cidr", blocks...))
	case "list":
		r.PrefixLists = []string{oneOf(t, "list", prefixList, "pl-own", "pl-ddb", "pl-none")}
	case "group":
		r.Groups = []string{oneOf(t, "group", group, "sg-door", "sg-gone")}
	}
	return r
}

func anyEntry(t *rapid.T) facts.ACLEntry {
	ports := oneOf(t, "ports", [2]int{-1, -1}, [2]int{443, 443}, [2]int{1024, 65535}, [2]int{32768, 60999}, [2]int{3389, 3389})
	return entry(rapid.IntRange(1, 6).Draw(t, "number"), rapid.Bool().Draw(t, "egress"), rapid.IntRange(0, 3).Draw(t, "allow") > 0,
		oneOf(t, "entry", blocks...), ports[0], ports[1])
}

// often keeps a network as it works in three of four cases, so that some walks are open.
func often(t *rapid.T, label string, change func(*facts.Network)) func(*facts.Network) {
	if rapid.IntRange(0, 3).Draw(t, label) > 0 {
		return func(*facts.Network) {}
	}
	return change
}

func someOf[T any](t *rapid.T, label string, draw func(*rapid.T) T) []T {
	return rapid.SliceOfN(rapid.Custom(draw), 0, 4).Draw(t, label)
}

// anyAccount draws a network in which every layer may be as wrong as accounts have it.
func anyAccount(t *rapid.T) facts.Network {
	n := ready()
	changes := []func(*facts.Network){
		often(t, "routes", routed("rtb-private", anyRoutes(t, "private")...)),
		often(t, "unrouted", unrouted),
		often(t, "NAT's subnet", routed("rtb-main", anyRoutes(t, "main")...)),
		routed("rtb-private", oneOf(t, "default", []facts.Route{route("0.0.0.0/0", "nat-1")}, nil)...),
		often(t, "egress", egress(someOf(t, "egress rules", anyRule)...)),
		often(t, "ingress", ingress(someOf(t, "ingress rules", anyRule)...)),
		often(t, "own ACL", acl(privateA, someOf(t, "entries", anyEntry)...)),
		often(t, "NAT's ACL", acl(publicA, someOf(t, "entries at NAT", anyEntry)...)),
		often(t, "door's ACL", acl(inherits, someOf(t, "entries at door", anyEntry)...)),
		often(t, "DNS", vpc(func(v *facts.VPC) { v.DNSSupport = rapid.Bool().Draw(t, "support") })),
		often(t, "names", vpc(func(v *facts.VPC) { v.DNSHostnames = rapid.Bool().Draw(t, "hostnames") })),
		often(t, "resolver", dns("10.0.0.9")),
		often(t, "lockdown", lockdown(oneOf(t, "mode", "block-bidirectional", "block-ingress", "off"))),
		often(t, "NAT", nat(func(g *facts.NATGateway) {
			g.State = oneOf(t, "state", "available", "pending", "failed")
			g.Connectivity = oneOf(t, "connectivity", "public", "private")
			g.Mode = oneOf(t, "mode of NAT", "zonal", "regional")
			g.Subnet = oneOf(t, "home of NAT", privateA, inherits, publicA)
		})),
		often(t, "gateways", func(n *facts.Network) { n.InternetGateways = nil }),
		list("pl-own", oneOf(t, "entry of a list", blocks[:11]...)),
	}
	if rapid.Bool().Draw(t, "a door") {
		changes = append(changes, door(oneOf(t, "service", logsName, n.S3.Service), oneOf(t, "doors", []string{privateA}, []string{privateA, inherits})...),
			atDoor(func(e *facts.Endpoint) {
				e.PrivateDNS = rapid.IntRange(0, 3).Draw(t, "private DNS") > 0
				e.State = oneOf(t, "state of the door", "available", "available", "pending", "deleting")
			}))
	}
	for _, change := range changes {
		change(&n)
	}
	return asShown(n)
}

// asShown makes blackholes of routes to an internet gateway that is not attached, as AWS
// shows them: otherwise what is not read would make a way open that is not.
func asShown(n facts.Network) facts.Network {
	for i := range n.RouteTables {
		for j, r := range n.RouteTables[i].Routes {
			if strings.HasPrefix(r.Target, "igw-") && !slices.ContainsFunc(n.InternetGateways, func(g facts.InternetGateway) bool { return g.ID == r.Target }) {
				n.RouteTables[i].Routes[j].State = "blackhole"
			}
		}
	}
	return n
}

func anyDestination(t *rapid.T) networks.Destination {
	policy := func(e facts.Endpoint) (networks.Verdict, string) {
		if e.State == "available" {
			return open, "allowed"
		}
		return blocked, "denied"
	}
	return oneOf(t, "destination", networks.S3(nil), networks.S3(policy), networks.Internet(), networks.Service("logs", logs()),
		block("10.0.1.4/32", 443), block("10.0.0.0/24", 443), block("52.216.0.0/14", 443), block("10.20.0.0/16", 443))
}

// What was not read never makes a way open that is not, nor closes one that is open.
func TestWalkRestsOnNoGap(t *testing.T) {
	topics := []facts.Topic{
		facts.TopicRouteTables, facts.TopicEndpoints, facts.TopicNATGateways, facts.TopicSubnets, facts.TopicPrefixLists,
		facts.TopicSecurityGroups, facts.TopicACLs, facts.TopicInterfaces, facts.TopicInternetGateways, facts.TopicDNS,
		facts.TopicDHCP, facts.TopicVPC, facts.TopicS3Service,
	}
	rapid.Check(t, func(t *rapid.T) {
		n, to := anyAccount(t), anyDestination(t)
		before := networks.Walk(n, sender(), to)
		less := n
		for _, topic := range rapid.SliceOfNDistinct(rapid.SampledFrom(topics), 1, 3, rapid.ID).Draw(t, "gaps") {
			gap(topic, string(topic))(&less)
		}
		after := networks.Walk(less, sender(), to)
		if after.Verdict != before.Verdict && after.Verdict != unknown && before.Verdict != unknown || after.Verdict == open && before.Verdict != open {
			t.Fatalf("%+v becomes %+v", before, after)
		}
		if !reflect.DeepEqual(after, networks.Walk(less, sender(), to)) {
			t.Fatalf("%+v is not always the same", after)
		}
		checkHops(t, after)
	})
}

func checkHops(t *rapid.T, p networks.Path) {
	last := 0
	for _, h := range p.Hops {
		layer := slices.Index(networks.Layers(), h.Layer)
		if layer < last || h.At == "" || h.Why == "" || (h.Cause == networks.CauseNotRead) != (h.Topic != "") {
			t.Fatalf("%+v in %+v", h, p)
		}
		if h.Verdict != open && h.Cause == "" {
			t.Fatalf("no cause: %+v", h)
		}
		last = layer
	}
	if closed, ok := p.Closed(); ok != (p.Verdict != open) || ok && closed.Verdict != p.Verdict {
		t.Fatalf("%+v", p)
	}
}

// Taking away a rule that allows never opens a way, wherever the rule stands.
func TestWalkOpensByRulesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, to := anyAccount(t), anyDestination(t)
		before := networks.Walk(n, sender(), to)
		var without []facts.Network
		for i, g := range n.SecurityGroups {
			for j := range g.Egress {
				without = append(without, regrouped(n, i, func(g *facts.SecurityGroup) { g.Egress = slices.Delete(slices.Clone(g.Egress), j, j+1) }))
			}
			for j := range g.Ingress {
				without = append(without, regrouped(n, i, func(g *facts.SecurityGroup) { g.Ingress = slices.Delete(slices.Clone(g.Ingress), j, j+1) }))
			}
		}
		for i, a := range n.ACLs {
			for j, e := range a.Entries {
				if e.Allow {
					next := n
					next.ACLs = slices.Clone(n.ACLs)
					next.ACLs[i].Entries = slices.Delete(slices.Clone(a.Entries), j, j+1)
					without = append(without, next)
				}
			}
		}
		for _, less := range without {
			if after := networks.Walk(less, sender(), to); after.Verdict == open && before.Verdict != open {
				t.Fatalf("%+v becomes %+v", before, after)
			}
		}
	})
}

func regrouped(n facts.Network, i int, change func(*facts.SecurityGroup)) facts.Network {
	n.SecurityGroups = slices.Clone(n.SecurityGroups)
	change(&n.SecurityGroups[i])
	return n
}

// The random accounts must reach every verdict, or the properties above say little.
func TestAnyAccountIsOpenAtTimes(t *testing.T) {
	seen := map[networks.Verdict]int{}
	rapid.Check(t, func(t *rapid.T) { seen[networks.Walk(anyAccount(t), sender(), anyDestination(t)).Verdict]++ })
	for _, v := range []networks.Verdict{open, blocked, unknown} {
		if seen[v] == 0 {
			t.Errorf("no walk is %s: %v", v, seen)
		}
	}
}

// A walk of ten thousand subnets is one pass, not one for each of them.
func BenchmarkWalkLarge(b *testing.B) {
	n := large(10_000)
	to := block("10.0.0.0/8", 443)
	for b.Loop() {
		networks.Walk(n, sender(), to)
	}
}

func large(subnets int) facts.Network {
	n := ready()
	for i := range subnets {
		id := "subnet-" + netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}).String()
		n.Subnets = append(n.Subnets, facts.Subnet{ID: id, VPC: vpcID, CIDR: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(16 + i>>8), byte(i), 0}), 24)})
		n.ACLs[0].Subnets = append(n.ACLs[0].Subnets, id)
		n.RouteTables[1].Subnets = append(n.RouteTables[1].Subnets, id)
	}
	return n
}
