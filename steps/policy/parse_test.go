package policy_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

func parse(t *testing.T, text string) policy.Document {
	t.Helper()
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return doc
}

func TestParse(t *testing.T) {
	got := parse(t, `{
		"Id": "mine", "Version": "2012-10-17", "Note": {"n": 1.50, "l": [null, true]},
		"Statement": [
			{"Sid": "One", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": ["a", "b"], "Colour": "red",
			 "Condition": {"StringLike": {"b": ["x", 2]}, "Bool": {"a": true}}},
			{"Effect": "Deny", "Principal": {"AWS": ["1", "2"], "Service": "s"}, "NotAction": [], "NotResource": "*"},
			{"Effect": "Deny", "NotPrincipal": {"AWS": "*"}}
		]
	}`)
	want := policy.Document{
		Version: "2012-10-17", ID: "mine",
		Extra: got.Extra,
		Statements: []policy.Statement{
			{
				Sid: "One", Effect: "Allow", Principal: policy.Everyone(), Action: policy.List{"s3:*"}, Resource: policy.List{"a", "b"},
				Conditions: []policy.Condition{
					{Operator: "Bool", Key: "a", Values: policy.List{"true"}},
					{Operator: "StringLike", Key: "b", Values: policy.List{"x", "2"}},
				},
				Extra: map[string]any{"Colour": "red"},
			},
			{
				Effect: "Deny", Principal: &policy.Principal{Names: map[string]policy.List{"AWS": {"1", "2"}, "Service": {"s"}}},
				NotAction: policy.List{}, NotResource: policy.List{"*"},
			},
			{Effect: "Deny", NotPrincipal: &policy.Principal{Names: map[string]policy.List{"AWS": {"*"}}}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if text := got.String(); !strings.Contains(text, `"n": 1.50`) || !strings.Contains(text, `"Colour": "red"`) {
		t.Errorf("unknown elements are lost in\n%s", text)
	}
	if again := parse(t, got.String()); !reflect.DeepEqual(again, got) {
		t.Errorf("writing and reading changes the document:\n%s", got)
	}
	single := parse(t, `{"Statement": {"Effect": "Allow"}}`)
	if len(single.Statements) != 1 || single.Statements[0].Effect != "Allow" {
		t.Errorf("a single statement: %+v", single)
	}
}

func TestParseErrors(t *testing.T) {
	tests := map[string]struct {
		text         string
		line, column int
		why          string
	}{
		"nothing":                  {"", 1, 1, "empty"},
		"white space":              {" \n ", 1, 1, "empty"},
		"a byte order mark":        {"\ufeff{}", 1, 1, "byte order mark"},
		"not UTF-8":                {"{\n \"a\xff\": 1}", 2, 4, "not UTF-8"},
		"not JSON":                 {"Version: 2012-10-17", 1, 1, "not JSON"},
		"single quotes":            {"{'Version': 1}", 1, 2, "not JSON"},
		"a comment":                {"{\n  // all\n  \"Version\": \"x\"}", 2, 3, "no comments"},
		"a comment at the end":     {"{} # end", 1, 4, "no comments"},
		"a comma too many":         {"{\"Statement\": [\n  {},\n]}", 3, 1, "comma before this bracket"},
		"a comma too few":          {"{\"a\": 1\n \"b\": 2}", 2, 2, "not JSON"},
		"cut off":                  {"{\n\"Statement\": [{}", 2, 17, "ends too early"},
		"cut off in a text":        {`{"Version": "20`, 1, 16, "ends too early"},
		"two documents":            {"{}\n\n  {}", 3, 3, "second document"},
		"more text":                {"{} x", 1, 4, "more text"},
		"a name twice":             {"{\"Version\": \"a\",\n \"Version\": \"b\"}", 2, 2, `"Version" is given twice`},
		"a name twice, escaped":    {`{"Id": "a", "\u0049d": "b"}`, 1, 13, `"Id" is given twice`},
		"a list":                   {"[]", 1, 1, "JSON object"},
		"a number":                 {" 1", 1, 2, "JSON object"},
		"null":                     {"null", 1, 1, "JSON object"},
		"a number for a version":   {`{"Version": 2012}`, 1, 13, "Version is a text"},
		"a text for statements":    {`{"Statement": "Allow"}`, 1, 15, "list of statements"},
		"a text for a statement":   {`{"Statement": [{}, "Allow"]}`, 1, 20, "a statement is a JSON object"},
		"a number for an action":   {`{"Statement": [{"Action": 1}]}`, 1, 27, "Action is a text or a list"},
		"a number among actions":   {`{"Statement": [{"Action": ["a", 1]}]}`, 1, 33, "Action is a list of texts"},
		"somebody for everybody":   {`{"Statement": [{"Principal": "me"}]}`, 1, 30, `Principal is "*"`},
		"a list of principals":     {`{"Statement": [{"NotPrincipal": []}]}`, 1, 33, `NotPrincipal is "*"`},
		"an object of a principal": {`{"Statement": [{"Principal": {"AWS": {}}}]}`, 1, 38, "AWS is a text or a list"},
		"a list of conditions":     {`{"Statement": [{"Condition": []}]}`, 1, 30, "Condition is an object"},
		"a text for an operator":   {`{"Statement": [{"Condition": {"Null": "x"}}]}`, 1, 39, "Null is an object of condition keys"},
		"an object for a value":    {`{"Statement": [{"Condition": {"Null": {"k": [{}]}}}]}`, 1, 46, "the value of k"},
		"characters, not bytes":    {`{"Id": "äöü", "Version": 1}`, 1, 26, "Version is a text"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := policy.Parse([]byte(test.text))
			var syntax *policy.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v", err)
			}
			if syntax.Line != test.line || syntax.Column != test.column || !strings.Contains(err.Error(), test.why) {
				t.Errorf("got %v, want line %d, column %d: …%s…", err, test.line, test.column, test.why)
			}
			if got := policy.Lint(test.text); len(got) != 1 || got[0].Rule != policy.RuleInvalid || got[0].Line != test.line || got[0].Column != test.column {
				t.Errorf("the linter says %+v", got)
			}
		})
	}
}

func TestSame(t *testing.T) {
	const plain = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
	tests := map[string]struct {
		other string
		want  bool
	}{
		"itself":                  {plain, true},
		"white space and order":   {"{\n \"Statement\": [{\"Principal\": \"*\", \"Effect\": \"Allow\",\n \"Resource\": \"*\", \"Action\": \"*\"}], \"Version\": \"2012-10-17\"}", true},
		"lists of one":            {strings.ReplaceAll(plain, `"Action":"*"`, `"Action":["*"]`), true},
		"another effect":          {strings.ReplaceAll(plain, "Allow", "Deny"), false},
		"another element":         {strings.ReplaceAll(plain, `"Effect"`, `"Sid":"x","Effect"`), false},
		"not a policy":            {"{", false},
		"what AWS stores unasked": {strings.ReplaceAll(plain, "2012-10-17", "2008-10-17"), false},
	}
	for name, test := range tests {
		if policy.Same(plain, test.other) != test.want || policy.Same(test.other, plain) != test.want {
			t.Errorf("%s: want %v", name, test.want)
		}
	}
	if !policy.Same("{", "{") || policy.Same("{", "[") {
		t.Error("texts that are no policies are not compared as texts")
	}
}

func TestUnrestricted(t *testing.T) {
	const unasked = `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
	tests := map[string]struct {
		text string
		want bool
	}{
		"what AWS gives unasked": {unasked, true},
		"full access":            {policy.Full().String(), true},
		"the long way":           {strings.Replace(unasked, `"Principal":"*"`, `"Principal":{"AWS":["*"]}`, 1), true},
		"nothing":                {`{}`, false},
		"a denial beside it":     {policy.DenyPackageRepos(env("us-east-1")).String(), false},
		"some buckets":           {policy.ModelBuckets(env("us-east-1")).String(), false},
		"S3's actions alone":     {strings.Replace(unasked, `"Action":"*"`, `"Action":"s3:Get*"`, 1), false},
		"on a condition":         {strings.Replace(unasked, `"Action"`, `"Condition":{"Null":{"k":"true"}},"Action"`, 1), false},
		"for somebody":           {strings.Replace(unasked, `"Principal":"*"`, `"Principal":{"AWS":"111122223333"}`, 1), false},
	}
	for name, test := range tests {
		if got := parse(t, test.text).Unrestricted(); got != test.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
