package console_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"sagevpc/ui/console"
)

func TestSandbox(t *testing.T) {
	r := newRig(t)
	var got console.SandboxOptions
	r.app.Sandbox = func(_ context.Context, o console.SandboxOptions) error {
		got = o
		o.Ready([]console.Variable{{Name: "AWS_ENDPOINT_URL", Value: "http://127.0.0.1:4566"}, {Name: "AWS_REGION", Value: "us-east-1"}})
		return nil
	}
	r.want(0, "sandbox", "--scenario", "one-zone", "--log")
	if got.Listen != "127.0.0.1:0" || got.Scenario != "one-zone" || got.Log == nil || got.Anywhere || got.Latency != 0 || got.Pace != 1 || got.Faults != nil {
		t.Errorf("the sandbox got %+v", got)
	}
	if want := "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_IGNORE_CONFIGURED_ENDPOINT_URLS " +
		"AWS_ENDPOINT_URL_EC2 AWS_ENDPOINT_URL_IAM AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL_SAGEMAKER AWS_ENDPOINT_URL_STS\nexport AWS_ENDPOINT_URL=http://127.0.0.1:4566\nexport AWS_REGION=us-east-1\n"; r.out.String() != want {
		t.Errorf("stdout is %q", r.out.String())
	}
	r.want(2, "sandbox", "--scenario", "nowhere")
	r.app.Sandbox = func(context.Context, console.SandboxOptions) error { return errors.New("the port is taken") }
	r.want(1, "sandbox")
	r.says(&r.err, "the port is taken")
}

func TestSandboxThatIsSlowAndFails(t *testing.T) {
	r := newRig(t)
	var got console.SandboxOptions
	r.app.Sandbox = func(_ context.Context, o console.SandboxOptions) error {
		got = o
		return nil
	}
	r.want(0, "sandbox", "--stale", "2s")
	if got.Stale != 2*time.Second {
		t.Errorf("the sandbox got %+v", got)
	}
	r.want(2, "sandbox", "--stale", "-1s")
	r.want(0, "sandbox", "--latency", "200ms", "--fault", "ec2:* throttle 30%", "--fault", "* expire after 12")
	if got.Latency != 200*time.Millisecond || strings.Join(got.Faults, "; ") != "ec2:* throttle 30%; * expire after 12" {
		t.Errorf("the sandbox got %+v", got)
	}
	r.want(2, "sandbox", "--latency", "-1s")
	r.want(2, "sandbox", "--latency", "soon")
	r.app.Sandbox = func(context.Context, console.SandboxOptions) error {
		return console.UsageError(errors.New("the fault cannot be used:\x1b[31m nonsense"))
	}
	r.want(2, "sandbox", "--fault", "nonsense")
	r.says(&r.err, "the fault cannot be used:")
	if strings.ContainsRune(r.err.String(), '\x1b') {
		t.Errorf("an escape sequence came through: %q", r.err.String())
	}
}

func TestSandboxWhoseTimeRunsFaster(t *testing.T) {
	r := newRig(t)
	var got console.SandboxOptions
	r.app.Sandbox = func(_ context.Context, o console.SandboxOptions) error {
		got = o
		return nil
	}
	for text, want := range map[string]float64{"60": 60, "0.5": 0.5, "100000": 100_000} {
		if r.want(0, "sandbox", "--pace", text); got.Pace != want {
			t.Errorf("--pace %s is %v, want %v", text, got.Pace, want)
		}
	}
	for _, text := range []string{"0", "-1", "100001", "NaN", "Inf", "fast"} {
		r.want(2, "sandbox", "--pace", text)
	}
}

func TestSandboxAnywhereWarns(t *testing.T) {
	r := newRig(t)
	var got console.SandboxOptions
	r.app.Sandbox = func(_ context.Context, o console.SandboxOptions) error {
		got = o
		return nil
	}
	r.want(0, "sandbox", "--listen", "0.0.0.0:4566", "--anywhere")
	r.says(&r.err, "warning: with --anywhere, everyone who reaches 0.0.0.0:4566")
	if !got.Anywhere || got.Listen != "0.0.0.0:4566" {
		t.Errorf("the sandbox got %+v", got)
	}
}

// A shell that evaluates the output waits until it ends, and the sandbox goes on.
func TestSandboxEndsItsOutputOnceTheEnvironmentIsPrinted(t *testing.T) {
	r := newRig(t)
	pipe := &closing{}
	r.app.Stdout = pipe
	r.app.Sandbox = func(_ context.Context, o console.SandboxOptions) error {
		o.Ready([]console.Variable{{Name: "AWS_REGION", Value: "us-east-1"}})
		if !pipe.closed {
			t.Error("the output was left open")
		}
		return nil
	}
	r.want(0, "sandbox")
	r.says(&r.err, "serving until interrupted")
}

type closing struct {
	strings.Builder
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

var _ io.WriteCloser = (*closing)(nil)
