package plan_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

const (
	publicP   = "subnet-0000000000000000d"
	tableP    = "rtb-0000000000000000d"
	igw       = "igw-00000000000000001"
	logsPoint = "vpce-00000000000000002"
	pointSG   = "sg-00000000000000002"
)

func service(short string, zones ...string) facts.EndpointService {
	if len(zones) == 0 {
		zones = []string{"us-east-1a", "us-east-1b"}
	}
	return facts.EndpointService{Name: "com.amazonaws.us-east-1." + short, Types: []string{"Interface"}, Zones: zones}
}

// withServices asks for services in a VPC with a public subnet and an internet gateway.
func withServices(names ...string) situation {
	s := good()
	s.a.Reach.Services = names
	s.f.Services = []facts.EndpointService{
		service("logs"), service("sts"), service("ecr.api", "us-east-1a"), service("far", "us-east-1f"),
		{Name: "com.amazonaws.us-east-1.s3", Types: []string{"Gateway", "Interface"}},
		{Name: "com.amazonaws.us-east-1.dynamodb", Types: []string{"Gateway"}},
	}
	n := s.network()
	for i := range n.Subnets {
		n.Subnets[i].Zone = map[string]string{"use1-az1": "us-east-1a", "use1-az2": "us-east-1b"}[n.Subnets[i].ZoneID]
	}
	public := subnet(publicP, "public-a", "use1-az1", "10.0.9.0/24", 100)
	public.Zone = "us-east-1a"
	n.Subnets = append(n.Subnets, public)
	n.RouteTables = append(n.RouteTables, facts.RouteTable{
		ID: tableP, Name: "rt-public", VPC: vpc, Subnets: []string{publicP},
		Routes: append(routes(""), facts.Route{Destination: "0.0.0.0/0", Target: igw, State: "active"}),
	})
	n.InternetGateways = []facts.InternetGateway{{ID: igw, VPC: vpc}}
	n.ACLs = []facts.NetworkACL{{ID: "acl-1", VPC: vpc, Default: true, Entries: []facts.ACLEntry{
		{Number: 100, Egress: true, Allow: true, Protocol: "-1", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: -1, To: -1},
		{Number: 100, Allow: true, Protocol: "-1", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: -1, To: -1},
	}}}
	return s
}

// withEndpoint gives the VPC an interface endpoint for logs that admits the model.
func (s *situation) withLogs(private bool) *facts.Endpoint {
	n := s.network()
	n.SecurityGroups = append(n.SecurityGroups, facts.SecurityGroup{
		ID: pointSG, Name: "endpoints", VPC: vpc, Owner: account,
		Ingress: []facts.Rule{{Protocol: "tcp", From: 443, To: 443, Groups: []string{group}}},
	})
	n.Endpoints = append(n.Endpoints, facts.Endpoint{
		ID: logsPoint, Name: "logs", VPC: vpc, Service: "com.amazonaws.us-east-1.logs", Type: "Interface", State: "available", Owner: account,
		Subnets: []string{privateA, privateB}, SecurityGroups: []string{pointSG}, PrivateDNS: private, Interfaces: []string{"eni-1", "eni-2"},
	})
	n.Interfaces = append(n.Interfaces,
		facts.Interface{ID: "eni-1", Subnet: privateA, Groups: []string{pointSG}, Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.9")}},
		facts.Interface{ID: "eni-2", Subnet: privateB, Groups: []string{pointSG}, Addresses: []netip.Addr{netip.MustParseAddr("10.0.2.9")}})
	return &n.Endpoints[len(n.Endpoints)-1]
}

func planned(p plan.Plan) string {
	var ids []string
	for _, c := range p.Changes {
		ids = append(ids, c.ID)
	}
	return strings.Join(ids, " ")
}

func change(t *testing.T, p plan.Plan, id string) plan.Change {
	t.Helper()
	c, ok := p.Change(id)
	if !ok {
		t.Fatalf("there is no change %s among %s", id, planned(p))
	}
	return c
}

func TestServicesBecomeChanges(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func() situation
		want string // the ids of the changes
	}{
		{"nothing asked for", func() situation { return withServices() }, "model"},
		{"a service without a way", func() situation { return withServices("logs") }, "endpoint-group endpoint-ingress-endpoint-group endpoint-logs model"},
		{"two share the group", func() situation { return withServices("logs", "sts") }, "endpoint-group endpoint-ingress-endpoint-group endpoint-logs endpoint-sts model"},
		{"one that is there and works", func() situation { s := withServices("logs"); s.withLogs(true); return s }, "model"},
		{"another one reuses the group that admits", func() situation { s := withServices("sts"); s.withLogs(true); return s }, "endpoint-sts model"},
		{"private DNS is turned on", func() situation { s := withServices("logs"); s.withLogs(false); return s }, "endpoint-logs model"},
		{"the endpoint does not admit the model", func() situation {
			s := withServices("logs")
			s.withLogs(true)
			s.network().SecurityGroups[1].Ingress = nil
			return s
		}, "endpoint-ingress-" + pointSG + " model"},
		{"somebody else's endpoint is not touched", func() situation {
			s := withServices("logs")
			s.withLogs(false).Owner = "444455556666"
			return s
		}, "model"},
		{"not in this Region", func() situation { return withServices("nosuch") }, "model"},
		{"in none of the zones", func() situation { return withServices("far") }, "model"},
		{"a gateway service", func() situation { return withServices("dynamodb") }, "model"},
		{"the endpoints could not be read", func() situation {
			s := withServices("logs")
			s.gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")
			return s
		}, "model"},
		{"an isolated container", func() situation {
			s := withServices("logs")
			on := true
			s.a.Model.NetworkIsolation = &on
			return s
		}, "model"},
		{"DNS first", func() situation {
			s := withServices("logs")
			s.network().VPC.DNSHostnames = false
			return s
		}, "dns-hostnames endpoint-group endpoint-ingress-endpoint-group endpoint-logs model"},
		{"DNS is left", func() situation {
			s := withServices("logs")
			s.network().VPC.DNSHostnames, s.a.DNS = false, plan.DNSLeave
			return s
		}, "model"},
		{"a service that the NAT gateway reaches", func() situation {
			s := withServices("logs", "sts")
			s.a.Reach.Internet = plan.InternetNAT
			return s
		}, "nat-address nat-gateway nat-route-" + tableA + " nat-route-" + tableB + " model"},
		{"a group of the user's", func() situation {
			s := withServices("sts")
			s.withLogs(true)
			s.network().SecurityGroups[1].Ingress = nil
			s.a.Reach.EndpointSecurityGroup = pointSG
			return s
		}, "endpoint-ingress-" + pointSG + " endpoint-sts model"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := tc.make()
			p := plan.Build(s.a, s.f)
			if got := planned(p); got != tc.want {
				t.Errorf("got  %s\nwant %s\n%+v", got, tc.want, plan.DecideReach(s.a, s.f))
			}
		})
	}
}

