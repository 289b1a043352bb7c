package console_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func TestPlanAsJSON(t *testing.T) {
	r := newRig(t)
	r.terminal = true // colours must not follow
	r.want(0, "plan", "--answers", r.answersFile(nil), "--output", "json")
	var p plan.Plan
	if err := json.Unmarshal(r.out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Schema != plan.Schema || p.Account != "111122223333" || len(p.Changes) != 2 || !p.Applicable {
		t.Errorf("the plan is %+v", p)
	}
	found := false
	for _, f := range p.Findings {
		found = found || f.Rule == "s3.no-path" && f.Now && !f.After
	}
	if !found {
		t.Error("there is no repaired finding s3.no-path")
	}
	text := r.out.String()
	if strings.Contains(text, secret) || strings.Contains(text, "\x1b") || !strings.HasSuffix(text, "}\n") {
		t.Errorf("the JSON is\n%s", text)
	}
}

func TestShowSecrets(t *testing.T) {
	r := newRig(t)
	r.want(0, "plan", "--answers", r.answersFile(nil), "--output", "json", "--show-secrets")
	r.says(&r.out, secret)
	r.want(0, "plan", "--answers", r.answersFile(nil), "--output", "json")
	if strings.Contains(r.out.String(), secret) {
		t.Error("the secret is printed without being asked for")
	}
}

// TestJSONHasNoControlCharacters: a pipe may end on a terminal, and JSON has escapes of its own.
func TestJSONHasNoControlCharacters(t *testing.T) {
	r := newRig(t)
	hostile := "x\u009b31m\u202e\u200b\x7f\U000e0001\n✓ every check holds"
	r.cloud.account.network.Subnets[0].Name = hostile
	r.cloud.account.network.VPC.Name = hostile
	r.cloud.account.network.VPC.DNSHostnames = false
	r.run("plan", "--answers", r.answersFile(nil), "--output", "json")
	var p plan.Plan
	if err := json.Unmarshal(r.out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(fmt.Sprint(p.Findings, p.Changes), hostile) {
		t.Error("the name did not survive its escapes")
	}
	for _, c := range r.out.String() {
		if c != '\n' && unicode.In(c, unicode.Cc, unicode.Cf) {
			t.Fatalf("%U is written raw", c)
		}
	}
	r.run("plan", "--answers", r.answersFile(nil))
	if strings.Contains(r.out.String(), "\n✓ every check holds") {
		t.Errorf("a name draws a line of its own:\n%s", r.out.String())
	}
}

// TestPlanIsSaved: what is saved is what is applied, so it holds secrets and is its owner's alone.
func TestPlanIsSaved(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(r.dir, "saved.plan")
	for range 2 { // an earlier plan is replaced
		r.want(0, "plan", "--answers", r.answersFile(nil), "--out", path)
	}
	saved, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(saved), secret) {
		t.Errorf("the saved plan cannot be applied: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	answers := r.answersFile(nil)
	before, err := os.ReadFile(answers)
	if err != nil {
		t.Fatal(err)
	}
	r.want(2, "plan", "--answers", answers, "--out", answers)
	r.says(&r.err, "is not a plan")
	if after, err := os.ReadFile(answers); err != nil || string(after) != string(before) {
		t.Errorf("the answers were overwritten: %v", err)
	}
	r.want(2, "plan", "--answers", answers, "--out", filepath.Join(r.dir, "no", "folder"))
	r.says(&r.err, "there is no folder")
}

func TestColoursOnlyOnATerminal(t *testing.T) {
	for _, test := range []struct {
		name     string
		terminal bool
		env      map[string]string
		args     []string
		coloured bool
	}{
		{"piped", false, nil, nil, false},
		{"a terminal", true, nil, nil, true},
		{"NO_COLOR", true, map[string]string{"NO_COLOR": "1"}, nil, false},
		{"an empty NO_COLOR", true, map[string]string{"NO_COLOR": ""}, nil, true},
		{"--no-color", true, nil, []string{"--no-color"}, false},
		{"SAGEVPC_NO_COLOR", true, map[string]string{"SAGEVPC_NO_COLOR": "true"}, nil, false},
		{"a dumb terminal", true, map[string]string{"TERM": "dumb"}, nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			r.terminal = test.terminal
			r.env["TERM"] = "xterm-256color"
			for name, value := range test.env {
				r.env[name] = value
			}
			r.want(0, append([]string{"plan", "--answers", r.answersFile(nil)}, test.args...)...)
			if got := strings.Contains(r.out.String(), "\x1b["); got != test.coloured {
				t.Errorf("coloured: %t", got)
			}
			r.want(0, append([]string{"plan", "--help"}, test.args...)...)
			if got := strings.Contains(r.out.String(), "\x1b["); got && !test.coloured {
				t.Error("the help is coloured")
			}
		})
	}
}

func TestTextFromTheAccountIsHarmless(t *testing.T) {
	r := newRig(t)
	r.cloud.account.network.Subnets[0].Name = hostile
	r.cloud.account.network.SecurityGroups[0].Name = hostile
	r.want(0, "plan", "--answers", r.answersFile(func(a *plan.Answers) { a.Model.Tags = map[string]string{"note": hostile} }))
	r.says(&r.out, `\x1b[31mred`, `\u202e`)
	if strings.ContainsAny(r.out.String(), "\x1b\u202e") {
		t.Error("a control character got through")
	}
}

func TestAnAccountThatCannotBeRead(t *testing.T) {
	r := newRig(t)
	r.cloud.account.gate = &facts.Fault{
		Kind: facts.Expired, Op: "sts:GetCallerIdentity", Code: "ExpiredToken", RequestID: "req-9",
		Summary: "the session has ended", Why: "its token\nexpired", Fix: "Run aws sso login.",
	}
	r.want(4, "plan", "--answers", r.answersFile(nil))
	r.says(&r.err, "error: the session has ended\n  why  its token\n       expired\n  do   Run aws sso login.\n  aws  sts:GetCallerIdentity · ExpiredToken · request req-9\n")
}

func TestHelpNamesEverything(t *testing.T) {
	r := newRig(t)
	r.terminal = true
	r.app.Open = nil // neither network nor account
	for _, args := range [][]string{{"--help"}, {"-h"}, {"help"}} {
		r.want(0, args...)
		for _, word := range []string{"plan", "apply", "doctor", "sandbox", "completion", "man", "version", "--answers FILE", "--subnets", "--demo"} {
			r.says(&r.out, word)
		}
		if r.err.Len() > 0 {
			t.Errorf("stderr is %q", r.err.String())
		}
	}
	r.want(0, "apply", "--help")
	r.says(&r.out, "--undo-on-failure", "--model-name NAME", "sagevpc apply [flags]")
	r.want(0, "--version")
	r.says(&r.out, "sagevpc version 1.2.3")
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		r.want(0, "completion", shell)
		r.says(&r.out, "sagevpc")
	}
	r.want(0, "__complete", "plan", "--s3-action", "")
	r.says(&r.out, "extend")
	r.want(0, "__complete", "--demo=")
	r.says(&r.out, "one-zone")
}
