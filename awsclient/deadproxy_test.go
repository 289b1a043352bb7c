package awsclient_test

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps/facts"
)

// A dead proxy is neither AWS's fault nor the endpoint's, and asking it again does not help.
func TestDeadProxiesAreNamed(t *testing.T) {
	dead := &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{
		Err: "no such host", Name: "proxy.invalid", IsNotFound: true,
	}}}
	for name, test := range map[string]struct {
		endpoint string
		env      map[string]string
		says     []string
	}{
		"for TLS":    {"", map[string]string{"HTTPS_PROXY": "http://u:secret@proxy.invalid:3128", "HTTP_PROXY": "http://other"}, []string{"The proxy http://u:xxxxx@proxy.invalid:3128 could not be reached", "HTTPS_PROXY names it", "NO_PROXY"}},
		"lower case": {"", map[string]string{"https_proxy": "proxy.invalid:3128"}, []string{"The proxy proxy.invalid:3128 could not be reached", "https_proxy names it"}},
		"plain":      {"http://aws.invalid", map[string]string{"HTTPS_PROXY": "http://other", "HTTP_PROXY": "http://proxy.invalid:3128"}, []string{"http://proxy.invalid:3128", "HTTP_PROXY names it"}},
		"unknown":    {"", nil, []string{"The proxy could not be reached", "HTTPS_PROXY"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
				t.Setenv(variable, test.env[variable])
			}
			asked := 0
			a := opened(t, awsclient.Options{Region: "us-east-1", EndpointURL: test.endpoint, Credentials: key, HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
				asked++
				return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: dead}
			})})
			f := asFault(t, viaSTS(t.Context(), a), facts.Offline)
			contains(t, f.Error(), append(test.says, "proxy.invalid")...)
			if asked != 1 || strings.Contains(f.Error(), "secret") || strings.Contains(f.Error(), "--endpoint-url") {
				t.Errorf("asked %d times: %v", asked, f)
			}
		})
	}
}
