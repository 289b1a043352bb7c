// Package console is the wizard without a screen: the same steps and the same plan, asked
// for by flags and an answers file, and answered in text or JSON.
package console

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// App is what the command line is made of. Open, Wizard and Sandbox are required; the
// zero values of the rest are the process's own.
type App struct {
	Version string
	Commit  string // of the source, "" when unknown

	Stdin          io.Reader // nil means os.Stdin
	Stdout, Stderr io.Writer // nil means os.Stdout and os.Stderr
	// Terminal reports whether one of the three streams is a terminal; nil asks the
	// operating system.
	Terminal func(stream any) bool
	// Env looks up an environment variable; nil means os.LookupEnv.
	Env func(name string) (string, bool)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// StateDir is the folder for receipts; it is made when the first one is written.
	StateDir string

	// Scenarios are the accounts that --demo can open; the first is the default.
	Scenarios []Scenario
	// Open returns the account behind the options. It calls nothing yet.
	Open func(OpenOptions) (steps.Cloud, error)
	// Wizard runs the wizard on the terminal and returns its run as it was left, nil when
	// none was begun. Context ends when
	// the process is asked to.
	Wizard func(context.Context, WizardOptions) (*run.Run, error)
	// Sandbox serves a scenario until ctx ends.
	Sandbox func(context.Context, SandboxOptions) error
}

// Scenario is an account in memory with the answers that a newcomer would give in it.
type Scenario struct {
	Name    string
	Summary string // one line for --help
	Answers plan.Answers
}

// OpenOptions says which cloud to open.
type OpenOptions struct {
	Demo        string // a scenario's name, "" for a real account
	EndpointURL string // every service's address, "" for the SDK's own choice
	ReadOnly    bool   // refuse to write
	// Log takes one JSON line an API call; nil for none.
	Log io.Writer
}

// WizardOptions is what the command line says to the wizard.
type WizardOptions struct {
	Open    OpenOptions
	Answers plan.Answers // the defaults of every question
	NoColor bool
	// NoMouse leaves the mouse to the terminal.
	NoMouse bool
	// Args are what a command that repeats the run needs besides the answers file.
	Args []string
}

// SandboxOptions says how the sandbox is served.
type SandboxOptions struct {
	Listen   string // an address on loopback, "127.0.0.1:0" for a free port
	Anywhere bool   // Listen may be an address that other machines reach
	Scenario string
	// Latency is what every call takes at least.
	Latency time.Duration
	// Pace is how many times as fast as the clock the account's time passes, above 0.
	Pace float64
	// Stale is how long EC2's reads do not show what was written, 0 for not at all.
	Stale time.Duration
	// Faults are rules by which calls go wrong, as they were written; see UsageError.
	Faults []string
	// Log takes a line a call; nil for none.
	Log io.Writer
	// Ready is called once with the environment that reaches the sandbox, in order.
	Ready func(environment []Variable)
}

// Variable is one environment variable.
type Variable struct{ Name, Value string }

// Execute runs the command line args, without the program's name, and returns the
// process's exit code. The first interrupt ends what can be ended, the second one the
// process.
func Execute(ctx context.Context, app App, args []string) int {
	app.Stdin = cmp.Or[io.Reader](app.Stdin, os.Stdin)
	app.Stdout, app.Stderr = cmp.Or[io.Writer](app.Stdout, os.Stdout), cmp.Or[io.Writer](app.Stderr, os.Stderr)
	if app.Terminal == nil {
		app.Terminal = isTerminal
	}
	if app.Env == nil {
		app.Env = os.LookupEnv
	}
	if app.Now == nil {
		app.Now = time.Now
	}
	ctx, release := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer release()
	// From the first interrupt on, the next one has its usual effect.
	stop := context.AfterFunc(ctx, release)
	defer stop()
	return newSession(app).execute(ctx, args)
}

func isTerminal(stream any) bool {
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(file.Fd())
}
