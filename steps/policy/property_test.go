package policy_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/policy"
)

func anyOf(t *rapid.T, label string, values ...string) string {
	return rapid.SampledFrom(values).Draw(t, label)
}

func anyList(t *rapid.T, label string, values ...string) policy.List {
	return rapid.SliceOfN(rapid.SampledFrom(values), 0, 3).Draw(t, label)
}

func anyCondition(t *rapid.T) policy.Condition {
	return policy.Condition{
		Operator: anyOf(t, "quantifier", "", "", "ForAnyValue:") + anyOf(t, "operator",
			"StringEquals", "StringNotEquals", "StringLike", "ArnLike", "IpAddress", "Bool", "NumericLessThan", "Odd") + anyOf(t, "suffix", "", "IfExists"),
		Key:    anyOf(t, "key", "k1", "K1", "k2", "aws:PrincipalAccount"),
		Values: anyList(t, "values", "a", "b*", "${k2}", "111122223333", "1"),
	}
}

func anyStatement(t *rapid.T) policy.Statement {
	s := policy.Statement{
		Effect:     anyOf(t, "effect", policy.Allow, policy.Allow, policy.Deny),
		Conditions: rapid.SliceOfNDistinct(rapid.Custom(anyCondition), 0, 2, func(c policy.Condition) string { return c.Operator + c.Key }).Draw(t, "conditions"),
	}
	slices.SortFunc(s.Conditions, func(a, b policy.Condition) int {
		return strings.Compare(a.Operator+"\x00"+a.Key, b.Operator+"\x00"+b.Key)
	})
	if len(s.Conditions) == 0 {
		s.Conditions = nil
	}
	actions := anyList(t, "actions", "*", "s3:Get*", "s3:PutObject", "ec2:*")
	resources := anyList(t, "resources", "*", "arn:aws:s3:::a/*", "arn:aws:s3:::b/${k1}", "arn:aws:s3:::?/x")
	if rapid.IntRange(0, 3).Draw(t, "not action") == 0 {
		s.NotAction = actions
	} else {
		s.Action = actions
	}
	if rapid.IntRange(0, 3).Draw(t, "not resource") == 0 {
		s.NotResource = resources
	} else {
		s.Resource = resources
	}
	who := policy.Everyone()
	if rapid.IntRange(0, 2).Draw(t, "somebody") == 0 {
		who = &policy.Principal{Names: map[string]policy.List{"AWS": anyList(t, "names", "arn:aws:iam::111122223333:role/r", "111122223333")}}
	}
	if rapid.IntRange(0, 4).Draw(t, "not principal") == 0 {
		s.NotPrincipal = who
	} else {
		s.Principal = who
	}
	return s
}

func anyDocument(t *rapid.T) policy.Document {
	return policy.Document{
		Version:    anyOf(t, "version", "2012-10-17", "2008-10-17"),
		Statements: rapid.SliceOfN(rapid.Custom(anyStatement), 0, 4).Draw(t, "statements"),
	}
}

func anyRequest(t *rapid.T) policy.Request {
	r := policy.Request{
		Principal: anyOf(t, "principal", "", "arn:aws:iam::111122223333:role/r", "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam::111122223333:root"),
		Action:    anyOf(t, "action", "s3:GetObject", "s3:PutObject"),
		Resource:  anyOf(t, "resource", "arn:aws:s3:::a/x", "arn:aws:s3:::b/a", "arn:aws:s3:::c/x"),
		Context:   map[string]string{},
	}
	for _, key := range []string{"k1", "k2"} {
		if rapid.Bool().Draw(t, "has "+key) {
			r.Context[key] = anyOf(t, key, "a", "b1", "1", "10.0.0.1")
		}
	}
	return r
}

func TestMoreKnowledgeNeverChangesAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc, r := anyDocument(t), anyRequest(t)
		more := r
		more.Context = map[string]string{"k1": anyOf(t, "more k1", "a", "b1", "1"), "k2": anyOf(t, "more k2", "a", "b1", "1")}
		for key, value := range r.Context {
			more.Context[key] = value
		}
		if more.Principal == "" {
			more.Principal = anyOf(t, "more principal", "arn:aws:iam::111122223333:role/r", "arn:aws:iam::444455556666:root")
		}
		before, after := policy.Evaluate(doc, r), policy.Evaluate(doc, more)
		if before.Verdict != policy.Unknown && before.Verdict != after.Verdict {
			t.Fatalf("%+v of %+v becomes %+v of %+v in\n%s", before, r, after, more, doc)
		}
	})
}

func TestDenialsOnlyTakeAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc, r := anyDocument(t), anyRequest(t)
		before := policy.Evaluate(doc, r).Verdict
		deny := anyStatement(t)
		deny.Effect = policy.Deny
		at := rapid.IntRange(0, len(doc.Statements)).Draw(t, "at")
		doc.Statements = slices.Insert(slices.Clone(doc.Statements), at, deny)
		after := policy.Evaluate(doc, r).Verdict
		if before == policy.Denied && after != policy.Denied || before == policy.Unknown && after == policy.Allowed {
			t.Fatalf("a denial turns %s into %s in\n%s", before, after, doc)
		}
	})
}

func TestStatementsHaveNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc, r := anyDocument(t), anyRequest(t)
		shuffled := doc
		shuffled.Statements = rapid.Permutation(doc.Statements).Draw(t, "order")
		if a, b := policy.Evaluate(doc, r).Verdict, policy.Evaluate(shuffled, r).Verdict; a != b {
			t.Fatalf("%s in one order, %s in another", a, b)
		}
	})
}

func TestDocumentsSurviveWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := anyDocument(t)
		again, err := policy.Parse([]byte(doc.String()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
		for i := range doc.Statements {
			if !reflect.DeepEqual(written(doc.Statements[i]), written(again.Statements[i])) {
				t.Fatalf("%+v becomes %+v", doc.Statements[i], again.Statements[i])
			}
		}
		if doc.String() != again.String() || !policy.Same(doc.String(), again.String()) {
			t.Fatalf("%s\nbecomes\n%s", doc, again)
		}
		r := anyRequest(t)
		if a, b := policy.Evaluate(doc, r), policy.Evaluate(again, r); a != b {
			t.Fatalf("%+v before, %+v after", a, b)
		}
	})
}

// written is a statement with its lists as JSON returns them: present, and never nil when empty.
func written(s policy.Statement) policy.Statement {
	for _, l := range []*policy.List{&s.Action, &s.NotAction, &s.Resource, &s.NotResource} {
		if *l != nil && len(*l) == 0 {
			*l = policy.List{}
		}
	}
	return s
}

func FuzzParse(f *testing.F) {
	for _, doc := range []policy.Document{policy.Full(), policy.ModelBuckets(env("us-east-1")), policy.DenyPackageRepos(env("cn-north-1"))} {
		f.Add(doc.String(), "s3:GetObject", "arn:aws:s3:::acme-models/x", "arn:aws:iam::111122223333:role/r", "k", "v")
	}
	f.Add(`{"Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"1"},"NotAction":[],"NotResource":"${a","Condition":{"Null":{"k":true}}}}`, "", "", "::::::", "", "")
	f.Add("{} {}", "*", "?", "", "K", "k")
	f.Add(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"${k}$\xff${*}"}]}`, "s3:X", "*", "", "k", "*")
	f.Fuzz(func(t *testing.T, text, action, resource, principal, key, value string) {
		problems := policy.Lint(text)
		for _, p := range policy.Examine(text, policy.Purpose{Probes: policy.Probes(env("us-east-1"), []string{"s3://acme-models/x"})}) {
			if !wellTold(p) || p.Line > strings.Count(text, "\n")+1 || p.Column > len(text)+1 {
				t.Fatalf("ill told: %+v", p)
			}
		}
		doc, err := policy.Parse([]byte(text))
		if err != nil {
			if len(problems) == 0 || problems[0].Rule != policy.RuleInvalid {
				t.Fatalf("%v, and the linter is content", err)
			}
			return
		}
		again, err := policy.Parse([]byte(doc.String()))
		if err != nil || again.String() != doc.String() {
			t.Fatalf("%v: %q becomes %q", err, doc.String(), again.String())
		}
		if doc.Statements == nil {
			doc.Statements = []policy.Statement{} // Written as an empty list.
		}
		if !reflect.DeepEqual(doc, again) {
			t.Fatalf("%+v becomes %+v", doc, again)
		}
		full := policy.Request{Principal: principal, Action: action, Resource: resource, Values: map[string][]string{key: {value, key}}, Complete: true}
		if decision := policy.Evaluate(doc, full); decision != policy.Evaluate(again, full) {
			t.Fatalf("got %+v", decision)
		}
		r := policy.Request{Principal: principal, Action: action, Resource: resource, Context: map[string]string{key: value}}
		decision := policy.Evaluate(doc, r)
		if decision.Why == "" || decision != policy.Evaluate(doc, r) || decision != policy.Evaluate(again, r) {
			t.Fatalf("got %+v", decision)
		}
		if len(problems) > 0 && decision.Verdict == policy.Allowed && problems[0].Rule == policy.RuleDenyOnly {
			t.Fatal("a policy without an Allow allows")
		}
	})
}

func FuzzParseS3URL(f *testing.F) {
	f.Add("s3://acme-models/x")
	f.Add("https://acme-models.s3.us-east-1.amazonaws.com/a%20b")
	f.Add("https://s3-.amazonaws.com//")
	f.Fuzz(func(t *testing.T, address string) {
		if bucket, _, ok := policy.ParseS3URL(address); ok && (len(bucket) < 3 || strings.ContainsAny(bucket, "/:*?$ ")) {
			t.Fatalf("%q is a bucket", bucket)
		}
	})
}

func FuzzParseRequest(f *testing.F) {
	f.Add("GET s3://acme-models/x")
	f.Add("s3:GetObject arn:aws:s3:::b/k")
	f.Add("list\ts3://a*")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := policy.ParseRequest(text, policy.Env{})
		if err == nil && (!strings.Contains(r.Action, ":") || strings.Count(r.Resource, ":") < 5) {
			t.Fatalf("%q is %+v", text, r)
		}
	})
}
