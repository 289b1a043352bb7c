package sandbox

import "slices"

func brokenRoutes() []change {
	return []change{
		{"no way to S3", func(d *draft) bool {
			if d.way != byInterface {
				d.cut(d.someApart())
			}
			return d.way != byInterface
		}},
		{"main table without a way", (*draft).bareMain},
		{"an internet gateway for a way", func(d *draft) bool {
			if d.way == byInterface {
				return false
			}
			chosen := d.someApart()
			d.cut(chosen)
			d.vpc.internet = true
			d.route(chosen, routePlan{everywhere, viaIGW})
			return true
		}},
		{"S3 shadowed", (*draft).shadow},
		{"S3 shadowed in another table", func(d *draft) bool {
			d.vpc.tables = append(d.vpc.tables, tablePlan{name: "shadowed", routes: []routePlan{{"52.216.0.0/16", id("tgw", d.name)}}})
			return true
		}},
		{"a transit gateway for a way", func(d *draft) bool { return d.lead(id("tgw", d.name)) }},
		{"a peering connection for a way", func(d *draft) bool { return d.lead(id("pcx", d.name)) }},
		{"a virtual private gateway for a way", func(d *draft) bool { return d.lead(id("vgw", d.name)) }},
		{"a firewall for a way", (*draft).throughFirewall},
		{"a deleted firewall for a way", func(d *draft) bool { return d.lead(endpointID(d.name, "deleted")) }},
		{"an interface for a way", (*draft).throughInterface},
		{"a deleted interface for a way", func(d *draft) bool { return d.lead(id("eni", d.name+"/deleted")) }},
		{"a failed endpoint", func(d *draft) bool {
			if e := d.used(); e != nil {
				e.state = failedState
			}
			return d.used() != nil
		}},
		{"an endpoint on no table", func(d *draft) bool {
			if e := d.endpoint(s3Gateway); e != nil {
				e.tables = nil
			}
			return d.way == byGateway
		}},
		{"two endpoints for two tables, one failed", (*draft).twoGateways},
		{"an endpoint of a service", func(d *draft) bool {
			if d.way != byGateway {
				return false
			}
			d.endpoint(s3Gateway).requesterManaged = true
			d.cutGateway(d.someApart())
			return true
		}},
	}
}

// cutGateway takes subnets off the gateway endpoint alone.
func (d *draft) cutGateway(subnets []string) {
	for _, name := range subnets {
		e := d.endpoint(s3Gateway)
		e.tables = slices.DeleteFunc(slices.Clone(e.tables), func(t string) bool { return t == d.followed(name) })
	}
}

// bareMain lets a subnet fall back to a main table that leads nowhere.
func (d *draft) bareMain() bool {
	if slices.ContainsFunc(d.chosen, func(name string) bool { return d.followed(name) == mainTable }) || d.way == byInterface {
		return false
	}
	for _, name := range d.some() {
		d.subnet(name).table = ""
	}
	return true
}

// lead sends what is bound for S3 to a target instead.
func (d *draft) lead(target string) bool {
	if d.way == byInterface {
		return false
	}
	chosen := d.someApart()
	d.cut(chosen)
	d.route(chosen, routePlan{everywhere, target})
	return true
}

// shadow gives tables a route that is at least as specific as one of S3's blocks.
func (d *draft) shadow() bool {
	to := pick(d, append(s3Blocks(), "52.216.0.0/16", "52.217.128.0/17", "54.231.0.5/32", "16.182.7.0/24")...)
	target := pick(d, viaIGW, id("tgw", d.name), id("pcx", d.name), id("eni", d.name+"/deleted"), viaNAT)
	if target == viaNAT && len(d.vpc.nats) == 0 {
		d.public()
		d.vpc.nats = []natPlan{{name: natName, subnet: edge}}
	}
	d.vpc.internet = d.vpc.internet || target == viaIGW
	d.route(d.someApart(), routePlan{to, target})
	return true
}

