package stepstest

import (
	"slices"
	"testing"

	"sagevpc/steps/facts"
)

// remembered are the variants that what is behind the account keeps.
func remembered(f Fixture, variants []facts.Variant) []facts.Variant {
	if !f.differs(ShadowsForgotten) {
		return variants
	}
	return slices.DeleteFunc(slices.Clone(variants), func(v facts.Variant) bool { return v.Shadow })
}

func hosted(t *testing.T, f Fixture) {
	got, err := f.Account.InferenceEndpoint(deadline(t), f.Hosted.Name)
	noError(t, err)
	if got.Name != f.Hosted.Name || got.Config != f.Hosted.Config || got.Status != "InService" || got.ARN == "" ||
		got.FailureReason != "" || got.Created.IsZero() || got.Modified.Before(got.Created) || got.Rolling || len(got.Gaps) > 0 {
		t.Errorf("got  %+v\nwant %+v", got, f.Hosted)
	}
	if want := remembered(f, f.Hosted.Variants); !slices.Equal(got.Variants, want) {
		t.Errorf("the variants are %+v\nwant %+v", got.Variants, want)
	}
}

func hostedList(t *testing.T, f Fixture) {
	list, err := f.Account.InferenceEndpoints(deadline(t))
	noError(t, err)
	for _, name := range []string{f.Hosted.Name, f.Orphan.Name} {
		if !slices.ContainsFunc(list, func(e facts.InferenceEndpointSummary) bool { return e.Name == name && e.Status == "InService" }) {
			t.Errorf("the list %+v lacks %s in service", list, name)
		}
	}
	if !slices.IsSortedFunc(list, func(a, b facts.InferenceEndpointSummary) int { return b.Created.Compare(a.Created) }) {
		t.Errorf("the endpoints are not sorted newest first: %+v", list)
	}
}

// orphan: without its configuration, an endpoint still tells what runs, and of which variant.
func orphan(t *testing.T, f Fixture) {
	got, err := f.Account.InferenceEndpoint(deadline(t), f.Orphan.Name)
	noError(t, err)
	fault, gap := got.Gaps[facts.TopicEndpointConfig]
	if !gap || fault.Kind != facts.NotFound || fault.Op != "sagemaker:DescribeEndpointConfig" {
		t.Errorf("the gaps are %+v", got.Gaps)
	}
	if got.Name != f.Orphan.Name || got.Config != f.Orphan.Config || len(got.Variants) != 1 {
		t.Fatalf("got  %+v\nwant %+v", got, f.Orphan)
	}
	known := facts.Variant{Name: f.Orphan.Variants[0].Name, Current: f.Orphan.Variants[0].Current}
	if got.Variants[0] != known {
		t.Errorf("the variant is %+v, want %+v", got.Variants[0], known)
	}
}

func unknownHosted(t *testing.T, f Fixture) {
	_, err := f.Account.InferenceEndpoint(deadline(t), "no-such-endpoint-as-this")
	wantFault(t, err, facts.NotFound)
}
