package awsclient_test

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"sagevpc/awsclient"
	"sagevpc/steps/facts"
)

func TestFaultsOfOpening(t *testing.T) {
	for name, test := range map[string]struct {
		options         awsclient.Options
		profile, region string
		kind            facts.Kind
		says            []string
	}{
		"unknown profile":    {awsclient.Options{}, "ml-dve", "", facts.NoProfile, []string{"no profile ml-dve", "--profile ml-dev?"}},
		"strange profile":    {awsclient.Options{}, "production", "", facts.NoProfile, []string{"no profile production", "list-profiles"}},
		"no region":          {awsclient.Options{}, "keys-only", "", facts.NoRegion, []string{"No Region was named", "--region us-east-1"}},
		"mistyped region":    {awsclient.Options{}, "", "us-esat-1", facts.BadRegion, []string{"no Region us-esat-1", "--region us-east-1?"}},
		"mistyped elsewhere": {awsclient.Options{EndpointURL: "http://127.0.0.1:9"}, "", "us-esat-1", facts.BadRegion, []string{"no Region us-esat-1", "--region us-east-1?"}},
		"region of options":  {awsclient.Options{Region: "narnia"}, "", "", facts.BadRegion, []string{"no Region narnia", "for example"}},
		"a zone":             {awsclient.Options{}, "", "us-east-1a", facts.BadRegion, []string{"--region us-east-1?"}},
		"no URL":             {awsclient.Options{EndpointURL: "127.0.0.1:4566"}, "", "", facts.Invalid, []string{"127.0.0.1:4566", "http://"}},
		"MFA, odd name":      {awsclient.Options{}, "two words", "", facts.NoCredentials, []string{"--profile 'two words' --format"}},
		"password in URL":    {awsclient.Options{EndpointURL: "ftp://me:secret@x"}, "", "", facts.Invalid, []string{"ftp://me:xxxxx@x"}},
		"MFA":                {awsclient.Options{}, "mfa", "", facts.NoCredentials, []string{"MFA", "--profile mfa"}},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, profiles, credentials)
			_, err := awsclient.New(test.options).Open(t.Context(), test.profile, test.region)
			contains(t, asFault(t, err, test.kind).Error(), test.says...)
		})
	}
}

func TestFaultsOfTheCredentialChain(t *testing.T) {
	for name, test := range map[string]struct {
		profile string
		kind    facts.Kind
		op      string
		says    []string
	}{
		"none":               {"", facts.NoCredentials, "sts:GetCallerIdentity", []string{"No AWS credentials", "aws configure", "--demo"}},
		"never signed in":    {"sso", facts.NoCredentials, "sts:GetCallerIdentity", []string{"Nobody has signed in with profile sso yet", "`aws sso login --profile sso`", "/.aws/sso/cache/"}},
		"SSO without name":   {"sso-old", facts.NoCredentials, "sts:GetCallerIdentity", []string{"Nobody has signed in with profile sso-old yet", "`aws sso login --profile sso-old`"}},
		"never logged in":    {"login", facts.NoCredentials, "sts:GetCallerIdentity", []string{"Nobody has signed in with profile login yet", "`aws login --profile login`"}},
		"credential_process": {"process", facts.NoCredentials, "sts:GetCallerIdentity", []string{"credential_process of profile process failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, profiles, credentials)
			unused := wire(func(*http.Request) (*http.Response, error) {
				t.Error("a call was sent without credentials")
				return nil, http.ErrServerClosed
			})
			a, err := awsclient.New(awsclient.Options{HTTPClient: unused}).Open(t.Context(), test.profile, "us-east-1")
			if err != nil {
				t.Fatal(err)
			}
			f := asFault(t, viaSTS(t.Context(), a), test.kind)
			contains(t, f.Error(), test.says...)
			if f.Op != test.op || !f.Credentials() {
				t.Errorf("the op is %q, about credentials: %v", f.Op, f.Credentials())
			}
		})
	}
}

const identityXML = `<GetCallerIdentityResponse><GetCallerIdentityResult>
<Arn>arn:aws-us-gov:sts::111122223333:assumed-role/Dev/me</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`

// caller answers GetCallerIdentity and notes where it was asked and with which key.
func caller(host, authorization *string) wire {
	return func(r *http.Request) (*http.Response, error) {
		*host, *authorization = r.URL.Host, r.Header.Get("Authorization")
		return answer(200, "text/xml", identityXML)(r)
	}
}

