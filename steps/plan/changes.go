package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// changes are the plan's changes in the order they are applied: the network first, so
// that the model never exists in a network that is not ready.
func (t target) changes() []Change {
	if !t.known || len(t.inside()) == 0 {
		return []Change{}
	}
	out, later := t.networkChanges(t.ownGroup())
	c, model := later.modelChange(ids(out))
	if model {
		out = append(out, c)
	}
	out = append(out, later.bucketChanges(model)...)
	for i := range out {
		out[i].Labels = t.labels()
	}
	return out
}

// labels are what a person calls the ids that the diff shows.
func (t target) labels() map[string]string {
	out := map[string]string{}
	for _, s := range t.n.Subnets {
		if s.Name != "" {
			out[s.ID] = s.Name + " (" + s.ZoneID + ")"
		}
	}
	for _, g := range t.n.SecurityGroups {
		out[g.ID] = g.Name
	}
	for _, table := range t.n.RouteTables {
		out[table.ID] = table.Name
	}
	for _, e := range t.n.Endpoints {
		out[e.ID] = e.Name
	}
	for _, g := range t.n.NATGateways {
		out[g.ID] = g.Name
	}
	out[t.n.VPC.ID] = t.n.VPC.Name
	return out
}

func ids(changes []Change) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, c.ID)
	}
	return out
}

func (t target) dnsChanges() []Change {
	out := []Change{}
	if _, missing := t.gap(facts.TopicDNS); missing || t.a.DNS == DNSLeave || t.sharedVPC() {
		return out
	}
	if !t.n.VPC.DNSSupport {
		out = append(out, t.dnsChange(ChangeDNSSupport, "EnableDnsSupport",
			"Without DNS support, no S3 or AWS service name resolves inside the VPC."))
	}
	if !t.n.VPC.DNSHostnames {
		c := t.dnsChange(ChangeDNSHostnames, "EnableDnsHostnames",
			"Private DNS names of interface endpoints need DNS hostnames besides DNS support.")
		c.Needs = ids(out)
		out = append(out, c)
	}
	return out
}

// sharedVPC reports whether another account owns the VPC: a participant cannot change it.
func (t target) sharedVPC() bool {
	return t.f.Caller != nil && t.n.VPC.Owner != "" && t.n.VPC.Owner != t.f.Caller.Account
}

func (t target) dnsChange(id, attribute, why string) Change {
	request := func(value bool) Request {
		return Request{Service: serviceEC2, Op: "ModifyVpcAttribute", Input: map[string]any{
			fieldVPC: t.n.VPC.ID, attribute: map[string]any{"Value": value},
		}}
	}
	reverse := request(false)
	return Change{
		ID: id, Action: Update, Kind: KindVPCAttribute, Name: named(t.n.VPC.Name, t.n.VPC.ID),
		Request: request(true), Reverse: &reverse,
		Why:   why + " This holds for the whole VPC.",
		Undo:  "set " + attribute + " of " + t.n.VPC.ID + " back to false",
		Needs: []string{}, Bystanders: []string{},
		Before: map[string]any{attribute: false}, After: map[string]any{attribute: true},
	}
}

func (t target) s3Changes() []Change {
	out := []Change{}
	switch t.s3.Action {
	case S3Create:
		if document, ok := t.documentToSend(); ok && len(t.s3.Tables) > 0 {
			out = append(out, t.createEndpoint(document))
		}
		return out
	case S3Extend:
		if len(t.s3.Tables) > 0 {
			out = append(out, t.extendEndpoint())
		}
	}
	if c, ok := t.replacePolicy(); ok {
		c.Needs = ids(out)
		out = append(out, c)
	}
	return out
}

// documentToSend is the policy of an endpoint that is created; false when the one asked
// for cannot be sent. Keep means full there, and is sent as such, so that what is shown is what is sent.
func (t target) documentToSend() (string, bool) {
	document, err := PolicyDocument(t.a, t.f)
	if err != nil {
		return "", false
	}
	if document == "" && !strings.HasPrefix(t.a.S3.Policy, PolicyFile) {
		document = policy.Full().String()
	}
	return document, len(policy.Lint(document)) == 0
}

func (t target) createEndpoint(document string) Change {
	name := "sagevpc-s3"
	input := map[string]any{
		fieldVPC: t.n.VPC.ID, "ServiceName": t.n.S3.Service, "VpcEndpointType": "Gateway",
		"RouteTableIds": list(tableIDs(t.s3.Tables)), fieldPolicy: document,
		"TagSpecifications": []any{map[string]any{
			"ResourceType": "vpc-endpoint", "Tags": []any{map[string]any{"Key": "Name", "Value": name}},
		}},
	}
	// The token is made of the request, so that a repeated call is the same call to AWS.
	input["ClientToken"] = clientToken(t.n.VPC.ID, t.n.S3.Service, strings.Join(tableIDs(t.s3.Tables), ","), document)
	after := map[string]any{
		fieldVPC: t.n.VPC.ID, "ServiceName": t.n.S3.Service, "VpcEndpointType": "Gateway",
		"RouteTableIds": list(tableIDs(t.s3.Tables)), fieldPolicy: document,
		fieldRoutes: list(t.routesTo("this endpoint")),
	}
	return t.underPolicy(Change{
		ID: ChangeS3Endpoint, Action: Create, Kind: KindVPCEndpoint, Name: name,
		Request: Request{Service: serviceEC2, Op: opCreateEndpoint, Input: input},
		Why:     t.s3.Why, Undo: t.undoGateway(),
		Needs: []string{}, Bystanders: t.bystanderIDs(), After: after,
	}, PolicyConsentNew, document)
}

