package awsclient_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// topics are the gaps of a network, sorted.
func topics(gaps facts.Gaps) []facts.Topic { return slices.Sorted(maps.Keys(gaps)) }

// Each denied call costs what it would have told, and nothing else.
func TestDeniedReadsAreGaps(t *testing.T) {
	for action, want := range map[string][]facts.Topic{
		"ec2:DescribeVpcs":                {facts.TopicDHCP, facts.TopicVPC},
		"ec2:DescribeVpcAttribute":        {facts.TopicDNS},
		"ec2:DescribeDhcpOptions":         {facts.TopicDHCP},
		"ec2:DescribeAvailabilityZones":   {facts.TopicZones},
		"ec2:DescribeSubnets":             {facts.TopicSubnets},
		"ec2:DescribeSecurityGroups":      {facts.TopicSecurityGroups},
		"ec2:DescribeRouteTables":         {facts.TopicRouteTables},
		"ec2:DescribeVpcEndpoints":        {facts.TopicEndpoints},
		"ec2:DescribeVpcEndpointServices": nil, // the prefix list has the service's name
		"ec2:DescribeManagedPrefixLists":  nil, // the route to the existing endpoint has its id
		"ec2:GetManagedPrefixListEntries": {facts.TopicPrefixLists},
		"ec2:DescribeNatGateways":         {facts.TopicNATGateways},
		"ec2:DescribeNetworkInterfaces":   {facts.TopicInterfaces},
		"ec2:DescribeNetworkAcls":         {facts.TopicACLs},
		"ec2:DescribeInternetGateways":    {facts.TopicInternetGateways},
		"ec2:*": {
			facts.TopicDHCP, facts.TopicDNS, facts.TopicEndpoints, facts.TopicInterfaces, facts.TopicInternetGateways,
			facts.TopicNATGateways, facts.TopicACLs, facts.TopicPrefixLists,
			facts.TopicRouteTables, facts.TopicS3Service, facts.TopicSecurityGroups, facts.TopicSubnets, facts.TopicVPC, facts.TopicZones,
		},
	} {
		t.Run(action, func(t *testing.T) {
			_, scenario := toured(t)
			vpc := scenario.Answers().Network.VPC
			n, err := tour(t, sandbox.WithDenied(action)).Network(t.Context(), steps.Scope{VPC: vpc})
			if err != nil {
				t.Fatal(err)
			}
			if got := topics(n.Gaps); !slices.Equal(got, want) {
				t.Errorf("the gaps are %v, want %v", got, want)
			}
			for topic, fault := range n.Gaps {
				if fault.Kind != facts.Denied || !strings.HasPrefix(fault.Op, "ec2:") || fault.Code != "UnauthorizedOperation" {
					t.Errorf("%s is a gap because of %+v", topic, fault)
				}
			}
			if n.VPC.ID != vpc {
				t.Errorf("the VPC is called %q", n.VPC.ID)
			}
		})
	}
}

// Who may list neither services nor prefix lists still learns S3's names from what is there.
func TestS3IsDiscoveredFromTheEndpoint(t *testing.T) {
	_, scenario := toured(t)
	vpc := scenario.Answers().Network.VPC
	whole, err := tour(t).Network(t.Context(), steps.Scope{VPC: vpc})
	if err != nil {
		t.Fatal(err)
	}
	n, err := tour(t, sandbox.WithDenied("ec2:DescribeVpcEndpointServices", "ec2:DescribeManagedPrefixLists")).
		Network(t.Context(), steps.Scope{VPC: vpc})
	if err != nil {
		t.Fatal(err)
	}
	if n.S3.Service != whole.S3.Service || n.S3.PrefixList != whole.S3.PrefixList || !slices.Equal(n.S3.CIDRs, whole.S3.CIDRs) {
		t.Errorf("got %+v, want %+v", n.S3, whole.S3)
	}
	if len(n.Gaps) > 0 {
		t.Errorf("there are gaps: %v", topics(n.Gaps))
	}
}

func TestDeniedReadsOfTheList(t *testing.T) {
	_, err := tour(t, sandbox.WithDenied("ec2:DescribeVpcs")).Networks(t.Context())
	wantKind(t, err, facts.Denied)

	list, err := tour(t, sandbox.WithDenied("ec2:DescribeVpcAttribute", "ec2:DescribeRouteTables")).Networks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 2 {
		t.Fatalf("there are %d networks", len(list))
	}
	for _, n := range list {
		if got := topics(n.Gaps); !slices.Equal(got, []facts.Topic{facts.TopicDNS, facts.TopicRouteTables}) {
			t.Errorf("%s has the gaps %v", n.VPC.ID, got)
		}
		if n.RouteTables != nil || n.Subnets == nil || n.Endpoints == nil {
			t.Errorf("%s: what was not read is not nil, or what was read is", n.VPC.ID)
		}
	}
}

