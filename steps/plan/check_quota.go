package plan

import (
	"fmt"
	"maps"
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// The default quotas (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
// Only Service Quotas knows what an account has been granted instead.
const (
	quotaGateways   = 20
	quotaInterfaces = 50
	quotaAddresses  = 5
	quotaNAT        = 5
	quotaGroupRules = 60
)

// wants counts what is still to be created: by the plan's changes, and by hand for what
// has no way even after them.
type wants struct {
	gateways, interfaces, addresses int
	nat                             map[string]int // by AZ id
}

// checkQuotas compares what is to be created with what the default quotas leave.
func (t target) checkQuotas(changes []Change, after target) []Finding {
	out := t.checkGroupRules(changes)
	usage := t.f.Usage
	if usage == nil {
		return append(out, t.quotasUnread(t.wanted(changes, after))...)
	}
	w := t.wanted(changes, after)
	count := func(rule, subject, what string, want, used, most int, topic facts.Topic) {
		switch {
		case want == 0:
		case used < 0:
			out = append(out, unknown(rule, subject, "whether the quota of "+what+" has room is not known", t.usageFault(topic), docQuotas))
		case used+want > most:
			out = append(out, Finding{
				Rule: rule, Severity: Warn, Subject: subject,
				Summary: fmt.Sprintf("%d more %s %s needed, and %d of the default %d are in use", want, what, plural(want, "is", "are"), used, most),
				Detail:  "AWS would refuse the creation, unless the quota of this account was raised.",
				Fix:     "Ask Service Quotas whether it was raised, or have it raised.", Source: docQuotas,
			})
		}
	}
	count(RuleQuotaGateways, t.a.Region, "gateway endpoints", w.gateways, usage.GatewayEndpoints, quotaGateways, facts.TopicEndpoints)
	count(RuleQuotaInterfaces, t.n.VPC.ID, "interface endpoints", w.interfaces, perKey(usage.InterfaceEndpoints, t.n.VPC.ID, usage.Gaps, facts.TopicEndpoints),
		quotaInterfaces, facts.TopicEndpoints)
	count(RuleQuotaAddresses, t.a.Region, "Elastic IP addresses", w.addresses, usage.ElasticIPs, quotaAddresses, facts.TopicAddresses)
	for _, zone := range slices.Sorted(maps.Keys(w.nat)) {
		count(RuleQuotaNAT, zone, "NAT gateways in "+zone, w.nat[zone], perKey(usage.NATGateways, zone, usage.Gaps, facts.TopicNATGateways),
			quotaNAT, facts.TopicNATGateways)
	}
	return out
}

// NeedsUsage reports whether the plan has something to say about quotas: something is to
// be created that they limit.
func NeedsUsage(a Answers, f facts.Facts) bool {
	now := newTarget(a, f)
	changes := now.changes()
	w := now.wanted(changes, newTarget(a, project(f, a.Network.VPC, changes)))
	return w.gateways+w.interfaces+w.addresses+len(w.nat) > 0
}

// perKey is a count by key; an absent key means none, unless nothing could be read.
func perKey(counts map[string]int, key string, gaps facts.Gaps, topic facts.Topic) int {
	if _, missing := gaps[topic]; missing {
		return -1
	}
	return counts[key]
}

func (t target) usageFault(topic facts.Topic) facts.Fault {
	if t.f.Usage != nil {
		if fault, missing := t.f.Usage.Gaps[topic]; missing {
			return fault
		}
	}
	fault, _ := t.gap(facts.TopicUsage)
	return fault
}

// quotasUnread speaks only where the counts were asked for and refused.
func (t target) quotasUnread(w wants) []Finding {
	fault, missing := t.gap(facts.TopicUsage)
	if !missing {
		return nil
	}
	var out []Finding
	add := func(want bool, rule, subject, what string) {
		if want {
			out = append(out, unknown(rule, subject, "whether the quota of "+what+" has room is not known", fault, docQuotas))
		}
	}
	add(w.gateways > 0, RuleQuotaGateways, t.a.Region, "gateway endpoints")
	add(w.interfaces > 0, RuleQuotaInterfaces, t.n.VPC.ID, "interface endpoints")
	add(w.addresses > 0, RuleQuotaAddresses, t.a.Region, "Elastic IP addresses")
	for _, zone := range slices.Sorted(maps.Keys(w.nat)) {
		add(true, RuleQuotaNAT, zone, "NAT gateways in "+zone)
	}
	return out
}

// wanted counts the creations among the changes, and what the findings that remain ask
// a person to create: an endpoint for each service without a way, a NAT gateway with its
// address where the internet is asked for and no subnet has one.
func (t target) wanted(changes []Change, after target) wants {
	w := wants{nat: map[string]int{}}
	for _, c := range changes {
		switch c.Request.Op {
		case opCreateEndpoint:
			if c.Request.Input["VpcEndpointType"] == "Gateway" {
				w.gateways++
			} else {
				w.interfaces++
			}
		case "AllocateAddress":
			w.addresses++
		case "CreateNatGateway":
			id, _ := c.Request.Input["SubnetId"].(string)
			if s, ok := t.n.Subnet(id); ok && s.ZoneID != "" {
				w.nat[s.ZoneID]++
			}
		}
	}
	for _, s := range after.ways.services {
		closed := with(sortWays(s.ways).closed, network.CauseNoRoute, network.CauseInternetGateway)
		switch {
		case len(closed) == 0:
		case gatewayOnly(s.known):
			w.gateways++
		default:
			w.interfaces++
		}
	}
	if ways := sortWays(after.ways.internet); after.wantsInternet() && len(ways.open)+len(ways.unsure) == 0 && len(ways.closed) > 0 {
		if closed := with(ways.closed, network.CauseNoRoute, network.CauseInternetGateway); len(closed) > 0 && closed[0].from.ZoneID != "" {
			w.addresses++
			w.nat[closed[0].from.ZoneID]++
		}
	}
	return w
}
