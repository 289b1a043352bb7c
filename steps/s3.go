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
	c := Choice{
		Selected: s3Choice(label(s.Answers.S3.Action, plan.Auto), s.Answers.S3.Endpoint),
		Actions:  []Action{{ID: RouteTables, Label: "route tables"}},
	}
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
	o := Option{Value: s3Choice(action, endpoint), Label: text, Detail: s.s3Lines(n, d)}
	if endpoint != "" {
		o.Columns, o.Search = []string{endpoint}, endpoint
	}
	if asked := action == plan.S3Extend || action == plan.S3Create; asked && len(d.Tables) == 0 {
		o.Disabled = s3Refused(d)
	}
	return o
}

// s3Refused says in a row that nothing would come of the answer; the lines below it say why.
func s3Refused(d plan.S3Decision) string {
	if d.Action == plan.S3Reuse {
		return "nothing is missing"
	}
	return "not possible here"
}

// subnetNames lists subnets by what people call them.
func subnetNames(subnets []facts.Subnet) string {
	var out []string
	for _, s := range subnets {
		out = append(out, label(s.Name, s.ID))
	}
	return strings.Join(out, ", ")
}

func answerS3(s State, r Reply) (State, error) {
	answered := s
	action, endpoint, _ := strings.Cut(first(r.Values), " ")
	switch known := slices.Contains([]string{plan.Auto, plan.S3Reuse, plan.S3Extend, plan.S3Create, plan.S3None}, action); {
	case known:
		answered.Answers.S3.Action, answered.Answers.S3.Endpoint = action, endpoint
	case r.Action != RouteTables:
		return s, errors.New("choose what is done about S3")
	}
	answered.TablesByHand = r.Action == RouteTables
	if r.Action == RouteTables && !answered.picksTables() {
		return s, errors.New("with this answer nothing is changed, so no route table gets a route. Choose another answer first")
	}
	if d := plan.DecideS3(answered.Answers, answered.Facts); len(d.Candidates) > 0 {
		return answered, fmt.Errorf("%s", d.Why)
	}
	return answered, nil
}

// picksTables reports whether the answer about S3 leaves route tables to be chosen.
func (s State) picksTables() bool {
	return s.Answers.S3.Action != plan.S3None && s.Answers.S3.Action != plan.S3Reuse
}
