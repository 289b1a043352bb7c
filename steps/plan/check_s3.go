package plan

import (
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// checkS3Ways speaks of the routes to S3 and of what they lead to. Security groups,
// network ACLs, names and policies have rules of their own.
func checkS3Ways(t target) []Finding {
	var out []Finding
	for _, w := range t.ways.s3 {
		if hop, shadowed := w.Find(network.CauseShadowed); shadowed {
			out = merge(out, t.shadowed(hop))
		}
		hop, closed := w.closing(onRoute)
		if !closed || hop.Cause == network.CauseSubnet {
			continue // Of a subnet that takes nothing the rules of subnets speak.
		}
		switch {
		case hop.Verdict == network.Unknown:
			out = append(out, t.s3Unknown(w, hop))
		case hop.Cause == network.CauseBlackhole:
			out = merge(out, t.s3Blackhole(w, hop))
		case hop.Cause == network.CauseEndpointIngress, hop.Cause == network.CauseBlockedPublic:
			// The rules of reach speak of these, for every destination at once.
		default:
			out = append(out, Finding{
				Rule: RuleS3NoPath, Severity: Block, Subject: w.from.ID, Summary: named(w.from.Name, w.from.ID) + " has no way to S3",
				Detail: sentence(hop) + " The endpoint would fail after CreateModel succeeded: Failed to download model data.",
				Fix:    t.noPathFix(), Source: docDownload,
			})
		}
	}
	return out
}

func (t target) s3Unknown(w way, hop network.Hop) Finding {
	summary := "whether " + named(w.from.Name, w.from.ID) + " reaches S3 is not known"
	if fault, missing := t.fault(w, hop); missing {
		return unknown(RuleS3NoPath, w.from.ID, summary, fault, docDownload)
	}
	return Finding{
		Rule: RuleS3NoPath, Severity: Unknown, Subject: w.from.ID, Summary: summary,
		Detail: sentence(hop), Fix: "Ask whoever runs the network, or give the subnet an S3 gateway endpoint.", Source: docDownload,
	}
}

func (t target) s3Blackhole(w way, hop network.Hop) Finding {
	fix := "Remove the dead route: take the table off the endpoint that it names, or delete the route. Then run this again. " + t.noPathFix()
	if table, ok := t.n.RouteTable(hop.At); ok {
		if state, _ := TableS3(t.n, table); state == TableDead {
			fix = t.deadFix(table)
		}
	}
	return Finding{
		Rule: RuleS3Blackhole, Severity: Block, Subject: hop.At,
		Summary: "the way to S3 ends in a dead route of " + t.called(hop.At) + ", which " + label(w.from.Name, w.from.ID) + " follows",
		Detail:  sentence(hop) + " Packets that follow it are dropped, and no other route is tried.",
		Fix:     fix, Source: docRoutes,
	}
}

func (t target) shadowed(hop network.Hop) Finding {
	return Finding{
		Rule: RuleS3Shadowed, Severity: Warn, Subject: hop.At,
		Summary: "a route of " + t.called(hop.At) + " takes traffic to S3 away from the S3 endpoint",
		Detail:  sentence(hop) + " A more specific route beats the endpoint's, and what it leads to decides whether the download arrives.",
		Fix:     "Remove that route, or narrow it so that it leaves S3's addresses out.", Source: docRoutes,
	}
}

func (t target) noPathFix() string {
	switch {
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
	case t.s3.Action == S3None || t.s3.Action == S3Reuse:
		return t.s3.Why + " Choose another answer about S3 (s3.action: auto, extend or create)."
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
