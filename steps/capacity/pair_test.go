package capacity_test

import (
	"slices"
	"testing"

	"sagevpc/steps/capacity"
)

func TestBestPair(t *testing.T) {
	two := capacity.Demand{PerInstance: 2, Instances: 2}
	tests := map[string]struct {
		demand  capacity.Demand
		subnets []capacity.Subnet
		want    []string
	}{
		"the roomiest of each of the two roomiest zones": {
			two, []capacity.Subnet{
				subnet("subnet-1", "az1", 200), subnet("subnet-2", "az1", 236), subnet("subnet-3", "az2", 198),
				subnet("subnet-4", "az3", 240), subnet("subnet-5", "az2", 197),
			}, []string{"subnet-2", "subnet-4"},
		},
		"equals go by id": {
			two, []capacity.Subnet{
				subnet("subnet-9", "az2", 50), subnet("subnet-8", "az1", 50), subnet("subnet-7", "az1", 50), subnet("subnet-1", "az3", 50),
			}, []string{"subnet-7", "subnet-9"},
		},
		"what is not usable stays out": {
			two, []capacity.Subnet{
				{ID: "subnet-1", ZoneID: "az1", Free: 4000}, subnet("subnet-2", "az1", 50), subnet("subnet-3", "az2", 50),
			}, []string{"subnet-2", "subnet-3"},
		},
		"one zone": {two, []capacity.Subnet{subnet("subnet-1", "az1", 50), subnet("subnet-2", "az1", 50)}, nil},
		"none":     {two, nil, nil},
		"a third zone when two cannot lose one": {
			capacity.Demand{PerInstance: 5, Instances: 3}, []capacity.Subnet{
				subnet("subnet-1", "az1", 11), subnet("subnet-2", "az2", 11), subnet("subnet-3", "az3", 11),
			}, []string{"subnet-1", "subnet-2", "subnet-3"},
		},
		"a second subnet of a zone": {
			capacity.Demand{PerInstance: 5, Instances: 3}, []capacity.Subnet{
				subnet("subnet-1", "az1", 100), subnet("subnet-2", "az2", 11), subnet("subnet-3", "az2", 4),
			}, []string{"subnet-1", "subnet-2", "subnet-3"},
		},
		"not more than needed when nothing avoids the warning": {
			capacity.Demand{PerInstance: 5, Instances: 3}, []capacity.Subnet{
				subnet("subnet-1", "az1", 11), subnet("subnet-2", "az2", 11), subnet("subnet-3", "az2", 2),
			}, []string{"subnet-1", "subnet-2"},
		},
		"unequal zones are filled up to what is asked now": {
			capacity.Demand{PerInstance: 2, Instances: 20}, []capacity.Subnet{
				subnet("subnet-1", "az1", 25), subnet("subnet-2", "az1", 20), subnet("subnet-3", "az2", 4),
			}, []string{"subnet-1", "subnet-2", "subnet-3"},
		},
		"the roomiest when nothing is enough": {
			capacity.Demand{PerInstance: 5, Instances: 100}, []capacity.Subnet{
				subnet("subnet-1", "az1", 1), subnet("subnet-2", "az2", 3), subnet("subnet-3", "az3", 2),
			}, []string{"subnet-2", "subnet-3"},
		},
		"what a zone must keep counts": {
			capacity.Demand{PerInstance: 2, Instances: 2, Spent: map[string]int{"az1": 50}}, []capacity.Subnet{
				subnet("subnet-1", "az1", 52), subnet("subnet-2", "az2", 20), subnet("subnet-3", "az3", 20),
			}, []string{"subnet-2", "subnet-3"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := capacity.BestPair(test.demand, test.subnets); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
