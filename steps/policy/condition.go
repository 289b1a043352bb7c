package policy

import (
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
}

// operators are the condition operators of IAM, by lower-case name
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
// Null is missing: it asks about the key, not its value.
var operators = map[string]operator{
	"stringequals":              {equal, false},
	"stringnotequals":           {equal, true},
	"stringequalsignorecase":    {equalFold, false},
	"stringnotequalsignorecase": {equalFold, true},
	"stringlike":                {like, false},
	"stringnotlike":             {like, true},
	"arnequals":                 {likeARN, false},
	"arnnotequals":              {likeARN, true},
	"arnlike":                   {likeARN, false},
	"arnnotlike":                {likeARN, true},
	"bool":                      {equalFold, false},
	"binaryequals":              {equal, false},
	"ipaddress":                 {inside, false},
	"notipaddress":              {inside, true},
	"numericequals":             {number(func(c int) bool { return c == 0 }), false},
	"numericnotequals":          {number(func(c int) bool { return c == 0 }), true},
	"numericlessthan":           {number(func(c int) bool { return c < 0 }), false},
	"numericlessthanequals":     {number(func(c int) bool { return c <= 0 }), false},
	"numericgreaterthan":        {number(func(c int) bool { return c > 0 }), false},
	"numericgreaterthanequals":  {number(func(c int) bool { return c >= 0 }), false},
	"dateequals":                {date(func(c int) bool { return c == 0 }), false},
	"datenotequals":             {date(func(c int) bool { return c == 0 }), true},
	"datelessthan":              {date(func(c int) bool { return c < 0 }), false},
	"datelessthanequals":        {date(func(c int) bool { return c <= 0 }), false},
	"dategreaterthan":           {date(func(c int) bool { return c > 0 }), false},
	"dategreaterthanequals":     {date(func(c int) bool { return c >= 0 }), false},
}

const null = "null"

// base takes the quantifier and IfExists off an operator's name, in lower case. Neither
// changes the answer for a key that has one known value.
func base(name string) string {
	name = strings.ToLower(name)
	for _, quantifier := range []string{"forallvalues:", "foranyvalue:"} {
		name = strings.TrimPrefix(name, quantifier)
	}
	return strings.TrimSuffix(name, "ifexists")
}

// knownOperator reports whether IAM has the operator.
func knownOperator(name string) bool {
	_, ok := operators[base(name)]
	return ok || base(name) == null && strings.EqualFold(name, null)
}

// holds evaluates a condition. A key without a known value makes it unsure: it may be
// absent from the request, or have any value.
func (c Condition) holds(r Request, lookup variables) answer {
	got, known := r.value(c.Key)
	if !known {
		return unsure("it depends on " + c.Key + ", which is not known")
	}
	name := base(c.Operator)
	if name == null {
		return is(slices.ContainsFunc(c.Values, func(v string) bool { return strings.EqualFold(v, "false") }))
	}
	op, ok := operators[name]
	if !ok {
		return unsure("it depends on the operator " + c.Operator + ", which is not known")
	}
	answers := make([]answer, 0, len(c.Values))
	for _, value := range c.Values {
		want, missing := compile(value, lookup)
		if missing != "" {
			answers = append(answers, unsure("it depends on "+missing+", a policy variable whose value is not known"))
			continue
		}
		answers = append(answers, op.test(want, got))
	}
	if op.negated {
		return some(answers...).not()
	}
	return some(answers...)
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
	return compared("number", holds, func(text string) (float64, error) { return strconv.ParseFloat(text, 64) })
}

func date(holds func(compared int) bool) func(pattern, string) answer {
	return compared("date", holds, func(text string) (float64, error) {
		if seconds, err := strconv.ParseFloat(text, 64); err == nil {
			return seconds, nil
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			at, err = time.Parse(time.DateOnly, text)
		}
		return float64(at.Unix()), err
	})
}

// compared makes the test of a request's value against a policy's; holds gets the sign of
// their difference.
func compared(noun string, holds func(int) bool, parse func(string) (float64, error)) func(pattern, string) answer {
	return func(want pattern, got string) answer {
		a, err := parse(got)
		if err != nil {
			return unsure("it depends on " + strconv.Quote(got) + ", which is no " + noun)
		}
		b, err := parse(want.plain())
		if err != nil {
			return unsure("it depends on " + strconv.Quote(want.plain()) + ", which is no " + noun)
		}
		switch {
		case a < b:
			return is(holds(-1))
		case a > b:
			return is(holds(1))
		case a == b:
			return is(holds(0))
		}
		return is(false) // Not a number at all.
	}
}
