package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// checking makes the list of subnets need the roles once two subnets are chosen, as an
// answer that must be looked up does, and counts the reads.
func checking(opts Options, reads *int, roles func(context.Context) error) {
	zones := &opts.Steps[1]
	load := zones.Load
	zones.Load = func(s steps.State) steps.LoadFunc {
		if len(s.Answers.Network.Subnets) < 2 || s.Facts.Roles != nil {
			return load(s)
		}
		return func(ctx context.Context, _ steps.Account) (steps.Patch, error) {
			*reads++
			err := roles(ctx)
			return func(f facts.Facts) facts.Facts { f.Roles = []facts.Role{}; return f }, err
		}
	}
}

func atOnce(context.Context) error { return nil }

func TestWhatADraftNeedsIsReadOnceItRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, reads := options(t, newAccount()), 0
		checking(opts, &reads, func(ctx context.Context) error {
			select {
			case <-time.After(time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		r := start(t, opts, 100, 30)
		r.press("enter", "space", "down", "space")
		reject(t, r, "ready")
		r.pass(draftDelay / 2)
		r.press("space")
		expect(t, r, "1 of 16 chosen", "ready")
		r.press("space")
		r.pass(2 * draftDelay)
		expect(t, r, "▸ [x] private-b", "checking")
		if reads != 1 {
			t.Errorf("%d reads, 1 expected: the draft was not waited for", reads)
		}
		r.pass(2 * time.Second)
		expect(t, r, "▸ [x] private-b", "2 of 16 chosen", "ready")
	})
}

func TestAnAcceptedAnswerGoesOnWhenWhatItNeedsWasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, reads := options(t, newAccount()), 0
		checking(opts, &reads, atOnce)
		r := start(t, opts, 100, 30)
		r.press("enter", "space", "down", "space", "enter")
		expect(t, r, "What will happen", "ready")
		if reads != 1 {
			t.Errorf("%d reads", reads)
		}
	})
}

func TestLeavingBeforeAnAcceptedAnswerGoesOnStaysLeft(t *testing.T) {
	for _, key := range []string{"esc", "["} {
		t.Run(key, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opts, reads := options(t, newAccount()), 0
				checking(opts, &reads, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
				opts.Steps[0].Refresh = func(steps.State) steps.LoadFunc {
					return func(context.Context, steps.Account) (steps.Patch, error) {
						return func(f facts.Facts) facts.Facts { return f }, nil
					}
				}
				r := start(t, opts, 100, 30)
				r.press("enter", "space", "down", "space", "enter")
				expect(t, r, "reading the account")
				r.press(key, "r")
				r.pass(time.Second)
				expect(t, r, "Where to begin", "ready")
			})
		})
	}
}

func TestFindingsOfTheAnswerAreOnScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.Steps[1].Rules = []string{"model."}
		opts.Answers.Model.Role = "not-an-arn"
		r := start(t, opts, 140, 36)
		r.press("enter")
		findings := r.m.findings()
		if len(findings) == 0 {
			t.Fatal("a role that is no ARN has no finding")
		}
		expect(t, r, "This choice", wrap(findings[0].Summary, r.m.area().panel-2)[0])
		r = start(t, opts, 90, 36)
		r.press("enter")
		expect(t, r, wrap(findings[0].Summary, r.m.area().middle-2)[0])
		reject(t, r, "This choice", "Why this is asked")
		r.press("?")
		expect(t, r, "Why this is asked", "SageMaker needs subnets in two Availability Zones")
	})
}

func TestHelpIsReachableWhileATextHasFocus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		r.press("enter", "/")
		expect(t, r, "f1 help")
		r.press("f1")
		expect(t, r, "Why this is asked")
	})
}

func TestAStepThatNeverHasEnoughIsAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, reads := options(t, newAccount()), 0
		opts.Steps[0].Load = func(steps.State) steps.LoadFunc {
			return func(context.Context, steps.Account) (steps.Patch, error) {
				reads++
				return func(f facts.Facts) facts.Facts { return f }, nil
			}
		}
		r := start(t, opts, 100, 30)
		expect(t, r, "AWS's answers do not hold what this screen needs")
		if reads != maxRounds {
			t.Errorf("%d reads", reads)
		}
	})
}

func TestARefusedDraftIsNotWorthARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, reads := options(t, newAccount()), 0
		checking(opts, &reads, atOnce)
		checked := opts.Steps[1].Load
		opts.Steps[1].Load = func(s steps.State) steps.LoadFunc {
			if len(s.Answers.Network.Subnets) == 1 {
				s.Answers.Network.Subnets = []string{"subnet-a", "subnet-b"}
			}
			return checked(s)
		}
		r := start(t, opts, 100, 30)
		r.press("enter", "space")
		r.pass(time.Second)
		expect(t, r, "two subnets are needed", "[x] private-a", "ready")
		if reads != 0 {
			t.Errorf("%d reads for a refused draft", reads)
		}
	})
}
