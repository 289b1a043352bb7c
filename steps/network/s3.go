package network

import (
	"cmp"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// S3Endpoints are the VPC's S3 gateway endpoints, sorted by id, without those that are
// going or gone: deleting, deleted, failed, rejected, expired.
func S3Endpoints(n facts.Network) []facts.Endpoint {
	out := slices.DeleteFunc(slices.Clone(n.Endpoints), func(e facts.Endpoint) bool {
		return !e.Gateway() || !servesS3(n, e) || e.VPC != n.VPC.ID || gone(e)
	})
	slices.SortFunc(out, func(a, b facts.Endpoint) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// servesS3 compares with the discovered name, and with the ending that every partition's name has.
func servesS3(n facts.Network, e facts.Endpoint) bool {
	return e.Service != "" && (e.Service == n.S3.Service || strings.HasSuffix(e.Service, ".s3"))
}

func gone(e facts.Endpoint) bool {
	switch strings.ToLower(e.State) {
	case "deleting", "deleted", "failed", "rejected", "expired":
		return true
	}
	return false
}

// S3Route is the table's route to S3 through a gateway endpoint: from the S3 prefix list
// to a vpce-…, and while the prefix list is not known, whatever leads to an endpoint that
// is known as an S3 gateway. An active route is preferred; what is returned may be a
// blackhole. A participant of a shared VPC can read routes but no endpoints, so the
// route alone suffices (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
func S3Route(n facts.Network, t facts.RouteTable) (facts.Route, bool) {
	var found facts.Route
	ok := false
	for _, r := range t.Routes {
		if !toS3(n, r) {
			continue
		}
		if r.Active() {
			return r, true
		}
		if !ok {
			found, ok = r, true
		}
	}
	return found, ok
}

func toS3(n facts.Network, r facts.Route) bool {
	if target(r) != vpcEndpoint {
		return false
	}
	if n.S3.PrefixList != "" {
		return r.Destination == n.S3.PrefixList
	}
	e, ok := n.Endpoint(r.Target)
	return ok && e.Gateway() && servesS3(n, e)
}

func isPrefixList(destination string) bool { return strings.HasPrefix(destination, "pl-") }
