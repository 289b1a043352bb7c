package sandbox

import (
	"fmt"
	"regexp"
	"strings"
)

// The rules of CreateModel's fields, from the service model (sagemaker 2017-07-24).
var (
	roleARN        = pattern(`arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`, 20, 2048)
	networkID      = pattern(`[-0-9a-zA-Z]+`, 0, 32)
	imageURI       = pattern(`[\S]+`, 0, 255)
	modelURL       = pattern(`(https|s3)://([^/]+)/?(.*)`, 0, 1024)
	environmentKey = pattern(`[a-zA-Z_][a-zA-Z0-9_]*`, 0, 1024)
	freeText       = textRule{longest: 1024}
	executionMode  = textRule{oneOf: []string{"Serial", "Direct"}}
)

const (
	maxContainers  = 15
	maxSubnets     = 16
	maxGroups      = 5
	maxEnvironment = 100
	maxDataSources = 5
	// maxEnvironmentBytes holds for all containers of a model together.
	maxEnvironmentBytes = 32 << 10
)

// modelRequest is what CreateModel looks at in a request.
type modelRequest struct {
	name, role      string
	containers      []container
	subnets, groups []string
	tags            tags
}

func createModel(x *smCall) (any, *apiError) {
	asked, refusal := x.modelRequest()
	if refusal != nil {
		return nil, refusal
	}
	if _, taken := x.region.model(asked.name); taken {
		return nil, refusef(validation, "Cannot create already existing model \"%s\".", x.region.modelARN(asked.name))
	}
	for _, check := range []func(modelRequest) *apiError{x.roleFits, x.containersFit, x.networkFits} {
		if refusal := check(asked); refusal != nil {
			return nil, refusal
		}
	}
	if len(asked.tags) > 0 && x.account.denies("sagemaker:AddTags") {
		return nil, x.account.denial(x.service, "sagemaker:AddTags")
	}
	kept := jsonObject{}
	for _, field := range modelFields {
		if x.input.has(field) {
			kept[field] = x.input[field]
		}
	}
	x.region.models = append(x.region.models, &model{name: asked.name, created: x.now, request: kept, tags: asked.tags})
	return map[string]any{"ModelArn": x.region.modelARN(asked.name)}, nil
}

// modelRequest reads a request and holds it against the service model's limits.
func (x *smCall) modelRequest() (modelRequest, *apiError) {
	r := &reader{}
	r.need(x.input, "ModelName", "modelName")
	asked := modelRequest{
		name: r.text(x.input, "ModelName", "modelName", modelName),
		role: r.text(x.input, "ExecutionRoleArn", "executionRoleArn", roleARN),
		tags: x.readTags(r),
	}
	member[bool](r, x.input, "EnableNetworkIsolation")
	if mode, given := member[jsonObject](r, x.input, "InferenceExecutionConfig"); given {
		r.need(mode, "Mode", "inferenceExecutionConfig.mode")
		r.text(mode, "Mode", "inferenceExecutionConfig.mode", executionMode)
	}
	asked.subnets, asked.groups = x.readNetwork(r)
	containers, refusal := x.containers(r)
	if refusal != nil {
		return asked, refusal
	}
	asked.containers = containers
	return asked, r.verdict()
}

func (x *smCall) containers(r *reader) ([]container, *apiError) {
	var read []container
	size := 0
	if primary, given := member[jsonObject](r, x.input, "PrimaryContainer"); given {
		one, bytes := readContainer(r, primary, "primaryContainer")
		read, size = append(read, one), bytes
	}
	list, given := member[[]jsonObject](r, x.input, "Containers")
	r.count(len(list), "[…]", "containers", 0, maxContainers)
	for i, each := range list {
		one, bytes := readContainer(r, each, fmt.Sprintf("containers.%d.member", i+1))
		read, size = append(read, one), size+bytes
	}
	switch {
	case r.verdict() != nil:
		return nil, r.verdict()
	case x.input.has("PrimaryContainer") && given && len(list) > 0:
		return nil, refusef(validation, "You cannot specify both PrimaryContainer and Containers.")
	case len(read) == 0:
		return nil, refusef(validation, "You must specify either PrimaryContainer or Containers.")
	case size > maxEnvironmentBytes:
		return nil, refusef(validation, "The total size of the Environment of all containers exceeds 32 KB.")
	}
	return read, containersAgree(read)
}

// roleFits refuses a role that SageMaker cannot take on.
func (x *smCall) roleFits(asked modelRequest) *apiError {
	if asked.role == "" {
		return nil
	}
	if !strings.Contains(asked.role, "::"+AccountID+":") {
		return refusef(validation, "Cross-account pass role is not allowed.")
	}
	r, found := named(x.world.roles, (*role).arn, asked.role)
	if !found || !r.trusts("sagemaker.amazonaws.com") {
		return refusef(validation, "Could not assume role %s. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.", asked.role)
	}
	if x.account.denies("iam:PassRole") {
		return x.account.denial(x.service, "iam:PassRole")
	}
	return nil
}

var registry = regexp.MustCompile(`^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/`)

// containersFit looks at what the control plane can see of images and model data. It
// sees buckets with the role's eyes, from outside any VPC.
func (x *smCall) containersFit(asked modelRequest) *apiError {
	for _, c := range asked.containers {
		if c.image != "" && !registry.MatchString(c.image) && c.access != "Vpc" {
			return refusef(validation, "Using non-ECR image \"%s\" without Vpc repository access mode is not supported.", c.image)
		}
		for _, data := range c.data {
			if refusal := x.dataFits(data, asked); refusal != nil {
				return refusal
			}
		}
	}
	return nil
}

// networkFits refuses subnets and groups that do not exist or do not belong together.
// Everything else about a network is accepted, as AWS accepts it. The service's
// reference promises the refusal without its words: these are EC2's for the same faults.
func (x *smCall) networkFits(asked modelRequest) *apiError {
	home := ""
	for _, wanted := range asked.subnets {
		s, found := x.region.subnet(wanted)
		if !found {
			return refusef(validation, subnetAbsent, wanted)
		}
		if home != "" && s.vpc != home {
			return refusef(validation, "The subnets %s do not all belong to the same VPC", strings.Join(asked.subnets, ", "))
		}
		home = s.vpc
	}
	for _, wanted := range asked.groups {
		g, found := x.region.group(wanted)
		if !found {
			return refusef(validation, groupAbsent, wanted)
		}
		if g.vpc != home {
			return refusef(validation, "Security group %s and subnet %s belong to different networks.", wanted, asked.subnets[0])
		}
	}
	return nil
}
