package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// checkS3Ways speaks of the routes to S3 and of what they lead to. Security groups,
// network ACLs, names and policies have rules of their own.
func checkS3Ways(t target) []Finding {
	var out []Finding
	var dead []closure
	for _, w := range t.ways.s3 {
		if hop, shadowed := w.Find(network.CauseShadowed); shadowed {
			out = merge(out, t.shadowed(hop))
		}
		hop, closed := w.closing(onRoute)
		if !closed {
			hop, closed = t.namesUnread(w)
		}
		if !closed || hop.Cause == network.CauseSubnet {
			continue // Of a subnet that takes nothing the rules of subnets speak.
		}
		switch {
		case hop.Verdict == network.Unknown:
			out = append(out, t.s3Unknown(w, hop))
		case hop.Cause == network.CauseBlackhole:
			dead = append(dead, closure{w, hop})
		case hop.Cause == network.CauseEndpointIngress, hop.Cause == network.CauseBlockedPublic:
			// The rules of reach speak of these, for every destination at once.
		default:
			out = append(out, Finding{
				Rule: RuleS3NoPath, Severity: Block, Subject: w.from.ID, Summary: named(w.from.Name, w.from.ID) + " has no way to S3",
				Detail: sentence(hop) + t.failsLater(),
				Fix:    t.noPathFix(w, hop), Source: docDownload,
			})
		}
	}
	for _, same := range together(dead) {
		out = merge(out, t.s3Blackhole(same))
	}
	return out
}

// namesUnread is the hop that leaves open where S3's names lead, of a way whose routes are
// open. Of a way through a gateway endpoint that was not read s3.policy-model speaks.
func (t target) namesUnread(w way) (network.Hop, bool) {
	if table, ok := network.EffectiveRouteTable(t.n, w.from.ID); ok {
		route, leads := network.S3Route(t.n, table)
		if _, read := t.n.Endpoint(route.Target); leads && route.Active() && !read {
			return network.Hop{}, false
		}
	}
	return w.closing(func(h network.Hop) bool { return h.Layer == network.LayerNames && h.Topic == facts.TopicEndpoints })
}

func (t target) s3Unknown(w way, hop network.Hop) Finding {
	summary := "whether " + named(w.from.Name, w.from.ID) + " reaches S3 is not known"
	if fault, missing := t.fault(w, hop); missing {
		return unknown(RuleS3NoPath, w.from.ID, summary, fault, docDownload)
	}
	return Finding{
		Rule: RuleS3NoPath, Severity: Unknown, Subject: w.from.ID, Summary: summary,
		Detail: sentence(hop), Fix: t.unknownFix(hop), Source: docDownload,
	}
}

// unknownFix is what would tell, where no read is missing.
func (t target) unknownFix(hop network.Hop) string {
	if hop.Cause == network.CauseEndpointState || hop.Cause == network.CauseNATState {
		return "Wait until " + t.called(hop.At) + " is available, then read the account again (r)."
	}
	if hop.Cause == network.CauseUnverified {
		return "Ask whoever runs the network, or give the subnet an S3 gateway endpoint."
	}
	return "Ask whoever runs the network."
}

func (t target) s3Blackhole(same []closure) Finding {
	hop := same[0].hop
	fix := "Remove the dead route: take the table off the endpoint that it names, or delete the route. Then run this again."
	if len(t.tablesWithoutS3()) > 0 {
		fix += " " + t.noPathFix(same[0].way, hop)
	}
	if table, ok := t.n.RouteTable(hop.At); ok {
		if state, _ := TableS3(t.n, table); state == TableDead {
			fix = t.deadFix(table)
		}
	}
	return Finding{
		Rule: RuleS3Blackhole, Severity: Block, Subject: hop.At,
		Summary: "the way to S3 ends in a dead route of " + t.called(hop.At) + ", which " + fromSome(same) + " " + plural(len(same), "follows", "follow"),
		Detail:  sentence(hop) + " Packets that follow it are dropped, and no other route is tried.",
		Fix:     fix, Source: docRoutes,
	}
}

