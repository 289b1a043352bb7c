package steps

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func askRequest(s State) Question {
	m := s.current()
	c := s.container()
	name := Field{Key: "name", Label: "Name", Kind: TextField, Required: true, Value: m.Name, Hint: "letters, digits and hyphens, at most 63"}
	if name.Value == "" && s.Answers.Model.From != "" {
		name.Value = proposedName(s)
	}
	if name.Value != "" {
		name.Problem = sentence(plan.ModelNameProblem(name.Value))
	}
	if check := s.Facts.ModelName; check != nil && check.Taken && check.Name == m.Name {
		name.Problem = "A model of this name exists already: choose another name."
	}
	fields := []Field{
		name,
		s.roleField(m),
		{Key: "image", Label: "Image", Kind: TextField, Required: c.Extra["ModelPackageName"] == nil, Value: c.Image, Problem: problemOf(c.Image, plan.ImageProblem), Hint: "an image in Amazon ECR"},
		{Key: "model_data", Label: "Model data", Kind: TextField, Value: c.ModelData, Problem: problemOf(c.ModelData, plan.DataProblem), Hint: "s3:// of one .tar.gz, in this Region; empty if the image has it"},
		{Key: "environment", Label: "Environment", Kind: TextField, Value: formatPairs(c.Environment), Secret: true, Hint: `KEY=VALUE KEY2="two words"`},
		{Key: "isolation", Label: "Network isolation", Kind: ToggleField, Value: fmt.Sprint(m.Isolation), Hint: "on: the container reaches nothing, S3 is still needed for its data"},
		{Key: "tags", Label: "Tags", Kind: TextField, Value: formatPairs(m.Tags), Hint: "key=value key2=value2"},
	}
	if n := len(m.Containers); n > 1 {
		for i := range fields {
			if slices.Contains([]string{"image", "model_data", "environment"}, fields[i].Key) {
				fields[i].ReadOnly = fmt.Sprintf("%d containers are copied as they are", n)
				fields[i].Value, fields[i].Problem, fields[i].Required = "", "", false
			}
		}
	}
	for i := range fields {
		if r, ok := s.Rejected[fields[i].Key]; ok {
			fields[i].Value, fields[i].Problem = r.Text, sentence(r.Problem)
		}
	}
	return Form{Intro: s.requestIntro(), Fields: fields}
}

func (s State) requestIntro() []string {
	if from := s.Answers.Model.From; from != "" {
		return []string{"Copied from " + from + ". What you change here differs from it; all else stays."}
	}
	return nil
}

func (s State) roleField(m facts.Model) Field {
	f := Field{Key: "role", Label: "Execution role", Kind: TextField, Required: true, Value: m.Role, Problem: problemOf(m.Role, s.roleProblem), Hint: "name or ARN of a role that trusts SageMaker"}
	for _, role := range s.Facts.Roles {
		if role.SageMaker {
			f.Options = append(f.Options, Option{Value: role.ARN, Label: role.Name})
		}
	}
	if fault, missing := s.Facts.Gaps[facts.TopicRoles]; missing {
		f.Hint = "the roles could not be listed (" + fault.Op + "): give the role's ARN"
	}
	return f
}

// proposedName is the copied model's name with -vpc behind it, within the limit of 63.
func proposedName(s State) string {
	name := s.Answers.Model.From
	name = strings.TrimRight(name[:min(len(name), 63-len("-vpc"))], "-")
	return name + "-vpc"
}

// problemOf judges a value that was given; an empty field is not scolded before it was filled in.
func problemOf(value string, judge func(string) string) string {
	if value == "" {
		return ""
	}
	return sentence(judge(value))
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
