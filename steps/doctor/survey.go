package doctor

import (
	"context"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// Survey is every model of a Region that has a VPC.
type Survey struct {
	Caller facts.Caller
	// Models are those with a VPC and those that could not be read, by name.
	Models  []Model
	Outside int      // models without a VPC
	Notes   []string // what could not be taken into account, and why
}

// Blocks reports whether something blocks one of the models.
func (s Survey) Blocks() bool {
	return slices.ContainsFunc(s.Models, func(m Model) bool { return Verdict(m.Plan.Findings) == steps.Blocks })
}

// ExamineAll examines every model of the Region that has a VPC. Models are described a few
// at a time, in one call each, and each VPC, bucket and instance type is read once for all of them. A model
// that vanishes in the meantime is Gone and no error. Told is called after each model or
// endpoint that was described, one call at a time; nil tells nobody. An error is a *facts.Fault.
func ExamineAll(ctx context.Context, account Source, told func(done, total int)) (Survey, error) {
	var s Survey
	var list []facts.ModelSummary
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		s.Caller, err = account.Identity(inner)
		return err
	})
	group.Go(func() (err error) {
		list, err = account.Models(inner)
		return err
	})
	if err := group.Wait(); err != nil {
		return s, faultOf(err)
	}
	names := make([]string, 0, len(list))
	for _, m := range list {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	all, err := readModels(ctx, account.BareModel, names, counter(len(names), told))
	if err != nil {
		return s, err
	}
	models := slices.DeleteFunc(all, func(r read) bool { return r.fault == nil && r.model.VPC == nil })
	s.Outside = len(names) - len(models)
	w := newWard(account, s.Caller, models)
	if slices.ContainsFunc(models, read.inVPC) {
		if s.Notes, err = w.meetEndpoints(ctx); err != nil {
			return s, err
		}
	}
	if err := w.prepare(ctx); err != nil {
		return s, faultOf(err)
	}
	for _, one := range models {
		s.Models = append(s.Models, w.examine(one))
	}
	return s, nil
}

// meetEndpoints reads the endpoints that run the ward's models. The first in trouble, else
// the newest, is the one whose fleet counts.
func (w *ward) meetEndpoints(ctx context.Context) (notes []string, err error) {
	endpoints, _, err := readEndpoints(ctx, w.account, 0)
	if err != nil {
		if !partial(err) {
			return nil, err
		}
		w.uncounted = true
		return []string{"Which endpoints run the models is not known, so no addresses are counted for them: " +
			strings.TrimSuffix(faultOf(err).Summary, ".") + "."}, nil
	}
	byModel := map[string]*facts.InferenceEndpoint{}
	for i, e := range endpoints {
		for _, v := range e.Variants {
			known := byModel[v.Model]
			if known == nil || trouble(Endpoint{InferenceEndpoint: e}) > trouble(Endpoint{InferenceEndpoint: *known}) {
				byModel[v.Model] = &endpoints[i]
			}
		}
	}
	w.endpoints = func(model string) *facts.InferenceEndpoint { return byModel[model] }
	return nil, nil
}

// counter counts what is done; nil when nobody listens.
func counter(total int, told func(done, total int)) func() {
	if told == nil {
		return nil
	}
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		told(done, total)
	}
}
