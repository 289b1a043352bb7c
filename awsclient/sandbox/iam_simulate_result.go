package sandbox

import (
	"slices"
	"strings"
)

// outcome is what the simulator found for one action on one resource.
type outcome struct {
	resource string
	decision decision
	matched  []*statement
	missing  []string
	// inBounds and inOrganization tell whether the outer layers allow it.
	inBounds, inOrganization bool
}

// simulated runs a simulation and answers with one page of its results.
func (x *iamCall) simulated(sim simulation) (func(*xmlWriter), *apiError) {
	governed := slices.ContainsFunc(sim.layers, func(l layer) bool { return l.name == controlLayer })
	return listed(x, "EvaluationResults", sim.actions, func(w *xmlWriter, action string) {
		resources := sim.resources
		if len(resources) == 0 {
			resources = []string{"*"}
		}
		var outcomes []outcome
		for _, resource := range resources {
			outcomes = append(outcomes, sim.run(action, resource))
		}
		all := together(outcomes)
		w.text("EvalActionName", action)
		w.text("EvalResourceName", templateOf(action, resources))
		w.text("EvalDecision", string(all.decision))
		writeMatches(w, all)
		if governed {
			w.inside("OrganizationsDecisionDetail", func() { w.flag("AllowedByOrganizations", all.inOrganization) })
		}
		sim.writeBounds(w, all)
		if len(sim.resources) == 0 || slices.Equal(sim.resources, []string{"*"}) {
			return
		}
		w.inside("EvalDecisionDetails", func() {}) // within one account there is nothing to tell
		members(w, "ResourceSpecificResults", "member", outcomes, func(o outcome) {
			w.text("EvalResourceName", o.resource)
			w.text("EvalResourceDecision", string(o.decision))
			writeMatches(w, o)
			sim.writeBounds(w, o)
		})
	})
}

func (sim simulation) run(action, resource string) outcome {
	a := access{action: action, resource: resource, by: sim.by, circumstances: sim.circumstances}
	var own []*document
	if sim.own != nil {
		own = append(own, sim.own)
	}
	o := outcome{resource: resource, inBounds: true, inOrganization: true}
	o.decision = ruleWith(sim.layers, own, a).decision
	for _, l := range append(slices.Clone(sim.layers), layer{resourceLayer, own}) {
		v := weigh(l.documents, a)
		switch l.name {
		case boundaryLayer:
			o.inBounds = v.decision == allowed
		case controlLayer:
			o.inOrganization = o.inOrganization && v.decision == allowed
		default:
			o.missing = append(o.missing, v.missing...)
			if v.decision == o.decision {
				o.matched = append(o.matched, v.matched...)
			}
		}
	}
	return o
}

// together is the result for all resources of an action: the strictest decision, with
// the statements that led to it.
func together(outcomes []outcome) outcome {
	all := outcome{decision: allowed, inBounds: true, inOrganization: true}
	for _, worst := range []decision{implicitDeny, explicitDeny} {
		if slices.ContainsFunc(outcomes, func(o outcome) bool { return o.decision == worst }) {
			all.decision = worst
		}
	}
	for _, o := range outcomes {
		all.inBounds, all.inOrganization = all.inBounds && o.inBounds, all.inOrganization && o.inOrganization
		all.missing = append(all.missing, o.missing...)
		for _, s := range o.matched {
			if o.decision == all.decision && !slices.Contains(all.matched, s) {
				all.matched = append(all.matched, s)
			}
		}
	}
	slices.Sort(all.missing)
	all.missing = slices.Compact(all.missing)
	return all
}

func (sim simulation) writeBounds(w *xmlWriter, o outcome) {
	if sim.bounded {
		w.inside("PermissionsBoundaryDecisionDetail", func() { w.flag("AllowedByPermissionsBoundary", o.inBounds) })
	}
}

func writeMatches(w *xmlWriter, o outcome) {
	members(w, "MatchedStatements", "member", o.matched, func(s *statement) {
		w.text("SourcePolicyId", s.source.name)
		// The service model lists other words; what AWS answers is this one.
		w.text("SourcePolicyType", s.source.kind)
		writePlace(w, "StartPosition", s.from)
		writePlace(w, "EndPosition", s.to)
	})
	w.inside("MissingContextValues", func() {
		for _, key := range o.missing {
			w.text("member", key)
		}
	})
}

func writePlace(w *xmlWriter, tag string, at place) {
	w.inside(tag, func() {
		w.number("Line", at.line)
		w.number("Column", at.column)
	})
}

// templates are the shapes of the resources that actions work on; others have none.
var templates = []struct{ action, shape string }{
	{"s3:*Object*", "arn:${Partition}:s3:::${BucketName}/${KeyName}"},
	{"s3:*", "arn:${Partition}:s3:::${BucketName}"},
	{"iam:*Role*", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"},
	{"kms:*", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"},
	{"ecr:GetAuthorizationToken", "*"},
	{"ecr:*", "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"},
	{"sagemaker:*Model", "arn:${Partition}:sagemaker:${Region}:${Account}:model/${ModelName}"},
	{"sagemaker:*EndpointConfig", "arn:${Partition}:sagemaker:${Region}:${Account}:endpoint-config/${EndpointConfigName}"},
	{"sagemaker:*Endpoint", "arn:${Partition}:sagemaker:${Region}:${Account}:endpoint/${EndpointName}"},
}

// templateOf is what the simulator calls the resource of an action, as it does not name
// one of many.
func templateOf(action string, resources []string) string {
	if slices.Equal(resources, []string{"*"}) {
		return "*"
	}
	for _, t := range templates {
		if fit(signs(strings.ToLower(t.action)), strings.ToLower(action)) {
			return t.shape
		}
	}
	return "*"
}
