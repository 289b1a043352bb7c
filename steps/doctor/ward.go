package doctor

import (
	"context"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

// networksAtOnce is how many VPCs are read at the same time; each is some fifteen calls.
const networksAtOnce = 2

// ward holds several models and what was read once for all of them.
type ward struct {
	account Source
	caller  facts.Caller
	models  []read
	// endpoints names the SageMaker endpoint whose fleet a model's subnets must hold, nil for none.
	endpoints func(model string) *facts.InferenceEndpoint

	uncounted bool // it is not known which endpoints there are

	placed map[string]string      // by model: its VPC
	vpcs   map[string]string      // by subnet id; "" for a subnet that does not exist
	lost   map[string]facts.Fault // by model: why its VPC is not known
	mu     sync.Mutex             // of what follows
	nets   map[string]facts.Network
	bad    map[string]facts.Fault // by VPC: why it could not be read
	// buckets and types are by name.
	buckets map[string]facts.Bucket
	types   map[string]facts.InstanceType
}

func newWard(account Source, caller facts.Caller, models []read) *ward {
	return &ward{
		account: account, caller: caller, models: models,
		endpoints: func(string) *facts.InferenceEndpoint { return nil },
		placed:    map[string]string{}, vpcs: map[string]string{}, lost: map[string]facts.Fault{}, nets: map[string]facts.Network{}, bad: map[string]facts.Fault{},
		buckets: map[string]facts.Bucket{}, types: map[string]facts.InstanceType{},
	}
}

// prepare reads everything that the models stand on, each thing once.
func (w *ward) prepare(ctx context.Context) error {
	if err := w.locate(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.readNetworks(ctx) })
	group.Go(func() error { return w.readBuckets(ctx) })
	group.Go(func() error { return w.readTypes(ctx) })
	return group.Wait() //nolint:wrapcheck // every one of them returns a fault
}

// locate finds the VPC of each model with as few calls as can be: a VPC's subnets are
// listed once, and tell of every further model that has one of them.
func (w *ward) locate(ctx context.Context) error {
	var refused *facts.Fault
	for i, m := range w.models {
		if !m.inVPC() || w.vpcOf(m.model) != "" {
			continue
		}
		if refused != nil {
			w.lost[m.name] = *refused
			continue
		}
		vpc, err := w.find(ctx, m.model.VPC.Subnets)
		switch {
		case err != nil && !partial(err):
			return err
		case err != nil:
			w.lost[m.name] = *faultOf(err)
			if faultOf(err).Kind == facts.Denied {
				refused = faultOf(err)
			}
			continue
		}
		w.placed[m.name] = vpc
		if !slices.ContainsFunc(w.models[i+1:], func(o read) bool { return o.inVPC() && w.vpcOf(o.model) == "" }) {
			continue
		}
		members, err := w.account.Subnets(ctx, vpc)
		if err != nil && !partial(err) {
			return err
		}
		for _, s := range members {
			w.vpcs[s.ID] = s.VPC
		}
	}
	return nil
}

// find asks for the VPC of subnets, and remembers those that do not exist.
func (w *ward) find(ctx context.Context, subnets []string) (string, error) {
	unseen := slices.DeleteFunc(slices.Clone(subnets), func(id string) bool {
		_, seen := w.vpcs[id]
		return seen
	})
	if len(unseen) == 0 {
		return "", &facts.Fault{Kind: facts.NotFound, Op: "ec2:DescribeSubnets", Summary: "None of the subnets exists"}
	}
	vpc, err := w.account.VPCOf(ctx, unseen)
	if err != nil {
		if faultOf(err).Kind == facts.NotFound {
			for _, id := range unseen {
				w.vpcs[id] = ""
			}
		}
		return "", err
	}
	return vpc, nil
}

// vpcOf is the model's VPC, "" while or when it is not known: that of the first of its
// subnets that exists.
func (w *ward) vpcOf(m facts.Model) string {
	if vpc, known := w.placed[m.Name]; known {
		return vpc
	}
	if m.VPC == nil {
		return ""
	}
	for _, id := range m.VPC.Subnets {
		if vpc := w.vpcs[id]; vpc != "" {
			return vpc
		}
	}
	return ""
}

// readNetworks reads each VPC once, with the subnets and groups of all its models in scope.
func (w *ward) readNetworks(ctx context.Context) error {
	scopes := map[string]steps.Scope{}
	for _, m := range w.models {
		if vpc := w.vpcOf(m.model); m.inVPC() && vpc != "" {
			scope := scopes[vpc]
			scope.VPC = vpc
			scope.Subnets = union(scope.Subnets, m.model.VPC.Subnets)
			scope.SecurityGroups = union(scope.SecurityGroups, m.model.VPC.SecurityGroups)
			scopes[vpc] = scope
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(networksAtOnce)
	for _, vpc := range slices.Sorted(maps.Keys(scopes)) {
		group.Go(func() error {
			n, err := w.account.Network(ctx, scopes[vpc])
			if err != nil && !partial(err) {
				return err
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if err != nil {
				w.bad[vpc] = *faultOf(err)
			} else {
				w.nets[vpc] = n
			}
			return nil
		})
	}
	return group.Wait() //nolint:wrapcheck // a Source returns faults
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, one := range b {
		if !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// readBuckets reads where the buckets of all models lie.
func (w *ward) readBuckets(ctx context.Context) error {
	names := map[string]bool{}
	for _, m := range w.models {
		if m.inVPC() {
			a, f := w.bare(m.model)
			for _, url := range plan.ModelData(a, f) {
				if name, _, ok := policy.ParseS3URL(url); ok {
					names[name] = true
				}
			}
		}
	}
	return each(ctx, names, func(ctx context.Context, name string) error {
		b, err := w.account.Bucket(ctx, name)
		if err != nil {
			if !tolerable(err) {
				return err
			}
			b = facts.Bucket{Name: name, Gaps: facts.Gaps{facts.TopicBuckets: *faultOf(err)}}
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.buckets[name] = b
		return nil
	})
}

// readTypes reads the instance types of all fleets.
func (w *ward) readTypes(ctx context.Context) error {
	names := map[string]bool{}
	for _, m := range w.models {
		if e := w.endpoints(m.name); e != nil && m.inVPC() {
			for _, v := range e.Variants {
				if v.InstanceType != "" {
					names[v.InstanceType] = true
				}
			}
		}
	}
	return each(ctx, names, func(ctx context.Context, name string) error {
		it, err := w.account.InstanceType(ctx, name)
		if err != nil {
			if !tolerable(err) {
				return err
			}
			it = facts.InstanceType{Name: name, Gaps: facts.Gaps{facts.TopicInstanceType: *faultOf(err), facts.TopicOfferings: *faultOf(err)}}
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.types[name] = it
		return nil
	})
}

// tolerable is partial for a read behind one check only: a service of its own may be out of
// reach.
func tolerable(err error) bool {
	fault := faultOf(err)
	return fault.Kind != facts.Interrupted && !fault.Credentials()
}

// each calls read for every name, several at once.
func each(ctx context.Context, names map[string]bool, read func(context.Context, string) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		group.Go(func() error { return read(ctx, name) })
	}
	return group.Wait() //nolint:wrapcheck // a Source returns faults
}
