package run_test

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// around is what lies around an endpoint in the account in memory. AWS builds and deletes
// slowly: an object passes through lag reads of its state before it is as wanted.
type around struct {
	groups       map[string]facts.SecurityGroup
	addresses    map[string]facts.ElasticIP
	nats         map[string]facts.NATGateway
	associations map[string][2]string // id: subnet, table
	policies     map[string]string    // by bucket
	lag          int
	left         map[string]int // reads until the state moves on, by id
	natFails     string         // FailureCode of every new NAT gateway
	built        string         // what a new interface endpoint becomes, after a while; "" makes it available at once
	made         int
}

func newAround() around {
	return around{
		groups: map[string]facts.SecurityGroup{}, addresses: map[string]facts.ElasticIP{}, nats: map[string]facts.NATGateway{},
		associations: map[string][2]string{}, policies: map[string]string{}, left: map[string]int{}, lag: 2,
	}
}

func (o *around) id(prefix string) string {
	o.made++
	return fmt.Sprintf("%s-%d", prefix, o.made)
}

// arrived counts a read of an object, and tells whether it is there by now.
func (o *around) arrived(id string) bool {
	if o.left[id] > 0 {
		o.left[id]--
		return false
	}
	return true
}

func value(in map[string]any, field string) string {
	s, _ := in[field].(string)
	return s
}

func tagsOf(in map[string]any) map[string]string {
	out := map[string]string{}
	specifications, _ := in["TagSpecifications"].([]any)
	for _, s := range specifications {
		tags, _ := s.(map[string]any)["Tags"].([]any)
		for _, t := range tags {
			tag, _ := t.(map[string]any)
			out[value(tag, "Key")] = value(tag, "Value")
		}
	}
	return out
}

// doAround does one request on what lies around; false for an operation it does not know.
func (a *account) doAround(request plan.Request) (receipt plan.Receipt, known bool, err error) {
	in := request.Input
	o := &a.around
	switch request.Op {
	case "CreateSecurityGroup":
		all := facts.Rule{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}
		g := facts.SecurityGroup{
			ID: o.id("sg"), Name: value(in, "GroupName"), Description: value(in, "Description"), VPC: value(in, "VpcId"), Egress: []facts.Rule{all},
		}
		o.groups[g.ID], o.left[g.ID] = g, o.lag
		return plan.Receipt{ID: g.ID}, true, nil
	case "DeleteSecurityGroup":
		id := value(in, "GroupId")
		for _, e := range a.endpoints {
			if slices.Contains(e.SecurityGroups, id) {
				f := fault(facts.Invalid, false)
				f.Code = "DependencyViolation"
				return plan.Receipt{}, true, f
			}
		}
		delete(o.groups, id)
		return plan.Receipt{}, true, nil
	case "RevokeSecurityGroupEgress":
		g := o.groups[value(in, "GroupId")]
		g.Egress = nil
		o.groups[g.ID] = g
		return plan.Receipt{}, true, nil
	case "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress":
		return plan.Receipt{}, true, o.authorize(request)
	case "AllocateAddress":
		id := o.id("eipalloc")
		o.addresses[id] = facts.ElasticIP{AllocationID: id, Tags: tagsOf(in)}
		return plan.Receipt{ID: id}, true, nil
	case "ReleaseAddress":
		id := value(in, "AllocationId")
		if o.addresses[id].AssociationID != "" {
			f := fault(facts.Invalid, false)
			f.Code = "InvalidIPAddress.InUse"
			return plan.Receipt{}, true, f
		}
		delete(o.addresses, id)
		return plan.Receipt{}, true, nil
	}
	return a.doWay(request)
}

