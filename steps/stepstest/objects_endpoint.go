package stepstest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// interfaceInput asks for an interface endpoint for STS in the first two private subnets.
func interfaceInput(t *testing.T, f Fixture, token string, private bool) map[string]any {
	t.Helper()
	return map[string]any{
		fieldVPC: f.VPC, "ServiceName": strings.TrimSuffix(whole(t, f).S3.Service, "s3") + "sts", "VpcEndpointType": "Interface",
		"SubnetIds": []any{f.Private[0], f.Private[1]}, "SecurityGroupIds": []any{f.SecurityGroups[0]},
		"PrivateDnsEnabled": private, "ClientToken": token, "TagSpecifications": tagged("vpc-endpoint", token),
	}
}

// made finds an endpoint in the list of the VPC's endpoints; false when it is gone.
func made(t *testing.T, f Fixture, id string) (facts.Endpoint, bool) {
	t.Helper()
	list, err := f.Account.VPCEndpoints(deadline(t), f.VPC)
	noError(t, err)
	i := slices.IndexFunc(list, func(e facts.Endpoint) bool { return e.ID == id })
	if i < 0 || strings.EqualFold(list[i].State, "deleted") {
		return facts.Endpoint{}, false
	}
	return list[i], true
}

// makeInterface makes an interface endpoint, waits for it and removes it when the test is over.
func makeInterface(t *testing.T, f Fixture, token string, private bool) string {
	t.Helper()
	input := interfaceInput(t, f, token, private)
	id := apply(t, f, inEC2, "CreateVpcEndpoint", input).ID
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		// Looked for first: of these writes AWS lets few through.
		if e, err := f.Account.Endpoint(ctx, id); err == nil && !strings.HasPrefix(strings.ToLower(e.State), "delet") {
			_, _ = f.Account.Apply(ctx, plan.Request{Service: inEC2, Op: "DeleteVpcEndpoints", Input: map[string]any{"VpcEndpointIds": []any{id}}})
		}
	})
	if e, _ := made(t, f, id); !strings.EqualFold(e.State, "pending") && !f.differs(BuiltAtOnce) {
		t.Errorf("a new interface endpoint is %s, want pending", e.State)
	}
	eventually(t, f, "the endpoint is available", func() bool { e, _ := made(t, f, id); return e.Available() })
	return id
}

func interfaceEndpoint(t *testing.T, f Fixture) {
	id := makeInterface(t, f, "contract-interface", true)
	e, err := f.Account.Endpoint(deadline(t), id)
	noError(t, err)
	if !strings.EqualFold(e.Type, "Interface") || e.VPC != f.VPC || !e.PrivateDNS || e.Tags[plan.RequestTag] != "contract-interface" || len(e.Interfaces) != 2 {
		t.Errorf("the endpoint reads back as %+v", e)
	}
	equalIDs(t, "the endpoint's subnets", e.Subnets, f.Private[:2])
	equalIDs(t, "the endpoint's security groups", e.SecurityGroups, f.SecurityGroups[:1])
	if !f.differs(TokensForgotten) {
		if again := apply(t, f, inEC2, "CreateVpcEndpoint", interfaceInput(t, f, "contract-interface", true)); again.ID != id {
			t.Errorf("the same token made %s besides %s", again.ID, id)
		}
	}
	// AWS: "private-dns-enabled cannot be set because there is already a conflicting DNS domain".
	if !f.differs(PrivateDNSUnguarded) {
		wantFault(t, attempt(t, f, inEC2, "CreateVpcEndpoint", interfaceInput(t, f, "contract-second", true)), facts.Exists)
	}
	apply(t, f, inEC2, "DeleteVpcEndpoints", map[string]any{"VpcEndpointIds": []any{id}})
	eventually(t, f, "the endpoint is gone", func() bool { _, there := made(t, f, id); return !there })
}

func privateDNS(t *testing.T, f Fixture) {
	if f.differs(PrivateDNSUnguarded) {
		return // a stand-in that does not know the parameter has nothing to show
	}
	id := makeInterface(t, f, "contract-names", false)
	set := func(on bool) {
		receipt := apply(t, f, inEC2, "ModifyVpcEndpoint", map[string]any{"VpcEndpointId": id, "PrivateDnsEnabled": on})
		if e, there := made(t, f, id); receipt.ID != id || !there || e.PrivateDNS != on {
			t.Errorf("private DNS set to %v reads back as %+v", on, e)
		}
	}
	set(true)
	wantFault(t, attempt(t, f, inEC2, "CreateVpcEndpoint", interfaceInput(t, f, "contract-other-names", true)), facts.Exists)
	set(false)
}
