package sandbox

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// condition is one key of a statement's Condition with its operator
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
type condition struct {
	quantifier quantifier
	test       comparison
	negated    bool
	ifExists   bool
	null       bool // the operator Null
	texts      bool // compares texts, which may have policy variables
	key        string
	wanted     []string
}

type quantifier string

const (
	plainly quantifier = ""
	allOf   quantifier = "ForAllValues:"
	anyOf   quantifier = "ForAnyValue:"
)

// comparison reports whether a value of the request is what the policy wants.
type comparison func(want []sign, got string) bool

// comparisons are the operators, without those that say Not.
var comparisons = map[string]comparison{
	"StringEquals":             func(want []sign, got string) bool { return textOf(want) == got },
	"StringEqualsIgnoreCase":   func(want []sign, got string) bool { return strings.EqualFold(textOf(want), got) },
	"StringLike":               fit,
	"ArnEquals":                fitWholeARN,
	"ArnLike":                  fitWholeARN,
	"Bool":                     func(want []sign, got string) bool { return strings.EqualFold(textOf(want), got) },
	"BinaryEquals":             func(want []sign, got string) bool { return textOf(want) == got },
	"IpAddress":                inNetwork,
	"NumericEquals":            numeric(func(order int) bool { return order == 0 }),
	"NumericLessThan":          numeric(func(order int) bool { return order < 0 }),
	"NumericLessThanEquals":    numeric(func(order int) bool { return order <= 0 }),
	"NumericGreaterThan":       numeric(func(order int) bool { return order > 0 }),
	"NumericGreaterThanEquals": numeric(func(order int) bool { return order >= 0 }),
	"DateEquals":               dated(func(order int) bool { return order == 0 }),
	"DateLessThan":             dated(func(order int) bool { return order < 0 }),
	"DateLessThanEquals":       dated(func(order int) bool { return order <= 0 }),
	"DateGreaterThan":          dated(func(order int) bool { return order > 0 }),
	"DateGreaterThanEquals":    dated(func(order int) bool { return order >= 0 }),
}

// negatable are the operators with an opposite: StringNotEquals, NotIpAddress.
var negatable = []string{
	"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress", "NumericEquals", "DateEquals",
}

func parseConditions(raw json.RawMessage) ([]condition, error) {
	if raw == nil {
		return nil, nil
	}
	var operators map[string]map[string]json.RawMessage
	if err := json.Unmarshal(raw, &operators); err != nil {
		return nil, fmt.Errorf("the condition: %w", err)
	}
	var conditions []condition
	for operator, keys := range operators {
		proto, err := parseOperator(operator)
		if err != nil {
			return nil, err
		}
		for key, values := range keys {
			one := proto
			one.key = key
			if one.wanted, err = oneOrMany(values); err != nil {
				return nil, err
			}
			conditions = append(conditions, one)
		}
	}
	return conditions, nil
}

func parseOperator(name string) (condition, error) {
	c := condition{}
	rest := name
	for _, q := range []quantifier{allOf, anyOf} {
		if after, found := strings.CutPrefix(rest, string(q)); found {
			c.quantifier, rest = q, after
		}
	}
	rest, c.ifExists = strings.CutSuffix(rest, "IfExists")
	if rest == "Null" {
		c.null = true
		return c, nil
	}
	if bare := strings.Replace(rest, "Not", "", 1); bare != rest && slices.Contains(negatable, bare) {
		c.negated, rest = true, bare
	}
	test, known := comparisons[rest]
	if !known {
		return c, fmt.Errorf("the condition operator %s does not exist", name)
	}
	c.test = test
	c.texts = strings.HasPrefix(rest, "String") || strings.HasPrefix(rest, "Arn") || rest == "Bool"
	return c, nil
}

// met reports whether the request meets the condition. A key that the request lacks
// fails it, unless the operator negates, forgives (IfExists) or asks of all of no values
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html).
func (c condition) met(s *statement, f circumstances) bool {
	got, present := f.values(c.key)
	if c.null {
		return slices.ContainsFunc(c.wanted, func(want string) bool { return strings.EqualFold(want, strconv.FormatBool(!present)) })
	}
	if !present {
		return c.ifExists || c.quantifier == allOf || (c.quantifier == plainly && c.negated)
	}
	if c.quantifier == allOf && strings.Join(got, "") == "" {
		return true // Empty texts are no values, too.
	}
	fits := func(value string) bool {
		found := slices.ContainsFunc(c.wanted, func(want string) bool {
			expanded, known := signs(want), true
			if c.texts {
				expanded, known = s.expand(want, f)
			}
			return known && c.test(expanded, value)
		})
		return found != c.negated
	}
	if c.quantifier == allOf || (c.quantifier == plainly && c.negated) {
		return !slices.ContainsFunc(got, func(value string) bool { return !fits(value) })
	}
	return slices.ContainsFunc(got, fits)
}

// textOf is a wanted value in an operator without wildcards.
func textOf(want []sign) string {
	var text strings.Builder
	for _, s := range want {
		switch s.kind {
		case any0:
			text.WriteByte('*')
		case any1:
			text.WriteByte('?')
		case literal:
			text.WriteRune(s.r)
		}
	}
	return text.String()
}

// fitWholeARN compares ARNs part by part; unlike a Resource, all parts must be there.
func fitWholeARN(want []sign, got string) bool {
	return len(splitSigns(want)) == len(strings.SplitN(got, ":", arnParts)) && fitARN(want, got)
}

func inNetwork(want []sign, got string) bool {
	address, err := netip.ParseAddr(got)
	if err != nil {
		return false
	}
	text := textOf(want)
	if network, err := netip.ParsePrefix(text); err == nil {
		return network.Contains(address)
	}
	single, err := netip.ParseAddr(text)
	return err == nil && single == address
}

func numeric(holds func(order int) bool) comparison {
	return func(want []sign, got string) bool {
		a, errA := strconv.ParseFloat(got, 64)
		b, errB := strconv.ParseFloat(textOf(want), 64)
		if errA != nil || errB != nil {
			return false
		}
		switch {
		case a < b:
			return holds(-1)
		case a > b:
			return holds(1)
		}
		return holds(0)
	}
}

func dated(holds func(order int) bool) comparison {
	return func(want []sign, got string) bool {
		a, okA := dateOf(got)
		b, okB := dateOf(textOf(want))
		return okA && okB && holds(a.Compare(b))
	}
}

// dateOf reads a date in one of the forms of ISO 8601 that policies use, or as seconds
// since 1970.
func dateOf(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(seconds, 0), err == nil
}
