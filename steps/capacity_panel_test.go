package steps_test

import (
	"testing"

	"sagevpc/steps"
)

// TestWhatIsNotGivenIsTakenBack: a panel that leaves a rejected field out gets back what was right.
func TestWhatIsNotGivenIsTakenBack(t *testing.T) {
	a := complete()
	a.Capacity.Instances, a.Capacity.MaxInstances = 2, 4
	w := walkTo(t, newWalker(newAccount(), a), steps.SubnetsID)
	for field, text := range map[string]string{"instances": "0", "max_instances": "1", "reserve": "x", "instance_type": "g5"} {
		good := confirmed(w.Question())
		bad := confirmed(w.Question())
		bad.Fields[field] = text
		m, err := w.Draft(bad)
		if err == nil {
			t.Fatalf("%s %q was taken", field, text)
		}
		delete(bad.Fields, field)
		m, err = m.Draft(bad)
		if err != nil {
			t.Errorf("%s: %v", field, err)
		}
		many, _ := m.Question().(steps.Many)
		for _, f := range many.Panel.Fields {
			if f.Value != good.Fields[f.Key] || f.Problem != "" {
				t.Errorf("after %s %q: %s is %q, was %q (%s)", field, text, f.Key, f.Value, good.Fields[f.Key], f.Problem)
			}
		}
	}
}
