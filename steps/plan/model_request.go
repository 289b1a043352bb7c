package plan

import (
	"maps"
	"slices"

	"sagevpc/steps/facts"
)

// ModelOf is the model as it would be created: the copied request with the answers over it.
func ModelOf(a Answers, f facts.Facts) facts.Model {
	m := facts.Model{Primary: len(a.Model.Containers) == 1}
	if origin, ok := copied(a, f); ok {
		m = origin
		m.ARN, m.VPC = "", nil
	}
	m.Name = a.Model.Name
	if a.Model.Role != "" {
		m.Role = a.Model.Role
	}
	if len(a.Model.Containers) > 0 {
		m.Containers = overlay(m.Containers, a.Model.Containers)
		m.Primary = m.Primary && len(m.Containers) == 1
	}
	if a.Model.NetworkIsolation != nil {
		m.Isolation = *a.Model.NetworkIsolation
	}
	if a.Model.Tags != nil {
		m.Tags = a.Model.Tags
	}
	if len(a.Network.Subnets) > 0 || len(a.Network.SecurityGroups) > 0 {
		m.VPC = &facts.VPCConfig{Subnets: a.Network.Subnets, SecurityGroups: a.Network.SecurityGroups}
	}
	return m
}

// copied is the model that the request is copied from.
func copied(a Answers, f facts.Facts) (facts.Model, bool) {
	if a.Model.From == "" || f.Origin == nil || f.Origin.Name != a.Model.From {
		return facts.Model{}, false
	}
	return *f.Origin, true
}

// overlay puts the answered fields of each container over the copied container of the
// same position; how many there are is for the answers to say.
func overlay(base []facts.Container, answered []Container) []facts.Container {
	out := make([]facts.Container, len(answered))
	for i, c := range answered {
		if i < len(base) {
			out[i] = base[i]
		}
		if c.Image != "" {
			out[i].Image = c.Image
		}
		if c.ModelData != "" {
			out[i].ModelData = c.ModelData
		}
		if c.Environment != nil {
			out[i].Environment = c.Environment
		}
	}
	return out
}

// createModelInput is the SDK's CreateModelInput for a model. Extra fields travel as they came.
func createModelInput(m facts.Model) map[string]any {
	input := maps.Clone(m.Extra)
	if input == nil {
		input = map[string]any{}
	}
	input["ModelName"] = m.Name
	if m.Role != "" {
		input["ExecutionRoleArn"] = m.Role
	}
	var containers []any
	for _, c := range m.Containers {
		containers = append(containers, containerInput(c))
	}
	switch {
	case m.Primary && len(containers) == 1:
		input["PrimaryContainer"] = containers[0]
	case len(containers) > 0:
		input["Containers"] = containers
	}
	if m.Isolation {
		input["EnableNetworkIsolation"] = true
	}
	if m.VPC != nil {
		input["VpcConfig"] = map[string]any{
			"Subnets": list(m.VPC.Subnets), "SecurityGroupIds": list(m.VPC.SecurityGroups),
		}
	}
	if len(m.Tags) > 0 {
		var tags []any
		for _, key := range slices.Sorted(maps.Keys(m.Tags)) {
			tags = append(tags, map[string]any{"Key": key, "Value": m.Tags[key]})
		}
		input["Tags"] = tags
	}
	return input
}

func containerInput(c facts.Container) map[string]any {
	input := maps.Clone(c.Extra)
	if input == nil {
		input = map[string]any{}
	}
	if c.Image != "" {
		input["Image"] = c.Image
	}
	if c.ModelData != "" {
		input["ModelDataUrl"] = c.ModelData
	}
	if len(c.Environment) > 0 {
		environment := map[string]any{}
		for key, value := range c.Environment {
			environment[key] = value
		}
		input["Environment"] = environment
	}
	return input
}

// list is a JSON list of texts; it is never nil.
func list(items []string) []any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = item
	}
	return out
}
