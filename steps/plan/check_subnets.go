package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// maxSubnets and maxGroups are VpcConfig's limits.
const (
	maxSubnets = 16
	maxGroups  = 5
)

// fieldSubnets is the subject of findings about the choice of subnets as a whole.
const fieldSubnets = "network.subnets"

// oldZone is the AZ id of us-east-1's oldest zone, which gets few of the newer instance types.
const oldZone = "use1-az3"

// checkSubnets judges each chosen subnet by itself.
func checkSubnets(t target) []Finding {
	var out []Finding
	if n := len(t.a.Network.Subnets); n > maxSubnets {
		out = append(out, Finding{
			Rule: RuleSubnetTooMany, Severity: Block, Subject: fieldSubnets,
			Summary: fmt.Sprintf("%d subnets are chosen, and VpcConfig takes at most %d", n, maxSubnets),
			Fix:     fmt.Sprintf("Remove %d of them.", n-maxSubnets), Source: docVPCConfig,
		})
	}
	if !t.known {
		return out
	}
	if fault, missing := t.gap(facts.TopicSubnets); missing {
		return append(out, unknown(RuleSubnetState, fieldSubnets, "whether the chosen subnets exist, and are in this VPC and available, is not known", fault, docVPCConfig))
	}
	if fault, missing := t.gap(facts.TopicZones); missing && len(t.inside()) > 0 {
		out = append(out, unknown(RuleSubnetSpecial, fieldSubnets, "whether the chosen subnets are in ordinary Availability Zones is not known", fault, docHostVPC))
	}
	for _, id := range t.a.Network.Subnets {
		s, ok := t.n.Subnet(id)
		if !ok || s.VPC != t.n.VPC.ID {
			out = append(out, t.stranger(RuleSubnetOtherVPC, "subnet", id, s.VPC, ok))
			continue
		}
		out = append(out, t.checkSubnet(s)...)
	}
	return out
}

// stranger is the finding for an id that is not in the chosen VPC.
func (t target) stranger(rule, noun, id, vpc string, exists bool) Finding {
	f := Finding{
		Rule: rule, Severity: Block, Subject: id,
		Summary: fmt.Sprintf("%s %s is in %s, not in %s", noun, id, vpc, t.n.VPC.ID),
		Detail:  "All subnets and security groups of a VpcConfig must belong to one VPC.",
		Fix:     fmt.Sprintf("Choose a %s of %s, or the other VPC.", noun, t.n.VPC.ID), Source: docVPCConfig,
	}
	if !exists {
		f.Summary = fmt.Sprintf("%s %s does not exist in %s", noun, id, t.a.Region)
		f.Detail = "It was not found in the chosen VPC, nor anywhere in this account and Region."
	}
	return f
}

func (t target) checkSubnet(s facts.Subnet) []Finding {
	var out []Finding
	add := func(when bool, f Finding) {
		if when {
			f.Subject = s.ID
			out = append(out, f)
		}
	}
	name := named(s.Name, s.ID)
	add(!strings.EqualFold(s.State, "available"), Finding{
		Rule: RuleSubnetState, Severity: Block, Summary: fmt.Sprintf("%s is %s, not available", name, label(s.State, "in an unknown state")),
		Detail: "SageMaker makes a network interface in each chosen subnet, and only an available subnet takes one: the endpoint would fail.",
		Fix:    "Wait until it is available, or choose another subnet.", Source: docHostVPC,
	})
	add(s.IPv6Only, Finding{
		Rule: RuleSubnetIPv6Only, Severity: Block, Summary: name + " has no IPv4 addresses",
		Detail: "SageMaker needs private IPv4 addresses for every instance.", Fix: "Choose a subnet with an IPv4 CIDR.", Source: docHostVPC,
	})
	add(t.special(s), Finding{
		Rule: RuleSubnetSpecial, Severity: Block, Summary: name + " is not in an ordinary Availability Zone",
		Detail: "Local Zones, Wavelength Zones and Outposts do not host SageMaker endpoints.", Fix: "Choose a subnet in an Availability Zone.", Source: docHostVPC,
	})
	add(t.f.Caller != nil && s.Owner != "" && s.Owner != t.f.Caller.Account, Finding{
		Rule: RuleSubnetShared, Severity: Warn, Summary: name + " is shared with you by account " + s.Owner,
		Detail: "SageMaker hosting is not on AWS's list of services that support shared subnets. A participant cannot create or change endpoints there.",
		Fix:    "Prefer a subnet that this account owns, or ask the owner to make the changes.", Source: docSharing,
	})
	add(s.ZoneID == oldZone, Finding{
		Rule: RuleSubnetOldZone, Severity: Warn, Summary: name + " is in " + oldZone + ", which lacks most modern instance types",
		Detail: "An endpoint of such a type would find no capacity there: Unable to locate at least 2 availability zone(s).",
		Fix:    "Choose a subnet in another zone.", Source: docClarifyVPC,
	})
	add(network.Public(t.n, s.ID), Finding{
		Rule: RuleSubnetPublic, Severity: Info, Summary: name + " has a route to an internet gateway, which gives the model nothing",
		Detail: "SageMaker's network interfaces have private addresses only, so an internet gateway cannot serve them.",
		Fix:    "Nothing to do for S3. For the internet, choose subnets with a NAT gateway.", Source: docPublicSubnet,
	})
	return out
}

