package capacity_test

import (
	"strings"
	"testing"

	"sagevpc/steps/capacity"
)

// subnet is a usable subnet named after its zone.
func subnet(id, zone string, free int) capacity.Subnet {
	return capacity.Subnet{ID: id, ZoneID: zone, Free: free, Usable: true}
}

// pair is two subnets in two zones.
func pair(first, second int) []capacity.Subnet {
	return []capacity.Subnet{subnet("subnet-a", "use1-az1", first), subnet("subnet-b", "use1-az2", second)}
}

type rung struct {
	need, free int
	perZone    bool
	ok         bool
}

func rungs(l capacity.Ladder) map[string]rung {
	out := map[string]rung{}
	for _, s := range l.Steps {
		out[s.Name] = rung{s.Need, s.Free, s.PerZone, s.OK}
	}
	return out
}

func TestMeasure(t *testing.T) {
	const now, out, update, lost, both = capacity.Now, capacity.ScaledOut, capacity.Update, capacity.ZoneLost, capacity.Both
	three := append(pair(11, 11), subnet("subnet-c", "use1-az3", 11))
	tests := map[string]struct {
		demand  capacity.Demand
		subnets []capacity.Subnet
		want    map[string]rung
	}{
		"two empty /28, three instances": {
			capacity.Demand{PerInstance: 2, Instances: 3},
			pair(11, 11),
			map[string]rung{now: {6, 22, false, true}, out: {6, 22, false, true}, update: {12, 22, false, true}, lost: {6, 11, true, true}, both: {12, 11, true, false}},
		},
		"two empty /28, three EFA instances": {
			capacity.Demand{PerInstance: 5, Instances: 3},
			pair(11, 11),
			map[string]rung{now: {15, 22, false, true}, out: {15, 22, false, true}, update: {30, 22, false, false}, lost: {15, 11, true, false}, both: {30, 11, true, false}},
		},
		"two EFA instances, one zone has four free": {
			capacity.Demand{PerInstance: 5, Instances: 2},
			pair(11, 4),
			map[string]rung{now: {10, 15, false, true}, out: {5, 4, true, false}, update: {20, 15, false, false}, lost: {10, 4, true, false}, both: {20, 4, true, false}},
		},
		"the sketch of the subnets screen": {
			capacity.Demand{PerInstance: 2, Instances: 2, Max: 4},
			pair(236, 198),
			map[string]rung{now: {4, 434, false, true}, out: {8, 434, false, true}, update: {16, 434, false, true}, lost: {8, 198, true, true}, both: {16, 198, true, true}},
		},
		"rolling takes a batch": {
			capacity.Demand{PerInstance: 2, Instances: 10, Rolling: true, Batch: 0.25},
			pair(30, 30),
			map[string]rung{now: {20, 60, false, true}, out: {20, 60, false, true}, update: {26, 60, false, true}, lost: {20, 30, true, true}, both: {26, 30, true, true}},
		},
		"running instances have their addresses": {
			capacity.Demand{PerInstance: 2, Instances: 3, Max: 5, Running: 2},
			pair(11, 11),
			map[string]rung{now: {2, 22, false, true}, out: {6, 22, false, true}, update: {16, 22, false, true}, lost: {6, 11, true, true}, both: {16, 11, true, false}},
		},
		"reserve and spending leave each zone": {
			capacity.Demand{PerInstance: 2, Instances: 2, Reserve: 3, Spent: map[string]int{"use1-az2": 9}},
			pair(11, 11),
			map[string]rung{now: {4, 8, false, true}, out: {2, 0, true, false}, update: {4, 0, true, false}, lost: {4, 0, true, false}, both: {8, 0, true, false}},
		},
		"three zones share": {
			capacity.Demand{PerInstance: 2, Instances: 5},
			three,
			map[string]rung{now: {10, 33, false, true}, out: {10, 33, false, true}, update: {20, 33, false, true}, lost: {6, 11, true, true}, both: {10, 11, true, true}},
		},
		"the sum suffices and a zone's share does not": {
			capacity.Demand{PerInstance: 2, Instances: 4},
			pair(100, 5),
			map[string]rung{now: {8, 105, false, true}, out: {8, 105, false, true}, update: {8, 5, true, false}, lost: {8, 5, true, false}, both: {16, 5, true, false}},
		},
		"one zone": {
			capacity.Demand{PerInstance: 2, Instances: 1},
			pair(11, 0)[:1],
			map[string]rung{now: {2, 11, false, true}, out: {2, 11, false, true}, update: {4, 11, false, true}, lost: {2, 0, true, false}, both: {4, 0, true, false}},
		},
		"no subnet": {
			capacity.Demand{PerInstance: 2, Instances: 1},
			nil,
			map[string]rung{now: {2, 0, false, false}, out: {2, 0, false, false}, update: {4, 0, false, false}, lost: {2, 0, true, false}, both: {4, 0, true, false}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := rungs(capacity.Measure(test.demand, test.subnets))
			for _, rung := range []string{now, out, update, lost, both} {
				if got[rung] != test.want[rung] {
					t.Errorf("%s: got %+v, want %+v", rung, got[rung], test.want[rung])
				}
			}
		})
	}
}

