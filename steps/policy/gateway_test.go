package policy_test

import (
	"testing"

	"sagevpc/steps/policy"
)

// model is the verdict about the model's own data, and whether it could be told.
func model(t *testing.T, env policy.Env, list string) policy.Decision {
	t.Helper()
	for _, p := range policy.Probes(env, []string{"s3://acme-models/m.tar.gz"}) {
		if p.Kind == policy.ProbeModel {
			return policy.Evaluate(statements(t, list), p.Request)
		}
	}
	t.Fatal("there is no probe of the model's data")
	return policy.Decision{}
}

// TestWhatIsKnownDecides: who asks, from which VPC and through which endpoint is known of
// a chosen network, so that the conditions which everybody writes are decided.
func TestWhatIsKnownDecides(t *testing.T) {
	const role = "arn:aws:iam::111122223333:role/team/Exec"
	known := env("us-east-1")
	known.Role, known.VPC, known.Endpoint, known.Gateway = role, "vpc-1", "vpce-1", true
	const any = `"Principal": "*", "Action": "*", "Resource": "*"`
	deny := func(condition string) string {
		return `{"Effect": "Allow", ` + any + `}, {"Effect": "Deny", ` + any + `, "Condition": {` + condition + `}}`
	}
	allow := func(condition string) string {
		return `{"Effect": "Allow", ` + any + `, "Condition": {` + condition + `}}`
	}
	only := func(effect, principal string) string {
		return `{"Effect": "` + effect + `", "Principal": {"AWS": "` + principal + `"}, "Action": "*", "Resource": "*"}`
	}
	for list, want := range map[string]policy.Verdict{
		deny(`"Bool": {"aws:SecureTransport": "false"}`):                      policy.Allowed,
		deny(`"StringNotEquals": {"aws:SourceVpc": "vpc-1"}`):                 policy.Allowed,
		deny(`"StringNotEquals": {"aws:SourceVpc": "vpc-2"}`):                 policy.Denied,
		allow(`"StringEquals": {"aws:SourceVpce": "vpce-1"}`):                 policy.Allowed,
		allow(`"StringEquals": {"aws:SourceVpce": "vpce-2"}`):                 policy.Denied,
		allow(`"ArnLike": {"aws:PrincipalArn": "` + role + `"}`):              policy.Allowed,
		allow(`"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Other"}`): policy.Denied,
		allow(`"StringEquals": {"aws:PrincipalOrgID": "o-1"}`):                policy.Unknown,
		only("Allow", "arn:aws:iam::111122223333:root"):                       policy.Denied,
		only("Allow", "111122223333"):                                         policy.Denied,
		only("Allow", role):                                                   policy.Denied,
		only("Allow", "*"):                                                    policy.Allowed,
		only("Allow", role) + `, {"Effect": "Allow", ` + any + `}`:            policy.Allowed,
		`{"Effect": "Allow", ` + any + `}, ` + only("Deny", "111122223333"):   policy.Unknown,
	} {
		if got := model(t, known, list); got.Verdict != want {
			t.Errorf("%s: %+v, want %s", list, got, want)
		}
	}
	theirs := known
	theirs.Role = "arn:aws:iam::444455556666:role/Exec"
	if got := model(t, theirs, allow(`"StringEquals": {"aws:PrincipalAccount": "111122223333"}`)); got.Verdict != policy.Denied {
		t.Errorf("a role of another account: %+v", got)
	}
	known.Gateway = false
	if got := model(t, known, only("Allow", "arn:aws:iam::111122223333:root")); got.Verdict != policy.Unknown {
		t.Errorf("an interface endpoint's policy knows accounts: %+v", got)
	}
	known.Endpoint = ""
	if got := model(t, known, allow(`"StringEquals": {"aws:SourceVpce": "vpce-1"}`)); got.Verdict != policy.Unknown {
		t.Errorf("an endpoint without an id: %+v", got)
	}
}

// TestWhatNoRequestHasDecides: requests through an endpoint lack aws:SourceIp, and keys
// that are none.
func TestWhatNoRequestHasDecides(t *testing.T) {
	const any = `"Principal": "*", "Action": "*", "Resource": "*"`
	for condition, want := range map[string][2]policy.Verdict{ // of an Allow, of a Deny
		`"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}`:            {policy.Denied, policy.Allowed},
		`"IpAddressIfExists": {"AWS:sourceip": "10.0.0.0/8"}`:    {policy.Allowed, policy.Denied},
		`"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}`:         {policy.Allowed, policy.Denied},
		`"Null": {"aws:SourceIp": "true"}`:                       {policy.Allowed, policy.Denied},
		`"StringEquals": {"aws:PrincipalAcount": "1"}`:           {policy.Denied, policy.Allowed},
		`"StringNotEquals": {"s3:prefx": "x"}`:                   {policy.Allowed, policy.Denied},
		`"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}`:         {policy.Unknown, policy.Unknown},
		`"StringEquals": {"aws:PrincipalTag/team": "fraud"}`:     {policy.Unknown, policy.Unknown},
		`"StringEquals": {"s3:ExistingObjectTag/team": "fraud"}`: {policy.Unknown, policy.Unknown},
		`"StringEquals": {"saml:sub": "x"}`:                      {policy.Unknown, policy.Unknown},
	} {
		allow := `{"Effect": "Allow", ` + any + `, "Condition": {` + condition + `}}`
		deny := `{"Effect": "Allow", ` + any + `}, {"Effect": "Deny", ` + any + `, "Condition": {` + condition + `}}`
		if a, d := model(t, env("us-east-1"), allow).Verdict, model(t, env("us-east-1"), deny).Verdict; [2]policy.Verdict{a, d} != want {
			t.Errorf("%s: an Allow %s, a Deny %s; want %v", condition, a, d, want)
		}
	}
	r := policy.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
	if got := whether(t, any+`, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}`, r); got != policy.Unknown {
		t.Errorf("a request that may come from anywhere: %s", got)
	}
}
