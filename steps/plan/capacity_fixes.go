package plan

import (
	"fmt"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
)

// larger is the remedy that holds everything, with the smallest size that would.
func (s sized) larger() string {
	d, zones := s.t.demand(), max(2, s.as.Zones)
	if _, ok := capacity.SmallestPrefix(d, zones); !ok {
		return fmt.Sprintf("Choose subnets in more zones (not even an empty /16, the largest there is, in each of %d would hold an update with a zone lost)", zones)
	}
	return "Choose larger subnets" + s.size()
}

// size names the smallest empty subnets that would hold everything, where there are such.
func (s sized) size() string {
	prefix, ok := capacity.SmallestPrefix(s.t.demand(), s.as.Zones)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (an empty /%d in each zone would do, with one zone lost during an update)", prefix)
}

func (s sized) updateFix() string {
	if s.t.a.Capacity.Update == UpdateRolling {
		return s.larger() + ", or smaller batches."
	}
	return s.larger() + ", or rolling updates (capacity.update: rolling)."
}

// checkEFA says so when the count of addresses rests on a guess about an instance type.
func (t target) checkEFA() []Finding {
	var out []Finding
	for _, name := range autoTypes(t.a.Capacity) {
		it, _ := typeOf(t.f, name)
		if fault, missing := it.Gaps[facts.TopicInstanceType]; missing {
			out = append(out, unknown(RuleCapacityOut, name,
				"whether "+name+" attaches EFA is not known: an instance is counted with 2 addresses, and takes 5 with it", fault, docHostVPC))
		}
	}
	return out
}

// unknownRunning says so when instances that run already could make up for what is lacking.
func (s sized) unknownRunning() []Finding {
	fault, missing := s.t.f.Gaps[facts.TopicInferenceEndpoint]
	if !missing || s.as.Breaks == "" || !MovedWithin(s.t.a, s.t.f) {
		return nil
	}
	from := s.t.a.Model.From
	return []Finding{unknown(RuleCapacityOut, from,
		"how many instances of "+from+" run in these subnets already is not known: those that were not seen are counted as if they had yet to start", fault, docHostVPC)}
}
