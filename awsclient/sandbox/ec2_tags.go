package sandbox

import (
	"maps"
	"strings"
	"unicode/utf8"
)

// maxTags is how many tags one object may have.
const maxTags = 50

// tagsAtCreation reads the TagSpecification of a call that makes an object of the kind.
// Tags at creation need ec2:CreateTags besides the creation itself.
func (x *ec2Call) tagsAtCreation(kind string) (tags, *apiError) {
	made := tags{}
	for _, spec := range x.list("TagSpecification") {
		if got := spec.text("ResourceType"); got != kind {
			return nil, refusef("InvalidParameterValue", "'%s' is not a valid taggable resource type for this operation.", got)
		}
		found, refusal := readTags(spec.list("Tag"))
		if refusal != nil {
			return nil, refusal
		}
		maps.Copy(made, found)
	}
	if len(made) > 0 && x.account.denies("ec2:CreateTags") {
		return nil, x.account.denial(x.service, "ec2:CreateTags")
	}
	return made, nil
}

func readTags(list []*query) (tags, *apiError) {
	found := tags{}
	for _, member := range list {
		key, value := member.text("Key"), member.text("Value")
		switch {
		case key == "" || utf8.RuneCountInString(key) > 128:
			return nil, refusef("InvalidParameterValue", "Tag key must have a length between 1 and 128 characters")
		case utf8.RuneCountInString(value) > 256:
			return nil, refusef("InvalidParameterValue", "Tag value exceeds the maximum length of 256 characters")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, refusef("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
		}
		found[key] = value
	}
	return found, nil
}

// tagged is an object's tags, with what AWS says when there is no such object.
type tagged struct {
	prefix, missing, absent string
	find                    func(*region, string) (*tags, bool)
}

func tagsIn[T any](list func(*region) []*T, id func(*T) string, read func(*T) *tags) func(*region, string) (*tags, bool) {
	return func(r *region, wanted string) (*tags, bool) {
		item, found := named(list(r), id, wanted)
		if !found {
			return nil, false
		}
		return read(item), true
	}
}

// taggable are the kinds of object whose tags can be written.
func taggable() []tagged {
	return []tagged{
		{"vpc", vpcMissing, vpcAbsent, tagsIn(func(r *region) []*vpc { return r.vpcs },
			func(v *vpc) string { return v.id }, func(v *vpc) *tags { return &v.tags })},
		{"subnet", subnetMissing, subnetAbsent, tagsIn(func(r *region) []*subnet { return r.subnets },
			func(s *subnet) string { return s.id }, func(s *subnet) *tags { return &s.tags })},
		{"rtb", tableMissing, tableAbsent, tagsIn(func(r *region) []*routeTable { return r.tables },
			func(t *routeTable) string { return t.id }, func(t *routeTable) *tags { return &t.tags })},
		{"sg", groupMissing, groupAbsent, tagsIn(func(r *region) []*securityGroup { return r.groups },
			func(g *securityGroup) string { return g.id }, func(g *securityGroup) *tags { return &g.tags })},
		{"vpce", endpointMissing, endpointAbsent, tagsIn(func(r *region) []*endpoint { return r.endpoints },
			func(e *endpoint) string { return e.id }, func(e *endpoint) *tags { return &e.tags })},
		{"nat", natMissing, natAbsent, tagsIn(func(r *region) []*natGateway { return r.nats },
			func(g *natGateway) string { return g.id }, func(g *natGateway) *tags { return &g.tags })},
		{"igw", "InvalidInternetGatewayID.NotFound", "The internetGateway ID '%s' does not exist", tagsIn(func(r *region) []*internetGateway { return r.internet },
			func(g *internetGateway) string { return g.id }, func(g *internetGateway) *tags { return &g.tags })},
		{"acl", "InvalidNetworkAclID.NotFound", "The networkAcl ID '%s' does not exist", tagsIn(func(r *region) []*networkACL { return r.acls },
			func(a *networkACL) string { return a.id }, func(a *networkACL) *tags { return &a.tags })},
		{"dopt", "InvalidDhcpOptionID.NotFound", "The dhcpOption ID '%s' does not exist", tagsIn(func(r *region) []*dhcpOptions { return r.dhcp },
			func(d *dhcpOptions) string { return d.id }, func(d *dhcpOptions) *tags { return &d.tags })},
		{"eni", "InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '%s' does not exist", tagsIn(func(r *region) []*netInterface { return r.interfaces },
			func(i *netInterface) string { return i.id }, func(i *netInterface) *tags { return &i.tags })},
		{"eipalloc", allocationMissing, allocationAbsent, tagsIn(func(r *region) []*elasticIP { return r.ec2.addresses },
			func(a *elasticIP) string { return a.allocation }, func(a *elasticIP) *tags { return &a.tags })},
		{"sgr", ruleMissing, ruleAbsent, (*region).rulesTags},
	}
}

func (x *ec2Call) tagsOf(wanted string) (*tags, *apiError) {
	for _, kind := range taggable() {
		if !strings.HasPrefix(wanted, kind.prefix+"-") {
			continue
		}
		found, exists := kind.find(x.region, wanted)
		if !exists {
			return nil, refusef(kind.missing, kind.absent, wanted)
		}
		return found, nil
	}
	return nil, refusef("InvalidID", "The ID '%s' is not valid", wanted)
}

func createTags(x *ec2Call) *apiError {
	if refusal := x.need("ResourceId", "Tag"); refusal != nil {
		return refusal
	}
	added, refusal := readTags(x.list("Tag"))
	if refusal != nil {
		return refusal
	}
	var objects []*tags
	for _, wanted := range x.texts("ResourceId") {
		object, refusal := x.tagsOf(wanted)
		if refusal != nil {
			return refusal
		}
		merged := maps.Clone(added)
		maps.Copy(merged, *object)
		if len(merged) > maxTags {
			return refusef("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.")
		}
		objects = append(objects, object)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	for _, object := range objects {
		if *object == nil {
			*object = tags{}
		}
		maps.Copy(*object, added)
	}
	return x.done()
}

// deleteTags deletes the keys named, those with a value only where it is the same, and
// without any key all tags.
func deleteTags(x *ec2Call) *apiError {
	if refusal := x.need("ResourceId"); refusal != nil {
		return refusal
	}
	var objects []*tags
	for _, wanted := range x.texts("ResourceId") {
		object, refusal := x.tagsOf(wanted)
		if refusal != nil {
			return refusal
		}
		objects = append(objects, object)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	list := x.list("Tag")
	for _, object := range objects {
		if len(list) == 0 {
			clear(*object)
		}
		for _, member := range list {
			key := member.text("Key")
			if !member.has("Value") || (*object)[key] == member.text("Value") {
				delete(*object, key)
			}
		}
	}
	return x.done()
}
