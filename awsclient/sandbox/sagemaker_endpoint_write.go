package sandbox

import (
	"slices"
	"time"
)

func createEndpoint(x *smCall) (any, *apiError) {
	r := &reader{}
	r.need(x.input, "EndpointName", "endpointName")
	name := r.text(x.input, "EndpointName", "endpointName", hostingName)
	owned := x.readTags(r)
	c, policy, refusal := x.deploymentAsked(r)
	if refusal != nil {
		return nil, refusal
	}
	if _, taken := x.region.hosted(name); taken {
		return nil, refusef(validation, "Cannot create already existing endpoint \"%s\".", x.region.hostedARN(name))
	}
	config, refusal := x.existingConfig(c)
	if refusal != nil {
		return nil, refusal
	}
	f, refusal := x.fleetOf(config)
	if refusal != nil {
		return nil, refusal
	}
	if len(owned) > 0 && x.account.denies("sagemaker:AddTags") {
		return nil, x.account.denial(x.service, "sagemaker:AddTags")
	}
	e := &hostedEndpoint{name: name, config: config.name, created: x.now, tags: owned, deployment: x.input["DeploymentConfig"]}
	e.turn(creating, "", x.now)
	x.region.hosting.endpoints = append(x.region.hosting.endpoints, e)
	x.roll(e, f, policy)
	return map[string]any{"EndpointArn": x.region.hostedARN(name)}, nil
}

func (x *smCall) roll(e *hostedEndpoint, f *fleet, policy deploymentPolicy) {
	o := &rollout{world: x.world, region: x.region, endpoint: e, fleet: f, terminationWait: policy.terminationWait}
	o.begin(x.now)
}

// updateEndpoint rolls a new fleet out beside the old one. It needs the configuration that
// serves as well as the new one (https://github.com/hashicorp/terraform-provider-aws/issues/40048).
func updateEndpoint(x *smCall) (any, *apiError) {
	r := &reader{}
	keep := x.retained(r)
	c, policy, refusal := x.deploymentAsked(r)
	if refusal != nil {
		return nil, refusal
	}
	e, refusal := x.changeable()
	if refusal != nil {
		return nil, refusal
	}
	if e.status == failed {
		return nil, refusef(validation, "Cannot update failed endpoint \"%s\".", x.region.hostedARN(e.name))
	}
	config, refusal := x.existingConfig(c)
	if refusal != nil {
		return nil, refusal
	}
	if _, refusal := x.existingConfig(e.config); refusal != nil {
		return nil, refusal
	}
	f, refusal := x.fleetOf(config)
	if refusal != nil {
		return nil, refusal
	}
	keep.apply(e.fleet, f)
	if x.input.has("DeploymentConfig") {
		e.deployment = x.input["DeploymentConfig"]
	}
	e.turn(updating, "", x.now)
	x.roll(e, f, policy)
	return map[string]any{"EndpointArn": x.region.hostedARN(e.name)}, nil
}

func deleteEndpoint(x *smCall) (any, *apiError) {
	e, refusal := x.changeable()
	if refusal != nil {
		return nil, refusal
	}
	e.turn(deleting, e.reason, x.now)
	r, w := x.region, x.world
	w.agenda.add(x.now.Add(deletesFor), func(at time.Time) {
		r.hosting.endpoints = slices.DeleteFunc(r.hosting.endpoints, func(other *hostedEndpoint) bool { return other == e })
		if e.fleet != nil {
			w.agenda.add(at.Add(lingers), func(time.Time) { r.withdraw(e.fleet) })
		}
	})
	return nil, nil
}

// changeable finds the endpoint of a call, and refuses one that something is going on with.
func (x *smCall) changeable() (*hostedEndpoint, *apiError) {
	e, refusal := x.endpointNamed(&reader{})
	if refusal != nil {
		return nil, refusal
	}
	if !e.settled() {
		return nil, refusef(validation, "Cannot update in-progress endpoint \"%s\".", x.region.hostedARN(e.name))
	}
	return e, nil
}

// retention is which properties of the serving variants an update keeps.
type retention struct{ counts, weights bool }

