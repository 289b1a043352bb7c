package doctor

import (
	"fmt"
	"slices"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// Unsure reports whether something about the model could not be checked.
func (m Model) Unsure() bool {
	return m.State == Unread ||
		slices.ContainsFunc(m.Plan.Findings, func(f plan.Finding) bool { return f.Severity == plan.Unknown }) ||
		slices.ContainsFunc(m.Plan.Paths, func(p network.Path) bool { return p.Verdict == network.Unknown })
}

// Mark is the model's verdict as a mark, NoMark where there is nothing to judge. What could
// not be checked is never said to hold.
func (m Model) Mark() steps.Mark {
	switch m.State {
	case Unread:
		return steps.Unknown
	case Gone, Outside:
		return steps.NoMark
	case Examined:
	}
	mark := Verdict(m.Plan.Findings)
	if mark == steps.Holds && m.Unsure() {
		return steps.Unknown
	}
	return mark
}

// startup is how long an endpoint may take to start: the service's own waiter asks 120 times,
// half a minute apart (EndpointInService of the service model's waiters).
const startup = 60 * time.Minute

// Starting says of an endpoint that is being created what to make of that, in full
// sentences; "" of every other. Tools that wait for ten minutes call it a failure
// (https://github.com/hashicorp/terraform-provider-aws/issues/39090).
func Starting(e facts.InferenceEndpoint, now time.Time) string {
	if e.Status != creating {
		return ""
	}
	so := "It is starting"
	age := now.Sub(e.Created)
	switch {
	case e.Created.IsZero() || age < time.Minute:
	case age < 2*time.Hour:
		so = fmt.Sprintf("It has been starting for %d min", int(age.Minutes()))
	default:
		so = fmt.Sprintf("It has been starting for %d h", int(age.Hours()))
	}
	if !e.Created.IsZero() && age > startup {
		return so + fmt.Sprintf(", longer than the %d minutes for which AWS's own waiter waits. It may still start, or fail with a reason; "+
			"the container's log in CloudWatch shows how far it is.", int(startup.Minutes()))
	}
	return so + fmt.Sprintf(", and that is no failure yet: up to %d minutes are common. What gives up on it after 10 minutes gives up too early.", int(startup.Minutes()))
}
