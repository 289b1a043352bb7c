package steps

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

func vpcStep() Step {
	return Step{
		ID: VPCID, Title: titled("VPC"),
		Why: because(
			"The model's network interfaces are placed into subnets of one VPC, and reach whatever that VPC lets them reach.",
			"It needs subnets in two Availability Zones, free addresses in them, DNS, and a way to S3. The last two can be repaired by the plan.",
		),
		Load: loadNetworks, Refresh: func(State) LoadFunc { return networks }, Ask: askVPC, Answer: answerVPC,
		Rules: []string{"vpc.", "dns."},
	}
}

func loadNetworks(s State) LoadFunc {
	if s.Facts.Networks != nil {
		return nil
	}
	return networks
}

// networks has no way to go on without the list: its refusal is an error.
func networks(ctx context.Context, account Account) (Patch, error) {
	list, err := account.Networks(ctx)
	if err != nil {
		return nil, err
	}
	return func(f facts.Facts) facts.Facts {
		f.Networks = list
		return f
	}, nil
}

func askVPC(s State) Question {
	c := Choice{Selected: s.Answers.Network.VPC, Empty: "There is no VPC in this Region. Choose another Region, or have one created."}
	if c.Selected == "" && s.mode() == ModeSameNetwork {
		c.Selected = s.Facts.OriginVPC
	}
	for _, n := range s.Facts.Networks {
		c.Options = append(c.Options, vpcOption(s, n))
	}
	if i := slices.IndexFunc(c.Options, func(o Option) bool { return o.Mark == Holds }); c.Selected == "" && i >= 0 {
		c.Selected = c.Options[i].Value
	}
	return c
}

func vpcOption(s State, n facts.Network) Option {
	o := Option{Value: n.VPC.ID, Label: label(n.VPC.Name, n.VPC.ID), Search: n.VPC.ID + " " + tagText(n.VPC.Tags)}
	var cidrs []string
	for _, p := range n.VPC.CIDRs {
		cidrs = append(cidrs, p.String())
	}
	o.Search += " " + strings.Join(cidrs, " ")
	if n.VPC.Name != "" {
		o.Columns = append(o.Columns, n.VPC.ID)
	} else {
		o.Columns = append(o.Columns, "")
	}
	o.Columns = append(o.Columns, strings.Join(cidrs[:min(len(cidrs), 1)], ""))
	o.Detail = vpcVerdict(n)
	o.Mark, o.Note = Holds, "fits"
	for _, line := range o.Detail {
		if heavier(line.Mark, o.Mark) {
			o.Mark, o.Note = line.Mark, line.Text
		}
	}
	if n.VPC.ID == s.Facts.OriginVPC && s.origin() != "" {
		of := "the network of " + s.origin()
		if o.Mark == Holds {
			o.Note += " · " + of
		} else {
			o.Detail = append(o.Detail, Line{Text: of})
		}
	}
	return o
}

// heavier reports whether mark a weighs more than mark b.
func heavier(a, b Mark) bool {
	order := []Mark{NoMark, Holds, Unknown, Warns, Blocks}
	return slices.Index(order, a) > slices.Index(order, b)
}

// vpcVerdict says what a VPC offers: zones, addresses, DNS, and a way to S3.
func vpcVerdict(n facts.Network) []Line {
	var lines []Line
	add := func(mark Mark, format string, args ...any) {
		lines = append(lines, Line{Mark: mark, Text: fmt.Sprintf(format, args...)})
	}
	if fault, missing := n.Gaps[facts.TopicSubnets]; missing {
		lines = append(lines, Line{Mark: Unknown, Text: "subnets are not known", Detail: fault.Summary})
	} else {
		free := map[string]int{}
		total, odd := 0, 0
		for _, s := range n.Members() {
			if !ordinary(n, s) {
				odd++
				continue
			}
			free[s.ZoneID] += s.Free
			total += s.Free
		}
		switch len(free) {
		case 0:
			add(Blocks, "no subnets that a model can use")
		case 1:
			add(Blocks, "one zone only: two are needed")
		default:
			add(Holds, "%d zones, %d addresses free", len(free), total)
		}
		if odd > 0 {
			add(NoMark, "not counted: %s without IPv4, not available, or outside the ordinary zones", plural(odd, "subnet"))
		}
	}
	if fault, missing := n.Gaps[facts.TopicDNS]; missing {
		lines = append(lines, Line{Mark: Unknown, Text: "DNS is not known", Detail: fault.Summary})
	} else if !n.VPC.DNSSupport {
		lines = append(lines, Line{Mark: Warns, Text: "DNS is off: can be turned on", Detail: "the plan can turn it on, for the whole VPC"})
	} else if !n.VPC.DNSHostnames {
		lines = append(lines, Line{Mark: Holds, Text: "DNS is on, without private names", Detail: "the plan can turn them on, for the whole VPC"})
	} else {
		add(Holds, "DNS is on")
	}
	return append(lines, s3Verdict(n)...)
}

