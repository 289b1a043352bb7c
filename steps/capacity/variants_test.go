package capacity_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/capacity"
)

// shadowed is two instances of two addresses, up to four, and a shadow of one with EFA.
func shadowed() capacity.Demand {
	return capacity.Demand{
		PerInstance: 2, Instances: 2, Max: 4,
		Others: []capacity.Fleet{{Name: "shadow", PerInstance: 5, Instances: 1}},
	}
}

func TestEveryVariantIsATerm(t *testing.T) {
	d := shadowed()
	d.Others = append(d.Others, capacity.Fleet{PerInstance: 2, Instances: 3, Running: 1})
	d.Reserve, d.Spent = 1, map[string]int{"use1-az2": 2}
	want := map[string]struct {
		need, free int
		formula    string
	}{
		capacity.Now: {13, 86, "2 instances × 2 addresses + 1 instance × 5 addresses (variant shadow) + " +
			"max(0, 3 instances − 1 running) × 2 addresses (variant 3) = 13; free: use1-az1 max(0, 40 − 1 taken) = 39 + use1-az2 max(0, 50 − 3 taken) = 47 = 86"},
		capacity.ScaledOut: {17, 86, "4 instances × 2 addresses + 1 instance × 5 addresses (variant shadow) + max(0, 3 instances − 1 running) × 2 addresses (variant 3) = 17"},
		capacity.Update: {36, 86, "4 instances × 2 addresses + 4 of the second fleet × 2 addresses + " +
			"1 instance × 5 addresses + 1 of the second fleet × 5 addresses (variant shadow) + " +
			"max(0, 3 instances − 1 running) × 2 addresses + 3 of the second fleet × 2 addresses (variant 3) = 36"},
		capacity.ZoneLost: {17, 39, "ceil(4 instances ÷ (2 zones − 1 lost)) × 2 addresses + ceil(1 instance ÷ (2 zones − 1 lost)) × 5 addresses (variant shadow) + " +
			"ceil(2 instances ÷ (2 zones − 1 lost)) × 2 addresses (variant 3) = 17 in each zone; the least is free in use1-az1"},
		capacity.Both: {36, 39, "ceil((4 instances + 4 of the second fleet) ÷ (2 zones − 1 lost)) × 2 addresses + "},
		capacity.EndpointsAdded: {19, 39, "ceil((4 instances + 4 of the second fleet) ÷ 2 zones) × 2 addresses + " +
			"ceil((1 instance + 1 of the second fleet) ÷ 2 zones) × 5 addresses (variant shadow) + " +
			"ceil((2 instances + 3 of the second fleet) ÷ 2 zones) × 2 addresses (variant 3) + 0 of this plan's own endpoints = 19 in use1-az1; " +
			"free there: use1-az1 max(0, 40 − 1 reserved) = 39"},
	}
	for name, w := range want {
		step, ok := capacity.Measure(d, pair(40, 50)).Step(name)
		if !ok || step.Need != w.need || step.Free != w.free || !step.OK || !strings.HasPrefix(step.Formula, w.formula) {
			t.Errorf("%s:\n got %d of %d, %s\nwant %d of %d, %s", name, step.Need, step.Free, step.Formula, w.need, w.free, w.formula)
		}
	}
}

