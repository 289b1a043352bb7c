package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/awsclient/sandbox"
)

func TestZones(t *testing.T) {
	c := open(t, "tour")
	usual := must[*ec2.DescribeAvailabilityZonesOutput](t)(c.ec2.DescribeAvailabilityZones(t.Context(), &ec2.DescribeAvailabilityZonesInput{})).AvailabilityZones
	every := must[*ec2.DescribeAvailabilityZonesOutput](t)(c.ec2.DescribeAvailabilityZones(t.Context(),
		&ec2.DescribeAvailabilityZonesInput{AllAvailabilityZones: aws.Bool(true)})).AvailabilityZones
	if len(usual) != 6 || len(every) != 8 {
		t.Fatalf("%d zones, %d with those not opted in; want 6 and 8", len(usual), len(every))
	}
	if *usual[3].ZoneName != "us-east-1d" || *usual[3].ZoneId != "use1-az4" {
		t.Errorf("got %s %s", *usual[3].ZoneName, *usual[3].ZoneId)
	}
	if every[6].OptInStatus != types.AvailabilityZoneOptInStatusNotOptedIn || *every[6].ZoneType != "local-zone" {
		t.Errorf("got %s %s", every[6].OptInStatus, *every[6].ZoneType)
	}
	regions := must[*ec2.DescribeRegionsOutput](t)(c.ec2.DescribeRegions(t.Context(), &ec2.DescribeRegionsInput{})).Regions
	if len(regions) != 17 {
		t.Errorf("%d Regions, want the 17 that need no opting in", len(regions))
	}
}

func TestSecurityGroupsAndInterfacesDecode(t *testing.T) {
	c := open(t, "tour")
	n := home(t, c, "tour")
	groups := must[*ec2.DescribeSecurityGroupsOutput](t)(c.ec2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		GroupIds: []string{n.groups["model-sg"], n.groups["stripped-sg"], n.groups["s3-only-sg"]},
	})).SecurityGroups
	if len(groups) != 3 {
		t.Fatalf("got %d groups", len(groups))
	}
	egress := map[string][]types.IpPermission{}
	for _, g := range groups {
		egress[*g.GroupName] = g.IpPermissionsEgress
	}
	if p := egress["model-sg"]; len(p) != 1 || *p[0].IpProtocol != "-1" || *p[0].IpRanges[0].CidrIp != "0.0.0.0/0" || p[0].FromPort != nil {
		t.Errorf("model-sg: %+v", p)
	}
	if p := egress["stripped-sg"]; len(p) != 0 {
		t.Errorf("stripped-sg lets something out: %+v", p)
	}
	if p := egress["s3-only-sg"]; len(p) != 1 || *p[0].PrefixListIds[0].PrefixListId != "pl-63a5400a" || *p[0].FromPort != 443 {
		t.Errorf("s3-only-sg: %+v", p)
	}
	lambdas := must[*ec2.DescribeNetworkInterfacesOutput](t)(c.ec2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []types.Filter{filter("vpc-id", n.vpc), filter("interface-type", "lambda")},
	})).NetworkInterfaces
	if len(lambdas) != 11 || !*lambdas[0].RequesterManaged {
		t.Errorf("%d Lambda interfaces, want 11 managed ones", len(lambdas))
	}
}

func TestEndpointServices(t *testing.T) {
	c := open(t, "tour")
	out := must[*ec2.DescribeVpcEndpointServicesOutput](t)(c.ec2.DescribeVpcEndpointServices(t.Context(), &ec2.DescribeVpcEndpointServicesInput{
		Filters: []types.Filter{filter("service-type", "Gateway")},
	}))
	if want := []string{"com.amazonaws.us-east-1.dynamodb", "com.amazonaws.us-east-1.s3"}; !slices.Equal(out.ServiceNames, want) {
		t.Errorf("got %v, want %v", out.ServiceNames, want)
	}
	if len(out.ServiceDetails) != 2 || len(out.ServiceDetails[1].AvailabilityZones) != 6 {
		t.Errorf("got %+v", out.ServiceDetails)
	}
	lists := must[*ec2.DescribeManagedPrefixListsOutput](t)(c.ec2.DescribeManagedPrefixLists(t.Context(), &ec2.DescribeManagedPrefixListsInput{
		Filters: []types.Filter{filter("owner-id", "AWS"), filter("prefix-list-name", "com.amazonaws.us-east-1.s3")},
	})).PrefixLists
	if len(lists) != 1 || *lists[0].PrefixListId != "pl-63a5400a" {
		t.Fatalf("got %+v", lists)
	}
	entries := must[*ec2.GetManagedPrefixListEntriesOutput](t)(c.ec2.GetManagedPrefixListEntries(t.Context(),
		&ec2.GetManagedPrefixListEntriesInput{PrefixListId: lists[0].PrefixListId})).Entries
	old := must[*ec2.DescribePrefixListsOutput](t)(c.ec2.DescribePrefixLists(t.Context(), &ec2.DescribePrefixListsInput{
		PrefixListIds: []string{"pl-63a5400a"},
	})).PrefixLists
	if len(entries) == 0 || len(old) != 1 || len(old[0].Cidrs) != len(entries) {
		t.Errorf("%d entries by the one call, %+v by the other", len(entries), old)
	}
}

