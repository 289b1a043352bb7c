package doctor_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const noData = `Failed to download model data from URL "s3://acme-models/x". Please ensure that an S3 VPC endpoint exists in route table or NAT gateway for the VPC mode and the URL is reachable from within the subnets provided.`

func examined(t *testing.T, f *fake, s doctor.Subject) doctor.Report {
	t.Helper()
	r, err := doctor.Examine(t.Context(), f, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAHealthyModelAndItsEndpoint(t *testing.T) {
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.endpoints["up"] = endpoint("up", "InService", "", "fraud")
	f.endpoints["other"] = endpoint("other", "InService", "", "churn")
	for _, s := range []doctor.Subject{{Model: "fraud"}, {Endpoint: "up"}} {
		r := examined(t, f, s)
		if len(r.Models) != 1 || r.Models[0].State != doctor.Examined || r.Models[0].VPC != prod || r.Models[0].Repair != nil {
			t.Fatalf("%+v: %+v", s, r.Models)
		}
		if r.Blocks() || len(r.Notes) > 0 || len(r.Endpoints) != 1 || r.Endpoints[0].Name != "up" || doctor.Verdict(r.Findings()) != steps.Holds {
			t.Errorf("%+v: %+v", s, r)
		}
		if c := r.Models[0].Plan.Answers.Capacity; c.InstanceType != "ml.m5.xlarge" || c.Instances != 2 || len(r.Models[0].Plan.Paths) != 2 {
			t.Errorf("%+v: capacity is %+v, paths %+v", s, c, r.Models[0].Plan.Paths)
		}
	}
}

// TestTheCauseOfAFailure has the finding, what would repair it, and that the copy's name is free.
func TestTheCauseOfAFailure(t *testing.T) {
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.add("fraud-vpc", "subnet-a", "subnet-b")
	f.endpoints["fraud"] = endpoint("fraud", "Failed", noData, "fraud")
	f.cut(prod, "subnet-b")
	r := examined(t, f, doctor.Subject{Endpoint: "fraud"})
	c := r.Endpoints[0].Cause
	if !c.Known || c.Finding == nil || c.Finding.Rule != plan.RuleS3NoPath || c.Finding.Subject != "subnet-b" || c.Model != "fraud" || !r.Blocks() {
		t.Fatalf("the cause is %+v", c)
	}
	p := r.Models[0].Repair
	if p == nil || p.Answers.Model.Name != "fraud-vpc-2" || p.Answers.Model.From != "fraud" || len(p.Changes) != 2 || !p.Applicable {
		t.Errorf("the repair is %+v", p)
	}
	if all := r.Plan(); len(all.Changes) > 0 || all.Applicable || len(all.Findings) == 0 {
		t.Errorf("the report's plan is %+v", all)
	}
}

func TestTheReasonIsNotGuessedAt(t *testing.T) {
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	cause := func(reason string) doctor.Cause {
		f.endpoints["it"] = endpoint("it", "Failed", reason, "fraud")
		return examined(t, f, doctor.Subject{Endpoint: "it"}).Endpoints[0].Cause
	}
	if c := cause("Something nobody has seen before."); c.Known || c.Finding != nil {
		t.Errorf("of an unknown text: %+v", c)
	}
	if c := cause(noData); !c.Known || c.Finding != nil || !slices.Contains(c.Rules, "s3.no-path") || len(c.Unchecked) > 0 {
		t.Errorf("of a repaired network: %+v", c)
	}
	f.bend(prod, func(n *facts.Network) {
		n.Gaps = n.Gaps.With(facts.TopicRouteTables, *denied("ec2:DescribeRouteTables"))
		n.RouteTables = nil
	})
	if c := cause(noData); c.Finding != nil || len(c.Unchecked) == 0 || c.Unchecked[0].Rule != plan.RuleS3NoPath {
		t.Errorf("of a network that may not be read: %+v", c)
	}
	// A warning about DNS names says nothing about the model's data.
	f = newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.bend(prod, func(n *facts.Network) { n.VPC.DNSHostnames = false })
	if c := cause(noData); c.Finding != nil {
		t.Errorf("blames %+v", c.Finding)
	}
}

// TestReasons has each text of AWS's with a finding that explains it, and one that does not.
func TestReasons(t *testing.T) {
	for _, tc := range []struct {
		reason, explains, not string
		status                string
	}{
		{"Unable to locate at least 2 availability zone(s) with the requested instance type ml.m5.xlarge that overlap with SageMaker AI subnets.", "subnet.single-az", "s3.no-path", "Failed"},
		{noData, "s3.policy-deny-only", "subnet.single-az", "Failed"},
		{noData, "sg.egress-s3", "capacity.exhausted", "Failed"},
		{noData, "nacl.return", "s3.bystanders", "Failed"},
		{"Artifact upload failed: please verify there is a route to an S3 VPC endpoint or a NAT device", "s3.route-blackhole", "model.image", "Failed"},
		{"The specified subnet does not have ENOUGH FREE ADDRESSES to satisfy the request.", "capacity.exhausted", "capacity.update", "Failed"},
		{"InsufficientFreeAddressesInSubnet", "capacity.update", "s3.no-path", "InService"},
		{`Could not access model data at s3://x. Please ensure that the role "arn" exists`, "s3.policy-model", "dns.support", "Failed"},
		{"Could not find model data at s3://x", "model.data-region", "s3.no-path", "Failed"},
		{"The role 'x' does not have BatchGetImage permission for the image: 'y'.", "s3.policy-ecr", "s3.no-path", "Failed"},
		{"The all variant did not pass the ping health check. Please check CloudWatch logs", "reach.no-path", "capacity.update", "Failed"},
	} {
		models := []doctor.Model{{Name: "m", Plan: plan.Plan{Findings: []plan.Finding{
			{Rule: tc.not, Severity: plan.Block}, {Rule: tc.explains, Severity: plan.Block, Subject: "it"},
		}}}}
		c := doctor.Explain(facts.InferenceEndpoint{Status: tc.status, FailureReason: tc.reason}, models)
		if c.Finding == nil || c.Finding.Rule != tc.explains || c.Meaning == "" {
			t.Errorf("%s: %+v", tc.reason, c)
		}
		models[0].Plan.Findings[1].Severity = plan.Info
		if c := doctor.Explain(facts.InferenceEndpoint{Status: tc.status, FailureReason: tc.reason}, models); c.Finding != nil || !c.Known {
			t.Errorf("%s is explained by %+v", tc.reason, c.Finding)
		}
	}
}

// TestAFailedUpdateKeepsItsReason: the endpoint serves, and says why it was not updated.
func TestAFailedUpdateKeepsItsReason(t *testing.T) {
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.endpoints["it"] = endpoint("it", "InService", "InsufficientFreeAddressesInSubnet", "fraud")
	f.bend(prod, func(n *facts.Network) { n.Subnets[0].Free, n.Subnets[1].Free = 1, 1 })
	r := examined(t, f, doctor.Subject{Endpoint: "it"})
	if c := r.Endpoints[0].Cause; c.Finding == nil || c.Finding.Rule != plan.RuleCapacityUpdate || !r.Blocks() {
		t.Errorf("%+v of %+v", c, r.Findings())
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "it-config") {
		t.Errorf("notes %q", r.Notes)
	}
}

// TestAFleetThatRunsAsksForNothing: its addresses have left the subnets already.
func TestAFleetThatRunsAsksForNothing(t *testing.T) {
	for _, status := range []string{"InService", "Creating"} {
		f := newFake()
		f.add("fraud", "subnet-a", "subnet-b")
		f.endpoints["it"] = endpoint("it", status, "", "fraud")
		f.bend(prod, func(n *facts.Network) { n.Subnets[0].Free, n.Subnets[1].Free = 0, 0 })
		for _, s := range []doctor.Subject{{Model: "fraud"}, {Endpoint: "it"}} {
			if r := examined(t, f, s); r.Blocks() {
				t.Errorf("%s, %+v: %+v", status, s, r.Findings())
			}
		}
		f.endpoints["it"] = endpoint("it", "Failed", "InsufficientFreeAddressesInSubnet", "fraud")
		r := examined(t, f, doctor.Subject{Endpoint: "it"})
		if c := r.Endpoints[0].Cause; c.Finding == nil || c.Finding.Rule != plan.RuleCapacityOut {
			t.Errorf("%+v", c)
		}
	}
}

func TestVariantsOfSeveralModels(t *testing.T) {
	f := newFake()
	f.add("one", "subnet-a", "subnet-b")
	f.add("two", "subnet-b", "subnet-a")
	f.add("far", "subnet-c", "subnet-d")
	f.add("bare")
	f.cut(staging, "subnet-d")
	e := endpoint("it", "Failed", noData, "one", "two", "far", "bare", "lost")
	e.Variants[1].Initial, e.Variants[1].Max = 3, 5
	e.Variants = append(e.Variants,
		facts.Variant{Name: "lean", Model: "one", Serverless: true}, facts.Variant{Name: "parts", InstanceType: "ml.m5.xlarge", Initial: 1})
	f.endpoints["it"] = e
	r := examined(t, f, doctor.Subject{Endpoint: "it"})
	var states []string
	for _, m := range r.Models {
		states = append(states, m.Name+" "+string(m.State)+" "+m.VPC)
	}
	want := []string{"one examined " + prod, "two examined " + prod, "far examined " + staging, "bare no-vpc ", "lost gone "}
	if !slices.Equal(states, want) {
		t.Fatalf("%q, want %q", states, want)
	}
	two := r.Models[1].Plan.Answers.Capacity
	if two.Instances != 3 || two.MaxInstances != 5 || len(two.Variants) != 1 || two.Variants[0].Name != "of-one" || two.Variants[0].Instances != 2 {
		t.Errorf("model two's capacity is %+v", two)
	}
	if far := r.Models[2].Plan.Answers.Capacity; far.Instances != 2 || len(far.Variants) > 0 {
		t.Errorf("model far's capacity is %+v", far)
	}
	if c := r.Endpoints[0].Cause; c.Finding == nil || c.Finding.Subject != "subnet-d" || c.Model != "far" {
		t.Errorf("the cause is %+v", c)
	}
	if notes := strings.Join(r.Notes, " "); !strings.Contains(notes, "lean is serverless") || !strings.Contains(notes, "parts hosts inference components") {
		t.Errorf("notes %q", notes)
	}
	if f.calls["Network"] != 2 || len(r.Plan().Paths) != 4 {
		t.Errorf("%d networks were read, %d paths", f.calls["Network"], len(r.Plan().Paths))
	}
}

func TestNamesThatAreNotThere(t *testing.T) {
	f := newFake()
	for _, name := range []string{"fraud-v2", "fraud-v3", "churn", "x"} {
		f.add(name)
		f.endpoints[name] = endpoint(name, "InService", "", name)
	}
	for _, s := range []doctor.Subject{{Model: "fraud-v4"}, {Endpoint: "Fraud-v4"}} {
		_, err := doctor.Examine(t.Context(), f, s)
		fault, ok := errors.AsType[*facts.Fault](err)
		if !ok || fault.Kind != facts.NotFound || fault.Fix != "Did you mean fraud-v2, fraud-v3? Check the name." {
			t.Errorf("%+v: %v", s, err)
		}
	}
	_, err := doctor.Examine(t.Context(), f, doctor.Subject{Model: "entirely-different"})
	if fault, ok := errors.AsType[*facts.Fault](err); !ok || fault.Fix != "Check the name." {
		t.Errorf("%v", err)
	}
}

func TestAModelWithoutVPC(t *testing.T) {
	f := newFake()
	f.add("bare")
	r := examined(t, f, doctor.Subject{Model: "bare"})
	if r.Models[0].State != doctor.Outside || r.Blocks() || len(r.Findings()) > 0 || f.calls["Network"]+f.calls["VPCOf"] > 0 {
		t.Errorf("%+v, calls %v", r, f.calls)
	}
	if p := r.Plan(); p.Account != owner || p.Findings == nil || p.Paths == nil || p.Capacity.Steps == nil {
		t.Errorf("%+v", p)
	}
}

// TestSubnetsThatAreGone: the VPC cannot be found through them, which is itself what is wrong.
func TestSubnetsThatAreGone(t *testing.T) {
	f := newFake()
	f.add("old", "subnet-x", "subnet-y")
	r := examined(t, f, doctor.Subject{Model: "old"})
	found := r.Findings()
	if len(found) != 2 || found[0].Rule != plan.RuleSubnetOtherVPC || found[0].Subject != "subnet-x" || !found[0].Blocks() {
		t.Errorf("%+v", found)
	}
}

func TestWhatMayNotBeRead(t *testing.T) {
	prepared := func(refused string, fault *facts.Fault) *fake {
		f := newFake()
		f.add("fraud", "subnet-a", "subnet-b")
		f.endpoints["it"] = endpoint("it", "InService", "", "fraud")
		f.refuse[refused] = fault
		return f
	}
	r := examined(t, prepared("VPCOf", denied("ec2:DescribeSubnets")), doctor.Subject{Model: "fraud"})
	if found := r.Findings(); len(found) != 1 || found[0].Severity != plan.Unknown || !strings.Contains(found[0].Detail+found[0].Fix, "ec2:DescribeSubnets") {
		t.Errorf("subnets: %+v", found)
	}
	f := prepared("InferenceEndpoints", denied("sagemaker:ListEndpoints"))
	f.bend(prod, func(n *facts.Network) { n.Subnets[0].Free, n.Subnets[1].Free = 0, 0 })
	if r := examined(t, f, doctor.Subject{Model: "fraud"}); r.Blocks() || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "sagemaker:ListEndpoints") {
		t.Errorf("endpoints: %q, %+v", r.Notes, r.Findings())
	}
	r = examined(t, prepared("Bucket", denied("s3:ListBucket")), doctor.Subject{Model: "fraud"})
	if found := r.Findings(); len(found) != 1 || found[0].Rule != plan.RuleModelDataRegion || found[0].Severity != plan.Unknown {
		t.Errorf("bucket: %+v", found)
	}
	examined(t, prepared("InstanceType", denied("ec2:DescribeInstanceTypes")), doctor.Subject{Model: "fraud"})
	if r := examined(t, prepared("Model", denied("sagemaker:DescribeModel")), doctor.Subject{Endpoint: "it"}); r.Models[0].State != doctor.Unread {
		t.Errorf("model: %+v", r.Models)
	}
	for refused, kind := range map[string]facts.Kind{"Identity": facts.Expired, "Network": facts.Denied, "Model": facts.Denied, "Bucket": facts.Interrupted, "VPCOf": facts.Offline} {
		_, err := doctor.Examine(t.Context(), prepared(refused, &facts.Fault{Kind: kind, Summary: refused}), doctor.Subject{Model: "fraud"})
		if fault, ok := errors.AsType[*facts.Fault](err); !ok || fault.Summary != refused {
			t.Errorf("%s: %v", refused, err)
		}
	}
	e := endpoint("it", "InService", "")
	e.Gaps = facts.Gaps{facts.TopicEndpointConfig: *denied("sagemaker:DescribeEndpointConfig")}
	f = newFake()
	f.endpoints["it"] = e
	if r := examined(t, f, doctor.Subject{Endpoint: "it"}); len(r.Models) > 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "DescribeEndpointConfig") {
		t.Errorf("configuration: %+v", r)
	}
}

// TestMoreEndpointsThanCanBeLookedAt: the newest are, and that there are more is said.
func TestMoreEndpointsThanCanBeLookedAt(t *testing.T) {
	f := newFake()
	f.add("fraud", "subnet-a", "subnet-b")
	f.bend(prod, func(n *facts.Network) { n.Subnets[0].Free, n.Subnets[1].Free = 0, 0 })
	for i := range 203 {
		name := fmt.Sprintf("endpoint-%03d", i)
		f.endpoints[name] = endpoint(name, "InService", "", "other")
	}
	r := examined(t, f, doctor.Subject{Model: "fraud"})
	if f.calls["InferenceEndpoint"] != 200 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "3 older ones") || r.Blocks() {
		t.Errorf("%d were described, notes %q, findings %+v", f.calls["InferenceEndpoint"], r.Notes, r.Findings())
	}
}
