// Command sagevpc gives an Amazon SageMaker hosted model access to a VPC. This file turns
// flags and environment into one of its faces, and does nothing else.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"
	"github.com/charmbracelet/colorprofile"
	"github.com/google/renameio/v2"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui"
	"sagevpc/ui/console"
)

// Version is set by the release build.
var Version = "dev"

func main() {
	app := console.App{
		Version: Version, StateDir: filepath.Join(xdg.StateHome, "sagevpc"),
		Scenarios: scenarios(), Open: open, Sandbox: serve,
	}
	app.Wizard = func(ctx context.Context, o console.WizardOptions) (*run.Run, error) {
		return wizard(ctx, app.StateDir, o)
	}
	os.Exit(console.Execute(context.Background(), app, os.Args[1:]))
}

func scenarios() []console.Scenario {
	var out []console.Scenario
	for _, s := range sandbox.Scenarios() {
		out = append(out, console.Scenario{Name: s.Name, Summary: s.Summary, Answers: s.Answers()})
	}
	return out
}

// open returns the cloud behind the options: AWS, an endpoint that speaks like it, or an account in memory.
// demoPace is how many times as fast as the clock the demo's time runs: long enough that
// what is pending is seen to be waited for, and no minutes of it.
const demoPace = 20

func open(o console.OpenOptions) (steps.Cloud, error) { return client(o) }

func client(o console.OpenOptions) (*awsclient.Client, error) {
	options := awsclient.Options{EndpointURL: o.EndpointURL, ReadOnly: o.ReadOnly}
	if o.Log != nil {
		options.OnCall = logger(o.Log)
	}
	if o.Demo != "" {
		scenario, ok := sandbox.Lookup(o.Demo)
		if !ok {
			return nil, fmt.Errorf("there is no scenario %q", o.Demo)
		}
		options.HTTPClient = sandbox.New(scenario, sandbox.WithPace(demoPace)).HTTPClient()
		options.Region = sandbox.Region
		options.Credentials = &awsclient.Static{AccessKeyID: sandbox.AccessKeyID, SecretAccessKey: sandbox.SecretAccessKey}
	}
	return awsclient.New(options), nil
}

// logger writes a JSON line a call. What cannot be written is lost: a log must not stop the work.
func logger(w io.Writer) func(awsclient.Call) {
	var mu sync.Mutex
	encoder := json.NewEncoder(w)
	return func(c awsclient.Call) {
		mu.Lock()
		defer mu.Unlock()
		_ = encoder.Encode(struct {
			At        time.Time `json:"at"`
			Op        string    `json:"op"`
			ElapsedMS int64     `json:"elapsed_ms"`
			Attempts  int       `json:"attempts"`
			RequestID string    `json:"request_id,omitempty"`
			Error     string    `json:"error,omitempty"`
		}{c.Begun.UTC(), c.Service + ":" + c.Op, c.Elapsed.Milliseconds(), c.Attempts, c.RequestID, c.Err})
	}
}

// wizard runs the screens and returns the run as it was left.
func wizard(ctx context.Context, stateDir string, o console.WizardOptions) (*run.Run, error) {
	cloud, err := client(o.Open)
	if err != nil {
		return nil, err
	}
	name := time.Now().UTC().Format("2006-01-02T15-04-05Z") + ".yaml"
	if o.Open.Demo != "" {
		name = "demo-" + o.Open.Demo + ".yaml"
	}
	saved := filepath.Join(stateDir, "answers", name)
	var kept atomic.Bool
	var program []tea.ProgramOption
	if o.NoColor {
		program = append(program, tea.WithColorProfile(colorprofile.ASCII))
	}
	result, err := ui.Run(ctx, ui.Options{
		Cloud: cloud, Answers: o.Answers, Demo: o.Open.Demo, ReadOnly: o.Open.ReadOnly, NoMouse: o.NoMouse, Version: Version,
		Save: func(a plan.Answers) error { kept.Store(true); return save(saved, a) }, SavedAs: saved,
		Receipt: run.Options{Dir: stateDir, Version: Version, Args: o.Args},
		Calls:   func() []ui.Call { return calls(cloud) },
	}, program...)
	if err != nil {
		return result.Run, fmt.Errorf("the wizard could not be shown: %w", err)
	}
	if result.Run == nil && kept.Load() {
		// A session has a file of its own, so that the next one does not write over it.
		again := run.Command(append([]string{"sagevpc", "--answers", saved}, o.Args...))
		fmt.Fprintln(os.Stderr, "your answers are kept; go on with them: "+again)
	}
	return result.Run, nil
}

