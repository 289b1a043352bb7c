package steps_test

import (
	"context"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestQuotasAreReadWhenSomethingIsCreated: the counts are read for a plan that creates an
// endpoint, a full quota is said, and a refused count is a gap and ends nothing.
func TestQuotasAreReadWhenSomethingIsCreated(t *testing.T) {
	account := newAccount()
	account.usage = facts.Usage{GatewayEndpoints: 20}
	s, err := steps.Resolve(context.Background(), account, complete())
	if err != nil || s.Facts.Usage == nil {
		t.Fatalf("the counts were not read: %v", err)
	}
	if severity := severityOf(s.Plan, plan.RuleQuotaGateways); severity != plan.Warn {
		t.Errorf("a full quota is %q: %+v", severity, s.Plan.Findings)
	}
	account.faults = map[string]*facts.Fault{"Usage": {Kind: facts.Denied, Op: "ec2:DescribeAddresses", Summary: "you may not call ec2:DescribeAddresses"}}
	s, err = steps.Resolve(context.Background(), account, complete())
	if severity := severityOf(s.Plan, plan.RuleQuotaGateways); err != nil || severity != plan.Unknown || !s.Plan.Applicable {
		t.Errorf("a refused count is %q, applicable %v: %v", severity, s.Plan.Applicable, err)
	}
	a := complete()
	a.S3.Action = plan.S3None
	if s, err := steps.Resolve(context.Background(), account, a); err != nil || s.Facts.Gaps[facts.TopicUsage].Kind != "" {
		t.Errorf("the counts were asked for although nothing is created: %v", err)
	}
}

func severityOf(p plan.Plan, rule string) plan.Severity {
	for _, f := range p.Findings {
		if f.Rule == rule {
			return f.Severity
		}
	}
	return ""
}
