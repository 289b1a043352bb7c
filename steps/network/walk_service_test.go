package network_test

import (
	"net/netip"
	"testing"

	"sagevpc/steps/facts"
	networks "sagevpc/steps/network"
)

const logsName = "com.amazonaws.us-east-1.logs"

func logs() facts.EndpointService {
	return facts.EndpointService{Name: logsName, Types: []string{"Interface"}}
}

// door adds an interface endpoint for a service, with an interface in each of the subnets.
func door(service string, subnets ...string) func(*facts.Network) {
	return func(n *facts.Network) {
		e := facts.Endpoint{
			ID: "vpce-door", VPC: vpcID, Service: service, Type: "Interface", State: "available",
			PrivateDNS: true, Subnets: subnets, SecurityGroups: []string{"sg-door"},
		}
		for _, id := range subnets {
			s, _ := n.Subnet(id)
			e.Interfaces = append(e.Interfaces, "eni-"+id)
			n.Interfaces = append(n.Interfaces, facts.Interface{
				ID: "eni-" + id, Subnet: id, Groups: e.SecurityGroups, Addresses: []netip.Addr{s.CIDR.Addr().Next().Next().Next().Next()},
			})
		}
		n.Endpoints = append(n.Endpoints, e)
	}
}

func atDoor(change func(*facts.Endpoint)) func(*facts.Network) {
	return func(n *facts.Network) { change(&n.Endpoints[len(n.Endpoints)-1]) }
}

func TestWalkInterfaceEndpoint(t *testing.T) {
	both := door(logsName, privateA, inherits)
	https := tcp(443, 443)
	from := func(cidrs ...string) func(*facts.Network) { return ingress(toCIDRs(https, cidrs...)) }
	checkWalks(t, sender(), networks.Service("logs", logs()), map[string]walkCase{
		"open":                        {ready(both), open, "", ""},
		"no endpoint":                 {ready(), blocked, networks.CauseNoRoute, "no route leads to logs"},
		"another service's":           {ready(door("com.amazonaws.us-east-1.sts", privateA)), blocked, networks.CauseNoRoute, ""},
		"of another VPC":              {ready(both, atDoor(func(e *facts.Endpoint) { e.VPC = "vpc-2" })), blocked, networks.CauseNoRoute, ""},
		"deleting":                    {ready(both, atDoor(func(e *facts.Endpoint) { e.State = "deleting" })), blocked, networks.CauseNoRoute, ""},
		"pending":                     {ready(both, atDoor(func(e *facts.Endpoint) { e.State = "pendingAcceptance" })), unknown, networks.CauseEndpointState, "pendingacceptance"},
		"across zones":                {ready(door(logsName, inherits)), open, networks.CauseEndpointZone, "use1-az1"},
		"by the subnet's block":       {ready(both, from("10.0.0.0/24")), open, "", ""},
		"by the VPC's":                {ready(both, from("10.0.0.0/16")), open, "", ""},
		"by half the subnet's":        {ready(both, from("10.0.0.0/25")), unknown, networks.CauseEndpointIngress, "10.0.0.0/25"},
		"by another subnet's":         {ready(both, from("10.0.1.0/24")), blocked, networks.CauseEndpointIngress, "no rule"},
		"by a list":                   {ready(both, ingress(toLists(https, "pl-own")), list("pl-own", "10.0.0.0/24")), open, "", ""},
		"by an unread list":           {ready(both, ingress(toLists(https, "pl-own")), unlisted("pl-own")), unknown, networks.CauseNotRead, "pl-own"},
		"on another port":             {ready(both, ingress(toCIDRs(tcp(80, 80), "0.0.0.0/0"))), blocked, networks.CauseEndpointIngress, "no rule"},
		"from another group":          {ready(both, ingress(facts.Rule{Protocol: "-1", From: -1, To: -1, Groups: []string{"sg-door"}})), blocked, networks.CauseEndpointIngress, ""},
		"by nobody":                   {ready(both, ingress()), blocked, networks.CauseEndpointIngress, ""},
		"by nobody, addresses unread": {ready(both, ingress(), unseen), blocked, networks.CauseEndpointIngress, ""},
		"its group is gone":           {ready(both, atDoor(func(e *facts.Endpoint) { e.SecurityGroups = []string{"sg-gone"} })), unknown, networks.CauseNotKnown, "sg-gone"},
		"let out by group":            {ready(both, egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, Groups: []string{"sg-door"}})), open, "", ""},
		"let out by another group":    {ready(both, egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, Groups: []string{"sg-2"}})), blocked, networks.CauseGroups, ""},
		"let out to each address":     {ready(both, egress(toCIDRs(https, "10.0.0.4/32", "10.0.1.4/32"))), open, "", ""},
		"let out to one of two":       {ready(both, egress(toCIDRs(https, "10.0.0.4/32"))), blocked, networks.CauseGroups, "10.0.1.4/32"},
		"addresses unread, the whole": {ready(both, egress(toCIDRs(https, "10.0.0.0/23")), unseen), open, "", ""},
		"addresses unread, a part":    {ready(both, egress(toCIDRs(https, "10.0.0.4/32")), unseen), unknown, networks.CauseNotRead, "10.0.0.4/32"},
		"within a subnet, no ACL":     {ready(door(logsName, privateA), acl(privateA)), open, "", ""},
		"out of the subnet's ACL":     {ready(both, acl(privateA)), blocked, networks.CauseACLOut, ""},
		"into the other's ACL":        {ready(both, acl(inherits)), blocked, networks.CauseACLOut, "in from subnet-a"},
		"back out of it": {
			ready(both, acl(inherits, entry(1, false, true, "0.0.0.0/0", -1, -1))), blocked,
			networks.CauseACLReturn, "answers out to subnet-a",
		},
		"routed through a firewall": {ready(both, routed("rtb-private", route("10.0.1.0/24", "vpce-fw"))), unknown, networks.CauseUnverified, "vpce-fw"},
	})
}