func TestPrecedence(t *testing.T) {
	for name, test := range map[string]struct {
		env             map[string]string
		options         awsclient.Options
		profile, region string
		wantProfile     string
		wantRegion      string
		wantHost        string
	}{
		"shared configuration":   {nil, awsclient.Options{}, "ml-dev", "", "ml-dev", "us-west-2", "sts.us-west-2.amazonaws.com"},
		"environment's region":   {map[string]string{"AWS_REGION": "eu-north-1"}, awsclient.Options{}, "ml-dev", "", "ml-dev", "eu-north-1", "sts.eu-north-1.amazonaws.com"},
		"options":                {map[string]string{"AWS_REGION": "eu-north-1"}, awsclient.Options{Profile: "ml-dev", Region: "us-east-2"}, "", "", "ml-dev", "us-east-2", "sts.us-east-2.amazonaws.com"},
		"explicit":               {nil, awsclient.Options{Profile: "sso", Region: "us-east-2"}, "ml-dev", "ca-central-1", "ml-dev", "ca-central-1", "sts.ca-central-1.amazonaws.com"},
		"environment's profile":  {map[string]string{"AWS_PROFILE": "ml-dev"}, awsclient.Options{}, "", "", "ml-dev", "us-west-2", "sts.us-west-2.amazonaws.com"},
		"environment's endpoint": {map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, awsclient.Options{}, "ml-dev", "", "ml-dev", "us-west-2", "127.0.0.1:9"},
		"a service's endpoint":   {map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:10"}, awsclient.Options{}, "ml-dev", "", "ml-dev", "us-west-2", "127.0.0.1:10"},
		"option's endpoint":      {map[string]string{"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:10"}, awsclient.Options{EndpointURL: "http://127.0.0.1:11"}, "ml-dev", "", "ml-dev", "us-west-2", "127.0.0.1:11"},
		"any region elsewhere":   {nil, awsclient.Options{EndpointURL: "http://127.0.0.1:11"}, "ml-dev", "local", "ml-dev", "local", "127.0.0.1:11"},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, profiles, credentials)
			for variable, value := range test.env {
				t.Setenv(variable, value)
			}
			unsetEmpty(t)
			var host, authorization string
			test.options.HTTPClient = caller(&host, &authorization)
			a, err := awsclient.New(test.options).Open(t.Context(), test.profile, test.region)
			if err != nil {
				t.Fatal(err)
			}
			got, err := a.Identity(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := facts.Caller{
				Account: "111122223333", ARN: "arn:aws-us-gov:sts::111122223333:assumed-role/Dev/me", UserID: "AIDA",
				Partition: "aws-us-gov", Region: test.wantRegion, Profile: test.wantProfile,
			}
			if got != want || host != test.wantHost {
				t.Errorf("got %+v at %s, want %+v at %s", got, host, want, test.wantHost)
			}
			contains(t, authorization, "AKIAIOSFODNN7EXAMPLE/", "/"+test.wantRegion+"/sts/")
		})
	}
}

func TestRetrySettingsAreHonoured(t *testing.T) {
	for name, test := range map[string]struct {
		config, attempts string
		want             int
	}{
		"own":                  {"", "", 5},
		"environment":          {"", "2", 2},
		"shared configuration": {"max_attempts = 3\n", "", 3},
		"both":                 {"max_attempts = 3\n", "2", 2},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, "[default]\n"+test.config, "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n")
			t.Setenv("AWS_MAX_ATTEMPTS", test.attempts)
			t.Setenv("AWS_RETRY_MODE", "adaptive")
			asked := 0
			options := awsclient.Options{Region: "us-east-1", HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
				asked++
				return ec2Error(503, "ServiceUnavailable", "later")(r)
			})}
			synctest.Test(t, func(t *testing.T) {
				wantKind(t, viaEC2(t.Context(), opened(t, options)), facts.Service)
			})
			if asked != test.want {
				t.Errorf("asked %d times, want %d", asked, test.want)
			}
		})
	}
}

// unsetEmpty removes the AWS variables that machine emptied: for the endpoint variables
// the SDK looks at presence, not at content.
func unsetEmpty(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AWS_") && value == "" {
			if err := os.Unsetenv(name); err != nil { // machine's t.Setenv restores it
				t.Fatal(err)
			}
		}
	}
}

// The sandbox must work on a machine where AWS is set up wrong in every way.
func TestIsolatedFromTheMachine(t *testing.T) {
	machine(t, "[broken\n[profile x]\nregion", "[default]\naws_access_key_id = half\n")
	for variable, value := range map[string]string{
		"AWS_PROFILE": "missing", "AWS_REGION": "narnia", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1",
		"AWS_CA_BUNDLE": "/nonexistent", "AWS_ACCESS_KEY_ID": "half", "AWS_MAX_ATTEMPTS": "many", "HTTPS_PROXY": "http://127.0.0.1:1",
	} {
		t.Setenv(variable, value)
	}
	var host, authorization string
	a := opened(t, awsclient.Options{Region: "us-east-1", Credentials: key, HTTPClient: caller(&host, &authorization)})
	got, err := a.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Region != "us-east-1" || got.Profile != "" || host != "sts.us-east-1.amazonaws.com" {
		t.Errorf("got %+v at %s", got, host)
	}
	contains(t, authorization, "AKIAIOSFODNN7EXAMPLE/")
}

func TestCABundleIsHonoured(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The SDK closes the request's body as soon as an answer comes: read it first.
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, identityXML) // a client that is gone will say so itself
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would report the refused certificate
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	server.StartTLS()
	defer server.Close()
	machine(t, profiles, credentials)

	a, err := awsclient.New(awsclient.Options{EndpointURL: server.URL}).Open(t.Context(), "ml-dev", "")
	if err != nil {
		t.Fatal(err)
	}
	f := asFault(t, viaSTS(t.Context(), a), facts.WrongEndpoint)
	contains(t, f.Error(), "not trusted", "AWS_CA_BUNDLE")

	bundle := t.TempDir() + "/ca.pem"
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, content, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CA_BUNDLE", bundle)
	a, err = awsclient.New(awsclient.Options{EndpointURL: server.URL}).Open(t.Context(), "ml-dev", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Identity(t.Context()); err != nil {
		t.Error(err)
	}
}
