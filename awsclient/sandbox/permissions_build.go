package sandbox

import (
	"strconv"
)

// policyPlan is a policy with its document.
type policyPlan struct{ name, document string }

// callerPlan is what the caller is held to: policies of the caller's role, the one that
// bounds it, and the organisation's service control policies.
type callerPlan struct {
	attached   []string // ARNs of managed policies
	inline     []policyPlan
	boundary   string // an ARN
	guardrails []string
}

// commonPolicies are the managed policies that every scenario's account has of its own.
func commonPolicies() []policyPlan {
	return []policyPlan{{"ReadAcmeModels", `{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Archives", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-models/*"},
    {"Sid": "Names", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme-models"}
  ]
}`}}
}

func policyARN(name string) string { return "arn:aws:iam::" + AccountID + ":policy/" + name }

// permissions gives the account its policies, and holds the caller if the plan says so.
func (b *builder) permissions(w *world, plan blueprint) {
	w.iam.policies = append(w.iam.policies, &managedPolicy{
		arn: fullAccess, name: "AmazonSageMakerFullAccess", path: "/", version: "v29", document: labelled(sagemakerFullAccess, "AmazonSageMakerFullAccess"),
		description: "Full access to Amazon SageMaker, and to related services through the console and the SDK.", created: b.now.AddDate(-8, 0, 0),
	})
	for _, p := range append(commonPolicies(), plan.policies...) {
		w.iam.policies = append(w.iam.policies, &managedPolicy{
			arn: policyARN(p.name), name: p.name, path: "/", version: "v1", document: labelled(p.document, p.name), created: b.now.AddDate(-1, 0, 0),
		})
	}
	for _, r := range w.roles {
		for _, p := range r.inline {
			p.document.name = inlineName(r, p.name)
		}
	}
	if plan.caller == nil {
		return
	}
	w.hold(nil)
	w.iam.held = true
	r := w.callerRole()
	r.attached = append(r.attached, plan.caller.attached...)
	r.boundary = plan.caller.boundary
	for _, p := range plan.caller.inline {
		r.put(p.name, p.document)
	}
	for _, text := range plan.caller.guardrails {
		w.iam.guardrails = append(w.iam.guardrails, labelled(text, "ServiceControlPolicy"))
	}
}

// hold makes the caller's role have documents and the account ask it for them.
func (w *world) hold(documents []string) {
	if _, found := named(w.roles, func(r *role) string { return r.name }, callerRoleName); !found {
		w.roles = append(w.roles, w.callerRole())
	}
	for i, text := range documents {
		w.iam.held = true
		w.callerRole().put("CallerPolicy"+strconv.Itoa(i+1), text)
	}
}

// put gives a role an inline policy, in the place of one with the same name.
func (r *role) put(name, text string) {
	d := labelled(text, inlineName(r, name))
	for i := range r.inline {
		if r.inline[i].name == name {
			r.inline[i].document = d
			return
		}
	}
	r.inline = append(r.inline, inlinePolicy{name, d})
}

// inlineName is how the simulator calls a role's inline policy.
func inlineName(r *role, policy string) string { return "role_" + r.name + "_" + policy }

func labelled(text, name string) *document {
	d := readDocument(text)
	d.name, d.kind = name, identitySource
	return d
}

func inlined(plans []policyPlan) []inlinePolicy {
	var policies []inlinePolicy
	for _, p := range plans {
		policies = append(policies, inlinePolicy{p.name, labelled(p.document, p.name)})
	}
	return policies
}
