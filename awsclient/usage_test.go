package awsclient_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sagevpc/awsclient/sandbox"
	"sagevpc/steps/facts"
)

// Each denied call costs its count, which is then no zero.
func TestUsageDegrades(t *testing.T) {
	whole, err := tour(t).Usage(t.Context())
	if err != nil || whole.GatewayEndpoints < 1 || whole.ElasticIPs < 1 || len(whole.NATGateways) < 1 || len(whole.InterfaceEndpoints) < 1 {
		t.Fatalf("got %+v, %v", whole, err)
	}
	for action, want := range map[string]struct {
		topic facts.Topic
		lose  func(*facts.Usage)
	}{
		"ec2:DescribeVpcEndpoints": {facts.TopicEndpoints, func(u *facts.Usage) { u.GatewayEndpoints, u.InterfaceEndpoints = -1, nil }},
		"ec2:DescribeAddresses":    {facts.TopicAddresses, func(u *facts.Usage) { u.ElasticIPs = -1 }},
		"ec2:DescribeNatGateways":  {facts.TopicNATGateways, func(u *facts.Usage) { u.NATGateways = nil }},
		"ec2:DescribeSubnets":      {facts.TopicNATGateways, func(u *facts.Usage) { u.NATGateways = nil }},
	} {
		t.Run(action, func(t *testing.T) {
			got, err := tour(t, sandbox.WithDenied(action)).Usage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if fault := got.Gaps[want.topic]; len(got.Gaps) != 1 || fault.Kind != facts.Denied || fault.Op != action {
				t.Errorf("the gaps are %+v", got.Gaps)
			}
			left := whole
			want.lose(&left)
			if got.GatewayEndpoints != left.GatewayEndpoints || got.ElasticIPs != left.ElasticIPs ||
				!maps.Equal(got.InterfaceEndpoints, left.InterfaceEndpoints) || !maps.Equal(got.NATGateways, left.NATGateways) ||
				(got.NATGateways == nil) != (left.NATGateways == nil) || (got.InterfaceEndpoints == nil) != (left.InterfaceEndpoints == nil) {
				t.Errorf("got  %+v\nwant %+v", got, left)
			}
		})
	}
	_, err = tour(t, sandbox.WithDenied("ec2:*")).Usage(t.Context())
	wantKind(t, err, facts.Denied)
}

// ec2Script answers EC2 calls by their action; an action without an answer is refused.
func ec2Script(answers map[string]string) wire {
	return func(r *http.Request) (*http.Response, error) {
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		action := r.PostForm.Get("Action")
		body, known := answers[action]
		if !known {
			return ec2Error(http.StatusForbidden, "UnauthorizedOperation", "not in the script: "+action)(r)
		}
		return answer(http.StatusOK, "text/xml", "<"+action+"Response>"+body+"</"+action+"Response>")(r)
	}
}

func items(of string, list ...string) string {
	return "<" + of + "><item>" + strings.Join(list, "</item><item>") + "</item></" + of + ">"
}

// What is gone, failed, regional or of another kind is not what a quota counts.
func TestUsageCountsWhatTheQuotasCount(t *testing.T) {
	endpoint := func(kind, state string) string {
		return "<vpcEndpointType>" + kind + "</vpcEndpointType><state>" + state + "</state><vpcId>vpc-1</vpcId>"
	}
	nat := func(state, rest string) string { return "<state>" + state + "</state>" + rest }
	zonal := "<subnetId>subnet-1</subnetId><availabilityMode>zonal</availabilityMode>"
	got, err := connected(t, ec2Script(map[string]string{
		"DescribeVpcEndpoints": items("vpcEndpointSet",
			endpoint("Gateway", "available"), endpoint("Gateway", "deleted"), endpoint("Gateway", "Deleting"),
			endpoint("Interface", "Failed"), endpoint("GatewayLoadBalancer", "available"), endpoint("Resource", "available"), endpoint("Interface", "Deleted")),
		"DescribeAddresses": items("addressesSet", "<publicIp>198.51.100.1</publicIp>", "<publicIp>198.51.100.2</publicIp>"),
		"DescribeNatGateways": items("natGatewaySet",
			nat("pending", zonal), nat("available", "<subnetId>subnet-1</subnetId>"), nat("deleting", zonal), nat("failed", zonal), nat("deleted", zonal),
			nat("available", "<availabilityMode>regional</availabilityMode>")),
		"DescribeSubnets": items("subnetSet", "<subnetId>subnet-1</subnetId><availabilityZoneId>use1-az4</availabilityZoneId>"),
	})).Usage(t.Context())
	if err != nil || len(got.Gaps) > 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got.GatewayEndpoints != 2 || got.ElasticIPs != 2 ||
		!maps.Equal(got.InterfaceEndpoints, map[string]int{"vpc-1": 2}) || !maps.Equal(got.NATGateways, map[string]int{"use1-az4": 3}) {
		t.Errorf("got %+v", got)
	}
}

