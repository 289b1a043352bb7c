package plan

import (
	"fmt"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

func checkDNS(t target) []Finding {
	if !t.known {
		return nil
	}
	var out []Finding
	vpc := named(t.n.VPC.Name, t.n.VPC.ID)
	if fault, missing := t.gap(facts.TopicDNS); missing {
		out = append(out, unknown(RuleDNSSupport, t.n.VPC.ID, "the DNS settings of "+vpc+" are not known", fault, docVPCDNS))
	} else {
		out = append(out, t.checkDNSAttributes(vpc)...)
	}
	if fault, missing := t.gap(facts.TopicDHCP); missing {
		return append(out, unknown(RuleDNSResolver, t.n.VPC.ID, "which DNS servers "+vpc+" hands out is not known", fault, docVPCDNS))
	}
	if custom, known := network.DNS(t.n); known && len(custom) > 0 {
		out = append(out, Finding{
			Rule: RuleDNSResolver, Severity: Unknown, Subject: t.n.VPC.DHCPOptions,
			Summary: vpc + " uses its own DNS servers: " + strings.Join(custom, ", "),
			Detail:  "Whether they resolve S3's names to AWS's addresses cannot be seen from here.",
			Fix:     "Ask whoever runs them, or resolve the bucket's name on a host in this VPC.", Source: docVPCDNS,
		})
	}
	return out
}

func (t target) checkDNSAttributes(vpc string) []Finding {
	var out []Finding
	if !t.n.VPC.DNSSupport {
		out = append(out, Finding{
			Rule: RuleDNSSupport, Severity: Block, Subject: t.n.VPC.ID, Summary: vpc + " has DNS support turned off",
			Detail: "No S3 name resolves inside the VPC, so the model's data cannot be fetched.",
			Fix:    "Turn on enableDnsSupport: this plan does with dns: fix.", Source: docVPCDNS,
		})
	}
	if !t.n.VPC.DNSHostnames {
		out = append(out, Finding{
			Rule: RuleDNSHostnames, Severity: Warn, Subject: t.n.VPC.ID, Summary: vpc + " has DNS hostnames turned off",
			Detail: "S3 works without them. Private DNS names of interface endpoints do not.",
			Fix:    "Turn on enableDnsHostnames: this plan does with dns: fix.", Source: docVPCDNS,
		})
	}
	return out
}

func checkS3Paths(t target) []Finding {
	var out []Finding
	for _, s := range t.inside() {
		path := network.S3Path(t.n, s.ID)
		name := named(s.Name, s.ID)
		switch path.Verdict {
		case network.Open:
		case network.Blocked:
			out = append(out, Finding{
				Rule: RuleS3NoPath, Severity: Block, Subject: s.ID, Summary: name + " has no way to S3",
				Detail: closedWhy(path) + " The endpoint would fail after CreateModel succeeded: Failed to download model data.",
				Fix:    t.noPathFix(), Source: docDownload,
			})
		case network.Unknown:
			f := Finding{
				Rule: RuleS3NoPath, Severity: Unknown, Subject: s.ID, Summary: "whether " + name + " reaches S3 is not known",
				Detail: closedWhy(path), Fix: "Ask whoever runs the network, or give the subnet an S3 gateway endpoint.", Source: docDownload,
			}
			for _, topic := range []facts.Topic{facts.TopicRouteTables, facts.TopicEndpoints, facts.TopicPrefixLists} {
				if fault, missing := t.gap(topic); missing {
					f = unknown(f.Rule, f.Subject, f.Summary, fault, f.Source)
					break
				}
			}
			out = append(out, f)
		}
	}
	return out
}

// closedWhy says what decides the path, as a sentence.
func closedWhy(p network.Path) string {
	hop, ok := p.Closed()
	if !ok || hop.Why == "" {
		return ""
	}
	return strings.ToUpper(hop.Why[:1]) + hop.Why[1:] + "."
}

func (t target) noPathFix() string {
	switch {
	case len(t.s3.Candidates) > 0:
		var ids []string
		for _, e := range t.s3.Candidates {
			ids = append(ids, e.ID)
		}
		return "Choose which endpoint gets the route tables (s3.endpoint): " + strings.Join(ids, ", ") + "."
	case t.s3.Action == S3None || t.s3.Action == S3Reuse:
		return t.s3.Why + " Choose another answer about S3 (s3.action: auto, extend or create)."
	}
	return "Add the subnet's route table to an S3 gateway endpoint."
}

// checkS3Endpoints speaks of endpoints that would have to change and must not be.
func checkS3Endpoints(t target) []Finding {
	if !t.known || len(t.s3.Foreign) == 0 || len(t.inside()) == 0 {
		return nil
	}
	var out []Finding
	wants := t.a.S3.Action == S3Extend || t.a.S3.Action == "" || t.a.S3.Action == Auto
	own, _ := t.s3Endpoints()
	if !wants || len(own) > 0 || len(t.tablesWithoutS3()) == 0 {
		return nil
	}
	for _, e := range t.s3.Foreign {
		out = append(out, Finding{
			Rule: RuleS3Foreign, Severity: Block, Subject: e.ID,
			Summary: named(e.Name, e.ID) + " belongs to " + owner(e) + " and is not changed",
			Detail:  "The chosen subnets' route tables are not on it.",
			Fix:     "Ask the owner to add the route tables " + strings.Join(tableIDs(t.tablesWithoutS3()), ", ") + ", or create an endpoint of your own (s3.action: create).",
			Source:  docGateway,
		})
	}
	return out
}

func owner(e facts.Endpoint) string {
	if e.RequesterManaged {
		return "an AWS service"
	}
	return "account " + e.Owner
}

// checkS3Policies judges the policies that the model's download passes, and the
// document that the plan would send.
func checkS3Policies(t target) []Finding {
	if !t.known || len(t.inside()) == 0 {
		return nil
	}
	out := t.checkDocument()
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
		for _, p := range policy.Lint(e.Policy) {
			if p.Rule == policy.RuleDenyOnly {
				out = append(out, denyOnly(e.ID, name, p))
			}
		}
		out = append(out, t.checkArchive(e.ID, name, doc)...)
	}
	return out
}

