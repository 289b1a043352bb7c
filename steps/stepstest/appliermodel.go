package stepstest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// createModel makes a model in the VPC and removes it when the test is over.
func createModel(t *testing.T, f Fixture, name string) plan.Receipt {
	t.Helper()
	receipt := apply(t, f, "sagemaker", "CreateModel", modelInput(f, name))
	t.Cleanup(func() {
		request := plan.Request{Service: "sagemaker", Op: "DeleteModel", Input: map[string]any{"ModelName": name}}
		_, _ = f.Account.Apply(context.WithoutCancel(t.Context()), request) // a test may have deleted it
	})
	return receipt
}

func modelInput(f Fixture, name string) map[string]any {
	container := f.Model.Containers[0]
	return map[string]any{
		"ModelName": name, "ExecutionRoleArn": f.Role,
		"PrimaryContainer": map[string]any{
			"Image": container.Image, "ModelDataUrl": container.ModelData,
			"Environment": map[string]any{"LOG_LEVEL": "debug", "EMPTY": ""},
		},
		"EnableNetworkIsolation": true,
		"VpcConfig": map[string]any{
			"Subnets":          []any{f.Private[1], f.Private[0]},
			"SecurityGroupIds": []any{f.SecurityGroups[0], f.SecurityGroups[1]},
		},
		"Tags": []any{map[string]any{"Key": "team", "Value": "risk"}},
	}
}

func modelInVPC(t *testing.T, f Fixture) {
	receipt := createModel(t, f, "contract-in-vpc")
	got, err := f.Account.Model(deadline(t), "contract-in-vpc")
	noError(t, err)
	if receipt.ARN == "" || receipt.ARN != got.ARN || got.Role != f.Role || !got.Primary {
		t.Errorf("the receipt is %+v, the model reads back as %+v", receipt, got)
	}
	// AWS tells it; a copy of a model read from a stand-in that does not is not isolated.
	if !got.Isolation && !f.differs(IsolationForgotten) {
		t.Error("the model's network isolation is lost")
	}
	if got.VPC == nil {
		t.Fatal("the model has no VpcConfig")
	}
	equalIDs(t, "the model's subnets", got.VPC.Subnets, f.Private[:2])
	equalIDs(t, "the model's security groups", got.VPC.SecurityGroups, f.SecurityGroups[:2])
	want := map[string]string{"LOG_LEVEL": "debug", "EMPTY": ""}
	if len(got.Containers) != 1 || !maps.Equal(got.Containers[0].Environment, want) {
		t.Errorf("the containers read back as %+v, want the environment %v", got.Containers, want)
	}
	if got.Tags["team"] != "risk" {
		t.Errorf("the tags read back as %v", got.Tags)
	}
	apply(t, f, "sagemaker", "DeleteModel", map[string]any{"ModelName": "contract-in-vpc"})
	_, err = f.Account.Model(deadline(t), "contract-in-vpc")
	wantFault(t, err, facts.NotFound)
}

func modelTaken(t *testing.T, f Fixture) {
	createModel(t, f, "contract-taken")
	again := plan.Request{Service: "sagemaker", Op: "CreateModel", Input: modelInput(f, "contract-taken")}
	_, err := f.Account.Apply(deadline(t), again)
	if f.differs(DuplicatesOverwrite) {
		noError(t, err) // AWS answers "Cannot create already existing model"
		return
	}
	wantFault(t, err, facts.Exists)
}

func modelUnknown(t *testing.T, f Fixture) {
	request := plan.Request{Service: "sagemaker", Op: "DeleteModel", Input: map[string]any{"ModelName": "contract-never-made"}}
	_, err := f.Account.Apply(deadline(t), request)
	wantFault(t, err, facts.NotFound)
}

// malformed requests are refused, and nothing is sent: the model that the last two would
// make does not exist afterwards.
func malformed(t *testing.T, f Fixture) {
	misspelt := modelInput(f, "contract-malformed")
	misspelt["VPCConfig"] = misspelt["VpcConfig"]
	delete(misspelt, "VpcConfig")
	mistyped := modelInput(f, "contract-malformed")
	mistyped["VpcConfig"] = map[string]any{"Subnets": "subnet-1,subnet-2", "SecurityGroupIds": []any{}}
	for name, request := range map[string]plan.Request{
		"operation": {Service: "ec2", Op: "TerminateInstances", Input: map[string]any{"InstanceIds": []any{"i-1"}}},
		"service":   {Service: "sagemaker", Op: "CreateVpcEndpoint", Input: map[string]any{"VpcId": f.VPC}},
		"field":     {Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{"VpcEndpointId": "vpce-1", "AddRouteTables": []any{"rtb-1"}}},
		"spelling":  {Service: "sagemaker", Op: "CreateModel", Input: misspelt},
		"type":      {Service: "sagemaker", Op: "CreateModel", Input: mistyped},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.Account.Apply(deadline(t), request)
			wantFault(t, err, facts.Invalid)
		})
	}
	_, err := f.Account.Model(deadline(t), "contract-malformed")
	wantFault(t, err, facts.NotFound)
}

func applyEnded(t *testing.T, f Fixture) {
	ctx, cancel := context.WithCancel(deadline(t))
	cancel()
	_, err := f.Account.Apply(ctx, plan.Request{Service: "sagemaker", Op: "CreateModel", Input: modelInput(f, "contract-ended")})
	wantFault(t, err, facts.Interrupted)
	list, err := f.Account.Models(deadline(t))
	noError(t, err)
	if slices.ContainsFunc(list, func(m facts.ModelSummary) bool { return m.Name == "contract-ended" }) {
		t.Error("a model was made although the context had ended")
	}
}
