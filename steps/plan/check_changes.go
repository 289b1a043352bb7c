package plan

import (
	"fmt"

	"sagevpc/steps/facts"
)

// checkChanges speaks of what the changes do to others.
func (t target) checkChanges(changes []Change) []Finding {
	var out []Finding
	for _, c := range changes {
		switch c.ID {
		case ChangeS3Endpoint:
			out = append(out, t.bystanders()...)
		case ChangeS3Policy:
			out = append(out, t.policyReplaced(c))
		}
	}
	return out
}

func (t target) bystanders() []Finding {
	var out []Finding
	for _, b := range BystandersOf(t.a, t.n, t.s3.Tables) {
		out = append(out, Finding{
			Rule: RuleS3Bystanders, Severity: Warn, Subject: b.Table.ID,
			Summary: fmt.Sprintf("%s on route table %s %s switched too: %s", count(len(b.Subnets), "other subnet"), named(b.Table.Name, b.Table.ID),
				plural(len(b.Subnets), "is", "are"), subnetLabels(b.Subnets)),
			Detail: "Their open connections to S3 drop once, when the route appears, and S3 then sees private addresses: " +
				"aws:SourceIp conditions in bucket policies stop matching." + t.residents(b.Subnets),
			Fix: "Tell whoever runs them, or choose a moment when nothing is lost.", Source: docGatewayS3,
		})
	}
	return out
}

// residents counts what lives in the subnets, as far as network interfaces tell.
func (t target) residents(subnets []facts.Subnet) string {
	if _, missing := t.gap(facts.TopicInterfaces); missing {
		return " What lives there is not known: the network interfaces could not be read."
	}
	n := 0
	for _, i := range t.n.Interfaces {
		for _, s := range subnets {
			if i.Subnet == s.ID {
				n++
			}
		}
	}
	return fmt.Sprintf(" %s %s there.", count(n, "network interface"), plural(n, "lives", "live"))
}

func (t target) policyReplaced(c Change) Finding {
	others := "no other subnet is on its route tables"
	if n := len(c.Bystanders); n > 0 {
		others = count(n, "other subnet") + " " + plural(n, "is", "are") + " on its route tables"
	}
	return Finding{
		Rule: RuleS3PolicyReplaced, Severity: Warn, Subject: t.s3.Endpoint.ID,
		Summary: fmt.Sprintf("the policy of %s changes for everyone on it: %s", c.Name, others),
		Detail:  "Whatever the new document does not allow is denied to them from then on. The change takes minutes to take effect.",
		Fix:     "Keep the policy (s3.policy: keep), or ask the others first.", Source: docEndpointPolicy,
	}
}

// plural chooses the word for a number.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
