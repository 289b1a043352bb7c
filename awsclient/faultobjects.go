package awsclient

import (
	"strings"

	"sagevpc/steps/facts"
)

// refusal is what a code means of which the kind alone says too little.
type refusal struct {
	summary string
	fix     string
	retry   bool // it passes by itself
}

// refusals are EC2's and S3's codes for what lies around a VPC endpoint
// (https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html,
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). The quotas have
// their codes in Service Quotas (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
var refusals = map[string]refusal{
	"AddressLimitExceeded": {
		summary: "The Region's elastic addresses are used up",
		fix:     "Release one that nothing uses, or ask for more: Service Quotas, EC2-VPC Elastic IPs (L-0263D0A3).",
	},
	"NatGatewayLimitExceeded": {
		summary: "The zone's NAT gateways are used up",
		fix:     "Choose a public subnet in another zone (reach.nat_subnet), or ask for more: Service Quotas, NAT gateways per Availability Zone (L-FE5A380F).",
	},
	"VpcEndpointLimitExceeded": {
		summary: "The quota of VPC endpoints is used up",
		fix: "Delete endpoints that nothing uses, or ask for more: Service Quotas, interface endpoints per VPC (L-29B6F2EB) " +
			"or gateway endpoints per Region (L-1B52E74A).",
	},
	"SecurityGroupLimitExceeded": {
		summary: "The Region's security groups are used up",
		fix:     "Choose a group that is there, or ask for more: Service Quotas, VPC security groups per Region (L-E79EC296).",
	},
	"RulesPerSecurityGroupLimitExceeded": {
		summary: "The security group takes no more rules",
		fix:     "Choose another group, or ask for more: Service Quotas, inbound or outbound rules per security group (L-0EA8095F).",
	},
	"InsufficientFreeAddressesInSubnet": {
		summary: "A subnet has no free address for this",
		fix:     "Choose a subnet with free addresses, or free some in this one.",
	},
	"InvalidPermission.Duplicate": {
		summary: "The security group has this rule already",
		fix:     "Make the plan again: it finds the rule and leaves it as it is.",
	},
	"InvalidPermission.NotFound": {
		summary: "The security group has no such rule",
		fix:     "Make the plan again: somebody changed the group since it was read.",
	},
	"InvalidGroup.Duplicate": {
		summary: "The VPC has a security group of this name already",
		fix:     "Choose another model name, or delete that group if it is left from an earlier run.",
	},
	"RouteAlreadyExists": {
		summary: "The route table has a route to this destination already",
		fix:     "Make the plan again: it builds on the route that is there.",
	},
	"InvalidRoute.NotFound": {
		summary: "The route table has no such route",
		fix:     "Make the plan again: somebody changed the table since it was read.",
	},
	"Resource.AlreadyAssociated": {
		summary: "What is to be associated is associated already",
		fix:     "Make the plan again: it builds on the association that is there.",
	},
	"DependencyViolation": {
		summary: "Something else still uses it",
		fix:     "Wait a few minutes: network interfaces outlive what they were made for. Then try again.",
		retry:   true,
	},
	"InvalidIPAddress.InUse": {
		summary: "The elastic address is still in use",
		fix:     "Wait until the NAT gateway that has it is deleted, and try again.",
		retry:   true,
	},
	"Gateway.NotAttached": {
		summary: "The VPC has no internet gateway for it",
		fix:     "Attach an internet gateway to the VPC and route the public subnet to it, then make the plan again.",
	},
	"DuplicateSubnetsInSameZone": {
		summary: "An interface endpoint takes one subnet a zone",
		fix:     "Make the plan again: it chooses one subnet in each zone.",
	},
	"InvalidServiceName": {
		summary: "The Region does not offer this service to VPC endpoints",
		fix:     "Correct the name in reach.services; `aws ec2 describe-vpc-endpoint-services` lists what there is.",
	},
	"MalformedPolicy": {
		summary: "S3 does not take the document for a bucket policy",
		fix:     "Correct what AWS names; every resource must lie in this bucket.",
	},
}

// spoken are refusals that AWS tells apart by its sentence alone, under a code that means
// anything (InvalidParameter).
var spoken = []struct {
	says string
	kind facts.Kind
	refusal
}{
	{"conflicting DNS domain", facts.Exists, refusal{
		summary: "The VPC has an interface endpoint with private DNS for this service already",
		fix:     "Use the endpoint that is there: make the plan again, and it is found.",
	}},
	{"does not support the availability zone of the subnet", facts.Invalid, refusal{
		summary: "The service is not offered in the zone of one of the subnets",
		fix:     "Make the plan again: it leaves out the zones that the service does not reach.",
	}},
	{"Enabling private DNS requires both", facts.Invalid, refusal{
		summary: "Private DNS needs both DNS attributes of the VPC",
		fix:     "Answer `dns: fix`, which turns them on.",
	}},
	{"BlockPublicPolicy", facts.Denied, refusal{
		summary: "The bucket's Block Public Access forbids this policy",
		fix:     "Narrow the statement that allows everybody, or have the bucket's owner look at its Block Public Access settings.",
	}},
}

// kindOfWords is the kind that AWS's sentence gives a refusal, "" when it gives none.
func kindOfWords(message string) facts.Kind {
	for _, s := range spoken {
		if strings.Contains(message, s.says) {
			return s.kind
		}
	}
	return ""
}

// detail makes a fault say what its code means, as far as it is known.
func detail(f *facts.Fault) {
	known, found := refusals[f.Code]
	for _, s := range spoken {
		if strings.Contains(f.Why, s.says) {
			known, found = s.refusal, true
		}
	}
	if !found {
		return
	}
	f.Summary, f.Fix, f.Retry = known.summary, known.fix, known.retry
}
