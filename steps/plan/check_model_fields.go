package plan

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"sagevpc/steps/facts"
)

// The limits of ContainerDefinition's Environment
// (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html).
const (
	maxVariables     = 100
	maxVariableChars = 1024
)

var variableName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// EnvironmentProblem says what is wrong with a container's environment, "" when nothing
// is. It names variables, never what they hold.
func EnvironmentProblem(environment map[string]string) string {
	if len(environment) > maxVariables {
		return fmt.Sprintf("it has %d variables, and at most %d are allowed", len(environment), maxVariables)
	}
	for _, name := range slices.Sorted(maps.Keys(environment)) {
		switch {
		case !variableName.MatchString(name):
			return fmt.Sprintf("%q is not a variable's name: letters, digits and _ are allowed, not beginning with a digit", name)
		case len(name) > maxVariableChars || len(environment[name]) > maxVariableChars:
			return fmt.Sprintf("%s or its value has more than %d characters", name, maxVariableChars)
		}
	}
	return ""
}

// checkTags says so when the copied model's tags are missing from the copy.
func checkTags(t target) []Finding {
	origin, ok := copied(t.a, t.f)
	if !ok || t.a.Model.Tags != nil {
		return nil
	}
	fault, missing := origin.Gaps[facts.TopicOrigin]
	if !missing {
		return nil
	}
	return []Finding{unknown(RuleModelTags, origin.Name, "the tags of "+origin.Name+" could not be read, and are not copied", fault, docCreateModel)}
}
