package awsclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// The SDK waits for an answer without limit. Here nobody says nothing for longer than this,
// and who did it twice in one call is not asked a third time.
const (
	readPatience = 20 * time.Second
	// CreateModel looks at the model's data before it answers, and a change that was asked
	// for twice can meet what the first request did. So there is one request, with more time.
	changePatience = 40 * time.Second
	silencesOfCall = 2
)

// silence is the end of an attempt because nothing came any more.
type silence struct {
	host     string // whose
	why      string // what was waited for, and how long
	begun    bool   // a part of the answer had come
	silences int    // in this call, with this one
	final    bool   // the call is not tried again
}

// Error says what was waited for.
func (s *silence) Error() string { return s.why }

// RetryableError tells the SDK's retryer whether to ask again.
func (s *silence) RetryableError() bool { return !s.final }

// silenceKey is where a call's stack counts its silences.
type silenceKey struct{}

// limitSilence ends attempts in which nothing comes any more.
func limitSilence(stack *middleware.Stack) error {
	count := middleware.InitializeMiddlewareFunc("CountSilences", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		return next.HandleInitialize(middleware.WithStackValue(ctx, silenceKey{}, new(int)), in)
	})
	if err := stack.Initialize.Add(count, middleware.Before); err != nil {
		return fmt.Errorf("count silences: %w", err)
	}
	// Innermost, so that it sees the transport's own errors and the raw body.
	limit := middleware.DeserializeMiddlewareFunc("LimitSilence", listen)
	if err := stack.Deserialize.Add(limit, middleware.After); err != nil {
		return fmt.Errorf("limit silence: %w", err)
	}
	return nil
}

// listen makes one attempt and watches over it until its body has been read.
func listen(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	attempt, cancel := context.WithCancel(ctx)
	w := &watch{call: ctx, cancel: cancel, patience: patienceWith(awsmiddleware.GetOperationName(ctx))}
	if request, ok := in.Request.(*smithyhttp.Request); ok && request.URL != nil {
		w.host = request.URL.Host
	}
	w.timer = time.AfterFunc(w.patience, w.expire)
	out, metadata, err = next.HandleDeserialize(attempt, in)
	w.timer.Stop()
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok || response.Response == nil || response.Body == nil {
		cancel()
		err = w.judge(err)
		return
	}
	w.ReadCloser, response.Body = response.Body, w
	return
}

// patienceWith is how long an operation may be silent.
func patienceWith(operation string) time.Duration {
	if isChange(operation) {
		return changePatience
	}
	return readPatience
}

func isChange(operation string) bool {
	for _, verb := range []string{
		"Create", "Modify", "Delete", "Authorize", "Revoke", "Allocate", "Release", "Replace", "Associate", "Disassociate", "Put",
	} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}

// watch is one attempt, and then the body of its answer.
type watch struct {
	io.ReadCloser
	call     context.Context // told from the attempt's own end when a read fails
	cancel   context.CancelFunc
	patience time.Duration
	timer    *time.Timer
	expired  atomic.Bool
	host     string
	begun    bool
	silent   *silence // said again to whoever reads on
}

func (w *watch) expire() {
	w.expired.Store(true)
	w.cancel()
}

// Read reads the body; only the time that it waits for bytes counts.
func (w *watch) Read(into []byte) (int, error) {
	if w.silent != nil {
		return 0, w.silent
	}
	w.begun = true
	w.timer.Reset(w.patience)
	n, err := w.ReadCloser.Read(into)
	w.timer.Stop()
	if err == nil || errors.Is(err, io.EOF) {
		return n, err //nolint:wrapcheck // io.EOF must stay itself
	}
	return n, w.judge(err)
}

// Close ends the attempt.
func (w *watch) Close() error {
	w.timer.Stop()
	defer w.cancel()
	return w.ReadCloser.Close() //nolint:wrapcheck // the body's own
}

// judge turns an error into a silence if it is one.
func (w *watch) judge(err error) error {
	expired := w.expired.Load()
	if err == nil || w.call.Err() != nil || !expired && !outOfTime(err) {
		return err
	}
	s := &silence{host: w.host, begun: w.begun}
	seconds := fmt.Sprintf("%.0f seconds", w.patience.Seconds())
	switch {
	case !expired && strings.Contains(err.Error(), "TLS handshake timeout"):
		s.why = fmt.Sprintf("the TLS handshake did not end within %.0f seconds", connectTimeout.Seconds())
	case !expired:
		s.why = root(err)
	case w.begun:
		s.why = "nothing more of it came for " + seconds
	default:
		s.why = "no answer came within " + seconds
	}
	s.silences = 1
	if count, ok := middleware.GetStackValue(w.call, silenceKey{}).(*int); ok {
		*count++
		s.silences = *count
	}
	s.final = s.silences >= silencesOfCall || isChange(awsmiddleware.GetOperationName(w.call))
	w.silent = s
	return s
}

// outOfTime reports a limit of the transport's own, such as that of a TLS handshake. A
// connection that could not be made is another matter.
func outOfTime(err error) bool {
	var timeout interface{ Timeout() bool }
	return unreachable(err) == aws.UnknownTernary && errors.As(err, &timeout) && timeout.Timeout()
}
