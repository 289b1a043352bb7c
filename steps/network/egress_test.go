package network_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

func tcp(from, to int) facts.Rule { return facts.Rule{Protocol: "tcp", From: from, To: to} }

func toLists(r facts.Rule, lists ...string) facts.Rule {
	r.PrefixLists = lists
	return r
}

func toCIDRs(r facts.Rule, cidrs ...string) facts.Rule {
	r.CIDRs = prefixes(cidrs...)
	return r
}

func TestEgress443(t *testing.T) {
	s3 := network().S3
	everything := facts.Rule{Protocol: "-1", From: -1, To: -1}
	https := tcp(443, 443)
	tests := map[string]struct {
		rules []facts.Rule
		s3    facts.S3
		want  networks.Verdict
		why   string
	}{
		"as AWS makes a group":     {[]facts.Rule{toCIDRs(everything, "0.0.0.0/0")}, s3, networks.Open, "0.0.0.0/0"},
		"the S3 prefix list":       {[]facts.Rule{toLists(https, prefixList)}, s3, networks.Open, prefixList},
		"by protocol number":       {[]facts.Rule{toLists(facts.Rule{Protocol: "6", From: 0, To: 65535}, prefixList)}, s3, networks.Open, prefixList},
		"stripped":                 {nil, s3, networks.Blocked, "no rule"},
		"another port":             {[]facts.Rule{toCIDRs(tcp(80, 80), "0.0.0.0/0")}, s3, networks.Blocked, "no rule"},
		"up to the port below":     {[]facts.Rule{toCIDRs(tcp(1, 442), "0.0.0.0/0"), toCIDRs(tcp(444, 65535), "0.0.0.0/0")}, s3, networks.Blocked, "no rule"},
		"udp":                      {[]facts.Rule{toCIDRs(facts.Rule{Protocol: "udp", From: 443, To: 443}, "0.0.0.0/0")}, s3, networks.Blocked, "no rule"},
		"IPv6 alone":               {[]facts.Rule{toCIDRs(everything, "::/0")}, s3, networks.Blocked, "no rule"},
		"only groups":              {[]facts.Rule{{Protocol: "-1", From: -1, To: -1, Groups: []string{"sg-1"}}}, s3, networks.Blocked, "no rule"},
		"CIDRs that cover":         {[]facts.Rule{toCIDRs(https, "3.0.0.0/8"), toCIDRs(https, "52.216.0.0/16", "52.217.0.0/16")}, s3, networks.Open, "cover every"},
		"CIDRs that nearly cover":  {[]facts.Rule{toCIDRs(https, "3.0.0.0/8", "52.216.0.0/16")}, s3, networks.Blocked, "leaves out 52.217.0.0/16"},
		"some public addresses":    {[]facts.Rule{toCIDRs(https, "8.8.0.0/16")}, s3, networks.Blocked, "only to 8.8.0.0/16, which leaves out 3.5.0.0/19"},
		"the VPC only":             {[]facts.Rule{toCIDRs(https, "10.0.0.0/16")}, s3, networks.Blocked, "no rule"},
		"the VPC only, S3 unread":  {[]facts.Rule{toCIDRs(https, "10.0.0.0/16")}, facts.S3{}, networks.Blocked, "no rule"},
		"two halves of everything": {[]facts.Rule{toCIDRs(https, "0.0.0.0/1", "128.0.0.0/1")}, s3, networks.Open, "cover every"},
		"another list":             {[]facts.Rule{toLists(https, "pl-own")}, s3, networks.Unknown, "pl-own"},
		"another list and CIDRs":   {[]facts.Rule{toLists(https, "pl-own", "pl-2"), toCIDRs(https, "10.0.0.0/16")}, s3, networks.Unknown, "pl-own and 1 more"},
		"S3's entries unread":      {[]facts.Rule{toCIDRs(https, "52.0.0.0/8")}, facts.S3{PrefixList: prefixList}, networks.Unknown, "were not read"},
		"S3's list unread":         {[]facts.Rule{toLists(https, prefixList)}, facts.S3{}, networks.Unknown, prefixList},
		"unread and everything":    {[]facts.Rule{toCIDRs(https, "0.0.0.0/0")}, facts.S3{}, networks.Open, "0.0.0.0/0"},
		"unread and stripped":      {nil, facts.S3{}, networks.Blocked, "no rule"},
		"a rule without peers":     {[]facts.Rule{everything, toLists(https, "")}, facts.S3{}, networks.Blocked, "no rule"},
	}
	for name, test := range tests {
		got, why := networks.Egress443(facts.SecurityGroup{Egress: test.rules}, test.s3)
		if got != test.want || !strings.Contains(why, test.why) {
			t.Errorf("%s: got %s, %q; want %s, %q", name, got, why, test.want, test.why)
		}
	}
}

func TestDNS(t *testing.T) {
	tests := map[string]struct {
		servers []string
		want    []string
	}{
		"Amazon's":                    {[]string{"AmazonProvidedDNS"}, nil},
		"Amazon's by address":         {[]string{"169.254.169.253", "fd00:ec2::253", "10.0.0.2", "amazonprovideddns"}, nil},
		"another":                     {[]string{"10.0.0.3"}, []string{"10.0.0.3"}},
		"Amazon's and another":        {[]string{"AmazonProvidedDNS", "192.168.1.1"}, []string{"192.168.1.1"}},
		"base plus two of no VPC":     {[]string{"10.1.0.2"}, []string{"10.1.0.2"}},
		"what is no address":          {[]string{"dns.corp", " ", ""}, []string{"dns.corp"}},
		"none, as without an options": {nil, nil},
	}
	for name, test := range tests {
		got, known := networks.DNS(network(func(n *facts.Network) { n.DHCP.DNSServers = test.servers }))
		if !slices.Equal(got, test.want) || !known {
			t.Errorf("%s: got %v %v, want %v", name, got, known, test.want)
		}
	}
	two := network(func(n *facts.Network) {
		n.VPC.CIDRs, n.DHCP.DNSServers = prefixes("10.0.0.0/16", "10.9.0.0/16"), []string{"10.0.0.2", "10.9.0.2"}
	})
	if got, _ := networks.DNS(two); !slices.Equal(got, []string{"10.9.0.2"}) {
		t.Errorf("of a VPC with two blocks: got %v, want the second block's address", got)
	}
	if _, known := networks.DNS(network(gap(facts.TopicDHCP, "ec2:DescribeDhcpOptions"))); known {
		t.Error("known although the options were not read")
	}
}
