package stepstest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// Applier runs the contract of steps.Applier. open is called once a test. The tests undo
// what they do, so it may return the same account each time.
func Applier(t *testing.T, open func(*testing.T) Fixture) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Fixture){
		"endpoint":             endpoint,
		"endpoint is extended": extended,
		"unknown endpoint":     unknownEndpoint,
		"DNS attribute":        attribute,
		"model in a VPC":       modelInVPC,
		"model's name taken":   modelTaken,
		"model unknown":        modelUnknown,
		"malformed":            malformed,
		"context has ended":    applyEnded,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
	for name, test := range objects {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// apply sends a request, which must succeed and leave a receipt.
func apply(t *testing.T, f Fixture, service, op string, input map[string]any) plan.Receipt {
	t.Helper()
	receipt, err := f.Account.Apply(deadline(t), plan.Request{Service: service, Op: op, Input: input})
	noError(t, err)
	if receipt.RequestID == "" && (service != "s3" || !f.differs(UnnamedRequests)) {
		t.Errorf("the receipt of %s has no request id: %+v", op, receipt)
	}
	return receipt
}

// createEndpoint makes an S3 gateway endpoint and removes it when the test is over.
func createEndpoint(t *testing.T, f Fixture, tables ...any) string {
	t.Helper()
	n, err := f.Account.Network(deadline(t), steps.Scope{VPC: f.VPC})
	noError(t, err)
	receipt := apply(t, f, "ec2", "CreateVpcEndpoint", map[string]any{
		"VpcId": f.VPC, "ServiceName": n.S3.Service, "VpcEndpointType": "Gateway", "RouteTableIds": tables,
		"PolicyDocument": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		"TagSpecifications": []any{map[string]any{
			"ResourceType": "vpc-endpoint", "Tags": []any{map[string]any{"Key": "Name", "Value": "contract"}},
		}},
	})
	if !strings.HasPrefix(receipt.ID, "vpce-") {
		t.Fatalf("the receipt names no endpoint: %+v", receipt)
	}
	t.Cleanup(func() {
		request := plan.Request{Service: "ec2", Op: "DeleteVpcEndpoints", Input: map[string]any{"VpcEndpointIds": []any{receipt.ID}}}
		_, _ = f.Account.Apply(context.WithoutCancel(t.Context()), request) // a test may have deleted it
	})
	return receipt.ID
}

// routed tells whether a table has an active route of a prefix list to the endpoint.
func routed(t *testing.T, f Fixture, table, endpoint string) bool {
	t.Helper()
	tables, err := f.Account.RouteTables(deadline(t), []string{table})
	noError(t, err)
	return slices.ContainsFunc(tables[0].Routes, func(r facts.Route) bool {
		return strings.HasPrefix(r.Destination, "pl-") && r.Target == endpoint && r.Active()
	})
}

func endpoint(t *testing.T, f Fixture) {
	id := createEndpoint(t, f, f.MainTable)
	got, err := f.Account.Endpoint(deadline(t), id)
	noError(t, err)
	if got.VPC != f.VPC || !got.Gateway() || !slices.Equal(got.RouteTables, []string{f.MainTable}) || got.Name != "contract" {
		t.Errorf("the endpoint reads back as %+v", got)
	}
	if !strings.Contains(got.Policy, "2012-10-17") {
		t.Errorf("the policy reads back as %q", got.Policy)
	}
	if !routed(t, f, f.MainTable, id) || routed(t, f, f.ExplicitTable, id) {
		t.Error("the route is not in the main table alone")
	}
	apply(t, f, "ec2", "DeleteVpcEndpoints", map[string]any{"VpcEndpointIds": []any{id}})
	if left, err := f.Account.Endpoint(deadline(t), id); err == nil && !strings.HasPrefix(strings.ToLower(left.State), "delet") {
		t.Errorf("the deleted endpoint is still there: %+v", left)
	} else if err != nil {
		wantFault(t, err, facts.NotFound)
	}
	if routed(t, f, f.MainTable, id) {
		t.Error("the route outlives its endpoint")
	}
}

func extended(t *testing.T, f Fixture) {
	id := createEndpoint(t, f, f.MainTable)
	receipt := apply(t, f, "ec2", "ModifyVpcEndpoint", map[string]any{"VpcEndpointId": id, "AddRouteTableIds": []any{f.ExplicitTable}})
	if receipt.ID != id {
		t.Errorf("the receipt names %q, want %s", receipt.ID, id)
	}
	// AWS adds the route; a stand-in without it must at least not pretend.
	if !f.differs(ModifyAddsNoRoute) && !routed(t, f, f.ExplicitTable, id) {
		t.Error("the added table has no route")
	}
	apply(t, f, "ec2", "ModifyVpcEndpoint", map[string]any{"VpcEndpointId": id, "RemoveRouteTableIds": []any{f.ExplicitTable}})
	if routed(t, f, f.ExplicitTable, id) || !routed(t, f, f.MainTable, id) {
		t.Error("the removed table keeps its route, or the other lost it")
	}
}

func unknownEndpoint(t *testing.T, f Fixture) {
	_, err := f.Account.Apply(deadline(t), plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{
		"VpcEndpointId": "vpce-00000000000000000", "AddRouteTableIds": []any{f.MainTable},
	}})
	wantFault(t, err, facts.NotFound)
	_, err = f.Account.Apply(deadline(t), plan.Request{Service: "ec2", Op: "DeleteVpcEndpoints", Input: map[string]any{
		"VpcEndpointIds": []any{"vpce-00000000000000000"},
	}})
	if f.differs(DeletesUnknownEndpoint) {
		noError(t, err) // AWS lists the endpoint as unsuccessful
		return
	}
	wantFault(t, err, facts.NotFound)
}

func attribute(t *testing.T, f Fixture) {
	set := func(value bool) {
		apply(t, f, "ec2", "ModifyVpcAttribute", map[string]any{"VpcId": f.VPC, "EnableDnsHostnames": map[string]any{"Value": value}})
		support, hostnames, err := f.Account.VPCAttributes(deadline(t), f.VPC)
		noError(t, err)
		if !support || hostnames != value {
			t.Errorf("enableDnsSupport is %v and enableDnsHostnames %v, want true and %v", support, hostnames, value)
		}
	}
	set(false)
	set(true)
}
