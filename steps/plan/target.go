package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// target is the answers resolved against one state of the facts: what the rules look at.
type target struct {
	a       Answers
	f       facts.Facts
	n       facts.Network
	known   bool           // the chosen VPC was read
	subnets []facts.Subnet // the chosen ones that exist, in the order chosen
	groups  []facts.SecurityGroup
	tables  []facts.RouteTable // in effect for the chosen subnets
	model   facts.Model        // the model as it will be created
	ways    ways
	s3      s3Decision
	spent   map[string]int // addresses that the plan itself takes, by AZ id
}

func newTarget(a Answers, f facts.Facts) target {
	t := target{a: a, f: f, model: ModelOf(a, f)}
	t.n, t.known = f.NetworkOf(a.Network.VPC)
	if !t.known {
		return t
	}
	if t.blind() {
		t.n.Subnets = unread(a.Network)
	}
	for _, id := range a.Network.Subnets {
		if s, ok := t.n.Subnet(id); ok && !slices.ContainsFunc(t.subnets, func(o facts.Subnet) bool { return o.ID == id }) {
			t.subnets = append(t.subnets, s)
		}
	}
	if ids := t.groupIDs(); t.model.VPC != nil && len(ids) > len(a.Network.SecurityGroups) {
		t.model.VPC = &facts.VPCConfig{Subnets: t.model.VPC.Subnets, SecurityGroups: ids}
	}
	for _, id := range t.groupIDs() {
		if g, ok := t.n.SecurityGroup(id); ok {
			t.groups = append(t.groups, g)
		}
	}
	t.tables = network.EffectiveRouteTables(t.n, t.insideIDs())
	t.ways = t.walkAll()
	t.s3 = t.decideS3()
	return t
}

// blind reports whether the subnets could not be read: then nothing is known of the chosen ones but their ids.
func (t target) blind() bool {
	_, missing := t.gap(facts.TopicSubnets)
	return missing
}

// unread are the chosen subnets as the user names them, taken on trust to lie in the
// chosen VPC: the rules that would look closer say that they cannot.
func unread(n Network) []facts.Subnet {
	var out []facts.Subnet
	for _, id := range n.Subnets {
		out = append(out, facts.Subnet{ID: id, VPC: n.VPC, State: "available"})
	}
	return out
}

// inside are the chosen subnets that lie in the chosen VPC.
func (t target) inside() []facts.Subnet {
	return slices.DeleteFunc(slices.Clone(t.subnets), func(s facts.Subnet) bool { return s.VPC != t.n.VPC.ID })
}

func (t target) insideIDs() []string {
	ids := []string{}
	for _, s := range t.inside() {
		ids = append(ids, s.ID)
	}
	return ids
}

// zones are the distinct AZ ids of the chosen subnets, sorted. Names of zones are not
// compared: they mean different places in different accounts.
func (t target) zones() []string {
	var ids []string
	for _, s := range t.inside() {
		if s.ZoneID != "" {
			ids = append(ids, s.ZoneID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// gap returns the fault behind a topic of this target's network, or of the facts.
func (t target) gap(topic facts.Topic) (facts.Fault, bool) {
	if fault, missing := t.n.Gaps[topic]; missing {
		return fault, true
	}
	fault, missing := t.f.Gaps[topic]
	return fault, missing
}

// policyEnv is where policies are written for.
func (t target) policyEnv() policy.Env {
	return PolicyEnv(t.a, t.f)
}

// policyEnvAt is where the policy of one endpoint works. One that the plan creates has no
// id that a condition could name.
func (t target) policyEnvAt(e facts.Endpoint) policy.Env {
	env := t.policyEnv()
	env.Gateway, env.Endpoint = e.Gateway(), e.ID
	if _, made := Referenced(e.ID); made || e.ID == newEndpointID {
		env.Endpoint = ""
	}
	return env
}

// PolicyEnv is what the policy templates are filled with: partition, Region and account
// of the caller, and the buckets of the model's data and of addresses in its environment,
// with those the user added. It says besides whose requests come from where.
func PolicyEnv(a Answers, f facts.Facts) policy.Env {
	env := policy.Env{Region: a.Region, Role: ModelOf(a, f).Role, VPC: a.Network.VPC}
	if f.Caller != nil {
		env.Partition, env.Region, env.Account = f.Caller.Partition, f.Caller.Region, f.Caller.Account
	}
	for _, data := range ModelData(a, f) {
		if bucket, _, ok := policy.ParseS3URL(data); ok {
			env.Buckets = append(env.Buckets, bucket)
		}
	}
	env.Buckets = append(env.Buckets, environmentBuckets(a, f)...)
	env.Buckets = append(env.Buckets, a.S3.Buckets...)
	slices.Sort(env.Buckets)
	env.Buckets = slices.Compact(env.Buckets)
	return env
}

// environmentBuckets are those that the containers are told of in their environment.
func environmentBuckets(a Answers, f facts.Facts) []string {
	var out []string
	for _, c := range ModelOf(a, f).Containers {
		for _, value := range c.Environment {
			if !strings.HasPrefix(value, "s3://") {
				continue
			}
			if bucket, _, ok := policy.ParseS3URL(value); ok {
				out = append(out, bucket)
			}
		}
	}
	return out
}

// ModelData lists the locations of the model's data, of every container and of all three
// forms (ModelDataUrl, ModelDataSource and AdditionalModelDataSources).
func ModelData(a Answers, f facts.Facts) []string {
	var out []string
	for _, c := range ModelOf(a, f).Containers {
		if c.ModelData != "" {
			out = append(out, c.ModelData)
		}
		sources := []any{c.Extra["ModelDataSource"]}
		if more, ok := c.Extra["AdditionalModelDataSources"].([]any); ok {
			sources = append(sources, more...)
		}
		for _, source := range sources {
			if uri, ok := sourceURI(source); ok {
				out = append(out, uri)
			}
		}
	}
	return out
}

// sourceURI is the address in a data source of CreateModel.
func sourceURI(source any) (string, bool) {
	fields, _ := source.(map[string]any)
	s3, _ := fields["S3DataSource"].(map[string]any)
	uri, ok := s3["S3Uri"].(string)
	return uri, ok
}

// label is what a person calls an object: its name, else its id.
func label(name, id string) string { return cmp.Or(name, id) }

// named is "name (id)", or the id alone where there is no name.
func named(name, id string) string {
	switch words, made := newWords(id); {
	case made && name == "":
		return words
	case made:
		return words + ", " + name
	case name == "":
		return id
	}
	return name + " (" + id + ")"
}

func subnetLabels(subnets []facts.Subnet) string {
	var names []string
	for _, s := range subnets {
		names = append(names, label(s.Name, s.ID))
	}
	return strings.Join(names, ", ")
}

// count is "1 subnet" or "3 subnets".
func count(n int, noun string) string { return fmt.Sprintf("%d %s", n, plural(n, noun, noun+"s")) }
