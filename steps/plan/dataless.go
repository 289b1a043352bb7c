package plan

import (
	"slices"
	"strings"

	"sagevpc/steps/network"
)

// idleNote is what becomes of the ways to S3 where a model has no data there.
const idleNote = " No model data: S3 is not needed to start; your code may need it."

// ofData are the rules about what SageMaker does to fetch a model's data.
var ofData = []string{
	RuleSGEgressS3, RuleACLS3, RuleACLReturn, RuleS3NoPath, RuleS3Blackhole, RuleS3Shadowed, RuleS3Foreign, RuleS3PolicyDenyOnly, RuleS3PolicyModel,
}

// dataless reports whether the model is known to have no data that SageMaker would fetch:
// its images carry everything. A model package has its own data.
func (t target) dataless() bool {
	if _, read := copied(t.a, t.f); t.a.Model.From != "" && !read || len(t.model.Containers) == 0 {
		return false
	}
	for _, c := range t.model.Containers {
		for _, field := range []string{"ModelPackageName", "ModelDataSource", "AdditionalModelDataSources"} {
			if list, ok := c.Extra[field].([]any); c.Extra[field] != nil && (!ok || len(list) > 0) {
				return false
			}
		}
	}
	return len(ModelData(t.a, t.f)) == 0
}

// asksForS3 reports whether the container is to reach S3, whatever SageMaker fetches there.
func (t target) asksForS3() bool {
	return !t.model.Isolation && slices.Contains(t.a.Reach.Services, network.ToS3)
}

// s3Idle reports whether nothing is known to need a way to S3.
func (t target) s3Idle() bool { return t.dataless() && !t.asksForS3() }

// failsLater says what comes of a closed way to S3, as a further sentence.
func (t target) failsLater() string {
	switch {
	case t.s3Idle():
		return idleNote
	case t.dataless():
		return " The model has no data there, and is to reach S3 all the same: it is among the services asked for."
	}
	return " The endpoint would fail after CreateModel succeeded: Failed to download model data."
}

// weighed is a finding as it counts for this model. What is wrong with a document that is
// to be sent stays wrong.
func (t target) weighed(f Finding) Finding {
	if !slices.Contains(ofData, f.Rule) || f.Subject == "s3.policy" {
		return f
	}
	return t.idle(f)
}

// idle takes the weight off a finding about a way to S3 that nothing is known to need.
func (t target) idle(f Finding) Finding {
	if !t.s3Idle() || f.Severity == Info {
		return f
	}
	f.Severity = Info
	f.Detail = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(f.Detail, idleNote, ""), ", the model's download included", "") + idleNote)
	f.Fix = strings.TrimSpace("Nothing to do, unless your code needs S3. " + f.Fix)
	return f
}
