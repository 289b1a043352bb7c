package plan

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// routeBystanders speaks of the other subnets on a table that gets a default route.
func (t target) routeBystanders(c Change) []Finding {
	id, _ := c.Request.Input["RouteTableId"].(string)
	table, ok := t.n.RouteTable(id)
	if !ok {
		return nil
	}
	var out []Finding
	for _, b := range BystandersOf(t.a, t.n, []facts.RouteTable{table}) {
		out = append(out, Finding{
			Rule: RuleReachBystanders, Severity: Warn, Subject: id,
			Summary: fmt.Sprintf("%s on route table %s %s the internet from then on: %s", count(len(b.Subnets), "other subnet"),
				named(table.Name, id), plural(len(b.Subnets), "reaches", "reach"), subnetLabels(b.Subnets)),
			Detail: "What lives there can open connections outward, as far as its security groups let it; nothing can open one inward. " +
				"Its traffic through the NAT gateway is on this account's bill." + t.livingIn(b.Subnets),
			Fix: "Tell whoever runs them, or give the chosen subnets a route table of their own first.", Source: docNAT,
		})
	}
	return out
}

// livingIn counts what the subnets' network interfaces tell of.
func (t target) livingIn(subnets []facts.Subnet) string {
	if _, missing := t.gap(facts.TopicInterfaces); missing {
		return " What lives there is not known: the network interfaces could not be read."
	}
	n := 0
	for _, i := range t.n.Interfaces {
		if containsSubnet(subnets, i.Subnet) {
			n++
		}
	}
	return fmt.Sprintf(" %s %s there.", count(n, "network interface"), plural(n, "lives", "live"))
}

// checkPrivateNames speaks of what private DNS that a change turns on does to everyone else
// in the VPC: the service's name leads all of them to the endpoint, whether or not its
// security groups admit them
// (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html). This target
// is the account after the changes, with the rules that they add; now is the one before.
func (t target) checkPrivateNames(now target, changes []Change) []Finding {
	var out []Finding
	for _, c := range changes {
		if c.Kind != KindVPCEndpoint || c.Request.Input["PrivateDnsEnabled"] != true {
			continue
		}
		id, _ := c.Request.Input["VpcEndpointId"].(string)
		if c.Action == Create {
			id = Reference(c.ID)
		}
		if e, ok := t.n.Endpoint(id); ok {
			out = append(out, t.namesForOthers(now, strings.TrimPrefix(c.ID, ChangeServiceEndpoint), e)...)
		}
	}
	return out
}

func (t target) namesForOthers(now target, service string, e facts.Endpoint) []Finding {
	where := named(e.Name, e.ID)
	if _, made := Referenced(e.ID); made {
		where = "the new endpoint"
	}
	summary := fmt.Sprintf("the name of %s leads the whole VPC to %s", service, where)
	for _, topic := range []facts.Topic{facts.TopicInterfaces, facts.TopicSecurityGroups} {
		if fault, missing := t.gap(topic); missing {
			return []Finding{unknown(RuleReachDNSOthers, service, summary+", and whether it admits what lives there is not known", fault, docPrivateNames)}
		}
	}
	shut, others := t.shutOut(e)
	switch {
	case others == 0:
		return nil
	case len(shut) == 0:
		return []Finding{{
			Rule: RuleReachDNSOthers, Severity: Info, Subject: service,
			Summary: summary + ", which admits all who live there",
			Detail:  fmt.Sprintf("%s of others %s in the VPC.", count(others, "network interface"), plural(others, "is", "are")),
			Fix:     "Nothing need be done.", Source: docPrivateNames,
		}}
	}
	outside := t.shutLabels(shut)
	maps.DeleteFunc(shut, func(subnet string, _ int) bool { return !now.leadsToService(subnet, service) })
	if len(shut) == 0 {
		return []Finding{{
			Rule: RuleReachDNSOthers, Severity: Info, Subject: service,
			Summary: summary + ", and takes it from nobody",
			Detail:  "The endpoint does not admit what lives in " + outside + ", which has no way to " + service + " today either.",
			Fix:     "Nothing need be done.", Source: docPrivateNames,
		}}
	}
	return []Finding{{
		Rule: RuleReachDNSOthers, Severity: Warn, Subject: service,
		Summary: summary + ", which does not admit what lives in " + t.shutLabels(shut),
		Detail: "Private DNS holds for the whole VPC: whatever calls " + service + " there today by another way, such as a NAT gateway, no longer gets through. " +
			"The endpoint's security group admits the model, and by nothing wider: " + t.endpointGroups(e) + ".",
		Fix:    "Admit TCP 443 from them in that security group, or choose one that does (reach.endpoint_security_group).",
		Source: docPrivateNames,
	}}
}

