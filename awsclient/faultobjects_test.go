package awsclient_test

import (
	"context"
	"testing"
	"testing/synctest"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestFaultsOfObjects holds what AWS answers about groups, addresses, gateways, routes,
// endpoints and bucket policies to a kind, a reason and a way out.
func TestFaultsOfObjects(t *testing.T) {
	sends := func(service, op string, input map[string]any) func(context.Context, steps.Account) error {
		return func(ctx context.Context, a steps.Account) error {
			_, err := a.Apply(ctx, plan.Request{Service: service, Op: op, Input: input})
			return err
		}
	}
	group := sends("ec2", "CreateSecurityGroup", map[string]any{"GroupName": "g", "Description": "d"})
	rule := sends("ec2", "AuthorizeSecurityGroupEgress", map[string]any{"GroupId": "sg-1"})
	revoke := sends("ec2", "RevokeSecurityGroupEgress", map[string]any{"GroupId": "sg-1"})
	address := sends("ec2", "AllocateAddress", map[string]any{"Domain": "vpc"})
	release := sends("ec2", "ReleaseAddress", map[string]any{"AllocationId": "eipalloc-1"})
	nat := sends("ec2", "CreateNatGateway", map[string]any{"SubnetId": "subnet-1"})
	route := sends("ec2", "CreateRoute", map[string]any{"RouteTableId": "rtb-1"})
	endpoint := sends("ec2", "CreateVpcEndpoint", map[string]any{"VpcId": "vpc-1", "ServiceName": "s"})
	for name, test := range map[string]struct {
		call          func(context.Context, steps.Account) error
		code, message string
		kind          facts.Kind
		retry         bool
		says          []string
	}{
		"addresses used up":   {address, "AddressLimitExceeded", "The maximum number of addresses has been reached.", facts.Limit, false, []string{"elastic addresses are used up", "L-0263D0A3"}},
		"gateways used up":    {nat, "NatGatewayLimitExceeded", "The maximum number of NAT Gateways has been reached.", facts.Limit, false, []string{"NAT gateways are used up", "reach.nat_subnet", "L-FE5A380F"}},
		"endpoints used up":   {endpoint, "VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.", facts.Limit, false, []string{"L-29B6F2EB", "L-1B52E74A"}},
		"groups used up":      {group, "SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.", facts.Limit, false, []string{"L-E79EC296"}},
		"rules used up":       {rule, "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.", facts.Limit, false, []string{"L-0EA8095F"}},
		"no address free":     {endpoint, "InsufficientFreeAddressesInSubnet", "The specified subnet subnet-1 does not have enough free addresses to satisfy the request.", facts.Limit, false, []string{"no free address", "subnet-1"}},
		"rule there":          {rule, "InvalidPermission.Duplicate", "the specified rule already exists", facts.Exists, false, []string{"has this rule already"}},
		"rule not there":      {revoke, "InvalidPermission.NotFound", "The specified rule does not exist in this security group.", facts.NotFound, false, []string{"has no such rule"}},
		"group there":         {group, "InvalidGroup.Duplicate", "The security group 'g' already exists for VPC 'vpc-1'", facts.Exists, false, []string{"of this name already"}},
		"route there":         {route, "RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists.", facts.Exists, false, []string{"has a route to this destination already"}},
		"route not there":     {sends("ec2", "DeleteRoute", map[string]any{"RouteTableId": "rtb-1"}), "InvalidRoute.NotFound", "no route with destination-cidr-block 0.0.0.0/0 in route table rtb-1", facts.NotFound, false, []string{"no such route"}},
		"association there":   {sends("ec2", "AssociateRouteTable", map[string]any{"RouteTableId": "rtb-1"}), "Resource.AlreadyAssociated", "the specified association for route table rtb-1 conflicts with an existing association", facts.Exists, false, []string{"associated already"}},
		"group in use":        {sends("ec2", "DeleteSecurityGroup", map[string]any{"GroupId": "sg-1"}), "DependencyViolation", "resource sg-1 has a dependent object", facts.Invalid, true, []string{"still uses it", "Wait"}},
		"address in use":      {release, "InvalidIPAddress.InUse", "Address 198.51.100.1 is in use.", facts.Invalid, true, []string{"still in use", "NAT gateway"}},
		"no internet gateway": {nat, "Gateway.NotAttached", "Network vpc-1 has no Internet gateway attached", facts.Invalid, false, []string{"no internet gateway"}},
		"names taken":         {endpoint, "InvalidParameter", "private-dns-enabled cannot be set because there is already a conflicting DNS domain for sts.us-east-1.amazonaws.com in the VPC vpc-1", facts.Exists, false, []string{"private DNS for this service already", "vpc-1"}},
		"zone not served":     {endpoint, "InvalidParameter", "The VPC endpoint service s does not support the availability zone of the subnet: subnet-1.", facts.Invalid, false, []string{"not offered in the zone", "subnet-1"}},
		"names off":           {endpoint, "InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-1", facts.Invalid, false, []string{"dns: fix"}},
		"two in a zone":       {endpoint, "DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of subnet-1.", facts.Invalid, false, []string{"one subnet a zone"}},
		"no such service":     {endpoint, "InvalidServiceName", "The Vpc Endpoint Service 's' does not exist", facts.Invalid, false, []string{"does not offer this service"}},
		"another parameter":   {endpoint, "InvalidParameter", "Something else", facts.Invalid, false, []string{"refused the content", "Something else"}},
		"address not there":   {release, "InvalidAllocationID.NotFound", "The allocation ID 'eipalloc-1' does not exist", facts.NotFound, false, []string{"does not exist"}},
		"gateway not there":   {sends("ec2", "DeleteNatGateway", map[string]any{"NatGatewayId": "nat-1"}), "NatGatewayNotFound", "NAT gateway nat-1 was not found", facts.NotFound, false, []string{"does not exist"}},
		"denied in the middle": {
			route, "UnauthorizedOperation", "You are not authorized to perform this operation.", facts.Denied, false, []string{"ec2:CreateRoute is not allowed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := asFault(t, test.call(t.Context(), connected(t, ec2Error(400, test.code, test.message))), test.kind)
				if f.Code != test.code || f.Retry != test.retry {
					t.Errorf("got code %q, retry %v; want %q, %v", f.Code, f.Retry, test.code, test.retry)
				}
				contains(t, f.Error(), append(test.says, test.message)...)
			})
		})
	}
}

