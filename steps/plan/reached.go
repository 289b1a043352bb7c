package plan

import (
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// Reached is the way from a chosen subnet to a destination.
type Reached struct {
	Subnet facts.Subnet
	Now    network.Path
	After  network.Path // once the plan's changes were made; Now where that is open already
	// OpenedBy are the changes without which a way that opens would stay as it is.
	OpenedBy []Change
}

// Survey walks from the chosen subnets to any destination, on the facts as they are and
// as they would be after the plan. It is prepared once and asked often.
type Survey struct {
	now, after target
	without    []target // after all changes but one each
	changes    []Change
}

// NewSurvey prepares the walks. The changes are those of the plan.
func NewSurvey(a Answers, f facts.Facts, changes []Change) Survey {
	s := Survey{now: newTarget(a, f), after: newTarget(a, project(f, a.Network.VPC, changes))}
	for i, c := range changes {
		if c.Kind == KindModel {
			continue
		}
		others := slices.Delete(slices.Clone(changes), i, i+1)
		s.changes = append(s.changes, c)
		s.without = append(s.without, newTarget(a, project(f, a.Network.VPC, others)))
	}
	return s
}

// Subnets are the chosen subnets of the chosen VPC, in the order chosen.
func (s Survey) Subnets() []facts.Subnet { return s.now.inside() }

// S3 is the destination that SageMaker fetches the model's data from, with the policies
// on the way judged by that data.
func (s Survey) S3() network.Destination { return network.S3(s.now.judgePolicy) }

// Service is the destination of an AWS service by its short name. The second result is
// false when the Region's list of services does not hold it, or was not read.
func (s Survey) Service(name string) (network.Destination, bool) {
	service, found := ServiceNamed(s.now.n, s.now.f, name)
	return network.Service(name, service), found
}

// To walks from every chosen subnet, in their order.
func (s Survey) To(to network.Destination) []Reached {
	var out []Reached
	changed := len(s.changes) > 0
	var after []way
	without := make([][]way, len(s.without))
	for i, w := range s.now.walk(to) {
		r := Reached{Subnet: w.from, Now: w.Path, After: w.Path}
		if w.Verdict != network.Open && changed {
			if after == nil {
				after = s.after.walk(to)
			}
			r.After = spokenPath(after[i].Path)
		}
		if r.After.Verdict == network.Open && w.Verdict != network.Open {
			for n, t := range s.without {
				if without[n] == nil {
					without[n] = t.walk(to)
				}
				if without[n][i].Verdict != network.Open {
					r.OpenedBy = append(r.OpenedBy, s.changes[n])
				}
			}
		}
		out = append(out, r)
	}
	return out
}

// spokenPath is a path whose reasons call what the plan creates by what it is.
func spokenPath(p network.Path) network.Path {
	p.Hops = slices.Clone(p.Hops)
	for i := range p.Hops {
		p.Hops[i].Why = Spoken(p.Hops[i].Why)
	}
	return p
}

// Fault is why a hop could not be judged; false for one that was read and yet is not
// known, or is known.
func (s Survey) Fault(h network.Hop) (facts.Fault, bool) { return s.now.hopFault(h) }

// Called is what a person calls an object of the network: "private-a (rtb-0e…)".
func (s Survey) Called(id string) string { return s.now.called(id) }
