package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// The panel's fields.
const (
	alsoField          = "also" // further destinations
	endpointGroupField = "endpoint_security_group"
	natSubnetField     = "nat_subnet"
	internetField      = "internet"
)

// reachPanel is what is said of all services together, edited below the rows.
func (s State) reachPanel() *Form {
	form := &Form{Fields: []Field{{
		Key: alsoField, Label: "More services", Kind: TextField, Value: strings.Join(s.also(), " "),
		Hint: "short names of AWS services, and address ranges to look at: efs 10.20.0.0/16",
	}, s.endpointGroupField()}}
	form.Fields = append(form.Fields, s.natFields()...)
	form.Fields = append(form.Fields, s.egressFields()...)
	for i, f := range form.Fields {
		if r, ok := s.Rejected[f.Key]; ok {
			form.Fields[i].Value, form.Fields[i].Problem = r.Text, sentence(r.Problem)
		}
	}
	return form
}

// endpointGroupField chooses what new interface endpoints wear.
func (s State) endpointGroupField() Field {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	f := Field{
		Key: endpointGroupField, Label: "Endpoints wear", Kind: SelectField, Value: label(s.Answers.Reach.EndpointSecurityGroup, plan.Auto),
		Options: []Option{{Value: plan.Auto, Label: plan.Auto, Note: "one that endpoints wear already and that admits the model, else a new one"}},
		Hint:    "the security group of new interface endpoints; it must let the model in on TCP 443",
	}
	admits := plan.AdmittingGroups(s.Answers, s.Facts)
	for _, g := range n.SecurityGroups {
		if g.VPC != n.VPC.ID {
			continue
		}
		note := "gets a rule: TCP 443 in from the model's group"
		if slices.Contains(admits, g.ID) {
			note = "admits the model already"
		}
		f.Options = append(f.Options, Option{Value: g.ID, Label: label(g.Name, g.ID), Note: note})
	}
	return asAnswered(f, s.endpointGroupProblem(f.Value))
}

// asAnswered keeps an answer that is none of the options in sight, with what is wrong with it.
func asAnswered(f Field, problem string) Field {
	if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == f.Value }) {
		f.Options = append(f.Options, Option{Value: f.Value, Label: f.Value})
	}
	if problem != "" {
		f.Problem = sentence(problem)
	}
	return f
}

// natFields say what asking for the internet takes, and where a new gateway lies. The row
// of the internet is what asks for it.
func (s State) natFields() []Field {
	nat := s.decideNAT()
	price := label(monthly(nat.Cost), "adds nothing to the bill")
	f := Field{Key: internetField, Label: "Internet", Kind: TextField, Value: plan.InternetNone, ReadOnly: "the row internet asks for it: " + price}
	if s.Answers.Reach.Internet == plan.InternetNAT {
		f.Value, f.ReadOnly = plan.InternetNAT, price
		if nat.Problem != "" {
			f.ReadOnly = nat.Problem
		}
	}
	fields := append(make([]Field, 0, 2), f)
	answered := label(s.Answers.Reach.NATSubnet, plan.Auto)
	if s.Answers.Reach.Internet != plan.InternetNAT && answered == plan.Auto {
		return fields
	}
	subnets := plan.NATSubnets(s.Answers, s.Facts)
	if subnets == nil || nat.Gateway.ID != "" && answered == plan.Auto {
		return fields
	}
	auto := Option{Value: plan.Auto, Label: plan.Auto, Note: "the public subnet with the most room"}
	if nat.Creates && answered == plan.Auto {
		auto.Note = label(nat.Subnet.Name, nat.Subnet.ID) + ", the public subnet with the most room"
	}
	where := Field{
		Key: natSubnetField, Label: "Gateway in", Kind: SelectField, Value: answered, Options: []Option{auto},
		Hint: "a new NAT gateway needs a subnet whose default route leads to an internet gateway",
	}
	for _, o := range subnets {
		option := Option{Value: o.Subnet.ID, Label: label(o.Subnet.Name, o.Subnet.ID), Note: fmt.Sprintf("%s, %d addresses free", o.Subnet.ZoneID, o.Subnet.Free)}
		if o.Problem != "" {
			option.Note = "cannot be used"
		}
		where.Options = append(where.Options, option)
	}
	return append(fields, asAnswered(where, s.natSubnetProblem(answered)))
}

