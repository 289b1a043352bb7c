package network

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"sagevpc/steps/facts"
)

// ports is a range of TCP ports, both ends included.
type ports struct{ from, to int }

// The ports from which connections are opened: by Linux as it is shipped
// (net.ipv4.ip_local_port_range), and those that AWS recommends to let answers in at, which
// are also a NAT gateway's own
// (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports).
// From which of them SageMaker's hosts do is not documented.
var (
	linuxPorts = ports{32768, 60999}
	everyPort  = ports{1024, 65535}
)

func one(port int) ports { return ports{port, port} }

// filter is one direction of a network ACL: the entries for TCP, in the order in which they
// are asked.
type filter []facts.ACLEntry

func filterOf(acl facts.NetworkACL, egress bool) filter {
	var f filter
	for _, e := range acl.Entries {
		if e.Egress == egress && slices.Contains([]string{"-1", "6", "all", "tcp"}, strings.ToLower(e.Protocol)) {
			f = append(f, e)
		}
	}
	slices.SortStableFunc(f, func(a, b facts.ACLEntry) int { return cmp.Compare(a.Number, b.Number) })
	return f
}

// at is the range of ports that an entry is for.
func at(e facts.ACLEntry) ports {
	if e.Protocol == "-1" || strings.EqualFold(e.Protocol, "all") || e.From == -1 {
		return ports{0, 65535}
	}
	return ports{e.From, e.To}
}

// passing is the part of some addresses that the filter lets through at one port, for
// certain and perhaps: an entry whose addresses could not be read may fit any of them. What
// no entry fits is denied.
func (f filter) passing(from set, port int) (sure, maybe set) {
	var allowed, doubtful netipx.IPSetBuilder
	mayAllow, mayDeny := false, false
	rest := from
	for _, e := range f {
		if r := at(e); port < r.from || port > r.to || empty(rest) {
			continue
		}
		if !e.CIDR.IsValid() {
			mayAllow, mayDeny = mayAllow || e.Allow, mayDeny || !e.Allow
			continue
		}
		if !rest.OverlapsPrefix(e.CIDR) {
			continue
		}
		block := setOf(e.CIDR)
		fits := common(rest, block)
		switch {
		case e.Allow && !mayDeny:
			allowed.AddSet(fits)
		case e.Allow || mayAllow:
			doubtful.AddSet(fits)
		}
		rest = minus(rest, block)
	}
	if mayAllow {
		doubtful.AddSet(rest)
	}
	return built(&allowed), built(&doubtful)
}

// through is the part that passes at every port of a range. Between the ends of the
// entries' own ranges nothing changes.
func (f filter) through(from set, p ports) (sure, maybe set) {
	sure, maybe = from, from
	for _, port := range f.edges(p) {
		s, m := f.passing(from, port)
		sure, maybe = common(sure, s), common(maybe, union(s, m))
	}
	return sure, maybe
}

func (f filter) edges(p ports) []int {
	out := []int{p.from}
	for _, e := range f {
		for _, port := range []int{at(e).from, at(e).to + 1} {
			if p.from < port && port <= p.to {
				out = append(out, port)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// deciding is the entry that decides for a block at a port, and whether there is one.
func (f filter) deciding(block netip.Prefix, port int) (facts.ACLEntry, bool) {
	for _, e := range f {
		if r := at(e); e.CIDR.IsValid() && e.CIDR.Contains(block.Addr()) && r.from <= port && port <= r.to {
			return e, true
		}
	}
	return facts.ACLEntry{}, false
}

// implicitDeny is the number under which AWS shows what every network ACL ends with
// (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html).
const implicitDeny = 32767

// denier is the number of the rule that denies some of the addresses at some port, 0 where
// that is the implicit deny, or where nothing is denied for certain.
func (f filter) denier(v Verdict, a aim, p ports) int {
	if v != Blocked {
		return 0
	}
	block, port := f.blame(a, p)
	if e, found := f.deciding(block, port); found && !e.Allow && e.Number < implicitDeny {
		return e.Number
	}
	return 0
}

// blame is the block that does not pass at some port of the range, and that port.
func (f filter) blame(a aim, p ports) (netip.Prefix, int) {
	for _, port := range f.edges(p) {
		sure, _ := f.passing(a.set, port)
		if shut := minus(a.set, sure); !empty(shut) {
			return first(shut), port
		}
	}
	return netip.Prefix{}, p.from
}