// Without gateways there is nothing whose zone must be known.
func TestNoNATGatewaysNeedNoSubnets(t *testing.T) {
	got, err := connected(t, ec2Script(map[string]string{"DescribeNatGateways": "<natGatewaySet/>"})).Usage(t.Context())
	if _, gap := got.Gaps[facts.TopicNATGateways]; err != nil || gap || got.NATGateways == nil || len(got.NATGateways) > 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// Both flavours of one name are one service, also when they come on different pages.
func TestServicesAreMergedOverPages(t *testing.T) {
	detail := func(name, kind, zone, rest string) string {
		return "<serviceName>" + name + "</serviceName>" + items("serviceType", "<serviceType>"+kind+"</serviceType>") +
			items("availabilityZoneSet", zone) + rest
	}
	pages := map[string]string{
		"": items("serviceDetailSet", detail("com.s3", "Interface", "us-east-1b", items("privateDnsNameSet", "<privateDnsName>*.s3</privateDnsName>"))) +
			"<nextToken>page-2</nextToken>",
		"page-2": items("serviceDetailSet",
			detail("com.s3", "Gateway", "us-east-1a", "<vpcEndpointPolicySupported>true</vpcEndpointPolicySupported>"),
			detail("com.logs", "Interface", "us-east-1a", "<privateDnsName>logs</privateDnsName>"+items("privateDnsNameSet", "<privateDnsName>logs</privateDnsName>"))),
	}
	var asked []url.Values
	list, err := connected(t, func(r *http.Request) (*http.Response, error) {
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		asked = append(asked, r.PostForm)
		body := "<DescribeVpcEndpointServicesResponse>" + pages[r.PostForm.Get("NextToken")] + "</DescribeVpcEndpointServicesResponse>"
		return answer(http.StatusOK, "text/xml", body)(r)
	}).Services(t.Context())
	if err != nil || len(asked) != 2 || asked[0].Get("MaxResults") != "1000" {
		t.Fatalf("%d calls, %v: %v", len(asked), asked, err)
	}
	want := []facts.EndpointService{
		{Name: "com.logs", Types: []string{"Interface"}, Zones: []string{"us-east-1a"}, PrivateDNS: []string{"logs"}},
		{Name: "com.s3", Types: []string{"Gateway", "Interface"}, Zones: []string{"us-east-1a", "us-east-1b"}, PrivateDNS: []string{"*.s3"}, Policy: true},
	}
	if !slices.EqualFunc(list, want, func(a, b facts.EndpointService) bool {
		return a.Name == b.Name && a.Policy == b.Policy && slices.Equal(a.Types, b.Types) && slices.Equal(a.Zones, b.Zones) && slices.Equal(a.PrivateDNS, b.PrivateDNS)
	}) {
		t.Errorf("got  %+v\nwant %+v", list, want)
	}
	_, err = tour(t, sandbox.WithDenied("ec2:DescribeVpcEndpointServices")).Services(t.Context())
	if f := asFault(t, err, facts.Denied); f.Op != "ec2:DescribeVpcEndpointServices" {
		t.Errorf("the fault names %s", f.Op)
	}
}
