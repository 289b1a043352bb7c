package plan

import "maps"

// Hidden stands for the value of an environment variable wherever a plan is shown.
const Hidden = "(hidden)"

// Masked is the plan with the values of every container's Environment hidden, in the
// answers and in the requests. Before and After keep them, because Diff must tell a changed
// value from an equal one; it shows neither, and they are not written as JSON.
func (p Plan) Masked() Plan {
	p.Answers = p.Answers.Masked()
	changes := make([]Change, len(p.Changes))
	for i, c := range p.Changes {
		c.Request.Input = maskedObject(c.Request.Input)
		changes[i] = c
	}
	p.Changes = changes
	return p
}

// Masked is the answers with the values of every container's environment hidden.
func (a Answers) Masked() Answers {
	containers := make([]Container, len(a.Model.Containers))
	for i, c := range a.Model.Containers {
		if c.Environment != nil {
			environment := map[string]string{}
			for key := range c.Environment {
				environment[key] = Hidden
			}
			c.Environment = environment
		}
		containers[i] = c
	}
	if a.Model.Containers != nil {
		a.Model.Containers = containers
	}
	return a
}

// maskedObject copies a JSON object and hides what stands under Environment.
func maskedObject(object map[string]any) map[string]any {
	out := maps.Clone(object)
	for key, value := range out {
		if values, ok := value.(map[string]any); ok && key == "Environment" {
			hidden := map[string]any{}
			for name := range values {
				hidden[name] = Hidden
			}
			out[key] = hidden
			continue
		}
		out[key] = masked(value)
	}
	return out
}

func masked(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return maskedObject(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = masked(item)
		}
		return out
	}
	return value
}
