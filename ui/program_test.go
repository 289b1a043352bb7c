package ui_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program prepares the program without a terminal, in an environment of its own.
func program(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	if testing.Short() {
		t.Skip("these tests start the program itself, which -short leaves out")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = home
	cmd.Env = append([]string{
		"LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_STATE_HOME=" + home + "/state",
		"XDG_CONFIG_HOME=" + home + "/config", "AWS_EC2_METADATA_DISABLED=true",
	}, env...)
	return cmd
}

// ran runs the program to its end.
func ran(t *testing.T, cmd *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), said.String()
}

func TestApplyInEachScenario(t *testing.T) {
	for scenario, want := range map[string]struct {
		code int
		says string // in one of the streams
	}{
		"tour":              {0, "arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3-vpc"},
		"deny-only":         {0, "ModifyVpcEndpoint"},
		"dns-off":           {0, "ModifyVpcAttribute"},
		"drift":             {6, "the account moved after the preview was shown"},
		"drought":           {3, "blocked by capacity.exhausted"},
		"existing-endpoint": {0, "ModifyVpcEndpoint"},
		"expired":           {4, "aws sso login"},
		"huge":              {0, "model/fraud-0042-vpc"},
		"igw-only":          {0, "CreateVpcEndpoint"},
		"no-network-rights": {1, "ec2:ModifyVpcEndpoint is not allowed"},
		"no-s3":             {0, "CreateVpcEndpoint"},
		"one-zone":          {3, "blocked by subnet.single-az"},
		"throttled":         {0, "model/fraud-v3-vpc"},
	} {
		t.Run(scenario, func(t *testing.T) {
			code, out, said := ran(t, program(t, nil, "apply", "--demo="+scenario))
			if code != want.code || !strings.Contains(out+said, want.says) {
				t.Errorf("exit code %d, want %d and %q:\n%s\n%s", code, want.code, want.says, out, said)
			}
		})
	}
	t.Run("all are here", func(t *testing.T) {
		_, _, said := ran(t, program(t, nil, "apply", "--demo=no-such-scenario"))
		if n := strings.Count(said, "--demo="); n != 13 {
			t.Errorf("%d scenarios:\n%s", n, said)
		}
	})
}

// serving starts the sandbox and returns its environment and the end of it.
func serving(t *testing.T, args ...string) (env []string, stop func(os.Signal) (code int, stderr string)) {
	t.Helper()
	cmd := program(t, nil, append([]string{"sandbox"}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() { // it ends, since the sandbox closes its output
		if variable, exported := strings.CutPrefix(lines.Text(), "export "); exported {
			env = append(env, variable)
		}
	}
	ended := false
	stop = func(signal os.Signal) (int, string) {
		ended = true
		if err := cmd.Process.Signal(signal); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // the exit code tells
		return cmd.ProcessState.ExitCode(), said.String()
	}
	t.Cleanup(func() {
		if !ended {
			stop(os.Kill)
		}
	})
	return env, stop
}

// endpointOf is the served account's address.
func endpointOf(env []string) string {
	for _, variable := range env {
		if value, found := strings.CutPrefix(variable, "AWS_ENDPOINT_URL="); found {
			return value
		}
	}
	return ""
}

// plans are a plan's findings and changes.
type plans struct {
	Answers struct {
		Network struct {
			VPC            string
			Subnets        []string
			SecurityGroups []string `json:"security_groups"`
		}
	}
	Findings, Changes []map[string]any
}

func TestTheServedAccountIsTheOneInMemory(t *testing.T) {
	env, stop := serving(t, "--scenario=igw-only", "--log", "--fault", "ec2:DescribeSubnets throttle first 1", "--latency", "1ms")
	decode := func(cmd *exec.Cmd) plans {
		code, out, said := ran(t, cmd)
		var p plans
		if err := json.Unmarshal([]byte(out), &p); err != nil || code != 0 {
			t.Fatalf("exit code %d, %v:\n%s\n%s", code, err, out, said)
		}
		return p
	}
	inMemory := decode(program(t, nil, "plan", "--demo=igw-only", "--output=json"))
	network := inMemory.Answers.Network
	served := decode(program(t, env, "plan", "--output=json", "--from=fraud-v3", "--model-name=fraud-v3-vpc", "--vpc="+network.VPC,
		"--subnets="+strings.Join(network.Subnets, ","), "--security-groups="+strings.Join(network.SecurityGroups, ","),
		"--instance-type=ml.m5.xlarge", "--instances=2", "--max-instances=2"))
	if !reflect.DeepEqual(served.Findings, inMemory.Findings) || !reflect.DeepEqual(served.Changes, inMemory.Changes) || len(served.Findings) == 0 {
		t.Errorf("served\n%v\nin memory\n%v", served, inMemory)
	}
	code, said := stop(syscall.SIGTERM)
	if code != 0 || strings.Count(said, "ec2 DescribeSubnets us-east-1 503") != 1 || !strings.Contains(said, "sts GetCallerIdentity us-east-1 200") {
		t.Errorf("exit code %d, and it said:\n%s", code, said)
	}
}

// Each call takes a fraction of a millisecond at least, and the log has the account's time.
func TestTheServedAccountsTimeRunsFaster(t *testing.T) {
	env, stop := serving(t, "--pace=100000", "--log")
	for range 2 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, endpointOf(env), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	_, said := stop(syscall.SIGTERM)
	var first, last time.Time
	for _, line := range strings.Split(said, "\n") {
		stamp, _, _ := strings.Cut(line, " ")
		if at, err := time.Parse("15:04:05.000", stamp); err == nil {
			if last = at; first.IsZero() {
				first = at
			}
		}
	}
	if passed := last.Sub(first); passed.Abs() < 10*time.Second {
		t.Errorf("%v passed:\n%s", passed, said)
	}
}

func TestTheSandboxStopsWithCallsUnderWay(t *testing.T) {
	env, stop := serving(t, "--fault", "ec2:* latency 1h")
	address := endpointOf(env)
	begun := make(chan struct{})
	left := make(chan error, 1)
	go func() {
		body := io.MultiReader(strings.NewReader("Action=DescribeVpcs&"), &told{begun}, strings.NewReader("Version=2016-11-15"))
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, body)
		if err != nil {
			left <- err
			return
		}
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = answer.Body.Close()
		}
		left <- err
	}()
	<-begun
	at := time.Now()
	code, said := stop(os.Interrupt)
	if took := time.Since(at); code != 0 || took > 20*time.Second {
		t.Errorf("exit code %d after %v:\n%s", code, took, said)
	}
	if err := <-left; err == nil {
		t.Error("the call that takes an hour was answered")
	}
}

// told closes a channel once it is read.
type told struct{ at chan struct{} }

func (r *told) Read([]byte) (int, error) {
	close(r.at)
	return 0, io.EOF
}

func TestTheSandboxRefusesWhatItCannotDo(t *testing.T) {
	for says, args := range map[string][]string{
		"--anywhere allows it":       {"--listen", "192.0.2.1:0"},
		"not HOST:PORT":              {"--listen", "4566"},
		"is it ec2:DescribeSubnets?": {"--fault", "ec2:DescribeSubnet throttle"},
		`there is no "nowhere"`:      {"--fault", "* change detach nowhere"},
		"there is no scenario":       {"--scenario", "nowhere"},
	} {
		code, out, said := ran(t, program(t, nil, append([]string{"sandbox"}, args...)...))
		if code != 2 || out != "" || !strings.Contains(said, says) {
			t.Errorf("%v: exit code %d, want 2 and %q:\n%s%s", args, code, says, out, said)
		}
	}
}
