package awsclient

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"golang.org/x/sync/errgroup"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// atOnce bounds the calls under way: enough for every read of one VPC, and well inside
// EC2's bucket of 50 tokens for heavy reads
// (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html).
const atOnce = 20

// round is a set of reads that do not depend on each other. A read that fails becomes a
// gap of its topic and disturbs no other.
type round struct {
	group errgroup.Group
	mu    sync.Mutex
	gaps  facts.Gaps
}

func newRound(gaps facts.Gaps) *round {
	r := &round{gaps: gaps}
	r.group.SetLimit(atOnce)
	return r
}

// read starts one read. Its fault must be a *facts.Fault.
func (r *round) read(topic facts.Topic, read func() error) {
	r.group.Go(func() error {
		if err := read(); err != nil {
			r.gap(topic, err)
		}
		return nil
	})
}

// start starts a read that settles its own gaps.
func (r *round) start(read func()) {
	r.group.Go(func() error { read(); return nil })
}

func (r *round) gap(topic facts.Topic, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = r.gaps.With(topic, asFault(err))
}

func (r *round) wait() facts.Gaps {
	_ = r.group.Wait() // no read returns an error
	return r.gaps
}

func asFault(err error) facts.Fault {
	if f := (*facts.Fault)(nil); errors.As(err, &f) {
		return *f
	}
	return facts.Fault{Kind: facts.Service, Summary: "A read failed", Why: err.Error(), Err: err}
}

// keep puts a result where it belongs and passes the error on.
func keep[T any](into *T) func(T, error) error {
	return func(value T, err error) error {
		if err == nil {
			*into = value
		}
		return err
	}
}

// Network reads one VPC in two rounds: first all that is found by the VPC's id, then what
// the first round had to name.
func (a *account) Network(ctx context.Context, scope steps.Scope) (facts.Network, error) {
	n := facts.Network{VPC: facts.VPC{ID: scope.VPC}}
	var found discovery
	var vpcs []facts.VPC
	var dns attributes
	one := newRound(nil)
	one.read(facts.TopicVPC, func() error { return keep(&vpcs)(a.vpcs(ctx, "vpc-id", scope.VPC)) })
	one.read(facts.TopicDNS, func() error { return keep(&dns)(a.attributes(ctx, scope.VPC)) })
	one.read(facts.TopicZones, func() error { return keep(&n.Zones)(a.zones(ctx)) })
	one.read(facts.TopicSubnets, func() error { return keep(&n.Subnets)(a.subnets(ctx, "vpc-id", scope.VPC)) })
	one.read(facts.TopicSecurityGroups, func() error { return keep(&n.SecurityGroups)(a.groups(ctx, "vpc-id", scope.VPC)) })
	one.read(facts.TopicRouteTables, func() error { return keep(&n.RouteTables)(a.tables(ctx, "vpc-id", scope.VPC)) })
	one.read(facts.TopicEndpoints, func() error { return keep(&n.Endpoints)(a.endpoints(ctx, "vpc-id", scope.VPC)) })
	one.read(facts.TopicNATGateways, func() error { return keep(&n.NATGateways)(a.natGateways(ctx, "vpc-id", scope.VPC)) })
	one.read(facts.TopicInterfaces, func() error { return keep(&n.Interfaces)(a.interfaces(ctx, scope.VPC)) })
	one.read(facts.TopicACLs, func() error { return keep(&n.ACLs)(a.networkACLs(ctx, scope.VPC)) })
	one.read(facts.TopicInternetGateways, func() error { return keep(&n.InternetGateways)(a.internetGateways(ctx, scope.VPC)) })
	one.read(facts.TopicS3Service, func() error { return keep(&found.services)(a.gatewayServices(ctx)) })
	one.read(facts.TopicPrefixLists, func() error { return keep(&found.lists)(a.prefixLists(ctx)) })
	gaps := one.wait()

	fault, silent := gaps[facts.TopicVPC]
	switch {
	case silent && hopeless(fault):
		return facts.Network{}, &fault
	case !silent && len(vpcs) == 0:
		return facts.Network{}, a.place.absent("ec2:DescribeVpcs", "VPC "+scope.VPC)
	case !silent:
		n.VPC = vpcs[0]
	}
	n.VPC.DNSSupport, n.VPC.DNSHostnames = dns.support, dns.hostnames
	found.endpoints, found.tables = n.Endpoints, n.RouteTables
	n.S3 = found.s3()
	a.second(ctx, &n, scope, found.lists, a.undiscovered(n.S3, gaps))
	if ctx.Err() != nil {
		return facts.Network{}, a.place.fault(ctx, ctx.Err())
	}
	return n, nil
}

