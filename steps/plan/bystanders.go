package plan

import (
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// Bystanders are the subnets on a route table that the user did not choose.
type Bystanders struct {
	Table   facts.RouteTable
	Subnets []facts.Subnet
}

// BystandersOf lists, per table, the subnets that follow it and are not among the chosen
// ones: a route that appears there is theirs as well.
func BystandersOf(a Answers, n facts.Network, tables []facts.RouteTable) []Bystanders {
	var out []Bystanders
	for _, table := range tables {
		others := slices.DeleteFunc(network.SubnetsOn(n, table.ID), func(s facts.Subnet) bool {
			return slices.Contains(a.Network.Subnets, s.ID)
		})
		if len(others) > 0 {
			out = append(out, Bystanders{Table: table, Subnets: others})
		}
	}
	return out
}

// bystanderIDs are the other subnets on the tables that get a route.
func (t target) bystanderIDs() []string {
	return subnetIDs(BystandersOf(t.a, t.n, t.s3.Tables))
}

// policyBystanders are the other subnets on every table of the endpoint: its policy is theirs too.
func (t target) policyBystanders(e facts.Endpoint) []string {
	var tables []facts.RouteTable
	for _, id := range e.RouteTables {
		if table, ok := t.n.RouteTable(id); ok {
			tables = append(tables, table)
		}
	}
	return subnetIDs(BystandersOf(t.a, t.n, tables))
}

func subnetIDs(groups []Bystanders) []string {
	out := []string{}
	for _, g := range groups {
		for _, s := range g.Subnets {
			out = append(out, s.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