// special reports whether the subnet lies elsewhere than in an Availability Zone. An
// unread list of zones proves nothing.
func (t target) special(s facts.Subnet) bool {
	if s.OutpostARN != "" {
		return true
	}
	z, ok := t.n.Zone(s.ZoneID)
	return ok && z.Type != "" && z.Type != "availability-zone"
}

// checkZones judges the chosen subnets together.
func checkZones(t target) []Finding {
	var out []Finding
	if fault, missing := t.gap(facts.TopicSubnets); missing && len(t.inside()) > 0 {
		out = append(out, unknown(RuleSubnetSingleAZ, fieldSubnets, "whether the chosen subnets span two Availability Zones is not known", fault, docClarifyVPC))
	} else if placeless := t.placeless(); t.known && t.allInside() && len(t.zones()) < 2 && len(placeless) > 0 {
		out = append(out, Finding{
			Rule: RuleSubnetSingleAZ, Severity: Unknown, Subject: fieldSubnets,
			Summary: "whether the chosen subnets span two Availability Zones is not known",
			Detail:  "The account named no Availability Zone's id for " + subnetLabels(placeless) + ".",
			Fix:     "Read the account again, or choose subnets whose zones are known.", Source: docClarifyVPC,
		})
	} else if t.known && t.allInside() && len(t.zones()) < 2 {
		out = append(out, Finding{
			Rule: RuleSubnetSingleAZ, Severity: Block, Subject: fieldSubnets,
			Summary: "all chosen subnets are in one Availability Zone, " + strings.Join(t.zones(), ""),
			Detail: "SageMaker needs subnets in two Availability Zones, even for one instance. CreateModel would accept this, " +
				"and the endpoint would fail later: Unable to locate at least 2 availability zone(s).",
			Fix: "Add a subnet in another zone.", Source: docClarifyVPC,
		})
	}
	if t.known && strings.EqualFold(t.n.VPC.Tenancy, "dedicated") {
		out = append(out, Finding{
			Rule: RuleVPCTenancy, Severity: Warn, Subject: t.n.VPC.ID,
			Summary: named(t.n.VPC.Name, t.n.VPC.ID) + " has dedicated tenancy",
			Detail:  "Training and notebooks need a VPC of default tenancy; for hosting AWS does not say.",
			Fix:     "Prefer a VPC of default tenancy.", Source: docHostVPC,
		})
	}
	return out
}

// placeless are the chosen subnets of which it is not known where they are.
func (t target) placeless() []facts.Subnet {
	return slices.DeleteFunc(t.inside(), func(s facts.Subnet) bool { return s.ZoneID != "" })
}

// allInside reports whether every chosen subnet lies in the VPC. Where one does not, that
// is to be mended first, and how many zones there will be is not to be said yet.
func (t target) allInside() bool {
	return len(t.inside()) > 0 && len(t.inside()) == len(t.a.Network.Subnets)
}

// checkSubnetsForInstances compares the zones with those that offer the instance type of each
// variant on EC2.
func checkSubnetsForInstances(t target) []Finding {
	if !t.known || len(t.zones()) < 2 {
		return nil
	}
	var out []Finding
	types := []string{t.a.Capacity.InstanceType}
	for _, v := range t.a.Capacity.Variants {
		types = append(types, v.InstanceType)
	}
	for i, name := range types {
		if it, read := typeOf(t.f, name); read && name != "" && !slices.Contains(types[:i], name) {
			out = append(out, t.offered(it)...)
		}
	}
	return out
}

func (t target) offered(it facts.InstanceType) []Finding {
	if fault, missing := it.Gaps[facts.TopicOfferings]; missing {
		return []Finding{unknown(RuleSubnetInstance, it.Name, "where "+it.Name+" is offered is not known", fault, docClarifyVPC)}
	}
	var offered []string
	for _, zone := range t.zones() {
		if it.Offered(zone) {
			offered = append(offered, zone)
		}
	}
	if len(offered) >= 2 {
		return nil
	}
	f := Finding{
		Rule: RuleSubnetInstance, Severity: Warn, Subject: it.Name,
		Summary: fmt.Sprintf("%s is offered in %s of the chosen zones", it.Name, label(strings.Join(prefixed("only ", offered), ", "), "none")),
		Detail:  "The endpoint would fail: Unable to locate at least 2 availability zone(s) with the requested instance type. EC2's offerings are evidence, SageMaker's own capacity is separate.",
		Fix:     "Choose subnets in two zones that offer it: " + label(strings.Join(it.Zones, ", "), "no zone of this Region does") + ".", Source: docClarifyVPC,
	}
	return []Finding{f}
}

// prefixed puts a word before the first item.
func prefixed(word string, items []string) []string {
	if len(items) == 0 {
		return nil
	}
	return append([]string{word + items[0]}, items[1:]...)
}
