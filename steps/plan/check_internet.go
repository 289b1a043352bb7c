package plan

import (
	"fmt"
	"slices"

	"sagevpc/steps/network"
)

var internetName = network.Internet().Name

// natCauses are what keeps a NAT gateway on the way from being of use.
var natCauses = []network.Cause{network.CauseNATState, network.CauseNATPrivate, network.CauseNATRoute, network.CauseNATSubnet}

// checkInternet judges the ways to the internet where the answers ask for it.
func checkInternet(t target) []Finding {
	if !t.wantsInternet() || len(t.ways.internet) == 0 {
		return nil
	}
	var out []Finding
	ways := sortWays(t.ways.internet)
	for _, c := range with(ways.closed, network.CauseInternetGateway) {
		out = append(out, igwOnly(c))
	}
	for _, same := range together(with(ways.closed, natCauses...)) {
		out = merge(out, t.natUnusable(same))
	}
	if len(ways.open) > 0 && len(ways.closed) > 0 {
		out = append(out, mixed(ways))
	} else if closed := without(ways.closed, append(slices.Clone(natCauses), network.CauseInternetGateway, network.CauseBlockedPublic)...); len(closed) > 0 {
		out = append(out, Finding{
			Rule: RuleReachNoPath, Severity: Block, Subject: internetName,
			Summary: "the internet cannot be reached from " + fromLabels(closed),
			Detail:  whys(closed), Fix: t.internetFix(closed[0].hop), Source: docInternetwork,
		})
	}
	if unsure := without(ways.unsure, network.CauseUnverified); len(unsure) > 0 {
		out = merge(out, t.reachUnknown(internetName, unsure))
	}
	return out
}

// internetFix says what would open the way to the internet, or why the plan cannot do so.
func (t target) internetFix(hop network.Hop) string {
	problem := t.decideNAT().Problem
	switch {
	case hop.Cause == network.CauseGroups:
		return "Let TCP 443 out to 0.0.0.0/0 in one of the chosen security groups, or let this plan do so (network.egress)."
	case inACL(hop):
		return fixACL
	case t.sharedVPC() && problem != "":
		return "Ask the owner of the VPC: " + problem + "."
	case problem != "":
		return "The plan cannot make a NAT gateway: " + problem + ". Make a public subnet for it, or name another one (reach.nat_subnet)."
	}
	return "Create a NAT gateway in a public subnet that the model does not use, and lead 0.0.0.0/0 of the chosen subnets' route tables to it."
}

const fixACL = "Allow TCP 443 outbound and TCP 1024 to 65535 inbound in the network ACL."

func inACL(h network.Hop) bool {
	return h.Cause == network.CauseACLOut || h.Cause == network.CauseACLReturn
}

func igwOnly(c closure) Finding {
	return Finding{
		Rule: RuleReachIGWOnly, Severity: Block, Subject: c.from.ID,
		Summary: named(c.from.Name, c.from.ID) + " has only an internet gateway, which gives the model no internet",
		Detail:  sentence(c.hop) + " Timeouts, not errors, are what the container would see.",
		Fix:     "Choose a subnet whose default route goes to a NAT gateway.", Source: docPublicSubnet,
	}
}

func (t target) natUnusable(same []closure) Finding {
	c := same[0]
	detail, source := sentence(c.hop), docNAT
	if c.hop.Cause == network.CauseNATRoute || c.hop.Cause == network.CauseNATSubnet {
		source = docNATHost
	}
	return Finding{
		Rule: RuleReachNAT, Severity: Block, Subject: c.hop.At,
		Summary: fmt.Sprintf("%s, on the way from %s to the internet, cannot be used", t.called(c.hop.At), fromSome(same)),
		Detail:  detail, Fix: natFix(c.hop.Cause), Source: source,
	}
}

