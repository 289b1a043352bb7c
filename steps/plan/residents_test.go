package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func TestResidents(t *testing.T) {
	cases := []struct {
		of   facts.Interface
		want string
	}{
		{facts.Interface{Type: "interface", Description: "RDSNetworkInterface", Requester: "amazon-rds", RequesterManaged: true}, "1 RDS"},
		{facts.Interface{Type: "interface", Description: "Network interface for DBProxy ledger", RequesterManaged: true}, "1 RDS"},
		{facts.Interface{Type: "interface", Requester: "amazon-rds", RequesterManaged: true}, "1 RDS"},
		{facts.Interface{Type: "lambda", Description: "AWS Lambda VPC ENI-report-0f0f", RequesterManaged: true}, "1 Lambda"},
		{facts.Interface{Type: "interface", Description: "AWS Lambda VPC ENI: 8f4d"}, "1 Lambda"},
		{facts.Interface{Type: "interface", Description: "ELB app/web/50dc6c495c0c9188", Requester: "amazon-elb", RequesterManaged: true}, "1 load balancer"},
		{facts.Interface{Type: "network_load_balancer", Description: "ELB net/tcp/50dc6c495c0c9188"}, "1 load balancer"},
		{facts.Interface{Type: "gateway_load_balancer"}, "1 load balancer"},
		{facts.Interface{Type: "nat_gateway", Description: "Interface for NAT Gateway nat-02d216882c09db8e6"}, "1 NAT gateway"},
		{facts.Interface{Type: "natGateway"}, "1 NAT gateway"},
		{facts.Interface{Type: "vpc_endpoint", Description: "VPC Endpoint Interface vpce-1"}, "1 VPC endpoint"},
		{facts.Interface{Type: "interface", Description: "EFS mount target for fs-1234567 (fsmt-1234567)", RequesterManaged: true}, "1 EFS"},
		{facts.Interface{Type: "interface", Description: "arn:aws:ecs:us-east-1:111122223333:attachment/1", RequesterManaged: true}, "1 ECS"},
		{facts.Interface{Type: "interface", Description: "arn:aws-cn:ecs:cn-north-1:111122223333:attachment/1"}, "1 ECS"},
		{facts.Interface{Type: "interface", Description: "aws-K8S-i-0123456789abcdef0"}, "1 EKS"},
		{facts.Interface{Type: "interface", Description: "Amazon EKS prod"}, "1 EKS"},
		{facts.Interface{Type: "interface", Description: "ElastiCache sessions-001", Requester: "amazon-elasticache", RequesterManaged: true}, "1 ElastiCache"},
		{facts.Interface{Type: "interface", Description: "ElastiCache+sessions"}, "1 ElastiCache"},
		{facts.Interface{Type: "interface", Description: "RedshiftNetworkInterface", RequesterManaged: true}, "1 Redshift"},
		{facts.Interface{Type: "interface", Description: "[DO NOT DELETE] ENI managed by SageMaker for Studio Domain(d-1) - 2", RequesterManaged: true}, "1 SageMaker"},
		{facts.Interface{Type: "interface", Description: "[Do not delete] Network Interface created to access resources in your VPC for SageMaker Notebook Instance"}, "1 SageMaker"},
		{facts.Interface{Type: "interface", Description: "Primary network interface"}, "1 EC2"},
		{facts.Interface{Type: "interface"}, "1 EC2"},
		{facts.Interface{Type: "efa"}, "1 EC2"},
		{facts.Interface{Type: "interface", Description: "DMSNetworkInterface", RequesterManaged: true}, "1 other"},
		{facts.Interface{Type: "transit_gateway"}, "1 other"},
		{facts.Interface{Type: "interface", Description: "the ELB of old"}, "1 EC2"},
	}
	for _, c := range cases {
		t.Run(c.of.Type+" "+c.of.Description, func(t *testing.T) {
			c.of.Subnet = batchB
			n := facts.Network{Interfaces: []facts.Interface{c.of, {Subnet: privateA, Type: "lambda"}}}
			if got := fmt.Sprint(plan.Residents(n, batchB)); got != "["+c.want+"]" {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestResidentsAreCountedInAFixedOrder(t *testing.T) {
	n := facts.Network{Interfaces: []facts.Interface{
		{Subnet: batchB, Type: "vpc_endpoint"},
		{Subnet: batchB, Type: "lambda"},
		{Subnet: batchB, Type: "interface", Requester: "amazon-rds"},
		{Subnet: batchB, Type: "vpc_endpoint"},
		{Subnet: batchB, Type: "interface", Requester: "amazon-rds"},
	}}
	want := []plan.Resident{{Kind: plan.ResidentRDS, Count: 2}, {Kind: plan.ResidentLambda, Count: 1}, {Kind: plan.ResidentEndpoint, Count: 2}}
	if got := plan.Residents(n, batchB); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	text := plan.ResidentsText(n, []facts.Subnet{{ID: batchB, Name: "batch-b"}, {ID: privateA, Name: "private-a"}})
	if want := "batch-b: 2 RDS, 1 Lambda, 2 VPC endpoints; nothing in private-a"; text != want {
		t.Errorf("got %q, want %q", text, want)
	}
	if got := plan.Residents(n, privateA); len(got) != 0 {
		t.Errorf("an empty subnet has %v", got)
	}
}

// withBystanders puts batch-b beside private-b on its route table.
func (s *situation) withBystanders() {
	s.withoutS3OnB()
	n := s.network()
	n.Subnets = append(n.Subnets, subnet(batchB, "batch-b", "use1-az2", "10.0.3.0/24", 10))
	n.RouteTables[1].Subnets = append(n.RouteTables[1].Subnets, batchB)
	n.Interfaces = []facts.Interface{
		{ID: "eni-1", Subnet: batchB, Type: "interface", Requester: "amazon-rds", RequesterManaged: true},
		{ID: "eni-2", Subnet: batchB, Type: "lambda", RequesterManaged: true},
	}
}

func TestBystandersSayWhoLivesThereAndWhatHappens(t *testing.T) {
	detail := func(bend func(*situation)) string {
		s := good()
		s.withBystanders()
		bend(&s)
		f, ok := find(t, plan.Build(s.a, s.f), plan.RuleS3Bystanders)
		if !ok {
			t.Fatal("nobody speaks of the bystanders")
		}
		return f.Detail
	}
	plain := detail(func(*situation) {})
	for _, want := range append(plan.SideEffects(), "batch-b: 1 RDS, 1 Lambda") {
		if !strings.Contains(plain, want) {
			t.Errorf("the detail lacks %q: %s", want, plain)
		}
	}
	if strings.Contains(plain, "main table") || strings.Contains(plain, "does not let everything through") {
		t.Errorf("the detail says what is not so: %s", plain)
	}
	blind := detail(func(s *situation) { s.gap(facts.TopicInterfaces, "ec2:DescribeNetworkInterfaces") })
	if !strings.Contains(blind, "could not be read") || strings.Contains(blind, "RDS") || strings.Contains(blind, "nothing in") {
		t.Errorf("what was not read counts as known: %s", blind)
	}
	main := detail(func(s *situation) {
		s.network().RouteTables[0].Main = false
		s.network().RouteTables[1].Main, s.network().RouteTables[1].Subnets = true, []string{privateB}
	})
	if !strings.Contains(main, "rt-b (rtb-0000000000000000b) is the VPC's main table: 1 subnet follows it without an association of its own") {
		t.Errorf("the main table is not spoken of: %s", main)
	}
	narrow := detail(func(s *situation) {
		s.network().Endpoints[0].Policy = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-models/*"}]}`
	})
	if !strings.Contains(narrow, "does not let everything through") {
		t.Errorf("the policy that they come under is not spoken of: %s", narrow)
	}
}

func TestManyBystandersAreCounted(t *testing.T) {
	s := good()
	s.withBystanders()
	n := s.network()
	for i := range 30 {
		id := fmt.Sprintf("subnet-000000000000001%02d", i)
		n.Subnets = append(n.Subnets, subnet(id, fmt.Sprintf("many-%02d", i), "use1-az1", "10.0.7.0/28", 3))
		n.RouteTables[1].Subnets = append(n.RouteTables[1].Subnets, id)
	}
	f, _ := find(t, plan.Build(s.a, s.f), plan.RuleS3Bystanders)
	if !strings.Contains(f.Summary, "31 other subnets") || !strings.Contains(f.Summary, "and 23 more") {
		t.Errorf("the summary is %q", f.Summary)
	}
	if !strings.Contains(f.Detail, "batch-b: 1 RDS, 1 Lambda") || !strings.Contains(f.Detail, "and 22 more") {
		t.Errorf("the detail is %q", f.Detail)
	}
}

func TestInheriting(t *testing.T) {
	s := good()
	s.network().RouteTables[0].Subnets = nil
	n := *s.network()
	if got := plan.Inheriting(n, n.RouteTables[0]); len(got) != 1 || got[0].ID != privateA {
		t.Errorf("got %v", got)
	}
	if got := plan.Inheriting(n, n.RouteTables[1]); got != nil {
		t.Errorf("a table that is not the main one is inherited by %v", got)
	}
	n.RouteTables[0].Subnets = []string{privateA}
	if text := plan.InheritanceText(n, n.RouteTables[0]); !strings.Contains(text, "every subnet that is made later") {
		t.Errorf("got %q", text)
	}
	if text := plan.InheritanceText(n, n.RouteTables[1]); text != "" {
		t.Errorf("got %q", text)
	}
}
