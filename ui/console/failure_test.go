package console_test

import (
	"context"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/ui/console"
)

func TestFailures(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		typed string // on a terminal; "" for none
		sent  string
		says  []string
	}{
		{"kept by default", nil, "", allSent, []string{
			"✗ 2/3  CreateModel", "CreateModel is refused\n      why  a quota", "done         CreateVpcEndpoint", "not done     CreateModel", "--undo-on-failure would have",
		}},
		{"kept by flag", []string{"--keep-on-failure"}, "", allSent, []string{"done         CreateVpcEndpoint"}},
		{"undone by flag", []string{"--undo-on-failure"}, "", allSent + " DeleteVpcEndpoints", []string{
			"✓ 1/3  take back CreateVpcEndpoint", "taken back   CreateVpcEndpoint", "not done     CreateModel",
		}},
		{"undone when asked", nil, "undo\n", allSent + " DeleteVpcEndpoints", []string{"Type keep, undo or retry:", "taken back"}},
		{"kept when asked", nil, "what?\nkeep\n", allSent, []string{"done         CreateVpcEndpoint"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			r.cloud.account.refuse = fullAccount
			args := append([]string{"apply", "--answers", r.answersFile(nil)}, test.args...)
			if test.typed == "" {
				args = append(args, "--yes")
			} else {
				r.terminal = true
				r.app.Stdin = strings.NewReader("yes\n" + test.typed)
				args = append(args, "--no-color")
			}
			r.want(1, args...)
			r.says(&r.err, test.says...)
			if r.sent() != test.sent {
				t.Errorf("sent %s", r.sent())
			}
			r.says(&r.out, "receipt   ")
		})
	}
}

func TestRetryWhenAsked(t *testing.T) {
	r := newRig(t)
	r.terminal = true
	r.app.Stdin = strings.NewReader("yes\nretry\n")
	failed := false
	r.cloud.account.refuse = func(op string) error {
		if op != "CreateModel" || failed {
			return nil
		}
		failed = true
		return fullAccount(op)
	}
	r.want(0, "apply", "--answers", r.answersFile(nil))
	if r.sent() != allSent+" CreateModel" {
		t.Errorf("sent %s", r.sent())
	}
}

func TestCredentialsThatEndUnderWay(t *testing.T) {
	r := newRig(t)
	r.cloud.account.refuse = func(op string) error {
		if op == "CreateModel" {
			return &facts.Fault{Kind: facts.Expired, Summary: "the session has ended"}
		}
		return nil
	}
	r.want(4, "apply", "--answers", r.answersFile(nil), "--yes")
}

func TestInterruptFinishesTheChangeUnderWay(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r.cloud.account.refuse = func(string) error {
		cancel()
		return nil
	}
	path := r.answersFile(nil)
	if code := console.Execute(ctx, r.app, []string{"apply", "--answers", path, "--yes"}); code != 130 {
		t.Fatalf("code %d\n%s", code, r.err.String())
	}
	if r.sent() != "CreateVpcEndpoint" {
		t.Errorf("sent %s", r.sent())
	}
	r.says(&r.err, "interrupted: stopping after the current change", "✓ 1/3  CreateVpcEndpoint",
		"done         CreateVpcEndpoint", "not done     CreateModel fraud-vpc")
	r.says(&r.out, "receipt", "repeat")
}

func TestInterruptAfterTheLastChange(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r.cloud.account.refuse = func(op string) error {
		if op == "CreateModel" {
			cancel()
		}
		return nil
	}
	path := r.answersFile(nil)
	// The verification was still to come, so the run is not done.
	if code := console.Execute(ctx, r.app, []string{"apply", "--answers", path, "--yes"}); code != 130 {
		t.Errorf("code %d\n%s", code, r.err.String())
	}
	r.says(&r.out, "model     "+modelARN)
}

func TestAReceiptThatCannotBeWritten(t *testing.T) {
	r := newRig(t)
	r.app.StateDir = r.file("state", "a file")
	r.want(0, "apply", "--answers", r.answersFile(nil), "--yes")
	r.says(&r.err, "note: the folder for receipts could not be made")
	if r.out.String() != "model     "+modelARN+"\nendpoint  vpce-0123456789abcdef0\n" {
		t.Errorf("stdout is\n%s", r.out.String())
	}
}

func TestDemoNeedsNoAnswers(t *testing.T) {
	r := newRig(t)
	r.want(0, "--demo")
	if r.cloud.options.Demo != "tour" || r.sent() != allSent {
		t.Errorf("opened %+v, sent %s", r.cloud.options, r.sent())
	}
	r.says(&r.out, "model     "+modelARN, "--demo=tour")
}
