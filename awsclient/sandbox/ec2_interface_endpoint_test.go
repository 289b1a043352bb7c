package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func createInterface(n network, service string, subnets ...string) *ec2.CreateVpcEndpointInput {
	in := &ec2.CreateVpcEndpointInput{
		VpcId: aws.String(n.vpc), ServiceName: aws.String(endpointPrefix + service), VpcEndpointType: types.VpcEndpointTypeInterface,
	}
	for _, name := range subnets {
		in.SubnetIds = append(in.SubnetIds, *n.subnets[name].SubnetId)
	}
	return in
}

func endpointNow(t *testing.T, c clients, id string) *types.VpcEndpoint {
	t.Helper()
	out := must[*ec2.DescribeVpcEndpointsOutput](t)(c.ec2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{
		Filters: []types.Filter{filter("vpc-endpoint-id", id)},
	})).VpcEndpoints
	if len(out) == 0 {
		return nil
	}
	return &out[0]
}

func TestAnInterfaceEndpointLives(t *testing.T) {
	c, clock := timed(t, "tour")
	n := home(t, c, "tour")
	a, b := n.subnets["private-a"], n.subnets["private-b"]
	made := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), createInterface(n, "sagemaker.runtime", "private-a", "private-b"))).VpcEndpoint
	if made.State != "pending" || !*made.PrivateDnsEnabled || len(made.SubnetIds) != 2 || len(made.NetworkInterfaceIds) != 2 {
		t.Fatalf("got %+v", made)
	}
	if len(made.Groups) != 1 || *made.Groups[0].GroupId != n.groups["default"] {
		t.Errorf("groups %+v, want the VPC's default one", made.Groups)
	}
	if names := made.DnsEntries; len(names) != 4 || *names[3].DnsName != "runtime.sagemaker.us-east-1.amazonaws.com" {
		t.Errorf("names %+v", names)
	}
	held := interfacesOf(t, c, *made.VpcEndpointId)
	if len(held) != 2 || !*held[0].RequesterManaged || held[0].InterfaceType != "vpc_endpoint" || *held[0].Groups[0].GroupId != n.groups["default"] {
		t.Errorf("interfaces %+v", held)
	}
	if freeIn(t, c, a) != *a.AvailableIpAddressCount-1 || freeIn(t, c, b) != *b.AvailableIpAddressCount-1 {
		t.Error("the endpoint took no address")
	}
	clock.move(59 * time.Second)
	if got := endpointNow(t, c, *made.VpcEndpointId).State; got != "pending" {
		t.Errorf("after 59 s: %s", got)
	}
	clock.move(time.Second)
	if got := endpointNow(t, c, *made.VpcEndpointId).State; got != "available" {
		t.Errorf("after a minute: %s", got)
	}
	must[*ec2.DeleteVpcEndpointsOutput](t)(c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{*made.VpcEndpointId}}))
	if got := endpointNow(t, c, *made.VpcEndpointId).State; got != "deleting" || freeIn(t, c, a) == *a.AvailableIpAddressCount {
		t.Errorf("right after the deletion: %s", got)
	}
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), createInterface(n, "sagemaker.runtime", "private-a"))
	wantCode(t, err, "InvalidParameter") // the names are held until the end
	_, err = c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: made.VpcEndpointId, PrivateDnsEnabled: aws.Bool(false)})
	wantCode(t, err, "IncorrectState")
	clock.move(30 * time.Second)
	if endpointNow(t, c, *made.VpcEndpointId) != nil || len(interfacesOf(t, c, *made.VpcEndpointId)) != 0 || freeIn(t, c, a) != *a.AvailableIpAddressCount {
		t.Error("the endpoint left something behind")
	}
}

