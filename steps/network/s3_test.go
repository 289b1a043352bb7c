package network_test

import (
	"slices"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

func TestS3Endpoints(t *testing.T) {
	n := network(func(n *facts.Network) {
		s3 := n.Endpoints[0]
		add := func(id string, change func(*facts.Endpoint)) {
			e := s3
			e.ID = id
			change(&e)
			n.Endpoints = append(n.Endpoints, e)
		}
		add("vpce-a", func(e *facts.Endpoint) { e.State = "PendingAcceptance" })
		add("vpce-china", func(e *facts.Endpoint) { e.Service = "cn.com.amazonaws.cn-north-1.s3" })
		add("vpce-interface", func(e *facts.Endpoint) { e.Type = "Interface" })
		add("vpce-express", func(e *facts.Endpoint) { e.Service = "com.amazonaws.us-east-1.s3express" })
		add("vpce-elsewhere", func(e *facts.Endpoint) { e.VPC = "vpc-2" })
		for _, state := range []string{"Deleting", "deleted", "failed", "Rejected", "expired"} {
			add("vpce-"+state, func(e *facts.Endpoint) { e.State = state })
		}
	})
	var got []string
	for _, e := range networks.S3Endpoints(n) {
		got = append(got, e.ID)
	}
	if want := []string{"vpce-a", "vpce-china", "vpce-s3"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestS3Route(t *testing.T) {
	unread := gap(facts.TopicPrefixLists, "ec2:DescribeManagedPrefixLists")
	tests := map[string]struct {
		network facts.Network
		want    string // target and state
	}{
		"none":                 {network(), ""},
		"active":               {network(routed("rtb-private", route(prefixList, "vpce-s3"))), "vpce-s3 active"},
		"blackhole":            {network(routed("rtb-private", blackhole(prefixList, "vpce-s3"))), "vpce-s3 blackhole"},
		"active before a dead": {network(routed("rtb-private", blackhole(prefixList, "vpce-old"), route(prefixList, "vpce-s3"))), "vpce-s3 active"},
		"DynamoDB's":           {network(routed("rtb-private", route("pl-ddb", "vpce-ddb"))), ""},
		"S3's list to a NAT":   {network(routed("rtb-private", route(prefixList, "nat-1"))), ""},
		"an endpoint that only its owner sees": {network(
			routed("rtb-private", route(prefixList, "vpce-owner")), gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints"),
		), "vpce-owner active"},
		"told by the endpoint": {network(unread, routed("rtb-private", route("pl-any", "vpce-s3"))), "vpce-s3 active"},
		"told not to be S3":    {network(unread, routed("rtb-private", route("pl-any", "vpce-ddb"))), ""},
		"nothing to tell by": {network(
			unread, routed("rtb-private", route("pl-any", "vpce-s3")), gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints"),
		), ""},
	}
	for name, test := range tests {
		table, _ := networks.EffectiveRouteTable(test.network, privateA)
		r, ok := networks.S3Route(test.network, table)
		got := ""
		if ok {
			got = r.Target + " " + r.State
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
