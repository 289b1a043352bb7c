package sandbox

import (
	"slices"
	"strings"
	"time"
)

// hosting is what SageMaker serves in a Region.
type hosting struct {
	configs   []*endpointConfig
	endpoints []*hostedEndpoint
}

// endpointConfig is an endpoint configuration: its request as it came, and what the
// sandbox reads of it.
type endpointConfig struct {
	name     string
	created  time.Time
	request  jsonObject
	variants []variant
	shadows  []variant
	tags     tags
}

// configFields are what a configuration keeps of its request, and gives back.
var configFields = []string{
	"ProductionVariants", "ShadowProductionVariants", "DataCaptureConfig", "KmsKeyId", "AsyncInferenceConfig", "ExplainerConfig",
	"ExecutionRoleArn", "VpcConfig", "EnableNetworkIsolation", "MetricsConfig", "CrossRegionTrafficConfig",
}

// config finds a configuration; names differ by more than case.
func (r *region) config(name string) (*endpointConfig, bool) {
	for _, c := range r.hosting.configs {
		if strings.EqualFold(c.name, name) {
			return c, true
		}
	}
	return nil, false
}

func (r *region) configARN(name string) string { return r.arn("endpoint-config", name) }

func createEndpointConfig(x *smCall) (any, *apiError) {
	made, refusal := x.configRequest()
	if refusal != nil {
		return nil, refusal
	}
	if _, taken := x.region.config(made.name); taken {
		return nil, refusef(validation, "Cannot create already existing endpoint configuration \"%s\".", x.region.configARN(made.name))
	}
	if refusal := x.configFits(made); refusal != nil {
		return nil, refusal
	}
	if len(made.tags) > 0 && x.account.denies("sagemaker:AddTags") {
		return nil, x.account.denial(x.service, "sagemaker:AddTags")
	}
	x.region.hosting.configs = append(x.region.hosting.configs, made)
	return map[string]any{"EndpointConfigArn": x.region.configARN(made.name)}, nil
}

// configRequest reads a request and holds it against the service model's limits.
func (x *smCall) configRequest() (*endpointConfig, *apiError) {
	r := &reader{}
	r.need(x.input, "EndpointConfigName", "endpointConfigName")
	r.need(x.input, "ProductionVariants", "productionVariants")
	c := &endpointConfig{
		name:     r.text(x.input, "EndpointConfigName", "endpointConfigName", hostingName),
		variants: x.variants(r, "ProductionVariants", "productionVariants"),
		shadows:  x.variants(r, "ShadowProductionVariants", "shadowProductionVariants"),
		tags:     x.readTags(r),
		created:  x.now,
		request:  jsonObject{},
	}
	r.text(x.input, "KmsKeyId", "kmsKeyId", kmsKey)
	r.text(x.input, "ExecutionRoleArn", "executionRoleArn", roleARN)
	member[bool](r, x.input, "EnableNetworkIsolation")
	x.readNetwork(r)
	x.readCapture(r)
	if config, given := member[jsonObject](r, x.input, "AsyncInferenceConfig"); given {
		r.need(config, "OutputConfig", "asyncInferenceConfig.outputConfig")
	}
	for _, field := range configFields {
		if x.input.has(field) {
			c.request[field] = x.input[field]
		}
	}
	return c, r.verdict()
}

// readNetwork reads a VpcConfig.
func (x *smCall) readNetwork(r *reader) (subnets, groups []string) {
	network, given := member[jsonObject](r, x.input, "VpcConfig")
	if !given {
		return nil, nil
	}
	r.need(network, "SecurityGroupIds", "vpcConfig.securityGroupIds")
	r.need(network, "Subnets", "vpcConfig.subnets")
	groups = r.texts(network, "SecurityGroupIds", "vpcConfig.securityGroupIds", maxGroups, networkID)
	subnets = r.texts(network, "Subnets", "vpcConfig.subnets", maxSubnets, networkID)
	return subnets, groups
}

