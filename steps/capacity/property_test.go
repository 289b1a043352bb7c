package capacity_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/capacity"
)

func anyDemand(t *rapid.T) capacity.Demand {
	return capacity.Demand{
		PerInstance: rapid.SampledFrom([]int{2, 5}).Draw(t, "per"),
		Instances:   rapid.IntRange(0, 12).Draw(t, "instances"),
		Max:         rapid.IntRange(0, 16).Draw(t, "max"),
		Rolling:     rapid.Bool().Draw(t, "rolling"),
		Batch:       rapid.Float64Range(0.05, 0.5).Draw(t, "batch"),
		Reserve:     rapid.IntRange(0, 6).Draw(t, "reserve"),
		Spent:       rapid.MapOfN(rapid.SampledFrom([]string{"az1", "az2", "az3"}), rapid.IntRange(0, 5), 0, 3).Draw(t, "spent"),
		Running:     rapid.IntRange(0, 4).Draw(t, "running"),
		Others:      rapid.SliceOfN(rapid.Custom(anyFleet), 0, 2).Draw(t, "others"),
	}
}

func anyFleet(t *rapid.T) capacity.Fleet {
	return capacity.Fleet{
		PerInstance: rapid.SampledFrom([]int{2, 5}).Draw(t, "per"),
		Instances:   rapid.IntRange(0, 4).Draw(t, "instances"),
		Max:         rapid.IntRange(0, 6).Draw(t, "max"),
		Running:     rapid.IntRange(0, 2).Draw(t, "running"),
	}
}

func anySubnets(t *rapid.T) []capacity.Subnet {
	n := rapid.IntRange(0, 24).Draw(t, "subnets")
	out := make([]capacity.Subnet, 0, n)
	for i := range n {
		out = append(out, capacity.Subnet{
			ID:     fmt.Sprintf("subnet-%02d", i),
			ZoneID: rapid.SampledFrom([]string{"az1", "az2", "az3", "az4", ""}).Draw(t, "zone"),
			Free:   rapid.IntRange(-1, 60).Draw(t, "free"),
			Usable: rapid.IntRange(0, 5).Draw(t, "usable") > 0,
		})
	}
	return out
}

// chosen are the subnets that the ids name.
func chosen(subnets []capacity.Subnet, ids []string) []capacity.Subnet {
	return slices.DeleteFunc(slices.Clone(subnets), func(s capacity.Subnet) bool { return !slices.Contains(ids, s.ID) })
}

func warns(a capacity.Assessment) bool {
	return a.Exhausted || a.OneZone || a.Uneven || a.Zonal || a.Update
}

func TestMoreInstancesNeverFitBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, subnets := anyDemand(t), anySubnets(t)
		more := d
		more.Instances += rapid.IntRange(0, 5).Draw(t, "more instances")
		more.Max += rapid.IntRange(0, 5).Draw(t, "more at most")
		a, b := capacity.Assess(d, subnets), capacity.Assess(more, subnets)
		for i, step := range a.Ladder.Steps {
			if !step.OK && b.Ladder.Steps[i].OK {
				t.Fatalf("%s fails for %+v and holds for %+v", step.Name, d, more)
			}
			if other := b.Ladder.Steps[i]; step.PerZone == other.PerZone && step.Need > other.Need {
				t.Fatalf("%s needs %d for %+v and %d for %+v", step.Name, step.Need, d, other.Need, more)
			}
		}
		if warns(a) && !warns(b) || a.ZonalUpdate && !b.ZonalUpdate {
			t.Fatalf("a verdict vanishes from %+v to %+v", d, more)
		}
	})
}

func TestVerdictsAgreeWithRungs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := capacity.Assess(anyDemand(t), anySubnets(t))
		want := map[string]bool{
			capacity.Now: !a.Exhausted, capacity.ScaledOut: !a.Uneven && !a.ScaledOut, capacity.Update: !a.Update,
			capacity.ZoneLost: !a.Zonal, capacity.Both: !a.ZonalUpdate, capacity.EndpointsAdded: !a.NoEndpoints,
		}
		broken := ""
		for _, step := range a.Ladder.Steps {
			if broken == "" && !step.OK {
				broken = step.Name
			}
			if step.OK != want[step.Name] || step.OK != (step.Need <= step.Free) {
				t.Fatalf("%+v with %s", step, verdicts(a))
			}
		}
		if a.Breaks != broken {
			t.Fatalf("it breaks at %q, and says %q", broken, a.Breaks)
		}
		for _, implied := range []struct{ heavier, lighter bool }{
			{a.Exhausted, a.ScaledOut && a.Update},
			{a.OneZone && a.Zones > 1, a.Uneven},
			{a.Uneven, a.Zonal && a.Update},
			{a.Zonal || a.Update, a.ZonalUpdate},
		} {
			if implied.heavier && !implied.lighter {
				t.Fatalf("a heavier verdict without the lighter ones that it implies: %s", verdicts(a))
			}
		}
		if a.ScaledOut && !a.Uneven {
			t.Fatal("every zone has its share of a fleet that the sum does not hold")
		}
	})
}

func TestBestPairHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, subnets := anyDemand(t), anySubnets(t)
		all := capacity.Assess(d, subnets)
		ids := capacity.BestPair(d, subnets)
		if (ids == nil) != (all.Zones < 2) {
			t.Fatalf("%v from %d zones", ids, all.Zones)
		}
		if ids == nil {
			return
		}
		picked := capacity.Assess(d, chosen(subnets, ids))
		if picked.Zones < 2 || len(ids) > 16 || len(ids) != len(chosen(subnets, ids)) {
			t.Fatalf("%v lie in %d zones", ids, picked.Zones)
		}
		// Beyond sixteen subnets, choosing everything is no choice.
		if count(subnets) <= 16 && !warns(all) && warns(picked) {
			t.Fatalf("%v has warnings that choosing everything has not: %s", ids, verdicts(picked))
		}
		if blocked(picked) && !blocked(all) && count(subnets) <= 16 {
			t.Fatalf("%v is blocked, and choosing everything is not: %s", ids, verdicts(picked))
		}
		shuffled := rapid.Permutation(subnets).Draw(t, "order")
		if again := capacity.BestPair(d, shuffled); !slices.Equal(again, ids) {
			t.Fatalf("%v in one order, %v in another", ids, again)
		}
		if !reflect.DeepEqual(capacity.Measure(d, shuffled), capacity.Measure(d, subnets)) {
			t.Fatal("the ladder depends on the order of the subnets")
		}
	})
}

func blocked(a capacity.Assessment) bool { return a.Exhausted || a.OneZoneBlocks() }

func count(subnets []capacity.Subnet) int {
	n := 0
	for _, s := range subnets {
		if s.Usable && s.ZoneID != "" {
			n++
		}
	}
	return n
}

func FuzzMeasure(f *testing.F) {
	f.Add(2, 3, 3, false, 0.0, 0, 0, 0, 11, 11, "use1-az1", "use1-az2", true)
	f.Add(5, 2, 4, true, 0.25, 1, 3, 1, 11, 4, "use1-az1", "use1-az1", true)
	f.Add(-1, math.MinInt, math.MaxInt, true, math.NaN(), -7, math.MaxInt, math.MinInt, math.MaxInt, -3, "", "x", false)
	f.Fuzz(func(t *testing.T, per, instances, most int, rolling bool, batch float64, reserve, spent, running, first, second int, a, b string, usable bool) {
		d := capacity.Demand{
			PerInstance: per, Instances: instances, Max: most, Rolling: rolling, Batch: batch,
			Reserve: reserve, Spent: map[string]int{a: spent}, Running: running,
			Others: []capacity.Fleet{{Name: b, PerInstance: first, Instances: most, Max: second, Running: reserve}},
		}
		subnets := []capacity.Subnet{
			{ID: "subnet-1", ZoneID: a, Free: first, Usable: true},
			{ID: "subnet-2", ZoneID: b, Free: second, Usable: usable},
			{ID: "subnet-2", ZoneID: a, Free: second, Usable: usable},
		}
		got := capacity.Assess(d, subnets)
		if len(got.Ladder.Steps) < 5 || len(got.Ladder.Steps) > 6 || !reflect.DeepEqual(got, capacity.Assess(d, subnets)) {
			t.Fatalf("got %+v", got)
		}
		for _, step := range got.Ladder.Steps {
			if step.Need < 0 || step.Free < 0 || step.Formula == "" || step.OK != (step.Need <= step.Free) {
				t.Errorf("rung %+v", step)
			}
		}
		if prefix := capacity.MinPrefix(d, first); prefix < 16 || prefix > 28 {
			t.Errorf("a subnet of /%d", prefix)
		}
		if ids := capacity.BestPair(d, subnets); ids != nil && (len(ids) != 2 || !usable) {
			t.Errorf("chose %v", ids)
		}
	})
}
