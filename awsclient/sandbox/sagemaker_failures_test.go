package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
)

const untilFailed = 20 * time.Minute

// Each failure comes from one fault of a network in which the same endpoint works without it.
func TestNetworksFailEndpoints(t *testing.T) {
	deny := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}`
	elsewhere := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}]}`
	policy := func(document string) func(site) {
		return func(s site) { s.modifyEndpoint(&ec2.ModifyVpcEndpointInput{PolicyDocument: aws.String(document)}) }
	}
	for _, tc := range []struct {
		name, reason string
		spoil        func(site)
		subnets      []string
		kind         string
		count        int32
	}{
		{name: "healthy", kind: "ml.m5.xlarge", count: 2},
		{name: "one zone", kind: "ml.m5.xlarge", count: 1, subnets: []string{"private-a", "tiny-a"}, reason: noZones},
		{name: "a type that one of the zones lacks", kind: "ml.g5.xlarge", count: 1, subnets: []string{"private-a", "private-d"}, reason: "at least 2 availability zone(s) with the requested instance type ml.g5.xlarge"},
		{name: "a type that both zones have", kind: "ml.g5.xlarge", count: 1, subnets: []string{"private-a", "private-b"}},
		{name: "a subnet without route", kind: "ml.m5.xlarge", count: 2, reason: noData, spoil: func(s site) {
			s.modifyEndpoint(&ec2.ModifyVpcEndpointInput{RemoveRouteTableIds: []string{s.network.tables["private-b"]}})
		}},
		{name: "no endpoint", kind: "ml.m5.xlarge", count: 2, reason: noData, spoil: func(s site) {
			must[*ec2.DeleteVpcEndpointsOutput](s.T)(s.ec2.DeleteVpcEndpoints(s.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{s.s3Endpoint()}}))
		}},
		{name: "an internet gateway", kind: "ml.m5.xlarge", count: 2, subnets: []string{"private-a", "public-b"}, reason: noData},
		{name: "a policy that denies", kind: "ml.m5.xlarge", count: 2, reason: noData, spoil: policy(deny)},
		{name: "a policy that allows something else", kind: "ml.m5.xlarge", count: 2, reason: noData, spoil: policy(elsewhere)},
		{
			name: "a policy that allows the bucket", kind: "ml.m5.xlarge", count: 2,
			spoil: policy(`{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::acme-models/*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}}`),
		},
		{name: "names that nobody resolves", kind: "ml.m5.xlarge", count: 2, reason: noData, spoil: func(s site) { s.resolve(false) }},
		{name: "too few addresses", kind: "ml.m5.xlarge", count: 12, subnets: []string{"tiny-a", "private-d"}, reason: noAddresses},
		{name: "just enough addresses", kind: "ml.m5.xlarge", count: 6, subnets: []string{"tiny-a", "private-d"}},
		{name: "room in one zone only", kind: "ml.g5.12xlarge", count: 2, subnets: []string{"tiny-a", "private-b"}, reason: noAddresses},
		{name: "one instance needs one zone", kind: "ml.g5.12xlarge", count: 1, subnets: []string{"tiny-a", "private-b"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := repairedTour(t)
			if tc.spoil != nil {
				tc.spoil(s)
			}
			s.deploy(tc.kind, tc.count, tc.subnets...)
			if tc.reason == "" {
				s.after(untilFailed, types.EndpointStatusInService, "")
				return
			}
			s.after(untilFailed, types.EndpointStatusFailed, tc.reason)
			if got := s.describe(); got.ProductionVariants != nil {
				t.Errorf("a failed endpoint runs %+v", got.ProductionVariants)
			}
		})
	}
}

// resolve turns the VPC's DNS support on or off.
func (s site) resolve(on bool) {
	s.Helper()
	must[*ec2.ModifyVpcAttributeOutput](s.T)(s.ec2.ModifyVpcAttribute(s.Context(), &ec2.ModifyVpcAttributeInput{
		VpcId: aws.String(s.network.vpc), EnableDnsSupport: &ec2types.AttributeBooleanValue{Value: aws.Bool(on)},
	}))
}

