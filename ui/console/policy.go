package console

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
	"sagevpc/ui/printable"
)

// policySchema is the version of what the policy commands print as JSON.
const policySchema = 1

func (s *session) policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "policy", Short: "Print a policy template, lint or test a document", Args: cobra.ArbitraryArgs,
		Long: `Prints the templates for the policy of an S3 endpoint, says what is wrong with a document,
and tells what a document lets through. Nothing of it asks AWS.`,
		Example: `sagevpc policy show deny-package-repos --region us-east-1 > policy.json
sagevpc policy lint policy.json
sagevpc policy test policy.json --allow 'GET s3://acme-models/fraud/model.tar.gz' --deny 'PUT s3://elsewhere/x'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.err = s.policyAlone(cmd, args)
			return nil
		},
	}
	cmd.AddCommand(s.policyShowCommand(), s.policyLintCommand(), s.policyTestCommand())
	return cmd
}

// policyAlone says what is missing behind "policy".
func (s *session) policyAlone(cmd *cobra.Command, args []string) error {
	if err := s.prepare(cmd, nil); err != nil {
		return err
	}
	if len(args) > 0 {
		return usage("there is no command %q: policy has show NAME, lint FILE and test FILE. See %s --help.", args[0], cmd.CommandPath())
	}
	return usage("say what to do with a policy: show NAME, lint FILE or test FILE. See %s --help.", cmd.CommandPath())
}

// takes makes a command's body of a function that wants one argument; noun says which.
func (s *session) takes(noun string, body func(ctx context.Context, argument string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		s.err = s.takeOne(cmd, noun, args, body)
		return nil
	}
}

func (s *session) takeOne(cmd *cobra.Command, noun string, args []string, body func(context.Context, string) error) error {
	if err := s.prepare(cmd, nil); err != nil {
		return err
	}
	switch len(args) {
	case 0:
		return usage("%s needs %s. See %s --help.", cmd.CommandPath(), noun, cmd.CommandPath())
	case 1:
		return body(cmd.Context(), args[0])
	}
	return usage("%s takes %s, and got %q besides. See %s --help.", cmd.CommandPath(), noun, args[1], cmd.CommandPath())
}

// policyEnv is where a policy is to work, as far as the command line, the environment and
// the answers file say.
func (s *session) policyEnv(ctx context.Context, account string, buckets []string) (policy.Env, error) {
	var answers plan.Answers
	if s.globals.answers != "" {
		read, err := readAnswers(ctx, s.globals.answers)
		if err != nil {
			return policy.Env{}, err
		}
		answers = read
	}
	answers = s.placed(answers)
	env := plan.PolicyEnv(answers, facts.Facts{})
	if env.Region != "" && !plan.ValidRegion(env.Region) {
		return policy.Env{}, usage("%q is not a Region's name. Give one such as \"us-east-1\" with --region.", printable.Line(env.Region))
	}
	env.Account = account
	if account == "" {
		env.Account = accountOfRole(answers.Model.Role)
	}
	if env.Account != "" && (len(env.Account) != 12 || strings.Trim(env.Account, "0123456789") != "") {
		return policy.Env{}, usage("--account is a number of twelve digits, not %q", printable.Line(env.Account))
	}
	for _, name := range buckets {
		if bucket, _, ok := policy.ParseS3URL(name); ok {
			name = bucket
		}
		if problem := policy.BucketProblem(name); problem != "" {
			return policy.Env{}, usage("--bucket %q is not a bucket's name: %s", printable.Line(name), problem)
		}
		env.Buckets = append(env.Buckets, name)
	}
	return env, nil
}

// accountOfRole is the account in a role's ARN, "" where there is none.
func accountOfRole(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

// readPolicy reads a document from a file, or from the standard input when that is named "-".
func (s *session) readPolicy(ctx context.Context, path string) (string, error) {
	if path != "-" {
		data, err := readFile(ctx, path, "policy")
		return string(data), err
	}
	type content struct {
		data []byte
		err  error
	}
	read := make(chan content, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(s.app.Stdin, maxAnswers))
		read <- content{data, err}
	}()
	select {
	case <-ctx.Done():
		return "", &exit{ExitInterrupted, "interrupted while reading the standard input"}
	case got := <-read:
		if got.err != nil {
			return "", usage("the standard input cannot be read: %s.", printable.Line(got.err.Error()))
		}
		return string(got.data), nil
	}
}

// printJSON writes a result as JSON.
func (s *session) printJSON(v any) error {
	document, err := planDocument(v)
	if err != nil {
		return err
	}
	return s.print(string(document))
}
