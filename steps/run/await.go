package run

import (
	"context"
	"fmt"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// AwaitID is the Change.ID of the item that waits for several interface endpoints at once:
// AWS takes minutes to build each, and builds them side by side.
const AwaitID = "await"

// Reads reports whether the item only looks, and so has nothing that could be taken back.
func (i Item) Reads() bool { return i.Change.ID == VerifyID || i.Change.ID == AwaitID }

// awaited lets all interface endpoints of a plan be asked for before any is waited for,
// and puts the waiting for all of them behind the last one.
func awaited(items []Item) []Item {
	var references []any
	var needs []string
	last := -1
	for i, item := range items {
		if interfaceEndpoint(item.Change.Request) {
			references = append(references, plan.Reference(item.Change.ID))
			needs = append(needs, item.Change.ID)
			last = i
		}
	}
	if len(needs) < 2 {
		return items
	}
	out := make([]Item, 0, len(items)+1)
	for i, item := range items {
		item.later = interfaceEndpoint(item.Change.Request)
		out = append(out, item)
		if i == last {
			out = append(out, Item{State: Pending, Change: plan.Change{
				ID: AwaitID, Kind: plan.KindVPCEndpoint, Name: fmt.Sprintf("%d interface endpoints", len(needs)), Needs: needs,
				Request: plan.Request{Service: "ec2", Op: "DescribeVpcEndpoints", Input: map[string]any{"VpcEndpointIds": references}},
				Why:     "the endpoints carry traffic once they are available",
			}})
		}
	}
	return out
}

func interfaceEndpoint(r plan.Request) bool {
	return r.Op == opCreateEndpoint && text(r.Input, "VpcEndpointType") == "Interface"
}

// begunSeen reports whether AWS shows an endpoint that is waited for later.
func (d Driver) begunSeen(ctx context.Context, change plan.Change, receipt plan.Receipt) (bool, string, *facts.Fault) {
	seen, note, fault := d.endpointSeen(ctx, receipt.ID, nil, change.Request)
	if fault != nil || seen {
		return seen, note, fault
	}
	_, err := d.Account.Endpoint(ctx, receipt.ID)
	if isKind(err, facts.NotFound) {
		return false, note, nil
	}
	return err == nil, note, faultOrNil(err, change.Request)
}

func faultOrNil(err error, request plan.Request) *facts.Fault {
	if err == nil {
		return nil
	}
	return faultOf(err, request)
}

// allSeen reports whether every endpoint that is waited for is available, and which is not.
func (d Driver) allSeen(ctx context.Context, request plan.Request) (bool, string, *facts.Fault) {
	ids := list(request.Input, "VpcEndpointIds")
	waiting := ""
	pending := 0
	for _, id := range ids {
		seen, note, fault := d.endpointSeen(ctx, id, nil, plan.Request{Service: request.Service, Op: request.Op})
		switch {
		case fault != nil:
			return false, "", fault
		case !seen:
			pending++
			waiting = first(waiting, note)
		}
	}
	if pending == 0 {
		return true, fmt.Sprintf("all %d are available", len(ids)), nil
	}
	return false, fmt.Sprintf("%s; %d of %d are available", waiting, len(ids)-pending, len(ids)), nil
}
