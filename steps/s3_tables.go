package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

func s3TablesStep() Step {
	return Step{
		ID: S3TablesID, Title: titled("Route tables for S3"),
		Why: because(
			"The route to S3 is written into route tables, and every subnet that follows one of them uses it.",
			"Those in effect for the chosen subnets are needed. Others can be added while the endpoint is changed anyway.",
		),
		Skip: func(s State) bool { return !s.picksTables() || !s.TablesByHand && s.Answers.S3.RouteTables == nil },
		Load: loadNetwork, Ask: askS3Tables, Answer: answerS3Tables, Rules: []string{"s3.no-path", "s3.route", "s3.bystanders"},
	}
}

// The groups of the route tables.
const (
	tablesInEffect = "in effect"
	tablesOthers   = "others"
)

func askS3Tables(s State) Question {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	q := Many{
		Groups:   []Group{{Key: tablesInEffect, Label: "in effect for the chosen subnets"}},
		Selected: s.chosenTables(n), Panel: s.associationPanel(n),
		Actions: []Action{{ID: AutoTables, Label: "those in effect"}},
		Empty:   "The VPC's route tables are not known.",
	}
	if fault, missing := n.Gaps[facts.TopicRouteTables]; missing {
		q.Groups, q.Empty = nil, "The route tables could not be read: "+fault.Error()
		return q
	}
	q.Summary = fmt.Sprintf("%d of %d get the route", len(q.Selected), len(n.RouteTables))
	if s.Answers.S3.RouteTables == nil {
		q.Summary += ", those in effect"
	} else {
		q.Summary += ", chosen by hand"
	}
	if err := s.tablesProblem(n); err != nil {
		q.Problem = sentence(err.Error())
	}
	for _, table := range n.RouteTables {
		q.Options = append(q.Options, s.tableOption(n, table))
	}
	slices.SortStableFunc(q.Options, func(a, b Option) int { return strings.Compare(a.Label, b.Label) })
	if slices.ContainsFunc(q.Options, func(o Option) bool { return o.Group == tablesOthers }) {
		q.Groups = append(q.Groups, Group{Key: tablesOthers, Label: "other route tables of the VPC"})
	}
	return q
}

// effectiveTables are the ids of the tables that the chosen subnets follow.
func (s State) effectiveTables(n facts.Network) []string {
	var out []string
	for _, table := range network.EffectiveRouteTables(n, s.Answers.Network.Subnets) {
		out = append(out, table.ID)
	}
	return out
}

// chosenTables are the tables that get a route, in the order in which they were chosen. A
// table that has one, or can have none, is no choice.
func (s State) chosenTables(n facts.Network) []string {
	ids := s.effectiveTables(n)
	if s.Answers.S3.RouteTables != nil {
		ids = slices.Clone(s.Answers.S3.RouteTables)
	}
	return slices.DeleteFunc(ids, func(id string) bool {
		table, known := n.RouteTable(id)
		state, _ := plan.TableS3(n, table)
		return !known || state != plan.TableFree
	})
}

func (s State) tableOption(n facts.Network, table facts.RouteTable) Option {
	on := network.SubnetsOn(n, table.ID)
	mine := slices.DeleteFunc(slices.Clone(on), func(subnet facts.Subnet) bool { return !slices.Contains(s.Answers.Network.Subnets, subnet.ID) })
	o := Option{
		Value: table.ID, Label: label(table.Name, table.ID), Group: tablesOthers,
		Search: table.ID + " " + subnetNames(on) + " " + tagText(table.Tags),
	}
	if len(mine) > 0 {
		o.Group = tablesInEffect
	}
	state, through := plan.TableS3(n, table)
	e, _ := n.Endpoint(through)
	if len(mine) > 0 {
		o.Detail = []Line{{Text: "serves " + fewNames(mine)}}
	}
	switch through = label(e.Name, through); state {
	case plan.TableRouted:
		o.Disabled = "has its route to S3, through " + through
	case plan.TableDead:
		o.Disabled = "has a dead route to S3, which only its endpoint can change"
	case plan.TableTaken:
		o.Disabled = "is taken already, by " + through
	case plan.TableFree:
		o = s.freeTable(n, o, table, mine)
	}
	return o
}

