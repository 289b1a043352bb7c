package plan

func groupRules() []RuleDoc {
	return []RuleDoc{
		{RuleSGNone, block(), "no security group is chosen", "Choose at least one.", docVPCConfig},
		{RuleSGTooMany, block(), "more than 5 security groups are chosen", "Remove some.", docVPCConfig},
		{RuleSGOtherVPC, blockOrUnknown(), "a chosen security group belongs to another VPC, or does not exist", "Choose groups of the chosen VPC.", docVPCConfig},
		{
			RuleSGEgressS3, s3Severities(), "the chosen security groups together do not let TCP 443 out to S3",
			"Let TCP 443 out to the S3 prefix list in one of the groups.", docEgress,
		},
		{RuleACLS3, s3Severities(), "a chosen subnet's network ACL does not let TCP 443 out to S3", "Allow it before the rule that denies it.", docACL},
		{
			RuleACLReturn, s3Severities(), "a chosen subnet's network ACL keeps S3's answers away: TCP 1024-65535 inbound",
			"Allow the ports 1024 to 65535 inbound from S3's addresses.", docACL,
		},
	}
}

func dnsRules() []RuleDoc {
	return []RuleDoc{
		{RuleDNSSupport, []Severity{Block, Warn, Unknown}, "the VPC resolves no names", "Turn on enableDnsSupport.", docVPCDNS},
		{RuleDNSHostnames, warn(), "the VPC has no DNS hostnames, and with that no private names of interface endpoints", "Turn on enableDnsHostnames.", docVPCDNS},
		{
			RuleDNSResolver, unsure(), "the VPC hands out DNS servers other than Amazon's",
			"Ask whoever runs them whether AWS's names resolve to AWS's addresses.", docVPCDNS,
		},
	}
}

func s3Rules() []RuleDoc {
	return []RuleDoc{
		{RuleS3PolicyInvalid, block(), "the endpoint policy that is asked for cannot be sent", "Correct the document, or choose a template.", docEndpointPolicy},
		{RuleS3PolicyDenyOnly, blockOrInfo(), "an endpoint policy on the way allows nothing", "Add an Allow statement.", docEndpointPolicy},
		{RuleS3PolicyModel, s3Severities(), "an endpoint policy on the way denies the model's objects", "Allow the model's bucket.", docEndpointPolicy},
		{
			RuleS3PolicyECR, warnOrUnknown(), "an endpoint policy on the way denies the bucket of ECR's image layers",
			"Allow s3:GetObject on that bucket, without a condition on the account.", docECR,
		},
		{RuleS3RouteTable, block(), "a route table is named for S3 that is not one of the VPC", "Name one of this VPC, or leave the choice to the plan.", docGateway},
		{RuleS3Foreign, blockOrInfo(), "the S3 endpoint that would have to change is a service's or another account's", "Ask its owner, or create an endpoint.", docGateway},
		{RuleS3Blackhole, blockOrInfo(), "the route that S3's addresses follow has lost its target", "Remove the dead route, and give the table a way to S3.", docRoutes},
		{RuleS3NoPath, s3Severities(), "a chosen subnet has neither a route to an S3 endpoint nor a NAT gateway that works", "Add its route table to an S3 gateway endpoint.", docDownload},
		{
			RuleS3Shadowed,
			[]Severity{Warn, Info},
			"a route as narrow as its own, or narrower, takes some of S3's addresses away from the S3 endpoint",
			"Remove that route, or narrow it.", docRoutes,
		},
		{RuleS3PolicyReplaced, []Severity{Warn, Info}, "the plan changes the policy of an endpoint; a warning where others use it", "Keep the policy, or ask the others first.", docEndpointPolicy},
		{
			RuleS3BucketLockout,
			[]Severity{Warn, Block, Unknown, Info},
			"a bucket is to be restricted to the model's way, and that would deny others who use it, or the model itself",
			"Read who is denied, ask them, and apply the policy once the model works.", docBucketPolicy,
		},
		{
			RuleS3PolicyConsent, block(), "the plan puts other subnets under a policy, by changing that of their endpoint or by leading their route table to one that restricts, and the answers do not name that endpoint",
			"Name it in s3.policy_consent (new for one that the plan creates), or choose a policy that takes nothing away.", docEndpointPolicy,
		},
		{RuleS3Bystanders, warn(), "other subnets follow a route table that the plan changes", "Tell whoever runs them.", docGatewayS3},
	}
}

