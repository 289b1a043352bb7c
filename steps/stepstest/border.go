package stepstest

import (
	"slices"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// whole reads the fixture's VPC, without gaps.
func whole(t *testing.T, f Fixture) facts.Network {
	t.Helper()
	n, err := f.Account.Network(deadline(t), steps.Scope{VPC: f.VPC})
	noError(t, err)
	for topic, fault := range n.Gaps {
		t.Errorf("%s is a gap: %v", topic, &fault)
	}
	return n
}

func networkBorder(t *testing.T, f Fixture) {
	n := whole(t, f)
	guards := map[string]int{}
	defaults := 0
	for _, l := range n.ACLs {
		for _, id := range l.Subnets {
			guards[id]++
		}
		if l.Default {
			defaults++
		}
		if l.ID == f.ACL.ID {
			sameACL(t, l, f.ACL)
		}
	}
	if defaults != 1 || !slices.ContainsFunc(n.ACLs, func(l facts.NetworkACL) bool { return l.ID == f.ACL.ID }) {
		t.Errorf("of the %d network ACLs, %d are the default, and %s should be one", len(n.ACLs), defaults, f.ACL.ID)
	}
	for _, id := range f.Subnets {
		if guards[id] != 1 {
			t.Errorf("%s has %d network ACLs", id, guards[id])
		}
	}
	equalIDs(t, "the internet gateways", ids(n.InternetGateways, func(g facts.InternetGateway) string { return g.ID }), []string{f.InternetGateway})
	i := slices.IndexFunc(n.NATGateways, func(g facts.NATGateway) bool { return g.ID == f.NATGateway.ID })
	if i < 0 {
		t.Fatalf("%s is not among the NAT gateways %+v", f.NATGateway.ID, n.NATGateways)
	}
	if g := n.NATGateways[i]; g.Subnet != f.NATGateway.Subnet || g.VPC != f.VPC || g.Mode != "zonal" || g.Connectivity != "public" ||
		g.State == "" || g.FailureCode != "" || len(g.Zones) > 0 {
		t.Errorf("the NAT gateway is %+v, want one in %s", g, f.NATGateway.Subnet)
	}
}

// lastRule is the number of the denials that every network ACL ends with; AWS shows them.
const lastRule = 32767

func sameACL(t *testing.T, got, want facts.NetworkACL) {
	t.Helper()
	if got.VPC != want.VPC || got.Default != want.Default {
		t.Errorf("the network ACL is %+v, want %+v", got, want)
	}
	equalIDs(t, "the network ACL's subnets", got.Subnets, want.Subnets)
	entries := slices.DeleteFunc(slices.Clone(got.Entries), func(e facts.ACLEntry) bool { return e.Number == lastRule && !e.Allow })
	if !slices.Equal(entries, want.Entries) {
		t.Errorf("the network ACL's entries are %+v\nwant %+v", entries, want.Entries)
	}
}

func prefixLists(t *testing.T, f Fixture) {
	n := whole(t, f)
	got, ok := n.PrefixList(f.PrefixList.ID)
	if !ok {
		t.Fatalf("%s is not among the lists %+v", f.PrefixList.ID, n.PrefixLists)
	}
	if got.Name != f.PrefixList.Name || got.Owner != f.PrefixList.Owner || len(got.Gaps) > 0 {
		t.Errorf("the list is %+v, want %+v", got, f.PrefixList)
	}
	for _, cidr := range f.PrefixList.CIDRs {
		if !slices.Contains(got.CIDRs, cidr) {
			t.Errorf("the list lacks %s: %v", cidr, got.CIDRs)
		}
	}
	if len(got.CIDRs) != len(f.PrefixList.CIDRs) {
		t.Errorf("the list has %d entries, want %d", len(got.CIDRs), len(f.PrefixList.CIDRs))
	}
	if slices.ContainsFunc(n.PrefixLists, func(l facts.PrefixList) bool { return l.ID == n.S3.PrefixList }) {
		t.Error("the list of S3 is told twice")
	}
}

// endpointInterfaces: an interface endpoint answers at one interface a subnet, guarded by
// the endpoint's own groups.
func endpointInterfaces(t *testing.T, f Fixture) {
	n := whole(t, f)
	e, ok := n.Endpoint(f.InterfaceEndpoint.ID)
	if !ok || e.Gateway() || e.InboundOnly {
		t.Fatalf("the endpoint is %+v, known: %v", e, ok)
	}
	equalIDs(t, "the endpoint's subnets", e.Subnets, f.InterfaceEndpoint.Subnets)
	equalIDs(t, "the endpoint's groups", e.SecurityGroups, f.InterfaceEndpoint.SecurityGroups)
	var in []string
	for _, id := range e.Interfaces {
		i := slices.IndexFunc(n.Interfaces, func(i facts.Interface) bool { return i.ID == id })
		if i < 0 {
			t.Fatalf("%s of the endpoint is not among the interfaces", id)
		}
		eni := n.Interfaces[i]
		in = append(in, eni.Subnet)
		if len(eni.Groups) == 0 || len(eni.Addresses) == 0 {
			t.Errorf("the interface is %+v, want its groups and addresses", eni)
		}
		if f.differs(LooseInterfaces) {
			continue
		}
		if s, _ := n.Subnet(eni.Subnet); len(eni.Addresses) == 0 || !s.CIDR.Contains(eni.Addresses[0]) {
			t.Errorf("%s lies in %v and has the addresses %v", eni.ID, s.CIDR, eni.Addresses)
		}
		equalIDs(t, "the interface's groups", eni.Groups, f.InterfaceEndpoint.SecurityGroups)
		if eni.Requester == "" || !eni.RequesterManaged {
			t.Errorf("%s does not say who made it: %+v", eni.ID, eni)
		}
	}
	equalIDs(t, "the subnets of the endpoint's interfaces", in, f.InterfaceEndpoint.Subnets)
}
