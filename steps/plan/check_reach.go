package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// closure is where a subnet's way to a destination ends.
type closure struct {
	way
	hop network.Hop
}

// sorted are the ways to one destination: what closes the closed ones, what leaves the
// others in doubt, and the subnets from which it is open.
type sorted struct {
	closed, unsure []closure
	open           []facts.Subnet
}

func sortWays(walked []way) sorted {
	var out sorted
	for _, w := range walked {
		hop, closed := w.closing(beyondNames)
		switch {
		case !closed:
			out.open = append(out.open, w.from)
		case hop.Cause == network.CauseSubnet: // The rules of subnets speak of it.
		case hop.Verdict == network.Blocked:
			out.closed = append(out.closed, closure{w, hop})
		default:
			out.unsure = append(out.unsure, closure{w, hop})
		}
	}
	return out
}

// with and without pick closures by what causes them.
func with(closures []closure, causes ...network.Cause) []closure {
	return slices.DeleteFunc(slices.Clone(closures), func(c closure) bool { return !slices.Contains(causes, c.hop.Cause) })
}

func without(closures []closure, causes ...network.Cause) []closure {
	return slices.DeleteFunc(slices.Clone(closures), func(c closure) bool { return slices.Contains(causes, c.hop.Cause) })
}

func fromLabels(closures []closure) string {
	var subnets []facts.Subnet
	for _, c := range closures {
		subnets = append(subnets, c.from)
	}
	return subnetLabels(subnets)
}

// fromSome names the subnets of closures, each once, the first few of many.
func fromSome(closures []closure) string {
	var subnets []facts.Subnet
	for _, c := range closures {
		if !slices.ContainsFunc(subnets, func(s facts.Subnet) bool { return s.ID == c.from.ID }) {
			subnets = append(subnets, c.from)
		}
	}
	return someSubnets(subnets)
}

// together groups closures that one thing at one place causes, in their order: it is told
// once, with all subnets that it strikes.
func together(closures []closure) [][]closure {
	var out [][]closure
	for _, c := range closures {
		i := slices.IndexFunc(out, func(same []closure) bool {
			first := same[0]
			return first.hop.At == c.hop.At && first.hop.Cause == c.hop.Cause && first.hop.Verdict == c.hop.Verdict && first.To == c.To
		})
		if i < 0 {
			out = append(out, nil)
			i = len(out) - 1
		}
		out[i] = append(out[i], c)
	}
	return out
}

// why is the reason of the closure, after what became of the names, if that led there.
func (c closure) why() string {
	for _, cause := range []network.Cause{network.CausePrivateNames, network.CauseNoPrivateDNS} {
		if names, ok := c.Find(cause); ok {
			return sentence(names) + " " + sentence(c.hop)
		}
	}
	return sentence(c.hop)
}

// whys are the distinct reasons of closures, each with the subnets that it holds for.
func whys(closures []closure) string {
	var order []string
	subnets := map[string][]closure{}
	for _, c := range closures {
		why := c.why()
		if _, seen := subnets[why]; !seen {
			order = append(order, why)
		}
		subnets[why] = append(subnets[why], c)
	}
	if len(order) == 1 {
		return order[0]
	}
	var out []string
	for _, why := range order {
		out = append(out, fromLabels(subnets[why])+": "+why)
	}
	return strings.Join(out, " ")
}

// checkServices judges the ways to the named services.
func checkServices(t target) []Finding {
	var out []Finding
	for _, s := range t.ways.services {
		ways := sortWays(s.ways)
		// The rules that speak of one cause for all destinations have these.
		if closed := without(ways.closed, network.CauseEndpointIngress, network.CauseBlockedPublic); len(closed) > 0 {
			out = append(out, t.serviceClosed(s, closed))
		} else if unsure := without(ways.unsure, network.CauseUnverified); len(unsure) > 0 {
			out = append(out, t.reachUnknown(s.name, unsure))
		} else if len(ways.open) > 0 && !s.found && t.f.Services != nil {
			out = append(out, Finding{
				Rule: RuleReachNoPath, Severity: Unknown, Subject: s.name,
				Summary: fmt.Sprintf("whether %q is an AWS service is not known: VPC endpoints exist for none of that name in %s", s.name, t.a.Region),
				Detail:  "A way out is there, so a service without VPC endpoints would be reached.",
				Fix:     "Check the name, such as logs, sts or sagemaker.runtime.", Source: docInterface,
			})
		}
		if s.block {
			continue
		}
		out = append(out, t.dnsConflict(s)...)
		out = append(out, t.serviceZones(s, ways)...)
	}
	return out
}

func (t target) serviceClosed(s serviceWays, closed []closure) Finding {
	return Finding{
		Rule: RuleReachNoPath, Severity: Block, Subject: s.name,
		Summary: fmt.Sprintf("%s cannot be reached from %s", s.name, fromLabels(closed)),
		Detail:  whys(closed) + " A model in a VPC has no other network than this one.",
		Fix:     t.serviceFix(s, closed[0]), Source: docInternetwork,
	}
}

