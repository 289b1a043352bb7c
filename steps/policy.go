package steps

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

func policyStep() Step {
	return Step{
		ID: PolicyID, Title: titled("Endpoint policy"),
		Why: because(
			"The S3 endpoint's policy is an upper bound on what may pass it: what it does not allow is denied, the model's own download included.",
			"It holds for everyone on the endpoint's route tables. Keep what is there unless you know who they are.",
		),
		Skip: func(s State) bool {
			d := s.decideS3(s.Answers.S3.Action, s.Answers.S3.Endpoint)
			return d.Action != plan.S3Create && d.Endpoint.ID == ""
		},
		Load: loadPolicyFile, Ask: askPolicy, Answer: answerPolicy, Rules: []string{"s3.policy"},
		Ready: func(s State) error { return s.documentProblem() },
	}
}

// ownFile is the value of the template that stands for a file of the user's.
const ownFile = "file"

func policyPath(a Answers) (string, bool) {
	return strings.CutPrefix(a.S3.Policy, plan.PolicyFile)
}

// loadPolicyFile reads the user's own document into the facts' side of the answers.
func loadPolicyFile(s State) LoadFunc {
	path, own := policyPath(s.Answers)
	if !own || path == "" || s.Facts.PolicyFile != nil && s.Facts.PolicyFile.Path == path {
		return nil
	}
	return func(context.Context, Account) (Patch, error) {
		file := ReadPolicyFile(path)
		return func(f facts.Facts) facts.Facts {
			f.PolicyFile = &file
			return f
		}, nil
	}
}

// maxPolicyFile is far above the 20,480 characters that AWS takes, and far below what would hurt.
const maxPolicyFile = 1 << 20

// ReadPolicyFile reads a policy document of the user's. What is wrong with the file is its Problem.
func ReadPolicyFile(path string) facts.PolicyFile {
	file := facts.PolicyFile{Path: path}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		file.Problem = "there is no file " + path
	case err != nil:
		file.Problem = fmt.Sprintf("%s cannot be read: %v", path, err)
	case !info.Mode().IsRegular():
		file.Problem = path + " is not a file"
	case info.Size() > maxPolicyFile:
		file.Problem = fmt.Sprintf("%s has %d bytes, and a policy has at most %d characters", path, info.Size(), policy.MaxCharacters)
	}
	if file.Problem != "" {
		return file
	}
	text, err := os.ReadFile(path) //nolint:gosec // the path is the user's own answer
	switch {
	case err != nil:
		file.Problem = fmt.Sprintf("%s cannot be read: %v", path, err)
	case !utf8.Valid(text):
		file.Problem = path + " is not a text in UTF-8"
	default:
		file.Text = string(text)
	}
	return file
}

func askPolicy(s State) Question {
	d := s.decideS3(s.Answers.S3.Action, s.Answers.S3.Endpoint)
	path, own := policyPath(s.Answers)
	selected := s.Answers.S3.Policy
	if own {
		selected = ownFile
	}
	keep := Option{Value: plan.PolicyKeep, Label: "Keep the policy that is there"}
	if d.Action == plan.S3Create {
		keep.Label, keep.Note = "Default", "full access"
	}
	q := Document{
		Selected: selected, Text: s.documentShown(d),
		Templates: []Option{
			keep,
			{Value: policy.NameFull, Label: "Full access"},
			{Value: policy.NameModelBuckets, Label: "Model buckets only"},
			{Value: policy.NameDenyPackageRepos, Label: "Deny Amazon Linux package repositories"},
			{Value: policy.NameModelBucketsDenyRepos, Label: "Model buckets, and deny package repositories"},
			{Value: ownFile, Label: "My own file"},
		},
	}
	if own {
		q.File = &Field{Key: "file", Label: "File", Kind: TextField, Value: path, Hint: "path of a JSON document"}
		if err := s.documentProblem(); err != nil && path != "" {
			q.File.Problem = sentence(err.Error())
		}
	}
	q.Lines = s.documentRemarks(d, q.Text)
	q.Truth = truth(s, q.Text)
	return q
}

