package stepstest

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// Source runs the contract of steps.Source. open is called once a test and may return the
// same account each time, since nothing is changed.
func Source(t *testing.T, open func(*testing.T) Fixture) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Fixture){
		"identity":          identity,
		"models":            models,
		"model":             model,
		"unknown model":     unknownModel,
		"bare model":        bareModel,
		"roles":             roles,
		"networks":          networks,
		"network":           network,
		"network's routes":  networkRoutes,
		"network's S3":      networkS3,
		"network's border":  networkBorder,
		"prefix lists":      prefixLists,
		"endpoint's ENIs":   endpointInterfaces,
		"services":          services,
		"usage":             usage,
		"hosted":            hosted,
		"hosted endpoints":  hostedList,
		"no configuration":  orphan,
		"unknown hosted":    unknownHosted,
		"strangers":         strangers,
		"unknown VPC":       unknownVPC,
		"subnets":           subnets,
		"instance type":     instanceType,
		"bucket":            bucket,
		"VPC of subnets":    vpcOf,
		"read back":         readBack,
		"context has ended": ended,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func identity(t *testing.T, f Fixture) {
	caller, err := f.Account.Identity(deadline(t))
	noError(t, err)
	if caller.Account != f.AccountID || caller.Region != f.Region {
		t.Errorf("the caller is in %s, %s, want %s, %s", caller.Account, caller.Region, f.AccountID, f.Region)
	}
	if !strings.HasPrefix(caller.ARN, "arn:"+caller.Partition+":") || caller.Partition == "" {
		t.Errorf("the partition is %q, the ARN %q", caller.Partition, caller.ARN)
	}
}

func models(t *testing.T, f Fixture) {
	list, err := f.Account.Models(deadline(t))
	noError(t, err)
	if !slices.ContainsFunc(list, func(m facts.ModelSummary) bool { return m.Name == f.Model.Name && m.ARN != "" }) {
		t.Errorf("the list of %d models lacks %s", len(list), f.Model.Name)
	}
	if !slices.IsSortedFunc(list, func(a, b facts.ModelSummary) int { return b.Created.Compare(a.Created) }) {
		t.Error("the models are not sorted newest first")
	}
}

func model(t *testing.T, f Fixture) {
	got, err := f.Account.Model(deadline(t), f.Model.Name)
	noError(t, err)
	want := f.Model
	if got.Name != want.Name || got.Role != want.Role || got.ARN == "" || got.Created.IsZero() {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.VPC != nil {
		t.Errorf("the model's VpcConfig is %+v, want none", got.VPC)
	}
	if len(got.Containers) != len(want.Containers) {
		t.Fatalf("got %d containers, want %d", len(got.Containers), len(want.Containers))
	}
	for i, c := range got.Containers {
		w := want.Containers[i]
		if c.Image != w.Image || c.ModelData != w.ModelData || !maps.Equal(c.Environment, w.Environment) {
			t.Errorf("container %d is %+v, want %+v", i, c, w)
		}
	}
	if !maps.Equal(got.Tags, want.Tags) {
		t.Errorf("the tags are %v, want %v", got.Tags, want.Tags)
	}
	if len(got.Gaps) > 0 {
		t.Errorf("there are gaps: %v", got.Gaps)
	}
}

func unknownModel(t *testing.T, f Fixture) {
	_, err := f.Account.Model(deadline(t), "no-such-model-as-this")
	wantFault(t, err, facts.NotFound)
}

// bareModel is the model in everything but its tags.
func bareModel(t *testing.T, f Fixture) {
	got, err := f.Account.BareModel(deadline(t), f.Model.Name)
	noError(t, err)
	want, err := f.Account.Model(deadline(t), f.Model.Name)
	noError(t, err)
	want.Tags = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	_, err = f.Account.BareModel(deadline(t), "no-such-model-as-this")
	wantFault(t, err, facts.NotFound)
}

func roles(t *testing.T, f Fixture) {
	list, err := f.Account.Roles(deadline(t))
	noError(t, err)
	i := slices.IndexFunc(list, func(r facts.Role) bool { return r.ARN == f.Role })
	if i < 0 || !list[i].SageMaker {
		t.Errorf("the roles %+v lack one that SageMaker may assume, %s", list, f.Role)
	}
	sorted(t, "the roles", list, func(r facts.Role) (string, string) { return r.Name, r.ARN })
}

func subnets(t *testing.T, f Fixture) {
	list, err := f.Account.Subnets(deadline(t), f.VPC)
	noError(t, err)
	equalIDs(t, "the subnets", ids(list, func(s facts.Subnet) string { return s.ID }), f.Subnets)
	sorted(t, "the subnets", list, func(s facts.Subnet) (string, string) { return s.Name, s.ID })
	for _, s := range list {
		if s.Free <= 0 || s.Free > s.Size() {
			t.Errorf("%s has %d of %d addresses free", s.ID, s.Free, s.Size())
		}
	}
	none, err := f.Account.Subnets(deadline(t), "vpc-00000000000000000")
	noError(t, err)
	sorted(t, "the subnets of no VPC", none, func(s facts.Subnet) (string, string) { return s.Name, s.ID })
}

func instanceType(t *testing.T, f Fixture) {
	got, err := f.Account.InstanceType(deadline(t), f.InstanceType)
	noError(t, err)
	if got.Name != f.InstanceType || !got.Found || len(got.Zones) < 2 || len(got.Gaps) > 0 {
		t.Errorf("got %+v, want %s, found, in two zones at least", got, f.InstanceType)
	}
	for _, zone := range got.Zones {
		if !strings.Contains(zone, "-az") {
			t.Errorf("the zone %s is not an AZ id", zone)
		}
	}
	unknown, err := f.Account.InstanceType(deadline(t), "ml.nosuch.large")
	noError(t, err)
	if unknown.Found || len(unknown.Gaps) > 0 {
		t.Errorf("got %+v for an unknown type, want not found and no gap", unknown)
	}
}

func bucket(t *testing.T, f Fixture) {
	got, err := f.Account.Bucket(deadline(t), f.Bucket)
	noError(t, err)
	if got.Name != f.Bucket || got.Region != f.BucketRegion {
		t.Errorf("got %+v, want %s in %s", got, f.Bucket, f.BucketRegion)
	}
	unknown, err := f.Account.Bucket(deadline(t), "no-such-bucket-as-this-one-here")
	wantFault(t, err, facts.NotFound)
	if _, gap := unknown.Gaps[facts.TopicBuckets]; !gap {
		t.Error("a bucket whose Region is not known has no gap")
	}
}

func vpcOf(t *testing.T, f Fixture) {
	got, err := f.Account.VPCOf(deadline(t), f.Private)
	noError(t, err)
	if got != f.VPC {
		t.Errorf("the subnets %v lie in %q, want %s", f.Private, got, f.VPC)
	}
	_, err = f.Account.VPCOf(deadline(t), []string{"subnet-00000000000000000"})
	wantFault(t, err, facts.NotFound)
}

func readBack(t *testing.T, f Fixture) {
	tables, err := f.Account.RouteTables(deadline(t), []string{f.MainTable, f.ExplicitTable})
	noError(t, err)
	equalIDs(t, "the tables", ids(tables, func(r facts.RouteTable) string { return r.ID }), []string{f.MainTable, f.ExplicitTable})
	none, err := f.Account.RouteTables(deadline(t), nil)
	noError(t, err)
	if len(none) > 0 {
		t.Errorf("asked for no table, got %d", len(none))
	}
	_, err = f.Account.RouteTables(deadline(t), []string{f.MainTable, "rtb-00000000000000000"})
	wantFault(t, err, facts.NotFound)
	_, err = f.Account.Endpoint(deadline(t), "vpce-00000000000000000")
	wantFault(t, err, facts.NotFound)
	support, hostnames, err := f.Account.VPCAttributes(deadline(t), f.VPC)
	noError(t, err)
	if !support || !hostnames {
		t.Errorf("enableDnsSupport is %v, enableDnsHostnames %v, want both", support, hostnames)
	}
	_, _, err = f.Account.VPCAttributes(deadline(t), "vpc-00000000000000000")
	wantFault(t, err, facts.NotFound)
}

// ended asks with a context that is over: no method may answer, and none may call it anything else.
func ended(t *testing.T, f Fixture) {
	ctx, cancel := context.WithCancel(deadline(t))
	cancel()
	for name, ask := range map[string]func() error{
		"Identity":      func() error { _, err := f.Account.Identity(ctx); return err },
		"Models":        func() error { _, err := f.Account.Models(ctx); return err },
		"Model":         func() error { _, err := f.Account.Model(ctx, f.Model.Name); return err },
		"Roles":         func() error { _, err := f.Account.Roles(ctx); return err },
		"Networks":      func() error { _, err := f.Account.Networks(ctx); return err },
		"Network":       func() error { _, err := f.Account.Network(ctx, steps.Scope{VPC: f.VPC}); return err },
		"Subnets":       func() error { _, err := f.Account.Subnets(ctx, f.VPC); return err },
		"InstanceType":  func() error { _, err := f.Account.InstanceType(ctx, f.InstanceType); return err },
		"Bucket":        func() error { _, err := f.Account.Bucket(ctx, f.Bucket); return err },
		"VPCOf":         func() error { _, err := f.Account.VPCOf(ctx, f.Private); return err },
		"Services":      func() error { _, err := f.Account.Services(ctx); return err },
		"Usage":         func() error { _, err := f.Account.Usage(ctx); return err },
		"Hosted":        func() error { _, err := f.Account.InferenceEndpoint(ctx, f.Hosted.Name); return err },
		"HostedList":    func() error { _, err := f.Account.InferenceEndpoints(ctx); return err },
		"Endpoint":      func() error { _, err := f.Account.Endpoint(ctx, "vpce-00000000000000000"); return err },
		"RouteTables":   func() error { _, err := f.Account.RouteTables(ctx, []string{f.MainTable}); return err },
		"VPCAttributes": func() error { _, _, err := f.Account.VPCAttributes(ctx, f.VPC); return err },
	} {
		t.Run(name, func(t *testing.T) { wantFault(t, ask(), facts.Interrupted) })
	}
}
