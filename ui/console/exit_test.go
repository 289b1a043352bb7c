package console_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/console"
)

func TestExitCodes(t *testing.T) {
	one := func(a *plan.Answers) { a.Network.Subnets = []string{subnetA} }
	fault := func(kind facts.Kind) func(*rig) {
		return func(r *rig) {
			r.cloud.err = &facts.Fault{Kind: kind, Op: "sts:GetCallerIdentity", Summary: "it is " + string(kind), Fix: "Do this."}
		}
	}
	for _, test := range []struct {
		name    string
		prepare func(*rig)
		edit    func(*plan.Answers)
		args    string // with the answers file in place of FILE
		code    int
		says    string // on stderr
	}{
		{"a plan", nil, nil, "plan --answers FILE", 0, ""},
		{"a plan with changes", nil, nil, "plan --answers FILE --detailed-exitcode", 5, ""},
		{"a blocked plan", nil, one, "plan --answers FILE", 3, ""},
		{"a blocked plan with changes", nil, one, "plan --answers FILE --detailed-exitcode", 3, ""},
		{"an apply", nil, nil, "apply --answers FILE --yes", 0, "3/3  read back and compare"},
		{"a blocked apply", nil, one, "apply --answers FILE --yes", 3, "nothing was applied: the plan is blocked"},
		{"no consent", nil, nil, "apply --answers FILE", 2, "--yes is needed"},
		{"a scenario needs none", nil, nil, "apply --demo", 0, ""},
		{"no terminal", nil, nil, "", 2, "the wizard needs a terminal"},
		{"no terminal, a scenario", nil, nil, "--demo", 0, "Applying"},
		{"another scenario", nil, nil, "--demo=one-zone", 0, ""},
		{"no answers", nil, nil, "plan", 2, "5 answers are missing"},
		{"no such command", nil, nil, "paln", 2, `Did you mean "plan"?`},
		{"a stray argument", nil, nil, "plan now", 2, "takes no arguments"},
		{"a scenario without =", nil, nil, "plan --demo one-zone", 2, "--demo=one-zone"},
		{"no such scenario", nil, nil, "plan --demo=nowhere", 2, "there is no scenario \"nowhere\". These are:\n  --demo=tour"},
		{"no such flag", nil, nil, "plan --nope", 2, "unknown flag: --nope"},
		{"a flag of the wrong type", nil, nil, "plan --instances two", 2, "invalid argument \"two\""},
		{"an unknown form", nil, nil, "plan --output xml", 2, "--output is text or json"},
		{"two accounts at once", nil, nil, "plan --demo --endpoint-url http://127.0.0.1:1", 2, "give one of the two"},
		{"read-only apply", nil, nil, "apply --answers FILE --yes --read-only", 2, "--read-only forbids"},
		{"keep and undo", nil, nil, "apply --answers FILE --yes --keep-on-failure --undo-on-failure", 2, "contradict"},
		{"no such file", nil, nil, "plan --answers /nowhere/a.yaml", 2, "there is no answers file /nowhere/a.yaml"},
		{"no such policy file", nil, nil, "plan --answers FILE --policy file:/nowhere/p.json", 2, "there is no file /nowhere/p.json"},
		{"an id of the wrong shape", nil, nil, "plan --answers FILE --vpc vpc-xyz", 2, "network.vpc (--vpc)"},
		{"a tag without =", nil, nil, "plan --answers FILE --tag team", 2, "--tag takes KEY=VALUE"},
		{"expired", fault(facts.Expired), nil, "plan --answers FILE", 4, "it is expired\n  do   Do this."},
		{"no credentials", fault(facts.NoCredentials), nil, "apply --answers FILE --yes", 4, "it is no-credentials"},
		{"no such profile", fault(facts.NoProfile), nil, "plan --answers FILE", 4, "it is no-profile"},
		{"no region", fault(facts.NoRegion), nil, "plan --answers FILE", 2, "it is no-region"},
		{"no such region", fault(facts.BadRegion), nil, "plan --answers FILE", 2, "it is bad-region"},
		{"offline", fault(facts.Offline), nil, "plan --answers FILE", 1, "it is offline"},
		{"interrupted", fault(facts.Interrupted), nil, "plan --answers FILE", 130, "it is interrupted"},
		{"a change that fails", func(r *rig) { r.cloud.account.refuse = fullAccount }, nil, "apply --answers FILE --yes", 1, "CreateModel is refused"},
		{"help", nil, nil, "--help", 0, ""},
		{"the help of a command", nil, nil, "help apply", 0, ""},
		{"the help of nothing", nil, nil, "help nothing", 2, "there is no command \"nothing\""},
		{"version", nil, nil, "--version", 0, ""},
		{"the command version", nil, nil, "version", 0, ""},
		{"completion", nil, nil, "completion bash", 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			if test.prepare != nil {
				test.prepare(r)
			}
			var args []string
			for _, word := range strings.Fields(test.args) {
				if word == "FILE" {
					word = r.answersFile(test.edit)
				}
				args = append(args, word)
			}
			r.want(test.code, args...)
			r.says(&r.err, test.says)
			failed := test.code != 0 && test.code != 5
			if strings.Contains(r.err.String(), "error:") != (failed && test.name != "a blocked plan" &&
				test.name != "a blocked plan with changes" && test.name != "a change that fails") {
				t.Errorf("code %d with\n%s", test.code, r.err.String())
			}
		})
	}
}

