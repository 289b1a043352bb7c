package awsclient_test

import (
	"net/http"
	"sync/atomic"
	"testing"

	"sagevpc/awsclient"
)

func TestCallsAreBoundedAndInOrder(t *testing.T) {
	var heard atomic.Int64
	client := awsclient.New(awsclient.Options{
		Region: "us-east-1", Credentials: key, OnCall: func(awsclient.Call) { heard.Add(1) },
		HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
			return ec2Error(403, "UnauthorizedOperation", "no")(r)
		}),
	})
	a, err := client.Open(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	const made = 1005
	for range made {
		if err := viaEC2(t.Context(), a); err == nil {
			t.Fatal("the call was not refused")
		}
	}
	calls := client.Calls()
	if len(calls) != 1000 || heard.Load() != made {
		t.Errorf("%d calls are remembered and %d were told, want 1000 and %d", len(calls), heard.Load(), made)
	}
	for i, c := range calls {
		if i > 0 && c.Begun.Before(calls[i-1].Begun) {
			t.Fatal("the calls are out of order")
		}
		if c.Err != "UnauthorizedOperation" || c.Attempts != 1 || c.RequestID != "req-1" {
			t.Fatalf("the record is %+v", c)
		}
	}
}
