package awsclient_test

import (
	"net/netip"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	smtypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/steps/facts"
	"sagevpc/steps/stepstest"
)

// reach is what stands between the contract's VPC and other places, and who serves its model.
type reach struct {
	acl            facts.NetworkACL
	gateway        string
	nat            facts.NATGateway
	list           facts.PrefixList
	endpoint       facts.Endpoint
	usage          facts.Usage
	hosted, orphan facts.InferenceEndpoint
}

func (r reach) describe(f *stepstest.Fixture) {
	f.ACL, f.InternetGateway, f.NATGateway, f.PrefixList, f.InterfaceEndpoint = r.acl, r.gateway, r.nat, r.list, r.endpoint
	f.Usage, f.Hosted, f.Orphan = r.usage, r.hosted, r.orphan
}

// reach builds what moto is to have of it.
func (b builder) reach(a *account) {
	b.Helper()
	gateways := must(b.ec2.DescribeInternetGateways(b.ctx, &ec2.DescribeInternetGatewaysInput{Filters: in("attachment.vpc-id", a.VPC)}))(b)
	r := &a.reach
	r.gateway = aws.ToString(gateways.InternetGateways[0].InternetGatewayId)
	r.acl = b.guard(a.VPC, a.PublicSubnets[2])
	r.nat = b.nat(a.PublicSubnets[0])
	r.list = b.ownList(a.Account)
	b.allowed(a.SecurityGroups[1], r.list.ID)
	made := must(b.ec2.CreateVpcEndpoint(b.ctx, &ec2.CreateVpcEndpointInput{
		VpcId: aws.String(a.VPC), ServiceName: aws.String("com.amazonaws." + contractRegion + ".logs"), VpcEndpointType: ec2types.VpcEndpointTypeInterface,
		SubnetIds: a.Subnets[:1], SecurityGroupIds: a.SecurityGroups[:1], PrivateDnsEnabled: aws.Bool(true),
	}))(b)
	r.endpoint = facts.Endpoint{ID: aws.ToString(made.VpcEndpoint.VpcEndpointId), Subnets: a.Subnets[:1], SecurityGroups: a.SecurityGroups[:1]}
	r.hosted, r.orphan = b.hosted(a.Model, a.VPC)
	r.usage = b.usage()
}

func in(name string, values ...string) []ec2types.Filter {
	return []ec2types.Filter{{Name: aws.String(name), Values: values}}
}

var everywhere = netip.MustParsePrefix("0.0.0.0/0")

// guard puts a network ACL of its own before a subnet: HTTPS out, answers in.
func (b builder) guard(vpc, subnet string) facts.NetworkACL {
	b.Helper()
	made := must(b.ec2.CreateNetworkAcl(b.ctx, &ec2.CreateNetworkAclInput{VpcId: aws.String(vpc)}))(b)
	acl := facts.NetworkACL{ID: aws.ToString(made.NetworkAcl.NetworkAclId), VPC: vpc, Subnets: []string{subnet}, Entries: []facts.ACLEntry{
		{Number: 110, Allow: true, Protocol: "6", CIDR: everywhere, From: 1024, To: 65535},
		{Number: 120, Egress: true, Allow: true, Protocol: "6", CIDR: everywhere, From: 443, To: 443},
		{Number: 130, Egress: true, Protocol: "-1", CIDR: netip.MustParsePrefix("10.0.0.0/8"), From: -1, To: -1},
	}}
	for _, e := range acl.Entries {
		input := &ec2.CreateNetworkAclEntryInput{
			NetworkAclId: made.NetworkAcl.NetworkAclId, RuleNumber: aws.Int32(int32(e.Number)), //#nosec G115 -- three digits
			Egress: aws.Bool(e.Egress), Protocol: aws.String(e.Protocol), RuleAction: ec2types.RuleActionDeny, CidrBlock: aws.String(e.CIDR.String()),
		}
		if e.Allow {
			input.RuleAction = ec2types.RuleActionAllow
			input.PortRange = &ec2types.PortRange{From: aws.Int32(int32(e.From)), To: aws.Int32(int32(e.To))} //#nosec G115 -- ports
		}
		must(b.ec2.CreateNetworkAclEntry(b.ctx, input))(b)
	}
	before := must(b.ec2.DescribeNetworkAcls(b.ctx, &ec2.DescribeNetworkAclsInput{Filters: in("association.subnet-id", subnet)}))(b)
	for _, association := range before.NetworkAcls[0].Associations {
		if aws.ToString(association.SubnetId) == subnet {
			must(b.ec2.ReplaceNetworkAclAssociation(b.ctx, &ec2.ReplaceNetworkAclAssociationInput{
				AssociationId: association.NetworkAclAssociationId, NetworkAclId: made.NetworkAcl.NetworkAclId,
			}))(b)
		}
	}
	return acl
}

