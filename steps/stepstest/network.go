package stepstest

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

func networks(t *testing.T, f Fixture) {
	list, err := f.Account.Networks(deadline(t))
	noError(t, err)
	sorted(t, "the networks", list, func(n facts.Network) (string, string) { return n.VPC.Name, n.VPC.ID })
	i := slices.IndexFunc(list, func(n facts.Network) bool { return n.VPC.ID == f.VPC })
	if i < 0 {
		t.Fatalf("%s is not among the %d networks", f.VPC, len(list))
	}
	n := list[i]
	equalIDs(t, "the subnets", ids(n.Subnets, func(s facts.Subnet) string { return s.ID }), f.Subnets)
	if !n.VPC.DNSSupport || !n.VPC.DNSHostnames {
		t.Error("the DNS attributes are not both set")
	}
	if n.S3.Service == "" || n.S3.PrefixList == "" {
		t.Errorf("S3 is %+v, want its service and prefix list", n.S3)
	}
	for topic, fault := range n.Gaps {
		t.Errorf("%s is a gap: %v", topic, &fault)
	}
	for _, other := range list {
		for _, s := range other.Subnets {
			if s.VPC != other.VPC.ID {
				t.Errorf("%s of %s is listed with %s", s.ID, s.VPC, other.VPC.ID)
			}
		}
	}
}

func network(t *testing.T, f Fixture) {
	n, err := f.Account.Network(deadline(t), steps.Scope{VPC: f.VPC, Subnets: f.Private, SecurityGroups: f.SecurityGroups})
	noError(t, err)
	if n.VPC.ID != f.VPC || len(n.VPC.CIDRs) == 0 || !n.VPC.DNSSupport || !n.VPC.DNSHostnames {
		t.Errorf("the VPC is %+v, want %s with its CIDRs and DNS attributes", n.VPC, f.VPC)
	}
	equalIDs(t, "the subnets", ids(n.Subnets, func(s facts.Subnet) string { return s.ID }), f.Subnets)
	zones := map[string]bool{}
	for _, s := range n.Subnets {
		zone, known := n.Zone(s.ZoneID)
		if !known || zone.Type != "availability-zone" || !strings.EqualFold(s.State, "available") || s.VPC != f.VPC || s.Owner == "" {
			t.Errorf("the subnet %+v has the zone %+v", s, zone)
		}
		zones[s.ZoneID] = true
	}
	if len(zones) < 3 {
		t.Errorf("the subnets lie in %d zones, want three", len(zones))
	}
	for _, id := range f.SecurityGroups {
		if g, ok := n.SecurityGroup(id); !ok || g.VPC != f.VPC || g.Name == "" {
			t.Errorf("the security group %s is %+v", id, g)
		}
	}
	if n.DHCP.ID != n.VPC.DHCPOptions {
		t.Errorf("the DHCP options are %+v, want those of %s", n.DHCP, n.VPC.DHCPOptions)
	}
	for topic, fault := range n.Gaps {
		t.Errorf("%s is a gap: %v", topic, &fault)
	}
	inOrder(t, n)
	own(t, n)
}

// own demands that nothing of another VPC is among the parts.
func own(t *testing.T, n facts.Network) {
	t.Helper()
	vpcs := map[string]string{}
	for _, g := range n.SecurityGroups {
		vpcs[g.ID] = g.VPC
	}
	for _, r := range n.RouteTables {
		vpcs[r.ID] = r.VPC
	}
	for _, e := range n.Endpoints {
		vpcs[e.ID] = e.VPC
	}
	for _, g := range n.NATGateways {
		vpcs[g.ID] = g.VPC
	}
	for _, l := range n.ACLs {
		vpcs[l.ID] = l.VPC
	}
	for _, g := range n.InternetGateways {
		vpcs[g.ID] = g.VPC
	}
	for _, i := range n.Interfaces {
		s, _ := n.Subnet(i.Subnet)
		vpcs[i.ID] = s.VPC
	}
	for id, vpc := range vpcs {
		if vpc != n.VPC.ID {
			t.Errorf("%s lies in %q, not in %s", id, vpc, n.VPC.ID)
		}
	}
}

