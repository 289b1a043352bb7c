package sandbox_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// The tour's numbers are those that its screens promise.
func TestTourAddresses(t *testing.T) {
	n := home(t, open(t, "tour"), "tour")
	for name, want := range map[string]struct {
		free int32
		zone string
		cidr string
	}{
		"private-a": {236, "use1-az1", "10.0.1.0/24"},
		"tiny-a":    {3, "use1-az1", "10.0.9.0/28"},
		"private-b": {198, "use1-az2", "10.0.2.0/24"},
		"public-b":  {240, "use1-az2", "10.0.12.0/24"},
		"private-d": {11, "use1-az4", "10.0.4.0/28"},
	} {
		s := n.subnets[name]
		if *s.AvailableIpAddressCount != want.free || *s.AvailabilityZoneId != want.zone || *s.CidrBlock != want.cidr {
			t.Errorf("%s: free %d in %s %s, want %+v", name, *s.AvailableIpAddressCount, *s.AvailabilityZoneId, *s.CidrBlock, want)
		}
	}
}

// Free addresses are those that no interface holds, also when counted from outside.
func TestFreeAddressesAreAccountedFor(t *testing.T) {
	c := open(t, "tour")
	held := map[string]int32{}
	seen := map[string]string{}
	for _, i := range must[*ec2.DescribeNetworkInterfacesOutput](t)(c.ec2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{})).NetworkInterfaces {
		for _, address := range i.PrivateIpAddresses {
			key := *i.VpcId + " " + *address.PrivateIpAddress
			if other, twice := seen[key]; twice {
				t.Errorf("%s is held by %s and %s", key, other, *i.NetworkInterfaceId)
			}
			seen[key] = *i.NetworkInterfaceId
			held[*i.SubnetId]++
		}
	}
	for name, s := range home(t, c, "tour").subnets {
		bits := strings.Split(*s.CidrBlock, "/")[1]
		size := map[string]int32{"24": 256, "26": 64, "28": 16}[bits]
		if want := size - 5 - held[*s.SubnetId]; *s.AvailableIpAddressCount != want {
			t.Errorf("%s: %d free, want %d", name, *s.AvailableIpAddressCount, want)
		}
	}
}

func TestPaging(t *testing.T) {
	c := open(t, "tour")
	all := must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{})).Subnets
	var paged []types.Subnet
	pages := 0
	p := ec2.NewDescribeSubnetsPaginator(c.ec2, &ec2.DescribeSubnetsInput{MaxResults: aws.Int32(5)})
	for p.HasMorePages() {
		page := must[*ec2.DescribeSubnetsOutput](t)(p.NextPage(t.Context()))
		paged, pages = append(paged, page.Subnets...), pages+1
	}
	if pages != (len(all)+4)/5 || len(paged) != len(all) {
		t.Fatalf("%d subnets in %d pages, want %d in pages of five", len(paged), pages, len(all))
	}
	ids := map[string]bool{}
	for _, s := range paged {
		ids[*s.SubnetId] = true
	}
	if len(ids) != len(all) {
		t.Errorf("pages overlap: %d different of %d", len(ids), len(all))
	}
}

func TestPageSizesOfEachCall(t *testing.T) {
	c := open(t, "tour")
	for _, tc := range []struct {
		name string
		call func(size int32) error
		bad  []int32
		good []int32
	}{
		{"subnets", func(n int32) error {
			_, err := c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{MaxResults: &n})
			return err
		}, []int32{1, 4, 1001}, []int32{5, 1000}},
		{"route tables", func(n int32) error {
			_, err := c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{MaxResults: &n})
			return err
		}, []int32{4, 101}, []int32{5, 100}},
		{"managed prefix lists", func(n int32) error {
			_, err := c.ec2.DescribeManagedPrefixLists(t.Context(), &ec2.DescribeManagedPrefixListsInput{MaxResults: &n})
			return err
		}, []int32{101}, []int32{1, 100}},
		{"endpoints", func(n int32) error {
			_, err := c.ec2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{MaxResults: &n})
			return err
		}, nil, []int32{1, 5000}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, n := range tc.bad {
				wantCode(t, tc.call(n), "InvalidParameterValue")
			}
			for _, n := range tc.good {
				if err := tc.call(n); err != nil {
					t.Errorf("MaxResults %d: %v", n, err)
				}
			}
		})
	}
	message := wantCode(t, func() error {
		_, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{MaxResults: aws.Int32(1)})
		return err
	}(), "InvalidParameterValue")
	if want := "Value ( 1 ) for parameter maxResults is invalid. Expecting a value greater than 5."; message != want {
		t.Errorf("got %q, want %q", message, want)
	}
}

