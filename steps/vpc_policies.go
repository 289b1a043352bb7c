package steps

import (
	"fmt"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// guard is what the policy of the S3 gateway endpoint behind a subnet's route lets through:
// Open for something, Blocked for nothing at all. Whether it is enough for the model is for the plan.
func guard(n facts.Network, subnet string, known map[string]network.Verdict) (facts.Endpoint, network.Verdict) {
	table, ok := network.EffectiveRouteTable(n, subnet)
	if !ok {
		return facts.Endpoint{}, network.Open
	}
	route, ok := network.S3Route(n, table)
	e, found := n.Endpoint(route.Target)
	if !ok || !found || !route.Active() || e.Policy == "" {
		return e, network.Open
	}
	if _, judged := known[e.ID]; !judged {
		doc, err := policy.Parse([]byte(e.Policy))
		switch {
		case err != nil:
			known[e.ID] = network.Unknown
		case doc.AllowsNothing():
			known[e.ID] = network.Blocked
		default:
			known[e.ID] = network.Open
		}
	}
	return e, known[e.ID]
}

// policyVerdict says that the way to S3 of some subnets, by route table, ends at an
// endpoint's policy; false when it does not.
func policyVerdict(n facts.Network, groups [][]facts.Subnet) (Line, bool) {
	known := map[string]network.Verdict{}
	count := map[string]int{}
	var worst Line
	for _, same := range groups {
		e, verdict := guard(n, same[0].ID, known)
		if verdict == network.Open {
			continue
		}
		count[e.ID] += len(same)
		mark, text, why := Warns, "the S3 policy allows nothing", "allows nothing. Its policy can be replaced"
		if verdict == network.Unknown {
			mark, text, why = Unknown, "the S3 policy is not known", "has a policy that could not be read"
		}
		if !heavier(worst.Mark, mark) {
			worst = Line{Mark: mark, Text: text, Detail: fmt.Sprintf("%s, on the way of %s, %s.", label(e.Name, e.ID), plural(count[e.ID], "subnet"), why)}
		}
	}
	return worst, worst.Mark != NoMark
}