func TestOfferings(t *testing.T) {
	c := open(t, "tour")
	out := must[*ec2.DescribeInstanceTypeOfferingsOutput](t)(c.ec2.DescribeInstanceTypeOfferings(t.Context(), &ec2.DescribeInstanceTypeOfferingsInput{
		LocationType: types.LocationTypeAvailabilityZoneId, Filters: []types.Filter{filter("instance-type", "g5.xlarge")},
	}))
	var zones []string
	for _, o := range out.InstanceTypeOfferings {
		zones = append(zones, *o.Location)
	}
	if want := []string{"use1-az1", "use1-az2", "use1-az5", "use1-az6"}; !slices.Equal(zones, want) {
		t.Errorf("got %v, want %v", zones, want)
	}
	kinds := must[*ec2.DescribeInstanceTypesOutput](t)(c.ec2.DescribeInstanceTypes(t.Context(), &ec2.DescribeInstanceTypesInput{
		InstanceTypes: []types.InstanceType{"g5.xlarge", "g5.48xlarge"},
	})).InstanceTypes
	if len(kinds) != 2 || *kinds[0].NetworkInfo.EfaSupported || !*kinds[1].NetworkInfo.EfaSupported {
		t.Errorf("got %+v", kinds)
	}
}

func TestRoutesAndGateways(t *testing.T) {
	c := open(t, "tour")
	vpcs := must[*ec2.DescribeVpcsOutput](t)(c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{
		Filters: []types.Filter{filter("tag:Name", "ml-staging")},
	})).Vpcs
	n := networkOf(t, c, *vpcs[0].VpcId)
	nats := must[*ec2.DescribeNatGatewaysOutput](t)(c.ec2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{
		Filter: []types.Filter{filter("vpc-id", n.vpc)},
	})).NatGateways
	if len(nats) != 1 || nats[0].State != types.NatGatewayStateAvailable || len(nats[0].NatGatewayAddresses) != 1 {
		t.Fatalf("got %+v", nats)
	}
	tables := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("association.subnet-id", *n.subnets["staging-a"].SubnetId)},
	})).RouteTables
	if len(tables) != 1 || !slices.ContainsFunc(tables[0].Routes, func(r types.Route) bool {
		return aws.ToString(r.NatGatewayId) == *nats[0].NatGatewayId && aws.ToString(r.DestinationCidrBlock) == "0.0.0.0/0"
	}) {
		t.Errorf("staging-a has no route to the NAT gateway: %+v", tables)
	}
	// A subnet that follows the main table is found by no subnet filter.
	implicit := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("association.subnet-id", *n.subnets["staging-public-a"].SubnetId)},
	})).RouteTables
	main := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("vpc-id", n.vpc), filter("association.main", "true")},
	})).RouteTables
	if len(implicit) != 0 || len(main) != 1 || nameOf(main[0].Tags) != "staging-public" {
		t.Errorf("got %d explicit and %d main tables", len(implicit), len(main))
	}
	gateways := must[*ec2.DescribeInternetGatewaysOutput](t)(c.ec2.DescribeInternetGateways(t.Context(), &ec2.DescribeInternetGatewaysInput{
		Filters: []types.Filter{filter("attachment.vpc-id", n.vpc)},
	})).InternetGateways
	acls := must[*ec2.DescribeNetworkAclsOutput](t)(c.ec2.DescribeNetworkAcls(t.Context(), &ec2.DescribeNetworkAclsInput{
		Filters: []types.Filter{filter("vpc-id", n.vpc), filter("default", "true")},
	})).NetworkAcls
	if len(gateways) != 1 || len(acls) != 1 || len(acls[0].Associations) != len(n.subnets) || len(acls[0].Entries) != 4 {
		t.Errorf("got %+v and %+v", gateways, acls)
	}
}

func TestAnotherRegionIsEmpty(t *testing.T) {
	a := account(t, "tour")
	west := in(a.HTTPClient(), "us-west-2", "")
	if got := must[*ec2.DescribeVpcsOutput](t)(west.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})).Vpcs; len(got) != 0 {
		t.Errorf("%d VPCs in a Region that has none", len(got))
	}
	zones := must[*ec2.DescribeAvailabilityZonesOutput](t)(west.ec2.DescribeAvailabilityZones(t.Context(), &ec2.DescribeAvailabilityZonesInput{})).AvailabilityZones
	if len(zones) != 4 || *zones[0].ZoneId != "usw2-az1" {
		t.Errorf("got %+v", zones)
	}
	_, err := in(a.HTTPClient(), "me-south-1", "").ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	wantCode(t, err, "AuthFailure")
	_, err = in(a.HTTPClient(), "mars-north-1", "").ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	if err == nil || !strings.Contains(err.Error(), "no such host") {
		t.Errorf("a Region that does not exist: %v", err)
	}
}

// Text from the account is hostile in a place that the tour does not lead to.
func TestHostileNamesReachTheClient(t *testing.T) {
	c := open(t, "tour")
	out := must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{}))
	if !slices.ContainsFunc(out.Subnets, func(s types.Subnet) bool { return strings.ContainsRune(nameOf(s.Tags), '\u009b') }) {
		t.Error("no subnet's name holds a control sequence")
	}
	if _, found := sandbox.Lookup("tour\x1b"); found {
		t.Error("found a scenario that does not exist")
	}
}
