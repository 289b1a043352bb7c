package sandbox

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func cloneTags(t tags) tags { return maps.Clone(t) }

// rulesAsked reads the rules of a call that changes a group, one source each.
func (x *ec2Call) rulesAsked(g *securityGroup) ([]groupRule, *apiError) {
	asked := x.list("IpPermissions")
	if len(asked) == 0 && (x.has("IpProtocol") || x.has("CidrIp") || x.has("SourceSecurityGroupName")) {
		return x.ruleAlone(g)
	}
	if len(asked) == 0 {
		return nil, refusef("MissingParameter", "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.")
	}
	var rules []groupRule
	for _, one := range asked {
		rule, refusal := readRange(one)
		if refusal != nil {
			return nil, refusal
		}
		with, refusal := x.readSources(g, rule, one)
		if refusal != nil {
			return nil, refusal
		}
		rules = append(rules, with...)
	}
	return rules, nil
}

// ruleAlone reads the older form of the call, with one rule in plain parameters.
func (x *ec2Call) ruleAlone(g *securityGroup) ([]groupRule, *apiError) {
	rule, refusal := readRange(x.query)
	if refusal != nil {
		return nil, refusal
	}
	if name := x.text("SourceSecurityGroupName"); name != "" {
		i := slices.IndexFunc(x.region.groups, func(peer *securityGroup) bool { return peer.vpc == g.vpc && peer.name == name })
		if i < 0 {
			return nil, refusef(groupMissing, groupAbsent, name)
		}
		return []groupRule{rule.with(2, x.region.groups[i].id)}, nil
	}
	if refusal := x.need("CidrIp"); refusal != nil {
		return nil, refusal
	}
	cidr, refusal := readCIDR(x.text("CidrIp"), false)
	return []groupRule{rule.with(0, cidr)}, refusal
}

// protocolNames are the protocols that EC2 shows by name.
var protocolNames = map[string]string{"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}

// readRange reads a rule's protocol and ports.
func readRange(q *query) (groupRule, *apiError) {
	rule := groupRule{protocol: strings.ToLower(q.text("IpProtocol"))}
	if name, known := protocolNames[rule.protocol]; known {
		rule.protocol = name
	}
	number, err := strconv.Atoi(rule.protocol)
	named := slices.Contains([]string{"tcp", "udp", "icmp", "icmpv6"}, rule.protocol)
	if rule.protocol == "" {
		return rule, refusef("MissingParameter", "The request must contain the parameter ipProtocol")
	}
	if !named && (err != nil || number < -1 || number > 255) {
		return rule, refusef("InvalidParameterValue", "Invalid value '%s' for IP protocol. Unknown protocol.", q.text("IpProtocol"))
	}
	if rule.protocol == "-1" {
		return rule, nil
	}
	from, hasFrom, refusal := q.number("FromPort")
	if refusal != nil {
		return rule, refusal
	}
	to, hasTo, refusal := q.number("ToPort")
	if refusal != nil {
		return rule, refusal
	}
	if !named {
		return rule, nil // only these four have ports or types
	}
	rule.from, rule.to = from, to
	return rule, checkPorts(rule, hasFrom && hasTo)
}

func checkPorts(rule groupRule, given bool) *apiError {
	if rule.protocol != "tcp" && rule.protocol != "udp" {
		if !given || rule.from < -1 || rule.from > 255 || rule.to < -1 || rule.to > 255 {
			return refusef("InvalidParameterValue", "ICMP code (%d) or type (%d) is out of range", rule.to, rule.from)
		}
		return nil
	}
	switch {
	case !given:
		return refusef("InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
	case rule.from < 0 || rule.to > 65535 || rule.from > rule.to:
		return refusef("InvalidParameterValue", "Invalid value '%d-%d' for portRange. Ports go from 0 to 65535.", rule.from, rule.to)
	}
	return nil
}

// readSources makes a rule of each source of a permission.
func (x *ec2Call) readSources(g *securityGroup, rule groupRule, q *query) ([]groupRule, *apiError) {
	var rules []groupRule
	for _, source := range []struct {
		list, field string
		kind        int
		read        func(string) (string, *apiError)
	}{
		{"IpRanges", "CidrIp", 0, func(s string) (string, *apiError) { return readCIDR(s, false) }},
		{"Ipv6Ranges", "CidrIpv6", 0, func(s string) (string, *apiError) { return readCIDR(s, true) }},
		{"PrefixListIds", "PrefixListId", 1, x.readList},
		{"Groups", "GroupId", 2, func(s string) (string, *apiError) { return x.readPeer(g, s) }},
	} {
		for _, member := range q.list(source.list) {
			value, refusal := source.read(member.text(source.field))
			if refusal != nil {
				return nil, refusal
			}
			made := rule.with(source.kind, value)
			made.description = member.text("Description")
			if utf8.RuneCountInString(made.description) > 255 || !validGroupText(made.description) {
				return nil, refusef("InvalidParameterValue", "Invalid rule description. Valid descriptions are strings less than 256 characters "+
					"from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*")
			}
			rules = append(rules, made)
		}
	}
	if len(rules) == 0 {
		return nil, refusef("InvalidParameterValue", "The permission names no source: one of ipRanges, ipv6Ranges, prefixListIds and groups is required")
	}
	return rules, nil
}

// readCIDR reads a range in its canonical form, as AWS stores it.
func readCIDR(text string, six bool) (string, *apiError) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Addr().Is6() != six {
		return "", refusef("InvalidParameterValue", "CIDR block %s is malformed", text)
	}
	return prefix.Masked().String(), nil
}

func (x *ec2Call) readList(wanted string) (string, *apiError) {
	return x.destination("DestinationPrefixListId", wanted)
}

func (x *ec2Call) readPeer(g *securityGroup, wanted string) (string, *apiError) {
	peer, refusal := x.groupNamed(wanted)
	if refusal != nil {
		return "", refusal
	}
	if peer.vpc != g.vpc {
		return "", refusef(groupMissing, "You have specified two resources that belong to different networks.")
	}
	return peer.id, nil
}

// spoken is a rule in the words of AWS's errors.
func (r groupRule) spoken() string {
	what := "protocol: " + r.protocol
	switch r.protocol {
	case "-1":
		what = "ALL"
	case "tcp", "udp":
		what = fmt.Sprintf("%s, from port: %d, to port: %d", strings.ToUpper(r.protocol), r.from, r.to)
	case "icmp", "icmpv6":
		what = fmt.Sprintf("%s, type: %d, code: %d", strings.ToUpper(r.protocol), r.from, r.to)
	}
	return "peer: " + r.source() + ", " + what + ", ALLOW"
}
