package sandbox

import (
	"net/netip"
	"slices"
	"strings"
)

// maxRoutes is the default quota of routes in a table
// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
const maxRoutes = 500

// endpointRoute is what AWS says when a call on routes is about one that follows a
// gateway endpoint: it is changed through the endpoint only.
const endpointRoute = "Cannot create or replace a prefix list route targeting a VPC Endpoint."

func createRoute(x *ec2Call) *apiError {
	t, destination, refusal := x.routePlace()
	if refusal != nil {
		return refusal
	}
	target, refusal := x.routeTarget(t, destination)
	if refusal != nil {
		return refusal
	}
	if _, found := x.region.routeTo(t, destination); found {
		return refusef("RouteAlreadyExists", "The route identified by %s already exists.", destination)
	}
	if len(x.region.routesOf(t)) >= maxRoutes {
		return refusef("RouteLimitExceeded", "The maximum number of routes has been reached.")
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	t.routes = append(t.routes, route{destination: destination, target: target, state: "active", origin: "CreateRoute"})
	return x.done()
}

func replaceRoute(x *ec2Call) *apiError {
	t, destination, refusal := x.routePlace()
	if refusal != nil {
		return refusal
	}
	local, refusal := x.flag("LocalTarget")
	if refusal != nil {
		return refusal
	}
	i := slices.IndexFunc(t.routes, func(r route) bool { return r.destination == destination })
	if i < 0 {
		if _, found := x.region.routeTo(t, destination); found {
			return refusef("InvalidParameterValue", endpointRoute)
		}
		return refusef("InvalidParameterValue", "There is no route defined for '%s' in the route table. Use CreateRoute instead.", destination)
	}
	target := localTarget
	if !local {
		if target, refusal = x.routeTarget(t, destination); refusal != nil {
			return refusal
		}
	} else if t.routes[i].origin != "CreateRouteTable" {
		return refusef("InvalidParameterValue", "The route identified by %s is not a local route.", destination)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	t.routes[i].target, t.routes[i].state = target, "active"
	return x.done()
}

func deleteRoute(x *ec2Call) *apiError {
	t, destination, refusal := x.routePlace()
	if refusal != nil {
		return refusal
	}
	r, found := x.region.routeTo(t, destination)
	switch {
	case !found:
		return refusef("InvalidRoute.NotFound", "no route with destination-%s %s in route table %s", kindOfDestination(destination), destination, t.id)
	case r.target == localTarget:
		return refusef("InvalidParameterValue", "cannot remove local route %s in route table %s", destination, t.id)
	case !slices.ContainsFunc(t.routes, func(r route) bool { return r.destination == destination }):
		return refusef("InvalidParameterValue", "cannot remove VPC endpoint route %s in route table %s", destination, t.id)
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	t.routes = slices.DeleteFunc(t.routes, func(r route) bool { return r.destination == destination })
	return x.done()
}

const localTarget = "local"

// routeTo finds a table's route to exactly this destination.
func (r *region) routeTo(t *routeTable, destination string) (route, bool) {
	for _, one := range r.routesOf(t) {
		if one.destination == destination {
			return one, true
		}
	}
	return route{}, false
}

func kindOfDestination(destination string) string {
	switch {
	case strings.HasPrefix(destination, "pl-"):
		return "prefix-list-id"
	case strings.Contains(destination, ":"):
		return "ipv6-cidr-block"
	default:
		return "cidr-block"
	}
}

func (x *ec2Call) tableNamed(wanted string) (*routeTable, *apiError) {
	if !shapedID(wanted, "rtb") {
		return nil, malformedID(tableMalformed, wanted, "rtb")
	}
	t, found := x.region.table(wanted)
	if !found {
		return nil, refusef(tableMissing, tableAbsent, wanted)
	}
	return t, nil
}

// routePlace reads the table and the destination of a call on routes.
func (x *ec2Call) routePlace() (*routeTable, string, *apiError) {
	if refusal := x.need("RouteTableId"); refusal != nil {
		return nil, "", refusal
	}
	t, refusal := x.tableNamed(x.text("RouteTableId"))
	if refusal != nil {
		return nil, "", refusal
	}
	var given []string
	for name := range strings.FieldsSeq(destinationParams) {
		if x.text(name) != "" {
			given = append(given, name)
		}
	}
	if len(given) == 0 {
		return nil, "", refusef("MissingParameter", "The request must contain the parameter destinationCidrBlock or destinationIpv6CidrBlock or destinationPrefixListId")
	}
	if len(given) > 1 {
		return nil, "", refusef("InvalidParameterCombination", "The parameters %s cannot be used together", strings.Join(given, " and "))
	}
	destination, refusal := x.destination(given[0], x.text(given[0]))
	return t, destination, refusal
}

// destination reads a route's destination in its canonical form, as AWS stores it.
func (x *ec2Call) destination(param, text string) (string, *apiError) {
	if param == "DestinationPrefixListId" {
		if !shapedID(text, "pl") {
			return "", malformedID(listMalformed, text, "pl")
		}
		if !slices.ContainsFunc(x.region.prefixLists, func(l prefixList) bool { return l.id == text }) {
			return "", refusef(listMissing, listAbsent, text)
		}
		return text, nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Addr().Is4() != (param == "DestinationCidrBlock") {
		name := strings.ToLower(param[:1]) + param[1:]
		return "", refusef("InvalidParameterValue", "Value (%s) for parameter %s is invalid. This is not a valid CIDR block.", text, name)
	}
	return prefix.Masked().String(), nil
}

// routeTargets are the parameters that can name a target.
var routeTargets = []string{
	"GatewayId", "NatGatewayId", "NetworkInterfaceId", "InstanceId", "VpcEndpointId", "TransitGatewayId", "VpcPeeringConnectionId",
	"EgressOnlyInternetGatewayId", "LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn", "OdbNetworkArn",
}

func (x *ec2Call) routeTarget(t *routeTable, destination string) (string, *apiError) {
	var given []string
	for _, name := range routeTargets {
		if x.text(name) != "" {
			given = append(given, name)
		}
	}
	if len(given) != 1 {
		return "", refusef("InvalidParameterCombination", "The request must contain exactly one of %s", strings.Join(routeTargets[:8], ", "))
	}
	target := x.text(given[0])
	switch given[0] {
	case "GatewayId":
		return target, x.gatewayFits(t, target)
	case "NatGatewayId":
		return target, x.natFits(t, target)
	case "NetworkInterfaceId":
		return target, x.interfaceFits(t, target)
	case "VpcEndpointId":
		return "", x.endpointCannot(target, destination)
	default: // none of the others exists in the account
		kind := strings.TrimSuffix(strings.TrimSuffix(given[0], "Id"), "Arn")
		return "", refusef("Invalid"+kind+"ID.NotFound", "The %s ID '%s' does not exist", strings.ToLower(kind[:1])+kind[1:], target)
	}
}

const otherNetwork = "route table %s and %s %s belong to different networks"

func (x *ec2Call) gatewayFits(t *routeTable, target string) *apiError {
	if strings.HasPrefix(target, "vpce-") {
		return refusef("InvalidParameterValue", endpointRoute)
	}
	g, found := x.region.gateway(target)
	if !found {
		return refusef("InvalidGatewayID.NotFound", "The gateway ID '%s' does not exist", target)
	}
	if g.vpc != t.vpc {
		return refusef("InvalidParameterValue", otherNetwork, t.id, "network gateway", target)
	}
	return nil
}

func (x *ec2Call) natFits(t *routeTable, target string) *apiError {
	g, found := x.region.nat(target)
	if !found || (g.state != "pending" && g.state != "available") {
		return refusef("InvalidNatGatewayID.NotFound", "The natGateway ID '%s' does not exist", target)
	}
	if g.vpc != t.vpc {
		return refusef("InvalidParameterValue", otherNetwork, t.id, "NAT gateway", target)
	}
	return nil
}

func (x *ec2Call) interfaceFits(t *routeTable, target string) *apiError {
	found := x.region.interfacesNamed(target)
	if len(found) == 0 {
		return refusef("InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '%s' does not exist", target)
	}
	if found[0].vpc != t.vpc {
		return refusef("InvalidParameterValue", otherNetwork, t.id, "interface", target)
	}
	return nil
}

// endpointCannot refuses endpoints: only those of Gateway Load Balancers are targets, and
// the account has none.
func (x *ec2Call) endpointCannot(target, destination string) *apiError {
	if _, refusal := x.endpointNamed(target); refusal != nil {
		return refusal
	}
	if strings.HasPrefix(destination, "pl-") {
		return refusef("InvalidParameterValue", endpointRoute)
	}
	return refusef("InvalidParameterValue", "VPC endpoint %s is not of type GatewayLoadBalancer and cannot be the target of a route.", target)
}