func denyOnly(subject, name string, p policy.Problem) Finding {
	return Finding{
		Rule: RuleS3PolicyDenyOnly, Severity: Block, Subject: subject, Summary: "the policy of " + name + " allows nothing",
		Detail: strings.TrimSpace(p.Detail + " An endpoint policy is an upper bound: what it does not allow is denied, the model's download included."),
		Fix:    "Add an Allow statement, or choose a template.", Source: docEndpointPolicy,
	}
}

// checkDocument judges the document that the answers ask for, whether or not it can be sent.
func (t target) checkDocument() []Finding {
	document, err := PolicyDocument(t.a, t.f)
	if t.a.S3.Policy == PolicyFile {
		return []Finding{{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: "s3.policy", Summary: "no policy file is named yet",
			Fix: "Name a file that holds the policy, or choose a template.", Source: docEndpointPolicy,
		}}
	}
	if err != nil {
		return []Finding{{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: "s3.policy", Summary: "the policy " + t.a.S3.Policy + " cannot be written",
			Detail: err.Error(), Fix: "Choose another policy.", Source: docEndpointPolicy,
		}}
	}
	if document == "" && !strings.HasPrefix(t.a.S3.Policy, PolicyFile) {
		return nil
	}
	var out []Finding
	for _, p := range policy.Lint(document) {
		if p.Rule == policy.RuleDenyOnly {
			out = append(out, denyOnly("s3.policy", t.a.S3.Policy, p))
			continue
		}
		out = append(out, Finding{
			Rule: RuleS3PolicyInvalid, Severity: Block, Subject: "s3.policy",
			Summary: fmt.Sprintf("%s is not a policy that can be sent: %s%s", t.a.S3.Policy, p.Summary, place(p)),
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
func (t target) checkArchive(subject, name string, doc policy.Document) []Finding {
	var out []Finding
	for _, probe := range policy.Probes(t.policyEnv(), ModelData(t.a, t.f)) {
		if probe.Kind != policy.ProbeModel {
			continue
		}
		decision := policy.Evaluate(doc, probe.Request)
		f := Finding{
			Rule: RuleS3PolicyModel, Severity: Block, Subject: subject, Source: docEndpointPolicy,
			Summary: fmt.Sprintf("the policy of %s denies %s", name, probe.Name),
			Detail:  decision.Why, Fix: "Allow the model's bucket in the policy, or choose the model-buckets template.",
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
