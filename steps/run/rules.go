package run

import (
	"net/netip"
	"slices"

	"sagevpc/steps/facts"
)

// permission is one rule of a request, as IpPermissions write it, with one peer.
type permission struct {
	protocol          string
	from, to          int
	cidr, list, group string
}

// permissions are the rules of an Authorize or Revoke request, one a peer.
func permissions(input map[string]any) []permission {
	var out []permission
	items, _ := input["IpPermissions"].([]any)
	for _, item := range items {
		p, _ := item.(map[string]any)
		base := permission{protocol: text(p, "IpProtocol"), from: number(p, "FromPort"), to: number(p, "ToPort")}
		for _, peers := range []struct {
			list, field string
			put         func(*permission, string)
		}{
			{"IpRanges", "CidrIp", func(p *permission, v string) { p.cidr = v }},
			{"Ipv6Ranges", "CidrIpv6", func(p *permission, v string) { p.cidr = v }},
			{"PrefixListIds", "PrefixListId", func(p *permission, v string) { p.list = v }},
			{"UserIdGroupPairs", "GroupId", func(p *permission, v string) { p.group = v }},
		} {
			entries, _ := p[peers.list].([]any)
			for _, entry := range entries {
				peer, _ := entry.(map[string]any)
				one := base
				peers.put(&one, text(peer, peers.field))
				out = append(out, one)
			}
		}
	}
	return out
}

// number is a port of a request; -1 stands for none, as AWS leaves it out.
func number(input map[string]any, field string) int {
	switch v := input[field].(type) {
	case float64:
		return int(v)
	case int:
		return v
	}
	return -1
}

// holdsRule reports whether a rule as AWS shows it is what a request asked for. AWS merges
// rules of the same protocol and ports into one entry with several peers.
func holdsRule(r facts.Rule, p permission) bool {
	if r.Protocol != p.protocol || r.From != p.from || r.To != p.to {
		return false
	}
	switch {
	case p.list != "":
		return slices.Contains(r.PrefixLists, p.list)
	case p.group != "":
		return slices.Contains(r.Groups, p.group)
	}
	return slices.ContainsFunc(r.CIDRs, func(c netip.Prefix) bool { return c.String() == p.cidr })
}
