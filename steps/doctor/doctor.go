// Package doctor examines models and SageMaker endpoints that exist, in the VPC that they
// live in: the plan's own rules held against the account as it is, and AWS's reason for a
// failure explained by the finding that caused it.
package doctor

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps"
	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// Source is what an examination reads.
type Source = steps.Source

// Subject is what is examined: exactly one of the two is named.
type Subject struct {
	Model    string // a SageMaker model
	Endpoint string // a SageMaker endpoint, with the models of its variants
}

// State is how far a model could be examined.
type State string

// The states of a model.
const (
	Examined State = "examined" // in its VPC
	Outside  State = "no-vpc"   // it has no VpcConfig, so there is nothing to examine in a network
	Gone     State = "gone"     // it does not exist any more
	Unread   State = "unread"   // it could not be read; see Fault
)

// Report is what an examination found.
type Report struct {
	Caller  facts.Caller
	Subject Subject
	// Endpoints are the endpoint asked for, or those that run the model asked for, those
	// in trouble first.
	Endpoints []Endpoint
	// Models are the model asked for, or those of the endpoint's variants, each once and in
	// their order.
	Models []Model
	// Notes are sentences about what cannot be examined, and why.
	Notes []string

	uncounted bool // which endpoints run the model is not known
}

// Endpoint is a SageMaker endpoint with the cause of what AWS says about it.
type Endpoint struct {
	facts.InferenceEndpoint
	Cause Cause
}

// Model is one model as it is.
type Model struct {
	Name  string
	State State
	// Fault is why the model, or its network, could not be read.
	Fault *facts.Fault
	VPC   string // "" when it is not known
	// Plan holds the findings, addresses and paths as they are now. It has no change.
	Plan plan.Plan
	// Repair is what a plan for a copy of the model would do; nil when nothing blocks.
	Repair *plan.Plan
}

// Findings are the findings of all models, each once.
func (r Report) Findings() []plan.Finding {
	out := []plan.Finding{}
	for _, m := range r.Models {
		for _, f := range m.Plan.Findings {
			if !slices.ContainsFunc(out, func(o plan.Finding) bool { return o.Rule == f.Rule && o.Subject == f.Subject }) {
				out = append(out, f)
			}
		}
	}
	return out
}

// Blocks reports whether something is so that lets the model or the endpoint fail now, or
// explains why the endpoint, or an update of it, failed already. What a plan would only
// warn of may have been the cause of that.
func (r Report) Blocks() bool {
	return slices.ContainsFunc(r.Findings(), plan.Finding.Blocks) ||
		slices.ContainsFunc(r.Endpoints, func(e Endpoint) bool { return e.Cause.Finding != nil })
}

// Verdict is the heaviest of the findings as a mark.
func Verdict(findings []plan.Finding) steps.Mark {
	mark := steps.Holds
	for _, f := range findings {
		switch {
		case f.Severity == plan.Block:
			return steps.Blocks
		case f.Severity == plan.Warn:
			mark = steps.Warns
		case f.Severity == plan.Unknown && mark == steps.Holds:
			mark = steps.Unknown
		}
	}
	return mark
}

// Examine reads the subject with its network and judges it. An error is a *facts.Fault: of
// Kind NotFound, with names that are like it, when there is no such subject. What may not
// be read is a finding or a note.
func Examine(ctx context.Context, account Source, subject Subject) (Report, error) {
	r := Report{Subject: subject}
	var models []read
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		r.Caller, err = account.Identity(inner)
		return err
	})
	group.Go(func() (err error) {
		if subject.Endpoint != "" {
			models, err = r.readEndpoint(inner, account)
		} else {
			models, err = r.readModel(inner, account)
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return r, faultOf(err)
	}
	w := newWard(account, r.Caller, models)
	w.uncounted = r.uncounted
	w.endpoints = func(string) *facts.InferenceEndpoint {
		if len(r.Endpoints) == 0 {
			return nil
		}
		return &r.Endpoints[0].InferenceEndpoint
	}
	if err := w.prepare(ctx); err != nil {
		return r, faultOf(err)
	}
	for _, one := range models {
		m := w.examine(one)
		if m.State == Unread && subject.Model != "" {
			return r, m.Fault
		}
		if err := w.repair(ctx, one, &m); err != nil {
			return r, faultOf(err)
		}
		r.Models = append(r.Models, m)
	}
	for i, e := range r.Endpoints {
		r.Endpoints[i].Cause = Explain(e.InferenceEndpoint, r.Models)
	}
	return r, nil
}

// faultOf is the fault that a Source returned; its promise is that every error is one.
func faultOf(err error) *facts.Fault {
	if fault, ok := errors.AsType[*facts.Fault](err); ok {
		return fault
	}
	return &facts.Fault{Kind: facts.Service, Summary: "the account could not be read", Why: err.Error(), Retry: true, Err: err}
}

// partial reports whether an examination goes on without what a call did not tell. The end
// of the session or of the connection would strike the next call as well.
func partial(err error) bool {
	switch fault := faultOf(err); fault.Kind {
	case facts.Interrupted, facts.Offline, facts.WrongEndpoint, facts.NoRegion, facts.BadRegion:
		return false
	default:
		return !fault.Credentials()
	}
}

// Plan is everything found as one plan without changes: the findings and paths of all
// models, and the addresses of the first that was examined.
func (r Report) Plan() plan.Plan {
	p := plan.Plan{
		Schema: plan.Schema, Account: r.Caller.Account, Region: r.Caller.Region, Caller: r.Caller.ARN, Answers: plan.Defaults(),
		Capacity: capacity.Ladder{Steps: []capacity.Step{}, Zones: []capacity.Zone{}},
		Paths:    []network.Path{}, Permissions: []plan.Permission{}, Changes: []plan.Change{},
	}
	examined := slices.DeleteFunc(slices.Clone(r.Models), func(m Model) bool { return m.State != Examined })
	if len(examined) > 0 {
		p = examined[0].Plan
	}
	for _, m := range examined[min(1, len(examined)):] {
		for _, path := range m.Plan.Paths {
			if !slices.ContainsFunc(p.Paths, func(o network.Path) bool { return o.Subnet == path.Subnet && o.To == path.To }) {
				p.Paths = append(p.Paths, path)
			}
		}
	}
	p.Findings = r.Findings()
	return p
}
