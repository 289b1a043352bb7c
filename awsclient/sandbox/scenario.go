package sandbox

import (
	"cmp"
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// Tour is the name of the scenario that is meant when none is named.
const Tour = "tour"

// Scenario is an account to try things in, with the answers that a newcomer would give.
type Scenario struct {
	Name    string // "tour"
	Summary string // one sentence without a full stop

	// Expect are all findings of a plan for the answers, in any order.
	Expect []Expectation
	// Fails is the kind of fault in which reading the account ends instead, "" where it does not.
	Fails facts.Kind
	// Faults let calls go wrong.
	Faults []FaultRule

	answers func() plan.Answers
	account func() blueprint
}

// Answers returns the scenario's answers, complete enough for a plan. Each call returns a
// copy of its own.
func (s Scenario) Answers() plan.Answers { return s.answers() }

// Scenarios returns all scenarios, the tour first and the others by name.
func Scenarios() []Scenario {
	all := []Scenario{
		tour(), denyOnly(), dnsOff(), drift(), drought(), existingEndpoint(), expired(), huge(), igwOnly(),
		noNetworkRights(), noS3(), oneZone(), throttled(),
	}
	slices.SortFunc(all, func(a, b Scenario) int {
		if (a.Name == Tour) != (b.Name == Tour) {
			if a.Name == Tour {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return all
}

// Lookup finds a scenario by name.
func Lookup(name string) (Scenario, bool) {
	for _, s := range Scenarios() {
		if s.Name == name {
			return s, true
		}
	}
	return Scenario{}, false
}
