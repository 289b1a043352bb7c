package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// https is tcp/443 from ranges.
func https(cidrs ...string) types.IpPermission {
	p := types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(443), ToPort: aws.Int32(443)}
	for _, cidr := range cidrs {
		p.IpRanges = append(p.IpRanges, types.IpRange{CidrIp: &cidr})
	}
	return p
}

func rulesOf(t *testing.T, c clients, group string) []types.SecurityGroupRule {
	t.Helper()
	return must[*ec2.DescribeSecurityGroupRulesOutput](t)(c.ec2.DescribeSecurityGroupRules(t.Context(), &ec2.DescribeSecurityGroupRulesInput{
		Filters: []types.Filter{filter("group-id", group)},
	})).SecurityGroupRules
}

func createGroup(t *testing.T, c clients, n network, name string) *string {
	t.Helper()
	return must[*ec2.CreateSecurityGroupOutput](t)(c.ec2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: &name, Description: aws.String("made by a test"), VpcId: &n.vpc,
	})).GroupId
}

func TestRulesAreAuthorizedAndRevoked(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	group := createGroup(t, c, n, "rules")
	if got := rulesOf(t, c, *group); len(got) != 1 || !*got[0].IsEgress || *got[0].IpProtocol != "-1" || *got[0].CidrIpv4 != "0.0.0.0/0" || *got[0].FromPort != -1 {
		t.Fatalf("a new group has %+v", got)
	}
	p := https("10.0.0.9/16", "192.0.2.0/24")
	p.IpRanges[0].Description = aws.String("the VPC")
	p.Ipv6Ranges = []types.Ipv6Range{{CidrIpv6: aws.String("2001:db8::/32")}}
	p.PrefixListIds = []types.PrefixListId{{PrefixListId: aws.String("pl-63a5400a")}}
	p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: aws.String(n.groups["model-sg"])}}
	added := must[*ec2.AuthorizeSecurityGroupIngressOutput](t)(c.ec2.AuthorizeSecurityGroupIngress(t.Context(), &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: group, IpPermissions: []types.IpPermission{p}, TagSpecifications: []types.TagSpecification{{
			ResourceType: types.ResourceTypeSecurityGroupRule, Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
		}},
	})).SecurityGroupRules
	if len(added) != 5 || *added[0].CidrIpv4 != "10.0.0.0/16" || *added[0].Description != "the VPC" || *added[2].CidrIpv6 != "2001:db8::/32" ||
		*added[3].PrefixListId != "pl-63a5400a" || *added[4].ReferencedGroupInfo.GroupId != n.groups["model-sg"] || len(added[4].Tags) != 1 {
		t.Fatalf("got %+v", added)
	}
	shown := must[*ec2.DescribeSecurityGroupsOutput](t)(c.ec2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		Filters: []types.Filter{filter("ip-permission.ipv6-cidr", "2001:db8::/32"), filter("ip-permission.group-name", "model-sg")},
	})).SecurityGroups
	if len(shown) != 1 || len(shown[0].IpPermissions) != 1 {
		t.Fatalf("got %+v", shown)
	}
	if one := shown[0].IpPermissions[0]; len(one.IpRanges) != 2 || len(one.Ipv6Ranges) != 1 || len(one.PrefixListIds) != 1 || len(one.UserIdGroupPairs) != 1 ||
		aws.ToString(one.IpRanges[0].Description) != "the VPC" || one.IpRanges[1].Description != nil {
		t.Errorf("got %+v", one)
	}
	revoked := must[*ec2.RevokeSecurityGroupIngressOutput](t)(c.ec2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{
		GroupId: group, IpPermissions: []types.IpPermission{https("10.0.0.0/16")},
	}))
	if got := revoked.RevokedSecurityGroupRules; len(got) != 1 || *got[0].SecurityGroupRuleId != *added[0].SecurityGroupRuleId || !*revoked.Return {
		t.Errorf("got %+v", got)
	}
	byID := must[*ec2.RevokeSecurityGroupIngressOutput](t)(c.ec2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{
		GroupId: group, SecurityGroupRuleIds: []string{*added[4].SecurityGroupRuleId},
	})).RevokedSecurityGroupRules
	if len(byID) != 1 || *byID[0].ReferencedGroupId != n.groups["model-sg"] {
		t.Errorf("got %+v", byID)
	}
	again := must[*ec2.AuthorizeSecurityGroupIngressOutput](t)(c.ec2.AuthorizeSecurityGroupIngress(t.Context(), &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: group, CidrIp: aws.String("10.0.0.0/16"), IpProtocol: aws.String("6"), FromPort: aws.Int32(443), ToPort: aws.Int32(443),
	})).SecurityGroupRules
	if *again[0].SecurityGroupRuleId == *added[0].SecurityGroupRuleId || *again[0].IpProtocol != "tcp" || len(again[0].Tags) != 0 {
		t.Errorf("a rule that was revoked came back as itself: %+v", again)
	}
	must[*ec2.RevokeSecurityGroupEgressOutput](t)(c.ec2.RevokeSecurityGroupEgress(t.Context(), &ec2.RevokeSecurityGroupEgressInput{
		GroupId: group, IpPermissions: []types.IpPermission{{IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}}},
	}))
	must[*ec2.AuthorizeSecurityGroupEgressOutput](t)(c.ec2.AuthorizeSecurityGroupEgress(t.Context(), &ec2.AuthorizeSecurityGroupEgressInput{
		GroupId: group, IpPermissions: []types.IpPermission{https("0.0.0.0/0")},
	}))
	if got := rulesOf(t, c, *group); len(got) != 5 || !*got[4].IsEgress || *got[4].ToPort != 443 {
		t.Errorf("got %+v", got)
	}
}