func TestFilters(t *testing.T) {
	c := open(t, "tour")
	n := home(t, c, "tour")
	for _, tc := range []struct {
		name    string
		filters []types.Filter
		want    []string
	}{
		{"one value", []types.Filter{filter("cidr-block", "10.0.1.0/24")}, []string{"private-a"}},
		{"any of values", []types.Filter{filter("tag:Name", "private-a", "private-b")}, []string{"private-a", "private-b"}},
		{"all of filters", []types.Filter{filter("vpc-id", n.vpc), filter("availability-zone-id", "use1-az1")}, []string{"private-a", "tiny-a"}},
		{"wildcards", []types.Filter{filter("tag:Name", "private-?"), filter("vpc-id", n.vpc)}, []string{"private-a", "private-b", "private-d"}},
		{"nothing", []types.Filter{filter("tag:Name", "no such")}, nil},
		{"by tag key", []types.Filter{filter("tag-key", "Na*"), filter("cidr-block", "10.0.9.0/28")}, []string{"tiny-a"}},
		{"boolean", []types.Filter{filter("map-public-ip-on-launch", "true"), filter("vpc-id", n.vpc)}, []string{"public-b"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out := must[*ec2.DescribeSubnetsOutput](t)(c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{Filters: tc.filters}))
			var got []string
			for _, s := range out.Subnets {
				got = append(got, nameOf(s.Tags))
			}
			slices.Sort(got)
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
	_, err := c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{Filters: []types.Filter{filter("colour", "red")}})
	if got := wantCode(t, err, "InvalidParameterValue"); got != "The filter 'colour' is invalid" {
		t.Errorf("got %q", got)
	}
}

func TestUnknownAndMalformedIDs(t *testing.T) {
	c, ctx := open(t, "tour"), context.Background()
	for _, tc := range []struct {
		code string
		call func() error
	}{
		{"InvalidSubnetID.NotFound", func() error {
			_, err := c.ec2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-0123456789abcdef0"}})
			return err
		}},
		{"InvalidSubnetID.Malformed", func() error {
			_, err := c.ec2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-XYZ"}})
			return err
		}},
		{"InvalidVpcID.NotFound", func() error {
			_, err := c.ec2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{VpcIds: []string{"vpc-0123456789abcdef0"}})
			return err
		}},
		{"InvalidVpcEndpointId.NotFound", func() error {
			_, err := c.ec2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{"vpce-0123456789abcdef0"}})
			return err
		}},
		{"InvalidRouteTableID.NotFound", func() error {
			_, err := c.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{RouteTableIds: []string{"rtb-0123456789abcdef0"}})
			return err
		}},
		{"InvalidGroup.NotFound", func() error {
			_, err := c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{GroupIds: []string{"sg-0123456789abcdef0"}})
			return err
		}},
		{"InvalidPrefixListID.NotFound", func() error {
			_, err := c.ec2.GetManagedPrefixListEntries(ctx, &ec2.GetManagedPrefixListEntriesInput{PrefixListId: aws.String("pl-01234567")})
			return err
		}},
		{"InvalidServiceName", func() error {
			_, err := c.ec2.DescribeVpcEndpointServices(ctx, &ec2.DescribeVpcEndpointServicesInput{ServiceNames: []string{"com.amazonaws.us-east-1.s4"}})
			return err
		}},
		{"InvalidInstanceType", func() error {
			_, err := c.ec2.DescribeInstanceTypes(ctx, &ec2.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{"g5.enormous"}})
			return err
		}},
		{"InvalidNextToken", func() error {
			_, err := c.ec2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{NextToken: aws.String("bm90IGEgdG9rZW4=")})
			return err
		}},
		{"InvalidParameterCombination", func() error {
			_, err := c.ec2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{VpcIds: []string{"vpc-0123456789abcdef0"}, MaxResults: aws.Int32(5)})
			return err
		}},
	} {
		t.Run(tc.code, func(t *testing.T) { wantCode(t, tc.call(), tc.code) })
	}
}
