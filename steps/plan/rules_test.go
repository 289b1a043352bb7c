package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestBlindPlanStillHasItsModel: one refused read never ends a run, and never looks like success.
func TestBlindPlanStillHasItsModel(t *testing.T) {
	s := good()
	s.network().Subnets = nil
	s.gap(facts.TopicSubnets, "ec2:DescribeSubnets")
	p := plan.Build(s.a, s.f)
	if got := changeIDs(p); !slices.Equal(got, []string{"model"}) || !p.Applicable {
		t.Errorf("got %v, applicable %v: %+v", got, p.Applicable, p.Findings)
	}
}

// TestCausesComeFirst: what is mended first is read first.
func TestCausesComeFirst(t *testing.T) {
	s := good()
	s.withoutS3()
	s.a.S3.Policy = "file:own.json"
	s.f.PolicyFile = &facts.PolicyFile{Path: "own.json", Text: "{"}
	if f := plan.Build(s.a, s.f).Findings[0]; f.Rule != plan.RuleS3PolicyInvalid {
		t.Errorf("the first finding is %s, not the unusable policy", f.Rule)
	}
	s = good()
	s.a.Network.Subnets[1] = "subnet-00000000000000fff"
	p := plan.Build(s.a, s.f)
	if f, ok := find(t, p, plan.RuleSubnetSingleAZ); ok {
		t.Errorf("a subnet that does not exist brings up the zones: %+v", f)
	}
}

// TestGoodAccountIsSilent holds every rule to its other half: where nothing is wrong, nothing is said.
func TestGoodAccountIsSilent(t *testing.T) {
	s := good()
	p := plan.Build(s.a, s.f)
	if len(p.Findings) != 0 {
		t.Errorf("findings in an account where everything holds: %+v", p.Findings)
	}
	if !p.Applicable || len(p.Changes) != 1 || p.Changes[0].ID != plan.ChangeModel {
		t.Errorf("want the model as the only change, got %+v", p.Changes)
	}
}

type ruleCase struct {
	rule     string
	severity plan.Severity
	bend     func(*situation) // fires the rule
	just     func(*situation) // comes as near as possible without firing it; nil: the good account
	after    bool             // still so after the plan
}

