package policy_test

import (
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

func TestLint(t *testing.T) {
	const allow = `{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}`
	in := func(statements string) string { return "{\"Statement\": [\n" + statements + "\n]}" }
	swap := func(from, to string) string { return in(strings.ReplaceAll(allow, from, to)) }
	tests := map[string]struct {
		text string
		want string // rule, line and part of the summary of each problem, in order
	}{
		"what AWS stores unasked": {`{"Version":"2008-10-17",` + in(allow)[1:], ""},
		"no version":              {in(allow), ""},
		"everyone, the long way":  {swap(`"*", "Action"`, `{"AWS": "*"}, "Action"`), ""},
		"twenty thousand":         {strings.Repeat(" ", policy.MaxCharacters-len(in(allow))) + in(allow), ""},
		"one character too many":  {in(allow) + strings.Repeat(" ", policy.MaxCharacters-len(in(allow))+1), "invalid 3 20481 characters"},
		"characters, not bytes":   {`{"Id": "` + strings.Repeat("ä", 20_000) + `", ` + in(allow)[1:], ""},
		"another version":         {`{"Version":"2024-01-01",` + in(allow)[1:], `invalid 1 the version "2024-01-01"`},
		"no statement":            {`{"Version":"2012-10-17"}`, "invalid 1 no statement"},
		"no statements":           {`{"Statement": []}`, "invalid 1 no statement"},
		"an unknown element":      {`{"Statements": [], ` + in(allow)[1:], `invalid 1 no element "Statements"`},
		"deny only":               {swap("Allow", "Deny"), "deny-only 2 allows nothing"},
		"an effect in small":      {in(allow + ",\n" + strings.ReplaceAll(allow, "Allow", "allow")), `invalid 3 the effect is "allow"`},
		"a caller":                {swap(`"*", "Action"`, `{"AWS": "arn:aws:iam::111122223333:root"}, "Action"`), `invalid 2 statement 1: the principal is not "*"`},
		"everyone and a service":  {swap(`"*", "Action"`, `{"AWS": "*", "Service": "s3"}, "Action"`), `invalid 2 the principal is not "*"`},
		"nobody":                  {swap(`"Principal": "*", `, ``), `invalid 2 the principal is not "*"`},
		"everyone but":            {swap(`"Principal"`, `"NotPrincipal"`), `invalid 2 the principal is not "*"`},
		"no action":               {swap(`"Action": "*", `, ``), "invalid 2 has no Action"},
		"a misspelt action":       {swap(`"Action"`, `"Actions"`), `invalid 2 has no Action; invalid 2 no element "Actions"`},
		"two kinds of action":     {swap(`"Action"`, `"NotAction": "s3:PutObject", "Action"`), "invalid 2 both Action and NotAction"},
		"an empty action":         {swap(`"Action": "*"`, `"Action": []`), "invalid 2 Action is an empty list"},
		"an action of no service": {swap(`"Action": "*"`, `"Action": ["s3:Get*", "GetObject", ":", "s3:"]`), `invalid 2 "GetObject" is not an action; invalid 2 ":" is not; invalid 2 "s3:" is not`},
		"no resource":             {swap(`, "Resource": "*"`, ``), "invalid 2 has no Resource"},
		"a bucket for an ARN":     {swap(`"Resource": "*"`, `"NotResource": "acme-models/*"`), `invalid 2 "acme-models/*" is not a resource`},
		"an ARN":                  {swap(`"Resource": "*"`, `"Resource": "arn:*:s3:::acme-models/*"`), ""},
		"an operator":             {swap(`"Action"`, `"Condition": {"ForAnyValue:StringLikeIfExists": {"a": "b"}, "Null": {"a": "true"}}, "Action"`), ""},
		"no operator":             {swap(`"Action"`, `"Condition": {"StringEqual": {"a": "b"}}, "Action"`), `invalid 2 "StringEqual" is not a condition operator`},
		"null if it exists":       {swap(`"Action"`, `"Condition": {"NullIfExists": {"a": "b"}}, "Action"`), `invalid 2 "NullIfExists" is not`},
		"named statements":        {swap(`"Effect": "Allow"`, `"Sid": "Mine", "Effect": "Permit"`), `invalid 2 Mine: the effect is "Permit"; deny-only 2 allows nothing`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := policy.Lint(test.text)
			var want []string
			if test.want != "" {
				want = strings.Split(test.want, "; ")
			}
			if len(got) != len(want) {
				t.Fatalf("got %+v, want %q", got, want)
			}
			for i, p := range got {
				rule, rest, _ := strings.Cut(want[i], " ")
				line, summary, _ := strings.Cut(rest, " ")
				if p.Rule != "s3.policy-"+rule || p.Line != int(line[0]-'0') || !strings.Contains(p.Summary, summary) {
					t.Errorf("got %+v, want %q", p, want[i])
				}
				if !wellTold(p) {
					t.Errorf("ill told: %+v", p)
				}
			}
		})
	}
}

// wellTold reports whether a problem has all that a person needs.
func wellTold(p policy.Problem) bool {
	return p.Severity != "" && p.Line > 0 && p.Column > 0 && !strings.HasSuffix(p.Summary, ".") &&
		strings.HasSuffix(p.Detail, ".") && strings.HasSuffix(p.Remedy, ".")
}
