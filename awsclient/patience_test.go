package awsclient_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/awsclient"
	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// hang takes a request and never answers it.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// drip is a body whose parts come after a while each. It ends with its request.
type drip struct {
	ctx   context.Context
	parts []string
	every time.Duration
}

func (d *drip) Read(into []byte) (int, error) {
	if len(d.parts) == 0 {
		return 0, io.EOF
	}
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-time.After(d.every):
	}
	n := copy(into, d.parts[0])
	d.parts = d.parts[1:]
	return n, nil
}

func (d *drip) Close() error { return nil }

// dripping answers at once with a body that takes its time.
func dripping(contentType string, every time.Duration, parts ...string) wire {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {contentType}},
			Body: &drip{ctx: r.Context(), parts: parts, every: every},
		}, nil
	}
}

// handshakeTimeout is the error of net/http, whose type has no name outside of it.
type handshakeTimeout struct{}

func (handshakeTimeout) Error() string { return "net/http: TLS handshake timeout" }
func (handshakeTimeout) Timeout() bool { return true }

// Whoever takes the call and says nothing is asked again once, and then there is a fault.
func TestSilenceEndsInAFault(t *testing.T) {
	for name, test := range map[string]struct {
		wire     wire
		endpoint string
		call     func(context.Context, steps.Account) error
		asked    int
		atLeast  time.Duration
		op       string
		says     []string
		attempts string
	}{
		"no answer": {
			wire: hang, call: viaSTS, asked: 2, atLeast: 40 * time.Second, op: "sts:GetCallerIdentity",
			says: []string{"AWS (sts.us-east-1.amazonaws.com) did not answer sts:GetCallerIdentity", "within 20 seconds", "second attempt", "proxy"},
		},
		"no answer at an endpoint": {
			wire: hang, endpoint: "http://127.0.0.1:9", call: viaEC2, asked: 2, atLeast: 40 * time.Second, op: "ec2:DescribeSubnets",
			says: []string{"http://127.0.0.1:9 did not answer ec2:DescribeSubnets", "--endpoint-url"},
		},
		"one attempt": {
			wire: hang, call: viaSTS, asked: 1, atLeast: 20 * time.Second, op: "sts:GetCallerIdentity", attempts: "1",
			says: []string{"within 20 seconds"},
		},
		"a change": { // CreateModel looks at the model's data first, and asked twice it would meet itself
			wire: hang, call: viaCreate, asked: 1, atLeast: 40 * time.Second, op: "sagemaker:CreateModel",
			says: []string{"within 40 seconds"},
		},
		"half an answer": {
			wire: dripping("text/xml", time.Hour, "<DescribeSubnetsResponse>"), call: viaEC2, asked: 2, atLeast: 40 * time.Second,
			op: "ec2:DescribeSubnets", says: []string{"did not finish its answer to ec2:DescribeSubnets", "for 20 seconds"},
		},
		"half an answer in JSON": {
			wire: dripping("application/x-amz-json-1.1", time.Hour, "{}"), call: viaSageMaker, asked: 2, atLeast: 40 * time.Second,
			op: "sagemaker:DescribeModel", says: []string{"did not finish its answer to sagemaker:DescribeModel"},
		},
		"a time limit of the transport": {
			wire: func(*http.Request) (*http.Response, error) { return nil, os.ErrDeadlineExceeded }, call: viaSTS, asked: 2,
			op: "sts:GetCallerIdentity", says: []string{"did not answer", "i/o timeout"},
		},
		"a TLS handshake": {
			wire: func(*http.Request) (*http.Response, error) { return nil, handshakeTimeout{} }, call: viaSTS, asked: 2,
			op: "sts:GetCallerIdentity", says: []string{"did not answer", "TLS handshake did not end within 5 seconds"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, "[default]\n", "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n")
			t.Setenv("AWS_MAX_ATTEMPTS", test.attempts)
			unsetEmpty(t)
			synctest.Test(t, func(t *testing.T) {
				asked, begun := 0, time.Now()
				a := opened(t, awsclient.Options{Region: "us-east-1", EndpointURL: test.endpoint, HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
					asked++
					return test.wire(r)
				})})
				f := asFault(t, test.call(t.Context(), a), facts.Offline)
				contains(t, f.Error(), test.says...)
				if took := time.Since(begun); took < test.atLeast || took > 45*time.Second {
					t.Errorf("it took %v", took)
				}
				if asked != test.asked || f.Op != test.op || !f.Retry {
					t.Errorf("asked %d times, the op is %q, retry %v", asked, f.Op, f.Retry)
				}
			})
		})
	}
}

// A long answer may take long, as long as it goes on.
func TestSlowAnswersAreWaitedFor(t *testing.T) {
	parts := append([]string{"<DescribeSubnetsResponse><subnetSet>"}, strings.SplitAfter(strings.Repeat("<item></item>", 10), "</item>")...)
	parts = append(parts, "</subnetSet></DescribeSubnetsResponse>")
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		list, err := connected(t, dripping("text/xml", 15*time.Second, parts...)).Subnets(t.Context(), "vpc-1")
		if err != nil || len(list) != 10 {
			t.Errorf("got %d subnets, %v", len(list), err)
		}
		if took := time.Since(begun); took < 3*time.Minute {
			t.Errorf("the test is not slow: %v", took)
		}
	})
}

// An AWS that refuses everything for a while is given up in half a minute, with all reads of a VPC.
func TestRetriesEndInTime(t *testing.T) {
	for name, refuse := range map[string]wire{
		"throttled":   ec2Error(503, "RequestLimitExceeded", "Request limit exceeded."),
		"unavailable": ec2Error(503, "ServiceUnavailable", "later"),
		"web page":    answer(503, "text/html", "<html>"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				scope := steps.Scope{VPC: "vpc-1", Subnets: []string{"subnet-1"}, SecurityGroups: []string{"sg-1"}}
				n, err := connected(t, refuse).Network(t.Context(), scope)
				if err == nil && len(n.Gaps) == 0 {
					t.Error("nothing is missing")
				}
				if took := time.Since(begun); took > 30*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}
