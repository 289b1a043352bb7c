package sandbox

import (
	"fmt"
	"strconv"
)

// hostingName is how endpoints, their configurations and their variants are called.
var hostingName = pattern(`[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`, 0, 63)

var (
	kmsKey      = pattern(`[a-zA-Z0-9:/_-]*`, 0, 2048)
	amiVersions = textRule{oneOf: []string{
		"al2-ami-sagemaker-inference-gpu-2", "al2-ami-sagemaker-inference-gpu-2-1", "al2-ami-sagemaker-inference-gpu-3-1",
		"al2-ami-sagemaker-inference-neuron-2", "al2023-ami-sagemaker-inference-gpu-4-1",
	}}
	switchedOn   = textRule{oneOf: []string{"ENABLED", "DISABLED"}}
	routingRules = textRule{oneOf: []string{"LEAST_OUTSTANDING_REQUESTS", "RANDOM", "PREFIX_AWARE", "KV_AWARE"}}
)

const maxVariants = 10

// variant is a production or shadow variant of an endpoint configuration.
type variant struct {
	name, model, kind string
	count             int
	weight            float64
	serverless        *serverless
	// downloadTimeout is how long fetching the model data may take, in seconds; 0 when not said.
	downloadTimeout int
	request         jsonObject
}

type serverless struct {
	MemorySizeInMB         int
	MaxConcurrency         int
	ProvisionedConcurrency int `json:",omitempty"`
}

// variants reads a list of variants.
func (x *smCall) variants(r *reader, field, at string) []variant {
	list, given := member[[]jsonObject](r, x.input, field)
	if !given {
		return nil
	}
	r.count(len(list), "[…]", at, 1, maxVariants)
	var read []variant
	for i, o := range list {
		read = append(read, readVariant(r, o, fmt.Sprintf("%s.%d.member", at, i+1)))
	}
	return read
}

func readVariant(r *reader, o jsonObject, at string) variant {
	r.need(o, "VariantName", at+".variantName")
	v := variant{
		name:    r.text(o, "VariantName", at+".variantName", hostingName),
		model:   r.text(o, "ModelName", at+".modelName", modelName),
		kind:    r.text(o, "InstanceType", at+".instanceType", textRule{oneOf: hostingTypes()}),
		weight:  1,
		request: o,
	}
	v.count, _ = r.whole(o, "InitialInstanceCount", at+".initialInstanceCount", span{least: 1})
	if weight, given := member[float64](r, o, "InitialVariantWeight"); given {
		v.weight = weight
		if weight < 0 {
			r.breaks(strconv.FormatFloat(weight, 'g', -1, 64), at+".initialVariantWeight", "Member must have value greater than or equal to 0")
		}
	}
	v.downloadTimeout, _ = r.whole(o, "ModelDataDownloadTimeoutInSeconds", at+".modelDataDownloadTimeoutInSeconds", span{60, 3600})
	r.whole(o, "ContainerStartupHealthCheckTimeoutInSeconds", at+".containerStartupHealthCheckTimeoutInSeconds", span{60, 3600})
	r.whole(o, "VolumeSizeInGB", at+".volumeSizeInGB", span{1, 512})
	r.text(o, "InferenceAmiVersion", at+".inferenceAmiVersion", amiVersions)
	member[bool](r, o, "EnableSSMAccess")
	if routing, given := member[jsonObject](r, o, "RoutingConfig"); given {
		r.need(routing, "RoutingStrategy", at+".routingConfig.routingStrategy")
		r.text(routing, "RoutingStrategy", at+".routingConfig.routingStrategy", routingRules)
	}
	if scaling, given := member[jsonObject](r, o, "ManagedInstanceScaling"); given {
		at := at + ".managedInstanceScaling"
		r.text(scaling, "Status", at+".status", switchedOn)
		r.whole(scaling, "MinInstanceCount", at+".minInstanceCount", span{least: 0})
		r.whole(scaling, "MaxInstanceCount", at+".maxInstanceCount", span{least: 1})
	}
	if config, given := member[jsonObject](r, o, "ServerlessConfig"); given {
		v.serverless = readServerless(r, config, at+".serverlessConfig")
	}
	return v
}

func readServerless(r *reader, o jsonObject, at string) *serverless {
	r.need(o, "MemorySizeInMB", at+".memorySizeInMB")
	r.need(o, "MaxConcurrency", at+".maxConcurrency")
	s := &serverless{}
	s.MemorySizeInMB, _ = r.whole(o, "MemorySizeInMB", at+".memorySizeInMB", span{1024, 6144})
	s.MaxConcurrency, _ = r.whole(o, "MaxConcurrency", at+".maxConcurrency", span{1, 200})
	s.ProvisionedConcurrency, _ = r.whole(o, "ProvisionedConcurrency", at+".provisionedConcurrency", span{1, 200})
	return s
}

// variantFits refuses what the documentation of ProductionVariant rules out and its types
// do not. The service's own sentences for these are not published.
func (x *smCall) variantFits(v variant) *apiError {
	switch {
	case v.serverless != nil:
		return x.serverlessFits(v)
	case v.request.has("InstancePools"):
		return nil
	case v.kind == "":
		return refusef(validation, "InstanceType is required for the production variant \"%s\" without a ServerlessConfig.", v.name)
	case v.count == 0 && v.model != "":
		return refusef(validation, "InitialInstanceCount is required for the production variant \"%s\" without a ServerlessConfig.", v.name)
	}
	return nil
}

// serverlessFits: serverless endpoints have neither instances nor a VPC nor network isolation
// (https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions).
func (x *smCall) serverlessFits(v variant) *apiError {
	m, found := x.region.model(v.model)
	switch {
	case v.kind != "" || v.count > 0:
		return refusef(validation, "The production variant \"%s\" cannot have both a ServerlessConfig and an InstanceType or InitialInstanceCount.", v.name)
	case v.serverless.MemorySizeInMB%1024 != 0:
		return refusef(validation, "MemorySizeInMB of the production variant \"%s\" must be one of 1024, 2048, 3072, 4096, 5120, 6144.", v.name)
	case v.serverless.ProvisionedConcurrency > v.serverless.MaxConcurrency:
		return refusef(validation, "ProvisionedConcurrency of the production variant \"%s\" must not be greater than its MaxConcurrency.", v.name)
	case found && len(m.shape().VpcConfig.Subnets) > 0:
		return refusef(validation, "Serverless Inference endpoint does not support VPC configuration. Model \"%s\" has a VpcConfig.", x.region.modelARN(v.model))
	case found && m.shape().EnableNetworkIsolation:
		return refusef(validation, "Serverless Inference endpoint does not support network isolation. Model \"%s\" enables it.", x.region.modelARN(v.model))
	}
	return nil
}
