package sandbox

import (
	"context"
	"strings"
	"sync"
	"time"
)

// FaultKind is what goes wrong with a call.
type FaultKind string

// The kinds of fault. Those that refuse a call do so before anything was done; FaultCut
// loses the answer of a call that was done.
const (
	FaultLatency  FaultKind = "latency"  // the answer comes later
	FaultThrottle FaultKind = "throttle" // refused for the rate of calls, in the service's words
	FaultLimit    FaultKind = "limit"    // throttled once a token bucket is empty
	FaultDeny     FaultKind = "deny"     // refused for want of permission
	FaultError    FaultKind = "error"    // 500 or 503, in the service's words
	FaultCut      FaultKind = "cut"      // done, and half of the answer gets through
	FaultHTML     FaultKind = "html"     // a page of something between the client and AWS
	FaultReset    FaultKind = "reset"    // the connection is reset
	FaultExpire   FaultKind = "expire"   // the session's token has ended
	FaultKey      FaultKind = "badkey"   // the access key is not one of the account's
	FaultChange   FaultKind = "change"   // somebody changes the account after the call
)

// FaultRule lets some calls go wrong. ParseFault reads its text form, in which a person
// writes it, and String gives it back.
type FaultRule struct {
	// Calls are the calls it is about: "ec2:DescribeSubnets", "ec2:Describe*", "s3:*", or "*".
	Calls string
	Does  FaultKind

	Latency time.Duration // of FaultLatency
	Status  int           // of FaultError, 500 or 503; of FaultHTML, 0 for 200
	// Tokens and PerSecond are the bucket of FaultLimit, one for each operation; 0 and 0
	// take the bucket that EC2 documents for the operation.
	Tokens    int
	PerSecond float64
	Change    ChangeKind // of FaultChange
	Object    string     // what is changed: an id, or a name that the scenario gave

	// When the rule holds, of the calls that it is about; zero values say always. First is
	// the first so many, After all but the first so many, Call one alone. FaultChange
	// happens once, when After calls were answered.
	First, After, Call int
	// Each counts every operation by itself instead of all that Calls is about.
	Each bool
	// Percent of those calls, drawn with the seed, are hit; 0 is all of them.
	Percent int
}

// WithFaults lets calls go wrong by rules. The same seed and the same calls draw the same
// faults. Of several rules that refuse a call, the first one does; latencies add up.
func WithFaults(rules []FaultRule, seed uint64) Option {
	return func(a *Account) { a.faults = append(a.faults, newFaults(rules, seed)) }
}

// faults is a set of rules with what they have counted.
type faults struct {
	rules []FaultRule
	seed  uint64

	mu      sync.Mutex
	seen    []map[string]int // for each rule, calls it is about, by operation; "" for all
	buckets map[string]*tokenBucket
}

func newFaults(rules []FaultRule, seed uint64) *faults {
	f := &faults{rules: rules, seed: seed, buckets: map[string]*tokenBucket{}}
	for range rules {
		f.seen = append(f.seen, map[string]int{})
	}
	return f
}

// strike is what the rules do to one call.
type strike struct {
	latency time.Duration
	refuse  *FaultRule // nil lets the call through
	cut     bool
	changes []FaultRule // due after the call
}

// disturbed answers a call with everything that goes wrong on the way.
func (a *Account) disturbed(ctx context.Context, c *call) (reply, error) {
	var s strike
	if c.service != nil {
		for _, set := range a.faults {
			set.strike(c, &s)
		}
	}
	if err := wait(ctx, a.latency+s.latency); err != nil {
		return reply{}, err
	}
	if s.refuse != nil {
		return a.refusal(c, *s.refuse), nil
	}
	answer := a.answer(c)
	if len(s.changes) > 0 {
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, rule := range s.changes {
			a.world.change(rule.Change, rule.Object, c.now)
		}
	}
	if s.cut {
		answer.ending = cutOff
		if len(answer.body) == 0 { // nothing to cut, so the answer is lost as a whole
			answer.ending = wasReset
		}
	}
	return answer, nil
}

// strike counts the call and adds what the rules do to it.
func (f *faults) strike(c *call, s *strike) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := c.service.name + ":" + c.op
	for i, rule := range f.rules {
		if !rule.about(name) {
			continue
		}
		counter := ""
		if rule.Each {
			counter = name
		}
		f.seen[i][counter]++
		n := f.seen[i][counter]
		if rule.Does == FaultChange {
			if n == rule.After {
				s.changes = append(s.changes, rule)
			}
			continue
		}
		if rule.due(n) && (rule.Percent == 0 || f.draw(i, name, c.n) < rule.Percent) {
			f.hit(rule, name, c, s)
		}
	}
}

func (f *faults) hit(rule FaultRule, name string, c *call, s *strike) {
	switch {
	case rule.Does == FaultLatency:
		s.latency += rule.Latency
	case rule.Does == FaultCut:
		s.cut = true
	case s.refuse != nil:
	case rule.Does == FaultLimit:
		if !f.take(rule, name, c) {
			s.refuse = &rule
		}
	default:
		s.refuse = &rule
	}
}

// about reports whether the rule speaks of the call. AWS's names differ by more than case.
func (r FaultRule) about(name string) bool {
	return r.Calls == "*" || wild(strings.ToLower(r.Calls), strings.ToLower(name))
}

// due reports whether the rule holds for the n-th call.
func (r FaultRule) due(n int) bool {
	switch {
	case r.First > 0:
		return n <= r.First
	case r.Call > 0:
		return n == r.Call
	}
	return n > r.After
}
