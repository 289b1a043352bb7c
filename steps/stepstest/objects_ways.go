package stepstest

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// makeAddress allocates an elastic address that carries a tag.
func makeAddress(t *testing.T, f Fixture, tag string) string {
	t.Helper()
	receipt := apply(t, f, inEC2, "AllocateAddress", map[string]any{"Domain": "vpc", "TagSpecifications": tagged("elastic-ip", tag)})
	if !strings.HasPrefix(receipt.ID, "eipalloc-") {
		t.Fatalf("the receipt names no address: %+v", receipt)
	}
	afterwards(t, f, inEC2, "ReleaseAddress", map[string]any{fieldAllocation: receipt.ID})
	return receipt.ID
}

// addresses are those that carry a tag.
func addresses(t *testing.T, f Fixture, tag string) []facts.ElasticIP {
	t.Helper()
	found, err := f.Account.ElasticIPs(deadline(t), plan.RequestTag, tag)
	noError(t, err)
	return found
}

func elasticAddress(t *testing.T, f Fixture) {
	if got := addresses(t, f, "contract-address"); len(got) > 0 {
		t.Fatalf("there are addresses already: %+v", got)
	}
	id := makeAddress(t, f, "contract-address")
	got := addresses(t, f, "contract-address")
	if len(got) != 1 || got[0].AllocationID != id || got[0].PublicIP == "" || got[0].AssociationID != "" {
		t.Errorf("the address reads back as %+v, want %s", got, id)
	}
	apply(t, f, inEC2, "ReleaseAddress", map[string]any{fieldAllocation: id})
	if got := addresses(t, f, "contract-address"); len(got) > 0 {
		t.Errorf("the released address is still there: %+v", got)
	}
	wantFault(t, attempt(t, f, inEC2, "ReleaseAddress", map[string]any{fieldAllocation: id}), facts.NotFound)
}

// gateway reads a NAT gateway back; its state is "" when AWS does not list it any more.
func gateway(t *testing.T, f Fixture, id string) facts.NATGateway {
	t.Helper()
	list, err := f.Account.NATGateways(deadline(t), f.VPC)
	noError(t, err)
	i := slices.IndexFunc(list, func(g facts.NATGateway) bool { return g.ID == id })
	if i < 0 {
		return facts.NATGateway{}
	}
	return list[i]
}

func natGateway(t *testing.T, f Fixture) {
	address := makeAddress(t, f, "contract-nat-address")
	input := map[string]any{
		"SubnetId": f.Associated[0], fieldAllocation: address, "ConnectivityType": "public", "ClientToken": "contract-nat-" + address,
		"TagSpecifications": tagged("natgateway", "contract-nat"),
	}
	id := apply(t, f, inEC2, "CreateNatGateway", input).ID
	if !strings.HasPrefix(id, "nat-") {
		t.Fatalf("the receipt names no NAT gateway: %q", id)
	}
	afterwards(t, f, inEC2, "DeleteNatGateway", map[string]any{"NatGatewayId": id})
	if state := gateway(t, f, id).State; state != "pending" && !f.differs(BuiltAtOnce) {
		t.Errorf("a new NAT gateway is %s, want pending", state)
	}
	if !f.differs(TokensForgotten) {
		if again := apply(t, f, inEC2, "CreateNatGateway", input); again.ID != id {
			t.Errorf("the same token made %s besides %s", again.ID, id)
		}
	}
	eventually(t, f, "the NAT gateway is available", func() bool { return gateway(t, f, id).State == "available" })
	if g := gateway(t, f, id); g.Subnet != f.Associated[0] || g.Tags[plan.RequestTag] != "contract-nat" || g.Connectivity != "public" || g.Mode != "zonal" {
		t.Errorf("the NAT gateway reads back as %+v", g)
	}
	if got := addresses(t, f, "contract-nat-address"); len(got) != 1 || got[0].AssociationID == "" {
		t.Errorf("the gateway's address reads back as %+v", got)
	}
	if !f.differs(ReleasesInUse) {
		fault := theFault(t, attempt(t, f, inEC2, "ReleaseAddress", map[string]any{fieldAllocation: address}), facts.Invalid)
		if fault.Code != "InvalidIPAddress.InUse" || !fault.Retry {
			t.Errorf("the fault is %+v, want an InvalidIPAddress.InUse that passes", fault)
		}
	}
	apply(t, f, inEC2, "DeleteNatGateway", map[string]any{"NatGatewayId": id})
	eventually(t, f, "the NAT gateway is gone", func() bool {
		state := gateway(t, f, id).State
		return state == "deleted" || state == ""
	})
	apply(t, f, inEC2, "ReleaseAddress", map[string]any{fieldAllocation: address})
}

// defaultRoute is where a table sends everything, "" for nowhere.
func defaultRoute(t *testing.T, f Fixture, table string) string {
	t.Helper()
	tables, err := f.Account.RouteTables(deadline(t), []string{table})
	noError(t, err)
	for _, r := range tables[0].Routes {
		if r.Destination == everything && r.Active() {
			return r.Target
		}
	}
	return ""
}

