package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps/plan"
	"sagevpc/ui/theme"
)

// TestNoTickStandsBeforeWhatIsWrong in the panel or below the question.
func TestNoTickStandsBeforeWhatIsWrong(t *testing.T) {
	repaired := plan.Finding{Rule: plan.RuleS3NoPath, Severity: plan.Block, Summary: "private-b has no way to S3", Fix: "Add a route.", Now: true, RepairedBy: []string{"s3-endpoint"}}
	lasting := repaired
	lasting.After, lasting.RepairedBy = true, nil
	m := Model{theme: theme.New(true)}
	for name, lines := range map[string][]string{"panel": m.findingLines(repaired, 60), "strip": m.stripFinding(repaired, 60)} {
		if said := ansi.Strip(strings.Join(lines, "\n")); said != "✓ repaired: private-b has no way to S3" {
			t.Errorf("%s: %q", name, said)
		}
	}
	for name, lines := range map[string][]string{"panel": m.findingLines(lasting, 60), "strip": m.stripFinding(lasting, 60)} {
		if said := ansi.Strip(lines[0]); said != "✗ private-b has no way to S3" {
			t.Errorf("%s: %q", name, said)
		}
	}
}
