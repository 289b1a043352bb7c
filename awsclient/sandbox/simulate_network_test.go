package sandbox

import (
	"net/netip"
	"strings"
	"testing"
)

// lab is a VPC to break: a subnet "inside" with NAT in "outside", and one with an S3 endpoint.
func lab() *region {
	scenario := Scenario{Name: "lab", account: func() blueprint {
		return blueprint{vpcs: []vpcPlan{{
			name: "lab", cidr: "10.9.0.0/16", internet: true,
			tables: []tablePlan{
				{name: "main", main: true},
				{name: "inside", routes: []routePlan{{to: everywhere, via: "nat:gate"}}},
				{name: "outside", routes: []routePlan{{to: everywhere, via: "igw"}}},
				{name: "private"},
			},
			subnets: []subnetPlan{
				{name: "inside", zone: zoneA, cidr: "10.9.1.0/24", table: "inside"},
				{name: "outside", zone: zoneA, cidr: "10.9.2.0/24", table: "outside", public: true},
				{name: "private", zone: zoneB, cidr: "10.9.3.0/24", table: "private"},
				{name: "lonely", zone: zoneB, cidr: "10.9.4.0/24"},
			},
			groups:    []groupPlan{{name: "open", egress: allOut()}},
			nats:      []natPlan{{name: "gate", subnet: "outside"}},
			endpoints: []endpointPlan{{name: "s3", service: "s3", tables: []string{"private"}}},
		}}, buckets: commonBuckets()}
	}}
	return New(scenario).world.region(Region)
}

// enter puts an interface into a subnet of the lab.
func (r *region) enter(subnetName string, groups ...string) *netInterface {
	s, _ := r.subnet(subnetID("lab", subnetName))
	address, _ := r.freeAddress(s)
	i := &netInterface{id: id("eni", subnetName), vpc: s.vpc, subnet: s.id, zone: s.zone, kind: "interface", addresses: []netip.Addr{address}, tags: tags{}}
	for _, name := range append(groups, "open")[:max(1, len(groups))] {
		i.groups = append(i.groups, groupID("lab", name))
	}
	r.interfaces = append(r.interfaces, i)
	return i
}

var wantedData = download{url: "s3://acme-models/x", bucket: "acme-models", key: "x", role: executionRole, owner: AccountID}

func (r *region) labVPC() *vpc { return r.vpcs[0] }

// filtersWith puts rules before the lab's network ACL.
func (r *region) filtersWith(entries ...aclEntry) {
	a := r.acls[0]
	a.entries = append(entries, a.entries...)
}

