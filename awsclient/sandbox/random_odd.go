package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// Oddities are what real networks have and what harms nothing by itself: the tools that
// look at them must hold their tongue.
func oddNetworks() []change {
	return []change{
		{"no names", func(d *draft) bool { d.vpc.unnamed = true; return true }},
		{"dedicated tenancy", func(d *draft) bool { d.vpc.dedicated = true; return true }},
		{"five CIDRs", (*draft).fiveBlocks},
		{"shared subnets", (*draft).sharedSubnets},
		{"a subnet without the instance type", (*draft).withoutType},
		{"a public subnet beside", func(d *draft) bool { d.public(); return true }},
		{"another gateway endpoint on another table", (*draft).secondGateway},
		{"endpoints for other services", (*draft).otherEndpoints},
		{"both a gateway endpoint and a NAT gateway", (*draft).bothWays},
		{"an S3 interface endpoint for resolvers outside", (*draft).outsideNames},
		{"an S3 interface endpoint without private DNS", (*draft).namelessInterface},
		{"routes to elsewhere", (*draft).routesElsewhere},
		{"a route wider than S3's", (*draft).widerRoute},
		{"DNS host names off", func(d *draft) bool { d.vpc.noDNSHostnames = d.way != byInterface; return d.way != byInterface }},
		{"Amazon's resolver by address", func(d *draft) bool {
			d.vpc.resolvers = []string{pick(d, "169.254.169.253", "10.20.0.2")}
			return true
		}},
		{"crowded subnets", func(d *draft) bool {
			for _, name := range d.chosen {
				d.fill(name, d.free(name)-d.count*d.each)
			}
			return true
		}},
		{"tables that nobody follows", func(d *draft) bool {
			d.vpc.tables = append(d.vpc.tables, tablePlan{name: "unused", routes: []routePlan{{everywhere, id("tgw", d.name)}}})
			return true
		}},
	}
}

func (d *draft) fiveBlocks() bool {
	d.vpc.more = []string{"100.64.0.0/16", "10.21.0.0/16", "172.20.0.0/20", "198.18.0.0/24"}[:1+d.rng.IntN(4)]
	for i := range d.vpc.groups { // what is let in from the VPC is let in from all of it
		for j := range d.vpc.groups[i].ingress {
			rule := &d.vpc.groups[i].ingress[j]
			if slices.Equal(rule.cidrs, []string{drawnBlock}) {
				rule.cidrs = append([]string{drawnBlock}, d.vpc.more...)
			}
		}
	}
	s := d.subnet(pick(d, d.chosen...))
	s.cidr = strings.Replace(s.cidr, "10.20.", "100.64.", 1)
	return true
}

func (d *draft) sharedSubnets() bool {
	for _, name := range d.some() {
		d.subnet(name).owner = "444455556666"
	}
	return true
}

// withoutType adds a subnet where the instance type is not to be had.
func (d *draft) withoutType() bool {
	r := &region{name: Region, zones: zonesOf(Region)}
	for _, z := range r.zones {
		if z.kind == "availability-zone" && !r.offersHosting(d.kind, z) {
			last := *d.subnet(d.chosen[0])
			last.name, last.zone, last.cidr, last.tenants = "app-far", z.name, "10.20.100.0/26", nil
			d.vpc.subnets = append(d.vpc.subnets, last)
			d.chosen = append(slices.Clone(d.chosen), last.name)
			return true
		}
	}
	return false
}

func (d *draft) secondGateway() bool {
	d.vpc.tables = append(d.vpc.tables, tablePlan{name: "batch"})
	d.vpc.endpoints = append(d.vpc.endpoints, endpointPlan{name: "batch-s3", service: "s3", tables: []string{"batch"}})
	return true
}

func (d *draft) otherEndpoints() bool {
	d.vpc.endpoints = append(d.vpc.endpoints, endpointPlan{name: "tables", service: "dynamodb", tables: []string{d.followed(d.chosen[0])}})
	for _, name := range d.chosen {
		if d.free(name) > d.count*d.each {
			d.vpc.endpoints = append(d.vpc.endpoints, endpointPlan{name: "logs", service: "logs", subnets: []string{name}, groups: []string{endpointsSG}})
			break
		}
	}
	return true
}

func (d *draft) bothWays() bool {
	if d.way != byGateway || len(d.vpc.nats) > 0 {
		return false
	}
	d.public()
	d.vpc.nats = []natPlan{{name: natName, subnet: edge}}
	d.routeAll(routePlan{everywhere, viaNAT})
	return true
}

// outsideNames adds an endpoint whose private names are for inbound resolvers. AWS takes
// one only beside a gateway endpoint
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns).
func (d *draft) outsideNames() bool {
	return d.way == byGateway && d.besides(endpointPlan{name: "s3-outside", inboundOnly: true})
}

func (d *draft) namelessInterface() bool {
	return d.way != byInterface && d.besides(endpointPlan{name: "s3-nameless", noPrivateDNS: true})
}

// besides adds an S3 interface endpoint that nobody in the VPC is told of.
func (d *draft) besides(e endpointPlan) bool {
	if d.subnet("attic") == nil {
		d.vpc.subnets = append(d.vpc.subnets, subnetPlan{name: "attic", zone: zoneA, cidr: "10.20.220.0/27"})
	}
	e.service, e.subnets, e.groups = "s3", []string{"attic"}, []string{"default"}
	d.vpc.endpoints = append(d.vpc.endpoints, e)
	return true
}

func (d *draft) routesElsewhere() bool {
	for i := range 1 + d.rng.IntN(3) {
		target := pick(d, id("tgw", d.name), id("pcx", d.name), id("vgw", d.name), id("eni", d.name))
		d.route(d.some(), routePlan{fmt.Sprintf("192.168.%d.0/24", i), target})
	}
	return true
}

// widerRoute leads more than S3 elsewhere, which an endpoint's routes beat. A NAT
// gateway's do not.
func (d *draft) widerRoute() bool {
	if d.way != byGateway {
		return false
	}
	d.route(d.some(), routePlan{pick(d, "52.0.0.0/8", "54.128.0.0/9", "3.0.0.0/8", "0.0.0.0/1"), pick(d, id("tgw", d.name), id("pcx", d.name))})
	return true
}
