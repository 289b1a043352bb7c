package network_test

import (
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

const (
	open    = networks.Open
	blocked = networks.Blocked
	unknown = networks.Unknown
)

func TestWalkNames(t *testing.T) {
	noDNS := vpc(func(v *facts.VPC) { v.DNSSupport = false })
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"open":                      {ready(), open, "", ""},
		"DNS support off":           {ready(noDNS), blocked, networks.CauseDNSOff, "DNS support is off"},
		"hostnames alone off":       {ready(vpc(func(v *facts.VPC) { v.DNSHostnames = false })), open, "", ""},
		"another resolver":          {ready(dns("10.0.0.9")), unknown, networks.CauseCustomResolver, "10.0.0.9"},
		"another, and no support":   {ready(noDNS, dns("10.0.0.9")), unknown, networks.CauseCustomResolver, "10.0.0.9"},
		"Amazon's by address":       {ready(dns("169.254.169.253")), open, "", ""},
		"attributes unread":         {ready(gap(facts.TopicDNS, "ec2:DescribeVpcAttribute")), unknown, networks.CauseNotRead, "ec2:DescribeVpcAttribute"},
		"DHCP options unread":       {ready(gap(facts.TopicDHCP, "ec2:DescribeDhcpOptions")), unknown, networks.CauseNotRead, "ec2:DescribeDhcpOptions"},
		"endpoints unread":          {ready(gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")), unknown, networks.CauseNotRead, "lead to an interface endpoint is not known"},
		"endpoints unread, no rule": {ready(gap(facts.TopicEndpoints, "x"), egress()), blocked, networks.CauseGroups, "no rule"},
	})
	checkWalks(t, sender(), networks.Internet(), map[string]walkCase{
		"DNS support off": {ready(noDNS), blocked, networks.CauseDNSOff, ""},
	})
	verdicts := map[string]struct {
		network     facts.Network
		s3, private networks.Verdict
	}{
		"both on":          {ready(), open, open},
		"support off":      {ready(noDNS), blocked, blocked},
		"hostnames off":    {ready(vpc(func(v *facts.VPC) { v.DNSHostnames = false })), open, blocked},
		"another resolver": {ready(dns("10.0.0.9")), unknown, unknown},
		"unread":           {ready(gap(facts.TopicDNS, "x")), unknown, unknown},
		"VPC unread":       {ready(gap(facts.TopicVPC, "x")), unknown, unknown},
	}
	for name, test := range verdicts {
		s3, why := networks.NamesS3(test.network)
		private, because := networks.PrivateNames(test.network)
		if s3 != test.s3 || private != test.private || why == "" || because == "" {
			t.Errorf("%s: %s (%s), %s (%s)", name, s3, why, private, because)
		}
	}
}

func TestWalkGroups(t *testing.T) {
	https := tcp(443, 443)
	two := networks.Sender{Subnet: privateA, Groups: []string{group, "sg-2"}}
	second := func(rules ...facts.Rule) func(*facts.Network) {
		return func(n *facts.Network) {
			n.SecurityGroups = append(n.SecurityGroups, facts.SecurityGroup{ID: "sg-2", VPC: vpcID, Egress: rules})
		}
	}
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"the prefix list":               {ready(egress(toLists(https, prefixList))), open, "", ""},
		"no rule":                       {ready(egress()), blocked, networks.CauseGroups, "no rule lets tcp 443 out to S3"},
		"IPv6 alone":                    {ready(egress(toCIDRs(https, "::/0"))), blocked, networks.CauseGroups, "no rule"},
		"every entry":                   {ready(egress(toCIDRs(https, "3.5.0.0/19", "52.216.0.0/15"))), open, "", ""},
		"all but one":                   {ready(egress(toCIDRs(https, "3.5.0.0/19", "52.216.0.0/16"))), blocked, networks.CauseGroups, "leaves out 52.217.0.0/16"},
		"a list that holds S3":          {ready(egress(toLists(https, "pl-own")), list("pl-own", "3.0.0.0/8", "52.0.0.0/8")), open, "", ""},
		"a list that holds a part":      {ready(egress(toLists(https, "pl-own")), list("pl-own", "3.0.0.0/8")), blocked, networks.CauseGroups, "leaves out 52.216.0.0/15"},
		"a list that was not read":      {ready(egress(toLists(https, "pl-own")), unlisted("pl-own")), unknown, networks.CauseNotRead, "pl-own"},
		"a list that nobody knows":      {ready(egress(toLists(https, "pl-own"))), unknown, networks.CauseNotRead, "pl-own"},
		"an empty list":                 {ready(egress(toLists(https, "pl-own")), list("pl-own")), blocked, networks.CauseGroups, "no rule"},
		"a deleted group as peer":       {ready(egress(facts.Rule{Protocol: "-1", From: -1, To: -1, Groups: []string{"sg-gone"}})), blocked, networks.CauseGroups, "no rule"},
		"groups unread":                 {ready(gap(facts.TopicSecurityGroups, "ec2:DescribeSecurityGroups")), unknown, networks.CauseNotRead, "ec2:DescribeSecurityGroups"},
		"a group that is gone":          {ready(func(n *facts.Network) { n.SecurityGroups = nil }), unknown, networks.CauseNotKnown, "sg-model is not among"},
		"S3's entries unread, the list": {ready(egress(toLists(https, prefixList)), func(n *facts.Network) { n.S3.CIDRs = nil }), open, "", ""},
	})
	checkWalks(t, two, networks.S3(nil), map[string]walkCase{
		"each lets half out":      {ready(egress(toCIDRs(https, "3.0.0.0/8")), second(toCIDRs(https, "52.0.0.0/8"))), open, "", ""},
		"both the same half":      {ready(egress(toCIDRs(https, "3.0.0.0/8")), second(toCIDRs(https, "3.0.0.0/8"))), blocked, networks.CauseGroups, "52.216.0.0/15"},
		"one of two is gone":      {ready(egress(toCIDRs(https, "3.0.0.0/8"))), unknown, networks.CauseNotKnown, "sg-2"},
		"one is gone, one enough": {ready(), open, "", ""},
	})
	checkWalks(t, networks.Sender{Subnet: privateA}, networks.S3(nil), map[string]walkCase{
		"no group is chosen": {ready(), unknown, networks.CauseNotKnown, "no security group"},
	})
}

