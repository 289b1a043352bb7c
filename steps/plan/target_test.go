package plan_test

import (
	"slices"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func TestPolicyEnvKnowsEveryBucketOfTheModel(t *testing.T) {
	source := func(uri string) any {
		return map[string]any{"S3DataSource": map[string]any{"S3Uri": uri}}
	}
	a := plan.Answers{Region: "eu-west-1"}
	a.Model.From = "fraud"
	a.S3.Buckets = []string{"added", "data"}
	f := facts.Facts{
		Caller: &facts.Caller{Partition: "aws", Region: "eu-west-1", Account: "111122223333"},
		Origin: &facts.Model{Name: "fraud", Containers: []facts.Container{
			{
				ModelData:   "https://data.s3.amazonaws.com/a.tar.gz",
				Environment: map[string]string{"LORA": "s3://adapters/x", "LEVEL": "info", "BAD": "s3://", "URL": "https://web.s3.amazonaws.com/x"},
			},
			{Extra: map[string]any{
				"ModelDataSource":            source("s3://prefix/model/"),
				"AdditionalModelDataSources": []any{source("s3://draft/model/"), "odd", map[string]any{"S3DataSource": 1}},
			}},
		}},
	}
	env := plan.PolicyEnv(a, f)
	if want := []string{"adapters", "added", "data", "draft", "prefix"}; !slices.Equal(env.Buckets, want) || env.Account != "111122223333" {
		t.Errorf("got %+v, want %v", env, want)
	}
	if got, want := plan.ModelData(a, f), []string{"https://data.s3.amazonaws.com/a.tar.gz", "s3://prefix/model/", "s3://draft/model/"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
