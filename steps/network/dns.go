package network

import (
	"net/netip"
	"strings"

	"sagevpc/steps/facts"
)

// DNS names the resolvers in the VPC's DHCP options that are not Amazon's own, in their
// order; none means that standard names resolve as AWS intends. Amazon's are
// AmazonProvidedDNS, 169.254.169.253, fd00:ec2::253 and the base of the VPC's primary block
// plus two: AWS keeps that address of every block, and answers at the first one's
// (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
// It is false when the DHCP options could not be read.
func DNS(n facts.Network) (custom []string, known bool) {
	for _, topic := range []facts.Topic{facts.TopicDHCP, facts.TopicVPC} {
		if _, missing := n.Gaps[topic]; missing {
			return nil, false
		}
	}
	for _, server := range n.DHCP.DNSServers {
		if server = strings.TrimSpace(server); server != "" && !amazons(n.VPC, server) {
			custom = append(custom, server)
		}
	}
	return custom, true
}

func amazons(vpc facts.VPC, server string) bool {
	if strings.EqualFold(server, "AmazonProvidedDNS") {
		return true
	}
	addr, err := netip.ParseAddr(server)
	if err != nil {
		return false
	}
	if addr == netip.MustParseAddr("169.254.169.253") || addr == netip.MustParseAddr("fd00:ec2::253") {
		return true
	}
	if len(vpc.CIDRs) == 0 || !vpc.CIDRs[0].IsValid() || !vpc.CIDRs[0].Addr().Is4() {
		return false
	}
	return addr == vpc.CIDRs[0].Masked().Addr().Next().Next()
}
