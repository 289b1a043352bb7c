package network_test

import (
	"slices"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

func TestEffectiveRouteTable(t *testing.T) {
	tests := map[string]struct {
		network facts.Network
		subnet  string
		want    string // "" for none
	}{
		"explicit":                    {network(), privateA, "rtb-private"},
		"inherited from the main one": {network(), inherits, "rtb-main"},
		"of another VPC":              {network(), "subnet-x", ""},
		"never read":                  {network(), "subnet-none", ""},
		"tables not read":             {network(gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")), privateA, ""},
		"no main table": {network(func(n *facts.Network) {
			n.RouteTables = n.RouteTables[:1]
		}), inherits, ""},
		"the main table of another VPC": {network(func(n *facts.Network) {
			n.RouteTables[1].VPC = "vpc-2"
		}), inherits, ""},
		"main and explicit at once": {network(func(n *facts.Network) {
			n.RouteTables[1].Subnets = []string{publicA}
			n.RouteTables = n.RouteTables[:2]
		}), publicA, "rtb-main"},
		"explicit although the subnets were not read": {network(gap(facts.TopicSubnets, "ec2:DescribeSubnets")), privateA, "rtb-private"},
		"not guessed when the subnets were not read":  {network(gap(facts.TopicSubnets, "ec2:DescribeSubnets")), inherits, ""},
		"an empty network":                            {facts.Network{}, "", ""},
	}
	for name, test := range tests {
		got, ok := networks.EffectiveRouteTable(test.network, test.subnet)
		if got.ID != test.want || ok != (test.want != "") {
			t.Errorf("%s: got %q %v, want %q", name, got.ID, ok, test.want)
		}
	}
}

func TestEffectiveRouteTables(t *testing.T) {
	n := network()
	tables := networks.EffectiveRouteTables(n, []string{publicA, inherits, privateA, "subnet-none", privateA})
	var got []string
	for _, table := range tables {
		got = append(got, table.ID)
	}
	if want := []string{"rtb-main", "rtb-private", "rtb-public"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if networks.EffectiveRouteTables(n, nil) == nil {
		t.Error("no subnets give no list at all")
	}
}

func TestSubnetsOn(t *testing.T) {
	n := network(func(n *facts.Network) {
		n.Subnets = append(n.Subnets, facts.Subnet{ID: "subnet-0", VPC: vpcID})
	})
	tests := map[string][]string{
		"rtb-main":    {"subnet-0", inherits},
		"rtb-private": {privateA},
		"rtb-none":    nil,
	}
	for table, want := range tests {
		var got []string
		for _, s := range networks.SubnetsOn(n, table) {
			got = append(got, s.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", table, got, want)
		}
	}
}

func TestPublic(t *testing.T) {
	tests := map[string]struct {
		network facts.Network
		subnet  string
		want    bool
	}{
		"a default route to an internet gateway": {network(), publicA, true},
		"IPv6 alone":                             {network(routed("rtb-main", route("::/0", "igw-1"))), inherits, true},
		"a NAT gateway":                          {network(routed("rtb-main", route("0.0.0.0/0", "nat-1"))), inherits, false},
		"an egress-only gateway":                 {network(routed("rtb-main", route("::/0", "eigw-1"))), inherits, false},
		"some other destination":                 {network(routed("rtb-main", route("8.8.8.8/32", "igw-1"))), inherits, false},
		"tables not read":                        {network(gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")), publicA, false},
	}
	for name, test := range tests {
		if got := networks.Public(test.network, test.subnet); got != test.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
