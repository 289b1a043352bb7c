package capacity_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/capacity"
)

// verdicts lists what an assessment found, in the order of its fields.
func verdicts(a capacity.Assessment) string {
	var out []string
	for _, v := range []struct {
		is   bool
		name string
	}{
		{a.Exhausted, "exhausted"},
		{a.OneZone, "one-zone"},
		{a.OneZoneBlocks(), "blocks"},
		{a.ScaledOut, "scaled-out"},
		{a.Uneven, "uneven"},
		{a.Zonal, "zonal"},
		{a.Update, "update"},
		{a.Rollback, "rollback"},
		{a.ZonalUpdate, "zonal-update"},
	} {
		if v.is {
			out = append(out, v.name)
		}
	}
	return strings.Join(out, " ")
}

func TestAssess(t *testing.T) {
	tests := map[string]struct {
		demand  capacity.Demand
		subnets []capacity.Subnet
		holding int
		want    string
	}{
		"three of two addresses in two /28": {
			capacity.Demand{PerInstance: 2, Instances: 3}, pair(11, 11), 2, "zonal-update",
		},
		"three with EFA in two /28": {
			capacity.Demand{PerInstance: 5, Instances: 3}, pair(11, 11), 2, "zonal update zonal-update",
		},
		"two with EFA, one zone has four free": {
			capacity.Demand{PerInstance: 5, Instances: 2},
			pair(11, 4), 1,
			"one-zone blocks uneven zonal update zonal-update",
		},
		"one with EFA, one zone has four free": {
			capacity.Demand{PerInstance: 5, Instances: 1},
			pair(11, 4), 1,
			"one-zone uneven zonal update zonal-update",
		},
		"one with EFA, no zone holds it": {
			capacity.Demand{PerInstance: 5, Instances: 1},
			pair(4, 4), 0,
			"one-zone blocks uneven zonal update zonal-update",
		},
		"room for everything": {
			capacity.Demand{PerInstance: 2, Instances: 2, Max: 4}, pair(16, 16), 2, "",
		},
		"one address short of everything": {
			capacity.Demand{PerInstance: 2, Instances: 2, Max: 4}, pair(16, 15), 2, "zonal-update",
		},
		"exhausted now": {
			capacity.Demand{PerInstance: 2, Instances: 3},
			pair(3, 2), 2,
			"exhausted scaled-out uneven zonal update zonal-update",
		},
		"exhausted only when scaled out": {
			capacity.Demand{PerInstance: 2, Instances: 2, Max: 8},
			pair(4, 4), 2,
			"scaled-out uneven zonal update zonal-update",
		},
		"rolling fits, its rollback does not": {
			capacity.Demand{PerInstance: 2, Instances: 4, Rolling: true, Batch: 0.25},
			pair(8, 8), 2,
			"zonal-update",
		},
		"rolling in tight zones": {
			capacity.Demand{PerInstance: 2, Instances: 4, Rolling: true, Batch: 0.25},
			pair(7, 7), 2,
			"zonal rollback zonal-update",
		},
		"everything runs already": {
			capacity.Demand{PerInstance: 2, Instances: 2, Running: 2}, pair(1, 1), 0, "update zonal-update",
		},
		"no subnet": {
			capacity.Demand{PerInstance: 2, Instances: 1},
			nil, 0,
			"exhausted one-zone blocks scaled-out uneven zonal update zonal-update",
		},
		"nothing asked": {
			capacity.Demand{PerInstance: 2}, nil, 0, "",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := capacity.Assess(test.demand, test.subnets)
			if verdicts(got) != test.want {
				t.Errorf("got %q, want %q\n%+v", verdicts(got), test.want, got.Ladder)
			}
			if got.ZonesHolding != test.holding {
				t.Errorf("%d zones hold an instance, want %d", got.ZonesHolding, test.holding)
			}
		})
	}
}

func TestAssessNumbers(t *testing.T) {
	subnets := append(pair(20, 9), subnet("subnet-c", "use1-az1", 1), subnet("subnet-d", "use1-az3", 1))
	got := capacity.Assess(capacity.Demand{PerInstance: 2, Instances: 2, Max: 3, Running: 1}, subnets)
	if got.Fleet != 3 || got.New != 1 || got.Free != 31 || got.Zones != 3 || got.Tightest != "use1-az3" {
		t.Errorf("got %+v", got)
	}
	if !slices.Equal(got.Small, []string{"subnet-c"}) {
		t.Errorf("small subnets: %v; subnet-d's zone has no room at all, which other verdicts say", got.Small)
	}
}

func TestMinPrefix(t *testing.T) {
	tests := map[string]struct {
		demand capacity.Demand
		zones  int
		want   int
	}{
		"one instance":                 {capacity.Demand{PerInstance: 2, Instances: 1}, 2, 28},
		"three of two: 12 + 5":         {capacity.Demand{PerInstance: 2, Instances: 3}, 2, 27},
		"exactly sixteen":              {capacity.Demand{PerInstance: 2, Instances: 2, Reserve: 3}, 2, 28},
		"one more than sixteen":        {capacity.Demand{PerInstance: 2, Instances: 2, Reserve: 4}, 2, 27},
		"three EFA: 30 + 5":            {capacity.Demand{PerInstance: 5, Instances: 3}, 2, 26},
		"three zones share":            {capacity.Demand{PerInstance: 5, Instances: 3}, 3, 27},
		"the plan's own spending":      {capacity.Demand{PerInstance: 2, Instances: 2, Spent: map[string]int{"a": 1, "b": 4}}, 2, 27},
		"fewer than two zones":         {capacity.Demand{PerInstance: 5, Instances: 3}, 0, 26},
		"nothing":                      {capacity.Demand{}, 2, 28},
		"more than the largest subnet": {capacity.Demand{PerInstance: 5, Instances: 1 << 40}, 2, 16},
	}
	for name, test := range tests {
		if got := capacity.MinPrefix(test.demand, test.zones); got != test.want {
			t.Errorf("%s: got /%d, want /%d", name, got, test.want)
		}
	}
}
