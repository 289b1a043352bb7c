package plan

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// TableState is what a route table has of a route to S3.
type TableState string

// The states.
const (
	TableFree   TableState = "free"   // none: it can be given one
	TableRouted TableState = "routed" // one that packets follow
	TableDead   TableState = "dead"   // one that no packet follows, and that keeps a second one out
	TableTaken  TableState = "taken"  // one that is not seen yet, or that leads elsewhere: AWS would refuse a second one
)

// TableS3 says what a route table has of a route to S3, and through which endpoint ("" for
// a free one). AWS refuses a second route to the S3 prefix list with RouteAlreadyExists,
// whatever the first one's state and target are
// (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
func TableS3(n facts.Network, table facts.RouteTable) (TableState, string) {
	if route, ok := network.S3Route(n, table); ok {
		if route.Active() {
			return TableRouted, route.Target
		}
		return TableDead, route.Target
	}
	for _, r := range table.Routes {
		if n.S3.PrefixList != "" && r.Destination == n.S3.PrefixList || n.S3.PrefixList == "" && mayLeadToS3(n, r) {
			return TableTaken, r.Target
		}
	}
	for _, e := range network.S3Endpoints(n) {
		if slices.Contains(e.RouteTables, table.ID) {
			return TableTaken, e.ID
		}
	}
	return TableFree, ""
}

// mayLeadToS3 reports whether a route could be the one to S3 while the prefix list of S3
// is not known: it has a prefix list for destination, and nothing says that it is another's.
func mayLeadToS3(n facts.Network, r facts.Route) bool {
	if !strings.HasPrefix(r.Destination, "pl-") {
		return false
	}
	if list, known := n.PrefixList(r.Destination); known && list.Name != "" {
		return strings.HasSuffix(list.Name, ".s3")
	}
	e, known := n.Endpoint(r.Target)
	return !known || strings.HasSuffix(e.Service, ".s3")
}

// wantedTables are the route tables whose subnets must reach S3: those named, each once,
// else those in effect for the chosen subnets.
func (t target) wantedTables() []facts.RouteTable {
	if t.a.S3.RouteTables == nil {
		return t.tables
	}
	var out []facts.RouteTable
	for _, id := range t.a.S3.RouteTables {
		table, ok := t.n.RouteTable(id)
		if ok && table.VPC == t.n.VPC.ID && !slices.ContainsFunc(out, func(o facts.RouteTable) bool { return o.ID == id }) {
			out = append(out, table)
		}
	}
	return out
}

// tablesWithoutS3 are the wanted tables that can be given a route.
func (t target) tablesWithoutS3() []facts.RouteTable { return t.wantedIn(TableFree) }

// wantedIn are the wanted tables in a state.
func (t target) wantedIn(state TableState) []facts.RouteTable {
	var out []facts.RouteTable
	for _, table := range t.wantedTables() {
		if is, _ := TableS3(t.n, table); is == state {
			out = append(out, table)
		}
	}
	return out
}

// unwanted are tables in effect for the chosen subnets that could be given a route, and
// that the answers leave out.
func (t target) unwanted() []facts.RouteTable {
	if t.a.S3.RouteTables == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.tables), func(table facts.RouteTable) bool {
		is, _ := TableS3(t.n, table)
		return is != TableFree || slices.Contains(t.a.S3.RouteTables, table.ID)
	})
}

// strangers are the named tables that are not of this VPC.
func (t target) strangers() []string {
	if _, missing := t.gap(facts.TopicRouteTables); missing || !t.known {
		return nil
	}
	var out []string
	for _, id := range t.a.S3.RouteTables {
		if table, ok := t.n.RouteTable(id); !ok || table.VPC != t.n.VPC.ID {
			out = append(out, id)
		}
	}
	return out
}

// checkS3Tables speaks of named route tables that cannot be meant.
func checkS3Tables(t target) []Finding {
	var out []Finding
	for _, id := range t.strangers() {
		out = append(out, Finding{
			Rule: RuleS3RouteTable, Severity: Block, Subject: id,
			Summary: id + " is not a route table of " + named(t.n.VPC.Name, t.n.VPC.ID),
			Detail:  "It is named in s3.route_tables. An endpoint takes route tables of its own VPC only.",
			Fix:     "Name a table of this VPC, or leave the choice to the plan (s3.route_tables: auto).", Source: docGateway,
		})
	}
	return out
}

func tableLabels(tables []facts.RouteTable) string {
	var names []string
	for _, table := range tables {
		names = append(names, label(table.Name, table.ID))
	}
	return strings.Join(names, ", ")
}
