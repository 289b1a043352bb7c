package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// malformed is the code of every document that IAM does not take.
const malformed = "MalformedPolicyDocument"

var (
	policyMembers    = []string{"Version", "Id", "Statement"}
	statementMembers = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}

	statementID = regexp.MustCompile(`^[A-Za-z0-9]*$`)
)

// checkIdentityPolicy refuses what cannot be the policy of a role.
func checkIdentityPolicy(text string) *apiError {
	d, refusal := checkGrammar(text)
	if refusal != nil {
		return refusal
	}
	for _, s := range d.statements {
		if s.principals.given {
			return refusef(malformed, "Policy document should not specify a principal.")
		}
		if !s.resources.given || len(s.resources.values) == 0 {
			return refusef(malformed, "Policy statement must contain resources.")
		}
		for _, resource := range s.resources.values {
			if resource != "*" && strings.Count(resource, ":") < 5 && !strings.HasPrefix(resource, "arn:") {
				return refusef(malformed, "Resource %s must be in ARN format or \"*\".", resource)
			}
		}
	}
	return nil
}

// checkTrust refuses what cannot be a role's trust policy.
func checkTrust(text string) *apiError {
	d, refusal := checkGrammar(text)
	if refusal != nil {
		return refusal
	}
	for _, s := range d.statements {
		switch {
		case s.resources.given:
			return refusef(malformed, "Has prohibited field Resource")
		case !s.principals.given:
			return refusef(malformed, "Missing required field Principal")
		case slices.ContainsFunc(s.actions.values, func(action string) bool { return !hasPrefixFold(action, "sts:") && action != "*" }):
			return refusef(malformed, "AssumeRole policy may only specify STS AssumeRole actions.")
		}
	}
	return nil
}

// checkGrammar is what both kinds of document have in common.
func checkGrammar(text string) (*document, *apiError) {
	syntax := refusef(malformed, "Syntax errors in policy.")
	var whole map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &whole) != nil {
		return nil, syntax
	}
	for member := range whole {
		if !slices.Contains(policyMembers, member) {
			return nil, syntax
		}
	}
	if version := string(whole["Version"]); version != "" && version != `"2012-10-17"` && version != `"2008-10-17"` {
		return nil, syntax
	}
	raws, err := splitStatements(text)
	if err != nil {
		return nil, syntax
	}
	for _, raw := range raws {
		if refusal := checkMembers(raw.text); refusal != nil {
			return nil, refusal
		}
	}
	d, err := parseDocument(text)
	if err != nil {
		return nil, syntax
	}
	for _, s := range d.statements {
		for _, action := range s.actions.values {
			if action != "*" && !strings.Contains(action, ":") {
				return nil, refusef(malformed, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
			}
			if strings.Count(action, ":") > 1 {
				return nil, refusef(malformed, "Actions/Condition can contain only one colon.")
			}
		}
		if !statementID.MatchString(s.sid) {
			return nil, refusef(malformed, "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
		}
	}
	return d, nil
}

func checkMembers(raw []byte) *apiError {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return refusef(malformed, "Syntax errors in policy.")
	}
	for member := range members {
		if !slices.Contains(statementMembers, member) {
			return refusef(malformed, "Syntax errors in policy.")
		}
	}
	action := members["Action"]
	if action == nil {
		action = members["NotAction"]
	}
	if action == nil || string(action) == "[]" {
		return refusef(malformed, "Policy statement must contain actions.")
	}
	return nil
}
