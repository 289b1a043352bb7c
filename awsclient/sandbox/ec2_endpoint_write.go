package sandbox

import (
	"slices"
)

// maxGateways is the default quota of gateway endpoints in a Region (L-1B52E74A).
const maxGateways = 20

// onlyGatewayTables is what AWS says when a route table is named for another kind of endpoint.
const onlyGatewayTables = "Route table IDs are only supported for Gateway type VPC Endpoint."

// createVpcEndpoint makes gateway endpoints. Interface endpoints exist in scenarios, and
// cannot be made yet.
func createVpcEndpoint(x *ec2Call) *apiError {
	draft, refusal := x.draftEndpoint()
	if refusal != nil {
		return refusal
	}
	earlier, refusal := x.before()
	if refusal != nil {
		return refusal
	}
	if e, found := x.region.endpoint(earlier); found {
		return x.endpointMade(e)
	}
	if refusal := x.freeForRoute(draft, draft.tables); refusal != nil {
		return refusal
	}
	gateways := slices.DeleteFunc(slices.Clone(x.region.endpoints), func(e *endpoint) bool { return e.kind != gatewayType })
	if len(gateways) >= maxGateways {
		return refusef("VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.")
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	draft.id = x.world.next("vpce")
	x.region.endpoints = append(x.region.endpoints, draft)
	x.remember(draft.id)
	return x.endpointMade(draft)
}

func (x *ec2Call) endpointMade(e *endpoint) *apiError {
	x.out.inside("vpcEndpoint", func() { writeEndpoint(x, e) })
	x.out.some("clientToken", x.text("ClientToken"))
	return nil
}

// draftEndpoint checks the request and makes the endpoint of it, without its id.
func (x *ec2Call) draftEndpoint() (*endpoint, *apiError) {
	if refusal := x.need("VpcId", "ServiceName"); refusal != nil {
		return nil, refusal
	}
	v, refusal := x.vpcNamed(x.text("VpcId"))
	if refusal != nil {
		return nil, refusal
	}
	e := &endpoint{vpc: v.id, service: x.text("ServiceName"), kind: x.text("VpcEndpointType"), state: "available", created: x.now}
	if e.kind == "" {
		e.kind = gatewayType
	}
	if refusal := x.serviceFits(e); refusal != nil {
		return nil, refusal
	}
	for param, sentence := range map[string]string{
		"SubnetId":        "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.",
		"SecurityGroupId": "Security group IDs are only supported for Interface type VPC Endpoints.",
	} {
		if len(x.list(param)) > 0 {
			return nil, refusef("InvalidParameter", "%s", sentence)
		}
	}
	if e.tables, refusal = x.tablesOf(v.id, "RouteTableId"); refusal != nil {
		return nil, refusal
	}
	if e.policy, refusal = x.policyOr(defaultPolicy); refusal != nil {
		return nil, refusal
	}
	e.tags, refusal = x.tagsAtCreation("vpc-endpoint")
	return e, refusal
}

func (x *ec2Call) serviceFits(e *endpoint) *apiError {
	if !slices.ContainsFunc(x.region.services(), func(s endpointService) bool { return s.name == e.service }) {
		return refusef("InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist", e.service)
	}
	if _, fits := x.region.service(e.service, e.kind); !fits {
		return refusef("InvalidServiceName", "The Vpc Endpoint Service '%s' does not support the endpoint type '%s'.", e.service, e.kind)
	}
	if e.kind != gatewayType {
		return refusef("UnsupportedOperation", "The sandbox makes endpoints of type Gateway only.")
	}
	return nil
}

// tablesOf reads a list of route tables that must lie in the VPC.
func (x *ec2Call) tablesOf(vpc, param string) ([]string, *apiError) {
	var tables []string
	for _, wanted := range x.texts(param) {
		if !shapedID(wanted, "rtb") {
			return nil, malformedID(tableMalformed, wanted, "rtb")
		}
		t, found := x.region.table(wanted)
		if !found {
			return nil, refusef(tableMissing, tableAbsent, wanted)
		}
		if t.vpc != vpc {
			return nil, refusef("InvalidParameter", "route table %s and network %s belong to different networks", wanted, vpc)
		}
		if !slices.Contains(tables, wanted) {
			tables = append(tables, wanted)
		}
	}
	return tables, nil
}

// freeForRoute refuses tables that have a route to the service already: each takes one.
func (x *ec2Call) freeForRoute(e *endpoint, tables []string) *apiError {
	list := x.region.prefixListOf(e.service)
	for _, wanted := range tables {
		t, _ := x.region.table(wanted)
		if slices.ContainsFunc(x.region.routesOf(t), func(r route) bool { return r.destination == list }) {
			return refusef("RouteAlreadyExists", "route table %s already has a route with destination-prefix-list-id %s", wanted, list)
		}
	}
	return nil
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
	add, refusal := x.tablesOf(e.vpc, "AddRouteTableId")
	if refusal != nil {
		return refusal
	}
	remove, refusal := x.tablesOf(e.vpc, "RemoveRouteTableId")
	if refusal != nil {
		return refusal
	}
	for _, t := range remove {
		if !slices.Contains(e.tables, t) {
			return refusef("InvalidParameter", "Route table %s is not associated with VPC endpoint %s", t, e.id)
		}
	}
	if refusal := x.freeForRoute(e, add); refusal != nil {
		return refusal
	}
	policy, refusal := x.newPolicy(e.policy)
	if refusal != nil {
		return refusal
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	e.tables = slices.DeleteFunc(slices.Concat(e.tables, add), func(t string) bool { return slices.Contains(remove, t) })
	e.policy = policy
	return x.done()
}

func (x *ec2Call) modifiable(e *endpoint) *apiError {
	if e.requesterManaged {
		return refusef("OperationNotPermitted", "The VPC endpoint %s is managed by its requester and cannot be modified.", e.id)
	}
	if e.kind != gatewayType && len(x.list("AddRouteTableId"))+len(x.list("RemoveRouteTableId")) > 0 {
		return refusef("InvalidParameter", onlyGatewayTables)
	}
	for _, param := range []string{"AddSubnetId", "RemoveSubnetId", "AddSecurityGroupId", "RemoveSecurityGroupId", "PrivateDnsEnabled"} {
		if len(x.at(param).children) == 0 && !x.has(param) {
			continue
		}
		if e.kind == gatewayType {
			return refusef("InvalidParameter", "The parameter %s is only supported for Interface type VPC Endpoints.", param)
		}
		return refusef("UnsupportedOperation", "The sandbox does not modify endpoints of type %s.", e.kind)
	}
	return nil
}

// newPolicy is the policy that the endpoint has after the call.
func (x *ec2Call) newPolicy(now string) (string, *apiError) {
	reset, refusal := x.flag("ResetPolicy")
	if refusal != nil {
		return "", refusal
	}
	if reset && x.text("PolicyDocument") != "" {
		return "", refusef("InvalidParameterCombination", "The parameters PolicyDocument and ResetPolicy cannot be used together")
	}
	if reset {
		return defaultPolicy, nil
	}
	return x.policyOr(now)
}

func (x *ec2Call) policyOr(otherwise string) (string, *apiError) {
	document := x.text("PolicyDocument")
	if document == "" {
		return otherwise, nil
	}
	return document, checkPolicy(document)
}

// deleteVpcEndpoints deletes what it can and lists the rest.
func deleteVpcEndpoints(x *ec2Call) *apiError {
	if refusal := x.need("VpcEndpointId"); refusal != nil {
		return refusal
	}
	type failure struct {
		id  string
		why *apiError
	}
	var gone []string
	var failed []failure
	for _, wanted := range x.texts("VpcEndpointId") {
		e, refusal := x.endpointNamed(wanted)
		switch {
		case refusal != nil && refusal.code == endpointMalformed:
			return refusal
		case refusal != nil:
			failed = append(failed, failure{wanted, refusal})
		case e.requesterManaged:
			failed = append(failed, failure{wanted, refusef("OperationNotPermitted", "The VPC endpoint %s is managed by its requester and cannot be deleted.", wanted)})
		default:
			gone = append(gone, wanted)
		}
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	x.region.drop(gone)
	items(x.out, "unsuccessful", failed, func(f failure) {
		x.out.text("resourceId", f.id)
		x.out.inside("error", func() {
			x.out.text("code", f.why.code)
			x.out.text("message", f.why.message)
		})
	})
	return nil
}

// drop removes endpoints; their routes and interfaces go with them.
func (r *region) drop(ids []string) {
	var interfaces []string
	r.endpoints = slices.DeleteFunc(r.endpoints, func(e *endpoint) bool {
		if slices.Contains(ids, e.id) {
			interfaces = append(interfaces, e.interfaces...)
			return true
		}
		return false
	})
	r.interfaces = slices.DeleteFunc(r.interfaces, func(i *netInterface) bool { return slices.Contains(interfaces, i.id) })
}
