package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps/facts"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func frameLines(r *rig) []string { return strings.Split(r.screen(), "\n") }

// scenes lead to the states of the shell whose frames are kept.
var scenes = []struct {
	name string
	play func(*testing.T, Options, int, int) *rig
}{
	{"question", func(t *testing.T, o Options, w, h int) *rig {
		r := start(t, o, w, h)
		r.press("enter", "space")
		return r
	}},
	{"loading", func(t *testing.T, o Options, w, h int) *rig {
		var cancelled bool
		o.Cloud.(*cloud).account.identity = hang[facts.Caller](&cancelled)
		begun := time.Now()
		o.Calls = func() []Call {
			if time.Since(begun) < time.Second {
				return nil
			}
			return []Call{{Op: "sts:GetCallerIdentity"}}
		}
		r := start(t, o, w, h)
		r.pass(1200 * time.Millisecond)
		return r
	}},
	{"fault", func(t *testing.T, o Options, w, h int) *rig {
		o.Cloud.(*cloud).account.subnets = func(context.Context) ([]facts.Subnet, error) {
			return nil, &facts.Fault{
				Kind: facts.Denied, Op: "ec2:DescribeSubnets", Summary: "you may not list subnets", Code: "UnauthorizedOperation",
				Why: "the caller's policies do not allow ec2:DescribeSubnets in this Region",
				Fix: "Ask an administrator for ec2:DescribeSubnets, or choose another profile.", RequestID: "8f2c0d3e",
			}
		}
		r := start(t, o, w, h)
		r.press("enter")
		return r
	}},
	{"help", func(t *testing.T, o Options, w, h int) *rig {
		r := start(t, o, w, h)
		r.press("enter", "?")
		return r
	}},
	{"review", review2},
	{"consent", func(t *testing.T, o Options, w, h int) *rig {
		r := review2(t, o, w, h)
		r.press("a")
		r.pass(grace)
		return r
	}},
	{"blocked", func(t *testing.T, o Options, w, h int) *rig {
		o.Steps[1].Rules = []string{"subnet."}
		r := start(t, o, w, h)
		r.press("down", "enter", "space", "down", "space", "enter", "a")
		return r
	}},
	{"running", func(t *testing.T, o Options, w, h int) *rig {
		o.Cloud.(*cloud).account.apply = slowly(10 * time.Second)
		r := review2(t, o, w, h)
		r.press("a")
		r.pass(grace)
		r.press("y")
		r.pass(11200 * time.Millisecond)
		return r
	}},
	{"failed", func(t *testing.T, o Options, w, h int) *rig {
		failSecond(o.Cloud.(*cloud).account)
		r := review2(t, o, w, h)
		r.press("a")
		r.pass(grace)
		r.press("y")
		r.pass(time.Second)
		return r
	}},
	{"small", func(t *testing.T, o Options, w, _ int) *rig { return start(t, o, w, 12) }},
}

func review2(t *testing.T, o Options, w, h int) *rig {
	r := start(t, o, w, h)
	r.press("enter", "space", "down", "space", "enter")
	return r
}

func TestViews(t *testing.T) {
	for _, size := range []struct{ width, height int }{{60, 20}, {100, 30}, {140, 36}} {
		for _, scene := range scenes {
			t.Run(fmt.Sprintf("%s_%d", scene.name, size.width), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					opts := options(t, newAccount())
					r := scene.play(t, opts, size.width, size.height)
					for i, line := range frameLines(r) {
						if wide := ansi.StringWidth(line); wide > size.width {
							t.Errorf("line %d takes %d cells", i, wide)
						}
					}
					if rows := len(frameLines(r)); scene.name != "small" && rows != size.height {
						t.Errorf("%d rows, %d expected", rows, size.height)
					}
					golden.RequireEqual(t, stable(r))
				})
			})
		}
	}
}

// stable is the screen with the receipt of another folder than the test's own, and
// without blanks at the ends of lines.
func stable(r *rig) string {
	if state := r.m.machine.State(); state.Run != nil {
		const receipt = "/home/alice/.local/state/sagevpc/runs/2026-11-23T13-05-11Z"
		moved := *state.Run
		moved.Journal, moved.Repeat = receipt+".jsonl", "sagevpc apply --answers "+receipt+".answers.yaml"
		r.m.machine = r.m.machine.WithRun(moved)
		r.m = r.m.showRun()
	}
	lines := strings.Split(r.screen(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

func TestStyledFrameOfTheReview(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		golden.RequireEqual(t, review2(t, options(t, newAccount()), 100, 30).m.Frame())
	})
}
