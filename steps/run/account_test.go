package run_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// account is an account in memory that keeps state, with a script of faults.
type account struct {
	models    map[string]facts.Model
	endpoints map[string]facts.Endpoint
	tables    map[string][]facts.Route
	support   bool
	hostnames bool

	hidden  int                        // how many reads still do not show what was written
	sent    []string                   // operations that arrived, in order
	refuse  func(op string) error      // a fault before anything is done
	lose    func(op string) error      // a fault after it was done
	read    func(what string) error    // a fault of a read
	created map[string]facts.Endpoint  // by ClientToken
	onApply func(request plan.Request) // called before anything else
	around  around
}

func newAccount() *account {
	return &account{
		models:    map[string]facts.Model{},
		endpoints: map[string]facts.Endpoint{},
		tables:    map[string][]facts.Route{"rtb-1": nil, "rtb-2": nil},
		created:   map[string]facts.Endpoint{},
		around:    newAround(),
	}
}

func fault(kind facts.Kind, retry bool) *facts.Fault {
	return &facts.Fault{Kind: kind, Op: "test:" + string(kind), Summary: "it is " + string(kind), Code: "Code" + string(kind), Retry: retry}
}

func (a *account) Apply(_ context.Context, request plan.Request) (plan.Receipt, error) {
	if a.onApply != nil {
		a.onApply(request)
	}
	a.sent = append(a.sent, request.Op)
	if a.refuse != nil {
		if err := a.refuse(request.Op); err != nil {
			return plan.Receipt{}, err
		}
	}
	receipt, err := a.do(request)
	if err != nil {
		return plan.Receipt{}, err
	}
	if a.lose != nil {
		if err := a.lose(request.Op); err != nil {
			return plan.Receipt{}, err
		}
	}
	receipt.RequestID = fmt.Sprintf("req-%d", len(a.sent))
	return receipt, nil
}

func (a *account) do(request plan.Request) (plan.Receipt, error) {
	in := request.Input
	switch request.Op {
	case "CreateModel":
		return a.createModel(in)
	case "DeleteModel":
		name, _ := in["ModelName"].(string)
		if _, known := a.models[name]; !known {
			return plan.Receipt{}, fault(facts.NotFound, false)
		}
		delete(a.models, name)
	case "CreateVpcEndpoint":
		return a.createEndpoint(in)
	case "DeleteVpcEndpoints":
		for _, id := range texts(in["VpcEndpointIds"]) {
			a.detach(id, slices.Sorted(maps.Keys(a.tables)))
			delete(a.endpoints, id)
		}
	case "ModifyVpcEndpoint":
		id, _ := in["VpcEndpointId"].(string)
		a.detach(id, texts(in["RemoveRouteTableIds"]))
		a.attach(id, texts(in["AddRouteTableIds"]))
		if policy, ok := in["PolicyDocument"].(string); ok {
			endpoint := a.endpoints[id]
			endpoint.Policy = policy
			a.endpoints[id] = endpoint
		}
	case "ModifyVpcAttribute":
		if v, ok := in["EnableDnsSupport"].(map[string]any); ok {
			a.support, _ = v["Value"].(bool)
		}
		if v, ok := in["EnableDnsHostnames"].(map[string]any); ok {
			a.hostnames, _ = v["Value"].(bool)
		}
	default:
		if receipt, known, err := a.doAround(request); known {
			return receipt, err
		}
		return plan.Receipt{}, errors.New("the account in memory does not know " + request.Op)
	}
	return plan.Receipt{}, nil
}

func (a *account) createModel(in map[string]any) (plan.Receipt, error) {
	name, _ := in["ModelName"].(string)
	if _, taken := a.models[name]; taken {
		return plan.Receipt{}, fault(facts.Exists, false)
	}
	role, _ := in["ExecutionRoleArn"].(string)
	model := facts.Model{Name: name, ARN: "arn:model/" + name, Role: role, Primary: true}
	if config, ok := in["VpcConfig"].(map[string]any); ok {
		model.VPC = &facts.VPCConfig{Subnets: texts(config["Subnets"]), SecurityGroups: texts(config["SecurityGroupIds"])}
		// AWS promises no order.
		slices.Reverse(model.VPC.Subnets)
	}
	if container, ok := in["PrimaryContainer"].(map[string]any); ok {
		image, _ := container["Image"].(string)
		environment := map[string]string{}
		values, _ := container["Environment"].(map[string]any)
		for key, value := range values {
			environment[key], _ = value.(string)
		}
		model.Containers = []facts.Container{{Image: image, Environment: environment}}
	}
	a.models[name] = model
	return plan.Receipt{ARN: model.ARN}, nil
}

