package plan

import (
	"fmt"
	"slices"
	"strings"

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

// Inheriting are the subnets that follow the table because it is the VPC's main one: they
// have no association of their own, and neither will a subnet that is made later. It is
// empty for every other table.
func Inheriting(n facts.Network, table facts.RouteTable) []facts.Subnet {
	if !table.Main {
		return nil
	}
	return slices.DeleteFunc(network.SubnetsOn(n, table.ID), func(s facts.Subnet) bool { return slices.Contains(table.Subnets, s.ID) })
}

// InheritanceText says of a main table how many subnets follow it without an association
// of their own; "" for any other table.
func InheritanceText(n facts.Network, table facts.RouteTable) string {
	if !table.Main {
		return ""
	}
	k := len(Inheriting(n, table))
	if k == 0 {
		return named(table.Name, table.ID) + " is the VPC's main table: every subnet that is made later follows it."
	}
	return fmt.Sprintf("%s is the VPC's main table: %s %s it without an association of %s own, and so will every subnet that is made later.",
		named(table.Name, table.ID), count(k, "subnet"), plural(k, "follows", "follow"), plural(k, "its", "their"))
}

// ResidentsText says what lives in subnets: "rds-b: 2 RDS, 1 Lambda; nothing in batch-b".
// When the network interfaces could not be read it says so.
func ResidentsText(n facts.Network, subnets []facts.Subnet) string {
	if fault, missing := n.Gaps[facts.TopicInterfaces]; missing {
		return "not known, the network interfaces could not be read: " + fault.Summary
	}
	lives := takeCensus(n)
	var parts []string
	var empty []facts.Subnet
	for _, s := range subnets {
		if there := lives.of(s.ID); there != "" {
			parts = append(parts, label(s.Name, s.ID)+": "+there)
		} else {
			empty = append(empty, s)
		}
	}
	if len(empty) > 0 {
		parts = append(parts, "nothing in "+someSubnets(empty))
	}
	return strings.Join(parts, "; ")
}

// someSubnets lists the first few names and counts the others.
func someSubnets(subnets []facts.Subnet) string {
	const most = 8
	if len(subnets) <= most {
		return subnetLabels(subnets)
	}
	return fmt.Sprintf("%s and %d more", subnetLabels(subnets[:most]), len(subnets)-most)
}

// SideEffects are what a route to S3 does to everyone on its table, each a sentence
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html).
func SideEffects() []string {
	return []string{
		"Every subnet of the table gets the route, not only the model's.",
		"Open connections to S3 drop once, when the route appears.",
		"S3 then sees private addresses: conditions on aws:SourceIp stop matching. Those on aws:VpcSourceIp, aws:SourceVpce and aws:SourceVpc match instead.",
		"Buckets in other Regions are not affected: they still go by NAT or an internet gateway.",
		"The endpoint's policy holds for all of them, and an edit of it takes minutes to take effect.",
	}
}

// bystanderIDs are the other subnets on the tables that get a route.
func (t target) bystanderIDs() []string { return t.bystandersOn(t.s3.Tables) }

func (t target) bystandersOn(tables []facts.RouteTable) []string {
	return subnetIDs(BystandersOf(t.a, t.n, tables))
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