func inOrder(t *testing.T, n facts.Network) {
	t.Helper()
	sorted(t, "the zones", n.Zones, func(z facts.Zone) (string, string) { return z.Name, z.ID })
	sorted(t, "the subnets", n.Subnets, func(s facts.Subnet) (string, string) { return s.Name, s.ID })
	sorted(t, "the security groups", n.SecurityGroups, func(g facts.SecurityGroup) (string, string) { return g.Name, g.ID })
	sorted(t, "the route tables", n.RouteTables, func(r facts.RouteTable) (string, string) { return r.Name, r.ID })
	sorted(t, "the endpoints", n.Endpoints, func(e facts.Endpoint) (string, string) { return e.Name, e.ID })
	sorted(t, "the NAT gateways", n.NATGateways, func(g facts.NATGateway) (string, string) { return g.Name, g.ID })
	sorted(t, "the network ACLs", n.ACLs, func(l facts.NetworkACL) (string, string) { return l.Name, l.ID })
	sorted(t, "the internet gateways", n.InternetGateways, func(g facts.InternetGateway) (string, string) { return g.Name, g.ID })
	sorted(t, "the prefix lists", n.PrefixLists, func(l facts.PrefixList) (string, string) { return l.Name, l.ID })
	sorted(t, "the interfaces", n.Interfaces, func(i facts.Interface) (string, string) { return "", i.ID })
}

func networkRoutes(t *testing.T, f Fixture) {
	n, err := f.Account.Network(deadline(t), steps.Scope{VPC: f.VPC})
	noError(t, err)
	for _, table := range n.RouteTables {
		if table.Main != (table.ID == f.MainTable) {
			t.Errorf("%s is main: %v, want the main table to be %s", table.ID, table.Main, f.MainTable)
		}
		if !slices.ContainsFunc(table.Routes, func(r facts.Route) bool { return r.Target == "local" && r.Active() }) {
			t.Errorf("%s has no local route: %+v", table.ID, table.Routes)
		}
	}
	explicit, ok := n.RouteTable(f.ExplicitTable)
	if !ok {
		t.Fatalf("%s is not among the tables", f.ExplicitTable)
	}
	equalIDs(t, "the associated subnets", explicit.Subnets, f.Associated)
	if !slices.ContainsFunc(explicit.Routes, func(r facts.Route) bool {
		return r.Destination == "0.0.0.0/0" && strings.HasPrefix(r.Target, "igw-") && r.Active()
	}) {
		t.Errorf("the public table has no route to an internet gateway: %+v", explicit.Routes)
	}
}

func networkS3(t *testing.T, f Fixture) {
	n, err := f.Account.Network(deadline(t), steps.Scope{VPC: f.VPC})
	noError(t, err)
	if !strings.HasSuffix(n.S3.Service, ".s3") || !strings.HasPrefix(n.S3.PrefixList, "pl-") || len(n.S3.CIDRs) == 0 {
		t.Errorf("S3 is %+v, want its service, prefix list and addresses", n.S3)
	}
}

// strangers are read although they lie elsewhere, and do not join the VPC's members.
func strangers(t *testing.T, f Fixture) {
	n, err := f.Account.Network(deadline(t), steps.Scope{
		VPC:            f.VPC,
		Subnets:        []string{f.Private[0], f.StrangerSubnet, "subnet-00000000000000000"},
		SecurityGroups: []string{f.SecurityGroups[0], f.StrangerGroup, "sg-00000000000000000"},
	})
	noError(t, err)
	if s, ok := n.Subnet(f.StrangerSubnet); !ok || s.VPC == f.VPC {
		t.Errorf("the subnet of another VPC is %+v, known: %v", s, ok)
	}
	if g, ok := n.SecurityGroup(f.StrangerGroup); !ok || g.VPC == f.VPC {
		t.Errorf("the security group of another VPC is %+v, known: %v", g, ok)
	}
	if _, ok := n.Subnet("subnet-00000000000000000"); ok {
		t.Error("a subnet that does not exist is known")
	}
	equalIDs(t, "the members", ids(n.Members(), func(s facts.Subnet) string { return s.ID }), f.Subnets)
	if len(n.Gaps) > 0 {
		t.Errorf("there are gaps: %v", n.Gaps)
	}
	inOrder(t, n)
}

func unknownVPC(t *testing.T, f Fixture) {
	for _, id := range []string{"vpc-00000000000000000", "no VPC at all"} {
		_, err := f.Account.Network(deadline(t), steps.Scope{VPC: id})
		wantFault(t, err, facts.NotFound)
	}
}
