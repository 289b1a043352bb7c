package awsclient_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// refused is what a port without a listener does, as net/http tells it.
func refused(r *http.Request) (*http.Response, error) {
	return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: &net.OpError{Op: "dial", Net: "tcp", Err: io.EOF}}
}

const servicesConfig = `
[profile local]
region = us-east-1
endpoint_url = http://127.0.0.1:1
services = stack
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = example
[services stack]
sagemaker =
  endpoint_url = http://127.0.0.1:2
ec2 =
  endpoint_url = 127.0.0.1:3
[profile bad]
region = us-east-1
endpoint_url = localhost
[profile worse]
region = us-east-1
services = stack
`

// A fault names the endpoint that its own service was asked at, and the setting to correct.
func TestFaultsNameTheirEndpoint(t *testing.T) {
	global := map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:7"}
	both := map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:7", "AWS_ENDPOINT_URL_STS": "http://u:secret@127.0.0.1:8", "AWS_ENDPOINT_URL_EC2": "http://127.0.0.1:9"}
	local := map[string]string{"AWS_ENDPOINT_URL_EC2": "http://127.0.0.1:9"}
	ignored := map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:7", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
	for name, test := range map[string]struct {
		env     map[string]string
		options awsclient.Options
		call    func(context.Context, steps.Account) error
		summary string
		fix     string
	}{
		"none":                      {nil, awsclient.Options{Profile: "ml-dev"}, viaSTS, "AWS (sts.us-west-2.amazonaws.com) could not be reached", "network connection"},
		"ignored":                   {ignored, awsclient.Options{Profile: "ml-dev"}, viaSTS, "AWS (sts.us-west-2.amazonaws.com) could not be reached", "network connection"},
		"option":                    {both, awsclient.Options{Profile: "ml-dev", EndpointURL: "http://127.0.0.1:6"}, viaSTS, "http://127.0.0.1:6 could not be reached", "--endpoint-url"},
		"environment":               {global, awsclient.Options{Profile: "ml-dev"}, viaSTS, "http://127.0.0.1:7 could not be reached", "AWS_ENDPOINT_URL,"},
		"environment, service":      {both, awsclient.Options{Profile: "ml-dev"}, viaSTS, "http://u:xxxxx@127.0.0.1:8 could not be reached", "AWS_ENDPOINT_URL_STS,"},
		"environment, other":        {both, awsclient.Options{Profile: "ml-dev"}, viaEC2, "http://127.0.0.1:9 could not be reached", "AWS_ENDPOINT_URL_EC2,"},
		"environment, without":      {both, awsclient.Options{Profile: "ml-dev"}, viaSageMaker, "http://127.0.0.1:7 could not be reached", "AWS_ENDPOINT_URL,"},
		"shared, profile":           {local, awsclient.Options{Profile: "local"}, viaSTS, "http://127.0.0.1:1 could not be reached", "endpoint_url of profile local"},
		"shared, service":           {local, awsclient.Options{Profile: "local"}, viaSageMaker, "http://127.0.0.1:2 could not be reached", "endpoint_url of sagemaker in [services stack]"},
		"environment beats service": {map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:7"}, awsclient.Options{Profile: "local"}, viaSageMaker, "http://127.0.0.1:7 could not be reached", "AWS_ENDPOINT_URL,"},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, profiles+servicesConfig, credentials)
			for variable, value := range test.env {
				t.Setenv(variable, value)
			}
			unsetEmpty(t)
			test.options.HTTPClient = wire(refused)
			f := asFault(t, test.call(t.Context(), opened(t, test.options)), facts.Offline)
			if f.Summary != test.summary || !strings.Contains(f.Fix, test.fix) {
				t.Errorf("got %q and %q, want %q and %q", f.Summary, f.Fix, test.summary, test.fix)
			}
		})
	}
}

