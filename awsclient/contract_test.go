package awsclient_test

import (
	"encoding/json"
	"os"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps/stepstest"
)

// The variables that point the contract at another endpoint, and say where the ids of
// what was built there are to be written.
const (
	endpointVariable = "SAGEVPC_CONTRACT_ENDPOINT"
	outVariable      = "SAGEVPC_CONTRACT_OUT"
)

// contractRegion is where the account is built.
const contractRegion = "us-east-1"

// TestContract runs the contract against the AWS endpoint that SAGEVPC_CONTRACT_ENDPOINT
// names, moto for one. It builds what it needs there and leaves it standing, so that the
// program itself can be run on it afterwards.
func TestContract(t *testing.T) {
	endpoint := os.Getenv(endpointVariable)
	if endpoint == "" {
		t.Skip(endpointVariable + " names no endpoint; TestSandboxContract runs the same suite in process")
	}
	built := build(t, endpoint)
	if path := os.Getenv(outVariable); path != "" {
		content, err := json.MarshalIndent(built, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(content, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	account, err := awsclient.New(awsclient.Options{
		Region: contractRegion, EndpointURL: endpoint,
		Credentials: &awsclient.Static{AccessKeyID: "contract", SecretAccessKey: "contract"},
	}).Open(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	open := func(*testing.T) stepstest.Fixture { return built.fixture(account) }
	t.Run("Source", func(t *testing.T) { stepstest.Source(t, open) })
	t.Run("Applier", func(t *testing.T) { stepstest.Applier(t, open) })
}
