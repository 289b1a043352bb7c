package awsclient_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps/facts"
)

// The way to new credentials is that of the credentials in use.
func TestExpiredSessionsAreRenewedWhereTheyCameFrom(t *testing.T) {
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // answered before it is read, the SDK would cut it short
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}`)
	}))
	defer portal.Close()
	for name, test := range map[string]struct {
		profile string
		env     map[string]string
		says    string
	}{
		"SSO":              {"sso", map[string]string{"AWS_ENDPOINT_URL_SSO": portal.URL}, "`aws sso login --profile sso`"},
		"environment":      {"", map[string]string{"AWS_ACCESS_KEY_ID": "ASIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}, "into the environment"},
		"credentials file": {"ml-dev", nil, "/credentials"},
	} {
		for code, answered := range map[string]wire{
			"RequestExpired": ec2Error(400, "RequestExpired", "Request has expired."),
			"ExpiredToken":   ec2Error(400, "ExpiredToken", "The security token included in the request is expired"),
		} {
			t.Run(name+", "+code, func(t *testing.T) {
				machine(t, profiles, credentials)
				for variable, value := range test.env {
					t.Setenv(variable, value)
				}
				unsetEmpty(t)
				signedIn(t, "2099-01-01T00:00:00Z")
				a := opened(t, awsclient.Options{Profile: test.profile, Region: "us-east-1", HTTPClient: answered})
				f := asFault(t, viaEC2(t.Context(), a), facts.Expired)
				contains(t, f.Fix, test.says)
				if clock := strings.Contains(f.Fix, "clock"); clock != (code == "RequestExpired") {
					t.Errorf("the clock is blamed: %v: %q", clock, f.Fix)
				}
			})
		}
	}
}
