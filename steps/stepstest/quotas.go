package stepstest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
)

func services(t *testing.T, f Fixture) {
	list, err := f.Account.Services(deadline(t))
	noError(t, err)
	sorted(t, "the services", list, func(s facts.EndpointService) (string, string) { return s.Name, "" })
	for i, s := range list {
		if i > 0 && s.Name == list[i-1].Name {
			t.Errorf("%s is told twice", s.Name)
		}
		if s.Name == "" || len(s.Types) == 0 || len(s.Zones) == 0 {
			t.Errorf("the service %+v is not complete", s)
		}
		for _, zone := range s.Zones {
			if !strings.HasPrefix(zone, f.Region) {
				t.Errorf("%s is in %q, which is no zone's name", s.Name, zone)
			}
		}
	}
	n := whole(t, f)
	find := func(name string) facts.EndpointService {
		i := slices.IndexFunc(list, func(s facts.EndpointService) bool { return s.Name == name })
		if i < 0 {
			t.Fatalf("%s is not among the %d services", name, len(list))
		}
		return list[i]
	}
	if s := find(n.S3.Service); !slices.Equal(s.Types, []string{"Gateway", "Interface"}) {
		t.Errorf("S3 is %+v, want one entry of both types", s)
	}
	s := find(strings.TrimSuffix(n.S3.Service, "s3") + "logs")
	if !slices.Equal(s.Types, []string{"Interface"}) || !s.Policy || !slices.Contains(s.PrivateDNS, "logs."+f.Region+".amazonaws.com") {
		t.Errorf("the service is %+v", s)
	}
	for _, subnet := range n.Subnets {
		if !slices.Contains(s.Zones, subnet.Zone) {
			t.Errorf("%s is not in %s: %v", s.Name, subnet.Zone, s.Zones)
		}
	}
}

func usage(t *testing.T, f Fixture) {
	got, err := f.Account.Usage(deadline(t))
	noError(t, err)
	want := f.Usage
	if want.ElasticIPs == 0 || len(want.NATGateways) == 0 || len(want.InterfaceEndpoints) == 0 {
		t.Fatalf("the fixture uses too little to tell: %+v", want)
	}
	if got.GatewayEndpoints != want.GatewayEndpoints || got.ElasticIPs != want.ElasticIPs || len(got.Gaps) > 0 ||
		!maps.Equal(got.InterfaceEndpoints, want.InterfaceEndpoints) || !maps.Equal(got.NATGateways, want.NATGateways) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