func TestSecurityGroupsDecide(t *testing.T) {
	for _, tc := range []struct {
		groups []string
		reason string
	}{
		{[]string{"s3-only-sg"}, ""},
		{[]string{"stripped-sg"}, noData},
		{[]string{"stripped-sg", "s3-only-sg"}, ""},
	} {
		s := repairedTour(t)
		in := newModel("it", s.network)
		in.VpcConfig.SecurityGroupIds = nil
		for _, name := range tc.groups {
			in.VpcConfig.SecurityGroupIds = append(in.VpcConfig.SecurityGroupIds, s.network.groups[name])
		}
		must[*sagemaker.CreateModelOutput](t)(s.sagemaker.CreateModel(t.Context(), in))
		s.config("it", variantOf("ml.m5.xlarge", 2))
		s.create()
		status := types.EndpointStatusInService
		if tc.reason != "" {
			status = types.EndpointStatusFailed
		}
		s.after(untilFailed, status, tc.reason)
	}
}

// The scenario that the tool exists for: accepted by CreateModel, Failed minutes later, and
// in service once the endpoint is there. Network isolation does not help.
func TestNoS3EndsFailed(t *testing.T) {
	for _, isolated := range []bool{false, true} {
		s := siteOf(t, "no-s3")
		in := newModel("it", s.network, "isolated-a", "isolated-b")
		in.EnableNetworkIsolation = aws.Bool(isolated)
		must[*sagemaker.CreateModelOutput](t)(s.sagemaker.CreateModel(t.Context(), in))
		s.config("it", variantOf("ml.m5.xlarge", 2))
		s.create()
		s.after(9*time.Minute, types.EndpointStatusCreating, "")
		s.after(time.Minute, types.EndpointStatusFailed, noData)
		_, err := s.sagemaker.UpdateEndpoint(t.Context(), &sagemaker.UpdateEndpointInput{EndpointName: aws.String("it"), EndpointConfigName: aws.String("it")})
		wantCode(t, err, "ValidationException")
		must[*sagemaker.DeleteEndpointOutput](t)(s.sagemaker.DeleteEndpoint(t.Context(), &sagemaker.DeleteEndpointInput{EndpointName: aws.String("it")}))
		s.clock.Advance(20 * time.Minute)
		if left := len(s.interfaces()); left > 0 {
			t.Errorf("%d interfaces of a failed endpoint stay", left)
		}
		must[*ec2.CreateVpcEndpointOutput](t)(s.ec2.CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
			VpcId: aws.String(s.network.vpc), ServiceName: aws.String("com.amazonaws.us-east-1.s3"), VpcEndpointType: ec2types.VpcEndpointTypeGateway,
			RouteTableIds: []string{s.network.tables["isolated-a"], s.network.tables["isolated-main"]},
		}))
		s.create()
		s.after(6*time.Minute, types.EndpointStatusInService, "")
	}
}

// SageMaker tries for a while, so that what is repaired in time is no failure.
func TestARepairInTimeServes(t *testing.T) {
	s := repairedTour(t)
	s.resolve(false)
	s.deploy("ml.m5.xlarge", 2)
	s.after(5*time.Minute, types.EndpointStatusCreating, "")
	s.resolve(true)
	s.after(4*time.Minute, types.EndpointStatusInService, "")
}

func TestOneZoneEndsFailed(t *testing.T) {
	s := siteOf(t, "one-zone")
	s.deploy("ml.m5.xlarge", 2, "app-1", "app-2")
	s.after(time.Minute, types.EndpointStatusFailed, noZones)
}

// CreateModel does not look at images; an endpoint does, each time that it starts.
func TestARoleThatMayNotPullEndsFailed(t *testing.T) {
	const sentence = "The role 'arn:aws:iam::111122223333:role/SageMakerExecution' does not have BatchGetImage permission for the image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3'."
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	s.after(untilFailed, types.EndpointStatusInService, "")
	must[*iam.PutRolePolicyOutput](t)(s.iam.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: aws.String(roleInUse), PolicyName: aws.String("NoImages"),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ecr:BatchGetImage","Resource":"arn:aws:ecr:*:*:repository/fraud"}}`),
	}))
	s.update("it")
	s.after(untilFailed, types.EndpointStatusInService, sentence) // the old instances go on
	must[*sagemaker.DeleteEndpointOutput](t)(s.sagemaker.DeleteEndpoint(t.Context(), &sagemaker.DeleteEndpointInput{EndpointName: aws.String("it")}))
	s.clock.Advance(untilFailed)
	s.create()
	if got := s.after(time.Minute, types.EndpointStatusFailed, sentence); *got.FailureReason != sentence {
		t.Errorf("got %q", *got.FailureReason)
	}
	if found := s.interfaces(); len(found) > 0 {
		t.Errorf("%d interfaces of instances that have nothing to run", len(found))
	}
}
