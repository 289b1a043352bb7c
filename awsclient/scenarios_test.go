package awsclient_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// resolved reads a new account of the scenario as plan and apply do.
func resolved(t *testing.T, scenario sandbox.Scenario) (steps.State, *awsclient.Client, error) {
	t.Helper()
	client := awsclient.New(awsclient.Options{
		Region: sandbox.Region, HTTPClient: sandbox.New(scenario).HTTPClient(),
		Credentials: &awsclient.Static{AccessKeyID: sandbox.AccessKeyID, SecretAccessKey: sandbox.SecretAccessKey},
	})
	account, err := client.Open(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	state, err := steps.Resolve(t.Context(), account, scenario.Answers())
	return state, client, err
}

// TestScenariosLeadToTheirFindings holds each scenario against what it says of itself.
func TestScenariosLeadToTheirFindings(t *testing.T) {
	for _, scenario := range sandbox.Scenarios() {
		t.Run(scenario.Name, func(t *testing.T) {
			// In the bubble, the waiting of the SDK's retries costs no time.
			synctest.Test(t, func(t *testing.T) {
				state, _, err := resolved(t, scenario)
				if scenario.Fails != "" {
					var fault *facts.Fault
					if !errors.As(err, &fault) || fault.Kind != scenario.Fails || fault.Fix == "" {
						t.Fatalf("got %v, want a fault of kind %s with its remedy", err, scenario.Fails)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				got, want := found(state.Plan), sorted(scenario.Expect)
				for _, one := range got {
					if !slices.Contains(want, one) {
						t.Errorf("the plan finds %+v, which the scenario does not expect", one)
					}
				}
				for _, one := range want {
					if !slices.Contains(got, one) {
						t.Errorf("the plan does not find %+v", one)
					}
				}
				if len(got) != len(want) {
					t.Errorf("%d findings, want %d", len(got), len(want))
				}
			})
		})
	}
}

// TestTheManagedPolicyLeavesGaps sees that each gap names the action that
// AmazonSageMakerFullAccess lacks, and each finding of it, too.
func TestTheManagedPolicyLeavesGaps(t *testing.T) {
	scenario, _ := sandbox.Lookup("no-network-rights")
	state, _, err := resolved(t, scenario)
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, gaps := range []facts.Gaps{state.Facts.Gaps, state.Facts.Network.Gaps, state.Facts.InstanceType.Gaps} {
		for topic, fault := range gaps {
			if fault.Kind != facts.Denied {
				t.Errorf("%s is a gap because of %+v", topic, fault)
			}
			missing = append(missing, fault.Op)
		}
	}
	slices.Sort(missing)
	want := []string{
		"ec2:DescribeAvailabilityZones", "ec2:DescribeInstanceTypes", "ec2:DescribeInternetGateways", "ec2:DescribeNatGateways",
		"ec2:DescribeNetworkAcls", "ec2:DescribeVpcAttribute", "ec2:GetManagedPrefixListEntries",
	}
	if missing = slices.Compact(missing); !slices.Equal(missing, want) {
		t.Errorf("%q are missing, want %q", missing, want)
	}
	for _, f := range state.Plan.Findings {
		names := func(action string) bool { return strings.Contains(f.Detail+f.Fix, action) }
		if f.Severity == plan.Unknown && !slices.ContainsFunc(missing, names) {
			t.Errorf("%s does not say which action is missing: %s", f.Rule, f.Detail)
		}
	}
}

func found(p plan.Plan) []sandbox.Expectation {
	var out []sandbox.Expectation
	for _, f := range p.Findings {
		out = append(out, sandbox.Expectation{Rule: f.Rule, Severity: f.Severity, Subject: f.Subject, Now: f.Now, After: f.After})
	}
	return sorted(out)
}

func sorted(all []sandbox.Expectation) []sandbox.Expectation {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b sandbox.Expectation) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject))
	})
	return all
}

var requestIDs = regexp.MustCompile(`"request_id":"[^"]*"`)

// TestTwoRunsDrawTheSame compares plans and facts of two accounts, ids and times included.
func TestTwoRunsDrawTheSame(t *testing.T) {
	for _, scenario := range sandbox.Scenarios() {
		if scenario.Fails != "" {
			continue // what was read before the end is not the same twice
		}
		t.Run(scenario.Name, func(t *testing.T) {
			var drawn [2]string
			for i := range drawn {
				synctest.Test(t, func(t *testing.T) {
					state, _, err := resolved(t, scenario)
					if err != nil {
						t.Fatal(err)
					}
					// What is asked for and how often a call was repeated is the SDK's own
					// affair; what was read and planned is the account's.
					text, err := json.Marshal([]any{state.Plan, state.Facts})
					if err != nil {
						t.Fatal(err)
					}
					// Of two calls of one operation at once, either may be the account's first.
					drawn[i] = requestIDs.ReplaceAllString(string(text), "")
				})
			}
			if drawn[0] != drawn[1] {
				t.Errorf("first\n%s\nthen\n%s", drawn[0], drawn[1])
			}
		})
	}
}

// TestThrottledCallsAreRepeatedUntilTheySucceed sees the SDK's retries, and nothing lost.
func TestThrottledCallsAreRepeatedUntilTheySucceed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scenario, _ := sandbox.Lookup("throttled")
		state, client, err := resolved(t, scenario)
		if err != nil || len(state.Facts.Gaps) > 0 {
			t.Fatalf("%v, %v", err, state.Facts.Gaps)
		}
		repeated := 0
		for _, c := range client.Calls() {
			if c.Service == "ec2" && c.Attempts > 1 {
				repeated++
			}
			if c.Err != "" && c.Op != "DescribeModel" { // which asks whether the new name is free
				t.Errorf("%s: %s", c.Op, c.Err)
			}
		}
		if repeated < 10 {
			t.Errorf("%d of %d calls were repeated", repeated, len(client.Calls()))
		}
	})
}
