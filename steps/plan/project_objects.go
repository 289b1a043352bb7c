package plan

import (
	"net/netip"
	"slices"

	"sagevpc/steps/facts"
)

// newNATID stands for the NAT gateway that a plan creates: routes tell their targets by
// how ids begin.
const newNATID = "nat-new"

// projectObject is the network after a change of what lies around an endpoint. What the
// plan creates has its reference for an id, until AWS names it.
func projectObject(n facts.Network, f facts.Facts, c Change) facts.Network {
	input := c.Request.Input
	switch c.Request.Op {
	case "CreateSecurityGroup":
		everything := facts.Rule{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix(everywhere)}}
		g := facts.SecurityGroup{ID: Reference(c.ID), Name: c.Name, VPC: n.VPC.ID, Egress: []facts.Rule{everything}}
		n.SecurityGroups = append(slices.Clone(n.SecurityGroups), g)
	case "RevokeSecurityGroupEgress":
		return withGroup(n, input, func(g *facts.SecurityGroup) { g.Egress = nil })
	case "AuthorizeSecurityGroupEgress":
		return withGroup(n, input, func(g *facts.SecurityGroup) { g.Egress = append(slices.Clone(g.Egress), ruleOf(input)) })
	case "AuthorizeSecurityGroupIngress":
		return withGroup(n, input, func(g *facts.SecurityGroup) { g.Ingress = append(slices.Clone(g.Ingress), ruleOf(input)) })
	case opCreateEndpoint:
		return withInterfaceEndpoint(n, f, c)
	case opModifyEndpoint:
		n.Endpoints = slices.Clone(n.Endpoints)
		for i := range n.Endpoints {
			if on, ok := input["PrivateDnsEnabled"].(bool); ok && n.Endpoints[i].ID == input["VpcEndpointId"] {
				n.Endpoints[i].PrivateDNS = on
			}
		}
	case "CreateNatGateway":
		subnet, _ := input["SubnetId"].(string)
		g := facts.NATGateway{ID: newNATID, VPC: n.VPC.ID, Subnet: subnet, State: "available", Connectivity: "public", Mode: "zonal"}
		n.NATGateways = append(slices.Clone(n.NATGateways), g)
	case "CreateRoute", "ReplaceRoute":
		return withRoute(n, input)
	case "AssociateRouteTable":
		n.RouteTables = slices.Clone(n.RouteTables)
		for i, table := range n.RouteTables {
			if subnet, ok := input["SubnetId"].(string); ok && table.ID == input["RouteTableId"] {
				n.RouteTables[i].Subnets = append(slices.Clone(table.Subnets), subnet)
			}
		}
	}
	return n
}

func withGroup(n facts.Network, input map[string]any, change func(*facts.SecurityGroup)) facts.Network {
	n.SecurityGroups = slices.Clone(n.SecurityGroups)
	for i := range n.SecurityGroups {
		if n.SecurityGroups[i].ID == input[fieldGroup] {
			change(&n.SecurityGroups[i])
		}
	}
	return n
}

// ruleOf is the one rule of a request of this plan.
func ruleOf(input map[string]any) facts.Rule {
	rule := facts.Rule{Protocol: "tcp", From: 443, To: 443}
	permissions, _ := input["IpPermissions"].([]any)
	for _, p := range permissions {
		permission, _ := p.(map[string]any)
		for _, list := range []struct {
			peers, field string
			add          func(string)
		}{
			{"UserIdGroupPairs", fieldGroup, func(v string) { rule.Groups = append(rule.Groups, v) }},
			{"PrefixListIds", "PrefixListId", func(v string) { rule.PrefixLists = append(rule.PrefixLists, v) }},
			{"IpRanges", "CidrIp", func(v string) {
				if cidr, err := netip.ParsePrefix(v); err == nil {
					rule.CIDRs = append(rule.CIDRs, cidr)
				}
			}},
		} {
			peers, _ := permission[list.peers].([]any)
			for _, entry := range peers {
				one, _ := entry.(map[string]any)
				if value, ok := one[list.field].(string); ok {
					list.add(value)
				}
			}
		}
	}
	return rule
}

func withInterfaceEndpoint(n facts.Network, f facts.Facts, c Change) facts.Network {
	input := c.Request.Input
	service, _ := input["ServiceName"].(string)
	private, _ := input["PrivateDnsEnabled"].(bool)
	e := facts.Endpoint{
		ID: Reference(c.ID), Name: c.Name, VPC: n.VPC.ID, Service: service, Type: "Interface", State: "available",
		Subnets: texts(input["SubnetIds"]), SecurityGroups: texts(input["SecurityGroupIds"]), PrivateDNS: private,
	}
	if f.Caller != nil {
		e.Owner = f.Caller.Account
	}
	n.Endpoints = append(slices.Clone(n.Endpoints), e)
	return n
}

func withRoute(n facts.Network, input map[string]any) facts.Network {
	destination, _ := input["DestinationCidrBlock"].(string)
	gateway, _ := input["NatGatewayId"].(string)
	if _, made := Referenced(gateway); made {
		gateway = newNATID
	}
	n.RouteTables = slices.Clone(n.RouteTables)
	for i, table := range n.RouteTables {
		if table.ID != input["RouteTableId"] {
			continue
		}
		routes := slices.DeleteFunc(slices.Clone(table.Routes), func(r facts.Route) bool { return r.Destination == destination })
		n.RouteTables[i].Routes = append(routes, facts.Route{Destination: destination, Target: gateway, State: "active"})
	}
	return n
}