// freeTable says who gets the route together with a table.
func (s State) freeTable(n facts.Network, o Option, table facts.RouteTable, mine []facts.Subnet) Option {
	others := plan.BystandersOf(s.Answers, n, []facts.RouteTable{table})
	o.Mark, o.Note = Holds, fewNames(mine)+" only"
	if len(others) > 0 {
		o.Mark, o.Note = Warns, fmt.Sprintf("%d other %s", len(others[0].Subnets), verb(len(others[0].Subnets), "subnet", "subnets"))
		if len(mine) > 0 {
			o.Note = fewNames(mine) + " and " + o.Note
		}
	} else if len(mine) == 0 {
		o.Mark, o.Note = NoMark, "no subnet"
	}
	if table.Main {
		o.Note = "main table: " + o.Note
	}
	o.Detail = []Line{s.tableLine(n, table)}
	if cut := s.cutOff(n, mine); len(cut) > 0 && !slices.Contains(s.chosenTables(n), table.ID) {
		o.Mark = Blocks
		o.Detail = slices.Insert(o.Detail, 0, Line{Mark: Blocks, Text: "without this table, " + subnetNames(cut) + " " + verb(len(cut), "has", "have") + " no way to S3"})
	}
	return o
}

// cutOff are the subnets that have no way to S3 as things are.
func (s State) cutOff(n facts.Network, subnets []facts.Subnet) []facts.Subnet {
	return slices.DeleteFunc(slices.Clone(subnets), func(subnet facts.Subnet) bool {
		return network.S3Path(n, subnet.ID).Verdict != network.Blocked
	})
}

// associationPanel offers chosen subnets that follow the main table an association of
// their own; nil when none does.
func (s State) associationPanel(n facts.Network) *Form {
	followers := s.followers(n)
	if len(followers) == 0 {
		return nil
	}
	f := Field{
		Key: "association", Label: "Main table", Kind: SelectField, Value: label(s.Answers.S3.Association, plan.AssociationInherit),
		Options: []Option{
			{Value: plan.AssociationInherit, Label: "the main table is followed for want of another"},
			{Value: plan.AssociationExplicit, Label: "the main table is associated explicitly"},
		},
		Hint: subnetNames(followers) + " " + verb(len(followers), "follows", "follow") +
			" it without an association of " + verb(len(followers), "its", "their") + " own. With one, the way stays when another table becomes the main one.",
	}
	if s.sharedVPC(n) {
		f.ReadOnly = "the VPC belongs to account " + n.VPC.Owner
	}
	return &Form{Title: "association", Fields: []Field{f}}
}

func answerS3Tables(s State, r Reply) (State, error) {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	if text, ok := r.Fields["association"]; ok && (text == plan.AssociationInherit || text == plan.AssociationExplicit) &&
		text != label(s.Answers.S3.Association, plan.AssociationInherit) {
		s.Answers.S3.Association = text
	}
	if r.Action == AutoTables {
		s.Answers.S3.RouteTables = nil
		return s, nil
	}
	if _, missing := n.Gaps[facts.TopicRouteTables]; missing {
		return s, nil
	}
	s.Answers.S3.RouteTables = s.tablesOf(n, r.Values)
	return s, s.tablesProblem(n)
}

// tablesOf is the answer for the chosen rows: nil when they are those that the plan would
// choose itself, so that it goes on to choose when other subnets are.
func (s State) tablesOf(n facts.Network, values []string) plan.RouteTables {
	auto := s
	auto.Answers.S3.RouteTables = nil
	need := auto.chosenTables(n)
	if len(values) == len(need) && !slices.ContainsFunc(need, func(id string) bool { return !slices.Contains(values, id) }) {
		return nil
	}
	return append(plan.RouteTables{}, values...)
}

// tablesProblem says why the wizard does not go on from the chosen tables.
func (s State) tablesProblem(n facts.Network) error {
	if s.Answers.S3.RouteTables == nil || len(s.chosenTables(n)) > 0 {
		return nil
	}
	return errors.New("no route table is chosen, so none would get the route. Choose one, or press a for those in effect")
}