func TestWalkACL(t *testing.T) {
	all := allowAll()
	out443, back := entry(100, true, true, "0.0.0.0/0", 443, 443), entry(100, false, true, "0.0.0.0/0", 1024, 65535)
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"just enough":      {ready(acl(privateA, out443, back)), open, "", ""},
		"nothing":          {ready(acl(privateA)), blocked, networks.CauseACLOut, "implicit deny"},
		"another subnet's": {ready(acl(inherits)), open, "", ""},
		"no way out":       {ready(acl(privateA, entry(100, true, true, "0.0.0.0/0", 444, 65535), back)), blocked, networks.CauseACLOut, "implicit deny"},
		"a deny before":    {ready(acl(privateA, append(all, entry(90, true, false, "52.217.255.0/24", 443, 443))...)), blocked, networks.CauseACLOut, "rule 90, 52.217.255.0/24 denies"},
		"a deny after":     {ready(acl(privateA, append(all, entry(110, true, false, "52.217.255.0/24", 443, 443))...)), open, "", ""},
		"a deny elsewhere": {ready(acl(privateA, append(all, entry(90, true, false, "52.218.0.0/16", 443, 443))...)), open, "", ""},
		"a deny of IPv6":   {ready(acl(privateA, append(all, entry(90, true, false, "::/0", -1, -1))...)), open, "", ""},
		"S3 by two rules":  {ready(acl(privateA, entry(1, true, true, "3.0.0.0/8", 443, 443), entry(2, true, true, "52.0.0.0/8", 443, 443), back)), open, "", ""},
		"udp is no tcp": {ready(acl(privateA, back, facts.ACLEntry{
			Number: 1, Egress: true, Allow: true, Protocol: "17", CIDR: prefixes("0.0.0.0/0")[0], From: 443, To: 443,
		})), blocked, networks.CauseACLOut, "implicit deny"},
		"no answers":     {ready(acl(privateA, out443)), blocked, networks.CauseACLReturn, "answers of S3 in"},
		"answers at 443": {ready(acl(privateA, out443, entry(100, false, true, "0.0.0.0/0", 443, 443))), blocked, networks.CauseACLReturn, ""},
		"answers at Linux's ports": {
			ready(acl(privateA, out443, entry(100, false, true, "0.0.0.0/0", 32768, 60999))), unknown, networks.CauseACLReturn, "port 1024",
		},
		"answers at fewer": {ready(acl(privateA, out443, entry(100, false, true, "0.0.0.0/0", 32768, 60998))), blocked, networks.CauseACLReturn, "at port 60999"},
		"a port of them denied": {
			ready(acl(privateA, out443, back, entry(50, false, false, "0.0.0.0/0", 33000, 33000))), blocked, networks.CauseACLReturn, "rule 50",
		},
		"a port of the others denied": {
			ready(acl(privateA, out443, back, entry(50, false, false, "0.0.0.0/0", 3389, 3389))), unknown, networks.CauseACLReturn, "port 3389",
		},
		"answers of a part": {ready(acl(privateA, out443, entry(100, false, true, "3.0.0.0/8", -1, -1))), blocked, networks.CauseACLReturn, "52.216.0.0/15"},
		"an entry without addresses": {
			ready(acl(privateA, append(all, facts.ACLEntry{Number: 1, Egress: true, Protocol: "-1"})...)), unknown, networks.CauseNotKnown, "",
		},
		"unread": {ready(gap(facts.TopicACLs, "ec2:DescribeNetworkAcls")), unknown, networks.CauseNotRead, "ec2:DescribeNetworkAcls"},
		"none":   {ready(func(n *facts.Network) { n.ACLs = nil }), unknown, networks.CauseNotKnown, "no network ACL"},
		"none without associations": {
			ready(func(n *facts.Network) { n.ACLs[0].Default = false }), unknown, networks.CauseNotKnown, "no network ACL",
		},
	})
}

