package steps_test

import (
	"context"
	"net/netip"
	"slices"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// memory is an account that answers from values; what it embeds and does not override panics.
type memory struct {
	run.Account
	caller   facts.Caller
	models   []facts.Model
	networks []facts.Network
	services []facts.EndpointService
	usage    facts.Usage
	running  []facts.InferenceEndpoint
	faults   map[string]*facts.Fault // by method
}

func (m *memory) fault(method string) error {
	if f, ok := m.faults[method]; ok {
		return f
	}
	return nil
}

func (m *memory) Identity(context.Context) (facts.Caller, error) {
	return m.caller, m.fault("Identity")
}

func (m *memory) Models(context.Context) ([]facts.ModelSummary, error) {
	out := []facts.ModelSummary{}
	for _, model := range m.models {
		out = append(out, facts.ModelSummary{Name: model.Name, ARN: model.ARN})
	}
	return out, m.fault("Models")
}

func (m *memory) Model(_ context.Context, name string) (facts.Model, error) {
	if err := m.fault("Model"); err != nil {
		return facts.Model{}, err
	}
	for _, model := range m.models {
		if model.Name == name {
			return model, nil
		}
	}
	return facts.Model{}, &facts.Fault{Kind: facts.NotFound, Op: "sagemaker:DescribeModel", Summary: "there is no model " + name}
}

func (m *memory) BareModel(ctx context.Context, name string) (facts.Model, error) {
	model, err := m.Model(ctx, name)
	model.Tags = nil
	return model, err
}

func (m *memory) Roles(context.Context) ([]facts.Role, error) {
	return []facts.Role{{Name: "SageMakerExecution", ARN: "arn:aws:iam::111122223333:role/SageMakerExecution", SageMaker: true}}, m.fault("Roles")
}

func (m *memory) Networks(context.Context) ([]facts.Network, error) {
	return m.networks, m.fault("Networks")
}

func (m *memory) Network(_ context.Context, scope steps.Scope) (facts.Network, error) {
	if err := m.fault("Network"); err != nil {
		return facts.Network{}, err
	}
	for _, n := range m.networks {
		if n.VPC.ID == scope.VPC {
			return n, nil
		}
	}
	return facts.Network{}, &facts.Fault{Kind: facts.NotFound, Op: "ec2:DescribeVpcs", Summary: "there is no VPC " + scope.VPC}
}

func (m *memory) Subnets(_ context.Context, vpc string) ([]facts.Subnet, error) {
	n, err := m.Network(context.Background(), steps.Scope{VPC: vpc})
	return n.Subnets, err
}

func (m *memory) InstanceType(_ context.Context, name string) (facts.InstanceType, error) {
	return facts.InstanceType{Name: name, Found: true, Zones: []string{"use1-az1", "use1-az2"}}, m.fault("InstanceType")
}

func (m *memory) Bucket(_ context.Context, name string) (facts.Bucket, error) {
	return facts.Bucket{Name: name, Region: "us-east-1"}, m.fault("Bucket")
}

func (m *memory) VPCOf(_ context.Context, subnets []string) (string, error) {
	if err := m.fault("VPCOf"); err != nil {
		return "", err
	}
	for _, n := range m.networks {
		if slices.ContainsFunc(n.Subnets, func(s facts.Subnet) bool { return slices.Contains(subnets, s.ID) }) {
			return n.VPC.ID, nil
		}
	}
	return "", &facts.Fault{Kind: facts.NotFound, Op: "ec2:DescribeSubnets", Summary: "none of the subnets exists"}
}

func (m *memory) Services(context.Context) ([]facts.EndpointService, error) {
	return m.services, m.fault("Services")
}

func (m *memory) Usage(context.Context) (facts.Usage, error) { return m.usage, m.fault("Usage") }

func (m *memory) InferenceEndpoint(_ context.Context, name string) (facts.InferenceEndpoint, error) {
	if err := m.fault("InferenceEndpoint"); err != nil {
		return facts.InferenceEndpoint{}, err
	}
	for _, e := range m.running {
		if e.Name == name {
			return e, nil
		}
	}
	return facts.InferenceEndpoint{}, &facts.Fault{Kind: facts.NotFound, Op: "sagemaker:DescribeEndpoint", Summary: "there is no endpoint " + name}
}

func (m *memory) InferenceEndpoints(context.Context) ([]facts.InferenceEndpointSummary, error) {
	out := []facts.InferenceEndpointSummary{}
	for _, e := range m.running {
		out = append(out, facts.InferenceEndpointSummary{Name: e.Name, Status: e.Status, Created: e.Created})
	}
	return out, m.fault("InferenceEndpoints")
}

// The ids of the account below; "home" is a VPC that works, "narrow" one with a single zone.
const (
	home, narrow       = "vpc-00000000000000001", "vpc-00000000000000002"
	subnetA, subnetB   = "subnet-0000000000000000a", "subnet-0000000000000000b"
	subnetA2           = "subnet-0000000000000000c"
	narrowOne          = "subnet-0000000000000001a"
	narrowTwo          = "subnet-0000000000000001b"
	homeGroup          = "sg-00000000000000001"
	narrowGroup        = "sg-00000000000000002"
	fraudRole          = "arn:aws:iam::111122223333:role/SageMakerExecution"
	fraudImage         = "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3"
	account            = "111122223333"
	firstZone, another = "use1-az1", "use1-az2"
)

func newAccount() *memory {
	return &memory{
		caller: facts.Caller{Account: account, ARN: "arn:aws:sts::111122223333:assumed-role/DataScientist/me", Partition: "aws", Region: "us-east-1"},
		models: []facts.Model{
			{
				Name: "fraud-v3", ARN: "arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3", Role: fraudRole, Primary: true,
				Containers: []facts.Container{{Image: fraudImage, ModelData: "s3://acme-models/fraud/model.tar.gz", Environment: map[string]string{"A": "1"}}},
			},
			{
				Name: "churn-v2", Role: fraudRole, Primary: true, Containers: []facts.Container{{Image: fraudImage}},
				VPC: &facts.VPCConfig{Subnets: []string{subnetA, subnetB}, SecurityGroups: []string{homeGroup}},
			},
		},
		networks: []facts.Network{
			newNetwork(home, homeGroup, map[string]string{subnetA: firstZone, subnetB: another, subnetA2: firstZone}),
			newNetwork(narrow, narrowGroup, map[string]string{narrowOne: firstZone, narrowTwo: firstZone}),
		},
	}
}

func newNetwork(vpc, group string, zones map[string]string) facts.Network {
	n := facts.Network{
		VPC:   facts.VPC{ID: vpc, Owner: account, DNSSupport: true, DNSHostnames: true, CIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}},
		Zones: []facts.Zone{{ID: firstZone, Type: "availability-zone"}, {ID: another, Type: "availability-zone"}},
		SecurityGroups: []facts.SecurityGroup{{
			ID: group, VPC: vpc, Egress: []facts.Rule{{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}},
		}},
		RouteTables: []facts.RouteTable{{ID: "rtb-0000000000000000" + vpc[len(vpc)-1:], VPC: vpc, Main: true, Routes: []facts.Route{{Destination: "10.0.0.0/16", Target: "local", State: "active"}}}},
		S3:          facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-63a5400a"},
		DHCP:        facts.DHCPOptions{DNSServers: []string{"AmazonProvidedDNS"}},
		ACLs: []facts.NetworkACL{{ID: "acl-0000000000000000" + vpc[len(vpc)-1:], VPC: vpc, Default: true, Entries: []facts.ACLEntry{
			{Number: 100, Allow: true, Protocol: "-1", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: -1, To: -1},
			{Number: 100, Allow: true, Egress: true, Protocol: "-1", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: -1, To: -1},
		}}},
	}
	for id, zone := range zones {
		n.Subnets = append(n.Subnets, facts.Subnet{ID: id, VPC: vpc, ZoneID: zone, CIDR: netip.MustParsePrefix("10.0.1.0/24"), Free: 100, State: "available", Owner: account})
	}
	slices.SortFunc(n.Subnets, func(a, b facts.Subnet) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	return n
}

// walker drives a machine as a face does: it loads whatever a step must know.
type walker struct {
	steps.Machine
	account *memory
}

func newWalker(account *memory, answers plan.Answers) walker {
	w := walker{account: account, Machine: steps.NewMachine(steps.All(), steps.State{Answers: answers, Regions: []string{"eu-west-1", "us-east-1"}})}
	return w.load()
}

// load runs every load that the machine asks for; a hundred in a row would be a loop.
func (w walker) load() walker {
	for range 100 {
		load := w.Load()
		if load == nil {
			return w
		}
		patch, err := load(context.Background(), w.account)
		if err != nil {
			return w
		}
		w.Machine = w.Loaded(patch)
	}
	panic("a step asks for the same read for ever")
}

func (w walker) reply(r steps.Reply) (walker, error) {
	m, err := w.Reply(r)
	w.Machine = m
	return w.load(), err
}

// enter confirms what the question starts with, as the Enter key does.
func (w walker) enter() (walker, error) { return w.reply(confirmed(w.Question())) }

// confirmed is the reply of somebody who presses Enter on every screen.
func confirmed(q steps.Question) steps.Reply {
	fields := func(form *steps.Form) map[string]string {
		if form == nil {
			return nil
		}
		out := map[string]string{}
		for _, f := range form.Fields {
			if f.ReadOnly == "" {
				out[f.Key] = f.Value
			}
		}
		return out
	}
	switch q := q.(type) {
	case steps.Choice:
		value := q.Selected
		for _, o := range q.Options {
			if value == "" && o.Disabled == "" {
				value = o.Value
			}
		}
		return steps.Reply{Values: []string{value}}
	case steps.Many:
		return steps.Reply{Values: q.Selected, Fields: fields(q.Panel)}
	case steps.Matrix:
		return steps.Reply{Values: q.Selected, Fields: fields(q.Panel)}
	case steps.Form:
		return steps.Reply{Fields: fields(&q)}
	case steps.Document:
		r := steps.Reply{Values: []string{q.Selected}}
		if q.File != nil {
			r.Fields = map[string]string{"file": q.File.Value}
		}
		return r
	case steps.Review:
		return steps.Reply{Action: steps.Apply}
	default:
		return steps.Reply{}
	}
}
