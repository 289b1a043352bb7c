package console_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/console"
)

// rig is a program without a process.
type rig struct {
	t        *testing.T
	cloud    *cloud
	app      console.App
	out, err bytes.Buffer
	env      map[string]string
	dir      string
	terminal bool // of all three streams
}

var begun = time.Date(2026, 11, 23, 13, 5, 11, 0, time.UTC)

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, cloud: &cloud{account: newAccount()}, env: map[string]string{}, dir: t.TempDir()}
	r.app = console.App{
		Version: "1.2.3", Stdin: strings.NewReader(""), Stdout: &r.out, Stderr: &r.err,
		Terminal: func(any) bool { return r.terminal },
		Env:      func(name string) (string, bool) { value, set := r.env[name]; return value, set },
		Now:      func() time.Time { return begun }, StateDir: filepath.Join(r.dir, "state"),
		Scenarios: []console.Scenario{
			{Name: "tour", Summary: "one thing to repair", Answers: answers()},
			{Name: "one-zone", Summary: "all subnets in one zone", Answers: answers()},
		},
		Open: func(o console.OpenOptions) (steps.Cloud, error) {
			r.cloud.options = o
			return r.cloud, nil
		},
		Wizard: func(context.Context, console.WizardOptions) (*run.Run, error) {
			t.Error("the wizard was started")
			return nil, nil
		},
		Sandbox: func(context.Context, console.SandboxOptions) error {
			t.Error("the sandbox was started")
			return nil
		},
	}
	return r
}

// run executes a command line and returns its exit code.
func (r *rig) run(args ...string) int {
	r.t.Helper()
	r.out.Reset()
	r.err.Reset()
	return console.Execute(r.t.Context(), r.app, args)
}

// want runs a command line that must end with the code.
func (r *rig) want(code int, args ...string) {
	r.t.Helper()
	if got := r.run(args...); got != code {
		r.t.Fatalf("sagevpc %s ended with %d, not %d\nstdout:\n%s\nstderr:\n%s",
			strings.Join(args, " "), got, code, r.out.String(), r.err.String())
	}
}

// says checks what a stream holds.
func (r *rig) says(stream *bytes.Buffer, texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(stream.String(), text) {
			r.t.Errorf("there is no %q in\n%s", text, stream.String())
		}
	}
}

func (r *rig) sent() string { return strings.Join(r.cloud.account.sent, " ") }

// file writes a file and returns its path.
func (r *rig) file(name, text string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// answersFile writes answers that lead to a plan, changed by edit.
func (r *rig) answersFile(edit func(*plan.Answers)) string {
	r.t.Helper()
	a := answers()
	if edit != nil {
		edit(&a)
	}
	data, err := plan.FormatAnswers(a)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.file("answers.yaml", string(data))
}

func answers() plan.Answers {
	a := plan.Defaults()
	a.Region = "us-east-1"
	a.Model = plan.Model{
		Name: "fraud-vpc", Role: roleARN,
		Containers: []plan.Container{{
			Image:       "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3",
			ModelData:   "s3://acme-models/fraud/model.tar.gz",
			Environment: map[string]string{"TOKEN": secret},
		}},
	}
	a.Network = plan.Network{VPC: vpcID, Subnets: []string{subnetA, subnetB}, SecurityGroups: []string{groupID}}
	a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.g5.xlarge", 2, 4
	return a
}
