package plan_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func changeIDs(p plan.Plan) []string {
	out := []string{}
	for _, c := range p.Changes {
		out = append(out, c.ID)
	}
	return out
}

func TestS3Decision(t *testing.T) {
	second := facts.Endpoint{ID: "vpce-00000000000000002", VPC: vpc, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available", Owner: account}
	nat := func(s *situation) {
		s.withoutS3()
		for i := range s.network().RouteTables {
			s.network().RouteTables[i].Routes = append(s.network().RouteTables[i].Routes, facts.Route{Destination: "0.0.0.0/0", Target: "nat-1", State: "active"})
		}
		s.network().NATGateways = []facts.NATGateway{{ID: "nat-1", VPC: vpc, State: "available", Connectivity: "public"}}
		s.network().InternetGateways = []facts.InternetGateway{{ID: "igw-1", VPC: vpc}}
	}
	cases := []struct {
		name    string
		bend    func(*situation)
		action  string
		tables  []string
		changes []string
	}{
		{"all there: reuse", func(*situation) {}, plan.S3Reuse, nil, []string{"model"}},
		{"one table lacks it: extend", (*situation).withoutS3OnB, plan.S3Extend, []string{tableB}, []string{"s3-endpoint", "model"}},
		{"no endpoint: create", (*situation).withoutS3, plan.S3Create, []string{tableA, tableB}, []string{"s3-endpoint", "model"}},
		{"implicit main table: create on main", func(s *situation) {
			s.withoutS3()
			s.network().RouteTables[0].Subnets = nil
			s.network().RouteTables = s.network().RouteTables[:1]
		}, plan.S3Create, []string{tableA}, []string{"s3-endpoint", "model"}},
		{"NAT everywhere: S3 works already", nat, plan.S3None, nil, []string{"model"}},
		{"NAT, and a gateway asked for", func(s *situation) { nat(s); s.a.S3.Action = plan.S3Create }, plan.S3Create, []string{tableA, tableB}, []string{"s3-endpoint", "model"}},
		{"several endpoints: never guessed", func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints = append(s.network().Endpoints, second)
		}, plan.S3None, nil, []string{"model"}},
		{"several endpoints, one named", func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints = append(s.network().Endpoints, second)
			s.a.S3.Endpoint = second.ID
		}, plan.S3Extend, []string{tableB}, []string{"s3-endpoint", "model"}},
		{"foreign endpoint: not touched", func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints[0].RequesterManaged = true
		}, plan.S3None, nil, []string{"model"}},
		{"endpoints not readable: not guessed", func(s *situation) {
			s.withoutS3()
			s.gap(facts.TopicEndpoints, "ec2:DescribeVpcEndpoints")
		}, plan.S3None, nil, []string{"model"}},
		{"dead route: a second one would be refused", func(s *situation) {
			s.network().RouteTables[1].Routes[1].State = "blackhole"
		}, plan.S3Reuse, nil, []string{"model"}},
		{"tables named by the user", func(s *situation) {
			s.withoutS3()
			s.a.S3.RouteTables = plan.RouteTables{tableB}
		}, plan.S3Create, []string{tableB}, []string{"s3-endpoint", "model"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := good()
			c.bend(&s)
			d := plan.DecideS3(s.a, s.f)
			var tables []string
			for _, table := range d.Tables {
				tables = append(tables, table.ID)
			}
			if d.Action != c.action || !slices.Equal(tables, c.tables) {
				t.Errorf("got %s on %v, want %s on %v (%s)", d.Action, tables, c.action, c.tables, d.Why)
			}
			if got := changeIDs(plan.Build(s.a, s.f)); !slices.Equal(got, c.changes) {
				t.Errorf("got changes %v, want %v", got, c.changes)
			}
		})
	}
}

func TestExtendNeverTouchesThePolicy(t *testing.T) {
	s := good()
	s.withoutS3OnB()
	c, ok := plan.Build(s.a, s.f).Change(plan.ChangeS3Endpoint)
	if !ok {
		t.Fatal("no change of the endpoint")
	}
	want := map[string]any{"VpcEndpointId": gateway, "AddRouteTableIds": []any{tableB}}
	if !reflect.DeepEqual(c.Request.Input, want) {
		t.Errorf("got %v, want %v", c.Request.Input, want)
	}
	undo := map[string]any{"VpcEndpointId": gateway, "RemoveRouteTableIds": []any{tableB}}
	if c.Reverse == nil || !reflect.DeepEqual(c.Reverse.Input, undo) {
		t.Errorf("the reverse is %+v, want %v", c.Reverse, undo)
	}
}

