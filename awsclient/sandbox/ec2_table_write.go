package sandbox

import "slices"

// maxTables is the default quota of route tables in a VPC
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const maxTables = 200

func createRouteTable(x *ec2Call) *apiError {
	if refusal := x.need("VpcId"); refusal != nil {
		return refusal
	}
	v, refusal := x.vpcNamed(x.text("VpcId"))
	if refusal != nil {
		return refusal
	}
	made, refusal := x.tagsAtCreation("route-table")
	if refusal != nil {
		return refusal
	}
	earlier, refusal := x.before()
	if refusal != nil {
		return refusal
	}
	if t, found := x.region.table(earlier); found {
		return x.tableMade(t)
	}
	count := 0
	for _, t := range x.region.tables {
		if t.vpc == v.id {
			count++
		}
	}
	if count >= maxTables {
		return refusef("RouteTableLimitExceeded", "The maximum number of route tables has been reached.")
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	t := &routeTable{id: x.world.next("rtb"), vpc: v.id, tags: made, routes: v.localRoutes()}
	x.region.tables = append(x.region.tables, t)
	x.remember(t.id)
	return x.tableMade(t)
}

func (x *ec2Call) tableMade(t *routeTable) *apiError {
	x.out.inside("routeTable", func() { writeTable(x, t) })
	x.out.some("clientToken", x.text("ClientToken"))
	return nil
}

func deleteRouteTable(x *ec2Call) *apiError {
	if refusal := x.need("RouteTableId"); refusal != nil {
		return refusal
	}
	t, refusal := x.tableNamed(x.text("RouteTableId"))
	if refusal != nil {
		return refusal
	}
	if len(t.associations()) > 0 {
		return refusef("DependencyViolation", "The routeTable '%s' has dependencies and cannot be deleted.", t.id)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	for _, e := range x.region.endpoints {
		e.tables = slices.DeleteFunc(e.tables, func(id string) bool { return id == t.id })
	}
	x.region.tables = slices.DeleteFunc(x.region.tables, func(other *routeTable) bool { return other == t })
	return x.done()
}

func associateRouteTable(x *ec2Call) *apiError {
	if refusal := x.need("RouteTableId"); refusal != nil {
		return refusal
	}
	if refusal := x.unsupported("GatewayId", "PublicIpv4Pool"); refusal != nil {
		return refusal
	}
	if refusal := x.need("SubnetId"); refusal != nil {
		return refusal
	}
	t, refusal := x.tableNamed(x.text("RouteTableId"))
	if refusal != nil {
		return refusal
	}
	s, refusal := x.subnetNamed(x.text("SubnetId"))
	if refusal != nil {
		return refusal
	}
	if s.vpc != t.vpc {
		return refusef("InvalidParameterValue", otherNetwork, t.id, "subnet", s.id)
	}
	other := slices.IndexFunc(x.region.tables, func(o *routeTable) bool { return slices.Contains(o.subnets, s.id) })
	if other >= 0 && x.region.tables[other] != t {
		return refusef("Resource.AlreadyAssociated", "the specified association for route table %s conflicts with an existing association", t.id)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	if other < 0 {
		t.subnets = append(t.subnets, s.id)
	}
	x.out.text("associationId", associationID(t, s.id))
	x.associated()
	return nil
}

func (x *ec2Call) associated() {
	x.out.inside("associationState", func() { x.out.text("state", "associated") })
}

func disassociateRouteTable(x *ec2Call) *apiError {
	t, a, refusal := x.associationNamed()
	if refusal != nil {
		return refusal
	}
	if a.main {
		return refusef("InvalidParameterValue", "cannot disassociate the main route table association %s", a.id)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	t.subnets = slices.DeleteFunc(t.subnets, func(s string) bool { return s == a.subnet })
	return x.done()
}

// replaceRouteTableAssociation moves a subnet to another table, or makes another table
// the VPC's main one.
func replaceRouteTableAssociation(x *ec2Call) *apiError {
	if refusal := x.need("AssociationId", "RouteTableId"); refusal != nil {
		return refusal
	}
	from, a, refusal := x.associationNamed()
	if refusal != nil {
		return refusal
	}
	to, refusal := x.tableNamed(x.text("RouteTableId"))
	if refusal != nil {
		return refusal
	}
	if from.vpc != to.vpc {
		return refusef("InvalidParameterValue", "route table association %s and route table %s belong to different networks", a.id, to.id)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	if a.main {
		from.main, to.main = false, true
	} else {
		from.subnets = slices.DeleteFunc(from.subnets, func(s string) bool { return s == a.subnet })
		to.subnets = append(to.subnets, a.subnet)
	}
	x.out.text("newAssociationId", associationID(to, a.subnet))
	x.associated()
	return nil
}

// associationID is the id of a table's association with a subnet, or with its VPC.
func associationID(t *routeTable, subnet string) string {
	for _, a := range t.associations() {
		if a.subnet == subnet {
			return a.id
		}
	}
	return ""
}

func (x *ec2Call) associationNamed() (*routeTable, association, *apiError) {
	if refusal := x.need("AssociationId"); refusal != nil {
		return nil, association{}, refusal
	}
	wanted := x.text("AssociationId")
	for _, t := range x.region.tables {
		for _, a := range t.associations() {
			if a.id == wanted {
				return t, a, nil
			}
		}
	}
	return nil, association{}, refusef("InvalidAssociationID.NotFound", "The association ID '%s' does not exist", wanted)
}
