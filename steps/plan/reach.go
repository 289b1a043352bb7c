package plan

import (
	"cmp"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// reachDecision is what the plan does about one AWS service.
type reachDecision struct {
	Name     string                // short name, as answered
	Service  facts.EndpointService // as the Region offers it; zero when it was not found
	Action   reachAction
	Endpoint facts.Endpoint // that is there: reused, or given private DNS
	Subnets  []facts.Subnet // of a new one: one a zone
	Dropped  []string       // AZ names of chosen subnets that the service does not reach
	Group    string         // that a new endpoint wears, and that must admit the model: an id, or a reference
	Open     bool           // every chosen subnet reaches it without anything being done for it
	Why      string
}

// reachAction is what is done for a service.
type reachAction string

const (
	reachNothing    reachAction = "nothing"     // there is a way, or none can be made
	reachCreate     reachAction = "create"      // a new interface endpoint
	reachPrivateDNS reachAction = "private-dns" // the endpoint that is there gets private DNS
	reachAdmit      reachAction = "admit"       // the endpoint that is there admits the model
)

// decideReach decides for every service that was asked for, in the order asked.
func (t target) decideReach() []reachDecision {
	if t.model.Isolation || len(t.inside()) == 0 {
		return nil
	}
	var out []reachDecision
	for _, name := range t.a.Reach.Services {
		out = append(out, t.decideService(name))
	}
	return out
}

func (t target) decideService(name string) reachDecision {
	d := reachDecision{Name: name, Action: reachNothing}
	if fault, missing := t.gap(facts.TopicServices); missing {
		d.Why = "What the Region offers could not be read, so nothing is made: " + fault.Summary + "."
		return d
	}
	service, known := ServiceNamed(t.n, t.f, name)
	if !known {
		d.Why = name + " is not offered in this Region."
		return d
	}
	d.Service = service
	if t.reachedEverywhere(name, service) {
		d.Open, d.Why = true, "Every chosen subnet reaches it already."
		if t.wantsInternet() {
			d.Why = "Every chosen subnet reaches it, by the way that is there or through the NAT gateway."
		}
		return d
	}
	if service.Name == t.n.S3.Service && len(t.endpointsOf(service)) == 0 {
		d.Why = "S3 is reached by a gateway endpoint, which costs nothing: the plan makes it where s3.action lets it."
		return d
	}
	if !slices.Contains(service.Types, "Interface") {
		d.Why = "It is reached by a gateway endpoint, which this plan makes for S3 only."
		return d
	}
	if fault, missing := t.gap(facts.TopicEndpoints); missing {
		d.Why = "The VPC's endpoints could not be read, and a second one with private DNS would be refused: " + fault.Summary + "."
		return d
	}
	if own := t.endpointsOf(service); len(own) > 0 {
		return t.reuseEndpoint(d, own)
	}
	return t.newEndpoint(d)
}

// reachedEverywhere reports whether every chosen subnet has an open way to the service.
func (t target) reachedEverywhere(name string, service facts.EndpointService) bool {
	for _, s := range t.inside() {
		path := network.Walk(t.n, t.sender(s.ID), network.Service(name, service))
		if t.letsOutEverywhere() {
			path.Hops = slices.DeleteFunc(path.Hops, func(h network.Hop) bool { return h.Layer == network.LayerGroups })
		}
		if _, closed := path.Closed(); closed {
			return false
		}
	}
	return true
}

// sender is the model's interface in a subnet.
func (t target) sender(subnet string) network.Sender {
	return network.Sender{Subnet: subnet, Groups: t.groupIDs()}
}

// groupIDs are the security groups that the model wears, with the one that the plan makes for it.
func (t target) groupIDs() []string {
	ids := slices.Clone(t.a.Network.SecurityGroups)
	if made := Reference(ChangeModelGroup); t.hasGroup(made) {
		ids = append(ids, made)
	}
	return ids
}

func (t target) hasGroup(id string) bool {
	_, ok := t.n.SecurityGroup(id)
	return ok
}

// endpointsOf are the VPC's interface endpoints of a service that are not going away.
func (t target) endpointsOf(service facts.EndpointService) []facts.Endpoint {
	var out []facts.Endpoint
	for _, e := range t.n.Endpoints {
		if e.VPC == t.n.VPC.ID && e.Service == service.Name && strings.EqualFold(e.Type, "Interface") && !network.Ended(e) {
			out = append(out, e)
		}
	}
	// One with private DNS is the one that names lead to.
	slices.SortStableFunc(out, func(a, b facts.Endpoint) int { return compareBool(b.PrivateDNS, a.PrivateDNS) })
	return out
}

// reuseEndpoint makes what is there usable instead of making a second one.
func (t target) reuseEndpoint(d reachDecision, own []facts.Endpoint) reachDecision {
	d.Endpoint = own[0]
	name := named(d.Endpoint.Name, d.Endpoint.ID)
	switch {
	case !d.Endpoint.PrivateDNS && t.foreign(d.Endpoint):
		d.Why = name + " has private DNS off and belongs to " + owner(d.Endpoint) + ": it is not changed."
	case !d.Endpoint.PrivateDNS && !t.namesWillLead():
		d.Why = name + " has private DNS off, and turning it on needs both DNS attributes of the VPC (dns: fix)."
	case !d.Endpoint.PrivateDNS:
		d.Action, d.Why = reachPrivateDNS, name+" is there with private DNS off: it is turned on, so that the service's own names lead to it."
	default:
		d.Why = name + " is there and is used."
	}
	if group, ok := t.lacksIngress(d); ok && !t.foreign(d.Endpoint) {
		d.Group = group
		if d.Action == reachNothing {
			d.Action, d.Why = reachAdmit, name+" is there and does not admit the model: its security group "+group+" gets a rule."
		}
	}
	return d
}

// lacksIngress is the security group of an endpoint that is there which would have to
// admit the model, when none does.
func (t target) lacksIngress(d reachDecision) (string, bool) {
	if len(d.Endpoint.SecurityGroups) == 0 {
		return "", false
	}
	for _, s := range t.inside() {
		path := network.Walk(t.n, t.sender(s.ID), network.Service(d.Name, d.Service))
		if _, closed := path.Find(network.CauseEndpointIngress); closed {
			return d.Endpoint.SecurityGroups[0], true
		}
	}
	if d.Endpoint.PrivateDNS {
		return "", false
	}
	return d.Endpoint.SecurityGroups[0], !t.admits(d.Endpoint.SecurityGroups[0])
}

// namesWillLead reports whether private names will resolve once the plan is applied.
func (t target) namesWillLead() bool {
	if t.a.DNS == DNSLeave || t.sharedVPC() {
		verdict, _ := network.PrivateNames(t.n)
		return verdict != network.Blocked
	}
	return true
}

// newEndpoint plans an interface endpoint: in each zone of the chosen subnets that the
// service reaches, in the subnet with the most room, since AWS takes one subnet a zone
// (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
func (t target) newEndpoint(d reachDecision) reachDecision {
	if !t.namesWillLead() {
		d.Why = "A new endpoint's private DNS needs both DNS attributes of the VPC (dns: fix)."
		return d
	}
	if t.sharedVPC() {
		d.Why = "The VPC belongs to account " + t.n.VPC.Owner + ", and only its owner can make endpoints in it."
		return d
	}
	byZone := map[string]facts.Subnet{}
	for _, s := range t.inside() {
		if len(d.Service.Zones) > 0 && !slices.Contains(d.Service.Zones, s.Zone) {
			d.Dropped = append(d.Dropped, s.Zone)
			continue
		}
		if best, known := byZone[s.ZoneID]; !known || s.Free > best.Free {
			byZone[s.ZoneID] = s
		}
	}
	slices.Sort(d.Dropped)
	d.Dropped = slices.Compact(d.Dropped)
	for _, s := range byZone {
		d.Subnets = append(d.Subnets, s)
	}
	slices.SortFunc(d.Subnets, func(a, b facts.Subnet) int { return cmp.Compare(a.ZoneID, b.ZoneID) })
	if len(d.Subnets) == 0 {
		d.Why = "The service is in none of the zones of the chosen subnets."
		return d
	}
	d.Action, d.Group = reachCreate, t.endpointGroup()
	d.Why = "No way leads there: an interface endpoint is created in " + count(len(d.Subnets), "zone") + "."
	if len(d.Dropped) > 0 {
		d.Why += " The service is not in " + strings.Join(d.Dropped, ", ") + ": subnets there use the interfaces of the other zones."
	}
	return d
}
