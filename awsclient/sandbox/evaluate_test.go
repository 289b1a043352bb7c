package sandbox

import (
	"slices"
	"strings"
	"testing"
)

const readObjects = `"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"`

func TestDecisions(t *testing.T) {
	object := access{action: "s3:GetObject", resource: "arn:aws:s3:::acme/a/b.tar.gz"}
	for _, tc := range []struct {
		name, statements string
		asked            access
		want             decision
	}{
		{"nothing fits", `{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}`, object, implicitDeny},
		{"allowed", `{"Effect":"Allow",` + readObjects + `}`, object, allowed},
		{"denied beats allowed", `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny",` + readObjects + `}`, object, explicitDeny},
		{"case of actions", `{"Effect":"Allow","Action":"S3:getobject","Resource":"*"}`, object, allowed},
		{"case of resources", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::ACME/*"}`, object, implicitDeny},
		{"one sign", `{"Effect":"Allow","Action":"s3:Get?bject","Resource":"arn:aws:s3:::acm?/*"}`, object, allowed},
		{"not action", `{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, object, allowed},
		{"not resource", `{"Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::acme/a/*"]}`, object, implicitDeny},
		{"the bucket is not its objects", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::acme"}`, object, implicitDeny},
		{"a wildcard stays in its part", `{"Effect":"Allow","Action":"ec2:*","Resource":["arn:aws:ec2:us*1:vpc/*","arn:aws:ec2:us-east-1?1:vpc/v"]}`, access{action: "ec2:X", resource: "arn:aws:ec2:us-east-1:1:vpc/v"}, implicitDeny},
		{"a * that ends its part reaches on", `{"Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:vpc/*"}`, access{action: "ec2:X", resource: "arn:aws:ec2:us-east-1:1:vpc/v"}, allowed},
		{"colons of a key", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::acme/a*c?e"}`, access{action: "s3:GetObject", resource: "arn:aws:s3:::acme/a:b:c:e"}, allowed},
		{"parts left out are any", `{"Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*"}`, access{action: "ec2:X", resource: "arn:aws:ec2:us-east-1:1:vpc/v"}, allowed},
		{"unscoped and a resource", `{"Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:*"}`, access{action: "ec2:DescribeVpcs", resource: "*"}, implicitDeny},
		{"unscoped and all", `{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}`, access{action: "ec2:DescribeVpcs", resource: "*"}, allowed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := decide(`{"Version":"2012-10-17","Statement":[`+tc.statements+`]}`, tc.asked)
			if err != nil || got != tc.want {
				t.Errorf("got %s, %v; want %s", got, err, tc.want)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	request := circumstances{
		"aws:sourceip": {"10.0.0.7"}, "aws:currenttime": {"2026-01-15T09:00:00Z"}, "aws:securetransport": {"true"},
		"sagemaker:vpcsubnets": {"subnet-a", "subnet-b"}, "aws:principalarn": {"arn:aws:iam::1:role/x"}, "n:n": {"7"}, "s:s": {"Abc"}, "one:one": {"subnet-a"}, "e:e": {""},
	}
	for condition, want := range map[string]bool{
		`{"StringEquals":{"s:s":["x","Abc"]}}`:                                           true,
		`{"StringEquals":{"S:S":"Abc"}}`:                                                 true,
		`{"StringEquals":{"s:s":"abc"}}`:                                                 false,
		`{"StringEquals":{"s:s":"A*"}}`:                                                  false,
		`{"StringLike":{"s:s":"A*"}}`:                                                    true,
		`{"StringNotLike":{"s:s":["B*","A*"]}}`:                                          false,
		`{"StringEqualsIgnoreCase":{"s:s":"aBC"}}`:                                       true,
		`{"StringNotEquals":{"s:s":"x"}}`:                                                true,
		`{"StringEquals":{"absent:key":"x"}}`:                                            false,
		`{"StringNotEquals":{"absent:key":"x"}}`:                                         true,
		`{"StringEqualsIfExists":{"absent:key":"x"}}`:                                    true,
		`{"StringEqualsIfExists":{"s:s":"x"}}`:                                           false,
		`{"Null":{"absent:key":"true"}}`:                                                 true,
		`{"Null":{"s:s":true}}`:                                                          false,
		`{"Null":{"s:s":"false"}}`:                                                       true,
		`{"Bool":{"aws:SecureTransport":"True"}}`:                                        true,
		`{"Bool":{"aws:SecureTransport":false}}`:                                         false,
		`{"IpAddress":{"aws:SourceIp":["192.168.0.0/16","10.0.0.0/8"]}}`:                 true,
		`{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}`:                                 false,
		`{"IpAddress":{"aws:SourceIp":"10.0.0.7"}}`:                                      true,
		`{"NumericLessThanEquals":{"n:n":7}}`:                                            true,
		`{"NumericGreaterThan":{"n:n":"7"}}`:                                             false,
		`{"NumericNotEquals":{"n:n":"8"}}`:                                               true,
		`{"NumericEquals":{"s:s":"7"}}`:                                                  false,
		`{"DateGreaterThan":{"aws:CurrentTime":"2026-01-01"}}`:                           true,
		`{"DateLessThan":{"aws:CurrentTime":"1767225600"}}`:                              false,
		`{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}`:                       true,
		`{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::2:role/*"}}`:                  true,
		`{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam:*"}}`:                             false,
		`{"ForAllValues:StringEquals":{"sagemaker:VpcSubnets":["subnet-a"]}}`:            false,
		`{"ForAllValues:StringLike":{"sagemaker:VpcSubnets":"subnet-*"}}`:                true,
		`{"ForAllValues:StringEquals":{"absent:key":"x"}}`:                               true,
		`{"ForAnyValue:StringEquals":{"sagemaker:VpcSubnets":["subnet-b"]}}`:             true,
		`{"ForAnyValue:StringNotEquals":{"sagemaker:VpcSubnets":["subnet-b"]}}`:          true,
		`{"ForAnyValue:StringNotEquals":{"one:one":["subnet-a"]}}`:                       false,
		`{"ForAllValues:StringNotEquals":{"sagemaker:VpcSubnets":["subnet-b"]}}`:         false,
		`{"ForAnyValue:StringEquals":{"absent:key":"x"}}`:                                false,
		`{"ForAnyValue:StringEqualsIfExists":{"absent:key":"x"}}`:                        true,
		`{"ForAllValues:StringEquals":{"e:e":"x"}}`:                                      true,
		`{"NumericEquals":{"n:n":"${n:n}"}}`:                                             false,
		`{"DateGreaterThan":{"aws:CurrentTime":"2026-01"}}`:                              true,
		`{"StringEquals":{"s:s":"${s:s}"}}`:                                              true,
		`{"StringEquals":{"s:s":"${absent:key}"}}`:                                       false,
		`{"StringEquals":{"s:s":"${absent:key, 'Abc'}"}}`:                                true,
		`{"StringLike":{"s:s":"A${*}"}}`:                                                 false,
		`{"StringEquals":{"s:s":"Abc"},"Bool":{"aws:SecureTransport":"false"}}`:          false,
		`{"StringEquals":{"s:s":"Abc","n:n":"7"},"Bool":{"aws:SecureTransport":"true"}}`: true,
	} {
		got, err := decide(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":`+condition+`}}`, access{action: "a:b", resource: "*", circumstances: request})
		if err != nil || (got == allowed) != want {
			t.Errorf("%s: %s, %v", condition, got, err)
		}
	}
}

func TestPrincipals(t *testing.T) {
	role := asker{names: []string{"arn:aws:iam::1:role/x", "arn:aws:sts::1:assumed-role/x/s", "AROAX"}, account: "1"}
	for _, tc := range []struct {
		principal      string
		by             asker
		allows, denies bool
	}{
		{`"Principal":"*"`, asker{}, true, true},
		{`"Principal":{"AWS":"*"}`, role, true, true},
		{`"Principal":{"AWS":["arn:aws:iam::1:role/x"]}`, role, true, true},
		{`"Principal":{"AWS":"arn:aws:iam::1:role/y"}`, role, false, false},
		{`"Principal":{"AWS":"1"}`, role, false, true},
		{`"Principal":{"AWS":"arn:aws:iam::1:root"}`, role, false, true},
		{`"Principal":{"AWS":"arn:aws:iam::2:root"}`, role, false, false},
		{`"Principal":{"Service":"sagemaker.amazonaws.com"}`, role, false, false},
		{`"Principal":{"Service":["a","sagemaker.amazonaws.com"]}`, asker{service: "sagemaker.amazonaws.com"}, true, true},
		{`"NotPrincipal":{"AWS":"arn:aws:iam::1:role/x"}`, role, false, false},
		{`"NotPrincipal":{"AWS":"arn:aws:iam::1:role/y"}`, role, true, true},
		{`"NotPrincipal":{"AWS":"1"}`, role, true, true},
	} {
		for effect, want := range map[string]bool{"Allow": tc.allows, "Deny": tc.denies} {
			got, err := decide(`{"Statement":[{"Effect":"`+effect+`",`+tc.principal+`,"Action":"*","Resource":"*"}]}`, access{action: "a:b", resource: "*", by: tc.by})
			if err != nil || (got != implicitDeny) != want {
				t.Errorf("%s %s: %s, %v", effect, tc.principal, got, err)
			}
		}
	}
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{
		``, `null`, `[]`, `{}`, `{"Statement":[]}`, `{"Statement":3}`, `{"Statement":[3]}`, `{"Statement":[{"Effect":"Maybe","Action":"*"}]}`,
		`{"Statement":{"Effect":"Allow","Resource":"*"}}`, `{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}`,
		`{"Statement":{"Effect":"Allow","Action":{},"Resource":"*"}}`, `{"Statement":{"Effect":"Allow","Action":"*","Principal":"me"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*","Condition":{"Sounds":{"a":"b"}}}}`, `{"Statement":{"Effect":"Allow","Action":"*","Condition":{"BoolNot":{"a":"b"}}}}`,
		`{"Version":7,"Statement":{"Effect":"Allow","Action":"*"}}`,
	} {
		if got, err := decide(text, access{action: "a:b", resource: "*"}); err == nil || got != implicitDeny {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}

// The places are those of answers that AWS gave: the first statement of a list begins
// behind the bracket, a single one behind its brace.
func TestPlacesAndMissingKeys(t *testing.T) {
	single := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}`
	list := "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"*\",\n      \"Resource\": \"*\"\n    }, {\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}\n  ]\n}"
	for _, tc := range []struct {
		text  string
		which int
		want  [2]place
	}{
		{single, 0, [2]place{{1, 38}, {1, 167}}},
		{list, 0, [2]place{{3, 17}, {8, 6}}},
		{list, 1, [2]place{{8, 7}, {8, 53}}},
	} {
		d, err := parseDocument(tc.text)
		if err != nil {
			t.Fatal(err)
		}
		if s := d.statements[tc.which]; s.from != tc.want[0] || s.to != tc.want[1] {
			t.Errorf("%v to %v, want %v", s.from, s.to, tc.want)
		}
	}
	d, err := parseDocument(single)
	if err != nil {
		t.Fatal(err)
	}
	v := weigh([]*document{d}, access{action: "dynamodb:x", resource: "*"})
	if v.decision != implicitDeny || !slices.Equal(v.missing, []string{"aws:CurrentTime"}) {
		t.Errorf("got %+v", v)
	}
	if v := weigh([]*document{d}, access{action: "s3:x", resource: "*"}); v.missing != nil {
		t.Errorf("keys of another action: %v", v.missing)
	}
}

func FuzzDocument(f *testing.F) {
	f.Add(platformPolicy, "s3:GetObject", "arn:aws:s3:::acme/x")
	f.Add(`{"Version":"2012-10-17","Statement":[ , {"Effect":"Allow","NotAction":"${a}*","Resource":["${aws:x,'y'}",1]}]}`, "a:b", "*")
	f.Add(`{"Statement":{"Effect":"Deny","Principal":{"AWS":1},"Action":"*","Condition":{"ForAllValues:DateNotEqualsIfExists":{"a":[1,"x"]}}}}`, "", "")
	f.Fuzz(func(t *testing.T, text, action, resource string) {
		got, err := decide(text, access{action: action, resource: resource, circumstances: circumstances{"aws:x": {"y", strings.Repeat("z", 9)}}})
		if err != nil && got != implicitDeny {
			t.Errorf("%q says %s and %v", text, got, err)
		}
	})
}
