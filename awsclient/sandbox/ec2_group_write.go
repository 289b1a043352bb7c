package sandbox

import (
	"slices"
	"strings"
)

// maxRegionGroups is the default quota of security groups in a Region
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const maxRegionGroups = 2500

// groupText are the characters that a group's name and description may have besides
// letters and digits (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html).
const groupText = " ._-:/()#,@[]+=&;{}!$*"

func validGroupText(s string) bool {
	return len(s) <= 255 && !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune(groupText, r)
	})
}

func createSecurityGroup(x *ec2Call) *apiError {
	if refusal := x.need("GroupName", "GroupDescription"); refusal != nil {
		return refusal
	}
	name, description := x.text("GroupName"), x.text("GroupDescription")
	if refusal := checkGroupText(name, description); refusal != nil {
		return refusal
	}
	v, refusal := x.vpcOrDefault()
	if refusal != nil {
		return refusal
	}
	made, refusal := x.tagsAtCreation("security-group")
	if refusal != nil {
		return refusal
	}
	if slices.ContainsFunc(x.region.groups, func(g *securityGroup) bool { return g.vpc == v.id && g.name == name }) {
		return refusef("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", name, v.id)
	}
	if len(x.region.groups) >= maxRegionGroups {
		return refusef("SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.")
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	g := &securityGroup{id: x.world.next("sg"), name: name, vpc: v.id, description: description, egress: allOut(), tags: made}
	x.region.groups = append(x.region.groups, g)
	x.out.flag("return", true)
	x.out.text("groupId", g.id)
	x.out.tagSet(g.tags)
	x.out.text("securityGroupArn", groupARN(x.region, g))
	return nil
}

func checkGroupText(name, description string) *apiError {
	switch {
	case strings.HasPrefix(strings.ToLower(name), "sg-"):
		return refusef("InvalidParameterValue", "Value (%s) for parameter GroupName is invalid. Group names may not be in the format sg-*.", name)
	case strings.EqualFold(name, "default"):
		return refusef("InvalidParameterValue", "Cannot use reserved security group name: %s", name)
	case !validGroupText(name):
		return refusef("InvalidParameterValue", "Value (%s) for parameter GroupName is invalid. "+
			"Valid names are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*", name)
	case !validGroupText(description):
		return refusef("InvalidParameterValue", "Value (%s) for parameter GroupDescription is invalid. Invalid security group description. "+
			"Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*", description)
	}
	return nil
}

func (x *ec2Call) vpcOrDefault() (*vpc, *apiError) {
	if x.text("VpcId") != "" {
		return x.vpcNamed(x.text("VpcId"))
	}
	i := slices.IndexFunc(x.region.vpcs, func(v *vpc) bool { return v.isDefault })
	if i < 0 {
		return nil, refusef("VPCIdNotSpecified", "No default VPC for this user")
	}
	return x.region.vpcs[i], nil
}

// groupGiven finds the group of a call that takes an id, or a name in the default VPC.
func (x *ec2Call) groupGiven() (*securityGroup, *apiError) {
	wanted := x.text("GroupId")
	switch {
	case wanted != "":
		return x.groupNamed(wanted)
	case x.text("GroupName") != "":
		found, refusal := x.groupsCalled([]string{x.text("GroupName")})
		if refusal != nil {
			return nil, refusal
		}
		return found[0], nil
	}
	return nil, refusef("MissingParameter", "The request must contain the parameter groupName or groupId")
}

func (x *ec2Call) groupNamed(wanted string) (*securityGroup, *apiError) {
	if !shapedID(wanted, "sg") {
		return nil, malformedID(groupMalformed, wanted, "sg")
	}
	g, found := x.region.group(wanted)
	if !found {
		return nil, refusef(groupMissing, groupAbsent, wanted)
	}
	return g, nil
}

func deleteSecurityGroup(x *ec2Call) *apiError {
	g, refusal := x.groupGiven()
	if refusal != nil {
		return refusal
	}
	if g.name == "default" {
		return refusef("CannotDelete", `the specified group: "%s" name: "%s" cannot be deleted by a user`, g.id, g.name)
	}
	if x.region.depends(g.id) {
		return refusef("DependencyViolation", "resource %s has a dependent object", g.id)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	for _, rule := range x.region.rulesOf(g) {
		delete(x.region.ec2.ruleTags, rule.id)
	}
	x.region.groups = slices.DeleteFunc(x.region.groups, func(other *securityGroup) bool { return other == g })
	x.out.flag("return", true)
	x.out.text("groupId", g.id)
	return nil
}

// depends reports whether an interface, an endpoint or another group's rule uses a group.
func (r *region) depends(group string) bool {
	names := func(rules []groupRule) bool {
		return slices.ContainsFunc(rules, func(rule groupRule) bool { return slices.Contains(rule.peers, group) })
	}
	return slices.ContainsFunc(r.interfaces, func(i *netInterface) bool { return slices.Contains(i.groups, group) }) ||
		slices.ContainsFunc(r.endpoints, func(e *endpoint) bool { return slices.Contains(e.groups, group) }) ||
		slices.ContainsFunc(r.groups, func(g *securityGroup) bool { return g.id != group && (names(g.ingress) || names(g.egress)) })
}

func groupARN(r *region, g *securityGroup) string {
	return "arn:aws:ec2:" + r.name + ":" + AccountID + ":security-group/" + g.id
}
