package console_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sagevpc/steps/plan"
)

func TestFlagsOverAnswers(t *testing.T) {
	r := newRig(t)
	r.want(0, "plan", "--answers", r.answersFile(nil), "--output", "json", "--show-secrets",
		"--model-name", "other", "--role", roleARN+"2", "--image", "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:4", "--model-data", "s3://b/m.tar.gz",
		"--env", "LEVEL=debug", "--env", "TOKEN=a=b", "--tag", "team=risk", "--network-isolation",
		"--subnets", subnetB+", "+subnetA, "--instances", "3", "--max-instances", "5", "--efa", "true",
		"--update", "rolling", "--rolling-batch", "0.1", "--reserve", "2", "--s3-action", "create",
		"--route-tables", tableID, "--policy", "model-buckets", "--buckets", "more-models", "--dns", "leave")
	var p plan.Plan
	if err := json.Unmarshal(r.out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	a := p.Answers
	got, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	const want = `"model":{"name":"other","role":"arn:aws:iam::111122223333:role/Exec2","containers":[{"image":"111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:4",` +
		`"model_data":"s3://b/m.tar.gz","environment":{"LEVEL":"debug","TOKEN":"a=b"}}],"network_isolation":true,"tags":{"team":"risk"}},` +
		`"network":{"vpc":"vpc-0123456789abcdef0","subnets":["subnet-0123456789abcdef1","subnet-0123456789abcdef0"],"security_groups":["sg-0123456789abcdef0"]},` +
		`"capacity":{"instance_type":"ml.g5.xlarge","instances":3,"max_instances":5,"efa":"true","update":"rolling","rolling_batch":0.1,"reserve":2},` +
		`"s3":{"action":"create","route_tables":["rtb-0123456789abcdef0"],"policy":"model-buckets","buckets":["more-models"]`
	if !strings.Contains(string(got), want) || a.DNS != plan.DNSLeave {
		t.Errorf("the answers are\n%s\nand should hold\n%s", got, want)
	}
}

func TestFlagsForOneContainerAmongSeveral(t *testing.T) {
	r := newRig(t)
	r.want(2, "plan", "--image", "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:4", "--answers", r.answersFile(func(a *plan.Answers) {
		a.Model.Containers = append(a.Model.Containers, plan.Container{Image: "img:1"})
	}))
	r.says(&r.err, "2 containers")
}

func TestAnEmptyListAnswersWithNone(t *testing.T) {
	r := newRig(t)
	r.want(3, "plan", "--answers", r.answersFile(nil), "--security-groups", "")
	r.says(&r.out, "sg.none")
}

func TestRouteTablesAuto(t *testing.T) {
	r := newRig(t)
	path := r.answersFile(func(a *plan.Answers) { a.S3.RouteTables = plan.RouteTables{"rtb-00000000"} })
	r.want(0, "plan", "--answers", path, "--route-tables", "auto", "--output", "json")
	r.says(&r.out, `"RouteTableIds": [
            "rtb-0123456789abcdef0"
          ]`)
}

func TestWhereTheAccountComesFrom(t *testing.T) {
	for _, test := range []struct {
		name            string
		env             map[string]string
		args            []string
		profile, region string
		note            string
	}{
		{"the answers", nil, nil, "ml-dev", "us-east-1", ""},
		{"the environment", map[string]string{"AWS_PROFILE": "ops", "AWS_REGION": "eu-west-1"}, nil, "ops", "eu-west-1", "the Region eu-west-1 of the environment is used"},
		{"keys in the environment", map[string]string{"AWS_ACCESS_KEY_ID": "AKIA"}, nil, "", "us-east-1", "the credentials of the environment are used"},
		{"the older name", map[string]string{"AWS_DEFAULT_REGION": "eu-west-1"}, nil, "ml-dev", "eu-west-1", "note: the Region"},
		{"flags", map[string]string{"AWS_PROFILE": "ops", "AWS_REGION": "eu-west-1"}, []string{"--profile", "me", "--region", "eu-west-2"}, "me", "eu-west-2", ""},
		{"the same", map[string]string{"AWS_PROFILE": "ml-dev", "AWS_REGION": "us-east-1"}, nil, "ml-dev", "us-east-1", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			for name, value := range test.env {
				r.env[name] = value
			}
			path := r.answersFile(func(a *plan.Answers) { a.Profile = "ml-dev" })
			r.want(0, append([]string{"plan", "--answers", path}, test.args...)...)
			if r.cloud.profile != test.profile || r.cloud.region != test.region {
				t.Errorf("opened %q in %q", r.cloud.profile, r.cloud.region)
			}
			if strings.Contains(r.err.String(), "note:") != (test.note != "") || !strings.Contains(r.err.String(), test.note) {
				t.Errorf("stderr is %q", r.err.String())
			}
		})
	}
}

func TestEnvironmentOfTheProgram(t *testing.T) {
	r := newRig(t)
	r.env["SAGEVPC_ANSWERS"] = r.answersFile(nil)
	r.env["SAGEVPC_OUTPUT"] = "json"
	r.want(0, "plan")
	r.says(&r.out, `"schema": 1`)
	r.want(0, "plan", "--output", "text")
	r.says(&r.out, "Plan for fraud-vpc")
	r.env["SAGEVPC_READ_ONLY"] = "perhaps"
	r.want(2, "plan")
	r.says(&r.err, "SAGEVPC_READ_ONLY")

	demo := newRig(t)
	demo.env["SAGEVPC_DEMO"] = "1"
	demo.env["AWS_REGION"] = "eu-west-1"
	demo.want(0, "plan")
	if demo.cloud.options.Demo != "tour" || demo.cloud.region != "us-east-1" {
		t.Errorf("opened %+v in %s", demo.cloud.options, demo.cloud.region)
	}
	demo.env["SAGEVPC_DEMO"] = "false"
	demo.want(2, "plan")
	demo.env["SAGEVPC_YES"] = "true"
	demo.want(2, "apply", "--answers", demo.answersFile(nil))
}

func TestLogFile(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(r.dir, "calls.jsonl")
	r.want(0, "plan", "--answers", r.answersFile(nil), "--log-file", path)
	if r.cloud.options.Log == nil {
		t.Error("the account has nothing to log to")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	r.want(2, "plan", "--answers", r.answersFile(nil), "--log-file", filepath.Join(r.dir, "no", "folder"))
}

func TestPolicyFileBesideTheAnswers(t *testing.T) {
	r := newRig(t)
	document := `{"Version":"2012-10-17","Statement":[{"Sid":"Mine","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}`
	r.file("own.json", document)
	r.want(0, "plan", "--output", "json", "--answers", r.answersFile(func(a *plan.Answers) { a.S3.Policy = "file:own.json" }))
	r.says(&r.out, `\"Mine\"`)
}
