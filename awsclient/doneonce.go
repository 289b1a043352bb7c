package awsclient

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// onlyRefused repeats a call only when AWS said that it did nothing. It is for what has
// neither a client token nor a name: done twice, it is there twice.
type onlyRefused struct{ aws.Retryer }

// IsErrorRetryable tells a refusal for the rate of calls from a lost answer.
func (r onlyRefused) IsErrorRetryable(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && throttling(api.ErrorCode()) && r.Retryer.IsErrorRetryable(err)
}

// allocates sends AllocateAddress, which takes no client token
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html). When
// its answer is lost, whoever asked looks for the address by its tag.
func allocates() sender {
	once := func(o *ec2.Options) { o.Retryer = onlyRefused{o.Retryer} }
	return func(ctx context.Context, a *account, request plan.Request) (plan.Receipt, error) {
		bound := func(ctx context.Context, in *ec2.AllocateAddressInput, options ...func(*ec2.Options)) (*ec2.AllocateAddressOutput, error) {
			return a.ec2.AllocateAddress(ctx, in, append(options, once)...)
		}
		return send(ctx, a, request, bound, func(_ *ec2.AllocateAddressInput, out *ec2.AllocateAddressOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
			return plan.Receipt{ID: aws.ToString(out.AllocationId)}, out.ResultMetadata, nil
		})
	}
}
