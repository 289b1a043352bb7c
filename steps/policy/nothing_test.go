package policy_test

import (
	"testing"

	"sagevpc/steps/policy"
)

func TestAllowsNothing(t *testing.T) {
	const (
		allow = `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}`
		deny  = `{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}`
		other = `{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}`
		hangs = `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
	)
	for statements, want := range map[string]bool{
		"": true, deny: true, allow: false, allow + "," + other: false, allow + "," + hangs: false, allow + "," + deny: true,
	} {
		doc, err := policy.Parse([]byte(`{"Statement":[` + statements + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.AllowsNothing(); got != want {
			t.Errorf("%s: %t", statements, got)
		}
	}
}
