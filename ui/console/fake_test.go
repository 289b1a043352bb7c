package console_test

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"sync"
	"time"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/ui/console"
)

const (
	vpcID   = "vpc-0123456789abcdef0"
	subnetA = "subnet-0123456789abcdef0"
	subnetB = "subnet-0123456789abcdef1"
	groupID = "sg-0123456789abcdef0"
	tableID = "rtb-0123456789abcdef0"
	roleARN = "arn:aws:iam::111122223333:role/Exec"
	secret  = "hunter2-very-secret"
	hostile = "\x1b[31mred\x1b[0m\u202e"
)

// account is an AWS account in memory: one VPC in two zones without a way to S3.
type account struct {
	mu      sync.Mutex
	network facts.Network
	models  map[string]facts.Model
	// endpoints are SageMaker's, by name.
	endpoints map[string]facts.InferenceEndpoint
	sent      []string
	refuse    func(op string) error
	reading   func(reads int) // called at every read of the network
	reads     int
	gate      error         // why nobody is let in
	turn      time.Duration // how long a write to an endpoint waits for its turn
	// offered are the zones of every instance type; nil for both.
	offered    []string
	unreadable *facts.Fault // why no model can be described
}

func newAccount() *account {
	subnet := func(id, name, zone, cidr string) facts.Subnet {
		return facts.Subnet{
			ID: id, Name: name, VPC: vpcID, Zone: "us-east-1" + zone[len(zone)-1:], ZoneID: zone,
			CIDR: netip.MustParsePrefix(cidr), Free: 200, State: "available", Owner: "111122223333",
		}
	}
	return &account{
		models: map[string]facts.Model{},
		network: facts.Network{
			VPC: facts.VPC{
				ID: vpcID, Name: hostile, Owner: "111122223333", Tenancy: "default", DHCPOptions: "dopt-1",
				DNSSupport: true, DNSHostnames: true, CIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")},
			},
			Zones: []facts.Zone{
				{Name: "us-east-11", ID: "use1-az1", Type: "availability-zone", State: "available"},
				{Name: "us-east-12", ID: "use1-az2", Type: "availability-zone", State: "available"},
			},
			Subnets: []facts.Subnet{
				subnet(subnetA, "private-a", "use1-az1", "10.0.1.0/24"),
				subnet(subnetB, "private-b", "use1-az2", "10.0.2.0/24"),
			},
			SecurityGroups: []facts.SecurityGroup{{
				ID: groupID, Name: "model", VPC: vpcID, Owner: "111122223333",
				Egress: []facts.Rule{{Protocol: "-1", From: -1, To: -1, CIDRs: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}},
			}},
			RouteTables: []facts.RouteTable{{
				ID: tableID, VPC: vpcID, Main: true,
				Routes: []facts.Route{{Destination: "10.0.0.0/16", Target: "local", State: "active"}},
			}},
			S3: facts.S3{
				Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-63a5400a",
				CIDRs: []netip.Prefix{netip.MustParsePrefix("52.216.0.0/15")},
			},
			DHCP: facts.DHCPOptions{ID: "dopt-1", DNSServers: []string{"AmazonProvidedDNS"}},
		},
	}
}

func (a *account) Identity(context.Context) (facts.Caller, error) {
	if a.gate != nil {
		return facts.Caller{}, a.gate
	}
	return facts.Caller{
		Account: "111122223333", ARN: "arn:aws:sts::111122223333:assumed-role/DataScientist/alice",
		Partition: "aws", Region: "us-east-1",
	}, nil
}

func (a *account) Models(context.Context) ([]facts.ModelSummary, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := []facts.ModelSummary{}
	for _, name := range slices.Sorted(maps.Keys(a.models)) {
		list = append(list, facts.ModelSummary{Name: name, ARN: a.models[name].ARN})
	}
	return list, nil
}

func (a *account) Model(_ context.Context, name string) (facts.Model, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	model, known := a.models[name]
	if a.unreadable != nil {
		return facts.Model{}, a.unreadable
	}
	if !known {
		return facts.Model{}, &facts.Fault{Kind: facts.NotFound, Op: "sagemaker:DescribeModel", Summary: "there is no model " + name}
	}
	return model, nil
}

func (a *account) BareModel(ctx context.Context, name string) (facts.Model, error) {
	model, err := a.Model(ctx, name)
	model.Tags = nil
	return model, err
}

func (a *account) Roles(context.Context) ([]facts.Role, error) {
	return []facts.Role{{Name: "Exec", ARN: roleARN, SageMaker: true}}, nil
}

func (a *account) Networks(context.Context) ([]facts.Network, error) {
	return []facts.Network{a.network}, nil
}

func (a *account) Network(_ context.Context, scope steps.Scope) (facts.Network, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reads++
	if a.reading != nil {
		a.reading(a.reads)
	}
	if scope.VPC != a.network.VPC.ID {
		return facts.Network{}, &facts.Fault{Kind: facts.NotFound, Op: "ec2:DescribeVpcs", Summary: "there is no VPC " + scope.VPC}
	}
	return a.network, nil
}

