package awsclient_test

import (
	"net/http"
	"net/netip"
	"slices"
	"testing"

	"sagevpc/steps"
)

// TestTheFirstBlockIsThePrimaryOne reads a VPC whose associations come in another order.
// Amazon's resolver has an address in the primary block alone.
func TestTheFirstBlockIsThePrimaryOne(t *testing.T) {
	account := connected(t, answer(http.StatusOK, "text/xml", `<?xml version="1.0" encoding="UTF-8"?>
<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>req-1</requestId><vpcSet><item>
<vpcId>vpc-0123456789abcdef0</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockAssociationSet>
<item><cidrBlock>100.64.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item>
<item><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item>
<item><cidrBlock>10.9.0.0/16</cidrBlock><cidrBlockState><state>disassociated</state></cidrBlockState></item>
</cidrBlockAssociationSet></item></vpcSet></DescribeVpcsResponse>`))
	n, err := account.Network(t.Context(), steps.Scope{VPC: "vpc-0123456789abcdef0"})
	if err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16"), netip.MustParsePrefix("100.64.0.0/16")}
	if !slices.Equal(n.VPC.CIDRs, want) {
		t.Errorf("got %v, want %v", n.VPC.CIDRs, want)
	}
}