// documentShown is the document in force after the plan, indented: the one that is sent, or the one that is kept.
func (s State) documentShown(d plan.S3Decision) string {
	text, err := plan.PolicyDocument(s.Answers, s.Facts)
	if err != nil {
		return ""
	}
	if text == "" && s.Answers.S3.Policy == plan.PolicyKeep {
		if d.Action == plan.S3Create || d.Endpoint.Policy == "" {
			return policy.Full().String()
		}
		text = d.Endpoint.Policy
		if doc, err := policy.Parse([]byte(text)); err == nil {
			return doc.String()
		}
	}
	return text
}

// documentRemarks say what becomes of the document, and how large and how valid it is.
func (s State) documentRemarks(d plan.S3Decision, text string) []Line {
	if _, own := policyPath(s.Answers); own && text == "" {
		return []Line{{Mark: Blocks, Text: "there is no document yet"}}
	}
	lines := []Line{{Text: "sent when the endpoint is created, exactly as it stands here"}}
	if d.Action != plan.S3Create {
		lines = []Line{{Mark: Warns, Text: "replaces the policy of " + label(d.Endpoint.Name, d.Endpoint.ID) + " for everyone on it"}}
		if s.Answers.S3.Policy == plan.PolicyKeep || plan.SamePolicy(text, d.Endpoint.Policy) {
			lines = []Line{{Mark: Holds, Text: "nothing is sent: the policy of " + label(d.Endpoint.Name, d.Endpoint.ID) + " has this effect already"}}
		}
	}
	if text == "" {
		return lines
	}
	problems := policy.Lint(text)
	for _, p := range problems {
		line := Line{Mark: Blocks, Text: p.Summary, Detail: p.Detail}
		if p.Line > 0 {
			line.Text += fmt.Sprintf(" (line %d, column %d)", p.Line, p.Column)
		}
		lines = append(lines, line)
	}
	if len(problems) == 0 {
		size := fmt.Sprintf("%d of %d characters · one document · valid, with an Allow", utf8.RuneCountInString(text), policy.MaxCharacters)
		lines = append(lines, Line{Mark: Holds, Text: size})
	}
	return lines
}

// truth is what the document does with the requests that matter to the model.
func truth(s State, text string) []Line {
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		return nil
	}
	var lines []Line
	for _, probe := range policy.Probes(plan.PolicyEnv(s.Answers, s.Facts), plan.ModelData(s.Answers, s.Facts)) {
		decision := policy.Evaluate(doc, probe.Request)
		line := Line{Text: probe.Name, Detail: decision.Why}
		switch decision.Verdict {
		case policy.Allowed:
			line.Mark = Holds
		case policy.Denied:
			line.Mark = Blocks
		case policy.Unknown:
			line.Mark = Unknown
		}
		lines = append(lines, line)
	}
	return lines
}

func answerPolicy(s State, r Reply) (State, error) {
	choice := first(r.Values)
	switch choice {
	case ownFile:
		// The same path again means that the file may have changed meanwhile.
		path := strings.TrimSpace(r.Fields["file"])
		if s.Facts.PolicyFile != nil && s.Facts.PolicyFile.Problem != "" {
			s.Facts.PolicyFile = nil
		}
		s.Answers.S3.Policy = plan.PolicyFile + path
		if path == "" {
			return s, errors.New("name the file that holds the policy")
		}
		return s, nil
	case plan.PolicyKeep:
		s.Answers.S3.Policy = plan.PolicyKeep
		return s, nil
	}
	if _, err := policy.Template(choice, plan.PolicyEnv(s.Answers, s.Facts)); err != nil {
		return s, fmt.Errorf("this policy cannot be written: %w", err)
	}
	s.Answers.S3.Policy = choice
	return s, nil
}

// documentProblem says why the chosen document cannot be sent.
func (s State) documentProblem() error {
	path, own := policyPath(s.Answers)
	if !own {
		return nil
	}
	if f := s.Facts.PolicyFile; f != nil && f.Path == path && f.Problem != "" {
		return errors.New(f.Problem)
	}
	text, err := plan.PolicyDocument(s.Answers, s.Facts)
	if err != nil {
		return fmt.Errorf("the document cannot be used: %w", err)
	}
	problems := policy.Lint(text)
	if len(problems) == 0 {
		return nil
	}
	if p := problems[0]; p.Line > 0 {
		return fmt.Errorf("line %d, column %d: %s", p.Line, p.Column, p.Summary)
	}
	return errors.New(problems[0].Summary)
}
