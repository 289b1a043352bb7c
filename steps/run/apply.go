package run

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// The operations that a run knows how to wait for and to take back.
const (
	opCreateEndpoint = "CreateVpcEndpoint"
	opModifyEndpoint = "ModifyVpcEndpoint"
	opDeleteEndpoint = "DeleteVpcEndpoints"
	opModifyVPC      = "ModifyVpcAttribute"
	opCreateModel    = "CreateModel"
	opDeleteModel    = "DeleteModel"
)

// lookTime bounds the reading back after a lost answer. It runs on its own time, because
// the context that lost the answer may be over.
const lookTime = 10 * time.Second

// apply sends the change's request. When the answer is lost it looks whether the change
// was done, and says when that cannot be told.
func (d Driver) apply(ctx context.Context, task Task) Result {
	change := task.Item.Change
	if task.Item.Unsure {
		if receipt, seen := d.look(ctx, change); seen {
			return Result{Receipt: receipt, Note: "it had been done already"}
		}
	}
	if err := ctx.Err(); err != nil {
		return Result{Err: &facts.Fault{
			Kind: facts.Interrupted, Op: operation(change.Request), Retry: true, Err: err,
			Summary: change.Request.Op + " was not sent", Why: "the run was interrupted before",
		}}
	}
	receipt, err := d.Account.Apply(ctx, change.Request)
	if err == nil {
		return Result{Receipt: receipt}
	}
	fault := faultOf(err, change.Request)
	if !lost(fault, change.Request) {
		return Result{Err: fault}
	}
	if found, seen := d.look(ctx, change); seen {
		found.RequestID = first(found.RequestID, fault.RequestID)
		return Result{Receipt: found, Note: fmt.Sprintf("AWS answered %q, but what was asked for is there", first(fault.Code, string(fault.Kind)))}
	}
	if fault.Kind == facts.Exists || fault.Kind == facts.NotFound {
		return Result{Err: fault}
	}
	return Result{Err: unsure(fault, change), Unsure: true}
}

// lost reports whether a fault leaves open that the request was done. The SDK repeats a
// request whose answer it did not get, and the repetition meets what the first one made, or
// misses what it took away.
func lost(fault *facts.Fault, request plan.Request) bool {
	switch fault.Kind {
	case facts.Interrupted, facts.Offline, facts.Service, facts.WrongEndpoint:
		return true
	case facts.Exists:
		return slices.Contains([]string{
			opCreateModel, opModifyEndpoint, opCreateGroup, opAllowIn, opAllowOut, opCreateRoute, opAssociateTable,
		}, request.Op)
	case facts.NotFound:
		return request.Op == opRevokeOut
	case facts.Denied, facts.Throttled, facts.Expired, facts.NoCredentials, facts.BadCredentials,
		facts.NoRegion, facts.BadRegion, facts.NoProfile, facts.Invalid, facts.Limit:
		return false
	}
	return true
}

// unsure says of a fault that the change may or may not have been done, and what a retry
// would do.
func unsure(fault *facts.Fault, change plan.Change) *facts.Fault {
	next := *fault
	next.Summary = fmt.Sprintf("%s may or may not have been done", change.Request.Op)
	next.Why = fault.Summary
	if fault.Why != "" {
		next.Why += ": " + fault.Why
	}
	next.Retry = true
	switch change.Request.Op {
	case opCreateEndpoint, opCreateNAT:
		next.Fix = "Retry: the request carries a ClientToken, so it cannot be done twice."
	default:
		next.Fix = "Retry: it is read back first, and sent again only if it is not there."
	}
	return &next
}

// look reads back whether the change has been done, by whoever's request. False means
// that it was not seen, not that it was not done.
func (d Driver) look(ctx context.Context, change plan.Change) (plan.Receipt, bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
	defer cancel()
	input := change.Request.Input
	switch change.Request.Op {
	case opCreateModel:
		model, err := d.Account.Model(ctx, text(input, "ModelName"))
		if err != nil || len(differences(input, model)) > 0 {
			return plan.Receipt{}, false
		}
		return plan.Receipt{ID: model.Name, ARN: model.ARN}, true
	case opCreateEndpoint:
		if text(input, "VpcEndpointType") == "Interface" {
			return d.lookForInterface(ctx, input)
		}
		return d.lookForEndpoint(ctx, input)
	case opModifyEndpoint:
		return plan.Receipt{}, d.endpointModified(ctx, input)
	case opModifyVPC:
		seen, _, fault := d.attributeSeen(ctx, change.Request)
		return plan.Receipt{}, fault == nil && seen
	}
	return d.lookForObject(ctx, change)
}

// endpointModified reports whether the endpoint lists the added tables and holds the
// policy and the private DNS that were sent, whether or not packets follow yet.
func (d Driver) endpointModified(ctx context.Context, input map[string]any) bool {
	endpoint, err := d.Account.Endpoint(ctx, text(input, "VpcEndpointId"))
	if err != nil {
		return false
	}
	if policy := text(input, "PolicyDocument"); policy != "" && !sameDocument(policy, endpoint.Policy) {
		return false
	}
	if private, set := flag(input, "PrivateDnsEnabled"); set && private != endpoint.PrivateDNS {
		return false
	}
	return !slices.ContainsFunc(list(input, "AddRouteTableIds"), func(id string) bool {
		return !slices.Contains(endpoint.RouteTables, id)
	})
}

// lookForEndpoint finds a gateway endpoint whose id was lost with the answer: the route
// tables that were to use it name it. Only an endpoint that has exactly the tables, the
// service and the VPC of the request is taken for it.
func (d Driver) lookForEndpoint(ctx context.Context, input map[string]any) (plan.Receipt, bool) {
	wanted := list(input, "RouteTableIds")
	if len(wanted) == 0 {
		return plan.Receipt{}, false
	}
	tables, err := d.Account.RouteTables(ctx, wanted)
	if err != nil {
		return plan.Receipt{}, false
	}
	for _, id := range endpointTargets(tables) {
		endpoint, err := d.Account.Endpoint(ctx, id)
		if err != nil || endpoint.Service != text(input, "ServiceName") || endpoint.VPC != text(input, "VpcId") {
			continue
		}
		if sameSet(endpoint.RouteTables, wanted) {
			return plan.Receipt{ID: endpoint.ID}, true
		}
	}
	return plan.Receipt{}, false
}