// serviceFix says what would open the way at the hop that closes it.
func (t target) serviceFix(s serviceWays, c closure) string {
	full := label(s.known.Name, s.name)
	hop := c.hop
	switch {
	case hop.Cause == network.CauseGroups:
		return fmt.Sprintf("Let TCP 443 out to %s in one of the chosen security groups, or let this plan do so (network.egress).", s.name)
	case inACL(hop):
		return fixACL
	case s.block:
		return fmt.Sprintf("Lead the subnets' route tables to %s, by a peering connection or a transit gateway, or take it out of the answers (reach.blocks).", s.name)
	}
	_, privateNames := c.Find(network.CausePrivateNames)
	_, noPrivateDNS := c.Find(network.CauseNoPrivateDNS)
	switch {
	case privateNames:
		return "Turn on enableDnsSupport and enableDnsHostnames: this plan does with dns: fix."
	case noPrivateDNS:
		return fmt.Sprintf("Turn on private DNS for the endpoint of %s, or call it by the endpoint's own names.", full)
	case hop.Cause == network.CauseEndpointState:
		return "Wait until the endpoint is available, or replace it."
	case t.f.Services != nil && !s.found:
		return fmt.Sprintf("Check the name: VPC endpoints exist for no service %q in %s. Otherwise lead the subnets to a NAT gateway.", s.name, t.a.Region)
	case gatewayOnly(s.known):
		return fmt.Sprintf("Create a gateway endpoint for %s on the subnets' route tables, or lead the subnets to a NAT gateway.", full)
	}
	return fmt.Sprintf("Create an interface endpoint for %s with private DNS, in a subnet of each chosen zone, that admits TCP 443 from the model's security groups; "+
		"or lead the subnets to a NAT gateway.", full)
}

func gatewayOnly(s facts.EndpointService) bool {
	return len(s.Types) > 0 && !slices.ContainsFunc(s.Types, func(kind string) bool { return strings.EqualFold(kind, "Interface") })
}

// reachUnknown says that it is not known whether a destination is reached.
func (t target) reachUnknown(to string, unsure []closure) Finding {
	summary := fmt.Sprintf("whether %s is reached from %s is not known", theInternet(to), fromLabels(unsure))
	for _, c := range unsure {
		if fault, missing := t.fault(c.way, c.hop); missing {
			return unknown(RuleReachNoPath, to, summary, fault, docInternetwork)
		}
	}
	return Finding{
		Rule: RuleReachNoPath, Severity: Unknown, Subject: to, Summary: summary,
		Detail: whys(unsure), Fix: "Ask whoever runs the network.", Source: docInternetwork,
	}
}

func theInternet(to string) string {
	if to == internetName {
		return "the internet"
	}
	return to
}

// dnsConflict looks for a second endpoint that answers for the service's names.
func (t target) dnsConflict(s serviceWays) []Finding {
	var ids []string
	for _, e := range t.n.Endpoints {
		if e.VPC == t.n.VPC.ID && e.PrivateDNS && e.Available() && strings.EqualFold(e.Type, "Interface") && serves(e.Service, s.name) {
			ids = append(ids, named(e.Name, e.ID))
		}
	}
	if len(ids) < 2 {
		return nil
	}
	return []Finding{{
		Rule: RuleReachDNSConflict, Severity: Block, Subject: s.name,
		Summary: fmt.Sprintf("%d endpoints with private DNS serve %s: %s", len(ids), s.name, strings.Join(ids, ", ")),
		Detail:  "One VPC resolves a service's name to one endpoint only; AWS refuses a second: private-dns-enabled cannot be set because there is already a conflicting DNS domain.",
		Fix:     "Turn private DNS off on all but one of them, or delete the others.", Source: docDNSConflict,
	}}
}

// serviceZones compares the chosen zones with those in which endpoints of the service can be made.
func (t target) serviceZones(s serviceWays, ways sorted) []Finding {
	if len(s.known.Zones) == 0 || len(ways.closed) == 0 || gatewayOnly(s.known) {
		return nil
	}
	var names []string
	for _, subnet := range t.inside() {
		name := t.zoneName(subnet)
		if name == "" || slices.Contains(s.known.Zones, name) {
			return nil
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return []Finding{{
		Rule: RuleReachServiceAZ, Severity: Block, Subject: s.name,
		Summary: fmt.Sprintf("%s takes no endpoints in the chosen zones %s", s.name, strings.Join(slices.Compact(names), ", ")),
		Detail: fmt.Sprintf("%s is in %s. AWS would answer: The VPC endpoint service does not support the availability zone of the subnet.",
			s.known.Name, strings.Join(s.known.Zones, ", ")),
		Fix: "Choose a subnet in one of its zones, or reach it through a NAT gateway.", Source: docServiceAZ,
	}}
}

// zoneName is this account's name for the subnet's zone; services name zones so. "" when it is not known.
func (t target) zoneName(s facts.Subnet) string {
	if s.Zone != "" {
		return s.Zone
	}
	z, _ := t.n.Zone(s.ZoneID)
	return z.Name
}