// fullAccount refuses to create models.
func fullAccount(op string) error {
	if op != "CreateModel" {
		return nil
	}
	return &facts.Fault{Kind: facts.Limit, Op: "sagemaker:CreateModel", Summary: "CreateModel is refused", Why: "a quota", Fix: "Ask for more."}
}

func TestBrokenAnswersFiles(t *testing.T) {
	for _, test := range []struct {
		name, text, says string
	}{
		{"an unknown key", "version: 1\nmodel:\n  nam: x\n", `answers.yaml:3:3: unknown key "nam". Did you mean "name"?`},
		{"a wrong type", "version: 1\ncapacity:\n  instances: many\n", "answers.yaml:3:14: instances takes a whole number"},
		{"another version", "version: 2\n", "version is 2, and this program reads version 1"},
		{"no version", "region: us-east-1\n", "version is missing"},
		{"no YAML", "version: [1\n", "answers.yaml:"},
		{"empty", "", "version is missing"},
		{"control characters", "version: 1\n\"\x1b[31m\": 1\n", "answers.yaml:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			r.want(2, "plan", "--answers", r.file("answers.yaml", test.text))
			r.says(&r.err, test.says)
			if r.out.Len() > 0 || strings.Contains(r.err.String(), "\x1b") {
				t.Errorf("stdout %q, stderr %q", r.out.String(), r.err.String())
			}
		})
	}
	t.Run("a folder", func(t *testing.T) {
		r := newRig(t)
		r.want(2, "plan", "--answers", r.dir)
		r.says(&r.err, "is a folder")
	})
	t.Run("far too large", func(t *testing.T) {
		r := newRig(t)
		r.want(2, "plan", "--answers", r.file("answers.yaml", strings.Repeat("#", 5<<20)))
		r.says(&r.err, "larger than any answers file")
	})
}

func TestMissingAnswersAreNamedWithFlagAndKey(t *testing.T) {
	r := newRig(t)
	r.want(2, "plan", "--answers", r.answersFile(func(a *plan.Answers) { a.Model.Name, a.Network.Subnets = "", nil }))
	r.says(&r.err, "2 answers are missing", "model.name       --model-name", "network.subnets  --subnets")
	r.want(2, "plan", "--answers", r.answersFile(func(a *plan.Answers) { a.Model.Name = "" }))
	r.says(&r.err, "an answer is missing", "model.name  --model-name")
}

func TestWrongShapesAreAllNamed(t *testing.T) {
	r := newRig(t)
	r.want(2, "plan", "--answers", r.answersFile(nil), "--vpc", "nope", "--security-groups", "sg-1,sg-2", "--dns", "perhaps")
	r.says(&r.err, "4 answers have the wrong shape", "network.vpc", "sg-2", "dns (--dns)")
}

func TestUnexpectedErrorsAreSaid(t *testing.T) {
	r := newRig(t)
	r.cloud.err = errors.New("a plain error\x1b[2J")
	r.want(1, "plan", "--answers", r.answersFile(nil))
	r.says(&r.err, `a plain error\x1b[2J`)
}

func TestStdoutThatCannotBeWritten(t *testing.T) {
	r := newRig(t)
	closed, err := os.Create(filepath.Join(r.dir, "closed"))
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	r.app.Stdout = closed
	r.want(1, "plan", "--answers", r.answersFile(nil))
	r.says(&r.err, "could not be written")
}

func TestWizardGetsTheFlags(t *testing.T) {
	r := newRig(t)
	r.terminal = true
	path := r.answersFile(nil)
	var got console.WizardOptions
	r.app.Wizard = func(_ context.Context, o console.WizardOptions) (*run.Run, error) {
		got = o
		return &run.Run{Phase: run.Stopped, Journal: "receipt.jsonl"}, nil
	}
	r.want(130, "--answers", path, "--model-name", "other", "--endpoint-url", "http://127.0.0.1:9", "--read-only", "--no-color")
	if got.Answers.Model.Name != "other" || got.Answers.Model.Role != roleARN ||
		!got.Open.ReadOnly || !got.NoColor || strings.Join(got.Args, " ") != "--endpoint-url=http://127.0.0.1:9" {
		t.Errorf("the wizard got %+v", got)
	}
	r.says(&r.out, "receipt.jsonl")
	r.want(2, "--output", "json")
}
