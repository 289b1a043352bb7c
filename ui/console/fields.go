package console

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sagevpc/steps/plan"
)

// answerFlags are the flags of one command that give answers, one for every question.
type answerFlags struct {
	flags *pflag.FlagSet
	give  map[string]func(*plan.Answers) error // by the flag's name
	order []string
}

// onto puts the flags that were given over the answers.
func (f *answerFlags) onto(a plan.Answers) (plan.Answers, error) {
	for _, name := range f.order {
		if !f.flags.Changed(name) {
			continue
		}
		if err := f.give[name](&a); err != nil {
			return a, err
		}
	}
	return a, nil
}

// registerAnswers registers a flag for every question.
func registerAnswers(flags *pflag.FlagSet) *answerFlags {
	flags.SortFlags = false // the order of the questions
	f := &answerFlags{flags: flags, give: map[string]func(*plan.Answers) error{}}
	f.text("model-name", "call the new model `NAME`", func(a *plan.Answers) *string { return &a.Model.Name })
	f.text("from", "copy the request of this `MODEL`", func(a *plan.Answers) *string { return &a.Model.From })
	f.text("role", "execute the model as the role of this `ARN`", func(a *plan.Answers) *string { return &a.Model.Role })
	f.container("image", "run this container `IMAGE`", func(c *plan.Container) *string { return &c.Image })
	f.container("model-data", "load the model from this `URL`, s3:// or https:// of a .tar.gz", func(c *plan.Container) *string { return &c.ModelData })
	f.pairs("env", "set `KEY=VALUE` in the container's environment (repeatable)", environment)
	f.pairs("tag", "tag the model with `KEY=VALUE` (repeatable)", func(a *plan.Answers) (*map[string]string, error) { return &a.Model.Tags, nil })
	f.isolation("network-isolation", "cut the container off from every network")
	f.text("vpc", "use this `VPC`", func(a *plan.Answers) *string { return &a.Network.VPC })
	f.list("subnets", "use these `SUBNETS`, in two zones or more", func(a *plan.Answers) *[]string { return &a.Network.Subnets })
	f.list("security-groups", "use these `GROUPS`, one to five", func(a *plan.Answers) *[]string { return &a.Network.SecurityGroups })
	f.text("egress", "add an outbound rule that the model lacks `WHERE`: leave, new, or a chosen group's id", func(a *plan.Answers) *string { return &a.Network.Egress })
	f.text("instance-type", "count addresses for this `TYPE`, such as ml.g5.xlarge", func(a *plan.Answers) *string { return &a.Capacity.InstanceType })
	f.number("instances", "count addresses for `N` instances at first", func(a *plan.Answers) *int { return &a.Capacity.Instances })
	f.number("max-instances", "count addresses for up to `N` instances", func(a *plan.Answers) *int { return &a.Capacity.MaxInstances })
	f.text("efa", "count five addresses an instance: `WHEN` is auto, true or false", func(a *plan.Answers) *string { return &a.Capacity.EFA })
	f.text("update", "update the endpoint this `WAY`, blue-green or rolling", func(a *plan.Answers) *string { return &a.Capacity.Update })
	f.share("rolling-batch", "replace this `SHARE` of a fleet at a time, 0.05 to 0.5", func(a *plan.Answers) *float64 { return &a.Capacity.RollingBatch })
	f.number("reserve", "keep `N` addresses of every zone free", func(a *plan.Answers) *int { return &a.Capacity.Reserve })
	f.variants("variant", "count addresses for a further `VARIANT` too, such as ml.g5.xlarge=2,max=4,efa=auto,name=shadow (repeatable)")
	f.text("s3-action", "reach S3 this `WAY`: auto, reuse, extend, create or none", func(a *plan.Answers) *string { return &a.S3.Action })
	f.text("s3-endpoint", "choose this S3 `ENDPOINT` among several", func(a *plan.Answers) *string { return &a.S3.Endpoint })
	f.tables("route-tables", "let these route `TABLES` reach S3, or auto for those of the subnets")
	f.text("association", "leave subnets on the main table, or make it explicit: `HOW` is inherit or explicit", func(a *plan.Answers) *string { return &a.S3.Association })
	f.text("policy", "give the S3 endpoint this `POLICY`: keep, "+strings.Join(plan.PolicyTemplates(), ", ")+" or file:PATH", func(a *plan.Answers) *string { return &a.S3.Policy })
	f.list("buckets", "let model-buckets allow these `BUCKETS` too", func(a *plan.Answers) *[]string { return &a.S3.Buckets })
	f.text("policy-consent", "let the policy of this `ENDPOINT` hold for others too; new for the one that the plan creates", func(a *plan.Answers) *string { return &a.S3.PolicyConsent })
	f.text("bucket-policy", "restrict the model's buckets `HOW`: none or vpc-endpoint-only", func(a *plan.Answers) *string { return &a.S3.BucketPolicy })
	f.list("bucket-policy-consent", "let the plan itself change the policy of these `BUCKETS`, named in full", func(a *plan.Answers) *[]string { return &a.S3.BucketPolicyConsent })
	f.list("services", "reach these AWS `SERVICES`, such as logs,sts", func(a *plan.Answers) *[]string { return &a.Reach.Services })
	f.list("blocks", "reach these address `RANGES` on TCP 443, such as 10.20.0.0/16", func(a *plan.Answers) *[]string { return &a.Reach.Blocks })
	f.text("endpoint-security-group", "give new interface endpoints this `GROUP`, or auto", func(a *plan.Answers) *string { return &a.Reach.EndpointSecurityGroup })
	f.text("internet", "reach the internet `HOW`: none or nat", func(a *plan.Answers) *string { return &a.Reach.Internet })
	f.text("nat-subnet", "put a new NAT gateway into this public `SUBNET`, or auto", func(a *plan.Answers) *string { return &a.Reach.NATSubnet })
	f.text("dns", "`WHAT` to do with the VPC's DNS attributes, fix or leave", func(a *plan.Answers) *string { return &a.DNS })
	return f
}

