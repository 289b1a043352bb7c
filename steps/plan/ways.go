package plan

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// way is a walked path with the subnet that it starts in.
type way struct {
	network.Path
	from facts.Subnet
}

// ways are the paths of every chosen subnet to what the model needs.
type ways struct {
	s3       []way
	services []serviceWays
	internet []way // walked when the internet is asked for, or a hub's model is named
}

// serviceWays are the paths to one of the named services or address ranges.
type serviceWays struct {
	name  string // as answered, "logs"
	known facts.EndpointService
	found bool // the Region's list of services has it
	block bool // it is an address range, and no service
	ways  []way
}

// walkAll walks from every chosen subnet.
func (t target) walkAll() ways {
	var out ways
	out.s3 = t.walk(network.S3(t.judgePolicy))
	if t.model.Isolation {
		return out // The container reaches nothing, whatever the network would let through.
	}
	for _, name := range t.a.Reach.Services {
		if name == network.ToS3 {
			continue // Every model needs it: the rules of S3 speak for it.
		}
		service, found := ServiceNamed(t.n, t.f, name)
		out.services = append(out.services, serviceWays{name: name, known: service, found: found, ways: t.walk(network.Service(name, service))})
	}
	for _, name := range t.a.Reach.Blocks {
		if block, err := netip.ParsePrefix(name); err == nil {
			out.services = append(out.services, serviceWays{name: name, found: true, block: true, ways: t.walk(network.Block(block.Masked(), 443))})
		}
	}
	if t.wantsInternet() || len(t.hubModels()) > 0 {
		out.internet = t.walk(network.Internet())
	}
	return out
}

func (t target) wantsInternet() bool { return t.a.Reach.Internet == InternetNAT }

// walk is the way from each chosen subnet. Before security groups are chosen they are
// left out of it: nothing is known of them, and nothing is to be said.
func (t target) walk(to network.Destination) []way {
	var out []way
	for _, s := range t.inside() {
		p := network.Walk(t.n, t.sender(s.ID), to)
		if len(t.a.Network.SecurityGroups) == 0 {
			p.Hops = slices.DeleteFunc(slices.Clone(p.Hops), func(h network.Hop) bool { return h.Layer == network.LayerGroups })
			p.Verdict = network.Open
			if closed, ok := p.Closed(); ok {
				p.Verdict = closed.Verdict
			}
		}
		out = append(out, way{Path: p, from: s})
	}
	return out
}

// closing is the hop that closes the path among those that keep picks: the first blocked
// one, else the first that is not known.
func (w way) closing(keep func(network.Hop) bool) (network.Hop, bool) {
	p := w.Path
	p.Hops = slices.DeleteFunc(slices.Clone(w.Hops), func(h network.Hop) bool { return !keep(h) })
	return p.Closed()
}

// onRoute picks the hops of routes and of what they lead to.
func onRoute(h network.Hop) bool {
	return h.Layer == network.LayerRoute || h.Layer == network.LayerTarget
}

// beyondNames leaves out the hops that the rules of DNS speak for. Endpoints that could
// not be read are not theirs: names might lead to one of them.
func beyondNames(h network.Hop) bool {
	return h.Layer != network.LayerNames || h.Topic == facts.TopicEndpoints
}

// judgePolicy asks an endpoint's policy for each of the model's objects.
func (t target) judgePolicy(e facts.Endpoint) (network.Verdict, string) {
	if e.Policy == "" {
		return network.Open, "its policy is AWS's default and allows everything"
	}
	doc, err := policy.Parse([]byte(e.Policy))
	if err != nil {
		return network.Unknown, "its policy could not be read: " + strings.TrimSuffix(err.Error(), ".")
	}
	verdict, why := network.Open, "its policy allows the model's data"
	for _, probe := range policy.Probes(t.policyEnvAt(e), ModelData(t.a, t.f)) {
		if probe.Kind != policy.ProbeModel {
			continue
		}
		switch d := policy.Evaluate(doc, probe.Request); d.Verdict {
		case policy.Denied:
			return network.Blocked, "its policy denies " + probe.Name
		case policy.Unknown:
			verdict, why = network.Unknown, "whether its policy allows "+probe.Name+" is not known"
		case policy.Allowed:
		}
	}
	return verdict, why
}

