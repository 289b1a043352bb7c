package facts

import "time"

// Caller is who asks, and where.
type Caller struct {
	Account   string // twelve digits
	ARN       string // of the user or the assumed-role session
	UserID    string
	Partition string // "aws", "aws-cn", "aws-us-gov", …
	Region    string
	Profile   string // "" when no profile was named
}

// Role is an IAM role.
type Role struct {
	Name, ARN string
	// SageMaker reports whether the trust policy lets sagemaker.amazonaws.com assume the role.
	SageMaker bool
}

// Bucket is where a bucket lies.
type Bucket struct {
	Name   string
	Region string
	// Policy is the bucket's policy exactly as S3 returned it, "" when it has none; nil until
	// it was read, which happens only when it is to be restricted.
	Policy *string
	// Foreign reports that another account owns the bucket, as far as S3 said so.
	Foreign bool
	Gaps    Gaps // TopicBuckets without its Region, TopicBucketPolicy without its policy
}

// ModelSummary is one entry of the list of models.
type ModelSummary struct {
	Name, ARN string
	Created   time.Time
}

// Model is a SageMaker model as DescribeModel and ListTags return it.
type Model struct {
	Name, ARN string
	Created   time.Time
	Role      string // ExecutionRoleArn
	// Containers are the model's containers; one from PrimaryContainer has Primary set on the model.
	Containers []Container
	// Primary reports whether the single container came as PrimaryContainer.
	Primary   bool
	Isolation bool // EnableNetworkIsolation
	// VPC is nil for a model without one. An answer with empty lists means none as well.
	VPC  *VPCConfig
	Tags map[string]string
	// Extra holds the remaining top-level fields of the SDK's CreateModelInput by name
	// ("InferenceExecutionConfig"), as JSON values, so that a copy loses nothing.
	Extra map[string]any
	// Gaps has TopicOrigin when the tags could not be read.
	Gaps Gaps
}

// Container is one container of a model.
type Container struct {
	Image       string
	ModelData   string // ModelDataUrl
	Environment map[string]string
	// Extra holds the other fields of the SDK's ContainerDefinition by name, as JSON values.
	Extra map[string]any
}

// VPCConfig is a model's VpcConfig.
type VPCConfig struct {
	Subnets        []string
	SecurityGroups []string
}
