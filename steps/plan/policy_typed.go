package plan

import (
	"errors"
	"strings"

	"sagevpc/steps/facts"
)

// TypedPolicy is the endpoint policy that was typed in the wizard: with PolicyFile and no
// path behind it the answers hold the text themselves, until they are saved with the text
// in a file beside them.
func (a Answers) TypedPolicy() (string, bool) {
	return a.S3.Document, a.S3.Policy == PolicyFile && a.S3.Document != ""
}

// ownDocument is the text of a document of the user's, typed or read from the file that the
// answers name.
func ownDocument(a Answers, f facts.Facts) (string, error) {
	path := strings.TrimPrefix(a.S3.Policy, PolicyFile)
	switch {
	case path == "" && a.S3.Document == "":
		return "", errors.New("no document is written yet")
	case path == "":
		return a.S3.Document, nil
	case f.PolicyFile == nil || f.PolicyFile.Path != path:
		return "", errors.New(path + " has not been read")
	case f.PolicyFile.Problem != "":
		return "", errors.New(f.PolicyFile.Problem)
	}
	return f.PolicyFile.Text, nil
}

// policyWord is what a person calls the policy that is asked for.
func (a Answers) policyWord() string {
	if a.S3.Policy == PolicyFile {
		return "your document"
	}
	return a.S3.Policy
}