func route(t *testing.T, f Fixture) {
	where := map[string]any{fieldTable: f.MainTable, "DestinationCidrBlock": everything}
	to := func(field, target string) map[string]any {
		return map[string]any{fieldTable: f.MainTable, "DestinationCidrBlock": everything, field: target}
	}
	afterwards(t, f, inEC2, "DeleteRoute", where)
	apply(t, f, inEC2, "CreateRoute", to("NatGatewayId", f.NATGateway.ID))
	if got := defaultRoute(t, f, f.MainTable); got != f.NATGateway.ID {
		t.Errorf("the default route leads to %q, want %s", got, f.NATGateway.ID)
	}
	wantFault(t, attempt(t, f, inEC2, "CreateRoute", to("GatewayId", f.InternetGateway)), facts.Exists)
	apply(t, f, inEC2, "ReplaceRoute", to("GatewayId", f.InternetGateway))
	if got := defaultRoute(t, f, f.MainTable); got != f.InternetGateway {
		t.Errorf("the replaced route leads to %q, want %s", got, f.InternetGateway)
	}
	apply(t, f, inEC2, "DeleteRoute", where)
	if got := defaultRoute(t, f, f.MainTable); got != "" {
		t.Errorf("the deleted route leads to %q", got)
	}
	wantFault(t, attempt(t, f, inEC2, "DeleteRoute", where), facts.NotFound)
}

func association(t *testing.T, f Fixture) {
	explicit := func(subnet string) []string {
		var in []string
		for _, table := range whole(t, f).RouteTables {
			if slices.Contains(table.Subnets, subnet) {
				in = append(in, table.ID)
			}
		}
		return in
	}
	i := slices.IndexFunc(f.Subnets, func(s string) bool { return len(explicit(s)) == 0 })
	if i < 0 {
		t.Fatal("the fixture has no subnet that follows the main table")
	}
	subnet := f.Subnets[i]
	id := apply(t, f, inEC2, "AssociateRouteTable", map[string]any{"SubnetId": subnet, fieldTable: f.MainTable}).ID
	if !strings.HasPrefix(id, "rtbassoc-") {
		t.Fatalf("the receipt names no association: %q", id)
	}
	afterwards(t, f, inEC2, "DisassociateRouteTable", map[string]any{"AssociationId": id})
	if got := explicit(subnet); !slices.Equal(got, []string{f.MainTable}) {
		t.Errorf("%s is associated with %v, want %s", subnet, got, f.MainTable)
	}
	if !f.differs(AssociatesTwice) {
		wantFault(t, attempt(t, f, inEC2, "AssociateRouteTable", map[string]any{"SubnetId": subnet, fieldTable: f.ExplicitTable}), facts.Exists)
	}
	apply(t, f, inEC2, "DisassociateRouteTable", map[string]any{"AssociationId": id})
	if got := explicit(subnet); len(got) > 0 {
		t.Errorf("%s is still associated with %v", subnet, got)
	}
	wantFault(t, attempt(t, f, inEC2, "DisassociateRouteTable", map[string]any{"AssociationId": id}), facts.NotFound)
}

// bucketDocument is a policy that S3 takes for a bucket.
func bucketDocument(bucket string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"Contract","Effect":"Deny","Principal":"*","Action":"s3:GetObject",` +
		`"Resource":"arn:aws:s3:::` + bucket + `/contract/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
}

func bucketPolicy(t *testing.T, f Fixture) {
	read := func() string {
		text, err := f.Account.BucketPolicy(deadline(t), f.Bucket)
		noError(t, err)
		return text
	}
	if got := read(); got != "" {
		t.Fatalf("the bucket has a policy already: %s", got)
	}
	where := map[string]any{fieldBucket: f.Bucket}
	afterwards(t, f, inS3, "DeleteBucketPolicy", where)
	apply(t, f, inS3, "PutBucketPolicy", map[string]any{fieldBucket: f.Bucket, "Policy": bucketDocument(f.Bucket)})
	var got, want any
	if json.Unmarshal([]byte(read()), &got) != nil || json.Unmarshal([]byte(bucketDocument(f.Bucket)), &want) != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the policy reads back as %s", read())
	}
	if !f.differs(PoliciesUnread) {
		wantFault(t, attempt(t, f, inS3, "PutBucketPolicy", map[string]any{fieldBucket: f.Bucket, "Policy": `{"Version":"2012-10-17"}`}), facts.Invalid)
		wantFault(t, attempt(t, f, inS3, "PutBucketPolicy", map[string]any{fieldBucket: f.Bucket, "Policy": bucketDocument("another-bucket")}), facts.Invalid)
	}
	apply(t, f, inS3, "DeleteBucketPolicy", where)
	if got := read(); got != "" {
		t.Errorf("the deleted policy reads back as %s", got)
	}
	apply(t, f, inS3, "DeleteBucketPolicy", where) // S3 has nothing against deleting what is not there
}
