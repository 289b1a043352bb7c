package policy_test

import (
	"fmt"
	"testing"

	"sagevpc/steps/policy"
)

// statements is a document of the current version.
func statements(t *testing.T, list string) policy.Document {
	t.Helper()
	return parse(t, `{"Version": "2012-10-17", "Statement": [`+list+`]}`)
}

// get asks for an object as somebody whose ARN is not known.
func get(context map[string]string) policy.Request {
	return policy.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-models/fraud/model.tar.gz", Context: context}
}

func TestEvaluate(t *testing.T) {
	const allow = `{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}`
	conditional := func(effect string) string {
		return `{"Effect": "` + effect + `", "Principal": "*", "Action": "*", "Resource": "*",
			"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}`
	}
	const denyOther = `{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:::other/*"}`
	ours, theirs := map[string]string{"aws:PrincipalOrgID": "o-1"}, map[string]string{"AWS:principalorgid": "o-2"}
	tests := map[string]struct {
		list    string
		context map[string]string
		want    policy.Decision
	}{
		"nothing": {``, nil, policy.Decision{Verdict: policy.Denied, Why: "no statement allows it, and what is not allowed is denied"}},
		"allowed": {allow, nil, policy.Decision{Verdict: policy.Allowed, By: "Open", Why: "allowed by Open"}},
		"deny after allow": {
			allow + "," + conditional("Deny"), ours,
			policy.Decision{Verdict: policy.Denied, By: "statement 2", Why: "denied by statement 2"},
		},
		"deny before allow": {
			conditional("Deny") + "," + allow, ours,
			policy.Decision{Verdict: policy.Denied, By: "statement 1", Why: "denied by statement 1"},
		},
		"a deny for others":   {allow + "," + conditional("Deny"), theirs, policy.Decision{Verdict: policy.Allowed, By: "Open", Why: "allowed by Open"}},
		"a deny of elsewhere": {denyOther + "," + allow, nil, policy.Decision{Verdict: policy.Allowed, By: "Open", Why: "allowed by Open"}},
		"a deny that hangs": {allow + "," + conditional("Deny"), nil, policy.Decision{
			Verdict: policy.Unknown, By: "statement 2",
			Why: "statement 2 may deny it: it depends on aws:PrincipalOrgID, which is not known",
		}},
		"an allow that hangs": {conditional("Allow"), nil, policy.Decision{
			Verdict: policy.Unknown, By: "statement 1",
			Why: "statement 1 may allow it: it depends on aws:PrincipalOrgID, which is not known",
		}},
		"an allow that does not decide": {conditional("Allow") + "," + allow, nil, policy.Decision{Verdict: policy.Allowed, By: "Open", Why: "allowed by Open"}},
		"a deny that does not decide": {
			conditional("Deny"), nil,
			policy.Decision{Verdict: policy.Denied, Why: "no statement allows it, and what is not allowed is denied"},
		},
		"an effect that is none": {`{"Effect": "Permit", "Principal": "*", "Action": "*", "Resource": "*"}`, nil, policy.Decision{
			Verdict: policy.Denied, Why: "no statement allows it, and what is not allowed is denied",
		}},
	}
	for name, test := range tests {
		if got := policy.Evaluate(statements(t, test.list), get(test.context)); got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
}

// whether evaluates one Allow statement, given its elements besides effect.
func whether(t *testing.T, elements string, r policy.Request) policy.Verdict {
	t.Helper()
	return policy.Evaluate(statements(t, `{"Effect": "Allow", `+elements+`}`), r).Verdict
}

func TestEvaluateElements(t *testing.T) {
	const y, n, u = policy.Allowed, policy.Denied, policy.Unknown
	tests := []struct {
		elements string
		want     policy.Verdict
	}{
		{`"Action": "s3:GetObject", "Resource": "*"`, y},
		{`"Action": "S3:getobject", "Resource": "*"`, y},
		{`"Action": ["s3:PutObject", "s3:G*ject"], "Resource": "*"`, y},
		{`"Action": "s3:Get??????", "Resource": "*"`, y},
		{`"Action": "s3:Get?????", "Resource": "*"`, n},
		{`"Action": "s3:Get", "Resource": "*"`, n},
		{`"Action": "ec2:*", "Resource": "*"`, n},
		{`"Action": [], "Resource": "*"`, n},
		{`"NotAction": "s3:Get*", "Resource": "*"`, n},
		{`"NotAction": "s3:Put*", "Resource": "*"`, y},
		{`"NotAction": [], "Resource": "*"`, y},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/*"`, y},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-*/*.tar.gz"`, y},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models"`, n},
		{`"Action": "*", "Resource": "arn:aws:s3:::ACME-models/*"`, n},
		{`"Action": "*", "NotResource": "arn:aws:s3:::acme-models/*"`, n},
		{`"Action": "*", "NotResource": "arn:aws:s3:::other/*"`, y},
		{`"Action": "*"`, n},
		{`"Resource": "*"`, n},
		{`"Action": "*", "NotAction": "ec2:*", "Resource": "*"`, n},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/${aws:PrincipalTag/team}/*"`, y},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/${aws:username}/*"`, u},
		{`"Action": "*", "NotResource": "arn:aws:s3:::acme-models/${aws:username}/*"`, u},
		{`"Action": "*", "Resource": ["arn:aws:s3:::${aws:username}/*", "*"]`, y},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/${aws:PrincipalTag/stars}"`, n},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/${*}"`, n},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/*$"`, n},
		{`"Action": "*", "Resource": "arn:aws:s3:::acme-models/${aws"`, n},
	}
	r := get(map[string]string{"aws:PrincipalTag/team": "fraud", "aws:PrincipalTag/stars": "*"})
	for _, test := range tests {
		if got := whether(t, `"Principal": "*", `+test.elements, r); got != test.want {
			t.Errorf("%s: got %s, want %s", test.elements, got, test.want)
		}
	}
	older := parse(t, `{"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*",
		"Resource": "arn:aws:s3:::b/${aws:username}"}]}`)
	for resource, want := range map[string]policy.Verdict{"arn:aws:s3:::b/${aws:username}": y, "arn:aws:s3:::b/me": n} {
		if got := policy.Evaluate(older, policy.Request{Action: "s3:GetObject", Resource: resource}).Verdict; got != want {
			t.Errorf("the older version, %s: got %s, want %s", resource, got, want)
		}
	}
}

func TestEvaluatePrincipals(t *testing.T) {
	const (
		y, n, u = policy.Allowed, policy.Denied, policy.Unknown
		root    = "arn:aws:iam::111122223333:root"
		role    = "arn:aws:iam::111122223333:role/team/Exec"
		session = "arn:aws:sts::111122223333:assumed-role/Exec/SageMaker"
		other   = "arn:aws:sts::444455556666:assumed-role/Exec/SageMaker"
	)
	tests := []struct {
		elements, caller string
		want             policy.Verdict
	}{
		{`"Principal": "*"`, "", y},
		{`"Principal": {"AWS": "*"}`, "", y},
		{`"Principal": {"AWS": ["` + role + `", "*"]}`, "", y},
		{`"NotPrincipal": "*"`, role, n},
		{`"Principal": {"AWS": "` + role + `"}`, role, y},
		{`"Principal": {"AWS": "` + role + `"}`, session, y},
		{`"Principal": {"AWS": "` + role + `"}`, other, n},
		{`"Principal": {"AWS": "` + role + `"}`, "me", n},
		{`"Principal": {"AWS": "` + role + `"}`, "", u},
		{`"Principal": {"AWS": "` + role + `2"}`, session, n},
		{`"Principal": {"AWS": "` + root + `"}`, root, y},
		{`"Principal": {"AWS": "111122223333"}`, root, y},
		{`"Principal": {"AWS": "111122223333"}`, role, n},
		{`"Principal": {"AWS": "` + root + `"}`, role, n},
		{`"Principal": {"Service": "s3.amazonaws.com"}`, role, n},
		{`"Principal": {"Service": "s3.amazonaws.com"}`, "", u},
		{`"Principal": {}`, "", n},
		{`"NotPrincipal": {"AWS": "` + role + `"}`, session, n},
		{`"NotPrincipal": {"AWS": "` + role + `"}`, other, y},
		{`"NotPrincipal": {"AWS": "` + role + `"}`, "", u},
		{`"Principal": "*", "NotPrincipal": {"AWS": "` + role + `"}`, other, n},
		{`"Sid": "OfAnIdentity"`, role, y},
		{`"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team/*"}}`, role, y},
		{`"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team/*"}}`, session, u},
		{`"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}`, session, y},
		{`"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}`, other, n},
		{`"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}`, "", u},
	}
	for _, test := range tests {
		r := policy.Request{Principal: test.caller, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
		if got := whether(t, test.elements+`, "Action": "*", "Resource": "*"`, r); got != test.want {
			t.Errorf("%s for %q: got %s, want %s", test.elements, test.caller, got, test.want)
		}
	}
}

func TestEvaluateConditions(t *testing.T) {
	const y, n, u = policy.Allowed, policy.Denied, policy.Unknown
	context := map[string]string{
		"text": "Acme", "arn": "arn:aws:iam::1:role/a:b", "flag": "true", "ip": "10.0.1.9", "six": "fd00::9",
		"n": "5", "day": "2026-03-18T12:00:00Z", "aws:username": "a*",
	}
	tests := []struct {
		condition string
		want      policy.Verdict
	}{
		{`{"StringEquals": {"text": "Acme"}}`, y},
		{`{"StringEquals": {"text": ["x", "Acme"]}}`, y},
		{`{"StringEquals": {"text": "acme"}}`, n},
		{`{"StringEquals": {"text": []}}`, n},
		{`{"StringEquals": {"text": "A*"}}`, n},
		{`{"stringequals": {"TEXT": "Acme"}}`, y},
		{`{"StringEquals": {"text": "Acme", "flag": "no"}}`, n},
		{`{"StringNotEquals": {"text": ["x", "Acme"]}}`, n},
		{`{"StringNotEquals": {"text": ["x", "y"]}}`, y},
		{`{"StringEqualsIgnoreCase": {"text": "ACME"}}`, y},
		{`{"StringNotEqualsIgnoreCase": {"text": "ACME"}}`, n},
		{`{"StringLike": {"text": "A?m*"}}`, y},
		{`{"StringLike": {"aws:username": "${aws:username}"}}`, y},
		{`{"StringLike": {"text": "${aws:username}"}}`, n},
		{`{"StringLike": {"text": "${nobody}"}}`, u},
		{`{"StringLike": {"text": ["${nobody}", "Acme"]}}`, y},
		{`{"StringNotLike": {"text": ["${nobody}", "Acme"]}}`, n},
		{`{"StringNotLike": {"text": "b*"}}`, y},
		{`{"StringEqualsIfExists": {"text": "Acme"}}`, y},
		{`{"StringEqualsIfExists": {"none": "Acme"}}`, u},
		{`{"ForAnyValue:StringEquals": {"text": "Acme"}}`, y},
		{`{"ForAllValues:StringEquals": {"none": "Acme"}}`, u},
		{`{"StringNotEquals": {"none": "Acme"}}`, u},
		{`{"StringEquals": {"none": "Acme", "text": "x"}}`, n},
		{`{"ArnLike": {"arn": "arn:aws:iam::*:role/*"}}`, y},
		{`{"ArnEquals": {"arn": "arn:*:iam::1:role/a:?"}}`, y},
		{`{"ArnLike": {"arn": "arn:aws:*:role/a:b"}}`, n},
		{`{"ArnNotLike": {"arn": "arn:aws:sts::*:*"}}`, y},
		{`{"Bool": {"flag": true}}`, y},
		{`{"Bool": {"flag": "False"}}`, n},
		{`{"Null": {"flag": false}}`, y},
		{`{"Null": {"flag": "true"}}`, n},
		{`{"Null": {"none": "true"}}`, u},
		{`{"IpAddress": {"ip": ["192.168.0.0/16", "10.0.0.0/8"]}}`, y},
		{`{"IpAddress": {"ip": "10.0.1.9"}}`, y},
		{`{"NotIpAddress": {"ip": "10.0.0.0/8"}}`, n},
		{`{"IpAddress": {"six": "fd00::/8"}}`, y},
		{`{"IpAddress": {"ip": "ten"}}`, u},
		{`{"IpAddress": {"text": "10.0.0.0/8"}}`, u},
		{`{"NumericEquals": {"n": 5.0}}`, y},
		{`{"NumericNotEquals": {"n": "5"}}`, n},
		{`{"NumericLessThan": {"n": 5}}`, n},
		{`{"NumericLessThanEquals": {"n": 5}}`, y},
		{`{"NumericGreaterThan": {"n": 4}}`, y},
		{`{"NumericGreaterThanEquals": {"n": 6}}`, n},
		{`{"NumericEquals": {"n": "many"}}`, u},
		{`{"NumericEquals": {"text": 5}}`, u},
		{`{"NumericEquals": {"n": "NaN"}}`, u},
		{`{"DateGreaterThan": {"day": "2026-03-18"}}`, y},
		{`{"DateLessThan": {"day": "2026-03-18T12:00:00Z"}}`, n},
		{`{"DateEquals": {"day": "1773835200"}}`, y},
		{`{"DateLessThanEquals": {"day": "soon"}}`, u},
		{`{"StringResembles": {"text": "Acme"}}`, u},
		{`{}`, y},
	}
	for _, test := range tests {
		elements := fmt.Sprintf(`"Principal": "*", "Action": "*", "Resource": "*", "Condition": %s`, test.condition)
		if got := whether(t, elements, get(context)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.condition, got, test.want)
		}
	}
}