// TestEndpointsAdded: the rung is there when the plan takes addresses of these zones, and
// speaks of the zone that has the least to spare with them counted.
func TestEndpointsAdded(t *testing.T) {
	d := capacity.Demand{PerInstance: 2, Instances: 2}
	for name, test := range map[string]struct {
		spent   map[string]int
		reserve int
		subnets []capacity.Subnet
		need    int
		free    int
		ok      bool
		absent  bool
	}{
		"nothing spent":                  {subnets: pair(11, 11), absent: true},
		"spent where no subnet is":       {spent: map[string]int{"use1-az6": 3}, subnets: pair(11, 11), absent: true},
		"no subnets":                     {spent: map[string]int{"use1-az1": 3}, absent: true},
		"just enough":                    {spent: map[string]int{"use1-az1": 7}, subnets: pair(11, 11), need: 11, free: 11, ok: true},
		"one too many":                   {spent: map[string]int{"use1-az1": 8}, subnets: pair(11, 11), need: 12, free: 11},
		"a tighter zone without any":     {spent: map[string]int{"use1-az1": 1}, subnets: pair(11, 5), need: 4, free: 5, ok: true},
		"the reserve stays":              {spent: map[string]int{"use1-az2": 5}, reserve: 3, subnets: pair(11, 11), need: 9, free: 8},
		"more than the zone has at all":  {spent: map[string]int{"use1-az2": 40}, subnets: pair(11, 11), need: 44, free: 11},
		"the same in both, first of two": {spent: map[string]int{"use1-az1": 2, "use1-az2": 2}, subnets: pair(11, 11), need: 6, free: 11, ok: true},
	} {
		t.Run(name, func(t *testing.T) {
			d := d
			d.Spent, d.Reserve = test.spent, test.reserve
			step, ok := capacity.Measure(d, test.subnets).Step(capacity.EndpointsAdded)
			if ok == test.absent {
				t.Fatalf("the rung is there: %v", ok)
			}
			if step.Need != test.need || step.Free != test.free || step.OK != test.ok || step.PerZone == test.absent {
				t.Errorf("got %+v", step)
			}
		})
	}
}

// TestSeveralVariantsInOneZone: each variant wants room for its own instances, and two
// instances of an endpoint, whosever they are, want two zones.
func TestSeveralVariantsInOneZone(t *testing.T) {
	one := capacity.Demand{PerInstance: 5, Instances: 1, Others: []capacity.Fleet{{PerInstance: 2, Instances: 1}}}
	two := one
	two.Instances = 2
	for name, test := range map[string]struct {
		demand  capacity.Demand
		subnets []capacity.Subnet
		one     bool
		blocks  bool
		holding int
	}{
		"both fit both":                          {one, pair(11, 11), false, false, 2},
		"the small one fits the second zone":     {one, pair(11, 4), true, false, 1},
		"nothing fits the second zone":           {one, pair(11, 1), true, true, 1},
		"two large ones want two zones":          {two, pair(30, 4), true, true, 1},
		"the large one fits nowhere":             {one, pair(4, 4), true, true, 0},
		"a variant that runs already needs none": {capacity.Demand{PerInstance: 5, Instances: 1, Running: 1, Others: one.Others}, pair(4, 4), false, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			a := capacity.Assess(test.demand, test.subnets)
			if a.OneZone != test.one || a.OneZoneBlocks() != test.blocks || a.ZonesHolding != test.holding {
				t.Errorf("one zone %v, blocks %v, %d zones hold: %s", a.OneZone, a.OneZoneBlocks(), a.ZonesHolding, verdicts(a))
			}
		})
	}
}

func TestSmallestPrefixSaysWhenNoneDoes(t *testing.T) {
	for name, test := range map[string]struct {
		demand capacity.Demand
		zones  int
		want   int
		ok     bool
	}{
		"all variants: 16 + 10 + 5":          {shadowed(), 2, 27, true},
		"three zones: 8 + 5 + 5":             {shadowed(), 3, 27, true},
		"a /16 exactly: 65,530 + 5 and some": {capacity.Demand{PerInstance: 2, Instances: 16_382}, 2, 16, true},
		"one instance more":                  {capacity.Demand{PerInstance: 2, Instances: 16_383}, 2, 16, false},
		"a third zone helps":                 {capacity.Demand{PerInstance: 2, Instances: 16_383}, 3, 16, true},
	} {
		if got, ok := capacity.SmallestPrefix(test.demand, test.zones); got != test.want || ok != test.ok {
			t.Errorf("%s: got /%d, %v; want /%d, %v", name, got, ok, test.want, test.ok)
		}
	}
}