// leadsToService reports whether the routes of a subnet lead to a service, as far as can be
// told: one with an internet gateway does for whatever has a public address.
func (t target) leadsToService(subnet, service string) bool {
	known, _ := ServiceNamed(t.n, t.f, service)
	path := network.Walk(t.n, t.sender(subnet), network.Service(service, known))
	return !slices.ContainsFunc(path.Hops, func(h network.Hop) bool {
		return onRoute(h) && h.Verdict == network.Blocked && h.Cause != network.CauseInternetGateway
	})
}

// shutOut counts, by subnet, the network interfaces of others that an endpoint's security
// groups do not admit on 443, and all that there are.
func (t target) shutOut(e facts.Endpoint) (shut map[string]int, others int) {
	shut = map[string]int{}
	for _, i := range t.n.Interfaces {
		if t.callsNothing(i) {
			continue
		}
		others++
		if !slices.ContainsFunc(e.SecurityGroups, func(id string) bool { return t.admitsInterface(id, i) }) {
			shut[i.Subnet]++
		}
	}
	return shut, others
}

// callsNothing reports whether an interface is of something that opens no connections of
// its own to AWS services: an endpoint, a NAT gateway, a load balancer. The types are those of
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html.
func (t target) callsNothing(i facts.Interface) bool {
	switch strings.ToLower(i.Type) {
	case "vpc_endpoint", "nat_gateway", "natgateway", "gateway_load_balancer_endpoint", "transit_gateway",
		"load_balancer", "network_load_balancer", "gateway_load_balancer":
		return true
	}
	if i.Requester == "amazon-elb" {
		return true
	}
	return slices.ContainsFunc(t.n.Endpoints, func(e facts.Endpoint) bool { return slices.Contains(e.Interfaces, i.ID) })
}

// admitsInterface reports whether a group lets an interface in on 443: by one of its
// groups, or by its address.
func (t target) admitsInterface(group string, i facts.Interface) bool {
	g, _ := t.n.SecurityGroup(group)
	within := func(blocks []netip.Prefix) bool {
		return slices.ContainsFunc(i.Addresses, func(a netip.Addr) bool {
			return slices.ContainsFunc(blocks, func(b netip.Prefix) bool { return b.Contains(a) })
		})
	}
	return slices.ContainsFunc(g.Ingress, func(r facts.Rule) bool {
		if !network.Admits(r, 443) {
			return false
		}
		return slices.ContainsFunc(r.Groups, func(id string) bool { return slices.Contains(i.Groups, id) }) || within(r.CIDRs) ||
			slices.ContainsFunc(t.n.PrefixLists, func(l facts.PrefixList) bool { return slices.Contains(r.PrefixLists, l.ID) && within(l.CIDRs) })
	})
}

// shutLabels names subnets with how many interfaces are shut out in each.
func (t target) shutLabels(shut map[string]int) string {
	var out []string
	for _, s := range t.n.Subnets {
		if n := shut[s.ID]; n > 0 {
			out = append(out, fmt.Sprintf("%s (%s)", label(s.Name, s.ID), count(n, "network interface")))
		}
	}
	return strings.Join(out, ", ")
}

func (t target) endpointGroups(e facts.Endpoint) string {
	var out []string
	for _, id := range e.SecurityGroups {
		out = append(out, t.groupLabel(id))
	}
	return strings.Join(out, ", ")
}
