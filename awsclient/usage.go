package awsclient

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

// Usage counts what the Region's quotas count.
func (a *account) Usage(ctx context.Context) (facts.Usage, error) {
	out := facts.Usage{GatewayEndpoints: -1, ElasticIPs: -1}
	one := newRound(nil)
	one.read(facts.TopicEndpoints, func() error { return a.countEndpoints(ctx, &out) })
	one.read(facts.TopicAddresses, func() error { return a.countAddresses(ctx, &out) })
	one.read(facts.TopicNATGateways, func() error { return a.countNATGateways(ctx, &out) })
	out.Gaps = one.wait()
	if ctx.Err() != nil {
		return facts.Usage{}, a.place.fault(ctx, ctx.Err())
	}
	const reads = 3
	if len(out.Gaps) == reads {
		fault := out.Gaps[facts.TopicEndpoints]
		return out, &fault
	}
	return out, nil
}

// countEndpoints counts gateway endpoints in the Region, and interface endpoints a VPC
// together with those of Gateway Load Balancers, which share a quota
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html). Only what
// is gone is left out: a failed endpoint stays until it is deleted.
func (a *account) countEndpoints(ctx context.Context, into *facts.Usage) error {
	list, err := a.endpoints(ctx, "")
	if err != nil {
		return err
	}
	into.GatewayEndpoints, into.InterfaceEndpoints = 0, map[string]int{}
	for _, e := range list {
		switch {
		case strings.EqualFold(e.State, string(ec2types.StateDeleted)):
		case e.Gateway():
			into.GatewayEndpoints++
		case strings.EqualFold(e.Type, string(ec2types.VpcEndpointTypeInterface)),
			strings.EqualFold(e.Type, string(ec2types.VpcEndpointTypeGatewayLoadBalancer)):
			into.InterfaceEndpoints[e.VPC]++
		}
	}
	return nil
}

// countAddresses: the call has no pages.
func (a *account) countAddresses(ctx context.Context, into *facts.Usage) error {
	found, err := a.ec2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	if err != nil {
		return a.place.fault(ctx, err)
	}
	into.ElasticIPs = len(found.Addresses)
	return nil
}

// countNATGateways counts a zone's gateways in the states that the quota counts: pending,
// active and deleting (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
// A gateway names its subnet only, so a zone takes a second read.
func (a *account) countNATGateways(ctx context.Context, into *facts.Usage) error {
	var nats []facts.NATGateway
	var subnets []facts.Subnet
	two := newRound(nil)
	two.read(facts.TopicNATGateways, func() error { return keep(&nats)(a.natGateways(ctx, "")) })
	two.read(facts.TopicSubnets, func() error { return keep(&subnets)(a.subnets(ctx, "")) })
	gaps := two.wait()
	if fault, silent := gaps[facts.TopicNATGateways]; silent {
		return &fault
	}
	if fault, silent := gaps[facts.TopicSubnets]; silent && len(nats) > 0 {
		return &fault
	}
	known := facts.Network{Subnets: subnets}
	into.NATGateways = map[string]int{}
	for _, n := range nats {
		switch {
		case n.Mode != string(ec2types.AvailabilityModeZonal):
		case n.State == string(ec2types.NatGatewayStateFailed), n.State == string(ec2types.NatGatewayStateDeleted):
		default:
			in, found := known.Subnet(n.Subnet)
			if !found {
				return a.place.absent("ec2:DescribeSubnets", "subnet "+n.Subnet)
			}
			into.NATGateways[in.ZoneID]++
		}
	}
	return nil
}
