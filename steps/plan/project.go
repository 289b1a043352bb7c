package plan

import (
	"slices"

	"sagevpc/steps/facts"
)

// newEndpointID stands for the endpoint that a plan creates, until AWS names it.
const newEndpointID = "vpce-new"

// project is the facts as they would be after the changes. The model itself is not put
// in: whether its name is taken is a question about today.
func project(f facts.Facts, vpc string, changes []Change) facts.Facts {
	n, known := f.NetworkOf(vpc)
	if !known {
		return f
	}
	for _, c := range changes {
		switch c.ID {
		case ChangeDNSSupport:
			n.VPC.DNSSupport = true
		case ChangeDNSHostnames:
			n.VPC.DNSHostnames = true
		case ChangeS3Endpoint:
			n = withEndpoint(n, f, c)
		case ChangeS3Policy:
			n = withPolicy(n, c)
		default:
			n = projectObject(n, f, c)
		}
	}
	f.Network = &n
	return f
}

func withEndpoint(n facts.Network, f facts.Facts, c Change) facts.Network {
	input := c.Request.Input
	id, _ := input["VpcEndpointId"].(string)
	n.Endpoints = slices.Clone(n.Endpoints)
	if c.Action == Create {
		id = newEndpointID
		e := facts.Endpoint{ID: id, VPC: n.VPC.ID, Service: n.S3.Service, Type: "Gateway", State: "available", RouteTables: texts(input["RouteTableIds"])}
		e.Policy, _ = input[fieldPolicy].(string)
		if f.Caller != nil {
			e.Owner = f.Caller.Account
		}
		n.Endpoints = append(n.Endpoints, e)
		return withRoutes(n, id, e.RouteTables)
	}
	added := texts(input["AddRouteTableIds"])
	for i := range n.Endpoints {
		if n.Endpoints[i].ID == id {
			n.Endpoints[i].RouteTables = append(slices.Clone(n.Endpoints[i].RouteTables), added...)
		}
	}
	return withRoutes(n, id, added)
}

func withRoutes(n facts.Network, endpoint string, tables []string) facts.Network {
	n.RouteTables = slices.Clone(n.RouteTables)
	for i, table := range n.RouteTables {
		if slices.Contains(tables, table.ID) {
			route := facts.Route{Destination: n.S3.PrefixList, Target: endpoint, State: "active"}
			n.RouteTables[i].Routes = append(slices.Clone(table.Routes), route)
		}
	}
	return n
}

func withPolicy(n facts.Network, c Change) facts.Network {
	n.Endpoints = slices.Clone(n.Endpoints)
	for i := range n.Endpoints {
		if n.Endpoints[i].ID == c.Request.Input["VpcEndpointId"] {
			n.Endpoints[i].Policy, _ = c.Request.Input[fieldPolicy].(string)
		}
	}
	return n
}

// texts is a JSON list's texts.
func texts(value any) []string {
	items, _ := value.([]any)
	out := []string{}
	for _, item := range items {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
