package awsclient

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/steps/facts"
)

// Identity tells who asks, and in which partition and Region.
func (a *account) Identity(ctx context.Context) (facts.Caller, error) {
	out, err := a.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return facts.Caller{}, a.place.fault(ctx, err)
	}
	return facts.Caller{
		Account: aws.ToString(out.Account), ARN: aws.ToString(out.Arn), UserID: aws.ToString(out.UserId),
		Partition: partition(aws.ToString(out.Arn)), Region: a.place.region, Profile: a.place.profile,
	}, nil
}

// partition is the second part of an ARN.
func partition(arn string) string {
	if parts := strings.SplitN(arn, ":", 3); len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// Subnets reads the subnets of one VPC again.
func (a *account) Subnets(ctx context.Context, vpc string) ([]facts.Subnet, error) {
	return a.subnets(ctx, "vpc-id", vpc)
}

// VPCOf names the VPC of the first of the subnets that exists.
func (a *account) VPCOf(ctx context.Context, subnets []string) (string, error) {
	ids := strangers(subnets, func(string) bool { return false })
	if len(ids) > 0 {
		found, err := a.subnets(ctx, "subnet-id", ids...)
		if err != nil {
			return "", err
		}
		vpcs := map[string]string{}
		for _, s := range found {
			vpcs[s.ID] = s.VPC
		}
		for _, id := range subnets {
			if vpc, ok := vpcs[id]; ok {
				return vpc, nil
			}
		}
	}
	return "", a.place.absent("ec2:DescribeSubnets", "subnet "+first(strings.Join(ids, ", "), "to look for"))
}

// InstanceType reads what EC2 says of a type named as SageMaker names it. The error is
// non-nil only when nothing at all could be read; the value then has both gaps.
func (a *account) InstanceType(ctx context.Context, name string) (facts.InstanceType, error) {
	out := facts.InstanceType{Name: name}
	plain := strings.TrimPrefix(name, "ml.")
	var types []ec2types.InstanceTypeInfo
	one := newRound(nil)
	one.read(facts.TopicInstanceType, func() error { return keep(&types)(a.instanceTypes(ctx, plain)) })
	one.read(facts.TopicOfferings, func() error { return keep(&out.Zones)(a.offerings(ctx, plain)) })
	out.Gaps = one.wait()
	for _, t := range types {
		out.Found = true
		out.EFA = out.EFA || t.NetworkInfo != nil && aws.ToBool(t.NetworkInfo.EfaSupported)
	}
	out.Found = out.Found || len(out.Zones) > 0
	if len(out.Gaps) == 2 {
		fault := out.Gaps[facts.TopicInstanceType]
		return out, &fault
	}
	return out, nil
}

// instanceTypes filters by name, so that an unknown name is an empty list and no error.
func (a *account) instanceTypes(ctx context.Context, name string) ([]ec2types.InstanceTypeInfo, error) {
	p := ec2.NewDescribeInstanceTypesPaginator(a.ec2, &ec2.DescribeInstanceTypesInput{
		Filters: only("instance-type", name), MaxResults: aws.Int32(pageOfTypes),
	})
	list, err := all(ctx, p, func(o *ec2.DescribeInstanceTypesOutput) []ec2types.InstanceTypeInfo { return o.InstanceTypes },
		func(t ec2types.InstanceTypeInfo) ec2types.InstanceTypeInfo { return t })
	return list, a.place.fault(ctx, err)
}

func (a *account) offerings(ctx context.Context, name string) ([]string, error) {
	p := ec2.NewDescribeInstanceTypeOfferingsPaginator(a.ec2, &ec2.DescribeInstanceTypeOfferingsInput{
		LocationType: ec2types.LocationTypeAvailabilityZoneId,
		Filters:      only("instance-type", name), MaxResults: aws.Int32(page),
	})
	list, err := all(ctx, p,
		func(o *ec2.DescribeInstanceTypeOfferingsOutput) []ec2types.InstanceTypeOffering {
			return o.InstanceTypeOfferings
		},
		func(o ec2types.InstanceTypeOffering) string { return aws.ToString(o.Location) })
	return byName(list, func(zone string) (string, string) { return zone, "" }), a.place.fault(ctx, err)
}
