package awsclient

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

// Call is one API call that was made, with all its attempts.
type Call struct {
	Service   string        // as IAM names it: "ec2", "sagemaker"
	Op        string        // "DescribeSubnets"
	Begun     time.Time     // when the first attempt began
	Elapsed   time.Duration // of all attempts and the waits between them
	RequestID string        // of the last attempt; "" when nothing answered
	Err       string        // AWS's error code, or a sentence; "" for success
	Attempts  int           // 0 when nothing was sent
}

// recorded is how many calls are remembered: more than a run makes, and a bound for an afternoon of refreshes.
const recorded = 1000

// recorder keeps the latest calls in a ring.
type recorder struct {
	listener func(Call)

	mu   sync.Mutex
	ring []Call
	next int // where the oldest entry is, once the ring is full
}

func (r *recorder) add(c Call) {
	r.mu.Lock()
	if len(r.ring) < recorded {
		r.ring = append(r.ring, c)
	} else {
		r.ring[r.next] = c
		r.next = (r.next + 1) % recorded
	}
	r.mu.Unlock()
	if r.listener != nil {
		r.listener(c)
	}
}

func (r *recorder) calls() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Concat(r.ring[r.next:], r.ring[:r.next])
}

// attach puts the recorder around everything else that the SDK does for a call.
func (r *recorder) attach(stack *middleware.Stack) error {
	step := middleware.InitializeMiddlewareFunc("RecordCall", r.record)
	if err := stack.Initialize.Add(step, middleware.Before); err != nil {
		return fmt.Errorf("record calls: %w", err)
	}
	return nil
}

func (r *recorder) record(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	out middleware.InitializeOutput, metadata middleware.Metadata, err error,
) {
	begun := time.Now()
	out, metadata, err = next.HandleInitialize(ctx, in)
	r.add(Call{
		Service:   servicePrefix(awsmiddleware.GetServiceID(ctx)),
		Op:        awsmiddleware.GetOperationName(ctx),
		Begun:     begun,
		Elapsed:   time.Since(begun),
		RequestID: requestID(metadata, err),
		Err:       briefly(err),
		Attempts:  attempts(metadata),
	})
	return
}

func attempts(metadata middleware.Metadata) int {
	results, _ := retry.GetAttemptResults(metadata)
	return len(results.Results)
}

func requestID(metadata middleware.Metadata, err error) string {
	if id, ok := awsmiddleware.GetRequestIDMetadata(metadata); ok && id != "" {
		return id
	}
	if response := (*awshttp.ResponseError)(nil); errors.As(err, &response) {
		return response.RequestID
	}
	return ""
}

func briefly(err error) string {
	if err == nil {
		return ""
	}
	if api := smithy.APIError(nil); errors.As(err, &api) {
		return api.ErrorCode()
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err.Error()
}

// servicePrefix turns the SDK's name of a service ("SageMaker") into IAM's ("sagemaker").
func servicePrefix(id string) string {
	return strings.ToLower(strings.ReplaceAll(id, " ", ""))
}
