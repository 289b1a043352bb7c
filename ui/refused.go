package ui

import (
	"context"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// refused is an account that answers everything with one fault. A step whose read failed
// as a whole reads it instead: a step that can ask without the account (for another
// profile, another Region) then does, and every other one returns the fault.
type refused struct{ fault *facts.Fault }

func (r refused) Identity(context.Context) (facts.Caller, error) { return facts.Caller{}, r.fault }

func (r refused) Models(context.Context) ([]facts.ModelSummary, error) { return nil, r.fault }

func (r refused) Model(context.Context, string) (facts.Model, error) { return facts.Model{}, r.fault }

func (r refused) BareModel(context.Context, string) (facts.Model, error) {
	return facts.Model{}, r.fault
}

func (r refused) Roles(context.Context) ([]facts.Role, error) { return nil, r.fault }

func (r refused) Networks(context.Context) ([]facts.Network, error) { return nil, r.fault }

func (r refused) Network(context.Context, steps.Scope) (facts.Network, error) {
	return facts.Network{}, r.fault
}

func (r refused) Subnets(context.Context, string) ([]facts.Subnet, error) { return nil, r.fault }

func (r refused) InstanceType(context.Context, string) (facts.InstanceType, error) {
	return facts.InstanceType{}, r.fault
}

func (r refused) Bucket(context.Context, string) (facts.Bucket, error) {
	return facts.Bucket{}, r.fault
}

func (r refused) VPCOf(context.Context, []string) (string, error) { return "", r.fault }

func (r refused) Services(context.Context) ([]facts.EndpointService, error) { return nil, r.fault }

func (r refused) Usage(context.Context) (facts.Usage, error) { return facts.Usage{}, r.fault }

func (r refused) InferenceEndpoint(context.Context, string) (facts.InferenceEndpoint, error) {
	return facts.InferenceEndpoint{}, r.fault
}

func (r refused) InferenceEndpoints(context.Context) ([]facts.InferenceEndpointSummary, error) {
	return nil, r.fault
}

func (r refused) Apply(context.Context, plan.Request) (plan.Receipt, error) {
	return plan.Receipt{}, r.fault
}

func (r refused) Endpoint(context.Context, string) (facts.Endpoint, error) {
	return facts.Endpoint{}, r.fault
}

func (r refused) RouteTables(context.Context, []string) ([]facts.RouteTable, error) {
	return nil, r.fault
}

func (r refused) VPCAttributes(context.Context, string) (support, hostnames bool, err error) {
	return false, false, r.fault
}
