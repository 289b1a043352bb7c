package network

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// ToS3 is the destination of the paths that S3Path walks.
const ToS3 = "s3"

// S3Path walks the routes from a subnet to S3 in its own Region. Each hop names the
// object that decides and says why in a phrase without a full stop. A blocked hop decides
// the whole, then one that is not known; see Closed. Security groups, NACLs, DNS and endpoint policies are not part of this walk.
func S3Path(n facts.Network, subnet string) Path {
	w := &walk{network: n, subnet: subnet}
	w.routes()
	p := Path{Subnet: subnet, To: ToS3, Verdict: Open, Hops: w.hops}
	if closed, ok := p.Closed(); ok {
		p.Verdict = closed.Verdict
	}
	return p
}

// Closed is the hop that keeps the path from being open: the first blocked one, else the
// first that is not known. It is false for an open path.
func (p Path) Closed() (Hop, bool) {
	for _, v := range []Verdict{Blocked, Unknown} {
		if i := slices.IndexFunc(p.Hops, func(h Hop) bool { return h.Verdict == v }); i >= 0 {
			return p.Hops[i], true
		}
	}
	return Hop{}, false
}

// walk collects the hops of one path.
type walk struct {
	network facts.Network
	subnet  string
	hops    []Hop
}

func (w *walk) hop(at string, v Verdict, format string, args ...any) {
	w.hops = append(w.hops, Hop{At: at, Verdict: v, Why: fmt.Sprintf(format, args...)})
}

func (w *walk) routes() {
	t, ok := w.table()
	if !ok {
		return
	}
	if r, ok := S3Route(w.network, t); ok {
		w.gateway(t, r)
		return
	}
	if r, ok := doubtful(w.network, t); ok {
		w.hop(t.ID, Unknown, "the route from %s to %s may be the one to S3: the S3 prefix list is not known", r.Destination, r.Target)
		return
	}
	w.public(t)
}

// table finds the route table, or says what keeps it from being found.
func (w *walk) table() (facts.RouteTable, bool) {
	if t, ok := EffectiveRouteTable(w.network, w.subnet); ok {
		how := "the subnet is associated with it"
		if !slices.Contains(t.Subnets, w.subnet) {
			how = "the subnet has no association of its own and follows the main table"
		}
		w.hop(t.ID, Open, "%s", how)
		return t, true
	}
	for _, topic := range []facts.Topic{facts.TopicRouteTables, facts.TopicSubnets} {
		if f, missing := w.network.Gaps[topic]; missing {
			w.hop(w.subnet, Unknown, "the subnet's route table is not known: %s", reason(f))
			return facts.RouteTable{}, false
		}
	}
	s, ok := w.network.Subnet(w.subnet)
	switch {
	case !ok:
		w.hop(w.subnet, Unknown, "the subnet is not among those read")
	case s.VPC != w.network.VPC.ID:
		w.hop(w.subnet, Unknown, "the subnet lies in %s, whose route tables were not read", s.VPC)
	default:
		w.hop(w.subnet, Unknown, "the subnet follows no route table that was read, and no main one was")
	}
	return facts.RouteTable{}, false
}

// gateway judges the route to an S3 gateway endpoint, and the endpoint.
func (w *walk) gateway(t facts.RouteTable, r facts.Route) {
	if !r.Active() {
		w.dead(t, r)
		return
	}
	w.hop(t.ID, Open, "it sends the S3 prefix list to %s", r.Target)
	e, ok := w.network.Endpoint(r.Target)
	switch {
	case !ok:
		w.hop(r.Target, Open, "the route is active; the endpoint itself could not be read, as in a VPC that another account shares")
	case e.Available():
		w.hop(e.ID, Open, "the S3 gateway endpoint is available")
	case gone(e):
		w.hop(e.ID, Blocked, "the S3 gateway endpoint is %s", strings.ToLower(e.State))
	default:
		w.hop(e.ID, Unknown, "the S3 gateway endpoint is %s, not available", pending(e.State))
	}
}

// doubtful is a route that may lead to S3 while the prefix list has no name.
func doubtful(n facts.Network, t facts.RouteTable) (facts.Route, bool) {
	if n.S3.PrefixList != "" {
		return facts.Route{}, false
	}
	for _, r := range t.Routes {
		if !isPrefixList(r.Destination) || target(r) != vpcEndpoint {
			continue
		}
		if _, known := n.Endpoint(r.Target); !known {
			return r, true
		}
	}
	return facts.Route{}, false
}

func reason(f facts.Fault) string {
	if f.Summary != "" {
		return f.Summary
	}
	return f.Op + " was not answered"
}

// dead is a route that packets do not follow.
func (w *walk) dead(t facts.RouteTable, r facts.Route) {
	if strings.EqualFold(r.State, "blackhole") {
		w.hop(t.ID, Blocked, "the route from %s to %s is a blackhole: its target is gone", r.Destination, r.Target)
		return
	}
	w.hop(t.ID, Unknown, "the route from %s to %s is not active; its state is %q", r.Destination, r.Target, r.State)
}

// pending is the state of an object that may yet become available.
func pending(state string) string {
	if state == "" {
		return "in no known state"
	}
	return strings.ToLower(state)
}
