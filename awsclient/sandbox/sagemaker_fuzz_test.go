package sandbox

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// Whatever is asked for, an endpoint ends in a state that its service knows, and every
// answer is JSON.
func FuzzEndpoints(f *testing.F) {
	const variant = `[{"VariantName":"v","ModelName":"churn-v2","InstanceType":"ml.m5.large","InitialInstanceCount":%d}]`
	f.Add(fmt.Sprintf(variant, 1), `{}`, "UpdateEndpoint", `{"EndpointName":"e","EndpointConfigName":"c"}`)
	f.Add(fmt.Sprintf(variant, 1<<62), `{"RollingUpdatePolicy":{"MaximumBatchSize":{"Type":"INSTANCE_COUNT","Value":1},"WaitIntervalInSeconds":0}}`,
		"DeleteEndpoint", `{"EndpointName":"e"}`)
	f.Add(`[{"VariantName":"v","ModelName":"fraud-v3","ServerlessConfig":{"MemorySizeInMB":2048,"MaxConcurrency":1}}]`, `null`,
		"ListEndpoints", `{"StatusEquals":"Failed","SortBy":"Status"}`)
	f.Add(`[{"VariantName":"v","InstanceType":"ml.m5.large","ModelDataDownloadTimeoutInSeconds":60}]`, `{"BlueGreenUpdatePolicy":{"TerminationWaitInSeconds":-1}}`,
		"UpdateEndpoint", `{"EndpointName":"e","EndpointConfigName":"c","RetainAllVariantProperties":true,"ExcludeRetainedVariantProperties":[{"VariantPropertyType":"DesiredWeight"},{}]}`)
	f.Fuzz(func(t *testing.T, variants, deployment, op, body string) {
		clock := NewClock()
		scenario, _ := Lookup(Tour)
		a := New(scenario, WithClock(clock.Now))
		for _, call := range [][2]string{
			{"CreateEndpointConfig", `{"EndpointConfigName":"c","ProductionVariants":` + variants + `}`},
			{"CreateEndpoint", `{"EndpointName":"e","EndpointConfigName":"c","DeploymentConfig":` + deployment + `}`},
			{op, body},
			{"DescribeEndpoint", `{"EndpointName":"e"}`},
			{op, body},
			{"ListEndpoints", `{}`},
		} {
			answer := answerTo(t, a, "sagemaker", sagemakerTarget+call[0], call[1])
			if len(answer.body) > 0 && !json.Valid(answer.body) {
				t.Fatalf("no JSON: %s", answer.body)
			}
			clock.Advance(30 * time.Minute)
		}
		for _, e := range a.world.region(Region).hosting.endpoints {
			if !e.settled() {
				t.Errorf("an hour later the endpoint is %s", e.status)
			}
		}
	})
}
