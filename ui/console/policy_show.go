package console

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"sagevpc/steps/policy"
	"sagevpc/ui/printable"
)

// policyShowFlags are the flags of policy show.
type policyShowFlags struct {
	account string
	buckets []string
	explain bool
}

func (s *session) policyShowCommand() *cobra.Command {
	var f policyShowFlags
	names := append(policy.Names(), policy.NameAsPrinted)
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Print a template, filled in", Args: cobra.ArbitraryArgs,
		Long: `Prints a template for the policy of an S3 endpoint, filled in for a Region, an account and
buckets, as the plan would send it. It asks AWS nothing: what it needs are flags, or comes from
--answers. The templates are:
  ` + strings.Join(policy.Names(), "\n  ") + `
and as-printed is what AWS's own page shows, which no endpoint takes.`,
		Example: `sagevpc policy show model-buckets --region eu-west-1 --account 111122223333 --bucket acme-models
sagevpc policy show deny-package-repos --region us-east-1 --explain`,
		ValidArgsFunction: cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		RunE:              s.takes("the name of a template", func(ctx context.Context, name string) error { return s.policyShow(ctx, name, f) }),
	}
	cmd.Flags().StringVar(&f.account, "account", "", "fill in this `ACCOUNT`, a number of twelve digits")
	cmd.Flags().StringArrayVar(&f.buckets, "bucket", nil, "let this `BUCKET` pass, by its name or an address in it; may be given several times")
	cmd.Flags().BoolVar(&f.explain, "explain", false, "say what each statement is for, and what the policy does not do")
	return cmd
}

// shownPolicy is a template as JSON.
type shownPolicy struct {
	Schema     int              `json:"schema"`
	Name       string           `json:"name"`
	Document   any              `json:"document"` // an object; of as-printed a text, because that is not one
	Statements []shownStatement `json:"statements"`
	Notes      []string         `json:"notes"`
}

type shownStatement struct {
	Sid     string `json:"sid"`
	Effect  string `json:"effect"`
	Explain string `json:"explain"`
}

func (s *session) policyShow(ctx context.Context, name string, f policyShowFlags) error {
	env, err := s.policyEnv(ctx, f.account, f.buckets)
	if err != nil {
		return err
	}
	if name == policy.NameAsPrinted {
		return s.policyAsPrinted(env, f)
	}
	if missing := missingForPolicy(name, env); len(missing) > 0 {
		return usage("the policy %s cannot be written without %s. Give the flag, or --answers with a file that says it.",
			name, strings.Join(missing, ", "))
	}
	doc, err := policy.Template(name, env)
	if err != nil {
		return usage("%s", printable.Block(err.Error()))
	}
	shown := shownPolicy{Schema: policySchema, Name: name, Document: doc, Notes: policy.Notes(name)}
	for _, statement := range doc.Statements {
		shown.Statements = append(shown.Statements, shownStatement{statement.Sid, statement.Effect, statement.Explain})
	}
	if s.globals.output == outputJSON {
		return s.printJSON(shown)
	}
	text := doc.String() + "\n"
	if f.explain {
		text += s.explained(shown)
	}
	return s.print(text)
}

// missingForPolicy names the flags that a template cannot do without.
func missingForPolicy(name string, env policy.Env) []string {
	var missing []string
	if name == policy.NameFull {
		return nil
	}
	if env.Region == "" {
		missing = append(missing, "--region")
	}
	if name == policy.NameModelBuckets || name == policy.NameModelBucketsDenyRepos {
		if env.Account == "" {
			missing = append(missing, "--account")
		}
		if len(env.Buckets) == 0 {
			missing = append(missing, "--bucket")
		}
	}
	return missing
}

// explained is a template line by line.
func (s *session) explained(shown shownPolicy) string {
	out := &page{pen: s.pen(s.app.Stdout)}
	out.heading("What each statement is for")
	for _, statement := range shown.Statements {
		out.line("  %s %s", out.draw(out.theme.Strong, statement.Sid), out.draw(out.theme.Muted, "("+statement.Effect+")"))
		out.line("      %s.", statement.Explain)
	}
	out.heading("What to know")
	for _, note := range shown.Notes {
		out.line("  - %s", note)
	}
	return out.b.String()
}

// policyAsPrinted shows AWS's own text, and why it is not sent.
func (s *session) policyAsPrinted(env policy.Env, f policyShowFlags) error {
	text := policy.AsPrinted(env)
	if s.globals.output == outputJSON {
		return s.printJSON(shownPolicy{
			Schema: policySchema, Name: policy.NameAsPrinted, Document: text, Statements: []shownStatement{}, Notes: policy.WhyNotAsPrinted(),
		})
	}
	why := "this is AWS's text, and it is not sent to any endpoint:\n  " + strings.Join(policy.WhyNotAsPrinted(), "\n  ") + "\n"
	if f.explain {
		return s.print(text + "\n\n" + why)
	}
	s.say("note: %s", why)
	return s.print(text + "\n")
}
