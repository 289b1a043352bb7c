package run_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

func ec2(op string, input map[string]any) plan.Request {
	return plan.Request{Service: "ec2", Op: op, Input: input}
}

func tagged(kind, token string) []any {
	return []any{map[string]any{"ResourceType": kind, "Tags": []any{map[string]any{"Key": plan.RequestTag, "Value": token}}}}
}

// theReach opens a way to a service and to the internet: each change uses what an earlier
// one made.
func theReach() plan.Plan {
	group, model := plan.Reference("endpoint-group"), plan.Reference("model-group")
	permission := func(peers string, peer map[string]any) []any {
		return []any{map[string]any{"IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0, peers: []any{peer}}}
	}
	everything := []any{map[string]any{"IpProtocol": "-1", "IpRanges": []any{map[string]any{"CidrIp": "0.0.0.0/0"}}}}
	route := map[string]any{"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0"}
	input := modelInput()
	input["VpcConfig"] = map[string]any{"Subnets": []any{"subnet-a", "subnet-b"}, "SecurityGroupIds": []any{"sg-1", model}}
	back := ec2("AuthorizeSecurityGroupEgress", map[string]any{"GroupId": model, "IpPermissions": everything})
	deny := ec2("DeleteRoute", route)
	drop := plan.Request{Service: "s3", Op: "DeleteBucketPolicy", Input: map[string]any{"Bucket": "acme"}}
	ingress := map[string]any{"GroupId": group, "IpPermissions": permission("UserIdGroupPairs", map[string]any{"GroupId": model})}
	revoke := ec2("RevokeSecurityGroupEgress", map[string]any{"GroupId": group})
	changes := []plan.Change{
		{ID: "model-group", Request: ec2("CreateSecurityGroup", map[string]any{"GroupName": "m", "Description": "d", "VpcId": "vpc-1"})},
		{ID: "model-group-closed", Request: ec2("RevokeSecurityGroupEgress", map[string]any{"GroupId": model, "IpPermissions": everything}), Reverse: &back, Needs: []string{"model-group"}},
		{ID: "endpoint-group", Request: ec2("CreateSecurityGroup", map[string]any{"GroupName": "e", "Description": "d", "VpcId": "vpc-1"})},
		{ID: "endpoint-ingress", Request: ec2("AuthorizeSecurityGroupIngress", ingress), Reverse: &revoke, Needs: []string{"endpoint-group", "model-group"}},
		{ID: "endpoint-logs", Request: ec2("CreateVpcEndpoint", map[string]any{
			"VpcId": "vpc-1", "VpcEndpointType": "Interface", "ServiceName": "logs", "ClientToken": "t", "SubnetIds": []any{"subnet-a"},
			"SecurityGroupIds": []any{group}, "TagSpecifications": tagged("vpc-endpoint", "t"),
		}), Needs: []string{"endpoint-group"}},
		{ID: "nat-address", Request: ec2("AllocateAddress", map[string]any{"Domain": "vpc", "TagSpecifications": tagged("elastic-ip", "a")})},
		{ID: "nat-gateway", Request: ec2("CreateNatGateway", map[string]any{
			"SubnetId": "subnet-p", "AllocationId": plan.Reference("nat-address"), "TagSpecifications": tagged("natgateway", "n"),
		}), Needs: []string{"nat-address"}},
		{ID: "nat-route", Request: ec2("CreateRoute", map[string]any{
			"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": plan.Reference("nat-gateway"),
		}), Reverse: &deny, Needs: []string{"nat-gateway"}},
		{ID: "association", Request: ec2("AssociateRouteTable", map[string]any{"SubnetId": "subnet-a", "RouteTableId": "rtb-1"})},
		{ID: "model", Name: "fraud-vpc", Request: plan.Request{Service: "sagemaker", Op: "CreateModel", Input: input}, Needs: []string{"model-group"}},
		{ID: "bucket-policy", Request: plan.Request{Service: "s3", Op: "PutBucketPolicy", Input: map[string]any{"Bucket": "acme", "Policy": `{"Statement":[]}`}}, Reverse: &drop, Needs: []string{"model"}},
	}
	for i := range changes {
		changes[i].VPC = "vpc-1"
	}
	return plan.Plan{Schema: plan.Schema, Account: "111122223333", Region: "us-east-1", Changes: changes}
}

func TestLaterChangesUseWhatEarlierOnesMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		r := drive(t, run.Driver{Account: a}, run.New(theReach()))
		if r.Phase != run.Done {
			t.Fatalf("%s: %v", states(r), r.Err)
		}
		groups := a.models["fraud-vpc"].VPC.SecurityGroups
		if !slices.Contains(groups, "sg-1") || len(groups) != 2 || strings.Contains(strings.Join(groups, ""), "$") {
			t.Errorf("the model has the groups %v", groups)
		}
		if got := a.tables["rtb-1"]; len(got) != 1 || !strings.HasPrefix(got[0].Target, "nat-") {
			t.Errorf("the table has %v", got)
		}
	})
}

