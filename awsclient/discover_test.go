package awsclient

import (
	"testing"

	"sagevpc/steps/facts"
)

func TestS3IsDiscovered(t *testing.T) {
	endpoint := facts.Endpoint{ID: "vpce-1", Type: "Gateway", Service: "com.amazonaws.us-east-1.s3"}
	tables := []facts.RouteTable{{Routes: []facts.Route{
		{Destination: "10.0.0.0/16", Target: "local"}, {Destination: "pl-9", Target: "vpce-2"}, {Destination: "pl-1", Target: "vpce-1"},
	}}}
	for name, test := range map[string]struct {
		from discovery
		want facts.S3
	}{
		"service and list": {
			discovery{services: []string{"com.amazonaws.us-east-1.dynamodb", "com.amazonaws.us-east-1.s3"}, lists: []prefixList{
				{"pl-0", "com.amazonaws.us-east-1.s3express", "IPv4"}, {"pl-1", "com.amazonaws.us-east-1.s3", "IPv4"},
			}},
			facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-1"},
		},
		"China": {
			discovery{services: []string{"com.amazonaws.cn-north-1.s3"}, lists: []prefixList{{"pl-1", "cn.com.amazonaws.cn-north-1.s3", "IPv4"}}},
			facts.S3{Service: "com.amazonaws.cn-north-1.s3", PrefixList: "pl-1"},
		},
		"list alone": {
			discovery{lists: []prefixList{{"pl-6", "com.amazonaws.us-east-1.ipv6.s3", "IPv6"}, {"pl-1", "com.amazonaws.us-east-1.s3", "IPv4"}}},
			facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-1"},
		},
		"endpoint alone": {
			discovery{endpoints: []facts.Endpoint{endpoint}, tables: tables},
			facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-1"},
		},
		"interface endpoint": {discovery{endpoints: []facts.Endpoint{{ID: "vpce-1", Type: "Interface", Service: endpoint.Service}}, tables: tables}, facts.S3{}},
		"other services":     {discovery{services: []string{"com.amazonaws.us-east-1.dynamodb"}, lists: []prefixList{{"pl-2", "com.amazonaws.us-east-1.dynamodb", "IPv4"}}}, facts.S3{}},
		"nothing":            {discovery{}, facts.S3{}},
	} {
		got := test.from.s3()
		if got.Service != test.want.Service || got.PrefixList != test.want.PrefixList {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"us-esat-1": "us-east-1", "us-east1": "us-east-1", "US-EAST-1": "us-east-1", "eu-wset-2": "eu-west-2",
		"frankfurt": "", "": "", "x": "",
	} {
		if got := nearest(name, knownRegions()); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
