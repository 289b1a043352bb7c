package sandbox

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// builder turns a blueprint into a world.
type builder struct {
	region *region
	now    time.Time
}

func build(scenario Scenario, now time.Time) *world {
	plan := scenario.account()
	now = now.Truncate(time.Minute) // so that what is shown does not depend on how fast a program starts
	w := &world{
		caller: identity{
			arn:    "arn:aws:sts::" + AccountID + ":assumed-role/DataScientist/demo",
			userID: uniqueID("AROA", "DataScientist") + ":demo",
		},
		regions: map[string]*region{},
		made:    map[string]int{},
	}
	b := &builder{region: w.region(Region), now: now}
	for _, l := range plan.lists {
		b.list(l)
	}
	for _, v := range plan.vpcs {
		b.vpc(v)
	}
	b.region.holdAddresses()
	for _, r := range plan.roles {
		w.roles = append(w.roles, b.role(r))
	}
	for _, one := range plan.buckets {
		w.buckets = append(w.buckets, b.bucket(one))
	}
	b.permissions(w, plan)
	for _, m := range plan.models {
		b.model(m)
	}
	b.archives(w)
	return w
}

// called are the tags of an object of the VPC; what lies in a default VPC has no name.
func (p vpcPlan) called(name string) tags {
	if p.isDefault || p.unnamed {
		return tags{}
	}
	return tags{"Name": name}
}

func (b *builder) vpc(p vpcPlan) {
	r := b.region
	v := &vpc{
		id: vpcID(p.name), tenancy: "default", cidr: netip.MustParsePrefix(p.cidr), isDefault: p.isDefault,
		dnsSupport: !p.noDNSSupport, dnsHostnames: !p.noDNSHostnames, dhcp: b.dhcp(p), tags: p.called(p.name),
	}
	if p.dedicated {
		v.tenancy = "dedicated"
	}
	for _, cidr := range p.more {
		v.more = append(v.more, netip.MustParsePrefix(cidr))
	}
	r.vpcs = append(r.vpcs, v)
	if p.internet {
		g := &internetGateway{id: id("igw", p.name), vpc: v.id, tags: p.called(p.name)}
		if p.detached {
			g.vpc = ""
		}
		r.internet = append(r.internet, g)
	}
	b.groups(p)
	b.tables(p)
	for _, s := range p.subnets {
		b.subnet(p, s)
	}
	for _, n := range p.nats {
		b.nat(p, n)
	}
	for _, e := range p.endpoints {
		b.endpoint(p, e)
	}
	b.acls(p)
}

func (b *builder) dhcp(p vpcPlan) string {
	key, servers := "amazon", []string{"AmazonProvidedDNS"}
	if p.resolvers != nil {
		key, servers = p.name, p.resolvers
	}
	d := &dhcpOptions{id: id("dopt", key), domain: "ec2.internal", nameServers: servers, tags: tags{}}
	if !slices.ContainsFunc(b.region.dhcp, func(other *dhcpOptions) bool { return other.id == d.id }) {
		b.region.dhcp = append(b.region.dhcp, d)
	}
	return d.id
}

func (b *builder) groups(p vpcPlan) {
	own := groupID(p.name, "default")
	all := append([]groupPlan{{
		name: "default", description: "default VPC security group",
		ingress: []groupRule{{protocol: "-1", peers: []string{own}}}, egress: allOut(),
	}}, p.groups...)
	for _, g := range all {
		if g.name == "default" { // a scenario may describe its default group itself
			b.region.groups = slices.DeleteFunc(b.region.groups, func(other *securityGroup) bool { return other.id == own })
		}
		b.region.groups = append(b.region.groups, &securityGroup{
			id: groupID(p.name, g.name), name: g.name, vpc: vpcID(p.name), description: g.description,
			ingress: g.ingress, egress: g.egress, tags: tags{},
		})
	}
}

// allOut lets everything out, as a new group does.
func allOut() []groupRule { return []groupRule{{protocol: "-1", cidrs: []string{everywhere}}} }

func (b *builder) tables(p vpcPlan) {
	for _, t := range p.tables {
		table := &routeTable{
			id: tableID(p.name, t.name), vpc: vpcID(p.name), main: t.main, tags: p.called(t.name),
		}
		if v, found := b.region.vpc(table.vpc); found {
			table.routes = v.localRoutes()
		}
		for _, r := range t.routes {
			target := r.via
			if nat, found := strings.CutPrefix(r.via, "nat:"); found {
				target = natID(p.name, nat)
			} else if r.via == "igw" {
				target = id("igw", p.name)
			}
			table.routes = append(table.routes, route{destination: r.to, target: target, state: "active", origin: "CreateRoute"})
		}
		b.region.tables = append(b.region.tables, table)
	}
}

