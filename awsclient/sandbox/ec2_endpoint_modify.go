package sandbox

import "slices"

// endpointChange is what a call of ModifyVpcEndpoint does to an endpoint.
type endpointChange struct {
	addTables, removeTables []string
	addPlaces               []placement
	removeSubnets           []string
	groups                  []string // those it has afterwards
	policy                  string
	privateDNS, inboundOnly bool
}

func modifyVpcEndpoint(x *ec2Call) *apiError {
	if refusal := x.need("VpcEndpointId"); refusal != nil {
		return refusal
	}
	e, refusal := x.endpointNamed(x.text("VpcEndpointId"))
	if refusal != nil {
		return refusal
	}
	if refusal := x.modifiable(e); refusal != nil {
		return refusal
	}
	c := endpointChange{groups: e.groups, privateDNS: e.privateDNS, inboundOnly: e.inboundOnly}
	if e.kind == gatewayType {
		refusal = x.readTableChange(e, &c)
	} else {
		refusal = x.readInterfaceChange(e, &c)
	}
	if refusal != nil {
		return refusal
	}
	if c.policy, refusal = x.newPolicy(e.policy); refusal != nil {
		return refusal
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	x.change(e, c)
	return x.done()
}

func (x *ec2Call) modifiable(e *endpoint) *apiError {
	if e.requesterManaged {
		return refusef("OperationNotPermitted", "The VPC endpoint %s is managed by its requester and cannot be modified.", e.id)
	}
	if e.state == "deleting" {
		return refusef("IncorrectState", "The VPC endpoint %s is being deleted and cannot be modified.", e.id)
	}
	if e.kind != gatewayType {
		if len(x.list("AddRouteTableId"))+len(x.list("RemoveRouteTableId")) > 0 {
			return refusef("InvalidParameter", onlyGatewayTables)
		}
		return nil
	}
	for _, param := range []string{
		"AddSubnetId", "RemoveSubnetId", "AddSecurityGroupId", "RemoveSecurityGroupId", "PrivateDnsEnabled", "SubnetConfiguration",
	} {
		if len(x.at(param).children) > 0 || x.has(param) {
			return refusef("InvalidParameter", "The parameter %s is only supported for Interface type VPC Endpoints.", param)
		}
	}
	return nil
}

func (x *ec2Call) readTableChange(e *endpoint, c *endpointChange) *apiError {
	var refusal *apiError
	if c.addTables, refusal = x.tablesOf(e.vpc, "AddRouteTableId"); refusal != nil {
		return refusal
	}
	if c.removeTables, refusal = x.tablesOf(e.vpc, "RemoveRouteTableId"); refusal != nil {
		return refusal
	}
	for _, t := range c.removeTables {
		if !slices.Contains(e.tables, t) {
			return refusef("InvalidParameter", "Route table %s is not associated with VPC endpoint %s", t, e.id)
		}
	}
	return x.freeForRoute(e, c.addTables)
}

func (x *ec2Call) readInterfaceChange(e *endpoint, c *endpointChange) *apiError {
	for _, s := range x.texts("RemoveSubnetId") {
		if !slices.Contains(e.subnets, s) {
			return refusef("InvalidParameter", "Subnet %s is not associated with VPC endpoint %s", s, e.id)
		}
		c.removeSubnets = append(c.removeSubnets, s)
	}
	var refusal *apiError
	if c.addPlaces, refusal = x.places(e.vpc, e.service, "AddSubnetId", slices.DeleteFunc(slices.Clone(e.subnets), func(s string) bool {
		return slices.Contains(c.removeSubnets, s)
	})); refusal != nil {
		return refusal
	}
	if refusal := x.readGroupChange(e, c); refusal != nil {
		return refusal
	}
	if x.has("PrivateDnsEnabled") || x.has(onlyInbound) {
		after := *e
		after.privateDNS, after.inboundOnly = c.privateDNS, c.inboundOnly
		if refusal := x.readPrivateDNS(&after); refusal != nil {
			return refusal
		}
		if refusal := x.privateDNSFree(&after, e); refusal != nil {
			return refusal
		}
		c.privateDNS, c.inboundOnly = after.privateDNS, after.inboundOnly
	}
	return x.roomFor(c.addPlaces)
}

func (x *ec2Call) readGroupChange(e *endpoint, c *endpointChange) *apiError {
	add, refusal := x.groupsOf(e.vpc, "AddSecurityGroupId")
	if refusal != nil {
		return refusal
	}
	remove := x.texts("RemoveSecurityGroupId")
	for _, g := range remove {
		if !slices.Contains(e.groups, g) {
			return refusef("InvalidParameter", "Security group %s is not associated with VPC endpoint %s", g, e.id)
		}
	}
	c.groups = slices.DeleteFunc(slices.Clone(e.groups), func(g string) bool { return slices.Contains(remove, g) })
	for _, g := range add {
		if !slices.Contains(c.groups, g) {
			c.groups = append(c.groups, g)
		}
	}
	if len(c.groups) == 0 {
		return refusef("InvalidParameter", "An Interface type VPC Endpoint must have at least one security group.")
	}
	return groupQuota(c.groups)
}

// change does what was asked, all of it having been found possible.
func (x *ec2Call) change(e *endpoint, c endpointChange) {
	e.tables = slices.DeleteFunc(slices.Concat(e.tables, c.addTables), func(t string) bool { return slices.Contains(c.removeTables, t) })
	e.policy, e.privateDNS, e.inboundOnly, e.groups = c.policy, c.privateDNS, c.inboundOnly, c.groups
	x.leave(e, c.removeSubnets)
	x.place(e, c.addPlaces)
	for _, i := range x.region.interfaces {
		if slices.Contains(e.interfaces, i.id) {
			i.groups = slices.Clone(e.groups)
		}
	}
	if len(c.addPlaces) > 0 && e.state == "available" {
		e.life.become(&e.state, "pending", "available", x.now, endpointChanging)
	}
}
