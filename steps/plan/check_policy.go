package plan

import (
	"fmt"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// checkS3Policies judges the policies that the model's download passes, and the
// document that the plan would send.
func checkS3Policies(t target) []Finding {
	if !t.known || len(t.inside()) == 0 {
		return nil
	}
	out := append(t.checkDocument(), t.unreadPolicies()...)
	for _, e := range t.endpointsInUse() {
		if e.Policy == "" {
			continue
		}
		name := named(e.Name, label(strings.TrimPrefix(e.ID, newEndpointID), "the new endpoint"))
		doc, err := policy.Parse([]byte(e.Policy))
		if err != nil {
			out = append(out, Finding{
				Rule: RuleS3PolicyModel, Severity: Unknown, Subject: e.ID, Summary: "the policy of " + name + " could not be read",
				Detail: err.Error(), Fix: "Look at the policy in the console.", Source: docEndpointPolicy,
			})
			continue
		}
		empty := false
		for _, p := range policy.Lint(e.Policy) {
			if p.Rule == policy.RuleDenyOnly {
				empty = true
				out = append(out, denyOnly(e.ID, name, p))
			}
		}
		out = append(out, t.checkArchive(e, name, doc)...)
		if !empty {
			out = append(out, t.checkLayers(e, name, doc)...)
		}
	}
	return out
}

// unreadPolicies are those of the S3 endpoints that routes lead to while the endpoints
// themselves could not be read.
func (t target) unreadPolicies() []Finding {
	fault, missing := t.gap(facts.TopicEndpoints)
	if !missing {
		return t.hiddenPolicies()
	}
	var out []Finding
	for _, table := range t.tables {
		route, ok := network.S3Route(t.n, table)
		if _, read := t.n.Endpoint(route.Target); ok && !read && route.Active() {
			out = merge(out, unknown(RuleS3PolicyModel, route.Target, "whether the policy of "+route.Target+" allows the model's data is not known", fault, docEndpointPolicy))
		}
	}
	return out
}

// hiddenPolicies are those of the S3 endpoints that routes lead to and that the account does
// not list: a participant of a shared VPC reads its routes and not its endpoints
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html).
func (t target) hiddenPolicies() []Finding {
	var out []Finding
	for _, w := range t.ways.s3 {
		for _, hop := range w.Hops {
			if _, listed := t.n.Endpoint(hop.At); listed || hop.Layer != network.LayerPolicy || hop.Verdict != network.Unknown {
				continue
			}
			owner := "whoever runs the VPC"
			if t.sharedVPC() {
				owner = "the owner of the VPC, account " + t.n.VPC.Owner
			}
			out = merge(out, Finding{
				Rule: RuleS3PolicyModel, Severity: Unknown, Subject: hop.At,
				Summary: "whether the policy of " + hop.At + " allows the model's data is not known",
				Detail:  hop.At + " is not among the VPC's endpoints that this account can read, as in a VPC that another account shares.",
				Fix:     "Ask " + owner + " for the policy, or for a test from a host in the subnet.", Source: docEndpointPolicy,
			})
		}
	}
	return out
}

func denyOnly(subject, name string, p policy.Problem) Finding {
	return Finding{
		Rule: RuleS3PolicyDenyOnly, Severity: Block, Subject: subject, Summary: "the policy of " + name + " allows nothing",
		Detail: strings.TrimSuffix(p.Detail, ".") + ": what it does not allow is denied, the model's download included.",
		Fix:    "Add an Allow statement, or choose a template.", Source: docEndpointPolicy,
	}
}

// checkDocument judges the document that the answers ask for, whether or not it can be sent.
func (t target) checkDocument() []Finding {
	document, err := PolicyDocument(t.a, t.f)
	if t.a.S3.Policy == PolicyFile && t.a.S3.Document == "" {
		return []Finding{{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: "s3.policy", Summary: "no policy is written yet",
			Fix: "Write one, name a file that holds it, or choose a template.", Source: docEndpointPolicy,
		}}
	}
	if err != nil {
		return []Finding{{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: "s3.policy", Summary: "the policy " + t.a.policyWord() + " cannot be written",
			Detail: err.Error(), Fix: "Choose another policy.", Source: docEndpointPolicy,
		}}
	}
	if document == "" && !strings.HasPrefix(t.a.S3.Policy, PolicyFile) {
		return nil
	}
	var out []Finding
	for _, p := range policy.Lint(document) {
		if p.Rule == policy.RuleDenyOnly {
			out = append(out, denyOnly("s3.policy", t.a.policyWord(), p))
			continue
		}
		out = append(out, Finding{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: "s3.policy",
			Summary: fmt.Sprintf("%s is not a policy that can be sent: %s%s", t.a.policyWord(), p.Summary, place(p)),
			Detail:  p.Detail, Fix: p.Remedy, Source: docEndpointPolicy,
		})
	}
	return out
}

func place(p policy.Problem) string {
	if p.Line == 0 {
		return ""
	}
	return fmt.Sprintf(" (line %d, column %d)", p.Line, p.Column)
}

// checkArchive asks the policy for each object that SageMaker must fetch.
func (t target) checkArchive(e facts.Endpoint, name string, doc policy.Document) []Finding {
	var out []Finding
	for _, probe := range policy.Probes(t.policyEnvAt(e), ModelData(t.a, t.f)) {
		if probe.Kind != policy.ProbeModel {
			continue
		}
		decision := policy.Evaluate(doc, probe.Request)
		f := Finding{
			Rule: RuleS3PolicyModel, Severity: Block, Subject: e.ID, Source: docEndpointPolicy,
			Summary: fmt.Sprintf("the policy of %s denies %s", name, probe.Name),
			Detail:  capital(decision.Why), Fix: "Allow the model's bucket in the policy, or choose the model-buckets template.",
		}
		switch decision.Verdict {
		case policy.Denied:
			return append(out, f)
		case policy.Unknown:
			f.Severity = Unknown
			f.Summary = fmt.Sprintf("whether the policy of %s allows %s is not known", name, probe.Name)
			out = []Finding{f}
		case policy.Allowed:
		}
	}
	return out
}

// checkLayers asks the policy for the bucket that ECR keeps image layers in
// (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html).
func (t target) checkLayers(e facts.Endpoint, name string, doc policy.Document) []Finding {
	env := t.policyEnvAt(e)
	if env.Region == "" {
		return nil // The bucket's name has the Region in it.
	}
	for _, probe := range policy.Probes(env, nil) {
		if probe.Kind != policy.ProbeLayer {
			continue
		}
		decision := policy.Evaluate(doc, probe.Request)
		f := Finding{
			Rule: RuleS3PolicyECR, Severity: Warn, Subject: e.ID, Source: docECR,
			Summary: fmt.Sprintf("the policy of %s denies the bucket of ECR's image layers", name),
			Detail: capital(decision.Why) + " Layers come by addresses that an account of ECR's signs, so a condition on the account denies them too. " +
				"Whether SageMaker pulls a model's image through the VPC is not documented.",
			Fix: "Allow s3:GetObject on arn:*:s3:::prod-" + env.Region + "-starport-layer-bucket/*, without a condition; the model-buckets template does.",
		}
		switch decision.Verdict {
		case policy.Denied:
			return []Finding{f}
		case policy.Unknown:
			f.Severity = Unknown
			f.Summary = fmt.Sprintf("whether the policy of %s allows ECR's image layers is not known", name)
			return []Finding{f}
		case policy.Allowed:
		}
	}
	return nil
}
