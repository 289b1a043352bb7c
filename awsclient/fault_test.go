package awsclient_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"sagevpc/awsclient"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// Reads that reach each of the services.
func viaEC2(ctx context.Context, a steps.Account) error {
	_, err := a.Subnets(ctx, "vpc-1")
	return err
}

func viaSTS(ctx context.Context, a steps.Account) error {
	_, err := a.Identity(ctx)
	return err
}

func viaSageMaker(ctx context.Context, a steps.Account) error {
	_, err := a.Model(ctx, "fraud")
	return err
}

func viaCreate(ctx context.Context, a steps.Account) error {
	_, err := a.Apply(ctx, plan.Request{Service: "sagemaker", Op: "CreateModel", Input: map[string]any{"ModelName": "fraud"}})
	return err
}

const encoded = "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/x is not authorized " +
	"to perform: ec2:DescribeSubnets because no identity-based policy allows it. Encoded authorization failure message: AbC"

func TestFaultsOfAnswers(t *testing.T) {
	web := "<!DOCTYPE html>\n<html><title>500 Internal Server Error</title></html>"
	for name, test := range map[string]struct {
		wire  wire
		call  func(context.Context, steps.Account) error
		kind  facts.Kind
		op    string
		code  string
		retry bool
		says  []string
	}{
		"denied by EC2": {
			ec2Error(403, "UnauthorizedOperation", encoded), viaEC2, facts.Denied, "ec2:DescribeSubnets", "UnauthorizedOperation", false,
			[]string{"ec2:DescribeSubnets is not allowed", "decode-authorization-message", "no identity-based policy"},
		},
		"denied by SageMaker": {
			jsonError("AccessDeniedException", "User: u is not authorized to perform: iam:PassRole on resource: r"), viaCreate,
			facts.Denied, "iam:PassRole", "AccessDeniedException", false,
			[]string{"iam:PassRole is not allowed"},
		},
		"denied by the organization": {
			jsonError("AccessDeniedException", "not authorized to perform: sagemaker:CreateModel with an explicit deny in a service control policy"),
			viaCreate, facts.Denied, "sagemaker:CreateModel", "AccessDeniedException", false,
			[]string{"service control policy"},
		},
		"session ended":      {queryError(403, "ExpiredToken", "The security token included in the request is expired"), viaSTS, facts.Expired, "sts:GetCallerIdentity", "ExpiredToken", false, []string{"has expired", "aws sso login"}},
		"too old":            {ec2Error(400, "RequestExpired", "Request has expired."), viaEC2, facts.Expired, "ec2:DescribeSubnets", "RequestExpired", false, []string{"session", "has ended", "clock", "aws sso login"}},
		"clock":              {ec2Error(403, "RequestTimeTooSkewed", "The difference is too large"), viaEC2, facts.BadCredentials, "ec2:DescribeSubnets", "RequestTimeTooSkewed", false, []string{"clock"}},
		"key unknown":        {queryError(403, "InvalidClientTokenId", "The security token included in the request is invalid."), viaSTS, facts.BadCredentials, "sts:GetCallerIdentity", "InvalidClientTokenId", false, []string{"does not accept the keys", "us-east-1 is not enabled"}},
		"key refused by EC2": {ec2Error(401, "AuthFailure", "AWS was not able to validate the provided access credentials"), viaEC2, facts.BadCredentials, "ec2:DescribeSubnets", "AuthFailure", false, []string{"get-caller-identity"}},
		"signature wrong":    {queryError(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"), viaSTS, facts.BadCredentials, "sts:GetCallerIdentity", "SignatureDoesNotMatch", false, []string{"signature", "clock"}},
		"region closed":      {ec2Error(401, "OptInRequired", "You are not subscribed to this service"), viaEC2, facts.BadRegion, "ec2:DescribeSubnets", "OptInRequired", false, []string{"us-east-1 cannot be used"}},
		"too fast":           {ec2Error(503, "RequestLimitExceeded", "Request limit exceeded."), viaEC2, facts.Throttled, "ec2:DescribeSubnets", "RequestLimitExceeded", true, []string{"how often"}},
		"too fast, JSON":     {jsonError("ThrottlingException", "Rate exceeded"), viaSageMaker, facts.Throttled, "sagemaker:DescribeModel", "ThrottlingException", true, []string{"Rate exceeded"}},
		"no such model":      {jsonError("ValidationException", "Could not find model \\\"arn:aws:sagemaker:us-east-1:1:model/fraud\\\"."), viaSageMaker, facts.NotFound, "sagemaker:DescribeModel", "ValidationException", false, []string{"There is no model fraud in us-east-1", "Could not find model"}},
		"name taken":         {jsonError("ValidationException", "Cannot create already existing model \\\"arn\\\"."), viaCreate, facts.Exists, "sagemaker:CreateModel", "ValidationException", false, []string{"exists already"}},
		"content refused":    {jsonError("ValidationException", "Could not access model data at s3://b/k"), viaCreate, facts.Invalid, "sagemaker:CreateModel", "ValidationException", false, []string{"Could not access model data"}},
		"quota":              {jsonError("ResourceLimitExceeded", "too many models"), viaCreate, facts.Limit, "sagemaker:CreateModel", "ResourceLimitExceeded", false, []string{"Service Quotas"}},
		"quota of EC2":       {ec2Error(400, "VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached."), viaEC2, facts.Limit, "ec2:DescribeSubnets", "VpcEndpointLimitExceeded", false, []string{"quota"}},
		"AWS fails":          {ec2Error(500, "InternalError", "An internal error has occurred"), viaEC2, facts.Service, "ec2:DescribeSubnets", "InternalError", true, []string{"AWS failed"}},
		"a web page":         {answer(500, "text/html", web), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "", false, []string{"500 Internal Server Error", "web page", "proxy"}},
		"a friendly page":    {answer(200, "text/html", web), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "", false, []string{"200 OK"}},
		"a page for JSON":    {answer(200, "text/html", web), viaSageMaker, facts.WrongEndpoint, "sagemaker:DescribeModel", "", false, []string{"web page"}},
		"a passing page":     {answer(503, "text/html", web), viaEC2, facts.Service, "ec2:DescribeSubnets", "", true, []string{"could not take the call"}},
		"nothing":            {answer(200, "text/xml", ""), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "", false, []string{"with nothing"}},
		"other XML":          {answer(200, "text/xml", `<?xml version="1.0"?><rss version="2.0"/>`), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "", false, []string{"no answer of EC2"}},
		"text":               {answer(200, "text/plain", "ok"), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "", false, nil},
		"JSON for XML":       {answer(404, "application/json", `{"message":"Not Found"}`), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "", false, nil},
		"text for JSON":      {answer(200, "text/plain", "hello"), viaSageMaker, facts.WrongEndpoint, "sagemaker:DescribeModel", "", false, nil},
		"404 without shape":  {answer(404, "application/json", `{}`), viaSageMaker, facts.WrongEndpoint, "sagemaker:DescribeModel", "", false, []string{"status 40"}},
		"405 without shape":  {answer(405, "application/json", `{}`), viaSageMaker, facts.WrongEndpoint, "sagemaker:DescribeModel", "", false, []string{"status 40"}},
		"call unknown":       {ec2Error(400, "InvalidAction", "The action DescribeSubnets is not valid"), viaEC2, facts.WrongEndpoint, "ec2:DescribeSubnets", "InvalidAction", false, nil},
		"cut off":            {answer(200, "text/xml", "<DescribeSubnetsResponse><subnetSet><item>"), viaEC2, facts.Offline, "ec2:DescribeSubnets", "", true, []string{"cut off"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the SDK waits between retries
				f := asFault(t, test.call(t.Context(), connected(t, test.wire)), test.kind)
				if f.Op != test.op || f.Code != test.code || f.Retry != test.retry {
					t.Errorf("got op %q, code %q, retry %v; want %q, %q, %v", f.Op, f.Code, f.Retry, test.op, test.code, test.retry)
				}
				if f.Code != "" && f.RequestID != "req-1" {
					t.Errorf("the request id is %q", f.RequestID)
				}
				contains(t, f.Error(), test.says...)
			})
		})
	}
}

