package plan_test

import (
	"fmt"
	"net/netip"
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const (
	publicA   = "subnet-0000000000000000f"
	natID     = "nat-00000000000000001"
	igwID     = "igw-00000000000000001"
	tableNAT  = "rtb-0000000000000000f"
	endpointG = "sg-0000000000000000e"
)

// environment gives the copied model's container a variable.
func (s *situation) environment(name, value string) {
	s.f.Origin.Containers[0].Environment = map[string]string{name: value}
}

// route adds a route to one of the two route tables.
func (s *situation) route(table int, destination, target string) {
	n := s.network()
	n.RouteTables[table].Routes = append(n.RouteTables[table].Routes, facts.Route{Destination: destination, Target: target, State: "active"})
}

// everywhere adds a default route to both route tables.
func (s *situation) everywhere(target string) {
	s.route(0, "0.0.0.0/0", target)
	s.route(1, "0.0.0.0/0", target)
}

// gate adds a public subnet with a NAT gateway in it; no chosen subnet goes there yet.
func (s *situation) gate() *facts.NATGateway {
	n := s.network()
	n.Subnets = append(n.Subnets, subnet(publicA, "public-a", "use1-az1", "10.0.9.0/24", 200))
	n.ACLs[0].Subnets = append(n.ACLs[0].Subnets, publicA)
	n.InternetGateways = []facts.InternetGateway{{ID: igwID, VPC: vpc}}
	n.RouteTables = append(n.RouteTables, facts.RouteTable{
		ID: tableNAT, Name: "rt-public", VPC: vpc, Subnets: []string{publicA},
		Routes: append(routes(""), facts.Route{Destination: "0.0.0.0/0", Target: igwID, State: "active"}),
	})
	n.NATGateways = []facts.NATGateway{{ID: natID, Name: "nat-a", VPC: vpc, Subnet: publicA, State: "available", Connectivity: "public", Mode: "zonal"}}
	return &n.NATGateways[0]
}

// withNAT leads both chosen subnets to a NAT gateway.
func (s *situation) withNAT() *facts.NATGateway {
	g := s.gate()
	s.everywhere(natID)
	return g
}

// wants asks for the internet.
func (s *situation) wantsInternet() { s.a.Reach.Internet = plan.InternetNAT }

// wantsLogs asks for CloudWatch Logs in a Region that has it in both zones.
func (s *situation) wantsLogs() {
	s.a.Reach.Services = []string{"logs"}
	s.f.Services = []facts.EndpointService{{Name: "com.amazonaws.us-east-1.logs", Types: []string{"Interface"}, Zones: []string{"us-east-1a", "us-east-1b"}}}
}

// withEndpoint adds an interface endpoint with private DNS, whose security group admits
// the VPC.
func (s *situation) withEndpoint(service string) *facts.Endpoint {
	n := s.network()
	if _, there := n.SecurityGroup(endpointG); !there {
		n.SecurityGroups = append(n.SecurityGroups, facts.SecurityGroup{ID: endpointG, Name: "endpoints", VPC: vpc, Ingress: []facts.Rule{https443("10.0.0.0/16")}})
	}
	k := len(n.Endpoints)
	e := facts.Endpoint{
		ID: fmt.Sprintf("vpce-%017x", k+1), VPC: vpc, Service: "com.amazonaws.us-east-1." + service, Type: "Interface", State: "available",
		Subnets: []string{privateA, privateB}, SecurityGroups: []string{endpointG}, PrivateDNS: true, Owner: account,
	}
	for i, id := range e.Subnets {
		e.Interfaces = append(e.Interfaces, fmt.Sprintf("eni-%016x%d", k, i))
		n.Interfaces = append(n.Interfaces, facts.Interface{
			ID: e.Interfaces[i], Subnet: id, RequesterManaged: true, Groups: e.SecurityGroups,
			Addresses: []netip.Addr{netip.MustParseAddr(fmt.Sprintf("10.0.%d.%d", i+1, k+10))},
		})
	}
	n.Endpoints = append(n.Endpoints, e)
	return &n.Endpoints[k]
}

func serviceCases() []ruleCase {
	logs := func(bend func(*situation)) func(*situation) {
		return func(s *situation) {
			s.wantsLogs()
			bend(s)
		}
	}
	admitted := logs(func(s *situation) { s.withEndpoint("logs") })
	return []ruleCase{
		{rule: plan.RuleReachNoPath, severity: plan.Block, after: true, bend: (*situation).wantsLogs, just: admitted},
		{rule: plan.RuleReachNoPath, severity: plan.Block, after: true, bend: (*situation).wantsLogs, just: logs(func(s *situation) { s.withNAT() })},
		{rule: plan.RuleReachNoPath, severity: plan.Block, after: true, bend: logs(func(s *situation) {
			s.gate()
			s.route(0, "0.0.0.0/0", natID)
		}), just: logs(func(s *situation) {
			on := true
			s.a.Model.NetworkIsolation = &on
		})},
		{rule: plan.RuleReachNoPath, severity: plan.Block, bend: logs(func(s *situation) {
			s.withEndpoint("logs")
			s.network().VPC.DNSHostnames = false
		}), just: admitted},
		{rule: plan.RuleReachNoPath, severity: plan.Block, bend: logs(func(s *situation) {
			s.withEndpoint("logs").PrivateDNS = false
		}), just: admitted},
		{rule: plan.RuleReachNoPath, severity: plan.Unknown, after: true, bend: logs(func(s *situation) {
			s.gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")
		}), just: admitted},
		{rule: plan.RuleReachNoPath, severity: plan.Unknown, after: true, bend: logs(func(s *situation) {
			s.withNAT()
			s.a.Reach.Services = []string{"secretmanager"}
		}), just: logs(func(s *situation) { s.withNAT() })},
		{rule: plan.RuleReachIngress, severity: plan.Block, bend: logs(func(s *situation) {
			s.withEndpoint("logs")
			s.network().SecurityGroups[1].Ingress = []facts.Rule{{Protocol: "tcp", From: 443, To: 443, Groups: []string{endpointG}}}
		}), just: logs(func(s *situation) {
			s.withEndpoint("logs")
			s.network().SecurityGroups[1].Ingress = []facts.Rule{{Protocol: "tcp", From: 443, To: 443, Groups: []string{group}}}
		})},
		// An address range that the answers name, beyond the VPC and behind a peering connection.
		{rule: plan.RuleReachNoPath, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Reach.Blocks = []string{"172.31.0.0/16"}
		}, just: func(s *situation) { s.a.Reach.Blocks = []string{"10.0.2.0/24"} }},
		{rule: plan.RuleReachUnverified, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.a.Reach.Blocks = []string{"172.31.0.0/16"}
			for i := range s.network().RouteTables {
				s.network().RouteTables[i].Routes = append(slices.Clone(s.network().RouteTables[i].Routes), facts.Route{Destination: "172.31.0.0/16", Target: "pcx-1", State: "active"})
			}
		}, just: func(s *situation) { s.a.Reach.Blocks = nil }},
		{rule: plan.RuleReachNeeded, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.f.Origin.Containers[0].Environment = map[string]string{"TOKEN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:x"}
		}, just: func(s *situation) {
			s.f.Origin.Containers[0].Environment = map[string]string{"TOKEN": "arn:aws:s3:::acme-models"}
		}},
		// Somebody else's endpoint stays as it is.
		{rule: plan.RuleReachIngress, severity: plan.Block, after: true, bend: logs(func(s *situation) {
			s.withEndpoint("logs").Owner = "444455556666"
			s.network().SecurityGroups[1].Ingress = nil
		}), just: admitted},
		// What is not known of the endpoint's addresses hides nothing of its security group.
		{rule: plan.RuleReachIngress, severity: plan.Block, bend: logs(func(s *situation) {
			s.withEndpoint("logs")
			s.network().SecurityGroups[1].Ingress, s.network().Interfaces = nil, nil
		}), just: admitted},
		{rule: plan.RuleReachDNSConflict, severity: plan.Block, after: true, bend: logs(func(s *situation) {
			s.withEndpoint("logs")
			s.withEndpoint("logs")
		}), just: logs(func(s *situation) {
			s.withEndpoint("logs")
			s.withEndpoint("logs").PrivateDNS = false
			s.withEndpoint("sts")
		})},
		{rule: plan.RuleReachServiceAZ, severity: plan.Block, after: true, bend: logs(func(s *situation) {
			s.f.Services[0].Zones = []string{"us-east-1d"}
		}), just: logs(func(s *situation) { s.f.Services[0].Zones = []string{"us-east-1b"} })},
		{rule: plan.RuleReachUnverified, severity: plan.Unknown, after: true, bend: logs(func(s *situation) {
			s.everywhere("tgw-00000000000000001")
		}), just: logs(func(s *situation) {
			s.everywhere("tgw-00000000000000001")
			s.withEndpoint("logs")
		})},
		{rule: plan.RuleReachPublic, severity: plan.Block, after: true, bend: logs(func(s *situation) {
			s.withNAT()
			s.blockPublic("block-bidirectional")
		}), just: logs(func(s *situation) {
			s.withNAT()
			s.blockPublic("off")
		})},
	}
}

