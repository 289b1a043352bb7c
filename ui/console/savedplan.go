package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// readPlan reads a plan that plan --out saved.
func readPlan(path string) (plan.Plan, error) {
	data, err := readFile(path, "plan")
	if err != nil {
		return plan.Plan{}, err
	}
	name := printable.Line(path)
	// The schema is looked at first: of another version's plan, a complaint about a field misleads.
	var head struct {
		Schema *int `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return plan.Plan{}, usage("%s is not a plan: %s. Save one with sagevpc plan --out %s.", name, jsonProblem(data, err), name)
	}
	if head.Schema == nil || *head.Schema != plan.Schema {
		found := "none"
		if head.Schema != nil {
			found = fmt.Sprint(*head.Schema)
		}
		return plan.Plan{}, usage("%s is a plan of schema %s, and this program reads schema %d. Make the plan again.", name, found, plan.Schema)
	}
	var p plan.Plan
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return plan.Plan{}, usage("%s is not a plan of this program: %s. Make the plan again.", name, jsonProblem(data, err))
	}
	return p, nil
}

// jsonProblem says where a JSON text is wrong.
func jsonProblem(data []byte, err error) string {
	offset := int64(-1)
	var (
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	if offset < 0 || offset > int64(len(data)) {
		return printable.Line(err.Error())
	}
	before := data[:offset]
	return fmt.Sprintf("%s, at line %d", printable.Line(err.Error()), bytes.Count(before, []byte("\n"))+1)
}

// answersOf are the answers that a saved plan is repeated from. Where their secrets are
// hidden they must come from elsewhere.
func (s *session) answersOf(saved plan.Plan, flags *answerFlags) (plan.Answers, error) {
	if s.globals.answers != "" {
		return s.answered(flags)
	}
	answers, err := s.overlaid(flags, saved.Answers)
	if err != nil {
		return plan.Answers{}, err
	}
	for _, container := range answers.Model.Containers {
		for key, value := range container.Environment {
			if value == plan.Hidden {
				return plan.Answers{}, usage("the saved plan hides the value of %s, so it cannot be applied from the file alone.\n"+
					"Give the answers beside it with --answers FILE, or the value with --env %s=VALUE, or save the plan with --show-secrets.",
					printable.Line(key), printable.Line(key))
			}
		}
	}
	return answers, nil
}

// moved compares a saved plan, whose secrets may be hidden, with a fresh one.
func moved(saved, fresh plan.Plan) (string, bool) {
	if what, drifted := run.Drifted(saved, fresh); drifted {
		if _, hidden := run.Drifted(saved, fresh.Masked()); hidden {
			return what, true
		}
	}
	return "", false
}