func TestWalkRoutesToS3(t *testing.T) {
	own := func(routes ...facts.Route) func(*facts.Network) { return routed("rtb-private", routes...) }
	bare := func(n *facts.Network) { n.RouteTables[0].Routes = nil }
	dim := func(n *facts.Network) { n.S3.CIDRs = nil }
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"no route":                 {ready(unrouted), blocked, networks.CauseNoRoute, "no route leads to S3"},
		"a table without routes":   {ready(bare), blocked, networks.CauseNoRoute, "no route leads to S3"},
		"blackhole":                {ready(unrouted, own(blackhole(prefixList, "vpce-s3"))), blocked, networks.CauseBlackhole, "blackhole"},
		"a default beside":         {ready(own(route("0.0.0.0/0", "tgw-1"))), open, "", ""},
		"shadowed by NAT":          {ready(own(route("52.216.0.0/16", "nat-1"))), open, networks.CauseShadowed, "52.216.0.0/16 from the gateway endpoint"},
		"as long as an entry":      {ready(own(route("52.216.0.0/15", "tgw-1"))), unknown, networks.CauseShadowed, "52.216.0.0/15 from"},
		"shorter than every entry": {ready(own(route("52.0.0.0/8", "tgw-1"))), open, "", ""},
		"beside every entry":       {ready(own(route("52.218.0.0/16", "tgw-1"))), open, "", ""},
		"shadowed by a blackhole":  {ready(own(blackhole("52.216.0.0/16", "pcx-1"))), blocked, networks.CauseShadowed, "blackhole"},
		"shadowed by an internet gateway": {
			ready(own(route("52.216.0.0/16", "igw-1"))), blocked, networks.CauseShadowed, "only private addresses",
		},
		"shadowed by a list":       {ready(own(route("pl-own", "tgw-1")), list("pl-own", "52.216.0.0/16")), unknown, networks.CauseShadowed, "pl-own"},
		"a list beside":            {ready(own(route("pl-own", "tgw-1")), list("pl-own", "10.8.0.0/16")), open, "", ""},
		"a list that was not read": {ready(own(route("pl-own", "tgw-1")), unlisted("pl-own")), unknown, networks.CauseNotRead, "pl-own"},
		"another service's list":   {ready(own(route("pl-ddb", "vpce-ddb")), unlisted("pl-ddb")), open, "", ""},
		"entries unread":           {ready(dim), open, "", ""},
		"entries unread, a public route": {
			ready(dim, own(route("52.216.0.0/16", "tgw-1"))), unknown, networks.CauseNotRead, "52.216.0.0/16",
		},
		"an instance":      {ready(unrouted, own(route("0.0.0.0/0", "eni-1"))), unknown, networks.CauseUnverified, "eni-1"},
		"a peering":        {ready(unrouted, own(route("0.0.0.0/0", "pcx-1"))), unknown, networks.CauseUnverified, "pcx-1"},
		"a transit":        {ready(unrouted, own(route("0.0.0.0/0", "tgw-1"))), unknown, networks.CauseUnverified, "tgw-1"},
		"a firewall":       {ready(unrouted, own(route("0.0.0.0/0", "vpce-fw"))), unknown, networks.CauseUnverified, "vpce-fw"},
		"something new":    {ready(unrouted, own(route("0.0.0.0/0", "arn:aws:x"))), unknown, networks.CauseUnverified, "arn:aws:x"},
		"internet gateway": {ready(unrouted, own(route("0.0.0.0/0", "igw-1"))), blocked, networks.CauseInternetGateway, "private addresses"},
		"egress-only":      {ready(unrouted, own(route("0.0.0.0/0", "eigw-1"))), blocked, networks.CauseEgressOnly, "IPv6"},
		"for IPv6 alone":   {ready(unrouted, own(route("::/0", "eigw-1"))), blocked, networks.CauseNoRoute, ""},
		"tables unread":    {ready(gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")), unknown, networks.CauseNotRead, "ec2:DescribeRouteTables"},
	})
}