// withOthers puts an instance of somebody else's into both chosen subnets.
func (s *situation) withOthers(groups ...string) {
	n := s.network()
	for i, id := range []string{privateA, privateB} {
		n.Interfaces = append(n.Interfaces, facts.Interface{
			ID: fmt.Sprintf("eni-0000000000000a0%d", i), Subnet: id, Type: "interface", Groups: groups,
			Addresses: []netip.Addr{netip.MustParseAddr(fmt.Sprintf("10.0.%d.200", i+1))},
		})
	}
}

func bystanderCases() []ruleCase {
	// silent has an endpoint for logs whose private DNS the plan turns on.
	silent := func(s *situation) {
		s.wantsLogs()
		s.withEndpoint("logs").PrivateDNS = false
	}
	narrow := func(s *situation) {
		silent(s)
		s.network().SecurityGroups[1].Ingress = []facts.Rule{{Protocol: "tcp", From: 443, To: 443, Groups: []string{group}}}
	}
	return []ruleCase{
		{rule: plan.RuleReachBystanders, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.wantsInternet()
			s.gate()
			n := s.network()
			n.Subnets = append(n.Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 100))
			n.RouteTables[1].Subnets = append(n.RouteTables[1].Subnets, batchB)
		}, just: func(s *situation) {
			s.wantsInternet()
			s.gate()
		}},
		{rule: plan.RuleReachDNSOthers, severity: plan.Warn, after: true, bend: func(s *situation) {
			narrow(s)
			s.gate()
			s.withOthers("sg-000000000000000ff")
			n := s.network()
			n.Subnets = append(n.Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 100))
			n.RouteTables = append(n.RouteTables, facts.RouteTable{
				ID: "rtb-0000000000000000c", VPC: vpc, Subnets: []string{batchB}, Routes: []facts.Route{{Destination: "0.0.0.0/0", Target: natID, State: "active"}},
			})
			n.Interfaces[len(n.Interfaces)-1].Subnet = batchB
		}, just: narrow},
		{rule: plan.RuleReachDNSOthers, severity: plan.Info, after: true, bend: func(s *situation) {
			narrow(s)
			s.withOthers("sg-000000000000000ff")
		}, just: narrow},
		{rule: plan.RuleReachDNSOthers, severity: plan.Info, after: true, bend: func(s *situation) {
			silent(s)
			s.withOthers("sg-000000000000000ff")
		}, just: silent},
		{rule: plan.RuleReachDNSOthers, severity: plan.Unknown, after: true, bend: func(s *situation) {
			silent(s)
			s.gap(facts.TopicInterfaces, "ec2:DescribeNetworkInterfaces")
		}, just: silent},
	}
}

