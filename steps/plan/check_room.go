package plan

import (
	"fmt"

	"sagevpc/steps/facts"
)

// checkGroupRules looks at groups that are to get a rule and have no room for it: those
// that a change writes to, and the chosen ones where the way out to S3 is missing.
func (t target) checkGroupRules(changes []Change) []Finding {
	var out []Finding
	add := func(g facts.SecurityGroup, direction string, have, more int) {
		if have+more <= quotaGroupRules {
			return
		}
		out = merge(out, Finding{
			Rule: RuleQuotaGroupRules, Severity: Warn, Subject: g.ID,
			Summary: fmt.Sprintf("%s has %d %s rules, and %d more %s needed: the default quota is %d", named(g.Name, g.ID), have, direction,
				more, plural(more, "is", "are"), quotaGroupRules),
			Detail: "A rule counts once for each address range, prefix list and group that it names. AWS would refuse the rule, unless the quota was raised.",
			Fix:    "Join rules, use another security group, or ask Service Quotas whether the quota was raised.", Source: docQuotas,
		})
	}
	for _, c := range changes {
		id, _ := c.Request.Input[fieldGroup].(string)
		g, ok := t.n.SecurityGroup(id)
		if !ok {
			continue
		}
		switch c.Request.Op {
		case "AuthorizeSecurityGroupEgress":
			add(g, "outbound", countRules(g.Egress), permissions(c))
		case "AuthorizeSecurityGroupIngress":
			add(g, "inbound", countRules(g.Ingress), permissions(c))
		}
	}
	if missing := checkEgress(t); t.s3Idle() || len(missing) == 0 || missing[0].Severity != Block {
		return out
	}
	for _, g := range t.groups {
		if countRules(g.Egress) < quotaGroupRules {
			return out // The rule finds room in this one.
		}
	}
	for _, g := range t.groups {
		add(g, "outbound", countRules(g.Egress), 1)
	}
	return out
}

// countRules counts as the quota does: IPv4 ranges, prefix lists and groups; IPv6 ranges have a quota of their own.
func countRules(rules []facts.Rule) int {
	n := 0
	for _, r := range rules {
		n += len(r.PrefixLists) + len(r.Groups) + len(r.Unread)
		for _, cidr := range r.CIDRs {
			if cidr.Addr().Is4() {
				n++
			}
		}
	}
	return n
}

// permissions is how many rules a change adds.
func permissions(c Change) int {
	items, _ := c.Request.Input["IpPermissions"].([]any)
	n := 0
	for _, item := range items {
		entry, _ := item.(map[string]any)
		peers := 0
		for _, key := range []string{"IpRanges", "PrefixListIds", "UserIdGroupPairs"} {
			list, _ := entry[key].([]any)
			peers += len(list)
		}
		n += max(1, peers)
	}
	return n
}