func TestInstanceTypeDegrades(t *testing.T) {
	got, err := tour(t, sandbox.WithDenied("ec2:DescribeInstanceTypes")).InstanceType(t.Context(), "ml.g5.xlarge")
	if err != nil || !got.Found || len(got.Zones) < 2 || !slices.Equal(topics(got.Gaps), []facts.Topic{facts.TopicInstanceType}) {
		t.Errorf("got %+v, %v", got, err)
	}
	got, err = tour(t, sandbox.WithDenied("ec2:DescribeInstance*")).InstanceType(t.Context(), "ml.g5.xlarge")
	wantKind(t, err, facts.Denied)
	if len(got.Gaps) != 2 {
		t.Errorf("the gaps are %v", topics(got.Gaps))
	}
}

func TestModelWithoutTheRightToItsTags(t *testing.T) {
	got, err := tour(t, sandbox.WithDenied("sagemaker:ListTags")).Model(t.Context(), "fraud-v3")
	if err != nil {
		t.Fatal(err)
	}
	fault := got.Gaps[facts.TopicOrigin]
	if fault.Kind != facts.Denied || fault.Op != "sagemaker:ListTags" || fault.Summary != "sagemaker:ListTags is not allowed" || fault.Code == "" {
		t.Errorf("the gap is %+v", fault)
	}
	if got.Name != "fraud-v3" || got.Role == "" || len(got.Containers) == 0 || got.Tags != nil {
		t.Errorf("got %+v", got)
	}
}

// A fault that every read would meet is the answer, not a network full of gaps.
func TestHopelessFaultsEndTheRead(t *testing.T) {
	expire := func(service, _ string, _ int) *sandbox.Fault {
		return &sandbox.Fault{Status: 400, Code: "ExpiredToken", Message: "The security token included in the request is expired: " + service}
	}
	a := tour(t, sandbox.WithFault(expire))
	_, err := a.Network(t.Context(), steps.Scope{VPC: "vpc-1"})
	wantKind(t, err, facts.Expired)
	_, err = a.Networks(t.Context())
	wantKind(t, err, facts.Expired)
}

func TestUnknownRegionOfTheSandbox(t *testing.T) {
	client, _ := toured(t)
	account, err := client.Open(t.Context(), "", "eu-north-9")
	if err != nil {
		t.Fatal(err)
	}
	f := asFault(t, viaEC2(t.Context(), account), facts.BadRegion)
	contains(t, f.Error(), "no Region eu-north-9", "--region eu-north-1?")
}

// The network is read in two rounds, whatever the calls' latency; a third would be a
// dependency that crept in.
func TestNetworkTakesTwoRounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, scenario := toured(t, sandbox.WithLatency(time.Second))
		account, err := client.Open(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		scope := steps.Scope{VPC: scenario.Answers().Network.VPC, Subnets: []string{"subnet-00000000000000000"}}
		begun := time.Now()
		if _, err := account.Network(t.Context(), scope); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("the network took %v at a second a call", took)
		}
		begun = time.Now()
		if err := discover(t.Context(), account, scenario.Answers()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("everything took %v at a second a call", took)
		}
		for _, call := range client.Calls() {
			if call.Attempts != 1 || call.Err != "" || call.RequestID == "" || call.Elapsed != time.Second {
				t.Errorf("the record has %+v", call)
			}
		}
	})
}

// Prefix lists of others are named by what the first round reads, and cost no third; the
// counts of the Region cost one.
func TestNamedListsTakeNoThirdRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scenario, _ := sandbox.Lookup(sandbox.Tour)
		behind := sandbox.New(scenario, sandbox.WithLatency(time.Second)).HTTPClient()
		raw := ec2.New(ec2.Options{Region: sandbox.Region, HTTPClient: behind, Credentials: signer(sandbox.AccessKeyID)})
		vpc := scenario.Answers().Network.VPC
		lists := must(raw.DescribePrefixLists(t.Context(), &ec2.DescribePrefixListsInput{Filters: in("prefix-list-name", "com.amazonaws.us-east-1.dynamodb")}))(t)
		dynamoDB := aws.ToString(lists.PrefixLists[0].PrefixListId)
		builder{TB: t, ctx: t.Context(), ec2: raw}.allowed(scenario.Answers().Network.SecurityGroups[0], dynamoDB)
		a := opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: behind, Credentials: key})
		begun := time.Now()
		n, err := a.Network(t.Context(), steps.Scope{VPC: vpc})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("the network took %v at a second a call", took)
		}
		if l, ok := n.PrefixList(dynamoDB); !ok || len(l.CIDRs) == 0 {
			t.Errorf("the list is %+v, known: %v", l, ok)
		}
		begun = time.Now()
		if _, err := a.Usage(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != time.Second {
			t.Errorf("the usage took %v at a second a call", took)
		}
	})
}
