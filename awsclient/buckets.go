package awsclient

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sagevpc/steps/facts"
)

// Bucket reads where a bucket lies. On a fault the value still has the name and the gap.
func (a *account) Bucket(ctx context.Context, name string) (facts.Bucket, error) {
	out := facts.Bucket{Name: name}
	location, err := a.s3.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: aws.String(name)})
	if err == nil {
		out.Region = locationRegion(string(location.LocationConstraint))
		return out, nil
	}
	// S3 tells the Region even to those it refuses, when they are in the wrong one.
	if out.Region = regionHeader(err); out.Region != "" {
		return out, nil
	}
	fault := a.place.explain(ctx, err)
	if fault.Kind == facts.NotFound {
		fault.Summary = "There is no bucket named " + name // in any Region of the partition
	}
	if fault.Kind == facts.Denied {
		if out.Region = a.headRegion(ctx, name); out.Region != "" {
			return out, nil
		}
	}
	out.Gaps = out.Gaps.With(facts.TopicBuckets, *fault)
	return out, fault
}

// headRegion asks without needing the right to: HEAD names the Region even with a 403
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html).
func (a *account) headRegion(ctx context.Context, name string) string {
	head, err := a.s3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(name)})
	if err != nil {
		return regionHeader(err)
	}
	return aws.ToString(head.BucketRegion)
}

func regionHeader(err error) string {
	if response := (*smithyhttp.ResponseError)(nil); errors.As(err, &response) && response.Response != nil {
		return response.Response.Header.Get("X-Amz-Bucket-Region")
	}
	return ""
}

// locationRegion translates the two location constraints that are no Region's name
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html).
func locationRegion(constraint string) string {
	switch constraint {
	case "":
		return "us-east-1"
	case "EU":
		return "eu-west-1"
	}
	return constraint
}