func (a *account) Subnets(context.Context, string) ([]facts.Subnet, error) {
	return a.network.Subnets, nil
}

func (a *account) InstanceType(_ context.Context, name string) (facts.InstanceType, error) {
	zones := a.offered
	if zones == nil {
		zones = []string{"use1-az1", "use1-az2"}
	}
	return facts.InstanceType{Name: name, Found: true, Zones: zones}, nil
}

func (a *account) Bucket(_ context.Context, name string) (facts.Bucket, error) {
	return facts.Bucket{Name: name, Region: "us-east-1"}, nil
}

func (a *account) VPCOf(context.Context, []string) (string, error) { return vpcID, nil }

func (a *account) Services(context.Context) ([]facts.EndpointService, error) {
	return []facts.EndpointService{{Name: a.network.S3.Service, Types: []string{"Gateway"}, Policy: true}}, nil
}

func (a *account) Usage(context.Context) (facts.Usage, error) {
	return facts.Usage{InterfaceEndpoints: map[string]int{}, NATGateways: map[string]int{}}, nil
}

func (a *account) InferenceEndpoint(_ context.Context, name string) (facts.InferenceEndpoint, error) {
	if e, known := a.endpoints[name]; known {
		return e, nil
	}
	return facts.InferenceEndpoint{}, &facts.Fault{Kind: facts.NotFound, Op: "sagemaker:DescribeEndpoint", Summary: "there is no endpoint " + name}
}

func (a *account) InferenceEndpoints(context.Context) ([]facts.InferenceEndpointSummary, error) {
	list := []facts.InferenceEndpointSummary{}
	for _, name := range slices.Sorted(maps.Keys(a.endpoints)) {
		list = append(list, facts.InferenceEndpointSummary{Name: name, Status: a.endpoints[name].Status})
	}
	return list, nil
}

func (a *account) Apply(_ context.Context, request plan.Request) (plan.Receipt, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sent = append(a.sent, request.Op)
	if a.refuse != nil {
		if err := a.refuse(request.Op); err != nil {
			return plan.Receipt{}, err
		}
	}
	receipt := plan.Receipt{RequestID: fmt.Sprintf("req-%d", len(a.sent))}
	switch request.Op {
	case "CreateModel":
		receipt.ARN = a.createModel(request.Input)
	case "DeleteModel":
		delete(a.models, request.Input["ModelName"].(string))
	case "CreateVpcEndpoint":
		receipt.ID = "vpce-0123456789abcdef0"
		policy, _ := request.Input["PolicyDocument"].(string)
		a.network.Endpoints = []facts.Endpoint{{
			ID: receipt.ID, VPC: vpcID, Service: a.network.S3.Service, Type: "Gateway", State: "available",
			RouteTables: []string{tableID}, Policy: policy, Owner: "111122223333",
		}}
		a.routes(facts.Route{Destination: a.network.S3.PrefixList, Target: receipt.ID, State: "active"})
	case "DeleteVpcEndpoints":
		a.network.Endpoints = nil
		a.routes()
	default:
		return plan.Receipt{}, &facts.Fault{Kind: facts.Invalid, Op: request.Op, Summary: "not known here: " + request.Op}
	}
	return receipt, nil
}

func (a *account) routes(more ...facts.Route) {
	table := a.network.RouteTables[0]
	table.Routes = append(slices.Clone(table.Routes[:1]), more...)
	a.network.RouteTables = []facts.RouteTable{table}
}

func (a *account) createModel(in map[string]any) string {
	name := in["ModelName"].(string)
	config := in["VpcConfig"].(map[string]any)
	list := func(values any) (out []string) {
		for _, v := range values.([]any) {
			out = append(out, v.(string))
		}
		return out
	}
	a.models[name] = facts.Model{
		Name: name, ARN: "arn:aws:sagemaker:us-east-1:111122223333:model/" + name, Role: in["ExecutionRoleArn"].(string),
		VPC: &facts.VPCConfig{Subnets: list(config["Subnets"]), SecurityGroups: list(config["SecurityGroupIds"])},
	}
	return a.models[name].ARN
}

func (a *account) Endpoint(_ context.Context, id string) (facts.Endpoint, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if endpoint, known := a.network.Endpoint(id); known {
		return endpoint, nil
	}
	return facts.Endpoint{}, &facts.Fault{Kind: facts.NotFound, Summary: "there is no endpoint " + id}
}

func (a *account) RouteTables(context.Context, []string) ([]facts.RouteTable, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.network.RouteTables, nil
}

func (a *account) VPCAttributes(context.Context, string) (support, hostnames bool, err error) {
	return a.network.VPC.DNSSupport, a.network.VPC.DNSHostnames, nil
}

// cloud opens the account and remembers how it was asked.
type cloud struct {
	account         *account
	options         console.OpenOptions
	profile, region string
	err             error
}

func (c *cloud) Profiles() []string { return []string{""} }
func (c *cloud) Regions() []string  { return []string{"us-east-1"} }

func (c *cloud) Open(_ context.Context, profile, region string) (steps.Account, error) {
	c.profile, c.region = profile, region
	if c.err != nil {
		return nil, c.err
	}
	return c.account, nil
}
