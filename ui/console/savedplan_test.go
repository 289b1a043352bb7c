package console_test

import (
	"path/filepath"
	"testing"
)

func TestSavedPlans(t *testing.T) {
	save := func(r *rig, args ...string) string {
		path := filepath.Join(r.dir, "saved.plan")
		r.want(0, append([]string{"plan", "--answers", r.answersFile(nil), "--out", path}, args...)...)
		r.says(&r.err, "sagevpc apply --plan "+path)
		return path
	}
	t.Run("as it is", func(t *testing.T) {
		r := newRig(t)
		path := save(r)
		// The plan was made for a Region: the environment does not move it to another.
		r.env["AWS_REGION"] = "eu-west-1"
		r.want(0, "apply", "--plan", path, "--yes")
		if r.sent() != allSent {
			t.Errorf("sent %s", r.sent())
		}
		if r.cloud.region != "us-east-1" {
			t.Errorf("applied in %s", r.cloud.region)
		}
	})
	t.Run("what plan prints", func(t *testing.T) {
		r := newRig(t)
		r.want(0, "plan", "--answers", r.answersFile(nil), "--output", "json")
		r.want(2, "apply", "--plan", r.file("printed.json", r.out.String()), "--yes")
		r.says(&r.err, "hides the values", "plan --out")
	})
	t.Run("other answers", func(t *testing.T) {
		r := newRig(t)
		path := save(r)
		r.want(2, "apply", "--plan", path, "--model-name", "other", "--yes")
		r.says(&r.err, "--model-name", "takes no other answers")
		r.want(2, "apply", "--plan", path, "--region", "eu-west-1", "--yes")
		r.says(&r.err, "made for us-east-1")
	})
	t.Run("another account", func(t *testing.T) {
		r := newRig(t)
		path := save(r)
		r.cloud.account.network.VPC.DNSSupport = false
		r.want(6, "apply", "--plan", path, "--yes")
		r.says(&r.err, "ModifyVpcAttribute")
		if r.sent() != "" {
			t.Errorf("sent %s", r.sent())
		}
	})
	for name, test := range map[string]struct{ text, says string }{
		"no JSON":        {"{\n\"schema\": 1,\n}", "at line 3"},
		"no plan":        {"{}", "schema none"},
		"another schema": {`{"schema": 2}`, "schema 2"},
		"unknown fields": {`{"schema": 1, "more": 1}`, "more"},
		"a wrong type":   {"{\"schema\": 1,\n\"account\": 5}", "at line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.want(2, "apply", "--plan", r.file("bad.plan", test.text), "--yes")
			r.says(&r.err, test.says)
		})
	}
	t.Run("no file", func(t *testing.T) {
		r := newRig(t)
		r.want(2, "apply", "--plan", "/nowhere/x.plan", "--yes")
		r.says(&r.err, "there is no plan file")
	})
}
