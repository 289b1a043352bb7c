package plan

// The kinds of object that a plan changes.
const (
	KindVPCAttribute     = "ec2:VpcAttribute"
	KindVPCEndpoint      = "ec2:VpcEndpoint"
	KindSecurityGroup    = "ec2:SecurityGroup"
	KindGroupRule        = "ec2:SecurityGroupRule"
	KindAddress          = "ec2:ElasticIp"
	KindNATGateway       = "ec2:NatGateway"
	KindRoute            = "ec2:Route"
	KindTableAssociation = "ec2:RouteTableAssociation"
	KindBucketPolicy     = "s3:BucketPolicy"
	KindModel            = "sagemaker:Model"
)

// The ids of changes. Those that stand for several objects end in a dash and are followed
// by the object's name or id.
const (
	ChangeDNSSupport       = "dns-support"
	ChangeDNSHostnames     = "dns-hostnames"
	ChangeModelGroup       = "model-group"        // a security group for the model
	ChangeModelGroupClosed = "model-group-closed" // its rule that lets everything out, taken away
	ChangeModelEgress      = "model-egress-"      // an outbound rule, by destination
	ChangeS3Endpoint       = "s3-endpoint"        // created or extended
	ChangeS3Policy         = "s3-policy"          // of an endpoint that exists
	ChangeAssociation      = "association-"       // of a subnet with the main table, by subnet
	ChangeEndpointGroup    = "endpoint-group"     // a security group for interface endpoints
	ChangeEndpointIngress  = "endpoint-ingress-"  // 443 from one of the model's groups, by group
	ChangeServiceEndpoint  = "endpoint-"          // an interface endpoint, by service
	ChangeNATAddress       = "nat-address"        // the elastic address of the NAT gateway
	ChangeNATGateway       = "nat-gateway"
	ChangeNATRoute         = "nat-route-" // the default route, by route table
	ChangeModel            = "model"
	ChangeBucketPolicy     = "bucket-policy-" // by bucket
)

// What requests are made of, by the names of AWS's API.
const (
	serviceEC2       = "ec2"
	opCreateEndpoint = "CreateVpcEndpoint"
	opModifyEndpoint = "ModifyVpcEndpoint"
	fieldVPC         = "VpcId"
	fieldGroup       = "GroupId"
	// fieldRoutes is no field of a request: it shows what follows from one.
	fieldRoutes = "Routes"
)
