package network

import (
	"net/netip"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// aim is the addresses that a destination's names lead to.
type aim struct {
	to  string // as phrases name it: "S3", "logs", "the internet", "10.20.0.0/16"
	set set
	// exact says that every address of the set must be reached; else the set holds the
	// addresses that are meant among others, and dim says why those are not known.
	exact bool
	dim   string
	topic facts.Topic // whose gap left it dim, if any
	// list is AWS's own prefix list of these addresses, and entries how a phrase calls it.
	list, entries string
	blocks        []netip.Prefix // the list's entries as AWS has them, when they are known
	// endpoint is the interface endpoint that the names lead to, if they lead to one.
	endpoint *facts.Endpoint
	doors    []door
	inside   bool // not asked for by public addresses
}

// six reports whether the addresses are IPv6.
func (a aim) six() bool {
	ranges := a.set.Ranges()
	return len(ranges) > 0 && ranges[0].From().Is6()
}

// hint says what would have told more, as the end of a phrase.
func (a aim) hint() string {
	if a.dim == "" {
		return ""
	}
	return ", and " + a.dim
}

// of narrows an aim to a part of its addresses.
func (a aim) of(part set) aim {
	a.set = part
	return a
}

// aimS3 is S3 by its public addresses.
func aimS3(n facts.Network) aim {
	a := aim{to: "S3", list: n.S3.PrefixList, entries: "the S3 prefix list"}
	if entries := ipv4(n.S3.CIDRs); len(entries) > 0 {
		a.set, a.blocks, a.exact = setOf(entries...), entries, true
		return a
	}
	a.set, a.dim = public(nil), "the entries of the S3 prefix list were not read"
	if _, missing := n.Gaps[facts.TopicPrefixLists]; missing {
		a.topic = facts.TopicPrefixLists
	}
	return a
}

// aimPublic is a destination whose public addresses AWS does not list for the VPC.
func aimPublic(n facts.Network, to, dim string) aim {
	return aim{to: to, set: public(n.VPC.CIDRs), dim: dim}
}

// aimService is an AWS service by its public addresses: those of its prefix list when it
// has a gateway endpoint, as DynamoDB does.
func aimService(n facts.Network, to Destination) aim {
	a := aimPublic(n, to.Name, "which public addresses "+to.Name+" has is not known")
	list := ""
	for _, l := range n.PrefixLists {
		if l.Name != "" && l.Name == to.Service.Name {
			list = l.ID
		}
	}
	for _, t := range n.RouteTables {
		for _, r := range t.Routes {
			if list == "" && isPrefixList(r.Destination) && gatewayOf(n, r, to) {
				list = r.Destination
			}
		}
	}
	if list == "" {
		return a
	}
	a.list, a.entries = list, "its prefix list"
	if entries, read := entriesOf(n, list); read {
		a.set, a.blocks, a.exact = setOf(entries...), entries, true
	}
	return a
}

func gatewayOf(n facts.Network, r facts.Route, to Destination) bool {
	e, ok := n.Endpoint(r.Target)
	return ok && e.Gateway() && serves(n, e, to)
}

func aimBlock(to Destination) aim {
	return aim{to: to.Name, set: setOf(to.Block.Masked()), exact: true, inside: true}
}

// entriesOf are the IPv4 entries of a prefix list; false when they were not read.
func entriesOf(n facts.Network, list string) ([]netip.Prefix, bool) {
	l, ok := n.PrefixList(list)
	if _, missing := l.Gaps[facts.TopicPrefixLists]; !ok || missing {
		return nil, false
	}
	if list == n.S3.PrefixList && len(l.CIDRs) == 0 {
		return nil, false // AWS's own list is never empty.
	}
	return slices.DeleteFunc(slices.Clone(l.CIDRs), func(p netip.Prefix) bool { return !p.IsValid() }), true
}

// serves reports whether an endpoint is one of the destination's service.
func serves(n facts.Network, e facts.Endpoint, to Destination) bool {
	switch {
	case to.Kind == KindS3:
		return servesS3(n, e)
	case to.Kind != KindService || e.Service == "":
		return false
	case to.Service.Name != "":
		return e.Service == to.Service.Name
	}
	return to.Name != "" && strings.HasSuffix(e.Service, "."+to.Name)
}
