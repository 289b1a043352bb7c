package sandbox

import (
	"slices"
	"strings"
)

const (
	tableMalformed = "InvalidRouteTableId.Malformed"
	tableMissing   = "InvalidRouteTableID.NotFound"
	tableAbsent    = "The routeTable ID '%s' does not exist"
)

// association ties a route table to a subnet, or to its VPC as the main one.
type association struct {
	id, table, subnet string
	main              bool
}

func (t *routeTable) associations() []association {
	var all []association
	if t.main {
		all = append(all, association{id: id("rtbassoc", t.id+"/main"), table: t.id, main: true})
	}
	for _, s := range t.subnets {
		all = append(all, association{id: id("rtbassoc", t.id+"/"+s), table: t.id, subnet: s})
	}
	return all
}

func describeRouteTables(x *ec2Call) *apiError {
	ofAssociation := func(read func(association) []string) func(*routeTable) []string {
		return func(t *routeTable) []string { return flat(t.associations(), read) }
	}
	ofRoute := func(read func(route) []string) func(*routeTable) []string {
		return func(t *routeTable) []string { return flat(x.region.routesOf(t), read) }
	}
	return listing[*routeTable]{
		set: "routeTableSet", ids: "RouteTableId", prefix: "rtb", id: func(t *routeTable) string { return t.id },
		malformed: tableMalformed, missing: tableMissing, absent: tableAbsent,
		smallest: 5, largest: 100,
		filters: map[string]func(*routeTable) []string{
			"association.main":                       ofAssociation(yes(func(a association) bool { return a.main })),
			"association.gateway-id":                 func(*routeTable) []string { return nil },
			"association.route-table-association-id": ofAssociation(one(func(a association) string { return a.id })),
			"association.route-table-id":             ofAssociation(one(func(a association) string { return a.table })),
			"association.subnet-id":                  ofAssociation(one(func(a association) string { return a.subnet })),
			"owner-id":                               always[*routeTable](AccountID),
			"route-table-id":                         one(func(t *routeTable) string { return t.id }),
			"route.destination-cidr-block":           ofRoute(destined("cidr-block")),
			"route.destination-ipv6-cidr-block":      ofRoute(destined("ipv6-cidr-block")),
			"route.destination-prefix-list-id":       ofRoute(destined("prefix-list-id")),
			"route.egress-only-internet-gateway-id":  ofRoute(leading("eigw")),
			"route.gateway-id":                       ofRoute(leading(localTarget, "igw", "vgw", "vpce")),
			"route.instance-id":                      ofRoute(leading("i")),
			"route.nat-gateway-id":                   ofRoute(leading("nat")),
			"route.transit-gateway-id":               ofRoute(leading("tgw")),
			"route.vpc-peering-connection-id":        ofRoute(leading("pcx")),
			"route.origin":                           ofRoute(one(func(r route) string { return r.origin })),
			"route.state":                            ofRoute(one(func(r route) string { return r.state })),
			"vpc-id":                                 one(func(t *routeTable) string { return t.vpc }),
		},
		tags:  func(t *routeTable) tags { return t.tags },
		write: func(t *routeTable) { writeTable(x, t) },
	}.answer(x, x.region.tables)
}

// destined makes a filter's values of the destinations of one kind.
func destined(kind string) func(route) []string {
	return func(r route) []string {
		if kindOfDestination(r.destination) != kind {
			return nil
		}
		return []string{r.destination}
	}
}

// leading makes a filter's values of the targets of some kinds, told by their prefixes.
func leading(kinds ...string) func(route) []string {
	return func(r route) []string {
		if kind, _, _ := strings.Cut(r.target, "-"); slices.Contains(kinds, kind) {
			return []string{r.target}
		}
		return nil
	}
}

func flat[T any](list []T, read func(T) []string) []string {
	var values []string
	for _, item := range list {
		values = append(values, read(item)...)
	}
	return values
}

func writeTable(x *ec2Call, t *routeTable) {
	w := x.out
	w.text("routeTableId", t.id)
	w.text("vpcId", t.vpc)
	w.text("ownerId", AccountID)
	items(w, "routeSet", x.region.routesOf(t), func(r route) { writeRoute(w, r) })
	items(w, "associationSet", t.associations(), func(a association) {
		w.text("routeTableAssociationId", a.id)
		w.text("routeTableId", a.table)
		w.some("subnetId", a.subnet)
		w.flag("main", a.main)
		w.inside("associationState", func() { w.text("state", "associated") })
	})
	w.words("propagatingVgwSet", nil)
	w.tagSet(t.tags)
}

func writeRoute(w *xmlWriter, r route) {
	switch kindOfDestination(r.destination) {
	case "prefix-list-id":
		w.text("destinationPrefixListId", r.destination)
	case "ipv6-cidr-block":
		w.text("destinationIpv6CidrBlock", r.destination)
	default:
		w.text("destinationCidrBlock", r.destination)
	}
	kind, _, _ := strings.Cut(r.target, "-")
	switch kind {
	case "nat":
		w.text("natGatewayId", r.target)
	case "tgw":
		w.text("transitGatewayId", r.target)
	case "eni":
		w.text("networkInterfaceId", r.target)
	case "pcx":
		w.text("vpcPeeringConnectionId", r.target)
	default: // "local", igw, vgw and vpce are all gateways to AWS
		w.text("gatewayId", r.target)
	}
	w.text("state", r.state)
	w.text("origin", r.origin)
}
