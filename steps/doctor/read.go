package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps/facts"
)

const (
	// atOnce is how many models or endpoints are described at the same time.
	atOnce = 8
	// mostEndpoints is how many endpoints are described to find those of one model: at the
	// rate that an account may keep, some twenty seconds.
	mostEndpoints = 200
)

// read is a model as DescribeModel answered.
type read struct {
	name  string
	model facts.Model
	fault *facts.Fault // why there is no model
}

func (r read) inVPC() bool { return r.fault == nil && r.model.VPC != nil }

// readModel reads the model, and the endpoints that run it.
func (r *Report) readModel(ctx context.Context, account Source) ([]read, error) {
	name := r.Subject.Model
	model, err := account.Model(ctx, name)
	if err != nil {
		return nil, suggest(err, name, func() (names []string) {
			list, _ := account.Models(ctx)
			for _, m := range list {
				names = append(names, m.Name)
			}
			return names
		})
	}
	endpoints, left, err := readEndpoints(ctx, account, mostEndpoints)
	if err != nil && !partial(err) {
		return nil, err
	}
	if err != nil {
		r.uncounted = true
		r.Notes = append(r.Notes, "Which endpoints run the model is not known, so no addresses are counted for them: "+
			strings.TrimSuffix(faultOf(err).Summary, ".")+".")
	}
	if left > 0 {
		r.uncounted = !slices.ContainsFunc(endpoints, func(e facts.InferenceEndpoint) bool { return runs(e, name) })
		r.Notes = append(r.Notes, fmt.Sprintf("The newest %d endpoints were looked at for the model, and %d older ones were not. Name one of those with --endpoint.", mostEndpoints, left))
	}
	for _, e := range endpoints {
		if runs(e, name) {
			r.Endpoints = append(r.Endpoints, Endpoint{InferenceEndpoint: e})
		}
	}
	slices.SortStableFunc(r.Endpoints, func(a, b Endpoint) int { return trouble(b) - trouble(a) })
	return []read{{name: name, model: model}}, nil
}

// trouble orders endpoints: what failed, what says something, what is well.
func trouble(e Endpoint) int {
	switch {
	case e.Status == failed:
		return 2
	case e.FailureReason != "":
		return 1
	}
	return 0
}

// runs reports whether one of the endpoint's variants is the model's.
func runs(e facts.InferenceEndpoint, model string) bool {
	return slices.ContainsFunc(e.Variants, func(v facts.Variant) bool { return v.Model == model })
}

// readEndpoints describes the endpoints of the Region that are not on their way out, the
// newest ones where there are more than most (0 for no end), and counts those that were left. One
// that vanishes between the list and its description is left out.
func readEndpoints(ctx context.Context, account Source, most int) (endpoints []facts.InferenceEndpoint, left int, err error) {
	list, err := account.InferenceEndpoints(ctx)
	if err != nil {
		return nil, 0, err
	}
	if most > 0 && len(list) > most {
		list, left = list[:most], len(list)-most
	}
	found := make([]*facts.InferenceEndpoint, len(list))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, summary := range list {
		if summary.Status == deleting {
			continue
		}
		group.Go(func() error {
			e, err := account.InferenceEndpoint(ctx, summary.Name)
			switch {
			case err == nil:
				found[i] = &e
			case faultOf(err).Kind != facts.NotFound:
				return err
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, 0, faultOf(err)
	}
	for _, e := range found {
		if e != nil {
			endpoints = append(endpoints, *e)
		}
	}
	return endpoints, left, nil
}

// readEndpoint reads the endpoint and the models of its variants.
func (r *Report) readEndpoint(ctx context.Context, account Source) ([]read, error) {
	name := r.Subject.Endpoint
	e, err := account.InferenceEndpoint(ctx, name)
	if err != nil {
		return nil, suggest(err, name, func() (names []string) {
			list, _ := account.InferenceEndpoints(ctx)
			for _, e := range list {
				names = append(names, e.Name)
			}
			return names
		})
	}
	r.Endpoints = []Endpoint{{InferenceEndpoint: e}}
	r.Notes = append(r.Notes, unexamined(e)...)
	if e.FailureReason != "" && e.Status == inService {
		r.Notes = append(r.Notes, fmt.Sprintf("What AWS says is about an update that did not succeed. The endpoint runs configuration %s, and that is what is examined.", e.Config))
	}
	var names []string
	for _, v := range e.Variants {
		if v.Model != "" && !v.Serverless && !slices.Contains(names, v.Model) {
			names = append(names, v.Model)
		}
	}
	return readModels(ctx, account.Model, names, nil)
}

// unexamined says what of an endpoint has no model to look at.
func unexamined(e facts.InferenceEndpoint) []string {
	if fault, missing := e.Gaps[facts.TopicEndpointConfig]; missing {
		return []string{fmt.Sprintf("The models of the endpoint are not known, so its network cannot be examined: %s.", strings.TrimSuffix(fault.Summary, "."))}
	}
	var notes, components []string
	for _, v := range e.Variants {
		switch {
		case v.Serverless:
			notes = append(notes, fmt.Sprintf("Variant %s is serverless: serverless inference has no VPC support, so there is no network to examine.", v.Name))
		case v.Model == "":
			components = append(components, v.Name)
		}
	}
	if len(components) > 0 {
		notes = append(notes, fmt.Sprintf("Variant %s hosts inference components and names no model: its network is the VpcConfig of the endpoint configuration %s, which is not examined.",
			strings.Join(components, ", "), e.Config))
	}
	return notes
}

// readModels describes models by name, several at once. A model that is not there, or may
// not be read, is no error.
func readModels(ctx context.Context, describe func(context.Context, string) (facts.Model, error), names []string, done func()) ([]read, error) {
	out := make([]read, len(names))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, name := range names {
		group.Go(func() error {
			model, err := describe(ctx, name)
			if done != nil {
				done()
			}
			out[i] = read{name: name, model: model}
			if err != nil {
				out[i].fault = faultOf(err)
				if !partial(err) {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, faultOf(err)
	}
	return out, nil
}
