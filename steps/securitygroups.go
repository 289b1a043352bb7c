package steps

import (
	"errors"
	"fmt"
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

func securityGroupsStep() Step {
	return Step{
		ID: SecurityGroupsID, Title: titled("Security groups"),
		Why: because(
			"They decide what the model may reach: what any one of them lets out is let out. Nothing need be let in for an endpoint to work.",
			"The default security group is as good as any, unless somebody took its outbound rules away.",
			"Where the chosen groups keep the model from what it needs, the plan can add exactly the rule that lacks: to one of them, or to a new group.",
		),
		Load: loadNetwork, Ask: askGroups, Answer: answerGroups, Rules: []string{"sg."},
	}
}

func askGroups(s State) Question {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	chosen := s.Answers.Network.SecurityGroups
	q := Many{
		Selected: chosen, Max: 5, Summary: fmt.Sprintf("%d of 5 chosen", len(chosen)),
		Empty: "This VPC has no security groups that you can see.",
	}
	if fields := s.egressFields(); len(fields) > 0 {
		q.Panel = &Form{Fields: fields}
		for i, f := range fields {
			if r, ok := s.Rejected[f.Key]; ok {
				q.Panel.Fields[i].Value, q.Panel.Fields[i].Problem = r.Text, sentence(r.Problem)
			}
		}
	}
	if err := s.groupsProblem(); err != nil {
		q.Problem = sentence(err.Error())
	}
	if fault, missing := n.Gaps[facts.TopicSecurityGroups]; missing {
		q.Empty = "The security groups could not be read: " + fault.Error()
	}
	for _, g := range n.SecurityGroups {
		if g.VPC == n.VPC.ID {
			q.Options = append(q.Options, groupOption(g, n.S3))
		}
	}
	return q
}

func groupOption(g facts.SecurityGroup, s3 facts.S3) Option {
	o := Option{Value: g.ID, Label: label(g.Name, g.ID), Columns: []string{g.ID, g.Description}, Search: tagText(g.Tags)}
	verdict, why := network.Egress443(g, s3)
	switch verdict {
	case network.Open:
		o.Mark, o.Note = Holds, "lets S3 through"
	case network.Blocked:
		o.Mark, o.Note = Warns, "does not let S3 through"
	case network.Unknown:
		o.Mark, o.Note = Unknown, "not known if S3 passes"
	}
	o.Detail = []Line{{Mark: o.Mark, Text: why}}
	return o
}

func answerGroups(s State, r Reply) (State, error) {
	s.Answers.Network.SecurityGroups = slices.Clone(r.Values)
	if s.Answers.Network.SecurityGroups == nil {
		s.Answers.Network.SecurityGroups = []string{}
	}
	// A rule is added to what the model wears, so the answer goes with its group.
	if s.egressProblem(s.Answers.Network.Egress) != "" {
		s.Answers.Network.Egress = ""
	}
	s.Rejected = nil
	s = s.answerEgress(r.Fields)
	if err := s.groupsProblem(); err != nil {
		return s, err
	}
	return s, s.firstRejected(egressField)
}

func (s State) groupsProblem() error {
	chosen := s.Answers.Network.SecurityGroups
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	_, blind := n.Gaps[facts.TopicSecurityGroups]
	switch {
	case len(chosen) == 0:
		return errors.New("choose at least one security group with space")
	case len(chosen) > 5:
		return errors.New("a model takes at most 5 security groups. Remove some")
	}
	for _, id := range chosen {
		if g, ok := n.SecurityGroup(id); !blind && (!ok || g.VPC != n.VPC.ID) {
			return fmt.Errorf("%s is not a security group of this VPC. Remove it", id)
		}
	}
	return nil
}
