package sandbox

import (
	"net/netip"
	"slices"
	"strings"
)

const (
	https = 443
	dns   = 53
)

// download is what SageMaker fetches for a container.
type download struct {
	url         string // as the model has it
	bucket, key string
	prefix      bool   // everything under key
	role        string // the execution role's ARN
	owner       string // the bucket's account
}

// fetch downloads through an interface, and says what stopped it, "" when nothing did.
// Every address that S3 may answer under must be reachable: which of them it will be is not
// the client's choice.
func (r *region) fetch(i *netInterface, wanted download) string {
	from, found := r.originOf(i)
	if !found {
		return i.id + " lies nowhere"
	}
	addresses, stopped := r.resolveS3(from)
	if stopped != "" {
		return stopped
	}
	var passed []*endpoint
	for _, address := range addresses {
		way := r.connect(from, target{"tcp", address, https})
		if way.stopped != "" {
			return way.stopped
		}
		if way.through != nil && !slices.Contains(passed, way.through) {
			passed = append(passed, way.through)
		}
	}
	for _, e := range passed {
		if stopped := policyStops(e, from, wanted); stopped != "" {
			return stopped
		}
	}
	return ""
}

// resolveS3 asks for S3's addresses. An interface endpoint with private DNS answers for
// the whole VPC, unless its private names are for inbound resolvers only: whoever asks from
// within the VPC is then told the public addresses
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns).
func (r *region) resolveS3(from origin) (addresses []netip.Addr, stopped string) {
	v, found := r.vpc(from.subnet.vpc)
	if !found {
		return nil, from.subnet.vpc + " does not exist"
	}
	own, stopped := r.resolver(from, v)
	if stopped != "" {
		return nil, stopped
	}
	service := "com.amazonaws." + r.name + ".s3"
	var private []netip.Addr
	for _, e := range r.endpoints {
		if e.vpc != v.id || e.service != service {
			continue
		}
		if e.kind == interfaceType && e.privateDNS && !e.inboundOnly && ready(e) {
			for _, i := range r.interfaces {
				if slices.Contains(e.interfaces, i.id) {
					private = append(private, i.addresses...)
				}
			}
		}
	}
	if own && v.dnsHostnames && len(private) > 0 {
		return private, ""
	}
	return r.edges(v.id, from.groups, r.blocksOf(r.prefixListOf(service))), ""
}

// resolver finds a name server of the VPC's DHCP options that answers; own says that it is
// Amazon's, which no filter stands in the way of but which the VPC can switch off
// (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
func (r *region) resolver(from origin, v *vpc) (own bool, stopped string) {
	servers := []string{amazonDNS}
	if options, found := named(r.dhcp, func(d *dhcpOptions) string { return d.id }, v.dhcp); found {
		servers = options.nameServers
	}
	stopped = "the DHCP options of " + v.id + " name no name server"
	for _, server := range servers {
		address, err := netip.ParseAddr(server)
		if server == amazonDNS || (err == nil && isAmazonDNS(v, address)) {
			if v.dnsSupport {
				return true, ""
			}
			stopped = "DNS support of " + v.id + " is off"
			continue
		}
		if err != nil {
			continue
		}
		way := r.connect(from, target{"udp", address, dns})
		if way.stopped == "" {
			return false, ""
		}
		stopped = "name server " + server + ": " + way.stopped
	}
	return false, stopped
}

const amazonDNS = "AmazonProvidedDNS"

// isAmazonDNS knows the two addresses of Amazon's resolver: the link-local one, and the
// third of the VPC's block.
func isAmazonDNS(v *vpc, address netip.Addr) bool {
	return address == netip.AddrFrom4([4]byte{169, 254, 169, 253}) || address == v.cidr.Masked().Addr().Next().Next()
}

// policyStops asks an endpoint's policy for what a download needs. The policy of a gateway
// endpoint knows "*" only as principal: an account is its root user, and a role's ARN means
// nobody (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
func policyStops(e *endpoint, from origin, wanted download) string {
	var by asker
	if owner := accountOf(wanted.role); e.kind == interfaceType && owner != "" {
		by = asker{names: []string{wanted.role, owner, "arn:aws:iam::" + owner + ":root"}, account: owner}
	}
	keys := circumstances{
		"aws:principalarn":     {wanted.role},
		"aws:principalaccount": {accountOf(wanted.role)},
		"aws:principaltype":    {"AssumedRole"},
		"aws:resourceaccount":  {wanted.owner},
		"s3:resourceaccount":   {wanted.owner},
		"aws:sourcevpce":       {e.id},
		"aws:sourcevpc":        {e.vpc},
		"aws:vpcsourceip":      {from.address.String()},
		"aws:securetransport":  {"true"},
	}
	arn := "arn:aws:s3:::" + wanted.bucket
	asked := []access{{action: "s3:GetObject", resource: arn + "/" + wanted.key, by: by, circumstances: keys}}
	if wanted.prefix {
		asked = []access{
			{action: "s3:ListBucket", resource: arn, by: by, circumstances: keys},
			{action: "s3:GetObject", resource: arn + "/" + strings.TrimSuffix(wanted.key, "/") + "/model", by: by, circumstances: keys},
		}
	}
	for _, a := range asked {
		if got, err := decide(e.policy, a); err != nil || got != allowed {
			return "the policy of " + e.id + " does not allow " + a.action + " on " + a.resource
		}
	}
	return ""
}

// accountOf is the account in an ARN.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}