// hopeless reports whether a fault would meet every other read as well.
func hopeless(f facts.Fault) bool {
	return f.Credentials() || f.Kind == facts.Offline || f.Kind == facts.NoRegion ||
		f.Kind == facts.BadRegion || f.Kind == facts.WrongEndpoint || f.Kind == facts.Interrupted
}

// undiscovered settles the gaps of S3: a listing that was refused does not matter when the
// name was found elsewhere, and a listing without S3 in it is a gap.
func (a *account) undiscovered(s3 facts.S3, gaps facts.Gaps) facts.Gaps {
	_, refused := gaps[facts.TopicS3Service]
	switch {
	case s3.Service != "":
		gaps = gaps.Without(facts.TopicS3Service)
	case !refused:
		gaps = gaps.With(facts.TopicS3Service, *a.place.absent("ec2:DescribeVpcEndpointServices", "gateway service of S3"))
	}
	_, refused = gaps[facts.TopicPrefixLists]
	switch {
	case s3.PrefixList != "":
		gaps = gaps.Without(facts.TopicPrefixLists)
	case !refused:
		gaps = gaps.With(facts.TopicPrefixLists, *a.place.absent("ec2:DescribeManagedPrefixLists", "prefix list of S3"))
	}
	return gaps
}

// second reads what could not be asked before the first round was back.
func (a *account) second(ctx context.Context, n *facts.Network, scope steps.Scope, lists []prefixList, gaps facts.Gaps) {
	list, options := n.S3.PrefixList, n.VPC.DHCPOptions
	otherSubnets := strangers(scope.Subnets, func(id string) bool { _, ok := n.Subnet(id); return ok })
	otherGroups := strangers(scope.SecurityGroups, func(id string) bool { _, ok := n.SecurityGroup(id); return ok })
	var subnets []facts.Subnet
	var groups []facts.SecurityGroup
	two := newRound(gaps)
	if list != "" {
		two.read(facts.TopicPrefixLists, func() error { return keep(&n.S3.CIDRs)(a.prefixListEntries(ctx, list)) })
	}
	if vpc, silent := gaps[facts.TopicVPC]; silent {
		two.gap(facts.TopicDHCP, &vpc) // the VPC would have named its option set
	} else {
		two.read(facts.TopicDHCP, func() error { return keep(&n.DHCP)(a.dhcp(ctx, options)) })
	}
	if len(otherSubnets) > 0 {
		two.read(facts.TopicSubnets, func() error { return keep(&subnets)(a.subnets(ctx, "subnet-id", otherSubnets...)) })
	}
	if len(otherGroups) > 0 {
		two.read(facts.TopicSecurityGroups, func() error { return keep(&groups)(a.groups(ctx, "group-id", otherGroups...)) })
	}
	others := a.readLists(ctx, two, listsNamed(n), lists)
	n.Gaps = two.wait()
	n.PrefixLists = others()
	n.Subnets = sortSubnets(append(n.Subnets, subnets...))
	n.SecurityGroups = sortGroups(append(n.SecurityGroups, groups...))
}

// strangers are the ids that the VPC's own list does not hold.
func strangers(ids []string, known func(string) bool) []string {
	out := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" || known(id) })
	slices.Sort(out)
	return slices.Compact(out)
}

// attributes are the DNS attributes of a VPC.
type attributes struct{ support, hostnames bool }

// attributes reads both, each of which is a call of its own, at once.
func (a *account) attributes(ctx context.Context, vpc string) (attributes, error) {
	var support, hostnames *ec2.DescribeVpcAttributeOutput
	var both errgroup.Group
	read := func(name ec2types.VpcAttributeName, into **ec2.DescribeVpcAttributeOutput) {
		both.Go(func() (err error) {
			*into, err = a.ec2.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{Attribute: name, VpcId: aws.String(vpc)})
			return a.place.fault(ctx, err)
		})
	}
	read(ec2types.VpcAttributeNameEnableDnsSupport, &support)
	read(ec2types.VpcAttributeNameEnableDnsHostnames, &hostnames)
	if err := both.Wait(); err != nil {
		return attributes{}, a.place.fault(ctx, err)
	}
	return attributes{support: isTrue(support.EnableDnsSupport), hostnames: isTrue(hostnames.EnableDnsHostnames)}, nil
}

func isTrue(value *ec2types.AttributeBooleanValue) bool {
	return value != nil && aws.ToBool(value.Value)
}
