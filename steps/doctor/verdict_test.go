package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const noZones = "Unable to locate at least 2 availability zone(s) with the requested instance type ml.m5.xlarge that overlap with SageMaker AI subnets."

// TestAWarningThatExplainsAFailureCounts: the type is not offered in one of the two zones,
// which a plan only warns of; the endpoint has failed of it.
func TestAWarningThatExplainsAFailureCounts(t *testing.T) {
	f := newFake()
	f.zones = []string{"use1-az1"}
	f.add("fraud", "subnet-a", "subnet-b")
	for _, status := range []string{"Failed", "InService"} {
		f.endpoints["it"] = endpoint("it", status, noZones, "fraud")
		for _, s := range []doctor.Subject{{Endpoint: "it"}, {Model: "fraud"}} {
			r := examined(t, f, s)
			c := r.Endpoints[0].Cause
			if c.Finding == nil || c.Finding.Rule != plan.RuleSubnetInstance || c.Finding.Severity != plan.Warn {
				t.Fatalf("%s, %+v: the cause is %+v", status, s, c)
			}
			if !r.Blocks() {
				t.Errorf("%s, %+v: nothing is said to be wrong", status, s)
			}
		}
	}
	f.endpoints["it"] = endpoint("it", "InService", "", "fraud")
	for _, s := range []doctor.Subject{{Endpoint: "it"}, {Model: "fraud"}} {
		if r := examined(t, f, s); r.Blocks() {
			t.Errorf("%+v: a warning about an endpoint that serves is %+v", s, r.Findings())
		}
	}
}

// TestNothingIsSaidOfANetworkThatWasNotRead: no rule was looked at where there was nothing
// to look at.
func TestNothingIsSaidOfANetworkThatWasNotRead(t *testing.T) {
	gone := func(f *fake) { delete(f.models, "fraud") }
	for name, change := range map[string]func(*fake){
		"model gone": gone,
		"model unread": func(f *fake) {
			f.refuse["Model"] = denied("sagemaker:DescribeModel")
		},
		"network unread": func(f *fake) { f.refuse["Network"] = denied("ec2:DescribeVpcs") },
		"VPC unknown":    func(f *fake) { f.refuse["VPCOf"] = denied("ec2:DescribeSubnets") },
		"configuration gone": func(f *fake) {
			e := endpoint("it", "Failed", noData)
			e.Gaps = facts.Gaps{facts.TopicEndpointConfig: *denied("sagemaker:DescribeEndpointConfig")}
			f.endpoints["it"] = e
		},
		"no VPC": func(f *fake) { f.add("fraud") },
	} {
		f := newFake()
		f.add("fraud", "subnet-a", "subnet-b")
		f.endpoints["it"] = endpoint("it", "Failed", noData, "fraud")
		change(f)
		c := examined(t, f, doctor.Subject{Endpoint: "it"}).Endpoints[0].Cause
		if !c.Known || c.Finding != nil || len(c.Rules) > 0 || len(c.Examined) > 0 {
			t.Errorf("%s: %+v", name, c)
		}
	}
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.endpoints["it"] = endpoint("it", "Failed", noData, "fraud", "lost")
	c := examined(t, f, doctor.Subject{Endpoint: "it"}).Endpoints[0].Cause
	if len(c.Rules) == 0 || !slices.Equal(c.Examined, []string{"fraud"}) || !slices.Equal(c.Missed, []string{"lost"}) {
		t.Errorf("one of two: %+v", c)
	}
}

// TestWhatIsNotKnownIsNeverWell: neither a model that cannot be read nor a way that cannot.
func TestWhatIsNotKnownIsNeverWell(t *testing.T) {
	f := newFake()
	f.add("a", "subnet-a", "subnet-b")
	f.add("b", "subnet-a", "subnet-b")
	f.refuse["BareModel"] = denied("sagemaker:DescribeModel")
	s, err := doctor.ExamineAll(t.Context(), f, nil)
	if err != nil || s.Blocks() || len(s.Models) != 2 {
		t.Fatalf("%v, %+v", err, s)
	}
	for _, m := range s.Models {
		if m.Mark() != steps.Unknown {
			t.Errorf("%s is %s", m.Name, m.Mark())
		}
	}
	delete(f.refuse, "BareModel")
	f.bend(prod, func(n *facts.Network) {
		n.Gaps = n.Gaps.With(facts.TopicRouteTables, *denied("ec2:DescribeRouteTables"))
		n.RouteTables = nil
	})
	s, err = doctor.ExamineAll(t.Context(), f, nil)
	if err != nil || s.Models[0].Mark() != steps.Unknown {
		t.Errorf("%v, %+v", err, s.Models)
	}
	// A way that is not known counts, whether or not a rule speaks of it.
	for i := range s.Models {
		s.Models[i].Plan.Findings = nil
		if s.Models[i].Mark() != steps.Unknown {
			t.Errorf("%s is %s, with the ways %+v", s.Models[i].Name, s.Models[i].Mark(), s.Models[i].Plan.Paths)
		}
	}
}

// TestSymptom24TheWaiterEndsBeforeTheStart: a waiter gives up after ten minutes on an endpoint
// that is still starting (https://github.com/hashicorp/terraform-provider-aws/issues/39090).
func TestSymptom24TheWaiterEndsBeforeTheStart(t *testing.T) {
	begun := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	e := endpoint("it", "Creating", "", "fraud")
	e.Created, e.Modified = begun, begun.Add(time.Minute)
	for after, want := range map[time.Duration][]string{
		12 * time.Minute: {"12 min", "no failure yet", "up to 60 minutes", "10 minutes"},
		0:                {"no failure yet", "up to 60 minutes"},
		75 * time.Minute: {"75 min", "longer than", "CloudWatch"},
	} {
		said := doctor.Starting(e, begun.Add(after))
		for _, words := range want {
			if !strings.Contains(said, words) {
				t.Errorf("after %s it lacks %q: %s", after, words, said)
			}
		}
		if late := after > time.Hour; late == strings.Contains(said, "no failure yet") {
			t.Errorf("after %s: %s", after, said)
		}
	}
	e.Created, e.Modified = time.Time{}, time.Time{}
	if said := doctor.Starting(e, begun); !strings.Contains(said, "no failure yet") || !strings.HasPrefix(said, "It is starting") {
		t.Errorf("of an unknown time: %s", said)
	}
	for _, status := range []string{"InService", "Failed", "Updating", "Deleting"} {
		e.Status = status
		if said := doctor.Starting(e, begun); said != "" {
			t.Errorf("%s: %s", status, said)
		}
	}
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.endpoints["it"] = endpoint("it", "Creating", "", "fraud")
	if r := examined(t, f, doctor.Subject{Endpoint: "it"}); r.Blocks() {
		t.Errorf("it is called a failure: %+v", r.Findings())
	}
}

// TestOneCallAModel: a survey does without the tags, which take a call each.
func TestOneCallAModel(t *testing.T) {
	f := newFake()
	f.add("a", "subnet-a", "subnet-b")
	f.add("b")
	if _, err := doctor.ExamineAll(t.Context(), f, nil); err != nil || f.calls["Model"] > 0 || f.calls["BareModel"] != 2 {
		t.Errorf("%v, calls %v", err, f.calls)
	}
}
