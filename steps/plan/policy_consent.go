package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/policy"
)

// Effect is a request that fares otherwise after a change of a policy.
type Effect struct {
	Request string         `json:"request"` // "GET other-bucket/x"
	Before  policy.Verdict `json:"before"`
	After   policy.Verdict `json:"after"`
}

// String is "GET other-bucket/x: allowed → denied".
func (e Effect) String() string { return fmt.Sprintf("%s: %s → %s", e.Request, e.Before, e.After) }

// policyEffects are the requests that fare otherwise under another policy of an endpoint;
// none while the policy in force cannot be read as one.
func (t target) policyEffects(before, after string) []Effect {
	documents := make([]policy.Document, 0, 2)
	for _, text := range []string{before, after} {
		doc, err := policy.Parse([]byte(text))
		switch {
		case text == "":
			doc = policy.Full() // What AWS puts there unasked.
		case err != nil:
			return nil
		}
		documents = append(documents, doc)
	}
	var out []Effect
	for _, d := range policy.Differences(documents[0], documents[1], t.policyEnv(), ModelData(t.a, t.f)) {
		out = append(out, Effect{Request: d.Name, Before: d.Before.Verdict, After: d.After.Verdict})
	}
	return out
}

// policyConsent blocks a change that others on the endpoint did not ask for, until the
// answers name the endpoint.
func (t target) policyConsent(c Change) []Finding {
	e := t.s3.Endpoint
	if len(c.Bystanders) == 0 || t.a.S3.PolicyConsent == e.ID {
		return nil
	}
	f := Finding{
		Rule: RuleS3PolicyConsent, Severity: Block, Subject: e.ID,
		Summary: fmt.Sprintf("the policy of %s changes for %s, and nobody has agreed to that", c.Name, count(len(c.Bystanders), "other subnet")),
		Detail:  "What lives there: " + LivesIn(t.n, c.Bystanders) + "." + effectsText(c.Effects),
		Fix: fmt.Sprintf("Agree to it on the policy screen, or with --policy-consent %s (s3.policy_consent: %s); or keep the policy (s3.policy: keep).",
			e.ID, e.ID),
		Source: docEndpointPolicy,
	}
	if other := t.a.S3.PolicyConsent; other != "" {
		f.Summary += ": the consent is for " + other
	}
	return []Finding{f}
}

// effectsText tells the first few effects and counts the others.
func effectsText(effects []Effect) string {
	const most = 4
	if len(effects) == 0 {
		return ""
	}
	var parts []string
	for _, e := range effects[:min(most, len(effects))] {
		parts = append(parts, e.String())
	}
	if more := len(effects) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return " For them: " + strings.Join(parts, "; ") + "."
}

// LivesIn says what lives in subnets, as far as network interfaces tell:
// "rds-b: 2 network interfaces; nothing in batch-b".
func LivesIn(n facts.Network, subnets []string) string {
	if fault, missing := n.Gaps[facts.TopicInterfaces]; missing {
		return "not known, the network interfaces could not be read (" + fault.Summary + ")"
	}
	var parts, empty []string
	for _, id := range subnets {
		subnet, _ := n.Subnet(id)
		k := len(slices.DeleteFunc(slices.Clone(n.Interfaces), func(i facts.Interface) bool { return i.Subnet != id }))
		if k == 0 {
			empty = append(empty, label(subnet.Name, id))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s: %s", label(subnet.Name, id), count(k, "network interface")))
	}
	if len(empty) > 0 {
		parts = append(parts, "nothing in "+strings.Join(empty, ", "))
	}
	return strings.Join(parts, "; ")
}

// effects adds to a policy's difference in text what it means for requests.
func (d *differ) effects(effects []Effect) {
	if len(effects) == 0 {
		return
	}
	d.add(DiffLine{Mark: Update.Symbol(), Key: "Requests", Note: "among those that are tried"})
	for _, e := range effects {
		d.add(DiffLine{Mark: Update.Symbol(), Depth: 1, After: e.String()})
	}
}
