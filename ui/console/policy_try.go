package console

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"sagevpc/steps"
	"sagevpc/steps/policy"
	"sagevpc/ui/printable"
)

// policyTestFlags are the flags of policy test.
type policyTestFlags struct {
	expected  []expectation
	context   []string
	principal string
	complete  bool
}

// expectation is a request and what is to become of it.
type expectation struct {
	text string
	want policy.Verdict
}

// expectations is --allow or --deny: both add to one list, which keeps their order.
type expectations struct {
	list *[]expectation
	want policy.Verdict
}

func (e expectations) String() string { return "" }
func (e expectations) Type() string   { return "stringArray" }

func (e expectations) Set(text string) error {
	*e.list = append(*e.list, expectation{text, e.want})
	return nil
}

func (s *session) policyTestCommand() *cobra.Command {
	var f policyTestFlags
	cmd := &cobra.Command{
		Use: "test FILE", Short: "Tell what a document lets through", Args: cobra.ArbitraryArgs,
		Long: `Decides requests as AWS does with the document alone, and says which statement decides. FILE is
- for the standard input. A request is a verb and an address, "GET s3://bucket/key", with GET,
HEAD, PUT, DELETE and LIST; or an action and a resource, "s3:GetObjectTagging
arn:aws:s3:::bucket/key".

A condition on a key whose value is not given makes the answer unknown, unless --complete says
that the request has no such key. The key is named; give it with --context.

It ends with 0 when everything is as expected, and with 3 when something is not.`,
		Example: `sagevpc policy test policy.json --allow 'GET s3://acme-models/fraud/model.tar.gz' --deny 'PUT s3://elsewhere/x'
sagevpc policy test policy.json --context aws:SourceVpce=vpce-0123456789abcdef0 \
  --principal arn:aws:iam::111122223333:role/Exec --allow 'LIST s3://acme-models/fraud/'`,
		RunE: s.takes("a file, or -", func(ctx context.Context, path string) error { return s.policyTest(ctx, path, f) }),
	}
	cmd.Flags().Var(expectations{&f.expected, policy.Allowed}, "allow", "expect that this `REQUEST` passes; may be given several times")
	cmd.Flags().Var(expectations{&f.expected, policy.Denied}, "deny", "expect that this `REQUEST` is denied; may be given several times")
	cmd.Flags().StringArrayVar(&f.context, "context", nil, "a condition key of all requests, `KEY=VALUE`; several times for several values")
	cmd.Flags().StringVar(&f.principal, "principal", "", "the `ARN` of the caller of all requests")
	cmd.Flags().BoolVar(&f.complete, "complete", false, "the requests have no other condition keys")
	return cmd
}

// testedPolicy is a truth table as JSON.
type testedPolicy struct {
	Schema int         `json:"schema"`
	File   string      `json:"file"`
	OK     bool        `json:"ok"` // everything is as expected
	Rows   []testedRow `json:"rows"`
}

type testedRow struct {
	Request  string         `json:"request"`
	Action   string         `json:"action"`
	Resource string         `json:"resource"`
	Expected policy.Verdict `json:"expected"`
	Verdict  policy.Verdict `json:"verdict"`
	By       string         `json:"by"` // the statement that decides, "" when none does
	Why      string         `json:"why"`
	OK       bool           `json:"ok"`
}

func (s *session) policyTest(ctx context.Context, path string, f policyTestFlags) error {
	if len(f.expected) == 0 {
		return usage("there is nothing to test: name requests with --allow and --deny, such as --allow 'GET s3://bucket/key'")
	}
	env, err := s.policyEnv(ctx, "", nil)
	if err != nil {
		return err
	}
	requests, err := f.requests(env)
	if err != nil {
		return err
	}
	text, err := s.readPolicy(ctx, path)
	if err != nil {
		return err
	}
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		return &exit{ExitBlocked, fmt.Sprintf("%s is not a policy: %s", printable.Line(path), printable.Line(err.Error()))}
	}
	out := testedPolicy{Schema: policySchema, File: path, OK: true}
	for i, expected := range f.expected {
		d := policy.Evaluate(doc, requests[i])
		out.Rows = append(out.Rows, testedRow{
			Request: expected.text, Action: requests[i].Action, Resource: requests[i].Resource,
			Expected: expected.want, Verdict: d.Verdict, By: d.By, Why: d.Why, OK: d.Verdict == expected.want,
		})
		out.OK = out.OK && d.Verdict == expected.want
	}
	if !out.OK {
		s.code = ExitBlocked
	}
	if s.globals.output == outputJSON {
		return s.printJSON(out)
	}
	return s.print(s.truthTable(out))
}

// requests are those to decide, in the order they were given.
func (f policyTestFlags) requests(env policy.Env) ([]policy.Request, error) {
	values := map[string][]string{}
	for _, pair := range f.context {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || !strings.Contains(key, ":") {
			return nil, usage("--context takes KEY=VALUE, such as aws:SourceVpce=vpce-0123456789abcdef0, and got %q", printable.Line(pair))
		}
		// Keys have no case, so one in two spellings is one key.
		key = strings.ToLower(key)
		values[key] = append(values[key], value)
	}
	if f.principal != "" && (!strings.HasPrefix(f.principal, "arn:") || strings.Count(f.principal, ":") < 5) {
		return nil, usage("--principal is an ARN, such as arn:aws:iam::111122223333:role/Exec, not %q", printable.Line(f.principal))
	}
	var out []policy.Request
	for _, expected := range f.expected {
		r, err := policy.ParseRequest(expected.text, env)
		if err != nil {
			return nil, usage("%s", printable.Line(err.Error()))
		}
		r.Principal, r.Values, r.Complete = f.principal, values, f.complete
		out = append(out, r)
	}
	return out, nil
}

// truthTable is the result for people.
func (s *session) truthTable(result testedPolicy) string {
	out := &page{pen: s.pen(s.app.Stdout)}
	verdicts := map[policy.Verdict]steps.Mark{policy.Allowed: steps.Holds, policy.Denied: steps.Blocks, policy.Unknown: steps.Unknown}
	wide := 0
	for _, row := range result.Rows {
		wide = max(wide, lipgloss.Width(printable.Line(row.Request)))
	}
	for _, row := range result.Rows {
		request := printable.Line(row.Request)
		pad := strings.Repeat(" ", wide-lipgloss.Width(request))
		line := fmt.Sprintf("%s %-7s  %s%s  %s", out.mark(verdicts[row.Verdict]), row.Verdict, request, pad, printable.Line(row.Why))
		if !row.OK {
			line += "  " + out.draw(out.theme.Bad, "expected: "+string(row.Expected))
		}
		out.line("%s", line)
	}
	wrong := len(slices.DeleteFunc(slices.Clone(result.Rows), func(row testedRow) bool { return row.OK }))
	if wrong == 0 {
		out.line("\n%s", out.draw(out.theme.Good, fmt.Sprintf("all %d as expected", len(result.Rows))))
	} else {
		out.line("\n%s", out.draw(out.theme.Bad, fmt.Sprintf("%d of %d not as expected", wrong, len(result.Rows))))
	}
	return out.b.String()
}
