package awsclient_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// verdict is what the plan said of a random account, and what became of the endpoint there.
type verdict struct {
	seed    uint64
	done    string // to the account when it was drawn
	answers plan.Answers
	plan    plan.Plan
	serves  bool
	said    string // by SageMaker, when the endpoint does not serve
	stopped string // what the sandbox's packets met
	private bool   // S3 has an interface endpoint with private names in the VPC
	// Of a plan that blocks where the endpoint serves: the subnets that its instances stand
	// in, and the network as it was read.
	homes   []string
	network facts.Network
}

func (v verdict) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d (%s): %s, %s x %d\n", v.seed, v.done, strings.Join(v.answers.Network.Subnets, " "), v.answers.Capacity.InstanceType, v.answers.Capacity.Instances)
	fmt.Fprintf(&b, "  model %+v\n", v.answers.Model)
	fmt.Fprintf(&b, "  serves: %v %s\n  stopped: %s\n", v.serves, v.said, v.stopped)
	for _, f := range v.plan.Findings {
		fmt.Fprintf(&b, "  %s %s %s now=%v after=%v: %s. %s\n", f.Severity, f.Rule, f.Subject, f.Now, f.After, f.Summary, f.Detail)
	}
	return b.String()
}

// blockers are the findings that would stop this plan, or would if it repaired nothing.
func (v verdict) blockers() []plan.Finding { return v.with(plan.Block) }

func (v verdict) with(s plan.Severity) []plan.Finding {
	return slices.DeleteFunc(slices.Clone(v.plan.Findings), func(f plan.Finding) bool { return f.Severity != s || !f.Now })
}

// judge compares what the plan said with what became of the endpoint, and says under what
// to count it.
func judge(t *testing.T, v verdict) string {
	t.Helper()
	blocked := v.blockers()
	switch {
	case v.serves && len(blocked) == 0:
		return "serves, not blocked"
	case v.serves:
		return v.alarm(blocked)
	case len(blocked) > 0:
		return "fails, blocked"
	}
	for _, f := range v.plan.Findings {
		if f.Now && excuses(f, v) {
			return "fails, " + string(f.Severity) + " " + f.Rule
		}
	}
	t.Errorf("the plan blocks nothing, and the endpoint does not come into service: %s", v)
	return "fails, not blocked"
}

// alarm says why a plan may have blocked where an endpoint serves all the same. No instance
// stood in the subnets that the findings speak of, by luck, or the rules are stricter than
// the sandbox.
func (v verdict) alarm(blocked []plan.Finding) string {
	var rules []string
	lucky := true
	for _, f := range blocked {
		concerned := v.concerned(f.Subject)
		lucky = lucky && len(concerned) > 0 && !slices.ContainsFunc(concerned, func(s string) bool { return slices.Contains(v.homes, s) })
		rules = append(rules, f.Rule)
	}
	if lucky {
		return "serves by luck, blocked"
	}
	slices.Sort(rules)
	return "serves, but blocked by " + strings.Join(slices.Compact(rules), ", ")
}

// concerned are the chosen subnets that a subject is or decides about: a subnet, its route
// table, its network ACL.
func (v verdict) concerned(subject string) []string {
	return slices.DeleteFunc(slices.Clone(v.answers.Network.Subnets), func(subnet string) bool {
		own := slices.IndexFunc(v.network.ACLs, func(a facts.NetworkACL) bool { return slices.Contains(a.Subnets, subnet) })
		tables := network.EffectiveRouteTables(v.network, []string{subnet})
		return subnet != subject && (own < 0 || v.network.ACLs[own].ID != subject) &&
			!slices.ContainsFunc(tables, func(t facts.RouteTable) bool { return t.ID == subject })
	})
}

// excuses reports whether a finding that does not block speaks of what the endpoint failed
// for. A plan that says what it cannot know has said it of that layer only.
func excuses(f plan.Finding, v verdict) bool {
	if f.Rule == plan.RuleSubnetInstance && f.Severity == plan.Warn {
		return strings.HasPrefix(v.said, "Unable to locate at least 2 availability zone")
	}
	if f.Severity != plan.Unknown {
		return false
	}
	// Names that another resolver answers may lead to either of two places, so that nothing
	// behind them is certain.
	if f.Rule == plan.RuleDNSResolver {
		return strings.HasPrefix(v.stopped, "name server") || v.private
	}
	for _, cause := range causes {
		if strings.Contains(v.stopped, cause.stopped) {
			return slices.Contains(cause.rules, f.Rule)
		}
	}
	return false
}

// causes are what the sandbox's packets can meet, with the rules that may answer "unknown"
// about it. The first that fits counts.
var causes = []struct {
	stopped string
	rules   []string
}{
	{"nothing is known behind", []string{plan.RuleS3NoPath, "reach.unverified"}},
	{"the policy of", []string{plan.RuleS3PolicyModel, plan.RuleS3NoPath}},
}

// afterwards judges the account as the plan said it would be.
func (v verdict) afterwards() verdict {
	v.plan.Findings = slices.Clone(v.plan.Findings)
	for i, f := range v.plan.Findings {
		v.plan.Findings[i].Now = f.After
	}
	return v
}

// tally counts, for several subtests at once, and logs when all have ended.
type tally struct {
	mu    sync.Mutex
	count map[string]int
	first map[string]uint64 // the lowest seed of each
}

func newTally(t *testing.T) *tally {
	t.Helper()
	y := &tally{count: map[string]int{}, first: map[string]uint64{}}
	t.Cleanup(func() {
		for _, what := range slices.Sorted(maps.Keys(y.count)) {
			t.Logf("%6d %s (seed %d)", y.count[what], what, y.first[what])
		}
	})
	return y
}

func (y *tally) add(seed uint64, what string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if at, found := y.first[what]; !found || seed < at {
		y.first[what] = seed
	}
	y.count[what]++
}