func reachRules() []RuleDoc {
	return []RuleDoc{
		{
			RuleReachPublic, blockOrInfo(), "VPC Block Public Access closes the way to S3, to a named service or to the internet",
			"Exclude the VPC or the subnet from it, or use VPC endpoints.", docBlockPublic,
		},
		{
			RuleReachNAT, block(), "the internet is asked for, and the NAT gateway on the way cannot be used: its state, its connectivity, its subnet or that subnet's own route",
			"Repair the NAT gateway, or route to another.", docNAT,
		},
		{RuleReachIGWOnly, block(), "the internet is asked for, and a chosen subnet has only an internet gateway", "Choose a subnet whose default route goes to a NAT gateway.", docPublicSubnet},
		{RuleReachMixed, block(), "the internet is asked for, and some chosen subnets have a way to it while others have none", "Give every chosen subnet the same way out.", docPublicSubnet},
		{
			RuleReachIngress, blockOrInfo(), "the security groups of a VPC endpoint on the way do not admit TCP 443 from the model",
			"Admit TCP 443 from the model's security groups.", docInterface,
		},
		{RuleReachDNSConflict, block(), "two endpoints with private DNS serve one named service in the VPC", "Turn private DNS off on one of them.", docDNSConflict},
		{
			RuleReachServiceAZ, block(), "a named service has no way yet, and takes endpoints in none of the chosen subnets' zones",
			"Choose a subnet in a zone that the service is in.", docServiceAZ,
		},
		{
			RuleReachNoPath, blockOrUnknown(), "a named service, or the internet where it is asked for, has no way from some chosen subnet",
			"Create an interface endpoint for the service, or a NAT gateway.", docInternetwork,
		},
		{
			RuleReachNeeded, warn(), "an ARN or address in the model's environment, or its image, names a service that nobody asked for and that no way leads to",
			"Ask for the service, or leave it if the container does not call it.", docInternetwork,
		},
		{
			RuleReachUnverified, unsure(), "the way to a named service or the internet goes through what cannot be read: a transit gateway, a firewall, an instance, a private NAT gateway",
			"Ask whoever runs it.", docInternetwork,
		},
		{RuleReachBystanders, warn(), "other subnets follow a route table that gets a default route, and reach the internet from then on", "Tell whoever runs them.", docNAT},
		{
			RuleReachDNSOthers,
			[]Severity{Warn, Info, Unknown},
			"the plan turns private DNS on for a service: the whole VPC's name of it leads to an endpoint, which others besides the model must be admitted to",
			"Admit TCP 443 from them in the endpoint's security group.", docPrivateNames,
		},
	}
}

func quotaRules() []RuleDoc {
	doc := func(name string, severities []Severity, what string) RuleDoc {
		return RuleDoc{name, severities, "what is to be created does not fit the default quota: " + what, "Ask Service Quotas whether it was raised.", docQuotas}
	}
	return []RuleDoc{
		doc(RuleQuotaGateways, warnOrUnknown(), "20 gateway endpoints a Region"),
		doc(RuleQuotaInterfaces, warnOrUnknown(), "50 interface endpoints a VPC"),
		doc(RuleQuotaAddresses, warnOrUnknown(), "5 Elastic IP addresses a Region"),
		doc(RuleQuotaNAT, warnOrUnknown(), "5 NAT gateways an Availability Zone"),
		doc(RuleQuotaGroupRules, warn(), "60 rules a security group in each direction"),
		{RuleCostMonthly, info(), "the plan creates what AWS bills by the hour", "Choose what costs nothing, or undo when it is not needed any more.", docPrivateLinkPricing},
	}
}
