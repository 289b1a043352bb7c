package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps/facts"
)

// hang waits until the read is cancelled, and says that it was.
func hang[T any](cancelled *bool) func(context.Context) (T, error) {
	return func(ctx context.Context) (T, error) {
		<-ctx.Done()
		*cancelled = true
		var zero T
		return zero, &facts.Fault{Kind: facts.Interrupted, Summary: "interrupted", Err: ctx.Err()}
	}
}

func TestASlowReadBecomesAFaultAfterTwentySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cancelled bool
		a := newAccount()
		a.identity = hang[facts.Caller](&cancelled)
		r := start(t, options(t, a), 100, 30)
		r.pass(19 * time.Second)
		expect(t, r, "reading the account", "19.0 s", "esc goes back")
		reject(t, r, "ready")
		r.pass(time.Second)
		expect(t, r, "AWS did not answer within 20s", "r retry", "Your answers are kept.", "ready")
		if !cancelled {
			t.Error("the read was not told to end")
		}
		a.identity = newAccount().identity
		r.press("r")
		expect(t, r, "a new model", "ready")
	})
}

func TestAReadThatIgnoresItsContextStillEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, release := newAccount(), make(chan struct{})
		a.identity = func(context.Context) (facts.Caller, error) { <-release; return facts.Caller{}, nil }
		r := start(t, options(t, a), 100, 30)
		r.pass(20 * time.Second)
		a.identity = newAccount().identity
		close(release)
		r.settle()
		expect(t, r, "AWS did not answer within 20s")
	})
}

func TestLeavingAScreenCancelsItsReadAndDropsItsReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cancelled bool
		a := newAccount()
		subnets := a.subnets
		a.subnets = hang[[]facts.Subnet](&cancelled)
		r := start(t, options(t, a), 100, 30)
		r.press("enter")
		expect(t, r, "Subnets in two zones", "reading the account")
		r.press("esc")
		if !cancelled {
			t.Error("esc did not cancel the read")
		}
		expect(t, r, "Where to begin", "a new model", "ready")
		reject(t, r, "interrupted")

		// A reply that was on its way is not taken for that of the read after it.
		a.subnets = func(context.Context) ([]facts.Subnet, error) { return nil, errors.New("late") }
		r.m, _ = step(r.m.onReply(reply("new")))
		late := readMsg{seq: r.m.seq, err: errors.New("late")}
		a.subnets = subnets
		r.press("esc", "enter")
		r.send(late)
		expect(t, r, "private-a", "ready")
		reject(t, r, "late")
	})
}

func TestAFaultReplacesTheQuestionAndKeepsTheAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		good := a.subnets
		a.subnets = func(context.Context) ([]facts.Subnet, error) {
			return nil, &facts.Fault{
				Kind: facts.Denied, Op: "ec2:DescribeSubnets", Summary: "you may not list subnets",
				Why: "the caller lacks ec2:DescribeSubnets", Fix: "Ask for ec2:DescribeSubnets.", Code: "UnauthorizedOperation", RequestID: "8f2c",
			}
		}
		r := start(t, options(t, a), 100, 30)
		r.press("down", "enter")
		expect(t, r, "you may not list subnets", "the caller lacks", "Ask for ec2:DescribeSubnets.", "UnauthorizedOperation", "request 8f2c", "r retry")
		if got := r.m.machine.State().Answers.Model.Name; got != "move" {
			t.Errorf("the answer before the fault is %q", got)
		}
		a.subnets = good
		r.press("r")
		expect(t, r, "private-a", "ready")
	})
}

func TestTheListIsRefreshedEveryFifteenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, reads, free := newAccount(), 0, 11
		a.subnets = func(context.Context) ([]facts.Subnet, error) {
			reads++
			return []facts.Subnet{{ID: "subnet-a", Name: "private-a", Free: 11}, {ID: "subnet-b", Name: "private-b", Free: free}}, nil
		}
		r := start(t, options(t, a), 100, 30)
		r.press("enter", "down", "space")
		free = 3
		r.pass(14 * time.Second)
		if reads != 1 {
			t.Fatalf("%d reads within 14 s, 1 expected", reads)
		}
		expect(t, r, "14 s ago", "free 11")
		r.pass(2 * time.Second)
		if reads != 2 {
			t.Fatalf("%d reads after 16 s, 2 expected", reads)
		}
		expect(t, r, "▸ [x] private-b", "free  3", "1 of 16 chosen")
		r.press("r")
		if reads != 3 {
			t.Fatalf("r did not read at once: %d reads", reads)
		}
		r.press("esc")
		r.pass(40 * time.Second)
		if reads != 3 {
			t.Errorf("%d reads, 3 expected: the refresh outlived its screen", reads)
		}
	})
}

func TestARefreshThatFailsIsAQuietLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		r := start(t, options(t, a), 100, 30)
		r.press("enter")
		good := a.subnets
		a.subnets = func(context.Context) ([]facts.Subnet, error) {
			return nil, &facts.Fault{Kind: facts.Throttled, Summary: "AWS asks to slow down"}
		}
		r.press("r")
		expect(t, r, "private-a", "not refreshed: AWS asks to slow down", "ready")
		a.subnets = good
		r.pass(16 * time.Second)
		reject(t, r, "not refreshed")
	})
}

func TestAnAccountIsOpenedOnceForEachPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		r := start(t, opts, 100, 30)
		r.press("enter", "r", "esc", "enter", "r")
		if opened := opts.Cloud.(*cloud).opened; len(opened) != 1 {
			t.Errorf("opened %v", opened)
		}
	})
}

func TestAnAccountThatCannotBeOpenedIsAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.Cloud.(*cloud).err = &facts.Fault{Kind: facts.NoProfile, Summary: "there is no profile ml", Fix: "Name one of ml-dev."}
		r := start(t, opts, 100, 30)
		expect(t, r, "there is no profile ml", "Name one of ml-dev.")
	})
}

func TestTextFromTheAccountNeverReachesTheTerminalRaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.identity = func(context.Context) (facts.Caller, error) {
			return facts.Caller{Account: "1111", Region: "us-east-1", ARN: "arn:aws:iam::1111:user/\x1b]0;owned\x07"}, nil
		}
		a.subnets = func(context.Context) ([]facts.Subnet, error) {
			return nil, &facts.Fault{Summary: "no\x1b[2J", Why: "because\x1b[2J", Fix: "fix\x1b[2J", Op: "op\x1b[2J"}
		}
		r := start(t, options(t, a), 100, 30)
		r.press("enter")
		if frame := r.m.Frame(); strings.Contains(frame, "\x1b[2J") || strings.Contains(frame, "\x1b]0") {
			t.Errorf("an escape sequence came through:\n%q", frame)
		}
		expect(t, r, `\x1b[2J`, `\x1b]0;owned\x07`)
	})
}
