package steps

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
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

// The values of the policy screen's rows that are no templates.
const (
	ownFile     = "file" // a file of the user's, named by its path
	ownDocument = "own"  // a document that was typed, pasted or edited
)

// PolicyScreen is what the policy screen shows beside the answers.
type PolicyScreen struct {
	// Shown is a row that is looked at and cannot be the answer, or not yet: AWS's printed
	// policy, a file without a path, a document without a text. "" shows the answer.
	Shown string
	// Agreed is the document that the consent was given to; "" for the one of the answers
	// that the screen began with.
	Agreed string
	// Requests are rows that the user added to the truth table, as they were written.
	Requests []string
	// Refused is the text that could not be one.
	Refused Rejected
}

// mostRequests is how many rows can be added to the truth table.
const mostRequests = 50

func policyPath(a Answers) (string, bool) {
	path, own := strings.CutPrefix(a.S3.Policy, plan.PolicyFile)
	return path, own && path != ""
}

// loadPolicyFile reads the user's own document into the facts' side of the answers.
func loadPolicyFile(s State) LoadFunc {
	path, own := policyPath(s.Answers)
	if !own || s.Facts.PolicyFile != nil && s.Facts.PolicyFile.Path == path {
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

func answerPolicy(s State, r Reply) (State, error) {
	switch r.Action {
	case AddRequest:
		return s.addRequest(r.Fields[RequestKey]), nil
	case DropRequest:
		s.Policy.Requests = slices.DeleteFunc(slices.Clone(s.Policy.Requests), func(text string) bool { return text == r.Fields[RequestKey] })
		return s, nil
	default:
	}
	before, _ := plan.PolicyDocument(s.Answers, s.Facts)
	s.Policy.Shown = ""
	s, err := s.choosePolicy(first(r.Values), r.Fields)
	after, _ := plan.PolicyDocument(s.Answers, s.Facts)
	return s.consent(r.Fields, before, after), err
}

func (s State) choosePolicy(choice string, fields map[string]string) (State, error) {
	switch choice {
	case ownDocument:
		return s.writePolicy(fields)
	case ownFile:
		// The same path again means that the file may have changed meanwhile.
		path := strings.TrimSpace(fields[FileKey])
		if s.Facts.PolicyFile != nil && s.Facts.PolicyFile.Problem != "" {
			s.Facts.PolicyFile = nil
		}
		if path == "" {
			s.Policy.Shown = ownFile
			return s, errors.New("name the file that holds the policy")
		}
		s.Answers.S3.Policy = plan.PolicyFile + path
		return s, nil
	case plan.PolicyKeep:
		s.Answers.S3.Policy = plan.PolicyKeep
		return s, nil
	case policy.NameAsPrinted:
		s.Policy.Shown = policy.NameAsPrinted
		return s, errors.New("what AWS prints is not sent: " + "it is two documents that only deny" +
			"; the template that denies package repositories works")
	}
	if _, err := policy.Template(choice, plan.PolicyEnv(s.Answers, s.Facts)); err != nil {
		return s, fmt.Errorf("this policy cannot be written: %w", err)
	}
	s.Answers.S3.Policy = choice
	return s, nil
}

// writePolicy takes the document that was typed; without one in the reply the last one stays.
func (s State) writePolicy(fields map[string]string) (State, error) {
	if text, given := fields[DocumentKey]; given {
		s.Answers.S3.Document = text
	}
	if s.Answers.S3.Document == "" {
		s.Policy.Shown = ownDocument
		if s.Answers.S3.Policy == plan.PolicyFile {
			s.Answers.S3.Policy = plan.PolicyKeep // The answers never name a document that is not there.
		}
		return s, errors.New("there is no document yet: type or paste one, or open an editor")
	}
	s.Answers.S3.Policy = plan.PolicyFile
	return s, nil
}

// consent takes what was toggled. Consent to one document is none to another.
func (s State) consent(fields map[string]string, before, after string) State {
	agreed := s.Policy.Agreed
	if agreed == "" {
		agreed = before
	}
	word, toggled := fields[ConsentKey]
	switch {
	case toggled && word == "true":
		d := s.decideS3(s.Answers.S3.Action, s.Answers.S3.Endpoint)
		s.Answers.S3.PolicyConsent, s.Policy.Agreed = d.Endpoint.ID, after
		if d.Action == plan.S3Create {
			s.Answers.S3.PolicyConsent = plan.PolicyConsentNew
		}
	case toggled || agreed != after:
		s.Answers.S3.PolicyConsent = ""
	}
	return s
}

// addRequest adds a row to the truth table, or keeps what is no request with its problem.
func (s State) addRequest(text string) State {
	text = strings.Join(strings.Fields(text), " ")
	_, err := policy.ParseRequest(text, plan.PolicyEnv(s.Answers, s.Facts))
	switch {
	case err != nil:
		s.Policy.Refused = Rejected{text, sentence(err.Error())}
		return s
	case len(s.Policy.Requests) >= mostRequests:
		s.Policy.Refused = Rejected{text, fmt.Sprintf("There are %d requests already: remove one first.", mostRequests)}
		return s
	}
	s.Policy.Refused = Rejected{}
	if !slices.Contains(s.Policy.Requests, text) {
		s.Policy.Requests = append(slices.Clip(s.Policy.Requests), text)
	}
	return s
}

// documentProblem says why the chosen document cannot be sent.
func (s State) documentProblem() error {
	path, own := policyPath(s.Answers)
	if f := s.Facts.PolicyFile; own && f != nil && f.Path == path && f.Problem != "" {
		return errors.New(f.Problem)
	}
	if !strings.HasPrefix(s.Answers.S3.Policy, plan.PolicyFile) {
		return nil
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
