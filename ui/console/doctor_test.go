package console_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const reason = `Failed to download model data from URL "s3://acme-models/fraud/model.tar.gz". Please ensure that an S3 VPC endpoint exists in route table or NAT gateway for the VPC mode and the URL is reachable from within the subnets provided.`

// ward is a rig whose account has a model in a network without a way to S3, and its failed endpoint.
func ward(t *testing.T) *rig {
	r := newRig(t)
	everything := netip.MustParsePrefix("0.0.0.0/0")
	r.cloud.account.network.ACLs = []facts.NetworkACL{{ID: "acl-0123456789abcdef0", VPC: vpcID, Default: true, Entries: []facts.ACLEntry{
		{Number: 100, Egress: true, Allow: true, Protocol: "-1", CIDR: everything, From: -1, To: -1},
		{Number: 100, Allow: true, Protocol: "-1", CIDR: everything, From: -1, To: -1},
	}}}
	model := func(name string, config *facts.VPCConfig) {
		r.cloud.account.models[name] = facts.Model{
			Name: name, ARN: "arn:aws:sagemaker:us-east-1:111122223333:model/" + name, Role: roleARN, Primary: true, VPC: config,
			Containers: []facts.Container{{
				Image:     "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3",
				ModelData: "s3://acme-models/fraud/model.tar.gz", Environment: map[string]string{"TOKEN": secret},
			}},
		}
	}
	model("fraud-v2", &facts.VPCConfig{Subnets: []string{subnetA, subnetB}, SecurityGroups: []string{groupID}})
	model("bare", nil)
	r.cloud.account.endpoints = map[string]facts.InferenceEndpoint{"fraud": {
		Name: "fraud", Status: "Failed", FailureReason: reason, Config: "fraud", Modified: begun.Add(-12 * time.Minute),
		Variants: []facts.Variant{{Name: "all", Model: "fraud-v2", InstanceType: "ml.g5.xlarge", Initial: 2}},
	}}
	return r
}

func TestDoctorAsText(t *testing.T) {
	for name, args := range map[string][]string{
		"endpoint": {"--endpoint", "fraud"}, "model": {"--model", "fraud-v2"}, "outside": {"--model", "bare"}, "all": {"--all"},
	} {
		t.Run(name, func(t *testing.T) {
			code := 3
			if name == "outside" {
				code = 0
			}
			r := ward(t)
			r.want(code, append([]string{"doctor"}, args...)...)
			golden.RequireEqual(t, r.out.String())
			if len(r.sent()) > 0 || r.err.Len() > 0 {
				t.Errorf("it wrote %q, and said %q", r.sent(), r.err.String())
			}
		})
	}
}

// TestDoctorInColour has the terminal's marks and no other difference.
func TestDoctorInColour(t *testing.T) {
	r := ward(t)
	r.want(3, "doctor", "--endpoint", "fraud")
	plain := r.out.String()
	r.terminal = true
	r.env["TERM"] = "xterm-256color"
	r.want(3, "doctor", "--endpoint", "fraud")
	if !strings.Contains(r.out.String(), "\x1b[") {
		t.Error("a terminal gets no colours")
	}
	r.env["NO_COLOR"] = "1"
	r.want(3, "doctor", "--endpoint", "fraud")
	if r.out.String() != plain {
		t.Errorf("without colours it says\n%s", r.out.String())
	}
}

func TestDoctorAsJSON(t *testing.T) {
	r := ward(t)
	r.terminal = true
	r.want(3, "doctor", "--endpoint", "fraud", "--output", "json")
	var got struct {
		plan.Plan
		Examined struct {
			Endpoint, Status string
			FailureReason    string   `json:"failure_reason"`
			CausedBy         []string `json:"caused_by"`
			AgeSeconds       int      `json:"age_seconds"`
		}
		Repair []struct {
			Name, Command string
			Changes       []struct{ ID string }
			Applicable    bool
		}
	}
	text := r.out.String()
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	e := got.Examined
	if e.Endpoint != "fraud" || e.Status != "Failed" || e.FailureReason != reason || e.AgeSeconds != 720 ||
		len(e.CausedBy) != 2 || e.CausedBy[0] != "s3.no-path" || e.CausedBy[1] != subnetA {
		t.Errorf("examined: %+v", e)
	}
	if got.Schema != plan.Schema || got.Account != "111122223333" || len(got.Findings) == 0 || got.Applicable || got.Changes == nil || len(got.Changes) > 0 || len(got.Paths) != 2 {
		t.Errorf("the plan is %+v", got.Plan)
	}
	if len(got.Repair) != 1 || got.Repair[0].Name != "fraud-v2-vpc" || len(got.Repair[0].Changes) != 2 || !got.Repair[0].Applicable {
		t.Errorf("the repair is %+v", got.Repair)
	}
	if strings.Contains(text, "\x1b") || strings.Contains(text, secret) {
		t.Errorf("the JSON is\n%s", text)
	}
	r.want(0, "doctor", "--model", "bare", "--output", "json")
	r.says(&r.out, `"findings": []`, `"changes": []`, `"paths": []`, `"verdict": "no-vpc"`, `"caused_by": []`)
}