func TestTheNewEndpointIsExact(t *testing.T) {
	s := withServices("ecr.api")
	s.network().Subnets = append(s.network().Subnets, func() facts.Subnet {
		roomier := subnet(batchB, "roomier-a", "use1-az1", "10.0.3.0/24", 250)
		roomier.Zone = "us-east-1a"
		return roomier
	}())
	s.a.Network.Subnets = append(s.a.Network.Subnets, batchB)
	c := change(t, plan.Build(s.a, s.f), "endpoint-ecr.api")
	in := c.Request.Input
	if got := in["SubnetIds"].([]any); len(got) != 1 || got[0] != batchB {
		t.Errorf("one subnet of the zone that is served, the roomiest: got %v", got)
	}
	if in["PrivateDnsEnabled"] != true || in["ServiceName"] != "com.amazonaws.us-east-1.ecr.api" || in["VpcEndpointType"] != "Interface" {
		t.Errorf("the request is %v", in)
	}
	if !strings.Contains(c.Why, "us-east-1b") {
		t.Errorf("the zone that is dropped is not said: %s", c.Why)
	}
	if c.MonthlyUSD != 7.3 || !slices.Contains(c.Bystanders, publicP) || !slices.Contains(c.Needs, plan.ChangeEndpointGroup) {
		t.Errorf("cost %v, bystanders %v, needs %v", c.MonthlyUSD, c.Bystanders, c.Needs)
	}
}

// AWS refuses a second endpoint with private DNS for one service, so no plan may hold one,
// whatever is there.
func TestNoSecondEndpointWithPrivateDNS(t *testing.T) {
	for _, state := range []string{"available", "pending", "pendingAcceptance", "Available", "failed", "deleted"} {
		for _, private := range []bool{true, false} {
			for _, owner := range []string{account, "444455556666"} {
				s := withServices("logs")
				e := s.withLogs(private)
				e.State, e.Owner = state, owner
				p := plan.Build(s.a, s.f)
				c, ok := p.Change("endpoint-logs")
				ended := state == "failed" || state == "deleted"
				if ok && c.Action == plan.Create && !ended {
					t.Errorf("%s endpoint, private DNS %v, of %s: a second one is planned", state, private, owner)
				}
			}
		}
	}
}