func (t target) shadowed(hop network.Hop) Finding {
	return Finding{
		Rule: RuleS3Shadowed, Severity: Warn, Subject: hop.At,
		Summary: "a route of " + t.called(hop.At) + " takes traffic to S3 away from the S3 endpoint",
		Detail:  sentence(hop) + " Such a route beats the endpoint's, and what it leads to decides whether the download arrives.",
		Fix:     "Remove that route, or narrow it so that it leaves S3's addresses out.", Source: docRoutes,
	}
}

// noPathFix says what would open a way to S3 that a hop closes.
func (t target) noPathFix(w way, hop network.Hop) string {
	asked := t.a.S3.Action == S3None || t.a.S3.Action == S3Reuse
	left := slices.DeleteFunc(t.unwanted(), func(table facts.RouteTable) bool {
		own, ok := network.EffectiveRouteTable(t.n, w.from.ID)
		return !ok || own.ID != table.ID
	})
	e, _ := t.n.Endpoint(hop.At)
	switch {
	case hop.Cause == network.CauseEndpointState && t.foreign(e):
		return t.called(hop.At) + " does not come back: ask " + owner(e) + ", whose it is, to delete it, which takes its routes with it."
	case hop.Cause == network.CauseEndpointState:
		return fmt.Sprintf("%s does not come back: delete it, which takes its routes with it, then read the account again (r). The plan then makes another one.", t.called(hop.At))
	case hop.Cause == network.CauseShadowed:
		return "Remove that route of " + t.called(hop.At) + ", or narrow it so that it leaves S3's addresses out: then the endpoint's own route is followed."
	case len(left) > 0 && !asked:
		return tableLabels(left) + " is in effect for it, and is not among the route tables that were chosen: name it in s3.route_tables, or leave the choice to the plan (auto)."
	case len(t.s3.Candidates) > 0:
		var ids []string
		for _, e := range t.s3.Candidates {
			ids = append(ids, e.ID)
		}
		return "Choose which endpoint gets the route tables (s3.endpoint): " + strings.Join(ids, ", ") + "."
	case t.sharedVPC():
		fix := t.s3.Why
		for _, r := range t.ownerRemarks(t.s3) {
			fix += " " + r.Text
		}
		return fix
	case asked:
		return t.s3.Why + " Choose another answer about S3 (s3.action: auto, extend or create)."
	case (t.s3.Action == S3None || t.s3.Action == S3Reuse) && len(t.tablesWithoutS3()) > 0:
		return t.s3.Why
	case t.s3.Action == S3None || t.s3.Action == S3Reuse:
		return "Repair what " + t.called(hop.At) + " leads to: nothing that the plan can do about S3 opens it."
	}
	return "Add the subnet's route table to an S3 gateway endpoint."
}

// checkS3Endpoints speaks of endpoints that would have to change and must not be.
func checkS3Endpoints(t target) []Finding {
	if !t.known || len(t.s3.Foreign) == 0 || len(t.inside()) == 0 {
		return nil
	}
	var out []Finding
	wants := t.a.S3.Action == S3Extend || t.a.S3.Action == "" || t.a.S3.Action == Auto
	own, _ := t.s3Endpoints()
	if !wants || len(own) > 0 || len(t.tablesWithoutS3()) == 0 {
		return nil
	}
	for _, e := range t.s3.Foreign {
		out = append(out, Finding{
			Rule: RuleS3Foreign, Severity: Block, Subject: e.ID,
			Summary: named(e.Name, e.ID) + " belongs to " + owner(e) + " and is not changed",
			Detail:  "The chosen subnets' route tables are not on it.",
			Fix:     "Create an endpoint of your own (s3.action: create), or ask. " + t.askOwner(e, t.tablesWithoutS3()),
			Source:  docGateway,
		})
	}
	return out
}

func owner(e facts.Endpoint) string {
	if e.RequesterManaged {
		return "an AWS service"
	}
	return "account " + e.Owner
}
