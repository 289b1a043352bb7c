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
	root.AddCommand(s.policyCommand())
	root.AddCommand(s.planCommand(), s.applyCommand(), s.doctorCommand(), s.sandboxCommand(), s.versionCommand())
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
	if left.Err != nil {
		s.say("%s %s\n", s.failure("error:"), describe(left.Err))
	}
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

// print writes a result to stdout.
func (s *session) print(text string) error {
	if _, err := fmt.Fprint(s.app.Stdout, text); err != nil {
		return &exit{ExitFailed, "the result could not be written: " + err.Error()}
	}
	return nil
}
