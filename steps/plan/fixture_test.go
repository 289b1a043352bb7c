package plan_test

import (
	"net/netip"
	"testing"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const (
	account  = "111122223333"
	vpc      = "vpc-00000000000000001"
	privateA = "subnet-0000000000000000a"
	privateB = "subnet-0000000000000000b"
	batchB   = "subnet-0000000000000000c"
	group    = "sg-00000000000000001"
	tableA   = "rtb-0000000000000000a"
	tableB   = "rtb-0000000000000000b"
	gateway  = "vpce-00000000000000001"
	acl      = "acl-00000000000000001"
	s3List   = "pl-63a5400a"
	role     = "arn:aws:iam::111122223333:role/SageMakerExecution"
	image    = "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3"
)

// goodFacts is an account in which everything holds: two private subnets in two zones,
// each on its own route table with a route to S3, DNS on, an open security group.
func goodFacts() facts.Facts {
	n := facts.Network{
		VPC: facts.VPC{
			ID: vpc, Name: "ml-prod", Tenancy: "default", Owner: account, DHCPOptions: "dopt-1",
			CIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}, DNSSupport: true, DNSHostnames: true,
		},
		Zones: []facts.Zone{
			{Name: "us-east-1a", ID: "use1-az1", Type: "availability-zone", State: "available"},
			{Name: "us-east-1b", ID: "use1-az2", Type: "availability-zone", State: "available"},
		},
		Subnets: []facts.Subnet{
			subnet(privateA, "private-a", "use1-az1", "10.0.1.0/24", 236),
			subnet(privateB, "private-b", "use1-az2", "10.0.2.0/24", 198),
		},
		SecurityGroups: []facts.SecurityGroup{{
			ID: group, Name: "model-sg", VPC: vpc, Owner: account,
			Egress: []facts.Rule{{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}},
		}},
		RouteTables: []facts.RouteTable{
			{ID: tableA, Name: "rt-a", VPC: vpc, Main: true, Subnets: []string{privateA}, Routes: routes(gateway)},
			{ID: tableB, Name: "rt-b", VPC: vpc, Subnets: []string{privateB}, Routes: routes(gateway)},
		},
		Endpoints: []facts.Endpoint{{
			ID: gateway, Name: "s3", VPC: vpc, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available",
			RouteTables: []string{tableA, tableB}, Owner: account,
			Policy: `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		}},
		S3:   facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: s3List, CIDRs: []netip.Prefix{netip.MustParsePrefix("52.216.0.0/15")}},
		DHCP: facts.DHCPOptions{ID: "dopt-1", DNSServers: []string{"AmazonProvidedDNS"}},
		ACLs: []facts.NetworkACL{{ID: acl, Name: "default", VPC: vpc, Default: true, Subnets: []string{privateA, privateB}, Entries: openACL()}},
	}
	return facts.Facts{
		Caller: &facts.Caller{Account: account, ARN: "arn:aws:sts::111122223333:assumed-role/DataScientist/me", Partition: "aws", Region: "us-east-1"},
		Origin: &facts.Model{
			Name: "fraud-v3", ARN: "arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3", Role: role, Primary: true,
			Containers: []facts.Container{{
				Image: image, ModelData: "s3://acme-models/fraud/model.tar.gz", Environment: map[string]string{"SECRET": "hunter2", "LOG_LEVEL": "info"},
				Extra: map[string]any{"ContainerHostname": "fraud"},
			}},
			Tags: map[string]string{"team": "risk"}, Extra: map[string]any{"InferenceExecutionConfig": map[string]any{"Mode": "Serial"}},
		},
		ModelName:    &facts.NameCheck{Name: "fraud-v3-vpc"},
		Buckets:      map[string]facts.Bucket{"acme-models": {Name: "acme-models", Region: "us-east-1"}},
		Network:      &n,
		InstanceType: &facts.InstanceType{Name: "ml.g5.xlarge", Found: true, Zones: []string{"use1-az1", "use1-az2"}},
	}
}

func subnet(id, name, zone, cidr string, free int) facts.Subnet {
	return facts.Subnet{
		ID: id, Name: name, VPC: vpc, ZoneID: zone, CIDR: netip.MustParsePrefix(cidr), Free: free, State: "available", Owner: account,
	}
}

// openACL is a network ACL's entries as AWS makes them: everything both ways.
func openACL() []facts.ACLEntry {
	all := netip.MustParsePrefix("0.0.0.0/0")
	return []facts.ACLEntry{
		{Number: 100, Allow: true, Egress: true, Protocol: "-1", CIDR: all, From: -1, To: -1},
		{Number: 100, Allow: true, Protocol: "-1", CIDR: all, From: -1, To: -1},
		{Number: 32767, Egress: true, Protocol: "-1", CIDR: all, From: -1, To: -1},
		{Number: 32767, Protocol: "-1", CIDR: all, From: -1, To: -1},
	}
}

func routes(endpoint string) []facts.Route {
	out := []facts.Route{{Destination: "10.0.0.0/16", Target: "local", State: "active"}}
	if endpoint != "" {
		out = append(out, facts.Route{Destination: s3List, Target: endpoint, State: "active"})
	}
	return out
}

// goodAnswers move fraud-v3 into both private subnets.
func goodAnswers() plan.Answers {
	a := plan.Defaults()
	a.Region = "us-east-1"
	a.Model.Name, a.Model.From = "fraud-v3-vpc", "fraud-v3"
	a.Network = plan.Network{VPC: vpc, Subnets: []string{privateA, privateB}, SecurityGroups: []string{group}}
	a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = "ml.g5.xlarge", 2, 4
	return a
}

// situation is answers and facts that a test bends before it builds the plan.
type situation struct {
	a plan.Answers
	f facts.Facts
}

func good() situation { return situation{a: goodAnswers(), f: goodFacts()} }

// network gives the test the chosen network to bend.
func (s *situation) network() *facts.Network { return s.f.Network }

// withoutS3 takes the endpoint and its routes away from table B.
func (s *situation) withoutS3OnB() {
	n := s.network()
	n.RouteTables[1].Routes = routes("")
	n.Endpoints[0].RouteTables = []string{tableA}
}

// withoutS3 leaves the VPC without any way to S3.
func (s *situation) withoutS3() {
	n := s.network()
	n.Endpoints = nil
	n.RouteTables[0].Routes, n.RouteTables[1].Routes = routes(""), routes("")
}

func (s *situation) gap(topic facts.Topic, op string) {
	n := s.network()
	n.Gaps = n.Gaps.With(topic, facts.Fault{Kind: facts.Denied, Op: op, Summary: "you may not call " + op, Fix: "Ask for " + op + "."})
}

func find(t *testing.T, p plan.Plan, rule string) (plan.Finding, bool) {
	t.Helper()
	for _, f := range p.Findings {
		if f.Rule == rule {
			return f, true
		}
	}
	return plan.Finding{}, false
}
