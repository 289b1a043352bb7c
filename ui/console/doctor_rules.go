package console

import (
	"fmt"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// rulesSchema is the version of what doctor --rules prints as JSON.
const rulesSchema = 1

// rulesJSON is the reference of the rules.
type rulesJSON struct {
	Schema int        `json:"schema"`
	Rules  []ruleJSON `json:"rules"`
}

type ruleJSON struct {
	Name       string          `json:"name"`
	Severities []plan.Severity `json:"severities"` // the usual one first
	When       string          `json:"when"`
	Remedy     string          `json:"remedy"`
	Source     string          `json:"source"`
}

// doctorRules prints the reference of the rules. It reads nothing.
func (s *session) doctorRules() error {
	if s.globals.output == outputJSON {
		out := rulesJSON{Schema: rulesSchema, Rules: []ruleJSON{}}
		for _, rule := range plan.Rules() {
			out.Rules = append(out.Rules, ruleJSON{rule.Name, rule.Severities, rule.When, rule.Remedy, rule.Source})
		}
		return s.printJSON(out)
	}
	return s.print(s.renderRules(s.pen(s.app.Stdout), plan.Rules()))
}

// renderRules is the reference as text, a family of rules under each heading.
func (s *session) renderRules(pen pen, rules []plan.RuleDoc) string {
	p := &page{pen: pen, width: s.width()}
	p.line("%s", p.draw(p.theme.Title, "The rules of sagevpc"))
	p.line("%s blocks   %s warns   %s not known   %s to know", p.mark(steps.Blocks), p.mark(steps.Warns), p.mark(steps.Unknown), p.mark(steps.NoMark))
	family := ""
	for _, rule := range rules {
		first, _, _ := strings.Cut(rule.Name, ".")
		if first != family {
			family = first
			p.heading(family)
		}
		marks := make([]string, 0, len(rule.Severities))
		for _, severity := range rule.Severities {
			marks = append(marks, fmt.Sprintf("%s %s", p.mark(markOf(severity)), severity))
		}
		p.line("  %s   %s", p.draw(p.theme.Strong, printable.Line(rule.Name)), strings.Join(marks, ", "))
		p.sentence("      when  ", rule.When, p.theme.Text)
		p.sentence("      do    ", rule.Remedy, p.theme.Text)
		p.sentence("      see   ", rule.Source, p.theme.Muted)
	}
	return p.b.String()
}
