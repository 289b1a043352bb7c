package sandbox_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/awsclient/sandbox"
)

func signed(service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + sandbox.AccessKeyID + "/20260115/us-east-1/" + service + "/aws4_request, SignedHeaders=host, Signature=00"
}

// post sends what no SDK would.
func post(t *testing.T, a http.Handler, headers map[string]string, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := &recorder{header: http.Header{}}
	a.ServeHTTP(w, r)
	return w.status, w.body.String()
}

type recorder struct {
	header http.Header
	status int
	body   strings.Builder
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

func TestMalformedRequests(t *testing.T) {
	a := account(t, "tour")
	ec2Call := map[string]string{"Authorization": signed("ec2")}
	target := func(op string) map[string]string {
		return map[string]string{"Authorization": signed("sagemaker"), "X-Amz-Target": "SageMaker." + op}
	}
	for _, tc := range []struct {
		name    string
		headers map[string]string
		body    string
		status  int
		says    string
	}{
		{"unknown action", ec2Call, "Action=MakeCoffee&Version=2016-11-15", 400, "<Code>InvalidAction</Code><Message>The action MakeCoffee is not valid for this web service.</Message>"},
		{"no action", ec2Call, "Version=2016-11-15", 400, "<Code>MissingAction</Code>"},
		{"another version", ec2Call, "Action=DescribeVpcs&Version=2010-01-01", 400, "<Code>InvalidAction</Code>"},
		{"unknown parameter", ec2Call, "Action=DescribeVpcs&Version=2016-11-15&Colour=red", 400, "<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>"},
		{"broken escapes", ec2Call, "Action=DescribeVpcs&Version=2016-11-15&X=%zz", 400, "<Code>MalformedQueryString</Code>"},
		{"not a number", ec2Call, "Action=DescribeVpcs&Version=2016-11-15&MaxResults=many", 400, "<Code>InvalidParameterValue</Code>"},
		{"markup in an action", ec2Call, "Action=%3Cx%3E&Version=2016-11-15", 400, "The action &lt;x&gt; is not valid"},
		{"unsigned", nil, "Action=DescribeVpcs&Version=2016-11-15", 400, "<Code>MissingParameter</Code>"},
		{"attribute that cannot be dry-run", ec2Call, "Action=ModifyVpcAttribute&Version=2016-11-15&DryRun=true", 400, "<Code>UnknownParameter</Code>"},
		{"unknown IAM action", map[string]string{"Authorization": signed("iam")}, "Action=MakeCoffee&Version=2010-05-08", 400, "<Code>InvalidAction</Code><Message>Could not find operation MakeCoffee for version 2010-05-08</Message>"},
		{"unknown target", target("MakeCoffee"), "{}", 400, `{"__type":"UnknownOperationException"}`},
		{"no JSON", target("ListModels"), "{", 400, `"__type":"SerializationException"`},
		{"a list", target("ListModels"), "[]", 400, `"__type":"SerializationException"`},
		{"null", target("ListModels"), "null", 400, `"__type":"SerializationException"`},
		{"wrong type", target("DescribeModel"), `{"ModelName":{}}`, 400, `"__type":"SerializationException"`},
		{"nothing", target("DescribeModel"), "", 400, `Value null at 'modelName' failed to satisfy constraint: Member must not be null`},
		{"case matters", target("DescribeModel"), `{"modelname":"fraud-v3"}`, 400, `Member must not be null`},
		{"too large", target("ListModels"), strings.Repeat(" ", 3<<20), 413, "RequestEntityTooLarge"},
		{"unknown service", map[string]string{"Authorization": signed("dynamodb")}, "", 404, "no AWS service recognised"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, body := post(t, a, tc.headers, tc.body)
			if status != tc.status || !strings.Contains(body, tc.says) {
				t.Errorf("got %d %s, want %d with %s", status, body, tc.status, tc.says)
			}
		})
	}
}

func TestLatencyOverlapsAndCanBeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, "tour", sandbox.WithLatency(50*time.Millisecond))
		begun := time.Now()
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if _, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(begun); took != 50*time.Millisecond {
			t.Errorf("twelve calls at once took %v", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := c.ec2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 70*time.Millisecond {
			t.Errorf("left after %v with %v", time.Since(begun), err)
		}
	})
}

func TestFaults(t *testing.T) {
	c := open(t, "tour", sandbox.WithFault(func(service, op string, n int) *sandbox.Fault {
		switch {
		case op == "DescribeVpcs" && n <= 2:
			return &sandbox.Fault{Status: http.StatusServiceUnavailable, Code: "RequestLimitExceeded", Message: "Request limit exceeded."}
		case service == "sts":
			return &sandbox.Fault{Status: http.StatusBadGateway, RawBody: []byte("<html>bad gateway</html>"), ContentType: "text/html"}
		case service == "sagemaker":
			return &sandbox.Fault{Status: http.StatusBadRequest, Code: "ExpiredTokenException", Message: "The security token included in the request is expired"}
		}
		return nil
	}))
	for range 2 {
		_, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
		wantCode(t, err, "RequestLimitExceeded")
	}
	must[*ec2.DescribeVpcsOutput](t)(c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}))
	_, err := c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{})
	wantCode(t, err, "ExpiredTokenException")
	if _, err := c.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}); err == nil {
		t.Error("an HTML page was taken for an answer")
	}
}

func TestTwoRunsAreTheSame(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }
	run := func() string {
		a := account(t, "no-s3", sandbox.WithClock(clock))
		c := in(a.HTTPClient(), sandbox.Region, "")
		n := home(t, c, "no-s3")
		made := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), createS3(n, "isolated-a")))
		_, body := post(t, a, map[string]string{"Authorization": signed("ec2")}, "Action=DescribeVpcEndpoints&Version=2016-11-15")
		return *made.VpcEndpoint.VpcEndpointId + body
	}
	if first, second := run(), run(); first != second {
		t.Errorf("first\n%s\nthen\n%s", first, second)
	}
}
