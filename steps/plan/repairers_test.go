package plan_test

import (
	"slices"
	"testing"

	"sagevpc/steps/plan"
)

// Each of two changes opens the way to S3: whoever reads the plan still learns what does.
func TestAFindingThatTwoChangesRepairNamesTheFirst(t *testing.T) {
	s := withServices()
	s.withoutS3OnB()
	s.a.Reach.Internet = plan.InternetNAT
	f, ok := find(t, s.build(t), plan.RuleS3NoPath)
	if !ok || !f.Repaired() || !slices.Equal(f.RepairedBy, []string{plan.ChangeS3Endpoint}) {
		t.Errorf("found %v: %+v", ok, f)
	}
}
