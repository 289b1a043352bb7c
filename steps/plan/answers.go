package plan

// AnswersVersion is the version of the answers file that this program reads and writes.
const AnswersVersion = 1

// Answers is what the user wants: the answers file, and what the wizard fills in. The
// zero value of a field means "not answered". It is a value: slices and maps in it are
// replaced, never written through.
type Answers struct {
	Version     int      `yaml:"version" json:"version"`
	Profile     string   `yaml:"profile,omitempty" json:"profile,omitempty"`
	Region      string   `yaml:"region,omitempty" json:"region,omitempty"`
	Model       Model    `yaml:"model" json:"model"`
	Network     Network  `yaml:"network" json:"network"`
	Capacity    Capacity `yaml:"capacity" json:"capacity"`
	S3          S3       `yaml:"s3" json:"s3"`
	Reach       Reach    `yaml:"reach" json:"reach"`
	DNS         string   `yaml:"dns,omitempty" json:"dns,omitempty"`                 // "fix" or "leave"
	Permissions string   `yaml:"permissions,omitempty" json:"permissions,omitempty"` // "report" or "attach"
	Deploy      Deploy   `yaml:"deploy,omitempty" json:"deploy"`
}

// Model is the SageMaker model to create.
type Model struct {
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// From names the model whose request is copied; what is answered here overrides it.
	From             string            `yaml:"from,omitempty" json:"from,omitempty"`
	Role             string            `yaml:"role,omitempty" json:"role,omitempty"` // ARN of the execution role
	Containers       []Container       `yaml:"containers,omitempty" json:"containers,omitempty"`
	NetworkIsolation *bool             `yaml:"network_isolation,omitempty" json:"network_isolation,omitempty"` // nil: as copied, else false
	Tags             map[string]string `yaml:"tags,omitempty" json:"tags,omitempty"`
}

// Container is one container of a new model. With Model.From, an empty list copies the
// containers as they are.
type Container struct {
	Image       string            `yaml:"image,omitempty" json:"image,omitempty"`
	ModelData   string            `yaml:"model_data,omitempty" json:"model_data,omitempty"` // s3:// or https:// of one .tar.gz
	Environment map[string]string `yaml:"environment,omitempty" json:"environment,omitempty"`
}

// Network is the VpcConfig, and the VPC that it must lie in.
type Network struct {
	VPC string `yaml:"vpc,omitempty" json:"vpc,omitempty"`
	// Subnets and SecurityGroups are nil when not answered, and empty when answered with none.
	Subnets        []string `yaml:"subnets,omitempty" json:"subnets,omitempty"`
	SecurityGroups []string `yaml:"security_groups,omitempty" json:"security_groups,omitempty"`
	// Egress is where an outbound rule that the model lacks is added: "leave" (nowhere, also when empty),
	// "new" (a security group that the plan creates), or the id of a chosen group.
	Egress string `yaml:"egress,omitempty" json:"egress,omitempty"`
}

// Capacity is what the addresses must suffice for.
type Capacity struct {
	InstanceType string  `yaml:"instance_type,omitempty" json:"instance_type,omitempty"` // "ml.g5.xlarge"
	Instances    int     `yaml:"instances,omitempty" json:"instances,omitempty"`         // running at first
	MaxInstances int     `yaml:"max_instances,omitempty" json:"max_instances,omitempty"` // auto scaling's maximum
	EFA          string  `yaml:"efa,omitempty" json:"efa,omitempty"`                     // "auto", "true", "false"
	Update       string  `yaml:"update,omitempty" json:"update,omitempty"`               // "blue-green", "rolling"
	RollingBatch float64 `yaml:"rolling_batch,omitempty" json:"rolling_batch,omitempty"` // share of the fleet, 0.05 to 0.50
	Reserve      int     `yaml:"reserve,omitempty" json:"reserve,omitempty"`             // addresses kept free in each zone
	// Variants are the further variants of the same endpoint that run in these subnets.
	Variants []Variant `yaml:"variants,omitempty" json:"variants,omitempty"`
}

// Variant is a further variant of the endpoint, shadow variants included.
type Variant struct {
	Name         string `yaml:"name,omitempty" json:"name,omitempty"`
	InstanceType string `yaml:"instance_type,omitempty" json:"instance_type,omitempty"`
	Instances    int    `yaml:"instances,omitempty" json:"instances,omitempty"`
	MaxInstances int    `yaml:"max_instances,omitempty" json:"max_instances,omitempty"`
	EFA          string `yaml:"efa,omitempty" json:"efa,omitempty"` // "auto", "true", "false"
}