// TestAnInternetThatCannotBeMadeSaysWhy: what the plan cannot do is no advice.
func TestAnInternetThatCannotBeMadeSaysWhy(t *testing.T) {
	for want, bend := range map[string]func(*situation){
		"no public subnet besides the chosen ones":               func(s *situation) { s.network().InternetGateways = nil },
		"would lead nowhere: it has no route to an internet":     func(s *situation) { s.a.Reach.NATSubnet = privateA },
		"Ask the owner of the VPC: the VPC belongs to account 9": func(s *situation) { s.network().VPC.Owner = "999999999999" },
	} {
		s := withServices()
		s.a.Reach.Internet = plan.InternetNAT
		bend(&s)
		f, ok := find(t, plan.Build(s.a, s.f), plan.RuleReachNoPath)
		if !ok || !f.Blocks() || !strings.Contains(f.Fix, want) || strings.HasPrefix(f.Fix, "Create") {
			t.Errorf("want %q: %v, %+v", want, ok, f)
		}
	}
}

func TestInternetBecomesChanges(t *testing.T) {
	nat := func(s *situation) *facts.NATGateway {
		n := s.network()
		n.NATGateways = append(n.NATGateways, facts.NATGateway{
			ID: "nat-00000000000000001", VPC: vpc, Subnet: publicP, State: "available", Connectivity: "public", Mode: "zonal",
		})
		return &n.NATGateways[0]
	}
	const both = "nat-route-" + tableA + " nat-route-" + tableB
	for _, tc := range []struct {
		name string
		bend func(*situation)
		want string
	}{
		{"a new gateway", func(*situation) {}, "nat-address nat-gateway " + both + " model"},
		{"the one that is there", func(s *situation) { nat(s) }, both + " model"},
		{"one that failed is not used", func(s *situation) { nat(s).State = "failed" }, "nat-address nat-gateway " + both + " model"},
		{"a private one is not used", func(s *situation) { nat(s).Connectivity = "private" }, "nat-address nat-gateway " + both + " model"},
		{"one without a way out is not used", func(s *situation) { nat(s).Subnet = privateA }, "nat-address nat-gateway " + both + " model"},
		{"a regional one", func(s *situation) { g := nat(s); g.Mode, g.Subnet = "regional", "" }, both + " model"},
		{"only where it is missing", func(s *situation) {
			nat(s)
			table := &s.network().RouteTables[0]
			table.Routes = append(slices.Clone(table.Routes), facts.Route{Destination: "0.0.0.0/0", Target: "nat-00000000000000001", State: "active"})
		}, "nat-route-" + tableB + " model"},
		{"a dead route is replaced", func(s *situation) {
			nat(s)
			table := &s.network().RouteTables[0]
			table.Routes = append(slices.Clone(table.Routes), facts.Route{Destination: "0.0.0.0/0", Target: "nat-0000000000000dead", State: "blackhole"})
		}, both + " model"},
		{"a public subnet's route is others' too", func(s *situation) {
			nat(s)
			table := &s.network().RouteTables[0]
			table.Routes = append(slices.Clone(table.Routes), facts.Route{Destination: "0.0.0.0/0", Target: igw, State: "active"})
		}, "nat-route-" + tableB + " model"},
		{"no internet gateway", func(s *situation) { s.network().InternetGateways = nil }, "model"},
		{"a NAT subnet without a way out", func(s *situation) { s.a.Reach.NATSubnet = privateA }, "model"},
		{"a NAT subnet of the user's", func(s *situation) { s.a.Reach.NATSubnet = publicP }, "nat-address nat-gateway " + both + " model"},
		{"the gateways could not be read", func(s *situation) { s.gap(facts.TopicNATGateways, "ec2:DescribeNatGateways") }, "model"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := withServices()
			s.a.Reach.Internet = plan.InternetNAT
			tc.bend(&s)
			p := plan.Build(s.a, s.f)
			if got := planned(p); got != tc.want {
				t.Errorf("got  %s\nwant %s\n%+v", got, tc.want, plan.DecideNAT(s.a, s.f))
			}
		})
	}
	s := withServices()
	s.a.Reach.Internet = plan.InternetNAT
	if got := plan.Build(s.a, s.f).Cost.MonthlyUSD; got != 36.5 {
		t.Errorf("a gateway and its address cost %v", got)
	}
	table := withServices()
	table.a.Reach.Internet = plan.InternetNAT
	dead := &table.network().RouteTables[0]
	dead.Routes = append(slices.Clone(dead.Routes), facts.Route{Destination: "0.0.0.0/0", Target: "nat-0000000000000dead", State: "blackhole"})
	if c := change(t, plan.Build(table.a, table.f), "nat-route-"+tableA); c.Request.Op != "ReplaceRoute" {
		t.Errorf("a table takes one route a destination, so it is replaced: %s", c.Request.Op)
	}
}