// TestOneVariantIsTheOldArithmetic holds a demand without further variants to the
// formulas written out anew, and a variant of nothing to changing nothing.
func TestOneVariantIsTheOldArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, subnets := anyDemand(t), anySubnets(t)
		d.Others, d.Rolling = nil, false
		a := capacity.Assess(d, subnets)
		n, c, k := max(d.Instances, d.Max), d.Running, d.PerInstance
		up := func(x, by int) int { return max(0, (x+by-1)/by) }
		extra := n
		zones := len(a.Ladder.Zones)
		sum, least, whole, holding := 0, 1<<30, 0, 0
		for _, z := range a.Ladder.Zones {
			sum, least, whole = sum+z.Free, min(least, z.Free), whole+z.Free/k
			if z.Free >= k {
				holding++
			}
			if want := up(max(0, n-c), zones) * k; z.Need != want {
				t.Fatalf("a zone needs %d, want %d", z.Need, want)
			}
		}
		left := max(0, n-c)
		if zones > 1 {
			for _, verdict := range []struct {
				name      string
				got, want bool
			}{
				{"exhausted", a.Exhausted, sum < max(0, d.Instances-c)*k || holding > 1 && whole < d.Instances-c},
				{"uneven", a.Uneven, least < up(left, zones)*k},
				{"zonal", a.Zonal, least < up(left, zones-1)*k},
				{"update", a.Update, sum < (left+extra)*k || least < up(left+extra, zones)*k},
				{"zonal update", a.ZonalUpdate, least < up(left+extra, zones-1)*k},
			} {
				if verdict.got != verdict.want {
					t.Fatalf("%s is %v for %+v", verdict.name, verdict.got, a.Ladder)
				}
			}
		}
		with := d
		with.Others = []capacity.Fleet{{PerInstance: 5}}
		if b := capacity.Assess(with, subnets); verdicts(b) != verdicts(a) || b.ZonesHolding != a.ZonesHolding && a.New > 0 {
			t.Fatalf("a variant without instances changes %q to %q", verdicts(a), verdicts(b))
		}
	})
}

// TestMoreRoomNeverWorsens: whatever is free beyond what there was, nothing that held fails.
func TestMoreRoomNeverWorsens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, subnets := anyDemand(t), anySubnets(t)
		more := make([]capacity.Subnet, len(subnets))
		for i, s := range subnets {
			s.Free = max(0, s.Free) + rapid.IntRange(0, 9).Draw(t, "more")
			more[i] = s
		}
		a, b := capacity.Assess(d, subnets), capacity.Assess(d, more)
		for i, step := range a.Ladder.Steps {
			if step.OK && !b.Ladder.Steps[i].OK {
				t.Fatalf("%s holds, and fails with more room", step.Name)
			}
		}
		for _, verdict := range []struct {
			name          string
			before, after bool
		}{
			{"exhausted", a.Exhausted, b.Exhausted},
			{"one zone", a.OneZone, b.OneZone},
			{"blocks", a.OneZoneBlocks(), b.OneZoneBlocks()},
			{"scaled out", a.ScaledOut, b.ScaledOut},
			{"uneven", a.Uneven, b.Uneven},
			{"zonal", a.Zonal, b.Zonal},
			{"update", a.Update, b.Update},
			{"update or its rollback", a.Update || a.Rollback, b.Update || b.Rollback},
			{"zonal update", a.ZonalUpdate, b.ZonalUpdate},
			{"no endpoints", a.NoEndpoints, b.NoEndpoints},
		} {
			if verdict.after && !verdict.before {
				t.Fatalf("%s comes up with more room", verdict.name)
			}
		}
	})
}

// TestAnotherVariantNeverFitsBetter: what a variant asks for is asked besides. One whose
// instances take less may stand where no other can, and so span a second zone.
func TestAnotherVariantNeverFitsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, subnets := anyDemand(t), anySubnets(t)
		more := d
		another := anyFleet(t)
		for _, f := range append(d.Others, capacity.Fleet{PerInstance: d.PerInstance}) {
			another.PerInstance = max(another.PerInstance, f.PerInstance)
		}
		more.Others = append(append([]capacity.Fleet{}, d.Others...), another)
		a, b := capacity.Assess(d, subnets), capacity.Assess(more, subnets)
		for i, step := range a.Ladder.Steps {
			if !step.OK && b.Ladder.Steps[i].OK {
				t.Fatalf("%s fails, and holds with another variant", step.Name)
			}
		}
		if a.OneZone && !b.OneZone || a.OneZoneBlocks() && !b.OneZoneBlocks() {
			t.Fatalf("%q becomes %q with another variant", verdicts(a), verdicts(b))
		}
	})
}
