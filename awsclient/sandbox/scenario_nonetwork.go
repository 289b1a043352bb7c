package sandbox

import "sagevpc/steps/plan"

// noNetworkRights: the caller sees VPCs, subnets and security groups, and nothing of how
// they are connected; and may write nothing. What could not be read is unknown, never
// wrong, and the model itself is refused.
func noNetworkRights() Scenario {
	const vpc = "ml-foreign"
	return Scenario{
		Name:    "no-network-rights",
		Summary: "A caller who may see subnets but no routes and no endpoints: what cannot be read is said to be unknown",
		Denied: []string{
			"ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcEndpointServices", "ec2:DescribeManagedPrefixLists",
			"ec2:GetManagedPrefixListEntries", "ec2:DescribePrefixLists", "ec2:DescribeNatGateways", "ec2:DescribeInternetGateways",
			"ec2:DescribeNetworkAcls", "ec2:DescribeNetworkInterfaces", "ec2:DescribeDhcpOptions", "ec2:DescribeVpcAttribute",
			"ec2:Create*", "ec2:Modify*", "ec2:Delete*", "ec2:Allocate*", "ec2:Release*", "ec2:Authorize*", "ec2:Revoke*", "ec2:Replace*",
			"sagemaker:Create*", "sagemaker:Update*", "sagemaker:Delete*", "sagemaker:AddTags", "iam:Put*", "iam:Attach*", "s3:Put*",
		},
		Expect: []Expectation{
			stays(plan.RuleDNSSupport, plan.Unknown, vpcID(vpc)),
			stays(plan.RuleDNSResolver, plan.Unknown, vpcID(vpc)),
			stays(plan.RuleS3NoPath, plan.Unknown, subnetID(vpc, "foreign-a")),
			stays(plan.RuleS3NoPath, plan.Unknown, subnetID(vpc, "foreign-b")),
		},
		answers: func() plan.Answers { return fraudAnswers(vpc, "foreign-a", "foreign-b") },
		account: func() blueprint {
			return fraudAccount(vpcPlan{
				name: vpc, cidr: "10.10.0.0/16",
				tables: []tablePlan{{name: "foreign", main: true}},
				subnets: []subnetPlan{
					{name: "foreign-a", zone: zoneA, cidr: "10.10.1.0/24", tenants: []tenant{{kind: onECS, name: "portal", count: 8}}},
					{name: "foreign-b", zone: zoneB, cidr: "10.10.2.0/24", tenants: []tenant{{kind: onECS, name: "portal", count: 8}}},
				},
				groups:    modelGroup(),
				endpoints: []endpointPlan{{name: "foreign-s3", service: "s3", tables: []string{"foreign"}}},
			})
		},
	}
}
