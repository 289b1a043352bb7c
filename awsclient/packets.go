package awsclient

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

func (a *account) networkACLs(ctx context.Context, vpc string) ([]facts.NetworkACL, error) {
	p := ec2.NewDescribeNetworkAclsPaginator(a.ec2, &ec2.DescribeNetworkAclsInput{
		Filters: only("vpc-id", vpc), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeNetworkAclsOutput) []ec2types.NetworkAcl { return o.NetworkAcls }, aclFrom)
	return byName(list, func(l facts.NetworkACL) (string, string) { return l.Name, l.ID }), a.place.fault(ctx, err)
}

func aclFrom(l ec2types.NetworkAcl) facts.NetworkACL {
	out := facts.NetworkACL{
		ID: aws.ToString(l.NetworkAclId), Name: tagMap(l.Tags)["Name"], VPC: aws.ToString(l.VpcId), Default: aws.ToBool(l.IsDefault),
	}
	for _, association := range l.Associations {
		if id := aws.ToString(association.SubnetId); id != "" {
			out.Subnets = append(out.Subnets, id)
		}
	}
	slices.Sort(out.Subnets)
	for _, e := range l.Entries {
		out.Entries = append(out.Entries, aclEntryFrom(e))
	}
	// AWS promises no order; without one, two reads of the same list would differ.
	slices.SortStableFunc(out.Entries, func(a, b facts.ACLEntry) int {
		if a.Egress != b.Egress {
			if a.Egress {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Number, b.Number)
	})
	return out
}

func aclEntryFrom(e ec2types.NetworkAclEntry) facts.ACLEntry {
	out := facts.ACLEntry{
		Number: int(aws.ToInt32(e.RuleNumber)), Egress: aws.ToBool(e.Egress), Allow: e.RuleAction == ec2types.RuleActionAllow,
		Protocol: aws.ToString(e.Protocol), From: -1, To: -1,
	}
	if cidr := prefixes(text(e.CidrBlock, e.Ipv6CidrBlock)); len(cidr) == 1 {
		out.CIDR = cidr[0]
	}
	if e.PortRange != nil {
		out.From, out.To = port(e.PortRange.From), port(e.PortRange.To)
	}
	return out
}

func (a *account) internetGateways(ctx context.Context, vpc string) ([]facts.InternetGateway, error) {
	p := ec2.NewDescribeInternetGatewaysPaginator(a.ec2, &ec2.DescribeInternetGatewaysInput{
		Filters: only("attachment.vpc-id", vpc), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeInternetGatewaysOutput) []ec2types.InternetGateway { return o.InternetGateways },
		func(g ec2types.InternetGateway) facts.InternetGateway {
			return facts.InternetGateway{ID: aws.ToString(g.InternetGatewayId), Name: tagMap(g.Tags)["Name"], VPC: vpc}
		})
	return byName(list, func(g facts.InternetGateway) (string, string) { return g.Name, g.ID }), a.place.fault(ctx, err)
}

// blocked is the mode of VPC Block Public Access, "" where AWS named none.
func blocked(states *ec2types.BlockPublicAccessStates) string {
	if states == nil {
		return ""
	}
	return string(states.InternetGatewayBlockMode)
}

// served are the zones of a regional NAT gateway's addresses. A zonal one serves every zone
// from the one of its subnet.
func served(n ec2types.NatGateway) []string {
	if n.AvailabilityMode != ec2types.AvailabilityModeRegional {
		return nil
	}
	var zones []string
	for _, address := range n.NatGatewayAddresses {
		if zone := aws.ToString(address.AvailabilityZoneId); zone != "" && address.Status != ec2types.NatGatewayAddressStatusFailed {
			zones = append(zones, zone)
		}
	}
	return distinct(zones)
}

// addressesOf are an interface's private addresses, IPv4 first, its primary one before all.
func addressesOf(i ec2types.NetworkInterface) []netip.Addr {
	texts := []string{aws.ToString(i.PrivateIpAddress)}
	for _, address := range i.PrivateIpAddresses {
		texts = append(texts, aws.ToString(address.PrivateIpAddress))
	}
	for _, address := range i.Ipv6Addresses {
		texts = append(texts, aws.ToString(address.Ipv6Address))
	}
	var out []netip.Addr
	for _, t := range texts {
		if address, err := netip.ParseAddr(t); err == nil && !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	return out
}

// listsNamed are the prefix lists besides S3's that the VPC's routes and groups name.
func listsNamed(n *facts.Network) []string {
	var ids []string
	for _, t := range n.RouteTables {
		for _, r := range t.Routes {
			if strings.HasPrefix(r.Destination, "pl-") {
				ids = append(ids, r.Destination)
			}
		}
	}
	for _, g := range n.SecurityGroups {
		for _, r := range slices.Concat(g.Egress, g.Ingress) {
			ids = append(ids, r.PrefixLists...)
		}
	}
	return slices.DeleteFunc(distinct(ids), func(id string) bool { return id == n.S3.PrefixList })
}

// readLists starts reading prefix lists in a round. What it returns is to be called once
// the round is over. A list that cannot be read, or is gone, is one with a gap; a name that
// cannot be read leaves the list without.
func (a *account) readLists(ctx context.Context, in *round, ids []string, known []prefixList) func() []facts.PrefixList {
	lists := make([]facts.PrefixList, len(ids))
	var nameless []string
	var named []ec2types.ManagedPrefixList
	for i, id := range ids {
		lists[i].ID = id
		if at := slices.IndexFunc(known, func(l prefixList) bool { return l.id == id }); at >= 0 {
			lists[i].Name, lists[i].Owner = known[at].name, ownerAWS
		} else {
			nameless = append(nameless, id)
		}
		in.start(func() {
			cidrs, err := a.prefixListEntries(ctx, id)
			if err != nil {
				lists[i].Gaps = lists[i].Gaps.With(facts.TopicPrefixLists, asFault(a.place.unfound(err, "prefix list "+id)))
			}
			lists[i].CIDRs = cidrs
		})
	}
	for batch := range slices.Chunk(nameless, mostValues) {
		in.start(func() {
			found, err := a.managedLists(ctx, "prefix-list-id", batch...)
			if err == nil {
				in.mu.Lock()
				defer in.mu.Unlock()
				named = append(named, found...)
			}
		})
	}
	return func() []facts.PrefixList {
		for _, l := range named {
			if i := slices.Index(ids, aws.ToString(l.PrefixListId)); i >= 0 {
				lists[i].Name, lists[i].Owner = aws.ToString(l.PrefixListName), aws.ToString(l.OwnerId)
			}
		}
		return byName(lists, func(l facts.PrefixList) (string, string) { return l.Name, l.ID })
	}
}