// A page that is not the API's names the setting as well.
func TestWrongEndpointNamesItsSetting(t *testing.T) {
	machine(t, profiles, credentials)
	t.Setenv("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:9")
	unsetEmpty(t)
	a := opened(t, awsclient.Options{Profile: "ml-dev", HTTPClient: answer(200, "text/html", "<html>")})
	contains(t, asFault(t, viaEC2(t.Context(), a), facts.WrongEndpoint).Error(), "http://127.0.0.1:9 does not speak", "AWS_ENDPOINT_URL_EC2")
	contains(t, asFault(t, viaSTS(t.Context(), a), facts.WrongEndpoint).Error(), "AWS does not speak", "proxy")
}

// The credential chain calls services of its own, whose endpoints --endpoint-url leaves alone.
func TestFaultsOfTheChainNameItsEndpoint(t *testing.T) {
	machine(t, profiles, credentials)
	t.Setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")
	unsetEmpty(t)
	signedIn(t, "2099-01-01T00:00:00Z")
	a := opened(t, awsclient.Options{Profile: "sso", EndpointURL: "http://127.0.0.1:2"})
	f := asFault(t, viaSTS(t.Context(), a), facts.Offline)
	contains(t, f.Error(), "http://127.0.0.1:1 could not be reached", "AWS_ENDPOINT_URL_SSO,")
}

// Endpoints that cannot be called are a mistake of whoever set them, found before any call.
func TestMalformedEndpoints(t *testing.T) {
	for name, test := range map[string]struct {
		env     map[string]string
		options awsclient.Options
		says    []string
	}{
		"option":            {nil, awsclient.Options{Profile: "ml-dev", EndpointURL: "localhost:4566"}, []string{"localhost:4566", "--endpoint-url", "http://"}},
		"no host":           {nil, awsclient.Options{Profile: "ml-dev", EndpointURL: "http:///x"}, []string{"http:///x", "--endpoint-url"}},
		"environment":       {map[string]string{"AWS_ENDPOINT_URL": "garbage"}, awsclient.Options{Profile: "ml-dev"}, []string{"The endpoint garbage", "AWS_ENDPOINT_URL names it"}},
		"environment, S3":   {map[string]string{"AWS_ENDPOINT_URL_S3": "garbage"}, awsclient.Options{Profile: "ml-dev"}, []string{"The endpoint garbage", "AWS_ENDPOINT_URL_S3 names it"}},
		"shared, profile":   {nil, awsclient.Options{Profile: "bad"}, []string{"The endpoint localhost", "endpoint_url of profile bad"}},
		"shared, service":   {nil, awsclient.Options{Profile: "worse"}, []string{"The endpoint 127.0.0.1:3", "endpoint_url of ec2 in [services stack]"}},
		"secret not a URL":  {nil, awsclient.Options{Profile: "ml-dev", EndpointURL: "me:secret@host"}, []string{"--endpoint-url"}},
		"secret, wrong URL": {nil, awsclient.Options{Profile: "ml-dev", EndpointURL: "http://me:secret@ho st"}, []string{"--endpoint-url"}},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, profiles+servicesConfig, credentials)
			for variable, value := range test.env {
				t.Setenv(variable, value)
			}
			unsetEmpty(t)
			_, err := awsclient.New(test.options).Open(t.Context(), "", "")
			f := asFault(t, err, facts.Invalid)
			contains(t, f.Error(), test.says...)
			if f.Op != "" || f.Retry || strings.Contains(f.Error(), "secret") {
				t.Errorf("the fault is %+v", f)
			}
		})
	}
}

// Nobody reads a malformed endpoint that the option overrules.
func TestOverruledEndpointsAreNotChecked(t *testing.T) {
	machine(t, profiles, credentials)
	t.Setenv("AWS_ENDPOINT_URL", "garbage")
	unsetEmpty(t)
	opened(t, awsclient.Options{Profile: "ml-dev", EndpointURL: "http://127.0.0.1:1"})
}
