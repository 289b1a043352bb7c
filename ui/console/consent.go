package console

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// consent is whether the plan may be applied. An error says why nobody could be asked.
func (s *session) consent(ctx context.Context, p plan.Plan, given bool) error {
	warnings := p.Warnings()
	if given || s.globals.yes {
		for _, f := range warnings {
			s.say("accepted: %s  %s\n", f.Rule, printable.Line(f.Summary))
		}
		return nil
	}
	if !s.app.Terminal(s.app.Stdin) {
		return usage("nothing was applied: --yes is needed to apply this plan where nobody can be asked")
	}
	question := "Apply? Type yes: "
	if len(warnings) > 0 {
		question = "Apply, and accept " + count(len(warnings), "warning", "warnings") + "? Type yes: "
	}
	answer, err := s.ask(ctx, question)
	if err != nil {
		return &exit{ExitInterrupted, "interrupted: nothing was applied"}
	}
	if answer != "yes" {
		return &exit{ExitFailed, "nothing was applied: the answer was not yes"}
	}
	return nil
}

// ask puts a question to the terminal and returns the line typed, in lower case. An
// interrupt ends the waiting, though not the reading: the process ends soon after.
func (s *session) ask(ctx context.Context, question string) (string, error) {
	s.say("\n%s", question)
	type reply struct {
		line string
		err  error
	}
	replies := make(chan reply, 1)
	go func() {
		line, err := s.stdin().ReadString('\n')
		replies <- reply{line, err}
	}()
	select {
	case <-ctx.Done():
		s.say("\n")
		return "", fmt.Errorf("nothing was typed: %w", ctx.Err())
	case got := <-replies:
		if got.err != nil && got.line == "" {
			s.say("\n")
		}
		return strings.ToLower(strings.TrimSpace(got.line)), nil
	}
}

// stdin is read through one buffer, so that no question swallows the next one's answer.
func (s *session) stdin() *bufio.Reader {
	if s.input == nil {
		s.input = bufio.NewReader(s.app.Stdin)
	}
	return s.input
}
