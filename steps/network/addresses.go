package network

import (
	"net/netip"
	"slices"

	"go4.org/netipx"
)

// set is a set of addresses; the walk judges all addresses of a destination at once.
// It is never nil.
type set = *netipx.IPSet

func built(b *netipx.IPSetBuilder) set {
	s, err := b.IPSet()
	if err != nil || s == nil {
		return &netipx.IPSet{}
	}
	return s
}

// setOf leaves out what is no prefix.
func setOf(prefixes ...netip.Prefix) set {
	var b netipx.IPSetBuilder
	for _, p := range prefixes {
		if p.IsValid() {
			b.AddPrefix(p)
		}
	}
	return built(&b)
}

func union(a, b set) set {
	var sum netipx.IPSetBuilder
	sum.AddSet(a)
	sum.AddSet(b)
	return built(&sum)
}

func minus(a, b set) set {
	if !a.Overlaps(b) {
		return a
	}
	var rest netipx.IPSetBuilder
	rest.AddSet(a)
	rest.RemoveSet(b)
	return built(&rest)
}

func common(a, b set) set {
	var both netipx.IPSetBuilder
	both.AddSet(a)
	both.Intersect(b)
	return built(&both)
}

func empty(s set) bool { return len(s.Ranges()) == 0 }

// first is the first block of a set that is not empty.
func first(s set) netip.Prefix {
	ranges := s.Ranges()
	if len(ranges) == 0 {
		return netip.Prefix{}
	}
	prefixes := ranges[0].Prefixes()
	if len(prefixes) == 0 {
		return netip.Prefix{}
	}
	return prefixes[0]
}

func ipv4(prefixes []netip.Prefix) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(prefixes), func(p netip.Prefix) bool {
		return !p.IsValid() || !p.Addr().Is4()
	})
}

// special are the IPv4 blocks that no public service has
// (https://www.iana.org/assignments/iana-ipv4-special-registry/).
func special() []netip.Prefix {
	var out []netip.Prefix
	for _, block := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
		"172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
	} {
		out = append(out, netip.MustParsePrefix(block))
	}
	return out
}

// private reports whether a prefix lies in addresses that no public service has.
func private(p netip.Prefix) bool {
	return slices.ContainsFunc(special(), func(b netip.Prefix) bool {
		return b.Overlaps(p) && b.Bits() <= p.Bits()
	})
}

// public is every public IPv4 address, without those that the VPC took for itself.
func public(own []netip.Prefix) set {
	return minus(setOf(netip.MustParsePrefix(everywhere)), setOf(append(special(), ipv4(own)...)...))
}

// judged compares a filter's answer with the addresses that must pass it: those that it
// lets through, and those that it may let through as far as can be told. When the set only
// holds the addresses meant among others, anything between all and none is not known.
func judged(a aim, sure, maybe set) Verdict {
	open := minus(a.set, sure)
	switch {
	case empty(open):
		return Open
	case a.exact && empty(minus(open, maybe)):
		return Unknown
	case a.exact:
		return Blocked
	case !a.set.Overlaps(sure) && !a.set.Overlaps(maybe):
		return Blocked
	}
	return Unknown
}
