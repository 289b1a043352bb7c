package ui

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
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

// rolesStep asks which role the model gets, and must read a bucket once "elsewhere" is chosen.
func rolesStep(reads *int) steps.Step {
	return steps.Step{
		ID: "roles", Title: title("Which role"), Rules: []string{"model.role"},
		Load: func(s steps.State) steps.LoadFunc {
			if s.Answers.Model.Role != "elsewhere" || s.Facts.Roles != nil {
				return nil
			}
			return func(context.Context, steps.Account) (steps.Patch, error) {
				*reads++
				return func(f facts.Facts) facts.Facts { f.Roles = []facts.Role{}; return f }, nil
			}
		},
		Ask: func(s steps.State) steps.Question {
			return steps.Choice{Selected: s.Answers.Model.Role, Options: []steps.Option{
				{Value: "not-an-arn", Label: "a wrong one"},
				{Value: goodRole, Label: "a right one"},
				{Value: "closed", Label: "a closed one", Disabled: "nobody may use it"},
				{Value: "elsewhere", Label: "one to look up"},
			}}
		},
		Answer: func(s steps.State, r steps.Reply) (steps.State, error) {
			s.Answers.Model.Role = r.Values[0]
			return s, nil
		},
	}
}

const goodRole = "arn:aws:iam::111122223333:role/SageMakerExecution"

func TestFindingsFollowTheCursorOfAChoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, reads := options(t, newAccount()), 0
		opts.Steps = slices.Insert(opts.Steps, 1, rolesStep(&reads))
		for _, width := range []int{90, 140} {
			r := start(t, opts, width, 36)
			r.press("enter")
			const wrong = `"not-an-arn" cannot be the`
			expect(t, r, "▸ a wrong one", wrong)
			r.press("down")
			expect(t, r, "▸ a right one", "ready")
			reject(t, r, wrong)
			r.press("up")
			expect(t, r, wrong)
			r.press("down", "down", "down")
			expect(t, r, "▸ one to look up", "ready")
			r.pass(4 * draftDelay)
			expect(t, r, "▸ one to look up", "ready")
			if reads != 0 {
				t.Errorf("%d reads for a row that was passed over", reads)
			}
			r.press("esc")
			expect(t, r, "Where to begin")
			if got := r.m.machine.State().Answers.Model.Role; got != "" {
				t.Errorf("leaving with esc answered %q", got)
			}
		}
	})
}

// BenchmarkPassingOverARowOfThousands is what a key costs while the cursor of a choice moves.
func BenchmarkPassingOverARowOfThousands(b *testing.B) {
	var rows []steps.Option
	for i := range 10_000 {
		rows = append(rows, steps.Option{Value: fmt.Sprint("row-", i), Label: fmt.Sprint("row ", i), Columns: []string{"a cell"}})
	}
	place := placeStep()
	place.Load = nil
	place.Ask = func(s steps.State) steps.Question { return steps.Choice{Selected: s.Answers.Model.Name, Options: rows} }
	m := New(b.Context(), Options{Cloud: &cloud{account: newAccount()}, Answers: plan.Defaults(), Steps: []steps.Step{place, zonesStep()}})
	m.width, m.height = 100, 30
	m, _ = m.enter()
	for b.Loop() {
		m, _ = step(m.onDraft(reply("row-7")))
	}
}
