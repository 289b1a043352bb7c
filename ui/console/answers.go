package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// maxAnswers is far above any answers file, and far below what would fill the memory.
const maxAnswers = 4 << 20

// answered are the answers of this command line: flags over the answers file, or over the
// scenario's where no file is named, or over the defaults.
func (s *session) answered(ctx context.Context, flags *answerFlags) (plan.Answers, error) {
	answers := plan.Defaults()
	switch i := s.scenarioIndex(s.globals.demo); {
	case s.globals.answers != "":
		read, err := readAnswers(ctx, s.globals.answers)
		if err != nil {
			return plan.Answers{}, err
		}
		answers = read
	case i >= 0:
		answers = s.app.Scenarios[i].Answers
	}
	return s.overlaid(flags, answers)
}

// overlaid puts flags and environment over answers and checks every value's shape.
func (s *session) overlaid(flags *answerFlags, answers plan.Answers) (plan.Answers, error) {
	answers, err := flags.onto(s.placed(answers))
	if err != nil {
		return plan.Answers{}, err
	}
	return answers, misshapen(answers.Validate())
}

// placed settles profile and Region: a flag beats the environment, which beats the
// answers. A scenario's account knows no environment.
func (s *session) placed(answers plan.Answers) plan.Answers {
	fileProfile, fileRegion := answers.Profile, answers.Region
	if s.globals.demo == "" {
		for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
			if value, set := s.app.Env(name); set && value != "" {
				answers.Region = value
				break
			}
		}
		if key, set := s.app.Env("AWS_ACCESS_KEY_ID"); set && key != "" {
			answers.Profile = ""
		}
		for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
			if value, set := s.app.Env(name); set && value != "" {
				answers.Profile = value
				break
			}
		}
	}
	if s.globals.profile != "" {
		answers.Profile = s.globals.profile
	} else if fileProfile != "" && answers.Profile != fileProfile {
		s.say("note: the credentials of the environment are used, not the profile %s of the answers\n", printable.Line(fileProfile))
	}
	if s.globals.region != "" {
		answers.Region = s.globals.region
	} else if fileRegion != "" && answers.Region != fileRegion {
		s.say("note: the Region %s of the environment is used, not %s of the answers\n", printable.Line(answers.Region), printable.Line(fileRegion))
	}
	return answers
}

// misshapen is one error of all answers whose values have the wrong shape.
func misshapen(wrong []plan.FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	var b strings.Builder
	if len(wrong) > 1 {
		fmt.Fprintf(&b, "%d answers have the wrong shape", len(wrong))
	}
	for _, field := range wrong {
		if b.Len() > 0 {
			b.WriteString("\n  ")
		}
		b.WriteString(printable.Line(field.Error()))
	}
	return usage("%s", b.String())
}

// readAnswers reads an answers file. Its errors name the file, the place and the remedy.
func readAnswers(ctx context.Context, path string) (plan.Answers, error) {
	data, err := readFile(ctx, path, "answers")
	if err != nil {
		return plan.Answers{}, err
	}
	answers, err := plan.ParseAnswers(data, path)
	if err != nil {
		return plan.Answers{}, fmt.Errorf("the answers cannot be read: %w", err)
	}
	answers.S3.Policy = besideFile(answers.S3.Policy, path)
	return answers, nil
}

// besideFile finds a policy's file where the answers file lies when it is not where the
// command runs: the two are written and moved together.
func besideFile(policy, answersFile string) string {
	name, own := strings.CutPrefix(policy, plan.PolicyFile)
	if !own || name == "" || filepath.IsAbs(name) {
		return policy
	}
	if _, err := os.Stat(name); err == nil {
		return policy
	}
	beside := filepath.Join(filepath.Dir(answersFile), name)
	if _, err := os.Stat(beside); err != nil {
		return policy
	}
	return plan.PolicyFile + beside
}

// readFile reads a file that the user named, whatever that turns out to be. A pipe that
// nobody writes to is waited for until ctx ends.
func readFile(ctx context.Context, path, what string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, usage("%s is a folder, and the %s are read from a file.", printable.Line(path), what)
	}
	type content struct {
		data []byte
		err  error
	}
	read := make(chan content, 1)
	go func() {
		data, err := readUpTo(path, maxAnswers+1)
		read <- content{data, err}
	}()
	var got content
	select {
	case <-ctx.Done():
		return nil, &exit{ExitInterrupted, "interrupted while reading " + printable.Line(path)}
	case got = <-read:
	}
	switch {
	case errors.Is(got.err, fs.ErrNotExist):
		return nil, usage("there is no %s file %s. Correct the path, or leave the flag out.", what, printable.Line(path))
	case got.err != nil:
		return nil, usage("the %s file cannot be read: %s.", what, printable.Line(got.err.Error()))
	case len(got.data) > maxAnswers:
		return nil, usage("%s is larger than any %s file: over %d MB.", printable.Line(path), what, maxAnswers>>20)
	}
	return got.data, nil
}

func readUpTo(path string, most int64) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // Reading the file that the user named is the point.
	if err != nil {
		return nil, err //nolint:wrapcheck // the one caller says what it was for
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, most)) //nolint:wrapcheck // likewise
}

// openLog opens the file that takes a line an AWS call; nil when none is wanted.
func (s *session) openLog() (io.Writer, func(), error) {
	if s.globals.logFile == "" {
		return nil, func() {}, nil
	}
	file, err := os.OpenFile(s.globals.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, usage("the log file cannot be opened: %s.", printable.Line(err.Error()))
	}
	return file, func() { _ = file.Close() }, nil
}

// cloud opens what the flags name; the second result releases it.
func (s *session) cloud() (steps.Cloud, func(), error) {
	log, release, err := s.openLog()
	if err != nil {
		return nil, nil, err
	}
	cloud, err := s.app.Open(s.openOptions(log))
	if err != nil {
		release()
		return nil, nil, fmt.Errorf("the account cannot be opened: %w", err)
	}
	return cloud, release, nil
}

func (s *session) openOptions(log io.Writer) OpenOptions {
	return OpenOptions{
		Demo: s.globals.demo, EndpointURL: s.globals.endpoint, ReadOnly: s.globals.readOnly, Log: log,
	}
}
