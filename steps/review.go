package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

func reviewStep() Step {
	return Step{
		ID: ReviewID, Title: titled("Review"),
		Why: because(
			"This is exactly what will happen, in this order, and nothing else.",
			"Nothing has been written so far.",
		),
		Load: loadReview, Refresh: reread,
		Ask: func(s State) Question {
			return Review{Plan: s.Plan.Masked(), Actions: []Action{{ID: Apply, Label: "apply"}}}
		},
		Answer: answerReview, Rules: []string{""},
	}
}

// reread reads everything that the plan stands on again, so that the review shows the
// account as it is now and consent is to that.
func reread(s State) LoadFunc {
	s.Facts.Network = nil
	loads := []LoadFunc{loadNetwork(s), checkName(s.Answers.Model.Name)}
	if from := s.Answers.Model.From; from != "" {
		loads = append(loads, func(ctx context.Context, account Account) (Patch, error) {
			return readOrigin(ctx, account, from)
		})
	}
	loads = append(loads, bucketPolicyLoads(s, true)...)
	return func(ctx context.Context, account Account) (Patch, error) { return together(ctx, account, loads...) }
}

func answerReview(s State, r Reply) (State, error) {
	if r.Action != Apply {
		return s, errors.New("press a to apply, or esc to go back")
	}
	if err := Refusal(s.Plan); err != nil {
		return s, err
	}
	begun := run.New(s.Plan)
	s.Run = &begun
	return s, nil
}

// Refusal says why a plan cannot be applied: the first finding that blocks, or what is
// missing. It is nil for a plan that can.
func Refusal(p plan.Plan) error {
	if blockers := p.Blockers(); len(blockers) > 0 {
		f := blockers[0]
		err := fmt.Errorf("%s (%s). %s", f.Summary, f.Rule, f.Fix)
		if more := len(blockers) - 1; more > 0 {
			err = fmt.Errorf("%w There are %d more", err, more)
		}
		return err
	}
	if !p.Applicable {
		return errors.New("the plan has no model to create: answer the earlier questions first")
	}
	return nil
}

func applyStep() Step {
	return Step{
		ID: ApplyID, Title: titled("Apply"),
		Why: because(
			"One change at a time, in order. The model comes last, so that it never exists in a network that is not ready.",
		),
		Ask: askProgress,
		Answer: func(s State, _ Reply) (State, error) {
			return s, errors.New("the run is shown as it goes")
		},
	}
}

func askProgress(s State) Question {
	if s.Run == nil {
		return Progress{}
	}
	p := Progress{Run: *s.Run}
	if s.Run.Phase == run.Done {
		p.Staged = s.Plan.Staged
	}
	left := slices.ContainsFunc(s.Run.Items, func(i run.Item) bool { return i.State == run.Irreversible })
	switch {
	case s.Run.Phase == run.Stopped:
		p.Actions = []Action{{ID: Retry, Label: "go on"}, {ID: Undo, Label: "undo"}, {ID: Keep, Label: "keep"}}
	case s.Run.Phase == run.Failed:
		p.Actions = []Action{{ID: Retry, Label: "try again"}, {ID: Undo, Label: "undo"}, {ID: Keep, Label: "keep"}}
	case s.Run.Phase == run.Undone && left:
		p.Actions = []Action{{ID: Undo, Label: "try to undo the rest"}}
	}
	return p
}
