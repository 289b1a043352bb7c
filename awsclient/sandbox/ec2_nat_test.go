package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func allocate(t *testing.T, c clients) *ec2.AllocateAddressOutput {
	t.Helper()
	return must[*ec2.AllocateAddressOutput](t)(c.ec2.AllocateAddress(t.Context(), &ec2.AllocateAddressInput{Domain: types.DomainTypeVpc}))
}

func natNow(t *testing.T, c clients, id string) types.NatGateway {
	t.Helper()
	return must[*ec2.DescribeNatGatewaysOutput](t)(c.ec2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{id}})).NatGateways[0]
}

func createNAT(subnet types.Subnet, allocation *string) *ec2.CreateNatGatewayInput {
	return &ec2.CreateNatGatewayInput{SubnetId: subnet.SubnetId, AllocationId: allocation}
}

func TestANATGatewayLives(t *testing.T) {
	c, clock := timed(t, "tour")
	n := home(t, c, "tour")
	public := n.subnets["public-b"]
	eip := allocate(t, c)
	in := createNAT(public, eip.AllocationId)
	in.ClientToken = aws.String("once")
	in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeNatgateway, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("out")}}}}
	made := must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), in)).NatGateway
	again := must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), in))
	if *again.NatGateway.NatGatewayId != *made.NatGatewayId || *again.ClientToken != "once" || nameOf(made.Tags) != "out" {
		t.Errorf("got %+v", again)
	}
	other := createNAT(n.subnets["private-a"], eip.AllocationId)
	other.ClientToken = in.ClientToken
	_, err := c.ec2.CreateNatGateway(t.Context(), other)
	wantCode(t, err, "IdempotentParameterMismatch")

	held := made.NatGatewayAddresses
	if made.State != types.NatGatewayStatePending || len(held) != 1 || *held[0].AllocationId != *eip.AllocationId || *held[0].PublicIp != *eip.PublicIp {
		t.Fatalf("got %+v", made)
	}
	address := must[*ec2.DescribeAddressesOutput](t)(c.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{
		Filters: []types.Filter{filter("network-interface-id", *held[0].NetworkInterfaceId)},
	})).Addresses
	if len(address) != 1 || *address[0].PublicIp != *eip.PublicIp || *address[0].AssociationId != *held[0].AssociationId || *address[0].PrivateIpAddress != *held[0].PrivateIp {
		t.Errorf("got %+v", address)
	}
	ifaces := must[*ec2.DescribeNetworkInterfacesOutput](t)(c.ec2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []types.Filter{filter("association.public-ip", *eip.PublicIp)},
	})).NetworkInterfaces
	if len(ifaces) != 1 || *ifaces[0].Association.AllocationId != *eip.AllocationId || freeIn(t, c, public) != *public.AvailableIpAddressCount-1 {
		t.Errorf("got %+v", ifaces)
	}
	_, err = c.ec2.ReleaseAddress(t.Context(), &ec2.ReleaseAddressInput{AllocationId: eip.AllocationId})
	wantCode(t, err, "InvalidIPAddress.InUse")
	clock.move(90 * time.Second)
	if got := natNow(t, c, *made.NatGatewayId).State; got != types.NatGatewayStateAvailable {
		t.Errorf("got %s", got)
	}

	table := n.tables["private-b"]
	must[*ec2.CreateRouteOutput](t)(c.ec2.CreateRoute(t.Context(), &ec2.CreateRouteInput{
		RouteTableId: &table, DestinationCidrBlock: aws.String("0.0.0.0/0"), NatGatewayId: made.NatGatewayId,
	}))
	must[*ec2.DeleteNatGatewayOutput](t)(c.ec2.DeleteNatGateway(t.Context(), &ec2.DeleteNatGatewayInput{NatGatewayId: made.NatGatewayId}))
	if got := natNow(t, c, *made.NatGatewayId); got.State != types.NatGatewayStateDeleting || got.DeleteTime == nil {
		t.Errorf("got %+v", got)
	}
	clock.move(45 * time.Second)
	if got := natNow(t, c, *made.NatGatewayId); got.State != types.NatGatewayStateDeleted || len(got.NatGatewayAddresses) != 0 {
		t.Errorf("got %+v", got)
	}
	if got := routesAway(t, c, table)["0.0.0.0/0"]; got.State != types.RouteStateBlackhole || *got.NatGatewayId != *made.NatGatewayId {
		t.Errorf("got %+v", got)
	}
	if _, err := c.ec2.ReleaseAddress(t.Context(), &ec2.ReleaseAddressInput{AllocationId: eip.AllocationId}); err != nil || freeIn(t, c, public) != *public.AvailableIpAddressCount {
		t.Errorf("the addresses did not come back: %v", err)
	}
	clock.move(time.Hour)
	_, err = c.ec2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{*made.NatGatewayId}})
	wantCode(t, err, "NatGatewayNotFound")
}

