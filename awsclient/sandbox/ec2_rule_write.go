package sandbox

import "slices"

// maxRules is the default quota of rules of a group in each direction, counted apart for
// IPv4 and IPv6 (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const maxRules = 60

func authorizeIngress(x *ec2Call) *apiError { return x.authorize(false) }
func authorizeEgress(x *ec2Call) *apiError  { return x.authorize(true) }
func revokeIngress(x *ec2Call) *apiError    { return x.revoke(false) }
func revokeEgress(x *ec2Call) *apiError     { return x.revoke(true) }

// direction is the list of a group's rules that a call is about.
func (g *securityGroup) direction(egress bool) *[]groupRule {
	if egress {
		return &g.egress
	}
	return &g.ingress
}

func (x *ec2Call) authorize(egress bool) *apiError {
	g, refusal := x.groupGiven()
	if refusal != nil {
		return refusal
	}
	added, refusal := x.rulesAsked(g)
	if refusal != nil {
		return refusal
	}
	made, refusal := x.tagsAtCreation("security-group-rule")
	if refusal != nil {
		return refusal
	}
	list := g.direction(egress)
	now := apart(*list)
	for i, rule := range added {
		if slices.ContainsFunc(added[:i], rule.same) {
			return refusef("InvalidParameterValue", "The same permission must not appear multiple times")
		}
		if slices.ContainsFunc(now, rule.same) {
			return refusef("InvalidPermission.Duplicate", `the specified rule "%s" already exists`, rule.spoken())
		}
	}
	if refusal := ruleQuota(slices.Concat(now, added)); refusal != nil {
		return refusal
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	*list = slices.Concat(now, added)
	var shown []ruleOfGroup
	for _, rule := range added {
		one := x.region.ruleOf(g, rule, egress)
		if len(made) > 0 {
			x.region.tagRule(one.id, cloneTags(made))
		}
		shown = append(shown, one)
	}
	x.out.flag("return", true)
	items(x.out, "securityGroupRuleSet", shown, func(r ruleOfGroup) { writeGroupRule(x, r) })
	return nil
}

// ruleQuota counts as AWS does: a rule that names a group or a prefix list counts for both
// families.
func ruleQuota(rules []groupRule) *apiError {
	four, six := 0, 0
	for _, rule := range rules {
		named := len(rule.cidrs) == 0
		if named || !isIPv6(rule.cidrs[0]) {
			four++
		}
		if named || isIPv6(rule.cidrs[0]) {
			six++
		}
	}
	if four > maxRules || six > maxRules {
		return refusef("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
	}
	return nil
}

// revoke takes rules away. In the default VPC AWS only lists those that there are not; in
// every other it refuses the call
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html).
func (x *ec2Call) revoke(egress bool) *apiError {
	g, refusal := x.groupGiven()
	if refusal != nil {
		return refusal
	}
	asked, refusal := x.rulesToRevoke(g, egress)
	if refusal != nil {
		return refusal
	}
	list := g.direction(egress)
	now := apart(*list)
	var unknown []groupRule
	for _, rule := range asked {
		if !slices.ContainsFunc(now, rule.same) {
			unknown = append(unknown, rule)
		}
	}
	v, _ := x.region.vpc(g.vpc)
	if len(unknown) > 0 && !v.isDefault {
		return refusef("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	var left []groupRule
	var revoked []ruleOfGroup
	for _, rule := range now {
		if slices.ContainsFunc(asked, rule.same) {
			revoked = append(revoked, x.region.ruleOf(g, rule, egress))
		} else {
			left = append(left, rule)
		}
	}
	*list = left
	x.region.forget(revoked)
	x.out.flag("return", true)
	items(x.out, "unknownIpPermissionSet", permissions(unknown), func(p permission) { writePermission(x.out, p) })
	items(x.out, "revokedSecurityGroupRuleSet", revoked, func(r ruleOfGroup) { writeRevoked(x.out, r) })
	return nil
}

// forget makes rules' ids and tags things of the past.
func (r *region) forget(rules []ruleOfGroup) {
	if r.ec2.revoked == nil {
		r.ec2.revoked = map[string]int{}
	}
	for _, rule := range rules {
		delete(r.ec2.ruleTags, rule.id)
		r.ec2.revoked[ruleKey(rule.group, rule.groupRule, rule.egress)]++
	}
}

func writeRevoked(w *xmlWriter, r ruleOfGroup) {
	writeRuleAlone(w, r)
	for _, peer := range r.peers {
		w.text("referencedGroupId", peer)
	}
}

func (x *ec2Call) rulesToRevoke(g *securityGroup, egress bool) ([]groupRule, *apiError) {
	ids := x.texts("SecurityGroupRuleId")
	if len(ids) == 0 {
		return x.rulesAsked(g)
	}
	if len(x.list("IpPermissions")) > 0 || x.has("IpProtocol") {
		return nil, refusef("InvalidParameterCombination", "The parameters securityGroupRuleIds and ipPermissions cannot be used together")
	}
	var asked []groupRule
	for _, wanted := range ids {
		if !shapedID(wanted, "sgr") {
			return nil, malformedID(ruleMalformed, wanted, "sgr")
		}
		i := slices.IndexFunc(x.region.rulesOf(g), func(r ruleOfGroup) bool { return r.id == wanted && r.egress == egress })
		if i < 0 {
			return nil, refusef(ruleMissing, ruleAbsent, wanted)
		}
		asked = append(asked, x.region.rulesOf(g)[i].groupRule)
	}
	return asked, nil
}
