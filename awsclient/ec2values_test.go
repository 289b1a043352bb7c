package awsclient

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// TestRangesThatCannotBeReadAreKept: a rule that is dropped would look like one that lets
// nothing through.
func TestRangesThatCannotBeReadAreKept(t *testing.T) {
	got := groupFrom(ec2types.SecurityGroup{IpPermissionsEgress: []ec2types.IpPermission{{
		IpProtocol: aws.String("tcp"), FromPort: aws.Int32(443), ToPort: aws.Int32(443),
		IpRanges:   []ec2types.IpRange{{CidrIp: aws.String("10.0.0.0/8")}, {CidrIp: aws.String("10.0.0.0/99")}},
		Ipv6Ranges: []ec2types.Ipv6Range{{CidrIpv6: aws.String("2001:db8::/129")}},
	}}}).Egress[0]
	if len(got.CIDRs) != 1 || !slices.Equal(got.Unread, []string{"10.0.0.0/99", "2001:db8::/129"}) {
		t.Errorf("%+v", got)
	}
}