// save keeps the answers for their owner alone: they can hold secrets. A policy that was
// typed has no file of its own yet; it gets one beside them.
func save(path string, a plan.Answers) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the answers' folder cannot be made: %w", err)
	}
	if document, typed := a.TypedPolicy(); typed {
		beside := strings.TrimSuffix(path, filepath.Ext(path)) + ".policy.json"
		if err := renameio.WriteFile(beside, []byte(document), 0o600, renameio.IgnoreUmask()); err != nil {
			return fmt.Errorf("the policy beside the answers cannot be written: %w", err)
		}
		a.S3.Policy = plan.PolicyFile + beside
	}
	text, err := plan.FormatAnswers(a)
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(path, text, 0o600, renameio.IgnoreUmask()); err != nil {
		return fmt.Errorf("the answers cannot be written: %w", err)
	}
	return nil
}

func calls(cloud *awsclient.Client) []ui.Call {
	var out []ui.Call
	for _, c := range cloud.Calls() {
		result := c.Err
		if result == "" {
			result = "ok"
		}
		out = append(out, ui.Call{At: c.Begun, Op: c.Service + ":" + c.Op, Took: c.Elapsed, RequestID: c.RequestID, Result: result})
	}
	return out
}

// serve serves a scenario until ctx ends.
func serve(ctx context.Context, o console.SandboxOptions) error {
	scenario, ok := sandbox.Lookup(o.Scenario)
	if !ok {
		return fmt.Errorf("there is no scenario %q", o.Scenario)
	}
	rules, err := faults(scenario, o.Faults)
	if err != nil {
		return console.UsageError(err)
	}
	listener, err := sandbox.Listen(o.Listen, o.Anywhere)
	switch {
	case errors.Is(err, sandbox.ErrReachable):
		return console.UsageError(fmt.Errorf("%w. --anywhere allows it", err))
	case errors.Is(err, sandbox.ErrAddress):
		return console.UsageError(err)
	case err != nil:
		return err
	}
	o.Ready([]console.Variable{
		{Name: "AWS_ENDPOINT_URL", Value: "http://" + listener.Addr().String()},
		{Name: "AWS_ACCESS_KEY_ID", Value: sandbox.AccessKeyID},
		{Name: "AWS_SECRET_ACCESS_KEY", Value: sandbox.SecretAccessKey},
		{Name: "AWS_REGION", Value: sandbox.Region},
		{Name: "AWS_DEFAULT_REGION", Value: sandbox.Region},
		{Name: "AWS_EC2_METADATA_DISABLED", Value: "true"},
		{Name: "SAGEVPC_SANDBOX_PID", Value: strconv.Itoa(os.Getpid())},
	})
	account := sandbox.New(scenario, sandbox.WithLatency(o.Latency), sandbox.WithPace(o.Pace),
		sandbox.WithEventualConsistency(o.Stale), sandbox.WithFaults(rules, faultSeed))
	return sandbox.Serve(ctx, listener, account, o.Log)
}

// faultSeed decides which calls are hit by rules that hit a share of them: the same ones every time.
const faultSeed = 1

func faults(scenario sandbox.Scenario, texts []string) ([]sandbox.FaultRule, error) {
	var rules []sandbox.FaultRule
	for _, text := range texts {
		rule, err := sandbox.ParseFault(text)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return rules, sandbox.CheckFaults(scenario, rules)
}
