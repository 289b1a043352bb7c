// Package facts holds what an AWS account said, as plain values: no SDK type, no verdict, no style.
//
// Whatever could not be read is kept as a gap beside the values, so that an empty
// list ("there are none") is never mistaken for a silence ("it was not allowed to look").
package facts

import (
	"maps"
	"slices"
)

// Topic names one thing that is read from the account, and that can be missing on its own.
type Topic string

// The topics, each with the reads behind it.
const (
	TopicIdentity       Topic = "identity"        // sts:GetCallerIdentity
	TopicModels         Topic = "models"          // sagemaker:ListModels
	TopicModelName      Topic = "model-name"      // sagemaker:DescribeModel of the new model's name
	TopicOrigin         Topic = "origin"          // sagemaker:DescribeModel and ListTags of the copied model
	TopicRoles          Topic = "roles"           // iam:ListRoles
	TopicBuckets        Topic = "buckets"         // s3:GetBucketLocation
	TopicNetworks       Topic = "networks"        // the reads of every VPC, for the list of VPCs
	TopicVPC            Topic = "vpc"             // ec2:DescribeVpcs
	TopicDNS            Topic = "dns"             // ec2:DescribeVpcAttribute
	TopicDHCP           Topic = "dhcp"            // ec2:DescribeDhcpOptions
	TopicZones          Topic = "zones"           // ec2:DescribeAvailabilityZones
	TopicSubnets        Topic = "subnets"         // ec2:DescribeSubnets
	TopicSecurityGroups Topic = "security-groups" // ec2:DescribeSecurityGroups
	TopicRouteTables    Topic = "route-tables"    // ec2:DescribeRouteTables
	TopicEndpoints      Topic = "endpoints"       // ec2:DescribeVpcEndpoints
	TopicS3Service      Topic = "s3-service"      // ec2:DescribeVpcEndpointServices
	TopicPrefixLists    Topic = "prefix-lists"    // ec2:DescribeManagedPrefixLists, GetManagedPrefixListEntries
	TopicNATGateways    Topic = "nat-gateways"    // ec2:DescribeNatGateways
	TopicInterfaces     Topic = "interfaces"      // ec2:DescribeNetworkInterfaces
	TopicInstanceType   Topic = "instance-type"   // ec2:DescribeInstanceTypes
	TopicOfferings      Topic = "offerings"       // ec2:DescribeInstanceTypeOfferings

	TopicACLs              Topic = "network-acls"        // ec2:DescribeNetworkAcls
	TopicInternetGateways  Topic = "internet-gateways"   // ec2:DescribeInternetGateways
	TopicServices          Topic = "endpoint-services"   // ec2:DescribeVpcEndpointServices
	TopicAddresses         Topic = "elastic-addresses"   // ec2:DescribeAddresses
	TopicUsage             Topic = "usage"               // the reads behind Usage
	TopicInferenceEndpoint Topic = "inference-endpoints" // sagemaker:ListEndpoints, DescribeEndpoint
	TopicEndpointConfig    Topic = "endpoint-config"     // sagemaker:DescribeEndpointConfig

	TopicBucketPolicy Topic = "bucket-policies" // s3:GetBucketPolicy
)

// Gaps tells, per topic, why it could not be read. A topic that is absent has no gap;
// whether it was read at all is the business of whoever holds the value.
type Gaps map[Topic]Fault

// With returns a copy in which topic is missing because of f.
func (g Gaps) With(topic Topic, f Fault) Gaps {
	next := maps.Clone(g)
	if next == nil {
		next = Gaps{}
	}
	next[topic] = f
	return next
}

// Without returns a copy in which topic has no gap.
func (g Gaps) Without(topic Topic) Gaps {
	next := maps.Clone(g)
	delete(next, topic)
	return next
}

// Facts is everything read so far. The zero value knows nothing. It is a value: a
// change is a copy, and the slices and maps in it are never written through.
type Facts struct {
	// Caller is who asks, and where; nil until it was read.
	Caller *Caller
	// Models lists the account's SageMaker models in this Region, newest first; nil until read.
	Models []ModelSummary
	// ModelName says whether the new model's name is taken; nil until read.
	ModelName *NameCheck
	// Origin is the model whose request is copied, or whose network is used; nil without one.
	Origin *Model
	// OriginVPC is the VPC that Origin's subnets lie in; "" without one, or when it was not asked for.
	OriginVPC string
	// Roles lists roles that could execute the model; nil until read.
	Roles []Role
	// Buckets are the buckets that the model's data lies in, by name.
	Buckets map[string]Bucket
	// Networks has one entry a VPC, with what the list of VPCs needs; nil until read.
	Networks []Network
	// Network is the chosen VPC with everything known about it; nil until read.
	Network *Network
	// InstanceType is the type asked for; nil until read.
	InstanceType *InstanceType
	// InstanceTypes are the types of the further variants, by name; nil until read.
	InstanceTypes map[string]InstanceType
	// Services lists what VPC endpoints can be made for in this Region; nil until read.
	Services []EndpointService
	// Usage counts what the Region's quotas count; nil until read.
	Usage *Usage
	// Running are the SageMaker endpoints that use Origin; nil until read.
	Running []InferenceEndpoint
	// PolicyFile is the user's own endpoint policy; nil until read.
	PolicyFile *PolicyFile
	// Gaps are the topics of Facts itself that could not be read.
	Gaps Gaps
}

// Gap returns why a topic could not be read, looking in the chosen network too.
func (f Facts) Gap(topic Topic) (Fault, bool) {
	if fault, missing := f.Gaps[topic]; missing {
		return fault, true
	}
	if f.Network != nil {
		fault, missing := f.Network.Gaps[topic]
		return fault, missing
	}
	return Fault{}, false
}

// NameCheck is the answer to "is this model name taken?".
type NameCheck struct {
	Name  string
	Taken bool
	ARN   string // of the model that has the name
}

// NetworkOf returns the best known network of a VPC: the chosen one in full, else the
// entry of the list. The second result is false when the VPC is not known at all.
func (f Facts) NetworkOf(vpc string) (Network, bool) {
	if f.Network != nil && f.Network.VPC.ID == vpc {
		return *f.Network, true
	}
	i := slices.IndexFunc(f.Networks, func(n Network) bool { return n.VPC.ID == vpc })
	if i < 0 {
		return Network{}, false
	}
	return f.Networks[i], true
}

// PolicyFile is a policy document of the user's own, as it was read from disk.
type PolicyFile struct {
	Path    string
	Text    string
	Problem string // why it could not be read; "" when it was
}
