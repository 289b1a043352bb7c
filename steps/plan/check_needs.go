package plan

import (
	"fmt"
	"slices"

	"sagevpc/steps/network"
)

// checkNeeds speaks of services that the model's request itself names, that nobody asked
// for, and that no way leads to: the container would wait until it times out.
func checkNeeds(t target) []Finding {
	if !t.known || len(t.inside()) == 0 || t.model.Isolation {
		return nil
	}
	var out []Finding
	for _, need := range Needs(t.a, t.f) {
		if !need.Certain || slices.Contains(t.a.Reach.Services, need.Service) {
			continue
		}
		service, _ := ServiceNamed(t.n, t.f, need.Service)
		ways := sortWays(t.walk(network.Service(need.Service, service)))
		if len(ways.closed) == 0 {
			continue
		}
		out = append(out, Finding{
			Rule: RuleReachNeeded, Severity: Warn, Subject: need.Service,
			Summary: fmt.Sprintf("the model seems to call %s, which cannot be reached from %s", need.Service, fromLabels(ways.closed)),
			Detail:  fmt.Sprintf("It is told by the request: %s. %s", need.Why, whys(ways.closed)),
			Fix:     fmt.Sprintf("Ask for it (reach.services: %s), or leave it if the container does not call it.", need.Service), Source: docInternetwork,
		})
	}
	return out
}