// nat makes a public NAT gateway with an address of its own.
func (b builder) nat(subnet string) facts.NATGateway {
	b.Helper()
	address := must(b.ec2.AllocateAddress(b.ctx, &ec2.AllocateAddressInput{Domain: ec2types.DomainTypeVpc}))(b)
	made := must(b.ec2.CreateNatGateway(b.ctx, &ec2.CreateNatGatewayInput{SubnetId: aws.String(subnet), AllocationId: address.AllocationId}))(b)
	return facts.NATGateway{ID: aws.ToString(made.NatGateway.NatGatewayId), Subnet: subnet}
}

// ownList makes a prefix list of the account itself.
func (b builder) ownList(owner string) facts.PrefixList {
	b.Helper()
	list := facts.PrefixList{Name: "offices", Owner: owner, CIDRs: []netip.Prefix{
		netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("172.16.0.0/12"),
	}}
	input := &ec2.CreateManagedPrefixListInput{PrefixListName: aws.String(list.Name), AddressFamily: aws.String("IPv4"), MaxEntries: aws.Int32(5)}
	for _, cidr := range list.CIDRs {
		input.Entries = append(input.Entries, ec2types.AddPrefixListEntry{Cidr: aws.String(cidr.String())})
	}
	list.ID = aws.ToString(must(b.ec2.CreateManagedPrefixList(b.ctx, input))(b).PrefixList.PrefixListId)
	return list
}

// allowed makes a group name a prefix list.
func (b builder) allowed(group, list string) {
	b.Helper()
	must(b.ec2.AuthorizeSecurityGroupEgress(b.ctx, &ec2.AuthorizeSecurityGroupEgressInput{
		GroupId: aws.String(group), IpPermissions: []ec2types.IpPermission{{
			IpProtocol: aws.String("tcp"), FromPort: aws.Int32(443), ToPort: aws.Int32(443),
			PrefixListIds: []ec2types.PrefixListId{{PrefixListId: aws.String(list)}},
		}},
	}))(b)
}

// hosted puts the model into service twice: beside a shadow, and under a configuration
// that is deleted at once.
func (b builder) hosted(model, suffix string) (served, orphan facts.InferenceEndpoint) {
	b.Helper()
	served = facts.InferenceEndpoint{Name: "served-" + suffix, Config: "served-" + suffix, Variants: []facts.Variant{
		{Name: "all", Model: model, InstanceType: "ml.m5.xlarge", Initial: 2, Current: 2, Max: 4},
		{Name: "canary", Model: model, InstanceType: "ml.m5.large", Initial: 1, Current: 1, Shadow: true},
	}}
	orphan = facts.InferenceEndpoint{Name: "orphan-" + suffix, Config: "gone-" + suffix, Variants: []facts.Variant{
		{Name: "only", Model: model, InstanceType: "ml.m5.large", Initial: 1, Current: 1},
	}}
	for _, e := range []facts.InferenceEndpoint{served, orphan} {
		input := &sagemaker.CreateEndpointConfigInput{EndpointConfigName: aws.String(e.Config)}
		for _, v := range e.Variants {
			variant := smtypes.ProductionVariant{
				VariantName: aws.String(v.Name), ModelName: aws.String(v.Model), InstanceType: smtypes.ProductionVariantInstanceType(v.InstanceType),
				InitialInstanceCount: aws.Int32(int32(v.Initial)), InitialVariantWeight: aws.Float32(1), //#nosec G115 -- two at most
			}
			if v.Max > 0 {
				variant.ManagedInstanceScaling = &smtypes.ProductionVariantManagedInstanceScaling{
					Status: smtypes.ManagedInstanceScalingStatusEnabled, MinInstanceCount: aws.Int32(1), MaxInstanceCount: aws.Int32(int32(v.Max)), //#nosec G115 -- four
				}
			}
			if v.Shadow {
				input.ShadowProductionVariants = append(input.ShadowProductionVariants, variant)
			} else {
				input.ProductionVariants = append(input.ProductionVariants, variant)
			}
		}
		must(b.sagemaker.CreateEndpointConfig(b.ctx, input))(b)
		must(b.sagemaker.CreateEndpoint(b.ctx, &sagemaker.CreateEndpointInput{
			EndpointName: aws.String(e.Name), EndpointConfigName: input.EndpointConfigName,
		}))(b)
	}
	must(b.sagemaker.DeleteEndpointConfig(b.ctx, &sagemaker.DeleteEndpointConfigInput{EndpointConfigName: aws.String(orphan.Config)}))(b)
	return served, orphan
}

