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

func s3Step() Step {
	return Step{
		ID: S3ID, Title: titled("S3 endpoint"),
		Why: because(
			"SageMaker fetches the model's data from S3 through your subnets. A gateway endpoint is the free way: it is a route in the subnets' route tables.",
			"A route table is shared by its subnets. Whoever else is on it is switched too, and is named here.",
		),
		Load: loadNetwork, Ask: askS3, Answer: answerS3, Rules: []string{"s3.no-path", "s3.route", "s3.shadowed", "s3.bystanders", "s3.foreign", "quota.gateway"},
	}
}

// s3Choice is the value of an option: an action, and the endpoint where there are several.
func s3Choice(action, endpoint string) string { return strings.TrimSuffix(action+" "+endpoint, " ") }

func askS3(s State) Question {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	c := Choice{Selected: s3Choice(label(s.Answers.S3.Action, plan.Auto), s.Answers.S3.Endpoint)}
	decided := s.decideS3(plan.Auto, "")
	auto := s.s3Option(n, plan.Auto, "", "Do what is needed: "+actionWord(decided))
	if len(decided.Candidates) > 0 {
		auto.Disabled = decided.Why
	}
	c.Options = append(c.Options, auto, s.s3Option(n, plan.S3Reuse, "", "Use what is there, change nothing"))
	var own []facts.Endpoint
	for _, e := range network.S3Endpoints(n) {
		if s.Facts.Caller != nil && !e.RequesterManaged && (e.Owner == "" || e.Owner == s.Facts.Caller.Account) {
			own = append(own, e)
		}
	}
	for _, e := range own {
		c.Options = append(c.Options, s.s3Option(n, plan.S3Extend, e.ID, "Extend "+label(e.Name, e.ID)))
	}
	c.Options = append(c.Options, s.s3Option(n, plan.S3Create, "", "Create a new S3 gateway endpoint"),
		s.s3Option(n, plan.S3None, "", "Leave it, I know another way"))
	if !slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == c.Selected }) {
		c.Selected = plan.Auto
	}
	return c
}

func actionWord(d plan.S3Decision) string {
	switch d.Action {
	case plan.S3Create:
		return "create an S3 gateway endpoint"
	case plan.S3Extend:
		return "extend " + label(d.Endpoint.Name, d.Endpoint.ID)
	case plan.S3Reuse:
		return "nothing, S3 is reached already"
	}
	return "change nothing"
}

// decideS3 is the decision as it would be with another action.
func (s State) decideS3(action, endpoint string) plan.S3Decision {
	a := s.Answers
	a.S3.Action, a.S3.Endpoint = action, endpoint
	return plan.DecideS3(a, s.Facts)
}

func (s State) s3Option(n facts.Network, action, endpoint, text string) Option {
	d := s.decideS3(action, endpoint)
	o := Option{Value: s3Choice(action, endpoint), Label: text, Detail: []Line{{Text: d.Why}}}
	if endpoint != "" {
		o.Columns, o.Search = []string{endpoint}, endpoint
	}
	asked := action == plan.S3Extend || action == plan.S3Create
	if asked && len(d.Tables) == 0 {
		o.Disabled = "every route table in effect has its route to S3 already"
	}
	for _, b := range plan.BystandersOf(s.Answers, n, d.Tables) {
		o.Detail = append(o.Detail, Line{
			Mark: Warns, Text: fmt.Sprintf("%s gets the route, and also serves %s", label(b.Table.Name, b.Table.ID), subnetNames(b.Subnets)),
		})
	}
	for _, table := range d.Tables {
		if len(plan.BystandersOf(s.Answers, n, []facts.RouteTable{table})) == 0 {
			o.Detail = append(o.Detail, Line{Mark: Holds, Text: label(table.Name, table.ID) + " gets the route, and serves only the chosen subnets"})
		}
	}
	if len(d.Tables) == 0 {
		o.Detail = append(o.Detail, s.s3Today(n)...)
	}
	return o
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

func subnetNames(subnets []facts.Subnet) string {
	var out []string
	for _, s := range subnets {
		out = append(out, label(s.Name, s.ID))
	}
	return strings.Join(out, ", ")
}

func answerS3(s State, r Reply) (State, error) {
	action, endpoint, _ := strings.Cut(first(r.Values), " ")
	if !slices.Contains([]string{plan.Auto, plan.S3Reuse, plan.S3Extend, plan.S3Create, plan.S3None}, action) {
		return s, errors.New("choose what is done about S3")
	}
	s.Answers.S3.Action, s.Answers.S3.Endpoint = action, endpoint
	if d := plan.DecideS3(s.Answers, s.Facts); len(d.Candidates) > 0 {
		return s, errors.New(d.Why)
	}
	return s, nil
}
