package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const (
	// mostDescribed bounds how many SageMaker endpoints are described: each costs two calls.
	mostDescribed = 100
	// describedAtOnce keeps the calls below the rate at which SageMaker refuses more.
	describedAtOnce = 8
)

// loadRunning finds the SageMaker endpoints that use the model to be moved. It matters
// only where that model runs in the chosen subnets already, and is read only then; nil
// otherwise. A read that is refused, or a bound that is reached, is a gap.
func loadRunning(s State) LoadFunc {
	_, missing := s.Facts.Gaps[facts.TopicInferenceEndpoint]
	if missing || s.Facts.Running != nil || !plan.MovedWithin(s.Answers, s.Facts) {
		return nil
	}
	model := s.Answers.Model.From
	return func(ctx context.Context, account Account) (Patch, error) {
		found, gap, err := endpointsUsing(ctx, account, model)
		return gapOr(facts.TopicInferenceEndpoint, err, func(f facts.Facts) facts.Facts {
			f.Running = found
			if gap != nil {
				f.Gaps = f.Gaps.With(facts.TopicInferenceEndpoint, *gap)
			}
			return f
		})
	}
}

// endpointsUsing describes the newest endpoints that have instances and returns those with
// a variant of the model, newest first. The fault says what of them is not known.
func endpointsUsing(ctx context.Context, account Account, model string) ([]facts.InferenceEndpoint, *facts.Fault, error) {
	list, err := account.InferenceEndpoints(ctx)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, e := range list {
		if slices.Contains([]string{"InService", "Updating", "SystemUpdating"}, e.Status) {
			names = append(names, e.Name)
		}
	}
	var gap *facts.Fault
	if n := len(names); n > mostDescribed {
		names = names[:mostDescribed]
		gap = &facts.Fault{
			Kind: facts.Service, Op: "sagemaker:DescribeEndpoint",
			Summary: fmt.Sprintf("only the %d newest of %d SageMaker endpoints were described", mostDescribed, n),
			Why:     "each takes two calls",
			Fix:     "Compare with the instances of your older endpoints that use " + model + ": their addresses are taken already.",
		}
	}
	described, err := describeAll(ctx, account, names)
	if err != nil {
		return nil, nil, err
	}
	found := []facts.InferenceEndpoint{}
	for _, e := range described {
		if fault, unread := e.Gaps[facts.TopicEndpointConfig]; unread && gap == nil {
			gap = &fault
		}
		if slices.ContainsFunc(e.Variants, func(v facts.Variant) bool { return v.Model == model }) {
			found = append(found, e)
		}
	}
	return found, gap, nil
}

// describeAll describes endpoints at once, within bounds, in their order. One that has
// vanished since it was listed is left out; the first refusal ends the others.
func describeAll(ctx context.Context, account Account, names []string) ([]facts.InferenceEndpoint, error) {
	described := make([]facts.InferenceEndpoint, len(names))
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(describedAtOnce)
	for i, name := range names {
		group.Go(func() error {
			e, err := account.InferenceEndpoint(within, name)
			described[i] = e
			if err == nil || faultOf(err).Kind == facts.NotFound {
				return nil
			}
			return faultOf(err)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, faultOf(err)
	}
	return slices.DeleteFunc(described, func(e facts.InferenceEndpoint) bool { return e.Name == "" }), nil
}

// loadVariantTypes reads the instance types of the further variants that are not known yet.
func loadVariantTypes(s State) LoadFunc {
	var names []string
	for _, v := range s.Answers.Capacity.Variants {
		_, known := s.Facts.InstanceTypes[v.InstanceType]
		if v.InstanceType != "" && v.InstanceType != s.Answers.Capacity.InstanceType && !known && !slices.Contains(names, v.InstanceType) {
			names = append(names, v.InstanceType)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var loads []LoadFunc
	for _, name := range names {
		loads = append(loads, readInstanceType(name, putVariantType))
	}
	return func(ctx context.Context, account Account) (Patch, error) { return together(ctx, account, loads...) }
}

// putVariantType keeps the types that are known, in a map of its own.
func putVariantType(f facts.Facts, it facts.InstanceType) facts.Facts {
	types := maps.Clone(f.InstanceTypes)
	if types == nil {
		types = map[string]facts.InstanceType{}
	}
	types[it.Name] = it
	f.InstanceTypes = types
	return f
}
