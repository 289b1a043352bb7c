package run

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// creates reports whether an operation makes an object whose id only AWS's answer tells.
func creates(op string) bool {
	return slices.Contains([]string{opCreateGroup, opAllocateAddress, opCreateNAT, opAssociateTable}, op)
}

// unmake is the request that deletes what a creation made. It has no operation when AWS
// never named the object.
func unmake(change plan.Change, receipt plan.Receipt) (plan.Request, bool) {
	for op, undo := range map[string]struct{ op, field string }{
		opCreateGroup:     {opDeleteGroup, "GroupId"},
		opAllocateAddress: {opReleaseAddress, "AllocationId"},
		opCreateNAT:       {opDeleteNAT, "NatGatewayId"},
		opAssociateTable:  {opDissociateTable, "AssociationId"},
	} {
		if change.Request.Op != op {
			continue
		}
		if receipt.ID == "" {
			return plan.Request{}, true
		}
		return plan.Request{Service: "ec2", Op: undo.op, Input: map[string]any{undo.field: receipt.ID}}, true
	}
	return plan.Request{}, false
}

// undoPause is the time between two looks at what is going away.
const undoPause = 5 * time.Second

// sendReverse sends what takes a change back. A group or an address stays in use for
// minutes after what used it was deleted (DependencyViolation, InvalidIPAddress.InUse;
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html), so these
// are tried again until AWS lets them go.
func (d Driver) sendReverse(ctx context.Context, request plan.Request) (plan.Receipt, error) {
	begun := d.now()
	for {
		receipt, err := d.Account.Apply(ctx, request)
		if err == nil || !inUse(err) || d.now().Sub(begun) >= SlowTimeout {
			return receipt, err
		}
		if wait(ctx, undoPause) != nil {
			return receipt, err
		}
	}
}

// inUse reports whether AWS refuses to delete something because something else uses it.
func inUse(err error) bool {
	fault := faultOf(err, plan.Request{})
	return fault.Code == "DependencyViolation" || fault.Code == "InvalidIPAddress.InUse" || fault.Code == "AuthFailure" && strings.Contains(fault.Why, "permission to access the specified resource")
}

// gone waits until a NAT gateway or an interface endpoint no longer holds on to the
// address, the subnet and the groups that the next steps of an undo take back.
func (d Driver) gone(ctx context.Context, change plan.Change, request plan.Request) *facts.Fault {
	begun := d.now()
	for {
		left, err := d.left(ctx, change, request)
		switch {
		case err != nil && !isKind(err, facts.NotFound):
			return faultOf(err, request)
		case left == "":
			return nil
		case d.now().Sub(begun) >= SlowTimeout:
			return &facts.Fault{
				Kind: facts.Service, Op: operation(request), Retry: true,
				Summary: fmt.Sprintf("%s is still there after %s", left, SlowTimeout), Why: "AWS takes its time to delete it",
				Fix: "Undo again in a few minutes.",
			}
		}
		if err := wait(ctx, undoPause); err != nil {
			return &facts.Fault{
				Kind: facts.Interrupted, Op: operation(request), Retry: true, Err: err,
				Summary: left + " is being deleted, and was not waited for", Why: "the run was interrupted", Fix: "Undo again to take back the rest.",
			}
		}
	}
}

// left is what is still being deleted, with its state; "" when nothing is.
func (d Driver) left(ctx context.Context, change plan.Change, request plan.Request) (string, error) {
	switch {
	case request.Op == opDeleteNAT:
		gateways, err := d.Account.NATGateways(ctx, change.VPC)
		for _, g := range gateways {
			if g.ID == text(request.Input, "NatGatewayId") && !slices.Contains([]string{"deleted", "failed"}, strings.ToLower(g.State)) {
				return g.ID + " (" + g.State + ")", nil
			}
		}
		return "", err
	case request.Op == opDeleteEndpoint && text(change.Request.Input, "VpcEndpointType") == "Interface":
		for _, id := range list(request.Input, "VpcEndpointIds") {
			e, err := d.Account.Endpoint(ctx, id)
			if err != nil {
				return "", err
			}
			if !strings.EqualFold(e.State, "deleted") {
				return e.ID + " (" + e.State + ")", nil
			}
		}
	}
	return "", nil
}

// lookForObject finds what a request made although its answer was lost.
func (d Driver) lookForObject(ctx context.Context, change plan.Change) (plan.Receipt, bool) {
	input := change.Request.Input
	switch change.Request.Op {
	case opCreateGroup:
		groups, _ := d.Account.SecurityGroups(ctx, text(input, "VpcId"))
		// A group's name is unique in its VPC, and the plan's names are made of the model's.
		for _, g := range groups {
			if g.Name == text(input, "GroupName") && g.Description == text(input, "Description") {
				return plan.Receipt{ID: g.ID}, true
			}
		}
	case opAllocateAddress:
		addresses, _ := d.Account.ElasticIPs(ctx, plan.RequestTag, requestTag(input))
		if len(addresses) > 0 && requestTag(input) != "" {
			return plan.Receipt{ID: addresses[0].AllocationID}, true
		}
	case opCreateNAT:
		gateways, _ := d.Account.NATGateways(ctx, change.VPC)
		for _, g := range gateways {
			if tag := g.Tags[plan.RequestTag]; tag != "" && tag == requestTag(input) && !strings.EqualFold(g.State, "deleted") {
				return plan.Receipt{ID: g.ID}, true
			}
		}
	case opAssociateTable:
		tables, _ := d.Account.RouteTables(ctx, []string{text(input, "RouteTableId")})
		for _, table := range tables {
			if slices.Contains(table.Subnets, text(input, "SubnetId")) {
				return plan.Receipt{ID: table.Associations[text(input, "SubnetId")]}, true
			}
		}
	case opAllowOut, opAllowIn, opRevokeOut, opCreateRoute, opReplaceRoute, opPutBucketPolicy:
		_, seen, _, fault := d.objectSeen(ctx, change, plan.Receipt{})
		return plan.Receipt{}, fault == nil && seen
	}
	return plan.Receipt{}, false
}

// lookForInterface finds an interface endpoint whose id was lost with the answer.
func (d Driver) lookForInterface(ctx context.Context, input map[string]any) (plan.Receipt, bool) {
	endpoints, _ := d.Account.VPCEndpoints(ctx, text(input, "VpcId"))
	for _, e := range endpoints {
		if tag := e.Tags[plan.RequestTag]; tag != "" && tag == requestTag(input) && !ended(e.State) {
			return plan.Receipt{ID: e.ID}, true
		}
	}
	return plan.Receipt{}, false
}

// requestTag is the tag by which a request's object can be found again.
func requestTag(input map[string]any) string {
	specifications, _ := input["TagSpecifications"].([]any)
	for _, s := range specifications {
		specification, _ := s.(map[string]any)
		tags, _ := specification["Tags"].([]any)
		for _, t := range tags {
			if tag, _ := t.(map[string]any); text(tag, "Key") == plan.RequestTag {
				return text(tag, "Value")
			}
		}
	}
	return ""
}
