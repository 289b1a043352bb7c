package console_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/ui/console"
)

const (
	modelARN = "arn:aws:sagemaker:us-east-1:111122223333:model/fraud-vpc"
	allSent  = "CreateVpcEndpoint CreateModel"
)

func TestApply(t *testing.T) {
	r := newRig(t)
	r.want(0, "apply", "--answers", r.answersFile(nil), "--yes", "--endpoint-url", "http://127.0.0.1:9")
	if r.sent() != allSent {
		t.Errorf("sent %s", r.sent())
	}
	journal := filepath.Join(r.dir, "state", "runs", "2026-11-23T13-05-11Z.jsonl")
	answersCopy := strings.TrimSuffix(journal, ".jsonl") + ".answers.yaml"
	const lines = "model     %\nendpoint  vpce-0123456789abcdef0\nreceipt   %\nrepeat    sagevpc apply --answers % --endpoint-url=http://127.0.0.1:9 --region=us-east-1\n"
	want := lines
	for _, value := range []string{modelARN, journal, answersCopy} {
		want = strings.Replace(want, "%", value, 1)
	}
	if r.out.String() != want {
		t.Errorf("stdout is\n%s", r.out.String())
	}
	r.says(&r.err, "What would happen", "✓ 1/3  CreateVpcEndpoint sagevpc-s3 (vpce-0123456789abcdef0)", "request req-1",
		"✓ 2/3  CreateModel fraud-vpc", "✓ 3/3  read back and compare fraud-vpc")
	if strings.Contains(r.err.String(), secret) {
		t.Error("the secret was shown")
	}
	if _, err := os.Stat(journal); err != nil {
		t.Error(err)
	}
	// The repeat command leads to the same plan, where the name is now taken.
	r.want(3, "apply", "--answers", answersCopy, "--yes")
	r.says(&r.err, "model.exists")
}

func TestApplyAsJSON(t *testing.T) {
	type result struct {
		Schema int
		Status string
		Plan   struct {
			Account   string
			FactsHash string `json:"facts_hash"`
			Changes   int
			Blockers  []plan.Finding
		}
		Outcomes []struct {
			Change, State, Op string
			RequestID         string `json:"request_id"`
			Fault             *facts.Fault
		}
		ModelARN        string `json:"model_arn"`
		Journal, Repeat string
	}
	read := func(r *rig) (got result) {
		r.t.Helper()
		if err := json.Unmarshal(r.out.Bytes(), &got); err != nil {
			r.t.Fatalf("%v in\n%s", err, r.out.String())
		}
		return got
	}
	t.Run("done", func(t *testing.T) {
		r := newRig(t)
		r.want(0, "apply", "--answers", r.answersFile(nil), "--yes", "--output", "json")
		got := read(r)
		if got.Schema != 1 || got.Status != "done" || got.ModelARN != modelARN || got.Plan.Changes != 2 || len(got.Outcomes) != 3 ||
			got.Outcomes[0].RequestID != "req-1" || got.Outcomes[2].State != "applied" || got.Journal == "" ||
			!strings.HasPrefix(got.Repeat, "sagevpc apply --answers ") {
			t.Errorf("the result is %+v", got)
		}
	})
	t.Run("failed", func(t *testing.T) {
		r := newRig(t)
		r.cloud.account.refuse = fullAccount
		r.want(1, "apply", "--answers", r.answersFile(nil), "--yes", "--output", "json")
		got := read(r)
		if got.Status != "kept" || got.ModelARN != "" || got.Outcomes[1].State != "failed" || got.Outcomes[1].Fault.Kind != facts.Limit {
			t.Errorf("the result is %+v", got)
		}
	})
	t.Run("blocked", func(t *testing.T) {
		r := newRig(t)
		r.want(3, "apply", "--answers", r.answersFile(nil), "--subnets", subnetA, "--yes", "--output", "json")
		if got := read(r); got.Status != "blocked" || len(got.Plan.Blockers) == 0 || got.Outcomes == nil {
			t.Errorf("the result is %+v", got)
		}
	})
}

func TestConsent(t *testing.T) {
	for _, test := range []struct {
		name, typed string
		code        int
		applied     bool
	}{
		{"yes", "yes\n", 0, true},
		{"yes, loudly", " YES \n", 0, true},
		{"y", "y\n", 1, false},
		{"no", "no\n", 1, false},
		{"nothing", "\n", 1, false},
		{"the end", "", 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			r.terminal = true
			r.app.Stdin = strings.NewReader(test.typed)
			r.want(test.code, "apply", "--answers", r.answersFile(nil))
			r.says(&r.err, "Apply? Type yes: ")
			if (len(r.cloud.account.sent) > 0) != test.applied {
				t.Errorf("sent %s", r.sent())
			}
		})
	}
}

func TestWarningsAreAccepted(t *testing.T) {
	warned := func(r *rig) string {
		r.cloud.account.network.VPC.DNSHostnames = false
		return r.answersFile(func(a *plan.Answers) { a.DNS = plan.DNSLeave })
	}
	r := newRig(t)
	r.want(0, "apply", "--answers", warned(r), "--yes")
	r.says(&r.err, "accepted: dns.hostnames")
	r = newRig(t)
	r.terminal = true
	r.app.Stdin = strings.NewReader("yes\n")
	r.want(0, "apply", "--answers", warned(r))
	r.says(&r.err, "Apply, and accept 1 warning? Type yes: ")
}

func TestConsentThatIsInterrupted(t *testing.T) {
	r := newRig(t)
	r.terminal = true
	ctx, cancel := context.WithCancel(t.Context())
	r.app.Stdin = reader(func([]byte) (int, error) {
		cancel()
		select {} // A terminal where nobody types.
	})
	path := r.answersFile(nil)
	if code := console.Execute(ctx, r.app, []string{"apply", "--answers", path}); code != 130 || len(r.cloud.account.sent) > 0 {
		t.Errorf("code %d, sent %s", code, r.sent())
	}
}

type reader func([]byte) (int, error)

func (f reader) Read(p []byte) (int, error) { return f(p) }

func TestDriftBeforeApplying(t *testing.T) {
	r := newRig(t)
	r.cloud.account.reading = func(reads int) {
		if reads == 2 {
			table := r.cloud.account.network.RouteTables[0]
			table.Routes = append(table.Routes, facts.Route{Destination: "10.9.0.0/16", Target: "pcx-1", State: "active"})
			r.cloud.account.network.RouteTables = []facts.RouteTable{table}
		}
	}
	r.want(6, "apply", "--answers", r.answersFile(nil), "--yes")
	r.says(&r.err, "nothing was applied, because the account moved after the preview was shown", "is not as it was")
	if r.sent() != "" || r.out.Len() > 0 {
		t.Errorf("sent %q, stdout %q", r.sent(), r.out.String())
	}
}

func TestFreeAddressesAreNoDrift(t *testing.T) {
	r := newRig(t)
	r.cloud.account.reading = func(int) {
		subnets := append([]facts.Subnet{}, r.cloud.account.network.Subnets...)
		subnets[0].Free--
		r.cloud.account.network.Subnets = subnets
	}
	r.want(0, "apply", "--answers", r.answersFile(nil), "--yes")
}