func (x *smCall) readCapture(r *reader) {
	capture, given := member[jsonObject](r, x.input, "DataCaptureConfig")
	if !given {
		return
	}
	for _, field := range [][2]string{
		{"InitialSamplingPercentage", "initialSamplingPercentage"}, {"DestinationS3Uri", "destinationS3Uri"}, {"CaptureOptions", "captureOptions"},
	} {
		r.need(capture, field[0], "dataCaptureConfig."+field[1])
	}
	r.whole(capture, "InitialSamplingPercentage", "dataCaptureConfig.initialSamplingPercentage", span{0, 100})
	r.text(capture, "DestinationS3Uri", "dataCaptureConfig.destinationS3Uri", textRule{longest: 512})
}

// configFits holds a configuration against the models, and against what the reference of
// CreateEndpointConfig says about fields that go together.
func (x *smCall) configFits(c *endpointConfig) *apiError {
	var names []string
	byName := 0
	for _, v := range slices.Concat(c.variants, c.shadows) {
		if slices.Contains(names, v.name) {
			return refusef(validation, "Duplicate variant name \"%s\".", v.name)
		}
		names = append(names, v.name)
		if v.model != "" {
			byName++
			if _, found := x.region.model(v.model); !found {
				return refusef(validation, "Could not find model \"%s\".", x.region.modelARN(v.model))
			}
		}
		if refusal := x.variantFits(v); refusal != nil {
			return refusal
		}
	}
	switch {
	case len(c.shadows) > 0 && (len(c.shadows) > 1 || len(c.variants) > 1):
		return refusef(validation, "An endpoint configuration with a shadow variant must have exactly one production variant and one shadow variant.")
	case byName > 0 && (x.input.has("VpcConfig") || x.input.has("EnableNetworkIsolation")):
		return refusef(validation, "VpcConfig and EnableNetworkIsolation are supported only for endpoints that host inference components, "+
			"whose production variants have no ModelName.")
	case byName > 0 && byName < len(names):
		return refusef(validation, "Either all production variants have a ModelName, or none has.")
	case byName == 0 && !x.input.has("ExecutionRoleArn"):
		return refusef(validation, "ExecutionRoleArn is required when the production variants have no ModelName.")
	}
	return nil
}

// configNamed reads EndpointConfigName and finds the configuration.
func (x *smCall) configNamed() (*endpointConfig, *apiError) {
	r := &reader{}
	r.need(x.input, "EndpointConfigName", "endpointConfigName")
	name := r.text(x.input, "EndpointConfigName", "endpointConfigName", hostingName)
	if refusal := r.verdict(); refusal != nil {
		return nil, refusal
	}
	return x.existingConfig(name)
}

func (x *smCall) existingConfig(name string) (*endpointConfig, *apiError) {
	c, found := x.region.config(name)
	if !found {
		return nil, refusef(validation, "Could not find endpoint configuration \"%s\".", x.region.configARN(name))
	}
	return c, nil
}

func describeEndpointConfig(x *smCall) (any, *apiError) {
	c, refusal := x.configNamed()
	if refusal != nil {
		return nil, refusal
	}
	told := map[string]any{
		"EndpointConfigName": c.name, "EndpointConfigArn": x.region.configARN(c.name), creationTime: epoch(c.created),
		"EnableNetworkIsolation": false,
	}
	for _, field := range configFields {
		if c.request.has(field) {
			told[field] = c.request[field]
		}
	}
	return told, nil
}

// deleteEndpointConfig deletes also what an endpoint uses: the documentation warns of it,
// the service does not refuse it.
func deleteEndpointConfig(x *smCall) (any, *apiError) {
	c, refusal := x.configNamed()
	if refusal != nil {
		return nil, refusal
	}
	x.region.hosting.configs = slices.DeleteFunc(x.region.hosting.configs, func(other *endpointConfig) bool { return other == c })
	return nil, nil
}

func listEndpointConfigs(x *smCall) (any, *apiError) {
	var all []listable
	for _, c := range x.region.hosting.configs {
		all = append(all, listable{name: c.name, created: c.created, summary: map[string]any{
			"EndpointConfigName": c.name, "EndpointConfigArn": x.region.configARN(c.name), creationTime: epoch(c.created),
		}})
	}
	return x.list("EndpointConfigs", all, nil)
}