func TestOutboundRules(t *testing.T) {
	closed := func(names ...string) situation {
		s := withServices(names...)
		s.network().SecurityGroups[0].Egress = nil
		return s
	}
	for _, tc := range []struct {
		name string
		s    situation
		bend func(*situation)
		want string
	}{
		{"left alone", closed(), func(*situation) {}, "model"},
		{"on the group named", closed(), func(s *situation) { s.a.Network.Egress = group }, "model-egress-s3 model"},
		{"on one that is not chosen", closed(), func(s *situation) { s.a.Network.Egress = pointSG }, "model"},
		{"on a new one", closed(), func(s *situation) { s.a.Network.Egress = plan.EgressNew }, "model-group model-group-closed model-egress-s3 model"},
		{"nothing is lacking", withServices(), func(s *situation) { s.a.Network.Egress = plan.EgressNew }, "model"},
		{
			"to a new endpoint's group", closed("logs", "sts"), func(s *situation) { s.a.Network.Egress = group },
			"endpoint-group endpoint-ingress-endpoint-group endpoint-logs endpoint-sts model-egress-s3 model-egress-endpoint-group model",
		},
		{
			"a service behind the NAT gateway needs no endpoint of its own", closed("logs"),
			func(s *situation) { s.a.Network.Egress, s.a.Reach.Internet = group, plan.InternetNAT },
			"nat-address nat-gateway nat-route-" + tableA + " nat-route-" + tableB + " model-egress-s3 model-egress-internet model",
		},
		{
			"to the internet", closed(), func(s *situation) { s.a.Network.Egress, s.a.Reach.Internet = group, plan.InternetNAT },
			"nat-address nat-gateway nat-route-" + tableA + " nat-route-" + tableB + " model-egress-s3 model-egress-internet model",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.bend(&tc.s)
			if got := planned(plan.Build(tc.s.a, tc.s.f)); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
	s := closed("logs")
	s.a.Network.Egress = plan.EgressNew
	p := plan.Build(s.a, s.f)
	config, _ := change(t, p, "model").Request.Input["VpcConfig"].(map[string]any)
	if got := config["SecurityGroupIds"]; !slices.Contains(got.([]any), any(plan.Reference("model-group"))) {
		t.Errorf("the model does not wear its own group: %v", got)
	}
	for _, path := range afterPaths(p) {
		if path.Verdict != network.Open {
			t.Errorf("after the plan, %s to %s is %s: %+v", path.Subnet, path.To, path.Verdict, path.Hops)
		}
	}
}

// afterPaths says that nothing of the plan is left blocked.
func afterPaths(p plan.Plan) []network.Path {
	if len(p.Blockers()) > 0 {
		return []network.Path{{Verdict: network.Blocked, Hops: []network.Hop{{Why: p.Blockers()[0].Summary}}}}
	}
	return nil
}

func TestAssociationsOnlyWhenAskedFor(t *testing.T) {
	s := withServices()
	s.network().RouteTables[0].Subnets = nil
	if got := planned(plan.Build(s.a, s.f)); got != "model" {
		t.Errorf("unasked: %s", got)
	}
	s.a.S3.Association = plan.AssociationExplicit
	p := plan.Build(s.a, s.f)
	if got := planned(p); got != "association-"+privateA+" model" {
		t.Errorf("got %s", got)
	}
	if in := change(t, p, "association-"+privateA).Request.Input; in["RouteTableId"] != tableA {
		t.Errorf("it is associated with %v, and followed %s", in["RouteTableId"], tableA)
	}
}

func TestNeedsOfARequest(t *testing.T) {
	s := good()
	s.a.Model.From = ""
	s.a.Model.Containers = []plan.Container{{Image: image, Environment: map[string]string{
		"TOKEN_ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:x", "QUEUE": "https://sqs.us-east-1.amazonaws.com/111122223333/q",
		"ASSUME": "arn:aws:iam::111122223333:role/Other", "USE_BEDROCK": "1", "DATA": "s3://acme/x", "BUCKET": "https://s3.us-east-1.amazonaws.com/acme",
		"GREETING": "arn of greeting", "EMPTY_BEDROCK": "",
	}}}
	got := map[string]bool{}
	for _, n := range plan.Needs(s.a, s.f) {
		got[n.Service] = n.Certain
		if strings.Contains(n.Why, "secret:x") {
			t.Errorf("a value of the environment is told: %s", n.Why)
		}
	}
	want := map[string]bool{"secretsmanager": true, "sqs": true, "sts": true, "bedrock-runtime": false}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for service, certain := range want {
		if c, ok := got[service]; !ok || c != certain {
			t.Errorf("%s: %v, %v", service, ok, c)
		}
	}
	on := true
	s.a.Model.NetworkIsolation = &on
	if needs := plan.Needs(s.a, s.f); len(needs) != 0 {
		t.Errorf("an isolated container needs nothing: %v", needs)
	}
}
