package awsclient

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

// Services lists what VPC endpoints can be made for in the Region.
func (a *account) Services(ctx context.Context) ([]facts.EndpointService, error) {
	var details []ec2types.ServiceDetail
	input := &ec2.DescribeVpcEndpointServicesInput{MaxResults: aws.Int32(page)}
	for { // the SDK has no paginator for it
		out, err := a.ec2.DescribeVpcEndpointServices(ctx, input)
		if err != nil {
			return nil, a.place.fault(ctx, err)
		}
		details = append(details, out.ServiceDetails...)
		for _, name := range out.ServiceNames { // a name without details is one all the same
			details = append(details, ec2types.ServiceDetail{ServiceName: aws.String(name)})
		}
		token := aws.ToString(out.NextToken)
		if token == "" || token == aws.ToString(input.NextToken) {
			return merged(details), nil
		}
		input.NextToken = aws.String(token)
	}
}

// merged makes one service of all that are called alike: S3's gateway and interface
// flavours come as two.
func merged(details []ec2types.ServiceDetail) []facts.EndpointService {
	byNames := map[string]facts.EndpointService{}
	for _, d := range details {
		s := byNames[aws.ToString(d.ServiceName)]
		s.Name = aws.ToString(d.ServiceName)
		for _, t := range d.ServiceType {
			s.Types = append(s.Types, string(t.ServiceType))
		}
		s.Zones = append(s.Zones, d.AvailabilityZones...)
		// The single name is the older field; either may be alone.
		if name := aws.ToString(d.PrivateDnsName); name != "" {
			s.PrivateDNS = append(s.PrivateDNS, name)
		}
		for _, name := range d.PrivateDnsNames {
			s.PrivateDNS = append(s.PrivateDNS, aws.ToString(name.PrivateDnsName))
		}
		s.Policy = s.Policy || aws.ToBool(d.VpcEndpointPolicySupported)
		byNames[s.Name] = s
	}
	list := make([]facts.EndpointService, 0, len(byNames))
	for _, s := range byNames {
		s.Types, s.Zones, s.PrivateDNS = distinct(s.Types), distinct(s.Zones), distinct(s.PrivateDNS)
		list = append(list, s)
	}
	return byName(list, func(s facts.EndpointService) (string, string) { return s.Name, "" })
}

// distinct is the list sorted, each value once.
func distinct(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}