func TestWhetherS3IsReached(t *testing.T) {
	deny := func(number int, egress bool, cidr string, from, to int) aclEntry {
		return aclEntry{number: number, egress: egress, protocol: "6", action: "deny", cidr: cidr, from: from, to: to}
	}
	for _, tc := range []struct {
		name, from string
		spoil      func(*region)
		stopped    string // "" when S3 is reached
	}{
		{name: "gateway endpoint", from: "private"},
		{name: "NAT gateway", from: "inside"},
		{name: "nothing", from: "lonely", stopped: "no route leads"},
		{name: "internet gateway", from: "outside", stopped: "without a public address"},

		{name: "endpoint not ready", from: "private", spoil: func(r *region) { r.endpoints[0].state = "deleting" }, stopped: "is deleting"},
		{name: "state in capitals", from: "private", spoil: func(r *region) { r.endpoints[0].state = "Available" }},
		{name: "endpoint of another service", from: "private", spoil: func(r *region) { r.endpoints[0].service = "com.amazonaws.us-east-1.dynamodb" }, stopped: "no route leads"},
		{name: "more specific route", from: "private", stopped: "igw-", spoil: func(r *region) {
			t, _ := r.table(tableID("lab", "private"))
			t.routes = append(t.routes, route{destination: "52.216.0.0/16", target: id("igw", "lab"), state: "active"})
		}},
		{name: "less specific route", from: "private", spoil: func(r *region) {
			t, _ := r.table(tableID("lab", "private"))
			t.routes = append(t.routes, route{destination: "52.0.0.0/8", target: id("igw", "lab"), state: "active"})
		}},
		{name: "blackhole", from: "inside", stopped: "blackhole", spoil: func(r *region) {
			t, _ := r.table(tableID("lab", "inside"))
			t.routes[1].state = "blackhole"
		}},
		{name: "unknown target", from: "inside", stopped: "nothing is known behind tgw-1", spoil: func(r *region) {
			t, _ := r.table(tableID("lab", "inside"))
			t.routes[1].target = "tgw-1"
		}},

		{name: "NAT pending", from: "inside", spoil: func(r *region) { r.nats[0].state = "pending" }, stopped: "is pending"},
		{name: "private NAT", from: "inside", spoil: func(r *region) { r.nats[0].connectivity = "private" }, stopped: "without a public address"},
		{name: "NAT without internet", from: "inside", stopped: "behind nat-", spoil: func(r *region) {
			t, _ := r.table(tableID("lab", "outside"))
			t.routes = t.routes[:1]
		}},
		{name: "internet gateway detached", from: "inside", spoil: func(r *region) { r.internet[0].vpc = "" }, stopped: "is a blackhole"},
		{name: "NAT that sends to itself", from: "inside", spoil: func(r *region) { r.nats[0].subnet = subnetID("lab", "inside") }, stopped: "sends to itself"},
		{name: "regional NAT", from: "inside", spoil: func(r *region) { r.nats[0].mode, r.nats[0].subnet = "regional", "" }},
		{name: "regional NAT without internet", from: "inside", stopped: "no way to the internet", spoil: func(r *region) {
			r.nats[0].mode, r.internet = "regional", nil
		}},

		{name: "ACL keeps in", from: "private", spoil: func(r *region) { r.filtersWith(deny(1, true, everywhere, 443, 443)) }, stopped: "lets no tcp port 443"},
		{name: "ACL keeps one of S3's blocks in", from: "private", spoil: func(r *region) { r.filtersWith(deny(1, true, "18.34.232.0/22", 0, 0)) }, stopped: "18.34.232.0"},
		{name: "ACL keeps a part of a block in", from: "private", spoil: func(r *region) { r.filtersWith(deny(1, true, "18.34.233.0/24", 0, 0)) }, stopped: "18.34.233.0"},
		{name: "ACL keeps answers out", from: "private", spoil: func(r *region) { r.filtersWith(deny(1, false, everywhere, 40000, 40000)) }, stopped: "keeps the answers"},
		{name: "ACL for other ports", from: "private", spoil: func(r *region) { r.filtersWith(deny(1, false, everywhere, 22, 22), deny(2, true, everywhere, 80, 80)) }},
		{name: "ACL that allows first", from: "private", spoil: func(r *region) {
			r.filtersWith(deny(9, true, everywhere, 443, 443), aclEntry{number: 8, egress: true, protocol: "tcp", action: "allow", cidr: everywhere, from: 443, to: 443})
		}},
		{name: "ACL before the NAT", from: "inside", spoil: func(r *region) { r.filtersWith(deny(1, false, "10.9.1.0/24", 0, 0)) }, stopped: "lets no tcp port 443"},
		{name: "low ports behind the NAT", from: "inside", spoil: func(r *region) { r.filtersWith(deny(1, false, "52.216.0.0/15", 1024, 1100)) }, stopped: "behind nat-"},

		{name: "no group rules", from: "private", spoil: func(r *region) { g, _ := r.group(groupID("lab", "open")); g.egress = nil }, stopped: "no security group"},
		{name: "group for another port", from: "private", stopped: "no security group", spoil: func(r *region) {
			g, _ := r.group(groupID("lab", "open"))
			g.egress = []groupRule{{protocol: "tcp", from: 80, to: 80, cidrs: []string{everywhere}}, {protocol: "udp", from: 443, to: 443, cidrs: []string{everywhere}}}
		}},
		{name: "group for a part of S3", from: "private", stopped: "no security group", spoil: func(r *region) {
			g, _ := r.group(groupID("lab", "open"))
			g.egress = []groupRule{{protocol: "tcp", from: 443, to: 443, cidrs: []string{"52.0.0.0/8"}}}
		}},
		{name: "group for the prefix list", from: "private", spoil: func(r *region) {
			g, _ := r.group(groupID("lab", "open"))
			g.egress = []groupRule{{protocol: "6", from: 1, to: 65535, lists: []string{"pl-63a5400a"}}}
		}},

		{name: "no DNS", from: "private", spoil: func(r *region) { r.labVPC().dnsSupport = false }, stopped: "DNS support"},
		{name: "no DNS host names", from: "private", spoil: func(r *region) { r.labVPC().dnsHostnames = false }},
		{name: "name server that is nowhere", from: "private", spoil: func(r *region) { r.dhcp[0].nameServers = []string{"10.9.3.53"} }, stopped: "name server 10.9.3.53"},
		{name: "Amazon's by address", from: "private", spoil: func(r *region) { r.dhcp[0].nameServers = []string{"10.9.0.2"} }},
		{name: "the second one answers", from: "private", spoil: func(r *region) { r.dhcp[0].nameServers = []string{"10.9.3.53", "169.254.169.253"} }},
		{name: "name server behind NAT", from: "inside", spoil: func(r *region) { r.dhcp[0].nameServers, r.labVPC().dnsSupport = []string{"9.9.9.9"}, false }},
		{name: "no name server", from: "private", spoil: func(r *region) { r.dhcp[0].nameServers = nil }, stopped: "no name server"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := lab()
			i := r.enter(tc.from)
			if tc.spoil != nil {
				tc.spoil(r)
			}
			got := r.fetch(i, wantedData)
			if (got == "") != (tc.stopped == "") || !strings.Contains(got, tc.stopped) {
				t.Errorf("got %q, want %q in it", got, tc.stopped)
			}
		})
	}
}

