package awsclient_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"syscall"
	"time"
)

// flaw is a network that loses one answer of an operation, and nothing at all comes
// through for a while afterwards.
type flaw struct {
	op   string
	cut  bool          // half of the answer arrives; otherwise the connection is reset
	dark time.Duration // how long no call comes through from then on

	mu    sync.Mutex
	inner interface {
		Do(*http.Request) (*http.Response, error)
	}
	hit  bool
	till time.Time
}

var errReset = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}

// Do carries one call.
func (f *flaw) Do(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	f.mu.Lock()
	dark := time.Now().Before(f.till)
	form, _ := url.ParseQuery(string(body))
	strikes := !f.hit && f.op != "" && form.Get("Action") == f.op
	if strikes {
		f.hit, f.till = true, time.Now().Add(f.dark)
	}
	f.mu.Unlock()
	if dark {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
	}
	answer, err := f.inner.Do(r)
	if err != nil || !strikes {
		return answer, err
	}
	whole, _ := io.ReadAll(answer.Body)
	if !f.cut {
		return nil, errReset
	}
	answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
	return answer, nil
}

// broken is the end of a body that did not arrive as a whole.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
