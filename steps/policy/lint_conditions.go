package policy

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

func (l *linter) conditions(i int) {
	path := l.at.statement(i) + "/Condition/"
	for _, c := range l.doc.Statements[i].Conditions {
		operator := element{c.Operator, "#" + path + c.Operator}
		key := element{c.Key, "#" + path + c.Operator + "/" + c.Key}
		if !knownOperator(c.Operator) {
			l.unknownOperator(i, operator)
			continue
		}
		if len(c.Values) == 0 {
			l.entry(i, key, Problem{
				Rule: RuleKey, Severity: Warning, Summary: "the condition on " + c.Key + " has no value",
				Detail: "It compares the request's value with those listed, and lists none.", Remedy: "List one, or remove the condition.",
			})
			continue
		}
		if !listed(keysOfS3, c.Key) && !listed(keysOfAll, c.Key) {
			l.unknownKey(i, key)
			continue
		}
		for _, doubt := range []func(Condition) (Problem, bool){doubtOfSource, doubtOfWildcards, doubtOfValues, doubtOfVariables, l.doubtOfSet} {
			if p, is := doubt(c); is {
				p.Rule, p.Severity = RuleKey, Warning
				l.entry(i, key, p)
			}
		}
	}
}

func (l *linter) unknownOperator(i int, e element) {
	p := Problem{
		Rule: RuleInvalid, Severity: Error, Summary: fmt.Sprintf("%q is not a condition operator", e.text),
		Detail: "IAM has operators such as StringEquals and ArnLike.", Remedy: "Check its spelling.",
	}
	name := testOf(e.text).name
	if meant, ok := nearest(name, append(slices.Sorted(maps.Keys(operators)), null)); ok {
		p.Remedy = "Check its spelling: IAM has " + spelt(meant) + "."
	}
	l.entry(i, e, p)
}

// spelt is an operator as IAM writes it.
func spelt(name string) string {
	for _, word := range []string{"String", "Not", "Equals", "Ignore", "Case", "Like", "Arn", "Bool", "Binary", "Ip", "Address", "Numeric", "Less", "Than", "Greater", "Date", "Null"} {
		name = strings.ReplaceAll(name, strings.ToLower(word), word)
	}
	return name
}

func (l *linter) unknownKey(i int, e element) {
	p := Problem{
		Rule: RuleKey, Severity: Warning, Summary: fmt.Sprintf("%q is no condition key of S3", e.text),
		Detail: "S3's requests had no such key on " + ActionsDate + ", so the condition most likely finds it absent.", Remedy: "Check its name.",
	}
	if meant, ok := nearest(e.text, strings.Fields(keysOfS3+" "+keysOfAll)); ok {
		p.Summary += ": did you mean " + meant + "?"
		p.Remedy = "Write " + meant + " if that is meant."
	}
	l.entry(i, e, p)
}

// doubtOfSource knows the key that requests through an endpoint do not have
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
func doubtOfSource(c Condition) (Problem, bool) {
	return Problem{
		Summary: "requests through an endpoint have no aws:SourceIp",
		Detail:  "The key is absent, so that a test for an address fails, and one for its absence holds.",
		Remedy:  "Use aws:VpcSourceIp, aws:SourceVpc or aws:SourceVpce.",
	}, strings.EqualFold(c.Key, keySourceIP) && testOf(c.Operator).name != null
}

