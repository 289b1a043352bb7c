package network_test

import (
	"net/netip"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

func block(cidr string, port int) networks.Destination {
	return networks.Block(netip.MustParsePrefix(cidr), port)
}

func TestWalkToBlock(t *testing.T) {
	to := func(g string) func(*facts.Network) {
		return egress(facts.Rule{Protocol: "tcp", From: 5432, To: 5432, Groups: []string{g}})
	}
	database := func(n *facts.Network) {
		n.Interfaces = append(n.Interfaces, facts.Interface{
			ID: "eni-db", Subnet: inherits, Groups: []string{"sg-door"}, Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.7")},
		})
	}
	checkWalks(t, sender(), block("10.0.1.7/32", 5432), map[string]walkCase{
		"open":                         {ready(), open, "", ""},
		"without DNS":                  {ready(vpc(func(v *facts.VPC) { v.DNSSupport = false })), open, "", ""},
		"by group":                     {ready(to("sg-door"), database), open, "", ""},
		"by a group that is elsewhere": {ready(to("sg-door")), blocked, networks.CauseGroups, "no rule lets tcp 5432 out to 10.0.1.7/32"},
		"by a group that is gone":      {ready(to("sg-gone")), unknown, networks.CauseNotKnown, "sg-gone, whose members are not known"},
		"by group, interfaces unread":  {ready(to("sg-door"), unseen), unknown, networks.CauseNotRead, "sg-door"},
		"not on 443":                   {ready(egress(toCIDRs(tcp(443, 443), "0.0.0.0/0"))), blocked, networks.CauseGroups, "tcp 5432"},
		"its subnet's ACL":             {ready(acl(inherits, entry(1, true, true, "0.0.0.0/0", -1, -1))), blocked, networks.CauseACLOut, "tcp 5432 in from"},
		"ACLs unread":                  {ready(gap(facts.TopicACLs, "x")), unknown, networks.CauseNotRead, ""},
		"through a firewall":           {ready(routed("rtb-private", route("10.0.1.0/24", "eni-fw"))), unknown, networks.CauseUnverified, "eni-fw"},
	})
	checkWalks(t, sender(), block("10.0.0.0/24", 443), map[string]walkCase{"its own subnet": {ready(acl(privateA)), open, "", ""}})
	checkWalks(t, sender(), block("10.20.0.0/16", 443), map[string]walkCase{
		"no route":          {ready(), blocked, networks.CauseNoRoute, "no route leads to 10.20.0.0/16"},
		"peering":           {ready(routed("rtb-private", route("10.20.0.0/16", "pcx-1"))), unknown, networks.CauseUnverified, "pcx-1"},
		"half a peering":    {ready(routed("rtb-private", route("10.20.0.0/17", "pcx-1"))), blocked, networks.CauseNoRoute, "10.20.128.0/17"},
		"a dead peering":    {ready(routed("rtb-private", blackhole("10.20.0.0/16", "pcx-1"))), blocked, networks.CauseBlackhole, ""},
		"by NAT to nowhere": {viaNAT(), blocked, networks.CauseNoRoute, "no private addresses"},
		"by list":           {ready(routed("rtb-private", route("pl-own", "tgw-1")), list("pl-own", "10.20.0.0/16")), unknown, networks.CauseUnverified, "tgw-1"},
		"by a list unread":  {ready(routed("rtb-private", route("pl-own", "tgw-1"))), unknown, networks.CauseNotRead, "pl-own"},
	})
	checkWalks(t, sender(), block("93.184.216.34/32", 443), map[string]walkCase{
		"by NAT":     {viaNAT(), open, "", ""},
		"not by NAT": {ready(), blocked, networks.CauseNoRoute, ""},
		"S3's list unread": {
			viaNAT(routed("rtb-private", route(prefixList, "vpce-s3")), func(n *facts.Network) { n.S3.CIDRs = nil }),
			unknown, networks.CauseNotRead, prefixList,
		},
	})
	checkWalks(t, sender(), block("52.216.0.0/24", 443), map[string]walkCase{
		"S3's own addresses": {ready(), unknown, networks.CauseUnverified, "vpce-s3"},
	})
	checkWalks(t, sender(), block("2600:1f00::/64", 443), map[string]walkCase{
		"IPv6, no rule": {ready(), blocked, networks.CauseGroups, "no rule"},
		"IPv6": {ready(egress(toCIDRs(tcp(443, 443), "::/0")), acl(privateA, entry(1, true, true, "::/0", -1, -1), entry(1, false, true, "::/0", -1, -1)),
			routed("rtb-private", route("::/0", "eigw-1"))), unknown, networks.CauseUnverified, "IPv6"},
	})
	five := func(n *facts.Network) {
		n.VPC.CIDRs = prefixes("10.0.0.0/16", "10.1.0.0/16", "100.64.0.0/16", "52.216.0.0/24", "10.4.0.0/16")
		for _, cidr := range n.VPC.CIDRs[1:] {
			routed("rtb-private", route(cidr.String(), "local"))(n)
		}
		n.Subnets = append(n.Subnets, facts.Subnet{ID: "subnet-5", VPC: vpcID, CIDR: prefixes("10.4.0.0/24")[0]}, facts.Subnet{ID: "subnet-6", VPC: vpcID, IPv6Only: true})
	}
	checkWalks(t, sender(), block("10.4.0.0/24", 443), map[string]walkCase{
		"a VPC of five blocks":        {ready(five), open, "", ""},
		"and an ACL before the fifth": {ready(five, acl("subnet-5")), blocked, networks.CauseACLOut, ""},
	})
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"a block that may hide S3": {ready(five, func(n *facts.Network) { n.S3.CIDRs = nil }), unknown, networks.CauseNotRead, "52.216.0.0/24"},
		"a block that hides S3":    {ready(five), blocked, networks.CauseShadowed, "52.216.0.0/24"},
	})
	checkWalks(t, sender(), networks.Destination{Name: "ten", Kind: networks.KindBlock}, map[string]walkCase{
		"no block": {ready(), unknown, networks.CauseNotKnown, "ten"},
	})
}
