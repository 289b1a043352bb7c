package doctor

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// vpcConfigPage says what a VpcConfig must be.
const vpcConfigPage = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html"

// examine judges one model with what was read.
func (w *ward) examine(one read) Model {
	m := Model{Name: one.name, State: Examined, Fault: one.fault}
	switch {
	case one.fault != nil && one.fault.Kind == facts.NotFound:
		m.State = Gone
		return m
	case one.fault != nil:
		m.State = Unread
		return m
	case one.model.VPC == nil:
		m.State = Outside
		return m
	}
	m.VPC = w.vpcOf(one.model)
	a, f := w.situation(one.model)
	m.Plan = plan.Examine(a, f)
	if m.VPC == "" {
		m.Plan.Findings = append(w.astray(one), m.Plan.Findings...)
	} else if fault, bad := w.bad[m.VPC]; bad {
		m.State, m.Fault = Unread, &fault
	}
	return m
}

// astray are the findings about a model whose VPC is not known.
func (w *ward) astray(one read) []plan.Finding {
	found := plan.Finding{
		Rule: plan.RuleSubnetOtherVPC, Severity: plan.Unknown, Subject: "network.subnets", Now: true, After: true, RepairedBy: []string{},
		Summary: "which VPC the model's subnets lie in is not known", Source: vpcConfigPage,
	}
	fault := w.lost[one.name]
	if fault.Kind != facts.NotFound {
		found.Detail, found.Fix = "Not checked: "+strings.TrimSuffix(fault.Summary, ".")+".", fault.Fix
		return []plan.Finding{found}
	}
	var out []plan.Finding
	for _, id := range one.model.VPC.Subnets {
		found.Severity, found.Subject = plan.Block, id
		found.Summary = "subnet " + id + " does not exist in " + w.caller.Region
		found.Detail = "None of the model's subnets is left. Instances that run keep what they have; no new one can be placed."
		found.Fix = "Create a copy of the model in subnets that exist: sagevpc --from " + one.name + "."
		out = append(out, found)
	}
	return out
}

// bare is a model as it stands, without anything around it.
func (w *ward) bare(m facts.Model) (plan.Answers, facts.Facts) {
	a := plan.Defaults()
	a.Region = w.caller.Region
	a.Model = plan.Model{Name: m.Name, From: m.Name}
	return a, facts.Facts{Caller: &w.caller, Origin: &m}
}

// situation is a model as it stands in its network.
func (w *ward) situation(m facts.Model) (plan.Answers, facts.Facts) {
	a, f := w.bare(m)
	a.Network = plan.Network{VPC: w.vpcOf(m), Subnets: m.VPC.Subnets, SecurityGroups: m.VPC.SecurityGroups}
	f.OriginVPC, f.Buckets = a.Network.VPC, w.buckets
	if n, read := w.nets[a.Network.VPC]; read {
		f.Network = &n
	}
	e := w.endpoints(m.Name)
	if w.uncounted {
		// Instances that nobody knows of may hold the addresses that would be asked for.
		a.Capacity.Instances, a.Capacity.MaxInstances = 0, 0
	}
	if e == nil {
		return a, f
	}
	up := w.risen(m, *e)
	f.Running = []facts.InferenceEndpoint{up}
	a.Capacity = capacityOf(up)
	if it, read := w.types[a.Capacity.InstanceType]; read {
		f.InstanceType = &it
	}
	f.InstanceTypes = maps.Clone(w.types)
	return a, f
}

// risen is an endpoint with the instances that hold addresses of the model's subnets
// already, as the model's own: whose they are makes no difference to the subnets. One on its
// way up may hold all of them, and to ask for them a second time would find a lack that is none.
func (w *ward) risen(m facts.Model, e facts.InferenceEndpoint) facts.InferenceEndpoint {
	e.Variants = slices.DeleteFunc(slices.Clone(e.Variants), func(v facts.Variant) bool {
		return v.Serverless || v.Model == "" || v.Model != m.Name && !w.share(m, v.Model)
	})
	slices.SortStableFunc(e.Variants, func(a, b facts.Variant) int { return cmp.Compare(own(b, m.Name), own(a, m.Name)) })
	for i, v := range e.Variants {
		if e.Status == creating {
			e.Variants[i].Current = max(v.Current, v.Initial)
		}
		e.Variants[i].Model = m.Name
	}
	return e
}

// capacityOf is what an endpoint's variants ask of a model's subnets: the model's own variant
// first, then those of every model that shares a subnet with it.
func capacityOf(e facts.InferenceEndpoint) plan.Capacity {
	c := plan.Defaults().Capacity
	if e.Rolling {
		c.Update = plan.UpdateRolling
	}
	for i, v := range e.Variants {
		// What runs is what is asked for: a fleet that was scaled in asks for no more.
		n := v.Initial
		if v.Current > 0 {
			n = v.Current
		}
		most := max(n, v.Initial, v.Max)
		if i == 0 {
			c.InstanceType, c.Instances, c.MaxInstances = v.InstanceType, n, most
			continue
		}
		c.Variants = append(c.Variants, plan.Variant{Name: v.Name, InstanceType: v.InstanceType, Instances: n, MaxInstances: most, EFA: plan.Auto})
	}
	return c
}

func own(v facts.Variant, model string) int {
	if v.Model == model {
		return 1
	}
	return 0
}

// share reports whether another model places instances into the model's subnets.
func (w *ward) share(m facts.Model, other string) bool {
	i := slices.IndexFunc(w.models, func(r read) bool { return r.name == other })
	if i < 0 || !w.models[i].inVPC() {
		return false
	}
	return slices.ContainsFunc(w.models[i].model.VPC.Subnets, func(id string) bool { return slices.Contains(m.VPC.Subnets, id) })
}

// repair plans a copy of a model that something blocks, in the same subnets.
func (w *ward) repair(ctx context.Context, one read, m *Model) error {
	if m.State != Examined || m.VPC == "" || Verdict(m.Plan.Findings) != steps.Blocks {
		return nil
	}
	name, check, err := w.freeName(ctx, one.name)
	if err != nil {
		return err
	}
	a, f := w.situation(one.model)
	a.Model.Name, f.ModelName = name, check
	p := plan.Build(a, f)
	m.Repair = &p
	return nil
}

// freeName proposes a name for a copy. Where it cannot be asked whether it is free, the
// check is nil.
func (w *ward) freeName(ctx context.Context, model string) (string, *facts.NameCheck, error) {
	name := ""
	for _, ending := range []string{"-vpc", "-vpc-2", "-vpc-3"} {
		name = strings.TrimRight(model[:min(len(model), 63-len(ending))], "-") + ending
		taken, err := w.account.BareModel(ctx, name)
		switch {
		case err == nil:
			if ending == "-vpc-3" {
				return name, &facts.NameCheck{Name: name, Taken: true, ARN: taken.ARN}, nil
			}
		case faultOf(err).Kind == facts.NotFound:
			return name, &facts.NameCheck{Name: name}, nil
		case !tolerable(err):
			return "", nil, err
		default:
			return name, nil, nil
		}
	}
	return name, nil, nil
}