// doubtOfWildcards knows what an endpoint's policy asks of wildcards
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
func doubtOfWildcards(c Condition) (Problem, bool) {
	operator := testOf(c.Operator).name
	if operator != "stringlike" && operator != "stringnotlike" {
		wild := operator == "stringequals" || operator == "stringnotequals"
		return Problem{
			Summary: c.Operator + " takes * and ? as they stand",
			Detail:  "Only StringLike, StringNotLike and the operators on ARNs know wildcards.",
			Remedy:  "Write StringLike or StringNotLike if a wildcard is meant.",
		}, wild && slices.ContainsFunc(c.Values, func(v string) bool { return hasWildcard(v) && !hasVariable(v) })
	}
	wild := func(most int) bool {
		return slices.ContainsFunc(c.Values, func(v string) bool {
			if !hasWildcard(v) || hasVariable(v) {
				return false
			}
			longest := 0
			for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == '*' || r == '?' }) {
				longest = max(longest, len(part))
			}
			return longest < most
		})
	}
	const any, enough = 1 << 20, 6
	if listed(keysOfIdentity, c.Key) {
		return Problem{
			Summary: c.Key + " takes no wildcard in an endpoint's policy",
			Detail:  "AWS makes its values itself, and part of one says nothing.", Remedy: "Name the values in full, with StringEquals.",
		}, wild(any)
	}
	return Problem{
		Summary: "the condition on " + c.Key + " has a wildcard beside fewer than six characters",
		Detail:  "An endpoint's policy wants six consecutive characters before or behind a wildcard of a string operator.",
		Remedy:  "Name more of the value.",
	}, wild(enough)
}

// doubtOfValues finds values that their operator cannot read.
func doubtOfValues(c Condition) (Problem, bool) {
	operator := testOf(c.Operator).name
	reads := func(string) bool { return true }
	noun := ""
	switch {
	case operator == null || operator == "bool":
		noun, reads = "true or false", func(v string) bool { return strings.EqualFold(v, "true") || strings.EqualFold(v, "false") }
	case strings.HasPrefix(operator, "numeric"):
		noun, reads = "a number", func(v string) bool { _, ok := readNumber(v); return ok }
	case strings.HasPrefix(operator, "date"):
		noun, reads = "a date", func(v string) bool { _, ok := readDate(v); return ok }
	case strings.HasSuffix(operator, "ipaddress"):
		noun, reads = "an address or a CIDR", readsAddress
	}
	at := slices.IndexFunc(c.Values, func(v string) bool { return !reads(v) && !hasVariable(v) })
	if at < 0 {
		return Problem{}, false
	}
	return Problem{
		Summary: fmt.Sprintf("%q is not %s, as %s compares", c.Values[at], noun, c.Operator),
		Detail:  "The comparison cannot hold.", Remedy: "Correct the value, or use another operator.",
	}, true
}

func readsAddress(text string) bool {
	if _, err := netip.ParsePrefix(text); err == nil {
		return true
	}
	_, err := netip.ParseAddr(text)
	return err == nil
}

// doubtOfVariables finds variables where there are none
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func doubtOfVariables(c Condition) (Problem, bool) {
	operator := testOf(c.Operator).name
	typed := operators[operator].typed || operator == null
	return Problem{
		Summary: c.Operator + " knows no policy variables",
		Detail:  "They are replaced in resources and by the operators on strings and ARNs; elsewhere they are text.",
		Remedy:  "Write the value itself.",
	}, typed && slices.ContainsFunc(c.Values, hasVariable)
}

// doubtOfSet finds ForAllValues, which an absent key passes
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
func (l *linter) doubtOfSet(c Condition) (Problem, bool) {
	guarded := slices.ContainsFunc(l.doc.Statements, func(s Statement) bool {
		return s.Effect == Deny || slices.ContainsFunc(s.Conditions, func(other Condition) bool {
			return strings.EqualFold(other.Key, c.Key) && testOf(other.Operator).name == null
		}) && slices.ContainsFunc(s.Conditions, c.same)
	})
	return Problem{
		Summary: c.Operator + " holds when the request has no " + c.Key,
		Detail:  "All of no values fit anything.", Remedy: `Add "Null": {"` + c.Key + `": "false"} to the same statement.`,
	}, testOf(c.Operator).quantifier == forAll && !guarded
}

func (c Condition) same(other Condition) bool {
	return c.Operator == other.Operator && c.Key == other.Key && slices.Equal(c.Values, other.Values)
}
