package awsclient

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"

	"sagevpc/steps/plan"
)

// SageMaker limits the rate of each operation in an account and Region, and publishes no
// numbers (https://docs.aws.amazon.com/general/latest/gr/sagemaker.html has quotas of
// things, not of calls). These are chosen with care: half of what EC2 documents for its
// reads. A screen's few reads fit the burst; a thousand models take their time.
const (
	readsPerSecond = 10
	readsAtOnce    = 20
)

// EC2 lets writes to VPC endpoints through four at once and then 0.3 a second, for all
// three operations together
// (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html).
const (
	endpointWritesApart  = 3500 * time.Millisecond
	endpointWritesAtOnce = 4
)

// pace keeps mass reads of SageMaker and writes to VPC endpoints below AWS's rates. All
// accounts of a client share it, since two profiles are often one account.
type pace struct {
	mu      sync.Mutex
	buckets map[string]*bucket // by Region and what shares a rate
}

// share is the name of what an operation shares its rate with, and that rate; false for
// an operation that need not wait.
func share(service, operation string) (name string, limit rate.Limit, burst int, paced bool) {
	switch {
	case service == sagemaker.ServiceID && isRead(operation):
		return operation, readsPerSecond, readsAtOnce, true
	case service == ec2.ServiceID && slices.Contains([]string{"CreateVpcEndpoint", "ModifyVpcEndpoint", "DeleteVpcEndpoints"}, operation):
		return "writes to VPC endpoints", rate.Every(endpointWritesApart), endpointWritesAtOnce, true
	}
	return "", 0, 0, false
}

// bucket hands its tokens out to one call at a time: of several reservations, a
// rate.Limiter takes back in full only the one that was made last.
type bucket struct {
	tokens *rate.Limiter
	next   chan struct{} // holds whoever is next
}

// limit makes the calls of a client to a Region wait for their turn. It stands inside the
// retries, which count as well, and outside the signature, which would age while it waits.
func (p *pace) limit(region string) func(*middleware.Stack) error {
	step := middleware.FinalizeMiddlewareFunc("KeepPace", func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (middleware.FinalizeOutput, middleware.Metadata, error) {
		if name, limit, burst, paced := share(awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx)); paced {
			if err := p.bucket(region+" "+name, limit, burst).turn(ctx); err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
		}
		return next.HandleFinalize(ctx, in)
	})
	return func(stack *middleware.Stack) error {
		if err := stack.Finalize.Insert(step, "Retry", middleware.After); err != nil {
			return fmt.Errorf("keep the pace: %w", err)
		}
		return nil
	}
}

// Turn is how long a change would wait for its turn if it were sent now, and in which
// words AWS limits it; zero for one that is not paced or goes out at once.
func (a *account) Turn(request plan.Request) (wait time.Duration, why string) {
	if request.Service != "ec2" {
		return 0, ""
	}
	name, limit, burst, paced := share(ec2.ServiceID, request.Op)
	if !paced {
		return 0, ""
	}
	missing := 1 - a.pace.bucket(a.place.region+" "+name, limit, burst).tokens.Tokens()
	if missing <= 0 {
		return 0, ""
	}
	every := time.Duration(float64(time.Second) / float64(limit))
	return time.Duration(missing * float64(every)), fmt.Sprintf("AWS takes %d %s at once, then one each %s", burst, name, every)
}

func isRead(operation string) bool {
	return strings.HasPrefix(operation, "Describe") || strings.HasPrefix(operation, "List")
}

func (p *pace) bucket(name string, limit rate.Limit, burst int) *bucket {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.buckets == nil {
		p.buckets = map[string]*bucket{}
	}
	if p.buckets[name] == nil {
		p.buckets[name] = &bucket{tokens: rate.NewLimiter(limit, burst), next: make(chan struct{}, 1)}
	}
	return p.buckets[name]
}

// turn waits for a token. Limiter.Wait would refuse at once when a deadline comes first,
// with an error that does not say so.
func (b *bucket) turn(ctx context.Context) error {
	select {
	case b.next <- struct{}{}:
		defer func() { <-b.next }()
	case <-ctx.Done():
		return &aws.RequestCanceledError{Err: ctx.Err()}
	}
	reserved := b.tokens.Reserve()
	timer := time.NewTimer(reserved.Delay())
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		reserved.Cancel() // whoever comes next need not wait for a call that is not made
		return &aws.RequestCanceledError{Err: ctx.Err()}
	}
}
