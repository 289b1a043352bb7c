package awsclient

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/smithy-go/middleware"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// Apply sends one request exactly as it is written. A field or operation that this program
// does not know is refused before anything is sent.
func (a *account) Apply(ctx context.Context, request plan.Request) (plan.Receipt, error) {
	op := request.Service + ":" + request.Op
	if a.readOnly {
		return plan.Receipt{}, &facts.Fault{
			Kind: facts.Denied, Op: op, Summary: op + " was not sent",
			Why: "this run is read-only", Fix: "Run it again without --read-only.",
		}
	}
	switch op {
	case "ec2:CreateVpcEndpoint":
		return send(ctx, a, request, withToken(a.ec2.CreateVpcEndpoint), createdEndpoint)
	case "ec2:ModifyVpcEndpoint":
		return send(ctx, a, request, a.ec2.ModifyVpcEndpoint, modifiedEndpoint)
	case "ec2:DeleteVpcEndpoints":
		return send(ctx, a, request, a.ec2.DeleteVpcEndpoints, deletedEndpoints)
	case "ec2:ModifyVpcAttribute":
		return send(ctx, a, request, a.ec2.ModifyVpcAttribute, modifiedAttribute)
	case "sagemaker:CreateModel":
		return send(ctx, a, request, a.sagemaker.CreateModel, createdModel)
	case "sagemaker:DeleteModel":
		receipt, err := send(ctx, a, request, a.sagemaker.DeleteModel, deletedModel)
		return receipt, a.place.unfound(err, fmt.Sprintf("model %v", request.Input["ModelName"]))
	}
	if known, ok := objectOps()[op]; ok {
		return known(ctx, a, request)
	}
	return plan.Receipt{}, malformed(op, "this program never sends it", nil)
}

// send decodes the request's input into the SDK's, makes the call, and reads the receipt.
// I and R are the operation's input and output, O its client's options.
func send[I, O, R any](
	ctx context.Context, a *account, request plan.Request,
	call func(context.Context, *I, ...func(*O)) (*R, error),
	receipt func(*I, *R) (plan.Receipt, middleware.Metadata, *facts.Fault),
) (plan.Receipt, error) {
	input := new(I)
	if err := decode(request.Input, input); err != nil {
		return plan.Receipt{}, malformed(request.Service+":"+request.Op, err.Error(), err)
	}
	out, err := call(ctx, input)
	if err != nil {
		return plan.Receipt{}, a.place.fault(ctx, err)
	}
	got, metadata, fault := receipt(input, out)
	got.RequestID, _ = awsmiddleware.GetRequestIDMetadata(metadata)
	if fault != nil {
		fault.RequestID = got.RequestID
		return plan.Receipt{}, fault
	}
	return got, nil
}

func malformed(op, why string, err error) *facts.Fault {
	return &facts.Fault{
		Kind: facts.Invalid, Op: op, Summary: "The request " + op + " was not sent", Why: why,
		Fix: "Make the plan again with this version of the program.", Err: err,
	}
}

// withToken gives a request that names no client token one of its own, so that the SDK's
// retries cannot make two endpoints
// (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html).
func withToken(
	call func(context.Context, *ec2.CreateVpcEndpointInput, ...func(*ec2.Options)) (*ec2.CreateVpcEndpointOutput, error),
) func(context.Context, *ec2.CreateVpcEndpointInput, ...func(*ec2.Options)) (*ec2.CreateVpcEndpointOutput, error) {
	return func(ctx context.Context, in *ec2.CreateVpcEndpointInput, options ...func(*ec2.Options)) (*ec2.CreateVpcEndpointOutput, error) {
		if in.ClientToken == nil {
			in.ClientToken = aws.String(rand.Text())
		}
		return call(ctx, in, options...)
	}
}

func createdEndpoint(_ *ec2.CreateVpcEndpointInput, out *ec2.CreateVpcEndpointOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
	var r plan.Receipt
	if out.VpcEndpoint != nil {
		r.ID = aws.ToString(out.VpcEndpoint.VpcEndpointId)
	}
	return r, out.ResultMetadata, nil
}

func modifiedEndpoint(in *ec2.ModifyVpcEndpointInput, out *ec2.ModifyVpcEndpointOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
	r := plan.Receipt{ID: aws.ToString(in.VpcEndpointId)}
	if out.Return != nil && !*out.Return {
		return r, out.ResultMetadata, undone("ec2:ModifyVpcEndpoint", "", "AWS answered that the endpoint was not changed")
	}
	return r, out.ResultMetadata, nil
}

// deletedEndpoints takes the list of what was not deleted for the error that it is: the
// call itself succeeds (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html).
func deletedEndpoints(in *ec2.DeleteVpcEndpointsInput, out *ec2.DeleteVpcEndpointsOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
	if len(out.Unsuccessful) == 0 {
		return plan.Receipt{ID: strings.Join(in.VpcEndpointIds, ",")}, out.ResultMetadata, nil
	}
	item := out.Unsuccessful[0]
	code, why := "", "AWS named no reason"
	if item.Error != nil {
		code, why = aws.ToString(item.Error.Code), first(aws.ToString(item.Error.Message), why)
	}
	return plan.Receipt{}, out.ResultMetadata, undone("ec2:DeleteVpcEndpoints", code, aws.ToString(item.ResourceId)+": "+why)
}

func undone(op, code, why string) *facts.Fault {
	return &facts.Fault{
		Kind: kindOf(code, why, 0), Op: op, Code: code, Summary: op + " did not do what was asked", Why: why,
		Fix: "Look at the endpoint in the VPC console, then try again.",
	}
}

func modifiedAttribute(in *ec2.ModifyVpcAttributeInput, out *ec2.ModifyVpcAttributeOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
	return plan.Receipt{ID: aws.ToString(in.VpcId)}, out.ResultMetadata, nil
}

func createdModel(in *sagemaker.CreateModelInput, out *sagemaker.CreateModelOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
	return plan.Receipt{ID: aws.ToString(in.ModelName), ARN: aws.ToString(out.ModelArn)}, out.ResultMetadata, nil
}

func deletedModel(in *sagemaker.DeleteModelInput, out *sagemaker.DeleteModelOutput) (plan.Receipt, middleware.Metadata, *facts.Fault) {
	return plan.Receipt{ID: aws.ToString(in.ModelName)}, out.ResultMetadata, nil
}
