package doctor

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// The states of an endpoint that decide something here (EndpointStatus of the service model).
const (
	failed    = "Failed"
	inService = "InService"
	creating  = "Creating"
	deleting  = "Deleting"
)

// Cause is what is behind AWS's reason for a failure, as far as the rules can tell.
type Cause struct {
	Known   bool   // AWS's text is one that this program can read
	Meaning string // what the text means, as a phrase without a full stop
	// Finding is the first one that explains the text; nil when none does.
	Finding *plan.Finding
	Model   string // whose finding it is
	// Unchecked are findings that would explain the text and could not be checked.
	Unchecked []plan.Finding
	Rules     []string // that were looked at; none when no network was examined
	// Examined and Missed are models: those whose network was held against the rules, and
	// those whose network is not known.
	Examined, Missed []string
}

// reason is one of AWS's texts, by words of it, with the rules that can explain it. A rule
// that ends in a dot stands for its whole family.
type reason struct {
	words   []string // in lower case; any of them tells the text
	meaning string
	rules   []string
	updates []string // rules that explain it only for an update, which holds two fleets
}

// reasons are AWS's texts. Each was seen in its documentation or in the threads below; they
// are shortened in the middle, because names, numbers and product names in them vary.
//
//   - https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-vpc.html
//   - https://github.com/aws-solutions-library-samples/guidance-for-text-generation-using-embeddings-from-enterprise-data-on-aws/issues/3
//   - https://github.com/aws/amazon-sagemaker-operator-for-k8s/issues/22
//   - https://github.com/philschmid/llm-sagemaker-sample/issues/2
//   - https://github.com/aws-ia/ecs-blueprints/issues/223
//   - https://github.com/aws/sagemaker-python-sdk/issues/2002, 1835 and 4700
//   - https://github.com/aws/amazon-sagemaker-examples/issues/210
//   - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (InsufficientFreeAddressesInSubnet)
var reasons = []reason{
	{
		words:   []string{"availability zone(s) with the requested instance type", "that overlap with sagemaker"},
		meaning: "fewer than two usable Availability Zones",
		rules: []string{
			"subnet.single-az", "subnet.instance-type", "subnet.special-zone", "subnet.state", "subnet.ipv6-only", "subnet.other-vpc", "capacity.one-az",
		},
	},
	{
		words:   []string{"failed to download model data", "s3 vpc endpoint exists", "route to an s3 vpc endpoint"},
		meaning: "the model's data could not be fetched from S3 through the subnets",
		rules: []string{
			"s3.no-path", "s3.route-blackhole", "s3.shadowed", "sg.egress-s3", "nacl.", "dns.support", "dns.custom-resolver",
			"s3.policy-deny-only", "s3.policy-model", "s3.policy-invalid", "model.data-region", "reach.nat", "iam.role", "iam.role-trust",
		},
	},
	{
		words:   []string{"enough free addresses", "insufficientfreeaddressesinsubnet", "insufficient free addresses"},
		meaning: "the subnets had too few free addresses",
		rules:   []string{"capacity.exhausted", "capacity.one-az"},
		updates: []string{"capacity.update", "capacity.uneven"},
	},
	{
		words:   []string{"could not access model data"},
		meaning: "SageMaker may not read the model's data: role, trust, key, Region or policy",
		rules:   []string{"iam.role", "iam.role-trust", "model.data-region", "s3.policy-model", "s3.policy-deny-only"},
	},
	{
		words:   []string{"could not find model data"},
		meaning: "there is no object at the address of the model's data",
		rules:   []string{"model.data-region"},
	},
	{
		words:   []string{"batchgetimage permission", "please make sure all images included in the model"},
		meaning: "the container's image could not be pulled: it is gone, or the role may not",
		rules:   []string{"iam.role", "iam.role-trust", "s3.policy-ecr"},
	},
	{
		words:   []string{"did not pass the ping health check"},
		meaning: "the container did not answer, often because it waits for something that it cannot reach",
		rules: []string{
			"reach.", "model.hub-download", "s3.no-path", "sg.", "nacl.", "dns.",
		},
	},
}

// Explain names the finding behind AWS's reason for an endpoint's failure: the first that
// blocks and fits, else the first warning that does. A text that it cannot read is not
// guessed at.
func Explain(e facts.InferenceEndpoint, models []Model) Cause {
	text := strings.ToLower(e.FailureReason)
	i := slices.IndexFunc(reasons, func(r reason) bool {
		return slices.ContainsFunc(r.words, func(words string) bool { return strings.Contains(text, words) })
	})
	if i < 0 {
		return Cause{}
	}
	named := slices.Clone(reasons[i].rules)
	if e.Status != failed {
		named = append(named, reasons[i].updates...)
	}
	c := Cause{Known: true, Meaning: reasons[i].meaning, Rules: ofThisVersion(named)}
	for _, severity := range []plan.Severity{plan.Block, plan.Warn, plan.Unknown} {
		for _, m := range models {
			c.look(m, severity)
		}
	}
	for _, m := range models {
		switch {
		case m.State == Examined && m.VPC != "":
			c.Examined = append(c.Examined, m.Name)
		case m.State != Outside:
			c.Missed = append(c.Missed, m.Name)
		}
	}
	if len(c.Examined) == 0 {
		c.Rules = nil
	}
	return c
}

// ofThisVersion leaves out rules that this version does not have: they were not looked at.
func ofThisVersion(named []string) []string {
	rules := plan.Rules()
	return slices.DeleteFunc(named, func(name string) bool {
		return !slices.ContainsFunc(rules, func(r plan.RuleDoc) bool { return covers(name, r.Name) })
	})
}

// look takes a model's findings of one severity into account.
func (c *Cause) look(m Model, severity plan.Severity) {
	for _, f := range m.Plan.Findings {
		fits := slices.ContainsFunc(c.Rules, func(rule string) bool { return covers(rule, f.Rule) })
		switch {
		case !fits || f.Severity != severity:
		case severity == plan.Unknown:
			c.Unchecked = append(c.Unchecked, f)
		case c.Finding == nil:
			c.Finding, c.Model = &f, m.Name
		}
	}
}

// covers reports whether a rule is the one named, or of the family named.
func covers(named, rule string) bool {
	if strings.HasSuffix(named, ".") {
		return strings.HasPrefix(rule, named)
	}
	return rule == named
}
