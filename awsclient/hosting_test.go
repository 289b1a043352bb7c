package awsclient_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// sagemakerScript answers SageMaker calls by their operation.
func sagemakerScript(answers map[string]string) wire {
	return func(r *http.Request) (*http.Response, error) {
		_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		body, known := answers[op]
		if !known {
			return jsonError("AccessDeniedException", "User: arn:aws:iam::111122223333:user/me is not authorized to perform: sagemaker:"+op+" on resource: x")(r)
		}
		return answer(http.StatusOK, "application/x-amz-json-1.1", body)(r)
	}
}

const (
	describedEndpoint = `{"EndpointName":"e","EndpointArn":"arn:e","EndpointConfigName":"c","EndpointStatus":"InService",
		"FailureReason":"the update failed","CreationTime":1700000000,"LastModifiedTime":1700000600,
		"LastDeploymentConfig":{"RollingUpdatePolicy":{"MaximumBatchSize":{"Type":"INSTANCE_COUNT","Value":1},"WaitIntervalInSeconds":60}},
		"ProductionVariants":[{"VariantName":"all","CurrentInstanceCount":3,"DesiredInstanceCount":4,
			"ManagedInstanceScaling":{"Status":"ENABLED","MaxInstanceCount":6}},
			{"VariantName":"idle","CurrentServerlessConfig":{"MemorySizeInMB":1024,"MaxConcurrency":5}}],
		"ShadowProductionVariants":[{"VariantName":"dark","CurrentInstanceCount":1}]}`
	describedConfig = `{"EndpointConfigName":"c",
		"ProductionVariants":[{"VariantName":"all","ModelName":"m","InstanceType":"ml.g5.xlarge","InitialInstanceCount":2,
			"ManagedInstanceScaling":{"Status":"DISABLED","MaxInstanceCount":6}},
			{"VariantName":"idle","ModelName":"m","ServerlessConfig":{"MemorySizeInMB":1024,"MaxConcurrency":5}},
			{"VariantName":"new","ModelName":"n","InitialInstanceCount":1,
				"InstancePools":[{"InstanceType":"ml.g6.xlarge","Priority":2},{"InstanceType":"ml.g5.2xlarge","Priority":1}]}],
		"ShadowProductionVariants":[{"VariantName":"dark","ModelName":"m2","InstanceType":"ml.m5.large","InitialInstanceCount":1}]}`
)

func TestHostedVariants(t *testing.T) {
	read := func(w wire) facts.InferenceEndpoint {
		e, err := connected(t, w).InferenceEndpoint(t.Context(), "e")
		if err != nil {
			t.Fatal(err)
		}
		if !e.Rolling || e.FailureReason != "the update failed" || e.Modified.Sub(e.Created).Minutes() != 10 || e.Config != "c" {
			t.Errorf("got %+v", e)
		}
		return e
	}
	whole := read(sagemakerScript(map[string]string{"DescribeEndpoint": describedEndpoint, "DescribeEndpointConfig": describedConfig}))
	want := []facts.Variant{
		{Name: "all", Model: "m", InstanceType: "ml.g5.xlarge", Initial: 2, Current: 3},
		{Name: "idle", Model: "m", Serverless: true},
		{Name: "new", Model: "n", InstanceType: "ml.g5.2xlarge", Initial: 1},
		{Name: "dark", Model: "m2", InstanceType: "ml.m5.large", Initial: 1, Current: 1, Shadow: true},
	}
	if !slices.Equal(whole.Variants, want) || len(whole.Gaps) > 0 {
		t.Errorf("got  %+v, gaps %v\nwant %+v", whole.Variants, whole.Gaps, want)
	}
	denied := read(sagemakerScript(map[string]string{"DescribeEndpoint": describedEndpoint}))
	want = []facts.Variant{{Name: "all", Current: 3, Max: 6}, {Name: "idle", Serverless: true}, {Name: "dark", Current: 1, Shadow: true}}
	if !slices.Equal(denied.Variants, want) {
		t.Errorf("without the configuration, got %+v\nwant %+v", denied.Variants, want)
	}
	if fault := denied.Gaps[facts.TopicEndpointConfig]; fault.Kind != facts.Denied || fault.Op != "sagemaker:DescribeEndpointConfig" {
		t.Errorf("the gaps are %+v", denied.Gaps)
	}
}

// An endpoint that may not be described is a fault; a list that may not be read as well.
func TestHostedRefusals(t *testing.T) {
	for action, read := range map[string]func(steps.Account) error{
		"sagemaker:DescribeEndpoint": func(a steps.Account) error { _, err := a.InferenceEndpoint(t.Context(), "e"); return err },
		"sagemaker:ListEndpoints":    func(a steps.Account) error { _, err := a.InferenceEndpoints(t.Context()); return err },
	} {
		if f := asFault(t, read(tour(t, sandbox.WithDenied(action))), facts.Denied); f.Op != action {
			t.Errorf("the fault names %s, want %s", f.Op, action)
		}
	}
	_, err := tour(t).InferenceEndpoint(t.Context(), "none")
	contains(t, asFault(t, err, facts.NotFound).Error(), "no SageMaker endpoint none in us-east-1")
}
