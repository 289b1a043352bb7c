package sandbox

import (
	"slices"
)

// maxGateways is the default quota of gateway endpoints in a Region (L-1B52E74A).
const maxGateways = 20

// onlyGatewayTables is what AWS says when a route table is named for another kind of endpoint.
const onlyGatewayTables = "Route table IDs are only supported for Gateway type VPC Endpoint."

// createVpcEndpoint makes gateway and interface endpoints.
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
	if draft.kind == interfaceType {
		refusal = x.interfaceFree(draft)
	} else {
		refusal = x.freeForRoute(draft.endpoint, draft.tables)
	}
	if refusal != nil {
		return refusal
	}
	if refusal := x.endpointQuota(draft.endpoint); refusal != nil {
		return refusal
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	draft.id = x.world.next("vpce")
	if draft.kind == interfaceType {
		x.place(draft.endpoint, draft.places)
		draft.life.become(&draft.state, "pending", "available", x.now, endpointRising)
	}
	x.region.endpoints = append(x.region.endpoints, draft.endpoint)
	x.remember(draft.id)
	return x.endpointMade(draft.endpoint)
}

func (x *ec2Call) endpointQuota(draft *endpoint) *apiError {
	most, count := maxGateways, 0
	for _, e := range x.region.endpoints {
		if e.kind == draft.kind && (e.kind == gatewayType || e.vpc == draft.vpc) {
			count++
		}
	}
	if draft.kind == interfaceType {
		most = maxInterfaceEndpoints
	}
	if count >= most {
		return refusef("VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.")
	}
	return nil
}

func (x *ec2Call) endpointMade(e *endpoint) *apiError {
	x.out.inside("vpcEndpoint", func() { writeEndpoint(x, e) })
	x.out.some("clientToken", x.text("ClientToken"))
	return nil
}

// endpointDraft is an endpoint that is to be made.
type endpointDraft struct {
	*endpoint
	places []placement // of an interface endpoint
}

// draftEndpoint checks the request and makes the endpoint of it, without its id.
func (x *ec2Call) draftEndpoint() (endpointDraft, *apiError) {
	draft := endpointDraft{endpoint: &endpoint{service: x.text("ServiceName"), kind: x.text("VpcEndpointType"), state: "available", created: x.now}}
	if refusal := x.need("VpcId", "ServiceName"); refusal != nil {
		return draft, refusal
	}
	v, refusal := x.vpcNamed(x.text("VpcId"))
	if refusal != nil {
		return draft, refusal
	}
	draft.vpc = v.id
	if draft.kind == "" {
		draft.kind = gatewayType
	}
	if refusal := x.serviceFits(draft.endpoint); refusal != nil {
		return draft, refusal
	}
	if draft.kind == interfaceType {
		refusal = x.draftInterfaces(v, &draft)
	} else {
		refusal = x.draftGateway(draft.endpoint)
	}
	if refusal != nil {
		return draft, refusal
	}
	if draft.policy, refusal = x.policyOr(defaultPolicy); refusal != nil {
		return draft, refusal
	}
	draft.tags, refusal = x.tagsAtCreation("vpc-endpoint")
	return draft, refusal
}

func (x *ec2Call) draftGateway(e *endpoint) *apiError {
	for _, only := range [][2]string{
		{"SubnetId", "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."},
		{"SecurityGroupId", "Security group IDs are only supported for Interface type VPC Endpoints."},
	} {
		if len(x.list(only[0])) > 0 {
			return refusef("InvalidParameter", "%s", only[1])
		}
	}
	if x.has("DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint") {
		return refusef("InvalidParameter", "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints.")
	}
	on, refusal := x.flag("PrivateDnsEnabled")
	if refusal != nil {
		return refusal
	}
	if on {
		return refusef("InvalidParameter", "Private DNS can only be enabled for Interface type VPC Endpoints.")
	}
	e.tables, refusal = x.tablesOf(e.vpc, "RouteTableId")
	return refusal
}

// endpointTypes are those of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html.
var endpointTypes = []string{"Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork"}

func (x *ec2Call) serviceFits(e *endpoint) *apiError {
	if !slices.ContainsFunc(x.region.services(), func(s endpointService) bool { return s.name == e.service }) {
		return refusef("InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist", e.service)
	}
	if !slices.Contains(endpointTypes, e.kind) {
		return refusef("InvalidParameterValue", "Value (%s) for parameter VpcEndpointType is invalid.", e.kind)
	}
	if _, fits := x.region.service(e.service, e.kind); !fits {
		return refusef("InvalidServiceName", "The Vpc Endpoint Service '%s' does not support the endpoint type '%s'.", e.service, e.kind)
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
