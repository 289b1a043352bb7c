package sandbox_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	awshttp "github.com/aws/smithy-go/transport/http"

	"sagevpc/awsclient/sandbox"
)

const modelBucket = "acme-models"

// wantStatus is for HEAD, whose answers have no body and so no code.
func wantStatus(t *testing.T, err error, status int) {
	t.Helper()
	var response *awshttp.ResponseError
	if !errors.As(err, &response) || response.HTTPStatusCode() != status {
		t.Errorf("got %v, want %d", err, status)
	}
}

func head(t *testing.T, c *s3.Client, bucket, key string) (*s3.HeadObjectOutput, error) {
	t.Helper()
	return c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
}

func TestObjects(t *testing.T) {
	a := account(t, "tour")
	c := in(a.HTTPClient(), sandbox.Region, "").s3
	got := must[*s3.HeadObjectOutput](t)(head(t, c, modelBucket, "fraud/model.tar.gz"))
	if *got.ContentLength < 1<<20 || *got.ContentType != "application/gzip" || len(*got.ETag) != 34 || got.LastModified == nil {
		t.Errorf("got %+v", got)
	}
	_, err := head(t, c, modelBucket, "fraud/no.tar.gz")
	wantStatus(t, err, http.StatusNotFound)
	_, err = head(t, c, "somebody-elses-models", "x")
	wantStatus(t, err, http.StatusForbidden)
	_, err = head(t, c, "no-such-bucket", "x")
	wantStatus(t, err, http.StatusNotFound)
	_, err = head(t, c, "acme-models-eu", "fraud/model.tar.gz")
	wantStatus(t, err, http.StatusMovedPermanently)
	_, err = c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String(modelBucket), Key: aws.String("fraud/model.tar.gz"), ExpectedBucketOwner: aws.String("999999999999")})
	wantStatus(t, err, http.StatusForbidden)
	_, err = c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(modelBucket), Key: aws.String("fraud/model.tar.gz")})
	wantCode(t, err, "NotImplemented")
	eu := in(a.HTTPClient(), "eu-west-1", "").s3
	must[*s3.HeadObjectOutput](t)(head(t, eu, "acme-models-eu", "fraud/model.tar.gz"))
	// One who may not list is not told that there is nothing.
	held := open(t, "tour", sandbox.WithCallerPolicies(allow("s3:GetObject", "*"))).s3
	must[*s3.HeadObjectOutput](t)(head(t, held, modelBucket, "fraud/model.tar.gz"))
	_, err = head(t, held, modelBucket, "fraud/no.tar.gz")
	wantStatus(t, err, http.StatusForbidden)
}

func TestListingObjects(t *testing.T) {
	c := open(t, "tour").s3
	var keys []string
	p := s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: aws.String(modelBucket), MaxKeys: aws.Int32(3), EncodingType: "url"})
	for p.HasMorePages() {
		page := must[*s3.ListObjectsV2Output](t)(p.NextPage(t.Context()))
		if len(page.Contents) > 3 || int(*page.KeyCount) != len(page.Contents) {
			t.Errorf("a page of %d", len(page.Contents))
		}
		for _, o := range page.Contents {
			keys = append(keys, *o.Key)
		}
	}
	if len(keys) < 6 || !slices.IsSorted(keys) || !slices.Contains(keys, "fraud/v2/model.tar.gz") {
		t.Errorf("got %v", keys)
	}
	var folders []string
	p = s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: aws.String(modelBucket), Delimiter: aws.String("/"), MaxKeys: aws.Int32(2)})
	for p.HasMorePages() {
		for _, common := range must[*s3.ListObjectsV2Output](t)(p.NextPage(t.Context())).CommonPrefixes {
			folders = append(folders, *common.Prefix)
		}
	}
	if !slices.Contains(folders, "fraud/") || len(slices.Compact(slices.Clone(folders))) != len(folders) || len(folders) < 5 {
		t.Errorf("got %v", folders)
	}
	under := must[*s3.ListObjectsV2Output](t)(c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(modelBucket), Prefix: aws.String("fraud/"), Delimiter: aws.String("/")}))
	if len(under.Contents) != 1 || len(under.CommonPrefixes) != 1 || *under.CommonPrefixes[0].Prefix != "fraud/v2/" {
		t.Errorf("got %+v", under)
	}
	_, err := c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(modelBucket), ContinuationToken: aws.String("x")})
	wantCode(t, err, "InvalidArgument")
}