// ordinaryZone is the shape of an Availability Zone's id; Local Zones and Wavelength Zones
// have a place in theirs, as in "use1-bos1-az1"
// (https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html).
var ordinaryZone = regexp.MustCompile(`^[a-z]+[0-9]+-az[0-9]+$`)

// ordinary reports whether a subnet is one that a model can be put into at all.
func ordinary(n facts.Network, s facts.Subnet) bool {
	if zone, known := n.Zone(s.ZoneID); known && zone.Type != "" && zone.Type != "availability-zone" {
		return false
	} else if !known && s.ZoneID != "" && !ordinaryZone.MatchString(s.ZoneID) {
		return false
	}
	return !s.IPv6Only && s.OutpostARN == "" && strings.EqualFold(s.State, "available")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// s3Verdict counts the subnets that reach S3. What is not known is never counted as a no.
func s3Verdict(n facts.Network) []Line {
	count := map[network.Verdict]int{}
	members := slices.DeleteFunc(slices.Clone(n.Members()), func(s facts.Subnet) bool { return !ordinary(n, s) })
	groups := byRouteTable(n, members)
	for _, same := range groups {
		count[network.S3Path(n, same[0].ID).Verdict] += len(same)
	}
	routes := routesVerdict(count, len(members), missingForS3(n))
	if shut, is := policyVerdict(n, groups); is {
		if routes.Mark == Holds {
			return []Line{shut}
		}
		return []Line{routes, shut}
	}
	return []Line{routes}
}

// routesVerdict sums up what the subnets' routes lead to.
func routesVerdict(count map[network.Verdict]int, members int, missing string) Line {
	switch open, unknown := count[network.Open], count[network.Unknown]; {
	case open == members && open > 0:
		return Line{Mark: Holds, Text: "every subnet reaches S3"}
	case unknown > 0 && open == 0:
		return Line{Mark: Unknown, Text: "the way to S3 is not known", Detail: missing}
	case open > 0:
		return Line{Mark: Holds, Text: fmt.Sprintf("%d of %d subnets reach S3: the plan can add the others", open, members)}
	}
	return Line{Mark: Warns, Text: "no way to S3: can be added"}
}

// byRouteTable groups subnets by the route table in effect: they share their way to S3,
// and a VPC may have hundreds of them.
func byRouteTable(n facts.Network, subnets []facts.Subnet) [][]facts.Subnet {
	explicit := map[string]string{}
	for _, table := range n.RouteTables {
		for _, id := range table.Subnets {
			explicit[id] = table.ID
		}
	}
	at := map[string]int{}
	var groups [][]facts.Subnet
	for _, s := range subnets {
		table := explicit[s.ID] // "" stands for the main one
		i, known := at[table]
		if !known {
			i = len(groups)
			at[table] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	return groups
}

// missingForS3 names the first read that is missing for the way to S3.
func missingForS3(n facts.Network) string {
	for _, topic := range []facts.Topic{facts.TopicRouteTables, facts.TopicEndpoints, facts.TopicPrefixLists, facts.TopicNATGateways} {
		if fault, missing := n.Gaps[topic]; missing {
			return fault.Summary
		}
	}
	return ""
}

func tagText(tags map[string]string) string {
	var out []string
	for key, value := range tags {
		out = append(out, key+"="+value)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func answerVPC(s State, r Reply) (State, error) {
	vpc := first(r.Values)
	if vpc == "" {
		return s, errors.New("choose a VPC")
	}
	if vpc == s.Answers.Network.VPC {
		return s, nil
	}
	s.Answers.Network = plan.Network{VPC: vpc}
	s.Answers.S3.Endpoint, s.Answers.S3.RouteTables = "", nil
	s.Facts.Network = nil
	if s.mode() == ModeSameNetwork && vpc == s.Facts.OriginVPC && s.Facts.Origin.VPC != nil {
		s.Answers.Network.Subnets = s.Facts.Origin.VPC.Subnets
		s.Answers.Network.SecurityGroups = s.Facts.Origin.VPC.SecurityGroups
	}
	return s, nil
}
