package steps

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// reachErrors are what was read that speaks against the answers of what must be reached:
// mistakes of writing, which no plan can make good. What could not be read speaks against
// nothing.
func (s State) reachErrors() []plan.FieldError {
	var out []plan.FieldError
	add := func(key, flag, problem, fix string) {
		out = append(out, plan.FieldError{Key: key, Flag: flag, Problem: problem, Fix: fix})
	}
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	for _, name := range s.Answers.Reach.Services {
		if name == rowS3 {
			continue
		}
		// An endpoint that is there makes its service's name a good one, listed or not.
		if service, _ := plan.ServiceNamed(n, s.Facts, name); service.Name != "" {
			continue
		}
		if err := s.serviceProblem(name); err != nil {
			problem, near, _ := strings.Cut(err.Error(), ". ")
			add("reach.services", "--services", problem, label(near, "Give names of services that have VPC endpoints in this Region."))
		}
	}
	if problem := s.natSubnetProblem(s.Answers.Reach.NATSubnet); problem != "" {
		add("reach.nat_subnet", "--nat-subnet", problem, "Name a public subnet of this VPC that the model does not use, or auto.")
	}
	if problem := s.endpointGroupProblem(s.Answers.Reach.EndpointSecurityGroup); problem != "" {
		add("reach.endpoint_security_group", "--endpoint-security-group", problem, "Name a security group of this VPC, or auto.")
	}
	if problem := s.egressProblem(s.Answers.Network.Egress); problem != "" {
		add("network.egress", "--egress", problem, "Name one of the chosen security groups, or new, or leave.")
	}
	return out
}

// natSubnetProblem says why a new NAT gateway cannot lie in the subnet answered.
func (s State) natSubnetProblem(id string) string {
	if id == "" || id == plan.Auto {
		return ""
	}
	subnets := plan.NATSubnets(s.Answers, s.Facts)
	if subnets == nil {
		return ""
	}
	i := slices.IndexFunc(subnets, func(o plan.NATSubnet) bool { return o.Subnet.ID == id })
	if i < 0 {
		return "there is no subnet " + id + " in this VPC"
	}
	return subnets[i].Problem
}

func (s State) endpointGroupProblem(id string) string {
	n, known := s.Facts.NetworkOf(s.Answers.Network.VPC)
	_, blind := n.Gaps[facts.TopicSecurityGroups]
	if id == "" || id == plan.Auto || blind || !known {
		return ""
	}
	if g, ok := n.SecurityGroup(id); !ok || g.VPC != n.VPC.ID {
		return "there is no security group " + id + " in this VPC"
	}
	return ""
}

// egressProblem says why an outbound rule cannot be added where the answer says: only what
// the model wears lets it out.
func (s State) egressProblem(where string) string {
	if where == "" || where == plan.EgressLeave || where == plan.EgressNew || slices.Contains(s.Answers.Network.SecurityGroups, where) {
		return ""
	}
	return "the model does not wear " + where
}
