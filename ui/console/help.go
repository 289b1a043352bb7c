package console

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpFlag is --help. It puts this program's help in the place of fang's, which asks the
// terminal for its background before it prints a word: help must not touch the terminal.
type helpFlag struct {
	asked bool
	swap  func()
}

func (f *helpFlag) String() string   { return strconv.FormatBool(f.asked) }
func (f *helpFlag) Type() string     { return "bool" }
func (f *helpFlag) IsBoolFlag() bool { return true }

func (f *helpFlag) Set(value string) error {
	asked, err := strconv.ParseBool(value)
	if err != nil {
		return fmt.Errorf("--help is on or off: %w", err)
	}
	f.asked = asked
	f.swap()
	return nil
}

// registerHelp puts --help, -h and the help command on the root.
func (s *session) registerHelp(root *cobra.Command) {
	help := func(cmd *cobra.Command, _ []string) {
		s.err = s.globals.fromEnvironment(root.PersistentFlags(), s.app.Env)
		if s.err == nil {
			s.err = s.print(s.help(cmd))
		}
	}
	flag := root.PersistentFlags().VarPF(&helpFlag{swap: func() { root.SetHelpFunc(help) }}, "help", "h", "print this help")
	flag.NoOptDefVal = "true"
	root.SetHelpCommand(&cobra.Command{
		Use: "help [command]", Short: "Print the help of a command", Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if cmd, rest, err := root.Find(args); err == nil && len(rest) == 0 {
				help(cmd, nil)
			} else {
				s.err = usage("there is no command %q. See sagevpc --help.", strings.Join(args, " "))
			}
			return nil
		},
	})
}

// help is the text of --help.
func (s *session) help(cmd *cobra.Command) string {
	pen := s.pen(s.app.Stdout)
	heading := func(text string) string { return "\n" + pen.draw(pen.theme.Heading, text) + "\n" }
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	b.WriteString(about + "\n")
	b.WriteString(heading("Usage") + "  " + cmd.CommandPath())
	if _, arguments, takes := strings.Cut(cmd.Use, " "); takes {
		b.WriteString(" " + arguments)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString(" [command]")
	}
	b.WriteString(" [flags]\n")
	if cmd.Example != "" {
		b.WriteString(heading("Examples"))
		for line := range strings.Lines(cmd.Example) {
			b.WriteString("  " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString(heading("Commands"))
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "man" {
				fmt.Fprintf(&b, "  %-12s %s\n", sub.Name(), sub.Short)
			}
		}
	}
	answers, own := splitFlags(cmd.LocalNonPersistentFlags())
	for _, group := range []struct {
		title string
		flags *pflag.FlagSet
	}{
		{"Flags of this command", own},
		{"Answers (each is also a key of the answers file)", answers},
		{"Flags of every command", s.rootFlags(cmd)},
	} {
		if group.flags.HasAvailableFlags() {
			b.WriteString(heading(group.title) + group.flags.FlagUsagesWrapped(100))
		}
	}
	return b.String()
}

// splitFlags parts the flags that give answers from the command's own.
func splitFlags(flags *pflag.FlagSet) (answers, own *pflag.FlagSet) {
	names := registerAnswers(pflag.NewFlagSet("", pflag.ContinueOnError)).give
	answers, own = pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	answers.SortFlags = false
	flags.VisitAll(func(flag *pflag.Flag) {
		if _, is := names[flag.Name]; is {
			answers.AddFlag(flag)
		} else {
			own.AddFlag(flag)
		}
	})
	return answers, own
}

func (s *session) rootFlags(cmd *cobra.Command) *pflag.FlagSet {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.SortFlags = false
	cmd.Root().PersistentFlags().VisitAll(flags.AddFlag)
	return flags
}
