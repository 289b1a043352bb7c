package steps

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// s3Lines say what an answer about S3 would do, before it is chosen: the exact change and
// what it costs, whom it reaches, and what that does to them.
func (s State) s3Lines(n facts.Network, d plan.S3Decision) []Line {
	lines := []Line{{Text: d.Why}}
	if len(d.Tables) > 0 {
		lines = append(lines, s.s3Change(n, d))
	}
	alone := true
	for _, table := range d.Tables {
		line := s.tableLine(n, table)
		alone = alone && line.Mark == Holds
		lines = append(lines, line)
	}
	for _, r := range d.Remarks {
		line := Line{Text: r.Text}
		if r.Warns {
			line.Mark = Warns
		}
		lines = append(lines, line)
	}
	if len(d.Tables) == 0 {
		lines = append(lines, s.s3Today(n)...)
	}
	if !alone {
		for _, effect := range plan.SideEffects() {
			lines = append(lines, Line{Mark: Warns, Text: effect})
		}
	}
	if left := s.inheriting(n); len(left) > 0 {
		lines = append(lines, Line{Text: subnetNames(left) + " " + verb(len(left), "follows", "follow") +
			" the main table. Under route tables (t) " + verb(len(left), "it", "they") + " can be associated with it, so that another main table does not move " +
			verb(len(left), "it", "them") + "."})
	}
	return lines
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// s3Change is the call, what it leaves alone, and how it is taken back.
func (s State) s3Change(n facts.Network, d plan.S3Decision) Line {
	tables := tableNames(d.Tables)
	if d.Action == plan.S3Extend {
		return Line{
			Mark:   NoMark,
			Text:   fmt.Sprintf("~ ModifyVpcEndpoint adds %s to %s. It costs nothing.", tables, d.Endpoint.ID),
			Detail: "AWS writes the route " + s3Route(n) + " → " + d.Endpoint.ID + " there. Its policy and its other route tables stay as they are. Undo takes exactly this away again.",
		}
	}
	policy := "Its policy lets everything through, unless the next screen says otherwise."
	if asked := s.Answers.S3.Policy; asked != "" && asked != plan.PolicyKeep {
		policy = "Its policy is " + asked + "."
	}
	return Line{
		Text:   fmt.Sprintf("+ CreateVpcEndpoint makes a gateway endpoint of %s for %s. It costs nothing.", n.S3.Service, tables),
		Detail: "AWS writes the route " + s3Route(n) + " → the endpoint there. " + policy + " Undo deletes it, and its routes go with it.",
	}
}

// s3Route is what the route's destination is called.
func s3Route(n facts.Network) string { return label(n.S3.PrefixList, "S3") }

// tableLine says who else gets the route of a table.
func (s State) tableLine(n facts.Network, table facts.RouteTable) Line {
	name := label(table.Name, table.ID)
	others := plan.BystandersOf(s.Answers, n, []facts.RouteTable{table})
	line := Line{Mark: Holds, Text: name + " gets the route, and serves only the chosen subnets"}
	if len(network.SubnetsOn(n, table.ID)) == 0 {
		line.Text = name + " gets the route, and serves no subnet"
	}
	if len(others) > 0 {
		line = Line{
			Mark: Warns, Text: fmt.Sprintf("%s gets the route, and others on it are switched too: %s", name, fewNames(others[0].Subnets)),
			Detail: plan.ResidentsText(n, others[0].Subnets),
		}
	}
	if inherited := plan.InheritanceText(n, table); inherited != "" {
		line.Detail = strings.TrimPrefix(line.Detail+". "+inherited, ". ")
	}
	return line
}

// fewNames lists subnets while they are few, and counts them otherwise.
func fewNames(subnets []facts.Subnet) string {
	const few = 4
	if len(subnets) <= few {
		return subnetNames(subnets)
	}
	return fmt.Sprintf("%s and %d more subnets", subnetNames(subnets[:few]), len(subnets)-few)
}

func tableNames(tables []facts.RouteTable) string {
	var out []string
	for _, t := range tables {
		out = append(out, label(t.Name, t.ID))
	}
	return strings.Join(out, ", ")
}

// inheriting are the chosen subnets that follow the main table for want of an association.
func (s State) inheriting(n facts.Network) []facts.Subnet {
	if s.Answers.S3.Association == plan.AssociationExplicit || s.sharedVPC(n) {
		return nil
	}
	return s.followers(n)
}

// followers are the chosen subnets that have no association of their own.
func (s State) followers(n facts.Network) []facts.Subnet {
	var out []facts.Subnet
	for _, table := range n.RouteTables {
		for _, subnet := range plan.Inheriting(n, table) {
			if slices.Contains(s.Answers.Network.Subnets, subnet.ID) {
				out = append(out, subnet)
			}
		}
	}
	return out
}

// sharedVPC reports whether another account owns the VPC, and so its route tables.
func (s State) sharedVPC(n facts.Network) bool {
	return s.Facts.Caller != nil && n.VPC.Owner != "" && n.VPC.Owner != s.Facts.Caller.Account
}

// s3Today says how each chosen subnet reaches S3 as things are.
func (s State) s3Today(n facts.Network) []Line {
	var lines []Line
	for _, id := range s.Answers.Network.Subnets {
		subnet, _ := n.Subnet(id)
		line := Line{Text: label(subnet.Name, id) + ": "}
		path := network.S3Path(n, id)
		switch path.Verdict {
		case network.Open:
			line.Mark = Holds
		case network.Blocked:
			line.Mark = Blocks
		case network.Unknown:
			line.Mark = Unknown
		}
		if len(path.Hops) > 0 {
			line.Text += path.Hops[len(path.Hops)-1].Why
		}
		lines = append(lines, line)
	}
	return lines
}
