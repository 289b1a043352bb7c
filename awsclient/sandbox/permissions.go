package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// rights are the account's policies and what holds its caller.
type rights struct {
	policies []*managedPolicy
	// held is false for a caller who may do everything.
	held bool
	// guardrails are the organisation's service control policies; each must allow.
	guardrails []*document
}

// managedPolicy is a policy with an ARN of its own.
type managedPolicy struct {
	arn, name, path, description, version string
	document                              *document
	created                               time.Time
}

type inlinePolicy struct {
	name     string
	document *document
}

// layer is a set of policies that an access needs the consent of.
type layer struct {
	name      string // as AWS calls it in a refusal
	documents []*document
}

const (
	identityLayer = "identity-based policy"
	boundaryLayer = "permissions boundary"
	controlLayer  = "service control policy"
	resourceLayer = "resource-based policy"
)

// ruling is a verdict with the layer that it came from.
type ruling struct {
	verdict
	layer string
}

func (w *world) policy(arn string) (*managedPolicy, bool) {
	return named(w.iam.policies, func(p *managedPolicy) string { return p.arn }, arn)
}

// documentsOf are a role's identity policies, attached ones first.
func (w *world) documentsOf(r *role) []*document {
	var documents []*document
	for _, arn := range r.attached {
		if p, found := w.policy(arn); found {
			documents = append(documents, p.document)
		}
	}
	for _, p := range r.inline {
		documents = append(documents, p.document)
	}
	return documents
}

// layersOf are the layers that every access of a role must pass, the outermost first.
func (w *world) layersOf(r *role) []layer {
	var layers []layer
	for _, d := range w.iam.guardrails {
		layers = append(layers, layer{controlLayer, []*document{d}})
	}
	if r.boundary != "" {
		bound := layer{name: boundaryLayer}
		if p, found := w.policy(r.boundary); found {
			bound.documents = append(bound.documents, p.document)
		}
		layers = append(layers, bound)
	}
	return append(layers, layer{identityLayer, w.documentsOf(r)})
}

// rule holds an access against layers: a denial in any of them ends it, and otherwise
// each must allow.
func rule(layers []layer, a access) ruling {
	verdicts := make([]verdict, len(layers))
	for i, l := range layers {
		verdicts[i] = weigh(l.documents, a)
		if verdicts[i].decision == explicitDeny {
			return ruling{verdicts[i], l.name}
		}
	}
	last := ruling{verdict: verdict{decision: implicitDeny}, layer: identityLayer}
	for i, l := range layers {
		last = ruling{verdicts[i], l.name}
		if last.decision != allowed {
			return last
		}
	}
	return last
}

// ruleWith is rule for a resource that has a policy of its own, in the account of the
// asker: what the resource's policy allows needs no identity policy
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
func ruleWith(layers []layer, own []*document, a access) ruling {
	v := weigh(own, a)
	if v.decision == explicitDeny {
		return ruling{v, resourceLayer}
	}
	if v.decision == allowed {
		for i, l := range layers {
			if l.name != identityLayer {
				continue
			}
			if got := weigh(l.documents, a); got.decision != explicitDeny {
				layers = slices.Delete(slices.Clone(layers), i, i+1)
			}
			break
		}
		if len(layers) == 0 {
			return ruling{v, resourceLayer}
		}
	}
	return rule(layers, a)
}

// callerRole is the role whose session the caller has.
func (w *world) callerRole() *role {
	r, found := named(w.roles, func(r *role) string { return r.name }, callerRoleName)
	if !found {
		return &role{name: callerRoleName, path: "/"}
	}
	return r
}

const (
	callerRoleName = "DataScientist"
	// callerAddress is where the caller's calls come from: an address of documentation.
	callerAddress = "198.51.100.7"
)

// sessionOf is the asker that a role's session is.
func sessionOf(r *role, session string) asker {
	return asker{
		names: []string{
			r.arn(), "arn:aws:sts::" + AccountID + ":assumed-role/" + r.name + "/" + session,
			uniqueID("AROA", r.name), uniqueID("AROA", r.name) + ":" + session,
		},
		account: AccountID,
	}
}

// factsOf are the condition keys that every request of a role's session has
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
func factsOf(r *role, region string, now time.Time) circumstances {
	return circumstances{
		"aws:principalarn":     {r.arn()},
		"aws:principalaccount": {AccountID},
		"aws:principaltype":    {"AssumedRole"},
		"aws:resourceaccount":  {AccountID},
		"aws:requestedregion":  {region},
		"aws:securetransport":  {"true"},
		"aws:viaawsservice":    {"false"},
		"aws:currenttime":      {now.UTC().Format(time.RFC3339)},
		"aws:epochtime":        {strconv.FormatInt(now.Unix(), 10)},
	}
}

// layersOfCaller are those that the caller's accesses must pass, none for a caller who
// is not held.
func (w *world) layersOfCaller() []layer {
	if !w.iam.held {
		return []layer{{identityLayer, []*document{everything}}}
	}
	return w.layersOf(w.callerRole())
}

// everything allows everything.
var everything = readDocument(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)

// readDocument reads a document of a scenario, which a test holds to be readable; one
// that is not allows nothing.
func readDocument(text string) *document {
	d, err := parseDocument(text)
	if err != nil {
		return &document{text: text}
	}
	return d
}
