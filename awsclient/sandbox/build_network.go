package sandbox

// failedState is the state of a NAT gateway or an endpoint that could not be made. Such a NAT
// gateway stays listed for about an hour (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html).
const failedState = "failed"

// vary makes a NAT gateway what the plan says it is instead of a public one in a subnet.
func (n natPlan) vary(g *natGateway) {
	if n.private {
		g.connectivity, g.allocation, g.publicIP = "private", "", ""
	}
	if n.regional {
		g.mode, g.subnet = "regional", ""
	}
	if n.failed {
		g.state, g.life.code = failedState, "Gateway.NotAttached"
		g.life.message = "Network " + g.vpc + " has no Internet gateway attached"
	}
}

// vary makes an endpoint in subnets what the plan says it is instead of an interface
// endpoint of a service of AWS. What stands behind a load balancer is the account's own.
func (p endpointPlan) vary(e *endpoint) {
	if p.kind == balancerType {
		e.kind, e.privateDNS, e.policy = p.kind, false, ""
		e.service = "com.amazonaws.vpce." + Region + "." + id("vpce-svc", e.id)
	}
}

// list is a customer-managed prefix list.
func (b *builder) list(p listPlan) {
	b.region.prefixLists = append(b.region.prefixLists, prefixList{id: listID(p.name), name: p.name, owner: AccountID, cidrs: p.cidrs})
}

// acls are the VPC's network ACLs. The default one lets everything through and is every
// subnet's that no other has, unless the blueprint says what is in it.
func (b *builder) acls(p vpcPlan) {
	everything := aclPlan{name: "default"}
	for _, egress := range []bool{true, false} {
		everything.entries = append(everything.entries, aclEntry{number: 100, egress: egress, protocol: "-1", action: "allow", cidr: everywhere})
	}
	associated := map[string]bool{}
	var others []aclPlan
	for _, plan := range p.acls {
		if plan.name == everything.name {
			everything.entries = plan.entries
			continue
		}
		others = append(others, plan)
		for _, s := range plan.subnets {
			associated[s] = true
		}
	}
	for _, s := range p.subnets {
		if !associated[s.name] {
			everything.subnets = append(everything.subnets, s.name)
		}
	}
	b.acl(p, everything)
	for _, plan := range others {
		b.acl(p, plan)
	}
}

// acl is one network ACL, with the last entry of each direction, which denies.
func (b *builder) acl(p vpcPlan, plan aclPlan) {
	a := &networkACL{id: aclID(p.name, plan.name), vpc: vpcID(p.name), tags: p.called(plan.name)}
	if plan.name == "default" {
		a.id, a.isDefault, a.tags = id("acl", p.name), true, tags{}
	}
	for _, egress := range []bool{true, false} {
		for _, e := range plan.entries {
			if e.egress == egress {
				a.entries = append(a.entries, e)
			}
		}
		a.entries = append(a.entries, aclEntry{number: 32767, egress: egress, protocol: "-1", action: "deny", cidr: everywhere})
	}
	for _, s := range plan.subnets {
		a.subnets = append(a.subnets, subnetID(p.name, s))
	}
	b.region.acls = append(b.region.acls, a)
}
