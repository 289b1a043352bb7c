package plan

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// notOfWhatExists are rules, or beginnings of rules, that judge a request yet to be sent
// or what a plan may change. A model that exists has passed the first and asks for none
// of the second.
var notOfWhatExists = []string{
	RuleModelExists, RuleModelName, RuleModelRole, RuleModelImage, RuleModelImageMode, RuleModelData, RuleModelEnvironment, RuleModelTags,
	RuleS3Foreign, RuleS3PolicyReplaced, RuleS3Bystanders,
	"iam.caller", "iam.pass-role", "quota.", "cost.",
}

// Examine judges what exists already: the findings as they are now, with no change. The
// answers describe a model as it is, with Model.From naming it, and the facts hold it as
// Origin. The plan is never applicable.
func Examine(a Answers, f facts.Facts) Plan {
	p := Build(a, f)
	found := []Finding{}
	for _, finding := range p.Findings {
		if !finding.Now || slices.ContainsFunc(notOfWhatExists, finding.is) {
			continue
		}
		finding.After, finding.RepairedBy = true, []string{}
		found = append(found, finding)
	}
	slices.SortStableFunc(found, byWeight)
	p.Findings, p.Changes, p.Applicable = found, []Change{}, false
	return p
}

// is reports whether the finding is of a rule, or of a family of rules written with a dot
// at its end.
func (f Finding) is(rule string) bool {
	if strings.HasSuffix(rule, ".") {
		return strings.HasPrefix(f.Rule, rule)
	}
	return f.Rule == rule
}