// throughInterface sends what is bound for S3 to an interface of the VPC, as a NAT
// instance has one.
func (d *draft) throughInterface() bool {
	if d.subnet("appliance") == nil {
		d.vpc.subnets = append(d.vpc.subnets, subnetPlan{
			name: "appliance", zone: zoneA, cidr: "10.20.230.0/28", tenants: []tenant{{kind: onEC2, name: "nat-instance", count: 1}},
		})
	}
	return d.lead(id("eni", subnetID(d.name, "appliance")+"/"+string(onEC2)+"/nat-instance/0"))
}

// throughFirewall sends what is bound for S3 to a Gateway Load Balancer endpoint, as firewalls have.
func (d *draft) throughFirewall() bool {
	if d.way == byInterface || d.endpoint("firewall") != nil {
		return false
	}
	d.vpc.subnets = append(d.vpc.subnets, subnetPlan{name: "firewall", zone: zoneA, cidr: "10.20.231.0/28"})
	d.vpc.endpoints = append(d.vpc.endpoints, endpointPlan{name: "firewall", kind: balancerType, subnets: []string{"firewall"}})
	return d.lead(endpointID(d.name, "firewall"))
}

func (d *draft) twoGateways() bool {
	if d.way != byGateway || d.endpoint("s3-second") != nil {
		return false
	}
	name := pick(d, d.chosen...)
	d.apart(name)
	d.cutGateway([]string{name})
	d.vpc.endpoints = append(d.vpc.endpoints, endpointPlan{
		name: "s3-second", service: "s3", tables: []string{d.followed(name)}, state: pick(d, failedState, ""),
	})
	return true
}

// brokenNATs break the NAT gateway that the chosen subnets go through; where they have a
// gateway endpoint besides, it carries them.
func brokenNATs() []change {
	onNAT := func(do func(*draft, *natPlan) bool) func(*draft) bool {
		return func(d *draft) bool {
			if d.way != byNAT && d.way != byRegional {
				return false
			}
			return do(d, &d.vpc.nats[0])
		}
	}
	zonal := func(do func(*draft, *natPlan)) func(*draft) bool {
		return onNAT(func(d *draft, n *natPlan) bool {
			if d.way == byNAT {
				do(d, n)
			}
			return d.way == byNAT
		})
	}
	return []change{
		{"a failed NAT gateway", onNAT(func(_ *draft, n *natPlan) bool { n.failed = true; return true })},
		{"a private NAT gateway", zonal(func(_ *draft, n *natPlan) { n.private = true })},
		{"a deleted NAT gateway", onNAT(func(d *draft, _ *natPlan) bool {
			d.route(d.someApart(), routePlan{everywhere, "nat:deleted"})
			return true
		})},
		{"a detached internet gateway", onNAT(func(d *draft, _ *natPlan) bool { d.vpc.detached = true; return true })},
		{"a NAT gateway's subnet without a way", zonal(func(d *draft, _ *natPlan) { d.table(edge).routes = nil })},
		{"a NAT gateway in a private subnet", zonal(func(d *draft, n *natPlan) {
			if d.free(d.chosen[0]) > 0 {
				n.subnet = d.chosen[0]
			}
		})},
		{"a NAT gateway behind a transit gateway", zonal(func(d *draft, _ *natPlan) {
			d.table(edge).routes = []routePlan{{everywhere, id("tgw", d.name)}}
		})},
		{"a NAT gateway behind another", zonal(func(d *draft, _ *natPlan) {
			d.vpc.subnets = append(d.vpc.subnets, subnetPlan{name: "inner", zone: zoneB, cidr: "10.20.201.0/28", table: d.followed(d.chosen[0])})
			d.vpc.nats = append(d.vpc.nats, natPlan{name: "inner", subnet: "inner"})
			d.vpc.tables = append(d.vpc.tables, tablePlan{name: "inner", routes: []routePlan{{everywhere, viaNAT}}})
			d.subnet("inner").table = "inner"
			d.route(d.chosen, routePlan{everywhere, "nat:inner"})
		})},
		{"a NAT gateway with a gateway endpoint of its own", zonal(func(d *draft, _ *natPlan) {
			d.vpc.endpoints = append(d.vpc.endpoints, endpointPlan{
				name: "edge-s3", service: "s3", tables: []string{edge}, policy: pick(d, "", denyEverything),
			})
		})},
	}
}

const denyEverything = `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}`
