package awsclient

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

// prefixList is a prefix list of AWS.
type prefixList struct{ id, name, family string }

// ownerAWS is what prefix lists of AWS name as their owner, where others name an account.
const ownerAWS = "AWS"

// gatewayServices lists the names of the services that are reached by gateway endpoints.
// The call has pages, but the SDK has no paginator for it.
func (a *account) gatewayServices(ctx context.Context) ([]string, error) {
	var names []string
	input := &ec2.DescribeVpcEndpointServicesInput{
		Filters: only("service-type", "Gateway"), MaxResults: aws.Int32(page),
	}
	for {
		out, err := a.ec2.DescribeVpcEndpointServices(ctx, input)
		if err != nil {
			return nil, a.place.fault(ctx, err)
		}
		names = append(names, gatewaysOf(out)...)
		token := aws.ToString(out.NextToken)
		if token == "" || token == aws.ToString(input.NextToken) {
			return names, nil
		}
		input.NextToken = aws.String(token)
	}
}

// gatewaysOf prefers the details, which say the type: the filter may have been ignored,
// and both flavours of S3 share one name.
func gatewaysOf(out *ec2.DescribeVpcEndpointServicesOutput) []string {
	if len(out.ServiceDetails) == 0 {
		return out.ServiceNames
	}
	var names []string
	for _, d := range out.ServiceDetails {
		if slices.ContainsFunc(d.ServiceType, func(t ec2types.ServiceTypeDetail) bool {
			return t.ServiceType == ec2types.ServiceTypeGateway
		}) {
			names = append(names, aws.ToString(d.ServiceName))
		}
	}
	return names
}

func (a *account) prefixLists(ctx context.Context) ([]prefixList, error) {
	list, err := a.managedLists(ctx, "owner-id", ownerAWS)
	out := make([]prefixList, 0, len(list))
	for _, l := range list {
		out = append(out, prefixList{
			id: aws.ToString(l.PrefixListId), name: aws.ToString(l.PrefixListName), family: aws.ToString(l.AddressFamily),
		})
	}
	return out, err
}

func (a *account) managedLists(ctx context.Context, by string, values ...string) ([]ec2types.ManagedPrefixList, error) {
	p := ec2.NewDescribeManagedPrefixListsPaginator(a.ec2, &ec2.DescribeManagedPrefixListsInput{
		Filters: only(by, values...), MaxResults: aws.Int32(pageOfPrefixes),
	})
	list, err := all(ctx, p,
		func(o *ec2.DescribeManagedPrefixListsOutput) []ec2types.ManagedPrefixList { return o.PrefixLists },
		func(l ec2types.ManagedPrefixList) ec2types.ManagedPrefixList { return l })
	return list, a.place.fault(ctx, err)
}

func (a *account) prefixListEntries(ctx context.Context, id string) ([]netip.Prefix, error) {
	p := ec2.NewGetManagedPrefixListEntriesPaginator(a.ec2, &ec2.GetManagedPrefixListEntriesInput{
		PrefixListId: aws.String(id), MaxResults: aws.Int32(pageOfPrefixes),
	})
	list, err := all(ctx, p,
		func(o *ec2.GetManagedPrefixListEntriesOutput) []ec2types.PrefixListEntry { return o.Entries },
		func(e ec2types.PrefixListEntry) []netip.Prefix { return prefixes(aws.ToString(e.Cidr)) })
	return slices.Concat(list...), a.place.fault(ctx, err)
}

// discovery is what the account itself says about S3's gateway service.
type discovery struct {
	services  []string
	lists     []prefixList
	endpoints []facts.Endpoint
	tables    []facts.RouteTable
}

// s3 names the service and its prefix list as well as the discovery allows. Nothing is
// built from the Region's name: partitions differ. Who may list neither services nor
// prefix lists still sees both in an endpoint that exists, and in the routes to it.
func (d discovery) s3() facts.S3 {
	var out facts.S3
	if i := slices.IndexFunc(d.services, isS3); i >= 0 {
		out.Service = d.services[i]
	}
	if i := slices.IndexFunc(d.lists, func(l prefixList) bool { return out.Service != "" && l.name == out.Service }); i >= 0 {
		out.PrefixList = d.lists[i].id
	} else if i := slices.IndexFunc(d.lists, func(l prefixList) bool { return isS3(l.name) && l.family != "IPv6" }); i >= 0 {
		out.PrefixList = d.lists[i].id
		out.Service = first(out.Service, d.lists[i].name)
	}
	for _, e := range d.endpoints {
		if !e.Gateway() || !isS3(e.Service) {
			continue
		}
		out.Service = first(out.Service, e.Service)
		out.PrefixList = first(out.PrefixList, d.routedTo(e.ID))
	}
	return out
}

func (d discovery) routedTo(endpoint string) string {
	for _, t := range d.tables {
		for _, r := range t.Routes {
			if r.Target == endpoint && strings.HasPrefix(r.Destination, "pl-") {
				return r.Destination
			}
		}
	}
	return ""
}

func isS3(name string) bool { return strings.HasSuffix(name, ".s3") }
