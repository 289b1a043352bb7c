package awsclient

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"sagevpc/steps/facts"
)

// VPCEndpoints lists a VPC's endpoints of either type.
func (a *account) VPCEndpoints(ctx context.Context, vpc string) ([]facts.Endpoint, error) {
	return a.endpoints(ctx, "vpc-id", vpc)
}

// SecurityGroups lists a VPC's security groups with their rules.
func (a *account) SecurityGroups(ctx context.Context, vpc string) ([]facts.SecurityGroup, error) {
	return a.groups(ctx, "vpc-id", vpc)
}

// NATGateways lists a VPC's NAT gateways, those that failed or are deleted included.
func (a *account) NATGateways(ctx context.Context, vpc string) ([]facts.NATGateway, error) {
	return a.natGateways(ctx, "vpc-id", vpc)
}

// ElasticIPs lists the elastic addresses that carry a tag. The call has no pages.
func (a *account) ElasticIPs(ctx context.Context, tag, value string) ([]facts.ElasticIP, error) {
	out, err := a.ec2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{Filters: only("tag:"+tag, value)})
	if err != nil {
		return nil, a.place.fault(ctx, err)
	}
	list := make([]facts.ElasticIP, 0, len(out.Addresses))
	for _, address := range out.Addresses {
		list = append(list, facts.ElasticIP{
			AllocationID: aws.ToString(address.AllocationId), PublicIP: aws.ToString(address.PublicIp),
			AssociationID: aws.ToString(address.AssociationId), Tags: tagMap(address.Tags),
		})
	}
	return byName(list, func(i facts.ElasticIP) (string, string) { return "", i.AllocationID }), nil
}

// BucketPolicy reads a bucket's policy; having none is an error of S3's and none here.
func (a *account) BucketPolicy(ctx context.Context, bucket string) (string, error) {
	out, err := a.s3.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String(bucket)})
	if coded := smithy.APIError(nil); errors.As(err, &coded) && coded.ErrorCode() == "NoSuchBucketPolicy" {
		return "", nil
	}
	if err != nil {
		return "", a.place.unfound(a.place.fault(ctx, err), "bucket "+bucket)
	}
	return aws.ToString(out.Policy), nil
}