func TestRulesAreRefused(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	group := n.groups["endpoints-sg"]
	foreign := networkNamed(t, c, "ml-staging").groups["staging-model-sg"]
	peer := func(id string) types.IpPermission {
		p := https()
		p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: &id}}
		return p
	}
	list := https()
	list.PrefixListIds = []types.PrefixListId{{PrefixListId: aws.String("pl-12345678")}}
	odd := https("10.0.0.0/16")
	odd.IpRanges[0].Description = aws.String("émigré")
	ports := https("10.0.0.0/16")
	ports.FromPort = aws.Int32(500)
	open := https("10.0.0.0/16")
	open.FromPort, open.ToPort = nil, nil
	unknown := https("10.0.0.0/16")
	unknown.IpProtocol = aws.String("carrier-pigeon")
	for name, tc := range map[string]struct {
		code, says string
		rules      []types.IpPermission
	}{
		"there already":   {"InvalidPermission.Duplicate", `the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists`, []types.IpPermission{https("10.0.0.0/16")}},
		"named twice":     {"InvalidParameterValue", "The same permission must not appear multiple times", []types.IpPermission{https("10.9.0.0/16", "10.9.0.0/16")}},
		"no CIDR":         {"InvalidParameterValue", "CIDR block 10.0.0.0/40 is malformed", []types.IpPermission{https("10.0.0.0/40")}},
		"no source":       {"InvalidParameterValue", "names no source", []types.IpPermission{https()}},
		"no such group":   {"InvalidGroup.NotFound", "does not exist", []types.IpPermission{peer("sg-0123456789abcdef0")}},
		"foreign group":   {"InvalidGroup.NotFound", "You have specified two resources that belong to different networks.", []types.IpPermission{peer(foreign)}},
		"no such list":    {"InvalidPrefixListID.NotFound", "does not exist", []types.IpPermission{list}},
		"odd description": {"InvalidParameterValue", "Invalid rule description", []types.IpPermission{odd}},
		"ports backwards": {"InvalidParameterValue", "Invalid value", []types.IpPermission{ports}},
		"no ports":        {"InvalidParameterValue", "Must specify both from and to ports", []types.IpPermission{open}},
		"no protocol":     {"InvalidParameterValue", "Unknown protocol", []types.IpPermission{unknown}},
		"nothing":         {"MissingParameter", "ipPermissions", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.ec2.AuthorizeSecurityGroupIngress(t.Context(), &ec2.AuthorizeSecurityGroupIngressInput{GroupId: &group, IpPermissions: tc.rules})
			if got := wantCode(t, err, tc.code); !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q in it", got, tc.says)
			}
		})
	}
	_, err := c.ec2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{GroupId: &group, IpPermissions: []types.IpPermission{https("10.9.0.0/16")}})
	wantCode(t, err, "InvalidPermission.NotFound")
	_, err = c.ec2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{GroupId: &group, SecurityGroupRuleIds: []string{"sgr-0123456789abcdef0"}})
	wantCode(t, err, "InvalidSecurityGroupRuleId.NotFound")
	_, err = c.ec2.DescribeSecurityGroupRules(t.Context(), &ec2.DescribeSecurityGroupRulesInput{SecurityGroupRuleIds: []string{"sgr-0123456789abcdef0"}})
	wantCode(t, err, "InvalidSecurityGroupRuleId.NotFound")
	quiet := must[*ec2.RevokeSecurityGroupIngressOutput](t)(c.ec2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{
		GroupName: aws.String("default"), IpPermissions: []types.IpPermission{https("10.9.0.0/16")}, // the default VPC's
	}))
	if len(quiet.UnknownIpPermissions) != 1 || len(quiet.RevokedSecurityGroupRules) != 0 {
		t.Errorf("got %+v", quiet)
	}
}

