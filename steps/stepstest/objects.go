package stepstest

import (
	"context"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// objects are the contract's tests of what lies around a VPC endpoint.
var objects = map[string]func(*testing.T, Fixture){
	"security group":       securityGroup,
	"group rules":          groupRules,
	"group in use":         groupInUse,
	"elastic address":      elasticAddress,
	"NAT gateway":          natGateway,
	"route":                route,
	"association":          association,
	"interface endpoint":   interfaceEndpoint,
	"private DNS":          privateDNS,
	"bucket policy":        bucketPolicy,
	"objects that are not": unknownObjects,
}

// everything is the default route, and the peer of a new group's only rule.
const everything = "0.0.0.0/0"

// What the requests of these tests say again and again.
const (
	inEC2           = "ec2"
	inS3            = "s3"
	fieldVPC        = "VpcId"
	fieldGroup      = "GroupId"
	fieldAllocation = "AllocationId"
	fieldTable      = "RouteTableId"
	fieldBucket     = "Bucket"
)

// attempt sends a request and returns what came of it.
func attempt(t *testing.T, f Fixture, service, op string, input map[string]any) error {
	t.Helper()
	_, err := f.Account.Apply(deadline(t), plan.Request{Service: service, Op: op, Input: input})
	return err
}

// afterwards takes something away when the test is over. A test may have done so itself.
func afterwards(t *testing.T, f Fixture, service, op string, input map[string]any) {
	t.Helper()
	t.Cleanup(func() {
		_, _ = f.Account.Apply(context.WithoutCancel(t.Context()), plan.Request{Service: service, Op: op, Input: input})
	})
}

// eventually lets the account's time pass until something is so.
func eventually(t *testing.T, f Fixture, what string, so func() bool) {
	t.Helper()
	for range 60 {
		if so() {
			return
		}
		if f.Pass != nil {
			f.Pass(5 * time.Second)
		}
	}
	t.Fatalf("%s: it never came to that", what)
}

// tagged marks a new object with a value.
func tagged(kind, value string) []any {
	return []any{map[string]any{"ResourceType": kind, "Tags": []any{map[string]any{"Key": plan.RequestTag, "Value": value}}}}
}

// makeGroup makes a security group and removes it when the test is over.
func makeGroup(t *testing.T, f Fixture, name string) string {
	t.Helper()
	receipt := apply(t, f, inEC2, "CreateSecurityGroup", map[string]any{"GroupName": name, "Description": "for the contract", fieldVPC: f.VPC})
	if !strings.HasPrefix(receipt.ID, "sg-") {
		t.Fatalf("the receipt names no group: %+v", receipt)
	}
	afterwards(t, f, inEC2, "DeleteSecurityGroup", map[string]any{fieldGroup: receipt.ID})
	return receipt.ID
}

// group reads a group back; false when it is not there.
func group(t *testing.T, f Fixture, id string) (facts.SecurityGroup, bool) {
	t.Helper()
	groups, err := f.Account.SecurityGroups(deadline(t), f.VPC)
	noError(t, err)
	i := slices.IndexFunc(groups, func(g facts.SecurityGroup) bool { return g.ID == id })
	if i < 0 {
		return facts.SecurityGroup{}, false
	}
	return groups[i], true
}

func securityGroup(t *testing.T, f Fixture) {
	id := makeGroup(t, f, "contract-group")
	g, found := group(t, f, id)
	if !found || g.Name != "contract-group" || g.Description != "for the contract" || g.VPC != f.VPC || len(g.Ingress) > 0 {
		t.Errorf("the group reads back as %+v", g)
	}
	if want := []facts.Rule{{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix(everything)}}}; !reflect.DeepEqual(g.Egress, want) {
		t.Errorf("a new group lets out %+v, want %+v", g.Egress, want)
	}
	wantFault(t, attempt(t, f, inEC2, "CreateSecurityGroup", map[string]any{
		"GroupName": "contract-group", "Description": "a second of the name", fieldVPC: f.VPC,
	}), facts.Exists)
	all := map[string]any{fieldGroup: id, "IpPermissions": []any{map[string]any{"IpProtocol": "-1", "IpRanges": []any{map[string]any{"CidrIp": everything}}}}}
	apply(t, f, inEC2, "RevokeSecurityGroupEgress", all)
	if g, _ := group(t, f, id); len(g.Egress) > 0 {
		t.Errorf("the revoked rule is still there: %+v", g.Egress)
	}
	wantFault(t, attempt(t, f, inEC2, "RevokeSecurityGroupEgress", all), facts.NotFound)
	apply(t, f, inEC2, "DeleteSecurityGroup", map[string]any{fieldGroup: id})
	if _, found := group(t, f, id); found {
		t.Error("the deleted group is still there")
	}
	wantFault(t, attempt(t, f, inEC2, "DeleteSecurityGroup", map[string]any{fieldGroup: id}), facts.NotFound)
}

// https is a rule for tcp 443 as a request has it.
func https(group, peers string, peer map[string]any) map[string]any {
	return map[string]any{fieldGroup: group, "IpPermissions": []any{map[string]any{
		"IpProtocol": "tcp", "FromPort": float64(443), "ToPort": float64(443), peers: []any{peer},
	}}}
}

