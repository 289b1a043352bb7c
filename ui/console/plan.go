package console

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/spf13/cobra"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// planOptions are the flags of plan.
type planOptions struct {
	answers     *answerFlags
	out         string
	detailed    bool
	showSecrets bool
}

func (s *session) planCommand() *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use: "plan", Short: "Show findings and changes, and write nothing", Args: cobra.ArbitraryArgs,
		Long: `Reads the account, checks the network that the answers describe, and shows what would be
changed. Nothing is written to the account.

It ends with 0 when the plan can be applied or has nothing to do, with 3 when a finding
blocks it, and with --detailed-exitcode with 5 when there are changes to apply.`,
		Example: `sagevpc plan --answers fraud.yaml
sagevpc plan --demo=no-s3 --output json
sagevpc plan --from fraud-v3 --model-name fraud-v3-vpc --subnets subnet-0a,subnet-0b --security-groups sg-0c`,
		RunE: s.runs(func(ctx context.Context, _ *cobra.Command) error { return s.plan(ctx, o) }),
	}
	o.answers = registerAnswers(cmd.Flags())
	completeAnswers(cmd)
	cmd.Flags().StringVar(&o.out, "out", "", "save the plan to `FILE`, for apply --plan")
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "end with 5 when the plan has changes")
	cmd.Flags().BoolVar(&o.showSecrets, "show-secrets", false, "print the values of environment variables")
	return cmd
}

func (s *session) plan(ctx context.Context, o planOptions) error {
	answers, err := s.answered(ctx, o.answers)
	if err != nil {
		return err
	}
	_, p, release, err := s.planned(ctx, answers)
	if err != nil {
		return err
	}
	defer release()
	if o.out != "" {
		if err := writePlan(ctx, o.out, p); err != nil {
			return err
		}
	}
	if !o.showSecrets {
		p = p.Masked()
	}
	document, err := planDocument(p)
	if err != nil {
		return err
	}
	if s.globals.output == outputJSON {
		err = s.print(string(document))
	} else {
		err = s.print(s.render(s.pen(s.app.Stdout), p))
	}
	if err != nil {
		return err
	}
	s.code = planCode(p, o.detailed)
	if o.out != "" {
		s.say("saved: sagevpc apply --plan %s applies exactly this\n", printable.Line(o.out))
	}
	return nil
}

// planCode is the exit code of a plan that was made.
func planCode(p plan.Plan, detailed bool) int {
	switch {
	case len(p.Blockers()) > 0:
		return ExitBlocked
	case detailed && len(p.Changes) > 0:
		return ExitChanges
	}
	return ExitDone
}

// planDocument is a plan as JSON for people and programs: indented, one newline at the end.
func planDocument(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("the result cannot be written as JSON: %w", err)
	}
	return visible(b.Bytes()), nil
}

// visible writes the characters of a JSON text that a terminal would obey, or that would
// make one text look like another, as JSON's own escapes. They stand in strings only.
func visible(document []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(document) {
		if r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.Bytes()
}

// planned opens the account that the answers name and makes the plan. The function
// returned closes what was opened.
func (s *session) planned(ctx context.Context, answers plan.Answers) (steps.Account, plan.Plan, func(), error) {
	// What is missing is said before anything that the missing answers might hide.
	if missing := steps.Missing(answers); len(missing) > 0 {
		return nil, plan.Plan{}, nil, &steps.MissingError{Fields: missing}
	}
	cloud, release, err := s.cloud()
	if err != nil {
		return nil, plan.Plan{}, nil, err
	}
	account, err := cloud.Open(ctx, answers.Profile, answers.Region)
	if err != nil {
		release()
		return nil, plan.Plan{}, nil, fmt.Errorf("the account cannot be opened: %w", err)
	}
	state, err := s.resolve(ctx, account, answers)
	if err != nil {
		release()
		return nil, plan.Plan{}, nil, fmt.Errorf("the plan cannot be made: %w", err)
	}
	return account, state.Plan, release, nil
}

// How long reading the account may take, and when somebody who waits is told so.
const (
	readTimeout = 2 * time.Minute
	readNotice  = 4 * time.Second
)

// resolve reads the account for the answers.
func (s *session) resolve(ctx context.Context, account steps.Account, answers plan.Answers) (steps.State, error) {
	return patiently(ctx, s, func(ctx context.Context) (steps.State, error) { return steps.Resolve(ctx, account, answers) })
}
