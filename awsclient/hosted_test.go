package awsclient_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// hosted is a scenario's account with its plan, and a clock that the test moves.
type hosted struct {
	account steps.Account
	plan    plan.Plan
	answers plan.Answers
	clock   *sandbox.Clock
	raw     *sagemaker.Client
}

func hostedIn(t *testing.T, scenario sandbox.Scenario) hosted {
	t.Helper()
	h := hosted{clock: sandbox.NewClock(), answers: scenario.Answers()}
	client := sandbox.New(scenario, sandbox.WithClock(h.clock.Now)).HTTPClient()
	h.account = opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: client, Credentials: key})
	state, err := steps.Resolve(t.Context(), h.account, h.answers)
	if err != nil {
		t.Fatal(err)
	}
	h.plan = state.Plan
	h.raw = sagemaker.New(sagemaker.Options{Region: sandbox.Region, HTTPClient: client, Credentials: signer(sandbox.AccessKeyID)})
	return h
}

// apply carries the whole plan out, as the wizard and the command line do.
func (h hosted) apply(t *testing.T) {
	t.Helper()
	driver := run.Driver{Account: h.account}
	r := run.New(h.plan)
	for {
		task, more := r.Next()
		if !more {
			break
		}
		result := driver.Do(t.Context(), task)
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		r = r.With(result)
	}
	if r.Phase != run.Done {
		t.Fatalf("the run ended %s", r.Phase)
	}
}

// createOnly makes the model and repairs nothing.
func (h hosted) createOnly(t *testing.T) {
	t.Helper()
	for _, c := range h.plan.Changes {
		if c.Request.Op == "CreateModel" {
			must(h.account.Apply(t.Context(), c.Request))(t)
		}
	}
}

// deploy makes an endpoint of the planned model and says how it ended.
func (h hosted) deploy(t *testing.T) (types.EndpointStatus, string) {
	t.Helper()
	name := aws.String("shown")
	must(h.raw.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: name,
		ProductionVariants: []types.ProductionVariant{{
			VariantName: aws.String("all"), ModelName: aws.String(h.answers.Model.Name),
			InstanceType:         types.ProductionVariantInstanceType(h.answers.Capacity.InstanceType),
			InitialInstanceCount: aws.Int32(int32(h.answers.Capacity.Instances)), //#nosec G115 -- a scenario's count
		}},
	}))(t)
	must(h.raw.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: name, EndpointConfigName: name}))(t)
	h.clock.Advance(20 * time.Minute)
	got := must(h.raw.DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: name}))(t)
	return got.EndpointStatus, aws.ToString(got.FailureReason)
}

// TestAppliedPlansServe is what the product is for: the model that CreateModel accepts into
// the network as it is ends Failed, and the one that came with the plan's repairs serves.
// The plan's rules and the sandbox's packets know nothing of each other.
func TestAppliedPlansServe(t *testing.T) {
	const noData = "Failed to download model data from URL \"s3://acme-models/"
	for scenario, unrepaired := range map[string]string{ // how it fails without the repairs, "" where it serves
		"no-s3": noData, "igw-only": noData, "existing-endpoint": noData, "tour": noData, "dns-off": noData, "deny-only": noData,
		"huge": "", "throttled": "",
	} {
		t.Run(scenario, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the waiting of retries costs no time
				found, _ := sandbox.Lookup(scenario)
				bare := hostedIn(t, found)
				bare.createOnly(t)
				status, reason := bare.deploy(t)
				if unrepaired == "" && status != types.EndpointStatusInService {
					t.Errorf("nothing is to be repaired, and the endpoint is %s: %s", status, reason)
				}
				if unrepaired != "" && (status != types.EndpointStatusFailed || !strings.HasPrefix(reason, unrepaired)) {
					t.Errorf("without the repairs the endpoint is %s: %s", status, reason)
				}
				repaired := hostedIn(t, found)
				repaired.apply(t)
				if status, reason := repaired.deploy(t); status != types.EndpointStatusInService {
					t.Errorf("with the repairs the endpoint is %s: %s", status, reason)
				}
			})
		})
	}
}

// TestBlockedPlansWouldFail makes the models that the product refuses to make.
func TestBlockedPlansWouldFail(t *testing.T) {
	for scenario, reason := range map[string]string{
		"one-zone": "Unable to locate at least 2 availability zone(s) with the requested instance type",
		"drought":  "does not have enough free addresses",
	} {
		t.Run(scenario, func(t *testing.T) {
			found, _ := sandbox.Lookup(scenario)
			h := hostedIn(t, found)
			h.createOnly(t)
			if status, said := h.deploy(t); status != types.EndpointStatusFailed || !strings.Contains(said, reason) {
				t.Errorf("the endpoint is %s: %q, want %q", status, said, reason)
			}
		})
	}
}
