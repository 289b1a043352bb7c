package policy

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// operator compares one value of a condition with the request's.
type operator struct {
	test    func(want pattern, got string) answer
	negated bool // holds when no value matches
	// typed operators compare numbers, dates, addresses or bytes, and know no policy variables.
	typed bool
}

// operators are the condition operators of IAM, by lower-case name
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
// Null is missing: it asks about the key, not its value.
var operators = map[string]operator{
	"stringequals":              {equal, false, false},
	"stringnotequals":           {equal, true, false},
	"stringequalsignorecase":    {equalFold, false, false},
	"stringnotequalsignorecase": {equalFold, true, false},
	"stringlike":                {like, false, false},
	"stringnotlike":             {like, true, false},
	"arnequals":                 {likeARN, false, false},
	"arnnotequals":              {likeARN, true, false},
	"arnlike":                   {likeARN, false, false},
	"arnnotlike":                {likeARN, true, false},
	"bool":                      {equalFold, false, false},
	"binaryequals":              {equal, false, true},
	"ipaddress":                 {inside, false, true},
	"notipaddress":              {inside, true, true},
	"numericequals":             {number(func(c int) bool { return c == 0 }), false, true},
	"numericnotequals":          {number(func(c int) bool { return c == 0 }), true, true},
	"numericlessthan":           {number(func(c int) bool { return c < 0 }), false, true},
	"numericlessthanequals":     {number(func(c int) bool { return c <= 0 }), false, true},
	"numericgreaterthan":        {number(func(c int) bool { return c > 0 }), false, true},
	"numericgreaterthanequals":  {number(func(c int) bool { return c >= 0 }), false, true},
	"dateequals":                {date(func(c int) bool { return c == 0 }), false, true},
	"datenotequals":             {date(func(c int) bool { return c == 0 }), true, true},
	"datelessthan":              {date(func(c int) bool { return c < 0 }), false, true},
	"datelessthanequals":        {date(func(c int) bool { return c <= 0 }), false, true},
	"dategreaterthan":           {date(func(c int) bool { return c > 0 }), false, true},
	"dategreaterthanequals":     {date(func(c int) bool { return c >= 0 }), false, true},
}

const null = "null"

// The quantifiers of operators on keys of several values.
const (
	forAll = "forallvalues:"
	forAny = "foranyvalue:"
)

// test is a condition's operator taken apart, in lower case.
type test struct {
	quantifier, name string
	ifExists         bool
}

func testOf(operatorName string) test {
	t := test{name: strings.ToLower(operatorName)}
	for _, quantifier := range []string{forAll, forAny} {
		if rest, ok := strings.CutPrefix(t.name, quantifier); ok {
			t.quantifier, t.name = quantifier, rest
		}
	}
	t.name, t.ifExists = strings.CutSuffix(t.name, "ifexists")
	return t
}

// knownOperator reports whether IAM has the operator. Null takes neither a quantifier nor
// IfExists.
func knownOperator(name string) bool {
	_, ok := operators[testOf(name).name]
	return ok || strings.EqualFold(name, null)
}

// holds evaluates a condition. A key without a known value makes it unsure: it may be
// absent from the request, or have any value. One that is known to be absent fails the
// condition, unless its operator negates, or forgives it (IfExists), or asks of all of no
// values
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
func (c Condition) holds(r Request, lookup variables) answer {
	t := testOf(c.Operator)
	op, ok := operators[t.name]
	if !ok && t.name != null {
		return unsure("it depends on the operator " + c.Operator + ", which is not known")
	}
	got, known := r.values(c.Key)
	if !known {
		return unsure("it depends on " + c.Key + ", which is not known")
	}
	if t.name == null {
		absent := strconv.FormatBool(len(got) == 0)
		return is(slices.ContainsFunc(c.Values, func(v string) bool { return strings.EqualFold(v, absent) }))
	}
	every := t.quantifier == forAll || t.quantifier == "" && op.negated
	switch {
	case len(got) == 0:
		return is(t.ifExists || every)
	case t.quantifier == forAll && strings.Join(got, "") == "":
		return is(true) // Empty texts count as no values.
	case op.typed:
		lookup = nil
	}
	answers := make([]answer, 0, len(got))
	for _, value := range got {
		answers = append(answers, c.fits(op, value, lookup))
	}
	if every {
		return all(answers...)
	}
	return some(answers...)
}

// fits compares one value of the request with those of the policy.
func (c Condition) fits(op operator, got string, lookup variables) answer {
	out := is(false)
	for _, value := range c.Values {
		want, usable := compile(value, lookup)
		if usable.truth == yes {
			usable = op.test(want, got)
		}
		out = some(out, usable)
	}
	if op.negated {
		return out.not()
	}
	return out
}

func equal(want pattern, got string) answer { return is(want.plain() == got) }

func equalFold(want pattern, got string) answer { return is(strings.EqualFold(want.plain(), got)) }

func like(want pattern, got string) answer { return is(want.match(got, false)) }

func likeARN(want pattern, got string) answer { return is(want.matchARN(got)) }

func inside(want pattern, got string) answer {
	addr, err := netip.ParseAddr(got)
	if err != nil {
		return unsure("it depends on the address " + strconv.Quote(got) + ", which cannot be read")
	}
	text := want.plain()
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return is(prefix.Contains(addr.Unmap()))
	}
	if one, err := netip.ParseAddr(text); err == nil {
		return is(one == addr)
	}
	return unsure("it depends on " + strconv.Quote(text) + ", which is neither an address nor a CIDR")
}

func number(holds func(compared int) bool) func(pattern, string) answer {
	return func(want pattern, got string) answer {
		a, okA := readNumber(got)
		b, okB := readNumber(want.plain())
		if !okA || !okB {
			return unreadable("number", got, want, okA)
		}
		return is(holds(cmp.Compare(a, b)))
	}
}

func readNumber(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && !math.IsNaN(n)
}

func date(holds func(compared int) bool) func(pattern, string) answer {
	return func(want pattern, got string) answer {
		a, okA := readDate(got)
		b, okB := readDate(want.plain())
		if !okA || !okB {
			return unreadable("date", got, want, okA)
		}
		return is(holds(a.Compare(b)))
	}
}

// dateForms are those of ISO 8601 that the W3C's note has. A year alone is missing: it
// cannot be told from seconds.
var dateForms = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly, "2006-01"}

// readDate reads a date, or seconds since 1970.
func readDate(text string) (time.Time, bool) {
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0), true
	}
	for _, form := range dateForms {
		if at, err := time.Parse(form, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// unreadable is the answer when one of the two is not what it must be.
func unreadable(noun, got string, want pattern, gotIsFine bool) answer {
	if gotIsFine {
		got = want.plain()
	}
	return unsure("it depends on " + strconv.Quote(got) + ", which is no " + noun)
}
