package policy

import "strings"

// needs asks the policy for what the model depends on. A document that cannot be sent
// would only repeat itself here.
func (l *linter) needs() {
	if len(l.errors) > 0 {
		return
	}
	layers := false
	for _, probe := range l.purpose.Probes {
		layers = layers || probe.Kind == ProbeLayer
		l.probe(probe)
	}
	if !layers {
		l.owners()
	}
}

func (l *linter) probe(probe Probe) {
	decision := Evaluate(l.doc, probe.Request)
	p := Problem{Severity: Warning, Detail: upper(decision.Why) + "."}
	switch probe.Kind {
	case ProbeModel:
		p.Rule, p.Severity = RuleModel, Error
		p.Summary = "the policy denies the model's data: " + probe.Name
		p.Remedy = "Allow s3:GetObject on the bucket's objects."
	case ProbeLayer:
		p.Rule = RuleECR
		p.Summary = "the policy denies the layers of container images: " + probe.Name
		p.Remedy = "Allow s3:GetObject on the bucket of ECR's layers, without a condition on the caller's or the bucket's account."
	case ProbeDefault:
		p.Rule, p.Severity = RuleModel, Info
		p.Summary = "the policy denies the bucket that the SageMaker SDK uses: " + probe.Name
		p.Remedy = "Allow it if the SDK's own bucket is used."
	case ProbeRepository, ProbeStranger:
		return // Nothing depends on them.
	}
	path := l.decider(decision)
	switch decision.Verdict {
	case Allowed:
		return
	case Unknown:
		if p.Severity == Error {
			p.Severity = Warning
		}
		p.Summary = strings.Replace(p.Summary, "the policy denies", "the policy may deny", 1)
	case Denied:
	}
	l.add(p, path)
}

// decider is the path of the statement that decides, else of the first.
func (l *linter) decider(d Decision) string {
	for i, s := range l.doc.Statements {
		if d.By != "" && s.name(i) == d.By {
			return l.at.statement(i)
		}
	}
	return l.at.statement(0)
}

// owners finds denials for everyone but an account's own callers or buckets, which hit the
// layers of images: ECR signs their addresses itself
// (https://github.com/aws-samples/data-perimeter-policy-examples).
func (l *linter) owners() {
	const layers = "starport-layer-bucket"
	for i, s := range l.doc.Statements {
		blanket := s.Effect == Deny && (List{getObject}).meets(s.Action, true) &&
			(List{"arn:*:s3:::prod-*-" + layers + "/*"}).meets(s.Resource, false) && !strings.Contains(l.text, layers)
		for _, c := range s.Conditions {
			if blanket && listed(keysOfOwners, c.Key) && operators[testOf(c.Operator).name].negated {
				l.add(Problem{
					Rule: RuleECR, Severity: Warning, Summary: s.name(i) + ": the condition on " + c.Key + " cuts off the layers of container images",
					Detail: "ECR's addresses of layers are signed by an account of ECR's, for a bucket of ECR's.",
					Remedy: "Except arn:aws:s3:::prod-REGION-" + layers + "/* with NotResource.",
				}, "#"+l.at.statement(i)+"/Condition/"+c.Operator+"/"+c.Key)
			}
		}
	}
}

func upper(sentence string) string {
	if sentence == "" {
		return ""
	}
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}
