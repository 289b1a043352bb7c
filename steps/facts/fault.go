package facts

import "strings"

// Kind says which sort of not-knowing a Fault is, so that a caller can choose an exit
// code or a way out without reading its sentences.
type Kind string

// The kinds of fault.
const (
	Denied         Kind = "denied"          // the caller may not; Fault.Op names the IAM action
	Throttled      Kind = "throttled"       // the API's rate was exceeded even after retries
	Expired        Kind = "expired"         // the session or token has ended
	NoCredentials  Kind = "no-credentials"  // nothing in the credential chain answered
	BadCredentials Kind = "bad-credentials" // AWS does not accept the key or its signature
	NoRegion       Kind = "no-region"       // no region was named anywhere
	BadRegion      Kind = "bad-region"      // the region named does not exist, or is not enabled
	NoProfile      Kind = "no-profile"      // the profile named is not in the shared configuration
	Offline        Kind = "offline"         // no connection: DNS, route, refused, timeout
	WrongEndpoint  Kind = "wrong-endpoint"  // something answered, and it does not speak this API
	NotFound       Kind = "not-found"       // the thing named does not exist
	Exists         Kind = "exists"          // the name is already taken
	Invalid        Kind = "invalid"         // AWS refused the request's content
	Limit          Kind = "limit"           // a quota is used up
	Interrupted    Kind = "interrupted"     // the caller's own context ended
	Service        Kind = "service"         // a 5xx or an error this program does not know
)

// Fault is an error that a person can act on: what happened, why, and what to do.
// It is not a finding: a fault says that something is not known or was not done.
type Fault struct {
	Kind      Kind   `json:"kind"`
	Op        string `json:"op"`      // the IAM action or call, "ec2:DescribeSubnets"
	Summary   string `json:"summary"` // what happened, one sentence without a full stop
	Why       string `json:"why,omitempty"`
	Fix       string `json:"fix,omitempty"`
	Encoded   string `json:"encoded_message,omitempty"` // what sts:DecodeAuthorizationMessage reads, for a denial that has it
	Code      string `json:"code,omitempty"`            // AWS's error code, "UnauthorizedOperation"
	RequestID string `json:"request_id,omitempty"`      // for a support case
	Retry     bool   `json:"retry"`                     // trying again unchanged may succeed
	Err       error  `json:"-"`
}

// Error joins what happened, why, and what to do into one line.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Summary)
	if f.Why != "" {
		b.WriteString(": " + strings.TrimSuffix(f.Why, "."))
	}
	b.WriteString(".")
	if f.Fix != "" {
		b.WriteString(" " + f.Fix)
	}
	return b.String()
}

// Unwrap returns the SDK's own error, where there is one.
func (f *Fault) Unwrap() error { return f.Err }

// Credentials reports whether the fault is about who asks rather than what was asked.
func (f *Fault) Credentials() bool {
	switch f.Kind {
	case Expired, NoCredentials, BadCredentials, NoProfile:
		return true
	case Denied, Throttled, NoRegion, BadRegion, Offline, WrongEndpoint, NotFound, Exists,
		Invalid, Limit, Interrupted, Service:
		return false
	}
	return false
}
