package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

// examined are the problems of a document with one statement a line, from line 2 on.
func examined(purpose policy.Purpose, statements ...string) []policy.Problem {
	return policy.Examine("{\"Version\": \"2012-10-17\", \"Statement\": [\n"+strings.Join(statements, ",\n")+"\n]}", purpose)
}

const open = `{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}`

func allow(action, resource, more string) string {
	return fmt.Sprintf(`{"Effect": "Allow", "Principal": "*", "Action": %s, "Resource": %s%s}`, action, resource, more)
}

func deny(action, resource, more string) string {
	return strings.Replace(allow(action, resource, more), "Allow", "Deny", 1)
}

func when(condition string) string {
	return deny(`"*"`, `"*"`, `, "Condition": `+condition)
}

func TestRemarks(t *testing.T) {
	const objects = `"arn:aws:s3:::acme-models/*"`
	tests := map[string]struct {
		statements []string
		want       string // rule, severity, line:column and part of the summary, a line each
	}{
		"nothing to say":         {[]string{open, deny(`"s3:GetObject"`, objects, "")}, ""},
		"a misspelt action":      {[]string{open, deny(`["s3:GetObject", "s3:GetObjects"]`, objects, "")}, "action warning 3:65 did you mean s3:GetObject?"},
		"an operation":           {[]string{open, deny(`"s3:HeadObject"`, objects, "")}, `action warning 3:48 "s3:HeadObject" is no action of S3: did you mean s3:GetObject?`},
		"a listing":              {[]string{open, deny(`"S3:listobjectsv2"`, `"*"`, "")}, "action warning 3:48 did you mean s3:ListBucket?"},
		"nothing like it":        {[]string{open, deny(`"s3:Frobnicate"`, `"*"`, "")}, `action warning 3:48 "s3:Frobnicate" is no action of S3`},
		"a wildcard of nothing":  {[]string{open, deny(`"s3:Fetch*"`, `"*"`, "")}, `action warning 3:48 "s3:Fetch*" matches no action`},
		"another service":        {[]string{open, deny(`"ec2:RunInstances"`, `"*"`, "")}, `action warning 3:48 "ec2:RunInstances" is no action of S3`},
		"in another case":        {[]string{open, deny(`"S3:GETOBJECT"`, objects, "")}, ""},
		"a denial of others":     {[]string{open, `{"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObjekt", "Resource": "*"}`}, "action warning 3:51 did you mean s3:GetObject?"},
		"objects of a bucket":    {[]string{allow(`["s3:GetObject", "s3:ListBucket"]`, `"arn:aws:s3:::acme-models"`, "")}, "resource warning 2:50 s3:GetObject on a bucket ARN matches nothing"},
		"a bucket of objects":    {[]string{allow(`["s3:GetObject", "s3:ListBucket"]`, objects, "")}, "resource warning 2:66 s3:ListBucket on an object ARN matches nothing"},
		"both":                   {[]string{allow(`["s3:GetObject*", "s3:ListBucket"]`, `["arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/*"]`, "")}, ""},
		"a wide resource":        {[]string{allow(`["s3:GetObject", "s3:ListBucket"]`, `"arn:aws:s3:::acme-*"`, "")}, ""},
		"an access point":        {[]string{allow(`"s3:GetObject"`, `"arn:aws:s3:us-east-1:111122223333:accesspoint/models/object/*"`, "")}, ""},
		"a variable bucket":      {[]string{allow(`["s3:GetObject", "s3:ListBucket"]`, `["arn:aws:s3:::${aws:PrincipalAccount}-x/*", "arn:aws:s3:::${aws:PrincipalAccount}"]`, "")}, ""},
		"a bucket that is none":  {[]string{allow(`"s3:GetObject"`, `"arn:aws:s3:::My Bucket/*"`, "")}, `resource warning 2:77 "My Bucket" cannot be the name of a bucket`},
		"no resource of S3":      {[]string{allow(`"s3:*"`, `["*", "arn:aws:ec2:us-east-1:1:vpc/v"]`, "")}, "resource warning 2:75 is no resource of S3"},
		"a key":                  {[]string{open, when(`{"StringEquals": {"aws:SourceVpcs": "vpc-1"}}`)}, "condition warning 3:101 did you mean aws:SourceVpc?"},
		"a key of nobody":        {[]string{open, when(`{"StringEquals": {"my:key": "x"}}`)}, `condition warning 3:101 "my:key" is no condition key of S3`},
		"keys of a family":       {[]string{open, when(`{"StringEquals": {"aws:PrincipalTag/team": "x", "s3:ExistingObjectTag/a": "b", "AWS:username": "c"}}`)}, ""},
		"the public address":     {[]string{open, when(`{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}`)}, "condition warning 3:101 have no aws:SourceIp"},
		"a wildcard account":     {[]string{open, when(`{"StringLike": {"aws:PrincipalAccount": "1111222*"}}`)}, "condition warning 3:99 aws:PrincipalAccount takes no wildcard"},
		"too wide a wildcard":    {[]string{open, when(`{"StringLike": {"s3:prefix": ["home/anna/*", "a*"]}}`)}, "condition warning 3:99 fewer than six characters"},
		"a wildcard as text":     {[]string{open, when(`{"StringEquals": {"s3:prefix": "home/*"}}`)}, "condition warning 3:101 takes * and ? as they stand"},
		"an escaped wildcard":    {[]string{open, when(`{"StringLike": {"s3:prefix": "a${*}"}}`)}, ""},
		"no number":              {[]string{open, when(`{"NumericLessThan": {"s3:max-keys": "many"}}`)}, `condition warning 3:104 "many" is not a number`},
		"no truth":               {[]string{open, when(`{"Null": {"aws:SourceVpc": "yes"}}`)}, `condition warning 3:93 "yes" is not true or false`},
		"no address":             {[]string{open, when(`{"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/33"}}`)}, "condition warning 3:98 is not an address or a CIDR"},
		"no date":                {[]string{open, when(`{"DateLessThan": {"aws:CurrentTime": "soon"}}`)}, "condition warning 3:101 is not a date"},
		"a variable elsewhere":   {[]string{open, when(`{"NumericEquals": {"s3:max-keys": "${aws:username}"}}`)}, "condition warning 3:102 knows no policy variables"},
		"all of nothing":         {[]string{allow(`"*"`, `"*"`, `, "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "env"}}`)}, "condition warning 2:115 holds when the request has no aws:TagKeys"},
		"all of something":       {[]string{allow(`"*"`, `"*"`, `, "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "env"}, "Null": {"aws:TagKeys": "false"}}`)}, ""},
		"no value":               {[]string{open, when(`{"StringEquals": {"aws:username": []}}`)}, "condition warning 3:101 has no value"},
		"shadowed":               {[]string{open, allow(`"s3:GetObject"`, `"arn:aws:s3:::a-b/*"`, ""), deny(`"s3:Get*"`, `"arn:aws:s3:::a-b/*"`, "")}, "dead warning 3:1 statement 3 denies everything that it allows"},
		"shadowed at times":      {[]string{allow(`"s3:GetObject"`, `"arn:aws:s3:::a-b/*"`, ""), deny(`"s3:Get*"`, `"*"`, `, "Condition": {"Bool": {"aws:SecureTransport": "false"}}`)}, ""},
		"shadowed in part":       {[]string{allow(`"s3:*"`, `"arn:aws:s3:::a-b/*"`, ""), deny(`"s3:Get*"`, `"*"`, "")}, ""},
		"a denial of nothing":    {[]string{allow(`"s3:GetObject"`, objects, ""), deny(`"s3:GetObject"`, `"arn:aws:s3:::packages.*.amazonaws.com/*"`, "")}, "dead info 3:1 denies what no statement allows"},
		"a denial of a variable": {[]string{allow(`"s3:GetObject"`, objects, ""), deny(`"s3:GetObject"`, `"arn:aws:s3:::${aws:username}/x"`, "")}, ""},
		"redundant":              {[]string{open, allow(`"s3:GetObject"`, objects, "")}, "dead info 3:1 Open says the same and more"},
		"twice":                  {[]string{open, `{"Sid": "Again", ` + open[len(`{"Sid": "Open", `):]}, "duplicate warning 3:1 it says what Open says"},
		"one Sid for two":        {[]string{open, strings.Replace(deny(`"s3:GetObject"`, objects, ""), "{", `{"Sid": "Open", `, 1)}, `duplicate warning 3:9 the Sid "Open" is that of statement 1, too`},
		"an entry twice":         {[]string{open, deny(`["s3:GetObject", "S3:getobject"]`, objects, "")}, `duplicate info 3:65 "S3:getobject" is listed twice`},
		"only our own":           {[]string{open, when(`{"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}`)}, "ecr warning 3:104 the condition on aws:PrincipalOrgID cuts off the layers"},
		"our own, and ECR":       {[]string{open, strings.Replace(when(`{"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}`), `"Resource": "*"`, `"NotResource": "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"`, 1)}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := examined(policy.Purpose{}, test.statements...)
			if (len(got) == 0) != (test.want == "") || len(got) > 1 {
				t.Fatalf("got %+v, want %q", got, test.want)
			}
			for _, p := range got {
				told := fmt.Sprintf("%s %s %d:%d %s", strings.TrimPrefix(p.Rule, "s3.policy-"), p.Severity, p.Line, p.Column, p.Summary)
				head, summary, _ := strings.Cut(test.want, ":")
				column, summary, _ := strings.Cut(summary, " ")
				if !strings.HasPrefix(told, head+":"+column+" ") || !strings.Contains(p.Summary, summary) || !wellTold(p) {
					t.Errorf("got %s (%+v), want %s", told, p, test.want)
				}
			}
			if errors := policy.Lint("{\"Statement\": [" + strings.Join(test.statements, ",") + "]}"); len(errors) > 0 {
				t.Errorf("doubts are no errors: %+v", errors)
			}
		})
	}
}

