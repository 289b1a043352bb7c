package sandbox

import (
	"fmt"
	"slices"
)

func brokenSubnets() []change {
	return []change{
		{"one zone", (*draft).oneZone},
		{"one subnet", func(d *draft) bool { d.chosen = d.chosen[:1]; return true }},
		{"a Local Zone", func(d *draft) bool { return d.move("us-east-1-bos-1a") }},
		{"a Wavelength Zone", func(d *draft) bool { return d.move("us-east-1-wl1-bos-wlz-1") }},
		{"an Outpost", func(d *draft) bool {
			d.subnet(d.last()).outpost = "arn:aws:outposts:" + Region + ":" + AccountID + ":outpost/op-" + digest("op", d.name)[:17]
			return true
		}},
		{"IPv6 only", (*draft).onlySix},
		{"a subnet that is not ready", func(d *draft) bool {
			d.subnet(d.last()).state = pick(d, "pending", "unavailable", "failed")
			return true
		}},
		{"zones without the instance type", (*draft).wrongZones},
		{"a subnet of another VPC", func(d *draft) bool {
			d.others = append(d.others, d.stranger())
			d.strangeSubnets = append(d.strangeSubnets, subnetID(d.name+"-strange", "strange-a"))
			return true
		}},
		{"one full subnet", func(d *draft) bool { return d.starve([]string{pick(d, d.chosen...)}, d.rng.IntN(d.each)) }},
		{"all subnets but one full", func(d *draft) bool { return d.starve(d.chosen[1:], d.rng.IntN(d.each)) }},
		{"too few addresses in all", func(d *draft) bool { return d.starve(d.chosen, d.rng.IntN(d.each+2)) }},
		{"tiny zones", (*draft).barely},
		{"a large fleet", func(d *draft) bool { d.count = 6 + d.rng.IntN(20); return true }},
	}
}

// last is the last of the chosen subnets.
func (d *draft) last() string { return d.chosen[len(d.chosen)-1] }

func (d *draft) oneZone() bool {
	for _, name := range d.chosen {
		d.subnet(name).zone = d.subnet(d.chosen[0]).zone
	}
	if e := d.endpoint(s3Interface); e != nil {
		e.subnets = e.subnets[:1] // it takes one subnet a zone
	}
	return true
}

// move puts subnets into a zone that is no Availability Zone. An interface endpoint and
// other things cannot lie there.
func (d *draft) move(zone string) bool {
	name := d.last()
	for _, e := range d.vpc.endpoints {
		if slices.Contains(e.subnets, name) {
			return false
		}
	}
	d.subnet(name).zone = zone
	d.subnet(name).tenants = nil
	return true
}

func (d *draft) onlySix() bool {
	name := d.last()
	for _, e := range d.vpc.endpoints {
		if slices.Contains(e.subnets, name) {
			return false
		}
	}
	s := d.subnet(name)
	s.cidr, s.ipv6, s.tenants = "", "2600:1f18:1:100::/64", nil
	return true
}

// wrongZones leaves at most one of the chosen subnets where the type is to be had.
func (d *draft) wrongZones() bool {
	if d.way == byInterface {
		return false
	}
	d.kind, d.each = "ml.p5.48xlarge", addressesWithEFA
	return true
}

func (d *draft) stranger() vpcPlan {
	return vpcPlan{
		name: d.name + "-strange", cidr: "10.30.0.0/16", tables: []tablePlan{{name: mainTable, main: true}},
		subnets: []subnetPlan{{name: "strange-a", zone: zoneA, cidr: "10.30.0.0/24"}},
		groups:  modelGroup(),
	}
}

// starve leaves so many addresses free in each of some subnets.
func (d *draft) starve(names []string, leave int) bool {
	for _, name := range names {
		d.fill(name, d.free(name)-leave)
	}
	return len(names) > 0
}

// barely leaves each zone what a number of instances need, give or take one.
func (d *draft) barely() bool {
	for _, name := range d.chosen {
		d.fill(name, d.free(name)-d.each*d.rng.IntN(d.count+1)-d.rng.IntN(3))
	}
	return true
}

func oddGroups() []change {
	return []change{
		{"S3's prefix list only", func(d *draft) bool {
			return d.way != byInterface && d.egress(tcpOut(https, https, groupRule{lists: []string{s3List}}))
		}},
		{"blocks that cover S3", func(d *draft) bool {
			if d.way == byInterface {
				return false
			}
			return d.egress(tcpOut(0, 1024, groupRule{cidrs: s3Blocks()}))
		}},
		{"blocks that cover S3 together", func(d *draft) bool { return d.way != byInterface && d.halves() }},
		{"an own prefix list that covers S3", func(d *draft) bool {
			return d.way != byInterface && d.egress(tcpOut(https, https, groupRule{lists: []string{d.list(s3Blocks())}}))
		}},
		{"HTTPS out to the VPC", func(d *draft) bool {
			return d.way == byInterface && d.egress(tcpOut(https, https, groupRule{cidrs: append([]string{drawnBlock}, d.vpc.more...)}))
		}},
		{"HTTPS out to the endpoint's group", func(d *draft) bool {
			return d.way == byInterface && d.egress(tcpOut(https, https, groupRule{peers: []string{groupID(d.name, endpointsSG)}}))
		}},
		{"the endpoint's group lets the model's in", func(d *draft) bool {
			if d.way != byInterface {
				return false
			}
			d.group(endpointsSG).ingress = []groupRule{tcpOut(https, https, groupRule{peers: []string{groupID(d.name, modelSG)}})}
			return true
		}},
		{"further groups", func(d *draft) bool {
			for i := range d.rng.IntN(maxGroups) {
				if len(d.groups) == maxGroups {
					break
				}
				name := fmt.Sprintf("more-%d", i)
				d.vpc.groups = append(d.vpc.groups, groupPlan{name: name, description: "One of several", egress: d.uselessRules()})
				d.groups = append(d.groups, name)
			}
			return true
		}},
		{"rules for IPv6 too", func(d *draft) bool {
			g := d.group(modelSG)
			g.egress = append(slices.Clone(g.egress), groupRule{protocol: "-1", cidrs: []string{everywhereSix}})
			return true
		}},
	}
}

