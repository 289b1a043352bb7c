package plan_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"sagevpc/steps/plan"
)

func TestParseAnswersSaysWhereItIsWrong(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"unknown key", "version: 1\nmodell: {}\n", `a.yaml:2:1: unknown key "modell". Did you mean "model"?`},
		{"unknown key inside", "version: 1\nmodel:\n  nam: x\n", `a.yaml:3:3: unknown key "nam". Did you mean "name"?`},
		{"far from any key", "version: 1\nxyzzyplugh: 1\n", `a.yaml:2:1: unknown key "xyzzyplugh". Remove it`},
		{"wrong type", "version: 1\ncapacity:\n  instances: two\n", `a.yaml:3:14: instances takes a whole number, not "two"`},
		{"text for a list", "version: 1\nnetwork:\n  subnets: subnet-1,subnet-2\n", `a.yaml:3:12: subnets takes a list, not "subnet-1,subnet-2"`},
		{"number for a mapping", "version: 1\nmodel: 3\n", `a.yaml:2:8: model takes a mapping of keys to values, not "3"`},
		{"other version", "version: 2\nanything: 1\n", "a.yaml: version is 2, and this program reads version 1"},
		{"version as a word", "version: one\n", `a.yaml:1:10: version takes a whole number, not "one"`},
		{"no version", "region: us-east-1\n", "a.yaml:1:1: version is missing"},
		{"empty", "", "a.yaml:1:1: version is missing"},
		{"two documents", "version: 1\n---\nversion: 1\n", "more than one YAML document"},
		{"key twice", "version: 1\nversion: 1\n", "a.yaml:2:1"},
		{"fraction for a whole number", "version: 1\ncapacity:\n  instances: 1.5\n", `a.yaml:3:14: instances takes a whole number, not "1.5"`},
		{"text for a number", "version: 1\ncapacity:\n  instances: \"3\"\n", `a.yaml:3:14: instances takes a whole number, not "3"`},
		{"wrong type in JSON", `{"version": 1, "capacity": {"instances": "two"}}`, `instances takes a whole number, not "two"`},
		{"no value", "version: 1\ncapacity:\n  instances: ~\n", "a.yaml:3:14: instances has no value"},
		{"text for a truth value", "version: 1\nmodel:\n  network_isolation: maybe\n", `network_isolation takes true or false, not "maybe"`},
		{"version as a text", "version: \"1\"\n", `version takes a whole number, not "1"`},
		{"not YAML", "version: [", "a.yaml:1:"},
		{"route tables", "version: 1\ns3:\n  route_tables: all\n", `route_tables takes auto or a list of ids, not "all"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := plan.ParseAnswers([]byte(c.text), "a.yaml")
			var where *plan.AnswersError
			if !errors.As(err, &where) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the message is not one line: %q", err)
			}
		})
	}
}

func TestAnswersSurviveTheFile(t *testing.T) {
	a := goodAnswers()
	isolated := true
	a.Profile, a.Model.NetworkIsolation = "ml-dev", &isolated
	a.Model.Containers = []plan.Container{{Image: image, Environment: map[string]string{"A": "1", "B": "true", "C": "x: y #z", "D": ""}}}
	a.Model.Tags = map[string]string{"team": "risk"}
	a.S3.RouteTables, a.S3.Buckets = plan.RouteTables{tableA}, []string{"more"}
	a.Capacity.EFA, a.Capacity.Reserve = "true", 3
	text, err := plan.FormatAnswers(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := plan.ParseAnswers(text, "a.yaml")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if !reflect.DeepEqual(a, back) {
		t.Errorf("got %+v\nwant %+v\n%s", back, a, text)
	}
}

// TestTextsAreTakenAsTyped: YAML would read 3.10 as a number and 007 as another one.
func TestTextsAreTakenAsTyped(t *testing.T) {
	text := "\ufeffversion: 1\nmodel:\n  name: 0042\n  containers:\n    - environment: {A: 3.10, B: 007, C: yes, D: 1_000, E: true, F: .5, G: 0o17, H: 2026-01-15}\n"
	for _, quoted := range []string{`{"version": 1, "model": {"name": 42}}`, "'version': 1\n'model': {'name': 42}\n"} {
		if a, err := plan.ParseAnswers([]byte(quoted), "a.yaml"); err != nil || a.Model.Name != "42" {
			t.Errorf("%s is read as %q, %v", quoted, a.Model.Name, err)
		}
	}
	a, err := plan.ParseAnswers([]byte(text), "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"A": "3.10", "B": "007", "C": "yes", "D": "1_000", "E": "true", "F": ".5", "G": "0o17", "H": "2026-01-15"}
	if a.Model.Name != "0042" || !reflect.DeepEqual(a.Model.Containers[0].Environment, want) {
		t.Errorf("read as %q, %v", a.Model.Name, a.Model.Containers[0].Environment)
	}
}

func TestDesignsExampleIsRead(t *testing.T) {
	text := `version: 1
profile: ml-dev
region: us-east-1
model:
  name: fraud-v3-vpc
  from: fraud-v3
  containers:
    - image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3
      model_data: s3://acme-models/fraud/model.tar.gz
      environment: {LOG_LEVEL: info}
  network_isolation: false
  tags: {team: risk}
network:
  vpc: vpc-0123456789abcdef0
  subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
  security_groups: [sg-0123456789abcdef0]
capacity: {instance_type: ml.g5.xlarge, instances: 2, max_instances: 4, efa: auto, update: blue-green, rolling_batch: 0.25, reserve: 0}
s3: {action: auto, route_tables: auto, policy: keep, buckets: [], bucket_policy: none}
reach: {services: [], endpoint_security_group: auto, internet: none}
dns: fix
permissions: report
`
	a, err := plan.ParseAnswers([]byte(text), "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if wrong := a.Validate(); len(wrong) > 0 {
		t.Errorf("the format's own example is refused: %v", wrong)
	}
	if a.S3.RouteTables != nil || a.Capacity.Instances != 2 || a.Model.NetworkIsolation == nil {
		t.Errorf("read as %+v", a)
	}
}

func TestValidateNamesTheField(t *testing.T) {
	cases := map[string]func(*plan.Answers){
		"region":                        func(a *plan.Answers) { a.Region = "Virginia" },
		"network.vpc":                   func(a *plan.Answers) { a.Network.VPC = "ml-prod" },
		"network.subnets":               func(a *plan.Answers) { a.Network.Subnets[1] = "subnet-xyz" },
		"network.security_groups":       func(a *plan.Answers) { a.Network.SecurityGroups = []string{"default"} },
		"s3.route_tables":               func(a *plan.Answers) { a.S3.RouteTables = plan.RouteTables{"main"} },
		"s3.endpoint":                   func(a *plan.Answers) { a.S3.Endpoint = "s3" },
		"capacity.instance_type":        func(a *plan.Answers) { a.Capacity.InstanceType = "g5.xlarge" },
		"capacity.instances":            func(a *plan.Answers) { a.Capacity.Instances = 0 },
		"capacity.max_instances":        func(a *plan.Answers) { a.Capacity.MaxInstances = -1 },
		"capacity.reserve":              func(a *plan.Answers) { a.Capacity.Reserve = -1 },
		"capacity.efa":                  func(a *plan.Answers) { a.Capacity.EFA = "maybe" },
		"capacity.update":               func(a *plan.Answers) { a.Capacity.Update = "canary" },
		"capacity.rolling_batch":        func(a *plan.Answers) { a.Capacity.Update, a.Capacity.RollingBatch = "rolling", 0.6 },
		"s3.action":                     func(a *plan.Answers) { a.S3.Action = "delete" },
		"s3.policy":                     func(a *plan.Answers) { a.S3.Policy = "open" },
		"s3.buckets":                    func(a *plan.Answers) { a.S3.Buckets = []string{"s3://acme"} },
		"dns":                           func(a *plan.Answers) { a.DNS = "on" },
		"reach.services":                func(a *plan.Answers) { a.Reach.Services = []string{"Cloud Watch"} },
		"reach.endpoint_security_group": func(a *plan.Answers) { a.Reach.EndpointSecurityGroup = "default" },
		"reach.blocks":                  func(a *plan.Answers) { a.Reach.Blocks = []string{"10.20"} },
		"reach.nat_subnet":              func(a *plan.Answers) { a.Reach.NATSubnet = "public" },
		"network.egress":                func(a *plan.Answers) { a.Network.Egress = "all" },
		"s3.association":                func(a *plan.Answers) { a.S3.Association = "main" },
		"s3.policy_consent":             func(a *plan.Answers) { a.S3.PolicyConsent = "yes" },
		"s3.bucket_policy_consent":      func(a *plan.Answers) { a.S3.BucketPolicyConsent = []string{"Acme"} },
		"reach.internet":                func(a *plan.Answers) { a.Reach.Internet = "igw" },
		"permissions":                   func(a *plan.Answers) { a.Permissions = "attach" },
		"s3.bucket_policy":              func(a *plan.Answers) { a.S3.BucketPolicy = "closed" },
		"deploy.endpoint":               func(a *plan.Answers) { a.Deploy.Endpoint = "fraud-v3" },
	}
	for key, bend := range cases {
		t.Run(key, func(t *testing.T) {
			a := goodAnswers()
			bend(&a)
			wrong := a.Validate()
			if len(wrong) != 1 || wrong[0].Key != key || wrong[0].Fix == "" || wrong[0].Problem == "" {
				t.Errorf("got %+v", wrong)
			}
		})
	}
	if wrong := goodAnswers().Validate(); wrong != nil {
		t.Errorf("good answers are refused: %v", wrong)
	}
}

func FuzzParseAnswers(f *testing.F) {
	good, err := plan.FormatAnswers(goodAnswers())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("version: 1\nmodel: {containers: [{environment: {A: [1]}}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := plan.ParseAnswers(data, "a.yaml")
		if err != nil {
			return
		}
		a.Validate()
		text, err := plan.FormatAnswers(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan.ParseAnswers(text, "a.yaml"); err != nil {
			t.Errorf("what was written is not read back: %v\n%s", err, text)
		}
	})
}

func TestAPolicyThatIsNoWordNamesFilesToo(t *testing.T) {
	for _, e := range (plan.Answers{S3: plan.S3{Policy: "as-printed"}}).Validate() {
		if e.Key == "s3.policy" && strings.Contains(e.Problem, "model-buckets, ") && strings.HasSuffix(e.Problem, ", file:PATH") {
			return
		}
	}
	t.Error("the words lack file:PATH")
}