func TestAnInterfaceEndpointIsRefused(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	vpcs := must[*ec2.DescribeVpcsOutput](t)(c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{Filters: []types.Filter{filter("tag:Name", "legacy")}})).Vpcs
	legacy := networkOf(t, c, *vpcs[0].VpcId)
	dns := createInterface(legacy, "sts", "legacy-1")
	peer := createInterface(n, "sts", "private-a")
	peer.SecurityGroupIds = []string{legacy.groups["default"]}
	six := createInterface(n, "sts", "private-a")
	six.SecurityGroupIds = []string{n.groups["default"], n.groups["model-sg"], n.groups["endpoints-sg"], n.groups["stripped-sg"], n.groups["s3-only-sg"]}
	extra := must[*ec2.CreateSecurityGroupOutput](t)(c.ec2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("sixth"), Description: aws.String("one too many"), VpcId: &n.vpc,
	}))
	six.SecurityGroupIds = append(six.SecurityGroupIds, *extra.GroupId)
	tables := createInterface(n, "sts", "private-a")
	tables.RouteTableIds = []string{n.tables["main"]}
	stranger := createInterface(legacy, "sts")
	stranger.SubnetIds = []string{*n.subnets["private-a"].SubnetId}
	dual := createInterface(n, "sts", "private-a")
	dual.IpAddressType = types.IpAddressTypeDualstack
	malformed := createInterface(n, "sts")
	malformed.SubnetIds = []string{"module.vpc.subnets"}
	s3DNS := createInterface(legacy, "s3", "legacy-1")
	s3DNS.PrivateDnsEnabled = aws.Bool(true)
	for _, tc := range []struct {
		name, code, says string
		in               *ec2.CreateVpcEndpointInput
	}{
		{
			"zone not served", "InvalidParameter", "The VPC endpoint service com.amazonaws.us-east-1.email-smtp does not support the availability zone of the subnet: " +
				*n.subnets["private-a"].SubnetId + ".", createInterface(n, "email-smtp", "private-a"),
		},
		{"two subnets of a zone", "DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of " + *n.subnets["tiny-a"].SubnetId, createInterface(n, "sts", "private-a", "tiny-a")},
		{"names taken", "InvalidParameter", "private-dns-enabled cannot be set because there is already a conflicting DNS domain for logs.us-east-1.amazonaws.com in the VPC " + n.vpc, createInterface(n, "logs", "private-a")},
		{"DNS off", "InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for " + legacy.vpc, dns},
		{"S3 without a gateway", "InvalidParameter", "Enabling private DNS requires both", s3DNS},
		{"group of another VPC", "InvalidParameter", "belong to different networks", peer},
		{"subnet of another VPC", "InvalidParameter", "belong to different networks", stranger},
		{"six groups", "SecurityGroupsPerInterfaceLimitExceeded", "The maximum number of security groups per interface has been reached.", six},
		{"route tables", "InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint.", tables},
		{"malformed subnet", "InvalidSubnetID.Malformed", "expecting 'subnet-...", malformed},
		{"two families", "InvalidParameter", "dualstack", dual},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := c.ec2.CreateVpcEndpoint(t.Context(), tc.in)
			if got := wantCode(t, err, tc.code); !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q in it", got, tc.says)
			}
		})
	}
}

func TestAnInterfaceEndpointIsModified(t *testing.T) {
	c, clock := timed(t, "tour")
	n := home(t, c, "tour")
	in := createInterface(n, "sts", "private-a")
	in.SecurityGroupIds = []string{n.groups["endpoints-sg"]}
	in.SubnetConfigurations = []types.SubnetConfiguration{{SubnetId: n.subnets["private-a"].SubnetId, Ipv4: aws.String("10.0.1.250")}}
	id := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), in)).VpcEndpoint.VpcEndpointId
	if got := interfacesOf(t, c, *id); len(got) != 1 || *got[0].PrivateIpAddress != "10.0.1.250" {
		t.Errorf("got %+v", got)
	}
	clock.move(time.Minute)
	modify := func(in *ec2.ModifyVpcEndpointInput) error {
		in.VpcEndpointId = id
		_, err := c.ec2.ModifyVpcEndpoint(t.Context(), in)
		return err
	}
	if err := modify(&ec2.ModifyVpcEndpointInput{
		AddSubnetIds: []string{*n.subnets["private-b"].SubnetId}, RemoveSubnetIds: []string{*n.subnets["private-a"].SubnetId},
		AddSecurityGroupIds: []string{n.groups["model-sg"]}, RemoveSecurityGroupIds: []string{n.groups["endpoints-sg"]}, PrivateDnsEnabled: aws.Bool(false),
	}); err != nil {
		t.Fatal(err)
	}
	e := endpointNow(t, c, *id)
	if e.State != "pending" || !slices.Equal(e.SubnetIds, []string{*n.subnets["private-b"].SubnetId}) || *e.Groups[0].GroupId != n.groups["model-sg"] || *e.PrivateDnsEnabled {
		t.Errorf("got %+v", e)
	}
	if got := interfacesOf(t, c, *id); len(got) != 1 || *got[0].SubnetId != *n.subnets["private-b"].SubnetId || *got[0].Groups[0].GroupId != n.groups["model-sg"] {
		t.Errorf("got %+v", got)
	}
	if freeIn(t, c, n.subnets["private-a"]) != *n.subnets["private-a"].AvailableIpAddressCount {
		t.Error("the address did not come back")
	}
	clock.move(20 * time.Second)
	if got := endpointNow(t, c, *id).State; got != "available" {
		t.Errorf("got %s", got)
	}
	for code, in := range map[string]*ec2.ModifyVpcEndpointInput{
		"DuplicateSubnetsInSameZone": {AddSubnetIds: []string{*n.subnets["batch-b"].SubnetId}},
		"InvalidGroup.NotFound":      {AddSecurityGroupIds: []string{"sg-0123456789abcdef0"}},
		"InvalidSubnetID.NotFound":   {AddSubnetIds: []string{"subnet-0123456789abcdef0"}},
		"InvalidParameter":           {RemoveSecurityGroupIds: []string{n.groups["model-sg"]}},
	} {
		wantCode(t, modify(in), code)
	}
	for _, in := range []*ec2.ModifyVpcEndpointInput{
		{AddRouteTableIds: []string{n.tables["main"]}},
		{RemoveSubnetIds: []string{*n.subnets["private-a"].SubnetId}},
		{RemoveSecurityGroupIds: []string{n.groups["default"]}},
	} {
		wantCode(t, modify(in), "InvalidParameter")
	}
}

