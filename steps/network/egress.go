package network

import (
	"net/netip"

	"go4.org/netipx"

	"sagevpc/steps/facts"
)

// Egress443 says whether a security group by itself lets TCP 443 out to S3, and why, in a
// phrase without a full stop. Open takes a rule to the S3 prefix list, to 0.0.0.0/0, or to
// CIDRs that together cover every IPv4 entry of the prefix list: a gateway endpoint works for
// IPv4 (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
// The answer is Unknown when it hangs on a prefix list whose entries were not read; it knows
// the entries of no list but S3's.
func Egress443(g facts.SecurityGroup, s3 facts.S3) (Verdict, string) {
	a := aimS3(facts.Network{S3: s3})
	who := peers{
		list:  func(string) ([]netip.Prefix, bool) { return nil, false },
		group: func(string) (set, bool, bool) { return &netipx.IPSet{}, false, true },
	}
	var p permit
	for _, rule := range g.Egress {
		p.add(rule, https, a, who)
	}
	return p.verdict(a, https, "to")
}
