package policy

import (
	"cmp"
	"slices"
	"strings"
)

// Env is where a policy is to work.
type Env struct {
	Partition string // "aws", "aws-cn", "aws-us-gov"; empty means the Region's
	Region    string // "us-east-1"
	Account   string // twelve digits
	// Buckets hold the model's data; their order does not matter.
	Buckets []string
	// Role is the ARN of the execution role that fetches the data; "" while it is not known.
	Role string
	// VPC is what the model's requests come from, and Endpoint the VPC endpoint that they
	// come through; "" while they are not known.
	VPC, Endpoint string
	// Gateway says that the policy is a gateway endpoint's.
	Gateway bool
}

// passage are the condition keys of whatever comes through the endpoint. SageMaker and ECR
// ask over TLS alone
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
func (e Env) passage() map[string]string {
	known := map[string]string{}
	if e.VPC != "" {
		known["aws:SourceVpc"], known["aws:SecureTransport"] = e.VPC, "true"
	}
	if e.Endpoint != "" {
		known["aws:SourceVpce"] = e.Endpoint
	}
	return known
}

// ours are the condition keys of what the execution role asks for. A role of another
// account is of that account.
func (e Env) ours() map[string]string {
	known := e.passage()
	if e.Account != "" {
		known["aws:PrincipalAccount"] = e.Account
	}
	if arn := strings.SplitN(e.Role, ":", arnParts); len(arn) == arnParts && arn[2] == "iam" {
		known["aws:PrincipalArn"] = e.Role
		if arn[4] != "" {
			known["aws:PrincipalAccount"] = arn[4]
		}
	}
	return known
}

// partition is the one named, else the Region's.
func (e Env) partition() string {
	byRegion := "aws"
	switch {
	case strings.HasPrefix(e.Region, "cn-"):
		byRegion = "aws-cn"
	case strings.HasPrefix(e.Region, "us-gov-"):
		byRegion = "aws-us-gov"
	}
	return cmp.Or(e.Partition, byRegion)
}

// domain is what AWS's host names end in.
func (e Env) domain() string {
	if e.partition() == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// arn is the ARN of a bucket, or of objects in it.
func (e Env) arn(resource string) string { return "arn:" + e.partition() + ":s3:::" + resource }

// both are a bucket and everything in it.
func (e Env) both(bucket string) List { return List{e.arn(bucket), e.arn(bucket + "/*")} }

// buckets are the model's buckets, sorted, each once.
func (e Env) buckets() []string {
	return slices.Compact(slices.Sorted(slices.Values(e.Buckets)))
}

// defaultBucket is the bucket that the SageMaker SDK makes for an account.
func (e Env) defaultBucket() string { return "sagemaker-" + e.Region + "-" + e.Account }

// layerBucket holds the layers of ECR's images
// (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html).
func (e Env) layerBucket() string { return "prod-" + e.Region + "-starport-layer-bucket" }

// jumpStartBucket holds JumpStart's models.
func (e Env) jumpStartBucket() string { return "jumpstart-cache-prod-" + e.Region }

// al2023Bucket holds the packages of Amazon Linux 2023.
func (e Env) al2023Bucket() string { return "al2023-repos-" + e.Region + "-de612dc2" }
