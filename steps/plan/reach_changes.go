package plan

import (
	"fmt"
	"strings"

	"sagevpc/steps/facts"
)

// reachChanges are the changes that give the model its way to AWS services, each its own:
// the group first, then what admits the model, then the endpoints.
func (t target) reachChanges() []Change {
	var out []Change
	reach := t.decideReach()
	if makesEndpointGroup(reach) {
		out = append(out, t.createGroup(ChangeEndpointGroup, t.groupName("endpoints"), "Admits the model "+t.model.Name+" to interface endpoints.",
			"Interface endpoints need a security group that admits the model on 443."))
	}
	admitted := map[string]bool{}
	for _, d := range reach {
		if d.Group != "" && !admitted[d.Group] && !t.admits(d.Group) {
			admitted[d.Group] = true
			out = append(out, t.admitModel(d.Group))
		}
	}
	for _, d := range reach {
		switch d.Action {
		case reachCreate:
			out = append(out, t.serviceEndpoint(d))
		case reachPrivateDNS:
			out = append(out, t.privateDNS(d))
		case reachNothing, reachAdmit:
		}
	}
	return out
}

func makesEndpointGroup(reach []reachDecision) bool {
	for _, d := range reach {
		if d.Group == Reference(ChangeEndpointGroup) {
			return true
		}
	}
	return false
}

// groupName names a security group after the model; AWS allows 255 characters.
func (t target) groupName(what string) string {
	return strings.TrimSuffix("sagevpc-"+t.model.Name, "-") + "-" + what
}

// createGroup is a new security group. AWS gives it a rule that lets everything out.
func (t target) createGroup(id, name, description, why string) Change {
	input := map[string]any{
		"GroupName": name, "Description": description, fieldVPC: t.n.VPC.ID,
		"TagSpecifications": tagSpecification("security-group", name, ""),
	}
	return Change{
		ID: id, Action: Create, Kind: KindSecurityGroup, Name: name, VPC: t.n.VPC.ID,
		Request: Request{Service: serviceEC2, Op: "CreateSecurityGroup", Input: input},
		Why:     why, Undo: "delete the security group", Needs: []string{}, Bystanders: []string{},
		After: map[string]any{"GroupName": name, "Description": description, fieldVPC: t.n.VPC.ID},
	}
}

// tagSpecification names a new object, and marks it so that it is found again when AWS's
// answer is lost; a request of "" leaves the mark out.
func tagSpecification(kind, name, request string) []any {
	tags := []any{map[string]any{"Key": "Name", "Value": name}}
	if request != "" {
		tags = append(tags, map[string]any{"Key": RequestTag, "Value": request})
	}
	return []any{map[string]any{"ResourceType": kind, "Tags": tags}}
}

// groupRule adds one rule for tcp 443 to a group, and takes exactly it away again.
func (t target) groupRule(id, group string, egress bool, peers string, peer map[string]any, why string) Change {
	direction, allow, revoke := "in from", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"
	if egress {
		direction, allow, revoke = "out to", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress"
	}
	permissions := []any{map[string]any{"IpProtocol": "tcp", "FromPort": float64(443), "ToPort": float64(443), peers: []any{peer}}}
	input := map[string]any{fieldGroup: group, "IpPermissions": permissions}
	reverse := Request{Service: serviceEC2, Op: revoke, Input: map[string]any{fieldGroup: group, "IpPermissions": withoutDescriptions(permissions)}}
	c := Change{
		ID: id, Action: Update, Kind: KindGroupRule, Name: t.groupLabel(group), VPC: t.n.VPC.ID,
		Request: Request{Service: serviceEC2, Op: allow, Input: input}, Reverse: &reverse,
		Why: why, Undo: "remove exactly this rule", Needs: t.madeBy(group), Bystanders: []string{},
		Before: map[string]any{"Rules": []any{}},
		After:  map[string]any{"Rules": []any{fmt.Sprintf("tcp 443 %s %s", direction, t.peerLabel(peer))}},
	}
	for _, value := range peer {
		if text, ok := value.(string); ok {
			c.Needs = append(c.Needs, t.madeBy(text)...)
		}
	}
	return c
}

// withoutDescriptions is a rule as a revocation names it: descriptions are no part of it.
func withoutDescriptions(permissions []any) []any {
	p, _ := permissions[0].(map[string]any)
	out := map[string]any{}
	for key, value := range p {
		peers, ok := value.([]any)
		if !ok {
			out[key] = value
			continue
		}
		peer, _ := peers[0].(map[string]any)
		bare := map[string]any{}
		for name, v := range peer {
			if name != "Description" {
				bare[name] = v
			}
		}
		out[key] = []any{bare}
	}
	return []any{out}
}

