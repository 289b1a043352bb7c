package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// settle is how long a served call takes at least. A client's transport may still be
// busy with the request's body when an instant answer arrives; the AWS SDK then closes the
// connection under the answer and tries again seconds later. Reading the body to its end
// first is half of the cure, and this pause the other half.
const settle = 200 * time.Microsecond

// shutdownGrace is how long calls in flight are waited for when the server stops.
const shutdownGrace = 2 * time.Second

// The errors of addresses that Listen does not take.
var (
	ErrAddress   = errors.New("not an address to listen on")
	ErrReachable = errors.New("other machines could reach it")
)

// Listen opens a TCP listener on addr, "127.0.0.1:0" for a free port. An address that
// other machines could reach is refused unless anywhere is true: whoever reaches the
// server is taken for the account's owner. The error is ErrAddress, ErrReachable, or the
// system's.
func Listen(addr string, anywhere bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w: not HOST:PORT, such as 127.0.0.1:0: %w", addr, ErrAddress, err)
	}
	if !anywhere && !loopback(host) {
		return nil, fmt.Errorf("listen on %q: %w, and change the account: only loopback addresses are served, such as 127.0.0.1:0", addr, ErrReachable)
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	return l, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Serve answers calls on l until ctx ends, then waits a moment for those in flight and
// returns nil. Each call is a line in calls, unless that is nil. Serve closes l.
func Serve(ctx context.Context, l net.Listener, account *Account, calls io.Writer) error {
	server := &http.Server{
		Handler:           &served{account: account, calls: calls},
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	ending, end := context.WithCancel(ctx)
	defer end()
	stopped := make(chan error, 1)
	go func() {
		<-ending.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		stopped <- errors.Join(server.Shutdown(grace), server.Close())
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the sandbox on %s: %w", l.Addr(), err)
	}
	// Calls that outlast the grace are cut off, which is no failure of the server.
	if err := <-stopped; err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop the sandbox on %s: %w", l.Addr(), err)
	}
	return nil
}

type served struct {
	account *Account
	mu      sync.Mutex
	calls   io.Writer
}

// ServeHTTP answers one call and logs it.
func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	c, answer, err := s.account.handle(r)
	if err != nil {
		return
	}
	if err := wait(r.Context(), settle-time.Since(begun)); err != nil {
		return
	}
	s.log(c, answer, time.Since(begun))
	send(w, answer)
}

func (s *served) log(c *call, answer reply, took time.Duration) {
	if s.calls == nil {
		return
	}
	service := "unknown"
	if c.service != nil {
		service = c.service.name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// A log that cannot be written must not stop the server.
	_, _ = fmt.Fprintf(s.calls, "%s %s %s %s %s %s %s\n", c.now.Format("15:04:05.000"), service,
		plain(c.op), plain(c.region), answer.outcome(), took.Round(10*time.Microsecond), c.id)
}

// plain keeps words that came over the wire from steering the terminal that shows the log.
func plain(word string) string {
	for _, r := range word {
		if r <= ' ' || r > '~' {
			return strconv.QuoteToASCII(word)
		}
	}
	if word == "" {
		return "-"
	}
	return word
}
