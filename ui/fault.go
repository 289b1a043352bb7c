package ui

import (
	"errors"
	"fmt"
	"time"

	"sagevpc/steps/facts"
)

// slow is the fault of a read that took longer than the screen waits.
func slow(after time.Duration, err error) *facts.Fault {
	return &facts.Fault{
		Kind: facts.Offline, Op: "read", Retry: true, Err: err,
		Summary: fmt.Sprintf("AWS did not answer within %s", after),
		Why:     "the network, a proxy or the service is slow, and this screen stopped waiting",
		Fix:     "Try again; behind a proxy, check HTTPS_PROXY and AWS_ENDPOINT_URL.",
	}
}

// asFault makes an error that a person can act on of any error.
func asFault(err error) *facts.Fault {
	var fault *facts.Fault
	if errors.As(err, &fault) {
		return fault
	}
	return &facts.Fault{
		Kind: facts.Service, Op: "read", Summary: "the account could not be read",
		Why: err.Error(), Fix: "Try again; @ shows the calls that were made.", Retry: true, Err: err,
	}
}
