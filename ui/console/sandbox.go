package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
)

// sandboxFlags are the flags of sandbox.
type sandboxFlags struct {
	listen, scenario string
	anywhere, log    bool
	latency          time.Duration
	pace             float64
	stale            time.Duration
	faults           []string
}

// maxPace lets a year pass in five minutes. A time that runs much faster leaves the years
// that AWS's time stamps can write.
const maxPace = 100_000

func (s *session) sandboxCommand() *cobra.Command {
	var f sandboxFlags
	cmd := &cobra.Command{
		Use: "sandbox", Short: "Serve an account in memory on a loopback port", Args: cobra.ArbitraryArgs,
		Long: `Serves an AWS account that lives in this process, so that the AWS CLI, boto3 or sagevpc
itself can be pointed at it. It prints the environment that reaches it, and serves until
it is interrupted. Nothing of it is kept.

A --fault lets calls go wrong: the calls, what goes wrong, and when.
  calls  SERVICE:Operation, with * for any characters, or * for every call
  what   throttle, limit, deny, error 500, error 503, latency TIME, cut, html, reset, expire, badkey,
         limit TOKENS RATE/s, change detach|fill SUBNET, change endpoint|dns-off VPC,
         change unplug ENDPOINT, change drop-group GROUP, change take-name MODEL
  when   30%, first N, after N, call N; each counts every operation by itself
limit alone is what EC2 documents: four tokens and 0.3 a second on the calls that write
VPC endpoints. A second is one of the account's time, which --pace makes shorter.`,
		Example: `# in one terminal
sagevpc sandbox --scenario no-s3 --log > sandbox.env
# in another
. ./sandbox.env && sagevpc plan --answers fraud.yaml
# in a script; kill $SAGEVPC_SANDBOX_PID ends it
eval "$(sagevpc sandbox &)"
# an account that is slow, throttled, and whose session ends
sagevpc sandbox --latency 200ms --fault 'ec2:Describe* throttle 30%' --fault '* expire after 40'
# an account in which an endpoint is in service, or Failed, after seconds instead of minutes
sagevpc sandbox --pace 60`,
	}
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "serve on this loopback `ADDRESS`, port 0 for a free one")
	cmd.Flags().BoolVar(&f.anywhere, "anywhere", false, "let --listen be an address that other machines reach: whoever does owns the account")
	first := ""
	if len(s.app.Scenarios) > 0 {
		first = s.app.Scenarios[0].Name
	}
	cmd.Flags().StringVar(&f.scenario, "scenario", first, "serve this `SCENARIO`")
	cmd.Flags().BoolVar(&f.log, "log", false, "print one line per call to stderr")
	cmd.Flags().DurationVar(&f.latency, "latency", 0, "let every call take this `TIME`, such as 200ms")
	cmd.Flags().Float64Var(&f.pace, "pace", 1, "let the account's time pass `N` times as fast")
	cmd.Flags().DurationVar(&f.stale, "stale", 0, "let EC2's reads lag behind its writes by this `TIME`, as they may at AWS")
	cmd.Flags().StringArrayVar(&f.faults, "fault", nil, "let calls go wrong by this `RULE`; may be given several times")
	completes(cmd, "scenario", s.scenarioNames()...)
	cmd.RunE = s.runs(func(ctx context.Context, _ *cobra.Command) error { return s.sandbox(ctx, f) })
	return cmd
}

// sandbox serves a scenario until the process is asked to end, which is what it is for
// and no failure.
func (s *session) sandbox(ctx context.Context, f sandboxFlags) error {
	if s.globals.demo != "" {
		f.scenario = s.globals.demo
	}
	if err := (&globals{demo: f.scenario, output: outputText}).check(s.app.Scenarios); err != nil {
		return err
	}
	if f.latency < 0 {
		return usage("--latency is a time from 0 on, such as 200ms, not %s", f.latency)
	}
	if f.stale < 0 {
		return usage("--stale is a time from 0 on, such as 2s, not %s", f.stale)
	}
	if !(f.pace > 0 && f.pace <= maxPace) {
		return usage("--pace is a number above 0 and up to %d, such as 60, not %v", maxPace, f.pace)
	}
	options := SandboxOptions{
		Listen: f.listen, Anywhere: f.anywhere, Scenario: f.scenario, Latency: f.latency, Pace: f.pace, Stale: f.stale, Faults: f.faults, Ready: s.printEnvironment,
	}
	if f.log {
		options.Log = s.app.Stderr
	}
	if f.anywhere {
		s.say("warning: with --anywhere, everyone who reaches %s can read and change this account\n", f.listen)
	}
	err := s.app.Sandbox(ctx, options)
	if own := (*exit)(nil); errors.As(err, &own) {
		return err
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("the sandbox does not run: %w", err)
	}
	return nil
}

// disturbing are variables that would lead past the sandbox, or away from its keys.
const disturbing = "AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_IGNORE_CONFIGURED_ENDPOINT_URLS " +
	"AWS_ENDPOINT_URL_EC2 AWS_ENDPOINT_URL_IAM AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL_SAGEMAKER AWS_ENDPOINT_URL_STS"

// printEnvironment prints what a POSIX shell evaluates.
func (s *session) printEnvironment(environment []Variable) {
	text := "unset " + disturbing + "\n"
	for _, variable := range environment {
		text += fmt.Sprintf("export %s=%s\n", variable.Name, variable.Value)
	}
	if err := s.print(text); err != nil {
		s.say("error: %s\n", describe(err))
		return
	}
	// Whoever reads the environment through a pipe, as $(…) does, waits for its end.
	if file, ok := s.app.Stdout.(io.Closer); ok && !s.app.Terminal(s.app.Stdout) {
		_ = file.Close() // nothing more is printed to it
	}
	s.say("serving until interrupted (Ctrl+C)\n")
}