func TestRules(t *testing.T) {
	many := func(prefix string, n int) []string {
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprintf("%s-%017x", prefix, i+100))
		}
		return ids
	}
	addSubnets := func(s *situation, n int) {
		s.a.Network.Subnets = append(s.a.Network.Subnets[:2:2], many("subnet", n-2)...)
		for i, id := range many("subnet", n-2) {
			s.network().Subnets = append(s.network().Subnets, subnet(id, fmt.Sprint("more-", i), "use1-az1", fmt.Sprintf("10.0.%d.0/24", i+50), 100))
			s.network().RouteTables[0].Subnets = append(s.network().RouteTables[0].Subnets, id)
		}
	}
	cases := []ruleCase{
		{rule: plan.RuleModelExists, severity: plan.Block, after: true, bend: func(s *situation) { s.f.ModelName.Taken = true }},
		{rule: plan.RuleModelExists, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.Gaps = s.f.Gaps.With(facts.TopicModelName, facts.Fault{Summary: "you may not call sagemaker:DescribeModel", Fix: "Ask for it."})
		}},
		{
			rule: plan.RuleModelName, severity: plan.Block, after: true,
			bend: func(s *situation) { s.a.Model.Name = strings.Repeat("a", 64) }, just: func(s *situation) { s.a.Model.Name = strings.Repeat("a", 63) },
		},
		{rule: plan.RuleModelName, severity: plan.Block, after: true, bend: func(s *situation) { s.a.Model.Name = "fraud_v3" }},
		{rule: plan.RuleModelRole, severity: plan.Block, after: true, bend: func(s *situation) { s.a.Model.Role = "SageMakerExecution" }},
		{
			rule: plan.RuleModelImage, severity: plan.Block, after: true,
			bend: func(s *situation) {
				s.a.Model.Containers = []plan.Container{{Image: image + strings.Repeat("x", 255-len(image)+1)}}
			},
			just: func(s *situation) {
				s.a.Model.Containers = []plan.Container{{Image: image + strings.Repeat("x", 255-len(image))}}
			},
		},
		{rule: plan.RuleModelData, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{ModelData: "acme-models/model.tar.gz"}}
		}},
		{rule: plan.RuleModelDataRegion, severity: plan.Block, after: true, bend: func(s *situation) {
			s.f.Buckets["acme-models"] = facts.Bucket{Name: "acme-models", Region: "eu-west-1"}
		}},
		{rule: plan.RuleModelImageMode, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{Image: "docker.io/library/python:3"}}
		}},
		{rule: plan.RuleModelRole, severity: plan.Block, after: true, bend: func(s *situation) { s.f.Origin.Role = "" }},
		{rule: plan.RuleModelEnvironment, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{Environment: map[string]string{"1A": "x"}}}
		}, just: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{Environment: map[string]string{"_A1": strings.Repeat("x", 1024)}}}
		}},
		{rule: plan.RuleModelTags, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.Origin.Gaps = facts.Gaps{facts.TopicOrigin: {Summary: "you may not call sagemaker:ListTags", Fix: "Ask for it."}}
		}, just: func(s *situation) {
			s.f.Origin.Gaps = facts.Gaps{facts.TopicOrigin: {Summary: "you may not call sagemaker:ListTags", Fix: "Ask for it."}}
			s.a.Model.Tags = map[string]string{"team": "risk"}
		}},
		{rule: plan.RuleSubnetSingleAZ, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicSubnets, "ec2:DescribeSubnets") }},
		{rule: plan.RuleCapacityOut, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicSubnets, "ec2:DescribeSubnets") }},
		{rule: plan.RuleSubnetSpecial, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicZones, "ec2:DescribeAvailabilityZones") }},
		{rule: plan.RuleCapacityOut, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.InstanceType.Gaps = facts.Gaps{facts.TopicInstanceType: {Summary: "you may not call ec2:DescribeInstanceTypes", Fix: "Ask for it."}}
		}, just: func(s *situation) {
			s.f.InstanceType.Gaps = facts.Gaps{facts.TopicInstanceType: {Summary: "you may not call ec2:DescribeInstanceTypes", Fix: "Ask for it."}}
			s.a.Capacity.EFA = "true"
		}},
		{rule: plan.RuleModelIsolation, severity: plan.Info, after: true, bend: func(s *situation) { yes := true; s.a.Model.NetworkIsolation = &yes }},
		{rule: plan.RuleSubnetSingleAZ, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Subnets[1].ZoneID = "use1-az1" }},
		{
			rule: plan.RuleSubnetTooMany, severity: plan.Block, after: true,
			bend: func(s *situation) { addSubnets(s, 17) }, just: func(s *situation) { addSubnets(s, 16) },
		},
		{rule: plan.RuleSubnetOtherVPC, severity: plan.Block, after: true, bend: func(s *situation) {
			addSubnets(s, 3)
			s.network().Subnets[2].VPC = "vpc-00000000000000002"
		}},
		{rule: plan.RuleSubnetOtherVPC, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Network.Subnets = append(s.a.Network.Subnets, "subnet-00000000000000fff")
		}},
		{
			rule: plan.RuleSubnetState, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().Subnets[0].State = "pending" }, just: func(s *situation) { s.network().Subnets[0].State = "Available" },
		},
		{rule: plan.RuleSubnetState, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().Subnets = nil
			s.gap(facts.TopicSubnets, "ec2:DescribeSubnets")
		}},
		{rule: plan.RuleSubnetIPv6Only, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Subnets[0].IPv6Only = true }},
		{rule: plan.RuleSubnetSpecial, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Zones[0].Type = "local-zone" }},
		{rule: plan.RuleSubnetSpecial, severity: plan.Block, after: true, bend: func(s *situation) { s.network().Subnets[0].OutpostARN = "arn:aws:outposts:…" }},
		{rule: plan.RuleSubnetShared, severity: plan.Warn, after: true, bend: func(s *situation) { s.network().Subnets[0].Owner = "999988887777" }},
		{rule: plan.RuleSubnetInstance, severity: plan.Warn, after: true, bend: func(s *situation) { s.f.InstanceType.Zones = []string{"use1-az1", "use1-az6"} }},
		{rule: plan.RuleSubnetInstance, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.InstanceType.Gaps = facts.Gaps{facts.TopicOfferings: {Summary: "you may not call ec2:DescribeInstanceTypeOfferings", Fix: "Ask for it."}}
		}},
		{rule: plan.RuleSubnetPublic, severity: plan.Info, after: true, bend: func(s *situation) {
			s.network().RouteTables[0].Routes = append(s.network().RouteTables[0].Routes, facts.Route{Destination: "0.0.0.0/0", Target: "igw-1", State: "active"})
		}},
		{rule: plan.RuleVPCTenancy, severity: plan.Warn, after: true, bend: func(s *situation) { s.network().VPC.Tenancy = "dedicated" }},
		{rule: plan.RuleSGNone, severity: plan.Block, after: true, bend: func(s *situation) { s.a.Network.SecurityGroups = []string{} }},
		{rule: plan.RuleSGTooMany, severity: plan.Block, after: true, bend: func(s *situation) { bendGroups(s, 6) }, just: func(s *situation) { bendGroups(s, 5) }},
		{rule: plan.RuleSGOtherVPC, severity: plan.Block, after: true, bend: func(s *situation) { s.network().SecurityGroups[0].VPC = "vpc-00000000000000002" }},
		{rule: plan.RuleSGOtherVPC, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.network().SecurityGroups = nil
			s.gap(facts.TopicSecurityGroups, "ec2:DescribeSecurityGroups")
		}},
		{
			rule: plan.RuleCapacityOut, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 2, 1 },
			just: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 2, 2 },
		},
		{
			rule: plan.RuleCapacityOneAZ, severity: plan.Block, after: true,
			bend: func(s *situation) { s.network().Subnets[1].Free = 1 }, just: func(s *situation) { s.network().Subnets[1].Free = 2 },
		},
		{rule: plan.RuleCapacityOneAZ, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.a.Capacity.Instances, s.a.Capacity.MaxInstances = 1, 1
			s.network().Subnets[1].Free = 1
		}},
		{
			rule: plan.RuleCapacityUpdate, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 7, 12 },
			just: func(s *situation) { s.network().Subnets[0].Free, s.network().Subnets[1].Free = 8, 8 },
		},
		{rule: plan.RuleDNSSupport, severity: plan.Block, bend: func(s *situation) { s.network().VPC.DNSSupport = false }},
		{rule: plan.RuleDNSSupport, severity: plan.Block, after: true, bend: func(s *situation) {
			s.network().VPC.DNSSupport, s.a.DNS = false, plan.DNSLeave
		}},
		{rule: plan.RuleDNSSupport, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicDNS, "ec2:DescribeVpcAttribute") }},
		{rule: plan.RuleDNSHostnames, severity: plan.Warn, bend: func(s *situation) { s.network().VPC.DNSHostnames = false }},
		{
			rule: plan.RuleDNSResolver, severity: plan.Unknown, after: true,
			bend: func(s *situation) { s.network().DHCP.DNSServers = []string{"10.9.9.9"} },
			just: func(s *situation) { s.network().DHCP.DNSServers = []string{"10.0.0.2"} },
		},
		{rule: plan.RuleS3NoPath, severity: plan.Block, bend: (*situation).withoutS3},
		{rule: plan.RuleS3NoPath, severity: plan.Block, bend: (*situation).withoutS3OnB},
		{rule: plan.RuleS3NoPath, severity: plan.Block, after: true, bend: func(s *situation) {
			s.withoutS3()
			s.a.S3.Action = plan.S3None
		}},
		{rule: plan.RuleS3NoPath, severity: plan.Unknown, after: true, bend: func(s *situation) { s.gap(facts.TopicRouteTables, "ec2:DescribeRouteTables") }},
		{rule: plan.RuleS3Foreign, severity: plan.Block, after: true, bend: func(s *situation) {
			s.withoutS3OnB()
			s.network().Endpoints[0].Owner = "999988887777"
		}},
		{rule: plan.RuleS3PolicyDenyOnly, severity: plan.Block, after: true, bend: func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::x/*"}]}`
		}},
		{rule: plan.RuleS3PolicyModel, severity: plan.Block, after: true, bend: func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}]}`
		}, just: func(s *situation) {
			s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::acme-models/*"}]}`
		}},
		{rule: plan.RuleS3PolicyInvalid, severity: plan.Block, after: true, bend: func(s *situation) {
			s.withoutS3()
			s.a.S3.Policy = "file:own.json"
			s.f.PolicyFile = &facts.PolicyFile{Path: "own.json", Text: "{} {}"}
		}},
		{rule: plan.RuleS3PolicyReplaced, severity: plan.Warn, after: true, bend: func(s *situation) { s.a.S3.Policy = "model-buckets" }},
		{rule: plan.RuleS3Bystanders, severity: plan.Warn, after: true, bend: func(s *situation) {
			s.withoutS3OnB()
			s.network().Subnets = append(s.network().Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 10))
			s.network().RouteTables[1].Subnets = append(s.network().RouteTables[1].Subnets, batchB)
		}, just: (*situation).withoutS3OnB},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s/%s", c.rule, c.severity), func(t *testing.T) { c.check(t) })
	}
}

func bendGroups(s *situation, n int) {
	s.a.Network.SecurityGroups = nil
	for i := range n {
		g := s.network().SecurityGroups[0]
		g.ID = fmt.Sprintf("sg-%017x", i+1)
		s.a.Network.SecurityGroups = append(s.a.Network.SecurityGroups, g.ID)
		s.network().SecurityGroups = append(s.network().SecurityGroups, g)
	}
}

func (c ruleCase) check(t *testing.T) {
	t.Helper()
	s := good()
	c.bend(&s)
	p := plan.Build(s.a, s.f)
	f, ok := find(t, p, c.rule)
	if !ok {
		t.Fatalf("%s did not fire; findings: %+v", c.rule, p.Findings)
	}
	if f.Severity != c.severity || f.After != c.after {
		t.Errorf("got severity %s, after %v; want %s, %v: %+v", f.Severity, f.After, c.severity, c.after, f)
	}
	if f.Subject == "" || f.Summary == "" || f.Fix == "" || f.Source == "" {
		t.Errorf("a finding names its subject, remedy and source: %+v", f)
	}
	if f.Repaired() != (len(f.RepairedBy) > 0) {
		t.Errorf("a repaired finding names the change that repairs it: %+v", f)
	}
	if p.Applicable == f.Blocks() && f.Blocks() {
		t.Error("a plan with a blocking finding is applicable")
	}
	near := good()
	if c.just != nil {
		c.just(&near)
	}
	if f, ok := find(t, plan.Build(near.a, near.f), c.rule); ok {
		t.Errorf("%s fires where it just should not: %+v", c.rule, f)
	}
}
