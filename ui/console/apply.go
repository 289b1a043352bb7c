package console

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// applyOptions are the flags of apply.
type applyOptions struct {
	answers  *answerFlags
	planFile string
	keep     bool // on failure
	undo     bool // on failure
	consent  bool // given by calling this at all
}

func (s *session) applyCommand() *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use: "apply", Short: "Make the plan, ask for consent, apply it and verify it", Args: cobra.ArbitraryArgs,
		Long: `Makes the plan and shows it, asks for consent, reads the account once more, and applies
the changes one by one. Then it reads the model back and compares it with the plan.

When a change fails, what was done is kept, or taken back with --undo-on-failure; in a
terminal it asks. An interrupt lets the change under way finish and then stops.`,
		Example: `sagevpc apply --answers fraud.yaml
sagevpc plan --answers fraud.yaml --out fraud.plan
sagevpc apply --plan fraud.plan --yes`,
	}
	cmd.RunE = s.runs(func(ctx context.Context, _ *cobra.Command) error { return s.apply(ctx, o) })
	o.answers = registerAnswers(cmd.Flags())
	completeAnswers(cmd)
	cmd.Flags().StringVar(&o.planFile, "plan", "", "apply exactly the plan saved in `FILE`, or nothing")
	cmd.Flags().BoolVar(&o.keep, "keep-on-failure", false, "when a change fails, keep what was done (the default without a terminal)")
	cmd.Flags().BoolVar(&o.undo, "undo-on-failure", false, "when a change fails, take back what was done")
	return cmd
}

// apply goes from answers to a model, or says why not.
func (s *session) apply(ctx context.Context, o applyOptions) error {
	switch {
	case s.globals.readOnly:
		return usage("--read-only forbids what apply is for; sagevpc plan shows what would happen")
	case o.keep && o.undo:
		return usage("--keep-on-failure and --undo-on-failure contradict each other; give one")
	}
	answers, saved, err := s.applied(ctx, o)
	if err != nil {
		return err
	}
	account, p, release, err := s.planned(ctx, answers)
	if err != nil {
		return err
	}
	defer release()
	if saved != nil {
		if what, drifted := run.Drifted(*saved, p); drifted {
			return movedError("the plan was saved", what)
		}
	}
	s.say("%s", s.render(s.pen(s.app.Stderr), p.Masked()))
	if !p.Applicable {
		return s.notApplicable(p)
	}
	// A scenario's account ends with the process, so without a terminal nothing is asked.
	given := o.consent || s.globals.demo != "" && !s.app.Terminal(s.app.Stdin)
	if err := run.Writable(s.app.StateDir); err != nil {
		s.say("! no receipt can be kept of this run: %s\n", printable.Line(err.Error()))
	}
	if err := s.consent(ctx, p, given); err != nil {
		return err
	}
	fresh, err := s.resolve(ctx, account, answers)
	if err != nil {
		return fmt.Errorf("nothing was applied, because the account could not be read again: %w", err)
	}
	if what, drifted := run.Drifted(p, fresh.Plan); drifted {
		return movedError("the preview was shown", what)
	}
	return s.carryOut(ctx, account, fresh.Plan, o)
}

// applied are the answers to apply, and the saved plan that they come from.
func (s *session) applied(ctx context.Context, o applyOptions) (plan.Answers, *plan.Plan, error) {
	if o.planFile == "" {
		answers, err := s.answered(ctx, o.answers)
		return answers, nil, err
	}
	saved, err := readPlan(ctx, o.planFile)
	if err != nil {
		return plan.Answers{}, nil, err
	}
	answers, err := s.answersOf(saved, o.answers)
	return answers, &saved, err
}

func movedError(since, what string) error {
	return &exit{ExitMoved, fmt.Sprintf("nothing was applied, because the account moved after %s: %s.\nLook at the plan again.", since, what)}
}

// notApplicable ends an apply of a plan that may not be applied.
func (s *session) notApplicable(p plan.Plan) error {
	if err := s.report(run.New(plan.Plan{}), p, "blocked"); err != nil {
		return err
	}
	if len(p.Blockers()) > 0 {
		return &exit{ExitBlocked, "nothing was applied: the plan is blocked"}
	}
	return &exit{ExitFailed, "nothing was applied: the plan has no model to create"}
}