func unseen(n *facts.Network) { gap(facts.TopicInterfaces, "ec2:DescribeNetworkInterfaces")(n) }

func TestWalkNamesOfEndpoints(t *testing.T) {
	both := door(logsName, privateA, inherits)
	quiet := atDoor(func(e *facts.Endpoint) { e.PrivateDNS = false })
	nameless := vpc(func(v *facts.VPC) { v.DNSHostnames = false })
	way := routed("rtb-private", route("0.0.0.0/0", "nat-1"))
	checkWalks(t, sender(), networks.Service("logs", logs()), map[string]walkCase{
		"private DNS off":               {ready(both, quiet), blocked, networks.CauseNoRoute, ""},
		"private DNS off, NAT":          {ready(both, quiet, way), open, networks.CauseNoPrivateDNS, "private DNS of this endpoint is off"},
		"hostnames off, NAT":            {ready(both, nameless, way), open, networks.CausePrivateNames, "DNS hostnames are off"},
		"another resolver":              {ready(both, dns("10.0.0.9")), unknown, networks.CauseCustomResolver, ""},
		"another, and no way at all":    {ready(both, dns("10.0.0.9"), ingress()), blocked, networks.CauseNoRoute, ""},
		"another, and one way shut":     {ready(both, dns("10.0.0.9"), ingress(), way), unknown, networks.CauseCustomResolver, ""},
		"endpoints unread":              {ready(gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")), unknown, networks.CauseNotRead, "ec2:DescribeVpcEndpoints"},
		"endpoints unread, beside NAT":  {ready(way, gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")), unknown, networks.CauseNotRead, ""},
		"pending, and closed otherwise": {ready(both, ingress(), atDoor(func(e *facts.Endpoint) { e.State = "pending" })), blocked, networks.CauseNoRoute, ""},
	})
	s3 := func(n *facts.Network) string { return n.S3.Service }(&facts.Network{S3: network().S3})
	shut := []func(*facts.Network){door(s3, privateA, inherits), ingress()}
	inbound := atDoor(func(e *facts.Endpoint) { e.InboundOnly = true })
	checkWalks(t, sender(), networks.S3(nil), map[string]walkCase{
		"S3 by its interface":         {ready(door(s3, privateA)), open, "", ""},
		"S3 by one that is shut":      {ready(shut...), blocked, networks.CauseEndpointIngress, ""},
		"S3 by none: inbound only":    {ready(append(shut, inbound)...), open, "", ""},
		"S3 by none: no private DNS":  {ready(append(shut, quiet)...), open, "", ""},
		"S3 by none: names are off":   {ready(append(shut, nameless)...), open, networks.CausePrivateNames, ""},
		"S3's policy is the endpoint": {ready(door(s3, privateA), func(n *facts.Network) { n.Endpoints[0].State = "failed" }), open, "", ""},
	})
}

func TestWalkDynamoDB(t *testing.T) {
	service := facts.EndpointService{Name: "com.amazonaws.us-east-1.dynamodb", Types: []string{"Gateway", "Interface"}}
	on := routed("rtb-private", route("pl-ddb", "vpce-ddb"))
	entries := list("pl-ddb", "52.94.0.0/22")
	https := tcp(443, 443)
	denied := networks.Service("dynamodb", service)
	denied.Policy = func(facts.Endpoint) (networks.Verdict, string) { return blocked, "denied" }
	checkWalks(t, sender(), networks.Service("dynamodb", service), map[string]walkCase{
		"open":                   {ready(on, entries), open, "", ""},
		"entries unread":         {ready(on), open, "", ""},
		"no route":               {ready(entries), blocked, networks.CauseNoRoute, "no route leads to dynamodb"},
		"let out by list":        {ready(on, entries, egress(toLists(https, "pl-ddb"))), open, "", ""},
		"let out to S3 only":     {ready(on, entries, egress(toLists(https, prefixList))), blocked, networks.CauseGroups, ""},
		"shadowed":               {ready(on, entries, routed("rtb-private", blackhole("52.94.0.0/24", "pcx-1"))), blocked, networks.CauseShadowed, ""},
		"its endpoint is gone":   {ready(on, entries, func(n *facts.Network) { n.Endpoints[1].State = "deleted" }), blocked, networks.CauseEndpointState, "dynamodb"},
		"no endpoint, but a NAT": {viaNAT(), open, "", ""},
	})
	checkWalks(t, sender(), denied, map[string]walkCase{"policy": {ready(on, entries), blocked, networks.CausePolicy, "denied"}})
}
