package steps

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// presumed is the state as it is shown before the question was answered: with the services
// that the model's request names itself, and no mere suggestion.
func (s State) presumed() State {
	if s.Answers.Reach.Services != nil {
		return s
	}
	for _, need := range s.needs() {
		if need.Certain && s.serviceProblem(need.Service) == nil {
			s.Answers.Reach.Services = append(s.Answers.Reach.Services, need.Service)
		}
	}
	if len(s.Answers.Reach.Services) > 0 {
		s.Plan = plan.Build(s.Answers, s.Facts)
	}
	return s
}

// needs are the services that the model's request tells of, those that it names first.
func (s State) needs() []plan.Need {
	needs := plan.Needs(s.Answers, s.Facts)
	slices.SortStableFunc(needs, func(a, b plan.Need) int {
		switch {
		case a.Certain == b.Certain:
			return 0
		case a.Certain:
			return -1
		}
		return 1
	})
	return needs
}

func (s State) needed(name string) bool {
	return slices.ContainsFunc(plan.Needs(s.Answers, s.Facts), func(n plan.Need) bool { return n.Service == name })
}

// wish is a service's row before it is looked at.
type wish struct {
	candidate
	need plan.Need // zero when the model's request tells nothing of it
}

// wishes are what the model needs, what was asked for, and the usual services: always in
// this order, so that choosing one moves nothing.
func (s State) wishes() []wish {
	var out []wish
	needs := s.needs()
	for _, need := range needs {
		out = append(out, wish{candidate{need.Service, need.Why}, need})
	}
	add := func(c candidate) {
		if !slices.ContainsFunc(out, func(w wish) bool { return w.name == c.name }) {
			out = append(out, wish{candidate: c})
		}
	}
	for _, word := range s.also() {
		if _, isBlock := parseBlock(word); !isBlock {
			add(candidate{word, ""})
		}
	}
	for _, c := range candidates {
		add(c)
	}
	return out
}

// reachRows are S3, the services, the internet, and the address ranges.
func (s State) reachRows(survey plan.Survey, presumed []string) []MatrixRow {
	rows := []MatrixRow{{
		Option: Option{Value: rowS3, Label: "S3", Columns: []string{"the model's own data"}},
		Fixed:  "SageMaker always fetches the model's data from S3",
		Cells:  s.cells(survey, survey.S3(), "S3"),
	}}
	wishes := s.wishes()
	var names []string
	for _, w := range wishes {
		names = append(names, w.name)
	}
	decisions := map[string]plan.ReachDecision{}
	for _, d := range plan.DecideServices(s.Answers, s.Facts, names) {
		decisions[d.Service] = d
	}
	for _, w := range wishes {
		rows = append(rows, s.serviceRow(survey, w, decisions[w.name], presumed))
	}
	rows = append(rows, s.internetRow(survey))
	for _, word := range s.also() {
		if block, ok := parseBlock(word); ok {
			rows = append(rows, s.blockRow(survey, block))
		}
	}
	return rows
}

func (s State) blockRow(survey plan.Survey, block netip.Prefix) MatrixRow {
	return MatrixRow{
		Option: Option{Value: block.String(), Label: block.String(), Columns: []string{"checked on TCP 443"}},
		Fixed:  "an address range is checked, and the plan makes no way there; e takes it out again",
		Cells:  s.cells(survey, network.Block(block, 443), block.String()),
	}
}

func (s State) serviceRow(survey plan.Survey, w wish, d plan.ReachDecision, presumed []string) MatrixRow {
	to, found := survey.Service(w.name)
	row := MatrixRow{
		Option: Option{Value: w.name, Label: w.name, Columns: []string{w.purpose}, Search: to.Service.Name},
		Cells:  s.cells(survey, to, w.name),
	}
	if !found && s.Facts.Services != nil && to.Service.Name == "" {
		row.Note = "no VPC endpoint can be made for it in this Region"
		return row
	}
	row.Note = monthly(d.Cost)
	row.Detail = needLines(w.need, slices.Contains(presumed, w.name))
	row.Detail = append(row.Detail, decisionLines(d)...)
	return row
}

// needLines say why a service is offered first, and why it is chosen already.
func needLines(need plan.Need, presumed bool) []Line {
	switch {
	case need.Service == "":
		return nil
	case presumed:
		return []Line{{Text: "Chosen for you, because the model's request names it."}}
	case !need.Certain:
		return []Line{{Text: "Only a suggestion: the model's request does not name it."}}
	}
	return nil
}

// monthly is what something costs, before it is chosen; "" when it costs nothing.
func monthly(c plan.Cost) string {
	if c.MonthlyUSD == 0 {
		return ""
	}
	price := fmt.Sprintf("about $%.2f a month, an estimate of %s", c.MonthlyUSD, c.AsOf)
	if !c.Exact {
		price += " by us-east-1's prices"
	}
	return price
}

// decisionLines say what the plan does about a service.
func decisionLines(d plan.ReachDecision) []Line {
	var lines []Line
	if d.Conflict != "" {
		lines = append(lines, Line{Mark: Blocks, Text: sentence(d.Conflict)})
	}
	switch {
	case d.Why == "":
	case d.Open:
		lines = append(lines, Line{Mark: Holds, Text: d.Why})
	case !d.Creates && !d.Changes:
		lines = append(lines, Line{Mark: Warns, Text: d.Why})
	case d.Creates:
		lines = append(lines, Line{Text: d.Why}, Line{Text: fmt.Sprintf("It stands in %s, and wears %s.", subnetNames(d.Subnets), groupLine(d))})
	default:
		lines = append(lines, Line{Text: d.Why})
	}
	for _, item := range d.Cost.Items {
		lines = append(lines, Line{Text: "Cost: " + item.Formula + "."})
	}
	return lines
}

func groupLine(d plan.ReachDecision) string {
	switch {
	case d.NewGroup:
		return d.Group + ", which admits the model alone"
	case d.Admits:
		return d.Group + ", which admits the model already"
	}
	return d.Group + ", which gets a rule that admits the model"
}

// internetRow is the internet, with what a NAT gateway would take and cost.
func (s State) internetRow(survey plan.Survey) MatrixRow {
	nat := s.decideNAT()
	row := MatrixRow{
		Option: Option{
			Value: rowInternet, Label: "internet", Columns: []string{"model hubs, package indexes, other APIs"},
			Note: monthly(nat.Cost), Detail: natLines(nat),
		},
		Cells: s.cells(survey, network.Internet(), "the internet"),
	}
	return row
}

// decideNAT is the decision as it would be if the internet were asked for.
func (s State) decideNAT() plan.NATDecision {
	a := s.Answers
	a.Reach.Internet = plan.InternetNAT
	return plan.DecideNAT(a, s.Facts)
}

func natLines(nat plan.NATDecision) []Line {
	var lines []Line
	if nat.Why != "" {
		lines = append(lines, Line{Text: nat.Why})
	}
	if nat.Problem != "" {
		lines = append(lines, Line{Mark: Blocks, Text: sentence(nat.Problem)})
	}
	var blocked []string
	for _, table := range nat.Blocked {
		blocked = append(blocked, label(table.Name, table.ID))
	}
	if len(blocked) > 0 {
		lines = append(lines, Line{Mark: Blocks, Text: "Left as they are, because they send everything elsewhere already: " + strings.Join(blocked, ", ") + "."})
	}
	for _, item := range nat.Cost.Items {
		lines = append(lines, Line{Text: "Cost: " + item.Formula + "."})
	}
	return lines
}