// blockPublic sets VPC Block Public Access for the VPC and all its subnets.
func (s *situation) blockPublic(mode string) {
	n := s.network()
	n.VPC.BlockPublicAccess = mode
	for i := range n.Subnets {
		n.Subnets[i].BlockPublicAccess = mode
	}
}

func internetCases() []ruleCase {
	internet := func(bend func(*situation)) func(*situation) {
		return func(s *situation) {
			s.wantsInternet()
			bend(s)
		}
	}
	open := internet(func(s *situation) { s.withNAT() })
	broken := func(breaks func(*situation, *facts.NATGateway)) func(*situation) {
		return internet(func(s *situation) { breaks(s, s.withNAT()) })
	}
	nat := func(breaks func(*situation, *facts.NATGateway)) ruleCase {
		return ruleCase{rule: plan.RuleReachNAT, severity: plan.Block, after: true, bend: broken(breaks), just: open}
	}
	return []ruleCase{
		{rule: plan.RuleReachNoPath, severity: plan.Block, after: true, bend: (*situation).wantsInternet, just: open},
		{rule: plan.RuleReachIGWOnly, severity: plan.Block, after: true, bend: internet(func(s *situation) {
			s.gate()
			s.everywhere(igwID)
		}), just: open},
		{rule: plan.RuleReachMixed, severity: plan.Block, after: true, bend: internet(func(s *situation) {
			s.gate()
			s.route(0, "0.0.0.0/0", natID)
			s.route(1, "0.0.0.0/0", igwID)
		}), just: open},
		nat(func(_ *situation, g *facts.NATGateway) {
			g.State, g.FailureCode = "failed", "InsufficientFreeAddressesInSubnet"
		}),
		nat(func(s *situation, _ *facts.NATGateway) { s.network().RouteTables[2].Routes = routes("") }),
		nat(func(s *situation, g *facts.NATGateway) {
			g.Subnet = privateA
			s.network().Subnets[2].ID = "subnet-000000000000000ff"
		}),
		{rule: plan.RuleReachUnverified, severity: plan.Unknown, after: true, bend: internet(func(s *situation) {
			s.everywhere("eni-00000000000000001")
		}), just: open},
		{rule: plan.RuleReachNoPath, severity: plan.Unknown, after: true, bend: broken(func(s *situation, _ *facts.NATGateway) {
			s.gap(facts.TopicNATGateways, "ec2:DescribeNatGateways")
		}), just: open},
		{rule: plan.RuleReachPublic, severity: plan.Block, after: true, bend: broken(func(s *situation, _ *facts.NATGateway) {
			s.blockPublic("block-bidirectional")
		}), just: open},
	}
}
