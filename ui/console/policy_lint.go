package console

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"sagevpc/steps/policy"
	"sagevpc/ui/printable"
)

// policyLintFlags are the flags of policy lint.
type policyLintFlags struct {
	account  string
	needs    []string
	endpoint string
}

// The kinds of endpoint that a policy can be for.
const (
	gatewayEndpoint   = "gateway"
	interfaceEndpoint = "interface"
)

func (s *session) policyLintCommand() *cobra.Command {
	var f policyLintFlags
	cmd := &cobra.Command{
		Use: "lint FILE", Short: "Say what is wrong with a document", Args: cobra.ArbitraryArgs,
		Long: `Says what keeps a document from being the policy of an S3 endpoint, and what in it does not
do what it seems to: with line and column, the reason, and what to do. FILE is - for the
standard input. With --needs and --region it also tells whether the model gets what it needs.

It ends with 3 when the document cannot be sent, else with 0.`,
		Example: `sagevpc policy lint policy.json
sagevpc policy lint policy.json --region us-east-1 --needs s3://acme-models/fraud/model.tar.gz --account 111122223333`,
		RunE: s.takes("a file, or -", func(ctx context.Context, path string) error { return s.policyLint(ctx, path, f) }),
	}
	cmd.Flags().StringVar(&f.endpoint, "endpoint", gatewayEndpoint, "the `KIND` of endpoint, gateway or interface")
	cmd.Flags().StringArrayVar(&f.needs, "needs", nil, "the `ADDRESS` of what the model must be able to read; may be given several times")
	cmd.Flags().StringVar(&f.account, "account", "", "the `ACCOUNT` of the model, a number of twelve digits")
	completes(cmd, "endpoint", gatewayEndpoint, interfaceEndpoint)
	return cmd
}

// lintedPolicy is what there is to say of a document, as JSON.
type lintedPolicy struct {
	Schema     int             `json:"schema"`
	File       string          `json:"file"`
	Characters int             `json:"characters"`
	OK         bool            `json:"ok"` // nothing is an error
	Problems   []lintedProblem `json:"problems"`
}

type lintedProblem struct {
	Rule     string          `json:"rule"`
	Severity policy.Severity `json:"severity"`
	Line     int             `json:"line"`
	Column   int             `json:"column"`
	Summary  string          `json:"summary"`
	Detail   string          `json:"detail"`
	Remedy   string          `json:"remedy"`
}

func (s *session) policyLint(ctx context.Context, path string, f policyLintFlags) error {
	purpose, err := s.policyPurpose(ctx, f)
	if err != nil {
		return err
	}
	text, err := s.readPolicy(ctx, path)
	if err != nil {
		return err
	}
	out := lintedPolicy{
		Schema: policySchema, File: path, Characters: utf8.RuneCountInString(text), OK: true, Problems: []lintedProblem{},
	}
	for _, p := range policy.Examine(text, purpose) {
		out.OK = out.OK && p.Severity != policy.Error
		out.Problems = append(out.Problems, lintedProblem{p.Rule, p.Severity, p.Line, p.Column, p.Summary, p.Detail, p.Remedy})
	}
	if !out.OK {
		s.code = ExitBlocked
	}
	if s.globals.output == outputJSON {
		return s.printJSON(out)
	}
	return s.print(s.linted(out))
}

// policyPurpose is what the document is for.
func (s *session) policyPurpose(ctx context.Context, f policyLintFlags) (policy.Purpose, error) {
	if f.endpoint != gatewayEndpoint && f.endpoint != interfaceEndpoint {
		return policy.Purpose{}, usage("--endpoint is gateway or interface, not %q", printable.Line(f.endpoint))
	}
	for _, address := range f.needs {
		if _, _, ok := policy.ParseS3URL(address); !ok {
			return policy.Purpose{}, usage("--needs %q is not an address in S3: write it as s3://bucket/key", printable.Line(address))
		}
	}
	env, err := s.policyEnv(ctx, f.account, nil)
	if err != nil {
		return policy.Purpose{}, err
	}
	purpose := policy.Purpose{Interface: f.endpoint == interfaceEndpoint}
	if len(f.needs) == 0 {
		return purpose, nil // Nobody said that a model depends on it.
	}
	for _, probe := range policy.Probes(env, f.needs) {
		if probe.Kind == policy.ProbeModel || env.Region != "" {
			purpose.Probes = append(purpose.Probes, probe)
		}
	}
	return purpose, nil
}

// linted is the result for people: a line a problem that editors can jump to, and below it
// the reason and the remedy.
func (s *session) linted(result lintedPolicy) string {
	out := &page{pen: s.pen(s.app.Stdout)}
	name := printable.Line(result.File)
	if result.File == "-" {
		name = "<stdin>"
	}
	counts := map[policy.Severity]int{}
	for _, p := range result.Problems {
		counts[p.Severity]++
		out.line("%s:%d:%d: %s: %s %s", name, p.Line, p.Column, out.draw(out.severity(p.Severity), string(p.Severity)),
			printable.Line(p.Summary), out.draw(out.theme.Muted, "["+p.Rule+"]"))
		out.sentence("    ", p.Detail, out.theme.Muted)
		out.sentence("    ", p.Remedy, out.theme.Text)
	}
	size := fmt.Sprintf("%d of %d characters", result.Characters, policy.MaxCharacters)
	if len(result.Problems) == 0 {
		out.line("%s: %s, %s", name, out.draw(out.theme.Good, "nothing to say"), size)
		return out.b.String()
	}
	var parts []string
	for _, severity := range []policy.Severity{policy.Error, policy.Warning, policy.Info} {
		if n := counts[severity]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	out.line("%s: %s, %s", name, strings.Join(parts, ", "), size)
	return out.b.String()
}

func (p *page) severity(severity policy.Severity) lipgloss.Style {
	switch severity {
	case policy.Error:
		return p.theme.Bad
	case policy.Warning:
		return p.theme.Warn
	case policy.Info:
	}
	return p.theme.Muted
}