func (t target) extendEndpoint() Change {
	e := t.s3.Endpoint
	request := func(field string) Request {
		return Request{Service: serviceEC2, Op: opModifyEndpoint, Input: map[string]any{
			"VpcEndpointId": e.ID, field: list(tableIDs(t.s3.Tables)),
		}}
	}
	reverse := request("RemoveRouteTableIds")
	routes := t.existingRoutes(e)
	return t.underPolicy(Change{
		ID: ChangeS3Endpoint, Action: Update, Kind: KindVPCEndpoint, Name: named(e.Name, e.ID),
		Request: request("AddRouteTableIds"), Reverse: &reverse,
		Why: t.s3.Why, Undo: "remove exactly these route tables from the endpoint",
		Needs: []string{}, Bystanders: t.bystanderIDs(),
		Before: map[string]any{"RouteTableIds": list(e.RouteTables), fieldRoutes: list(routes)},
		After: map[string]any{
			"RouteTableIds": list(append(slices.Clone(e.RouteTables), tableIDs(t.s3.Tables)...)),
			fieldRoutes:     list(append(routes, t.routesTo(e.ID)...)),
		},
	}, e.ID, t.policyInForce(e))
}

// replacePolicy changes the policy of an endpoint that exists, only when the user asked
// for a document that differs from the one in force.
func (t target) replacePolicy() (Change, bool) {
	e := t.s3.Endpoint
	document, err := PolicyDocument(t.a, t.f)
	if err != nil || document == "" || e.ID == "" || len(policy.Lint(document)) > 0 || SamePolicy(document, e.Policy) {
		return Change{}, false
	}
	reverse := Request{Service: serviceEC2, Op: opModifyEndpoint, Input: map[string]any{"VpcEndpointId": e.ID, fieldPolicy: e.Policy}}
	if e.Policy == "" {
		reverse.Input = map[string]any{"VpcEndpointId": e.ID, "ResetPolicy": true}
	}
	c := Change{
		ID: ChangeS3Policy, Action: Update, Kind: KindVPCEndpoint, Name: named(e.Name, e.ID),
		Request: Request{Service: serviceEC2, Op: opModifyEndpoint, Input: map[string]any{"VpcEndpointId": e.ID, fieldPolicy: document}},
		Reverse: &reverse,
		Why:     "The endpoint's policy is replaced by " + t.a.policyWord() + ". It holds for everyone on the endpoint's route tables.",
		Undo:    "put the policy of before back",
		Needs:   []string{}, Bystanders: t.policyBystanders(e), Effects: t.policyEffects(e.Policy, document),
		Before: map[string]any{fieldPolicy: e.Policy}, After: map[string]any{fieldPolicy: document},
	}
	if len(c.Bystanders) > 0 {
		c.Consent = e.ID
	}
	return c, true
}

// SamePolicy reports whether two endpoint policies let the same through as far as that
// can be seen: equal documents, or both unrestricted. "" is AWS's default, full access.
func SamePolicy(a, b string) bool {
	return policy.Same(a, b) || unrestricted(a) && unrestricted(b)
}

func unrestricted(text string) bool {
	if text == "" {
		return true
	}
	doc, err := policy.Parse([]byte(text))
	return err == nil && doc.Unrestricted()
}

func (t target) modelChange(needs []string) (Change, bool) {
	if t.model.Name == "" || t.model.Role == "" || t.model.VPC == nil {
		return Change{}, false
	}
	input := createModelInput(t.model)
	c := Change{
		ID: ChangeModel, Action: Create, Kind: KindModel, Name: t.model.Name,
		Request: Request{Service: "sagemaker", Op: "CreateModel", Input: input},
		Why:     "The model with its VpcConfig. A model's VpcConfig cannot be changed later.",
		Undo:    "delete the model", Needs: needs, Bystanders: []string{}, After: input,
	}
	if origin, ok := copied(t.a, t.f); ok {
		c.Before = createModelInput(origin)
		c.Why = "A copy of " + origin.Name + " inside the VPC: VpcConfig cannot be changed on a model that exists."
	}
	return c, true
}

// routesTo are the routes that AWS writes into the tables by itself.
func (t target) routesTo(target string) []string {
	var out []string
	for _, table := range t.s3.Tables {
		out = append(out, fmt.Sprintf("%s: %s -> %s", named(table.Name, table.ID), t.n.S3.PrefixList, target))
	}
	return out
}

func (t target) existingRoutes(e facts.Endpoint) []string {
	var out []string
	for _, table := range t.n.RouteTables {
		if route, ok := network.S3Route(t.n, table); ok && route.Target == e.ID {
			out = append(out, fmt.Sprintf("%s: %s -> %s", named(table.Name, table.ID), route.Destination, e.ID))
		}
	}
	return out
}

func tableIDs(tables []facts.RouteTable) []string {
	out := []string{}
	for _, t := range tables {
		out = append(out, t.ID)
	}
	return out
}

// clientToken is a client token: equal requests have equal ones, at most 64 characters as EC2 wants.
func clientToken(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "sagevpc-" + hex.EncodeToString(sum[:16])
}
