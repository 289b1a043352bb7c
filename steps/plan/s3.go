package plan

import (
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// s3Decision is what the plan does about the way to S3, per route table
// (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html: a table
// takes one route to the S3 prefix list, a VPC may hold several gateway endpoints).
type s3Decision struct {
	Action     string             // what is done: S3Reuse, S3Extend, S3Create or S3None
	Endpoint   facts.Endpoint     // that is extended, or whose policy is in question
	Tables     []facts.RouteTable // that get the route
	Candidates []facts.Endpoint   // that could be extended, when it is not clear which
	Foreign    []facts.Endpoint   // that carry S3 here and must not be touched
	Why        string             // one sentence for the screen
}

// S3Decision is the decision of the s3 step, for its screen.
type S3Decision struct {
	Action     string // S3Reuse, S3Extend, S3Create or S3None
	Endpoint   facts.Endpoint
	Tables     []facts.RouteTable // that get the route
	Candidates []facts.Endpoint   // several could be extended and none was chosen
	Why        string
	Remarks    []Remark // what else there is to know
}

// DecideS3 says what the plan would do about the way to S3 for these answers.
func DecideS3(a Answers, f facts.Facts) S3Decision {
	t := newTarget(a, f)
	d := t.s3
	out := S3Decision{Action: d.Action, Endpoint: d.Endpoint, Tables: d.Tables, Candidates: d.Candidates, Why: d.Why}
	if _, missing := t.gap(facts.TopicRouteTables); !missing && len(t.inside()) > 0 {
		out.Remarks = t.s3Remarks(d)
	}
	return out
}

func (t target) decideS3() s3Decision {
	if fault, missing := t.gap(facts.TopicRouteTables); missing {
		return s3Decision{Action: S3None, Why: "The route tables could not be read, so nothing is changed: " + fault.Summary + "."}
	}
	if len(t.inside()) == 0 {
		return s3Decision{Action: S3None, Why: "No subnets are chosen yet."}
	}
	missing := t.tablesWithoutS3()
	own, foreign := t.s3Endpoints()
	d := s3Decision{Tables: missing, Foreign: foreign}
	switch t.a.S3.Action {
	case S3None:
		return s3Decision{Action: S3None, Foreign: foreign, Why: "Nothing is changed, as you asked."}
	case S3Reuse:
		return t.reuse(own, foreign, "What is there is used as it is, as you asked.")
	}
	if len(missing) == 0 {
		return t.reuse(own, foreign, t.nothingMissing())
	}
	if t.sharedVPC() {
		// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html
		return nothing(d, "The VPC belongs to account "+t.n.VPC.Owner+", and only its owner can make or change endpoints in it.")
	}
	switch t.a.S3.Action {
	case S3Create:
		return t.create(d, "A new S3 gateway endpoint is created, as you asked.")
	case S3Extend:
		return t.extend(d, own)
	}
	return t.auto(d, own)
}

// nothing is the decision to change nothing although something is missing.
func nothing(d s3Decision, why string) s3Decision {
	d.Action, d.Tables, d.Why = S3None, nil, why
	return d
}

// nothingMissing says why no table gets a route.
func (t target) nothingMissing() string {
	dead := t.wantedIn(TableDead)
	switch {
	case len(t.wantedTables()) == 0 && t.a.S3.RouteTables != nil:
		return "No route table is chosen, so none gets a route."
	case len(dead) > 0:
		return "The route to S3 of " + tableLabels(dead) + " is dead, and keeps a second one out: nothing can be added."
	case t.a.S3.RouteTables != nil:
		return "Every route table that was chosen already has its route to S3."
	}
	return "Every route table in effect already has its route to S3."
}

// auto decides as an experienced engineer would, and never guesses between endpoints.
func (t target) auto(d s3Decision, own []facts.Endpoint) s3Decision {
	if _, blind := t.gap(facts.TopicEndpoints); blind {
		return nothing(d, "The VPC's endpoints could not be read, so it is not known whether one can be extended. Choose create to make a new one.")
	}
	byHand := t.a.S3.RouteTables != nil || t.a.S3.Endpoint != ""
	if e, taken := t.s3NamesTaken(); taken && !byHand {
		return nothing(d, "S3's names lead to the interface endpoint "+named(e.Name, e.ID)+
			" in this VPC, so a gateway's route would not be used. One is free: choose create, and have that private DNS limited to inbound resolvers.")
	}
	if t.natEverywhere() && !byHand {
		return nothing(d, "Every chosen subnet reaches S3 already, "+subnetLabels(t.subnetsOn(d.Tables))+
			" through a NAT gateway, which is charged for each gigabyte and asks S3 from a public address. An S3 gateway endpoint costs nothing and stays inside AWS's network: choose "+
			gatewayWord(own)+" for one.")
	}
	if others := len(t.bystandersOn(d.Tables)); t.s3Idle() && others > 0 && !byHand {
		return nothing(d, "The model has no data in S3, so S3 is not needed to start, and a route would be there for "+count(others, "other subnet")+
			" too: nothing is changed. If your code needs S3, choose "+gatewayWord(own)+".")
	}
	switch {
	case len(own) > 0 || t.a.S3.Endpoint != "":
		return t.extend(d, own)
	case len(d.Foreign) > 0:
		return nothing(d, "The VPC's S3 endpoint belongs to somebody else and is not changed. Ask its owner to add the route tables, or choose create.")
	}
	return t.create(d, "The VPC has no S3 gateway endpoint yet: one is created. It costs nothing.")
}

func gatewayWord(own []facts.Endpoint) string {
	if len(own) > 0 {
		return "extend"
	}
	return "create"
}

// subnetsOn are the chosen subnets that follow one of the tables.
func (t target) subnetsOn(tables []facts.RouteTable) []facts.Subnet {
	return slices.DeleteFunc(t.inside(), func(s facts.Subnet) bool {
		effective, ok := network.EffectiveRouteTable(t.n, s.ID)
		return !ok || !slices.ContainsFunc(tables, func(table facts.RouteTable) bool { return table.ID == effective.ID })
	})
}

// create makes an endpoint, unless its service's name was not discovered: it differs
// between partitions and is never put together.
func (t target) create(d s3Decision, why string) s3Decision {
	if t.n.S3.Service != "" {
		d.Action, d.Why = S3Create, why
		return d
	}
	why = "The name of the Region's S3 gateway service was not found, and it is never guessed: no endpoint can be created."
	if fault, missing := t.gap(facts.TopicS3Service); missing {
		why = "The name of the Region's S3 gateway service could not be read, and it is never guessed: " + fault.Summary + "."
	}
	return nothing(d, why)
}

func (t target) extend(d s3Decision, own []facts.Endpoint) s3Decision {
	if id := t.a.S3.Endpoint; id != "" {
		own = slices.DeleteFunc(slices.Clone(own), func(e facts.Endpoint) bool { return e.ID != id })
		if len(own) == 0 {
			return nothing(d, id+" is not an S3 gateway endpoint of yours in this VPC.")
		}
	}
	switch len(own) {
	case 0:
		return nothing(d, "There is no S3 gateway endpoint of yours that could be extended.")
	case 1:
		d.Action, d.Endpoint = S3Extend, own[0]
		d.Why = "The VPC has an S3 gateway endpoint, and " + count(len(d.Tables), "route table") + " " + t.wantedWord() + " " +
			plural(len(d.Tables), "lacks", "lack") + " its route: the endpoint is extended."
	default:
		d = nothing(d, "The VPC has several S3 gateway endpoints. Choose which one gets the route tables.")
		d.Candidates = own
	}
	return d
}

func (t target) wantedWord() string {
	if t.a.S3.RouteTables != nil {
		return "chosen by hand"
	}
	return "in effect"
}

func (t target) reuse(own, foreign []facts.Endpoint, why string) s3Decision {
	d := s3Decision{Action: S3Reuse, Foreign: foreign, Why: why}
	if used := t.endpointsInUse(); len(used) == 1 && slices.ContainsFunc(own, func(e facts.Endpoint) bool { return e.ID == used[0].ID }) {
		d.Endpoint = used[0]
	} else if i := slices.IndexFunc(own, func(e facts.Endpoint) bool { return e.ID == t.a.S3.Endpoint }); i >= 0 {
		d.Endpoint = own[i]
	}
	return d
}

// s3Endpoints are the VPC's S3 gateway endpoints, apart: those that may be changed, and
// those that are managed by a service or owned by another account.
func (t target) s3Endpoints() (own, foreign []facts.Endpoint) {
	for _, e := range network.S3Endpoints(t.n) {
		if t.foreign(e) {
			foreign = append(foreign, e)
		} else {
			own = append(own, e)
		}
	}
	return own, foreign
}

func (t target) foreign(e facts.Endpoint) bool {
	return e.RequesterManaged || e.Owner != "" && t.f.Caller != nil && e.Owner != t.f.Caller.Account
}

// endpointsInUse are the S3 endpoints that the chosen subnets' ways to S3 pass: those that
// their tables route to, and an interface endpoint that takes over S3's names.
func (t target) endpointsInUse() []facts.Endpoint {
	var out []facts.Endpoint
	for _, table := range t.tables {
		route, ok := network.S3Route(t.n, table)
		if !ok || !route.Active() {
			continue
		}
		if e, ok := t.n.Endpoint(route.Target); ok && !slices.ContainsFunc(out, func(o facts.Endpoint) bool { return o.ID == e.ID }) {
			out = append(out, e)
		}
	}
	for _, w := range t.ways.s3 {
		for _, hop := range w.Hops {
			e, ok := t.n.Endpoint(hop.At)
			if ok && hop.Layer == network.LayerPolicy && !slices.ContainsFunc(out, func(o facts.Endpoint) bool { return o.ID == e.ID }) {
				out = append(out, e)
			}
		}
	}
	return out
}

func (t target) natEverywhere() bool {
	for _, w := range t.ways.s3 {
		if _, closed := w.closing(onRoute); closed {
			return false
		}
	}
	return len(t.ways.s3) > 0
}

// PolicyDocument is the endpoint policy that the answers ask for: "" for keep, the
// template filled in, or the own document as it was read. The error says why a template cannot be filled.
func PolicyDocument(a Answers, f facts.Facts) (string, error) {
	switch {
	case a.S3.Policy == "" || a.S3.Policy == PolicyKeep:
		return "", nil
	case strings.HasPrefix(a.S3.Policy, PolicyFile):
		return ownDocument(a, f)
	}
	doc, err := policy.Template(a.S3.Policy, PolicyEnv(a, f))
	if err != nil {
		return "", err
	}
	return doc.String(), nil
}

// PolicyTemplates are the names of the templates, in the order they are offered.
func PolicyTemplates() []string { return policy.Names() }