func TestRuleQuota(t *testing.T) {
	c, _ := timed(t, "tour")
	group := createGroup(t, c, home(t, c, "tour"), "full")
	var cidrs []string
	for i := range 60 {
		cidrs = append(cidrs, fmt.Sprintf("10.%d.0.0/16", i))
	}
	authorize := func(p types.IpPermission) error {
		_, err := c.ec2.AuthorizeSecurityGroupIngress(t.Context(), &ec2.AuthorizeSecurityGroupIngressInput{GroupId: group, IpPermissions: []types.IpPermission{p}})
		return err
	}
	if err := authorize(https(cidrs...)); err != nil {
		t.Fatal(err)
	}
	if got := wantCode(t, authorize(https("192.0.2.0/24")), "RulesPerSecurityGroupLimitExceeded"); got != "The maximum number of rules per security group has been reached." {
		t.Errorf("got %q", got)
	}
	six := https()
	six.Ipv6Ranges = []types.Ipv6Range{{CidrIpv6: aws.String("2001:db8::/32")}}
	if err := authorize(six); err != nil { // counted apart
		t.Error(err)
	}
}

func TestSecurityGroups(t *testing.T) {
	c, _ := timed(t, "tour")
	n := home(t, c, "tour")
	create := func(name, description string) error {
		_, err := c.ec2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{GroupName: &name, Description: &description, VpcId: &n.vpc})
		return err
	}
	if got := wantCode(t, create("model-sg", "again"), "InvalidGroup.Duplicate"); got != "The security group 'model-sg' already exists for VPC '"+n.vpc+"'" {
		t.Errorf("got %q", got)
	}
	for _, tc := range [][2]string{{"sg-models", "d"}, {"default", "d"}, {"naïve", "d"}, {"fine", "naïve"}, {strings.Repeat("n", 256), "d"}} {
		wantCode(t, create(tc[0], tc[1]), "InvalidParameterValue")
	}
	remove := func(id string) error {
		_, err := c.ec2.DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{GroupId: &id})
		return err
	}
	if got := wantCode(t, remove(n.groups["default"]), "CannotDelete"); got != fmt.Sprintf("the specified group: %q name: %q cannot be deleted by a user", n.groups["default"], "default") {
		t.Errorf("got %q", got)
	}
	if got := wantCode(t, remove(n.groups["endpoints-sg"]), "DependencyViolation"); got != "resource "+n.groups["endpoints-sg"]+" has a dependent object" {
		t.Errorf("got %q", got)
	}
	a, b := createGroup(t, c, n, "a"), createGroup(t, c, n, "b")
	p := https()
	p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: b}}
	must[*ec2.AuthorizeSecurityGroupEgressOutput](t)(c.ec2.AuthorizeSecurityGroupEgress(t.Context(), &ec2.AuthorizeSecurityGroupEgressInput{GroupId: a, IpPermissions: []types.IpPermission{p}}))
	wantCode(t, remove(*b), "DependencyViolation")
	for _, id := range []string{*a, *b} {
		if err := remove(id); err != nil {
			t.Error(err)
		}
	}
	wantCode(t, remove(*a), "InvalidGroup.NotFound")
	_, err := c.ec2.DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{})
	wantCode(t, err, "MissingParameter")
	home := must[*ec2.CreateSecurityGroupOutput](t)(c.ec2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{GroupName: aws.String("at-home"), Description: aws.String("in the default VPC")}))
	gone := must[*ec2.DeleteSecurityGroupOutput](t)(c.ec2.DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{GroupName: aws.String("at-home")}))
	if *gone.GroupId != *home.GroupId || !strings.HasSuffix(*home.SecurityGroupArn, *home.GroupId) {
		t.Errorf("got %s and %s", *gone.GroupId, *home.SecurityGroupArn)
	}
}

// Every rule can be tagged, and each has an id of its own.
func TestRulesHaveIdsAndTags(t *testing.T) {
	c, _ := timed(t, "tour")
	seen := map[string]bool{}
	p := ec2.NewDescribeSecurityGroupRulesPaginator(c.ec2, &ec2.DescribeSecurityGroupRulesInput{MaxResults: aws.Int32(5)})
	var ids []string
	for p.HasMorePages() {
		for _, r := range must[*ec2.DescribeSecurityGroupRulesOutput](t)(p.NextPage(t.Context())).SecurityGroupRules {
			if seen[*r.SecurityGroupRuleId] {
				t.Errorf("%s twice", *r.SecurityGroupRuleId)
			}
			seen[*r.SecurityGroupRuleId] = true
			ids = append(ids, *r.SecurityGroupRuleId)
		}
	}
	must[*ec2.CreateTagsOutput](t)(c.ec2.CreateTags(t.Context(), &ec2.CreateTagsInput{Resources: ids[:1], Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}}))
	tagged := must[*ec2.DescribeSecurityGroupRulesOutput](t)(c.ec2.DescribeSecurityGroupRules(t.Context(), &ec2.DescribeSecurityGroupRulesInput{
		Filters: []types.Filter{filter("tag:k", "v"), filter("security-group-rule-id", ids...)},
	})).SecurityGroupRules
	if len(tagged) != 1 || !slices.Contains(ids[:1], *tagged[0].SecurityGroupRuleId) {
		t.Errorf("got %+v", tagged)
	}
}
