package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"sagevpc/steps/plan"
)

// Options says where and how a run leaves its receipt.
type Options struct {
	// Dir is the folder of the program's state; receipts go into its folder "runs".
	Dir     string
	Version string
	// Args are further arguments of the command that repeats the run, for what the
	// answers file does not hold: "--demo=tour", "--endpoint-url=http://…".
	Args []string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Writable reports why no receipt could be kept in a state folder, nil when one could. It
// makes the folder, which a run would make as well.
func Writable(dir string) error {
	folder := filepath.Join(dir, "runs")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("the folder for receipts could not be made: %w", err)
	}
	probe, err := os.CreateTemp(folder, ".probe-")
	if err != nil {
		return fmt.Errorf("nothing can be written in the folder for receipts: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// Begin prepares a driver for a run of the plan and begins its receipt: a journal
// runs/2026-11-23T13-05-11Z.jsonl (UTC) with the answers beside it. It never fails: a
// receipt that cannot be written is said in Record().Note, and the run goes on without.
func Begin(account Account, p plan.Plan, o Options) Driver {
	d := Driver{Account: account, Now: o.Now}
	at := d.now()
	j := &journal{changes: p.Masked().Changes, hide: hider(p), mirror: New(p)}
	d.journal = j
	file, err := openFile(filepath.Join(o.Dir, "runs"), at)
	if err != nil {
		j.note = err.Error()
		return d
	}
	j.file, j.path = file, file.Name()
	answers := p.Answers
	if answers.Region == "" {
		// Where the environment named the Region, the copy must do so itself.
		answers.Region = p.Region
	}
	if path, err := saveAnswers(answers, strings.TrimSuffix(j.path, ".jsonl")); err != nil {
		j.note = "the answers were not saved beside the receipt: " + err.Error()
	} else {
		j.repeat = Command(append([]string{"sagevpc", "apply", "--answers", path}, placed(p, o.Args)...))
	}
	j.write(j.header(p.Masked(), o.Version, at))
	return d
}

// placed adds what must hold whatever the environment says when the run is repeated: it
// beats the answers file, and a repeat in another Region would be another run.
func placed(p plan.Plan, args []string) []string {
	args = slices.Clone(args)
	has := func(flag string) bool {
		return slices.ContainsFunc(args, func(a string) bool { return a == flag || strings.HasPrefix(a, flag+"=") })
	}
	if has("--demo") {
		return args
	}
	if p.Region != "" && !has("--region") {
		args = append(args, "--region="+p.Region)
	}
	if p.Answers.Profile != "" && !has("--profile") {
		args = append(args, "--profile="+p.Answers.Profile)
	}
	return args
}

func (j *journal) header(p plan.Plan, version string, at time.Time) line {
	l := line{
		Type: "header", At: at.UTC(), Schema: JournalSchema, Version: version,
		Account: p.Account, Region: p.Region, Caller: p.Caller, Facts: p.FactsHash,
		Answers: &p.Answers, Repeat: j.repeat,
	}
	for _, c := range p.Changes {
		l.Changes = append(l.Changes, change{
			ID: c.ID, Action: c.Action, Kind: c.Kind, Name: c.Name, Request: c.Request, Needs: c.Needs, Reverse: c.Reverse,
		})
	}
	return l
}

// saveAnswers writes the answers beside the receipt, secrets included, readable by their
// owner alone. A policy of the user's own goes with them: the file it came from may change.
func saveAnswers(answers plan.Answers, base string) (string, error) {
	if strings.HasPrefix(answers.S3.Policy, plan.PolicyFile) {
		path := base + ".policy.json"
		if err := write(path, []byte(answers.S3.Document)); err != nil {
			return "", err
		}
		answers.S3.Policy = plan.PolicyFile + path
	}
	data, err := plan.FormatAnswers(answers)
	if err != nil {
		return "", err
	}
	path := base + ".answers.yaml"
	return path, write(path, data)
}

// write puts a file in place as a whole, for its owner alone.
func write(path string, data []byte) error {
	if err := renameio.WriteFile(path, data, 0o600, renameio.IgnoreUmask()); err != nil {
		return fmt.Errorf("%s was not written: %w", path, err)
	}
	return nil
}

// hider hides the values of environment variables, except those so short that they would
// be found in any sentence.
func hider(p plan.Plan) *strings.Replacer {
	var values []string
	for _, c := range p.Changes {
		for _, container := range containers(c.Request.Input) {
			environment, _ := container["Environment"].(map[string]any)
			for key := range environment {
				if value := text(environment, key); len(value) > 3 {
					values = append(values, value)
				}
			}
		}
	}
	// The longest come first, lest a value that begins another leaves its rest in sight.
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, value := range values {
		pairs = append(pairs, value, "(hidden)")
	}
	return strings.NewReplacer(pairs...)
}

var harmless = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// Command is the arguments as a POSIX shell takes them.
func Command(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = arg
		if !harmless.MatchString(arg) {
			quoted[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
