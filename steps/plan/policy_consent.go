package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
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

// PolicyConsentNew is the consent to the policy of the endpoint that the plan creates.
const PolicyConsentNew = "new"

// underPolicy says of a change that gives route tables a route to S3 what the policy in
// force then does to the other subnets on them that go another way today. Who has no way
// to S3 can only gain one.
func (t target) underPolicy(c Change, consent, document string) Change {
	loses := slices.ContainsFunc(c.Bystanders, t.leadsToS3)
	if loses && !unrestricted(document) {
		c.Consent, c.Effects = consent, t.policyEffects("", document)
	}
	return c
}

// leadsToS3 reports whether the routes of a subnet lead to S3 today, as far as can be told:
// an internet gateway does for whatever has a public address.
func (t target) leadsToS3(subnet string) bool {
	path := network.Walk(t.n, t.sender(subnet), network.S3(nil))
	return !slices.ContainsFunc(path.Hops, func(h network.Hop) bool {
		return onRoute(h) && h.Verdict == network.Blocked && h.Cause != network.CauseInternetGateway
	})
}

// policyInForce is the policy of an endpoint that exists, once the plan is applied.
func (t target) policyInForce(e facts.Endpoint) string {
	if c, replaced := t.replacePolicy(); replaced {
		document, _ := c.After[fieldPolicy].(string)
		return document
	}
	return e.Policy
}

// policyConsent blocks changes that put others under a policy that they did not ask for,
// until the answers name the endpoint. One consent is for all of them.
func (t target) policyConsent(changes []Change) []Finding {
	var f Finding
	for _, c := range changes {
		if c.Consent == "" || c.Consent == t.a.S3.PolicyConsent {
			continue
		}
		if next := t.consentLacking(c); f.Rule == "" {
			f = next
		} else {
			f.Detail += " Besides, " + next.Summary + ". " + next.Detail
		}
	}
	if f.Rule == "" {
		return nil
	}
	f.Summary += ", and nobody has agreed to that"
	if other := t.a.S3.PolicyConsent; other != "" {
		f.Summary += ": the consent is for " + other
	}
	return []Finding{f}
}

func (t target) consentLacking(c Change) Finding {
	others := count(len(c.Bystanders), "other subnet")
	f := Finding{
		Rule: RuleS3PolicyConsent, Severity: Block, Subject: c.Consent,
		Summary: "the policy of " + c.Name + " holds for " + others + " from then on",
		Detail:  "What lives there: " + LivesIn(t.n, c.Bystanders) + ". From then on they reach only what the policy allows, by whatever way they reach S3 today.",
		Source:  docEndpointPolicy,
	}
	instead := "or create an endpoint that lets everything through (s3.action: create, s3.policy: full)"
	switch {
	case c.ID == ChangeS3Policy:
		f.Summary = "the policy of " + c.Name + " changes for " + others
		f.Detail = "What lives there: " + LivesIn(t.n, c.Bystanders) + "."
		instead = "or keep the policy (s3.policy: keep)"
	case c.Action == Create:
		f.Subject, f.Summary = "s3.policy", "the policy of the new endpoint holds for "+others+" from then on"
		instead = "or let everything through (s3.policy: full)"
	}
	f.Detail += effectsText(c.Effects)
	f.Fix = fmt.Sprintf("Agree to it on the policy screen, or with --policy-consent %s (s3.policy_consent: %s); %s.", c.Consent, c.Consent, instead)
	return f
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
