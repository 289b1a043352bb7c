package awsclient

import (
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sagevpc/steps/facts"
)

// scripted answers EC2 calls by what the function says of their form.
type scripted func(form url.Values) (status int, body string)

// Do answers one call.
func (s scripted) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	status, answer := s(form)
	return &http.Response{
		StatusCode: status, Request: r, Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(strings.NewReader(answer)),
	}, nil
}

// scriptedAccount opens an account whose EC2 is a script.
func scriptedAccount(t *testing.T, script scripted) *account {
	t.Helper()
	opened, err := New(Options{Region: "us-east-1", HTTPClient: script, Credentials: &Static{AccessKeyID: "AKIA", SecretAccessKey: "secret"}}).
		Open(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	a, ok := opened.(*account)
	if !ok {
		t.Fatalf("Open returns a %T", opened)
	}
	return a
}

func TestACLValues(t *testing.T) {
	number := aws.Int32
	got := aclFrom(ec2types.NetworkAcl{
		NetworkAclId: aws.String("acl-1"), VpcId: aws.String("vpc-1"), IsDefault: aws.Bool(true),
		Tags:         []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String("private")}},
		Associations: []ec2types.NetworkAclAssociation{{SubnetId: aws.String("subnet-b")}, {SubnetId: aws.String("subnet-a")}},
		Entries: []ec2types.NetworkAclEntry{
			{RuleNumber: number(32767), Egress: aws.Bool(true), Protocol: aws.String("-1"), RuleAction: "deny", CidrBlock: aws.String("0.0.0.0/0")},
			{
				RuleNumber: number(100), Egress: aws.Bool(true), Protocol: aws.String("6"), RuleAction: "allow", CidrBlock: aws.String("0.0.0.0/0"),
				PortRange: &ec2types.PortRange{From: number(443), To: number(443)},
			},
			{RuleNumber: number(101), Egress: aws.Bool(false), Protocol: aws.String("58"), RuleAction: "allow", Ipv6CidrBlock: aws.String("::/0")},
			{
				RuleNumber: number(90), Egress: aws.Bool(false), Protocol: aws.String("17"), RuleAction: "allow", CidrBlock: aws.String("10.0.0.0/8"),
				PortRange: &ec2types.PortRange{From: number(0), To: number(65535)},
			},
		},
	})
	everywhere := netip.MustParsePrefix("0.0.0.0/0")
	want := facts.NetworkACL{
		ID: "acl-1", Name: "private", VPC: "vpc-1", Default: true, Subnets: []string{"subnet-a", "subnet-b"},
		Entries: []facts.ACLEntry{
			{Number: 90, Allow: true, Protocol: "17", CIDR: netip.MustParsePrefix("10.0.0.0/8"), From: 0, To: 65535},
			{Number: 101, Allow: true, Protocol: "58", CIDR: netip.MustParsePrefix("::/0"), From: -1, To: -1},
			{Number: 100, Egress: true, Allow: true, Protocol: "6", CIDR: everywhere, From: 443, To: 443},
			{Number: 32767, Egress: true, Protocol: "-1", CIDR: everywhere, From: -1, To: -1},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestNATValues(t *testing.T) {
	zone := func(id string, status ec2types.NatGatewayAddressStatus) ec2types.NatGatewayAddress {
		return ec2types.NatGatewayAddress{AvailabilityZoneId: aws.String(id), Status: status}
	}
	regional := natFrom(ec2types.NatGateway{
		AvailabilityMode: ec2types.AvailabilityModeRegional, NatGatewayAddresses: []ec2types.NatGatewayAddress{
			zone("use1-az4", "succeeded"), zone("use1-az1", "succeeded"), zone("use1-az4", "associating"), zone("use1-az6", "failed"), {},
		},
	})
	if want := []string{"use1-az1", "use1-az4"}; regional.Mode != "regional" || !reflect.DeepEqual(regional.Zones, want) {
		t.Errorf("got %+v, want the zones %v", regional, want)
	}
	failed := natFrom(ec2types.NatGateway{
		State: ec2types.NatGatewayStateFailed, FailureCode: aws.String("Gateway.NotAttached"), FailureMessage: aws.String("no gateway"),
		NatGatewayAddresses: []ec2types.NatGatewayAddress{zone("use1-az1", "succeeded")},
	})
	if failed.FailureCode != "Gateway.NotAttached" || failed.FailureMessage != "no gateway" || failed.Zones != nil || failed.Mode != "zonal" {
		t.Errorf("got %+v", failed)
	}
}

func TestInterfaceValues(t *testing.T) {
	got := interfaceFrom(ec2types.NetworkInterface{
		NetworkInterfaceId: aws.String("eni-1"), RequesterId: aws.String("amazon-elb"), PrivateIpAddress: aws.String("10.0.0.9"),
		Groups: []ec2types.GroupIdentifier{{GroupId: aws.String("sg-2")}, {GroupId: aws.String("sg-1")}},
		PrivateIpAddresses: []ec2types.NetworkInterfacePrivateIpAddress{
			{PrivateIpAddress: aws.String("10.0.0.7")}, {PrivateIpAddress: aws.String("10.0.0.9"), Primary: aws.Bool(true)},
		},
		Ipv6Addresses: []ec2types.NetworkInterfaceIpv6Address{{Ipv6Address: aws.String("2001:db8::1")}},
	})
	want := facts.Interface{ID: "eni-1", Requester: "amazon-elb", Groups: []string{"sg-1", "sg-2"}, Addresses: []netip.Addr{
		netip.MustParseAddr("10.0.0.9"), netip.MustParseAddr("10.0.0.7"), netip.MustParseAddr("2001:db8::1"),
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestBlockPublicAccessAndInboundNames(t *testing.T) {
	states := &ec2types.BlockPublicAccessStates{InternetGatewayBlockMode: "block-bidirectional"}
	if got := vpcFrom(ec2types.Vpc{BlockPublicAccessStates: states}).BlockPublicAccess; got != "block-bidirectional" {
		t.Errorf("the VPC's mode is %q", got)
	}
	if got := subnetFrom(ec2types.Subnet{BlockPublicAccessStates: states}).BlockPublicAccess; got != "block-bidirectional" {
		t.Errorf("the subnet's mode is %q", got)
	}
	if got := subnetFrom(ec2types.Subnet{}).BlockPublicAccess; got != "" {
		t.Errorf("a subnet without a mode has %q", got)
	}
	e := endpointFrom(ec2types.VpcEndpoint{
		NetworkInterfaceIds: []string{"eni-2", "eni-1"},
		DnsOptions:          &ec2types.DnsOptions{PrivateDnsOnlyForInboundResolverEndpoint: aws.Bool(true)},
	})
	if !e.InboundOnly || !reflect.DeepEqual(e.Interfaces, []string{"eni-1", "eni-2"}) || endpointFrom(ec2types.VpcEndpoint{}).InboundOnly {
		t.Errorf("got %+v", e)
	}
}

// The lists that routes and rules name are read, whoever owns them; one that is gone is told
// as one, and a refusal names its action.
func TestPrefixListsOfTheNetwork(t *testing.T) {
	n := &facts.Network{
		S3: facts.S3{PrefixList: "pl-s3"},
		RouteTables: []facts.RouteTable{{Routes: []facts.Route{
			{Destination: "pl-s3"}, {Destination: "10.0.0.0/16"}, {Destination: "pl-dynamodb"}, {Destination: "pl-corp"},
		}}},
		SecurityGroups: []facts.SecurityGroup{{
			Egress: []facts.Rule{{PrefixLists: []string{"pl-corp", "pl-gone"}}}, Ingress: []facts.Rule{{PrefixLists: []string{"pl-secret"}}},
		}},
	}
	ids := listsNamed(n)
	if want := []string{"pl-corp", "pl-dynamodb", "pl-gone", "pl-secret"}; !reflect.DeepEqual(ids, want) {
		t.Fatalf("the lists named are %v, want %v", ids, want)
	}
	a := scriptedAccount(t, func(form url.Values) (int, string) {
		refuse := func(code string) (int, string) {
			return http.StatusBadRequest, `<Response><Errors><Error><Code>` + code + `</Code><Message>refused</Message></Error></Errors></Response>`
		}
		entry := func(cidr string) (int, string) {
			return http.StatusOK, `<GetManagedPrefixListEntriesResponse><entrySet><item><cidr>` + cidr + `</cidr></item></entrySet></GetManagedPrefixListEntriesResponse>`
		}
		switch list := form.Get("PrefixListId"); {
		case form.Get("Action") == "DescribeManagedPrefixLists":
			for _, name := range []string{"Filter.1.Value.1", "Filter.1.Value.2", "Filter.1.Value.3"} {
				if form.Get(name) == "pl-dynamodb" {
					t.Error("a name that is known is asked for")
				}
			}
			return http.StatusOK, `<DescribeManagedPrefixListsResponse><prefixListSet><item><prefixListId>pl-corp</prefixListId>` +
				`<prefixListName>corp</prefixListName><ownerId>444455556666</ownerId></item></prefixListSet></DescribeManagedPrefixListsResponse>`
		case list == "pl-corp":
			return entry("192.168.0.0/16")
		case list == "pl-dynamodb":
			return entry("52.94.0.0/22")
		case list == "pl-gone":
			return refuse("InvalidPrefixListID.NotFound")
		default:
			return refuse("UnauthorizedOperation")
		}
	})
	two := newRound(nil)
	lists := a.readLists(t.Context(), two, ids, []prefixList{{"pl-dynamodb", "com.amazonaws.us-east-1.dynamodb", "IPv4"}})
	if gaps := two.wait(); len(gaps) > 0 {
		t.Errorf("the network has the gaps %v", gaps)
	}
	n.PrefixLists = lists()
	for id, want := range map[string]facts.PrefixList{
		"pl-corp":     {Name: "corp", Owner: "444455556666", CIDRs: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16")}},
		"pl-dynamodb": {Name: "com.amazonaws.us-east-1.dynamodb", Owner: "AWS", CIDRs: []netip.Prefix{netip.MustParsePrefix("52.94.0.0/22")}},
	} {
		want.ID = id
		if got, _ := n.PrefixList(id); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	gone, _ := n.PrefixList("pl-gone")
	if fault := gone.Gaps[facts.TopicPrefixLists]; fault.Kind != facts.NotFound || !strings.Contains(fault.Summary, "prefix list pl-gone") {
		t.Errorf("the list that is gone is %+v", gone)
	}
	secret, _ := n.PrefixList("pl-secret")
	if fault := secret.Gaps[facts.TopicPrefixLists]; fault.Kind != facts.Denied || fault.Op != "ec2:GetManagedPrefixListEntries" || secret.CIDRs != nil {
		t.Errorf("the list that may not be read is %+v", secret)
	}
}