// ServiceNamed is the service that a short name of reach.services means: "logs" is
// com.amazonaws.us-east-1.logs, and cn.com.amazonaws.cn-north-1.logs in China. Where the
// Region's list does not hold it, the name of an endpoint of the VPC serves, and found is false.
func ServiceNamed(n facts.Network, f facts.Facts, name string) (service facts.EndpointService, found bool) {
	if name == "" {
		return facts.EndpointService{}, false
	}
	for _, s := range f.Services {
		if serves(s.Name, name) {
			return s, true
		}
	}
	for _, e := range n.Endpoints {
		if serves(e.Service, name) {
			return facts.EndpointService{Name: e.Service, Types: []string{e.Type}}, false
		}
	}
	return facts.EndpointService{}, false
}

// serves reports whether a service's full name ends in the short one, right after the Region.
func serves(full, name string) bool {
	before, ok := strings.CutSuffix(full, "."+name)
	if !ok {
		return full == name
	}
	return regionName.MatchString(before[strings.LastIndex(before, ".")+1:])
}

// fault is the refused read that leaves a hop of the way in doubt: its own, else that of
// another hop that is not known, since what names lead to decides about all the others.
func (t target) fault(w way, hop network.Hop) (facts.Fault, bool) {
	if hop.Cause == network.CauseUnverified {
		return facts.Fault{}, false
	}
	for _, h := range append([]network.Hop{hop}, w.Hops...) {
		if fault, missing := t.hopFault(h); missing && h.Verdict == network.Unknown {
			return fault, true
		}
	}
	if hop.Cause == network.CauseNotKnown {
		return t.gap(facts.TopicSubnets) // Where nothing is known of a subnet, little is of what it meets.
	}
	return facts.Fault{}, false
}

// hopFault is the fault behind a hop that could not be judged for want of a read.
func (t target) hopFault(h network.Hop) (facts.Fault, bool) {
	if h.Topic == "" {
		return facts.Fault{}, false
	}
	if fault, missing := t.gap(h.Topic); missing {
		return fault, true
	}
	for _, list := range t.n.PrefixLists {
		if fault, missing := list.Gaps[h.Topic]; missing {
			if fault.Kind == facts.NotFound {
				fault.Fix = "Take " + list.ID + " out of the route or rule that names it, or ask its owner to share it again."
			}
			return fault, true
		}
	}
	return facts.Fault{}, false
}

// sentence is a hop's reason as a sentence; "" for a hop without one.
func sentence(h network.Hop) string { return capital(h.Why) }

// capital makes a sentence of a phrase. What is written small for a reason stays so: an id,
// a name, a protocol.
func capital(phrase string) string {
	first, size := utf8.DecodeRuneInString(phrase)
	if size == 0 {
		return ""
	}
	word, _, _ := strings.Cut(phrase, " ")
	if strings.ContainsAny(word, "-0123456789") || slices.Contains([]string{"tcp", "udp", "icmp"}, word) {
		return strings.TrimSuffix(phrase, ".") + "."
	}
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(phrase[size:], ".") + "."
}

// called is what a person calls an id of the network.
func (t target) called(id string) string {
	if s, ok := t.n.Subnet(id); ok {
		return named(s.Name, id)
	}
	if r, ok := t.n.RouteTable(id); ok {
		return named(r.Name, id)
	}
	if e, ok := t.n.Endpoint(id); ok {
		return named(e.Name, id)
	}
	if g, ok := t.n.SecurityGroup(id); ok {
		return named(g.Name, id)
	}
	for _, g := range t.n.NATGateways {
		if g.ID == id {
			return named(g.Name, id)
		}
	}
	for _, a := range t.n.ACLs {
		if a.ID == id {
			return named(a.Name, id)
		}
	}
	return id
}
