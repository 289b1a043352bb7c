package sandbox

import "sagevpc/steps/plan"

// Expectation is a finding that a scenario's answers must lead to.
type Expectation struct {
	Rule     string // a name of the rules: "s3.no-path"
	Severity plan.Severity
	Subject  string // the id, or the answers' field, that it speaks of
	// Now is whether it is so in the account, After whether it would be so after the plan.
	Now, After bool
}

// trouble gives an account what is wrong in its scenario from the beginning.
func (s Scenario) trouble(a *Account) {
	if len(s.Faults) > 0 {
		WithFaults(s.Faults, 1)(a)
	}
}

// repaired is a finding that is so now and not after the plan.
func repaired(rule string, severity plan.Severity, subject string) Expectation {
	return Expectation{Rule: rule, Severity: severity, Subject: subject, Now: true}
}

// stays is a finding that is so now and stays so.
func stays(rule string, severity plan.Severity, subject string) Expectation {
	return Expectation{Rule: rule, Severity: severity, Subject: subject, Now: true, After: true}
}

// caused is a finding that the plan brings about.
func caused(rule string, severity plan.Severity, subject string) Expectation {
	return Expectation{Rule: rule, Severity: severity, Subject: subject, After: true}
}
