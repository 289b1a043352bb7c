package awsclient

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sagevpc/steps/facts"
)

// net/http tells of a proxy that refuses in no more than the words of its status line.
func TestProxiesThatRefuseAreRecognised(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := transport().WithTransportOptions(func(t *http.Transport) { t.Proxy = http.ProxyURL(address) })
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://sts.us-east-1.amazonaws.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err == nil {
		_ = response.Body.Close()
		t.Fatal("the proxy refused nothing")
	}
	t.Setenv("HTTPS_PROXY", "http://corporate:3128")
	f := place{region: "us-east-1"}.explain(t.Context(), err)
	if unreachable(err) != aws.FalseTernary || f.Kind != facts.Offline {
		t.Errorf("the error %v is the fault %+v", err, f)
	}
	for _, part := range []string{"The proxy http://corporate:3128 lets no call through to AWS (sts.us-east-1.amazonaws.com)", "407", "password", "HTTPS_PROXY names it"} {
		if !strings.Contains(f.Error(), part) {
			t.Errorf("%q lacks %q", f, part)
		}
	}
}
