package run

import (
	"fmt"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// resolved puts the ids that AWS gave to earlier changes where the change refers to them,
// in what is sent and in what takes it back. The fault names the first reference that
// leads nowhere.
func (r Run) resolved(change plan.Change) (plan.Change, *facts.Fault) {
	missing := ""
	input := r.filled(change.Request.Input, &missing)
	change.Request.Input, _ = input.(map[string]any)
	if change.Reverse != nil {
		reverse := *change.Reverse
		reverse.Input, _ = r.filled(reverse.Input, &missing).(map[string]any)
		change.Reverse = &reverse
	}
	if change.ID == VerifyID {
		change.After, _ = r.filled(change.After, &missing).(map[string]any)
	}
	if missing == "" {
		return change, nil
	}
	return change, &facts.Fault{
		Kind: facts.Invalid, Op: operation(change.Request),
		Summary: fmt.Sprintf("the change %q cannot be sent", change.ID),
		Why:     fmt.Sprintf("it uses what %q makes, and AWS did not name that", missing),
		Fix:     "Keep or undo what was done, and make the plan again: it finds what is there.",
	}
}

// filled copies a value with every reference in it replaced.
func (r Run) filled(value any, missing *string) any {
	switch v := value.(type) {
	case string:
		change, ok := plan.Referenced(v)
		if !ok {
			return v
		}
		for _, item := range r.Items {
			if item.Change.ID == change && item.Receipt.ID != "" {
				return item.Receipt.ID
			}
		}
		*missing = first(*missing, change)
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.filled(v[i], missing)
		}
		return out
	case map[string]any:
		if v == nil {
			return v
		}
		out := make(map[string]any, len(v))
		for key := range v {
			out[key] = r.filled(v[key], missing)
		}
		return out
	}
	return value
}
