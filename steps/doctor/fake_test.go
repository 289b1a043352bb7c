package doctor_test

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/facts"
)

const (
	owner   = "111122223333"
	prod    = "vpc-0000000000000prod"
	staging = "vpc-0000000000000stag"
	group   = "sg-00000000000000001"
	s3List  = "pl-63a5400a"
	gateway = "vpce-00000000000000001"
)

// fake is an account in memory that counts what it is asked.
type fake struct {
	steps.Source // what an examination must not ask
	mu           sync.Mutex
	models       map[string]facts.Model
	unlisted     []string // names that are listed and do not exist
	endpoints    map[string]facts.InferenceEndpoint
	networks     map[string]facts.Network
	refuse       map[string]*facts.Fault // by method, or method and name
	calls        map[string]int
	zones        []string      // that offer every instance type
	now, most    int           // calls under way, and the most there ever were
	gate         chan struct{} // held until it is closed, when not nil
}

func newFake() *fake {
	return &fake{
		models: map[string]facts.Model{}, endpoints: map[string]facts.InferenceEndpoint{}, refuse: map[string]*facts.Fault{}, calls: map[string]int{},
		zones:    []string{"use1-az1", "use1-az2"},
		networks: map[string]facts.Network{prod: network(prod, "a", "b"), staging: network(staging, "c", "d")},
	}
}