func (f *answerFlags) add(name string, give func(*plan.Answers) error) {
	f.give[name] = give
	f.order = append(f.order, name)
}

// given are the flags that were given, as they are typed.
func (f *answerFlags) given() []string {
	var out []string
	for _, name := range f.order {
		if f.flags.Changed(name) {
			out = append(out, "--"+name)
		}
	}
	return out
}

func (f *answerFlags) text(name, help string, field func(*plan.Answers) *string) {
	value := f.flags.String(name, "", help)
	f.add(name, func(a *plan.Answers) error { *field(a) = *value; return nil })
}

func (f *answerFlags) number(name, help string, field func(*plan.Answers) *int) {
	value := f.flags.Int(name, 0, help)
	f.add(name, func(a *plan.Answers) error { *field(a) = *value; return nil })
}

func (f *answerFlags) share(name, help string, field func(*plan.Answers) *float64) {
	value := f.flags.Float64(name, 0, help)
	f.add(name, func(a *plan.Answers) error { *field(a) = *value; return nil })
}

// list takes values with commas between them. An empty one answers with none.
func (f *answerFlags) list(name, help string, field func(*plan.Answers) *[]string) {
	values := f.flags.StringSlice(name, nil, help)
	f.add(name, func(a *plan.Answers) error { *field(a) = trimmed(*values); return nil })
}

func (f *answerFlags) tables(name, help string) {
	values := f.flags.StringSlice(name, nil, help)
	f.add(name, func(a *plan.Answers) error {
		a.S3.RouteTables = trimmed(*values)
		if slices.Equal(a.S3.RouteTables, []string{plan.Auto}) {
			a.S3.RouteTables = nil
		}
		return nil
	})
}

func trimmed(values []string) []string {
	out := []string{}
	for _, value := range values {
		if value = strings.TrimSpace(value); value != "" {
			out = append(out, value)
		}
	}
	return out
}

func (f *answerFlags) isolation(name, help string) {
	value := f.flags.Bool(name, false, help)
	f.add(name, func(a *plan.Answers) error {
		on := *value
		a.Model.NetworkIsolation = &on
		return nil
	})
}

func (f *answerFlags) container(name, help string, field func(*plan.Container) *string) {
	value := f.flags.String(name, "", help)
	f.add(name, func(a *plan.Answers) error {
		container, err := theContainer(a)
		if err == nil {
			*field(container) = *value
		}
		return err
	})
}

// theContainer is the one that a flag can mean: the only one, or a first one.
func theContainer(a *plan.Answers) (*plan.Container, error) {
	switch len(a.Model.Containers) {
	case 0:
		a.Model.Containers = []plan.Container{{}}
	case 1:
		a.Model.Containers = slices.Clone(a.Model.Containers)
	default:
		return nil, usage("the answers have %d containers, so --image, --model-data and --env cannot tell which is meant; change the answers file", len(a.Model.Containers))
	}
	return &a.Model.Containers[0], nil
}

func environment(a *plan.Answers) (*map[string]string, error) {
	container, err := theContainer(a)
	if err != nil {
		return nil, err
	}
	return &container.Environment, nil
}

// pairs takes KEY=VALUE as often as it is given, over the pairs that are there.
func (f *answerFlags) pairs(name, help string, field func(*plan.Answers) (*map[string]string, error)) {
	given := f.flags.StringArray(name, nil, help)
	f.add(name, func(a *plan.Answers) error {
		pairs, err := field(a)
		if err != nil {
			return err
		}
		next := maps.Clone(*pairs)
		if next == nil {
			next = map[string]string{}
		}
		for _, pair := range *given {
			key, value, found := strings.Cut(pair, "=")
			if !found || key == "" {
				// The word may be a secret whose key was forgotten, so it is not repeated.
				return usage("--%s takes KEY=VALUE, and one was given without", name)
			}
			next[key] = value
		}
		*pairs = next
		return nil
	})
}