// S3 is the way to S3.
type S3 struct {
	Action string `yaml:"action,omitempty" json:"action,omitempty"` // "auto", "reuse", "extend", "create", "none"
	// Endpoint chooses among several S3 gateway endpoints of the VPC; empty otherwise.
	Endpoint string `yaml:"endpoint,omitempty" json:"endpoint,omitempty"`
	// RouteTables are the tables that get the route; nil means auto: those in effect for the subnets.
	RouteTables RouteTables `yaml:"route_tables,omitempty" json:"route_tables,omitempty"`
	// Association is "inherit" (also when empty), or "explicit": subnets that follow the main table are
	// associated with it, so that a later change of the main table does not move them.
	Association string `yaml:"association,omitempty" json:"association,omitempty"`
	// Policy is "keep", a template's name, or "file:PATH".
	Policy string `yaml:"policy,omitempty" json:"policy,omitempty"`
	// Document is the text behind "file:PATH" in the answers of a Plan; Build fills it in.
	Document string   `yaml:"-" json:"-"`
	Buckets  []string `yaml:"buckets,omitempty" json:"buckets,omitempty"` // more buckets for model-buckets
	// PolicyConsent is the id of the endpoint whose policy may change although others use it,
	// or that others may come under; PolicyConsentNew for the one that the plan creates.
	PolicyConsent string `yaml:"policy_consent,omitempty" json:"policy_consent,omitempty"`
	// BucketPolicy is "none" or "vpc-endpoint-only".
	BucketPolicy string `yaml:"bucket_policy,omitempty" json:"bucket_policy,omitempty"`
	// BucketPolicyConsent names, typed out, the buckets whose policy the plan itself may
	// change; for every other one the merged policy is only printed.
	BucketPolicyConsent []string `yaml:"bucket_policy_consent,omitempty" json:"bucket_policy_consent,omitempty"`
}

// Reach is what the container needs besides S3.
type Reach struct {
	Services              []string `yaml:"services,omitempty" json:"services,omitempty"`
	EndpointSecurityGroup string   `yaml:"endpoint_security_group,omitempty" json:"endpoint_security_group,omitempty"`
	Internet              string   `yaml:"internet,omitempty" json:"internet,omitempty"` // "none" or "nat"
	// Blocks are address ranges inside a VPC or beyond it that the model must reach on TCP
	// 443. The plan checks the way and makes none.
	Blocks []string `yaml:"blocks,omitempty" json:"blocks,omitempty"`
	// NATSubnet is the public subnet that a new NAT gateway is put into: "auto" (also when empty), or its id.
	NATSubnet string `yaml:"nat_subnet,omitempty" json:"nat_subnet,omitempty"`
}

// Deploy is the endpoint to make afterwards.
type Deploy struct {
	Endpoint string `yaml:"endpoint,omitempty" json:"endpoint,omitempty"`
}

// The values of the answers that are one of a few.
const (
	Auto = "auto"

	S3Reuse  = "reuse"
	S3Extend = "extend"
	S3Create = "create"
	S3None   = "none"

	PolicyKeep = "keep"
	PolicyFile = "file:"

	UpdateBlueGreen = "blue-green"
	UpdateRolling   = "rolling"

	DNSFix   = "fix"
	DNSLeave = "leave"

	EgressLeave = "leave"
	EgressNew   = "new"

	AssociationInherit  = "inherit"
	AssociationExplicit = "explicit"

	InternetNone = "none"
	InternetNAT  = "nat"

	BucketPolicyNone         = "none"
	BucketPolicyEndpointOnly = "vpc-endpoint-only"
)

// Defaults are the answers of someone who answered nothing.
func Defaults() Answers {
	return Answers{
		Version:  AnswersVersion,
		Capacity: Capacity{Instances: 1, MaxInstances: 1, EFA: Auto, Update: UpdateBlueGreen, RollingBatch: 0.25},
		S3:       S3{Action: Auto, Policy: PolicyKeep, BucketPolicy: BucketPolicyNone},
		Reach:    Reach{EndpointSecurityGroup: Auto, Internet: InternetNone},
		DNS:      DNSFix, Permissions: "report",
	}
}
