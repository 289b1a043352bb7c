package plan_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const (
	otherGateway = "vpce-00000000000000002"
	s3Interface  = "vpce-00000000000000009"
)

// gatewayEndpoint is an S3 gateway endpoint of the account without route tables.
func gatewayEndpoint(id string) facts.Endpoint {
	return facts.Endpoint{ID: id, VPC: vpc, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available", Owner: account}
}

// withInterface puts an S3 interface endpoint into the VPC.
func (s *situation) withInterface(bend func(*facts.Endpoint)) {
	e := facts.Endpoint{
		ID: s3Interface, Name: "s3-interface", VPC: vpc, Service: "com.amazonaws.us-east-1.s3", Type: "Interface", State: "available", Owner: account,
		Subnets: []string{privateA, privateB}, SecurityGroups: []string{group}, PrivateDNS: true,
	}
	for i, address := range []string{"10.0.1.99", "10.0.2.99"} {
		id := fmt.Sprintf("eni-0000000000000000%d", i)
		e.Interfaces = append(e.Interfaces, id)
		s.network().Interfaces = append(s.network().Interfaces, facts.Interface{
			ID: id, Subnet: e.Subnets[i], Type: "vpc_endpoint", Groups: e.SecurityGroups, Addresses: []netip.Addr{netip.MustParseAddr(address)},
		})
	}
	bend(&e)
	s.network().Endpoints = append(s.network().Endpoints, e)
}

func same(*facts.Endpoint) {}

// TestS3Decisions goes through every decision about the way to S3: what is done, for which
// tables, and what is said.
func TestS3Decisions(t *testing.T) {
	cases := []struct {
		name   string
		bend   func(*situation)
		action string
		tables []string
		says   []string // in Why or a remark
		warns  []string // in a remark that warns
	}{
		{
			name: "a table on another endpoint stays there", action: plan.S3Extend, tables: []string{tableB},
			bend: func(s *situation) {
				s.withoutS3OnB()
				s.network().Endpoints = append(s.network().Endpoints, gatewayEndpoint(otherGateway))
				s.a.S3.Action, s.a.S3.Endpoint = plan.S3Extend, otherGateway
			},
			says: []string{"rt-a keeps its route through s3 (" + gateway + ")"},
		},
		{
			name: "an endpoint that is not there is not replaced by another", action: plan.S3None,
			bend: func(s *situation) { s.withoutS3OnB(); s.a.S3.Endpoint = otherGateway },
			says: []string{otherGateway + " is not an S3 gateway endpoint of yours"},
		},
		{
			name: "another account's endpoint", action: plan.S3None,
			bend:  func(s *situation) { s.withoutS3OnB(); s.network().Endpoints[0].Owner = "999988887777" },
			says:  []string{"belongs to somebody else"},
			warns: []string{"account 999988887777", "aws ec2 modify-vpc-endpoint --region us-east-1 --vpc-endpoint-id " + gateway + " --add-route-table-ids " + tableB},
		},
		{
			name: "a requester-managed endpoint, and extend asked for", action: plan.S3None,
			bend: func(s *situation) {
				s.withoutS3OnB()
				s.network().Endpoints[0].RequesterManaged, s.a.S3.Action = true, plan.S3Extend
			},
			says: []string{"no S3 gateway endpoint of yours"}, warns: []string{"belongs to an AWS service", "where that service is configured"},
		},
		{
			name: "a foreign endpoint, and an own one asked for", action: plan.S3Create, tables: []string{tableB},
			bend: func(s *situation) {
				s.withoutS3OnB()
				s.network().Endpoints[0].RequesterManaged, s.a.S3.Action = true, plan.S3Create
			},
		},
		{
			name: "a second endpoint beside an own one is spoken against", action: plan.S3Create, tables: []string{tableB},
			bend:  func(s *situation) { s.withoutS3OnB(); s.a.S3.Action = plan.S3Create },
			warns: []string{"The VPC has s3 (" + gateway + ") already"},
		},
		{
			name: "a shared VPC: only the owner can", action: plan.S3None,
			bend: func(s *situation) {
				s.withoutS3OnB()
				s.network().VPC.Owner, s.network().Endpoints[0].Owner = "999988887777", "999988887777"
			},
			says: []string{"only its owner can make or change endpoints"}, warns: []string{"--add-route-table-ids " + tableB},
		},
		{
			name: "a shared VPC, create asked for", action: plan.S3None,
			bend: func(s *situation) {
				s.withoutS3()
				s.network().VPC.Owner, s.a.S3.Action = "999988887777", plan.S3Create
			},
			warns: []string{"account 999988887777", tableA + " " + tableB},
		},
		{
			name: "names lead to an interface endpoint", action: plan.S3None,
			bend: func(s *situation) { s.withoutS3(); s.withInterface(same) },
			says: []string{"names lead to the interface endpoint s3-interface", "would not be used", "charged for by the hour"},
			// The only group has no rule that lets anything in.
			warns: []string{"do not admit the model on 443"},
		},
		{
			name: "names lead to an interface endpoint that admits the model", action: plan.S3None,
			bend: func(s *situation) {
				s.withoutS3()
				s.withInterface(same)
				s.network().SecurityGroups[0].Ingress = s.network().SecurityGroups[0].Egress
			},
		},
		{
			name: "names lead to an interface endpoint, and a gateway is asked for", action: plan.S3Create, tables: []string{tableA, tableB},
			bend:  func(s *situation) { s.withoutS3(); s.withInterface(same); s.a.S3.Action = plan.S3Create },
			warns: []string{"the gateway's route is not used"},
		},
		{
			name: "names would lead to it once the plan turns DNS on", action: plan.S3None,
			bend: func(s *situation) { s.withoutS3(); s.withInterface(same); s.network().VPC.DNSHostnames = false },
			says: []string{"would not be used"},
		},
		{
			name: "names do not lead to it while DNS hostnames stay off", action: plan.S3Create, tables: []string{tableA, tableB},
			bend: func(s *situation) {
				s.withoutS3()
				s.withInterface(same)
				s.network().VPC.DNSHostnames, s.a.DNS = false, plan.DNSLeave
			},
		},
		{
			name: "private names for inbound resolvers need the gateway", action: plan.S3Create, tables: []string{tableA, tableB},
			bend: func(s *situation) { s.withoutS3(); s.withInterface(func(e *facts.Endpoint) { e.InboundOnly = true }) },
			says: []string{"for inbound resolvers only, and that needs a gateway endpoint"},
		},
		{
			name: "names of its own: a free gateway is offered", action: plan.S3Create, tables: []string{tableA, tableB},
			bend: func(s *situation) { s.withoutS3(); s.withInterface(func(e *facts.Endpoint) { e.PrivateDNS = false }) },
			says: []string{"by its own names only", "A gateway endpoint is free", "It costs nothing"},
		},
		{
			name: "NAT only: S3 works already", action: plan.S3None,
			bend: func(s *situation) { s.withoutS3(); s.withNAT() },
			says: []string{"private-a, private-b through a NAT gateway", "charged for each gigabyte", "costs nothing", "choose create"},
		},
		{
			name: "NAT for one, a gateway for the other", action: plan.S3None,
			bend: func(s *situation) { s.withoutS3OnB(); s.withNAT() },
			says: []string{"already, private-b through a NAT gateway", "choose extend"},
		},
		{
			name: "NAT, and tables chosen by hand", action: plan.S3Extend, tables: []string{tableB},
			bend: func(s *situation) { s.withoutS3OnB(); s.withNAT(); s.a.S3.RouteTables = plan.RouteTables{tableB} },
			says: []string{"1 route table chosen by hand lacks its route"},
		},
		{
			name: "the main table is in effect", action: plan.S3Extend, tables: []string{tableA},
			bend: func(s *situation) {
				s.network().RouteTables[0].Subnets, s.network().RouteTables[0].Routes = nil, routes("")
				s.network().Endpoints[0].RouteTables = []string{tableB}
			},
		},
		{
			name: "a dead route of an endpoint that is ours", action: plan.S3Reuse,
			bend:  func(s *situation) { s.network().RouteTables[1].Routes[1].State = "blackhole" },
			says:  []string{"of rt-b is dead"},
			warns: []string{"Route calls cannot change it", "--vpc-endpoint-id " + gateway + " --remove-route-table-ids " + tableB},
		},
		{
			name: "a dead route of an endpoint that is unknown", action: plan.S3Reuse,
			bend: func(s *situation) {
				s.network().RouteTables[1].Routes[1] = facts.Route{Destination: s3List, Target: otherGateway, State: "blackhole"}
			},
			warns: []string{otherGateway + " is not among the VPC's endpoints"},
		},
		{
			name: "a dead route of an endpoint that is going", action: plan.S3Reuse,
			bend: func(s *situation) {
				s.network().RouteTables[1].Routes[1] = facts.Route{Destination: s3List, Target: otherGateway, State: "blackhole"}
				e := gatewayEndpoint(otherGateway)
				e.State = "Deleting"
				s.network().Endpoints = append(s.network().Endpoints, e)
			},
			warns: []string{"is deleting, and takes the route with it"},
		},
		{
			name: "a dead route of somebody else's endpoint", action: plan.S3Reuse,
			bend: func(s *situation) {
				s.network().RouteTables[1].Routes[1].State = "blackhole"
				s.network().Endpoints[0].Owner = "999988887777"
			},
			warns: []string{"belongs to account 999988887777, who can take the table off it"},
		},
		{
			name: "the endpoint has the table, and the route is not there", action: plan.S3Reuse,
			bend:  func(s *situation) { s.network().RouteTables[1].Routes = routes("") },
			warns: []string{"rt-b is left out", "AWS refuses a second one"},
		},
		{
			name: "the prefix list goes elsewhere", action: plan.S3Extend, tables: []string{tableA},
			bend: func(s *situation) {
				s.withoutS3OnB()
				s.network().RouteTables[0].Routes = routes("")
				s.network().RouteTables[1].Routes = append(s.network().RouteTables[1].Routes, facts.Route{Destination: s3List, Target: "tgw-1", State: "active"})
				s.network().Endpoints[0].RouteTables = nil
			},
			warns: []string{"rt-b is left out"},
		},
		{
			name: "the service's name was not discovered", action: plan.S3None,
			bend: func(s *situation) {
				s.withoutS3()
				s.network().S3.Service = ""
				s.gap(facts.TopicS3Service, "ec2:DescribeVpcEndpointServices")
			},
			says: []string{"could not be read, and it is never guessed: you may not call ec2:DescribeVpcEndpointServices"},
		},
		{
			name: "the Region has no such service", action: plan.S3None,
			bend: func(s *situation) {
				s.withoutS3()
				s.network().S3.Service, s.a.S3.Action = "", plan.S3Create
			},
			says: []string{"was not found, and it is never guessed"},
		},
		{
			name: "by hand, and a table in effect is left out", action: plan.S3Create, tables: []string{tableA},
			bend:  func(s *situation) { s.withoutS3(); s.a.S3.RouteTables = plan.RouteTables{tableA} },
			warns: []string{"rt-b, in effect for chosen subnets, is not among"},
		},
		{
			name: "by hand, twice the same", action: plan.S3Create, tables: []string{tableA, tableB},
			bend: func(s *situation) { s.withoutS3(); s.a.S3.RouteTables = plan.RouteTables{tableA, tableB, tableA} },
		},
		{
			name: "by hand, none", action: plan.S3Reuse,
			bend: func(s *situation) { s.withoutS3(); s.a.S3.RouteTables = plan.RouteTables{} },
			says: []string{"No route table is chosen"}, warns: []string{"rt-a, rt-b, in effect for chosen subnets, are not among"},
		},
		{
			name: "by hand, of nowhere", action: plan.S3Create, tables: []string{tableA, tableB},
			bend: func(s *situation) {
				s.withoutS3()
				s.a.S3.RouteTables = plan.RouteTables{tableA, tableB, "rtb-0000000000000000f"}
			},
			warns: []string{"rtb-0000000000000000f is no route table of this VPC"},
		},
		{
			name: "the route tables could not be read", action: plan.S3None,
			bend: func(s *situation) { s.gap(facts.TopicRouteTables, "ec2:DescribeRouteTables") },
			says: []string{"The route tables could not be read"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := good()
			c.bend(&s)
			d := plan.DecideS3(s.a, s.f)
			var tables []string
			for _, table := range d.Tables {
				tables = append(tables, table.ID)
			}
			if d.Action != c.action || !slices.Equal(tables, c.tables) {
				t.Errorf("got %s on %v, want %s on %v", d.Action, tables, c.action, c.tables)
			}
			all, warnings := d.Why, ""
			for _, r := range d.Remarks {
				all += "\n" + r.Text
				if r.Warns {
					warnings += "\n" + r.Text
				}
			}
			for _, want := range c.says {
				if !strings.Contains(all, want) {
					t.Errorf("it does not say %q: %s", want, all)
				}
			}
			for _, want := range c.warns {
				if !strings.Contains(warnings, want) {
					t.Errorf("it does not warn of %q: %s", want, all)
				}
			}
			if len(c.warns) == 0 && warnings != "" {
				t.Errorf("it warns for nothing: %s", warnings)
			}
			holdsS3(t, s.a, s.f)
		})
	}
}

func TestRouteTablesOfNowhereBlock(t *testing.T) {
	s := good()
	s.a.S3.RouteTables = plan.RouteTables{tableA, "rtb-0000000000000000f"}
	f, ok := find(t, plan.Build(s.a, s.f), plan.RuleS3RouteTable)
	if !ok || !f.Blocks() || f.Subject != "rtb-0000000000000000f" {
		t.Errorf("got %+v", f)
	}
	s.gap(facts.TopicRouteTables, "ec2:DescribeRouteTables")
	if f, ok := find(t, plan.Build(s.a, s.f), plan.RuleS3RouteTable); ok {
		t.Errorf("what was not read is judged: %+v", f)
	}
}

func TestAGatewayThatPrivateNamesNeedSaysSoInItsUndo(t *testing.T) {
	s := good()
	s.withoutS3()
	s.withInterface(func(e *facts.Endpoint) { e.InboundOnly = true })
	c, ok := plan.Build(s.a, s.f).Change(plan.ChangeS3Endpoint)
	if !ok || !strings.Contains(c.Undo, "AWS refuses that while s3-interface") {
		t.Errorf("got %+v", c)
	}
}

func TestNoSecondInterfaceEndpointForS3(t *testing.T) {
	s := good()
	s.withoutS3()
	s.a.S3.Action, s.a.Reach.Services = plan.S3None, []string{"s3"}
	s.f.Services = []facts.EndpointService{{Name: "com.amazonaws.us-east-1.s3", Types: []string{"Gateway", "Interface"}}}
	for _, c := range plan.Build(s.a, s.f).Changes {
		if c.Request.Op == "CreateVpcEndpoint" {
			t.Errorf("an interface endpoint is made for S3, which AWS refuses without a gateway: %v", c.Request.Input)
		}
	}
	if d := plan.DecideReach(s.a, s.f); len(d) != 1 || !strings.Contains(d[0].Why, "gateway endpoint, which costs nothing") {
		t.Errorf("got %+v", d)
	}
}

// TestWhatOthersMustDoIsInTheFinding holds that whoever has no screen is told as much.
func TestWhatOthersMustDoIsInTheFinding(t *testing.T) {
	add, remove := "--vpc-endpoint-id "+gateway+" --add-route-table-ids "+tableB, "--vpc-endpoint-id "+gateway+" --remove-route-table-ids "+tableB
	for name, c := range map[string]struct {
		bend func(*situation)
		rule string
		fix  string
	}{
		"another account's endpoint": {func(s *situation) { s.withoutS3OnB(); s.network().Endpoints[0].Owner = "999988887777" }, plan.RuleS3Foreign, add},
		"a service's endpoint":       {func(s *situation) { s.withoutS3OnB(); s.network().Endpoints[0].RequesterManaged = true }, plan.RuleS3Foreign, "where that service is configured"},
		"another account's VPC": {func(s *situation) {
			s.withoutS3OnB()
			s.network().VPC.Owner, s.network().Endpoints[0].Owner = "999988887777", "999988887777"
		}, plan.RuleS3NoPath, add},
		"a dead route": {func(s *situation) { s.network().RouteTables[1].Routes[1].State = "blackhole" }, plan.RuleS3Blackhole, remove},
	} {
		t.Run(name, func(t *testing.T) {
			s := good()
			c.bend(&s)
			f, ok := find(t, plan.Build(s.a, s.f), c.rule)
			if !ok || !f.Blocks() || !strings.Contains(f.Fix, c.fix) {
				t.Errorf("got %+v", f)
			}
		})
	}
}