func (a *account) createEndpoint(in map[string]any) (plan.Receipt, error) {
	token, _ := in["ClientToken"].(string)
	if made, known := a.created[token]; known {
		return plan.Receipt{ID: made.ID}, nil
	}
	id := fmt.Sprintf("vpce-%d", len(a.created)+1)
	service, _ := in["ServiceName"].(string)
	vpc, _ := in["VpcId"].(string)
	policy, _ := in["PolicyDocument"].(string)
	kind := "Gateway"
	if value(in, "VpcEndpointType") != "" {
		kind = value(in, "VpcEndpointType")
	}
	a.endpoints[id] = facts.Endpoint{
		ID: id, VPC: vpc, Service: service, Type: kind, State: "Available", Policy: policy,
		Subnets: texts(in["SubnetIds"]), SecurityGroups: texts(in["SecurityGroupIds"]), Tags: tagsOf(in),
	}
	if a.around.built != "" && kind == "Interface" {
		endpoint := a.endpoints[id]
		endpoint.State = "pending"
		a.endpoints[id], a.around.left[id] = endpoint, 5
	}
	a.attach(id, texts(in["RouteTableIds"]))
	a.created[token] = a.endpoints[id]
	return plan.Receipt{ID: id}, nil
}

func (a *account) attach(id string, tables []string) {
	endpoint := a.endpoints[id]
	for _, table := range tables {
		endpoint.RouteTables = append(slices.Clone(endpoint.RouteTables), table)
		a.tables[table] = append(slices.Clone(a.tables[table]), facts.Route{Destination: "pl-1", Target: id, State: "active"})
	}
	a.endpoints[id] = endpoint
}

func (a *account) detach(id string, tables []string) {
	endpoint := a.endpoints[id]
	for _, table := range tables {
		endpoint.RouteTables = slices.DeleteFunc(slices.Clone(endpoint.RouteTables), func(t string) bool { return t == table })
		a.tables[table] = slices.DeleteFunc(slices.Clone(a.tables[table]), func(r facts.Route) bool { return r.Target == id })
	}
	a.endpoints[id] = endpoint
}

// unseen is true as long as reads lag behind writes.
func (a *account) unseen() bool {
	if a.hidden > 0 {
		a.hidden--
		return true
	}
	return false
}

func (a *account) reading(what string) error {
	if a.read == nil {
		return nil
	}
	return a.read(what)
}

func (a *account) Endpoint(_ context.Context, id string) (facts.Endpoint, error) {
	if err := a.reading("endpoint"); err != nil {
		return facts.Endpoint{}, err
	}
	endpoint, known := a.endpoints[id]
	if !known || a.unseen() {
		return facts.Endpoint{}, fault(facts.NotFound, false)
	}
	if endpoint.State == "pending" && a.around.arrived(id) {
		endpoint.State = a.around.built
		a.endpoints[id] = endpoint
	}
	return endpoint, nil
}

func (a *account) RouteTables(_ context.Context, ids []string) ([]facts.RouteTable, error) {
	if err := a.reading("tables"); err != nil {
		return nil, err
	}
	var out []facts.RouteTable
	for _, id := range ids {
		table := facts.RouteTable{ID: id}
		if !a.unseen() {
			table.Routes = a.tables[id]
			for _, association := range a.around.associations {
				if association[1] == id {
					table.Subnets = append(table.Subnets, association[0])
				}
			}
		}
		out = append(out, table)
	}
	return out, nil
}

func (a *account) VPCAttributes(context.Context, string) (bool, bool, error) {
	if err := a.reading("attributes"); err != nil {
		return false, false, err
	}
	if a.unseen() {
		return false, false, nil
	}
	return a.support, a.hostnames, nil
}

func (a *account) Model(_ context.Context, name string) (facts.Model, error) {
	if err := a.reading("model"); err != nil {
		return facts.Model{}, err
	}
	model, known := a.models[name]
	if !known || a.unseen() {
		return facts.Model{}, fault(facts.NotFound, false)
	}
	return model, nil
}

func texts(value any) []string {
	values, _ := value.([]any)
	var out []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// network is everything of the account but the models, for comparing before and after.
func (a *account) network() string {
	return fmt.Sprint(a.support, a.hostnames, maps.Collect(nonEmpty(a.tables)), slices.Sorted(maps.Keys(a.endpoints)))
}

func nonEmpty(tables map[string][]facts.Route) func(func(string, []facts.Route) bool) {
	return func(yield func(string, []facts.Route) bool) {
		for id, routes := range tables {
			if len(routes) > 0 && !yield(id, routes) {
				return
			}
		}
	}
}
