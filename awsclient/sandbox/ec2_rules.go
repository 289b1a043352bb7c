package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// A rule as EC2 counts, names and revokes it has one source or destination. Stored rules
// may have several: rules of one protocol and range, which EC2 shows as one permission.

// sources of a rule are what it lets in or out, one list a kind.
func (r groupRule) sources() [3][]string { return [3][]string{r.cidrs, r.lists, r.peers} }

// apart splits rules until each has one source.
func apart(rules []groupRule) []groupRule {
	var single []groupRule
	for _, rule := range rules {
		for kind, list := range rule.sources() {
			for _, source := range list {
				single = append(single, rule.with(kind, source))
			}
		}
	}
	return single
}

// with is the rule with one source: a CIDR, a prefix list or a group.
func (r groupRule) with(kind int, source string) groupRule {
	r.cidrs, r.lists, r.peers = nil, nil, nil
	switch kind {
	case 0:
		r.cidrs = []string{source}
	case 1:
		r.lists = []string{source}
	default:
		r.peers = []string{source}
	}
	return r
}

// source is what a rule with one source lets in or out.
func (r groupRule) source() string {
	return strings.Join(slices.Concat(r.cidrs, r.lists, r.peers), ",")
}

// same reports whether two rules with one source let the same through.
func (r groupRule) same(other groupRule) bool {
	return r.protocol == other.protocol && r.source() == other.source() &&
		(r.protocol == "-1" || r.from == other.from && r.to == other.to)
}

// ruleOfGroup is one rule with what EC2 knows of it.
type ruleOfGroup struct {
	groupRule
	id     string
	group  *securityGroup
	egress bool
}

// rulesOf are a group's rules, those for what comes in first.
func (r *region) rulesOf(g *securityGroup) []ruleOfGroup {
	var all []ruleOfGroup
	for _, rule := range apart(g.ingress) {
		all = append(all, r.ruleOf(g, rule, false))
	}
	for _, rule := range apart(g.egress) {
		all = append(all, r.ruleOf(g, rule, true))
	}
	return all
}

func (r *region) ruleOf(g *securityGroup, rule groupRule, egress bool) ruleOfGroup {
	key := ruleKey(g, rule, egress)
	return ruleOfGroup{groupRule: rule, id: id("sgr", key+"/"+strconv.Itoa(r.ec2.revoked[key])), group: g, egress: egress}
}

// ruleKey tells a group's rules apart.
func ruleKey(g *securityGroup, rule groupRule, egress bool) string {
	ports := ""
	if rule.protocol != "-1" {
		ports = strconv.Itoa(rule.from) + "-" + strconv.Itoa(rule.to)
	}
	return strings.Join([]string{g.id, strconv.FormatBool(egress), rule.protocol, ports, rule.source()}, "/")
}

func (r *region) tagsOfRule(id string) tags {
	if t, found := r.ec2.ruleTags[id]; found {
		return *t
	}
	return nil
}

// tagRule sets a rule's tags.
func (r *region) tagRule(id string, t tags) {
	if r.ec2.ruleTags == nil {
		r.ec2.ruleTags = map[string]*tags{}
	}
	r.ec2.ruleTags[id] = &t
}

// rulesTags are the tags of a rule, which has none of its own until the first is written.
func (r *region) rulesTags(wanted string) (*tags, bool) {
	for _, g := range r.groups {
		for _, rule := range r.rulesOf(g) {
			if rule.id != wanted {
				continue
			}
			if _, found := r.ec2.ruleTags[wanted]; !found {
				r.tagRule(wanted, tags{})
			}
			return r.ec2.ruleTags[wanted], true
		}
	}
	return nil, false
}

const (
	ruleMalformed = "InvalidSecurityGroupRuleId.Malformed"
	ruleMissing   = "InvalidSecurityGroupRuleId.NotFound"
	ruleAbsent    = "The security group rule ID '%s' does not exist"
)

