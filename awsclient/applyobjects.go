package awsclient

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// sender sends one operation's request.
type sender func(ctx context.Context, a *account, request plan.Request) (plan.Receipt, error)

// sends is the sender of an operation of the client C; named reads from input and output
// what the receipt calls the object.
func sends[C, I, O, R any](
	client func(*account) *C,
	call func(*C, context.Context, *I, ...func(*O)) (*R, error),
	named func(*I, *R) (*string, middleware.Metadata),
) sender {
	return func(ctx context.Context, a *account, request plan.Request) (plan.Receipt, error) {
		bound := func(ctx context.Context, in *I, options ...func(*O)) (*R, error) {
			return call(client(a), ctx, in, options...)
		}
		return send(ctx, a, request, bound, func(in *I, out *R) (plan.Receipt, middleware.Metadata, *facts.Fault) {
			id, metadata := named(in, out)
			return plan.Receipt{ID: aws.ToString(id)}, metadata, nil
		})
	}
}

func toEC2(a *account) *ec2.Client { return a.ec2 }

func toS3(a *account) *s3.Client { return a.s3 }

// objectOps are the operations on what lies around a VPC endpoint: groups, addresses, NAT
// gateways, routes and bucket policies.
func objectOps() map[string]sender {
	return map[string]sender{
		"ec2:CreateSecurityGroup": sends(toEC2, (*ec2.Client).CreateSecurityGroup, func(_ *ec2.CreateSecurityGroupInput, out *ec2.CreateSecurityGroupOutput) (*string, middleware.Metadata) {
			return out.GroupId, out.ResultMetadata
		}),
		"ec2:DeleteSecurityGroup": sends(toEC2, (*ec2.Client).DeleteSecurityGroup, func(in *ec2.DeleteSecurityGroupInput, out *ec2.DeleteSecurityGroupOutput) (*string, middleware.Metadata) {
			return in.GroupId, out.ResultMetadata
		}),
		"ec2:AuthorizeSecurityGroupEgress": sends(toEC2, (*ec2.Client).AuthorizeSecurityGroupEgress, func(in *ec2.AuthorizeSecurityGroupEgressInput, out *ec2.AuthorizeSecurityGroupEgressOutput) (*string, middleware.Metadata) {
			return in.GroupId, out.ResultMetadata
		}),
		"ec2:AuthorizeSecurityGroupIngress": sends(toEC2, (*ec2.Client).AuthorizeSecurityGroupIngress, func(in *ec2.AuthorizeSecurityGroupIngressInput, out *ec2.AuthorizeSecurityGroupIngressOutput) (*string, middleware.Metadata) {
			return in.GroupId, out.ResultMetadata
		}),
		"ec2:RevokeSecurityGroupEgress": sends(toEC2, (*ec2.Client).RevokeSecurityGroupEgress, func(in *ec2.RevokeSecurityGroupEgressInput, out *ec2.RevokeSecurityGroupEgressOutput) (*string, middleware.Metadata) {
			return in.GroupId, out.ResultMetadata
		}),
		"ec2:RevokeSecurityGroupIngress": sends(toEC2, (*ec2.Client).RevokeSecurityGroupIngress, func(in *ec2.RevokeSecurityGroupIngressInput, out *ec2.RevokeSecurityGroupIngressOutput) (*string, middleware.Metadata) {
			return in.GroupId, out.ResultMetadata
		}),
		"ec2:AllocateAddress": allocates(),
		"ec2:ReleaseAddress": sends(toEC2, (*ec2.Client).ReleaseAddress, func(in *ec2.ReleaseAddressInput, out *ec2.ReleaseAddressOutput) (*string, middleware.Metadata) {
			return in.AllocationId, out.ResultMetadata
		}),
		"ec2:CreateNatGateway": sends(toEC2, (*ec2.Client).CreateNatGateway, func(_ *ec2.CreateNatGatewayInput, out *ec2.CreateNatGatewayOutput) (*string, middleware.Metadata) {
			return natID(out.NatGateway), out.ResultMetadata
		}),
		"ec2:DeleteNatGateway": sends(toEC2, (*ec2.Client).DeleteNatGateway, func(in *ec2.DeleteNatGatewayInput, out *ec2.DeleteNatGatewayOutput) (*string, middleware.Metadata) {
			return in.NatGatewayId, out.ResultMetadata
		}),
		"ec2:CreateRoute": sends(toEC2, (*ec2.Client).CreateRoute, func(in *ec2.CreateRouteInput, out *ec2.CreateRouteOutput) (*string, middleware.Metadata) {
			return in.RouteTableId, out.ResultMetadata
		}),
		"ec2:ReplaceRoute": sends(toEC2, (*ec2.Client).ReplaceRoute, func(in *ec2.ReplaceRouteInput, out *ec2.ReplaceRouteOutput) (*string, middleware.Metadata) {
			return in.RouteTableId, out.ResultMetadata
		}),
		"ec2:DeleteRoute": sends(toEC2, (*ec2.Client).DeleteRoute, func(in *ec2.DeleteRouteInput, out *ec2.DeleteRouteOutput) (*string, middleware.Metadata) {
			return in.RouteTableId, out.ResultMetadata
		}),
		"ec2:AssociateRouteTable": sends(toEC2, (*ec2.Client).AssociateRouteTable, func(_ *ec2.AssociateRouteTableInput, out *ec2.AssociateRouteTableOutput) (*string, middleware.Metadata) {
			return out.AssociationId, out.ResultMetadata
		}),
		"ec2:DisassociateRouteTable": sends(toEC2, (*ec2.Client).DisassociateRouteTable, func(in *ec2.DisassociateRouteTableInput, out *ec2.DisassociateRouteTableOutput) (*string, middleware.Metadata) {
			return in.AssociationId, out.ResultMetadata
		}),
		"s3:PutBucketPolicy": sends(toS3, (*s3.Client).PutBucketPolicy, func(in *s3.PutBucketPolicyInput, out *s3.PutBucketPolicyOutput) (*string, middleware.Metadata) {
			return in.Bucket, out.ResultMetadata
		}),
		"s3:DeleteBucketPolicy": sends(toS3, (*s3.Client).DeleteBucketPolicy, func(in *s3.DeleteBucketPolicyInput, out *s3.DeleteBucketPolicyOutput) (*string, middleware.Metadata) {
			return in.Bucket, out.ResultMetadata
		}),
	}
}

func natID(n *ec2types.NatGateway) *string {
	if n == nil {
		return nil
	}
	return n.NatGatewayId
}