func TestInterfaceEndpointsMayNamePrincipals(t *testing.T) {
	named := strings.Replace(open, `"Principal": "*"`, `"Principal": {"AWS": "arn:aws:iam::111122223333:role/Exec"}`, 1)
	if got := examined(policy.Purpose{Interface: true}, named); len(got) > 0 {
		t.Errorf("an interface endpoint: %+v", got)
	}
	if got := examined(policy.Purpose{}, named); len(got) != 1 || got[0].Rule != policy.RuleInvalid || got[0].Line != 2 || got[0].Column != 49 {
		t.Errorf("a gateway endpoint: %+v", got)
	}
	for _, statement := range []string{
		strings.Replace(open, `"Principal": "*", `, "", 1), strings.Replace(open, `"Principal": "*"`, `"Principal": "*", "NotPrincipal": {"AWS": "*"}`, 1),
	} {
		if got := examined(policy.Purpose{Interface: true}, statement); len(got) == 0 || got[0].Rule != policy.RuleInvalid {
			t.Errorf("%s: %+v", statement, got)
		}
	}
}

func TestWhatTheModelNeeds(t *testing.T) {
	purpose := policy.Purpose{Probes: policy.Probes(env("us-east-1"), []string{"s3://acme-models/fraud/model.tar.gz"})}
	bucket := allow(`"s3:GetObject"`, `"arn:aws:s3:::somewhere-else/*"`, "")
	got := examined(purpose, bucket)
	if len(got) != 3 || got[0].Rule != policy.RuleModel || got[0].Severity != policy.Error || got[1].Rule != policy.RuleECR || got[2].Severity != policy.Info {
		t.Errorf("another bucket: %+v", got)
	}
	only := strings.Replace(open, "}", `, "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:SourceVpce": "vpce-1"}}}`, 1)
	got = examined(purpose, only)
	if len(got) != 3 || got[0].Severity != policy.Warning || !strings.Contains(got[0].Summary, "may deny the model's data") || !strings.Contains(got[1].Summary, "layers") {
		t.Errorf("conditions on what is not known: %+v", got)
	}
	for _, name := range policy.Names() {
		doc, err := policy.Template(name, env("us-east-1"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range policy.Examine(doc.String(), purpose) {
			if p.Rule != policy.RuleDead || p.Severity != policy.Info || !strings.HasPrefix(p.Summary, "AmazonLinux") {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

func TestOperatorsAreSuggested(t *testing.T) {
	got := examined(policy.Purpose{}, open, when(`{"StringEqual": {"aws:username": "x"}}`))
	if len(got) != 1 || got[0].Severity != policy.Error || !strings.Contains(got[0].Remedy, "StringEquals") || got[0].Line != 3 || got[0].Column != 84 {
		t.Errorf("got %+v", got)
	}
}
