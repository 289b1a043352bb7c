package plan

// The rules of this version, by their frozen names.
const (
	RuleModelExists      = "model.exists"
	RuleModelName        = "model.name"
	RuleModelRole        = "model.role-arn"
	RuleModelImage       = "model.image"
	RuleModelData        = "model.data"
	RuleModelDataRegion  = "model.data-region"
	RuleModelTags        = "model.tags"
	RuleModelEnvironment = "model.environment"
	RuleModelIsolation   = "model.isolation-moot"
	RuleModelImageMode   = "model.image-mode"
	RuleSubnetSingleAZ   = "subnet.single-az"
	RuleSubnetOtherVPC   = "subnet.other-vpc"
	RuleSubnetTooMany    = "subnet.too-many"
	RuleSubnetState      = "subnet.state"
	RuleSubnetIPv6Only   = "subnet.ipv6-only"
	RuleSubnetSpecial    = "subnet.special-zone"
	RuleSubnetShared     = "subnet.shared"
	RuleSubnetInstance   = "subnet.instance-type"
	RuleSubnetPublic     = "subnet.public"
	RuleVPCTenancy       = "vpc.tenancy"
	RuleSGOtherVPC       = "sg.other-vpc"
	RuleSGTooMany        = "sg.too-many"
	RuleSGNone           = "sg.none"
	RuleCapacityOut      = "capacity.exhausted"
	RuleCapacityOneAZ    = "capacity.one-az"
	RuleCapacityUpdate   = "capacity.update"

	RuleCapacityUneven      = "capacity.uneven"
	RuleCapacityZonal       = "capacity.zonal"
	RuleCapacityZonalUpdate = "capacity.zonal-update"
	RuleCapacitySmall       = "capacity.small-subnet"

	RuleDNSSupport       = "dns.support"
	RuleDNSHostnames     = "dns.hostnames"
	RuleDNSResolver      = "dns.custom-resolver"
	RuleS3NoPath         = "s3.no-path"
	RuleS3Foreign        = "s3.foreign-endpoint"
	RuleS3PolicyDenyOnly = "s3.policy-deny-only"
	RuleS3PolicyInvalid  = "s3.policy-invalid"
	RuleS3PolicyModel    = "s3.policy-model"
	RuleS3PolicyReplaced = "s3.policy-replaced"
	RuleS3Bystanders     = "s3.bystanders"
)

// ruleOrder puts causes before what follows from them: somebody who reads the first
// finding and mends it has often mended the next ones too.
var ruleOrder = []string{
	RuleModelName, RuleModelRole, RuleModelImage, RuleModelImageMode, RuleModelData, RuleModelDataRegion, RuleModelEnvironment, RuleModelExists,
	RuleSubnetTooMany, RuleSubnetOtherVPC, RuleSubnetState, RuleSubnetIPv6Only, RuleSubnetSpecial, RuleSubnetSingleAZ,
	RuleSGNone, RuleSGTooMany, RuleSGOtherVPC, RuleCapacityOut, RuleCapacityOneAZ, RuleCapacityUneven, RuleCapacityZonal, RuleCapacityUpdate, RuleCapacitySmall, RuleCapacityZonalUpdate,
	RuleDNSSupport, RuleDNSHostnames, RuleDNSResolver,
	RuleS3PolicyInvalid, RuleS3PolicyDenyOnly, RuleS3PolicyModel, RuleS3Foreign, RuleS3NoPath, RuleS3PolicyReplaced, RuleS3Bystanders,
}

// AWS's pages that rules rest on.
const (
	docHostVPC        = "https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html"
	docCreateModel    = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html"
	docContainer      = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html"
	docVPCConfig      = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html"
	docClarifyVPC     = "https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-vpc.html"
	docSharing        = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html"
	docGuardrails     = "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html"
	docRolling        = "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html"
	docDeployment     = "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-best-practices.html"
	docGateway        = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
	docGatewayS3      = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html"
	docEndpointPolicy = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
	docVPCDNS         = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html"
	docIsolation      = "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html"
	docPublicSubnet   = "https://github.com/aws/sagemaker-python-sdk/issues/1142"
	docDownload       = "https://github.com/aws-solutions-library-samples/guidance-for-text-generation-using-embeddings-from-enterprise-data-on-aws/issues/3"
	docNonECR         = "https://github.com/aws/sagemaker-python-sdk/issues/4700"
)
