package sandbox

import (
	"strings"
	"time"
)

// Option changes how an account behaves.
type Option func(*Account)

// WithLatency makes every call take d before it is answered. Calls wait side by side, and
// a call whose context ends stops waiting.
func WithLatency(d time.Duration) Option {
	return func(a *Account) { a.latency = d }
}

// WithClock sets the account's time. Without it the time begins at 2026-01-15T09:00:00Z.
func WithClock(now func() time.Time) Option {
	return func(a *Account) { a.clock = now }
}

// WithDenied denies IAM actions to the caller, "ec2:DescribeRouteTables". An action may
// end in "*". Each service refuses in its own words.
func WithDenied(actions ...string) Option {
	return func(a *Account) { a.denied = append(a.denied, actions...) }
}

// WithCallerPolicies holds the caller to policies: every call of every service is
// answered only if these documents, together with those of the scenario, allow it. A
// document that cannot be read allows nothing. Each service refuses in its own words.
func WithCallerPolicies(documents ...string) Option {
	return func(a *Account) { a.callerPolicies = append(a.callerPolicies, documents...) }
}

// WithFault asks hook about every call before it is answered: service is "ec2",
// "sagemaker", "iam", "sts" or "s3", op the operation's name, n how many times it was
// called, beginning with 1. A nil answer lets the call through. The hook may be called
// from several goroutines at once.
func WithFault(hook func(service, op string, n int) *Fault) Option {
	return func(a *Account) { a.fault = hook }
}

// Fault is an answer that goes out instead of the real one.
type Fault struct {
	Status  int    // HTTP status
	Code    string // AWS error code, written in the service's own format
	Message string
	// RawBody, when not nil, is sent as it is, with ContentType, instead of Code and Message.
	RawBody     []byte
	ContentType string
}

func (a *Account) denies(action string) bool {
	for _, pattern := range a.denied {
		if prefix, open := strings.CutSuffix(pattern, "*"); open && hasPrefixFold(action, prefix) {
			return true
		}
		if strings.EqualFold(pattern, action) {
			return true
		}
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
