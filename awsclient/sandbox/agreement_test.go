package sandbox_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sagevpc/awsclient/sandbox"
	"sagevpc/steps/policy"
)

// The product's evaluator and the account's own are two readings of the same documentation.
const (
	agreedPolicies = 20_000
	requestsEach   = 5
)

func TestPolicyTestAgreesWithTheAccount(t *testing.T) {
	d := draw{rand.New(rand.NewPCG(20_260_318, 5))}
	verdicts := map[policy.Verdict]int{}
	for range agreedPolicies {
		doc := d.document()
		text := doc.String()
		// What is compared is the text, as both sides get it in use.
		read, err := policy.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		enforced, err := sandbox.ReadPolicy(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		for range requestsEach {
			asked := d.request()
			mine := policy.Evaluate(read, policy.Request{
				Principal: asked.Principal, Action: asked.Action, Resource: asked.Resource, Values: asked.Context, Complete: true,
			})
			theirs := enforced.Allows(asked)
			if mine.Verdict == policy.Unknown || theirs != (mine.Verdict == policy.Allowed) {
				t.Fatalf("the policy says %s (%s), the account allows it: %t\n%+v\n%s", mine.Verdict, mine.Why, theirs, asked, text)
			}
			verdict := mine.Verdict
			if mine.Verdict == policy.Denied && mine.By == "" {
				verdict = "not allowed"
			}
			verdicts[verdict]++
		}
	}
	for _, verdict := range []policy.Verdict{policy.Allowed, policy.Denied, "not allowed"} {
		if verdicts[verdict] < agreedPolicies*requestsEach/20 {
			t.Errorf("too few are %s to mean anything: %v", verdict, verdicts)
		}
	}
}

// draw makes random policies and requests, of few enough words that they meet.
type draw struct{ *rand.Rand }

func (d draw) chance(in int) bool { return d.IntN(in) == 0 }

func (d draw) of(words []string) string { return words[d.IntN(len(words))] }

// some are up to three words, rarely none.
func (d draw) some(words []string) policy.List {
	out := policy.List{}
	for range 1 + d.IntN(3) {
		out = append(out, d.of(words))
	}
	if d.chance(40) {
		return policy.List{}
	}
	return out
}

const (
	execRole = "arn:aws:iam::111122223333:role/Exec"
	session  = "arn:aws:sts::111122223333:assumed-role/Exec/SageMaker"
	root     = "arn:aws:iam::111122223333:root"
	other    = "arn:aws:iam::444455556666:role/team/Other"
)

var (
	callers = []string{execRole, session, root, other, "arn:aws:iam::444455556666:user/ann"}
	named   = append([]string{"*", "111122223333", "444455556666", "arn:aws:iam::444455556666:root"}, callers...)

	actions  = []string{"s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:GetObjectTagging", "S3:deleteobject", "ec2:RunInstances"}
	patterns = []string{"*", "s3:*", "s3:Get*", "S3:GETOBJECT", "s3:?etObject", "s3:*Object", "s3:ListBucket", "s3:Put*", "ec2:*", "s3:GetObject*", "s3:List?ucket"}

	objects = []string{
		"arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/fraud/model.tar.gz", "arn:aws:s3:::acme-models/fraud:v2/a*b", "arn:aws:s3:::other/team-a/x",
		"arn:aws:s3:::Other/home/ann", "arn:aws:s3:us-east-1:111122223333:accesspoint/models/object/x",
	}
	resources = []string{
		"*", "arn:aws:s3:::*", "arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/*", "arn:aws:s3:::acme-*/*.tar.gz", "arn:aws:s3:::acme-models/*:?2/*",
		"arn:aws:s3:::oth?r/*", "arn:aws:s3:::other/${aws:PrincipalTag/team}/*", "arn:aws:s3:::other/${aws:PrincipalTag/none, 'team-a'}/x",
		"arn:aws:s3:::*/home/${aws:username}", "arn:aws:s3:::acme-models/fraud:v2/a${*}b", "arn:aws:s3:::acme-models/${$}", "arn:aws:s3:::acme-models/${aws",
		"arn:aws:s3:*", "arn:aws:s3:*:accesspoint/*", "arn:aws:s3:us*3333:accesspoint/*", "arn:aws:s3:us-east-1:1111????3333:accesspoint/m*:x", "arn:*:s3:::acme?models/**",
		"arn:aws:s3:us-east-?:*:accesspoint/*/x", "arn:a?s:s*::acme-models*", "arn:aws:s3:::other/${AWS:username}/*${?}",
	}
)

// keys are condition keys by the kind of their values, with values that requests have.
var keys = map[string]map[string][]string{
	"text": {
		"aws:PrincipalAccount": {"111122223333", "444455556666"}, "aws:PrincipalOrgID": {"o-1", "o-2"}, "aws:ResourceAccount": {"111122223333", "999988887777"},
		"s3:ResourceAccount": {"111122223333", "999988887777"}, "aws:SourceVpce": {"vpce-1", "vpce-2"}, "aws:SourceVpc": {"vpc-1", "VPC-1"}, "s3:prefix": {"", "fraud/", "home/ann"},
		"aws:username": {"ann", "bob", "a*"}, "aws:PrincipalTag/team": {"team-a", "Team-A"}, "aws:TagKeys": {"env", "Env", "cost", ""},
	},
	"arn":     {"aws:PrincipalArn": {execRole, other, root}, "s3:DataAccessPointArn": {"arn:aws:s3:us-east-1:111122223333:accesspoint/models", "models"}},
	"flag":    {"aws:SecureTransport": {"true", "false", "True"}},
	"address": {"aws:VpcSourceIp": {"10.0.1.9", "10.1.0.1", "fd00::9", "192.168.0.1"}, "aws:SourceIp": {"203.0.113.7"}},
	"number":  {"s3:max-keys": {"5", "10", "-1", "5.0", "1e3"}, "s3:TlsVersion": {"1.2", "1.3"}},
	"date":    {"aws:CurrentTime": {"2026-03-18T12:00:00Z", "2026-03-18T12:00:00.5+01:00", "2026-03-18", "1773835200"}},
	"bytes":   {"s3:blob": {"QmluYXJ5", "qmluyxj5"}},
}

var wanted = map[string][]string{
	"text": {
		"111122223333", "1111*", "444455556666", "o-1", "o-?", "vpce-1", "VPCE-2", "vpc-*", "", "fraud/*", "home/${aws:username}", "${aws:username}", "a${*}", "ann", "team-a",
		"${aws:PrincipalTag/none, 'team-a'}", "${aws:PrincipalTag/none}", "env", "*", "?nv", "${aws:TagKeys}", "${aws:PrincipalAccount}", "COST",
	},
	"arn": {
		execRole, "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:*", "arn:*:*:*:*:*", "arn:aws:*", "*", "arn:aws:iam::${aws:PrincipalAccount}:role/Exec", "arn:aws:iam::444455556666:role/*/Other",
		"arn:aws:s3:us-east-?:*:accesspoint/m*", "models", "m*",
	},
	"flag":    {"true", "false", "FALSE"},
	"address": {"10.0.0.0/8", "10.0.1.9", "10.0.0.0/23", "fd00::/8", "fd00::9", "0.0.0.0/0", "203.0.113.0/24", "192.168.0.1/16"},
	"number":  {"5", "10", "-1", "1.2", "1000", "1.25"},
	"date":    {"2026-03-18T12:00:00Z", "2026-03-18", "2026-03", "1773835200", "2026-03-18T12:00Z", "2026-03-18T11:00:00.5Z", "2025-12-31T23:59:59-05:00"},
	"bytes":   {"QmluYXJ5", "Qm*"},
}

var operators = map[string][]string{
	"text":    {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"},
	"arn":     {"ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "StringEquals", "StringNotLike"},
	"flag":    {"Bool"},
	"address": {"IpAddress", "NotIpAddress"},
	"number":  {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"},
	"date":    {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"},
	"bytes":   {"BinaryEquals"},
}

var kinds = slices.Sorted(maps.Keys(keys))

// folded writes a key in another case now and then.
func (d draw) folded(key string) string {
	switch d.IntN(6) {
	case 0:
		return strings.ToUpper(key)
	case 1:
		return strings.ToLower(key)
	}
	return key
}

func (d draw) condition() policy.Condition {
	kind := d.of(kinds)
	key := d.folded(d.of(slices.Sorted(maps.Keys(keys[kind]))))
	if d.chance(8) {
		return policy.Condition{Operator: "Null", Key: key, Values: d.some([]string{"true", "false", "False"})}
	}
	operator := d.of([]string{"", "", "ForAllValues:", "ForAnyValue:"}) + d.of(operators[kind])
	if d.chance(4) {
		operator += "IfExists"
	}
	return policy.Condition{Operator: operator, Key: key, Values: d.some(wanted[kind])}
}

func (d draw) statement(i int) policy.Statement {
	s := policy.Statement{Sid: fmt.Sprintf("S%d", i), Effect: policy.Allow}
	if d.chance(3) {
		s.Effect = policy.Deny
	}
	s.Principal = policy.Everyone()
	switch d.IntN(8) {
	case 0:
		s.Principal = nil
	case 1:
		s.Principal = &policy.Principal{Names: map[string]policy.List{"AWS": d.some(named)}}
	case 2:
		s.Principal, s.NotPrincipal = nil, &policy.Principal{Names: map[string]policy.List{"AWS": d.some(named)}}
	case 3:
		s.Principal = &policy.Principal{Names: map[string]policy.List{"Service": {"sagemaker.amazonaws.com"}, "AWS": d.some(named)}}
	}
	s.Action, s.Resource = d.some(patterns), d.some(resources)
	if d.chance(5) {
		s.Action, s.NotAction = nil, s.Action
	}
	if d.chance(5) {
		s.Resource, s.NotResource = nil, s.Resource
	}
	seen := map[string]bool{}
	for range d.IntN(3) {
		if c := d.condition(); !seen[c.Operator+c.Key] {
			seen[c.Operator+c.Key] = true
			s.Conditions = append(s.Conditions, c)
		}
	}
	return s
}

func (d draw) document() policy.Document {
	doc := policy.Document{Version: policy.Version}
	if d.chance(8) {
		doc.Version = d.of([]string{"", "2008-10-17"})
	}
	for i := range 1 + d.IntN(4) {
		doc.Statements = append(doc.Statements, d.statement(i))
	}
	return doc
}

// request has each key or lacks it; of some keys it has several values.
func (d draw) request() sandbox.PolicyRequest {
	r := sandbox.PolicyRequest{Principal: d.of(callers), Action: d.of(actions), Resource: d.of(objects), Context: map[string][]string{}}
	for _, kind := range kinds {
		for _, key := range slices.Sorted(maps.Keys(keys[kind])) {
			key, values := d.folded(key), keys[kind][key]
			switch d.IntN(4) {
			case 0:
				r.Context[key] = nil // Known to be absent.
			case 1:
				r.Context[key] = d.some(values)
			default:
				r.Context[key] = []string{d.of(values)}
			}
		}
	}
	return r
}
