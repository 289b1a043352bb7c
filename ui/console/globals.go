package console

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// globals are the flags of every command.
type globals struct {
	answers, profile, region, endpoint string
	demo, output, logFile              string
	readOnly, yes, noColor, noMouse    bool
}

// The forms of output.
const (
	outputText = "text"
	outputJSON = "json"
)

func (g *globals) register(flags *pflag.FlagSet, scenarios []Scenario) {
	flags.StringVar(&g.answers, "answers", "", "read the answers from `FILE`")
	flags.StringVar(&g.profile, "profile", "", "use this `PROFILE` of the AWS configuration")
	flags.StringVar(&g.region, "region", "", "work in this `REGION`")
	flags.StringVar(&g.endpoint, "endpoint-url", "", "send every AWS call to this `URL`")
	names := make([]string, len(scenarios))
	for i, scenario := range scenarios {
		names[i] = scenario.Name
	}
	flags.StringVar(&g.demo, "demo", "", "use an account in memory: --demo=`SCENARIO`, one of "+strings.Join(names, ", "))
	if len(names) > 0 {
		flags.Lookup("demo").NoOptDefVal = names[0]
	}
	flags.BoolVar(&g.readOnly, "read-only", false, "refuse to write anything to the account")
	flags.BoolVar(&g.yes, "yes", false, "consent to the plan and its warnings without being asked")
	flags.StringVar(&g.output, "output", outputText, "print the result as `FORM`, text or json")
	flags.BoolVar(&g.noColor, "no-color", false, "print without colours")
	flags.BoolVar(&g.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	flags.StringVar(&g.logFile, "log-file", "", "append one JSON line per AWS call to `FILE`")
}

// The global flags that an environment variable can set. Consent is not among them: it is
// given to a plan, not to a shell.
var fromEnvironment = []string{"answers", "demo", "read-only", "output", "no-color", "no-mouse", "log-file"}

// fromEnvironment sets the flags that were not given from SAGEVPC_ANSWERS and its like.
func (g *globals) fromEnvironment(flags *pflag.FlagSet, env func(string) (string, bool)) error {
	for _, name := range fromEnvironment {
		variable := "SAGEVPC_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		value, set := env(variable)
		flag := flags.Lookup(name)
		if flag == nil || flag.Changed || !set || value == "" {
			continue
		}
		if name == "demo" {
			switch strings.ToLower(value) {
			case "1", "true", "yes":
				value = flag.NoOptDefVal
			case "0", "false", "no":
				continue
			}
		}
		if err := flags.Set(name, value); err != nil {
			return usage("the environment variable %s is %q, and --%s does not take that", variable, value, name)
		}
	}
	return nil
}

// check refuses values that no command can work with.
func (g *globals) check(scenarios []Scenario) error {
	if g.output != outputText && g.output != outputJSON {
		return usage("--output is text or json, not %q", g.output)
	}
	if g.demo != "" && !slices.ContainsFunc(scenarios, func(s Scenario) bool { return s.Name == g.demo }) {
		var b strings.Builder
		fmt.Fprintf(&b, "there is no scenario %q. These are:", g.demo)
		for _, scenario := range scenarios {
			fmt.Fprintf(&b, "\n  --demo=%-18s %s", scenario.Name, scenario.Summary)
		}
		return usage("%s", b.String())
	}
	if g.demo != "" && g.endpoint != "" {
		return usage("--demo has its own account in memory, so --endpoint-url says nothing to it; give one of the two")
	}
	return nil
}

func (s *session) scenarioIndex(name string) int {
	return slices.IndexFunc(s.app.Scenarios, func(scenario Scenario) bool { return scenario.Name == name })
}

// repeatArgs are what a command that repeats this one needs besides the answers.
func (g *globals) repeatArgs() []string {
	var args []string
	if g.demo != "" {
		args = append(args, "--demo="+g.demo)
	}
	if g.endpoint != "" {
		args = append(args, "--endpoint-url="+g.endpoint)
	}
	return args
}
