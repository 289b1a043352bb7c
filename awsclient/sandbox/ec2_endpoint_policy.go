package sandbox

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// defaultPolicy is what AWS stores for a gateway endpoint without a document of its own:
// everybody may do everything.
const defaultPolicy = `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`

// maxPolicy is the length of an endpoint policy, in characters, white space included
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
const maxPolicy = 20480

const invalidPolicy = "InvalidPolicyDocument"

// checkPolicy refuses what is no policy: not one JSON object, or statements without
// their parts. It does not judge what the policy lets through.
func checkPolicy(document string) *apiError {
	if utf8.RuneCountInString(document) > maxPolicy {
		return refusef(invalidPolicy, "The Policy Document is not valid. It exceeds the maximum size of %d characters", maxPolicy)
	}
	var policy map[string]json.RawMessage
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		line, column := position(document, offsetOf(err))
		return refusef(invalidPolicy, "The Policy Document is not valid. Syntax error at position (%d,%d)", line, column)
	}
	for name := range policy {
		if !slices.Contains([]string{"Version", "Id", "Statement"}, name) {
			return refusef(invalidPolicy, "The Policy Document is not valid. Unknown field %s", name)
		}
	}
	if version, given := policy["Version"]; given && string(version) != `"2012-10-17"` && string(version) != `"2008-10-17"` {
		return refusef(invalidPolicy, "The Policy Document is not valid. The policy must contain a valid version string")
	}
	return checkStatements(policy["Statement"])
}

func checkStatements(raw json.RawMessage) *apiError {
	var statements []map[string]json.RawMessage
	if json.Unmarshal(raw, &statements) != nil {
		var single map[string]json.RawMessage
		if json.Unmarshal(raw, &single) != nil || single == nil {
			return refusef(invalidPolicy, "The Policy Document is not valid. Missing required field Statement")
		}
		statements = append(statements, single)
	}
	if len(statements) == 0 {
		return refusef(invalidPolicy, "The Policy Document is not valid. Missing required field Statement")
	}
	for _, statement := range statements {
		if refusal := checkStatement(statement); refusal != nil {
			return refusal
		}
	}
	return nil
}

func checkStatement(statement map[string]json.RawMessage) *apiError {
	known := []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
	for name := range statement {
		if !slices.Contains(known, name) {
			return refusef(invalidPolicy, "The Policy Document is not valid. Unknown field %s", name)
		}
	}
	if effect := string(statement["Effect"]); effect != `"Allow"` && effect != `"Deny"` {
		return refusef(invalidPolicy, "The Policy Document is not valid. Invalid effect: %s", strings.Trim(effect, `"`))
	}
	for _, either := range [][2]string{{"Principal", "NotPrincipal"}, {"Action", "NotAction"}, {"Resource", "NotResource"}} {
		_, is := statement[either[0]]
		_, isNot := statement[either[1]]
		if is == isNot {
			return refusef(invalidPolicy, "The Policy Document is not valid. Missing required field %s", either[0])
		}
	}
	if condition, given := statement["Condition"]; given {
		var operators map[string]map[string]json.RawMessage
		if json.Unmarshal(condition, &operators) != nil {
			return refusef(invalidPolicy, "The Policy Document is not valid. Invalid Condition")
		}
	}
	return nil
}

// offsetOf is where a document stopped being what it must be, in bytes.
func offsetOf(err error) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Offset
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return kind.Offset
	}
	return 0
}

// position turns an offset into a line and a column, both from 1.
func position(document string, offset int64) (line, column int) {
	before := document[:max(0, min(int(offset), len(document))-1)]
	return strings.Count(before, "\n") + 1, len(before) - strings.LastIndex(before, "\n")
}