func TestWalkGatewayEndpoint(t *testing.T) {
	says := func(v networks.Verdict) networks.Destination {
		return networks.S3(func(e facts.Endpoint) (networks.Verdict, string) { return v, "it says so of " + e.ID })
	}
	gone := func(n *facts.Network) { n.Endpoints = nil }
	pending := endpoint(func(e *facts.Endpoint) { e.State = "pending" })
	deleted := endpoint(func(e *facts.Endpoint) { e.State = "Deleted" })
	checkWalks(t, sender(), says(open), map[string]walkCase{
		"allowed": {ready(), open, "", ""},
		"pending": {ready(pending), unknown, networks.CauseEndpointState, "is pending"},
		"deleted": {ready(deleted), blocked, networks.CauseEndpointState, "is deleted"},
		"unseen":  {ready(gone), unknown, networks.CauseNotKnown, "policy could not be read"},
	})
	checkWalks(t, sender(), says(blocked), map[string]walkCase{
		"denied":             {ready(), blocked, networks.CausePolicy, "it says so of vpce-s3"},
		"by NAT, not denied": {ready(unrouted, routed("rtb-private", route("0.0.0.0/0", "nat-1"))), open, "", ""},
	})
	checkWalks(t, sender(), says(unknown), map[string]walkCase{"cannot tell": {ready(), unknown, networks.CausePolicy, ""}})
	checkWalks(t, sender(), says("odd"), map[string]walkCase{"an odd answer": {ready(), unknown, networks.CausePolicy, ""}})
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{"unseen, policies left out": {ready(gone), open, "", ""}})
}
