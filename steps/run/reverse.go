package run

import (
	"context"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// ReverseRequest is the request that takes a change back, given what AWS answered to it.
// It is false when there is none: the change cannot be undone, or AWS never named what it
// made.
func ReverseRequest(change plan.Change, receipt plan.Receipt) (plan.Request, bool) {
	switch change.Request.Op {
	case opCreateEndpoint:
		if receipt.ID == "" {
			return plan.Request{}, false
		}
		return plan.Request{
			Service: "ec2", Op: opDeleteEndpoint,
			Input: map[string]any{"VpcEndpointIds": []any{receipt.ID}},
		}, true
	case opCreateModel:
		return plan.Request{
			Service: "sagemaker", Op: opDeleteModel,
			Input: map[string]any{"ModelName": text(change.Request.Input, "ModelName")},
		}, true
	}
	if request, made := unmake(change, receipt); made {
		return request, request.Op != ""
	}
	if change.Reverse == nil {
		return plan.Request{}, false
	}
	return *change.Reverse, true
}

// reversible reports whether there is something to try. An endpoint whose id was lost
// with AWS's answer is looked for first.
func reversible(item Item) bool {
	_, ok := ReverseRequest(item.Change, item.Receipt)
	return ok || item.Unsure && (item.Change.Request.Op == opCreateEndpoint || creates(item.Change.Request.Op))
}

// reverse takes a change back. Of a creation that may not have been done it looks first,
// so that nothing is deleted that this run did not make; an update is put back in any
// case, because putting back what never changed does nothing.
func (d Driver) reverse(ctx context.Context, task Task) Result {
	item := task.Item
	if item.Unsure && item.Change.Reverse == nil {
		receipt, seen, fault := d.settled(ctx, item.Change)
		if fault != nil {
			return Result{Err: fault}
		}
		if !seen {
			return Result{Note: "nothing to take back: it was not done"}
		}
		item.Receipt = receipt
	}
	request, ok := ReverseRequest(item.Change, item.Receipt)
	if !ok {
		return Result{Err: &facts.Fault{
			Kind: facts.Invalid, Op: operation(item.Change.Request),
			Summary: "there is no request that takes this back",
		}}
	}
	receipt, err := d.sendReverse(ctx, request)
	if isKind(err, facts.NotFound) {
		return Result{Note: "it was gone already"}
	}
	if item.Unsure && isKind(err, facts.Invalid) && request.Op == opModifyEndpoint {
		if _, seen := d.look(ctx, item.Change); !seen {
			return Result{Note: "nothing to take back: it was not done"}
		}
	}
	if err != nil {
		return Result{Err: faultOf(err, request)}
	}
	if fault := d.gone(ctx, item.Change, request); fault != nil {
		return Result{Err: fault}
	}
	return Result{Receipt: receipt, Note: "taken back by " + request.Op}
}

// looks is how often an unsure change is looked for before it counts as not done. With
// the pauses between them that is six seconds of grace for a request still under way.
const looks = 4

// settled tells whether a change whose answer was lost has been done, giving a request
// that is still under way a moment to arrive.
func (d Driver) settled(ctx context.Context, change plan.Change) (plan.Receipt, bool, *facts.Fault) {
	for attempt := range looks {
		if err := wait(ctx, pause(attempt)); err != nil {
			return plan.Receipt{}, false, faultOf(err, change.Request)
		}
		if receipt, seen := d.look(ctx, change); seen {
			return receipt, true, nil
		}
	}
	if fault := d.blind(ctx, change); fault != nil {
		return plan.Receipt{}, false, fault
	}
	return plan.Receipt{}, false, nil
}

// blind is the fault that keeps a change from being looked for, nil when looking works:
// not having been able to look is not the same as there being nothing.
func (d Driver) blind(ctx context.Context, change plan.Change) *facts.Fault {
	input := change.Request.Input
	var err error
	switch change.Request.Op {
	case opCreateModel:
		var model facts.Model
		model, err = d.Account.Model(ctx, text(input, "ModelName"))
		if err == nil && len(differences(input, model)) > 0 {
			return &facts.Fault{
				Kind: facts.Exists, Op: operation(change.Request),
				Summary: "a model of that name is there that differs from what this run asked for",
				Why:     "it may be somebody else's, so it is not deleted",
				Fix:     "Look at " + model.ARN + " and delete it yourself if it is yours.",
			}
		}
	case opCreateEndpoint:
		if text(input, "VpcEndpointType") == "Interface" {
			_, err = d.Account.VPCEndpoints(ctx, text(input, "VpcId"))
		} else {
			_, err = d.Account.RouteTables(ctx, list(input, "RouteTableIds"))
		}
	case opCreateGroup:
		_, err = d.Account.SecurityGroups(ctx, text(input, "VpcId"))
	case opAllocateAddress:
		_, err = d.Account.ElasticIPs(ctx, plan.RequestTag, requestTag(input))
	case opCreateNAT:
		_, err = d.Account.NATGateways(ctx, change.VPC)
	case opAssociateTable:
		_, err = d.Account.RouteTables(ctx, []string{text(input, "RouteTableId")})
	}
	if err == nil || isKind(err, facts.NotFound) {
		return nil
	}
	return faultOf(err, change.Request)
}