// madeBy is the change that makes what a value refers to, as Needs hold it.
func (t target) madeBy(value string) []string {
	if change, ok := Referenced(value); ok {
		return []string{change}
	}
	return []string{}
}

// groupLabel is what a person calls a group, one that the plan makes included.
func (t target) groupLabel(group string) string {
	if change, ok := Referenced(group); ok {
		if change == ChangeEndpointGroup {
			return t.groupName("endpoints")
		}
		return t.groupName("model")
	}
	g, _ := t.n.SecurityGroup(group)
	return named(g.Name, group)
}

// groupWords says besides what a group is called whether it is to be made first.
func (t target) groupWords(group string) string {
	if words, made := newWords(group); made {
		return words + " " + t.groupLabel(group)
	}
	return t.groupLabel(group)
}

func (t target) peerLabel(peer map[string]any) string {
	for _, field := range []string{fieldGroup, "PrefixListId", "CidrIp"} {
		value, ok := peer[field].(string)
		switch {
		case !ok:
			continue
		case field == fieldGroup:
			return t.groupWords(value)
		case value == t.n.S3.PrefixList:
			return "S3 (" + value + ")"
		}
		return value
	}
	return ""
}

// admitModel lets the model into an endpoint's group: by naming a group that the model
// wears, which is narrower than its subnets' addresses.
func (t target) admitModel(group string) Change {
	peer := map[string]any{fieldGroup: t.modelGroup(), "Description": "sagevpc: " + t.model.Name}
	return t.groupRule(ChangeEndpointIngress+shortOf(group), group, false, "UserIdGroupPairs", peer,
		"The endpoint's security group must admit the model on 443: by its group, and by nothing wider.")
}

// shortOf is a reference's change, or an id as it is, for the ids of changes.
func shortOf(value string) string {
	if change, ok := Referenced(value); ok {
		return change
	}
	return value
}

func (t target) serviceEndpoint(d reachDecision) Change {
	name := "sagevpc-" + d.Name
	var subnets, labels []string
	for _, s := range d.Subnets {
		subnets = append(subnets, s.ID)
		labels = append(labels, named(s.Name, s.ID)+" in "+s.ZoneID)
	}
	token := clientToken(t.n.VPC.ID, d.Service.Name, strings.Join(subnets, ","), d.Group)
	input := map[string]any{
		fieldVPC: t.n.VPC.ID, "ServiceName": d.Service.Name, "VpcEndpointType": "Interface", "SubnetIds": list(subnets),
		"SecurityGroupIds": []any{d.Group}, "PrivateDnsEnabled": true, "ClientToken": token,
		"TagSpecifications": tagSpecification("vpc-endpoint", name, token),
	}
	return Change{
		ID: ChangeServiceEndpoint + d.Name, Action: Create, Kind: KindVPCEndpoint, Name: name, VPC: t.n.VPC.ID,
		Request: Request{Service: serviceEC2, Op: opCreateEndpoint, Input: input},
		Why:     d.Why, Undo: "delete the endpoint; its interfaces go with it", Needs: t.madeBy(d.Group), Bystanders: t.everyoneElse(),
		After: map[string]any{
			fieldVPC: t.n.VPC.ID, "ServiceName": d.Service.Name, "VpcEndpointType": "Interface",
			"SubnetIds": list(labels), "SecurityGroupIds": []any{t.groupWords(d.Group)}, "PrivateDnsEnabled": true,
		},
	}
}

// everyoneElse are the other subnets of the VPC: private DNS leads all of them to the new
// endpoint, whether or not its security group admits them
// (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
func (t target) everyoneElse() []string {
	out := []string{}
	for _, s := range t.n.Members() {
		if !containsSubnet(t.inside(), s.ID) {
			out = append(out, s.ID)
		}
	}
	return out
}

func containsSubnet(subnets []facts.Subnet, id string) bool {
	for _, s := range subnets {
		if s.ID == id {
			return true
		}
	}
	return false
}

func (t target) privateDNS(d reachDecision) Change {
	request := func(on bool) Request {
		return Request{Service: serviceEC2, Op: opModifyEndpoint, Input: map[string]any{"VpcEndpointId": d.Endpoint.ID, "PrivateDnsEnabled": on}}
	}
	reverse := request(false)
	return Change{
		ID: ChangeServiceEndpoint + d.Name, Action: Update, Kind: KindVPCEndpoint, Name: named(d.Endpoint.Name, d.Endpoint.ID), VPC: t.n.VPC.ID,
		Request: request(true), Reverse: &reverse, Why: d.Why, Undo: "turn its private DNS off again",
		Needs: []string{}, Bystanders: t.everyoneElse(),
		Before: map[string]any{"PrivateDnsEnabled": false}, After: map[string]any{"PrivateDnsEnabled": true},
	}
}
