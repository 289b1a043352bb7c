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

// SettleTimeout is how long a run waits until AWS shows what it has accepted. EC2's reads
// are eventually consistent, and there is no SDK waiter for VPC endpoints
// (https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html).
const SettleTimeout = 2 * time.Minute

// pause is how long to wait before reading back for the nth time: at once, then a second
// more each time, up to five.
func pause(attempt int) time.Duration {
	return time.Duration(min(attempt, 5)) * time.Second
}

// settle waits a moment and reads back once. Reading that is refused ends the waiting
// without a verdict: the change was accepted, and looking is not what the user asked for.
func (d Driver) settle(ctx context.Context, task Task) Result {
	change := task.Item.Change
	begun := d.now()
	if err := wait(ctx, pause(task.Attempt)); err != nil {
		return Result{Err: &facts.Fault{
			Kind: facts.Interrupted, Op: operation(change.Request), Retry: true, Err: err,
			Summary: change.Request.Op + " was accepted, but its effect was not waited for", Why: "the run was interrupted",
		}}
	}
	look := d.seen
	if task.Item.later {
		look = d.begunSeen
	}
	seen, note, fault := look(ctx, change, task.Item.Receipt)
	switch {
	case fault == nil && seen:
		return Result{Settled: true, Note: note}
	case fault != nil && fault.Kind == facts.Denied:
		return Result{Settled: true, Note: "accepted; not read back, because " + fault.Op + " is not allowed"}
	case fault != nil && !fault.Retry:
		return Result{Err: fault}
	case fault != nil:
		note = "reading back: " + fault.Summary
	}
	waited := task.Waited + d.now().Sub(begun)
	if waited < patience(change) {
		return Result{Note: note}
	}
	return Result{Note: note, Err: &facts.Fault{
		Kind: facts.Service, Op: operation(change.Request), Retry: true,
		Summary: fmt.Sprintf("AWS accepted %s, but its effect was not seen after %s", change.Request.Op, waited.Round(time.Second)),
		Why:     "last seen: " + note,
		Fix:     "Wait and retry, which reads back again without sending anything; or undo.",
		Err:     errOf(fault),
	}}
}

// errOf keeps a nil fault from becoming an error that is not nil.
func errOf(fault *facts.Fault) error {
	if fault == nil {
		return nil
	}
	return fault
}

// seen reads back once whether the account shows the change, and says what it saw.
func (d Driver) seen(ctx context.Context, change plan.Change, receipt plan.Receipt) (bool, string, *facts.Fault) {
	if mine, seen, note, fault := d.objectSeen(ctx, change, receipt); mine {
		return seen, note, fault
	}
	if change.ID == AwaitID {
		return d.allSeen(ctx, change.Request)
	}
	input := change.Request.Input
	switch change.Request.Op {
	case opCreateEndpoint:
		return d.endpointSeen(ctx, receipt.ID, list(input, "RouteTableIds"), change.Request)
	case opModifyEndpoint:
		return d.endpointSeen(ctx, text(input, "VpcEndpointId"), list(input, "AddRouteTableIds"), change.Request)
	case opModifyVPC:
		return d.attributeSeen(ctx, change.Request)
	case opCreateModel:
		model, err := d.Account.Model(ctx, text(input, "ModelName"))
		if isKind(err, facts.NotFound) {
			return false, "AWS does not show the model yet", nil
		}
		if err != nil {
			return false, "", faultOf(err, change.Request)
		}
		return true, "the model is there: " + model.ARN, nil
	}
	return true, "", nil
}

// endpointSeen reports whether the endpoint is available, is what the named route tables
// point to, and has the policy that was sent.
func (d Driver) endpointSeen(ctx context.Context, id string, tables []string, request plan.Request) (bool, string, *facts.Fault) {
	if id == "" {
		return true, "accepted; AWS named no endpoint to read back", nil
	}
	endpoint, err := d.Account.Endpoint(ctx, id)
	if isKind(err, facts.NotFound) && request.Op == opCreateEndpoint {
		return false, "AWS does not show " + id + " yet", nil
	}
	if err != nil {
		return false, "", faultOf(err, request)
	}
	switch {
	case ended(endpoint.State):
		return false, "", &facts.Fault{
			Kind: facts.Service, Op: operation(request),
			Summary: fmt.Sprintf("the endpoint %s is %q and will not become available", id, endpoint.State),
			Fix:     "Undo, look at the endpoint's events in the VPC console, and make the plan again.",
		}
	case !endpoint.Available():
		return false, id + " is " + endpoint.State, nil
	}
	if policy := text(request.Input, "PolicyDocument"); policy != "" && !sameDocument(policy, endpoint.Policy) {
		return false, id + " does not show the new policy yet", nil
	}
	if private, set := flag(request.Input, "PrivateDnsEnabled"); set && private != endpoint.PrivateDNS {
		return false, fmt.Sprintf("private DNS of %s still reads %t", id, endpoint.PrivateDNS), nil
	}
	return d.routesSeen(ctx, id, tables, request)
}

// ended reports whether an endpoint's state is one that it does not leave
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html).
func ended(state string) bool {
	return slices.Contains([]string{"rejected", "expired", "failed", "deleting", "deleted"}, strings.ToLower(state))
}

func (d Driver) routesSeen(ctx context.Context, endpoint string, tables []string, request plan.Request) (bool, string, *facts.Fault) {
	if len(tables) == 0 {
		return true, endpoint + " is available", nil
	}
	read, err := d.Account.RouteTables(ctx, tables)
	if err != nil && !isKind(err, facts.NotFound) {
		return false, "", faultOf(err, request)
	}
	var waiting []string
	for _, id := range tables {
		i := slices.IndexFunc(read, func(table facts.RouteTable) bool { return table.ID == id })
		if i < 0 || !slices.ContainsFunc(read[i].Routes, func(route facts.Route) bool {
			return route.Target == endpoint && route.Active()
		}) {
			waiting = append(waiting, id)
		}
	}
	if len(waiting) > 0 {
		return false, "waiting for the route in " + strings.Join(waiting, ", "), nil
	}
	return true, "the route is active in " + strings.Join(tables, ", "), nil
}

func (d Driver) attributeSeen(ctx context.Context, request plan.Request) (bool, string, *facts.Fault) {
	support, hostnames, err := d.Account.VPCAttributes(ctx, text(request.Input, "VpcId"))
	if err != nil {
		return false, "", faultOf(err, request)
	}
	for _, attribute := range []struct {
		field, name string
		value       bool
	}{
		{"EnableDnsSupport", "enableDnsSupport", support},
		{"EnableDnsHostnames", "enableDnsHostnames", hostnames},
	} {
		wanted, set := flag(request.Input, attribute.field)
		if set && wanted != attribute.value {
			return false, fmt.Sprintf("%s still reads %t", attribute.name, attribute.value), nil
		}
	}
	return true, "the attribute reads back", nil
}
