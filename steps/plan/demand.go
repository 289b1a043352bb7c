package plan

import (
	"slices"
	"strings"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
)

// The addresses that an instance takes in the subnets, without and with EFA
// (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html).
const (
	plainAddresses = 2
	efaAddresses   = 5
)

// Demand is what the subnets must hold for these answers: the main variant and the
// further ones. EFA "auto" follows the instance type; a type that is not known counts as
// one without EFA.
//
// Instances that run already are counted when a model is moved within its subnets: then
// their addresses have left the free ones, and would be asked for twice. They are the
// instances of one endpoint's variants that use the copied model, and only if every
// subnet of that model is among the chosen ones; in any other case some may run elsewhere,
// and none is counted, which is the worst case. Of several endpoints that use the model
// it is the one that the answers deploy to, else the one with the most instances: an
// update replaces the fleet of one endpoint.
func Demand(a Answers, f facts.Facts) capacity.Demand {
	return demandOf(a, f, func(efa, instanceType string) int {
		if hasEFA(efa, instanceType, f) {
			return efaAddresses
		}
		return plainAddresses
	})
}

// demandOf counts the addresses of an instance as told, by its answer about EFA and its type.
func demandOf(a Answers, f facts.Facts, addresses func(efa, instanceType string) int) capacity.Demand {
	c := a.Capacity
	d := capacity.Demand{
		PerInstance: addresses(c.EFA, c.InstanceType), Instances: c.Instances, Max: c.MaxInstances,
		Rolling: c.Update == UpdateRolling, Batch: c.RollingBatch, Reserve: c.Reserve,
	}
	for _, v := range c.Variants {
		d.Others = append(d.Others, capacity.Fleet{
			Name: v.Name, PerInstance: addresses(v.EFA, v.InstanceType), Instances: v.Instances, Max: v.MaxInstances,
		})
	}
	for _, v := range runningVariants(a, f) {
		if i := slices.IndexFunc(d.Others, func(o capacity.Fleet) bool { return o.Name != "" && o.Name == v.Name }); i >= 0 {
			d.Others[i].Running += v.Current
			continue
		}
		d.Running += v.Current
	}
	return d
}

// EFA reports whether instances of the main variant are counted with five addresses
// instead of two (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html).
func EFA(a Answers, f facts.Facts) bool { return hasEFA(a.Capacity.EFA, a.Capacity.InstanceType, f) }

func hasEFA(answer, instanceType string, f facts.Facts) bool {
	switch answer {
	case "true":
		return true
	case "false":
		return false
	}
	it, known := typeOf(f, instanceType)
	return known && it.EFA
}

// typeOf is what was read of an instance type, of the main variant or of a further one.
func typeOf(f facts.Facts, name string) (facts.InstanceType, bool) {
	if f.InstanceType != nil && f.InstanceType.Name == name {
		return *f.InstanceType, true
	}
	it, known := f.InstanceTypes[name]
	return it, known
}

// autoTypes are the distinct instance types whose EFA is left to what EC2 says of them.
func autoTypes(c Capacity) []string {
	var out []string
	add := func(efa, name string) {
		if (efa == Auto || efa == "") && name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add(c.EFA, c.InstanceType)
	for _, v := range c.Variants {
		add(v.EFA, v.InstanceType)
	}
	return out
}

// MovedWithin reports whether the copied model runs in a VPC already, in no other subnets
// than the chosen ones: then what serves it holds addresses of them.
func MovedWithin(a Answers, f facts.Facts) bool {
	o := f.Origin
	if a.Model.From == "" || o == nil || o.Name != a.Model.From || o.VPC == nil || len(o.VPC.Subnets) == 0 {
		return false
	}
	return !slices.ContainsFunc(o.VPC.Subnets, func(id string) bool { return !slices.Contains(a.Network.Subnets, id) })
}

// runningVariants are the variants of the endpoint that is moved which use the copied model.
func runningVariants(a Answers, f facts.Facts) []facts.Variant {
	if !MovedWithin(a, f) {
		return nil
	}
	var best []facts.Variant
	most := 0
	for _, e := range f.Running {
		var using []facts.Variant
		n := 0
		for _, v := range e.Variants {
			if v.Model == a.Model.From && !v.Serverless && v.Current > 0 {
				using = append(using, v)
				n += v.Current
			}
		}
		if a.Deploy.Endpoint != "" && e.Name == a.Deploy.Endpoint {
			return using
		}
		if n > most {
			best, most = using, n
		}
	}
	return best
}

// demand is what the subnets must hold, with the addresses that the plan itself takes.
func (t target) demand() capacity.Demand {
	d := Demand(t.a, t.f)
	d.Spent = t.spent
	return d
}

// optimistic is the demand with two addresses for each instance whose EFA is only
// assumed: that hosting attaches EFA is documented nowhere.
func (t target) optimistic() capacity.Demand {
	d := demandOf(t.a, t.f, func(efa, _ string) int {
		if efa == "true" {
			return efaAddresses
		}
		return plainAddresses
	})
	d.Spent = t.spent
	return d
}

func (t target) capacitySubnets() []capacity.Subnet {
	var out []capacity.Subnet
	for _, s := range t.inside() {
		usable := strings.EqualFold(s.State, "available") && !s.IPv6Only && !t.special(s)
		out = append(out, capacity.Subnet{ID: s.ID, ZoneID: s.ZoneID, Free: s.Free, Usable: usable})
	}
	return out
}

// spending is how many addresses of the chosen subnets the changes take, by AZ id: one for
// each subnet of an interface endpoint, and one for a NAT gateway
// (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
func (t target) spending(changes []Change) map[string]int {
	zones := map[string]string{}
	for _, s := range t.inside() {
		zones[s.ID] = s.ZoneID
	}
	out := map[string]int{}
	for _, c := range changes {
		input := c.Request.Input
		var ids []string
		switch c.Request.Op {
		case opCreateEndpoint:
			ids = texts(input["SubnetIds"])
		case opModifyEndpoint:
			ids = texts(input["AddSubnetIds"])
		case "CreateNatGateway":
			ids = texts([]any{input["SubnetId"]})
		}
		for _, id := range ids {
			if zone := zones[id]; zone != "" {
				out[zone]++
			}
		}
	}
	return out
}
