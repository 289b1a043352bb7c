package awsclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"sagevpc/steps/facts"
)

// proxyConnect is the operation of net/http's errors about a proxy.
const proxyConnect = "proxyconnect"

// refusedByProxy turns a proxy's refusal into the error that net/http has for a proxy which
// cannot be reached. Left alone, it is no more than the words of the status line.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &net.OpError{Op: proxyConnect, Net: "tcp", Err: fmt.Errorf("it answered %s", answer.Status)}
}

// throughProxy reports whether the way to the other side ended at a proxy.
func throughProxy(err error) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op == proxyConnect
}

func (p place) badProxy(f *facts.Fault, err error) {
	variable, value := proxyOf(asked(err))
	f.Summary = "The proxy"
	if value != "" {
		f.Summary += " " + withoutPassword(value)
	}
	var operation, inner *net.OpError
	if errors.As(err, &operation) && errors.As(operation.Err, &inner) {
		f.Summary += " could not be reached"
		f.Fix = "Check that it is running; "
	} else {
		f.Summary += " lets no call through to " + p.named(hostOf(err))
		f.Fix = "Check whether it wants a password, or forbids the host; "
	}
	f.Why = root(err)
	f.Fix += first(variable, "HTTPS_PROXY or HTTP_PROXY") + " names it, and NO_PROXY lists the hosts that need none."
}

// proxyOf finds what names the proxy of a URL, in the order of net/http.
func proxyOf(target string) (variable, value string) {
	variables := []string{"HTTPS_PROXY", "https_proxy"}
	if strings.HasPrefix(target, "http:") {
		variables = []string{"HTTP_PROXY", "http_proxy"}
	}
	for _, name := range variables {
		if value := os.Getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}
