package sandbox

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	identitySource = "IAM Policy"
	resourceSource = "Resource Policy"
)

// simulation is what a call of the simulator asks for.
type simulation struct {
	actions, resources []string
	circumstances      circumstances
	by                 asker
	layers             []layer
	bounded            bool
	own                *document // the resources' policy
}

var actionName = regexp.MustCompile(`^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$`)

// simulatePrincipalPolicy evaluates the policies that a role has, with those of the call
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html).
func simulatePrincipalPolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	if refusal := x.need("PolicySourceArn"); refusal != nil {
		return nil, refusal
	}
	r, refusal := x.source(x.text("PolicySourceArn"))
	if refusal != nil {
		return nil, refusal
	}
	sim, refusal := x.simulation()
	if refusal != nil {
		return nil, refusal
	}
	if sim.own != nil {
		return nil, refusef("InvalidInput", "Simulation of resource-based policies is not supported for IAM roles.")
	}
	layers := x.world.layersOf(r)
	for _, l := range sim.layers {
		switch l.name {
		case identityLayer:
			layers[len(layers)-1].documents = append(layers[len(layers)-1].documents, l.documents...)
		case boundaryLayer: // takes the place of the role's own
			layers = slices.DeleteFunc(layers, func(own layer) bool { return own.name == boundaryLayer })
			layers = append([]layer{l}, layers...)
		}
	}
	sim.bounded = slices.ContainsFunc(layers, func(l layer) bool { return l.name == boundaryLayer })
	sim.layers = layers
	return x.simulated(sim)
}

// simulateCustomPolicy evaluates the policies of the call alone.
func simulateCustomPolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	if refusal := x.need("PolicyInputList"); refusal != nil {
		return nil, refusal
	}
	sim, refusal := x.simulation()
	if refusal != nil {
		return nil, refusal
	}
	if sim.own != nil && len(sim.by.names) == 0 {
		return nil, refusef("InvalidInput", "Invalid caller - Caller cannot be null or empty.")
	}
	return x.simulated(sim)
}

// source finds the role that a simulation is about. The account has no users and groups.
func (x *iamCall) source(arn string) (*role, *apiError) {
	match := arnOfAnybody.FindStringSubmatch(arn)
	if match == nil {
		return nil, refusef("InvalidInput", "Invalid Entity Arn: %s does not clearly define entity type and name.", arn)
	}
	if match[2] != "role" || match[1] != AccountID {
		return nil, noSuchEntity("The " + match[2] + " with name " + match[3] + " cannot be found.")
	}
	return x.world.roleNamed(match[3])
}

// simulation reads what both calls have in common.
func (x *iamCall) simulation() (simulation, *apiError) {
	sim := simulation{actions: x.texts("ActionNames.member"), resources: x.texts("ResourceArns.member"), circumstances: circumstances{}}
	if refusal := x.need("ActionNames"); refusal != nil {
		return sim, refusal
	}
	for _, action := range sim.actions {
		if len(action) < 3 || len(action) > 128 {
			return sim, invalidValue("["+action+"]", "ActionNames", "Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 3]")
		}
		if !actionName.MatchString(action) {
			return sim, refusef("InvalidInput", "Invalid Action: %s", action)
		}
	}
	for _, entry := range x.list("ContextEntries.member") {
		key := strings.ToLower(entry.text("ContextKeyName"))
		sim.circumstances[key] = append(sim.circumstances[key], entry.texts("ContextKeyValues.member")...)
	}
	identity, refusal := x.inputs("PolicyInputList")
	if refusal != nil {
		return sim, refusal
	}
	boundary, refusal := x.inputs("PermissionsBoundaryPolicyInputList")
	if refusal != nil {
		return sim, refusal
	}
	if len(boundary) > 1 {
		return sim, refusef("InvalidInput", "Only one permissions boundary policy can be specified.")
	}
	if len(boundary) == 1 {
		sim.layers, sim.bounded = append(sim.layers, layer{boundaryLayer, boundary}), true
	}
	sim.layers = append(sim.layers, layer{identityLayer, identity})
	return sim, x.resourcePolicy(&sim)
}

// inputs are the documents of a list of the call, named by their places in it.
func (x *iamCall) inputs(list string) ([]*document, *apiError) {
	var documents []*document
	for i, text := range x.texts(list + ".member") {
		d, err := parseDocument(text)
		if err != nil {
			return nil, refusef("InvalidInput", "Invalid Policy: %s.%d: %s", list, i+1, err)
		}
		d.name, d.kind = list+"."+strconv.Itoa(i+1), identitySource
		documents = append(documents, d)
	}
	return documents, nil
}

func (x *iamCall) resourcePolicy(sim *simulation) *apiError {
	if caller := x.text("CallerArn"); caller != "" {
		match := arnOfAnybody.FindStringSubmatch(caller)
		if match == nil {
			return refusef("InvalidInput", "Invalid Entity Arn: %s does not clearly define entity type and name.", caller)
		}
		sim.by = asker{names: []string{caller}, account: match[1]}
	}
	if !x.has("ResourcePolicy") {
		return nil
	}
	d, err := parseDocument(x.text("ResourcePolicy"))
	if err != nil {
		return refusef("InvalidInput", "Invalid Policy: ResourcePolicy: %s", err)
	}
	d.name, d.kind = "ResourcePolicy", resourceSource
	sim.own = d
	return nil
}