// What is wrong around a NAT gateway shows in the gateway itself, later.
func TestANATGatewayFails(t *testing.T) {
	c, clock := timed(t, "tour")
	n, legacy := home(t, c, "tour"), networkNamed(t, c, "legacy")
	eip, taken := allocate(t, c), allocate(t, c)
	for range 3 { // the last three addresses of the subnet
		in := createNAT(n.subnets["tiny-a"], nil)
		in.ConnectivityType = types.ConnectivityTypePrivate
		must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), in))
	}
	must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), createNAT(n.subnets["public-b"], taken.AllocationId)))
	for code, tc := range map[string]struct {
		says string
		in   *ec2.CreateNatGatewayInput
	}{
		"Gateway.NotAttached": {"Network " + legacy.vpc + " has no Internet gateway attached", createNAT(legacy.subnets["legacy-1"], eip.AllocationId)},
		"Resource.AlreadyAssociated": {
			"Elastic IP address " + *taken.AllocationId + " is already associated", createNAT(n.subnets["public-b"], taken.AllocationId),
		},
		"InsufficientFreeAddressesInSubnet": {
			"Subnet has insufficient free addresses to create this NAT gateway", createNAT(n.subnets["tiny-a"], eip.AllocationId),
		},
	} {
		t.Run(code, func(t *testing.T) {
			made := must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), tc.in)).NatGateway
			if made.State != types.NatGatewayStatePending || made.FailureCode != nil {
				t.Errorf("got %+v", made)
			}
			clock.move(90 * time.Second)
			got := natNow(t, c, *made.NatGatewayId)
			if got.State != types.NatGatewayStateFailed || *got.FailureCode != code || *got.FailureMessage != tc.says {
				t.Errorf("got %s %s %s", got.State, aws.ToString(got.FailureCode), aws.ToString(got.FailureMessage))
			}
			_, err := c.ec2.CreateRoute(t.Context(), &ec2.CreateRouteInput{
				RouteTableId: aws.String(n.tables["private-a"]), DestinationCidrBlock: aws.String("0.0.0.0/0"), NatGatewayId: made.NatGatewayId,
			})
			wantCode(t, err, "InvalidNatGatewayID.NotFound")
		})
	}
}

