package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	awshttp "github.com/aws/smithy-go/transport/http"

	"sagevpc/awsclient/sandbox"
)

func TestIdentity(t *testing.T) {
	got := must[*sts.GetCallerIdentityOutput](t)(open(t, "tour").sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))
	if *got.Account != sandbox.AccountID || *got.Arn != "arn:aws:sts::111122223333:assumed-role/DataScientist/demo" || !strings.HasSuffix(*got.UserId, ":demo") {
		t.Errorf("got %+v", got)
	}
}

func TestRoles(t *testing.T) {
	c := open(t, "tour")
	var names []string
	p := iam.NewListRolesPaginator(c.iam, &iam.ListRolesInput{MaxItems: aws.Int32(2)})
	for p.HasMorePages() {
		for _, r := range must[*iam.ListRolesOutput](t)(p.NextPage(t.Context())).Roles {
			names = append(names, *r.RoleName)
		}
	}
	if len(names) != 6 || !slices.Contains(names, "SageMakerExecution") {
		t.Errorf("got %v", names)
	}
	role := must[*iam.GetRoleOutput](t)(c.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("SageMakerExecution")})).Role
	trust, err := url.PathUnescape(*role.AssumeRolePolicyDocument)
	if err != nil || !json.Valid([]byte(trust)) || !strings.Contains(trust, `"sagemaker.amazonaws.com"`) || strings.Contains(*role.AssumeRolePolicyDocument, "{") {
		t.Errorf("trust policy %q (%v)", *role.AssumeRolePolicyDocument, err)
	}
	in := must[*iam.ListRolesOutput](t)(c.iam.ListRoles(t.Context(), &iam.ListRolesInput{PathPrefix: aws.String("/service-role/")})).Roles
	if len(in) != 1 || *in[0].Arn != "arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20250311T101010" {
		t.Errorf("got %+v", in)
	}
	attached := must[*iam.ListAttachedRolePoliciesOutput](t)(c.iam.ListAttachedRolePolicies(t.Context(),
		&iam.ListAttachedRolePoliciesInput{RoleName: aws.String("SageMakerExecution")})).AttachedPolicies
	if len(attached) != 2 || *attached[0].PolicyName != "AmazonSageMakerFullAccess" {
		t.Errorf("got %+v", attached)
	}
	_, err = c.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("Nobody")})
	if got := wantCode(t, err, "NoSuchEntity"); got != "The role with name Nobody cannot be found." {
		t.Errorf("got %q", got)
	}
	_, err = c.iam.ListRoles(t.Context(), &iam.ListRolesInput{MaxItems: aws.Int32(1001)})
	wantCode(t, err, "ValidationError")
}

func TestDenialOfTheOtherServices(t *testing.T) {
	c := open(t, "tour", sandbox.WithDenied("iam:*", "sts:GetCallerIdentity", "s3:GetBucketLocation"))
	_, err := c.iam.ListRoles(t.Context(), &iam.ListRolesInput{})
	wantCode(t, err, "AccessDenied")
	_, err = c.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	wantCode(t, err, "AccessDenied")
	_, err = c.s3.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: aws.String("acme-models")})
	wantCode(t, err, "AccessDenied")
}

func TestBuckets(t *testing.T) {
	a := account(t, "tour")
	for _, style := range []struct {
		name string
		path bool
	}{{"virtual-hosted", false}, {"path", true}} {
		t.Run(style.name, func(t *testing.T) {
			c := in(a.HTTPClient(), sandbox.Region, "").s3
			client := s3.New(c.Options(), func(o *s3.Options) { o.UsePathStyle = style.path })
			location := func(bucket string) (string, error) {
				out, err := client.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: &bucket})
				if err != nil {
					return "", err
				}
				return string(out.LocationConstraint), nil
			}
			for bucket, want := range map[string]string{"acme-models": "", "acme-models-eu": "eu-west-1"} {
				if got, err := location(bucket); err != nil || got != want {
					t.Errorf("%s lies in %q, %v; want %q", bucket, got, err, want)
				}
			}
			_, err := location("no-such-bucket")
			wantCode(t, err, "NoSuchBucket")
			_, err = location("somebody-elses-models")
			wantCode(t, err, "AccessDenied")
		})
	}
}

func TestHeadBucketTellsTheRegion(t *testing.T) {
	a := account(t, "tour")
	c := in(a.HTTPClient(), sandbox.Region, "")
	out := must[*s3.HeadBucketOutput](t)(c.s3.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: aws.String("acme-models")}))
	if *out.BucketRegion != sandbox.Region {
		t.Errorf("got %s", *out.BucketRegion)
	}
	for bucket, want := range map[string]struct {
		status int
		region string
	}{
		"acme-models-eu":        {http.StatusMovedPermanently, "eu-west-1"},
		"somebody-elses-models": {http.StatusForbidden, sandbox.Region},
		"no-such-bucket":        {http.StatusNotFound, ""},
	} {
		_, err := c.s3.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: &bucket})
		var response *awshttp.ResponseError
		if !errors.As(err, &response) {
			t.Fatalf("%s: %v", bucket, err)
		}
		if response.HTTPStatusCode() != want.status || response.Response.Header.Get("X-Amz-Bucket-Region") != want.region {
			t.Errorf("%s: %d in %q, want %+v", bucket, response.HTTPStatusCode(), response.Response.Header.Get("X-Amz-Bucket-Region"), want)
		}
	}
	// Where a bucket lies is told to anybody, without a signature.
	answer, err := a.HTTPClient().Head("https://acme-models-eu.s3.amazonaws.com/")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden || answer.Header.Get("X-Amz-Bucket-Region") != "eu-west-1" {
		t.Errorf("unsigned: %d %v", answer.StatusCode, answer.Header)
	}
	west := in(a.HTTPClient(), "us-west-2", "")
	_, err = west.s3.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: aws.String("acme-models-eu")})
	wantCode(t, err, "AuthorizationHeaderMalformed")
}
