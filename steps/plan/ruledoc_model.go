package plan

func modelRules() []RuleDoc {
	return []RuleDoc{
		{RuleModelName, block(), "the model's name does not fit CreateModel's pattern, or is longer than 63 characters", "Choose another name.", docCreateModel},
		{RuleModelRole, block(), "the execution role is missing, or is not a role's ARN", "Name a role's ARN.", docCreateModel},
		{RuleModelImage, block(), "a container's image is missing, has a space, or is longer than 255 characters", "Correct the image's name.", docContainer},
		{RuleModelImageMode, block(), "an image is not in Amazon ECR, and its RepositoryAccessMode is not Vpc", "Push the image to ECR, or copy a model whose ImageConfig says Vpc.", docNonECR},
		{RuleModelData, block(), "the model data's location is not an s3:// or https:// address of at most 1024 characters", "Correct the location.", docContainer},
		{
			RuleModelDataRegion, blockOrUnknown(), "the model data's bucket is in another Region than the model",
			"Copy the data into a bucket of the model's Region.", docContainer,
		},
		{RuleModelEnvironment, block(), "a container's environment breaks ContainerDefinition's limits", "Correct the variable that is named.", docContainer},
		{RuleModelExists, blockOrUnknown(), "a model of that name exists already: CreateModel never overwrites", "Choose another name.", docCreateModel},
		{RuleModelTags, unsure(), "the copied model's tags could not be read, and are not copied", "Give the tags in the answers, or ask for sagemaker:ListTags.", docCreateModel},
		{
			RuleModelIsolation, info(), "network isolation is on: the container reaches nothing, and S3 is needed all the same",
			"Turn it off if the container must reach something.", docIsolation,
		},
		{
			RuleModelHub, warnOrUnknown(), "the environment names a model of a public hub, and some chosen subnet has no way to the internet",
			"Put the model's files into S3 as model data, or give the subnets a NAT gateway.", docHub,
		},
	}
}

func subnetRules() []RuleDoc {
	return []RuleDoc{
		{RuleVPCTenancy, warn(), "the VPC has dedicated tenancy", "Prefer a VPC of default tenancy.", docHostVPC},
		{RuleSubnetTooMany, block(), "more than 16 subnets are chosen", "Remove some.", docVPCConfig},
		{RuleSubnetOtherVPC, block(), "a chosen subnet lies in another VPC, or does not exist", "Choose subnets of the chosen VPC.", docVPCConfig},
		{RuleSubnetState, blockOrUnknown(), "a chosen subnet is not available", "Wait until it is, or choose another.", docHostVPC},
		{RuleSubnetIPv6Only, block(), "a chosen subnet has no IPv4 addresses", "Choose a subnet with an IPv4 CIDR.", docHostVPC},
		{RuleSubnetSpecial, blockOrUnknown(), "a chosen subnet is in a Local Zone, a Wavelength Zone or on an Outpost", "Choose a subnet in an Availability Zone.", docHostVPC},
		{RuleSubnetSingleAZ, blockOrUnknown(), "the chosen subnets lie in fewer than two Availability Zones, by AZ id", "Add a subnet in another zone.", docClarifyVPC},
		{RuleSubnetShared, warn(), "a chosen subnet is shared with this account by another one", "Prefer a subnet that this account owns.", docSharing},
		{
			RuleSubnetInstance, warnOrUnknown(), "EC2 offers the instance type in fewer than two of the chosen zones",
			"Choose subnets in two zones that offer it.", docClarifyVPC,
		},
		{RuleSubnetOldZone, warn(), "a chosen subnet is in use1-az3, which lacks most modern instance types", "Choose a subnet in another zone.", docClarifyVPC},
		{RuleSubnetPublic, info(), "a chosen subnet has a route to an internet gateway, which serves no private address", "Nothing to do for S3.", docPublicSubnet},
	}
}

// capacityRules are judged in check_capacity.go.
func capacityRules() []RuleDoc {
	return []RuleDoc{
		{RuleCapacityOut, blockOrUnknown(), "fewer addresses are free than are needed now", "Choose more or larger subnets, or fewer instances.", docHostVPC},
		{
			RuleCapacityOneAZ,
			[]Severity{Block, Warn},
			"fewer than two zones have room for an instance; with one instance it is a warning",
			"Choose a subnet with more free addresses in another zone.", docHostVPC,
		},
		{RuleCapacityUneven, warn(), "the scaled-out fleet does not fit, or a zone cannot hold its even share of it", "Choose a larger subnet in that zone.", docHostVPC},
		{RuleCapacityZonal, warn(), "the remaining zones could not hold all instances if one zone were lost", "Choose larger subnets, or a third zone.", docDeployment},
		{RuleCapacityUpdate, warn(), "an update, or its rollback, would need more addresses than are free", "Choose larger subnets, or rolling updates.", docGuardrails},
		{RuleCapacitySmall, warn(), "a chosen subnet holds no instance, although its zone does", "Leave the subnet out.", docHostVPC},
		{RuleCapacityZonalUpdate, info(), "an update could not finish while one zone is lost", "Choose larger subnets, or a third zone.", docDeployment},
	}
}
