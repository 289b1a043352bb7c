package console

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"sagevpc/steps/plan"
)

const about = `Gives an Amazon SageMaker model access to a VPC, and refuses to let it be created
into a network where it cannot work. Everything is read first and shown first; nothing is
written before you say so.`

// root is the program's command with all others below it.
func (s *session) root() *cobra.Command {
	var answers *answerFlags
	root := &cobra.Command{
		Use: "sagevpc", Short: "Give a SageMaker model access to a VPC", Long: about,
		Example: `# try everything on an account in memory
sagevpc --demo
# see what would happen, from a file
sagevpc plan --answers fraud.yaml
# do it, without being asked
sagevpc apply --answers fraud.yaml --yes`,
		Args: cobra.ArbitraryArgs,
		RunE: s.runs(func(ctx context.Context, _ *cobra.Command) error { return s.wizard(ctx, answers) }),
	}
	answers = registerAnswers(root.Flags())
	s.globals.register(root.PersistentFlags(), s.app.Scenarios)
	s.registerHelp(root)
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		// Said by this program, not by fang; see execute.
		s.err = usage("%s. See %s --help.", err, cmd.CommandPath())
		return nil
	})
	root.AddCommand(s.planCommand(), s.applyCommand(), s.sandboxCommand(), s.versionCommand())
	for name, words := range map[string][]string{
		"output": {outputText, outputJSON}, "demo": s.scenarioNames(),
	} {
		completes(root, name, words...)
	}
	return root
}

// completes lets the shell complete a flag's values.
func completes(cmd *cobra.Command, flag string, words ...string) {
	// The only error is that of a flag that does not exist, which the tests would meet.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// completeAnswers lets the shell complete the answers that are one of a few words.
func completeAnswers(cmd *cobra.Command) {
	for flag, words := range map[string][]string{
		"efa":       {plan.Auto, "true", "false"},
		"update":    {plan.UpdateBlueGreen, plan.UpdateRolling},
		"s3-action": {plan.Auto, plan.S3Reuse, plan.S3Extend, plan.S3Create, plan.S3None},
		"policy":    append([]string{plan.PolicyKeep, plan.PolicyFile}, plan.PolicyTemplates()...),
		"dns":       {plan.DNSFix, plan.DNSLeave},
	} {
		completes(cmd, flag, words...)
	}
}

func (s *session) scenarioNames() []string {
	var names []string
	for _, scenario := range s.app.Scenarios {
		names = append(names, scenario.Name+"\t"+scenario.Summary)
	}
	return names
}

// wizard runs the wizard where there is a terminal. Without one, a scenario is applied,
// and anything else is refused: nobody could answer.
func (s *session) wizard(ctx context.Context, flags *answerFlags) error {
	terminal := s.app.Terminal(s.app.Stdin) && s.app.Terminal(s.app.Stdout)
	switch {
	case !terminal && s.globals.demo != "":
		return s.apply(ctx, applyOptions{answers: flags, consent: true})
	case !terminal:
		return usage("the wizard needs a terminal for its input and output, and this is none.\n" +
			"  sagevpc plan --answers FILE          shows what would happen\n" +
			"  sagevpc apply --answers FILE --yes   does it\n" +
			"  sagevpc --demo                       does it to an account in memory")
	case s.globals.output != outputText:
		return usage("the wizard draws on a terminal; --output json is for plan and apply")
	}
	answers, err := s.answered(ctx, flags)
	if err != nil {
		return err
	}
	log, release, err := s.openLog()
	if err != nil {
		return err
	}
	defer release()
	left, err := s.app.Wizard(ctx, WizardOptions{
		Open: s.openOptions(log), Answers: answers,
		NoColor: !s.pen(s.app.Stdout).colours(), NoMouse: s.globals.noMouse, Args: s.globals.repeatArgs(),
	})
	if err != nil || left == nil {
		return err
	}
	// The screen is gone: what is worth keeping stays on the terminal.
	s.summarise(*left, applyOptions{}, false)
	s.code = codeOfRun(*left)
	return s.print(receipt(*left))
}

func (s *session) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.ArbitraryArgs,
		RunE: s.runs(func(_ context.Context, cmd *cobra.Command) error {
			return s.print("sagevpc version " + cmd.Root().Version + "\n")
		}),
	}
}

func (s *session) sandboxCommand() *cobra.Command {
	var listen, scenario string
	var log bool
	cmd := &cobra.Command{
		Use: "sandbox", Short: "Serve an account in memory on a loopback port", Args: cobra.ArbitraryArgs,
		Long: `Serves an AWS account that lives in this process, so that the AWS CLI, boto3 or sagevpc
itself can be pointed at it. It prints the environment that reaches it, and serves until
it is interrupted. Nothing of it is kept.`,
		Example: `# in one terminal
sagevpc sandbox --scenario no-s3 --log
# in another, with what it printed
sagevpc plan --answers fraud.yaml`,
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "serve on this loopback `ADDRESS`, port 0 for a free one")
	first := ""
	if len(s.app.Scenarios) > 0 {
		first = s.app.Scenarios[0].Name
	}
	cmd.Flags().StringVar(&scenario, "scenario", first, "serve this `SCENARIO`")
	cmd.Flags().BoolVar(&log, "log", false, "print one line per call to stderr")
	completes(cmd, "scenario", s.scenarioNames()...)
	cmd.RunE = s.runs(func(ctx context.Context, _ *cobra.Command) error {
		if s.globals.demo != "" {
			scenario = s.globals.demo
		}
		if err := (&globals{demo: scenario, output: outputText}).check(s.app.Scenarios); err != nil {
			return err
		}
		options := SandboxOptions{Listen: listen, Scenario: scenario, Ready: s.printEnvironment}
		if log {
			options.Log = s.app.Stderr
		}
		if err := s.app.Sandbox(ctx, options); err != nil && ctx.Err() == nil {
			return fmt.Errorf("the sandbox does not run: %w", err)
		}
		return nil
	})
	return cmd
}

// printEnvironment prints what a POSIX shell evaluates.
func (s *session) printEnvironment(environment []Variable) {
	for _, variable := range environment {
		if err := s.print(fmt.Sprintf("export %s=%s\n", variable.Name, variable.Value)); err != nil {
			s.say("error: %s\n", describe(err))
			return
		}
	}
	s.say("serving until interrupted (Ctrl+C)\n")
}

// print writes a result to stdout.
func (s *session) print(text string) error {
	if _, err := fmt.Fprint(s.app.Stdout, text); err != nil {
		return &exit{ExitFailed, "the result could not be written: " + err.Error()}
	}
	return nil
}
