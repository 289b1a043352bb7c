// Package steps is the wizard as a value: one file a step, the state machine that walks
// them, and the two interfaces through which it meets the account. It draws nothing and
// knows neither a terminal nor the AWS SDK.
package steps

import (
	"context"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// Scope says which network is read, and which strangers must be looked up although the
// VPC's own lists do not hold them.
type Scope struct {
	VPC string
	// Subnets and SecurityGroups were named by the user; those outside the VPC are read
	// as well, so that a rule can say where they are.
	Subnets, SecurityGroups []string
}

// Source reads an account in one Region with one set of credentials. Every error it
// returns is a *facts.Fault. Lists are complete (all pages), sorted by name then id
// unless said otherwise, and never nil on success. It must pass stepstest.Source.
type Source interface {
	// Identity tells who asks, and in which partition and Region.
	Identity(ctx context.Context) (facts.Caller, error)
	// Models lists the Region's models, newest first.
	Models(ctx context.Context) ([]facts.ModelSummary, error)
	// Model describes a model with its tags; the fault of an unknown name has Kind NotFound.
	Model(ctx context.Context, name string) (facts.Model, error)
	// BareModel describes a model in one call, as Model does but without its tags.
	BareModel(ctx context.Context, name string) (facts.Model, error)
	// Roles lists the account's roles.
	Roles(ctx context.Context) ([]facts.Role, error)
	// Networks reads every VPC with what the list of VPCs shows; parts that could not be
	// read are gaps of each entry. The error is non-nil only when the VPCs themselves could not be listed.
	Networks(ctx context.Context) ([]facts.Network, error)
	// Network reads one VPC with everything the plan needs, independent reads at once;
	// parts that could not be read are gaps. An unknown VPC is a fault of Kind NotFound.
	Network(ctx context.Context, scope Scope) (facts.Network, error)
	// Subnets reads the subnets of one VPC again, for their free addresses.
	Subnets(ctx context.Context, vpc string) ([]facts.Subnet, error)
	// InstanceType reads what EC2 says of a type named as SageMaker names it ("ml.g5.xlarge").
	// An unknown type is no error: Found is false.
	InstanceType(ctx context.Context, name string) (facts.InstanceType, error)
	// Bucket reads where a bucket lies.
	Bucket(ctx context.Context, name string) (facts.Bucket, error)
	// VPCOf names the VPC that the subnets lie in; a fault of Kind NotFound when none exists.
	VPCOf(ctx context.Context, subnets []string) (string, error)
	// Services lists what VPC endpoints can be made for in the Region, one entry a name: the
	// gateway and the interface service of S3 are one.
	Services(ctx context.Context) ([]facts.EndpointService, error)
	// Usage counts what the Region's quotas count. What could not be read is a gap, its count
	// -1 and its map nil; the error is non-nil only when nothing could be read.
	Usage(ctx context.Context) (facts.Usage, error)
	// InferenceEndpoint describes a SageMaker endpoint in two calls. An unknown name is a fault
	// of Kind NotFound. Without its configuration, a gap, the variants are as the endpoint
	// itself tells them: neither model nor instance type nor initial count.
	InferenceEndpoint(ctx context.Context, name string) (facts.InferenceEndpoint, error)
	// InferenceEndpoints lists the Region's SageMaker endpoints, newest first.
	InferenceEndpoints(ctx context.Context) ([]facts.InferenceEndpointSummary, error)
}

// Applier makes changes. Every error it returns is a *facts.Fault. It must pass stepstest.Applier.
type Applier interface {
	run.Account
}

// Account is both sides of one account, opened for one profile and Region.
type Account interface {
	Source
	Applier
}

// Cloud opens accounts and knows what can be chosen before one is open.
type Cloud interface {
	// Profiles lists the profiles of the shared configuration, "" first when the default chain can be used.
	Profiles() []string
	// Regions lists the Regions that this program knows by name, sorted.
	Regions() []string
	// Open returns the account for a profile and a Region; empty strings leave both to the
	// environment and the shared configuration. It calls nothing; errors are *facts.Fault.
	Open(ctx context.Context, profile, region string) (Account, error)
}

// Patch puts what was read into the facts.
type Patch func(facts.Facts) facts.Facts

// LoadFunc reads what a step must know. It runs beside the screen, honours ctx, and
// returns a patch. A read that is refused becomes a gap in the patch, not an error: the error is for
// what leaves the step with nothing to ask about.
type LoadFunc func(ctx context.Context, account Account) (Patch, error)

// Answers is plan.Answers: what the user wants.
type Answers = plan.Answers
