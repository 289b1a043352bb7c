package sandbox

import "testing"

func TestEndpointPolicies(t *testing.T) {
	own, _ := lab().subnet(subnetID("lab", "private"))
	from := origin{subnet: own, address: firstAddress(own)}
	statement := func(s string) string { return `{"Version":"2012-10-17","Statement":[` + s + `]}` }
	allow := func(rest string) string { return `{"Effect":"Allow","Principal":"*",` + rest + `}` }
	const object, all = `"Resource":"arn:aws:s3:::acme-models/*"`, `"Action":"*","Resource":"*"`
	for _, tc := range []struct {
		name, document string
		want           bool
	}{
		{"default", defaultPolicy, true},
		{"platform", platformPolicy, true},
		{"broken", `{`, false},
		{"no statement", `{}`, false},
		{"one statement without a list", `{"Statement":` + allow(all) + `}`, true},
		{"deny only", statement(`{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::packages.*.amazonaws.com/*"}`), false},
		{"deny beats allow", statement(allow(all) + `,{"Effect":"Deny","Principal":"*",` + all + `}`), false},
		{"action in other letters", statement(allow(`"Action":["S3:getobject"],` + object)), true},
		{"other action", statement(allow(`"Action":["s3:PutObject","s3:List*"],` + object)), false},
		{"not action", statement(allow(`"NotAction":"s3:Delete*",` + object)), true},
		{"not this action", statement(allow(`"NotAction":"s3:Get*",` + object)), false},
		{"bucket but not objects", statement(allow(`"Action":"*","Resource":"arn:aws:s3:::acme-models"`)), false},
		{"single letters", statement(allow(`"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-model?/x"`)), true},
		{"resources have a case", statement(allow(`"Action":"*","Resource":"arn:aws:s3:::ACME-models/*"`)), false},
		{"not resource", statement(allow(`"Action":"*","NotResource":"arn:aws:s3:::acme-finance/*"`)), true},
		{"everybody in an object", statement(`{"Effect":"Allow","Principal":{"AWS":["*"]},` + all + `}`), true},
		{"an account is its root", statement(`{"Effect":"Allow","Principal":{"AWS":"` + AccountID + `"},` + all + `}`), false},
		{"a service", statement(`{"Effect":"Allow","Principal":{"Service":"*"},` + all + `}`), false},
		{"not everybody", statement(`{"Effect":"Allow","NotPrincipal":"*",` + all + `}`), false},

		{"account", statement(allow(all + `,"Condition":{"StringEquals":{"aws:PrincipalAccount":"` + AccountID + `"}}`)), true},
		{"other account", statement(allow(all + `,"Condition":{"StringEquals":{"aws:PrincipalAccount":["1","2"]}}`)), false},
		{"not other account", statement(allow(all + `,"Condition":{"StringNotEquals":{"aws:ResourceAccount":["1","2"]}}`)), true},
		{"keys have no case", statement(allow(all + `,"Condition":{"StringEquals":{"S3:resourceaccount":["` + AccountID + `"]}}`)), true},
		{"role", statement(allow(all + `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/SageMaker*"}}`)), true},
		{"other role", statement(allow(all + `,"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/SageMaker*"}}`)), false},
		{"this endpoint", statement(allow(all + `,"Condition":{"StringLike":{"aws:SourceVpce":"vpce-*"}}`)), true},
		{"other VPC", statement(allow(all + `,"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-0"}}`)), false},
		{"from the subnet", statement(allow(all + `,"Condition":{"IpAddress":{"aws:VpcSourceIp":"10.9.3.0/24"}}`)), true},
		{"not from the subnet", statement(allow(all + `,"Condition":{"NotIpAddress":{"aws:VpcSourceIp":"10.9.3.0/24"}}`)), false},
		{"absent key", statement(allow(all + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`)), false},
		{"absent key, if it exists", statement(allow(all + `,"Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}`)), true},
		{"absent key, negative", statement(allow(all + `,"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}`)), true},
		{"absent", statement(allow(all + `,"Condition":{"Null":{"aws:PrincipalOrgID":"true"}}`)), true},
		{"present", statement(allow(all + `,"Condition":{"Null":{"aws:PrincipalArn":"true"}}`)), false},
		{"any of a set", statement(allow(all + `,"Condition":{"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-1/*"}}`)), false},
		{"all of no set", statement(allow(all + `,"Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-1/*"}}`)), true},
		{"two conditions", statement(allow(all + `,"Condition":{"Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:SourceVpc":"vpc-0"}}`)), false},
		{"unknown operator", statement(allow(all + `,"Condition":{"MoonPhase":{"aws:SourceVpc":"full"}}`)), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := &endpoint{id: "vpce-1", vpc: own.vpc, policy: tc.document}
			stopped := policyStops(e, from, wantedData)
			if (stopped == "") != tc.want {
				t.Errorf("allowed %v, want %v: %s", stopped == "", tc.want, stopped)
			}
		})
	}
}

// Only an interface endpoint's policy knows whom else it may name than everybody.
func TestPrincipalsByTheEndpointsType(t *testing.T) {
	own, _ := lab().subnet(subnetID("lab", "private"))
	from := origin{subnet: own, address: firstAddress(own)}
	for principal, want := range map[string]bool{
		wantedData.role:                            true,
		AccountID:                                  true,
		"arn:aws:iam::" + AccountID + ":root":      true,
		"arn:aws:iam::" + AccountID + ":role/Else": false,
		"444455556666":                             false,
	} {
		document := `{"Statement":{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"*","Resource":"*"}}`
		for kind, want := range map[string]bool{interfaceType: want, gatewayType: false} {
			if stopped := policyStops(&endpoint{id: "vpce-1", kind: kind, policy: document}, from, wantedData); (stopped == "") != want {
				t.Errorf("%s endpoint, %s: %q", kind, principal, stopped)
			}
		}
	}
}

// What lies under a prefix must be listed, too.
func TestPrefixesAreListed(t *testing.T) {
	own, _ := lab().subnet(subnetID("lab", "private"))
	from := origin{subnet: own, address: firstAddress(own)}
	wanted := wantedData
	wanted.prefix, wanted.key = true, "llm/"
	for document, want := range map[string]bool{
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}}`:                                          false,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::acme-models/*"}}`:                        false,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::acme-models*"}}`:                         true,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::acme-models","arn:aws:s3:::*/llm/*"]}}`: true,
		// A wildcard stays within its part of an ARN.
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::acme-models","arn:*/llm/*"]}}`: false,
	} {
		if stopped := policyStops(&endpoint{id: "vpce-1", policy: document}, from, wanted); (stopped == "") != want {
			t.Errorf("%s: %q", document, stopped)
		}
	}
}
