package network_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

// anyRoutes draws routes that an account can have: one a destination, and a gateway
// endpoint is the target of its own service's prefix list alone.
func anyRoutes(t *rapid.T, label string) []facts.Route {
	return rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) facts.Route {
		r := rapid.SampledFrom([]facts.Route{
			route(prefixList, "vpce-s3"), route(prefixList, "vpce-owner"), route("pl-ddb", "vpce-ddb"), {},
		}).Draw(t, "service")
		if r.Destination == "" {
			r.Destination = rapid.SampledFrom([]string{
				"0.0.0.0/0", "0.0.0.0/1", "52.216.0.0/16", "3.0.0.0/8", "10.0.0.0/8", "pl-own", "::/0", "odd", "",
			}).Draw(t, "destination")
			r.Target = rapid.SampledFrom([]string{"vpce-fw", "nat-1", "nat-2", "igw-1", "eigw-1", "tgw-1", "local", ""}).Draw(t, "target")
		}
		r.State = rapid.SampledFrom([]string{"active", "active", "active", "blackhole", ""}).Draw(t, "state")
		return r
	}), 0, 4, func(r facts.Route) string { return r.Destination }).Draw(t, label)
}

func anyNetwork(t *rapid.T) facts.Network {
	return network(
		routed("rtb-private", anyRoutes(t, "private")...),
		routed("rtb-main", anyRoutes(t, "main")...),
		routed("rtb-public", anyRoutes(t, "public")...),
		nat(func(g *facts.NATGateway) {
			g.State = rapid.SampledFrom([]string{"available", "available", "pending", "failed"}).Draw(t, "NAT state")
			g.Connectivity = rapid.SampledFrom([]string{"public", "public", "private", ""}).Draw(t, "connectivity")
			g.Subnet = rapid.SampledFrom([]string{privateA, inherits, publicA, "subnet-none", ""}).Draw(t, "NAT subnet")
		}),
		func(n *facts.Network) {
			if rapid.Bool().Draw(t, "an interface endpoint") {
				n.Endpoints = append(n.Endpoints, facts.Endpoint{
					ID: "vpce-if", VPC: vpcID, Service: n.S3.Service, Type: "Interface", State: "available",
					PrivateDNS: rapid.Bool().Draw(t, "private DNS"),
				})
			}
		},
	)
}

// Not being allowed to look turns a verdict into Unknown at most, never into its opposite.
func TestGapsNeverTurnAVerdict(t *testing.T) {
	topics := []facts.Topic{
		facts.TopicRouteTables, facts.TopicEndpoints, facts.TopicNATGateways, facts.TopicSubnets, facts.TopicPrefixLists,
	}
	rapid.Check(t, func(t *rapid.T) {
		n := anyNetwork(t)
		subnet := rapid.SampledFrom([]string{privateA, inherits, publicA, "subnet-x"}).Draw(t, "subnet")
		before := networks.S3Path(n, subnet)
		less := n
		for _, topic := range rapid.SliceOfNDistinct(rapid.SampledFrom(topics), 1, 3, rapid.ID).Draw(t, "gaps") {
			gap(topic, string(topic))(&less)
		}
		after := networks.S3Path(less, subnet)
		if after.Verdict != before.Verdict && after.Verdict != networks.Unknown && before.Verdict != networks.Unknown {
			t.Fatalf("%+v becomes %+v", before, after)
		}
		if len(after.Hops) == 0 || !reflect.DeepEqual(after, networks.S3Path(less, subnet)) {
			t.Fatalf("got %+v", after)
		}
	})
}

// Every subnet is on the table that is in effect for it, and on no other.
func TestSubnetsOnIsTheInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyNetwork(t)
		on := map[string]string{}
		for _, table := range n.RouteTables {
			for _, s := range networks.SubnetsOn(n, table.ID) {
				if other, twice := on[s.ID]; twice {
					t.Fatalf("%s is on %s and on %s", s.ID, other, table.ID)
				}
				on[s.ID] = table.ID
			}
		}
		for _, s := range n.Members() {
			if table, _ := networks.EffectiveRouteTable(n, s.ID); on[s.ID] != table.ID {
				t.Fatalf("%s follows %s and is on %s", s.ID, table.ID, on[s.ID])
			}
		}
	})
}