func TestMeasureZones(t *testing.T) {
	subnets := []capacity.Subnet{
		subnet("subnet-c", "use1-az2", 7),
		subnet("subnet-b", "use1-az1", 3),
		subnet("subnet-a", "use1-az1", 4),
		subnet("subnet-a", "use1-az1", 4), // Named twice, counted once.
		{ID: "subnet-d", ZoneID: "use1-az3", Free: 99},
		{ID: "subnet-e", Free: 99, Usable: true},
	}
	got := capacity.Measure(capacity.Demand{PerInstance: 2, Instances: 2, Max: 3}, subnets)
	want := []capacity.Zone{{ID: "use1-az1", Free: 7, Need: 4}, {ID: "use1-az2", Free: 7, Need: 4}}
	if len(got.Zones) != 2 || got.Zones[0] != want[0] || got.Zones[1] != want[1] {
		t.Errorf("got %+v, want %+v", got.Zones, want)
	}
	if got.PerInstance != 2 {
		t.Errorf("got %d addresses an instance", got.PerInstance)
	}
}

func TestFormulasNameEveryTerm(t *testing.T) {
	d := capacity.Demand{PerInstance: 5, Instances: 2, Max: 4, Running: 1, Reserve: 2, Spent: map[string]int{"use1-az1": 1}}
	want := map[string]string{
		capacity.Now:       "max(0, 2 instances − 1 running) × 5 addresses = 5; free: use1-az1 max(0, 40 − 3 taken) = 37 + use1-az2 max(0, 50 − 2 taken) = 48 = 85",
		capacity.ScaledOut: "max(0, 4 instances − 1 running) × 5 addresses = 15; free: use1-az1 max(0, 40 − 3 taken) = 37 + use1-az2 max(0, 50 − 2 taken) = 48 = 85",
		capacity.Update:    "max(0, 4 instances − 1 running) × 5 addresses + 4 of the second fleet × 5 addresses = 35; free: use1-az1 max(0, 40 − 3 taken) = 37 + use1-az2 max(0, 50 − 2 taken) = 48 = 85",
		capacity.ZoneLost:  "ceil(3 instances ÷ (2 zones − 1 lost)) × 5 addresses = 15 in each zone; the least is free in use1-az1 max(0, 40 − 3 taken) = 37",
		capacity.Both:      "ceil((3 instances + 4 of the second fleet) ÷ (2 zones − 1 lost)) × 5 addresses = 35 in each zone; the least is free in use1-az1 max(0, 40 − 3 taken) = 37",
	}
	for name, formula := range want {
		step, _ := capacity.Measure(d, pair(40, 50)).Step(name)
		if step.Formula != formula {
			t.Errorf("%s:\n got %s\nwant %s", name, step.Formula, formula)
		}
	}
	d.Rolling, d.Batch = true, 0.07
	step, _ := capacity.Measure(d, pair(40, 50)).Step(capacity.Update)
	if !strings.Contains(step.Formula, "ceil(7 % of 4) = 1 of a rolling batch") {
		t.Errorf("a rolling update's formula reads %s", step.Formula)
	}
}

func TestStepOfNoName(t *testing.T) {
	if _, ok := capacity.Measure(capacity.Demand{}, nil).Step("tea"); ok {
		t.Error("a rung of that name exists")
	}
}
