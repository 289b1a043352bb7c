package console

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/facts"
	"sagevpc/ui/printable"
)

// doctorOptions are the flags of doctor.
type doctorOptions struct {
	model, endpoint string
	all, rules      bool
}

func (s *session) doctorCommand() *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use: "doctor", Short: "Examine a model or an endpoint that exists, in its VPC", Args: cobra.ArbitraryArgs,
		Long: `Reads a model's VpcConfig, or that of every model behind a SageMaker endpoint, and holds the
network against the same rules as plan. What AWS says about a failed endpoint is explained
by the finding that caused it. Nothing is written to the account.

It ends with 3 when something would let the model fail now, or explains why its endpoint
failed, and with 0 when nothing is known to: what could not be checked is marked ?.`,
		Example: `sagevpc doctor --endpoint fraud
sagevpc doctor --model fraud-v3-vpc --output json
sagevpc doctor --all
sagevpc doctor --rules`,
		RunE: s.runs(func(ctx context.Context, _ *cobra.Command) error { return s.doctor(ctx, o) }),
	}
	cmd.Flags().StringVar(&o.model, "model", "", "examine the model of this `NAME`")
	cmd.Flags().StringVar(&o.endpoint, "endpoint", "", "examine the SageMaker endpoint of this `NAME`, with its models")
	cmd.Flags().BoolVar(&o.all, "all", false, "examine every model that has a VPC")
	cmd.Flags().BoolVar(&o.rules, "rules", false, "print every rule, and read nothing")
	return cmd
}

// chosen counts the flags of which one is wanted.
func (o doctorOptions) chosen() int {
	n := 0
	for _, given := range []bool{o.model != "", o.endpoint != "", o.all, o.rules} {
		if given {
			n++
		}
	}
	return n
}

const doctorSubjects = "--model NAME, --endpoint NAME, --all or --rules"

func (s *session) doctor(ctx context.Context, o doctorOptions) error {
	switch n := o.chosen(); {
	case n > 1:
		return usage("doctor examines one thing at a time: give one of %s.", doctorSubjects)
	case n == 0 && s.globals.demo == "":
		return usage("what is to be examined? Give %s.", doctorSubjects)
	}
	if o.rules {
		return s.doctorRules()
	}
	account, release, err := s.opened(ctx)
	if err != nil {
		return err
	}
	defer release()
	if o.all {
		return s.doctorAll(ctx, account)
	}
	subject := doctor.Subject{Model: o.model, Endpoint: o.endpoint}
	if o.chosen() == 0 {
		if subject, err = s.demoSubject(ctx, account); err != nil {
			return err
		}
	}
	report, err := patiently(ctx, s, func(ctx context.Context) (doctor.Report, error) {
		return doctor.Examine(ctx, account, subject)
	})
	if err != nil {
		return fmt.Errorf("the examination cannot be made: %w", err)
	}
	if report.Blocks() {
		s.code = ExitBlocked
	}
	if s.globals.output == outputJSON {
		return s.printJSON(s.examination(report))
	}
	return s.print(s.renderReport(s.pen(s.app.Stdout), report))
}

// opened opens the account that flags, environment and answers file lead to.
func (s *session) opened(ctx context.Context) (steps.Account, func(), error) {
	// Of the answers, only profile and Region are asked for here.
	answers, err := s.answered(ctx, registerAnswers(pflag.NewFlagSet("", pflag.ContinueOnError)))
	if err != nil {
		return nil, nil, err
	}
	cloud, release, err := s.cloud()
	if err != nil {
		return nil, nil, err
	}
	account, err := cloud.Open(ctx, answers.Profile, answers.Region)
	if err != nil {
		release()
		return nil, nil, fmt.Errorf("the account cannot be opened: %w", err)
	}
	return account, release, nil
}

// mostLooked is how many of a scenario's models are looked at for one to propose.
const mostLooked = 20

// demoSubject is the model that a scenario is about, if it has a VPC. Otherwise those that
// have one are named.
func (s *session) demoSubject(ctx context.Context, account steps.Account) (doctor.Subject, error) {
	name := s.app.Scenarios[s.scenarioIndex(s.globals.demo)].Answers.Model.From
	if name != "" {
		if m, err := account.BareModel(ctx, name); err == nil && m.VPC != nil {
			return doctor.Subject{Model: name}, nil
		}
	}
	list, err := account.Models(ctx)
	if err != nil {
		return doctor.Subject{}, fmt.Errorf("the models cannot be listed: %w", err)
	}
	var lines strings.Builder
	for _, summary := range list[:min(mostLooked, len(list))] {
		if m, err := account.BareModel(ctx, summary.Name); err == nil && m.VPC != nil {
			lines.WriteString("\n  sagevpc doctor --demo=" + s.globals.demo + " --model " + printable.Line(summary.Name))
		}
	}
	return doctor.Subject{}, usage("%s has no VPC to be examined in. Give %s.%s", cmp.Or(printable.Line(name), "the scenario's model"), doctorSubjects, lines.String())
}

// patiently reads the account, and neither hangs nor stays silent about it.
func patiently[T any](ctx context.Context, s *session, read func(context.Context) (T, error)) (T, error) {
	notice := time.AfterFunc(readNotice, func() { s.say("still reading the account …\n") })
	defer notice.Stop()
	bounded, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	got, err := read(bounded)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return got, &facts.Fault{
			Kind: facts.Offline, Summary: fmt.Sprintf("the account could not be read within %s", readTimeout),
			Why: err.Error(), Fix: "Check the connection and the endpoint, and try again.", Retry: true, Err: err,
		}
	}
	return got, err
}

// The widths of a text: without a terminal, and the most on one.
const (
	plainWidth = 80
	mostWidth  = 120
)

// width is where lines are broken.
func (s *session) width() int {
	if file, ok := s.app.Stdout.(interface{ Fd() uintptr }); ok && s.app.Terminal(s.app.Stdout) {
		if width, _, err := term.GetSize(file.Fd()); err == nil && width > 0 {
			return min(width, mostWidth)
		}
	}
	return plainWidth
}
