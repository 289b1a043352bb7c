package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// fataler is a test or a property.
type fataler interface {
	Helper()
	Errorf(format string, args ...any)
}

// holdsS3 holds a plan to what no plan may do about S3: give a table a second route, name a
// table twice or of another VPC, touch somebody else's endpoint, or change a policy besides.
func holdsS3(t fataler, a plan.Answers, f facts.Facts) {
	t.Helper()
	n := *f.Network
	for _, c := range plan.Build(a, f).Changes {
		input := c.Request.Input
		if c.Kind != plan.KindVPCEndpoint || c.ID == plan.ChangeS3Policy {
			continue
		}
		var tables []any
		switch c.Request.Op {
		case "CreateVpcEndpoint":
			if input["VpcEndpointType"] != "Gateway" {
				continue
			}
			tables, _ = input["RouteTableIds"].([]any)
			if input["ServiceName"] != n.S3.Service || n.S3.Service == "" {
				t.Errorf("the service is called %v, and %q was discovered", input["ServiceName"], n.S3.Service)
			}
		case "ModifyVpcEndpoint":
			tables, _ = input["AddRouteTableIds"].([]any)
			if len(input) != 2 {
				t.Errorf("more than the route tables is changed: %v", input)
			}
			id, _ := input["VpcEndpointId"].(string)
			e, known := n.Endpoint(id)
			if !known || e.RequesterManaged || e.Owner != f.Caller.Account {
				t.Errorf("%s is somebody else's, and is changed", id)
			}
		}
		if len(tables) == 0 {
			t.Errorf("%s is for no route table", c.Request.Op)
		}
		if n.VPC.Owner != f.Caller.Account {
			t.Errorf("%s in a VPC of account %s", c.Request.Op, n.VPC.Owner)
		}
		for i, id := range tables {
			noSecondRoute(t, n, id.(string))
			if slices.Contains(tables[:i], id) {
				t.Errorf("%s is named twice", id)
			}
		}
	}
}

// noSecondRoute looks for what AWS would answer RouteAlreadyExists to.
func noSecondRoute(t fataler, n facts.Network, id string) {
	t.Helper()
	table, ok := n.RouteTable(id)
	if !ok || table.VPC != n.VPC.ID {
		t.Errorf("%s is not of this VPC", id)
	}
	for _, r := range table.Routes {
		if r.Destination == s3List {
			t.Errorf("%s has a route from %s to %s already (%s)", id, r.Destination, r.Target, r.State)
		}
	}
	for _, e := range n.Endpoints {
		live := strings.EqualFold(e.State, "available") || strings.EqualFold(e.State, "pending")
		if e.Gateway() && strings.HasSuffix(e.Service, ".s3") && live && slices.Contains(e.RouteTables, id) {
			t.Errorf("%s is %s's already", id, e.ID)
		}
	}
}

// TestNoPlanCausesRouteAlreadyExists draws accounts and answers.
func TestNoPlanCausesRouteAlreadyExists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := good()
		drawEndpoints(t, s.network())
		drawTables(t, s.network())
		drawS3Answers(t, &s)
		holdsS3(t, s.a, s.f)
	})
}

func drawEndpoints(t *rapid.T, n *facts.Network) {
	n.Endpoints = nil
	for i := range rapid.IntRange(0, 3).Draw(t, "endpoints") {
		e := gatewayEndpoint(fmt.Sprintf("vpce-0000000000000000%d", i))
		e.State = rapid.SampledFrom([]string{"available", "Available", "pending", "deleting", "failed"}).Draw(t, "state")
		e.Type = rapid.SampledFrom([]string{"Gateway", "Gateway", "Interface"}).Draw(t, "type")
		e.Owner = rapid.SampledFrom([]string{account, account, "999988887777"}).Draw(t, "owner")
		e.RequesterManaged = rapid.IntRange(0, 5).Draw(t, "managed") == 0
		e.PrivateDNS, e.InboundOnly = rapid.Bool().Draw(t, "private"), rapid.Bool().Draw(t, "inbound")
		e.RouteTables = rapid.SliceOfDistinct(rapid.SampledFrom([]string{tableA, tableB}), rapid.ID).Draw(t, "tables")
		n.Endpoints = append(n.Endpoints, e)
	}
}

func drawTables(t *rapid.T, n *facts.Network) {
	for i := range n.RouteTables {
		n.RouteTables[i].Routes = nil
		for range rapid.IntRange(0, 2).Draw(t, "routes") {
			n.RouteTables[i].Routes = append(n.RouteTables[i].Routes, facts.Route{
				Destination: rapid.SampledFrom([]string{s3List, s3List, "pl-02cd2c6b", "0.0.0.0/0"}).Draw(t, "to"),
				Target: rapid.SampledFrom([]string{
					"vpce-00000000000000000", "vpce-00000000000000001", "vpce-0000000000000000f", "tgw-1", "nat-1",
				}).Draw(t, "via"),
				State: rapid.SampledFrom([]string{"active", "blackhole"}).Draw(t, "route state"),
			})
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "inherits") == 0 {
		n.RouteTables[0].Subnets = nil
	}
	n.RouteTables = append(n.RouteTables, facts.RouteTable{ID: "rtb-0000000000000000e", VPC: "vpc-0000000000000000e"})
	n.NATGateways = []facts.NATGateway{{ID: "nat-1", VPC: vpc, State: "available", Connectivity: "public", Mode: "regional"}}
	n.S3.PrefixList = rapid.SampledFrom([]string{s3List, s3List, ""}).Draw(t, "prefix list")
	n.S3.Service = rapid.SampledFrom([]string{"com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.s3", ""}).Draw(t, "service")
	n.VPC.Owner = rapid.SampledFrom([]string{account, account, account, "999988887777"}).Draw(t, "VPC owner")
	for _, topic := range []facts.Topic{facts.TopicEndpoints, facts.TopicPrefixLists, facts.TopicRouteTables, facts.TopicInterfaces} {
		if rapid.IntRange(0, 9).Draw(t, string(topic)) == 0 {
			n.Gaps = n.Gaps.With(topic, facts.Fault{Kind: facts.Denied, Summary: "denied"})
		}
	}
}

func drawS3Answers(t *rapid.T, s *situation) {
	s.a.S3.Action = rapid.SampledFrom([]string{plan.Auto, plan.S3Create, plan.S3Extend, plan.S3Reuse, plan.S3None, ""}).Draw(t, "action")
	s.a.S3.Endpoint = rapid.SampledFrom([]string{"", "", "vpce-00000000000000000", "vpce-00000000000000001", "vpce-0000000000000000f"}).Draw(t, "endpoint")
	if rapid.Bool().Draw(t, "by hand") {
		ids := rapid.SampledFrom([]string{tableA, tableB, "rtb-0000000000000000e", "rtb-0000000000000000f"})
		s.a.S3.RouteTables = rapid.SliceOfN(ids, 0, 4).Draw(t, "by hand tables")
	}
	s.a.S3.Association = rapid.SampledFrom([]string{"", plan.AssociationInherit, plan.AssociationExplicit}).Draw(t, "association")
	s.a.S3.Policy = rapid.SampledFrom([]string{plan.PolicyKeep, "full", "model-buckets"}).Draw(t, "policy")
}