// TestFaultsOfBucketPolicies holds S3's answers, which have a form of their own.
func TestFaultsOfBucketPolicies(t *testing.T) {
	put := plan.Request{Service: "s3", Op: "PutBucketPolicy", Input: map[string]any{"Bucket": "acme-models", "Policy": "{}"}}
	for name, test := range map[string]struct {
		status        int
		code, message string
		kind          facts.Kind
		says          []string
	}{
		"malformed": {400, "MalformedPolicy", "Policy has invalid resource", facts.Invalid, []string{"does not take the document", "Policy has invalid resource", "this bucket"}},
		"denied":    {403, "AccessDenied", "Access Denied", facts.Denied, []string{"s3:PutBucketPolicy is not allowed"}},
		"blocked": {403, "AccessDenied", `User: u is not authorized to perform: s3:PutBucketPolicy on resource: "r" because public policies are blocked ` +
			`by the BlockPublicPolicy block public access setting.`, facts.Denied, []string{"Block Public Access", "Narrow"}},
		"no bucket": {404, "NoSuchBucket", "The specified bucket does not exist", facts.NotFound, []string{"does not exist"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				body := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
					`<Error><Code>` + test.code + `</Code><Message>` + test.message + `</Message><RequestId>req-1</RequestId></Error>`
				_, err := connected(t, answer(test.status, "application/xml", body)).Apply(t.Context(), put)
				f := asFault(t, err, test.kind)
				if f.Code != test.code {
					t.Errorf("got code %q, want %q", f.Code, test.code)
				}
				contains(t, f.Error(), test.says...)
			})
		})
	}
}
