package plan

import (
	"fmt"
	"strings"
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
		if c.Kind == KindRoute {
			out = append(out, t.routeBystanders(c)...)
		}
	}
	return append(out, t.policyConsent(changes)...)
}

func (t target) bystanders() []Finding {
	var out []Finding
	for _, b := range BystandersOf(t.a, t.n, t.s3.Tables) {
		detail := []string{"What lives there, by network interfaces: " + ResidentsText(t.n, b.Subnets) + "."}
		if inherited := InheritanceText(t.n, b.Table); inherited != "" {
			detail = append(detail, inherited)
		}
		detail = append(detail, SideEffects()...)
		if e := t.s3.Endpoint; t.s3.Action == S3Extend && !unrestricted(e.Policy) {
			detail = append(detail, "The policy of "+named(e.Name, e.ID)+" does not let everything through: what it denies is denied to them from then on.")
		}
		out = append(out, Finding{
			Rule: RuleS3Bystanders, Severity: Warn, Subject: b.Table.ID,
			Summary: fmt.Sprintf("%s on route table %s %s switched too: %s", count(len(b.Subnets), "other subnet"), named(b.Table.Name, b.Table.ID),
				plural(len(b.Subnets), "is", "are"), someSubnets(b.Subnets)),
			Detail: strings.Join(detail, " "),
			Fix:    "Tell whoever runs them, or choose a moment when nothing is lost.", Source: docGatewayS3,
		})
	}
	return out
}

func (t target) policyReplaced(c Change) Finding {
	f := Finding{
		Rule: RuleS3PolicyReplaced, Severity: Info, Subject: t.s3.Endpoint.ID,
		Summary: "the policy of " + c.Name + " is replaced, and only the chosen subnets are on it",
		Detail:  "Whatever the new document does not allow is denied from then on. The change takes minutes to take effect.",
		Fix:     "Nothing need be done; s3.policy: keep leaves the policy as it is.", Source: docEndpointPolicy,
	}
	if n := len(c.Bystanders); n > 0 {
		f.Severity = Warn
		f.Summary = fmt.Sprintf("the policy of %s changes for everyone on it: %s %s on its route tables", c.Name, count(n, "other subnet"), plural(n, "is", "are"))
		f.Detail = strings.Replace(f.Detail, "denied from", "denied to them from", 1)
		f.Fix = "Keep the policy (s3.policy: keep), or ask the others first."
	}
	return f
}

// plural chooses the word for a number.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
