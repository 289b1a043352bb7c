package plan

import "testing"

func created(id, op string, subnets ...string) Change {
	items := []any{}
	for _, s := range subnets {
		items = append(items, s)
	}
	return Change{ID: id, Action: Create, Request: Request{Service: "ec2", Op: op, Input: map[string]any{"SubnetIds": items}}}
}

func TestCostIsTheSumOfWhatCosts(t *testing.T) {
	changes := []Change{
		created("s3-endpoint", "CreateVpcEndpoint"), // a gateway endpoint is free
		created("endpoint-logs", "CreateVpcEndpoint", "subnet-a", "subnet-b"),
		created("nat-address", "AllocateAddress"),
		created("nat-gateway", "CreateNatGateway"),
		created("model", "CreateModel"),
	}
	for _, tc := range []struct {
		region  string
		monthly float64
		exact   bool
	}{
		{"us-east-1", 14.60 + 3.65 + 32.85, true},
		{"eu-west-1", 16.06 + 3.65 + 35.04, true},
		{"sa-east-1", 14.60 + 3.65 + 67.89, false}, // the endpoint's price there was not found
		{"af-south-1", 14.60 + 3.65 + 32.85, false},
	} {
		t.Run(tc.region, func(t *testing.T) {
			got := costOf(tc.region, changes)
			if got.MonthlyUSD != cents(tc.monthly) || got.Exact != tc.exact || len(got.Items) != 3 || got.AsOf != PricesAsOf {
				t.Errorf("got %+v, want %.2f, exact %v", got, tc.monthly, tc.exact)
			}
		})
	}
}

// The worked example of the domain: five endpoints in two zones are about 73 USD a month.
func TestFiveEndpointsInTwoZones(t *testing.T) {
	var changes []Change
	for range 5 {
		changes = append(changes, created("endpoint-x", "CreateVpcEndpoint", "subnet-a", "subnet-b"))
	}
	if got := costOf("us-east-1", changes).MonthlyUSD; got != 73 {
		t.Errorf("got %v", got)
	}
}

func TestWhatCostsNothing(t *testing.T) {
	if got := costOf("us-east-1", []Change{created("s3-endpoint", "CreateVpcEndpoint")}); got.MonthlyUSD != 0 || len(got.Items) != 0 || !got.Exact {
		t.Errorf("got %+v", got)
	}
}