// An interface endpoint for S3 answers under private names, on interfaces with groups.
func TestS3BehindAnInterfaceEndpoint(t *testing.T) {
	for _, tc := range []struct {
		name    string
		spoil   func(*region, *endpoint, *netInterface)
		stopped string
	}{
		{name: "open"},
		{name: "its group lets nothing in", spoil: func(_ *region, _ *endpoint, i *netInterface) { i.groups = []string{groupID("lab", "open")} }, stopped: "lets tcp port 443"},
		{name: "pending", spoil: func(_ *region, e *endpoint, _ *netInterface) { e.state = "pending" }, stopped: "no route leads"},
		{name: "without private names", spoil: func(_ *region, e *endpoint, _ *netInterface) { e.privateDNS = false }, stopped: "no route leads"},
		{name: "for resolvers outside of the VPC only", spoil: func(_ *region, e *endpoint, _ *netInterface) { e.inboundOnly = true }, stopped: "no route leads"},
		{name: "beside a gateway endpoint", spoil: func(r *region, e *endpoint, _ *netInterface) {
			r.endpoints = append(r.endpoints, &endpoint{
				id: "vpce-2", vpc: e.vpc, service: e.service, kind: gatewayType, state: "available", policy: `{"Statement":[]}`,
			})
		}},
		{name: "without DNS host names", spoil: func(r *region, _ *endpoint, _ *netInterface) { r.labVPC().dnsHostnames = false }, stopped: "no route leads"},
		{name: "its policy", spoil: func(_ *region, e *endpoint, _ *netInterface) { e.policy = `{"Statement":[]}` }, stopped: "policy of vpce-"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := lab()
			r.endpoints = nil
			client, server := r.enter("lonely"), r.enter("private", "default")
			inside, _ := r.group(groupID("lab", "default"))
			inside.ingress = []groupRule{{protocol: "tcp", from: 443, to: 443, cidrs: []string{"10.9.4.0/24"}}}
			e := &endpoint{
				id: "vpce-1", vpc: server.vpc, service: "com.amazonaws.us-east-1.s3", kind: interfaceType, state: "available",
				policy: defaultPolicy, privateDNS: true, interfaces: []string{server.id},
			}
			r.endpoints = append(r.endpoints, e)
			if tc.spoil != nil {
				tc.spoil(r, e, server)
			}
			got := r.fetch(client, wantedData)
			if (got == "") != (tc.stopped == "") || !strings.Contains(got, tc.stopped) {
				t.Errorf("got %q, want %q in it", got, tc.stopped)
			}
		})
	}
}

// Groups that name each other let through what wears them, in both directions.
func TestGroupsNameEachOther(t *testing.T) {
	r := lab()
	client, server := r.enter("lonely"), r.enter("private", "default")
	from, _ := r.originOf(client)
	open, _ := r.group(groupID("lab", "open"))
	inside, _ := r.group(groupID("lab", "default"))
	to := target{"tcp", server.addresses[0], 8443}
	open.egress = []groupRule{{protocol: "tcp", from: 8000, to: 9000, peers: []string{inside.id}}}
	inside.ingress = []groupRule{{protocol: "-1", peers: []string{open.id}}}
	if way := r.connect(from, to); way.stopped != "" {
		t.Error(way.stopped)
	}
	inside.ingress[0].peers[0] = inside.id
	if r.connect(from, to).stopped == "" {
		t.Error("a group that does not name the client lets it in")
	}
	open.egress[0].peers[0] = open.id
	if r.connect(from, to).stopped == "" {
		t.Error("a group that does not name the server lets out to it")
	}
}
