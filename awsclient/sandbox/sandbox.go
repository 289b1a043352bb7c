// Package sandbox is an AWS account in memory that real AWS clients can talk to.
//
// It keeps state and speaks the services' own wire formats: EC2, IAM and STS Query,
// SageMaker JSON 1.1, S3 REST. What it says is modelled on AWS alone: it shares no code
// with the rules of this program, so that either can prove the other wrong. The files
// fall into three groups: state (world.go, build.go), one file an API area (ec2_*.go,
// sagemaker_*.go, iam.go, sts.go, s3.go), and the way in (handle.go, client.go, serve.go).
package sandbox

import (
	"sync"
	"time"
)

// What is the same in every scenario.
const (
	// Region is the one Region in which the scenarios' networks and models lie.
	Region = "us-east-1"
	// AccountID is the account's number.
	AccountID = "111122223333"
	// AccessKeyID is a key that the account takes. Signatures are not verified.
	AccessKeyID = "AKIAIOSFODNN7EXAMPLE" //#nosec G101 -- the example key of AWS's own documentation
	// SecretAccessKey belongs to AccessKeyID. It is the documentation's example, not a secret.
	SecretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" //#nosec G101 -- the example key of AWS's own documentation
)

// Account is one AWS account. It is an http.Handler for every service at once, and safe
// for concurrent use: calls are answered one at a time, their latencies overlap.
type Account struct {
	latency time.Duration
	lag     time.Duration // how long EC2's reads do not show a change
	clock   func() time.Time
	pace    func(clock func() time.Time) func() time.Time
	denied  []string
	// callerPolicies are documents that the caller is held to besides the scenario's.
	callerPolicies []string
	fault          func(service, op string, n int) *Fault
	faults         []*faults

	mu    sync.Mutex
	world *world
	calls map[string]int // how often each "service:op" was called, for request ids and faults
}

// New opens an account as the scenario describes it. Ids, times and request ids are the
// same for the same scenario and the same calls.
func New(scenario Scenario, opts ...Option) *Account {
	a := &Account{clock: seededClock(), calls: map[string]int{}}
	scenario.trouble(a)
	for _, opt := range opts {
		opt(a)
	}
	if a.pace != nil {
		a.clock = a.pace(a.clock)
	}
	a.world = build(scenario, a.clock())
	a.world.hold(a.callerPolicies)
	return a
}

// seededClock begins at a fixed moment and runs on with the time that really passes.
func seededClock() func() time.Time {
	start := time.Now()
	return func() time.Time {
		return beginning().Add(time.Since(start))
	}
}