const everywhereSix = "::/0"

// s3List is S3's prefix list.
var s3List = wellKnownLists["com.amazonaws."+Region+".s3"]

func s3Blocks() []string { return awsPrefixLists(Region)[0].cidrs }

func tcpOut(from, to int, rule groupRule) groupRule {
	rule.protocol, rule.from, rule.to = "tcp", from, to
	return rule
}

// egress makes rules the only ones of the model's group, whatever it was.
func (d *draft) egress(rules ...groupRule) bool {
	d.group(modelSG).egress = rules
	return true
}

// list is a prefix list of the account's own.
func (d *draft) list(cidrs []string) string {
	name := fmt.Sprintf("%s-list-%d", d.name, len(d.lists))
	d.lists = append(d.lists, listPlan{name: name, cidrs: cidrs})
	return listID(name)
}

// halves spreads what covers S3 over two groups, neither of which does alone.
func (d *draft) halves() bool {
	if len(d.groups) == maxGroups {
		return false
	}
	blocks := s3Blocks()
	at := 1 + d.rng.IntN(len(blocks)-1)
	d.egress(tcpOut(https, https, groupRule{cidrs: blocks[:at]}))
	d.vpc.groups = append(d.vpc.groups, groupPlan{name: "half-sg", description: "The other half", egress: []groupRule{
		tcpOut(https, https, groupRule{cidrs: blocks[at:]}),
	}})
	d.groups = append(d.groups, "half-sg")
	return true
}

// uselessRules let out what no model needs.
func (d *draft) uselessRules() []groupRule {
	return pick(d,
		nil,
		[]groupRule{tcpOut(80, 80, groupRule{cidrs: []string{everywhere}})},
		[]groupRule{{protocol: "udp", from: https, to: https, cidrs: []string{everywhere}}},
		[]groupRule{{protocol: "icmp", from: -1, to: -1, cidrs: []string{everywhere}}},
		[]groupRule{tcpOut(https+1, 65535, groupRule{cidrs: []string{everywhere}}), tcpOut(0, https-1, groupRule{cidrs: []string{everywhere}})},
		[]groupRule{{protocol: "-1", cidrs: []string{everywhereSix}}},
		[]groupRule{{protocol: "-1", peers: []string{groupID(d.name, modelSG)}}},
		[]groupRule{{protocol: "-1", peers: []string{id("sg", "deleted")}}},
		[]groupRule{tcpOut(https, https, groupRule{lists: []string{wellKnownLists["com.amazonaws."+Region+".dynamodb"]}})},
		[]groupRule{tcpOut(https, https, groupRule{cidrs: []string{"192.168.0.0/16"}})},
	)
}

func brokenGroups() []change {
	return []change{
		{"groups that let nothing useful out", func(d *draft) bool { return d.egress(d.uselessRules()...) }},
		{"groups that let part of S3 out", func(d *draft) bool {
			blocks := s3Blocks()
			i := d.rng.IntN(len(blocks))
			return d.egress(tcpOut(https, https, groupRule{cidrs: slices.Delete(blocks, i, i+1)}))
		}},
		{"half a block of S3 left out", func(d *draft) bool {
			return d.egress(tcpOut(https, https, groupRule{cidrs: []string{"0.0.0.0/3", "32.0.0.0/4", "48.0.0.0/6", "52.0.0.0/9", "52.128.0.0/10", "52.216.0.0/16", "54.0.0.0/7"}}))
		}},
		{"an own prefix list with part of S3", func(d *draft) bool {
			return d.egress(tcpOut(https, https, groupRule{lists: []string{d.list(s3Blocks()[2:])}}))
		}},
		{"HTTPS out to the VPC alone", func(d *draft) bool {
			return d.way != byInterface && d.egress(tcpOut(https, https, groupRule{cidrs: []string{drawnBlock}}))
		}},
		{"HTTPS out to S3's public addresses alone", func(d *draft) bool {
			return d.way == byInterface && d.egress(tcpOut(https, https, groupRule{lists: []string{s3List}}))
		}},
		{"an endpoint's group that lets nobody in", func(d *draft) bool {
			if d.way != byInterface {
				return false
			}
			d.group(endpointsSG).ingress = pick(d, nil,
				[]groupRule{tcpOut(80, 80, groupRule{cidrs: []string{drawnBlock}})},
				[]groupRule{tcpOut(https, https, groupRule{cidrs: []string{"10.30.0.0/16"}})},
				[]groupRule{{protocol: "-1", peers: []string{groupID(d.name, endpointsSG)}}})
			return true
		}},
		{"an endpoint's group that lets a part in", func(d *draft) bool {
			if d.way != byInterface || d.subnet(d.chosen[0]).cidr == "" {
				return false
			}
			d.group(endpointsSG).ingress = []groupRule{tcpOut(https, https, groupRule{cidrs: []string{d.subnet(d.chosen[0]).cidr}})}
			return true
		}},
		{"a group of another VPC", func(d *draft) bool {
			d.others = append(d.others, d.stranger())
			d.strangeGroups = append(d.strangeGroups, groupID(d.name+"-strange", modelSG))
			return true
		}},
		{"no group", func(d *draft) bool { d.groups = nil; return true }},
	}
}
