package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// restriction is what a restricted bucket lets through.
type restriction struct {
	endpoints []string // ids; none while one of them has no id yet, and then the whole VPC
	words     string   // "the VPC endpoint vpce-…"
}

func (r restriction) admits(endpoint string) bool {
	return len(r.endpoints) == 0 || slices.Contains(r.endpoints, endpoint)
}

// s3Ways are the VPC endpoints through which the chosen subnets come to S3, sorted. The
// second result says why a subnet does not come through one, or why that is not known.
func (t target) s3Ways() (ways []string, problem string) {
	for _, s := range t.inside() {
		through, why := t.s3Way(s)
		if why != "" {
			return nil, "the subnet " + named(s.Name, s.ID) + " " + why
		}
		ways = append(ways, through...)
	}
	slices.Sort(ways)
	return slices.Compact(ways), ""
}

// s3Way are the endpoints that a subnet's requests to S3 may come through. An interface
// endpoint that takes over S3's names wins over the route to a gateway endpoint
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html);
// where another resolver may or may not know those names, it may be either.
func (t target) s3Way(s facts.Subnet) (through []string, problem string) {
	if fault, missing := t.gap(facts.TopicRouteTables); missing {
		return nil, "reaches S3 in a way that is not known: " + fault.Summary
	}
	if e, private := t.privateEndpoint(network.S3(nil)); private {
		through = []string{e.ID}
		if names, _ := network.PrivateNames(t.n); names == network.Open {
			return through, ""
		}
	} else if fault, missing := t.gap(facts.TopicEndpoints); missing && t.f.Caller != nil && !t.sharedVPC() {
		return nil, "reaches S3 in a way that is not known: " + fault.Summary
	}
	table, ok := network.EffectiveRouteTable(t.n, s.ID)
	if !ok {
		return nil, "follows a route table that is not known"
	}
	route, ok := network.S3Route(t.n, table)
	if !ok || !route.Active() {
		return nil, "does not come to S3 through a VPC endpoint: its route table " + named(table.Name, table.ID) + " has no route to one"
	}
	if hop, shadowed := network.Walk(t.n, t.sender(s.ID), network.S3(nil)).Find(network.CauseShadowed); shadowed {
		return nil, "comes to some of S3's addresses past the VPC endpoint: " + hop.Why
	}
	return append(through, route.Target), ""
}

// restriction lets through those endpoints, or every endpoint of the VPC while one of
// them is still to be created and has no id that a policy could name.
func (t target) restriction(ways []string) restriction {
	for _, id := range ways {
		if _, made := Referenced(id); made || id == newEndpointID {
			return restriction{words: "a VPC endpoint of " + named(t.n.VPC.Name, t.n.VPC.ID)}
		}
	}
	var names []string
	for _, id := range ways {
		e, _ := t.n.Endpoint(id)
		names = append(names, named(e.Name, id))
	}
	return restriction{endpoints: ways, words: "the VPC " + plural(len(ways), "endpoint ", "endpoints ") + strings.Join(names, " or ")}
}

// deniedBy says which statement of a merged policy denies the model's own requests, "" when
// none does for certain. What allows them may lie in the role's policies, so only denials count.
func (t target) deniedBy(document, bucket string, ways []string) string {
	doc, err := policy.Parse([]byte(document))
	if err != nil {
		return err.Error()
	}
	// An Allow at the end leaves nothing but the denials to decide.
	doc.Statements = append(doc.Statements, policy.Full().Statements...)
	env := t.policyEnv()
	for _, probe := range policy.Probes(env, ModelData(t.a, t.f)) {
		if probe.Kind != policy.ProbeModel || !strings.HasPrefix(probe.Name, "GET "+bucket+"/") {
			continue
		}
		for _, id := range ways {
			r := probe.Request
			r.Principal = t.model.Role
			r.Context = map[string]string{
				"aws:SourceVpc": t.n.VPC.ID, "aws:SourceVpce": id, "aws:SecureTransport": "true",
				"aws:PrincipalAccount": env.Account, "aws:ResourceAccount": env.Account, "s3:ResourceAccount": env.Account,
				"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false",
			}
			if d := policy.Evaluate(doc, r); d.Verdict == policy.Denied {
				return fmt.Sprintf("%s through %s is denied by %s of the bucket's own policy", probe.Name, id, d.By)
			}
		}
	}
	return ""
}

// elsewhere are the VPC's other subnets, as far as they are known not to come to S3 through
// what is let through.
func (t target) elsewhere(allowed restriction) []facts.Subnet {
	var out []facts.Subnet
	for _, s := range t.n.Members() {
		if slices.Contains(t.a.Network.Subnets, s.ID) {
			continue
		}
		through, why := t.s3Way(s)
		if why != "" || slices.ContainsFunc(through, func(id string) bool { return !allowed.admits(id) }) {
			out = append(out, s)
		}
	}
	return out
}

func subnetIDsOf(subnets []facts.Subnet) []string {
	out := []string{}
	for _, s := range subnets {
		out = append(out, s.ID)
	}
	slices.Sort(out)
	return out
}

// lockedOut names who is denied from then on, as far as it can be told.
func (t target) lockedOut(d BucketDecision) []string {
	out := []string{"everyone outside the VPC: the console, pipelines, AWS services that deliver there"}
	if len(d.Exempt) == 0 {
		out = append(out, "you: no policy can tell "+label(t.callerARN(), "the caller")+" apart")
	}
	out = append(out, "perhaps SageMaker's own check at the next CreateModel, as the execution role (not documented)")
	if others := t.elsewhere(d.allowed); len(others) > 0 {
		out = append(out, fmt.Sprintf("%s of this VPC (%s)", count(len(others), "other subnet"), ResidentsText(t.n, others)))
	}
	out = append(out, "every other VPC and account")
	if named := allowedBy(d.Before); len(named) > 0 {
		out = append(out, "of those whom the policy allows today, who comes another way: "+strings.Join(named, ", "))
	}
	return out
}

// allowedBy are the principals that a policy's Allow statements name.
func allowedBy(text string) []string {
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		return nil
	}
	var out []string
	for _, s := range doc.Statements {
		if s.Effect != policy.Allow {
			continue
		}
		switch {
		case s.Principal.Any():
			out = append(out, "everyone")
		case s.Principal != nil:
			for _, names := range s.Principal.Names {
				out = append(out, names...)
			}
		case s.NotPrincipal != nil:
			out = append(out, "everyone but a few")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
