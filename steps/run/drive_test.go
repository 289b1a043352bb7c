package run_test

import (
	"strings"
	"testing"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

const secret = "hunter2-very-secret"

func modelInput() map[string]any {
	return map[string]any{
		"ModelName": "fraud-vpc", "ExecutionRoleArn": "arn:aws:iam::111122223333:role/Exec",
		"PrimaryContainer": map[string]any{"Image": "img:1", "Environment": map[string]any{"TOKEN": secret}},
		"VpcConfig":        map[string]any{"Subnets": []any{"subnet-a", "subnet-b"}, "SecurityGroupIds": []any{"sg-1"}},
	}
}

// thePlan switches DNS support on, creates an endpoint and creates the model.
func thePlan() plan.Plan {
	attribute := func(on bool) plan.Request {
		return plan.Request{Service: "ec2", Op: "ModifyVpcAttribute", Input: map[string]any{
			"VpcId": "vpc-1", "EnableDnsSupport": map[string]any{"Value": on},
		}}
	}
	back := attribute(false)
	return plan.Plan{
		Schema: plan.Schema, Account: "111122223333", Region: "us-east-1", FactsHash: "sha256:1",
		Answers: plan.Answers{Model: plan.Model{Name: "fraud-vpc", Containers: []plan.Container{
			{Image: "img:1", Environment: map[string]string{"TOKEN": secret}},
		}}},
		Changes: []plan.Change{
			{ID: "dns-support", Action: plan.Update, Kind: plan.KindVPCAttribute, Name: "vpc-1", Request: attribute(true), Reverse: &back},
			{ID: "s3-endpoint", Action: plan.Create, Kind: plan.KindVPCEndpoint, Name: "s3", Request: plan.Request{
				Service: "ec2", Op: "CreateVpcEndpoint", Input: map[string]any{
					"VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.s3", "ClientToken": "t1",
					"RouteTableIds": []any{"rtb-1", "rtb-2"}, "PolicyDocument": `{"Statement":[{"Effect":"Allow"}]}`,
				},
			}},
			{
				ID: "model", Action: plan.Create, Kind: plan.KindModel, Name: "fraud-vpc", Needs: []string{"dns-support", "s3-endpoint"},
				Request: plan.Request{Service: "sagemaker", Op: "CreateModel", Input: modelInput()},
			},
		},
	}
}

// drive executes tasks until the run waits for a person or is over.
func drive(t *testing.T, d run.Driver, r run.Run) run.Run {
	t.Helper()
	for range 1000 {
		task, ok := r.Next()
		if !ok {
			return r
		}
		r = r.With(d.Do(t.Context(), task))
	}
	t.Fatal("the run does not come to an end")
	return r
}

func states(r run.Run) string {
	var out []string
	for _, item := range r.Items {
		out = append(out, string(item.State))
	}
	return strings.Join(out, " ")
}

func want(t *testing.T, r run.Run, phase run.Phase, itemStates string) {
	t.Helper()
	if r.Phase != phase || states(r) != itemStates {
		t.Fatalf("phase %s, items %q, err %v; want %s, %q", r.Phase, states(r), r.Err, phase, itemStates)
	}
}