func TestANATGatewayIsRefused(t *testing.T) {
	c, clock := timed(t, "tour")
	n := home(t, c, "tour")
	public := n.subnets["public-b"]
	eip := allocate(t, c)
	for _, tc := range []struct {
		code string
		in   *ec2.CreateNatGatewayInput
	}{
		{"MissingParameter", createNAT(public, nil)},
		{"MissingParameter", &ec2.CreateNatGatewayInput{AllocationId: eip.AllocationId}},
		{"InvalidElasticIpID.NotFound", createNAT(public, aws.String("eipalloc-0123456789abcdef0"))},
		{"InvalidElasticIpID.Malformed", createNAT(public, aws.String("eip-1"))},
		{"InvalidSubnetID.NotFound", &ec2.CreateNatGatewayInput{SubnetId: aws.String("subnet-0123456789abcdef0"), AllocationId: eip.AllocationId}},
		{"InvalidParameterCombination", &ec2.CreateNatGatewayInput{SubnetId: public.SubnetId, AllocationId: eip.AllocationId, ConnectivityType: types.ConnectivityTypePrivate}},
		{"InvalidParameterValue", &ec2.CreateNatGatewayInput{SubnetId: public.SubnetId, AllocationId: eip.AllocationId, PrivateIpAddress: aws.String("10.0.12.1")}},
		{"InvalidParameterValue", &ec2.CreateNatGatewayInput{SubnetId: public.SubnetId, AllocationId: eip.AllocationId, ConnectivityType: "both"}},
		{"UnsupportedOperation", &ec2.CreateNatGatewayInput{SubnetId: public.SubnetId, AllocationId: eip.AllocationId, SecondaryPrivateIpAddressCount: aws.Int32(1)}},
	} {
		_, err := c.ec2.CreateNatGateway(t.Context(), tc.in)
		wantCode(t, err, tc.code)
	}
	_, err := c.ec2.DeleteNatGateway(t.Context(), &ec2.DeleteNatGatewayInput{NatGatewayId: aws.String("nat-0123456789abcdef0")})
	wantCode(t, err, "NatGatewayNotFound")
	_, err = c.ec2.DeleteNatGateway(t.Context(), &ec2.DeleteNatGatewayInput{NatGatewayId: aws.String("nat-1")})
	wantCode(t, err, "NatGatewayMalformed")

	for range 5 {
		in := createNAT(public, nil)
		in.ConnectivityType = types.ConnectivityTypePrivate
		must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), in))
	}
	_, err = c.ec2.CreateNatGateway(t.Context(), createNAT(public, eip.AllocationId))
	wantCode(t, err, "NatGatewayLimitExceeded")
	regional := must[*ec2.CreateNatGatewayOutput](t)(c.ec2.CreateNatGateway(t.Context(), &ec2.CreateNatGatewayInput{
		AvailabilityMode: types.AvailabilityModeRegional, VpcId: &n.vpc,
	})).NatGateway
	clock.move(2 * time.Minute)
	if got := natNow(t, c, *regional.NatGatewayId); got.State != types.NatGatewayStateAvailable || got.SubnetId != nil || got.AvailabilityMode != "regional" {
		t.Errorf("got %+v", got)
	}
}

func TestAddresses(t *testing.T) {
	c, _ := timed(t, "tour")
	if all := must[*ec2.DescribeAddressesOutput](t)(c.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{})).Addresses; len(all) != 1 || all[0].AssociationId == nil {
		t.Fatalf("got %+v, want the address of the tour's NAT gateway", all)
	}
	made := must[*ec2.AllocateAddressOutput](t)(c.ec2.AllocateAddress(t.Context(), &ec2.AllocateAddressInput{TagSpecifications: []types.TagSpecification{{
		ResourceType: types.ResourceTypeElasticIp, Tags: []types.Tag{{Key: aws.String("for"), Value: aws.String("test")}},
	}}}))
	byTag := must[*ec2.DescribeAddressesOutput](t)(c.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{Filters: []types.Filter{filter("tag:for", "test")}})).Addresses
	if len(byTag) != 1 || *byTag[0].AllocationId != *made.AllocationId || byTag[0].AssociationId != nil || byTag[0].Domain != types.DomainTypeVpc {
		t.Errorf("got %+v", byTag)
	}
	for range 3 {
		allocate(t, c)
	}
	_, err := c.ec2.AllocateAddress(t.Context(), &ec2.AllocateAddressInput{})
	if got := wantCode(t, err, "AddressLimitExceeded"); got != "The maximum number of addresses has been reached." {
		t.Errorf("got %q", got)
	}
	_, err = c.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{AllocationIds: []string{"eipalloc-0123456789abcdef0"}})
	wantCode(t, err, "InvalidAllocationID.NotFound")
	_, err = c.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{PublicIps: []string{"192.0.2.1"}})
	wantCode(t, err, "InvalidAddress.NotFound")
	_, err = c.ec2.ReleaseAddress(t.Context(), &ec2.ReleaseAddressInput{PublicIp: made.PublicIp})
	wantCode(t, err, "InvalidParameterValue")
	_, err = c.ec2.ReleaseAddress(t.Context(), &ec2.ReleaseAddressInput{AllocationId: aws.String("eipalloc-0123456789abcdef0")})
	wantCode(t, err, "InvalidAllocationID.NotFound")
	if _, err := c.ec2.ReleaseAddress(t.Context(), &ec2.ReleaseAddressInput{AllocationId: made.AllocationId}); err != nil {
		t.Fatal(err)
	}
	if got := allocate(t, c); *got.PublicIp != *made.PublicIp || *got.AllocationId == *made.AllocationId {
		t.Errorf("got %+v", got)
	}
}
