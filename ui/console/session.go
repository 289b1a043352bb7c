package console

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sync"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
)

// session is one execution of the program.
type session struct {
	app     App
	globals globals
	err     error // what the command that ran came to
	code    int   // the exit code when err is nil

	input *bufio.Reader // of stdin, once something was asked
	mu    sync.Mutex    // of stderr: an interrupt is answered while a change is under way
}

func newSession(app App) *session { return &session{app: app} }

// execute runs the command line. The command's own outcome travels in the session, not
// through fang: fang asks the terminal for its background before it says an error, which
// costs two seconds on a silent one and swallows what was typed.
func (s *session) execute(ctx context.Context, args []string) int {
	root := s.root()
	// Of nil, cobra makes the arguments of the process.
	root.SetArgs(append([]string{}, args...))
	root.SetIn(s.app.Stdin)
	root.SetOut(s.app.Stdout)
	root.SetErr(s.app.Stderr)
	err := fang.Execute(ctx, root, fang.WithVersion(s.version()), fang.WithCommit(s.app.Commit),
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}))
	if s.err == nil {
		s.err = err
	}
	if s.err == nil {
		return s.code
	}
	if text := describe(s.err); text != "" {
		s.say("%s %s\n", s.failure("error:"), text)
	}
	return codeOf(s.err)
}

func (s *session) version() string {
	if s.app.Version == "" {
		return "(unknown version)"
	}
	return s.app.Version
}

// runs makes a command's body of a function: what it returns is the session's outcome.
func (s *session) runs(body func(context.Context, *cobra.Command) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		s.err = s.prepare(cmd, args)
		if s.err == nil {
			s.err = body(cmd.Context(), cmd)
		}
		return nil
	}
}

// prepare checks what every command checks.
func (s *session) prepare(cmd *cobra.Command, args []string) error {
	if err := s.globals.fromEnvironment(cmd.Flags(), s.app.Env); err != nil {
		return err
	}
	if len(args) > 0 {
		return s.strayArgument(cmd, args[0])
	}
	return s.globals.check(s.app.Scenarios)
}

// strayArgument explains a word that belongs nowhere.
func (s *session) strayArgument(cmd *cobra.Command, word string) error {
	if cmd.Flags().Changed("demo") && s.scenarioIndex(word) >= 0 {
		return usage("a scenario is named with =: --demo=%s", word)
	}
	if cmd.HasParent() {
		return usage("%s takes no arguments, and got %q. See %s --help.", cmd.CommandPath(), word, cmd.CommandPath())
	}
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return usage("there is no command %q. Did you mean %q?", word, near[0])
	}
	return usage("there is no command %q. See sagevpc --help.", word)
}

// say writes to stderr.
func (s *session) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Where stderr cannot be written to, nobody is listening.
	_, _ = fmt.Fprintf(s.app.Stderr, format, args...)
}