func (b *builder) subnet(p vpcPlan, s subnetPlan) {
	made := &subnet{
		id: subnetID(p.name, s.name), vpc: vpcID(p.name), owner: cmp.Or(s.owner, AccountID), state: cmp.Or(s.state, "available"),
		isDefault: p.isDefault, mapPublic: s.public, outpostARN: s.outpost, ipv6: s.ipv6, tags: p.called(s.name),
	}
	if s.cidr != "" {
		made.cidr = netip.MustParsePrefix(s.cidr)
	}
	for i := range b.region.zones {
		if z := &b.region.zones[i]; z.name == s.zone {
			z.optedIn = true // or the subnet could not have been made
			made.zone = *z
		}
	}
	b.region.subnets = append(b.region.subnets, made)
	if t, found := b.region.table(tableID(p.name, s.table)); found {
		t.subnets = append(t.subnets, made.id)
	}
	next := firstAddress(made)
	for _, t := range s.tenants {
		for n := range t.count {
			i := t.made(made, n)
			i.groups = []string{groupID(p.name, "default")}
			for range max(1, t.each) {
				i.addresses = append(i.addresses, next)
				next = next.Next()
			}
			b.region.interfaces = append(b.region.interfaces, i)
		}
	}
}

// place gives an interface one address of a subnet.
func (b *builder) place(i *netInterface, in string) *netInterface {
	s, found := b.region.subnet(in)
	if !found {
		return i
	}
	i.subnet, i.vpc, i.zone = s.id, s.vpc, s.zone
	if address, free := b.region.freeAddress(s); free {
		i.addresses = []netip.Addr{address}
	}
	b.region.interfaces = append(b.region.interfaces, i)
	return i
}

func (b *builder) nat(p vpcPlan, n natPlan) {
	g := &natGateway{
		id: natID(p.name, n.name), vpc: vpcID(p.name), subnet: subnetID(p.name, n.subnet), state: "available",
		connectivity: "public", mode: "zonal", allocation: id("eipalloc", p.name+"/"+n.name), publicIP: fmt.Sprintf("203.0.113.%d", 10+len(b.region.nats)),
		created: b.now.AddDate(0, -6, 0), tags: p.called(n.name),
	}
	n.vary(g)
	if g.subnet == "" || g.state == failedState {
		b.region.nats = append(b.region.nats, g)
		return
	}
	g.iface = b.place(&netInterface{
		id: id("eni", g.id), kind: "nat_gateway", description: "Interface for NAT Gateway " + g.id, requester: "amazon-vpc", tags: tags{},
	}, g.subnet).id
	b.region.nats = append(b.region.nats, g)
}

func (b *builder) endpoint(p vpcPlan, plan endpointPlan) {
	e := &endpoint{
		id: endpointID(p.name, plan.name), vpc: vpcID(p.name), service: "com.amazonaws." + Region + "." + plan.service,
		kind: gatewayType, state: cmp.Or(plan.state, "available"), policy: plan.policy, requesterManaged: plan.requesterManaged,
		created: b.now.AddDate(0, -3, 0), tags: p.called(plan.name),
	}
	if e.policy == "" {
		e.policy = defaultPolicy
	}
	for _, t := range plan.tables {
		e.tables = append(e.tables, tableID(p.name, t))
	}
	for _, g := range plan.groups {
		e.groups = append(e.groups, groupID(p.name, g))
	}
	for _, s := range plan.subnets {
		e.kind, e.privateDNS, e.inboundOnly = interfaceType, !plan.noPrivateDNS, plan.inboundOnly
		plan.vary(e)
		e.subnets = append(e.subnets, subnetID(p.name, s))
		e.interfaces = append(e.interfaces, b.place(&netInterface{
			id: id("eni", e.id+"/"+s), kind: "vpc_endpoint", description: "VPC Endpoint Interface " + e.id,
			requester: "amazon-vpc", groups: e.groups, tags: tags{},
		}, subnetID(p.name, s)).id)
	}
	b.region.endpoints = append(b.region.endpoints, e)
}

func (b *builder) role(p rolePlan) *role {
	principal := fmt.Sprintf(`{"Service":"%s"}`, p.trust)
	if p.trust == "account" {
		principal = `{"AWS":"arn:aws:iam::` + AccountID + `:root"}`
	}
	if p.path == "" {
		p.path = "/"
	}
	return &role{
		name: p.name, path: p.path, description: p.description, attached: p.attached, created: b.now.AddDate(-1, 0, 0),
		trust:  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` + principal + `,"Action":"sts:AssumeRole"}]}`,
		inline: inlined(p.inline), boundary: p.boundary,
	}
}

func (b *builder) model(p modelPlan) {
	request, err := decodeObject([]byte(p.request))
	if err != nil {
		request = jsonObject{} // a test holds every scenario's requests against CreateModel's own rules
	}
	b.region.models = append(b.region.models, &model{name: p.name, created: b.now.AddDate(0, 0, -p.days), request: request, tags: p.tags})
}
