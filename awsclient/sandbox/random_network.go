package sandbox

import (
	"fmt"
	"slices"
)

// What is called the same in every drawn VPC.
const (
	mainTable     = "main"
	edge          = "edge" // the public subnet, and its route table
	natName       = "nat"
	modelSG       = "model-sg"
	endpointsSG   = "endpoints-sg"
	s3Gateway     = "s3"
	s3Interface   = "s3-interface"
	drawnBlock    = "10.20.0.0/16"
	viaNAT        = "nat:" + natName
	viaIGW        = "igw"
	endpointsZone = "endpoints-" // and a zone: a subnet for interface endpoints
)

// healthy draws a network in which an endpoint comes into service.
func (d *draft) healthy() {
	d.way = pick(d, byGateway, byGateway, byGateway, byNAT, byNAT, byRegional, byInterface)
	d.form = modelForm(d.rng.IntN(int(modelForms)))
	d.vpc = vpcPlan{
		name: d.name, cidr: drawnBlock, tables: []tablePlan{{name: mainTable, main: true}},
		groups: []groupPlan{
			{name: modelSG, description: "SageMaker models", egress: allOut()},
			{name: endpointsSG, description: "Interface endpoints", ingress: []groupRule{
				{protocol: "tcp", from: https, to: https, cidrs: []string{drawnBlock}},
			}},
		},
	}
	d.groups = []string{modelSG}
	d.machines()
	d.layTables()
	switch d.way {
	case byGateway:
		d.gateway()
	case byNAT:
		d.public()
		d.vpc.nats = []natPlan{{name: natName, subnet: edge}}
		d.routeAll(routePlan{everywhere, viaNAT})
	case byRegional:
		d.vpc.internet = true
		d.vpc.nats = []natPlan{{name: natName, regional: true}}
		d.routeAll(routePlan{everywhere, viaNAT})
	case byInterface:
		d.private()
	}
	if d.rng.IntN(3) == 0 {
		d.others = append(d.others, defaultVPC())
	}
	if d.rng.IntN(3) == 0 {
		d.others = append(d.others, d.neighbour())
	}
}

// neighbour is another VPC, with the same addresses, in which all is well.
func (d *draft) neighbour() vpcPlan {
	name := d.name + "-neighbour"
	return vpcPlan{
		name: name, cidr: drawnBlock, tables: []tablePlan{{name: mainTable, main: true}},
		subnets: []subnetPlan{
			{name: "next-a", zone: zoneA, cidr: "10.20.0.0/24"},
			{name: "next-b", zone: zoneB, cidr: "10.20.1.0/24"},
		},
		groups:    modelGroup(),
		endpoints: []endpointPlan{{name: s3Gateway, service: "s3", tables: []string{mainTable}}},
	}
}

// drawnTypes are the instance types of drawn answers, ordinary ones more often.
var drawnTypes = []string{
	"ml.m5.xlarge", "ml.m5.xlarge", "ml.c5.large", "ml.m5.large", "ml.g4dn.xlarge", "ml.g5.xlarge", "ml.g6.xlarge",
	"ml.g4dn.12xlarge", "ml.g5.12xlarge", "ml.g6.12xlarge", "ml.p4d.24xlarge",
}

// machines draws a type, and subnets with room for its instances in zones that offer it.
func (d *draft) machines() {
	d.kind = pick(d, drawnTypes...)
	d.each = addressesOf(d.kind)
	var zones []string
	for _, z := range zonesOf(Region) {
		if (&region{name: Region, zones: zonesOf(Region)}).offersHosting(d.kind, z) {
			zones = append(zones, z.name)
		}
	}
	d.rng.Shuffle(len(zones), func(i, j int) { zones[i], zones[j] = zones[j], zones[i] })
	zones = zones[:min(len(zones), 2+d.rng.IntN(3))]
	smallest := 1 << 10
	for i := range len(zones) + d.rng.IntN(2) {
		bits := pick(d, 24, 24, 25, 26, 26, 27, 28)
		s := subnetPlan{
			name: fmt.Sprintf("app-%d", i), zone: zones[i%len(zones)], cidr: fmt.Sprintf("10.20.%d.0/%d", i, bits),
		}
		d.vpc.subnets = append(d.vpc.subnets, s)
		d.chosen = append(d.chosen, s.name)
		smallest = min(smallest, d.room(s.cidr))
	}
	// One address of each subnet may go to an interface endpoint.
	d.count = min(1+d.rng.IntN(4), (smallest-1)/d.each)
	for _, name := range d.chosen {
		d.fill(name, d.rng.IntN(d.free(name)-d.count*d.each))
	}
}

// layTables draws which route tables the chosen subnets follow.
func (d *draft) layTables() {
	switch d.rng.IntN(3) {
	case 0: // all follow the main one
	case 1:
		d.vpc.tables = append(d.vpc.tables, tablePlan{name: "app"})
		for _, name := range d.chosen {
			d.subnet(name).table = "app"
		}
	case 2:
		for _, name := range d.chosen {
			d.vpc.tables = append(d.vpc.tables, tablePlan{name: name})
			d.subnet(name).table = name
		}
	}
}

// gateway gives all tables of the chosen subnets a gateway endpoint.
func (d *draft) gateway() {
	e := endpointPlan{name: s3Gateway, service: "s3"}
	for _, name := range d.chosen {
		if t := d.followed(name); !slices.Contains(e.tables, t) {
			e.tables = append(e.tables, t)
		}
	}
	d.vpc.endpoints = append(d.vpc.endpoints, e)
}

// public gives the VPC an internet gateway, and a subnet with a way to it.
func (d *draft) public() {
	d.vpc.internet = true
	if d.subnet(edge) != nil {
		return
	}
	d.vpc.tables = append(d.vpc.tables, tablePlan{name: edge, routes: []routePlan{{everywhere, viaIGW}}})
	d.vpc.subnets = append(d.vpc.subnets, subnetPlan{
		name: edge, zone: d.vpc.subnets[0].zone, cidr: "10.20.200.0/26", table: edge, public: true,
	})
}

// private gives the VPC an interface endpoint for S3, in the chosen subnets, one a zone,
// or in subnets of its own.
func (d *draft) private() {
	e := endpointPlan{name: s3Interface, service: "s3", groups: []string{endpointsSG}}
	own := d.rng.IntN(2) == 0
	var zones []string
	for _, name := range d.chosen {
		s := *d.subnet(name)
		if slices.Contains(zones, s.zone) {
			continue
		}
		zones = append(zones, s.zone)
		if own {
			s = subnetPlan{name: endpointsZone + s.zone, zone: s.zone, cidr: fmt.Sprintf("10.20.%d.0/28", 210+len(zones))}
			d.vpc.subnets = append(d.vpc.subnets, s)
		}
		e.subnets = append(e.subnets, s.name)
	}
	d.vpc.endpoints = append(d.vpc.endpoints, e)
}
