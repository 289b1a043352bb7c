package console

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// repair is what a plan for a copy of the model would do; where that would be blocked as
// well, what is to be chosen differently.
func (p *page) repair(m doctor.Model, repeat []string) {
	command := printable.Line(repairCommand(m, repeat))
	if left := m.Repair.Blockers(); len(left) > 0 {
		p.labelled("repair", "A copy of "+m.Name+" in the same network would be blocked as well. Choose differently:", p.theme.Text)
		p.line("  %-*s%s", labelWidth-2, "", command)
		said := []string{}
		for _, f := range left {
			if fix := f.Rule + ": " + f.Fix; f.Fix != "" && !slices.Contains(said, fix) {
				said = append(said, fix)
				p.labelled("", fix, p.theme.Text)
			}
		}
		return
	}
	p.line("  %-*s%s", labelWidth-2, "repair", command)
	network := false
	for _, c := range m.Repair.Changes {
		network = network || c.Kind != plan.KindModel
		p.line("  %-*s%s %s  %s", labelWidth-2, "", p.draw(p.markStyle(c.Action.Symbol()), c.Action.Symbol()), c.Kind, printable.Line(c.Name))
		if c.Kind != plan.KindModel {
			p.labelled("", "  "+c.Why, p.theme.Muted)
		}
	}
	if network {
		p.labelled("", "Once the network is repaired, the model serves as it is: its endpoint can be created again, and the copy is not needed.", p.theme.Muted)
	}
}

// repairCommand is the command line that shows a repair: the plan of the copy, or the
// wizard where something else must be chosen first.
func repairCommand(m doctor.Model, repeat []string) string {
	a := m.Repair.Answers
	if len(m.Repair.Blockers()) > 0 {
		return run.Command(append([]string{"sagevpc", "--from", m.Name}, repeat...))
	}
	args := []string{
		"sagevpc", "plan", "--from", a.Model.From, "--model-name", a.Model.Name,
		"--subnets", strings.Join(a.Network.Subnets, ","), "--security-groups", strings.Join(a.Network.SecurityGroups, ","),
	}
	if a.Capacity.InstanceType != "" {
		args = append(args, "--instance-type", a.Capacity.InstanceType, "--instances", fmt.Sprint(a.Capacity.Instances),
			"--max-instances", fmt.Sprint(max(a.Capacity.Instances, a.Capacity.MaxInstances)))
	}
	return run.Command(append(args, repeat...))
}

// standing sums up how a model stands.
func (p *page) standing(m doctor.Model, r doctor.Report) {
	ways := map[network.Verdict]int{}
	for _, path := range m.Plan.Paths {
		ways[path.Verdict]++
	}
	open := fmt.Sprintf("%d of %s open", ways[network.Open], count(len(m.Plan.Paths), "way is", "ways are"))
	if n := ways[network.Unknown]; n > 0 {
		open += fmt.Sprintf(", %d not known", n)
	}
	blocking, causes := m.Plan.Blockers(), causes(m, r)
	switch {
	case len(blocking) > 0:
		p.line("  %s %s now: an endpoint of this model would fail", p.mark(steps.Blocks), count(len(blocking), "finding blocks", "findings block"))
	case len(causes) > 0:
		for _, cause := range causes {
			p.sentence("  "+p.mark(steps.Blocks)+" ", cause, p.theme.Text)
		}
	case m.Unsure():
		p.line("  %s nothing is known to block, but not everything is known: %s", p.mark(steps.Unknown), open)
	default:
		p.line("  %s nothing blocks: %s", p.mark(steps.Holds), open)
	}
}

// causes are the findings about a model that explain what became of an endpoint, and that
// a plan would only warn of.
func causes(m doctor.Model, r doctor.Report) []string {
	var out []string
	for _, e := range r.Endpoints {
		if e.Cause.Finding == nil || e.Cause.Model != m.Name {
			continue
		}
		became := "why the last update of endpoint " + e.Name + " did not succeed"
		if e.Status == "Failed" {
			became = "why endpoint " + e.Name + " failed"
		}
		out = append(out, e.Cause.Finding.Rule+" explains "+became)
	}
	return out
}

// notes are the report's, and what is to be made of endpoints that are starting.
func (s *session) notes(r doctor.Report) []string {
	out := append([]string{}, r.Notes...)
	for _, e := range r.Endpoints {
		if said := doctor.Starting(e.InferenceEndpoint, s.app.Now()); said != "" {
			out = append(out, said)
		}
	}
	return out
}
