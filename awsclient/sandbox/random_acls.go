package sandbox

import (
	"fmt"
	"slices"
)

// An entry of a network ACL as people write them.
func letOut(number int, cidr string, from, to int) aclEntry {
	return aclEntry{number: number, egress: true, protocol: "6", action: "allow", cidr: cidr, from: from, to: to}
}

func letIn(number int, cidr string, from, to int) aclEntry {
	e := letOut(number, cidr, from, to)
	e.egress = false
	return e
}

func (e aclEntry) denies() aclEntry {
	e.action = "deny"
	return e
}

func (e aclEntry) of(protocol string) aclEntry {
	e.protocol = protocol
	return e
}

// both lets everything through in both directions.
func both(number int, cidr string) []aclEntry {
	e := letOut(number, cidr, 0, 0).of("-1")
	back := e
	back.egress = false
	return []aclEntry{e, back}
}

// strict lets HTTPS out with its answers, and HTTPS in from the VPC with its answers.
func strict() []aclEntry {
	entries := []aclEntry{
		letOut(100, everywhere, https, https), letIn(100, everywhere, 1024, 65535),
		letIn(110, drawnBlock, https, https), letOut(110, drawnBlock, 1024, 65535),
	}
	return slices.Concat(entries, []aclEntry{letIn(120, "100.64.0.0/16", https, https), letOut(120, "100.64.0.0/16", 1024, 65535)})
}

// filter gives subnets a network ACL.
func (d *draft) filter(subnets []string, entries []aclEntry) bool {
	for i := range d.vpc.acls {
		a := &d.vpc.acls[i]
		a.subnets = slices.DeleteFunc(slices.Clone(a.subnets), func(s string) bool { return slices.Contains(subnets, s) })
	}
	d.vpc.acls = append(d.vpc.acls, aclPlan{name: fmt.Sprintf("acl-%d", len(d.vpc.acls)), subnets: slices.Clone(subnets), entries: entries})
	return true
}

// perBlock are entries for each of S3's blocks, besides those for the VPC.
func (d *draft) perBlock(number int) []aclEntry {
	entries := strict()[2:]
	for i, block := range s3Blocks() {
		entries = append(entries, letOut(number+i, block, https, https), letIn(number+i, block, 1024, 65535))
	}
	return entries
}

func oddACLs() []change {
	return []change{
		{"a strict network ACL", func(d *draft) bool { return d.filter(d.some(), strict()) }},
		{"a network ACL of S3's blocks", func(d *draft) bool {
			return d.way == byGateway && d.filter(d.some(), d.perBlock(200))
		}},
		{"Linux's ephemeral ports only", func(d *draft) bool {
			entries := strict()
			entries[1].from, entries[1].to = linuxPorts.from, linuxPorts.to
			return d.filter(d.some(), entries)
		}},
		{"a deny behind the allow", func(d *draft) bool {
			return d.filter(d.some(), append(both(100, everywhere), letOut(200, everywhere, https, https).denies()))
		}},
		{"denies that do not matter", func(d *draft) bool {
			return d.filter(d.some(), append(both(100, everywhere),
				letOut(10, everywhere, 25, 25).denies(), letIn(10, everywhere, 22, 22).denies(), letIn(20, "192.0.2.0/24", 0, 0).of("-1").denies(),
				letOut(30, everywhere, https, https).of("17").denies()))
		}},
		{"a default network ACL that says it twice", func(d *draft) bool {
			d.vpc.acls = append(d.vpc.acls, aclPlan{name: "default", entries: slices.Concat(both(100, everywhere), both(101, everywhereSix))})
			return true
		}},
		{"a strict network ACL at the edge", func(d *draft) bool {
			return d.way == byNAT && d.filter([]string{edge}, strict())
		}},
	}
}

func brokenACLs() []change {
	return []change{
		{"a network ACL that lets nothing out", func(d *draft) bool { return d.filter(d.some(), strict()[1:2]) }},
		{"a network ACL without answers", func(d *draft) bool { return d.filter(d.some(), strict()[:1]) }},
		{"a network ACL without entries", func(d *draft) bool { return d.filter(d.some(), nil) }},
		{"part of the ephemeral ports", func(d *draft) bool {
			entries := strict()
			ports := pick(d, portRange{1024, 32767}, portRange{49152, 65535}, portRange{32768, 49151}, portRange{40000, 60000})
			entries[1].from, entries[1].to = ports.from, ports.to
			return d.filter(d.some(), entries)
		}},
		{"the ephemeral ports in two entries", func(d *draft) bool {
			entries := append(strict(), letIn(101, everywhere, 45001+d.rng.IntN(2), 65535))
			entries[1].to = 45000
			return d.filter(d.some(), entries)
		}},
		{"a deny before the allow", func(d *draft) bool {
			return d.filter(d.some(), append(both(100, everywhere), letOut(90, everywhere, pick(d, 0, https), https).denies()))
		}},
		{"answers denied before they are allowed", func(d *draft) bool {
			return d.filter(d.some(), append(both(100, everywhere), letIn(90, everywhere, 40000, 40100).denies()))
		}},
		{"part of S3 denied", func(d *draft) bool {
			block := pick(d, append(s3Blocks(), "52.217.0.0/16", "54.231.1.1/32")...)
			e := letOut(90, block, 0, 0).of("-1").denies()
			e.egress = d.rng.IntN(2) == 0
			return d.filter(d.some(), append(both(100, everywhere), e))
		}},
		{"part of S3 allowed", func(d *draft) bool {
			entries := d.perBlock(200)
			return d.filter(d.some(), slices.Delete(entries, len(entries)-2, len(entries)-d.rng.IntN(2)))
		}},
		{"the wrong protocol in a network ACL", func(d *draft) bool {
			entries := strict()
			i := d.rng.IntN(2)
			entries[i] = entries[i].of("17")
			return d.filter(d.some(), entries)
		}},
		{"a network ACL for IPv6 alone", func(d *draft) bool { return d.filter(d.some(), both(100, everywhereSix)) }},
		{"a network ACL for the VPC alone", func(d *draft) bool { return d.filter(d.some(), both(100, drawnBlock)) }},
		{"a default network ACL without entries", func(d *draft) bool {
			d.vpc.acls = slices.DeleteFunc(d.vpc.acls, func(a aclPlan) bool { return a.name == "default" })
			d.vpc.acls = append(d.vpc.acls, aclPlan{name: "default"})
			return true
		}},
		{"a network ACL that closes the edge", func(d *draft) bool {
			entries := strict()
			i := d.rng.IntN(4)
			return d.way == byNAT && d.filter([]string{edge}, slices.Delete(entries, i, i+1))
		}},
		{"a network ACL that closes the endpoint's subnets", func(d *draft) bool {
			e := d.endpoint(s3Interface)
			entries := strict()
			i := 2 + d.rng.IntN(2)
			return e != nil && d.filter(e.subnets, slices.Delete(entries, i, i+1))
		}},
	}
}
