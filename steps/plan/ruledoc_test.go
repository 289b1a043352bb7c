package plan_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sagevpc/steps/plan"
)

// ruleConstants are the Rule constants of the package's own source, name by constant.
func ruleConstants(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !strings.HasPrefix(name.Name, "Rule") || i >= len(spec.Values) {
					continue
				}
				literal, ok := spec.Values[i].(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s is not written out, so no test can hold it to the list of rules", name.Name)
				}
				if out[name.Name], err = strconv.Unquote(literal.Value); err != nil {
					t.Fatal(err)
				}
			}
			return true
		})
	}
	return out
}

// TestEveryRuleIsListed: no rule can be added without its line in the list, and none twice.
func TestEveryRuleIsListed(t *testing.T) {
	constants := ruleConstants(t)
	if len(constants) < 50 {
		t.Fatalf("only %d rules were found in the source", len(constants))
	}
	listed := map[string]bool{}
	for _, r := range plan.Rules() {
		if listed[r.Name] {
			t.Errorf("%s is listed twice", r.Name)
		}
		listed[r.Name] = true
		if len(r.Severities) == 0 || r.When == "" || r.Remedy == "" || !strings.HasPrefix(r.Source, "https://") {
			t.Errorf("%s says too little: %+v", r.Name, r)
		}
		if strings.HasSuffix(r.When, ".") || !strings.HasSuffix(r.Remedy, ".") {
			t.Errorf("%s: When is a clause, Remedy is sentences: %+v", r.Name, r)
		}
	}
	for constant, name := range constants {
		if !listed[name] {
			t.Errorf("%s (%s) is not in the list of rules", name, constant)
		}
	}
}

// TestListOfRulesCannotBeBent: whoever prints the list gets one of his own.
func TestListOfRulesCannotBeBent(t *testing.T) {
	bent := plan.Rules()
	bent[0].Name, bent[0].Severities[0] = "bent", plan.Info
	if again := plan.Rules(); again[0].Name == "bent" || again[0].Severities[0] == plan.Info {
		t.Errorf("the list was written through: %+v", again[0])
	}
}

// TestEveryRuleHasItsCases: a rule that no case fires is a rule that nobody has seen.
func TestEveryRuleHasItsCases(t *testing.T) {
	fired := map[string][]plan.Severity{}
	for _, c := range slices.Concat(caseTables()...) {
		fired[c.rule] = append(fired[c.rule], c.severity)
	}
	docs := map[string]plan.RuleDoc{}
	for _, r := range plan.Rules() {
		docs[r.Name] = r
	}
	for _, name := range ruleConstants(t) {
		for _, severity := range docs[name].Severities {
			if !slices.Contains(fired[name], severity) {
				t.Errorf("no case fires %s as %s", name, severity)
			}
		}
	}
}

// build builds the plan, and holds it to what every plan promises.
func (s situation) build(t testing.TB) plan.Plan {
	t.Helper()
	p := plan.Build(s.a, s.f)
	severities := map[string][]plan.Severity{}
	for _, r := range plan.Rules() {
		severities[r.Name] = r.Severities
	}
	type key struct{ rule, subject string }
	seen := map[key]bool{}
	for _, f := range p.Findings {
		if !slices.Contains(severities[f.Rule], f.Severity) {
			t.Errorf("%s as %s is not in the list of rules: %+v", f.Rule, f.Severity, f)
		}
		if f.Summary == "" || strings.HasSuffix(f.Summary, ".") || f.Source == "" || !f.Now && !f.After {
			t.Errorf("a finding without what every finding has: %+v", f)
		}
		if seen[key{f.Rule, f.Subject}] {
			t.Errorf("told twice: %+v", f)
		}
		seen[key{f.Rule, f.Subject}] = true
	}
	if p.Applicable && len(p.Blockers()) > 0 {
		t.Errorf("a plan with a blocking finding is applicable: %+v", p.Blockers())
	}
	if again := plan.Build(s.a, s.f); !reflect.DeepEqual(p, again) {
		t.Error("the same answers and facts make another plan")
	}
	return p
}
