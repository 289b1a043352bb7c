// Package stepstest is the contract that every steps.Source and steps.Applier must pass,
// whatever account is behind it.
package stepstest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// Fixture is an opened account and what is known to lie in it.
type Fixture struct {
	Account   steps.Account
	AccountID string // twelve digits
	Region    string

	VPC string
	// Subnets are all subnets of the VPC: in three zones, public and private ones.
	Subnets []string
	// Private are two or more of them, the first two in different zones.
	Private []string
	// MainTable is the VPC's main route table. ExplicitTable has associations, and a route
	// to an internet gateway. Neither has a route to S3.
	MainTable, ExplicitTable string
	// Associated are the subnets associated with ExplicitTable.
	Associated []string
	// SecurityGroups are two groups of the VPC.
	SecurityGroups []string
	// StrangerSubnet and StrangerGroup lie in another VPC.
	StrangerSubnet, StrangerGroup string

	Role string // ARN of a role that SageMaker may assume
	// Model exists and has no VPC. Name, Role, Containers and Tags say what it is.
	Model facts.Model

	Bucket       string // lies in BucketRegion
	BucketRegion string
	InstanceType string // as SageMaker names it; offered in two zones or more

	// ACL is one network ACL of the VPC, entries and all.
	ACL facts.NetworkACL
	// InternetGateway is attached to the VPC.
	InternetGateway string
	// NATGateway is a zonal, public one of the VPC.
	NATGateway facts.NATGateway
	// PrefixList is named by a security group of the VPC and is not S3's.
	PrefixList facts.PrefixList
	// InterfaceEndpoint is one of the VPC, with its subnets and security groups.
	InterfaceEndpoint facts.Endpoint
	// Usage is what the Region holds.
	Usage facts.Usage
	// Hosted is a SageMaker endpoint in service. Name, Config and Variants say what it is, a
	// shadow variant among them.
	Hosted facts.InferenceEndpoint
	// Orphan is another, whose configuration was deleted; it has one variant.
	Orphan facts.InferenceEndpoint

	// Pass lets the account's time pass; nil for one whose objects are built at once.
	Pass func(time.Duration)

	// Differences are the ways in which what is behind the account is not like AWS.
	Differences []Difference
}

// Difference is one way in which a stand-in is known not to behave like AWS. A test that
// meets one says there what AWS does.
type Difference string

// The differences.
const (
	// ModifyAddsNoRoute: ModifyVpcEndpoint takes AddRouteTableIds and changes no table.
	ModifyAddsNoRoute Difference = "ModifyVpcEndpoint adds no route"
	// DuplicatesOverwrite: CreateModel under a taken name replaces the model.
	DuplicatesOverwrite Difference = "duplicates overwrite"
	// DeletesUnknownEndpoint: DeleteVpcEndpoints says nothing of an id that does not exist.
	DeletesUnknownEndpoint Difference = "DeleteVpcEndpoints succeeds on the unknown"
	// IsolationForgotten: DescribeModel does not tell EnableNetworkIsolation.
	IsolationForgotten Difference = "network isolation is forgotten"
	// ShadowsForgotten: CreateEndpointConfig takes ShadowProductionVariants and keeps none.
	ShadowsForgotten Difference = "shadow variants are forgotten"
	// LooseInterfaces: the interfaces of a VPC endpoint have the VPC's default group, whatever
	// the endpoint's are, and addresses outside of their subnets.
	LooseInterfaces Difference = "an endpoint's interfaces have other groups and addresses"
	// BuiltAtOnce: NAT gateways and interface endpoints are never pending.
	BuiltAtOnce Difference = "nothing is pending"
	// TokensForgotten: a ClientToken does not keep a request from being done twice.
	TokensForgotten Difference = "client tokens are forgotten"
	// ReleasesInUse: ReleaseAddress takes an address away from what uses it.
	ReleasesInUse Difference = "ReleaseAddress releases what is in use"
	// UnknownNATFails: DeleteNatGateway fails with status 500 on an id that does not exist.
	UnknownNATFails Difference = "DeleteNatGateway fails on the unknown"
	// AssociatesTwice: AssociateRouteTable gives a subnet a second table.
	AssociatesTwice Difference = "a subnet can have two route tables"
	// PrivateDNSUnguarded: several endpoints of a service can have private DNS, and
	// ModifyVpcEndpoint does not change it.
	PrivateDNSUnguarded Difference = "private DNS is not guarded"
	// DropsNamedGroup: DeleteSecurityGroup deletes a group that another one's rule names.
	DropsNamedGroup Difference = "DeleteSecurityGroup deletes what a rule names"
	// RevokesByDescription: a rule is only found by its description as well.
	RevokesByDescription Difference = "descriptions are part of a rule"
	// UnnamedRequests: S3 gives its answers no request id.
	UnnamedRequests Difference = "S3 names no requests"
	// PoliciesUnread: S3 takes any text for a bucket's policy.
	PoliciesUnread Difference = "bucket policies are not read"
)

func (f Fixture) differs(d Difference) bool { return slices.Contains(f.Differences, d) }

// deadline ends with the test, and before a hanging account hangs the suite.
func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// wantFault demands a fault of a kind, complete enough to be shown.
func wantFault(t *testing.T, err error, kind facts.Kind) {
	t.Helper()
	_ = theFault(t, err, kind)
}

// theFault is wantFault for a test that looks closer.
func theFault(t *testing.T, err error, kind facts.Kind) *facts.Fault {
	t.Helper()
	var fault *facts.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("got the error %v, want a *facts.Fault of kind %s", err, kind)
	}
	if fault.Kind != kind {
		t.Fatalf("got a fault of kind %s (%v), want %s", fault.Kind, fault, kind)
	}
	if fault.Summary == "" || strings.HasSuffix(fault.Summary, ".") || fault.Fix == "" {
		t.Errorf("the fault %+v cannot be shown: it needs a summary without a full stop, and a fix", fault)
	}
	return fault
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var fault *facts.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("%v is not a *facts.Fault", err)
	}
	t.Fatal(err)
}

// sorted demands a list that is not nil, in order of name, then id.
func sorted[T any](t *testing.T, what string, list []T, key func(T) (name, id string)) {
	t.Helper()
	if list == nil {
		t.Errorf("%s are nil, want an empty list at least", what)
	}
	if !slices.IsSortedFunc(list, func(a, b T) int {
		nameA, idA := key(a)
		nameB, idB := key(b)
		return cmp.Or(cmp.Compare(nameA, nameB), cmp.Compare(idA, idB))
	}) {
		t.Errorf("%s are not sorted by name, then id", what)
	}
}

// ids collects and sorts the ids of a list.
func ids[T any](list []T, id func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, item := range list {
		out = append(out, id(item))
	}
	slices.Sort(out)
	return out
}

// equalIDs compares two lists without regard to order.
func equalIDs(t *testing.T, what string, got, want []string) {
	t.Helper()
	if got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
		t.Errorf("%s are %v, want %v", what, got, want)
	}
}
