package capacity_test

import (
	"testing"

	"sagevpc/steps/capacity"
)

// TestOnlyTodaysAddressesBlock: what growth, an update or a lost zone would need is a warning.
func TestOnlyTodaysAddressesBlock(t *testing.T) {
	for _, name := range []string{capacity.Now, capacity.ScaledOut, capacity.Update, capacity.ZoneLost, capacity.Both, capacity.EndpointsAdded} {
		if got := (capacity.Step{Name: name}).Blocks(); got != (name == capacity.Now) {
			t.Errorf("%s that does not fit: %t", name, got)
		}
		if (capacity.Step{Name: name, OK: true}).Blocks() {
			t.Errorf("%s that fits blocks", name)
		}
	}
}
