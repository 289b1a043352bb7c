package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// tokenBucket holds what is left of an operation's allowance.
type tokenBucket struct {
	tokens float64
	at     time.Time
}

// allowance is the size of a bucket and what flows into it each second.
type allowance struct {
	tokens    int
	perSecond float64
}

// take takes a token out of the operation's bucket; false when there is none. Each
// operation of each Region has a bucket of its own.
func (f *faults) take(rule FaultRule, name string, c *call) bool {
	allowed := allowance{rule.Tokens, rule.PerSecond}
	if allowed == (allowance{}) {
		if allowed = documented(c); allowed == (allowance{}) {
			return true
		}
	}
	key := fmt.Sprintf("%s %s %d %g", name, c.region, allowed.tokens, allowed.perSecond)
	b := f.buckets[key]
	if b == nil {
		b = &tokenBucket{tokens: float64(allowed.tokens), at: c.now}
		f.buckets[key] = b
	}
	if passed := c.now.Sub(b.at); passed > 0 {
		b.tokens = min(float64(allowed.tokens), b.tokens+passed.Seconds()*allowed.perSecond)
		b.at = c.now
	}
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// documented is what EC2 says of its buckets, one for each API
// (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html). Other services
// document none.
func documented(c *call) allowance {
	if c.service != &ec2Service {
		return allowance{}
	}
	switch c.op {
	case "CreateVpcEndpoint", "ModifyVpcEndpoint", "DeleteVpcEndpoints":
		return allowance{4, 0.3}
	case "CreateNatGateway":
		return allowance{10, 1}
	case "DescribeNetworkInterfaces", "DescribeSecurityGroups":
		if q, refusal := decodeQuery(&c.request); refusal == nil && !q.has("MaxResults") && len(q.at("Filter").children) == 0 {
			return allowance{50, 10}
		}
	}
	if strings.HasPrefix(c.op, "Describe") || strings.HasPrefix(c.op, "Get") {
		return allowance{100, 20}
	}
	return allowance{50, 5}
}

// draw is a number from 0 to 99 that follows from the seed, the rule, the operation and
// how often that was called, whatever the order in which several operations arrive.
func (f *faults) draw(rule int, name string, n int) int {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%d\x00%s\x00%d", f.seed, rule, name, n))
	return int(binary.BigEndian.Uint64(sum[:8]) % 100) //#nosec G115 -- below 100
}
