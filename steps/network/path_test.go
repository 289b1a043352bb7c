package network_test

import (
	"strings"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

type pathCase struct {
	network facts.Network
	want    networks.Verdict
	why     string // part of the decisive hop's reason
}

func checkPaths(t *testing.T, subnet string, tests map[string]pathCase) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := networks.S3Path(test.network, subnet)
			if got.Verdict != test.want {
				t.Errorf("got %s, want %s: %+v", got.Verdict, test.want, got.Hops)
			}
			if len(got.Hops) == 0 {
				t.Fatal("no hop")
			}
			decisive, closed := got.Closed()
			if !closed {
				decisive = got.Hops[len(got.Hops)-1]
			}
			if !strings.Contains(decisive.Why, test.why) || decisive.Verdict != got.Verdict {
				t.Errorf("the decisive hop is %+v, want %q in it", decisive, test.why)
			}
			if got.Subnet != subnet || got.To != networks.ToS3 {
				t.Errorf("a path from %s to %s", got.Subnet, got.To)
			}
		})
	}
}

func TestS3PathByGatewayEndpoint(t *testing.T) {
	const viaEndpoint = "vpce-s3"
	on := routed("rtb-private", route(prefixList, viaEndpoint))
	checkPaths(t, privateA, map[string]pathCase{
		"open":                      {network(on), networks.Open, "is available"},
		"open beside any other way": {network(on, routed("rtb-private", route("0.0.0.0/0", "tgw-1"))), networks.Open, "is available"},
		"available in capitals":     {network(on, endpoint(func(e *facts.Endpoint) { e.State = "Available" })), networks.Open, "is available"},
		"unseen, as in a shared VPC": {
			network(on, func(n *facts.Network) { n.Endpoints = nil }), networks.Open, "could not be read",
		},
		"pending":            {network(on, endpoint(func(e *facts.Endpoint) { e.State = "Pending" })), networks.Unknown, "is pending"},
		"without a state":    {network(on, endpoint(func(e *facts.Endpoint) { e.State = "" })), networks.Unknown, "in no known state"},
		"deleting":           {network(on, endpoint(func(e *facts.Endpoint) { e.State = "deleting" })), networks.Blocked, "is deleting"},
		"blackhole":          {network(routed("rtb-private", blackhole(prefixList, viaEndpoint))), networks.Blocked, "blackhole"},
		"blackhole and NAT":  {network(routed("rtb-private", blackhole(prefixList, viaEndpoint), route("0.0.0.0/0", "nat-1"))), networks.Blocked, "blackhole"},
		"a state of its own": {network(routed("rtb-private", facts.Route{Destination: prefixList, Target: viaEndpoint, State: "odd"})), networks.Unknown, `"odd"`},
		"prefix list and endpoints unread": {network(
			routed("rtb-private", route("pl-any", viaEndpoint)),
			gap(facts.TopicPrefixLists, "ec2:DescribeManagedPrefixLists"), gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints"),
		), networks.Unknown, "may be the one to S3"},
	})
	checkPaths(t, inherits, map[string]pathCase{
		"by the main table":       {network(routed("rtb-main", route(prefixList, viaEndpoint))), networks.Open, "is available"},
		"not by another's table":  {network(on), networks.Blocked, "no route leads to S3"},
		"tables unread":           {network(on, gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")), networks.Unknown, "ec2:DescribeRouteTables was denied"},
		"subnets unread":          {network(gap(facts.TopicSubnets, "ec2:DescribeSubnets")), networks.Unknown, "ec2:DescribeSubnets was denied"},
		"no main table was found": {network(func(n *facts.Network) { n.RouteTables = n.RouteTables[:1] }), networks.Unknown, "no main one was"},
	})
	checkPaths(t, "subnet-x", map[string]pathCase{"of another VPC": {network(on), networks.Unknown, "lies in vpc-2"}})
	checkPaths(t, "subnet-none", map[string]pathCase{"never read": {network(on), networks.Unknown, "not among those read"}})
}

func TestS3PathByPublicAddresses(t *testing.T) {
	viaNAT := routed("rtb-private", route("0.0.0.0/0", "nat-1"))
	checkPaths(t, privateA, map[string]pathCase{
		"NAT": {network(viaNAT), networks.Open, "its subnet subnet-p has a route to igw-1"},
		"regional NAT": {network(viaNAT, nat(func(g *facts.NATGateway) {
			g.Mode, g.Subnet = "regional", ""
		})), networks.Open, "not verified"},
		"NAT in a subnet that was not read": {network(viaNAT, nat(func(g *facts.NATGateway) { g.Subnet = "subnet-none" })), networks.Unknown, "is not known"},
		"NAT in a private subnet":           {network(viaNAT, nat(func(g *facts.NATGateway) { g.Subnet = inherits })), networks.Blocked, "no default route"},
		"NAT behind itself":                 {network(viaNAT, nat(func(g *facts.NATGateway) { g.Subnet = privateA })), networks.Blocked, "goes to nat-1"},
		"NAT behind a firewall": {network(viaNAT, nat(func(g *facts.NATGateway) { g.Subnet = inherits }),
			routed("rtb-main", route("0.0.0.0/0", "vpce-fw"))), networks.Unknown, "goes to vpce-fw"},
		"NAT behind a dead gateway": {network(viaNAT, nat(func(g *facts.NATGateway) { g.Subnet = inherits }),
			routed("rtb-main", blackhole("0.0.0.0/0", "igw-0"))), networks.Blocked, "is not active"},
		"NAT whose subnet has only the endpoint": {network(viaNAT, nat(func(g *facts.NATGateway) { g.Subnet = inherits }),
			routed("rtb-main", route(prefixList, "vpce-s3"))), networks.Unknown, "gateway endpoint"},
		"NAT pending": {network(viaNAT, nat(func(g *facts.NATGateway) { g.State = "pending" })), networks.Unknown, "is pending"},
		"NAT failed":  {network(viaNAT, nat(func(g *facts.NATGateway) { g.State = "failed" })), networks.Blocked, "is failed"},
		"private NAT": {network(viaNAT, nat(func(g *facts.NATGateway) { g.Connectivity = "private" })), networks.Blocked, "is private"},
		// Seed 3351 of the random accounts.
		"private NAT that sends to itself": {network(viaNAT, routed("rtb-main", route("0.0.0.0/0", "nat-1")), nat(func(g *facts.NATGateway) {
			g.Connectivity, g.Subnet = "private", inherits
		})), networks.Blocked, "to the NAT gateway itself"},
		"NAT of no kind":    {network(viaNAT, nat(func(g *facts.NATGateway) { g.Connectivity = "" })), networks.Unknown, "is private"},
		"NAT not found":     {network(viaNAT, nat(func(g *facts.NATGateway) { g.ID = "nat-2" })), networks.Unknown, "not among"},
		"NAT unread":        {network(viaNAT, gap(facts.TopicNATGateways, "ec2:DescribeNatGateways")), networks.Unknown, "ec2:DescribeNatGateways was denied"},
		"NAT route is dead": {network(routed("rtb-private", blackhole("0.0.0.0/0", "nat-1"))), networks.Blocked, "blackhole"},
		"NAT for half of S3": {network(
			routed("rtb-private", route("3.0.0.0/8", "nat-1")),
		), networks.Blocked, "some addresses of S3 have no route"},
		"NAT by two halves of the internet": {network(
			routed("rtb-private", route("0.0.0.0/1", "nat-1"), route("128.0.0.0/1", "nat-1")),
		), networks.Open, "has a route to igw-1"},
		"a longer route to a transit gateway": {network(viaNAT,
			routed("rtb-private", route("52.216.0.0/16", "tgw-1")),
		), networks.Unknown, "52.216.0.0/16 to tgw-1"},
		"a longer route that leads nowhere": {network(viaNAT,
			routed("rtb-private", blackhole("52.216.0.0/16", "pcx-1")),
		), networks.Blocked, "52.216.0.0/16 to pcx-1 is a blackhole"},
		"a longer route elsewhere":        {network(viaNAT, routed("rtb-private", route("192.168.0.0/16", "tgw-1"))), networks.Open, "has a route to igw-1"},
		"an internet gateway":             {network(routed("rtb-private", route("0.0.0.0/0", "igw-1"))), networks.Blocked, "only private addresses"},
		"an egress-only gateway for IPv6": {network(routed("rtb-private", route("::/0", "eigw-1"))), networks.Blocked, "no route leads to S3"},
		"a transit gateway":               {network(routed("rtb-private", route("0.0.0.0/0", "tgw-1"))), networks.Unknown, "tgw-1"},
		"an instance":                     {network(routed("rtb-private", route("0.0.0.0/0", "eni-1"))), networks.Unknown, "eni-1"},
		"a peering":                       {network(routed("rtb-private", route("0.0.0.0/0", "pcx-1"))), networks.Unknown, "pcx-1"},
		"a firewall":                      {network(routed("rtb-private", route("0.0.0.0/0", "vpce-fw"))), networks.Unknown, "vpce-fw"},
		"no target at all":                {network(routed("rtb-private", route("0.0.0.0/0", ""))), networks.Unknown, "cannot be read"},
		"a list of the customer's own":    {network(routed("rtb-private", route("pl-own", "nat-1"))), networks.Unknown, "the entries of pl-own"},
		"DynamoDB's list":                 {network(routed("rtb-private", route("pl-ddb", "vpce-ddb"))), networks.Blocked, "no route leads to S3"},
		"destinations that are none":      {network(routed("rtb-private", route("", ""), route("ten", "nat-1"))), networks.Blocked, "no route leads to S3"},
		"endpoints unread":                {network(gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")), networks.Unknown, "ec2:DescribeVpcEndpoints was denied"},
		"entries unread, NAT":             {network(viaNAT, gap(facts.TopicPrefixLists, "x")), networks.Open, "has a route to igw-1"},
		"entries unread, NAT and a longer route": {network(gap(facts.TopicPrefixLists, "x"), viaNAT,
			routed("rtb-private", route("52.0.0.0/8", "tgw-1"))), networks.Unknown, "52.0.0.0/8"},
		"entries unread, NAT twice": {network(gap(facts.TopicPrefixLists, "x"), viaNAT,
			routed("rtb-private", route("52.0.0.0/8", "nat-1"))), networks.Open, "has a route to igw-1"},
		"entries unread, NAT and a corporate network": {network(gap(facts.TopicPrefixLists, "x"), viaNAT,
			routed("rtb-private", route("10.8.0.0/13", "tgw-1"))), networks.Open, "has a route to igw-1"},
		"entries unread, nothing": {network(gap(facts.TopicPrefixLists, "x")), networks.Blocked, "no route leads to S3"},
		"entries unread, public routes": {network(gap(facts.TopicPrefixLists, "x"),
			routed("rtb-private", route("3.0.0.0/8", "nat-1"))), networks.Unknown, "3.0.0.0/8"},
		"an interface endpoint with private names": {network(endpoint(func(e *facts.Endpoint) {
			e.Type, e.PrivateDNS = "Interface", true
		})), networks.Unknown, "interface endpoint"},
		"an interface endpoint without": {network(endpoint(func(e *facts.Endpoint) { e.Type = "Interface" })), networks.Blocked, "no route leads to S3"},
	})
}