func TestFullOnAnOpenEndpointIsNoChange(t *testing.T) {
	s := good()
	s.a.S3.Policy = "full"
	if got := changeIDs(plan.Build(s.a, s.f)); !slices.Equal(got, []string{"model"}) {
		t.Errorf("AWS's default policy is replaced by its equal: %v", got)
	}
}

func TestCopyLosesNothing(t *testing.T) {
	s := good()
	c, _ := plan.Build(s.a, s.f).Change(plan.ChangeModel)
	in := c.Request.Input
	container, _ := in["PrimaryContainer"].(map[string]any)
	for field, want := range map[string]any{
		"ContainerHostname": "fraud", "Image": image, "ModelDataUrl": "s3://acme-models/fraud/model.tar.gz",
		"Environment": map[string]any{"SECRET": "hunter2", "LOG_LEVEL": "info"},
	} {
		if !reflect.DeepEqual(container[field], want) {
			t.Errorf("%s is %v, want %v", field, container[field], want)
		}
	}
	if in["ModelName"] != "fraud-v3-vpc" || in["ExecutionRoleArn"] != role || in["InferenceExecutionConfig"] == nil {
		t.Errorf("the request lost a field: %v", in)
	}
	want := map[string]any{"Subnets": []any{privateA, privateB}, "SecurityGroupIds": []any{group}}
	if !reflect.DeepEqual(in["VpcConfig"], want) {
		t.Errorf("VpcConfig is %v, want %v", in["VpcConfig"], want)
	}
}

func TestMaskedHidesEveryEnvironment(t *testing.T) {
	s := good()
	s.a.Model.Containers = []plan.Container{{Environment: map[string]string{"SECRET": "hunter2"}}}
	p := plan.Build(s.a, s.f)
	text, err := json.Marshal(p.Masked())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "hunter2") {
		t.Errorf("a secret is shown: %s", text)
	}
	s.a.Model.Containers[0].Environment["SECRET"] = "hunter3"
	for _, masked := range []plan.Plan{plan.Build(s.a, s.f), plan.Build(s.a, s.f).Masked()} {
		found := false
		for _, line := range masked.Changes[len(masked.Changes)-1].Diff() {
			found = found || line.Key == "SECRET" && line.Mark == "~"
			if strings.Contains(line.Before+line.After+line.Note, "hunter") {
				t.Errorf("the diff shows a secret: %+v", line)
			}
		}
		if !found {
			t.Error("a changed value is not shown as changed")
		}
	}
	open, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(open), "hunter2") {
		t.Error("masking changed the plan itself")
	}
}

func TestFactsHash(t *testing.T) {
	hash := func(bend func(*situation)) string {
		s := good()
		bend(&s)
		return plan.Build(s.a, s.f).FactsHash
	}
	base := hash(func(*situation) {})
	if got := hash(func(s *situation) { s.network().Subnets[0].Free = 3 }); got != base {
		t.Error("free addresses move the hash: every plan would be stale within a minute")
	}
	for name, bend := range map[string]func(*situation){
		"a route":    (*situation).withoutS3OnB,
		"a policy":   func(s *situation) { s.network().Endpoints[0].Policy = "{}" },
		"the origin": func(s *situation) { s.f.Origin.Role = "other" },
		"DNS":        func(s *situation) { s.network().VPC.DNSSupport = false },
		"an account": func(s *situation) { s.f.Caller.Account = "999988887777" },
	} {
		if hash(bend) == base {
			t.Errorf("%s does not move the hash", name)
		}
	}
}

func TestBuildIsDeterministicAndTotal(t *testing.T) {
	s := good()
	s.withoutS3OnB()
	first, err := json.Marshal(plan.Build(s.a, s.f))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := json.Marshal(plan.Build(s.a, s.f))
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(first) {
			t.Fatalf("two builds differ:\n%s\n%s", first, again)
		}
	}
	// Whatever is missing, there is a plan, and it is not applicable.
	for _, empty := range []situation{{}, {a: goodAnswers()}, {f: goodFacts()}, {a: goodAnswers(), f: facts.Facts{Network: &facts.Network{VPC: facts.VPC{ID: vpc}}}}} {
		if p := plan.Build(empty.a, empty.f); p.Applicable {
			t.Errorf("a plan without its facts is applicable: %+v", p)
		}
	}
}