func natFix(cause network.Cause) string {
	switch cause {
	case network.CauseNATPrivate:
		return "Lead the subnets' default route to a public NAT gateway."
	case network.CauseNATRoute:
		return "Give the NAT gateway's own subnet a default route to an internet gateway of this VPC."
	case network.CauseNATSubnet:
		return "Put the NAT gateway into a public subnet that the model does not use."
	default:
		return "Create a NAT gateway that works, and lead the subnets' default route to it."
	}
}

func mixed(ways sorted) Finding {
	return Finding{
		Rule: RuleReachMixed, Severity: Block, Subject: fieldSubnets,
		Summary: fmt.Sprintf("%s %s the internet, %s %s not", subnetLabels(ways.open), plural(len(ways.open), "reaches", "reach"),
			fromLabels(ways.closed), plural(len(ways.closed), "does", "do")),
		Detail: "SageMaker chooses the subnet of each instance, so requests would fail at random. " + whys(ways.closed),
		Fix:    "Give every chosen subnet the same way out, or choose only subnets that have one.", Source: docPublicSubnet,
	}
}

// checkReachEverywhere tells, once for all destinations, what stands in several ways.
func checkReachEverywhere(t target) []Finding {
	var out []Finding
	every := []sorted{sortS3(t.ways.s3)}
	for _, s := range t.ways.services {
		every = append(every, sortWays(s.ways))
	}
	if t.wantsInternet() {
		every = append(every, sortWays(t.ways.internet))
	}
	for i, ways := range every {
		weigh := func(f Finding) Finding { return f }
		if i == 0 {
			weigh = t.idle
		}
		for _, same := range together(with(ways.closed, network.CauseEndpointIngress)) {
			out = merge(out, weigh(t.ingress(same)))
		}
		for _, same := range together(with(ways.closed, network.CauseBlockedPublic)) {
			out = merge(out, weigh(t.blockedPublic(same)))
		}
		for _, same := range together(with(ways.unsure, network.CauseUnverified)) {
			if same[0].To != network.ToS3 { // s3.no-path says so of S3.
				out = merge(out, t.unverified(same))
			}
		}
	}
	return out
}

// sortS3 looks at the routes to S3 alone: what stands before and behind them has rules of its own.
func sortS3(walked []way) sorted {
	var out sorted
	for _, w := range walked {
		if hop, closed := w.closing(onRoute); closed && hop.Verdict == network.Blocked {
			out.closed = append(out.closed, closure{w, hop})
		}
	}
	return out
}

func (t target) ingress(same []closure) Finding {
	c := same[0]
	return Finding{
		Rule: RuleReachIngress, Severity: Block, Subject: c.hop.At,
		Summary: fmt.Sprintf("%s, before the endpoint of %s, does not admit the model from %s", t.called(c.hop.At), c.To, fromSome(same)),
		Detail:  sentence(c.hop) + " The endpoint's security groups must admit TCP 443 inbound; an endpoint that named none has the VPC's default group, which admits only itself.",
		Fix:     "Add an inbound rule to the endpoint's security group: TCP 443 from one of the model's security groups.", Source: docInterface,
	}
}

func (t target) blockedPublic(same []closure) Finding {
	c := same[0]
	return Finding{
		Rule: RuleReachPublic, Severity: Block, Subject: label(c.hop.At, t.n.VPC.ID),
		Summary: fmt.Sprintf("VPC Block Public Access closes the way from %s to %s", fromSome(same), theInternet(c.To)),
		Detail:  sentence(c.hop) + " It overrides route tables, security groups and network ACLs.",
		Fix:     "Exclude the VPC or the subnet from Block Public Access, or go through a VPC endpoint.", Source: docBlockPublic,
	}
}

func (t target) unverified(same []closure) Finding {
	c := same[0]
	return Finding{
		Rule: RuleReachUnverified, Severity: Unknown, Subject: c.hop.At,
		Summary: fmt.Sprintf("the way from %s to %s goes through what cannot be read from here", fromSome(same), theInternet(c.To)),
		Detail:  sentence(c.hop), Fix: "Ask whoever runs it whether TCP 443 passes, or test it from a host in the subnet.", Source: docInternetwork,
	}
}
