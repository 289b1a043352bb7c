package sandbox

import "sagevpc/steps/plan"

// throttled: an account in which others call EC2 all day. The first call of each read is
// refused, and the limits that EC2 documents hold; whoever tries again succeeds.
func throttled() Scenario {
	const vpc = "ml-ready"
	return Scenario{
		Name:    "throttled",
		Summary: "An account whose EC2 calls are throttled: the calls are repeated, and all of them succeed in the end",
		Faults: []FaultRule{
			{Calls: "ec2:Describe*", Does: FaultThrottle, First: 1, Each: true},
			{Calls: "ec2:*", Does: FaultLimit},
		},
		Expect:  []Expectation{},
		answers: func() plan.Answers { return fraudAnswers(vpc, "ready-a", "ready-b") },
		account: func() blueprint { return fraudAccount(readyVPC(vpc)) },
	}
}