func TestFaultsOfTheNetwork(t *testing.T) {
	lookup := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "ec2.x", IsNotFound: true}}
	for name, test := range map[string]struct {
		region   string
		endpoint string
		err      error
		kind     facts.Kind
		says     []string
	}{
		"no DNS":             {"us-east-1", "", lookup, facts.Offline, []string{"could not be looked up", "network connection"}},
		"no such Region":     {"us-north-7", "", lookup, facts.BadRegion, []string{"no Region us-north-7", "for example us-east-1"}},
		"no such host":       {"us-north-7", "http://nowhere.invalid", lookup, facts.Offline, []string{"http://nowhere.invalid", "--endpoint-url"}},
		"refused":            {"us-east-1", "http://127.0.0.1:1", &net.OpError{Op: "dial", Net: "tcp", Err: io.EOF}, facts.Offline, []string{"could not be reached", "running"}},
		"reset":              {"us-east-1", "", &net.OpError{Op: "read", Net: "tcp", Err: io.EOF}, facts.Offline, []string{"could not be reached"}},
		"plain HTTP for TLS": {"us-east-1", "https://127.0.0.1:1", http.ErrSchemeMismatch, facts.WrongEndpoint, []string{"TLS"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				broken := wire(func(*http.Request) (*http.Response, error) { return nil, test.err })
				a := opened(t, awsclient.Options{Region: test.region, EndpointURL: test.endpoint, HTTPClient: broken, Credentials: key})
				f := asFault(t, viaEC2(t.Context(), a), test.kind)
				contains(t, f.Error(), test.says...)
				if f.Op != "ec2:DescribeSubnets" {
					t.Errorf("the op is %q", f.Op)
				}
			})
		})
	}
}

