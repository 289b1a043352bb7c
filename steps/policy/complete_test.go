package policy_test

import (
	"fmt"
	"testing"

	"sagevpc/steps/policy"
)

// The rows are those of IAM's own tables for keys that are absent and keys of several values.
func TestEvaluateCompleteRequests(t *testing.T) {
	request := policy.Request{
		Action: "s3:GetObject", Resource: "arn:aws:s3:::b/company-wide", Complete: true,
		Context: map[string]string{"text": "Acme", "empty": ""},
		Values:  map[string][]string{"tags": {"env", "cost"}, "gone": {}},
	}
	tests := map[string]bool{
		`{"StringEquals": {"none": "x"}}`:                      false,
		`{"StringEquals": {"gone": "x"}}`:                      false,
		`{"StringNotEquals": {"none": "x"}}`:                   true,
		`{"ArnNotLike": {"none": "x"}}`:                        true,
		`{"StringEqualsIfExists": {"none": "x"}}`:              true,
		`{"StringEqualsIfExists": {"text": "x"}}`:              false,
		`{"StringNotEqualsIfExists": {"none": "x"}}`:           true,
		`{"Null": {"none": "true"}}`:                           true,
		`{"Null": {"none": "false"}}`:                          false,
		`{"Null": {"tags": "false"}}`:                          true,
		`{"Null": {"empty": "false"}}`:                         true,
		`{"ForAllValues:StringEquals": {"none": "x"}}`:         true,
		`{"ForAllValues:StringEquals": {"empty": "x"}}`:        true,
		`{"ForAllValues:StringEquals": {"tags": "env"}}`:       false,
		`{"ForAllValues:StringLike": {"tags": ["e*", "c*"]}}`:  true,
		`{"ForAllValues:StringNotEquals": {"tags": "x"}}`:      true,
		`{"ForAllValues:StringNotEquals": {"tags": "cost"}}`:   false,
		`{"ForAnyValue:StringEquals": {"none": "x"}}`:          false,
		`{"ForAnyValue:StringEquals": {"tags": "cost"}}`:       true,
		`{"ForAnyValue:StringEquals": {"tags": "Cost"}}`:       false,
		`{"ForAnyValue:StringNotEquals": {"tags": "cost"}}`:    true,
		`{"ForAnyValue:StringNotEquals": {"none": "cost"}}`:    false,
		`{"ForAnyValue:StringEqualsIfExists": {"none": "x"}}`:  true,
		`{"StringLike": {"text": "${none}"}}`:                  false,
		`{"StringNotLike": {"text": "${none}"}}`:               true,
		`{"StringLike": {"text": "${none, 'Ac'}me"}}`:          true,
		`{"StringLike": {"text": "${none, Acme}"}}`:            false,
		`{"StringLike": {"tags": "${tags}"}}`:                  false,
		`{"NumericLessThan": {"none": "5"}}`:                   false,
		`{"DateLessThan": {"none": "2026-01-01"}}`:             false,
		`{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}`:         false,
		`{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}`: true,
	}
	for condition, want := range tests {
		elements := fmt.Sprintf(`"Principal": "*", "Action": "*", "Resource": "*", "Condition": %s`, condition)
		if got := whether(t, elements, request); (got == policy.Allowed) != want || got == policy.Unknown {
			t.Errorf("%s: got %s, want %v", condition, got, want)
		}
	}
	for resource, want := range map[string]policy.Verdict{
		`"Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team, 'company-wide'}"`: policy.Allowed,
		`"Resource": "arn:aws:s3:::b/*${aws:PrincipalTag/team}"`:                policy.Denied,
		`"NotResource": "arn:aws:s3:::b/*${aws:PrincipalTag/team}"`:             policy.Allowed,
	} {
		if got := whether(t, `"Principal": "*", "Action": "*", `+resource, request); got != want {
			t.Errorf("%s: got %s, want %s", resource, got, want)
		}
	}
	session := policy.Request{Principal: "arn:aws:sts::111122223333:assumed-role/Exec/s", Action: "s3:GetObject", Resource: "*", Complete: true}
	if got := whether(t, `"Action": "*", "Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "*"}}`, session); got != policy.Unknown {
		t.Errorf("a session's role may have a path: got %s", got)
	}
}

func TestResourcesAreComparedByTheirParts(t *testing.T) {
	const point = "arn:aws:s3:us-east-1:111122223333:accesspoint/models/object/a:b"
	tests := map[string]bool{
		"*": true, "**": true, "?*": true, "arn:*": true, "arn:aws:s3:*": true, "arn:aws:s3:*:accesspoint/*": true, "arn:*:accesspoint/models*": true,
		"arn:aws:s3:us*:1111*:accesspoint/*": true, "arn:aws:s3:us*3333:accesspoint/*": false, "arn:aws:s3:us-east-1?111122223333:accesspoint/*": false,
		"arn:aws:s3:us-east-?:*:accesspoint/*?b": true, "a*3:us-east-1:111122223333:accesspoint/*": false, "arn:aws:s3": false, "": false,
		point: true, "arn:aws:s3:us-east-1:111122223333:accesspoint/models/object/*": true, "arn:aws:s3:us-east-1:111122223333:accesspoint/models/object/a*": true,
	}
	for pattern, want := range tests {
		got := whether(t, fmt.Sprintf(`"Principal": "*", "Action": "*", "Resource": %q`, pattern), policy.Request{Action: "s3:GetObject", Resource: point})
		if (got == policy.Allowed) != want {
			t.Errorf("%s: got %s, want %v", pattern, got, want)
		}
	}
}

func TestAccountsAsPrincipals(t *testing.T) {
	const role, root = "arn:aws:iam::111122223333:role/Exec", "arn:aws:iam::111122223333:root"
	for _, account := range []string{"111122223333", root} {
		deny := statements(t, `{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
			{"Effect": "Deny", "Principal": {"AWS": "`+account+`"}, "Action": "*", "Resource": "*"}`)
		except := statements(t, `{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
			{"Effect": "Deny", "NotPrincipal": {"AWS": "`+account+`"}, "Action": "*", "Resource": "*"}`)
		for caller, excepted := range map[string]policy.Verdict{role: policy.Denied, root: policy.Allowed} {
			r := policy.Request{Principal: caller, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
			if got := policy.Evaluate(deny, r).Verdict; got != policy.Denied {
				t.Errorf("a denial of %s for %s: %s", account, caller, got)
			}
			if got := policy.Evaluate(except, r).Verdict; got != excepted {
				t.Errorf("a denial of all but %s for %s: %s", account, caller, got)
			}
		}
	}
}