func TestBucketPolicy(t *testing.T) {
	c, ctx := open(t, "tour").s3, t.Context()
	bucket := aws.String(modelBucket)
	get := func() (string, error) {
		out, err := c.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: bucket})
		if err != nil {
			return "", err
		}
		return *out.Policy, nil
	}
	put := func(document string) error {
		_, err := c.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: bucket, Policy: &document})
		return err
	}
	_, err := get()
	if got := wantCode(t, err, "NoSuchBucketPolicy"); got != "The bucket policy does not exist" {
		t.Errorf("got %q", got)
	}
	outside := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*",
		"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"}}}]}`
	if err := put(outside); err != nil {
		t.Fatal(err)
	}
	if got, err := get(); err != nil || got != outside {
		t.Errorf("got %q, %v", got, err)
	}
	// Whoever does not come through the endpoint has no aws:SourceVpce, and is denied.
	_, err = head(t, c, modelBucket, "fraud/model.tar.gz")
	wantStatus(t, err, http.StatusForbidden)
	list := strings.NewReplacer(`"s3:GetObject"`, `"s3:ListBucket"`, "acme-models/*", "acme-models").Replace(outside)
	if err := put(list); err != nil {
		t.Fatal(err)
	}
	must[*s3.HeadObjectOutput](t)(head(t, c, modelBucket, "fraud/model.tar.gz"))
	_, err = c.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket})
	want := `User: arn:aws:sts::111122223333:assumed-role/DataScientist/demo is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::acme-models" with an explicit deny in a resource-based policy`
	if got := wantCode(t, err, "AccessDenied"); got != want {
		t.Errorf("got %q", got)
	}
	if _, err := c.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: bucket}); err != nil {
		t.Error(err)
	}
	_, err = get()
	wantCode(t, err, "NoSuchBucketPolicy")
	for statement, want := range map[string]string{
		`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}`:                                                                              "Missing required field Principal",
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}`:                                                                                                      "Statement is missing required element",
		`{"Effect":"Maybe","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}`:                                                              "Invalid effect: Maybe",
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}`:                                                                    "Policy has invalid resource",
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models-eu/*"}`:                                                           "Policy has invalid resource",
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models"}`:                                                                "Action does not apply to any resource(s) in statement",
		`{"Effect":"Allow","Principal":"*","Action":"ec2:Run","Resource":"arn:aws:s3:::acme-models/*"}`:                                                                   "Policy has invalid action",
		`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Nobody"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}`:                  "Invalid principal in policy",
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*","Colour":"red"}`:                                               "Unknown field Colour",
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*","Condition":{"StringIsh":{"aws:SourceVpce":"vpce-1a2b3c4d"}}}`: "Invalid policy syntax.",
	} {
		if got := wantCode(t, put(`{"Statement":[`+statement+`]}`), "MalformedPolicy"); got != want {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
	if got := wantCode(t, put("nothing"), "MalformedPolicy"); got != "Policies must be valid JSON and the first byte must be '{'" {
		t.Errorf("got %q", got)
	}
	wantCode(t, put(`{"Statement":[]}`), "MalformedPolicy")
	wantCode(t, put(outside+strings.Repeat(" ", 20<<10)), "MalformedPolicy")
}

// The bucket's policy may allow what the caller's own do not, but not what they deny.
func TestBucketPolicyAllows(t *testing.T) {
	grant := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/DataScientist"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}]}`
	for name, tc := range map[string]struct {
		policies []string
		status   int
	}{
		"silent":  {[]string{allow("s3:PutBucketPolicy", "*")}, http.StatusOK},
		"denying": {[]string{allow("s3:PutBucketPolicy", "*"), strings.Replace(allow("s3:GetObject", "*"), "Allow", "Deny", 1)}, http.StatusForbidden},
	} {
		c := open(t, "tour", sandbox.WithCallerPolicies(tc.policies...)).s3
		_, err := head(t, c, modelBucket, "fraud/model.tar.gz")
		wantStatus(t, err, http.StatusForbidden)
		if _, err := c.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{Bucket: aws.String(modelBucket), Policy: &grant}); err != nil {
			t.Fatal(err)
		}
		if _, err = head(t, c, modelBucket, "fraud/model.tar.gz"); tc.status != http.StatusOK {
			wantStatus(t, err, tc.status)
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