// What was made is taken back in the opposite order, and what AWS still holds on to is waited for.
func TestEverythingAroundIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		before := a.network()
		a.refuse = func(op string) error {
			if op == "PutBucketPolicy" {
				return fault(facts.Denied, false)
			}
			return nil
		}
		r := drive(t, run.Driver{Account: a}, run.New(theReach()))
		if r.Phase != run.Failed {
			t.Fatalf("the phase is %s", r.Phase)
		}
		r = drive(t, run.Driver{Account: a}, r.Undo())
		if r.Phase != run.Undone || r.Err != nil {
			t.Fatalf("%s: %s, %v", r.Phase, states(r), r.Err)
		}
		if got := a.around.remains(); got != nothing || a.network() != before || len(a.models) != 0 {
			t.Errorf("left behind: %s, %s", got, a.network())
		}
	})
}

// nothing is what remains says of an account that was left as it was found.
const nothing = "0 0 [] 0 0"

func TestAFailedNATGatewaySaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.around.natFails = "Gateway.NotAttached"
		r := drive(t, run.Driver{Account: a}, run.New(theReach()))
		if r.Phase != run.Failed || r.Err.Code != "Gateway.NotAttached" || !strings.Contains(r.Err.Why, "Gateway.NotAttached") {
			t.Fatalf("%s: %v", r.Phase, r.Err)
		}
		if r = drive(t, run.Driver{Account: a}, r.Undo()); a.around.remains() != nothing {
			t.Errorf("left behind: %s (%v)", a.around.remains(), r.Err)
		}
	})
}

// An answer that is lost is no reason to make a thing twice.
func TestLostAnswersMakeNothingTwice(t *testing.T) {
	for _, op := range []string{
		"CreateSecurityGroup", "RevokeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateVpcEndpoint",
		"AllocateAddress", "CreateNatGateway", "CreateRoute", "PutBucketPolicy",
	} {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount()
				a.around.lag = 0
				lost := false
				a.lose = func(got string) error {
					if got == op && !lost {
						lost = true
						return fault(facts.Offline, true)
					}
					return nil
				}
				r := drive(t, run.Driver{Account: a}, run.New(theReach()))
				if r.Phase == run.Failed {
					r = drive(t, run.Driver{Account: a}, r.Retry())
				}
				if r.Phase != run.Done {
					t.Fatalf("%s: %s, %v", r.Phase, states(r), r.Err)
				}
				if len(a.around.groups) != 2 || len(a.around.addresses) != 1 || len(a.around.nats) != 1 || len(a.endpoints) != 1 {
					t.Errorf("made twice: %s, %d endpoints", a.around.remains(), len(a.endpoints))
				}
			})
		})
	}
}

// A reference to what AWS never named is said, and nothing is sent.
func TestAReferenceThatLeadsNowhere(t *testing.T) {
	a := newAccount()
	p := theReach()
	p.Changes = p.Changes[7:8]
	p.Changes[0].Needs = nil
	r := drive(t, run.Driver{Account: a}, run.New(p))
	if r.Phase != run.Failed || !strings.Contains(r.Err.Why, "nat-gateway") || len(a.sent) != 0 {
		t.Errorf("%s: %v, sent %v", r.Phase, r.Err, a.sent)
	}
}