func (a *account) doWay(request plan.Request) (receipt plan.Receipt, known bool, err error) {
	in := request.Input
	o := &a.around
	switch request.Op {
	case "CreateNatGateway":
		id := o.id("nat")
		address := o.addresses[value(in, "AllocationId")]
		address.AssociationID = id
		o.addresses[address.AllocationID] = address
		o.nats[id] = facts.NATGateway{ID: id, VPC: "vpc-1", Subnet: value(in, "SubnetId"), State: "pending", Tags: tagsOf(in), FailureCode: o.natFails}
		o.left[id] = o.lag
		return plan.Receipt{ID: id}, true, nil
	case "DeleteNatGateway":
		g := o.nats[value(in, "NatGatewayId")]
		g.State = "deleting"
		o.nats[g.ID], o.left[g.ID] = g, o.lag
		return plan.Receipt{ID: g.ID}, true, nil
	case "CreateRoute":
		table := value(in, "RouteTableId")
		a.tables[table] = append(slices.Clone(a.tables[table]), facts.Route{Destination: value(in, "DestinationCidrBlock"), Target: value(in, "NatGatewayId"), State: "active"})
		return plan.Receipt{}, true, nil
	case "DeleteRoute":
		table := value(in, "RouteTableId")
		a.tables[table] = slices.DeleteFunc(slices.Clone(a.tables[table]), func(r facts.Route) bool { return r.Destination == value(in, "DestinationCidrBlock") })
		return plan.Receipt{}, true, nil
	case "AssociateRouteTable":
		id := o.id("rtbassoc")
		o.associations[id] = [2]string{value(in, "SubnetId"), value(in, "RouteTableId")}
		return plan.Receipt{ID: id}, true, nil
	case "DisassociateRouteTable":
		delete(o.associations, value(in, "AssociationId"))
		return plan.Receipt{}, true, nil
	case "PutBucketPolicy":
		o.policies[value(in, "Bucket")] = value(in, "Policy")
		return plan.Receipt{ID: value(in, "Bucket")}, true, nil
	case "DeleteBucketPolicy":
		delete(o.policies, value(in, "Bucket"))
		return plan.Receipt{}, true, nil
	}
	return plan.Receipt{}, false, nil
}

func (o *around) authorize(request plan.Request) error {
	in := request.Input
	g, known := o.groups[value(in, "GroupId")]
	if !known {
		return fault(facts.NotFound, false)
	}
	permission, _ := in["IpPermissions"].([]any)[0].(map[string]any)
	from, _ := permission["FromPort"].(float64)
	rule := facts.Rule{Protocol: value(permission, "IpProtocol"), From: int(from), To: int(from)}
	if pairs, ok := permission["UserIdGroupPairs"].([]any); ok {
		pair, _ := pairs[0].(map[string]any)
		rule.Groups = []string{value(pair, "GroupId")}
	}
	if lists, ok := permission["PrefixListIds"].([]any); ok {
		list, _ := lists[0].(map[string]any)
		rule.PrefixLists = []string{value(list, "PrefixListId")}
	}
	if request.Op == "AuthorizeSecurityGroupIngress" {
		g.Ingress = append(slices.Clone(g.Ingress), rule)
	} else {
		g.Egress = append(slices.Clone(g.Egress), rule)
	}
	o.groups[g.ID] = g
	return nil
}

func (a *account) VPCEndpoints(context.Context, string) ([]facts.Endpoint, error) {
	return slices.Collect(maps.Values(a.endpoints)), a.reading("endpoint")
}

func (a *account) SecurityGroups(context.Context, string) ([]facts.SecurityGroup, error) {
	var out []facts.SecurityGroup
	for id, g := range a.around.groups {
		if a.around.arrived(id) {
			out = append(out, g)
		}
	}
	return out, a.reading("groups")
}

func (a *account) NATGateways(context.Context, string) ([]facts.NATGateway, error) {
	for id, g := range a.around.nats {
		if !a.around.arrived(id) {
			continue
		}
		switch g.State {
		case "pending":
			g.State = "available"
			if g.FailureCode != "" {
				g.State = "failed"
			}
		case "deleting":
			g.State = "deleted"
			for alloc, address := range a.around.addresses {
				if address.AssociationID == id {
					address.AssociationID = ""
					a.around.addresses[alloc] = address
				}
			}
		}
		a.around.nats[id] = g
	}
	return slices.Collect(maps.Values(a.around.nats)), a.reading("nats")
}

func (a *account) ElasticIPs(_ context.Context, tag, want string) ([]facts.ElasticIP, error) {
	var out []facts.ElasticIP
	for _, address := range a.around.addresses {
		if address.Tags[tag] == want {
			out = append(out, address)
		}
	}
	return out, a.reading("addresses")
}

func (a *account) BucketPolicy(_ context.Context, bucket string) (string, error) {
	return a.around.policies[bucket], a.reading("bucket policy")
}

// remains is what lies around an endpoint and has not been taken back.
func (o *around) remains() string {
	var nats []string
	for id, g := range o.nats {
		if g.State != "deleted" {
			nats = append(nats, id)
		}
	}
	return fmt.Sprint(len(o.groups), len(o.addresses), nats, len(o.associations), len(o.policies))
}
