package network_test

import (
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

// viaNAT is a network whose private subnet goes out by nat-1 alone.
func viaNAT(changes ...func(*facts.Network)) facts.Network {
	return ready(append([]func(*facts.Network){unrouted, routed("rtb-private", route("0.0.0.0/0", "nat-1"))}, changes...)...)
}

func lockdown(mode string) func(*facts.Network) {
	return vpc(func(v *facts.VPC) { v.BlockPublicAccess = mode })
}

func TestWalkNAT(t *testing.T) {
	in := nat(func(g *facts.NATGateway) { g.Subnet = privateA })
	regional := nat(func(g *facts.NATGateway) { g.Mode, g.Subnet = "regional", "" })
	noGateway := func(n *facts.Network) { n.InternetGateways = nil }
	tests := map[string]walkCase{
		"open": {viaNAT(), open, "", ""},
		"failed": {viaNAT(nat(func(g *facts.NATGateway) {
			g.State, g.FailureCode, g.FailureMessage = "failed", "Gateway.NotAttached", "Network vpc-1 has no Internet gateway attached."
		})), blocked, networks.CauseNATState, "failed (Gateway.NotAttached: Network vpc-1 has no Internet gateway attached)"},
		"pending":                  {viaNAT(nat(func(g *facts.NATGateway) { g.State = "pending" })), unknown, networks.CauseNATState, "pending"},
		"private":                  {viaNAT(nat(func(g *facts.NATGateway) { g.Connectivity = "private" })), blocked, networks.CauseNATPrivate, "drops"},
		"unread":                   {viaNAT(gap(facts.TopicNATGateways, "ec2:DescribeNatGateways")), unknown, networks.CauseNotRead, "ec2:DescribeNatGateways"},
		"unknown":                  {viaNAT(func(n *facts.Network) { n.NATGateways = nil }), unknown, networks.CauseNotKnown, "not among"},
		"in the sender's subnet":   {viaNAT(in), blocked, networks.CauseNATSubnet, "lies in the subnet that it should serve"},
		"in a subnet like it":      {viaNAT(nat(func(g *facts.NATGateway) { g.Subnet = inherits }), routed("rtb-main", route("0.0.0.0/0", "nat-1"))), blocked, networks.CauseNATRoute, "goes to nat-1"},
		"without a way out":        {viaNAT(nat(func(g *facts.NATGateway) { g.Subnet = inherits })), blocked, networks.CauseNATRoute, "no default route"},
		"behind a firewall":        {viaNAT(nat(func(g *facts.NATGateway) { g.Subnet = inherits }), routed("rtb-main", route("0.0.0.0/0", "vpce-fw"))), unknown, networks.CauseUnverified, "vpce-fw"},
		"two halves":               {viaNAT(nat(func(g *facts.NATGateway) { g.Subnet = inherits }), routed("rtb-main", route("0.0.0.0/1", "igw-1"), route("128.0.0.0/1", "igw-1"))), open, "", ""},
		"regional":                 {viaNAT(regional), open, "", ""},
		"regional, no gateway":     {viaNAT(regional, noGateway), blocked, networks.CauseNATRoute, "no internet gateway is attached"},
		"regional, not read":       {viaNAT(regional, gap(facts.TopicInternetGateways, "ec2:DescribeInternetGateways")), unknown, networks.CauseNotRead, "ec2:DescribeInternetGateways"},
		"zonal, gateways unread":   {viaNAT(gap(facts.TopicInternetGateways, "x")), open, "", ""},
		"public access blocked":    {viaNAT(lockdown("block-bidirectional")), blocked, networks.CauseBlockedPublic, "both directions"},
		"ingress blocked":          {viaNAT(lockdown("block-ingress")), open, "", ""},
		"regional, blocked":        {viaNAT(regional, lockdown("block-bidirectional")), blocked, networks.CauseBlockedPublic, ""},
		"NAT's subnet is excluded": {viaNAT(lockdown("block-bidirectional"), func(n *facts.Network) { n.Subnets[2].BlockPublicAccess = "off" }), open, "", ""},
	}
	checkWalks(t, sender(), networks.S3(nil), tests)
	checkWalks(t, sender(), networks.Internet(), tests)
	checkWalks(t, sender(), networks.Service("logs", logs()), tests)
	checkWalks(t, sender(), networks.Internet(), map[string]walkCase{
		"no NAT":                 {ready(), blocked, networks.CauseNoRoute, "no route leads to the internet"},
		"an internet gateway":    {ready(routed("rtb-private", route("0.0.0.0/0", "igw-1"))), blocked, networks.CauseInternetGateway, ""},
		"only to somewhere":      {ready(routed("rtb-private", route("8.8.8.0/24", "nat-1"))), unknown, networks.CauseNotKnown, "8.8.8.0/24"},
		"elsewhere for some":     {viaNAT(routed("rtb-private", blackhole("8.8.8.0/24", "pcx-1"))), unknown, networks.CauseBlackhole, "8.8.8.0/24"},
		"a private route beside": {viaNAT(routed("rtb-private", route("10.8.0.0/16", "tgw-1"))), open, "", ""},
		"S3 by its endpoint":     {viaNAT(routed("rtb-private", route(prefixList, "vpce-s3"))), open, "", ""},
		"a group for S3 alone":   {viaNAT(egress(toLists(tcp(443, 443), prefixList))), unknown, networks.CauseNotKnown, "not known"},
		"a group for the VPC":    {viaNAT(egress(toCIDRs(tcp(443, 443), "10.0.0.0/8"))), blocked, networks.CauseGroups, "no rule"},
		"a group by halves":      {viaNAT(egress(toCIDRs(tcp(443, 443), "0.0.0.0/1", "128.0.0.0/1"))), open, "", ""},
	})
}

func TestWalkNATsOwnACL(t *testing.T) {
	model, any4 := "10.0.0.0/24", "0.0.0.0/0"
	in, out := entry(1, false, true, model, 443, 443), entry(1, true, true, any4, 443, 443)
	back, on := entry(2, false, true, any4, 1024, 65535), entry(2, true, true, model, 1024, 65535)
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"just enough": {viaNAT(acl(publicA, in, out, back, on)), open, "", ""},
		"not let in": {
			viaNAT(acl(publicA, out, entry(2, false, true, "52.0.0.0/8", 1024, 65535), entry(3, false, true, "3.0.0.0/8", 1024, 65535), on)),
			blocked, networks.CauseACLOut, "in from subnet-a",
		},
		"half let in": {viaNAT(acl(publicA, entry(1, false, true, "10.0.0.0/25", 443, 443), out, on,
			entry(2, false, true, "52.0.0.0/8", 1024, 65535), entry(3, false, true, "3.0.0.0/8", 1024, 65535))), unknown, networks.CauseNotKnown, "10.0.0.128/25"},
		"not let out":             {viaNAT(acl(publicA, in, back, on)), blocked, networks.CauseACLOut, "of the NAT gateway out to S3"},
		"no answers":              {viaNAT(acl(publicA, in, out, on)), blocked, networks.CauseACLReturn, "in to the NAT gateway"},
		"answers at Linux's":      {viaNAT(acl(publicA, in, out, on, entry(2, false, true, any4, 32768, 60999))), blocked, networks.CauseACLReturn, "in to the NAT gateway"},
		"no answers on":           {viaNAT(acl(publicA, in, out, back)), blocked, networks.CauseACLReturn, "answers out to subnet-a"},
		"answers on at Linux's":   {viaNAT(acl(publicA, in, out, back, entry(2, true, true, model, 32768, 60999))), unknown, networks.CauseACLReturn, "out to subnet-a"},
		"the subnet is not known": {viaNAT(func(n *facts.Network) { n.Subnets[0].CIDR = prefixes("2600::/64")[0] }), unknown, networks.CauseNotKnown, "the sender's addresses are not"},
	})
}
