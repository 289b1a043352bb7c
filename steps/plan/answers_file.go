package plan

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// AnswersError says where an answers file is wrong, and what to do.
type AnswersError struct {
	File         string
	Line, Column int // 0 when the place is not known
	Problem      string
	Fix          string
}

// Error is one line: file, line and column, problem, remedy.
func (e *AnswersError) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
	}
	return strings.TrimSpace(fmt.Sprintf("%s: %s. %s", place, e.Problem, e.Fix))
}

// ParseAnswers reads an answers file over the defaults. It is strict: an unknown key, a
// wrong type, a key given twice, a second document or another version is an *AnswersError
// with its place; name is what the error calls the file. Shapes of values are Validate's.
func ParseAnswers(data []byte, name string) (Answers, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return Answers{}, answersError(name, err)
	}
	if len(file.Docs) > 1 {
		return Answers{}, &AnswersError{
			File: name, Problem: "the file holds more than one YAML document",
			Fix: "Keep one, and remove the --- lines.",
		}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return Answers{}, noVersion(name)
	}
	body := file.Docs[0].Body
	// The version is looked at alone and first: of another version's file, "unknown key" would be a misleading complaint.
	var head struct {
		Version *int `yaml:"version"`
	}
	if _, err := (fitting{name}).node(body, reflect.TypeOf(head), "the file"); err != nil {
		return Answers{}, err
	}
	if err := yaml.NodeToValue(body, &head); err != nil {
		return Answers{}, answersError(name, err)
	}
	if head.Version == nil {
		return Answers{}, noVersion(name)
	}
	if *head.Version != AnswersVersion {
		return Answers{}, &AnswersError{
			File: name, Problem: fmt.Sprintf("version is %d, and this program reads version %d", *head.Version, AnswersVersion),
			Fix: "Write the file again with this program, or use the program that wrote it.",
		}
	}
	answers := Defaults()
	if _, err := (fitting{name}).node(body, reflect.TypeOf(answers), "the file"); err != nil {
		return Answers{}, err
	}
	if err := yaml.NodeToValue(body, &answers, yaml.Strict()); err != nil {
		return Answers{}, answersError(name, err)
	}
	return answers, nil
}

func noVersion(name string) *AnswersError {
	return &AnswersError{
		File: name, Line: 1, Column: 1, Problem: "version is missing",
		Fix: fmt.Sprintf("Add \"version: %d\" as the first line.", AnswersVersion),
	}
}

// FormatAnswers writes the answers as a file that ParseAnswers reads back equal.
func FormatAnswers(a Answers) ([]byte, error) {
	a.Version = AnswersVersion
	out, err := yaml.MarshalWithOptions(a, yaml.Indent(2), yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("the answers could not be written as YAML: %w", err)
	}
	return out, nil
}

func answersError(name string, err error) *AnswersError {
	out := &AnswersError{File: name, Problem: err.Error(), Fix: "Correct the file and run the command again."}
	if at, ok := errors.AsType[yaml.Error](err); ok {
		out.Problem = at.GetMessage()
		if token := at.GetToken(); token != nil && token.Position != nil {
			out.Line, out.Column = token.Position.Line, token.Position.Column
		}
	}
	if unknown, ok := errors.AsType[*yaml.UnknownFieldError](err); ok {
		key := ""
		if unknown.Token != nil {
			key = unknown.Token.Value
		}
		out.Problem = fmt.Sprintf("unknown key %q", key)
		out.Fix = "Remove it or correct its spelling: an answers file takes only the keys that sagevpc writes."
		if near, ok := nearest(key, answerKeys()); ok {
			out.Fix = fmt.Sprintf("Did you mean %q?", near)
		}
	}
	return out
}

// RouteTables is a list of route table ids; in the answers file "auto" stands for nil.
type RouteTables []string

// UnmarshalYAML takes the word auto or a list of ids.
func (t *RouteTables) UnmarshalYAML(unmarshal func(any) error) error {
	var word string
	if err := unmarshal(&word); err == nil {
		if word == Auto || word == "" {
			*t = nil
			return nil
		}
		return fmt.Errorf("route_tables takes auto or a list of ids, not %q", word)
	}
	var ids []string
	if err := unmarshal(&ids); err != nil {
		return fmt.Errorf("route_tables takes auto or a list of ids: %w", err)
	}
	*t = ids
	return nil
}
