package plan_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// TestNamesThatMayLeadElsewhere: with a NAT gateway the way is open, unless S3's names lead
// to an endpoint that may not be read.
func TestNamesThatMayLeadElsewhere(t *testing.T) {
	s := good()
	s.withoutS3()
	s.withNAT()
	s.gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")
	if f, ok := find(t, s.build(t), plan.RuleS3NoPath); !ok || f.Severity != plan.Unknown {
		t.Errorf("%v %+v", ok, f)
	}
}

// TestNoWayIsClosedInSilence: whoever reads "every check holds" has an open way from every
// chosen subnet, and a blocked way is never merely unknown to the rules.
func TestNoWayIsClosedInSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := good()
		drawEndpoints(t, s.network())
		drawTables(t, s.network())
		drawS3Answers(t, &s)
		s.a.S3.Action = plan.S3None
		p := plan.Examine(s.a, s.f)
		for _, path := range p.Paths {
			told := slices.ContainsFunc(p.Findings, func(f plan.Finding) bool {
				return f.Severity == plan.Block || f.Severity == plan.Unknown && path.Verdict == network.Unknown
			})
			if path.Verdict != network.Open && !told {
				t.Fatalf("no finding says of %+v: %+v", path, p.Findings)
			}
		}
	})
}