// An unreachable host is asked once: five attempts with their waits would look like a hang.
func TestUnreachableIsNotRetried(t *testing.T) {
	asked := 0
	a := connected(t, func(*http.Request) (*http.Response, error) {
		asked++
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: io.EOF}
	})
	wantKind(t, viaEC2(t.Context(), a), facts.Offline)
	if asked != 1 {
		t.Errorf("the host was asked %d times", asked)
	}
}

func TestThrottlingIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		client := awsclient.New(awsclient.Options{Region: "us-east-1", Credentials: key, HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
			if asked++; asked < 3 {
				return ec2Error(503, "RequestLimitExceeded", "Request limit exceeded.")(r)
			}
			return answer(200, "text/xml", "<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>")(r)
		})})
		a, err := client.Open(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := viaEC2(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		calls := client.Calls()
		if len(calls) != 1 || calls[0].Attempts != 3 || calls[0].Service != "ec2" || calls[0].Op != "DescribeSubnets" ||
			calls[0].Err != "" || calls[0].RequestID != "req-1" || calls[0].Elapsed <= 0 {
			t.Errorf("the record is %+v", calls)
		}
	})
}

func TestInterruptedIsToldFromTimeout(t *testing.T) {
	hang := wire(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		f := asFault(t, viaEC2(ctx, connected(t, hang)), facts.Interrupted)
		contains(t, f.Summary, "ec2:DescribeSubnets was interrupted")
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20e9)
		defer cancel()
		f := asFault(t, viaEC2(ctx, connected(t, hang)), facts.Interrupted)
		contains(t, f.Summary, "ec2:DescribeSubnets took longer")
		if !f.Retry {
			t.Error("a timeout may be tried again")
		}
	})
}
