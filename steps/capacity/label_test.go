package capacity_test

import (
	"testing"

	"sagevpc/steps/capacity"
)

// TestLabels: names of rungs are an interface, and one of them says too little to people.
func TestLabels(t *testing.T) {
	for name, want := range map[string]string{capacity.Now: "now", capacity.ScaledOut: "scaled out", capacity.Both: "update + zone lost"} {
		if got := (capacity.Step{Name: name}).Label(); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
}
