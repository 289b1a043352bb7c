package console_test

import (
	"strings"
	"testing"
	"time"

	"sagevpc/steps/facts"
)

// words is a text without its line breaks.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

// repaired gives the network its way to S3.
func (a *account) repaired() {
	a.network.Endpoints = []facts.Endpoint{{
		ID: "vpce-0123456789abcdef0", VPC: vpcID, Service: a.network.S3.Service, Type: "Gateway", State: "available", RouteTables: []string{tableID}, Owner: "111122223333",
		Policy: `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
	}}
	a.routes(facts.Route{Destination: a.network.S3.PrefixList, Target: "vpce-0123456789abcdef0", State: "active"})
}

func TestDoctorFailsWhereAWarningExplainsTheFailure(t *testing.T) {
	r := ward(t)
	r.cloud.account.repaired()
	r.cloud.account.offered = []string{"use1-az1"}
	e := r.cloud.account.endpoints["fraud"]
	e.FailureReason = "Unable to locate at least 2 availability zone(s) with the requested instance type ml.g5.xlarge that overlap with SageMaker AI subnets."
	r.cloud.account.endpoints["fraud"] = e
	r.want(3, "doctor", "--endpoint", "fraud")
	r.says(&r.out, "because    ! subnet.instance-type", "✗ subnet.instance-type explains why endpoint fraud failed")
	if said := words(r.out.String()); strings.Contains(said, "nothing blocks") || !strings.Contains(said, "→ ") {
		t.Errorf("it says\n%s", r.out.String())
	}
	r.want(3, "doctor", "--endpoint", "fraud", "--output", "json")
	e.Status, e.FailureReason = "InService", ""
	r.cloud.account.endpoints["fraud"] = e
	r.want(0, "doctor", "--model", "fraud-v2")
}

// TestDoctorClaimsNoCheckThatItDidNotMake: the model is deleted, so its network is not known.
func TestDoctorClaimsNoCheckThatItDidNotMake(t *testing.T) {
	r := ward(t)
	delete(r.cloud.account.models, "fraud-v2")
	r.want(0, "doctor", "--endpoint", "fraud")
	if said := words(r.out.String()); strings.Contains(said, "Looked at") || !strings.Contains(said, "no rule was held against it") {
		t.Errorf("it says\n%s", r.out.String())
	}
}

// TestDoctorOfAllNeverPassesWhatItCouldNotRead: nothing is known to block, and that is all.
func TestDoctorOfAllNeverPassesWhatItCouldNotRead(t *testing.T) {
	r := ward(t)
	r.cloud.account.unreadable = &facts.Fault{Kind: facts.Denied, Op: "sagemaker:DescribeModel", Summary: "sagemaker:DescribeModel is not allowed"}
	r.want(0, "doctor", "--all")
	r.says(&r.out, "? nothing is known to block any of 2 models", "? 2 models could not be examined")
	if strings.Contains(r.out.String(), "✓") {
		t.Errorf("it says\n%s", r.out.String())
	}
	r.cloud.account.unreadable = nil
	r.cloud.account.network.Gaps = facts.Gaps{facts.TopicRouteTables: {Kind: facts.Denied, Op: "ec2:DescribeRouteTables", Summary: "ec2:DescribeRouteTables is not allowed"}}
	r.cloud.account.network.RouteTables = nil
	r.want(0, "doctor", "--all")
	r.says(&r.out, "? nothing is known to block any of 1 model", "? 1 model could not be examined in full")
	r.want(0, "doctor", "--model", "fraud-v2")
	r.says(&r.out, "? nothing is known to block", "2 not known")
}

// TestDoctorProposesNoPlanThatIsBlocked: a copy in the model's one subnet is no repair.
func TestDoctorProposesNoPlanThatIsBlocked(t *testing.T) {
	r := ward(t)
	m := r.cloud.account.models["fraud-v2"]
	m.VPC = &facts.VPCConfig{Subnets: []string{subnetA}, SecurityGroups: []string{groupID}}
	r.cloud.account.models["fraud-v2"] = m
	r.want(3, "doctor", "--model", "fraud-v2")
	r.says(&r.out, "sagevpc --from fraud-v2\n", "subnet.single-az: ")
	if strings.Contains(r.out.String(), "sagevpc plan") {
		t.Errorf("it says\n%s", r.out.String())
	}
	r.want(3, "doctor", "--model", "fraud-v2", "--output", "json")
	r.says(&r.out, `"command": "sagevpc --from fraud-v2"`, `"applicable": false`)
}

// TestDoctorWaitsForAnEndpointThatStarts says how long it has been, in both outputs.
func TestDoctorWaitsForAnEndpointThatStarts(t *testing.T) {
	r := ward(t)
	r.cloud.account.repaired()
	e := r.cloud.account.endpoints["fraud"]
	e.Status, e.FailureReason, e.Created = "Creating", "", begun.Add(-12*time.Minute)
	r.cloud.account.endpoints["fraud"] = e
	const want = "It has been starting for 12 min, and that is no failure yet: up to 60 minutes are common."
	for _, args := range [][]string{{"--endpoint", "fraud"}, {"--model", "fraud-v2"}, {"--endpoint", "fraud", "--output", "json"}} {
		r.want(0, append([]string{"doctor"}, args...)...)
		if said := words(r.out.String()); strings.Count(said, want) != 1 {
			t.Errorf("%q says\n%s", args, r.out.String())
		}
	}
}
