package plan

import (
	"slices"

	"sagevpc/steps/facts"
)

// natChanges are the address, the gateway and one default route a table, each its own.
func (t target) natChanges() []Change {
	nat := t.decideNAT()
	if len(nat.Tables) == 0 {
		return nil
	}
	var out []Change
	gateway := nat.Gateway.ID
	if nat.Create {
		gateway = Reference(ChangeNATGateway)
		out = append(out, t.natAddress(nat), t.natGateway(nat))
	}
	for _, table := range nat.Tables {
		out = append(out, t.natRoute(table, gateway))
	}
	return out
}

func (t target) natAddress(nat natDecision) Change {
	name := "sagevpc-nat"
	// AllocateAddress has no client token: the tag is how it is found again.
	token := clientToken(t.n.VPC.ID, "nat-address", nat.Subnet.ID)
	return Change{
		ID: ChangeNATAddress, Action: Create, Kind: KindAddress, Name: name,
		Request: Request{Service: serviceEC2, Op: "AllocateAddress", Input: map[string]any{
			"Domain": "vpc", "TagSpecifications": tagSpecification("elastic-ip", name, token),
		}},
		Why: "A public NAT gateway needs an elastic address.", Undo: "release the address", Needs: []string{}, Bystanders: []string{},
		After: map[string]any{"Domain": "vpc", "Name": name},
	}
}

func (t target) natGateway(nat natDecision) Change {
	name := "sagevpc-nat"
	token := clientToken(t.n.VPC.ID, "nat-gateway", nat.Subnet.ID)
	return Change{
		ID: ChangeNATGateway, Action: Create, Kind: KindNATGateway, Name: name, VPC: t.n.VPC.ID,
		Request: Request{Service: serviceEC2, Op: "CreateNatGateway", Input: map[string]any{
			"SubnetId": nat.Subnet.ID, "AllocationId": Reference(ChangeNATAddress), "ConnectivityType": "public",
			"ClientToken": token, "TagSpecifications": tagSpecification("natgateway", name, token),
		}},
		Why: nat.Why, Undo: "delete the NAT gateway", Needs: []string{ChangeNATAddress}, Bystanders: []string{},
		After: map[string]any{
			"SubnetId": named(nat.Subnet.Name, nat.Subnet.ID) + " in " + nat.Subnet.ZoneID, "ConnectivityType": "public", "AllocationId": "the new elastic address",
		},
	}
}

// natRoute is the default route of one table. One whose target is gone is replaced, since
// a table takes one route a destination (RouteAlreadyExists).
func (t target) natRoute(table facts.RouteTable, gateway string) Change {
	op := "CreateRoute"
	before := map[string]any{fieldRoutes: []any{}}
	if i := slices.IndexFunc(table.Routes, func(r facts.Route) bool { return r.Destination == everywhere }); i >= 0 {
		op = "ReplaceRoute"
		before[fieldRoutes] = []any{everywhere + " -> " + table.Routes[i].Target + " (" + table.Routes[i].State + ")"}
	}
	reverse := Request{Service: serviceEC2, Op: "DeleteRoute", Input: map[string]any{"RouteTableId": table.ID, "DestinationCidrBlock": everywhere}}
	target := gateway
	if _, made := Referenced(gateway); made {
		target = "the new NAT gateway"
	}
	return Change{
		ID: ChangeNATRoute + table.ID, Action: Update, Kind: KindRoute, Name: named(table.Name, table.ID), VPC: t.n.VPC.ID,
		Request: Request{Service: serviceEC2, Op: op, Input: map[string]any{
			"RouteTableId": table.ID, "DestinationCidrBlock": everywhere, "NatGatewayId": gateway,
		}},
		Reverse: &reverse, Why: "The default route of a chosen subnet leads to the NAT gateway.", Undo: "delete exactly this route",
		Needs: t.madeBy(gateway), Bystanders: subnetIDs(BystandersOf(t.a, t.n, []facts.RouteTable{table})),
		Before: before, After: map[string]any{fieldRoutes: []any{everywhere + " -> " + target}},
	}
}
