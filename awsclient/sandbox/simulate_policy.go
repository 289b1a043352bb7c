package sandbox

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
)

// endpointRequest is a call on its way through a VPC endpoint. The keys of the context are
// in lower case.
type endpointRequest struct {
	action, resource string
	context          map[string]string
}

// policyAllows evaluates an endpoint policy: what is denied is denied, what is allowed is
// allowed, and the rest is denied
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
func policyAllows(document string, r endpointRequest) bool {
	var policy struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(document), &policy) != nil {
		return false
	}
	allowed := false
	for _, statement := range manyOrOne[endpointStatement](policy.Statement) {
		if !statement.appliesTo(r) {
			continue
		}
		if statement.Effect == "Deny" {
			return false
		}
		allowed = allowed || statement.Effect == "Allow"
	}
	return allowed
}

type endpointStatement struct {
	Effect                                                            string
	Principal, NotPrincipal, Action, NotAction, Resource, NotResource json.RawMessage
	Condition                                                         map[string]map[string]json.RawMessage
}

// manyOrOne reads a list, or a single value without the list around it.
func manyOrOne[T any](raw json.RawMessage) []T {
	var many []T
	if json.Unmarshal(raw, &many) == nil {
		return many
	}
	var one T
	if json.Unmarshal(raw, &one) != nil {
		return nil
	}
	return []T{one}
}

func (s endpointStatement) appliesTo(r endpointRequest) bool {
	action := func(pattern string) bool { return wild(strings.ToLower(pattern), strings.ToLower(r.action)) }
	resource := func(pattern string) bool { return wild(pattern, r.resource) }
	return s.meansCaller() &&
		chosen(s.Action, s.NotAction, action) && chosen(s.Resource, s.NotResource, resource) &&
		s.conditionHolds(r.context)
}

// chosen tells whether a positive list has a match, or a negative one has none.
func chosen(is, isNot json.RawMessage, match func(string) bool) bool {
	if isNot != nil {
		return !slices.ContainsFunc(manyOrOne[string](isNot), match)
	}
	return slices.ContainsFunc(manyOrOne[string](is), match)
}

// meansCaller tells whether the statement is about a role's session. A gateway endpoint's
// policy knows "*" only: an account is its root user, and a role's ARN means nobody
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
func (s endpointStatement) meansCaller() bool {
	everybody := func(raw json.RawMessage) bool {
		var kinds map[string]json.RawMessage
		if json.Unmarshal(raw, &kinds) == nil {
			raw = kinds["AWS"]
		}
		return slices.Contains(manyOrOne[string](raw), "*")
	}
	if s.NotPrincipal != nil {
		return !everybody(s.NotPrincipal)
	}
	return everybody(s.Principal)
}

// conditionHolds wants every operator to hold for each of its keys, with any of the values.
func (s endpointStatement) conditionHolds(context map[string]string) bool {
	for operator, keys := range s.Condition {
		for key, raw := range keys {
			if !holds(operator, context, strings.ToLower(key), manyOrOne[string](raw)) {
				return false
			}
		}
	}
	return true
}

// policyOperators are the operators without "Not"; each compares a value of the policy with
// the request's.
var policyOperators = map[string]func(pattern, value string) bool{
	"stringequals":           func(pattern, value string) bool { return pattern == value },
	"stringequalsignorecase": strings.EqualFold,
	"stringlike":             wild,
	"arnequals":              wild,
	"arnlike":                wild,
	"bool":                   strings.EqualFold,
	"ipaddress":              inBlock,
}

// holds evaluates one operator. A key that the request lacks meets negative operators and
// those with IfExists or ForAllValues. An operator that is not known here is met by nothing.
func holds(operator string, context map[string]string, key string, values []string) bool {
	operator = strings.ToLower(operator)
	quantifier, single, isSet := strings.Cut(operator, ":") // a single value is a set of one
	if isSet {
		operator = single
	}
	operator, ifExists := strings.CutSuffix(operator, "ifexists")
	value, given := context[key]
	if operator == "null" {
		return slices.ContainsFunc(values, func(wanted string) bool { return strings.EqualFold(wanted, "true") != given })
	}
	if !given && (ifExists || isSet && quantifier == "forallvalues") {
		return true
	}
	positive := strings.Replace(operator, "not", "", 1)
	compare, known := policyOperators[positive]
	if !known {
		return false
	}
	met := given && slices.ContainsFunc(values, func(pattern string) bool { return compare(pattern, value) })
	return met == (positive == operator)
}

// inBlock reports whether an address is in a block, or is the very address.
func inBlock(block, value string) bool {
	address, err := netip.ParseAddr(value)
	if err != nil {
		return false
	}
	if single, err := netip.ParseAddr(block); err == nil {
		return single == address
	}
	return covers(block, address)
}
