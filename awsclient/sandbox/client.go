package sandbox

import (
	"io"
	"net"
	"net/http"
)

// HTTPClient returns a client whose requests reach the account without a socket, whatever
// host they name. A host in a Region that does not exist is not found, as DNS would say.
func (a *Account) HTTPClient() *http.Client {
	return &http.Client{
		Transport: transport{a},
		// S3's 301 is an answer that the caller reads, not one to follow.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type transport struct{ account *Account }

// RoundTrip reads the request's body before anything else, so that nobody can close it
// under the answer.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	c, answer, err := t.account.handle(r)
	if err != nil {
		return nil, err
	}
	if c.signed && standingOf(c.region) == noSuchRegion {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: hostname(c.host), IsNotFound: true}}
	}
	if answer.ending == wasReset {
		return nil, errReset()
	}
	return &http.Response{
		Status:        http.StatusText(answer.status),
		StatusCode:    answer.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        answer.header,
		Body:          io.NopCloser(answer.reader()),
		ContentLength: int64(len(answer.body)),
		Request:       r,
	}, nil
}
