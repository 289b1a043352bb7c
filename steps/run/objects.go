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

// The operations on what lies around a VPC endpoint.
const (
	opCreateGroup      = "CreateSecurityGroup"
	opDeleteGroup      = "DeleteSecurityGroup"
	opAllowOut         = "AuthorizeSecurityGroupEgress"
	opAllowIn          = "AuthorizeSecurityGroupIngress"
	opRevokeOut        = "RevokeSecurityGroupEgress"
	opAllocateAddress  = "AllocateAddress"
	opReleaseAddress   = "ReleaseAddress"
	opCreateNAT        = "CreateNatGateway"
	opDeleteNAT        = "DeleteNatGateway"
	opCreateRoute      = "CreateRoute"
	opReplaceRoute     = "ReplaceRoute"
	opAssociateTable   = "AssociateRouteTable"
	opDissociateTable  = "DisassociateRouteTable"
	opPutBucketPolicy  = "PutBucketPolicy"
	opDropBucketPolicy = "DeleteBucketPolicy"
)

// SlowTimeout is how long a run waits for what AWS builds rather than writes down: an
// interface endpoint takes minutes, and the SDK's own waiter gives a NAT gateway ten.
const SlowTimeout = 10 * time.Minute

// patience is how long a change may take to be seen.
func patience(change plan.Change) time.Duration {
	if change.ID == AwaitID {
		return SlowTimeout
	}
	switch change.Request.Op {
	case opCreateNAT:
		return SlowTimeout
	case opCreateEndpoint:
		if text(change.Request.Input, "VpcEndpointType") == "Interface" {
			return SlowTimeout
		}
	}
	return SettleTimeout
}

// objectSeen reads back once whether a group, rule, address, NAT gateway, route,
// association or bucket policy is there. The first result is false for any other operation.
func (d Driver) objectSeen(ctx context.Context, change plan.Change, receipt plan.Receipt) (mine, seen bool, note string, fault *facts.Fault) {
	request := change.Request
	mine = true
	switch request.Op {
	case opCreateGroup:
		seen, note, fault = d.groupSeen(ctx, change, receipt)
	case opAllowOut, opAllowIn, opRevokeOut:
		seen, note, fault = d.ruleSeen(ctx, change)
	case opAllocateAddress:
		seen, note = true, "the address is "+receipt.ID
	case opCreateNAT:
		seen, note, fault = d.natSeen(ctx, change, receipt)
	case opCreateRoute, opReplaceRoute:
		seen, note, fault = d.routeSeen(ctx, request)
	case opAssociateTable:
		seen, note, fault = d.associationSeen(ctx, request)
	case opPutBucketPolicy:
		seen, note, fault = d.bucketPolicySeen(ctx, request)
	default:
		mine = false
	}
	return mine, seen, note, fault
}

func (d Driver) groupSeen(ctx context.Context, change plan.Change, receipt plan.Receipt) (bool, string, *facts.Fault) {
	groups, err := d.Account.SecurityGroups(ctx, text(change.Request.Input, "VpcId"))
	if err != nil {
		return false, "", faultOf(err, change.Request)
	}
	if slices.ContainsFunc(groups, func(g facts.SecurityGroup) bool { return g.ID == receipt.ID }) {
		return true, "the group is " + receipt.ID, nil
	}
	return false, "AWS does not show " + receipt.ID + " yet", nil
}

// ruleSeen reports whether a group has, or after a revocation has not, the rules of the request.
func (d Driver) ruleSeen(ctx context.Context, change plan.Change) (bool, string, *facts.Fault) {
	request := change.Request
	groups, err := d.Account.SecurityGroups(ctx, change.VPC)
	if err != nil {
		return false, "", faultOf(err, request)
	}
	id := text(request.Input, "GroupId")
	i := slices.IndexFunc(groups, func(g facts.SecurityGroup) bool { return g.ID == id })
	if i < 0 {
		return false, "AWS does not show " + id + " yet", nil
	}
	rules := groups[i].Egress
	if request.Op == opAllowIn {
		rules = groups[i].Ingress
	}
	for _, wanted := range permissions(request.Input) {
		there := slices.ContainsFunc(rules, func(r facts.Rule) bool { return holdsRule(r, wanted) })
		if there == (request.Op == opRevokeOut) {
			return false, id + " does not show the change of its rules yet", nil
		}
	}
	return true, "the rules of " + id + " read back", nil
}

func (d Driver) natSeen(ctx context.Context, change plan.Change, receipt plan.Receipt) (bool, string, *facts.Fault) {
	gateways, err := d.Account.NATGateways(ctx, change.VPC)
	if err != nil {
		return false, "", faultOf(err, change.Request)
	}
	i := slices.IndexFunc(gateways, func(g facts.NATGateway) bool { return g.ID == receipt.ID })
	if i < 0 {
		return false, "AWS does not show " + receipt.ID + " yet", nil
	}
	g := gateways[i]
	switch strings.ToLower(g.State) {
	case "available":
		return true, g.ID + " is available", nil
	case "failed", "deleting", "deleted":
		return false, "", &facts.Fault{
			Kind: facts.Service, Op: operation(change.Request), Code: g.FailureCode,
			Summary: fmt.Sprintf("the NAT gateway %s is %s", g.ID, strings.ToLower(g.State)),
			Why:     first(strings.TrimSpace(g.FailureCode+" "+g.FailureMessage), "AWS named no reason"),
			Fix:     "Undo, choose another public subnet (reach.nat_subnet), and make the plan again.",
		}
	}
	return false, g.ID + " is " + g.State, nil
}

func (d Driver) routeSeen(ctx context.Context, request plan.Request) (bool, string, *facts.Fault) {
	id, destination := text(request.Input, "RouteTableId"), text(request.Input, "DestinationCidrBlock")
	target := first(text(request.Input, "NatGatewayId"), text(request.Input, "GatewayId"))
	tables, err := d.Account.RouteTables(ctx, []string{id})
	if err != nil {
		return false, "", faultOf(err, request)
	}
	if len(tables) == 1 && slices.ContainsFunc(tables[0].Routes, func(r facts.Route) bool {
		return r.Destination == destination && r.Target == target && r.Active()
	}) {
		return true, "the route is active in " + id, nil
	}
	return false, "waiting for the route in " + id, nil
}

func (d Driver) associationSeen(ctx context.Context, request plan.Request) (bool, string, *facts.Fault) {
	id, subnet := text(request.Input, "RouteTableId"), text(request.Input, "SubnetId")
	tables, err := d.Account.RouteTables(ctx, []string{id})
	if err != nil {
		return false, "", faultOf(err, request)
	}
	if len(tables) == 1 && slices.Contains(tables[0].Subnets, subnet) {
		return true, subnet + " is associated with " + id, nil
	}
	return false, "waiting for the association of " + subnet, nil
}

func (d Driver) bucketPolicySeen(ctx context.Context, request plan.Request) (bool, string, *facts.Fault) {
	bucket := text(request.Input, "Bucket")
	policy, err := d.Account.BucketPolicy(ctx, bucket)
	if err != nil {
		return false, "", faultOf(err, request)
	}
	if sameDocument(policy, text(request.Input, "Policy")) {
		return true, "the policy of " + bucket + " reads back", nil
	}
	return false, bucket + " does not show the new policy yet", nil
}
