package awsclient_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// wire answers every request with a function, without a socket.
type wire func(*http.Request) (*http.Response, error)

// Do reads the request, as a server would, and answers it.
func (w wire) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
	}
	return w(r)
}

// answer is a wire that always says the same.
func answer(status int, contentType, body string) wire {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Status: http.StatusText(status), Request: r,
			Header: http.Header{"Content-Type": {contentType}, "X-Amzn-Requestid": {"req-1"}},
			Body:   io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// ec2Error is an error in the EC2 Query format.
func ec2Error(status int, code, message string) wire {
	return answer(status, "text/xml", `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>`+code+`</Code><Message>`+message+`</Message></Error></Errors><RequestID>req-1</RequestID></Response>`)
}

// queryError is an error in the format of IAM and STS.
func queryError(status int, code, message string) wire {
	return answer(status, "text/xml", `<ErrorResponse><Error><Type>Sender</Type><Code>`+code+
		`</Code><Message>`+message+`</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`)
}

// jsonError is an error in SageMaker's format.
func jsonError(code, message string) wire {
	return answer(http.StatusBadRequest, "application/x-amz-json-1.1", `{"__type":"`+code+`","message":"`+message+`"}`)
}

var key = &awsclient.Static{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "example"}

// connected opens an account whose calls go over the wire.
func connected(t *testing.T, w wire) steps.Account {
	t.Helper()
	return opened(t, awsclient.Options{Region: "us-east-1", HTTPClient: w, Credentials: key})
}

func opened(t *testing.T, options awsclient.Options) steps.Account {
	t.Helper()
	account, err := awsclient.New(options).Open(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// asFault demands a fault of a kind.
func asFault(t *testing.T, err error, kind facts.Kind) *facts.Fault {
	t.Helper()
	var fault *facts.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("got the error %v (%T), want a *facts.Fault", err, err)
	}
	if fault.Kind != kind {
		t.Errorf("got the kind %s, want %s: %v\n%v", fault.Kind, kind, fault, fault.Err)
	}
	if fault.Summary == "" || fault.Fix == "" || strings.HasSuffix(fault.Summary, ".") {
		t.Errorf("the fault %q is not complete", fault)
	}
	return fault
}

// wantKind demands a fault of a kind, whatever it says.
func wantKind(t *testing.T, err error, kind facts.Kind) {
	t.Helper()
	_ = asFault(t, err, kind)
}

// contains demands each part in the whole.
func contains(t *testing.T, whole string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(whole, part) {
			t.Errorf("%q lacks %q", whole, part)
		}
	}
}

// machine gives the test a home of its own, with shared files as written and no AWS
// variable of whoever runs it.
func machine(t *testing.T, config, credentials string) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	home := t.TempDir()
	for name, content := range map[string]string{"config": config, "credentials": credentials} {
		if err := os.WriteFile(home+"/"+name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("AWS_CONFIG_FILE", home+"/config")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", home+"/credentials")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}
