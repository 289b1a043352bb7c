package awsclient

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sagevpc/steps/facts"
)

// Endpoint reads a VPC endpoint back. It asks by id, not by filter, since the filter
// vpc-endpoint-id is one that stand-ins for AWS do without.
func (a *account) Endpoint(ctx context.Context, id string) (facts.Endpoint, error) {
	out, err := a.ec2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{id}})
	switch {
	case err != nil:
		return facts.Endpoint{}, a.place.unfound(a.place.fault(ctx, err), "VPC endpoint "+id)
	case len(out.VpcEndpoints) == 0:
		return facts.Endpoint{}, a.place.absent("ec2:DescribeVpcEndpoints", "VPC endpoint "+id)
	}
	return endpointFrom(out.VpcEndpoints[0]), nil
}

// RouteTables reads route tables back by id. One that does not exist is a fault of Kind NotFound.
func (a *account) RouteTables(ctx context.Context, ids []string) ([]facts.RouteTable, error) {
	if len(ids) == 0 {
		return []facts.RouteTable{}, nil // no filter at all would read every table
	}
	found, err := a.tables(ctx, "route-table-id", ids...)
	if err != nil {
		return nil, err
	}
	missing := strangers(ids, func(id string) bool {
		return slices.ContainsFunc(found, func(t facts.RouteTable) bool { return t.ID == id })
	})
	if len(missing) > 0 {
		return nil, a.place.absent("ec2:DescribeRouteTables", "route table "+strings.Join(missing, ", "))
	}
	return found, nil
}

// VPCAttributes reads enableDnsSupport and enableDnsHostnames back.
func (a *account) VPCAttributes(ctx context.Context, vpc string) (support, hostnames bool, err error) {
	dns, err := a.attributes(ctx, vpc)
	return dns.support, dns.hostnames, a.place.unfound(err, "VPC "+vpc)
}