// usage counts what is there, of which nothing has failed or is gone.
func (b builder) usage() facts.Usage {
	b.Helper()
	out := facts.Usage{InterfaceEndpoints: map[string]int{}, NATGateways: map[string]int{}}
	for _, e := range must(b.ec2.DescribeVpcEndpoints(b.ctx, &ec2.DescribeVpcEndpointsInput{}))(b).VpcEndpoints {
		if e.VpcEndpointType == ec2types.VpcEndpointTypeGateway {
			out.GatewayEndpoints++
		} else {
			out.InterfaceEndpoints[aws.ToString(e.VpcId)]++
		}
	}
	out.ElasticIPs = len(must(b.ec2.DescribeAddresses(b.ctx, &ec2.DescribeAddressesInput{}))(b).Addresses)
	for _, n := range must(b.ec2.DescribeNatGateways(b.ctx, &ec2.DescribeNatGatewaysInput{}))(b).NatGateways {
		subnet := must(b.ec2.DescribeSubnets(b.ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{aws.ToString(n.SubnetId)}}))(b)
		out.NATGateways[aws.ToString(subnet.Subnets[0].AvailabilityZoneId)]++
	}
	return out
}

// tourReach completes what the tour has of it.
func tourReach(t *testing.T, b builder, f *stepstest.Fixture) {
	t.Helper()
	var r reach
	gateways := must(b.ec2.DescribeInternetGateways(b.ctx, &ec2.DescribeInternetGatewaysInput{Filters: in("attachment.vpc-id", f.VPC)}))(t)
	r.gateway = aws.ToString(gateways.InternetGateways[0].InternetGatewayId)
	acls := must(b.ec2.DescribeNetworkAcls(b.ctx, &ec2.DescribeNetworkAclsInput{Filters: in("vpc-id", f.VPC)}))(t)
	r.acl = facts.NetworkACL{ID: aws.ToString(acls.NetworkAcls[0].NetworkAclId), VPC: f.VPC, Default: true, Subnets: f.Subnets, Entries: []facts.ACLEntry{
		{Number: 100, Allow: true, Protocol: "-1", CIDR: everywhere, From: -1, To: -1},
		{Number: 100, Egress: true, Allow: true, Protocol: "-1", CIDR: everywhere, From: -1, To: -1},
	}}
	r.nat = b.nat(f.Associated[0])
	lists := must(b.ec2.DescribePrefixLists(b.ctx, &ec2.DescribePrefixListsInput{Filters: in("prefix-list-name", "com.amazonaws.us-east-1.dynamodb")}))(t)
	r.list = facts.PrefixList{ID: aws.ToString(lists.PrefixLists[0].PrefixListId), Name: "com.amazonaws.us-east-1.dynamodb", Owner: "AWS"}
	for _, cidr := range lists.PrefixLists[0].Cidrs {
		r.list.CIDRs = append(r.list.CIDRs, netip.MustParsePrefix(cidr))
	}
	b.allowed(f.SecurityGroups[0], r.list.ID)
	endpoints := must(b.ec2.DescribeVpcEndpoints(b.ctx, &ec2.DescribeVpcEndpointsInput{Filters: append(
		in("vpc-id", f.VPC), in("vpc-endpoint-type", "Interface")...,
	)}))(t)
	e := endpoints.VpcEndpoints[0]
	r.endpoint = facts.Endpoint{ID: aws.ToString(e.VpcEndpointId), Subnets: e.SubnetIds}
	for _, g := range e.Groups {
		r.endpoint.SecurityGroups = append(r.endpoint.SecurityGroups, aws.ToString(g.GroupId))
	}
	r.hosted, r.orphan = b.hosted(f.Model.Name, "tour")
	r.usage = b.usage()
	r.describe(f)
}
