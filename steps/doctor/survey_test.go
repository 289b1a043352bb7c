package doctor_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"sagevpc/steps/doctor"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestAThousandModels counts the calls: two VPCs are read once each, and no more than a few
// models at once.
func TestAThousandModels(t *testing.T) {
	f := newFake()
	for i := range 1000 {
		name := fmt.Sprintf("model-%04d", i)
		switch i % 4 {
		case 0:
			f.add(name)
		case 1:
			f.add(name, "subnet-a", "subnet-b")
		case 2:
			f.add(name, "subnet-b", "subnet-a")
		case 3:
			f.add(name, "subnet-c", "subnet-d")
		}
	}
	f.add("model-old-1", "subnet-x", "subnet-y")
	f.add("model-old-2", "subnet-y", "subnet-x")
	f.unlisted = []string{"model-0500-gone"}
	f.endpoints["it"] = endpoint("it", "InService", "", "model-0001")
	f.cut(staging, "subnet-d")
	told := 0
	s, err := doctor.ExamineAll(t.Context(), f, func(done, total int) {
		if told++; done != told || total != 1003 {
			t.Errorf("told %d of %d", done, total)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Models) != 753 || s.Outside != 250 || told != 1003 || !s.Blocks() {
		t.Errorf("%d rows, %d outside, told %d times", len(s.Models), s.Outside, told)
	}
	if !slices.IsSortedFunc(s.Models, func(a, b doctor.Model) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the rows are not sorted by name")
	}
	want := map[string]int{
		"Identity": 1, "Models": 1, "BareModel": 1003, "InferenceEndpoints": 1, "InferenceEndpoint": 1, "VPCOf": 3, "Subnets": 2, "Network": 2, "Bucket": 1, "InstanceType": 1,
	}
	for method, n := range want {
		if f.calls[method] != n {
			t.Errorf("%s was called %d times, want %d", method, f.calls[method], n)
		}
	}
	for method := range f.calls {
		if want[method] == 0 {
			t.Errorf("%s was called", method)
		}
	}
	for _, m := range s.Models {
		var blocking []string
		for _, finding := range m.Plan.Findings {
			if finding.Blocks() {
				blocking = append(blocking, finding.Rule)
			}
		}
		wants := ""
		switch {
		case m.Name == "model-0500-gone":
			if m.State != doctor.Gone {
				t.Errorf("%s is %s", m.Name, m.State)
			}
		case strings.Contains(m.Name, "old"):
			wants = plan.RuleSubnetOtherVPC + " " + plan.RuleSubnetOtherVPC
		case m.VPC == staging:
			wants = plan.RuleS3NoPath
		}
		if got := strings.Join(blocking, " "); got != wants {
			t.Errorf("%s in %s: %q, want %q", m.Name, m.VPC, got, wants)
		}
	}
}

// TestAFewAtOnce holds every call until nothing more begins.
func TestAFewAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		for i := range 100 {
			f.add(fmt.Sprintf("model-%02d", i))
		}
		f.gate = make(chan struct{})
		done := make(chan error)
		go func() {
			_, err := doctor.ExamineAll(t.Context(), f, nil)
			done <- err
		}()
		synctest.Wait()
		// Identity and the list.
		if f.now != 2 {
			t.Errorf("%d calls at first", f.now)
		}
		f.mu.Lock()
		gate := f.gate
		f.gate = make(chan struct{})
		f.mu.Unlock()
		close(gate)
		synctest.Wait()
		if f.now != 8 {
			t.Errorf("%d models are described at once, want 8", f.now)
		}
		f.mu.Lock()
		gate, f.gate = f.gate, nil
		f.mu.Unlock()
		close(gate)
		if err := <-done; err != nil || f.most != 8 {
			t.Errorf("%v, and %d calls at once", err, f.most)
		}
	})
}

func TestASurveyGoesOn(t *testing.T) {
	f := newFake()
	f.add("a", "subnet-a", "subnet-b")
	f.add("b", "subnet-c", "subnet-d")
	f.add("c", "subnet-a", "subnet-b")
	f.refuse["BareModel c"] = &facts.Fault{Kind: facts.Throttled, Summary: "too fast"}
	f.refuse["Network "+staging] = denied("ec2:DescribeVpcs")
	f.refuse["InferenceEndpoints"] = denied("sagemaker:ListEndpoints")
	s, err := doctor.ExamineAll(t.Context(), f, nil)
	if err != nil || len(s.Models) != 3 || len(s.Notes) != 1 {
		t.Fatalf("%v, %+v", err, s)
	}
	for i, want := range []doctor.State{doctor.Examined, doctor.Unread, doctor.Unread} {
		if s.Models[i].State != want {
			t.Errorf("%s is %s, want %s", s.Models[i].Name, s.Models[i].State, want)
		}
	}
	f.refuse["BareModel c"] = &facts.Fault{Kind: facts.Expired, Summary: "ended"}
	_, err = doctor.ExamineAll(t.Context(), f, nil)
	if fault, ok := errors.AsType[*facts.Fault](err); !ok || fault.Kind != facts.Expired {
		t.Errorf("%v", err)
	}
}
