package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// readPlan reads a plan that plan --out saved.
func readPlan(ctx context.Context, path string) (plan.Plan, error) {
	data, err := readFile(ctx, path, "plan")
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

// answersOf are the answers that a saved plan is applied from: its own, in its own
// Region. Another answer beside it would make another plan.
func (s *session) answersOf(saved plan.Plan, flags *answerFlags) (plan.Answers, error) {
	if given := flags.given(); len(given) > 0 || s.globals.answers != "" {
		return plan.Answers{}, usage("--plan applies exactly what was saved, so it takes no other answers (%s). Make a new plan with them.",
			strings.Join(append(given, answersFlag(s.globals.answers)...), ", "))
	}
	if s.globals.region != "" && s.globals.region != saved.Region {
		return plan.Answers{}, usage("the plan was made for %s, and --region is %s. Leave --region out, or make a new plan.",
			printable.Line(saved.Region), printable.Line(s.globals.region))
	}
	for _, c := range saved.Changes {
		if hides(c.Request.Input) {
			return plan.Answers{}, usage("this plan hides the values of environment variables, so it cannot be applied: it is what plan prints.\n" +
				"Save one with sagevpc plan --out FILE: that holds them, readable by you alone.")
		}
	}
	answers := saved.Answers
	if s.globals.profile != "" {
		answers.Profile = s.globals.profile
	}
	answers.Region = saved.Region
	return answers, misshapen(answers.Validate())
}

func answersFlag(path string) []string {
	if path == "" {
		return nil
	}
	return []string{"--answers"}
}

// hides reports whether a request's values were masked.
func hides(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			if hides(inner) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hides)
	case string:
		return v == plan.Hidden
	}
	return false
}

// writePlan saves a plan with everything that applying it needs, secrets included, for
// its owner alone. It replaces an earlier plan and no other file.
func writePlan(ctx context.Context, path string, p plan.Plan) error {
	document, err := planDocument(p)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		if _, err := readPlan(ctx, path); err != nil {
			return usage("%s exists and is not a plan, so it is not replaced. Name another file with --out.", printable.Line(path))
		}
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return usage("the plan cannot be saved: there is no folder %s.", printable.Line(filepath.Dir(path)))
	}
	if err := renameio.WriteFile(path, document, 0o600, renameio.IgnoreUmask()); err != nil {
		return &exit{ExitFailed, "the plan could not be saved: " + printable.Line(err.Error())}
	}
	return nil
}
