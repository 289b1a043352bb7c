package plan

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// peer is one outbound rule that the model lacks: tcp 443 to a prefix list, to a security
// group, or to addresses.
type peer struct {
	key    string         // of the change's id, the same for destinations that share the rule
	peers  string         // field of IpPermissions
	value  map[string]any // one entry of it
	reason string         // what it is for
}

// egressLacks are the outbound rules without which the model's security groups keep it
// from what the plan wants reached, each once. Where names lead decides the peer, so that
// no rule is wider than its destination.
func (t target) egressLacks() []peer {
	var out []peer
	for _, to := range t.destinations() {
		for _, s := range t.inside() {
			path := network.Walk(t.n, t.sender(s.ID), to)
			closed := slices.ContainsFunc(path.Hops, func(h network.Hop) bool {
				return h.Layer == network.LayerGroups && h.Verdict == network.Blocked
			})
			if !closed {
				continue
			}
			p, ok := t.peerOf(to)
			if ok && !slices.ContainsFunc(out, func(o peer) bool { return o.key == p.key }) {
				out = append(out, p)
			}
			break
		}
	}
	return out
}

// peerOf is what an outbound rule must name for a destination.
func (t target) peerOf(to network.Destination) (peer, bool) {
	if e, ok := t.privateEndpoint(to); ok {
		if len(e.SecurityGroups) == 0 {
			return peer{}, false
		}
		group := e.SecurityGroups[0]
		return peer{
			key: shortOf(group), peers: "UserIdGroupPairs", value: map[string]any{fieldGroup: group},
			reason: "The model must be let out to the interface endpoint of " + to.Name + ", which wears this group.",
		}, true
	}
	switch to.Kind {
	case network.KindS3:
		if t.n.S3.PrefixList == "" {
			return peer{}, false
		}
		return peer{
			key: "s3", peers: "PrefixListIds", value: map[string]any{"PrefixListId": t.n.S3.PrefixList},
			reason: "The model must be let out to S3, by its prefix list and no further.",
		}, true
	case network.KindInternet:
		return peer{
			key: "internet", peers: "IpRanges", value: map[string]any{"CidrIp": everywhere},
			reason: "The internet was asked for: it has no narrower address than everywhere, on 443.",
		}, true
	case network.KindService, network.KindBlock:
	}
	return peer{}, false
}

// privateEndpoint is the interface endpoint that a destination's names lead to.
func (t target) privateEndpoint(to network.Destination) (facts.Endpoint, bool) {
	if verdict, _ := network.PrivateNames(t.n); verdict == network.Blocked {
		return facts.Endpoint{}, false
	}
	i := slices.IndexFunc(t.n.Endpoints, func(e facts.Endpoint) bool {
		if !strings.EqualFold(e.Type, "Interface") || e.VPC != t.n.VPC.ID || !e.PrivateDNS || e.InboundOnly || network.Ended(e) {
			return false
		}
		return to.Kind == network.KindService && e.Service == to.Service.Name ||
			to.Kind == network.KindS3 && strings.HasSuffix(e.Service, ".s3")
	})
	if i < 0 {
		return facts.Endpoint{}, false
	}
	return t.n.Endpoints[i], true
}

// modelGroupChanges are a security group of the model's own that lets nothing out but
// what is added to it: AWS gives a new group a rule that lets everything out, which is
// taken away (https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html).
func (t target) modelGroupChanges() []Change {
	made := t.createGroup(ChangeModelGroup, t.groupName("model"), "Lets the model "+t.model.Name+" out to what it needs.",
		"The chosen security groups do not let the model out to what it needs, and are left as they are.")
	group := Reference(ChangeModelGroup)
	everything := []any{map[string]any{"IpProtocol": "-1", "IpRanges": []any{map[string]any{"CidrIp": everywhere}}}}
	reverse := Request{Service: serviceEC2, Op: "AuthorizeSecurityGroupEgress", Input: map[string]any{fieldGroup: group, "IpPermissions": everything}}
	closed := Change{
		ID: ChangeModelGroupClosed, Action: Delete, Kind: KindGroupRule, Name: t.groupName("model"), VPC: t.n.VPC.ID,
		Request: Request{Service: serviceEC2, Op: "RevokeSecurityGroupEgress", Input: map[string]any{fieldGroup: group, "IpPermissions": everything}},
		Reverse: &reverse, Why: "A new group lets everything out; this one shall not.", Undo: "let everything out again",
		Needs: []string{ChangeModelGroup}, Bystanders: []string{},
		Before: map[string]any{"Rules": []any{"everything out to " + everywhere}}, After: map[string]any{"Rules": []any{}},
	}
	return []Change{made, closed}
}

// egressChanges are the outbound rules, on the group that the answers name.
func (t target) egressChanges() []Change {
	group := t.a.Network.Egress
	switch group {
	case "", EgressLeave:
		return nil
	case EgressNew:
		group = Reference(ChangeModelGroup)
	}
	if !t.hasGroup(group) || !slices.Contains(t.groupIDs(), group) {
		return nil
	}
	var out []Change
	for _, p := range t.egressLacks() {
		c := t.groupRule(ChangeModelEgress+p.key, group, true, p.peers, p.value, p.reason)
		if _, made := Referenced(group); made {
			c.Needs = append(c.Needs, ChangeModelGroupClosed)
		} else {
			c.Why += " Everything else that wears " + t.groupLabel(group) + " is let out there too."
		}
		out = append(out, c)
	}
	return out
}

// associationChanges make the subnets' way explicit: only when asked for, each subnet that
// follows the main table is associated with that same table.
func (t target) associationChanges() []Change {
	if t.a.S3.Association != AssociationExplicit || t.sharedVPC() {
		return nil
	}
	var out []Change
	for _, s := range t.inside() {
		table, ok := network.EffectiveRouteTable(t.n, s.ID)
		if !ok || !table.Main || slices.Contains(table.Subnets, s.ID) {
			continue
		}
		out = append(out, Change{
			ID: ChangeAssociation + s.ID, Action: Create, Kind: KindTableAssociation, Name: named(s.Name, s.ID), VPC: t.n.VPC.ID,
			Request: Request{Service: serviceEC2, Op: "AssociateRouteTable", Input: map[string]any{"SubnetId": s.ID, "RouteTableId": table.ID}},
			Why:     "The subnet follows the main table by default; associated with it, it stays there when another table becomes the main one.",
			Undo:    "remove the association: the subnet follows the main table again", Needs: []string{}, Bystanders: []string{},
			Before: map[string]any{"RouteTable": named(table.Name, table.ID) + ", as the main one"},
			After:  map[string]any{"RouteTable": named(table.Name, table.ID) + ", by an association of its own"},
		})
	}
	return out
}
