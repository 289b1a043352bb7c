package plan

import (
	"fmt"
	"strings"

	"sagevpc/steps/facts"
)

// ResidentKind is what sort of thing a network interface belongs to.
type ResidentKind string

// The kinds of resident, in the order in which they are listed.
const (
	ResidentRDS         ResidentKind = "RDS"
	ResidentLambda      ResidentKind = "Lambda"
	ResidentEC2         ResidentKind = "EC2"
	ResidentECS         ResidentKind = "ECS"
	ResidentEKS         ResidentKind = "EKS"
	ResidentBalancer    ResidentKind = "load balancer"
	ResidentElastiCache ResidentKind = "ElastiCache"
	ResidentRedshift    ResidentKind = "Redshift"
	ResidentSageMaker   ResidentKind = "SageMaker"
	ResidentEFS         ResidentKind = "EFS"
	ResidentNAT         ResidentKind = "NAT gateway"
	ResidentEndpoint    ResidentKind = "VPC endpoint"
	ResidentOther       ResidentKind = "other"
)

var residentOrder = []ResidentKind{
	ResidentRDS, ResidentLambda, ResidentEC2, ResidentECS, ResidentEKS, ResidentBalancer, ResidentElastiCache, ResidentRedshift,
	ResidentSageMaker, ResidentEFS, ResidentNAT, ResidentEndpoint, ResidentOther,
}

// Resident is how many network interfaces of a subnet belong to one kind of thing. That is
// not how many things there are: a Lambda function shares interfaces with others, and an
// EC2 instance may have several.
type Resident struct {
	Kind  ResidentKind
	Count int
}

// String is "2 RDS", "1 load balancer", "3 NAT gateways".
func (r Resident) String() string {
	switch r.Kind {
	case ResidentBalancer, ResidentNAT, ResidentEndpoint:
		return count(r.Count, string(r.Kind))
	case ResidentRDS, ResidentLambda, ResidentEC2, ResidentECS, ResidentEKS, ResidentElastiCache, ResidentRedshift,
		ResidentSageMaker, ResidentEFS, ResidentOther:
	}
	return fmt.Sprintf("%d %s", r.Count, r.Kind)
}

// Residents counts what lives in a subnet by its network interfaces, in a fixed order and
// without kinds that are not there. It is empty as well while the interfaces could not be
// read: see facts.TopicInterfaces.
func Residents(n facts.Network, subnet string) []Resident { return takeCensus(n)[subnet] }

// census is the residents of every subnet that has any, by subnet id.
type census map[string][]Resident

func takeCensus(n facts.Network) census {
	counts := map[string]map[ResidentKind]int{}
	for _, i := range n.Interfaces {
		if counts[i.Subnet] == nil {
			counts[i.Subnet] = map[ResidentKind]int{}
		}
		counts[i.Subnet][residentOf(i)]++
	}
	out := census{}
	for subnet, kinds := range counts {
		for _, kind := range residentOrder {
			if kinds[kind] > 0 {
				out[subnet] = append(out[subnet], Resident{Kind: kind, Count: kinds[kind]})
			}
		}
	}
	return out
}

// of is "2 RDS, 1 Lambda", "" for an empty subnet.
func (c census) of(subnet string) string {
	var parts []string
	for _, r := range c[subnet] {
		parts = append(parts, r.String())
	}
	return strings.Join(parts, ", ")
}

// sign is how an interface shows whom it belongs to. Descriptions are matched by how they
// begin; an empty field says nothing.
type sign struct {
	kind        ResidentKind
	types       []string // InterfaceType
	requesters  []string // RequesterId
	description []string // begins with
}

// signs are tried in order. The types are the InterfaceType values of
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html, where
// older models spell the NAT gateway's with a capital letter. That a service names itself in
// the description or as the requester is said in
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html; the texts
// themselves are not documented and were seen in public exports of accounts.
var signs = []sign{
	{kind: ResidentLambda, types: []string{"lambda"}, description: []string{"AWS Lambda VPC ENI"}},
	{kind: ResidentNAT, types: []string{"nat_gateway", "natGateway"}, description: []string{"Interface for NAT Gateway "}},
	{kind: ResidentEndpoint, types: []string{"vpc_endpoint", "gateway_load_balancer_endpoint"}, description: []string{"VPC Endpoint Interface "}},
	{
		kind: ResidentBalancer, types: []string{"load_balancer", "network_load_balancer", "gateway_load_balancer"},
		requesters: []string{"amazon-elb"}, description: []string{"ELB "},
	},
	{
		kind: ResidentRDS, requesters: []string{"amazon-rds"},
		description: []string{"RDSNetworkInterface", "Network interface for DBProxy"},
	},
	{kind: ResidentElastiCache, requesters: []string{"amazon-elasticache"}, description: []string{"ElastiCache ", "ElastiCache+"}},
	{kind: ResidentRedshift, requesters: []string{"amazon-redshift"}, description: []string{"RedshiftNetworkInterface"}},
	{kind: ResidentEFS, types: []string{"efs"}, description: []string{"EFS mount target for "}},
	{kind: ResidentECS, description: []string{"arn:aws:ecs:", "arn:aws-cn:ecs:", "arn:aws-us-gov:ecs:"}},
	{kind: ResidentEKS, description: []string{"aws-K8S-", "Amazon EKS "}},
	{
		kind: ResidentSageMaker, requesters: []string{"amazon-sagemaker"},
		description: []string{
			"[DO NOT DELETE] ENI managed by SageMaker", "[Do not delete] Network Interface created to access resources in your VPC for SageMaker",
			"Amazon SageMaker", "SageMaker",
		},
	},
}

// residentOf tells by type, description and requester whom an interface belongs to. One
// that nobody else manages for the account is an instance's, or was made for one.
func residentOf(i facts.Interface) ResidentKind {
	for _, s := range signs {
		if s.fits(i) {
			return s.kind
		}
	}
	if i.RequesterManaged {
		return ResidentOther
	}
	switch i.Type {
	case "", "interface", "efa", "efa-only", "trunk", "branch":
		return ResidentEC2
	}
	return ResidentOther
}

func (s sign) fits(i facts.Interface) bool {
	for _, kind := range s.types {
		if strings.EqualFold(i.Type, kind) {
			return true
		}
	}
	for _, requester := range s.requesters {
		if i.Requester == requester {
			return true
		}
	}
	for _, start := range s.description {
		if len(i.Description) >= len(start) && strings.EqualFold(i.Description[:len(start)], start) {
			return true
		}
	}
	return false
}
