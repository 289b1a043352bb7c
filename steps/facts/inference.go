package facts

import "time"

// InferenceEndpoint is a SageMaker endpoint with the variants of its configuration. It is
// no VPC endpoint: AWS uses one word for two things.
type InferenceEndpoint struct {
	Name, ARN string
	// Status is "InService", "Failed", "Creating", …; a failed update can leave "InService"
	// with a FailureReason (https://github.com/hashicorp/terraform-provider-aws/issues/39099).
	Status        string
	FailureReason string
	Config        string // name of its configuration
	Created       time.Time
	Modified      time.Time
	Variants      []Variant // shadow variants included
	Rolling       bool      // its last deployment was configured as a rolling update
	Gaps          Gaps      // TopicEndpointConfig when the configuration could not be read
}

// Variant is one production or shadow variant of an endpoint.
type Variant struct {
	Name, Model  string
	InstanceType string // "ml.g5.xlarge"; empty for a serverless variant
	Initial      int    // InitialInstanceCount of the configuration
	Current      int    // instances that run, as DescribeEndpoint counts them
	Max          int    // ManagedInstanceScaling.MaxInstanceCount; 0 without it
	Shadow       bool
	Serverless   bool
}

// InferenceEndpointSummary is one entry of the list of SageMaker endpoints.
type InferenceEndpointSummary struct {
	Name, Status string
	Created      time.Time
}
