package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// symptom is something that users met, as facts and answers that show it before a model
// exists, with the findings that say so, and the same account in health.
type symptom struct {
	row     int // of the table of what users get wrong
	what    string
	sick    func(*situation)
	rules   []string
	healthy func(*situation) // nil: the good account
}

func symptoms() []symptom {
	internet := func(bend func(*situation)) func(*situation) {
		return func(s *situation) {
			s.wantsInternet()
			bend(s)
		}
	}
	runtime := func(bend func(*situation)) func(*situation) {
		return func(s *situation) {
			s.a.Reach.Services = []string{"sagemaker.runtime"}
			s.f.Services = []facts.EndpointService{{Name: "com.amazonaws.us-east-1.sagemaker.runtime", Types: []string{"Interface"}, Zones: []string{"us-east-1a", "us-east-1b"}}}
			s.withEndpoint("sagemaker.runtime")
			bend(s)
		}
	}
	withNAT := internet(func(s *situation) { s.withNAT() })
	denyOnly := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::amazonlinux-2-repos-us-east-1/*"}]}`
	return []symptom{
		{1, "Failed to download model data: no S3 route", (*situation).withoutS3, []string{plan.RuleS3NoPath}, nil},
		{3, "everything denied after a deny-only policy", func(s *situation) { s.network().Endpoints[0].Policy = denyOnly }, []string{plan.RuleS3PolicyDenyOnly}, nil},
		{4, "timeouts in a public subnet", internet(func(s *situation) {
			s.gate()
			s.everywhere(igwID)
		}), []string{plan.RuleReachIGWOnly}, withNAT},
		{5, "works about half the time", internet(func(s *situation) {
			s.gate()
			s.route(0, "0.0.0.0/0", natID)
			s.route(1, "0.0.0.0/0", igwID)
		}), []string{plan.RuleReachMixed}, withNAT},
		{6, "a NAT gateway in a subnet without internet gateway", internet(func(s *situation) {
			s.withNAT()
			s.network().RouteTables[2].Routes = routes("")
		}), []string{plan.RuleReachNAT}, withNAT},
		{7, "Could not access model data: the bucket's Region", func(s *situation) {
			s.f.Buckets["acme-models"] = facts.Bucket{Name: "acme-models", Region: "eu-west-1"}
		}, []string{plan.RuleModelDataRegion}, nil},
		{
			8, "ECR layers denied by the endpoint policy", func(s *situation) { s.network().Endpoints[0].Policy = allows("arn:aws:s3:::other/*") },
			[]string{plan.RuleS3PolicyECR},
			func(s *situation) {
				s.network().Endpoints[0].Policy = allows("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*")
			},
		},
		{
			9, "S3 refused though the route exists", func(s *situation) { s.egress(https443("10.0.0.0/16")) },
			[]string{plan.RuleSGEgressS3},
			func(s *situation) {
				s.egress(facts.Rule{Protocol: "tcp", From: 443, To: 443, PrefixLists: []string{s3List}})
			},
		},
		{
			10, "S3 hangs: no answers at ephemeral ports", func(s *situation) { s.entries(denies(false, 1024, 65535)) },
			[]string{plan.RuleACLReturn},
			func(s *situation) { s.entries(denies(false, 0, 1023)) },
		},
		{10, "S3 hangs: 443 closed", func(s *situation) { s.entries(denies(true, 443, 443)) }, []string{plan.RuleACLS3}, nil},
		{11, "no route, no group and no ACL to S3", func(s *situation) {
			s.withoutS3()
			s.egress()
			s.entries(denies(true, 0, 65535))
		}, []string{plan.RuleS3NoPath, plan.RuleSGEgressS3, plan.RuleACLS3}, nil},
		{12, "securityGroupIds is an empty list", func(s *situation) { s.a.Network.SecurityGroups = []string{} }, []string{plan.RuleSGNone}, nil},
		{13, "conflicting DNS domain", func(s *situation) {
			s.wantsLogs()
			s.withEndpoint("logs")
			s.withEndpoint("logs")
		}, []string{plan.RuleReachDNSConflict}, func(s *situation) {
			s.wantsLogs()
			s.withEndpoint("logs")
		}},
		{14, "the service is in none of the zones", func(s *situation) {
			s.wantsLogs()
			s.f.Services[0].Zones = []string{"us-east-1d"}
		}, []string{plan.RuleReachServiceAZ}, func(s *situation) {
			s.wantsLogs()
			s.withEndpoint("logs")
		}},
		{15, "an S3 interface endpoint for inbound resolvers, without a gateway endpoint", func(s *situation) {
			s.withoutS3()
			s.withEndpoint("s3").InboundOnly = true
		}, []string{plan.RuleS3NoPath}, func(s *situation) { s.withEndpoint("s3").InboundOnly = true }},
		{16, "an edit of VpcConfig has no effect: the name is the old model's", func(s *situation) {
			s.a.Model.Name = "fraud-v3"
			s.f.ModelName = &facts.NameCheck{Name: "fraud-v3", Taken: true, ARN: s.f.Origin.ARN}
		}, []string{plan.RuleModelExists}, nil},
		{17, "interfaces that linger hold the addresses", func(s *situation) {
			n := s.network()
			for i := range n.Subnets {
				n.Subnets[i].Free = 1
			}
		}, []string{plan.RuleCapacityOut}, nil},
		{18, "subnets without security groups", func(s *situation) { s.a.Network.SecurityGroups = nil }, []string{plan.RuleSGNone}, nil},
		{20, "intermittent: one of two subnets has no way", (*situation).withoutS3OnB, []string{plan.RuleS3NoPath}, nil},
		{
			21, "a hub's model without internet", func(s *situation) { s.environment("HF_MODEL_ID", "google/flan-t5-xl") },
			[]string{plan.RuleModelHub},
			func(s *situation) {
				s.environment("HF_MODEL_ID", "google/flan-t5-xl")
				s.withNAT()
			},
		},
		{22, "SageMaker's runtime: the endpoint's group is closed", runtime(func(s *situation) {
			s.network().SecurityGroups[1].Ingress = nil
		}), []string{plan.RuleReachIngress}, runtime(func(*situation) {})},
		{22, "SageMaker's runtime: private DNS cannot work", runtime(func(s *situation) {
			s.network().VPC.DNSHostnames = false
		}), []string{plan.RuleReachNoPath, plan.RuleDNSHostnames}, runtime(func(*situation) {})},
	}
}

func TestSymptoms(t *testing.T) {
	for _, c := range symptoms() {
		t.Run(fmt.Sprintf("row %d: %s", c.row, c.what), func(t *testing.T) {
			s := good()
			c.sick(&s)
			p := s.build(t)
			for _, rule := range c.rules {
				f, ok := find(t, p, rule)
				if !ok || f.Severity != plan.Block && f.Severity != plan.Warn {
					t.Errorf("%s does not catch it: %+v", rule, p.Findings)
				}
			}
			well := good()
			if c.healthy != nil {
				c.healthy(&well)
			}
			for _, f := range well.build(t).Findings {
				if f.Severity != plan.Info {
					t.Errorf("a finding in health: %+v", f)
				}
			}
		})
	}
}

// TestSymptom02RouteAlreadyExists: a table that has a route to S3 is never given a second.
func TestSymptom02RouteAlreadyExists(t *testing.T) {
	for _, action := range []string{plan.Auto, plan.S3Extend, plan.S3Create} {
		s := good()
		s.withoutS3OnB()
		s.a.S3.Action = action
		c, ok := s.build(t).Change(plan.ChangeS3Endpoint)
		if !ok {
			t.Fatalf("%s: nothing is done for the table without a route", action)
		}
		var tables []any
		for _, field := range []string{"RouteTableIds", "AddRouteTableIds"} {
			list, _ := c.Request.Input[field].([]any)
			tables = append(tables, list...)
		}
		if !slices.Equal(tables, []any{tableB}) {
			t.Errorf("%s: the tables %v get a route, and only %s has none", action, tables, tableB)
		}
	}
	whole := good()
	whole.a.S3.Action = plan.S3Create
	if c, ok := whole.build(t).Change(plan.ChangeS3Endpoint); ok {
		t.Errorf("a second endpoint where every table has its route: %+v", c.Request)
	}
}

// TestSymptom16NoUpdateModel: another network means another model, never an edit.
func TestSymptom16NoUpdateModel(t *testing.T) {
	s := good()
	s.f.Origin.VPC = &facts.VPCConfig{Subnets: []string{privateA}, SecurityGroups: []string{group}}
	c, ok := s.build(t).Change(plan.ChangeModel)
	if !ok || c.Action != plan.Create || c.Request.Op != "CreateModel" || c.Request.Input["ModelName"] != "fraud-v3-vpc" {
		t.Errorf("got %+v", c.Request)
	}
	config, _ := c.Request.Input["VpcConfig"].(map[string]any)
	if subnets, _ := config["Subnets"].([]any); !slices.Equal(subnets, []any{privateA, privateB}) {
		t.Errorf("the new model has the old network: %+v", config)
	}
}

// TestSymptom18HalfAConfig: security groups without subnets are no VpcConfig, and nothing is applied.
func TestSymptom18HalfAConfig(t *testing.T) {
	s := good()
	s.a.Network.Subnets = nil
	p := s.build(t)
	if p.Applicable || len(p.Changes) > 0 {
		t.Errorf("half a VpcConfig is applied: %+v", p.Changes)
	}
	s = good()
	s.a.Network.SecurityGroups = nil
	if p := s.build(t); p.Applicable {
		t.Error("subnets without security groups are applied")
	}
}

// TestSymptom19SubnetsAsOneString: the answers file takes a list, and says so where it is none.
func TestSymptom19SubnetsAsOneString(t *testing.T) {
	_, err := plan.ParseAnswers([]byte("version: 1\nnetwork:\n  subnets: "+privateA+","+privateB+"\n"), "answers.yaml")
	if err == nil || !strings.Contains(err.Error(), "answers.yaml:3") || !strings.Contains(err.Error(), "list") {
		t.Errorf("got %v", err)
	}
	a, err := plan.ParseAnswers([]byte("version: 1\nnetwork:\n  subnets: ["+privateA+","+privateB+"]\n"), "answers.yaml")
	if err != nil || len(a.Network.Subnets) != 2 {
		t.Errorf("a list is refused: %v, %v", a.Network.Subnets, err)
	}
}