func (x *smCall) retained(r *reader) retention {
	all, _ := member[bool](r, x.input, "RetainAllVariantProperties")
	keep := retention{all, all}
	excluded, _ := member[[]jsonObject](r, x.input, "ExcludeRetainedVariantProperties")
	r.count(len(excluded), "[…]", "excludeRetainedVariantProperties", 0, 3)
	for _, o := range excluded {
		const at = "excludeRetainedVariantProperties.member.variantPropertyType"
		r.need(o, "VariantPropertyType", at)
		switch r.text(o, "VariantPropertyType", at, textRule{oneOf: []string{"DesiredInstanceCount", "DesiredWeight", "DataCaptureConfig"}}) {
		case "DesiredInstanceCount":
			keep.counts = false
		case "DesiredWeight":
			keep.weights = false
		}
	}
	return keep
}

func (k retention) apply(old, next *fleet) {
	for _, d := range next.members {
		before, found := named(old.members, func(o *deployed) string { return o.name }, d.name)
		if !found {
			continue
		}
		if k.counts && before.count > 0 && d.count > 0 {
			d.count = before.count
		}
		if k.weights {
			d.weight = before.weight
		}
	}
}

// deploymentPolicy is what the sandbox follows of a DeploymentConfig. A rolling update is
// done blue/green: the addresses that its rollback needs are the same.
type deploymentPolicy struct{ terminationWait time.Duration }

// deploymentAsked reads the configuration's name and the DeploymentConfig, and gives the
// verdict on everything that the reader has seen.
func (x *smCall) deploymentAsked(r *reader) (config string, policy deploymentPolicy, refusal *apiError) {
	r.need(x.input, "EndpointConfigName", "endpointConfigName")
	config = r.text(x.input, "EndpointConfigName", "endpointConfigName", hostingName)
	asked, _ := member[jsonObject](r, x.input, "DeploymentConfig")
	blueGreen, isBlueGreen := member[jsonObject](r, asked, "BlueGreenUpdatePolicy")
	rolling, isRolling := member[jsonObject](r, asked, "RollingUpdatePolicy")
	if isBlueGreen {
		policy.terminationWait = readBlueGreen(r, blueGreen, "deploymentConfig.blueGreenUpdatePolicy")
	}
	if isRolling {
		readRolling(r, rolling, "deploymentConfig.rollingUpdatePolicy")
	}
	if refusal := r.verdict(); refusal != nil {
		return "", policy, refusal
	}
	if isBlueGreen && isRolling {
		return "", policy, refusef(validation, "Only one update policy should be used in the deployment configuration.")
	}
	return config, policy, nil
}

func readBlueGreen(r *reader, o jsonObject, at string) time.Duration {
	r.need(o, "TrafficRoutingConfiguration", at+".trafficRoutingConfiguration")
	if routing, given := member[jsonObject](r, o, "TrafficRoutingConfiguration"); given {
		at := at + ".trafficRoutingConfiguration"
		r.need(routing, "Type", at+".type")
		r.need(routing, "WaitIntervalInSeconds", at+".waitIntervalInSeconds")
		r.text(routing, "Type", at+".type", textRule{oneOf: []string{"ALL_AT_ONCE", "CANARY", "LINEAR"}})
		r.whole(routing, "WaitIntervalInSeconds", at+".waitIntervalInSeconds", span{0, 3600})
	}
	r.whole(o, "MaximumExecutionTimeoutInSeconds", at+".maximumExecutionTimeoutInSeconds", span{600, 28800})
	seconds, _ := r.whole(o, "TerminationWaitInSeconds", at+".terminationWaitInSeconds", span{0, 3600})
	return time.Duration(seconds) * time.Second
}

func readRolling(r *reader, o jsonObject, at string) {
	r.need(o, "MaximumBatchSize", at+".maximumBatchSize")
	r.need(o, "WaitIntervalInSeconds", at+".waitIntervalInSeconds")
	r.whole(o, "WaitIntervalInSeconds", at+".waitIntervalInSeconds", span{0, 3600})
	r.whole(o, "MaximumExecutionTimeoutInSeconds", at+".maximumExecutionTimeoutInSeconds", span{600, 28800})
}
