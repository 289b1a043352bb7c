package awsclient_test

import (
	"crypto/sha1"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps/facts"
)

// signedIn writes the token of the session "corp" as the AWS CLI stores it.
func signedIn(t *testing.T, expires string) {
	t.Helper()
	name := sha1.Sum([]byte("corp"))
	dir := filepath.Join(os.Getenv("HOME"), ".aws", "sso", "cache")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	token := `{"accessToken":"t","expiresAt":"` + expires + `","clientId":"c","clientSecret":"s","refreshToken":"r"}`
	if err := os.WriteFile(filepath.Join(dir, hex.EncodeToString(name[:])+".json"), []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFaultsOfSSO(t *testing.T) {
	for name, test := range map[string]struct {
		expires string
		code    string // what the portal answers
		kind    facts.Kind
		says    []string
	}{
		"revoked":      {"2099-01-01T00:00:00Z", "UnauthorizedException", facts.Expired, []string{"`aws sso login --profile sso`", "Session token not found"}},
		"not assigned": {"2099-01-01T00:00:00Z", "ForbiddenException", facts.Denied, []string{"does not give profile sso its role", "sso_role_name"}},
		"not renewed":  {"2020-01-01T00:00:00Z", "InvalidGrantException", facts.Expired, []string{"has expired", "`aws sso login --profile sso`"}},
	} {
		t.Run(name, func(t *testing.T) {
			portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // answered before it is read, the SDK would cut it short
				w.Header().Set("X-Amzn-Errortype", test.code)
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = io.WriteString(w, `{"message":"Session token not found or invalid"}`)
			}))
			defer portal.Close()
			machine(t, profiles, credentials)
			t.Setenv("AWS_ENDPOINT_URL_SSO", portal.URL)
			t.Setenv("AWS_ENDPOINT_URL_SSO_OIDC", portal.URL)
			unsetEmpty(t)
			signedIn(t, test.expires)
			client := awsclient.New(awsclient.Options{Profile: "sso"})
			a, err := client.Open(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			f := asFault(t, viaSTS(t.Context(), a), test.kind)
			contains(t, f.Error(), test.says...)
			if calls := client.Calls(); len(calls) != 2 || calls[0].Err == "" || calls[1].Service != "sts" {
				t.Errorf("the record is %+v", calls)
			}
		})
	}
	t.Run("portal unreachable", func(t *testing.T) {
		machine(t, profiles, credentials)
		t.Setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")
		unsetEmpty(t)
		signedIn(t, "2099-01-01T00:00:00Z")
		a, err := awsclient.New(awsclient.Options{Profile: "sso"}).Open(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		contains(t, asFault(t, viaSTS(t.Context(), a), facts.Offline).Error(), "sign-in could not be renewed")
	})
}
