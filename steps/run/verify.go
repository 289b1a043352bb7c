package run

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// verify reads the model back and compares what a VpcConfig is about with the request.
func (d Driver) verify(ctx context.Context, task Task) Result {
	change := task.Item.Change
	model, err := d.Account.Model(ctx, change.Name)
	if err != nil {
		fault := *faultOf(err, change.Request)
		fault.Why = strings.TrimPrefix(first(fault.Why, "")+"; "+fault.Summary, "; ")
		fault.Summary = fmt.Sprintf("the model %s could not be read back", change.Name)
		fault.Fix = strings.TrimSpace(fault.Fix + " Retry reads it again; everything else has been done.")
		return Result{Err: &fault}
	}
	if wrong := networkDifferences(change.After, model); len(wrong) > 0 {
		return Result{Err: &facts.Fault{
			Kind: facts.Service, Op: operation(change.Request), Retry: true,
			Summary: fmt.Sprintf("the model %s is not what was asked for", change.Name),
			Why:     strings.Join(wrong, "; "),
			Fix:     "Undo deletes it; a model's VpcConfig cannot be changed.",
		}}
	}
	return Result{Receipt: plan.Receipt{ID: model.Name, ARN: model.ARN}, Note: "VpcConfig reads back as planned"}
}

// networkDifferences says where a model differs from its request in name, role and
// VpcConfig. The lists of a VpcConfig are sets.
func networkDifferences(input map[string]any, model facts.Model) []string {
	var wrong []string
	differ := func(field, want, got string) {
		if want != got {
			wrong = append(wrong, fmt.Sprintf("%s is %q and should be %q", field, got, want))
		}
	}
	differ("ModelName", text(input, "ModelName"), model.Name)
	differ("ExecutionRoleArn", text(input, "ExecutionRoleArn"), model.Role)
	config, _ := input["VpcConfig"].(map[string]any)
	read := facts.VPCConfig{}
	if model.VPC != nil {
		read = *model.VPC
	}
	for _, field := range []struct {
		name      string
		want, got []string
	}{
		{"VpcConfig.Subnets", list(config, "Subnets"), read.Subnets},
		{"VpcConfig.SecurityGroupIds", list(config, "SecurityGroupIds"), read.SecurityGroups},
	} {
		if !sameSet(field.want, field.got) {
			wrong = append(wrong, fmt.Sprintf("%s is %v and should be %v", field.name, field.got, field.want))
		}
	}
	return wrong
}

// differences says where a model differs from its request in anything that a request can
// hold, tags excepted: they do not make it another model.
func differences(input map[string]any, model facts.Model) []string {
	wrong := networkDifferences(input, model)
	if isolated, _ := input["EnableNetworkIsolation"].(bool); isolated != model.Isolation {
		wrong = append(wrong, fmt.Sprintf("EnableNetworkIsolation is %t", model.Isolation))
	}
	wanted := containers(input)
	if len(wanted) != len(model.Containers) {
		return append(wrong, fmt.Sprintf("it has %d containers and should have %d", len(model.Containers), len(wanted)))
	}
	for i, container := range wanted {
		got := model.Containers[i]
		environment := map[string]string{}
		if values, ok := container["Environment"].(map[string]any); ok {
			for key := range values {
				environment[key] = text(values, key)
			}
		}
		if text(container, "Image") != got.Image || text(container, "ModelDataUrl") != got.ModelData ||
			!maps.Equal(environment, got.Environment) {
			wrong = append(wrong, fmt.Sprintf("container %d differs", i+1))
		}
	}
	return wrong
}

// containers are the containers of a CreateModel input, whichever field they came in.
func containers(input map[string]any) []map[string]any {
	if primary, ok := input["PrimaryContainer"].(map[string]any); ok {
		return []map[string]any{primary}
	}
	values, _ := input["Containers"].([]any)
	var out []map[string]any
	for _, value := range values {
		if container, ok := value.(map[string]any); ok {
			out = append(out, container)
		}
	}
	return out
}
