package awsclient

import (
	"context"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps/facts"
)

// attributesAtOnce bounds the two calls a VPC that its DNS attributes cost.
const attributesAtOnce = 8

// Networks reads every VPC with what the list of VPCs shows.
func (a *account) Networks(ctx context.Context) ([]facts.Network, error) {
	var all facts.Network // of the whole account, to be dealt out
	var found discovery
	var vpcs []facts.VPC
	one := newRound(nil)
	one.read(facts.TopicVPC, func() error { return keep(&vpcs)(a.vpcs(ctx, "")) })
	one.read(facts.TopicSubnets, func() error { return keep(&all.Subnets)(a.subnets(ctx, "")) })
	one.read(facts.TopicRouteTables, func() error { return keep(&all.RouteTables)(a.tables(ctx, "")) })
	one.read(facts.TopicEndpoints, func() error { return keep(&all.Endpoints)(a.endpoints(ctx, "")) })
	one.read(facts.TopicNATGateways, func() error { return keep(&all.NATGateways)(a.natGateways(ctx, "")) })
	one.read(facts.TopicS3Service, func() error { return keep(&found.services)(a.gatewayServices(ctx)) })
	one.read(facts.TopicPrefixLists, func() error { return keep(&found.lists)(a.prefixLists(ctx)) })
	gaps := one.wait()
	if fault, silent := gaps[facts.TopicVPC]; silent {
		return nil, &fault
	}
	found.endpoints, found.tables = all.Endpoints, all.RouteTables
	all.S3 = found.s3()
	gaps = a.undiscovered(all.S3, gaps)
	entries := dealOut(vpcs, all, gaps)

	two := newRound(gaps)
	if all.S3.PrefixList != "" {
		two.read(facts.TopicPrefixLists, func() error {
			return keep(&all.S3.CIDRs)(a.prefixListEntries(ctx, all.S3.PrefixList))
		})
	}
	a.dns(ctx, entries)
	entriesFault, cidrGap := two.wait()[facts.TopicPrefixLists]
	for i := range entries {
		entries[i].S3 = all.S3
		if cidrGap {
			entries[i].Gaps = entries[i].Gaps.With(facts.TopicPrefixLists, entriesFault)
		}
	}
	if ctx.Err() != nil {
		return nil, a.place.fault(ctx, ctx.Err())
	}
	return entries, nil
}

// dealOut makes one entry a VPC, each with its own part of the account's lists.
func dealOut(vpcs []facts.VPC, all facts.Network, gaps facts.Gaps) []facts.Network {
	subnets := grouped(all.Subnets, func(s facts.Subnet) string { return s.VPC })
	tables := grouped(all.RouteTables, func(t facts.RouteTable) string { return t.VPC })
	endpoints := grouped(all.Endpoints, func(e facts.Endpoint) string { return e.VPC })
	nats := grouped(all.NATGateways, func(n facts.NATGateway) string { return n.VPC })
	entries := make([]facts.Network, len(vpcs))
	for i, vpc := range vpcs {
		entries[i] = facts.Network{
			VPC: vpc, Subnets: subnets(vpc.ID), RouteTables: tables(vpc.ID),
			Endpoints: endpoints(vpc.ID), NATGateways: nats(vpc.ID), Gaps: gaps,
		}
	}
	return entries
}

// grouped deals items out by VPC. A VPC without any gets an empty list, unless the items
// could not be read at all.
func grouped[T any](items []T, vpcOf func(T) string) func(vpc string) []T {
	groups := map[string][]T{}
	for _, item := range items {
		groups[vpcOf(item)] = append(groups[vpcOf(item)], item)
	}
	return func(vpc string) []T {
		if group, ok := groups[vpc]; ok || items == nil {
			return group
		}
		return []T{}
	}
}

// dns reads the DNS attributes of every entry.
func (a *account) dns(ctx context.Context, entries []facts.Network) {
	var group errgroup.Group
	group.SetLimit(attributesAtOnce)
	for i := range entries {
		group.Go(func() error {
			entry := &entries[i]
			dns, err := a.attributes(ctx, entry.VPC.ID)
			if err != nil {
				entry.Gaps = entry.Gaps.With(facts.TopicDNS, asFault(err))
			}
			entry.VPC.DNSSupport, entry.VPC.DNSHostnames = dns.support, dns.hostnames
			return nil
		})
	}
	_ = group.Wait() // no read returns an error
}