// answerReachPanel takes the fields about endpoints and the gateway; what does not fit the
// VPC is kept as rejected and leaves its answer as it was.
func (s State) answerReachPanel(fields map[string]string) State {
	take := func(key string, into *string, problem func(string) string) {
		value, given := fields[key]
		if !given || value == label(*into, plan.Auto) && problem(value) == "" {
			return
		}
		if wrong := problem(value); wrong != "" {
			s.Rejected = rejected(s.Rejected, key, value, errors.New(wrong))
			return
		}
		*into = value
	}
	take(endpointGroupField, &s.Answers.Reach.EndpointSecurityGroup, s.endpointGroupProblem)
	take(natSubnetField, &s.Answers.Reach.NATSubnet, s.natSubnetProblem)
	return s
}

// The fields of outbound rules, on the screens of the groups and of what must be reached.
const (
	lackingField = "lacking"
	egressField  = "egress"
)

// egressFields offer to add the outbound rules that the chosen groups lack; there are none
// when nothing lacks.
func (s State) egressFields() []Field {
	rules := plan.DecideEgress(s.Answers, s.Facts).Rules
	if len(rules) == 0 {
		return nil
	}
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	add := Field{
		Key: egressField, Label: "Add it", Kind: SelectField, Value: label(s.Answers.Network.Egress, plan.EgressLeave),
		Options: []Option{{Value: plan.EgressLeave, Label: "nowhere", Note: "the model does not get out there"}},
		Hint:    "one more rule on a group holds for everything that wears it",
	}
	for _, id := range s.Answers.Network.SecurityGroups {
		g, ok := n.SecurityGroup(id)
		if !ok {
			continue
		}
		worn := plan.WornBy(n, id)
		add.Options = append(add.Options, Option{Value: id, Label: "to " + label(g.Name, id), Note: worn})
		if add.Value == id {
			add.Hint += ": " + worn
		}
	}
	add.Options = append(add.Options, Option{Value: plan.EgressNew, Label: "to a new group", Note: "the model wears it besides the others, and it lets out nothing else"})
	return []Field{
		{
			Key: lackingField, Label: "Lacking", Kind: TextField, Value: "no rule for " + strings.Join(rules, ", nor for "),
			ReadOnly: "exactly this, and nothing wider",
		},
		asAnswered(add, s.egressProblem(s.Answers.Network.Egress)),
	}
}

// answerEgress takes where the outbound rule is added. A group that was given up meanwhile
// is no answer; one that an answers file names is refused.
func (s State) answerEgress(fields map[string]string) State {
	value, given := fields[egressField]
	same := value == label(s.Answers.Network.Egress, plan.EgressLeave)
	switch wrong := s.egressProblem(value); {
	case !given || same && wrong == "":
	case wrong == "":
		s.Answers.Network.Egress = value
	case same:
		s.Rejected = rejected(s.Rejected, egressField, value, errors.New(wrong))
	}
	return s
}

// dnsField offers to leave the VPC's DNS attributes as they are, where one is off.
func (s State) dnsField() (Field, bool) {
	n, known := s.Facts.NetworkOf(s.Answers.Network.VPC)
	if _, missing := n.Gaps[facts.TopicDNS]; missing || !known || n.VPC.DNSSupport && n.VPC.DNSHostnames {
		return Field{}, false
	}
	off := "DNS hostnames are off"
	if !n.VPC.DNSSupport {
		off = "DNS support is off"
	}
	return Field{
		Key: dnsFieldKey, Label: "DNS", Kind: SelectField, Value: label(s.Answers.DNS, plan.DNSFix),
		Options: []Option{
			{Value: plan.DNSFix, Label: plan.DNSFix, Note: "turned on for the whole VPC, everyone in it"},
			{Value: plan.DNSLeave, Label: plan.DNSLeave, Note: "stays off"},
		},
		Hint: off + " in this VPC. Turning it on holds for everything in the VPC: names resolve, and instances with public addresses get public names.",
	}, true
}

const dnsFieldKey = "dns"

// subnetsPanel is what the addresses must suffice for, and what of the VPC can be repaired.
func (s State) subnetsPanel() *Form {
	form := capacityPanel(s)
	if dns, off := s.dnsField(); off {
		form.Fields = append(form.Fields, dns)
	}
	return form
}

func (s State) answerDNS(fields map[string]string) State {
	if value, given := fields[dnsFieldKey]; given && value != label(s.Answers.DNS, plan.DNSFix) && (value == plan.DNSFix || value == plan.DNSLeave) {
		s.Answers.DNS = value
	}
	return s
}