func TestDoctorOfAllAsJSON(t *testing.T) {
	r := ward(t)
	r.want(3, "doctor", "--all", "--output", "json")
	var got struct {
		Schema          int
		Account, Region string
		Models          []struct {
			Name, VPC, Verdict string
			Findings           []plan.Finding
		}
		Outside int `json:"without_vpc"`
	}
	if err := json.Unmarshal(r.out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != 1 || got.Account != "111122223333" || got.Region != "us-east-1" || got.Outside != 1 || len(got.Models) != 1 ||
		got.Models[0].Name != "fraud-v2" || got.Models[0].VPC != vpcID || got.Models[0].Verdict != "blocks" || len(got.Models[0].Findings) == 0 {
		t.Errorf("%+v", got)
	}
}

// TestDoctorShowsHowFarItIs to somebody at a terminal, and to nobody else.
func TestDoctorShowsHowFarItIs(t *testing.T) {
	r := ward(t)
	r.terminal = true
	r.want(3, "doctor", "--all", "--no-color")
	r.says(&r.err, "read 2 of 2 models", "\r")
	r.terminal = false
	r.want(3, "doctor", "--all")
	if r.err.Len() > 0 {
		t.Errorf("it says %q to a pipe", r.err.String())
	}
}

func TestDoctorIsToldOneThing(t *testing.T) {
	r := ward(t)
	r.app.Open = nil // nothing is opened before that is settled
	for _, args := range [][]string{{}, {"--model", "a", "--endpoint", "b"}, {"--model", "a", "--all"}, {"--all", "--rules"}} {
		r.want(2, append([]string{"doctor"}, args...)...)
		r.says(&r.err, "--model NAME", "--endpoint NAME", "--all", "--rules")
	}
}

func TestDoctorInADemo(t *testing.T) {
	r := ward(t)
	r.want(2, "doctor", "--demo")
	r.says(&r.err, "sagevpc doctor --demo=tour --model fraud-v2")
	about := answers()
	about.Model.From = "fraud-v2"
	r.app.Scenarios[0].Answers = about
	r.want(3, "doctor", "--demo")
	r.says(&r.out, "model fraud-v2", "--demo=tour")
}

func TestDoctorWithoutASubject(t *testing.T) {
	r := ward(t)
	r.want(1, "doctor", "--model", "fraud-v3")
	r.says(&r.err, "there is no model fraud-v3", "Did you mean fraud-v2?")
	r.want(1, "doctor", "--endpoint", "fraudd")
	r.says(&r.err, "Did you mean fraud?")
	r.cloud.account.gate = &facts.Fault{Kind: facts.Expired, Op: "sts:GetCallerIdentity", Summary: "the session has ended", Fix: "Run aws sso login."}
	for _, args := range [][]string{{"--model", "fraud-v2"}, {"--endpoint", "fraud"}, {"--all"}} {
		r.want(4, append([]string{"doctor"}, args...)...)
		r.says(&r.err, "Run aws sso login.")
	}
}

// TestDoctorDoesNotGuess: a text that is not known is shown, harmless and without a cause.
func TestDoctorDoesNotGuess(t *testing.T) {
	r := ward(t)
	e := r.cloud.account.endpoints["fraud"]
	e.FailureReason = "Something new: " + hostile
	r.cloud.account.endpoints["fraud"] = e
	r.want(3, "doctor", "--endpoint", "fraud")
	r.says(&r.out, `Something new: \x1b[31mred`, "not one that sagevpc can read")
	if strings.ContainsAny(r.out.String(), "\x1b\u202e") {
		t.Error("a control character got through")
	}
	e.FailureReason = "The role 'x' does not have BatchGetImage permission for the image: 'y'."
	r.cloud.account.endpoints["fraud"] = e
	r.want(3, "doctor", "--endpoint", "fraud")
	if words := strings.Join(strings.Fields(r.out.String()), " "); !strings.Contains(words, "it may have been repaired since. Looked at: ") {
		t.Errorf("it says\n%s", r.out.String())
	}
}

func TestDoctorFitsEightyColumns(t *testing.T) {
	r := ward(t)
	r.want(3, "doctor", "--endpoint", "fraud")
	for line := range strings.Lines(r.out.String()) {
		sentence := strings.HasPrefix(line, "             ") && !strings.Contains(line, "sagevpc")
		if n := len([]rune(strings.TrimRight(line, "\n"))); sentence && n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// TestDoctorPrintsTheRules without an account, a terminal, or a finding.
func TestDoctorPrintsTheRules(t *testing.T) {
	r := newRig(t)
	r.app.Open = nil
	r.want(0, "doctor", "--rules")
	golden.RequireEqual(t, r.out.String())
	for line := range strings.Lines(r.out.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 80 && !strings.Contains(line, "https://") {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	r.want(0, "doctor", "--rules", "--output", "json")
	var got struct {
		Schema int
		Rules  []struct {
			Name, When, Remedy, Source string
			Severities                 []plan.Severity
		}
	}
	if err := json.Unmarshal(r.out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != 1 || len(got.Rules) != len(plan.Rules()) {
		t.Errorf("%d rules of %d", len(got.Rules), len(plan.Rules()))
	}
	for _, rule := range got.Rules {
		if rule.Name == "" || rule.When == "" || rule.Remedy == "" || !strings.HasPrefix(rule.Source, "https://") || len(rule.Severities) == 0 {
			t.Errorf("%+v", rule)
		}
	}
}
