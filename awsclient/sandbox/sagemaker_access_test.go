package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const seesArchives = `{"Version":"2012-10-17","Statement":[
	{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"},{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::data"}]}`

// What the control plane can see of model data, by what the role may do and what there is.
func TestModelData(t *testing.T) {
	getOnly := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}`
	listOnly := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}}`
	endpointOnly := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}}`
	grant := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/R"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}}`
	const access, absent = "Could not access model data at ", "Could not find model data at "
	one := func(url string) string { return `"ModelDataUrl":"` + url + `"` }
	prefix := func(url string) string {
		return `"ModelDataSource":{"S3DataSource":{"S3Uri":"` + url + `","S3DataType":"S3Prefix","CompressionType":"None"}}`
	}
	more := func(kind, url string) string {
		return `,"AdditionalModelDataSources":[{"ChannelName":"c","S3DataSource":{"S3Uri":"` + url + `","S3DataType":"` + kind + `","CompressionType":"None"}}]`
	}
	for _, tc := range []struct{ name, policy, bucket, data, want string }{
		{"readable", seesArchives, "", one("s3://data/a/m.tar.gz"), ""},
		{"by its web address", seesArchives, "", one("https://data.s3.us-east-1.amazonaws.com/a/m.tar.gz"), ""},
		{"by its web address, by path", seesArchives, "", one("https://s3.us-east-1.amazonaws.com/data/a/x.tar.gz"), absent},
		{"not readable", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}`, "", one("s3://data/a/m.tar.gz"), access},
		{"absent", seesArchives, "", one("s3://data/a/x.tar.gz"), absent},
		{"absent, to one who may not list", getOnly, "", one("s3://data/a/x.tar.gz"), access},
		{"in another Region", getOnly, "", one("s3://far/m.tar.gz"), access},
		{"in another account", getOnly, "", one("s3://foreign/m.tar.gz"), access},
		{"no bucket", getOnly, "", one("s3://nowhere/m.tar.gz"), access},
		{"denied by the bucket", seesArchives, endpointOnly, one("s3://data/a/m.tar.gz"), access},
		{"allowed by the bucket", listOnly, grant, one("s3://data/a/m.tar.gz"), ""},
		{"uncompressed", seesArchives, "", prefix("s3://data/a/"), ""},
		{"uncompressed, without listing", getOnly, "", prefix("s3://data/a/"), access},
		{"uncompressed, without reading", listOnly, "", prefix("s3://data/a/"), access},
		{"uncompressed and absent", seesArchives, "", prefix("s3://data/b/"), absent},
		{"uncompressed, of the whole bucket", seesArchives, "", prefix("s3://data/"), ""},
		{"one object that is called like a prefix", seesArchives, "", one("s3://data/a/"), absent},
		{"more data beside the archive", seesArchives, "", one("s3://data/a/m.tar.gz") + more("S3Prefix", "s3://data/a/"), ""},
		{"more data that is absent", seesArchives, "", one("s3://data/a/m.tar.gz") + more("S3Prefix", "s3://data/b/"), absent},
		{"more data of one object", getOnly, "", one("s3://data/a/m.tar.gz") + more("S3Object", "s3://data/a/m.tar.gz"), ""},
		{"more data of a prefix, without listing", getOnly, "", one("s3://data/a/m.tar.gz") + more("S3Prefix", "s3://data/a/"), access},
		{"many models, and one more object that is absent", seesArchives, "", `"Mode":"MultiModel",` + one("s3://data/later/") + more("S3Object", "s3://data/b"), absent},
		{"many models", seesArchives, "", `"Mode":"MultiModel",` + one("s3://data/later/"), ""},
		{"many models, without listing", getOnly, "", `"Mode":"MultiModel",` + one("s3://data/a/"), access},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := blueprint{
				roles:   []rolePlan{{name: "R", trust: sagemakerPrincipal, inline: []policyPlan{{"P", tc.policy}}}},
				buckets: []bucketPlan{{name: "data", region: Region, objects: []string{"a/m.tar.gz"}, policy: tc.bucket}, {name: "far", region: "eu-west-1"}, {name: "foreign", region: Region, foreign: true}},
			}.opened(t)
			got := answerTo(t, a, "sagemaker", sagemakerTarget+"CreateModel", fmt.Sprintf(
				`{"ModelName":"m","ExecutionRoleArn":"arn:aws:iam::%s:role/R","PrimaryContainer":{"Image":"%sx:1",%s}}`, AccountID, ownRegistry, tc.data))
			if (tc.want == "") != (got.status == 200) || !strings.Contains(string(got.body), tc.want) {
				t.Errorf("%d %s, want %s", got.status, got.body, tc.want)
			}
		})
	}
}

func TestPullingImages(t *testing.T) {
	narrow := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:BatchGetImage","Resource":"arn:aws:ecr:us-east-1:111122223333:repository/fraud"}}`
	w := blueprint{roles: []rolePlan{{name: "R", trust: sagemakerPrincipal, inline: []policyPlan{{"P", narrow}}}}}.opened(t).world
	for image, want := range map[string]bool{
		ownRegistry + "fraud:3":                            true,
		ownRegistry + "fraud@sha256:0123":                  true,
		ownRegistry + "churn:3":                            false,
		"763104351884.dkr.ecr.us-east-1.amazonaws.com/x:1": false,
		"registry.example.com/fraud:3":                     true,
	} {
		if got := w.mayPull(w.roles[0], image, time.Now()); got != want {
			t.Errorf("%s: %v", image, got)
		}
		if sentence := fmt.Sprintf(noPull, w.roles[0].arn(), image); !strings.Contains(sentence, "does not have BatchGetImage permission for the image: '"+image) {
			t.Errorf("says %q", sentence)
		}
	}
}

// A role's trust is read, not searched: who is named must be allowed, too.
func TestTrustIsEvaluated(t *testing.T) {
	for trust, want := range map[string]bool{
		`{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","sagemaker.amazonaws.com"]},"Action":"sts:AssumeRole"}}`: true,
		`{"Statement":{"Effect":"Deny","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}}`:                        false,
		`{"Statement":{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:TagSession"}}`:                       false,
		`{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}`:                             false,
	} {
		r := &role{name: "R", path: "/", trust: trust}
		if r.trusts(sagemakerPrincipal) != want {
			t.Errorf("%s: %v", trust, !want)
		}
	}
}
