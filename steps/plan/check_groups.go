package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// checkGroups judges the choice of security groups itself.
func checkGroups(t target) []Finding {
	var out []Finding
	chosen := t.a.Network.SecurityGroups
	if len(t.a.Network.Subnets) > 0 && len(chosen) == 0 {
		out = append(out, Finding{
			Rule: RuleSGNone, Severity: Block, Subject: "network.security_groups", Summary: "no security group is chosen",
			Detail: "VpcConfig wants one to five security groups.", Fix: "Choose at least one.", Source: docVPCConfig,
		})
	}
	if len(chosen) > maxGroups {
		out = append(out, Finding{
			Rule: RuleSGTooMany, Severity: Block, Subject: "network.security_groups",
			Summary: fmt.Sprintf("%d security groups are chosen, and VpcConfig takes at most %d", len(chosen), maxGroups),
			Fix:     fmt.Sprintf("Remove %d of them.", len(chosen)-maxGroups), Source: docVPCConfig,
		})
	}
	if !t.known {
		return out
	}
	if fault, missing := t.gap(facts.TopicSecurityGroups); missing && len(chosen) > 0 {
		return append(out, unknown(RuleSGOtherVPC, "network.security_groups", "the security groups could not be read", fault, docVPCConfig))
	}
	for _, id := range chosen {
		if g, ok := t.n.SecurityGroup(id); !ok || g.VPC != t.n.VPC.ID {
			out = append(out, t.stranger(RuleSGOtherVPC, "security group", id, g.VPC, ok))
		}
	}
	return out
}

// checkEgress judges what the chosen security groups together let out to S3.
func checkEgress(t target) []Finding {
	chosen := t.a.Network.SecurityGroups
	if len(chosen) == 0 {
		return nil // sg.none says what is to be done.
	}
	var closed network.Hop
	var at way
	for _, w := range t.ways.s3 {
		hop, ok := w.closing(func(h network.Hop) bool { return h.Layer == network.LayerGroups })
		if ok && (closed.Verdict == "" || hop.Verdict == network.Blocked) {
			closed, at = hop, w
		}
	}
	switch {
	case closed.Verdict == "":
		return nil
	case closed.Verdict == network.Blocked && t.strangeGroups():
		return nil // What a group that is not there lets out is not known; sg.other-vpc comes first.
	case closed.Verdict == network.Blocked:
		return []Finding{{
			Rule: RuleSGEgressS3, Severity: Block, Subject: "network.security_groups",
			Summary: "the security groups do not let TCP 443 out to S3",
			Detail:  sentence(closed) + " " + t.lettingOut() + t.failsLater(),
			Fix: fmt.Sprintf("Let this plan add an outbound rule, TCP 443 to %s, to one of them or to a new group (network.egress).",
				label(t.n.S3.PrefixList, "the prefix list of S3")), Source: docEgress,
		}}
	}
	summary := "whether the security groups let TCP 443 out to S3 is not known"
	if fault, missing := t.fault(at, closed); missing {
		return []Finding{unknown(RuleSGEgressS3, "network.security_groups", summary, fault, docEgress)}
	}
	return []Finding{{
		Rule: RuleSGEgressS3, Severity: Unknown, Subject: "network.security_groups", Summary: summary,
		Detail: sentence(closed), Fix: "Look at the outbound rules, or let TCP 443 out to the S3 prefix list.", Source: docEgress,
	}}
}

// strangeGroups reports whether a chosen group is not one of the VPC's.
func (t target) strangeGroups() bool {
	return len(t.groups) < len(t.a.Network.SecurityGroups) ||
		slices.ContainsFunc(t.groups, func(g facts.SecurityGroup) bool { return g.VPC != t.n.VPC.ID })
}

// lettingOut says what the union of the chosen groups lets out.
func (t target) lettingOut() string {
	var rules []string
	for _, g := range t.groups {
		for _, r := range g.Egress {
			for _, peer := range peers(r) {
				rules = append(rules, traffic(r)+" to "+peer)
			}
		}
	}
	slices.Sort(rules)
	rules = slices.Compact(rules)
	if len(rules) == 0 {
		return "Together they let nothing out."
	}
	const shown = 6
	more := ""
	if n := len(rules) - shown; n > 0 {
		rules, more = rules[:shown], fmt.Sprintf(", and %d more", n)
	}
	return "Together they let out: " + strings.Join(rules, ", ") + more + "."
}

// peers are whom a rule speaks of; a rule counts once for each of them.
func peers(r facts.Rule) []string {
	out := slices.Concat(r.PrefixLists, r.Groups)
	for _, cidr := range r.CIDRs {
		out = append(out, cidr.String())
	}
	for _, text := range r.Unread {
		out = append(out, strconv.Quote(text)+", which cannot be read")
	}
	return out
}

// traffic is a rule's protocol and ports.
func traffic(r facts.Rule) string {
	protocol := strings.ToLower(r.Protocol)
	switch {
	case protocol == "-1" || protocol == "all":
		return "everything"
	case r.From == -1:
		return protocol
	case r.From == r.To:
		return fmt.Sprintf("%s %d", protocol, r.From)
	}
	return fmt.Sprintf("%s %d-%d", protocol, r.From, r.To)
}

// checkACLs judges both directions of the network ACLs on the way to S3. An ACL that
// several subnets follow is told once.
func checkACLs(t target) []Finding {
	var shut []closure
	for _, w := range t.ways.s3 {
		for _, hop := range w.Hops {
			if hop.Layer == network.LayerACL && hop.Verdict != network.Open {
				shut = append(shut, closure{w, hop})
			}
		}
	}
	var out []Finding
	for _, same := range together(shut) {
		out = merge(out, t.aclFinding(same))
	}
	return out
}

func (t target) aclFinding(same []closure) Finding {
	w, hop, from := same[0].way, same[0].hop, fromSome(same)
	name, before := t.called(hop.At), ""
	if hop.Number > 0 {
		before = fmt.Sprintf(", with a lower number than rule %d, which denies it", hop.Number)
	}
	f := Finding{
		Rule: RuleACLS3, Severity: Block, Subject: hop.At, Source: docACL,
		Summary: fmt.Sprintf("network ACL %s does not let TCP 443 out of %s to S3", name, from),
		Fix:     "Allow TCP 443 outbound to S3's addresses" + before + ".",
	}
	does := "lets TCP 443 out to S3"
	if hop.Cause == network.CauseACLReturn {
		f.Rule, does = RuleACLReturn, "lets S3's answers in"
		f.Summary = fmt.Sprintf("network ACL %s keeps S3's answers away from %s", name, from)
		f.Fix = "Allow TCP 1024 to 65535 inbound from S3's addresses" + before + "."
	}
	f.Detail = sentence(hop) + " Network ACLs remember no connection, so both directions must be open. This plan does not change network ACLs."
	if hop.Verdict == network.Blocked {
		return f
	}
	f.Severity = Unknown
	f.Summary = fmt.Sprintf("whether the network ACL of %s %s is not known", from, does)
	if hop.At == w.from.ID {
		// No ACL is known: that is told once, however many subnets it leaves in the dark.
		f.Subject = t.n.VPC.ID
		f.Summary = "whether the network ACLs of the chosen subnets let TCP 443 through to S3 is not known"
		f.Fix = "Look at the subnets' network ACLs."
	}
	if fault, missing := t.fault(w, hop); missing {
		return unknown(f.Rule, f.Subject, f.Summary, fault, docACL)
	}
	return f
}