// network is a VPC in which everything holds.
func network(vpc string, subnets ...string) facts.Network {
	n := facts.Network{
		VPC: facts.VPC{
			ID: vpc, Owner: owner, Tenancy: "default", DHCPOptions: "dopt-1", DNSSupport: true, DNSHostnames: true,
			CIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")},
		},
		SecurityGroups: []facts.SecurityGroup{{
			ID: group, Name: "model", VPC: vpc, Owner: owner,
			Egress: []facts.Rule{{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}},
		}},
		Endpoints: []facts.Endpoint{{
			ID: gateway, VPC: vpc, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available", Owner: owner,
			Policy: `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		}},
		ACLs: []facts.NetworkACL{{ID: "acl-" + vpc, VPC: vpc, Default: true, Entries: []facts.ACLEntry{
			{Number: 100, Egress: true, Allow: true, Protocol: "-1", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: -1, To: -1},
			{Number: 100, Allow: true, Protocol: "-1", CIDR: netip.MustParsePrefix("0.0.0.0/0"), From: -1, To: -1},
		}}},
		S3:   facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: s3List, CIDRs: []netip.Prefix{netip.MustParsePrefix("52.216.0.0/15")}},
		DHCP: facts.DHCPOptions{ID: "dopt-1", DNSServers: []string{"AmazonProvidedDNS"}},
	}
	for i, id := range subnets {
		zone := "use1-az" + string(rune('1'+i))
		n.Zones = append(n.Zones, facts.Zone{Name: "us-east-1" + id, ID: zone, Type: "availability-zone", State: "available"})
		n.Subnets = append(n.Subnets, facts.Subnet{
			ID: "subnet-" + id, Name: "private-" + id, VPC: vpc, ZoneID: zone, CIDR: netip.MustParsePrefix("10.0.1.0/24"), Free: 200, State: "available", Owner: owner,
		})
		n.RouteTables = append(n.RouteTables, facts.RouteTable{
			ID: "rtb-" + id, VPC: vpc, Main: i == 0, Subnets: []string{"subnet-" + id}, Routes: []facts.Route{
				{Destination: "10.0.0.0/16", Target: "local", State: "active"}, {Destination: s3List, Target: gateway, State: "active"},
			},
		})
		n.Endpoints[0].RouteTables = append(n.Endpoints[0].RouteTables, "rtb-"+id)
	}
	return n
}

// bend changes a network.
func (f *fake) bend(vpc string, change func(*facts.Network)) {
	n := f.networks[vpc]
	change(&n)
	f.networks[vpc] = n
}

// cut takes a subnet's way to S3 away.
func (f *fake) cut(vpc, subnet string) {
	f.bend(vpc, func(n *facts.Network) {
		for i, t := range n.RouteTables {
			if slices.Contains(t.Subnets, subnet) {
				n.RouteTables[i].Routes = t.Routes[:1]
				n.Endpoints[0].RouteTables = slices.DeleteFunc(n.Endpoints[0].RouteTables, func(id string) bool { return id == t.ID })
			}
		}
	})
}

// add puts models into subnets.
func (f *fake) add(name string, subnets ...string) {
	m := facts.Model{
		Name: name, ARN: "arn:aws:sagemaker:us-east-1:" + owner + ":model/" + name, Role: "arn:aws:iam::" + owner + ":role/Exec", Primary: true,
		Containers: []facts.Container{{Image: owner + ".dkr.ecr.us-east-1.amazonaws.com/fraud:3", ModelData: "s3://acme-models/" + name + ".tar.gz"}},
	}
	if len(subnets) > 0 {
		m.VPC = &facts.VPCConfig{Subnets: subnets, SecurityGroups: []string{group}}
	}
	f.models[name] = m
}

func absent(what string) *facts.Fault {
	return &facts.Fault{Kind: facts.NotFound, Summary: "There is no " + what, Fix: "Check the name."}
}

func denied(op string) *facts.Fault {
	return &facts.Fault{Kind: facts.Denied, Op: op, Summary: op + " is not allowed", Fix: "Ask for " + op + "."}
}

// call counts a call, and says why it is refused.
func (f *fake) call(ctx context.Context, method, name string) error {
	f.mu.Lock()
	f.calls[method]++
	f.now++
	f.most = max(f.most, f.now)
	gate := f.gate
	fault := f.refuse[method]
	if fault == nil {
		fault = f.refuse[method+" "+name]
	}
	f.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
	f.mu.Lock()
	f.now--
	f.mu.Unlock()
	if fault != nil {
		return fault
	}
	return nil
}

func (f *fake) Identity(ctx context.Context) (facts.Caller, error) {
	return facts.Caller{Account: owner, ARN: "arn:aws:sts::" + owner + ":assumed-role/Me/me", Partition: "aws", Region: "us-east-1"}, f.call(ctx, "Identity", "")
}

func (f *fake) Models(ctx context.Context) ([]facts.ModelSummary, error) {
	list := []facts.ModelSummary{}
	for name := range f.models {
		list = append(list, facts.ModelSummary{Name: name})
	}
	for _, name := range f.unlisted {
		list = append(list, facts.ModelSummary{Name: name})
	}
	return list, f.call(ctx, "Models", "")
}

func (f *fake) Model(ctx context.Context, name string) (facts.Model, error) {
	return f.model(ctx, "Model", name)
}

func (f *fake) BareModel(ctx context.Context, name string) (facts.Model, error) {
	m, err := f.model(ctx, "BareModel", name)
	m.Tags = nil
	return m, err
}

func (f *fake) model(ctx context.Context, method, name string) (facts.Model, error) {
	if err := f.call(ctx, method, name); err != nil {
		return facts.Model{}, err
	}
	m, known := f.models[name]
	if !known {
		return m, absent("model " + name)
	}
	return m, nil
}

func (f *fake) InferenceEndpoint(ctx context.Context, name string) (facts.InferenceEndpoint, error) {
	if err := f.call(ctx, "InferenceEndpoint", name); err != nil {
		return facts.InferenceEndpoint{}, err
	}
	e, known := f.endpoints[name]
	if !known {
		return e, absent("SageMaker endpoint " + name)
	}
	return e, nil
}

func (f *fake) InferenceEndpoints(ctx context.Context) ([]facts.InferenceEndpointSummary, error) {
	list := []facts.InferenceEndpointSummary{}
	for name, e := range f.endpoints {
		list = append(list, facts.InferenceEndpointSummary{Name: name, Status: e.Status})
	}
	slices.SortFunc(list, func(a, b facts.InferenceEndpointSummary) int { return strings.Compare(a.Name, b.Name) })
	return list, f.call(ctx, "InferenceEndpoints", "")
}

func (f *fake) VPCOf(ctx context.Context, subnets []string) (string, error) {
	if err := f.call(ctx, "VPCOf", ""); err != nil {
		return "", err
	}
	for _, id := range subnets {
		for vpc, n := range f.networks {
			if _, found := n.Subnet(id); found {
				return vpc, nil
			}
		}
	}
	return "", absent("subnet")
}

func (f *fake) Subnets(ctx context.Context, vpc string) ([]facts.Subnet, error) {
	return f.networks[vpc].Subnets, f.call(ctx, "Subnets", vpc)
}

func (f *fake) Network(ctx context.Context, scope steps.Scope) (facts.Network, error) {
	return f.networks[scope.VPC], f.call(ctx, "Network", scope.VPC)
}

func (f *fake) InstanceType(ctx context.Context, name string) (facts.InstanceType, error) {
	return facts.InstanceType{Name: name, Found: true, Zones: f.zones}, f.call(ctx, "InstanceType", name)
}

func (f *fake) Bucket(ctx context.Context, name string) (facts.Bucket, error) {
	return facts.Bucket{Name: name, Region: "us-east-1"}, f.call(ctx, "Bucket", name)
}

// endpoint is an endpoint of one variant of a model.
func endpoint(name, status, reason string, models ...string) facts.InferenceEndpoint {
	e := facts.InferenceEndpoint{Name: name, Status: status, FailureReason: reason, Config: name + "-config"}
	for _, model := range models {
		v := facts.Variant{Name: "of-" + model, Model: model, InstanceType: "ml.m5.xlarge", Initial: 2}
		if status == "InService" {
			v.Current = 2
		}
		e.Variants = append(e.Variants, v)
	}
	return e
}

var _ doctor.Source = (*fake)(nil)