// The gateway stays as long as the private names of an S3 interface endpoint are for
// resolvers outside only.
func TestAnS3InterfaceEndpointLeansOnTheGateway(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	in := createInterface(n, "s3", "private-a")
	in.PrivateDnsEnabled = aws.Bool(true)
	made := must[*ec2.CreateVpcEndpointOutput](t)(c.ec2.CreateVpcEndpoint(t.Context(), in)).VpcEndpoint
	if !*made.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint || !strings.HasPrefix(*made.DnsEntries[0].DnsName, "*.vpce-") {
		t.Errorf("got %+v", made)
	}
	gateway := s3Routes(t, c, n.vpc)[n.tables["private-a"]]
	remove := func() []types.UnsuccessfulItem {
		return must[*ec2.DeleteVpcEndpointsOutput](t)(c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{gateway}})).Unsuccessful
	}
	if failed := remove(); len(failed) != 1 || !strings.Contains(*failed[0].Error.Message, "must have a Gateway endpoint") {
		t.Errorf("got %+v", failed)
	}
	must[*ec2.ModifyVpcEndpointOutput](t)(c.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: made.VpcEndpointId, DnsOptions: &types.DnsOptionsSpecification{PrivateDnsOnlyForInboundResolverEndpoint: aws.Bool(false)},
	}))
	if failed := remove(); len(failed) != 0 {
		t.Errorf("got %+v", failed)
	}
	other := createInterface(n, "s3", "private-b")
	other.PrivateDnsEnabled = aws.Bool(true)
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), other)
	wantCode(t, err, "InvalidParameter")
}

func TestEndpointQuotas(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	var err error
	for made := 2; err == nil; made++ { // the tour has two gateways
		in := createS3(n)
		if _, err = c.ec2.CreateVpcEndpoint(t.Context(), in); err == nil && made >= 20 {
			t.Fatal("a twenty-first gateway endpoint")
		}
	}
	wantCode(t, err, "VpcEndpointLimitExceeded")
	err = nil
	for made := 1; err == nil; made++ { // and one interface endpoint in this VPC
		in := createInterface(n, "kms", "private-a")
		in.PrivateDnsEnabled = aws.Bool(false)
		if _, err = c.ec2.CreateVpcEndpoint(t.Context(), in); err == nil && made >= 50 {
			t.Fatal("a fifty-first interface endpoint")
		}
	}
	wantCode(t, err, "VpcEndpointLimitExceeded")
	full := createInterface(n, "sts", "tiny-a")
	full.PrivateDnsEnabled = aws.Bool(false)
	_, err = c.ec2.CreateVpcEndpoint(t.Context(), full)
	wantCode(t, err, "VpcEndpointLimitExceeded")
}

func TestAnInterfaceEndpointNeedsAnAddress(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	for range 3 { // the subnet's last
		in := createNAT(n.subnets["tiny-a"], nil)
		in.ConnectivityType = types.ConnectivityTypePrivate
		must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), in))
	}
	_, err := c.ec2.CreateVpcEndpoint(t.Context(), createInterface(n, "sts", "tiny-a"))
	wantCode(t, err, "InsufficientFreeAddressesInSubnet")
	in := createInterface(n, "sts", "private-a")
	in.SubnetConfigurations = []types.SubnetConfiguration{{SubnetId: n.subnets["private-a"].SubnetId, Ipv4: aws.String("10.0.1.4")}}
	_, err = c.ec2.CreateVpcEndpoint(t.Context(), in)
	wantCode(t, err, "InvalidIPAddress.InUse")
	in.SubnetConfigurations[0].Ipv4 = aws.String("10.0.2.200")
	_, err = c.ec2.CreateVpcEndpoint(t.Context(), in)
	wantCode(t, err, "InvalidParameterValue")
	in.SubnetConfigurations[0].SubnetId = n.subnets["private-b"].SubnetId
	_, err = c.ec2.CreateVpcEndpoint(t.Context(), in)
	wantCode(t, err, "InvalidParameter")
}