func groupRules(t *testing.T, f Fixture) {
	id, peer := makeGroup(t, f, "contract-rules"), f.SecurityGroups[0]
	list := whole(t, f).S3.PrefixList
	for _, rule := range []struct {
		op, peers string
		peer      map[string]any
		shows     func(facts.SecurityGroup) bool
	}{
		{"AuthorizeSecurityGroupEgress", "PrefixListIds", map[string]any{"PrefixListId": list, "Description": "S3"}, func(g facts.SecurityGroup) bool {
			return holds(g.Egress, func(r facts.Rule) bool { return slices.Contains(r.PrefixLists, list) })
		}},
		{"AuthorizeSecurityGroupEgress", "UserIdGroupPairs", map[string]any{fieldGroup: peer}, func(g facts.SecurityGroup) bool {
			return holds(g.Egress, func(r facts.Rule) bool { return slices.Contains(r.Groups, peer) })
		}},
		{"AuthorizeSecurityGroupEgress", "IpRanges", map[string]any{"CidrIp": "203.0.113.0/24"}, func(g facts.SecurityGroup) bool {
			return holds(g.Egress, func(r facts.Rule) bool {
				return slices.Contains(r.CIDRs, netip.MustParsePrefix("203.0.113.0/24"))
			})
		}},
		{"AuthorizeSecurityGroupIngress", "UserIdGroupPairs", map[string]any{fieldGroup: peer, "Description": "the model"}, func(g facts.SecurityGroup) bool {
			return holds(g.Ingress, func(r facts.Rule) bool { return slices.Contains(r.Groups, peer) })
		}},
	} {
		input := https(id, rule.peers, rule.peer)
		apply(t, f, inEC2, rule.op, input)
		if g, _ := group(t, f, id); !rule.shows(g) {
			t.Errorf("%s of %v reads back as %+v", rule.op, rule.peer, g)
		}
		wantFault(t, attempt(t, f, inEC2, rule.op, input), facts.Exists)
		bare := maps.Clone(rule.peer)
		if !f.differs(RevokesByDescription) { // AWS goes by protocol, ports and peer
			delete(bare, "Description")
		}
		apply(t, f, inEC2, strings.Replace(rule.op, "Authorize", "Revoke", 1), https(id, rule.peers, bare))
		if g, _ := group(t, f, id); rule.shows(g) || len(g.Egress) != 1 {
			t.Errorf("after the revocation of %v the group is %+v", rule.peer, g)
		}
	}
}

// holds reports whether a rule for tcp 443 has a peer.
func holds(rules []facts.Rule, peer func(facts.Rule) bool) bool {
	return slices.ContainsFunc(rules, func(r facts.Rule) bool {
		return r.Protocol == "tcp" && r.From == 443 && r.To == 443 && peer(r)
	})
}

// groupInUse is a group that another one's rule names.
func groupInUse(t *testing.T, f Fixture) {
	named, naming := makeGroup(t, f, "contract-named"), makeGroup(t, f, "contract-naming")
	rule := https(naming, "UserIdGroupPairs", map[string]any{fieldGroup: named})
	apply(t, f, inEC2, "AuthorizeSecurityGroupIngress", rule)
	if f.differs(DropsNamedGroup) {
		return
	}
	fault := theFault(t, attempt(t, f, inEC2, "DeleteSecurityGroup", map[string]any{fieldGroup: named}), facts.Invalid)
	if fault.Code != "DependencyViolation" || !fault.Retry {
		t.Errorf("the fault is %+v, want a DependencyViolation that passes", fault)
	}
	apply(t, f, inEC2, "RevokeSecurityGroupIngress", rule)
	apply(t, f, inEC2, "DeleteSecurityGroup", map[string]any{fieldGroup: named})
}

func unknownObjects(t *testing.T, f Fixture) {
	for op, input := range map[string]map[string]any{
		"DeleteSecurityGroup":           {fieldGroup: "sg-00000000000000000"},
		"AuthorizeSecurityGroupEgress":  https("sg-00000000000000000", "IpRanges", map[string]any{"CidrIp": everything}),
		"AuthorizeSecurityGroupIngress": https("sg-00000000000000000", "IpRanges", map[string]any{"CidrIp": everything}),
		"ReleaseAddress":                {fieldAllocation: "eipalloc-00000000000000000"},
		"DeleteNatGateway":              {"NatGatewayId": "nat-00000000000000000"},
		"CreateRoute":                   {fieldTable: "rtb-00000000000000000", "DestinationCidrBlock": everything, "NatGatewayId": f.NATGateway.ID},
		"AssociateRouteTable":           {fieldTable: "rtb-00000000000000000", "SubnetId": f.Private[0]},
		"DisassociateRouteTable":        {"AssociationId": "rtbassoc-00000000000000000"},
	} {
		if op == "DeleteNatGateway" && f.differs(UnknownNATFails) {
			continue
		}
		t.Run(op, func(t *testing.T) { wantFault(t, attempt(t, f, inEC2, op, input), facts.NotFound) })
	}
	for _, op := range []string{"PutBucketPolicy", "DeleteBucketPolicy"} {
		input := map[string]any{fieldBucket: "contract-never-made-4711"}
		if op == "PutBucketPolicy" {
			input["Policy"] = bucketDocument("contract-never-made-4711")
		}
		t.Run(op, func(t *testing.T) { wantFault(t, attempt(t, f, inS3, op, input), facts.NotFound) })
	}
	_, err := f.Account.BucketPolicy(deadline(t), "contract-never-made-4711")
	wantFault(t, err, facts.NotFound)
}
