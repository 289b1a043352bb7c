package awsclient_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// accounts is how many random accounts are tried: SAGEVPC_ACCOUNTS, else what an ordinary
// run can wait for.
func accounts(t *testing.T) uint64 {
	t.Helper()
	text := os.Getenv("SAGEVPC_ACCOUNTS")
	if text == "" {
		return 300
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatalf("SAGEVPC_ACCOUNTS must be a number: %v", err)
	}
	return n
}

// seedsAtOnce is how many accounts one parallel subtest tries.
const seedsAtOnce = 100

// eachSeed tries the seeds in parallel subtests. SAGEVPC_SEED tries one alone.
func eachSeed(t *testing.T, try func(t *testing.T, seed uint64)) {
	t.Helper()
	if text := os.Getenv("SAGEVPC_SEED"); text != "" {
		try(t, must(strconv.ParseUint(text, 10, 64))(t))
		return
	}
	n := accounts(t)
	for from := uint64(0); from < n; from += seedsAtOnce {
		t.Run(strconv.FormatUint(from, 10), func(t *testing.T) {
			t.Parallel()
			for seed := from; seed < min(n, from+seedsAtOnce); seed++ {
				try(t, seed)
			}
		})
	}
}

// drawn is a random account, opened.
type drawn struct {
	verdict
	sandbox *sandbox.Account
	account steps.Account
	clock   *sandbox.Clock
	raw     *sagemaker.Client
}

// planIn opens a random account and plans there. change is what is asked for besides the
// account's own answers.
func planIn(t *testing.T, seed uint64, change func(*plan.Answers)) drawn {
	t.Helper()
	scenario := sandbox.Random(seed)
	d := drawn{clock: sandbox.NewClock(), verdict: verdict{seed: seed, done: scenario.Summary, answers: scenario.Answers()}}
	change(&d.answers)
	d.sandbox = sandbox.New(scenario, sandbox.WithClock(d.clock.Now))
	client := d.sandbox.HTTPClient()
	d.account = opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: client, Credentials: key})
	d.raw = sagemaker.New(sagemaker.Options{Region: sandbox.Region, HTTPClient: client, Credentials: signer(sandbox.AccessKeyID)})
	state, err := steps.Resolve(t.Context(), d.account, d.answers)
	if candidates := plan.DecideS3(d.answers, state.Facts).Candidates; len(candidates) > 0 {
		d.answers.S3.Endpoint = candidates[0].ID
		state, err = steps.Resolve(t.Context(), d.account, d.answers)
	}
	if err != nil {
		t.Fatalf("seed %d (%s): %v", seed, d.done, err)
	}
	d.plan = state.Plan
	if n := state.Facts.Network; n != nil {
		d.private = slices.ContainsFunc(n.Endpoints, func(e facts.Endpoint) bool { return e.Service == n.S3.Service && !e.Gateway() && e.PrivateDNS })
	}
	return d
}

// createModel sends the planned CreateModel and nothing else.
func (d *drawn) createModel(t *testing.T) error {
	t.Helper()
	for _, c := range d.plan.Changes {
		if c.Request.Op == "CreateModel" {
			_, err := d.account.Apply(t.Context(), c.Request)
			return err
		}
	}
	return fmt.Errorf("seed %d: the plan creates no model", d.seed)
}

// deploy makes an endpoint of the model and waits for what becomes of it.
func (d *drawn) deploy(t *testing.T) {
	t.Helper()
	name := aws.String("drawn")
	must(d.raw.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: name,
		ProductionVariants: []types.ProductionVariant{{
			VariantName: aws.String("all"), ModelName: aws.String(d.answers.Model.Name),
			InstanceType:         types.ProductionVariantInstanceType(d.answers.Capacity.InstanceType),
			InitialInstanceCount: aws.Int32(int32(d.answers.Capacity.Instances)), //#nosec G115 -- tens at most
		}},
	}))(t)
	must(d.raw.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: name, EndpointConfigName: name}))(t)
	d.clock.Advance(20 * time.Minute)
	got := must(d.raw.DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: name}))(t)
	d.serves, d.said = got.EndpointStatus == types.EndpointStatusInService, aws.ToString(got.FailureReason)
	d.stopped = d.sandbox.Stopped(*name)
	if d.serves && len(d.blockers()) > 0 { // to tell what is too strict from what was luck
		d.network = must(d.account.Network(t.Context(), steps.Scope{VPC: d.answers.Network.VPC}))(t)
		for _, i := range d.network.Interfaces {
			if strings.HasSuffix(i.Description, "SageMaker for "+*name) {
				d.homes = append(d.homes, i.Subnet)
			}
		}
	}
}

// asItIs asks for nothing to be repaired, so that the plan judges the network as it is.
func asItIs(a *plan.Answers) { a.S3.Action, a.DNS = plan.S3None, "leave" }

// TestTruthOfThePlan is the product's promise on random networks: an endpoint comes into
// service wherever the plan does not block, and the plan blocks wherever one fails for the
// network's sake. The plan's rules and the sandbox's packets share no code.
func TestTruthOfThePlan(t *testing.T) {
	t.Parallel()
	y := newTally(t)
	eachSeed(t, func(t *testing.T, seed uint64) {
		d := planIn(t, seed, asItIs)
		if err := d.createModel(t); err != nil {
			d.said = err.Error()
		} else {
			d.deploy(t)
		}
		y.add(seed, judge(t, d.verdict))
		if testing.Verbose() && os.Getenv("SAGEVPC_SEED") != "" {
			t.Log(d.verdict)
		}
	})
}

// TestTruthOfTheRepairs lets the plan repair the same accounts. What it then applies serves.
func TestTruthOfTheRepairs(t *testing.T) {
	t.Parallel()
	y := newTally(t)
	eachSeed(t, func(t *testing.T, seed uint64) {
		d := planIn(t, seed, func(*plan.Answers) {})
		if !d.plan.Applicable {
			y.add(seed, "not applicable")
			return
		}
		driver, r := run.Driver{Account: d.account}, run.New(d.plan)
		for {
			task, more := r.Next()
			if !more {
				break
			}
			result := driver.Do(t.Context(), task)
			if result.Err != nil {
				t.Errorf("%v: %s", result.Err, d)
				return
			}
			r = r.With(result)
		}
		if r.Phase != run.Done {
			t.Errorf("the run ended %s: %s", r.Phase, d)
			return
		}
		d.deploy(t)
		how := "applied, serves"
		if len(d.blockers()) > 0 {
			how = "repaired, serves"
		}
		if !d.serves {
			how = "applied, fails: " + judge(t, d.afterwards())
		}
		y.add(seed, how)
	})
}