func describeSecurityGroupRules(x *ec2Call) *apiError {
	var all []ruleOfGroup
	for _, g := range x.region.groups {
		all = append(all, x.region.rulesOf(g)...)
	}
	return listing[ruleOfGroup]{
		set: "securityGroupRuleSet", ids: "SecurityGroupRuleId", prefix: "sgr", id: func(r ruleOfGroup) string { return r.id },
		malformed: ruleMalformed, missing: ruleMissing, absent: ruleAbsent, smallest: 5, largest: 1000,
		filters: map[string]func(ruleOfGroup) []string{
			"group-id":               one(func(r ruleOfGroup) string { return r.group.id }),
			"security-group-rule-id": one(func(r ruleOfGroup) string { return r.id }),
		},
		tags:  func(r ruleOfGroup) tags { return x.region.tagsOfRule(r.id) },
		write: func(r ruleOfGroup) { writeGroupRule(x, r) },
	}.answer(x, all)
}

func writeGroupRule(x *ec2Call, r ruleOfGroup) {
	w := x.out
	writeRuleAlone(w, r)
	for _, peer := range r.peers {
		w.inside("referencedGroupInfo", func() {
			w.text("groupId", peer)
			w.text("userId", AccountID)
		})
	}
	w.text("groupOwnerId", AccountID)
	w.text("securityGroupRuleArn", "arn:aws:ec2:"+x.region.name+":"+AccountID+":security-group-rule/"+r.id)
	w.tagSet(x.region.tagsOfRule(r.id))
}

// writeRuleAlone writes what a rule and a revoked rule have in common.
func writeRuleAlone(w *xmlWriter, r ruleOfGroup) {
	w.text("securityGroupRuleId", r.id)
	w.text("groupId", r.group.id)
	w.flag("isEgress", r.egress)
	w.text("ipProtocol", r.protocol)
	from, to := r.from, r.to
	if r.protocol == "-1" {
		from, to = -1, -1
	}
	w.number("fromPort", from)
	w.number("toPort", to)
	for _, cidr := range r.cidrs {
		if isIPv6(cidr) {
			w.text("cidrIpv6", cidr)
		} else {
			w.text("cidrIpv4", cidr)
		}
	}
	for _, list := range r.lists {
		w.text("prefixListId", list)
	}
	w.some("description", r.description)
}

func isIPv6(cidr string) bool { return strings.Contains(cidr, ":") }

// permission is all that a group lets through of one protocol and range.
type permission struct {
	groupRule
	rules []groupRule // with one source each
}

// permissions gathers rules as EC2 shows them in a group.
func permissions(rules []groupRule) []permission {
	var all []permission
	for _, rule := range apart(rules) {
		i := slices.IndexFunc(all, func(p permission) bool {
			return p.protocol == rule.protocol && (rule.protocol == "-1" || p.from == rule.from && p.to == rule.to)
		})
		if i < 0 {
			all = append(all, permission{groupRule: rule})
			i = len(all) - 1
		}
		all[i].rules = append(all[i].rules, rule)
	}
	return all
}

func writePermission(w *xmlWriter, p permission) {
	w.text("ipProtocol", p.protocol)
	if p.protocol != "-1" {
		w.number("fromPort", p.from)
		w.number("toPort", p.to)
	}
	sources := func(set, tag string, read func(groupRule) []string, wanted func(string) bool) {
		w.inside(set, func() {
			for _, rule := range p.rules {
				for _, source := range read(rule) {
					if !wanted(source) {
						continue
					}
					w.inside("item", func() {
						if set == "groups" {
							w.text("userId", AccountID)
						}
						w.text(tag, source)
						w.some("description", rule.description)
					})
				}
			}
		})
	}
	every := func(string) bool { return true }
	cidrs := func(r groupRule) []string { return r.cidrs }
	sources("groups", "groupId", func(r groupRule) []string { return r.peers }, every)
	sources("ipRanges", "cidrIp", cidrs, func(cidr string) bool { return !isIPv6(cidr) })
	sources("ipv6Ranges", "cidrIpv6", cidrs, isIPv6)
	sources("prefixListIds", "prefixListId", func(r groupRule) []string { return r.lists }, every)
}
