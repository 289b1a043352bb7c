package network

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"sagevpc/steps/facts"
)

// Egress443 says whether a security group lets TCP 443 out to S3, and why, in a phrase
// without a full stop. Open takes a rule to the S3 prefix list, to 0.0.0.0/0, or to CIDRs
// that together cover every IPv4 entry of the prefix list: a gateway endpoint works for
// IPv4 (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
// The answer is Unknown when it hangs on a prefix list whose entries were not read.
func Egress443(g facts.SecurityGroup, s3 facts.S3) (Verdict, string) {
	var allowed netipx.IPSetBuilder
	var cidrs, lists []string
	for _, rule := range g.Egress {
		if !admits(rule, https) {
			continue
		}
		for _, list := range rule.PrefixLists {
			if list == s3.PrefixList && list != "" {
				return Open, "tcp 443 to " + list + ", the S3 prefix list"
			}
			if list != "" {
				lists = append(lists, list)
			}
		}
		for _, cidr := range rule.CIDRs {
			if !cidr.IsValid() || !cidr.Addr().Is4() {
				continue
			}
			if cidr.Bits() == 0 {
				return Open, "tcp 443 to " + everywhere
			}
			if private(cidr) {
				continue
			}
			allowed.AddPrefix(cidr)
			cidrs = append(cidrs, cidr.String())
		}
	}
	if len(cidrs) == 0 && len(lists) == 0 {
		return Blocked, "no rule lets tcp 443 out to S3"
	}
	return partial(allowed, cidrs, lists, s3)
}

// partial judges a group that lets 443 out to some addresses, but not to all and not to the S3 list.
func partial(allowed netipx.IPSetBuilder, cidrs, lists []string, s3 facts.S3) (Verdict, string) {
	entries := ipv4(s3.CIDRs)
	if len(entries) > 0 {
		uncovered, ok := outside(entries, allowed)
		if !ok {
			return Open, "tcp 443 to CIDRs that cover every address of the S3 prefix list"
		}
		if len(lists) == 0 {
			return Blocked, fmt.Sprintf("tcp 443 only to %s, which leaves out %s of S3", some(cidrs), uncovered)
		}
	}
	if len(lists) > 0 {
		return Unknown, fmt.Sprintf("tcp 443 to %s, whose entries were not read", some(lists))
	}
	return Unknown, fmt.Sprintf("tcp 443 to %s, and the entries of the S3 prefix list were not read", some(cidrs))
}

// outside is the first prefix of the entries that the set does not hold, if any.
func outside(entries []netip.Prefix, allowed netipx.IPSetBuilder) (netip.Prefix, bool) {
	held, err := allowed.IPSet()
	if err != nil {
		return entries[0], true
	}
	var rest netipx.IPSetBuilder
	for _, entry := range entries {
		rest.AddPrefix(entry)
	}
	rest.RemoveSet(held)
	left, err := rest.IPSet()
	if err != nil {
		return entries[0], true
	}
	prefixes := left.Prefixes()
	if len(prefixes) == 0 {
		return netip.Prefix{}, false
	}
	return prefixes[0], true
}

// admits reports whether a rule lets TCP out to the port, to whomever it names.
func admits(r facts.Rule, port int) bool {
	switch strings.ToLower(r.Protocol) {
	case "-1", "all":
		return true
	case "tcp", "6":
		return r.From == -1 || r.From <= port && port <= r.To
	}
	return false
}

func ipv4(prefixes []netip.Prefix) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(prefixes), func(p netip.Prefix) bool {
		return !p.IsValid() || !p.Addr().Is4()
	})
}

// some names the first of a list, and how many more there are.
func some(items []string) string {
	if len(items) == 1 {
		return items[0]
	}
	return fmt.Sprintf("%s and %d more", items[0], len(items)-1)
}
